"""An occasion that somebody noted comes up from its day on, and brings words for it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from hustings.engine import opening_words as words
from hustings.engine.occasion_words import FOUND, OCCASIONS
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


@pytest.mark.parametrize("language", sorted(words.QUOTES))
@pytest.mark.parametrize("kind", sorted(OCCASIONS["en"]))
def test_each_kind_of_occasion_has_words_of_its_own_in_every_language(language: str, kind: str) -> None:
    material = Material(evidence="occasion:1", kind=kind, at=NOW, language=language)
    found = opening("mark_occasion", [material], person_given_name="Ana", now=NOW)
    assert found is not None
    assert found.language == language
    assert found.text.startswith("Ana, ")
    assert found.text[-1] in ".!"


@pytest.mark.parametrize("language", sorted(words.QUOTES))
@pytest.mark.parametrize("kind", ["publication", "election_result"])
def test_what_public_sources_tell_is_named(language: str, kind: str) -> None:
    material = Material(evidence="occasion:1", kind=kind, text="A Harbour for All", at=NOW, language=language)
    found = opening("mark_occasion", [material], person_given_name="Ana", now=NOW)
    assert found is not None
    assert "A Harbour for All" in found.text
    assert not re.search(r"[{}]", found.text)


def test_without_an_occasion_there_are_no_words() -> None:
    message = Material(evidence="interaction:1", kind="message", text="Hello there.", at=NOW)
    assert opening("mark_occasion", [message], person_given_name="Ana", now=NOW) is None
    assert OCCASIONS.keys() == FOUND.keys() == words.QUOTES.keys()
    assert {frozenset(kinds) for kinds in OCCASIONS.values()} == {frozenset(OCCASIONS["en"])}


def test_a_weak_tie_long_after_is_not_worth_a_line() -> None:
    assert noted_occasion(ON - timedelta(days=60), now=NOW, strength=0.0, evidence=()) is not None
