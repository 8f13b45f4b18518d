"""Surges: sudden and slow ones are found, the seasons and small numbers stay quiet."""

from __future__ import annotations

from math import comb, exp, inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.surge import (
    LEAST_HISTORY,
    Alarms,
    Baseline,
    Sums,
    Watching,
    baseline,
    cusum,
    next_surge,
    run_length,
    surges,
    tail_chance,
    z_score,
)

counts = st.lists(st.integers(0, 60), min_size=1, max_size=40)


def test_run_lengths_of_the_two_sided_sum_are_the_known_ones() -> None:
    assert run_length(4.0) == pytest.approx(168, rel=0.02)
    assert run_length(5.0) == pytest.approx(465, rel=0.02)


def test_a_shift_of_one_deviation_is_found_within_a_few_periods() -> None:
    assert run_length(4.0, shift=1.0) == pytest.approx(8.38, rel=0.03)
    assert run_length(5.0, shift=1.0) == pytest.approx(10.4, rel=0.03)
    assert run_length(4.0, shift=0.5) == pytest.approx(26.6, rel=0.03)
    assert run_length(4.0, shift=0.5) == run_length(4.0, shift=-0.5)


def test_run_lengths_agree_with_playing_it_through() -> None:
    random, lengths = Random(1954), []
    for _ in range(400):
        sums, periods = Sums(), 0
        while max(sums) <= 4.0:
            sums, periods = cusum(sums, random.gauss()), periods + 1
        lengths.append(periods)
    assert sum(lengths) / len(lengths) == pytest.approx(168, rel=0.15)


def test_a_sudden_rise_is_found_with_its_usual_value() -> None:
    found = surges([3, 4, 2, 3, 4, 3, 2, 30])
    last = found[-1]
    assert found[:LEAST_HISTORY] == [None] * LEAST_HISTORY
    assert last is not None
    assert (last.sudden, last.value, last.usual) == (True, 30, 3.0)
    assert last.chance < 1e-6


def test_small_numbers_do_not_shout() -> None:
    (*_, last) = surges([0, 0, 0, 0, 0, 0, 4])
    assert last is not None
    assert (last.z, last.sudden, last.chance) == (4.0, False, 0.0)


def test_money_is_counted_in_gifts() -> None:
    weeks = [1000, 1500, 500, 1000, 1500, 500, 1000, 9000]
    (*_, last) = surges(weeks, alarms=Alarms(unit=500, least=5000))
    assert last is not None
    assert last.sudden
    assert last.usual == pytest.approx(1000)
    (*_, quiet) = surges(weeks, alarms=Alarms(unit=500, least=10_000))
    assert quiet is not None
    assert not quiet.sudden


def test_the_same_weekday_every_week_is_no_surge() -> None:
    weeks = [0, 0, 0, 0, 0, 0, 40] * 8
    (*_, seasonal) = surges(weeks, alarms=Alarms(season=7))
    assert seasonal is not None
    assert not seasonal.sudden
    (*_, on_monday) = surges([*weeks, 40], alarms=Alarms(season=7))
    assert on_monday is not None
    assert on_monday.usual < 5
    assert on_monday.sudden


def test_bursts_are_usual_where_they_have_always_been() -> None:
    even, bursts = [6] * 20, [0, 12] * 10
    assert z_score(14, baseline(even)) > 3 > z_score(14, baseline(bursts))


def test_a_slow_rise_is_found_though_no_period_is_sudden() -> None:
    quiet = [10, 12, 8, 11, 9, 10, 12, 8, 11, 9] * 2
    found = surges([*quiet, 14, 15, 14, 15, 15, 16, 15])
    rise = [one for one in found[20:] if one is not None]
    assert not any(one.sudden for one in rise)
    assert [one.slow for one in rise].count(1) == 1
    assert all(one is None or one.slow == 0 for one in found[:20])


def test_a_slow_fall_is_found_too_and_minimum_amounts_hold() -> None:
    quiet = [10, 12, 8, 11, 9, 10, 12, 8, 11, 9] * 2
    falling = surges([*quiet, *[4] * 6])
    assert -1 in [one.slow for one in falling if one is not None]
    rising = surges([*quiet, 14, 15, 14, 15, 15, 16, 15], alarms=Alarms(least=1000))
    assert 1 not in [one.slow for one in rising if one is not None]


def test_impossible_units_and_pasts_are_errors() -> None:
    with pytest.raises(ValueError, match="above 0"):
        surges([1, 2], alarms=Alarms(unit=0))
    with pytest.raises(ValueError, match="past"):
        baseline([])


def test_chances_of_edges() -> None:
    assert tail_chance(0, Baseline(3.0, inf)) == 1
    assert tail_chance(1, Baseline(0.0, inf)) == 0
    assert tail_chance(1, Baseline(2.0, inf)) == pytest.approx(1 - exp(-2))
    assert tail_chance(200_000, Baseline(200_000, inf)) == pytest.approx(0.5)


def test_the_negative_binomial_is_that_of_failures_before_the_third_success() -> None:
    below = sum(comb(count + 2, count) * 0.25**3 * 0.75**count for count in range(5))
    assert tail_chance(5, Baseline(9.0, 3.0)) == pytest.approx(1 - below)


@given(counts, st.integers(1, 8))
def test_a_baseline_lies_among_what_was_and_scatters_at_least_like_poisson(past: list[int], season: int) -> None:
    usual = baseline(past, season=season)
    assert min(past) - 1e-9 <= usual.mean <= max(past) + 1e-9
    assert usual.size > 0
    assert usual.deviation >= max(1.0, usual.mean**0.5) - 1e-9


@given(counts, st.floats(0, 80), st.floats(0, 80))
def test_more_is_never_more_usual(past: list[int], one: float, other: float) -> None:
    usual = baseline(past)
    low, high = sorted((one, other))
    assert z_score(low, usual) <= z_score(high, usual)
    assert tail_chance(low, usual) >= tail_chance(high, usual) - 1e-12


@given(counts)
def test_what_comes_later_never_changes_what_was_said(values: list[int]) -> None:
    assert surges([*values, 99])[: len(values)] == surges(values)


@given(st.lists(st.floats(-20, 20), max_size=30))
def test_the_sums_mirror_each_other(values: list[float]) -> None:
    sums, mirrored = Sums(), Sums()
    for z in values:
        sums, mirrored = cusum(sums, z), cusum(mirrored, -z)
    assert (sums.up, sums.down) == (mirrored.down, mirrored.up)


def test_no_slope_is_the_limit_of_small_slopes() -> None:
    assert run_length(4.0, shift=0.5) == pytest.approx(run_length(4.0, shift=0.5 + 1e-4), rel=0.01)


@given(counts, st.integers(1, 8), st.integers(0, 40))
def test_the_newest_period_alone_gives_what_all_of_them_give(values: list[int], season: int, newest: int) -> None:
    alarms = Alarms(season=season)
    watching = Watching()
    for place, value in enumerate(values):
        _, watching = next_surge(value, values[:place], watching=watching, alarms=alarms)
    found, _ = next_surge(newest, values, watching=watching, alarms=alarms)
    assert found == surges([*values, newest], alarms=alarms)[-1]
