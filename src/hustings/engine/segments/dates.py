"""Days as segments name them: `2026-03-09`, `2026-03`, `today`, `90 days ago`, `in 2 weeks`, `last month`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_AGO = re.compile(r"(\d{1,5}) (day|week|month|year)s? ago")
_AHEAD = re.compile(r"in (\d{1,5}) (day|week|month|year)s?")
_LENGTH = re.compile(r"(\d{1,5})(?: (day|week|month|year)s?)?")
_PERIOD = re.compile(r"(this|last|next) (week|month|year)")
_NAMED = {"yesterday": -1, "today": 0, "tomorrow": 1}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_STEPS = {"last": -1, "this": 0, "next": 1}
Span = tuple[date, date]


def span_of(text: str, today: date) -> Span | None:
    """The first day that is meant and the first one after; None for what names no day. Weeks begin on Monday."""
    plain = " ".join(text.casefold().split())
    try:
        return _written(plain) or _relative(plain, today) or _period(plain, today)
    except (OverflowError, ValueError):
        return None


def days_of(text: str) -> int | None:
    """A number of days: `14`, `14 days`, `2 weeks`; a month counts 30, a year 365. None for what is none."""
    found = _LENGTH.fullmatch(" ".join(text.casefold().split()))
    return int(found[1]) * _DAYS[found[2] or "day"] if found else None


def _written(text: str) -> Span | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    if day is None:
        return _month(date(year, month, 1), 0)
    return _day(date(year, month, day))


def _relative(text: str, today: date) -> Span | None:
    if text in _NAMED:
        return _day(today + timedelta(days=_NAMED[text]))
    for pattern, sign in ((_AGO, -1), (_AHEAD, 1)):
        if found := pattern.fullmatch(text):
            return _day(_moved(today, sign * int(found[1]), found[2]))
    return None


def _moved(day: date, number: int, unit: str) -> date:
    """The day so many units later; the last of the month where the day is not in it."""
    if unit in ("day", "week"):
        return day + timedelta(days=number * _DAYS[unit])
    first = _month(day.replace(day=1), number * (12 if unit == "year" else 1))[0]
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _period(text: str, today: date) -> Span | None:
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    step = _STEPS[found[1]]
    if found[2] == "week":
        monday = today - timedelta(days=today.weekday() - 7 * step)
        return monday, monday + timedelta(days=7)
    if found[2] == "month":
        return _month(today.replace(day=1), step)
    return date(today.year + step, 1, 1), date(today.year + step + 1, 1, 1)


def _month(first: date, step: int) -> Span:
    """The month so many months after the one that begins on `first`."""
    count = first.year * 12 + first.month - 1 + step
    return date(count // 12, count % 12 + 1, 1), date((count + 1) // 12, (count + 1) % 12 + 1, 1)


def _day(day: date) -> Span:
    return day, day + timedelta(days=1)
