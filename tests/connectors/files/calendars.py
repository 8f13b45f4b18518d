"""Calendars as tests write and read them."""

from __future__ import annotations

from connectors.files.memory import Memory
from hustings.connectors.files.ical import ICALENDAR
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.records import EventRecord


def calendar(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def read(text: str | bytes) -> list[Found | Rejected]:
    return list(ICALENDAR.read([Memory(text.encode() if isinstance(text, str) else text, "calendar.ics")]))


def events(*components: str) -> list[EventRecord]:
    found = read(calendar(*components))
    assert all(isinstance(one, Found) for one in found), found
    return [one.record for one in found]
