"""Events as iCalendar text: new ones made whole, known ones changed in place, so that what we do not know of them stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import msgspec
import recurring_ical_events

from hustings.connectors.files.ical import stamp
from hustings.kernel.errors import WrongInput

REPEATS: dict[str, dict[str, Any]] = {
    "daily": {"FREQ": "DAILY"},
    "weekly": {"FREQ": "WEEKLY"},
    "fortnightly": {"FREQ": "WEEKLY", "INTERVAL": 2},
    "monthly": {"FREQ": "MONTHLY"},
    "yearly": {"FREQ": "YEARLY"},
}
"""How an event that is put down by hand can repeat (RFC 5545, 3.3.10)."""
MOST_DATES = 400
LONGEST = timedelta(days=3 * 365)
_TEXTS = (("SUMMARY", "title"), ("LOCATION", "location"), ("DESCRIPTION", "description"), ("URL", "link"))
_OF_A_SERIES = ("RRULE", "RDATE", "EXDATE", "EXRULE")


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One date of an event as it is to be written. `key` is its place in a series as `files.ical.stamp` names it, empty for an
    event of one date. `answers` are those that a member put down, by e-mail address, in iCalendar's words."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    zone: str = ""
    key: str = ""
    location: str = ""
    description: str = ""
    link: str = ""
    status: str = ""
    answers: dict[str, str] = {}


def dates_of(
    starts_at: datetime, ends_at: datetime | None, *, repeat: str, until: date, zone: ZoneInfo, all_day: bool
) -> Iterable[tuple[str, datetime, datetime | None]]:
    """The dates of a repeated event until a day, the first included: key, begin and end. The clock time stays the zone's own over
    its changes to summer time. At most 400 dates within three years."""
    first = starts_at.date() if all_day else starts_at.astimezone(zone)
    last = min(datetime.combine(until, datetime.max.time(), zone), starts_at + LONGEST)
    calendar, event = icalendar.Calendar(), icalendar.Event()
    event.add("UID", "series")
    event.add("DTSTART", first)
    event.add("RRULE", REPEATS[repeat])
    calendar.add_component(event)
    length = ends_at - starts_at if ends_at is not None else None
    found = []
    for one in recurring_ical_events.of(calendar).between(starts_at - timedelta(days=1), last)[:MOST_DATES]:
        begin = one["DTSTART"].dt
        at = begin.astimezone(UTC) if isinstance(begin, datetime) else datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
        found.append((stamp(begin), at, at + length if length is not None else None))
    return found


def compose(drafts: Sequence[Draft], *, now: datetime) -> str:
    """A calendar object with one event: the first date, and all further ones as dates of their own (RDATE) with what differs."""
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Hustings//Hustings//EN")
    first = min(drafts, key=lambda draft: draft.starts_at)
    master = _component(first, now=now)
    for draft in drafts:
        if draft is not first:
            master.add("RDATE", _moment(draft.starts_at, draft))
    calendar.add_component(master)
    for draft in drafts:
        if draft is not first and _differs(draft, first):
            override = _component(draft, now=now)
            override.add("RECURRENCE-ID", _moment(draft.starts_at, draft))
            calendar.add_component(override)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()


def _differs(draft: Draft, first: Draft) -> bool:
    return any(getattr(draft, name) != getattr(first, name) for name in ("title", "location", "description", "link", "status"))


def _component(draft: Draft, *, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("UID", draft.uid)
    _write(event, draft, now=now)
    return event


def change(text: str, draft: Draft, *, now: datetime) -> str:
    """The calendar object with one date as the draft says; alarms, guests and properties that we do not know stay.

    A date of a series becomes an exception of its own (RECURRENCE-ID). Raises WrongInput where the text holds no such event.
    """
    calendar = _parsed(text)
    events = [each for each in calendar.walk("VEVENT") if str(each.get("UID", "")) == draft.uid]
    master = next((each for each in events if "RECURRENCE-ID" not in each), None)
    event = next((each for each in events if _key(each) == draft.key), None) if draft.key else master
    if event is None and master is not None:
        event = _exception(master, draft)
        calendar.add_component(event)
    if event is None:
        raise WrongInput("The calendar does not hold this event any more.")
    _write(event, draft, now=now)
    _answer(event, draft.answers)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()


def _parsed(text: str) -> icalendar.Calendar:
    try:
        found = icalendar.Calendar.from_ical(text)
    except Exception as error:  # the library fails in many ways on broken text; all mean that it cannot be changed safely
        raise WrongInput("What the calendar holds of this event cannot be read, so it is not changed there.") from error
    assert isinstance(found, icalendar.Calendar)
    return found


def _key(event: Any) -> str:
    held = event.get("RECURRENCE-ID")
    return stamp(_aware(held.dt)) if held is not None else ""


def _aware(moment: date | datetime) -> date | datetime:
    return moment.replace(tzinfo=UTC) if isinstance(moment, datetime) and moment.tzinfo is None else moment


def _exception(master: Any, draft: Draft) -> icalendar.Event:
    """A date of a series as an event of its own, with all that the series says."""
    event = icalendar.Event()
    for name, value in master.property_items(recursive=False, sorted=False):
        if name not in ("BEGIN", "END", *_OF_A_SERIES):
            event.add(name, value, encode=False)
    start = master["DTSTART"].dt
    event.add("RECURRENCE-ID", _original(draft.key, _zone_of(start)))
    return event


def _original(key: str, zone: tzinfo | None) -> date | datetime:
    if "T" not in key:
        return datetime.strptime(key, "%Y%m%d").date()
    moment = datetime.strptime(key, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return moment.astimezone(zone) if zone is not None else moment


def _zone_of(moment: date | datetime) -> tzinfo | None:
    return moment.tzinfo if isinstance(moment, datetime) else None


def _write(event: Any, draft: Draft, *, now: datetime) -> None:
    """Sets what we know of an event, and nothing else."""
    for name, field in _TEXTS:
        _set(event, name, getattr(draft, field))
    _set(event, "STATUS", draft.status.upper())
    held = _zone_of(event["DTSTART"].dt) if "DTSTART" in event else None
    _set(event, "DTSTART", _moment(draft.starts_at, draft, held))
    event.pop("DURATION", None)
    _set(event, "DTEND", _moment(draft.ends_at, draft, held) if draft.ends_at is not None else None)
    sequence = event.get("SEQUENCE")
    _set(event, "SEQUENCE", int(sequence) + 1 if sequence is not None else 0)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        _set(event, name, now)


def _set(event: Any, name: str, value: Any) -> None:
    event.pop(name, None)
    if value not in ("", None):
        event.add(name, value)


def _moment(moment: datetime, draft: Draft, held: tzinfo | None = None) -> date | datetime:
    """A moment in the zone that the event has there already, else in its own, else in UTC; a whole day as a day."""
    if draft.all_day:
        return moment.astimezone(UTC).date()
    return moment.astimezone(held or _zone(draft.zone) or UTC)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _answer(event: Any, answers: dict[str, str]) -> None:
    """Puts down the answers of attendees whom the event names."""
    held = event.get("ATTENDEE", [])
    for attendee in held if isinstance(held, list) else [held]:
        said = answers.get(str(attendee).lower().removeprefix("mailto:"))
        if said:
            attendee.params["PARTSTAT"] = said
