"""Patterns that match a word however its case and accents are written, and nothing else."""

from __future__ import annotations

import re
import sqlite3
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.linkage.folding import fold
from hustings.engine.segments.spelling import LETTERS, Kind, beginnings, glob_patterns, regular_expression

ALIKE = [
    ("Zürich", "zurich"), ("ŁÓDŹ", "lodz"), ("Lodz", "Łódź"), ("Straße 5", "STRASSE 5"), ("Αθήνα", "αθηνα"), ("Київ", "КИЇВ"),
    ("Ёлка", "елка"), ("O’Brien", "o'brien"), ("القاهرة", "القاهره"), ("İstanbul", "istanbul"), ("Æsir", "aesir"),
    ("Đà Nẵng", "da nang"), ("50% [of] *all*?", "50% [OF] *ALL*?"), ("東京", "東京"), ("a.b|c(d)", "A.B|C(D)"),
]  # fmt: skip


def matches(held: str, value: str, kind: Kind = "=") -> bool:
    """Whether SQLite itself matches; the regular expression must say the same."""
    connection = sqlite3.connect(":memory:")
    found = any(connection.execute("SELECT ? GLOB ?", (held, each)).fetchone()[0] for each in glob_patterns(value, kind))
    connection.close()
    assert (re.search(regular_expression(value, kind), held) is not None) == found
    return found


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_word_is_found_however_it_is_written(one: str, other: str) -> None:
    assert matches(one, other)
    assert matches(other, one)
    assert matches(f"In {one} today", other, "contains")
    assert not matches(f"In {one} today", other, "begins with")
    assert matches(f"{one} today", other, "begins with")
    assert not matches(f"{one} today", other)


@pytest.mark.parametrize(
    ("held", "value"), [("Zug", "Zürich"), ("Lödz", "Lod"), ("a*b", "axb"), ("axb", "a*b"), ("b", "?"), ("", "a")]
)
def test_other_words_are_not(held: str, value: str) -> None:
    assert not matches(held, value)


def test_only_letters_have_ways_of_being_written() -> None:
    assert glob_patterns("00042", "=") == ("00042",)
    assert beginnings("00042") == ("00042",)
    assert beginnings("") == ()
    assert glob_patterns("", "contains") == ("**",)


def test_pairs_that_may_be_one_letter_bring_few_patterns_at_most() -> None:
    assert len(glob_patterns("Strasse", "=")) == 2
    assert len(glob_patterns("ss" * 40, "=")) == 16


def test_beginnings_are_as_long_as_they_stay_few() -> None:
    assert set("zźŹżŻžŽ") == set(beginnings("Zurich"))
    assert "m-12345" in beginnings("M-12345")
    assert {"ß", "s"} <= set(beginnings("ßa"))
    assert all(len(beginnings(word)) <= 64 + len(LETTERS["a"]) for word in ("aaaa", "ooth", "Ærø"))


spelled = st.lists(
    st.sampled_from([letters for letters in LETTERS.values() if len(letters) > 1]), min_size=1, max_size=8
).flatmap(lambda places: st.tuples(*(st.tuples(st.sampled_from(letters), st.sampled_from(letters)) for letters in places)))


@given(spelled)
def test_any_two_spellings_match_each_other(places: tuple[tuple[str, str], ...]) -> None:
    one, other = ("".join(pair[side] for pair in places) for side in (0, 1))
    assert any(fnmatchcase(one, pattern) for pattern in glob_patterns(other, "="))
    lowered = "".join(letter.lower() if letter.isascii() else letter for letter in one)
    assert lowered.startswith(beginnings(other))


@given(st.text(max_size=12), st.text(max_size=12))
def test_what_matches_is_the_same_folded(held: str, value: str) -> None:
    if any(fnmatchcase(held, pattern) for pattern in glob_patterns(value, "=")):
        assert fold(held) == fold(value)
