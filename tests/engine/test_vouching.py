"""Members are asked how they know somebody at the right moments, and never twice in a row."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.vouching import Asked, ask_now

NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "vouched", "asked", "answer"),
    [
        ("first_meeting", False, None, "ask"),
        ("invitation", False, None, "ask"),
        ("first_meeting", True, None, "silent"),
        ("invitation", False, Asked(NOW, passes=True), "pass"),
        ("invitation", False, Asked(NOW, passes=False), "ask"),
        ("invitation", False, Asked(NOW, passes=False, never=True), "silent"),
        ("reference", True, Asked(NOW, never=True), "ask"),
    ],
)
def test_moments_and_answers(moment: str, vouched: bool, asked: Asked | None, answer: str) -> None:
    assert ask_now(moment, vouched=vouched, asked=asked) == answer  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(["first_meeting", "invitation"]), max_size=30))
def test_nobody_is_asked_at_two_moments_in_a_row(moments: list[str]) -> None:
    asked: Asked | None = None
    answers = []
    for moment in moments:
        answers.append(ask_now(moment, vouched=False, asked=asked))  # type: ignore[arg-type]
        asked = Asked(NOW, passes=answers[-1] == "ask")
    assert all({first, second} == {"ask", "pass"} for first, second in itertools.pairwise(answers))
