"""Hints of stance from the network: derived by hand on a small graph, mirrored by exchanging sides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_data import graphs
from hustings.engine.graph import Graph, build_graph, hints
from hustings.engine.graph.hints import LEAST, NEAREST, Way


def small() -> Graph:
    """1 - 2 - 4, and three more at 4: somebody is all that 1 has, and a quarter of what 4 has."""
    return build_graph([1, 2, 4, 4, 4], [2, 4, 5, 6, 7])


def test_the_hint_is_what_one_reckons_by_hand_with_the_nearest_of_each_side() -> None:
    # Visits a of 1, b of 2, c of 4 by walks from 1, leaves of 4 being folded in (3 * .85 * .85 / 4 = .541875 of c comes back):
    # a = .15 + .425 b; c = .425 b + .541875 c = .927694 b; b = .85 a + .2125 c = 1.058709 a; so b = .288712.
    # By walks from 4: a = .425 b; b = .85 a + .2125 c = .332681 c; c = .15 + .425 b + .541875 c; so b = .157551.
    hint = hints(small(), [2], supporters={1: 1.0}, opponents={4: 1.0})[2]
    assert hint.lean == pytest.approx((0.288712 - 0.157551) / (0.288712 + 0.157551), abs=1e-5)
    assert [(way.side, way.ids) for way in hint.ways] == [(1, (1, 2)), (-1, (4, 2))]
    assert [way.chance for way in hint.ways] == pytest.approx([0.85, 0.2125])


def test_one_side_alone_the_known_and_whom_nobody_reaches_give_no_hint() -> None:
    graph = build_graph([1, 2, 4, 4, 4], [2, 4, 5, 6, 7], ids=[9])
    assert hints(graph, [2], supporters={1: 1.0}, opponents={}) == {}
    assert hints(graph, [2], supporters={}, opponents={4: 1.0}) == {}
    assert hints(graph, [1, 4], supporters={1: 1.0}, opponents={4: 1.0}) == {}
    assert set(hints(graph, [1, 2, 5, 9], supporters={1: 1.0}, opponents={4: 1.0})) == {2, 5}
    with pytest.raises(KeyError):
        hints(graph, [11], supporters={1: 1.0}, opponents={4: 1.0})


def test_a_side_that_does_not_reach_somebody_names_nobody() -> None:
    graph = build_graph([1, 3], [2, 4])
    assert hints(graph, [2], supporters={1: 1.0}, opponents={3: 1.0})[2].ways == (Way(1, (1, 2), pytest.approx(0.85)),)


@given(graphs, st.data())
@settings(max_examples=60)
def test_exchanging_sides_turns_a_hint_around_and_walks_go_along_ties(graph: Graph, data: st.DataObject) -> None:
    ids = graph.ids.tolist()
    supporters = data.draw(st.dictionaries(st.sampled_from(ids), st.floats(0.1, 1), max_size=3))
    opponents = data.draw(st.dictionaries(st.sampled_from(ids), st.floats(0.1, 1), max_size=3))
    found = hints(graph, ids, supporters=supporters, opponents=opponents)
    turned = hints(graph, ids, supporters=opponents, opponents=supporters)
    assert {one: -hint.lean for one, hint in found.items()} == pytest.approx({one: hint.lean for one, hint in turned.items()})
    for one, hint in found.items():
        assert LEAST <= abs(hint.lean) <= 1
        assert one not in {*supporters, *opponents}
        assert len(hint.ways) <= 2 * NEAREST
        for way in hint.ways:
            assert (way.ids[0] in (supporters if way.side > 0 else opponents), way.ids[-1]) == (True, one)
            for here, there in zip(way.ids, way.ids[1:], strict=False):
                assert there in graph.ids[graph.neighbours(int(graph.places(here)[0]))]
