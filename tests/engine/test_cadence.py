"""Cadence: due days move with real contact, and unknown stays unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.cadence import SEGMENTS, Due, next_touch, propose_segment

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
moments = st.integers(0, 4000).map(lambda days: NOW - days * DAY)


@pytest.mark.parametrize(
    ("segment", "ideal", "latest"), [("close_allies", 30, 45), ("network", 91, 120), ("acquaintances", 365, 420)]
)
def test_a_two_way_touch_starts_a_full_period(segment: str, ideal: int, latest: int) -> None:
    due = next_touch(segment, last_two_way_at=NOW, last_touch_at=NOW)
    assert due == Due(NOW + ideal * DAY, NOW + latest * DAY)


def test_a_touch_without_answer_postpones_by_a_third() -> None:
    due = next_touch("close_allies", last_two_way_at=NOW - 100 * DAY, last_touch_at=NOW)
    assert due == Due(NOW + 10 * DAY, NOW + 25 * DAY)
    assert next_touch("close_allies", last_two_way_at=None, last_touch_at=NOW) == due


@pytest.mark.parametrize("segment", sorted(SEGMENTS))
def test_nobody_is_due_without_any_contact(segment: str) -> None:
    assert next_touch(segment, last_two_way_at=None, last_touch_at=None) is None
    assert next_touch(segment, last_two_way_at=None, last_touch_at=None, period_days=14) is None


def test_no_rhythm_no_due_day() -> None:
    assert next_touch("none", last_two_way_at=NOW, last_touch_at=NOW) is None


def test_a_persons_own_period_wins() -> None:
    due = next_touch("network", last_two_way_at=NOW, last_touch_at=NOW, period_days=182)
    assert due == Due(NOW + 182 * DAY, NOW + 240 * DAY)
    assert next_touch("none", last_two_way_at=NOW, last_touch_at=NOW, period_days=10) == Due(NOW + 10 * DAY, NOW + 13 * DAY)


def test_an_unknown_segment_is_an_error() -> None:
    with pytest.raises(KeyError):
        next_touch("best friends", last_two_way_at=NOW, last_touch_at=NOW)


@given(st.sampled_from(["close_allies", "network", "acquaintances"]), moments, moments, moments)
def test_more_recent_contact_never_makes_a_touch_due_earlier(
    segment: str, two_way: datetime, touch: datetime, newer: datetime
) -> None:
    before = next_touch(segment, last_two_way_at=two_way, last_touch_at=max(two_way, touch))
    after = next_touch(segment, last_two_way_at=max(two_way, newer), last_touch_at=max(two_way, touch, newer))
    assert before is not None
    assert after is not None
    assert after.ideal >= before.ideal
    assert after.latest > after.ideal


@pytest.mark.parametrize(
    ("strength", "facts", "expected"),
    [
        (0.85, {"two_way_count": 9}, ("close_allies", "frequent_exchange")),
        (0.85, {"two_way_count": 3}, ("network", "regular_exchange")),
        (0.2, {"two_way_count": 3}, ("acquaintances", "some_exchange")),
        (0.2, {"two_way_count": 3, "vouch": "not_known"}, ("acquaintances", "some_exchange")),
        (0.2, {"vouch": "worked_together"}, ("network", "vouched")),
        (0.1, {"connected": True}, ("acquaintances", "connected")),
        (0.1, {"vouch": "met_in_person"}, ("acquaintances", "vouched")),
        (0.1, {"connected": True, "vouch": "not_known"}, ("none", "not_known")),
        (0.05, {}, ("none", "no_exchange")),
    ],
)
def test_a_segment_is_proposed_from_real_exchange(strength: float, facts: dict, expected: tuple[str, str]) -> None:
    assert propose_segment(strength, **facts) == expected


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 20), st.integers(0, 20))
def test_a_stronger_tie_is_never_proposed_a_slower_rhythm(weak: float, strong: float, few: int, many: int) -> None:
    order = list(SEGMENTS)
    slower = propose_segment(min(weak, strong), two_way_count=min(few, many)).segment
    faster = propose_segment(max(weak, strong), two_way_count=max(few, many)).segment
    assert order.index(faster) <= order.index(slower)
