"""The schedule of posts that Hootsuite's bulk composer takes: date and time, message, link; mostly without a header.

Whether day or month comes first depends on the account's settings, so all rows settle it together or it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import BinaryIO, NamedTuple

from hustings.connectors.protocol import DateOrder, Entry, FileReader, Found, Place, Rejected
from hustings.connectors.reading.chats import MessageIds
from hustings.connectors.reading.date_order import HOW_TO_SETTLE, DateEvidence, Order, Triple, read_triple
from hustings.connectors.reading.tables import Row, Table, column_key, peek_rows, read_table, without_apostrophe
from hustings.kernel.clock import as_utc
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import canonical_url
from hustings.kernel.records import PostRecord

_MOMENT = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[ T]+(\d{1,2}):(\d{2})(?::\d{2})?\s?([ap]\.?m\.?)?", re.ASCII | re.IGNORECASE
)
_DATE_WORDS = ("date", "datum", "fecha", "data", "jour")
_MESSAGE_WORDS = ("message", "text", "post", "content", "caption", "nachricht", "mensaje", "mensagem", "messaggio")
_LINK_WORDS = ("link", "url", "enlace", "lien")
_WIDEST = 6
_UNREADABLE = "The date {!r} of this row cannot be read."


class _Row(NamedTuple):
    """A row of the schedule: the numbers of its date, its time of day, what is to be said, and links."""

    triple: Triple
    at: time
    message: str
    link: str
    media: str


class HootsuiteReader:
    """Reads schedules; see `hustings.connectors.protocol.FileReader`. `date_order` is for files that leave theirs open."""

    name = "hootsuite"
    title = "Hootsuite schedule"
    use_rule = "own-archive"

    def __init__(self, date_order: DateOrder = "") -> None:
        self.date_order = date_order

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The tables of moments, texts and web addresses, with nothing else beside them."""
        return [entry for entry in entries if _is_schedule(peek_rows(entry.head()))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """One scheduled post by the owner for each row."""
        for entry in entries:
            try:
                yield from self._read_entry(entry)
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))

    def with_date_order(self, order: DateOrder) -> FileReader:
        """The same reader with an order of day and month for files that do not settle it."""
        return HootsuiteReader(order)

    def _read_entry(self, entry: Entry) -> Iterator[Found | Rejected]:
        with entry.open() as stream:
            found = (_row_of(row) for _, row in _rows(_table(stream)))
            order = DateEvidence().see_all(row.triple for row in found if row is not None).settled(self.date_order)
        if order is None:
            yield Rejected(Place(entry.name), f"The schedule is not read yet. {HOW_TO_SETTLE}")
            return
        ids = MessageIds("hootsuite")
        with entry.open() as stream:
            table = _table(stream)
            for line, row in _rows(table):
                record = _record(row, order, ids)
                place = Place(entry.name, line)
                yield Rejected(place, record) if isinstance(record, str) else Found(record, place)
            yield from (Rejected(Place(entry.name, line), reason) for line, reason in (table.damage if table else ()))


HOOTSUITE = HootsuiteReader()


def _table(stream: BinaryIO) -> Table | None:
    return read_table(stream, is_header=lambda row: True)


def _rows(table: Table | None) -> Iterator[tuple[int, Row]]:
    """All rows, the first one too unless it names the columns."""
    if table is None:
        return
    first = [*table.header, ""]
    if _MOMENT.fullmatch(_cell(first, 0)):
        yield table.line, first
    yield from table.rows


def _row_of(row: Row) -> _Row | None:
    found = _MOMENT.fullmatch(_cell(row, 0))
    if found is None:
        return None
    hour, half = int(found[4]), (found[6] or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = int(found[5])
    if hour > 23 or minute > 59:
        return None
    links = [cell.strip() for cell in row[2:] if _is_link(cell)]
    triple = (int(found[1]), int(found[2]), int(found[3]))
    return _Row(triple, time(hour, minute), _cell(row, 1), *[*links, "", ""][:2])


def _record(row: Row, order: Order, ids: MessageIds) -> PostRecord | str:
    given = _row_of(row)
    day = read_triple(given.triple, order) if given else None
    if given is None or day is None:
        return _UNREADABLE.format(_cell(row, 0)[:40])
    if not given.message and not given.link:
        return "This row holds neither a message nor a link."
    at = as_utc(datetime.combine(day, given.at))
    return PostRecord(
        external_id=ids.of(at, given.link, given.message),
        channel="other",
        at=at,
        text=given.message,
        shared_link=given.link,
        media_link=given.media,
        status="scheduled",
    )


def _is_schedule(rows: Sequence[Row]) -> bool:
    """Whether all rows but a header are a moment, a text and web addresses; the last one may be incomplete."""
    named = bool(rows) and _is_header(rows[0])
    body = rows[1:] if named else rows
    whole = body[:-1] if len(body) > 1 else body
    looks_right = bool(whole) and all(len(row) <= _WIDEST and len(row) > 1 and _fits(row) for row in whole)
    return looks_right and (named or any(_is_link(cell) for row in body for cell in row[2:]))


def _is_header(row: Row) -> bool:
    keys = [column_key(cell) for cell in row[:3]]
    words = (_DATE_WORDS, _MESSAGE_WORDS, _LINK_WORDS)
    return len(keys) > 1 and all(any(word in key for word in known) for key, known in zip(keys, words, strict=False))


def _fits(row: Row) -> bool:
    return (
        _MOMENT.fullmatch(_cell(row, 0)) is not None
        and not _is_link(_cell(row, 1))
        and all(not cell.strip() or _is_link(cell) for cell in row[2:])
    )


def _is_link(cell: str) -> bool:
    address = cell.strip().lower()
    return address.startswith(("http://", "https://")) and canonical_url(address) is not None


def _cell(row: Row, position: int) -> str:
    return without_apostrophe(row[position]).strip() if position < len(row) else ""
