"""When an answer is due: so many working hours after somebody wrote, by business hours and holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

DAY = 24 * 60
MOST_DAYS = 3_660
"""A calendar without a working day in ten years has none."""


class ServiceLevel(msgspec.Struct, frozen=True, kw_only=True):
    """The promise to answer within so many working hours.

    `opens` and `closes` are minutes after local midnight (0 and 1440: around the clock), `days` the working days (Monday is 0),
    `holidays` local dates without work.
    """

    hours: float
    opens: int = 9 * 60
    closes: int = 17 * 60
    days: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise ValueError("The day has to open before it closes.")
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("At least one day of the week has to be a working day.")
        if not 0 < self.hours <= 2_000:
            raise ValueError("Between a few minutes and 2,000 working hours.")


def due_at(received: datetime, level: ServiceLevel, *, zone: ZoneInfo) -> datetime | None:
    """The moment (UTC) until which an answer is due; None where holidays leave no working time.

    Hours that a change of the clocks leaves out or repeats count as they pass, not as the clock shows them.
    """
    left = timedelta(hours=level.hours)
    start = received.astimezone(UTC)
    for opens, closes in _openings(start.astimezone(zone).date(), level, zone):
        begins = max(opens, start)
        if closes <= begins:
            continue
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    return None


def _openings(first: date, level: ServiceLevel, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The working time of each day from the first on, in UTC."""
    for number in range(min(MOST_DAYS, (date.max - first).days - 1)):
        day = first + timedelta(days=number)
        if day.weekday() in level.days and day not in level.holidays:
            yield _moment(day, level.opens, zone), _moment(day, level.closes, zone)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    whole, rest = divmod(minutes, DAY)
    local = datetime.combine(day + timedelta(days=whole), time(rest // 60, rest % 60), zone)
    return local.astimezone(UTC)
