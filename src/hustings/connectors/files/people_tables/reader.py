"""Reads any table of people, organisations, attendance or notes, with the meaning of its columns guessed or told by a member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

import msgspec

from hustings.connectors.files.people_tables.dates import DateColumn
from hustings.connectors.files.people_tables.follow import follow_of, without_dated_notes
from hustings.connectors.files.people_tables.layout import Layout, TableView, dates_of, layout_of, opened, questions_of
from hustings.connectors.files.people_tables.mapping import TableMapping
from hustings.connectors.files.people_tables.people import (
    NAMELESS,
    NOBODY,
    Organisations,
    People,
    Who,
    combined,
    key_without_number,
    stable,
)
from hustings.connectors.files.people_tables.seen import Seen
from hustings.connectors.protocol import DateOrder, Entry, Found, Place, Rejected
from hustings.connectors.reading.tables import Row, Table
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import OWN_ADDRESS_BOOK
from hustings.kernel.records import AnyRecord, PersonRecord, digest, encode

WINDOW = 4_000
"""Rows about one person are one record where at least so many other people lie between them; farther apart they become several
records of the same person, which linkage brings together again by number or handle."""


class TableReader:
    """The reader of tables (protocol.FileReader).

    `mappings` are remembered ones by shape, `chosen` those for single files by the name of their entry, which come first.
    `order` settles dates that no column settles by itself; `fields` are the names of the workspace's custom fields.
    """

    name = "table"
    title = "Table (CSV or spreadsheet)"
    use_rule = OWN_ADDRESS_BOOK.code

    def __init__(
        self,
        mappings: Mapping[str, TableMapping] | None = None,
        *,
        chosen: Mapping[str, TableMapping] | None = None,
        order: DateOrder = "",
        fields: Sequence[str] = (),
    ) -> None:
        self._mappings = dict(mappings or {})
        self._chosen = dict(chosen or {})
        self._order: DateOrder = order
        self._fields = tuple(fields)
        self._layouts: WeakKeyDictionary[Entry, Layout | None] = WeakKeyDictionary()
        self._dates: WeakKeyDictionary[Entry, dict[int, DateColumn]] = WeakKeyDictionary()

    def with_mappings(
        self,
        mappings: Mapping[str, TableMapping],
        *,
        chosen: Mapping[str, TableMapping] | None = None,
        order: DateOrder = "",
        fields: Sequence[str] = (),
    ) -> TableReader:
        """The same reader, told what tables of these shapes and files of these names mean, and the names of custom fields."""
        return TableReader(mappings, chosen=chosen, order=order or self._order, fields=fields)

    def with_date_order(self, order: DateOrder) -> TableReader:
        """The same reader, told which of day and month comes first where nothing in a table says so."""
        return TableReader(self._mappings, chosen=self._chosen, order=order, fields=self._fields)

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Tables of which at least one column says who somebody is."""
        return [entry for entry in entries if self._layout(entry) is not None]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """What each table tells, row by row."""
        for entry in entries:
            try:
                yield from self._read(entry)
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))

    def look(self, entry: Entry) -> TableView | None:
        """What a table would be read as, and what has to be asked. Raises WrongInput as the entry does."""
        layout = self._layout(entry)
        return TableView(entry.name, layout, questions_of(layout, self._dates_of(entry, layout))) if layout else None

    def _layout(self, entry: Entry) -> Layout | None:
        if entry not in self._layouts:
            chosen = self._chosen.get(entry.name)
            mappings = {**self._mappings, chosen.shape: chosen} if chosen else self._mappings
            self._layouts[entry] = layout_of(entry.head(), mappings=mappings, fields=self._fields)
        return self._layouts[entry]

    def _dates_of(self, entry: Entry, layout: Layout) -> dict[int, DateColumn]:
        if entry not in self._dates:
            self._dates[entry] = dates_of(entry, layout, told=self._order)
        return self._dates[entry]

    def _read(self, entry: Entry) -> Iterator[Found | Rejected]:
        layout = self._layout(entry)
        if layout is None:
            return
        dates = self._dates_of(entry, layout)
        for table in opened(entry, layout):
            if layout.mapping.rows == "organisation":
                yield from _organisations(layout, dates, table, file=entry.name)
            else:
                yield from _people(layout, dates, table, file=entry.name)
            yield from (Rejected(Place(entry.name, line), reason) for line, reason in table.damage)


