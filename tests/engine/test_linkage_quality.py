"""Linkage on public data with known answers: what is linked is right, and nothing much is out of reach of a member's review."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from hustings.engine.linkage import LINK_AT, REVIEW_AT, Profile, block_keys, compare, family_key, profile_of
from hustings.kernel.records import Address, Identity, Name, PersonRecord

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


class Quality(NamedTuple):
    """Shares of pairs: found by blocks, right among linked, linked, linked or left to review."""

    blocked: float
    precision: float
    linked: float
    in_sight: float


def rows_of(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"The public data set {name} is not beside the repository.")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, skipinitialspace=True))


def fake_person(row: dict[str, str]) -> tuple[Profile, str]:
    full = f"{row['first_name']} {row['surname']}".strip()
    name = Name(full=full, given=row["first_name"], family=row["surname"])
    emails = (Identity(kind="email", value=row["email"].lower()),) if row["email"] else ()
    record = PersonRecord(external_id=row["unique_id"], name=name, identities=emails, location=row["city"], birthday=row["dob"])
    return profile_of(record, key=row["unique_id"]), row["cluster"]


def febrl_person(row: dict[str, str]) -> tuple[Profile, str]:
    name = Name(full=f"{row['given_name']} {row['surname']}".strip(), given=row["given_name"], family=row["surname"])
    born = row["date_of_birth"]
    birthday = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else ""
    street = f"{row['street_number']} {row['address_1']}".strip()
    address = Address(street=street, locality=row["suburb"], region=row["state"], postal_code=row["postcode"])
    record = PersonRecord(external_id=row["rec_id"], name=name, birthday=birthday, addresses=(address,))
    return profile_of(record, key=row["rec_id"]), row["rec_id"].split("-")[1]


def quality(labelled: list[tuple[Profile, str]]) -> Quality:
    """Pairwise figures of all pairs that share a block, with the family names' own frequencies."""
    person = {profile.key: cluster for profile, cluster in labelled}
    families = Counter(family_key(profile.names[0].full) for profile, _ in labelled if profile.names)
    shares = {family: count / len(labelled) for family, count in families.items()}
    blocks: dict[str, list[Profile]] = defaultdict(list)
    for profile, _ in labelled:
        for key in block_keys(profile):
            blocks[key].append(profile)
    pairs = {(a.key, b.key): (a, b) for members in blocks.values() for a, b in combinations(members, 2)}
    right, linked, seen = 0, 0, 0
    for a, b in pairs.values():
        same = person[a.key] == person[b.key]
        probability = compare(a, b, surname_frequency=shares).probability
        linked += probability >= LINK_AT
        right += same and probability >= LINK_AT
        seen += same and probability >= REVIEW_AT
    true = sum(size * (size - 1) // 2 for size in Counter(person.values()).values())
    blocked = sum(person[a] == person[b] for a, b in pairs)
    return Quality(blocked / true, right / linked, right / true, seen / true)


def test_what_is_linked_among_clean_records_is_right() -> None:
    found = quality([febrl_person(row) for name in "ab" for row in rows_of(f"er_febrl/dataset4{name}.csv.gz")])
    assert found.precision >= 0.98, found
    assert found.blocked >= 0.97, found
    assert found.linked >= 0.70, found
    assert found.in_sight >= 0.88, found


def test_what_is_linked_among_badly_damaged_records_is_right() -> None:
    found = quality([fake_person(row) for row in rows_of("er_splink/fake_1000.csv.gz")])
    assert found.precision >= 0.98, found
    assert found.blocked >= 0.75, found
    assert found.in_sight >= 0.50, found
