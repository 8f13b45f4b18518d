"""Answers are due after working hours, over nights, weekends, holidays and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.service_level import DAY, MOST_DAYS, ServiceLevel, due_at

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")]
EIGHT = ServiceLevel(hours=8)


def local(day: int, hour: int, minute: int = 0, *, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("received", "level", "expected"),
    [
        (local(1, 9), EIGHT, local(1, 17)),
        (local(1, 10), EIGHT, local(2, 10)),
        (local(1, 3), EIGHT, local(1, 17)),
        (local(5, 16), EIGHT, local(8, 16)),
        (local(6, 12), EIGHT, local(8, 17)),
        (local(1, 10), ServiceLevel(hours=8, holidays=frozenset({date(2026, 6, 2)})), local(3, 10)),
        (local(6, 12), ServiceLevel(hours=1, opens=0, closes=DAY, days=frozenset(range(7))), local(6, 13)),
    ],
)
def test_an_answer_is_due_after_working_hours(received: datetime, level: ServiceLevel, expected: datetime) -> None:
    assert due_at(received, level, zone=BERLIN) == expected.astimezone(UTC)


def test_the_hour_that_spring_leaves_out_does_not_count() -> None:
    around = ServiceLevel(hours=24, opens=0, closes=DAY, days=frozenset(range(7)))
    assert due_at(local(28, 12, month=3), around, zone=BERLIN) == local(29, 13, month=3).astimezone(UTC)


def test_holidays_without_end_leave_nothing_due() -> None:
    everything = frozenset(date(2026, 6, 1) + timedelta(days=number) for number in range(MOST_DAYS + 2))
    assert due_at(local(1, 9), ServiceLevel(hours=1, holidays=everything), zone=BERLIN) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": 600, "closes": 600},
        {"opens": -1},
        {"closes": DAY + 1},
        {"days": frozenset()},
        {"days": frozenset({7})},
        {"hours": 0},
        {"hours": 2001},
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        ServiceLevel(**({"hours": 8} | wrong))  # type: ignore[arg-type]


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(moments, st.floats(0.1, 60), st.sampled_from(ZONES))
def test_it_is_due_within_working_time_and_never_before_the_hours_have_passed(at: datetime, hours: float, zone: ZoneInfo) -> None:
    level = ServiceLevel(hours=hours)
    due = due_at(at, level, zone=zone)
    assert due is not None
    there = due.astimezone(zone)
    assert due >= at + timedelta(hours=hours)
    assert there.weekday() in level.days
    assert level.opens <= there.hour * 60 + there.minute <= level.closes


@given(moments, moments, st.sampled_from(ZONES))
def test_who_wrote_first_is_due_first(one: datetime, other: datetime, zone: ZoneInfo) -> None:
    first, second = sorted((one, other))
    assert due_at(first, EIGHT, zone=zone) <= due_at(second, EIGHT, zone=zone)  # type: ignore[operator]