TABLES = TableReader()


class _Held:
    """A person whose next rows may still come, and what their rows tell beside them."""

    __slots__ = ("follows", "line", "near", "record")

    def __init__(self, record: PersonRecord, line: int, *, near: bool) -> None:
        self.record = record
        self.line = line
        self.near = near
        self.follows: list[tuple[int, AnyRecord]] = []


def _people(layout: Layout, dates: Mapping[int, DateColumn], table: Table, *, file: str) -> Iterator[Found | Rejected]:
    read = People(layout.mapping, dates)
    follow = follow_of(layout.mapping, dates, file=file)
    seen = Seen()
    older: dict[str, _Held] = {}
    newer: dict[str, _Held] = {}
    near = ""
    for line, row in table.rows:
        if _is_header(row, layout):
            continue
        who = read(row)
        if who is None:
            yield Rejected(Place(file, line), NOBODY)
            continue
        if who.near and who.key != near:
            yield from _out(older, newer, file=file)
            older, newer, near = {}, {}, who.key
        held = newer.get(who.key) or older.get(who.key)
        if held is None:
            held = newer[who.key] = _Held(_fresh(who, seen), line, near=who.near)
        else:
            held.record = combined(held.record, who.record)
        if follow is not None:
            held.follows.extend((line, record) for record in follow(row, held.record))
        if len(newer) >= WINDOW:
            yield from _out(older, file=file)
            older, newer = newer, {}
    yield from _out(older, newer, file=file)


def _fresh(who: Who, seen: Seen) -> PersonRecord:
    """The record of somebody who does not wait; where the key came long before, it is a further record with an id of its own."""
    if who.near or not seen.add(int(who.key if who.is_digest else stable(who.key), 16)):
        return who.record
    number = digest(encode(who.record)).hex()[:16]
    return msgspec.structs.replace(who.record, external_id=f"{who.record.external_id}#{number}")


def _out(*waiting: Mapping[str, _Held], file: str) -> Iterator[Found]:
    for held in (each for people in waiting for each in people.values()):
        record = _named_by_handle(held.record) if held.near else held.record
        if held.follows:
            record = without_dated_notes(record, [told for _, told in held.follows])
        yield Found(record, Place(file, held.line))
        for line, told in held.follows:
            yield Found(told, Place(file, line))


def _named_by_handle(record: PersonRecord) -> PersonRecord:
    """A record whose handles came one by one, under the id that all of them together give."""
    folded = " ".join(record.name.full.casefold().split())
    kept = {"birthday": record.birthday, "positions": record.positions, "addresses": record.addresses}
    key = key_without_number(folded, record.identities, kept)
    return msgspec.structs.replace(record, external_id=f"{record.external_id.rpartition(':')[0]}:{key}")


def _organisations(layout: Layout, dates: Mapping[int, DateColumn], table: Table, *, file: str) -> Iterator[Found | Rejected]:
    read = Organisations(layout.mapping, dates)
    for line, row in table.rows:
        if _is_header(row, layout):
            continue
        record = read(row)
        yield Found(record, Place(file, line)) if record is not None else Rejected(Place(file, line), NAMELESS)


def _is_header(row: Row, layout: Layout) -> bool:
    """Whether a header comes again, as where tables were put one below the other."""
    if row[0] != layout.first[0] or not layout.mapping.headed:
        return False
    return tuple(cell.strip() for cell in row[: len(layout.header)]) == layout.header
