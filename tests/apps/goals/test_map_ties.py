"""Ties of a map as columns: what is looked at becomes an object, the strongest of some are found, and places are renumbered."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.apps.goals.map_ties import MapEdge, MapTies
from hustings.apps.network.queries import FactRow

UNKNOWN = np.iinfo(np.int32).min
WHY = FactRow(kind="friend", words="", since=None, at=None, size=2, sign=1, chance=0.5, evidence="relation:1")


def made(ends: list[tuple[int, int]], strength: list[float]) -> MapTies:
    one, other = np.array([a for a, _ in ends], dtype=np.int64), np.array([b for _, b in ends], dtype=np.int64)
    days = np.array([UNKNOWN, 0, 365][: len(ends)] + [UNKNOWN] * (len(ends) - 3), dtype=np.int32)
    size = len(ends)
    return MapTies(one, other, np.array(strength), np.ones(size, np.int8), days, np.ones(size, np.uint32), {(0, 1): (WHY,)})


TIES = made([(0, 1), (0, 2), (1, 2), (2, 3)], [0.2, 0.9, 0.5, 0.7])


def test_a_tie_becomes_an_object_when_it_is_looked_at() -> None:
    assert TIES[0] == MapEdge(0, 1, 0.2, 1, None, TIES[0].kinds, (WHY,))
    assert [edge.since for edge in TIES] == [None, date(1970, 1, 1), date(1971, 1, 1), None]
    assert [edge.strength for edge in TIES[1:3]] == [0.9, 0.5]
    assert TIES[-1].facts == ()
    with pytest.raises(IndexError):
        TIES[4]


def test_the_strongest_lie_above_in_a_drawing_and_come_first_in_a_list() -> None:
    assert [edge.strength for edge in TIES.strongest(2)] == [0.7, 0.9]
    found = TIES.of_each([2, 3, 7], most=2)
    assert {place: [edge.strength for edge in edges] for place, edges in found.items()} == {2: [0.9, 0.7], 3: [0.7], 7: []}


def test_the_oldest_tie_begins_when_it_is_known() -> None:
    assert TIES.begins() == date(1970, 1, 1)
    assert TIES.only(np.array([0, 3])).begins() is None


def test_without_ties_there_is_nothing_to_draw_list_or_date() -> None:
    nothing = MapTies()
    assert (len(nothing), list(nothing), nothing.begins()) == (0, [], None)
    assert nothing.of_each([1], most=3) == {1: []}
    assert not nothing.strongest(3)
    assert not nothing.among([0, 1])


@given(st.lists(st.integers(0, 3), unique=True))
def test_ties_among_some_keep_who_they_tie(places: list[int]) -> None:
    kept = TIES.among(places)
    told = {(frozenset((places[edge.one], places[edge.other])), edge.strength) for edge in kept}
    assert told == {(frozenset((e.one, e.other)), e.strength) for e in TIES if {e.one, e.other} <= {*places}}


def test_facts_follow_their_tie() -> None:
    assert [edge.facts for edge in TIES.among([3, 0, 1])] == [(WHY,)]
