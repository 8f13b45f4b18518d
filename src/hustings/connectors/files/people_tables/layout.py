"""Where the header of a table is, what its columns are taken for, and what has to be asked about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

import msgspec

from hustings.connectors.files.people_tables.columns import DATED, Guess, by_header, guess_columns
from hustings.connectors.files.people_tables.dates import DateColumn, settle
from hustings.connectors.files.people_tables.mapping import WHO, Column, RowKind, TableMapping, numbered, shape_of
from hustings.connectors.files.people_tables.words import key_of
from hustings.connectors.protocol import DateOrder, Entry
from hustings.connectors.reading.tables import PREAMBLE, Row, Table, peek_rows, read_table

PEEKED = 200
"""Rows from whose values columns are guessed."""
_NO_TABLE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From |BEGIN:|[A-Za-z][A-Za-z-]*:[ \t]|[{<\[%])")
_MORE_THAN_A_NAME = WHO - {"name"} | {
    "title",
    "organisation",
    "address",
    "street",
    "postal_code",
    "locality",
    "birthday",
    "consent",
}
_WIDEST = 2_000


class Question(NamedTuple):
    """Something that only the member knows: which order the dates of a column have. `others` is what other columns prove."""

    code: Literal["date-order"]
    column: str
    samples: tuple[str, ...]
    others: DateOrder = ""


class Layout(NamedTuple):
    """A table as it will be read: `header` as it stands there, or numbers; `first` is the row by which it is found again."""

    header: tuple[str, ...]
    first: Row
    guesses: tuple[Guess, ...]
    mapping: TableMapping


class TableView(NamedTuple):
    """What the member sees of a table before it is brought in."""

    file: str
    layout: Layout
    questions: tuple[Question, ...]


class _Known(NamedTuple):
    """What was told about tables: mappings by shape, and the names of custom fields by their keys."""

    mappings: Mapping[str, TableMapping]
    fields: Mapping[str, str]


def layout_of(head: bytes, *, mappings: Mapping[str, TableMapping], fields: Sequence[str] = ()) -> Layout | None:
    """The layout of a table from its first bytes; None where they hold no table that says who anybody is.

    A mapping that is remembered for the shape comes before all guesses. A column named as one of `fields` is that custom field.
    """
    if _NO_TABLE.match(head):
        return None
    rows = [row for row in peek_rows(head, most=PEEKED, length=len(head)) if len(row) <= _WIDEST]
    if len(rows) > 1 and len(head) >= 65_536:
        rows.pop()
    if not rows:
        return None
    at = _header_at(rows, mappings)
    known = _Known(mappings, {key_of(name): name for name in fields})
    found = _headed(rows, at, known) if at is not None else _bare(rows, known)
    return found if found is not None and (found.mapping.shape in mappings or _says_who(found)) else None


def _header_at(rows: Sequence[Row], mappings: Mapping[str, TableMapping]) -> int | None:
    """The row, among the first dozen, that heads the table: the one with most known words; None where none has any."""
    best, known = None, 0
    for at, row in enumerate(rows[:PREAMBLE]):
        if shape_of([cell.strip() for cell in row]) in mappings:
            return at
        count = sum(by_header(cell) is not None for cell in row if cell.strip())
        if count > known and not any("@" in cell and "." in cell for cell in row):
            best, known = at, count
    return best


def _headed(rows: Sequence[Row], at: int, known: _Known) -> Layout:
    header = tuple(cell.strip() for cell in rows[at])
    return _layout(header, rows[at], rows[at + 1 :], known, headed=True)


def _bare(rows: Sequence[Row], known: _Known) -> Layout | None:
    """A table whose first row is data; its values must say who people are."""
    width = max(len(row) for row in rows)
    return _layout(numbered(width), rows[0], rows, known, headed=False)


def _layout(header: tuple[str, ...], first: Row, rows: Sequence[Row], known: _Known, *, headed: bool) -> Layout:
    guesses = [_own_field(guess, known.fields) for guess in guess_columns(header, rows, headed=headed)]
    told_by = header if headed else [f"{name} {guess.column.kind}" for name, guess in zip(header, guesses, strict=True)]
    shape = shape_of(told_by, headed=headed)
    held = known.mappings.get(shape)
    if held is None:
        columns = tuple(guess.column for guess in guesses)
        mapping = TableMapping(shape, columns, rows=_what_rows_are(columns), headed=headed)
        return Layout(header, first, tuple(guesses), mapping)
    told = held.by_place(header)
    shown = (
        guess if guess.column == column else Guess(column, "chosen", guess.samples)
        for guess, column in zip(guesses, told, strict=True)
    )
    return Layout(header, first, tuple(shown), msgspec.structs.replace(held, columns=tuple(told), headed=headed))


def _own_field(guess: Guess, fields: Mapping[str, str]) -> Guess:
    """A column that nothing else is known of and that has the name of a custom field is that field."""
    name = fields.get(key_of(guess.column.header), "")
    if guess.column.kind != "extra" or not name:
        return guess
    return Guess(Column(guess.column.header, "field", name), "header", guess.samples)


def _what_rows_are(columns: Sequence[Column]) -> RowKind:
    kinds = {column.kind for column in columns}
    if "organisation" in kinds and not kinds & {"name", "given", "family", "title", "value"}:
        return "organisation"
    if kinds & WHO and ("event" in kinds or any(map(_is_attendance, columns))):
        return "attendance"
    return "person"


def _is_attendance(column: Column) -> bool:
    """Whether a column of answers is about an event by its very name, unlike a mere `Status`."""
    return column.kind == "status" and key_of(column.header) not in _ANY_STATUS


_ANY_STATUS = frozenset({"status", "response", "registrationstatus"})


def _says_who(layout: Layout) -> bool:
    """Whether the columns say who people are; a lone column `Name`, with a number or without, could name anything."""
    kinds = {column.kind for column in layout.mapping.columns}
    if layout.mapping.rows == "organisation":
        return bool(kinds & (_MORE_THAN_A_NAME - {"organisation"} | {"url"}))
    known = {column.kind for column in layout.mapping.columns if column.kind != "external" or column.detail}
    if not layout.mapping.headed and not kinds & {"email", "phone", "handle"}:
        return False
    return bool(known & WHO) and bool(known & _MORE_THAN_A_NAME)


def opened(entry: Entry, layout: Layout) -> Iterator[Table]:
    """The table of a layout, while its file is open: walk it with `for`. Nothing where the file has changed since."""
    with entry.open() as stream:
        table = read_table(stream, is_header=lambda row: row == layout.first)
        if table is None:
            return
        if not layout.mapping.headed:
            row = [*layout.first, *[""] * (len(layout.header) + 1 - len(layout.first))]
            padded = (_wide(line, each, len(layout.header)) for line, each in table.rows)
            table = Table(layout.header, table.line, chain([(table.line, row)], padded), table.damage)
        yield table


def _wide(line: int, row: Row, width: int) -> tuple[int, Row]:
    """A row filled up to the width of the widest that was seen."""
    return line, row if len(row) > width else [*row, *[""] * (width + 1 - len(row))]


def dates_of(entry: Entry, layout: Layout, *, told: DateOrder) -> dict[int, DateColumn]:
    """The columns of dates by their position, settled by all values of the file. Costs a pass over it where there are any."""
    columns = [
        DateColumn(at, said=column.dates or told) for at, column in enumerate(layout.mapping.columns) if column.kind in DATED
    ]
    if columns:
        for table in opened(entry, layout):
            settle(columns, table.rows)
    return {column.at: column for column in columns}


def questions_of(layout: Layout, dates: Mapping[int, DateColumn]) -> tuple[Question, ...]:
    """What stays open, in the order of the columns."""
    proved = {column.order for column in dates.values() if column.order}
    others: DateOrder = next(iter(proved)) if len(proved) == 1 else ""
    return tuple(
        Question("date-order", layout.header[at], tuple(column.open), others)
        for at, column in sorted(dates.items())
        if column.is_open
    )
