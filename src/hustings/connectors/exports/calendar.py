"""Events as one iCalendar file (RFC 5545), an occurrence an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from hustings.connectors.exports.lines import escaped, line, parameter
from hustings.kernel.clock import as_utc
from hustings.kernel.records import EventRecord, Party

_STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")
_ANSWERS = ("NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED")


def write_calendar(records: Iterable[EventRecord], target: BinaryIO, *, now: datetime) -> int:
    """Writes the events that have a time and returns how many; `now` is what DTSTAMP says."""
    for head, value in (("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Hustings//Hustings//EN")):
        target.write(line(head, value))
    count = 0
    for record in records:
        if record.starts_at is not None:
            target.write(b"".join(line(head, value) for head, value in _event(record, record.starts_at, now)))
            count += 1
    target.write(line("END", "VCALENDAR"))
    return count


def _event(record: EventRecord, starts_at: datetime, now: datetime) -> Iterator[tuple[str, str]]:
    yield "BEGIN", "VEVENT"
    yield "UID", escaped(record.external_id)
    yield "DTSTAMP", _moment(now)
    yield _when("DTSTART", starts_at, record.all_day)
    if record.ends_at is not None:
        yield _when("DTEND", record.ends_at, record.all_day)
    for head, text in (("SUMMARY", record.title), ("LOCATION", record.location), ("DESCRIPTION", record.description)):
        if text:
            yield head, escaped(text)
    if record.link:
        yield "URL", record.link.replace("\n", "")
    if record.status.upper() in _STATUSES:
        yield "STATUS", record.status.upper()
    if record.sequence:
        yield "SEQUENCE", str(record.sequence)
    if record.organiser is not None:
        yield from _party("ORGANIZER", record.organiser)
    for party, answer in record.attendees:
        yield from _party("ATTENDEE", party, answer=answer.upper())
    yield "END", "VEVENT"


def _party(head: str, party: Party, *, answer: str = "") -> Iterator[tuple[str, str]]:
    """Whoever has an address: without one iCalendar cannot name somebody."""
    address = next((identity.value for identity in party.identities if identity.kind == "email"), "")
    if address:
        named = parameter("CN", party.name) if party.name else ""
        said = parameter("PARTSTAT", answer) if answer in _ANSWERS else ""
        yield f"{head}{named}{said}", f"mailto:{address}"


def _when(head: str, moment: datetime, all_day: bool) -> tuple[str, str]:
    return (f"{head};VALUE=DATE", f"{as_utc(moment):%Y%m%d}") if all_day else (head, _moment(moment))


def _moment(moment: datetime) -> str:
    return f"{as_utc(moment):%Y%m%dT%H%M%SZ}"
