"""The graph as arrays: the same ties in any order give the same arrays, and changes give what building anew gives."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.graph import Graph, build_graph, changed, transposed

people = st.sampled_from([1, 2, 3, 5, 8, 13, 10**12])
near = st.integers(0, 9)
ties = st.lists(st.tuples(people, people, st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0])), max_size=20)
near_ties = st.lists(st.tuples(near, near, st.sampled_from([0.5, 1.0])), max_size=20)


def built(given: list[tuple[int, int, float]], **more: object) -> Graph:
    one, other, weights = zip(*given, strict=True) if given else ((), (), ())
    return build_graph(np.array(one, dtype=np.int64), np.array(other, dtype=np.int64), np.array(weights, dtype=float), **more)


def as_dict(graph: Graph) -> dict[tuple[int, int], float]:
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    return {(int(graph.ids[a]), int(graph.ids[b])): float(w) for a, b, w in zip(rows, graph.indices, graph.weights, strict=True)}


def expected(given: list[tuple[int, int, float]], *, directed: bool, largest: bool) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for one, other, weight in given:
        if one != other and weight > 0:
            for pair in [(one, other)] if directed else [(one, other), (other, one)]:
                found[pair] = max(found.get(pair, 0.0), weight) if largest else found.get(pair, 0.0) + weight
    return found


@given(st.one_of(ties, near_ties), st.booleans(), st.booleans())
def test_arrays_hold_every_tie_once(given: list[tuple[int, int, float]], directed: bool, largest: bool) -> None:
    graph = built(given, directed=directed, combine="max" if largest else "sum")
    assert as_dict(graph) == expected(given, directed=directed, largest=largest)
    assert graph.entries == len(as_dict(graph))
    for place in range(graph.nodes):
        assert (np.diff(graph.neighbours(place)) > 0).all()


@given(ties, st.randoms(), st.booleans())
def test_the_order_of_ties_changes_nothing(given: list[tuple[int, int, float]], chance: object, directed: bool) -> None:
    mixed = list(given)
    chance.shuffle(mixed)
    assert as_dict(built(mixed, directed=directed)) == as_dict(built(given, directed=directed))


@given(ties.filter(lambda given: all(weight > 0 for *_, weight in given)), ties, st.booleans())
def test_changes_give_what_building_anew_gives(
    given: list[tuple[int, int, float]], changes: list[tuple[int, int, float]], directed: bool
) -> None:
    graph = built(given, directed=directed)
    one, other, weights = zip(*changes, strict=True) if changes else ((), (), ())
    before = as_dict(graph)
    after = dict(before)
    for source, target, weight in changes:
        for pair in [(source, target)] if directed else [(source, target), (target, source)]:
            after.pop(pair, None)
            if weight > 0 and source != target:
                after[pair] = weight
    assert as_dict(changed(graph, one, other, weights)) == after
    assert as_dict(graph) == before


@given(ties)
def test_turning_round_twice_is_the_same_graph(given: list[tuple[int, int, float]]) -> None:
    graph = built(given, directed=True)
    turned = transposed(graph)
    assert as_dict(turned) == {(other, one): weight for (one, other), weight in as_dict(graph).items()}
    assert as_dict(transposed(turned)) == as_dict(graph)


def test_a_symmetric_graph_turned_round_is_itself() -> None:
    graph = built([(1, 2, 1.0)])
    assert transposed(graph) is graph


@pytest.mark.parametrize("ids", [[1, 2, 7], [7, 2, 1], [-3, 1, 2], [1, 7], [1, 2, 10**12], [0, 5, 6]])
def test_people_without_ties_are_there_too(ids: list[int]) -> None:
    graph = build_graph([1], [2], ids=ids)
    assert graph.ids.tolist() == sorted({1, 2, *ids})
    assert as_dict(graph) == {(1, 2): 1.0, (2, 1): 1.0}


def test_places_of_ids() -> None:
    graph = built([(5, 9, 1.0), (9, 700, 2.0)])
    assert graph.places([700, 5]).tolist() == [2, 0]
    assert graph.knows([5, 6, 10**15]).tolist() == [True, False, False]
    assert graph.out_weights().tolist() == [1.0, 3.0, 2.0]
    with pytest.raises(KeyError, match="6"):
        graph.places(6)


def test_arrays_of_different_lengths_are_an_error() -> None:
    with pytest.raises(ValueError, match="one length"):
        build_graph([1, 2], [2])
    with pytest.raises(ValueError, match="one length"):
        changed(build_graph([1], [2]), [1], [2], [])


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "hustings.engine.graph"
    kept = sys.modules[name]
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    with pytest.raises(ImportError, match=r"hustings\[graph\]"):
        importlib.reload(kept)
