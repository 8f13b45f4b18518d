"""The review of the network: who serves a goal stays, who went quiet moves away, who is lively comes closer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.network_review import ORDER, STANDS_FOR, Proposal, Standing, moved, review, urgency

NOW = datetime(2027, 3, 1, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=3_000)


def standing(segment: str = "network", *, quiet_days: int | None = 10, **values: Any) -> Standing:
    last = None if quiet_days is None else NOW - timedelta(days=quiet_days)
    return Standing(**{"segment": segment, "strength": 0.4, "last_two_way_at": last, "known_since": LONG_AGO, **values})


@pytest.mark.parametrize(
    ("who", "decision", "segment", "codes"),
    [
        (standing(), "keep", "network", ["in_rhythm"]),
        (standing(quiet_days=300), "further", "acquaintances", ["quiet", "serves_no_goal"]),
        (standing(quiet_days=300, goals=("Bus line",)), "keep", "network", ["serves", "quiet"]),
        (standing(quiet_days=300, open=True), "keep", "network", ["something_open", "quiet"]),
        (standing(quiet_days=300, asked_us=True), "keep", "network", ["waits_for_us", "quiet"]),
        (standing(quiet_days=300, vouch="family"), "keep", "network", ["vouched", "quiet"]),
        (standing(quiet_days=800), "let_go", "none", ["quiet", "serves_no_goal"]),
        (standing("acquaintances", quiet_days=850), "let_go", "none", ["quiet", "serves_no_goal"]),
        (standing("close_allies", quiet_days=91), "further", "network", ["quiet", "serves_no_goal"]),
        (standing("close_allies", quiet_days=89), "keep", "close_allies", ["in_rhythm"]),
        (standing("none", quiet_days=None), "let_go", "none", ["never_answered", "serves_no_goal"]),
        (standing("none", quiet_days=None, known_since=NOW), "keep", "none", ["in_rhythm"]),
        (standing("acquaintances", two_way_count=3), "closer", "network", ["lively"]),
        (standing(strength=0.9, two_way_count=8, goals=("Bus line",)), "closer", "close_allies", ["lively", "serves"]),
        (standing("acquaintances", vouch="worked_together"), "keep", "acquaintances", ["vouched"]),
    ],
)
def test_what_is_proposed_and_why(who: Standing, decision: str, segment: str, codes: list[str]) -> None:
    found = review(who, now=NOW)
    assert (found.decision, found.segment, [reason.code for reason in found.reasons]) == (decision, segment, codes)


@given(
    segment=st.sampled_from(ORDER),
    days=st.none() | st.integers(0, 3_000),
    strength=st.floats(0, 1),
    count=st.integers(0, 20),
    goals=st.lists(st.just("Bus line"), max_size=1),
    vouch=st.sampled_from(["", "family", "worked_together", "not_known", "met_in_person"]),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_who_serves_a_goal_or_is_owed_something_is_never_let_go(
    segment: str, days: int | None, strength: float, count: int, goals: list[str], vouch: str, flags: tuple[bool, bool]
) -> None:
    values = {"strength": strength, "two_way_count": count, "vouch": vouch, "open": flags[0], "asked_us": flags[1]}
    found = review(standing(segment, quiet_days=days, goals=tuple(goals), **values), now=NOW)
    if goals or any(flags) or vouch in ("family", "worked_together"):
        assert found.decision in ("keep", "closer")
    assert found.reasons
    assert found.segment == moved(segment, found.decision)


def test_segments_end_at_both_ends() -> None:
    assert moved("close_allies", "closer") == "close_allies"
    assert moved("none", "further") == "none"


def test_what_changes_something_comes_first() -> None:
    people = {
        "kept": standing(),
        "quiet": standing(quiet_days=300, goals=("Bus line",)),
        "moved": standing(quiet_days=300),
        "strong": standing(strength=0.6),
    }
    order = sorted(people, key=lambda name: urgency(review(people[name], now=NOW), people[name]))
    assert order == ["moved", "quiet", "strong", "kept"]
    assert urgency(Proposal("keep", "none", ()), people["kept"])[0] == 2


def test_a_decision_stands_until_the_next_quarter() -> None:
    assert timedelta(days=80) < STANDS_FOR < timedelta(days=92)
