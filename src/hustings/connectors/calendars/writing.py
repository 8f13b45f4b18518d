"""Events as iCalendar text: new ones made whole, known ones changed in place, so that what we do not know of them stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import recurring_ical_events

from hustings.connectors.calendars.components import (
    TEXTS,
    aware,
    dates_in,
    key_of,
    original,
    parsed,
    put,
    put_dates,
    put_texts,
    registered,
    stamped,
    text_of,
    zone_of,
)
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
    # A rule counts whole seconds; the first date would come twice.
    first = starts_at.date() if all_day else starts_at.astimezone(zone).replace(microsecond=0)
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
    first = min(drafts, key=lambda draft: (draft.key, draft.starts_at))
    planned = {draft.key: _planned(draft) for draft in drafts}
    length = first.ends_at - first.starts_at if first.ends_at is not None else None
    begin = planned[first.key]
    master = _component(msgspec.structs.replace(first, starts_at=begin, ends_at=begin + length if length else None), now=now)
    put_dates(master, "RDATE", [_moment(moment, first) for key, moment in planned.items() if key != first.key])
    calendar.add_component(master)
    for draft in drafts:
        if _differs(draft, first, planned[draft.key]):
            override = _component(draft, now=now)
            override.add("RECURRENCE-ID", _moment(planned[draft.key], draft))
            calendar.add_component(override)
    return text_of(calendar)


def _planned(draft: Draft) -> datetime:
    """When a date of a series was to be before it was moved: its place in the series says so."""
    if not draft.key:
        return draft.starts_at
    found = original(draft.key, draft.starts_at)
    return found if isinstance(found, datetime) else datetime(found.year, found.month, found.day, tzinfo=UTC)


def _differs(draft: Draft, first: Draft, planned: datetime) -> bool:
    """Whether a date is another one than the series says of it."""
    ends = [each.ends_at - each.starts_at if each.ends_at is not None else None for each in (draft, first)]
    return draft.starts_at != planned or ends[0] != ends[1] or any(getattr(draft, name) != getattr(first, name) for name in TEXTS)


def _component(draft: Draft, *, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("UID", draft.uid)
    _write(event, draft, now=now)
    return event


def change(text: str, *drafts: Draft, now: datetime) -> str:
    """The calendar object with dates as the drafts say; alarms, guests and properties that we do not know stay.

    A date of a series becomes an exception of its own (RECURRENCE-ID), one that was left out comes back. Raises WrongInput where
    the text holds no such event.
    """
    calendar = parsed(text)
    for draft in drafts:
        event = _date_of(calendar, draft)
        _write(event, draft, now=now)
        _answer(event, draft.answers)
    return text_of(calendar)


def _date_of(calendar: icalendar.Calendar, draft: Draft) -> Any:
    """The date that a draft means, made an exception where its series says it so far. Raises WrongInput."""
    listed = calendar.walk("VEVENT")
    # One whose UID is missing or very long is known by a hash of it; an object holds one event only (RFC 4791, 4.1).
    events = [each for each in listed if str(each.get("UID", "")) == draft.uid] or (
        listed if draft.uid.startswith("event:") else []
    )
    master = next((each for each in events if "RECURRENCE-ID" not in each), None)
    event = next((each for each in events if key_of(each) == draft.key), None) if draft.key else master
    if event is None and master is not None:
        event = _exception(master, draft)
        calendar.add_component(event)
    if event is None:
        raise WrongInput("The calendar does not hold this event any more.")
    if draft.key and master is not None and "EXDATE" in master:
        put_dates(master, "EXDATE", [each for each in dates_in(master, "EXDATE") if stamp(aware(each)) != draft.key])
    return event


def anew(text: str, *, now: datetime) -> str:
    """A calendar object that was deleted, to be put back: one revision further, so that nobody takes it for an old one."""
    calendar = parsed(text)
    for event in calendar.walk("VEVENT"):
        stamped(event, now=now)
    return text_of(calendar)


def _exception(master: Any, draft: Draft) -> Any:
    """A date of a series as an event of its own, with all that the series says, alarms too."""
    event = deepcopy(master)
    for name in _OF_A_SERIES:
        event.pop(name, None)
    event.add("RECURRENCE-ID", original(draft.key, master["DTSTART"].dt))
    return event


def _write(event: Any, draft: Draft, *, now: datetime) -> None:
    """Sets what we know of an event, and nothing else."""
    put_texts(event, {field: getattr(draft, field) for field in TEXTS})
    held = zone_of(event["DTSTART"].dt) if "DTSTART" in event else None
    put(event, "DTSTART", _moment(draft.starts_at, draft, held))
    event.pop("DURATION", None)
    put(event, "DTEND", _moment(draft.ends_at, draft, held) if draft.ends_at is not None else None)
    stamped(event, now=now)


def _moment(moment: datetime, draft: Draft, held: tzinfo | None = None) -> date | datetime:
    """A moment in the event's zone, else in that which it has there already, else in UTC; a whole day as a day."""
    if draft.all_day:
        return moment.astimezone(UTC).date()
    return moment.astimezone(registered(draft.zone) or held or UTC)


def _answer(event: Any, answers: dict[str, str]) -> None:
    """Puts down the answers of attendees whom the event names."""
    held = event.get("ATTENDEE", [])
    for attendee in held if isinstance(held, list) else [held]:
        said = answers.get(str(attendee).lower().removeprefix("mailto:"))
        if said:
            attendee.params["PARTSTAT"] = said
