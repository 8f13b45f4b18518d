"""Keeps whom an import has met: outlines and blocking keys in memory, in few bytes each, and all else in a file of its own.

Measured: a million people with ten keys each take about 450 MB; as objects they took more than 4 GB.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import cast

import msgspec

from hustings.engine import linkage
from hustings.engine.linkage.outlines import Outlines
from hustings.engine.linkage.screening import Outline, Scale, sketch_of, sketch_of_record
from hustings.kernel.records import PersonRecord

CROWDED = 60
"""A key that more people share than this says nothing; comparing them all would cost more than it finds."""
AT_HAND = 4_096
"""So many profiles are kept as objects; the others are read from the file when they are asked for."""
_ALL = (1 << 64) - 1
_FLUSH = 1 << 20


class Spool:
    """Bytes that were put aside, by the number that `put` gave. The file has no name, and there is none before it is needed."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._file: RawIOBase | None = None
        self._begins = array("q", [0])
        self._tail = bytearray()
        self._written = 0

    def put(self, content: bytes) -> int:
        """Puts it aside. Numbers begin at 0."""
        self._tail += content
        self._begins.append(self._written + len(self._tail))
        if len(self._tail) > _FLUSH:
            self._flush()
        return len(self._begins) - 2

    def _flush(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - closed with the import
        self._file.seek(self._written)
        self._file.write(self._tail)
        self._written += len(self._tail)
        self._tail.clear()

    def get(self, number: int) -> bytes:
        """What was put aside under the number."""
        first, last = self._begins[number], self._begins[number + 1]
        if self._file is None or first >= self._written:
            return bytes(self._tail[first - self._written : last - self._written])
        self._file.seek(first)
        return self._file.read(last - first) or b""

    def close(self) -> None:
        """Forgets everything."""
        if self._file is not None:
            self._file.close()


class BlockIndex:
    """The places at which somebody with a blocking key stands. A hash table with chains, in plain arrays."""

    def __init__(self) -> None:
        self._heads = array("I", bytes(4 << 12))
        self._tags = array("Q", [0])
        self._places = array("I", [0])
        self._next = array("I", [0])
        self._crowded: set[int] = set()

    def find(self, key: str) -> list[int] | None:
        """The places with this key, newest first; None where they are too many to say anything."""
        tag = hash(key) & _ALL
        if tag in self._crowded:
            return None
        found: list[int] = []
        entry = self._heads[tag & (len(self._heads) - 1)]
        while entry:
            if self._tags[entry] == tag:
                found.append(self._places[entry])
            entry = self._next[entry]
        return found

    def add(self, key: str, place: int) -> None:
        """Puts a place under a key, once."""
        held = self.find(key)
        if held is None or place in held:
            return
        tag = hash(key) & _ALL
        if len(held) >= CROWDED:
            self._crowded.add(tag)
            return
        if len(self._tags) > len(self._heads):
            self._grow()
        heads = self._heads
        slot = tag & (len(heads) - 1)
        self._next.append(heads[slot])
        heads[slot] = len(self._tags)
        self._tags.append(tag)
        self._places.append(place)

    def _grow(self) -> None:
        self._heads = heads = array("I", bytes(4 * 4 * len(self._heads)))
        following, mask = self._next, len(self._heads) - 1
        for entry, tag in enumerate(self._tags):
            if entry:
                slot = tag & mask
                following[entry] = heads[slot]
                heads[slot] = entry


class Remembered:
    """The people whom an import has made or added to, each at a place. Ids of new people only grow in size (or only fall)."""

    def __init__(self, folder: Path | None = None, *, scale: Scale | None = None) -> None:
        self.blocks = BlockIndex()
        self.people = array("q")
        self.outlines = Outlines(scale)
        self._spool = Spool(folder)
        self._numbers = array("I")
        self._made = array("q")
        self._made_places = array("I")
        self._known_before: dict[int, int] = {}
        self._at_hand: dict[int, linkage.Profile] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(linkage.Profile).decode

    def __len__(self) -> int:
        return len(self._made)

    def place_of(self, person: int) -> int | None:
        """Where a person stands; None for somebody whom the import has not touched."""
        if self.has_made(person):
            return self._made_places[bisect_left(self._made, abs(person))]
        return self._known_before.get(person)

    def has_made(self, person: int) -> bool:
        """Whether the import itself made this person."""
        at = bisect_left(self._made, abs(person))
        # A preview's 7th new person is -7, which is not the stored person 7.
        return at < len(self._made) and self.people[self._made_places[at]] == person

    def profile(self, place: int) -> linkage.Profile:
        """Everything known of whoever stands there."""
        held = self._at_hand.get(place)
        if held is None:
            held = self._decode(self._spool.get(self._numbers[place]))
            self._keep_at_hand(place, held)
        return held

    def put(self, person: int, profile: linkage.Profile, keys: tuple[str, ...], outline: Outline | None, *, is_new: bool) -> None:
        """Remembers a person, or what is known by now of somebody remembered before, under all these keys."""
        place = None if is_new else self.place_of(person)
        if place is None:
            place = len(self.people)
            self.people.append(person)
            self._numbers.append(0)
            self._note_place(person, place, is_new=is_new)
        self.outlines.put(place, outline)
        self._numbers[place] = self._spool.put(self._encode(profile))
        self._keep_at_hand(place, profile)
        for key in keys:
            self.blocks.add(key, place)

    def _note_place(self, person: int, place: int, *, is_new: bool) -> None:
        if is_new:
            self._made.append(abs(person))
            self._made_places.append(place)
        else:
            self._known_before[person] = place

    def _keep_at_hand(self, place: int, profile: linkage.Profile) -> None:
        if len(self._at_hand) >= AT_HAND:
            self._at_hand = dict(self._newest(AT_HAND // 2))
        self._at_hand[place] = profile

    def _newest(self, most: int) -> Iterator[tuple[int, linkage.Profile]]:
        skipped = len(self._at_hand) - most
        return ((place, held) for at, (place, held) in enumerate(self._at_hand.items()) if at >= skipped)

    def close(self) -> None:
        """Forgets everybody."""
        self._spool.close()


class Told:
    """What sources say of people in the store; their profiles are made when they are asked for."""

    def __init__(self) -> None:
        self._records: dict[int, list[tuple[str, PersonRecord]]] = {}
        self._profiles: dict[int, linkage.Profile] = {}

    def add(self, person: int, source: str, record: PersonRecord) -> None:
        """Takes one record of somebody; `source` names its export, and is empty for a mere mention."""
        self._records.setdefault(person, []).append((source, record))

    def people(self) -> Iterator[int]:
        """All of whom something is said."""
        return iter(self._records)

    def profile(self, person: int) -> linkage.Profile | None:
        """Everything that is said of somebody."""
        held = self._profiles.get(person)
        if held is None and (records := self._records.get(person)):
            for source, record in records:
                profile = linkage.profile_of(record, key=person, source=source)
                held = linkage.merged_profile(held, profile, key=person) if held else profile
            self._profiles[person] = cast(linkage.Profile, held)
        return held

    def sketch(self, person: int) -> Outline | None:
        """The least that must be known to turn somebody away; None where that takes more."""
        records = self._records.get(person, ())
        if len(records) == 1:
            return sketch_of_record(records[0][1], source=records[0][0])
        profile = self.profile(person)
        return sketch_of(profile) if profile else None

    def clear(self) -> None:
        """Forgets everybody."""
        self._records.clear()
        self._profiles.clear()


class Entries:
    """The entries that a preview has met, which nobody stored: digest, person and payload by source and external id."""

    def __init__(self, folder: Path | None = None) -> None:
        self._numbers: dict[int, int] = {}
        self._spool = Spool(folder)

    def put(self, source_id: int, external_id: str, mark: bytes, person: int, payload: str) -> None:
        """Remembers an entry in place of its older version."""
        number = self._spool.put(msgspec.msgpack.encode((source_id, external_id, mark, person, payload)))
        self._numbers[hash((source_id, external_id))] = number

    def get(self, source_id: int, external_id: str) -> tuple[bytes, int, str] | None:
        """Digest, person and payload, if this import has met the entry before."""
        number = self._numbers.get(hash((source_id, external_id)))
        if number is None:
            return None
        held = msgspec.msgpack.decode(self._spool.get(number), type=tuple[int, str, bytes, int, str])
        return held[2:] if held[:2] == (source_id, external_id) else None

    def close(self) -> None:
        """Forgets everything."""
        self._spool.close()
