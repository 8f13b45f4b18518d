"""Layouts: within the circle, the same each time, and communities apart."""

from __future__ import annotations

import numpy as np
import pytest

from graph_data import karate
from hustings.engine.graph import build_graph, communities
from hustings.engine.graph import layout as room
from hustings.engine.graph.compiled import Compiled
from hustings.engine.graph.layout import layout


def test_everybody_has_a_place_within_the_circle_and_the_same_graph_gives_the_same_map() -> None:
    graph = karate()
    places = layout(graph, communities(graph))
    assert places.shape == (34, 2)
    assert np.isfinite(places).all()
    assert (np.hypot(places[:, 0], places[:, 1]) <= 1 + 1e-9).all()
    assert (layout(graph, communities(graph)) == places).all()


def test_those_who_are_tied_stand_nearer_than_those_who_are_not() -> None:
    graph = karate()
    places = layout(graph, communities(graph))
    far = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    tied = graph.matrix().toarray() > 0
    assert far[tied].mean() < 0.6 * far[~tied & ~np.eye(34, dtype=bool)].mean()


def test_nobody_stands_on_another() -> None:
    graph = karate()
    places = layout(graph, communities(graph))
    far = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + np.eye(34)
    assert far.min() > 0.01


def test_a_map_of_yesterday_keeps_its_shape() -> None:
    graph = karate()
    before = layout(graph, communities(graph))
    after = layout(graph, communities(graph), begin=before, steps=5)
    assert np.hypot(*(after - before).T).mean() < 0.25


def test_two_at_one_place_part() -> None:
    graph = build_graph([1], [2])
    places = layout(graph, np.zeros(2, dtype=np.int64), begin=np.zeros((2, 2)))
    assert np.hypot(*(places[0] - places[1])) > 0


@pytest.mark.parametrize(("ids", "size"), [([], 0), ([4], 1), ([4, 5, 6], 3)])
def test_people_without_ties_have_places_too(ids: list[int], size: int) -> None:
    graph = build_graph([], [], ids=ids)
    assert layout(graph, np.arange(size)).shape == (size, 2)


def test_compiled_and_plain_steps_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    club = karate()
    graph = build_graph([*club.ids[np.repeat(np.arange(34), np.diff(club.indptr))], 90], [*club.ids[club.indices], 91])
    labels = communities(graph)
    begin = np.zeros((graph.nodes, 2))
    begin[: len(begin) // 3] = np.linspace(0, 1, 2 * (len(begin) // 3)).reshape(-1, 2)
    fast = layout(graph, labels, steps=3, begin=begin)
    for name, each in vars(room).items():
        if isinstance(each, Compiled):
            monkeypatch.setattr(room, name, each.plain)
    assert layout(graph, labels, steps=3, begin=begin) == pytest.approx(fast, abs=1e-9)
