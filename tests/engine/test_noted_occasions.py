"""An occasion that somebody noted comes up from its day on, and brings words for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hustings.engine import opening_words as words
from hustings.engine.openings import Material, opening
from hustings.engine.ranking import Candidate, action_of, noted_occasion

NOW = datetime(2027, 3, 3, 9, tzinfo=UTC)
ON = date(2027, 3, 3)


@pytest.mark.parametrize(("late", "there"), [(-1, False), (0, True), (10, True), (60, True), (61, False)])
def test_it_comes_on_its_day_and_goes_after_two_months(late: int, there: bool) -> None:
    found = noted_occasion(ON - timedelta(days=late), now=NOW, strength=0.5, evidence=("occasion:1",))
    assert (found is not None) is there


def test_it_fades_and_says_what_to_do() -> None:
    first, later = (
        noted_occasion(ON - timedelta(days=late), now=NOW, strength=0.5, evidence=("occasion:1",)) for late in (10, 40)
    )
    assert first is not None
    assert later is not None
    assert first.weight > later.weight
    assert action_of(Candidate(1, (first,), "email", 5)) == "mark_occasion"


@pytest.mark.parametrize("language", sorted(words.OCCASION))
@pytest.mark.parametrize("kind", ["occasion", "hard_time"])
def test_words_quote_what_was_noted_in_every_language(language: str, kind: str) -> None:
    material = Material(evidence="occasion:1", kind=kind, text="her exam", at=NOW, language=language)
    found = opening("mark_occasion", [material], person_given_name="Ana", now=NOW)
    assert found is not None
    assert found.language == language
    assert "her exam" in found.text


def test_without_something_noted_there_are_no_words() -> None:
    message = Material(evidence="interaction:1", kind="message", text="Hello there.", at=NOW)
    empty = Material(evidence="occasion:1", kind="occasion", text=" ", at=NOW)
    assert opening("mark_occasion", [message, empty], person_given_name="Ana", now=NOW) is None
    assert words.OCCASION.keys() == words.HARD_TIME.keys() == words.QUOTES.keys()


def test_a_weak_tie_long_after_is_not_worth_a_line() -> None:
    assert noted_occasion(ON - timedelta(days=60), now=NOW, strength=0.0, evidence=()) is not None
