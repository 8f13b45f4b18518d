"""Days and moments as people type them, in the workspace's time zone."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hustings.kernel.errors import WrongInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
AHEAD = re.compile(r"\+?(\d{1,4})\s*(d|day|days|w|week|weeks)")


def day_of(text: str, *, now: datetime, zone: ZoneInfo) -> date:
    """The day that is meant by `2026-11-20`, `tomorrow`, `friday` (the next one) or `+3d`; else raises WrongInput."""
    word = " ".join(text.casefold().split())
    today = now.astimezone(zone).date()
    if word in NEAR:
        return today + timedelta(days=NEAR[word])
    if word in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(word) - today.weekday() - 1) % 7 + 1)
    if ahead := AHEAD.fullmatch(word):
        return today + timedelta(days=int(ahead[1]) * (7 if ahead[2].startswith("w") else 1))
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise WrongInput(f"{text!r} is no day. Write 2026-11-20, tomorrow, friday, or +3d for in three days.") from None


def moment_of(text: str, *, now: datetime, zone: ZoneInfo, hour: int = 8) -> datetime:
    """The moment that is meant by an ISO time, or a day with or without a time; a day alone means that hour of it.

    What names no zone of its own is taken in `zone`. Raises WrongInput for anything else.
    """
    word = " ".join(text.split())
    if word.casefold() == "now":
        return now
    try:
        if len(word) > 10 and word[:4].isdigit():
            found = datetime.fromisoformat(word)
            return found if found.tzinfo else found.replace(tzinfo=zone)
        name, _, clock = word.rpartition(" ") if ":" in word else (word, "", "")
        at = time.fromisoformat(clock) if clock else time(hour)
    except ValueError:
        raise WrongInput(f"{text!r} is no time. Write 2026-11-20 08:00, or tomorrow 17:30.") from None
    return datetime.combine(day_of(name or "today", now=now, zone=zone), at, tzinfo=zone)
