"""Benchmark `contacts`: a table of a million people into an empty workspace, and once more with one in twenty changed.

Each person has an e-mail address, a phone number and a number in another system. The floor loads the rows that came of it into
the same tables and indexes, by `executemany` of sqlite3 or by COPY of PostgreSQL, in the same run.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import ROOT, SCRATCH, Check, Outcome, fresh_home, run

TIMES_FLOOR = 3.0
PEAK_MB = 1_000.0
CHANGED_SHARE = 1 / 3
CHANGED_EVERY = 20
SIDES = "bench.contacts_sides"


def contacts_benchmark(*, quick: bool) -> list[Outcome]:
    """On SQLite, and on PostgreSQL where it is installed."""
    return measure_contacts(5_000 if quick else 1_000_000)


def measure_contacts(people: int) -> list[Outcome]:
    """Both data bases, one after the other."""
    table, changed = _tables(people)
    outcomes = [_on_sqlite(people, table, changed)]
    on_postgres = _on_postgres(people, table, changed)
    return [*outcomes, on_postgres] if on_postgres else outcomes


def _tables(people: int) -> tuple[str, str]:
    SCRATCH.mkdir(parents=True, exist_ok=True)
    places = [SCRATCH / f"contacts-{people}{suffix}.csv" for suffix in ("", "-changed")]
    for place, every in zip(places, (0, CHANGED_EVERY), strict=True):
        if not _is_current(place):
            waiting = place.with_suffix(".new")
            write_table(path=str(waiting), people=people, changed_every=every)
            waiting.replace(place)
    return str(places[0]), str(places[1])


def _is_current(place: Path) -> bool:
    """Whether the table is there, with the columns of today."""
    if not place.exists():
        return False
    with place.open(newline="", encoding="utf-8") as held:
        return tuple(next(csv.reader(held))) == HEADER


def _on_sqlite(people: int, table: str, changed: str) -> Outcome:
    with fresh_home("contacts") as home:
        run("bench.import_sides:prepare", home=home)
        first = run(f"{SIDES}:product", home=home, path=table)
        floor = run(f"{SIDES}:floor_sqlite", home=home, filled=str(home / "hustings.sqlite3"), target=str(home / "floor.sqlite3"))
        for left in home.glob("floor.sqlite3*"):
            left.unlink()
        again = run(f"{SIDES}:product", home=home, path=changed)
    return _outcome("contacts", "one executemany per table", people, first, floor, again)


def _on_postgres(people: int, table: str, changed: str) -> Outcome | None:
    """The same on a PostgreSQL of its own; None where there is none."""
    sys.path.insert(0, str(ROOT / "tests"))
    import postgres

    binaries = postgres.programs()
    if binaries is None:
        return None
    with (
        tempfile.TemporaryDirectory(prefix="hustings-bench-pg-") as folder,
        postgres.cluster(Path(folder), binaries) as url,
        fresh_home("contacts-pg") as home,
    ):
        run("bench.import_sides:prepare", home=home, url=url)
        first = run(f"{SIDES}:product", home=home, url=url, path=table)
        floor = run(f"{SIDES}:floor_postgres", home=home, address=url, folder=str(home))
        again = run(f"{SIDES}:product", home=home, url=url, path=changed)
    return _outcome("contacts-postgres", "COPY", people, first, floor, again)


def _outcome(
    name: str, floor_is: str, people: int, first: dict[str, Any], floor: dict[str, Any], again: dict[str, Any]
) -> Outcome:
    checks = (
        Check(f"a table of {people:,} people, by the clock, against {floor_is}", (first["wall"] / floor["wall"],), TIMES_FLOOR),
        Check("peak memory", (first["peak_mb"],), PEAK_MB, "MB"),
        Check("the same with 5% changed, against the first time", (again["wall"] / first["wall"],), CHANGED_SHARE),
        Check("peak memory with 5% changed", (again["peak_mb"],), PEAK_MB, "MB"),
    )
    return Outcome(name, checks, {"people": people, "product": first, "floor": floor, "changed": again})


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


GIVEN = words(
    "Ada Ben Vera Otto Amara Birgit Chiara Dario Elif Farah Goran Hana Imre Jonas Katya Luis Mei Noor Oskar Priya Quentin Rosa "
    "Sami Tomasz Uma Viktor Wanda Xiao Yusuf Zofia Anna Marco Julia Peter Maria David Laura Simon Nina Paul Clara Felix Emma "
    "Hugo Alice Victor Rita Carlos Ines Miguel Sofia Pedro Teresa Ivan Olga Dmitri Lena Karim Leila Omar Yasmin Ravi Anita "
    "Sanjay Meera Kenji Yuki Haruto Sakura Chen Ling Wei Fatou Kwame Abena Kofi Zainab Thabo Naledi Sipho Erik Astrid Lars "
    "Ingrid Nils Freya Aidan Niamh Liam Siobhan Owen Megan Rhys Gwen Angus Isla Fergus Morag Janos Eszter Petra Milos Jana"
)
FIRST = words("Bal Ber Bor Cal Car Dal Den Dor Eld Fal Fer Gar Gor Hal Har Hol Jan Kal Kar Kol Lan Lor Mal Mar Mor Nor Ost")
MIDDLE = ["", *words("a e i o an en er in ol ar is el ov at un ik or am ed")]
LAST = words("berg dale ford gren holm ini kov land ley low mann mark nson quist rio rsen sek ski son stad ston ton tova well")
STREETS = words("Harbour Market Chapel Station Mill Orchard Bridge Castle Meadow Quarry Willow Foundry Ferry Abbey")
TOWNS = words("Riverside Ely Northam Brackwater Holmfirth Easton Kingsbury Lowfield Saltmere Dunholm Wickham Ashby")
TRADES = "Dental Care", "Logistics", "Orchards", "School Board"
TITLES = "Planner", "Teacher", "Nurse", "Engineer", "Baker", "Solicitor"
HEADER = (
    "Salesforce ID", "First name", "Last name", "E-mail", "Phone", "Street", "City", "Postcode", "Organisation", "Job title"
)  # fmt: skip
IDENTITIES = 3
FAMILIES = len(FIRST) * len(MIDDLE) ** 2 * len(LAST)


def person(number: int, *, changed: bool = False) -> tuple[str, ...]:
    """The row of one person; `changed` is the same person with another job and another phone number."""
    draw, other = _mixed(number), _mixed(-1 - number)
    given = GIVEN[_falling(draw, len(GIVEN), even=8)]
    family = _family(_falling(draw >> 16, FAMILIES, even=60))
    salt = number + 7 * changed
    return (
        f"P{number:08d}", given, family, f"{given}.{family}{number}@mail{number % 40}.example".lower(),
        f"+1{201 + salt % 700}{2_000_000 + (salt * 7_919) % 7_999_999:07d}",
        f"{(draw >> 40) % 398 + 1} {STREETS[(draw >> 50) % len(STREETS)]} Street" if draw >> 40 & 1 else "",
        TOWNS[other & 7], f"{10_000 + (other >> 3) % 80_000}",
        f"{_family(_falling(other >> 20, FAMILIES, even=9_000))} {TRADES[other >> 40 & 3]}",
        TITLES[(other >> 44) % 5 + changed],
    )  # fmt: skip


def rows(people: int, *, changed_every: int = 0) -> Iterator[tuple[str, ...]]:
    """The rows of so many people, of whom every n-th has changed (0: nobody)."""
    for number in range(people):
        yield person(number, changed=bool(changed_every) and number % changed_every == 0)


def write_table(*, path: str, people: int, changed_every: int = 0) -> dict[str, Any]:
    """Writes the table as CSV. Returns its size."""
    with Path(path).open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(rows(people, changed_every=changed_every))
    return {"bytes": Path(path).stat().st_size}


def _mixed(number: int) -> int:
    """64 bits that look like chance (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    mixed = (number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return mixed ^ mixed >> 31


def _falling(draw: int, choices: int, *, even: int) -> int:
    """One of so many, the first ones far oftener: about as 1/n, with `even` of them at the top nearly as frequent."""
    share = (draw & 0xFFFFF) / 0x100000
    return min(int(even * ((choices + even) / even) ** share - even), choices - 1)


def _family(rank: int) -> str:
    rest, last = divmod(rank, len(LAST))
    rest, first = divmod(rest, len(FIRST))
    rest, middle = divmod(rest, len(MIDDLE))
    return FIRST[first] + MIDDLE[middle] + MIDDLE[rest % len(MIDDLE)] + LAST[last]
