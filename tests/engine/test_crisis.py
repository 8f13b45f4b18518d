"""Hostile words in several languages, claims that are the same in other clothes, and what is a rise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine import crisis

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLAIM = "The mayor sold the harbour to her brother for one euro."


@pytest.mark.parametrize(
    "text",
    ["Shame on you, liar!", "Sie sind ein Lügner", "C'est une honte", "Eres un mentiroso", "Vergogna!", "To hańba", "RESIGN now"],
)
def test_insults_and_calls_to_go_are_hostile_in_several_languages(text: str) -> None:
    assert crisis.hostile(text)


@pytest.mark.parametrize("text", ["When does the bus come?", "", "> you are a liar\n\nI see it otherwise.", "Reliable"])
def test_plain_words_and_quoted_ones_are_not(text: str) -> None:
    assert crisis.hostile(text) == ""


def test_the_same_claim_in_other_clothes_has_the_same_key() -> None:
    one = crisis.claims(f"Dear Ada,\n\n{CLAIM}\n\nRegards\nJan")
    other = crisis.claims(f"Is this true?? {CLAIM.upper()} I am shocked about all of this.")
    assert set(one) & set(other)
    assert not set(crisis.claims("The night bus will come again in March, they said.")) & set(one)


def test_short_sentences_claim_nothing_and_long_letters_are_bounded() -> None:
    assert crisis.claims("Hello there. Yes!") == ()
    words = ("bus", "ferry", "tram", "train", "boat", "lift", "road", "bridge", "tunnel", "port", "pier", "lane", "path", "canal")
    assert len(crisis.claims(" ".join(f"The {word} was late for {word} users." for word in words))) == 12


@given(st.text(max_size=300))
def test_any_text_has_keys_that_a_data_base_can_hold(text: str) -> None:
    assert all(0 < key < 2**63 for key in crisis.claims(text))


def test_a_sudden_rise_is_one_whatever_the_order() -> None:
    moments = [NOW - timedelta(hours=hour) for hour in range(8)]
    found = crisis.rise(moments, now=NOW)
    assert found is not None
    assert found.value == 8
    assert crisis.rise(reversed(moments), now=NOW) == found


def test_what_comes_every_day_and_what_is_few_or_old_or_to_come_is_none() -> None:
    usual = [NOW - timedelta(days=day, hours=hour) for day in range(14) for hour in range(8)]
    assert crisis.rise(usual, now=NOW) is None
    assert crisis.rise([NOW] * 4, now=NOW) is None
    assert crisis.rise([NOW - timedelta(days=40)] * 50 + [NOW + timedelta(days=1)] * 50, now=NOW) is None
