"""Calibration: what claims to be sure is held to it."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.calibration import calibration_error, fit_temperature, log_loss, probability_of, reliability

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
