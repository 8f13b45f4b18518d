"""Which organisations people join, by their names and the positions in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.joinable import can_be_joined


@pytest.mark.parametrize(
    "name",
    [
        "River Alliance", "Teachers' Union", "Bürgerinitiative Hafen", "Naturschutzbund e.V.", "Partido Verde", "Rotary Harbour",
        "Friends of St. Mary Hospital", "University Alumni Association", "Förderverein der Grundschule", "Young Democrats",
    ],
)  # fmt: skip
def test_what_its_name_says_to_be_joined_is(name: str) -> None:
    assert can_be_joined(name)


@pytest.mark.parametrize(
    "name",
    [
        "House Committee on Transportation", "Verkehrsausschuss", "St. Mary Hospital", "City Council", "Acton Ltd",
        "European Union", "Bundesministerium für Verkehr", "Universität Bonn", "Ayuntamiento de Madrid", "Harbour Times",
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", ["", "Member", "Volunteer"])
def test_offices_firms_and_hospitals_are_not_whoever_is_in_them(name: str, title: str) -> None:
    assert not can_be_joined(name, [title])


@pytest.mark.parametrize(
    ("title", "joined"),
    [("Member", True), ("Volunteer", True), ("Ehrenamtliche", True), ("Engineer", False), ("Board member", False), ("", False)],
)
def test_where_the_name_says_nothing_a_title_does(title: str, joined: bool) -> None:
    assert can_be_joined("Harbour Watch", ["Director", title]) is joined


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=4))
def test_a_further_title_never_takes_a_reason_away(name: str, titles: list[str]) -> None:
    assert not can_be_joined(name, titles[1:]) or can_be_joined(name, titles)
