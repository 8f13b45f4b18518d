"""A LinkedIn export of any size for measurements: plausible, varied, with a long tail of conversations, in flat memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hustings.demo import city, names
from hustings.demo.leads import OWNER_FAMILY, OWNER_GIVEN, OWNER_NAME, OWNER_SLUG
from hustings.demo.linkedin_tables import CONNECTIONS_NOTE, HEADERS, day_form, with_zone
from hustings.demo.scenes import all_scenes
from hustings.demo.script import Scene, play

TALKING = 3_000
_EPOCH = datetime(2026, 1, 1, 12, tzinfo=UTC)
_STAMP = (2026, 1, 1, 12, 0, 0)
_OWNER_URL = f"https://www.linkedin.com/in/{OWNER_SLUG}"
_TAIL = 0.85
_LONGEST_SECONDS = 3_000 * 86_400
_ROWS_PER_WRITE = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Contact:
    number: int
    given: str
    family: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def slug(self) -> str:
        return f"{city.ascii_word(self.given)}-{city.ascii_word(self.family)}-demo{self.number:06d}"

    @property
    def url(self) -> str:
        return f"https://www.linkedin.com/in/{self.slug}"


def write_large_export(path: Path, *, connections: int = 30_000, messages: int = 200_000, seed: int = 1) -> None:
    """Writes a LinkedIn export zip of that size: profile, addresses, connections and messages, dated before 2026.

    Up to 3,000 people have conversations; the n-th most talkative has about n^-0.85 times the messages of the first. The same
    arguments give the same bytes. Rows go to the archive as they are made, so memory does not grow with `messages`. Raises
    ValueError on negative counts and on messages without anybody to have them with.
    """
    if connections < 0 or messages < 0 or (messages and not connections):
        raise ValueError("A large export needs counts from zero, and connections where it has messages.")
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=4) as archive:
        _store(archive, "Profile", [(OWNER_GIVEN, OWNER_FAMILY, "", city.CITY, *[""] * 9)])
        _store(archive, "Email Addresses", [("ada@adaforcouncil.example", "Yes", "Yes", "1/1/24, 9:00 AM")])
        _store(archive, "Connections", _connection_rows(connections, seed=seed), before=CONNECTIONS_NOTE)
        _store(archive, "messages", _message_rows(min(TALKING, connections), messages, seed=seed))


def _store(archive: ZipFile, name: str, rows: Iterable[Sequence[str]], *, before: str = "") -> None:
    entry = ZipInfo(f"{name}.csv", date_time=_STAMP)
    entry.compress_type = ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as out:
        chunk = io.StringIO()
        writer = csv.writer(chunk, lineterminator="\n", quoting=csv.QUOTE_ALL if name == "messages" else csv.QUOTE_MINIMAL)
        chunk.write(before)
        writer.writerow(HEADERS[name])
        for number, row in enumerate(rows, start=1):
            writer.writerow(row)
            if number % _ROWS_PER_WRITE == 0:
                out.write(chunk.getvalue().encode())
                chunk.seek(0)
                chunk.truncate()
        out.write(chunk.getvalue().encode())


def _contact(number: int, *, seed: int) -> _Contact:
    """The contact of that number; made anew when needed, so that nobody has to be kept."""
    chance = Random(seed * 1_000_003 + number)  # noqa: S311 - repeatable test data, not a secret
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    if chance.random() < 0.3:
        family = f"{family}-{chance.choice(_FAMILY)}"
    return _Contact(number=number, given=given, family=family)


def _connection_rows(count: int, *, seed: int) -> Iterator[Sequence[str]]:
    chance = Random(seed)  # noqa: S311 - repeatable test data, not a secret
    employers = [one for one in city.ORGANISATIONS.values() if one.name]
    for number in range(count):
        contact, employer = _contact(number, seed=seed), chance.choice(employers)
        company = employer.name if chance.random() < 0.4 else f"{chance.choice(_FAMILY)} {chance.choice(_TRADES)}"
        address = f"{contact.slug.replace('-', '.')}@mailhaven.example" if chance.random() < 0.03 else ""
        title = chance.choice(employer.titles.split(";"))
        day = _EPOCH.date() - timedelta(days=1 + number * 5_000 // max(count, 1))
        yield (contact.given, contact.family, contact.url, address, company, title, day_form(day))


def shares(people: int, messages: int) -> list[int]:
    """How many messages each of the talking people has, most first; the sum is `messages`."""
    weights = [(rank + 1) ** -_TAIL for rank in range(people)]
    total = sum(weights)
    bounds = [round(part * messages / total) for part in accumulate(weights)]
    return [high - low for low, high in zip([0, *bounds], bounds, strict=False)]


def _message_rows(people: int, messages: int, *, seed: int) -> Iterator[Sequence[str]]:
    scenes = all_scenes()
    for rank, count in enumerate(shares(people, messages)):
        chance = Random(seed * 7_919 + rank)  # noqa: S311 - repeatable test data, not a secret
        yield from _thread_rows(_contact(rank, seed=seed), count, scenes=scenes, chance=chance)


def _thread_rows(contact: _Contact, count: int, *, scenes: tuple[Scene, ...], chance: Random) -> Iterator[Sequence[str]]:
    """One conversation, newest message first, made of scenes one after the other."""
    at, left = _EPOCH - timedelta(minutes=chance.randint(60, 600_000)), count
    pace = min(190_000, 2 * _LONGEST_SECONDS // count) if count else 0
    sides = ((OWNER_NAME, _OWNER_URL), (contact.name, contact.url))
    while left:
        scene = chance.choice(scenes)
        slots = _slots(contact, chance=chance)
        for turn in scene.turns[::-1][:left]:
            (sender, sender_url), (reader, reader_url) = sides if turn.by_ada else sides[::-1]
            text = play(turn.text, slots=slots, chance=chance)
            yield (f"2-large{contact.number:06d}==", "", sender, sender_url, reader, reader_url, with_zone(at), "", text, "INBOX",
                   "", "No", "No")  # fmt: skip
            left -= 1
            at -= timedelta(seconds=chance.randint(60, 60 + pace))


def _slots(contact: _Contact, *, chance: Random) -> dict[str, str]:
    return {
        "given": contact.given, "name": contact.name, "org": "the old valve works", "title": "Planner", "former": "my last post",
        "district": chance.choice(city.DISTRICTS), "street": f"{chance.randint(2, 980)} {chance.choice(city.STREETS)}",
        "school": chance.choice(city.SCHOOLS), "route": chance.choice(city.ROUTES),
        "mutual": f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}", "mutualgiven": chance.choice(_GIVEN),
        "mutualorg": f"{chance.choice(_FAMILY)} {chance.choice(_TRADES)}", "city": city.CITY, "river": city.RIVER,
        "phone": "319-555-0101",
    }  # fmt: skip


_GIVEN = tuple(word for origin in names.ORIGINS for word in names.words(origin.given))
_FAMILY = tuple(word for origin in names.ORIGINS for word in names.words(origin.family))
_TRADES = ("Consulting", "& Sons Roofing", "Dental Care", "Logistics", "Design Studio", "Orchards", "Analytics", "Foundation")
