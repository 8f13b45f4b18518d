"""Calibration: what claims to be sure is held to it."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.calibration import (
    LEAST_CASES,
    calibration_error,
    fit_temperature,
    fitted,
    log_loss,
    probability_of,
    reliability,
)

odds = st.floats(-40, 40)
cases = st.lists(st.tuples(odds, st.booleans()), min_size=1, max_size=40)


def test_even_odds_surprise_by_log_two() -> None:
    assert log_loss([(0.0, True), (0.0, False)]) == pytest.approx(log(2))


def test_certainty_that_was_right_surprises_nobody_and_wrong_certainty_is_finite() -> None:
    assert log_loss([(800.0, True), (-800.0, False)]) == 0
    assert log_loss([(800.0, False)]) == 800
    assert probability_of(-800.0) == pytest.approx(0)
    assert probability_of(800.0) == 1


def test_nothing_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="no cases"):
        log_loss([])
    assert calibration_error([]) == 0


def test_log_odds_that_are_three_times_too_sure_get_the_temperature_three() -> None:
    truth = [(log(p / (1 - p)), n) for p, n in ((0.9, 90), (0.7, 70), (0.2, 20))]
    claimed = [(3 * o, so) for o, n in truth for so, times in ((True, n), (False, 100 - n)) for _ in range(times)]
    assert fit_temperature(claimed) == pytest.approx(3.0, abs=0.01)
    assert calibration_error(claimed, temperature=3.0) == pytest.approx(0, abs=1e-9)
    assert calibration_error(claimed) > 0.05


def too_sure(times: int) -> list[tuple[float, bool]]:
    """Seven of ten are so, and nine hundred and ninety-nine of a thousand were claimed."""
    return [(7.0, number % 10 < 7) for number in range(times)]


def test_ones_own_cases_cool_what_was_too_sure_the_more_the_more_there_are() -> None:
    few, many = fitted(too_sure(LEAST_CASES)), fitted(too_sure(2_000))
    best = 7.0 / log(7 / 3)
    assert few is not None
    assert many is not None
    assert (few.cases, few.temperature) == (LEAST_CASES, pytest.approx(best**0.5, abs=0.01))
    assert few.temperature < many.temperature < best
    assert many.temperature == pytest.approx(best, rel=0.05)
    assert many.loss_after < many.loss_before


def test_too_few_cases_or_all_alike_fit_nothing() -> None:
    assert fitted([]) is None
    assert fitted(too_sure(LEAST_CASES - 1)) is None
    assert fitted([(7.0, number > 3) for number in range(500)]) is None


def test_what_is_true_already_is_left_alone() -> None:
    true = [(log(3.0), number % 4 < 3) for number in range(400)]
    found = fitted(true)
    assert found is None or found.temperature == pytest.approx(1.0, abs=0.05)
    assert fitted([(0.0, number % 2 == 0) for number in range(100)]) is None


@given(st.lists(st.tuples(st.floats(-9, 9), st.booleans()), min_size=LEAST_CASES, max_size=LEAST_CASES + 20), st.randoms())
def test_the_order_of_cases_changes_no_fit(known: list[tuple[float, bool]], chance: object) -> None:
    mixed = list(known)
    chance.shuffle(mixed)
    found = fitted(known)
    assert fitted(mixed) == found
    assert found is None or (found.loss_after < found.loss_before and found.cases == len(known))


def test_bins_tell_claimed_beside_observed() -> None:
    (low, high) = reliability([(-10.0, False), (-9.0, True), (10.0, True)])
    assert (low.low, low.high, low.claims, low.observed) == (0.0, 0.01, 2, 0.5)
    assert (high.low, high.high, high.claims, high.observed) == (0.99, 1.0, 1, 1.0)
    assert low.claimed < 0.01


@given(odds)
def test_both_sides_sum_to_one(value: float) -> None:
    assert probability_of(value) + probability_of(-value) == pytest.approx(1)


@given(cases)
def test_no_other_temperature_is_better(given_cases: list[tuple[float, bool]]) -> None:
    best = log_loss(given_cases, temperature=fit_temperature(given_cases))
    assert all(best <= log_loss(given_cases, temperature=t) + 1e-6 for t in (0.05, 0.3, 1.0, 2.5, 10.0, 50.0))
