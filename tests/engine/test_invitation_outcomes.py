"""What became of invitations: counted after 30 and 90 days, and unknown where it is too early to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.invitation_outcomes import CHOICES, Fate, outcomes

NOW = datetime(2027, 3, 1, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def test_talks_answers_and_favours_count_within_their_window() -> None:
    fates = [
        Fate(choice="accept", direction="in", at=ago(100), talks=[ago(80)], answers=[ago(95)], favours=[ago(20)], connected=True),
        Fate(choice="accept", direction="in", at=ago(100), talks=[ago(40)], connected=True),
        Fate(choice="accept", direction="in", at=ago(40), answers=[ago(45), ago(1)], connected=True),
        Fate(choice="accept", direction="in", at=None),
    ]
    month, quarter = outcomes(fates, now=NOW)
    assert (month.days, month.number, month.known, month.unknown) == (30, 4, 3, 1)
    assert (month.connected, month.talked, month.answered, month.favours) == (3, 1, 1, 0)
    assert (quarter.days, quarter.known, quarter.unknown) == (90, 2, 2)
    assert (quarter.connected, quarter.talked, quarter.answered, quarter.favours) == (2, 2, 1, 1)


def test_each_choice_and_direction_has_its_own_rows() -> None:
    fates = [Fate(choice=choice, direction=way, at=ago(50)) for way in ("out", "in") for choice in reversed(CHOICES)]
    rows = outcomes(fates, now=NOW, windows=(30,))
    assert [(row.direction, row.choice) for row in rows] == [(way, choice) for way in ("in", "out") for choice in CHOICES]
    assert outcomes([], now=NOW) == []


@given(st.lists(st.tuples(st.sampled_from(CHOICES), st.none() | st.integers(0, 400), st.lists(st.integers(0, 400), max_size=3))))
def test_nothing_is_lost_and_no_share_is_above_one(drawn: list[tuple[str, int | None, list[int]]]) -> None:
    fates = [
        Fate(choice=choice, direction="in", at=None if days is None else ago(days), talks=[ago(each) for each in talks])
        for choice, days, talks in drawn
    ]
    rows = outcomes(fates, now=NOW, windows=(30,))
    assert sum(row.number for row in rows) == len(fates)
    assert all(row.known + row.unknown == row.number and row.talked <= row.known for row in rows)
