"""The command that measures linkage on labelled sets, run on sets that are made up."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from random import Random

import pytest
from bench.labelled_sets import FAKE_1000
from bench.linkage_quality import crossed, main, quality_of, scored_pairs, share_right

from bench import labelled_sets

GIVEN = ["ada", "ben", "vera", "otto", "ida", "karl", "mona", "nils", "rosa", "tom"]
FAMILY = ["almeida", "brandt", "costa", "duarte", "ek", "fischer", "gomes", "haas", "ivanova", "jansen", "krause", "lund"]


def write(place: Path, rows: list[dict[str, str]]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(place, "wt", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def made_up_people(count: int) -> list[tuple[int, str, str, str, str]]:
    """Number, given name, family name, birthday and town; nobody shares all of them."""
    chance = Random(5)
    return [
        (
            n,
            chance.choice(GIVEN),
            chance.choice(FAMILY),
            f"19{chance.randint(30, 99)}-0{n % 9 + 1}-{n % 28 + 1:02d}",
            f"town{n % 7}",
        )
        for n in range(count)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tutorial's set and FEBRL's first, with 80 people who stand twice each: once in a plainer spelling."""
    fake, febrl = [], []
    for n, given, family, day, town in made_up_people(80):
        for copy, spelt in enumerate((given, given[:-1] + "x")):
            mail = f"{given}{n}@mail.example"
            own = {"unique_id": f"{n}-{copy}", "first_name": spelt, "surname": family, "dob": day, "city": town, "email": mail}
            fake.append({**own, "cluster": str(n)})
            place = {"street_number": str(n + 1), "address_1": "mill street", "address_2": "", "suburb": town, "postcode": "4000"}
            who = {"rec_id": f"rec-{n}-{copy}", "given_name": spelt, "surname": family, "state": "wa"}
            febrl.append({**who, **place, "date_of_birth": day.replace("-", ""), "soc_sec_id": str(1_000 + n)})
    write(tmp_path / FAKE_1000, fake)
    write(tmp_path / "er_febrl" / "dataset1.csv.gz", febrl)
    return tmp_path


def test_quality_stands_beside_its_floor_and_its_calibration(folder: Path, capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("splink", reason="Splink, which is the floor, comes with the extra `bulk`.")
    assert main([str(folder)]) == 0
    told = capsys.readouterr().out
    assert "Iteration" not in told, "Splink tells of its training"
    assert "fake_1000: 160 records, 80 true pairs, 1.0000 of them compared" in told
    assert "floor: Splink as its tutorial sets it up: precision" in told
    assert "FEBRL 1: 160 records, 80 true pairs" in told
    assert "F1 1.0000; meets 0.99" in told
    assert "said to be 85% to 95% sure" in told
    assert "Boston donors: not measured, finance_boston_ocpf/contributions.csv.gz and" in told


def test_donors_stand_beside_the_plain_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    given = {"city": "Boston", "state": "MA", "zip5": "02118", "employer": "", "occupation": ""}
    names = [("Lund", "Ada"), ("Lund", "Ada"), ("Lund", "Anna"), ("Krause", "Otto"), ("Krause", "Otto"), ("Haas", "Ida")]
    rows = [{"rec_id": f"B{n}", "last_name": family, "first_name": first, **given} for n, (family, first) in enumerate(names)]
    write(tmp_path / labelled_sets.DONATIONS, [*rows, {**rows[0], "rec_id": "B9"}])
    write(tmp_path / labelled_sets.DONORS, [{"rec_id": f"B{n}", "cluster": who} for n, who in enumerate("aabccd")])
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "Boston donors: 6 records, 2 true pairs" in told
    # Ada and Anna share all that the rule looks at: four pairs are said, two are right.
    assert "floor: last name, first initial, ZIP: precision 0.5000, recall 1.0000, F1 0.6667" in told


def test_pairs_that_labels_cannot_tell_about_are_left_out_in_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    given = {"last_name": "Lund", "first_name": "Ada", "state": "MA", "employer": "Riverside Press", "occupation": ""}
    places = [("Boston", "02118"), ("Boston", "02118"), ("Ely", "02999")]
    rows = [{"rec_id": f"B{n}", "city": town, "zip5": code, **given} for n, (town, code) in enumerate(places)]
    write(tmp_path / labelled_sets.DONATIONS, rows)
    write(tmp_path / labelled_sets.DONORS, [{"rec_id": f"B{n}", "cluster": who} for n, who in enumerate("aab")])
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "weights as shipped: precision 0.3333, recall 1.0000" in told
    assert "the same, of pairs with one postal code: precision 1.0000, recall 1.0000" in told


def test_no_pair_is_judged_by_weights_that_were_learnt_from_it(folder: Path):
    which = labelled_sets.febrl("1", official=False)
    pairs = scored_pairs(which.load(folder), which)
    seen = crossed(pairs)
    one = next(place for place, pair in enumerate(pairs) if pair.is_same and pair.halves == (1, 1))
    lied = [pair._replace(is_same=not pair.is_same) if place == one else pair for place, pair in enumerate(pairs)]
    assert crossed(lied)[one] == seen[one]
    assert crossed(lied) != seen


def test_pairs_that_blocking_misses_count_against_recall():
    found = quality_of([0.9, 0.6, 0.2], [True, False, True], true=4, at=0.5)
    assert found == (0.5, 0.25, pytest.approx(1 / 3))


def test_calibration_counts_what_is_said_within_the_span():
    assert share_right([0.84, 0.85, 0.9, 0.95], [True, True, False, True], low=0.85, high=0.95) == (2, 0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([""], "Say where the labelled sets lie: make bench-linkage DATA=folder"),
        ([], "Say where the labelled sets lie"),
        (["nowhere-at-all"], "nowhere-at-all is not a folder. Looked for: er_febrl/dataset1.csv.gz"),
        (["tests"], "tests holds none of the labelled sets. Looked for: "),
    ],
)
def test_a_missing_folder_is_told_plainly(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
