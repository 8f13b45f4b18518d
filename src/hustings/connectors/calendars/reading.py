"""What a calendar object or a feed says: its events as records, with the time zone that each is written in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

import icalendar

from hustings.connectors.files.ical import ICALENDAR
from hustings.connectors.files.ical_times import Zones
from hustings.connectors.protocol import Found
from hustings.kernel.records import EventRecord


@dataclass(frozen=True)
class Text:
    """A text from a server, as readers of files want it."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)

    def head(self, length: int = 65_536) -> bytes:
        return self.data[:length]


def records_in(text: str, *, name: str = "calendar") -> tuple[list[EventRecord], list[str]]:
    """The events of a text as records, recurring ones as their dates; and why others could not be read."""
    found: list[EventRecord] = []
    refused: list[str] = []
    for each in ICALENDAR.read([Text(name, text.encode())]):
        if isinstance(each, Found):
            assert isinstance(each.record, EventRecord)
            found.append(each.record)
        else:
            refused.append(each.reason)
    return found, refused


def zone_in(text: str) -> str:
    """The time zone in which the first event of a text is written, by its name in the world's register; empty for UTC, for whole
    days, for zones that a program made up, and for what cannot be read."""
    try:
        events = icalendar.Calendar.from_ical(text).walk("VEVENT")
        name = str(events[0]["DTSTART"].params.get("TZID", "")) if events else ""
    except Exception:  # the library fails in many ways on broken text; then it has no zone that we could name
        return ""
    return getattr(Zones([]).find(name), "key", "") if name else ""
