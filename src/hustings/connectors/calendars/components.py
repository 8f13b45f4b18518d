"""The parts of a calendar object as icalendar reads them: its events, where a date stands in its series, one property set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar

from hustings.connectors.files.ical import stamp
from hustings.kernel.errors import WrongInput

Moment = date | datetime
TEXTS = {"title": "SUMMARY", "location": "LOCATION", "description": "DESCRIPTION", "link": "URL", "status": "STATUS"}
"""The fields of ours that a calendar holds as text, with the names of RFC 5545."""


def parsed(text: str) -> icalendar.Calendar:
    """A calendar object. Raises WrongInput where it cannot be read, and so cannot be changed safely."""
    try:
        found = icalendar.Calendar.from_ical(text)
    except Exception as error:  # the library fails in many ways on broken text; all mean the same
        raise WrongInput("What the calendar holds of this event cannot be read, so it is not changed there.") from error
    assert isinstance(found, icalendar.Calendar)
    return found


def text_of(calendar: icalendar.Calendar) -> str:
    """The object as text, with the definitions of the time zones that it names."""
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()


def master_of(calendar: icalendar.Calendar) -> Any:
    """The event that says what all dates of a series share; None where the object holds exceptions only."""
    return next((each for each in calendar.walk("VEVENT") if "RECURRENCE-ID" not in each), None)


def aware(moment: Moment) -> Moment:
    """A moment without a time zone is taken as UTC, as the reader of calendar files does."""
    return moment.replace(tzinfo=UTC) if isinstance(moment, datetime) and moment.tzinfo is None else moment


def key_of(event: Any) -> str:
    """The place of an exception in its series; empty for the series itself."""
    held = event.get("RECURRENCE-ID")
    return stamp(aware(held.dt)) if held is not None else ""


def original(key: str, like: Moment) -> Moment:
    """The moment that a key names, in the time zone of another moment of the series, and as floating as that is."""
    if "T" not in key:
        return datetime.strptime(key, "%Y%m%d").date()
    moment = datetime.strptime(key, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if not isinstance(like, datetime):
        return moment
    return moment.astimezone(like.tzinfo) if like.tzinfo is not None else moment.replace(tzinfo=None)


def zone_of(moment: Moment) -> tzinfo | None:
    """The time zone that a moment is written in."""
    return moment.tzinfo if isinstance(moment, datetime) else None


def registered(name: str) -> ZoneInfo | None:
    """The time zone of this name in the world's register; None for any other name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def put(event: Any, name: str, value: Any) -> None:
    """Sets a property, or takes it away. One that says the same already keeps its parameters."""
    if isinstance(value, str) and name in event and str(event[name]) == value:
        return
    event.pop(name, None)
    if value not in ("", None):
        event.add(name, value)


def put_texts(event: Any, texts: Mapping[str, str]) -> None:
    """Sets the texts that are given by our fields."""
    for field, value in texts.items():
        put(event, TEXTS[field], value.upper() if field == "status" else value)


def stamped(event: Any, *, now: datetime) -> None:
    """Marks an event as changed (RFC 5545, 3.8.7): one revision further, now."""
    sequence = event.get("SEQUENCE")
    put(event, "SEQUENCE", int(sequence) + 1 if sequence is not None else 0)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        put(event, name, now)


def dates_in(event: Any, name: str) -> list[Moment]:
    """The dates of RDATE or EXDATE; of a period the period itself."""
    held = event.get(name, [])
    return [each.dt for line in (held if isinstance(held, list) else [held]) for each in line.dts]


def put_dates(event: Any, name: str, dates: list[Moment]) -> None:
    """Sets RDATE or EXDATE."""
    event.pop(name, None)
    for moment in dates:
        event.add(name, moment)
