"""A made-up network with known duplicates, as a Parquet table: names of uneven frequency, and records damaged as records are.

Columns: `id`, `given`, `family`, `email`, `phone`, `birthday`, `street`, `town`, `code`, and `person`, who it really is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from nicknames import NickNamer

NICKNAMES = {formal: sorted(short) for formal, short in NickNamer().nickname_lookup.items() if len(formal) > 2}
GIVEN = sorted(NICKNAMES, key=lambda name: (len(name), name))
ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fr",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sch",
    "sh",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
NUCLEI = ["a", "e", "i", "o", "u", "ai", "ei", "ou"]
CODAS = ["", "l", "n", "r", "s", "ck", "nd", "rt", "ll", "m"]
ENDINGS = ["", "son", "man", "er", "ez", "ski", "berg", "sen", "ini", "ova", "ton", "ley", "field", "worth"]
STREETS = ["Harbour", "Mill", "Church", "Station", "Park", "Oak", "Quay", "Garden", "Bridge", "King", "Queen", "Orchard", "River"]
KINDS = ["Street", "Road", "Avenue", "Lane", "Drive"]
SHORT = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Lane": "Ln", "Drive": "Dr"}
PROVIDERS = ["mailhaven.example", "postbox.example", "inbox.example", "letters.example", "gmail.com"]
AGAIN = 0.15
"""The share of people who stand in a second record; half as many in a third."""


class Row(NamedTuple):
    """One record; texts are empty for unknown."""

    id: int
    given: str
    family: str
    email: str
    phone: str
    birthday: str
    street: str
    town: str
    code: str
    person: int


def rows(*, people: int, seed: int = 7) -> Iterator[Row]:
    """Records until there are so many; the same for the same seed."""
    chance = Random(seed)
    families = family_names(chance, 60_000)
    number, person = 0, 0
    while number < people:
        original = _person(chance, families, number, person)
        copies = 2 + (chance.random() < 0.5) if chance.random() < AGAIN else 1
        for copy in range(copies):
            if number < people:
                yield (original if not copy else damaged(chance, original, families))._replace(id=number)
                number += 1
        person += 1


def family_names(chance: Random, count: int) -> list[str]:
    """Made-up family names, short ones first."""

    def syllable() -> str:
        return chance.choice(ONSETS) + chance.choice(NUCLEI) + chance.choice(CODAS)

    found = {syllable() + (syllable() if chance.random() < 0.6 else "") + chance.choice(ENDINGS) for _ in range(count)}
    return sorted(found, key=lambda word: (len(word), word))


def _uneven(chance: Random, words: list[str]) -> str:
    """Early words more often: the first family name is borne by one in eighty, the first given name by one in forty."""
    return words[int(len(words) * chance.random() ** 2.5)]


def _person(chance: Random, families: list[str], number: int, person: int) -> Row:
    given, family = _uneven(chance, GIVEN), _uneven(chance, families)
    email = _email(chance, given, family, person) if chance.random() < 0.7 else ""
    phone = f"+1555{person % 10_000_000:07d}" if chance.random() < 0.5 else ""
    birthday = _birthday(chance) if chance.random() < 0.6 else ""
    street, town, code = _home(chance) if chance.random() < 0.7 else ("", "", "")
    return Row(number, given.title(), family.title(), email, phone, birthday, street, town, code, person)


def _email(chance: Random, given: str, family: str, person: int) -> str:
    local = chance.choice([f"{given}.{family}", f"{given[0]}{family}", f"{family}{given[0]}", f"{given}{person % 1000}"])
    return f"{local}{person // 7 if chance.random() < 0.7 else ''}@{chance.choice(PROVIDERS)}"


def _birthday(chance: Random) -> str:
    return f"{chance.randint(1935, 2006)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"


def _home(chance: Random) -> tuple[str, str, str]:
    place = int(400 * chance.random() ** 2)
    street = f"{chance.randint(1, 240)} {chance.choice(STREETS)}{place % 40 or ''} {chance.choice(KINDS)}"
    return street, f"Town{place // 4}", f"{10000 + place:05d}"


def damaged(chance: Random, row: Row, families: list[str]) -> Row:
    """Another record of the same person: each field may be missing, renewed, shortened or misspelt."""
    given, family = _other_name(chance, row, families)
    email, phone, birthday = row.email, row.phone, row.birthday
    if chance.random() < 0.45:
        email = _email(chance, given.lower() or "x", family.lower(), row.person + 1) if chance.random() < 0.4 else ""
    if chance.random() < 0.4:
        phone = f"+1555{chance.randint(0, 9_999_999):07d}" if chance.random() < 0.3 else ""
    if chance.random() < 0.3:
        birthday = _slip_digit(chance, birthday) if chance.random() < 0.3 else ""
    street, town, code = row.street, row.town, row.code
    if chance.random() < 0.3:
        street, town, code = _home(chance) if chance.random() < 0.4 else ("", "", "")
    elif chance.random() < 0.5:
        for long, short in SHORT.items():
            street = street.replace(long, short)
    return Row(row.id, given, family, email, phone, birthday, street, town, code, row.person)


def _other_name(chance: Random, row: Row, families: list[str]) -> tuple[str, str]:
    given = row.given
    if chance.random() < 0.25:
        given = chance.choice(NICKNAMES.get(given.lower(), [given])).title()
    elif chance.random() < 0.06:
        given = given[0]
    family = row.family if chance.random() > 0.03 else _uneven(chance, families).title()
    if chance.random() < 0.1:
        given = _slip(chance, given)
    if chance.random() < 0.1:
        family = _slip(chance, family)
    return given, family


def _slip(chance: Random, word: str) -> str:
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    dropped, swapped = word[:at] + word[at + 1 :], word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return chance.choice([dropped, swapped, word[:at] + chance.choice("aeinrst") + word[at + 1 :]])


def _slip_digit(chance: Random, day: str) -> str:
    return day[:-1] + str(chance.randint(0, 9)) if day else day


def write(path: Path, *, people: int) -> None:
    """The table as Parquet, in row groups of 20,000."""
    import pyarrow as arrow
    from pyarrow import parquet

    held = list(zip(*rows(people=people), strict=True))
    table = arrow.table(dict(zip(Row._fields, map(list, held), strict=True)))
    parquet.write_table(table, path, row_group_size=20_000)
