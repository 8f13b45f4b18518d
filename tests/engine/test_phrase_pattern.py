"""One pattern of many phrases finds what the plain alternation finds, at the same place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine import phrases
from hustings.engine.phrase_pattern import alternatives, pattern_of, quick_pattern_of, spelled_out

TABLES = {
    name: [phrase for held in table.values() for phrase in held]
    for name in ("ASK", "QUESTION", "OFFER", "INVITATION", "COMPLAINT")
    for table in (getattr(phrases, name),)
} | {"FORMULA": [*phrases.FORMULA], "THANKS": [*phrases.THANKS]}
WORDS = sorted({word for table in TABLES.values() for phrase in table for word in re.findall(r"[\w'’]+", phrase)})
ODD = [
    r"(?:ab|cd)?e\.", r"\w+ x", r"a?bc", r"a+b", r"[ab]{2}", r"[xy]?z", r"(?:k|l){2}m", r"(?!q)rs", r"^[ef]g", r"^tu|vw", r"i*j"
]  # fmt: skip
PLAIN = {name: re.compile(rf"(?<!\w)(?:{'|'.join(table)})(?!\w)") for name, table in (TABLES | {"odd": ODD}).items()}
PATTERNS = {name: pattern_of(table) for name, table in (TABLES | {"odd": ODD}).items()}
QUICK = {name: quick_pattern_of(table) for name, table in (TABLES | {"odd": ODD}).items()}


@pytest.mark.parametrize("name", TABLES)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", ", ", "-"])), max_size=12))
def test_phrases_are_found_where_the_plain_alternation_finds_them(name: str, words: list[tuple[str, str]]) -> None:
    text = "".join(word + between for word, between in words)
    found, expected = PATTERNS[name].search(text), PLAIN[name].search(text)
    assert (found and found.start()) == (expected and expected.start())
    quick = QUICK[name].search(f"\n{text}")
    assert (quick and quick.start()) == (expected and expected.start())


@given(st.text("abcdefgijklmqrstuvwxyz. ", max_size=12))
def test_repeated_and_optional_signs_mean_what_they_say(text: str) -> None:
    found, expected = PATTERNS["odd"].search(text), PLAIN["odd"].search(text)
    assert (found and found.start()) == (expected and expected.start())
    quick = QUICK["odd"].search(f"\n{text}")
    assert (quick and quick.start()) == (expected and expected.start())


def test_bars_in_brackets_part_nothing() -> None:
    assert alternatives(r"a(?:b|c)|[|]d|e\|f") == ["a(?:b|c)", "[|]d", r"e\|f"]


def test_a_choice_at_the_beginning_is_spelled_out_in_its_order() -> None:
    assert spelled_out("(?:very |[dm]eeply )?sad") == ["very sad", "deeply sad", "meeply sad", "sad"]
