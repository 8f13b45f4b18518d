"""When a reminder is due: a moment on each day of a zone's calendar, once, also where clocks go forward or back.

A day has one moment. Where clocks go forward over the hour it is the moment that they would have shown it; where they show it
twice, the first. The day is what is remembered as sent, so nothing is sent twice whatever the clocks do.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LATE = timedelta(hours=20)
"""So long after its moment a digest still leaves: a machine that slept over noon does not send the morning's at night."""
_DAY = timedelta(days=1)


def moment_on(day: date, *, hour: int, zone: ZoneInfo) -> datetime:
    """The moment of a reminder on this day of the zone's calendar, in UTC."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def digest_due(now: datetime, *, zone: ZoneInfo, hour: int, last: date | None = None, weekday: int | None = None) -> date | None:
    """The day whose digest is to leave now, None for none. `last` is the day of the newest one that left.

    With a weekday (0 is Monday) only days of that name count. Nothing that is later than LATE is made up for.
    """
    today = now.astimezone(zone).date()
    for day in (today + _DAY, today, today - _DAY):
        moment = moment_on(day, hour=hour, zone=zone)
        wanted = weekday is None or day.weekday() == weekday
        if wanted and moment <= now < moment + LATE:
            return day if last is None or day > last else None
    return None
