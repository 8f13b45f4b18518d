"""Promises of lenient JSON: whatever stands there, the answer has the type that was asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.reading.jsonvalues import (
    at,
    first_text,
    list_at,
    lower_keys,
    moment_of_milliseconds,
    moment_of_seconds,
    moment_of_text,
    text_at,
    whole,
)

_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(_ANY)
def test_any_value_gives_the_type_that_was_asked_for(value: Any) -> None:
    assert isinstance(text_at(value, "a", "b"), str)
    assert isinstance(list_at(value, "a"), list)
    assert isinstance(first_text(value, "a", "b"), str)
    assert isinstance(lower_keys(value), dict)
    assert whole(value) is None or isinstance(whole(value), int)
    for read in (moment_of_seconds, moment_of_milliseconds, moment_of_text):
        moment = read(value)
        assert moment is None or moment.tzinfo is UTC


def test_values_are_found_at_the_end_of_their_path() -> None:
    value = {"a": {"b": " Ada ", "n": 7, "yes": True}, "list": [1], "one": {"x": 1}}
    assert (at(value, "a", "n"), at(value, "a", "b", "c"), at(value)) == (7, None, value)
    assert (text_at(value, "a", "b"), text_at(value, "a", "n"), text_at(value, "a", "yes")) == ("Ada", "7", "")
    assert (list_at(value, "list"), list_at(value, "one"), list_at(value, "none")) == ([1], [{"x": 1}], [])
    assert first_text(value["a"], "x", "b") == "Ada"
    assert lower_keys({"Date": 1}) == {"date": 1}
    assert lower_keys([1]) == {}


@pytest.mark.parametrize(("value", "number"), [(5, 5), ("5", 5), ("5x", None), (True, None), (5.0, None), ("9" * 21, None)])
def test_numbers_may_be_written_as_text(value: Any, number: int | None) -> None:
    assert whole(value) == number


def test_moments_are_read_from_every_way_of_counting() -> None:
    noon = datetime(2024, 3, 5, 12, tzinfo=UTC)
    assert moment_of_seconds(1709640000) == noon
    assert moment_of_milliseconds("1709640000250") == noon.replace(microsecond=250_000)
    assert moment_of_seconds(0) is None
    assert moment_of_seconds(1709640000000) is None
    for text in ("2024-03-05T12:00:00Z", "2024-03-05 12:00:00 UTC", "2024-03-05T13:00:00.000+01:00", "2024-03-05 12:00"):
        assert moment_of_text(text) == noon
    for none in ("0001-01-01T00:00:00+14:00", "yesterday at noon", "short", None):
        assert moment_of_text(none) is None
