"""Runway: the pace that a target needs, and a forecast that admits how little it knows."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.runway import Lane, Part, forecast, runway, weekly_counts

TODAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
weeks_of_people = st.lists(st.integers(0, 40), max_size=30).map(tuple)


def lane(part: Part, *, weeks: float = 20, quiet_weeks: float = 0) -> Lane:
    return runway([part], election=TODAY + weeks * WEEK, today=TODAY, quiet_weeks=quiet_weeks).lanes[0]


def test_the_pace_needed_is_the_gap_over_the_weeks_left() -> None:
    found = lane(Part(segment="unions", target=120, current=20, weekly=(5,) * 12))
    assert (found.gap, found.needed) == (100, 5.0)
    assert found.pace == pytest.approx(5.0, abs=0.35)
    assert found.forecast is not None
    assert found.forecast.low < 120 < found.forecast.high


def test_quiet_weeks_before_the_election_leave_less_time() -> None:
    assert lane(Part(segment="unions", target=120, current=20, weekly=(5,)), quiet_weeks=10).needed == 10.0


@pytest.mark.parametrize(
    ("target", "current", "weekly", "weeks", "advice"),
    [
        (50, 50, (), 20, "reached"),
        (50, 60, (1,), 0, "reached"),
        (50, 49, (9,) * 9, 0, "too_late"),
        (50, 10, (), 20, "no_history"),
        (50, 10, (4,) * 9, 20, "on_pace"),
        (150, 10, (4,) * 9, 20, "behind"),
        (900, 10, (4,) * 9, 20, "out_of_reach"),
        (100, 0, (0,), 20, "out_of_reach"),
        (40, 0, (0, 0, 0, 0, 0), 20, "behind"),
    ],
)
def test_advice(target: int, current: int, weekly: tuple[int, ...], weeks: float, advice: str) -> None:
    assert lane(Part(segment="unions", target=target, current=current, weekly=weekly), weeks=weeks).advice == advice


def test_one_should_have_started_early() -> None:
    found = lane(Part(segment="unions", target=104, current=4, weekly=(2,) * 200), weeks=10)
    assert found.pace == pytest.approx(2, abs=0.15)
    assert found.reached_on is not None
    assert found.ideal_start is not None
    assert found.reached_on - TODAY > 49 * WEEK
    assert TODAY + 10 * WEEK - found.ideal_start > 51 * WEEK


def test_without_pace_no_day_is_promised() -> None:
    found = lane(Part(segment="unions", target=5, current=0, weekly=(0, 0)))
    assert (found.reached_on, found.ideal_start, found.pace) == (None, None, 0.0)
    assert found.forecast is not None
    assert (found.forecast.low, found.forecast.high, found.forecast.chance) == (0, 0, 0.0)
    reached = lane(Part(segment="unions", target=0, current=0))
    assert (reached.reached_on, reached.advice) == (TODAY, "reached")


def test_a_low_pace_names_no_day_that_nobody_can_foresee() -> None:
    found = lane(Part(segment="unions", target=400, current=20, weekly=(0,) * 25 + (1,)))
    assert found.pace
    assert (found.reached_on, found.ideal_start) == (None, None)


def test_an_election_that_is_over_has_no_weeks_left() -> None:
    found = runway([Part(segment="a", target=3, current=1)], election=TODAY - WEEK, today=TODAY)
    assert (found.weeks, found.lanes[0].needed, found.whole.needed) == (0.0, None, None)


def test_the_least_likely_comes_first_and_the_whole_adds_up() -> None:
    parts = [
        Part(segment="press", target=20, current=30, weekly=(1, 1)),
        Part(segment="unions", target=50, current=10, weekly=(1, 0, 1)),
        Part(segment="teachers", target=50, current=40),
    ]
    found = runway(parts, election=TODAY + 10 * WEEK, today=TODAY)
    assert [each.segment for each in found.lanes] == ["teachers", "unions", "press"]
    assert (found.whole.target, found.whole.current, found.whole.gap) == (120, 70, 50)
    assert found.whole.needed == 5.0


def test_nothing_wanted_is_nothing_missing() -> None:
    found = runway([], election=TODAY + WEEK, today=TODAY)
    assert (found.lanes, found.whole.advice) == ((), "reached")


def test_people_cannot_be_fewer_than_none() -> None:
    with pytest.raises(ValueError, match="fewer"):
        runway([Part(segment="a", target=3, current=1, weekly=(-1,))], election=TODAY, today=TODAY)


def test_days_fall_into_their_weeks() -> None:
    days = [TODAY, TODAY - 6 * WEEK / 7, TODAY - WEEK, TODAY - 3 * WEEK, TODAY + WEEK, TODAY - 30 * WEEK]
    assert weekly_counts(days, today=TODAY, weeks=4) == (1, 0, 1, 2)
    assert weekly_counts({"unions": days[:2], "press": days[2:]}, today=TODAY, weeks=4) == (1, 0, 1, 2)


def test_four_of_five_outcomes_lie_between_low_and_high() -> None:
    random, inside, runs = Random(2026), 0, 400
    for _ in range(runs):
        rate = random.uniform(1, 8)
        weeks = [sum(random.random() < rate / 40 for _ in range(40)) for _ in range(26)]
        ahead = forecast(0, weeks[:16], weeks=10, target=1)
        assert ahead is not None
        inside += ahead.low <= sum(weeks[16:]) <= ahead.high
    assert 0.75 <= inside / runs <= 0.95


@given(weeks_of_people, st.integers(0, 300), st.integers(0, 300), st.floats(0, 60))
def test_a_forecast_is_never_below_where_it_stands(weekly: tuple[int, ...], current: int, target: int, weeks: float) -> None:
    ahead = forecast(current, weekly, weeks=weeks, target=target)
    if ahead is not None:
        assert current <= ahead.low <= ahead.high
        assert current <= ahead.expected
        assert 0 <= ahead.chance <= 1
        if target <= current:
            assert ahead.chance == 1


@given(weeks_of_people.filter(bool), st.integers(0, 99), st.integers(0, 20))
def test_more_time_never_makes_a_target_less_likely(weekly: tuple[int, ...], target: int, weeks: int) -> None:
    sooner, later = (forecast(0, weekly, weeks=each, target=target) for each in (weeks, weeks + 5))
    assert sooner is not None
    assert later is not None
    assert later.expected >= sooner.expected
