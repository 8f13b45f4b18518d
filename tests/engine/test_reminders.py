"""Each reminder comes exactly once, at the right local time, over the change of clocks in six zones."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hustings.engine.reminders import LATE, digest_due, moment_on

ZONES = (
    "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Pacific/Auckland",
)  # fmt: skip
"""Forward and back in both hemispheres, by an hour and by half an hour, at night and at midnight."""
CASES = 10_000
DAY = timedelta(days=1)


def _changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours of a year in which the clocks of the zone change."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=each) for each in range(366 * 24)]
    offsets = [each.astimezone(zone).utcoffset() for each in hours]
    return [later for later, first, second in zip(hours[1:], offsets, offsets[1:], strict=False) if first != second]


CHANGES = {name: [each for year in (2026, 2027, 2028) for each in _changes(ZoneInfo(name), year)] for name in ZONES}


def _sent(zone: ZoneInfo, *, hour: int, since: datetime, until: datetime, chance: random.Random) -> list[tuple[date, datetime]]:
    """What a worker sends that looks at random moments, at least every four hours, and now and then twice at the same one."""
    now, last = since, None
    found: list[tuple[date, datetime]] = []
    while now < until:
        day = digest_due(now, zone=zone, hour=hour, last=last)
        if day is not None:
            found.append((day, now))
            last = day
        now += timedelta(minutes=chance.choice((0, 1, 7, 30, 61, 120, 239)))
    return found


def test_every_zone_changes_its_clocks_in_these_years() -> None:
    assert all(len(changes) >= 6 for changes in CHANGES.values())


def test_each_reminder_comes_exactly_once_over_ten_thousand_changes_of_clocks() -> None:
    chance = random.Random(1832)
    tried = 0
    while tried < CASES:
        name = ZONES[tried % len(ZONES)]
        zone, change, hour = ZoneInfo(name), chance.choice(CHANGES[name]), chance.randrange(24)
        # The nights of change are at both ends of what is looked at, not only in its middle.
        since = change - timedelta(hours=chance.randrange(20, 72))
        until = change + timedelta(hours=chance.randrange(20, 72))
        found = _sent(zone, hour=hour, since=since, until=until, chance=chance)
        days = [day for day, _ in found]
        assert days == sorted(set(days)), (name, change, hour)
        whole = [since.astimezone(zone).date() + each * DAY for each in range(-1, 8)]
        due = [day for day in whole if since <= moment_on(day, hour=hour, zone=zone) and _over(day, hour, zone) <= until]
        assert set(due) <= set(days), (name, change, hour)
        for day, at in found:
            assert timedelta() <= at - moment_on(day, hour=hour, zone=zone) < LATE, (name, change, hour)
        tried += 1
    assert tried == CASES


def _over(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When a worker that looks every four hours has looked."""
    return moment_on(day, hour=hour, zone=zone) + timedelta(hours=4)


@pytest.mark.parametrize("name", ZONES)
def test_moments_rise_with_the_days_and_lie_on_them(name: str) -> None:
    zone = ZoneInfo(name)
    for hour in range(24):
        days = [date(2026, 1, 1) + each * DAY for each in range(3 * 365)]
        moments = [moment_on(day, hour=hour, zone=zone) for day in days]
        assert all(earlier < later for earlier, later in itertools.pairwise(moments))
        for day, moment in zip(days, moments, strict=True):
            local = moment.astimezone(zone)
            assert local.date() == day
            assert local.hour == hour or local.replace(tzinfo=None) - datetime(day.year, day.month, day.day, hour) <= timedelta(
                hours=1
            )


def test_a_weekly_digest_leaves_on_its_weekday_only() -> None:
    zone = ZoneInfo("Europe/Berlin")
    monday = datetime(2027, 3, 29, 6, tzinfo=UTC)
    sent = [digest_due(monday + each * DAY, zone=zone, hour=7, weekday=0) for each in range(7)]
    assert sent == [date(2027, 3, 29), None, None, None, None, None, None]


def test_what_is_a_day_late_is_not_made_up_for() -> None:
    zone = ZoneInfo("Europe/Berlin")
    morning = moment_on(date(2027, 6, 1), hour=7, zone=zone)
    assert digest_due(morning + LATE - timedelta(minutes=1), zone=zone, hour=7) == date(2027, 6, 1)
    assert digest_due(morning + LATE, zone=zone, hour=7) is None


def test_a_day_that_was_sent_is_not_sent_again_in_another_zone() -> None:
    now = datetime(2027, 6, 1, 20, tzinfo=UTC)
    assert digest_due(now, zone=ZoneInfo("Pacific/Auckland"), hour=7, last=date(2027, 6, 2)) is None
