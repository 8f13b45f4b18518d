"""The figures of stance on public records hold; the sets lie beside the repository or the tests say that they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.stance import NAIVE, Calibration, accuracy, congress_hints, hidden, house_votes, judged, odds, positions

from hustings.engine.calibration import log_loss

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def data() -> Path:
    if not (DATA / "votes_1984").is_dir() or not (DATA / "lobbying_massachusetts").is_dir():
        pytest.skip("the public sets are not beside the repository (shared/data)")
    return DATA


def test_plain_sums_are_too_sure_and_a_temperature_mends_that(data: Path) -> None:
    told = house_votes(data)
    plain = [(odds(one, NAIVE), one.truth) for one in told]
    cooled, temperature, _ = judged(told, [NAIVE])
    assert (len(told), accuracy(plain)) == (435, pytest.approx(0.90, abs=0.01))
    assert log_loss(plain) == pytest.approx(0.62, abs=0.03)
    assert log_loss(cooled) == pytest.approx(0.22, abs=0.02)
    assert 4 < temperature < 6


def test_overlap_between_sources_is_better_than_a_temperature_alone(data: Path) -> None:
    told = house_votes(data)
    found, _, overlap = judged(told, [Calibration(1.0, overlap) for overlap in (0.0, 0.3, 0.6)])
    assert log_loss(found) < 0.17
    assert overlap > 0.3


def test_positions_on_bills_are_told_better_than_by_the_base_rate(data: Path) -> None:
    told = hidden(positions(data))
    found, _, _ = judged(told, [Calibration(1.0, 0.3)])
    assert len(told) > 1000
    assert log_loss(found) < 0.47 < log_loss([(one.prior, one.truth) for one in told]) - 0.2


def test_hints_from_the_network_are_right_and_what_is_not_told_would_be_less_so(data: Path) -> None:
    if not (data / "networks" / "congress_twitter").is_dir():
        pytest.skip("the public network of Congress is not beside the repository (shared/data/networks)")
    found = congress_hints(data, draws=5)
    assert found.right > 0.94 > 0.8 > found.right_below
    assert found.told / found.asked > 0.75
