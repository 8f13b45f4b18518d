"""Walks through lists: everything once, then what is new, whatever is inserted meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors import walking
from hustings.connectors.walking import Page, Walk
from hustings.kernel.errors import NeverRetry


class Wall:
    """A list, newest first, in pages of three; its tokens are entries before which a page begins."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.reads = 0

    def page(self, token: str) -> Page:
        self.reads += 1
        start = self.entries.index(token) if token else 0
        held = self.entries[start : start + 3]
        rest = self.entries[start + 3 :]
        return Page(held, rest[0] if rest else "")


def walked(wall: Wall, walk: Walk) -> list[str]:
    """Everything up to the end of a walk; the cursor is written and read in between."""
    found: list[str] = []
    more = True
    while more:
        walk = Walk.of(walk.cursor())
        items, more = walk.turn(wall.page, number=str)
        found += items
    wall.walk = walk  # type: ignore[attr-defined]
    return found


@given(st.lists(st.integers(0, 12), max_size=6))
def test_whatever_comes_in_between_nothing_is_left_out(batches: list[int]) -> None:
    wall, walk, met, count = Wall(), Walk(), set(), 0
    for batch in batches:
        for _ in range(batch):
            wall.entries.insert(0, f"e{count}")
            count += 1
        met |= set(walked(wall, walk))
        walk = wall.walk  # type: ignore[attr-defined]
        assert met == set(wall.entries)


def test_what_is_known_is_not_walked_through_again() -> None:
    wall = Wall()
    wall.entries = [f"e{number}" for number in range(30)]
    walked(wall, Walk())
    wall.entries.insert(0, "new")
    wall.reads = 0
    assert walked(wall, wall.walk) == ["e1", "e0", "new"]  # type: ignore[attr-defined]
    assert wall.reads == 1


def test_a_token_that_has_run_out_begins_anew_and_a_refused_account_is_said() -> None:
    walk = Walk(token="old")

    def refuse(token: str) -> Page:
        raise NeverRetry("no")

    assert walk.turn(refuse, number=str) == ([], False)
    assert walk.token == ""
    with pytest.raises(NeverRetry):
        walk.turn(refuse, number=str)


def test_a_list_without_end_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "DEEPEST", 3)
    numbers = iter(range(1_000))
    walk, turns, more = Walk(whole=True, known=["never"]), 0, True
    while more:
        _, more = walk.turn(lambda token: Page([f"e{next(numbers)}"], "on"), number=str)
        turns += 1
    assert turns == 4


def test_a_cursor_that_cannot_be_read_begins_anew() -> None:
    assert Walk.of("{") == Walk()
