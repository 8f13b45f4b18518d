"""Public sets of records whose people are known: FEBRL's, that of Splink's tutorial, and donors of Boston's mayoral campaigns.

They are read from a folder that stays outside of the project; what is in it, its own README says.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from hustings.engine.linkage import Profile, profile_of
from hustings.kernel.records import Address, Identity, Name, PersonRecord, Position

Labelled = list[tuple[Profile, str]]
"""Records, each with the label of its person."""
FAKE_1000 = "er_splink/fake_1000.csv.gz"
DONATIONS = "finance_boston_ocpf/contributions.csv.gz"
DONORS = "finance_boston_ocpf/er_silver_labels.csv.gz"


class LabelledSet(NamedTuple):
    """A set by name: the files it needs, how it is read, what its pairwise F1 should exceed, and what keeps look-alikes together.

    `half_by` is what two records must differ in to fall into different halves; without it that is the label, which says who
    somebody is beyond doubt. `in_one_place` says that labels call nobody who moved one person: they can tell of neighbours only.
    """

    name: str
    files: tuple[str, ...]
    load: Callable[[Path], Labelled]
    f1: float | None = None
    half_by: Callable[[Profile], str] | None = None
    in_one_place: bool = False

    def is_in(self, data: Path) -> bool:
        """Whether all of its files are there."""
        return all((data / file).is_file() for file in self.files)


def rows_of(place: Path) -> list[dict[str, str]]:
    """The rows of a compressed CSV file; FEBRL's have a space after each comma."""
    with gzip.open(place, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, skipinitialspace=True))


def true_pairs(labels: list[str]) -> int:
    """How many pairs of records are one person."""
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def fake_1000(data: Path) -> Labelled:
    """The set of Splink's own tutorial: badly damaged records."""
    return [_fake(row) for row in rows_of(data / FAKE_1000)]


def _fake(row: Mapping[str, str]) -> tuple[Profile, str]:
    name = Name(full=f"{row['first_name']} {row['surname']}".strip(), given=row["first_name"], family=row["surname"])
    emails = (Identity(kind="email", value=row["email"].lower()),) if row["email"] else ()
    record = PersonRecord(external_id=row["unique_id"], name=name, identities=emails, location=row["city"], birthday=row["dob"])
    return profile_of(record, key=row["unique_id"]), row["cluster"]


def febrl(*numbers: str, official: bool) -> LabelledSet:
    """Files of FEBRL's synthetic people as one set, with or without their official numbers, which make it easy."""
    files = tuple(f"er_febrl/dataset{number}.csv.gz" for number in numbers)

    def load(data: Path) -> Labelled:
        return [_febrl(row, official) for file in files for row in rows_of(data / file)]

    name = f"FEBRL {' and '.join(numbers)}"
    return LabelledSet(name if official else f"{name} without numbers", files, load, f1=0.99 if official else None)


def _febrl(row: Mapping[str, str], official: bool) -> tuple[Profile, str]:
    name = Name(full=f"{row['given_name']} {row['surname']}".strip(), given=row["given_name"], family=row["surname"])
    born, street = row["date_of_birth"], f"{row['street_number']} {row['address_1']}".strip()
    record = PersonRecord(
        external_id=row["rec_id"],
        name=name,
        identities=(Identity(kind="official", value=row["soc_sec_id"]),) if official and row["soc_sec_id"] else (),
        birthday=f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else "",
        addresses=(Address(street=street, locality=row["suburb"], region=row["state"], postal_code=row["postcode"]),),
    )
    return profile_of(record, key=row["rec_id"]), row["rec_id"].split("-")[1]


def boston(data: Path) -> Labelled:
    """Donors of Boston's mayoral campaigns; the labels were made from street addresses, which the set leaves out."""
    person = donors(data)
    return [(_donor(row), person[row["rec_id"]]) for row in rows_of(data / DONATIONS) if row["rec_id"] in person]


def donors(data: Path) -> dict[str, str]:
    """Who gave each donation, where that is known."""
    return {row["rec_id"]: row["cluster"] for row in rows_of(data / DONORS)}


def _donor(row: Mapping[str, str]) -> Profile:
    record = PersonRecord(
        external_id=row["rec_id"],
        name=Name(full=f"{row['first_name']} {row['last_name']}".strip(), given=row["first_name"], family=row["last_name"]),
        addresses=(Address(locality=row["city"], region=row["state"], postal_code=row["zip5"]),),
        positions=(Position(organisation=row["employer"], title=row["occupation"]),),
    )
    return profile_of(record, key=row["rec_id"])


def _family_begins(profile: Profile) -> str:
    """Donors' labels are guesses: whoever looks alike stays in one half, so that no half knows the other's guesses."""
    return profile.names[0].family.strip().lower()[:3] if profile.names else ""


SETS = (
    LabelledSet("fake_1000", (FAKE_1000,), fake_1000),
    *(febrl(*numbers, official=True) for numbers in (["1"], ["2"], ["3"], ["4a", "4b"])),
    *(febrl(*numbers, official=False) for numbers in (["3"], ["4a", "4b"])),
    LabelledSet("Boston donors", (DONATIONS, DONORS), boston, f1=0.95, half_by=_family_begins, in_one_place=True),
)
