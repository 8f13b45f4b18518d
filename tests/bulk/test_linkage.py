"""A million people are compared as one record is: SQL only drops pairs that the engine would not look at twice."""

from __future__ import annotations

import csv
import gc
import gzip
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from hustings.engine.linkage import Profile, Trained, compare, find_pairs, weights
from hustings.engine.linkage.searching import family_shares
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Address, Identity, IdentityKind, Name

pytest.importorskip("duckdb", reason="The extra `bulk` is not installed.")

from hustings.bulk import duck, linkage
from hustings.bulk.bounds import bound, first_bound
from hustings.bulk.linkage import Search

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
GIVEN = "Ana Anna Ann Bill William Maria Mario J Souza Robert Bob Jürgen JP 小明 Иван".split()  # noqa: SIM905
FAMILY = ["Souza", "Sousa", "Smith", "Smyth", "Mueller", "Müller", "Ana", "Lee", "S", "de Souza", "Smith-Jones", "Петров", ""]
WORDS: dict[str, list[str]] = {
    "email": ["ana.souza@mail.example", "ana.sousa@mail.example", "asouza@riverside.example", "info@rp.example", "bob@gmail.com"],
    "phone": ["+12015550101", "+12015550102", "5550101"],
    "linkedin": ["linkedin.com/in/a", "linkedin.com/in/b"],
    "x": ["a", "b"],
    "url": ["a.example", "b.example"],
    "external": ["van:1", "van:2", "nb:1"],
}
ORGANISATIONS = ["Riverside", "Riverside Inc", "Riversido", "Orchards", "R P"]
DAYS = ["1980-03-09", "1980-09-03", "1980-03-10", "1991-12-31", "--03-09", "1980"]
ADDRESSES = [
    Address(street="12 Harbour Street", locality="Ely", postal_code="1"), Address(street="12 Harbor St", locality="Ely"),
    Address(street="14 Harbour St", locality="Elly"), Address(locality="Ely"), Address(postal_code="1"),
    Address(street="PO Box 7", locality="York"), Address(region="MA"),
]  # fmt: skip
TRAINED = Trained(
    {"email_same": -6.0, "given_different": 4.0, "family_different": 3.0, "birthday_same": 2.5, "given_is_middle": 5.0}, 1.5, 9
)


def somebody(chance: Random, key: int) -> Profile:
    """A person out of few words, so that most pairs have something in common."""

    def some(values: list[str], most: int = 2) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chance.choice(values) for _ in range(chance.randint(0, most))))

    names = [
        Name(full=" ".join(filter(None, (chance.choice(GIVEN), chance.choice(["", "", "Q", "Smith"]), chance.choice(FAMILY)))))
        for _ in range(chance.choice([0, 1, 1, 1, 2]))
    ]
    names += [Name(full="John & Mary Smith")] if chance.random() < 0.05 else []
    kinds: list[IdentityKind] = ["email", "phone", "linkedin", "x", "url", "external"]
    return Profile(
        key=key,
        names=tuple(names),
        identities=tuple(
            Identity(kind=kind, value=value) for kind in kinds for value in some(WORDS[kind], 1 + (kind == "email"))
        ),
        organisations=some(ORGANISATIONS),
        birthdays=some(DAYS, 1),
        addresses=tuple(chance.choice(ADDRESSES) for _ in range(chance.choice([0, 1, 1, 2]))),
        locations=some(["Ely", "Greater Boston"], 1),
        sources=some(["1", "2"], 1),
    )


def least_slack(people: list[Profile], folder: Path, *, trained: Trained | None, shared: int) -> float:
    """The least by which a bound is above the engine's weight, over pairs of these people."""
    search = Search(folder, trained=trained, processes=1)
    search.load([people], read=list)
    search._find_candidates()
    search._drop_hopeless(0.1)
    shares, prior, slack = search.shares(), weights.prior(search.people), 1000.0
    numbers = dict(search._run("SELECT n, row_number() OVER (ORDER BY n) - 1 FROM rows").fetchall())
    for most in (first_bound, bound):
        found = search._run(
            f"""SELECT a.n, b.n, {most(prior=prior, trained=trained)} FROM
            (SELECT * FROM pair ORDER BY hash(a, b) LIMIT {shared}) p JOIN thin a ON a.n = p.a JOIN thin b ON b.n = p.b
            LEFT JOIN nickname g ON g.one = least(a.given, b.given) AND g.other = greatest(a.given, b.given)"""
        ).fetchall()
        for one, other, said in found:
            comparison = compare(
                people[numbers[one]], people[numbers[other]],
                surname_frequency=shares, population=search.people, trained=trained,
            )  # fmt: skip
            slack = min(slack, said - comparison.weight)
    return slack


