"""What a row tells beside the person: that they come to an event, or a dated note about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, cast

import msgspec

from hustings.connectors.files.people_tables.cells import text_of
from hustings.connectors.files.people_tables.dates import DateColumn, moment
from hustings.connectors.files.people_tables.mapping import ColumnKind, TableMapping
from hustings.connectors.files.people_tables.people import stable
from hustings.connectors.files.people_tables.words import ATTENDANCE_OF, NO, YES, key_of
from hustings.connectors.reading.tables import Row
from hustings.kernel.records import AnyRecord, AttendanceRecord, EventRecord, InteractionRecord, Party, PersonRecord

Follow = Callable[[Row, PersonRecord], Iterator[AnyRecord]]
EVENTS_REMEMBERED = 10_000
_WORD = 200


def party_of(person: PersonRecord) -> Party:
    """The person as others mention them."""
    return Party(name=person.name.full, identities=person.identities)


class Attendance:
    """Answers to an event: the one in the row, else the one that the member named, else the name of the file."""

    def __init__(self, mapping: TableMapping, dates: Mapping[int, DateColumn], *, file: str) -> None:
        self._event_at = _at(mapping, "event")
        self._status_at = _at(mapping, "status")
        self._date_at, self._dates = _dated(mapping, dates)
        self._title = mapping.event or PurePosixPath(file).stem
        self._on = mapping.event_on
        self._told: set[str] = set()

    def __call__(self, row: Row, person: PersonRecord) -> Iterator[AnyRecord]:
        title = " ".join(text_of(row[self._event_at]).split()) or self._title
        event = f"table:event:{stable(title.casefold(), self._on)}"
        if event not in self._told:
            self._told = self._told | {event} if len(self._told) < EVENTS_REMEMBERED else {event}
            yield EventRecord(external_id=event, title=title, starts_at=_day(self._on), all_day=bool(self._on))
        said = row[self._status_at].strip()
        yield AttendanceRecord(
            external_id=f"table:attendance:{stable(event, person.external_id)}",
            event=event,
            party=party_of(person),
            status=cast(Any, status_of(said)),
            at=moment(row[self._date_at].strip()[:_WORD], self._dates.order) if self._dates else None,
            extra={"status": said} if said and _word(said) is None else {},
        )


def status_of(said: str) -> str:
    """The answer that a cell gives; somebody on a list without an answer is registered."""
    return _word(said) or "registered"


def _word(said: str) -> str | None:
    key = key_of(said) or said
    return ATTENDANCE_OF.get(key) or ("attended" if key in YES else "declined" if key in NO else None)


class Notes:
    """Dated notes about people; those without a date stay with the person."""

    def __init__(self, mapping: TableMapping, dates: Mapping[int, DateColumn]) -> None:
        self._notes = [at for at, column in enumerate(mapping.columns) if column.kind == "note"]
        self._date_at, self._dates = _dated(mapping, dates)

    def __call__(self, row: Row, person: PersonRecord) -> Iterator[AnyRecord]:
        at = moment(row[self._date_at].strip()[:_WORD], self._dates.order) if self._dates else None
        if at is None:
            return
        for place in self._notes:
            text = text_of(row[place])
            if text:
                number = stable(person.external_id, at.isoformat(), text)
                yield InteractionRecord(external_id=f"table:note:{number}", type="note", at=at, party=party_of(person), text=text)


def _at(mapping: TableMapping, *kinds: ColumnKind) -> int:
    """The position of the first column of these kinds, or -1."""
    return next((at for kind in kinds for at, column in enumerate(mapping.columns) if column.kind == kind), -1)


def _dated(mapping: TableMapping, dates: Mapping[int, DateColumn]) -> tuple[int, DateColumn | None]:
    at = _at(mapping, "at", "date")
    return at, dates.get(at)


def _day(day: str) -> datetime | None:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if len(day) == 10 else None


def follow_of(mapping: TableMapping, dates: Mapping[int, DateColumn], *, file: str) -> Follow | None:
    """What the rows of a table tell beside people; None where they tell of people alone."""
    if mapping.rows == "attendance":
        return Attendance(mapping, dates, file=file)
    return Notes(mapping, dates) if mapping.rows == "note" else None


def without_dated_notes(person: PersonRecord, followed: Sequence[AnyRecord]) -> PersonRecord:
    """The person without those notes that are told with their date."""
    told = {record.text for record in followed if isinstance(record, InteractionRecord)}
    if not told or not person.notes:
        return person
    return msgspec.structs.replace(person, notes=tuple(note for note in person.notes if note not in told))
