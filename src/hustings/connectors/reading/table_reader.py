"""What the readers of address books and campaign systems share: tables known by their columns, read row by row.

A reader is a list of kinds of tables. Each says by which columns it is known and makes, once per table, the function from a row
to records. The order of days and months in its date columns is settled by one look over the file, only where that is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import msgspec

from hustings.connectors.protocol import DateOrder, Entry, Found, Place, Rejected
from hustings.connectors.reading.people_columns import Columns, keys_of
from hustings.connectors.reading.people_layout import PersonLayout
from hustings.connectors.reading.people_rows import NOBODY, company_of, person_reader
from hustings.connectors.reading.people_wishes import wish_mark
from hustings.connectors.reading.table_dates import settle
from hustings.connectors.reading.tables import Row, Table, column_key, peek_rows, read_table
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import AnyRecord, PersonRecord, digest, encode

Said = Sequence[AnyRecord] | str
"""The records of a row, or why there are none."""
ReadRow = Callable[[Row], Said]

_NO_TABLE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From |BEGIN:|[A-Za-z][A-Za-z-]*:[ \t]|[{<\[%])")
_PEEKED = 16_384
_REMEMBERED = 20_000
WIDEST = 5_000
"""Columns of the widest table of a system; each row of a table costs as much as its header is wide."""
_OPEN = (
    "The dates in the column {name} can be read day-first or month-first, such as {sample}. They are kept as written. "
    "Import the file again and say which: hustings import --dates day-first, or --dates month-first."
)


@dataclass(frozen=True)
class Source:
    """What a kind may know of the file beside its columns: the entry, and all rows of it once more where an id needs them."""

    entry: Entry
    rows: Callable[[], Iterator[Row]]

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        name = self.entry.name.rpartition("/")[2]
        return name.rpartition(".")[0] or name


@dataclass(frozen=True)
class Kind:
    """A kind of table: the columns that must be there (each with its other names after ` | `), and how its rows are read."""

    word: str
    needs: tuple[str, ...]
    reads: Callable[[Columns, Source], ReadRow]
    forbids: tuple[str, ...] = ()
    speaks_of_people: bool = False
    """Whether other tables of the same upload tell more of the people whom this one names: it is read after them."""

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a header with these column keys is of this kind."""
        return all(not keys.isdisjoint(keys_of(need)) for need in self.needs) and all(
            keys.isdisjoint(keys_of(each)) for each in self.forbids
        )


@dataclass(eq=False)
class TableReader:
    """A reader of tables (protocol.FileReader). `usual_order` is the vendor's order of days and months, where it has one."""

    name: str
    title: str
    use_rule: str
    kinds: tuple[Kind, ...]
    usual_order: DateOrder = ""
    told_order: DateOrder = field(default="")

    def with_date_order(self, order: DateOrder) -> TableReader:
        """The same reader, told the order to use for files that do not settle it by themselves."""
        return replace(self, told_order=order)

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The tables whose header is of one of the kinds."""
        return [entry for entry in entries if self._kind_of_entry(entry) is not None]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The records of the tables: lists of people first, then what speaks of them. Holds one row at a time."""
        known = [(kind, entry) for entry in entries if (kind := self._kind_of_entry(entry)) is not None]
        for kind, entry in sorted(known, key=lambda pair: pair[0].speaks_of_people):
            try:
                yield from self._read_entry(kind, entry)
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))

    def kind_of(self, row: Row) -> Kind | None:
        """The first kind that a row is the header of."""
        if not 2 <= len(row) <= WIDEST:
            return None
        keys = frozenset(map(column_key, row))
        return next((kind for kind in self.kinds if kind.fits(keys)), None)

    def _kind_of_entry(self, entry: Entry) -> Kind | None:
        return next((kind for row in _first_rows(entry.head(_PEEKED)) if (kind := self.kind_of(list(row))) is not None), None)

    def _read_entry(self, kind: Kind, entry: Entry) -> Iterator[Found | Rejected]:
        def is_header(row: Row) -> bool:
            return self.kind_of(row) is kind

        def all_rows() -> Iterator[Row]:
            with entry.open() as again:
                table = read_table(again, is_header=is_header)
                if table is not None:
                    yield from (row for _, row in table.rows)

        with entry.open() as stream:
            table = read_table(stream, is_header=is_header)
            if table is not None:
                yield from self._read_table(kind, table, Source(entry, all_rows))

    def _read_table(self, kind: Kind, table: Table, source: Source) -> Iterator[Found | Rejected]:
        def settle_dates() -> None:
            for row in source.rows():
                for column in columns.dates:
                    column.look_at(row[column.at])
            settle(columns.dates, told=self.told_order, usual=self.usual_order)

        columns = Columns(table.header, settle=settle_dates)
        read_row, file = kind.reads(columns, source), source.entry.name
        for line, row in table.rows:
            said = read_row(row)
            place = Place(file, line)
            if isinstance(said, str):
                yield Rejected(place, said)
            else:
                for record in said:
                    yield Found(record, place)
        for column in columns.dates:
            if column.open_sample:
                yield Rejected(Place(file, table.line), _OPEN.format(name=column.name, sample=column.open_sample))
        yield from (Rejected(Place(file, line), reason) for line, reason in table.damage)


