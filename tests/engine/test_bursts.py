"""Bursts: the negative binomial is one distribution, whichever way it is asked."""

from __future__ import annotations

from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.bursts import log_mass, quantile, size_for, tail_chance, variance

means, sizes = st.floats(0.01, 80), st.one_of(st.just(inf), st.floats(0.05, 100))


@given(means, sizes)
def test_masses_have_the_mean_and_variance_they_are_named_by(mean: float, size: float) -> None:
    if variance(mean, size) < 500:
        mass = [exp(log_mass(count, mean, size)) for count in range(3000)]
        assert sum(mass) == pytest.approx(1, abs=1e-4)
        assert sum(place * each for place, each in enumerate(mass)) == pytest.approx(mean, rel=2e-2, abs=1e-3)


@given(means, sizes, st.floats(0.01, 0.99))
def test_a_quantile_is_the_first_count_that_is_not_exceeded(mean: float, size: float, share: float) -> None:
    found = quantile(share, mean, size)
    assert 1 - tail_chance(found + 1, mean, size) >= share - 1e-6
    assert 1 - tail_chance(found, mean, size) < share + 1e-6 or found == 0


@given(means, st.floats(1.001, 50))
def test_the_size_gives_back_the_variance(mean: float, times: float) -> None:
    assert variance(mean, size_for(mean, mean * times)) == pytest.approx(mean * times)


def test_edges() -> None:
    assert size_for(3.0, 2.0) == size_for(0.0, 1.0) == inf
    assert (quantile(0.9, 0.0, inf), tail_chance(0, 0.0, inf), tail_chance(0.5, 0.0, inf)) == (0, 1.0, 0.0)
    assert quantile(0.5, 200_000.0, inf) == 200_000
    assert quantile(0.001, 99_999.0, 0.5) == 0
    assert tail_chance(200_000, 200_000.0, inf) == pytest.approx(0.5)
    assert quantile(1 - 1e-16, 2.0, inf) < 200
