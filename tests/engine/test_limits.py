"""Limits on touches hold over all channels and members, whatever the history; a touch is never due before one allows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.engine.cadence import SEGMENTS, next_touch
from hustings.engine.limits import (
    Dealing,
    Limits,
    Quiet,
    broken,
    earliest,
    is_answer,
    stop_at,
    told_apart,
)

ELY = ZoneInfo("Europe/London")
ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC")]
OPEN = Limits(quiet_from=time(0), quiet_until=time(0))
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)

moments = st.datetimes(datetime(2026, 9, 1), datetime(2027, 9, 1), timezones=st.just(UTC))
limits_drawn = st.builds(
    Limits,
    per_day=st.integers(1, 3),
    per_week=st.integers(1, 5),
    per_month=st.integers(1, 8),
    quiet_from=st.times(),
    quiet_until=st.times(),
    quiet_days=st.frozensets(st.integers(0, 6), max_size=6),
)
quiet_drawn = st.lists(
    st.builds(
        lambda since, days: Quiet(since, since + timedelta(days=days)),
        st.dates(date(2026, 9, 1), date(2027, 9, 1)), st.integers(0, 20),
    ),
    max_size=3,
)  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "touches", "limits", "code"),
    [
        (NOON, [], Limits(), ""),
        (NOON, [NOON - timedelta(hours=2)], Limits(), "per_day"),
        (NOON, [NOON - DAY], Limits(), ""),
        (NOON, [NOON - each * DAY for each in (1, 2, 3)], Limits(), "per_week"),
        (NOON, [NOON - each * DAY for each in (1, 2, 7)], Limits(), ""),
        (NOON, [NOON - each * DAY for each in (8, 10, 12, 15, 20, 29)], Limits(), "per_month"),
        (NOON, [NOON - each * DAY for each in (8, 10, 12, 15, 20, 30)], Limits(), ""),
        (NOON.replace(hour=22), [], Limits(), "quiet_hours"),
        (NOON.replace(hour=7), [], Limits(), "quiet_hours"),
        (NOON, [], Limits(quiet_from=time(11), quiet_until=time(13)), "quiet_hours"),
        (NOON, [], Limits(quiet_from=time(13), quiet_until=time(14)), ""),
        (NOON, [], Limits(quiet_days=frozenset({2})), "quiet_day"),
        (NOON, [], OPEN, ""),
    ],
)
def test_what_stops_a_touch(moment: datetime, touches: list[datetime], limits: Limits, code: str) -> None:
    stop = stop_at(moment, touches=touches, limits=limits, zone=ELY)
    assert (stop.code if stop else "") == code


def test_days_of_quiet_end_on_the_morning_after() -> None:
    quiet = [Quiet(date(2027, 3, 1), date(2027, 3, 4)), Quiet(date(2027, 4, 1), date(2027, 4, 2))]
    stop = stop_at(NOON, touches=[], limits=Limits(), zone=ELY, quiet=quiet)
    assert stop is not None
    assert stop.code == "quiet_time"
    assert earliest(NOON, touches=[], limits=Limits(), zone=ELY, quiet=quiet) == datetime(2027, 3, 5, 8, tzinfo=UTC)


def test_the_same_hour_is_quiet_before_and_after_the_clocks_change() -> None:
    before, after = (datetime(2027, month, day, 20, 30, tzinfo=UTC) for month, day in ((3, 27), (3, 28)))
    assert stop_at(before, touches=[], limits=Limits(), zone=ELY) is None
    assert earliest(after, touches=[], limits=Limits(), zone=ELY) == datetime(2027, 3, 29, 7, tzinfo=UTC)


def test_an_hour_shown_twice_ends_once() -> None:
    limits = Limits(quiet_from=time(23), quiet_until=time(1, 30))
    second_time = datetime(2027, 10, 31, 1, 10, tzinfo=UTC)
    assert earliest(second_time, touches=[], limits=limits, zone=ELY) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("values", [{"per_day": 0}, {"quiet_days": frozenset(range(7))}])
def test_limits_that_never_open_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"limit|weekday"):
        Limits(**values)  # type: ignore[arg-type]


@given(
    wanted=moments, touches=st.lists(moments, max_size=12), limits=limits_drawn, quiet=quiet_drawn, zone=st.sampled_from(ZONES)
)
@settings(max_examples=1_000)
def test_a_touch_is_never_due_before_a_limit_allows_it(
    wanted: datetime, touches: list[datetime], limits: Limits, quiet: list[Quiet], zone: ZoneInfo
) -> None:
    moment = earliest(wanted, touches=touches, limits=limits, zone=zone, quiet=quiet)
    assert moment >= wanted
    assert stop_at(moment, touches=touches, limits=limits, zone=zone, quiet=quiet) is None
    middle = wanted + (moment - wanted) / 2
    if moment - wanted > timedelta(minutes=2) and middle != moment:
        assert any(stop_at(each, touches=touches, limits=limits, zone=zone, quiet=quiet) for each in (wanted, middle))


@given(wanted=st.lists(moments, max_size=40), limits=limits_drawn, zone=st.sampled_from(ZONES))
@settings(max_examples=500)
def test_limits_hold_over_any_history(wanted: list[datetime], limits: Limits, zone: ZoneInfo) -> None:
    touches: list[datetime] = []
    for moment in wanted:
        if stop_at(moment, touches=touches, limits=limits, zone=zone) is None:
            touches.append(moment)
        else:
            touches.append(earliest(moment, touches=touches, limits=limits, zone=zone))
        assert broken(touches, limits=limits, zone=zone) == ""


@given(moment=moments, touches=st.lists(moments, max_size=10), limits=limits_drawn, swap=st.randoms(use_true_random=False))
def test_the_order_of_a_history_does_not_matter(moment: datetime, touches: list[datetime], limits: Limits, swap: object) -> None:
    mixed = touches[:]
    swap.shuffle(mixed)  # type: ignore[attr-defined]
    assert stop_at(moment, touches=touches, limits=limits, zone=ELY) == stop_at(moment, touches=mixed, limits=limits, zone=ELY)


def test_who_was_answered_today_hears_nothing_else_today_but_the_week_stays_open() -> None:
    answers = [NOON - each * timedelta(hours=1) for each in range(1, 9)]
    stop = stop_at(NOON, touches=[], answers=answers, limits=Limits(), zone=ELY)
    assert stop is not None
    assert stop.code == "per_day"
    assert earliest(NOON, touches=[], answers=answers, limits=Limits(), zone=ELY) == datetime(2027, 3, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrote", "ours", "answer"),
    [
        (1, [], True), (200, [], True), (20, [19, 18], True), (200, [3], False), (200, [0.5], True), (200, [300], True),
        (200, [100, 0.5], False), (-1, [], False),
    ],
)  # fmt: skip
def test_what_answers_somebody(wrote: float, ours: list[float], answer: bool) -> None:
    moments = [NOON - timedelta(hours=each) for each in ours]
    assert is_answer(NOON - timedelta(hours=wrote), moment=NOON, ours=moments) is answer


def test_answers_are_told_from_touches_by_channel() -> None:
    told = [
        Dealing(NOON, "in", "email"), Dealing(NOON + DAY * 3, "out", "email"), Dealing(NOON + DAY * 4, "out", "email"),
        Dealing(NOON + DAY, "out", "mastodon"), Dealing(NOON + DAY * 2, "mutual", "phone"),
        Dealing(NOON + DAY * 5, "in", "email"), Dealing(NOON + DAY * 7, "out", "email"),
    ]  # fmt: skip
    found = told_apart(reversed(told))
    assert found.answers == [NOON + DAY * 3, NOON + DAY * 7]
    assert found.touches == [NOON + DAY, NOON + DAY * 2, NOON + DAY * 4]


@given(st.lists(st.builds(Dealing, moments, st.sampled_from(["in", "out", "mutual"]), st.sampled_from(["email", "x"]))))
def test_every_word_of_ours_is_a_touch_or_an_answer(told: list[Dealing]) -> None:
    found = told_apart(told)
    assert sorted(found.touches + found.answers) == sorted(each.at for each in told if each.direction != "in")


@pytest.mark.parametrize(
    ("hours", "code"), [([0, 2], "per_day"), ([0, 25, 50, 75], "per_week"), ([each * 80 for each in range(7)], "per_month")]
)
def test_a_history_that_breaks_a_limit_is_named(hours: list[int], code: str) -> None:
    assert broken([NOON + timedelta(hours=each) for each in hours], limits=Limits(), zone=ELY) == code


@given(
    segment=st.sampled_from([name for name, rhythm in SEGMENTS.items() if rhythm]),
    last=moments,
    touches=st.lists(moments, max_size=8),
    limits=limits_drawn,
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=500)
def test_a_due_day_moved_by_limits_is_never_before_the_rhythm_or_a_limit(
    segment: str, last: datetime, touches: list[datetime], limits: Limits, zone: ZoneInfo
) -> None:
    due = next_touch(segment, last_two_way_at=last, last_touch_at=last)
    assert due is not None
    moment = earliest(due.ideal, touches=[*touches, last], limits=limits, zone=zone)
    assert moment >= due.ideal
    assert stop_at(moment, touches=[*touches, last], limits=limits, zone=zone) is None


def test_a_quiet_time_to_the_end_of_the_calendar_stops_and_breaks_nothing() -> None:
    now = datetime(2026, 6, 15, 12, tzinfo=UTC)
    for name in ("UTC", "Pacific/Kiritimati", "Pacific/Niue"):
        forever = [Quiet(date(2026, 1, 1), date.max)]
        stop = stop_at(now, touches=(), limits=Limits(), zone=ZoneInfo(name), quiet=forever)
        assert stop is not None
        assert stop.until.year == 9999