def people(layout: PersonLayout) -> Callable[[Columns, Source], ReadRow]:
    """Rows of one person each."""
    return lambda columns, source: one_person_a_row(layout, columns)


def one_person_a_row(layout: PersonLayout, columns: Columns) -> ReadRow:
    """The function from a row to its person. Rows of the same id that differ become records of their own, see `Distinct`."""
    read, distinct = person_reader(layout, columns), Distinct(mark=wish_mark(layout, columns))

    def read_row(row: Row) -> Said:
        person = read(row)
        return distinct.told(person) if person is not None else NOBODY

    return read_row


class Distinct:
    """Tells records that come again in one file: the same content is passed over, other content under the same id is a part.

    A part's id ends in a digest of its content, so that the same file always gives the same records. Remembers the last 20,000
    records or so: what comes again after more than that is told again. `mark` ends the ids of people, see `wish_mark`.
    """

    def __init__(self, *, mark: str = "") -> None:
        self._mark = mark
        self._seen: dict[str, AnyRecord | None] = {}

    def person(self, record: PersonRecord) -> tuple[PersonRecord, ...]:
        """The record itself, a part of it, or nothing where just that was told before."""
        if self._mark:
            record = msgspec.structs.replace(record, external_id=f"{record.external_id}{self._mark}")
        held = self._seen.get(record.external_id)
        if held is None:
            self.is_new(record.external_id, record)
            return (record,)
        return () if held == record else self.part(record)

    def told(self, record: PersonRecord) -> tuple[AnyRecord, ...]:
        """The same for a row that may stand for an organisation."""
        company = company_of(record)
        return self.person(record) if company is None else (company,)

    def part(self, record: PersonRecord) -> tuple[PersonRecord, ...]:
        """The record under an id of its own content, or nothing where just that was told before."""
        part = msgspec.structs.replace(record, external_id=f"{record.external_id}#{digest(encode(record)).hex()}")
        return (part,) if self.is_new(part.external_id) else ()

    def is_new(self, key: str, record: AnyRecord | None = None) -> bool:
        """Whether the key comes for the first time."""
        if key in self._seen:
            return False
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen[key] = record
        return True


def _first_rows(head: bytes) -> tuple[tuple[str, ...], ...]:
    return () if _NO_TABLE.match(head) else _peeked(head)


@lru_cache(maxsize=256)
def _peeked(head: bytes) -> tuple[tuple[str, ...], ...]:
    """Each of these readers asks for the beginning of each file."""
    return tuple(map(tuple, peek_rows(head)))