@pytest.mark.parametrize("trained", [None, TRAINED])
@pytest.mark.parametrize("seed", range(3))
def test_no_bound_is_below_what_the_engine_finds(tmp_path: Path, seed: int, trained: Trained | None) -> None:
    chance = Random(seed)
    people = [somebody(chance, key) for key in range(110)]
    assert least_slack(people, tmp_path, trained=trained, shared=6_000) >= -1e-6


def fake_people() -> list[Profile]:
    place = DATA / "er_splink" / "fake_1000.csv.gz"
    if not place.exists():
        pytest.skip("The public data set er_splink/fake_1000.csv.gz is not beside the repository.")
    with gzip.open(place, "rt", encoding="utf-8") as stream:
        return [
            Profile(
                key=row["unique_id"],
                names=(
                    Name(full=f"{row['first_name']} {row['surname']}".strip(), given=row["first_name"], family=row["surname"]),
                ),
                identities=(Identity(kind="email", value=row["email"].lower()),) if row["email"] else (),
                birthdays=(row["dob"],) if row["dob"] else (),
                locations=(row["city"],) if row["city"] else (),
            )
            for row in csv.DictReader(stream)
        ]


def test_no_bound_is_below_what_the_engine_finds_on_public_data(tmp_path: Path) -> None:
    assert least_slack(fake_people(), tmp_path, trained=None, shared=15_000) >= -1e-6


def test_the_search_finds_what_comparing_each_with_each_finds() -> None:
    chance = Random(11)
    people = [somebody(chance, key) for key in range(120)]
    shares, each = family_shares(people), {}
    for one, other in combinations(people, 2):
        comparison = compare(one, other, surname_frequency=shares, population=len(people))
        if comparison.probability >= 0.1:
            each[one.key, other.key] = comparison
    found = {(pair.first, pair.second): pair.comparison for pair in linkage.find_pairs(people, processes=1)}
    assert found == each != {}


def test_a_larger_network_finds_the_same_pairs_as_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "WHOLE_UP_TO", 0)
    chance = Random(4)
    people = [
        Profile(
            key=key,
            names=(Name(full=f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}{chance.choice('abcdefgh')}"),),
            birthdays=(chance.choice(DAYS),),
            identities=(Identity(kind="email", value=f"p{chance.randint(0, 80)}@mail.example"),),
        )
        for key in range(150)
    ]
    found = {frozenset((p.first, p.second)): p.comparison for p in linkage.find_pairs(people, processes=1)}
    assert found == {frozenset((p.first, p.second)): p.comparison for p in find_pairs(people)} != {}


def test_several_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(3)
    people = [somebody(chance, key) for key in range(60)]
    alone = {(p.first, p.second): p.comparison for p in linkage.find_pairs(people, processes=1)}
    monkeypatch.setattr(linkage, "ALONE_UP_TO", 0)
    monkeypatch.setattr(linkage, "PART", 7)
    search = Search(tmp_path, processes=2)
    search.load([people[at : at + 7] for at in range(0, 60, 7)], read=list, people=60)
    found = {(p.first, p.second): p.comparison for p in search.pairs()}
    assert found == alone
    assert search.counts.people == 60
    assert search.counts.found == len(found)


def test_a_million_people_are_never_hashed_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = []

    def kept(search: Search, table: str, select: str) -> None:
        plans.append((table, search._run(f"EXPLAIN {select}").fetchall()[0][1]))
        make(search, table, select)

    make = Search._make
    monkeypatch.setattr(Search, "_make", kept)
    search = Search(tmp_path, processes=1, wide=False)
    search.load([[Profile(key=n, names=(Name(full=f"Ana Mary Sou{chr(97 + n % 26)}a"),)) for n in range(3_000)]], read=list)
    # A join from the right hashes its left side, which are the rows of everybody.
    assert ["RIGHT" in plan for table, plan in plans if table == "thin"] == [False]
    assert search._run("SELECT current_setting('disabled_optimizers')").fetchone() == ("",)


def test_nobody_at_all_is_no_trouble() -> None:
    assert linkage.find_pairs([]) == []


def test_what_to_install_is_said_where_it_is_missing() -> None:
    with pytest.raises(WrongInput, match="pip install"):
        duck.needed("hustings_no_such_library")


def test_who_works_without_the_collector_of_garbage_goes_on_so() -> None:
    gc.disable()
    try:
        linkage.find_pairs([Profile(key=1), Profile(key=2)])
        assert not gc.isenabled()
    finally:
        gc.enable()
