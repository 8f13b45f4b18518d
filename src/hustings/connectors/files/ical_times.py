"""Moments, time zones and recurrence rules of iCalendar, as far as calendars in the wild bend them. Used by `ical` only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.prop import vDDDTypes
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from hustings.connectors.reading.contentlines import ContentLine, value_of

Moment = date | datetime
"""A day, or an aware moment."""

MAX_ZONE_LINES = 500

_ZONE_LINES = frozenset({"BEGIN", "END", "TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE", "TZNAME"})
_OFFSET = re.compile(r"\(?(?:UTC|GMT)\s*([+-])(\d\d?):?(\d\d)\b.*", re.DOTALL | re.ASCII)
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


class Zones:
    """The time zones that one file can name: those of the world's register, its own ones, and the names that Outlook writes."""

    def __init__(self, own: Sequence[Sequence[ContentLine]]) -> None:
        self._own = {value_of(line).strip(): lines for lines in own for line in lines if line.name == "TZID"}
        self._known: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """The zone of this name; None if nobody can know what it means."""
        if name not in self._known:
            self._known[name] = self._search(name)
        return self._known[name]

    def _search(self, name: str) -> tzinfo | None:
        parts = name.strip("/").split("/")
        registered = _registered("/".join(parts)) or (_defined(self._own[name]) if name in self._own else None)
        if registered is not None:
            return registered
        names = [WINDOWS_TO_OLSON.get(name, ""), *("/".join(parts[start:]) for start in range(1, min(len(parts), 8)))]
        return next((zone for zone in map(_registered, names) if zone), None) or _by_offset(name)


def _registered(name: str) -> tzinfo | None:
    """A zone of the register. A folder's name (`America`), a path or a name with strange signs is no zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


def _by_offset(name: str) -> tzinfo | None:
    """`(UTC-03:00) Brasília`: the offset is better than nothing, though it knows no summer time."""
    found = _OFFSET.fullmatch(name)
    if found is None or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(size if found[1] == "+" else -size)


def _defined(lines: Sequence[ContentLine]) -> tzinfo | None:
    """The zone that a VTIMEZONE defines. Only yearly rules are believed: others would cost hours to look up."""
    rules = [line.raw.upper() for line in lines if line.name == "RRULE"]
    if len(lines) > MAX_ZONE_LINES or not all("FREQ=YEARLY" in rule for rule in rules):
        return None
    text = "".join(f"{line.name}:{value_of(line)}\r\n" for line in lines if line.name in _ZONE_LINES)
    try:
        defined = cast(Timezone, Timezone.from_ical(f"BEGIN:VTIMEZONE\r\n{text}END:VTIMEZONE\r\n"))
        zone: tzinfo = defined.to_tz(lookup_tzid=False)
        datetime(2020, 1, 1, tzinfo=zone).astimezone(UTC)
    except Exception:  # the library fails in many ways on broken definitions; all mean that the zone is not known
        return None
    return zone


def moment_of(text: str, zone: tzinfo | None) -> Moment:
    """A day or a moment in its zone; without a zone it is taken as UTC. Raises ValueError in words."""
    value = _value(text)
    if isinstance(value, datetime):
        aware = value if value.tzinfo is not None else value.replace(tzinfo=zone or UTC)
        in_utc(aware)
        return aware
    if isinstance(value, date):
        return value
    raise ValueError(f"the date {text.strip()[:40]!r} is not understood")


def span_of(text: str) -> timedelta:
    """A duration. Raises ValueError."""
    value = _value(text)
    if not isinstance(value, timedelta):
        raise ValueError(f"the duration {text.strip()[:40]!r} is not understood")
    return value


def _value(text: str) -> object:
    """What the library makes of a date or a duration; None where it fails, in whatever way."""
    try:
        value: object = vDDDTypes.from_ical(text.strip())  # type: ignore[no-untyped-call]
    except Exception:
        return None
    return value


def in_utc(moment: Moment) -> datetime:
    """The moment in UTC; a day begins at midnight UTC. Raises ValueError beyond the calendar's ends."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as problem:
        raise ValueError("the date is beyond the calendar") from problem


def is_expandable(rule: Mapping[str, Sequence[object]]) -> bool:
    """Whether a recurrence rule surely comes round again and again, day by day or slower.

    Rules that never match (30 February) or that match every second would be searched for until the year 9999.
    """
    frequency = str(rule.get("FREQ", [""])[0])
    parts = {key for key in rule if key.startswith("BY")}
    every = int(str(rule.get("INTERVAL", [1])[0]))
    if not 0 < every <= 1000 or any(len(values) > 100 for values in rule.values()):
        return False
    if any(not 1 <= int(str(month)) <= 12 for month in rule.get("BYMONTH", ())):
        return False
    if every > 1 and any(abs(int(str(day))) > 28 for day in rule.get("BYMONTHDAY", ())):
        return False
    if frequency in ("DAILY", "WEEKLY"):
        plain = all(_ordinal(item) == 0 for item in rule.get("BYDAY", ()))
        weekly = frequency == "WEEKLY" and parts <= {"BYDAY"}
        return plain and (weekly or not parts or (parts <= {"BYDAY", "BYMONTH"} and every == 1))
    if frequency == "MONTHLY":
        return parts <= {"BYDAY", "BYMONTHDAY", "BYSETPOS"} and _has_days(rule, ordinals=5)
    if frequency != "YEARLY":
        return False
    if parts <= {"BYYEARDAY"} or parts <= {"BYWEEKNO"}:
        return all(0 < abs(int(str(number))) <= 52 for key in parts for number in rule[key])
    return parts <= {"BYMONTH", "BYDAY", "BYMONTHDAY", "BYSETPOS"} and _has_days(rule, ordinals=5 if "BYMONTH" in parts else 52)


def _has_days(rule: Mapping[str, Sequence[object]], *, ordinals: int) -> bool:
    """Whether days of the month, weekdays and positions can all be met together in some month."""
    ranks = [abs(_ordinal(item)) for item in rule.get("BYDAY", ())]
    numbers = [int(str(number)) for number in rule.get("BYMONTHDAY", ())]
    months = [int(str(number)) for number in rule.get("BYMONTH", range(1, 13))]
    if any(rank > ordinals for rank in ranks) or (any(ranks) and numbers):
        return False
    if any(abs(int(str(position))) > 4 for position in rule.get("BYSETPOS", ())) or (
        "BYSETPOS" in rule and (any(ranks) or numbers)
    ):
        return False
    return not numbers or any(0 < abs(number) <= _longest(month) for number in numbers for month in months)


def _longest(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _ordinal(weekday: object) -> int:
    """2 for `2MO`, 0 for `MO`, and a number that no month reaches for anything else."""
    found = _WEEKDAY.fullmatch(str(weekday).upper())
    return int(found[1] or 0) if found else 99
