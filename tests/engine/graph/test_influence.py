"""Influence: equal to the oracle on public and on random graphs; the local figure stays below it, and near."""

from __future__ import annotations

from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_data import congress, directed_graphs, graphs, karate, karate_club, parties
from hustings.engine.graph import Graph, build_graph, inflows, influence, leanings, local_influence
from hustings.engine.graph.influence import _push, influences


def oracle(graph: Graph, seeds: dict[int, float], damping: float = 0.85) -> dict[int, float]:
    given: nx.DiGraph[Any] = nx.DiGraph()
    given.add_nodes_from(graph.ids.tolist())
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    given.add_weighted_edges_from(
        (int(graph.ids[a]), int(graph.ids[b]), float(w)) for a, b, w in zip(rows, graph.indices, graph.weights, strict=True)
    )
    return nx.pagerank(given, alpha=damping, personalization=seeds, tol=1e-13, max_iter=2000)


@given(st.one_of(graphs, directed_graphs), st.data())
@settings(max_examples=60)
def test_influence_equals_the_oracle_on_random_graphs(graph: Graph, data: st.DataObject) -> None:
    ids = graph.ids.tolist()
    seeds = data.draw(st.dictionaries(st.sampled_from(ids), st.floats(0.1, 3), min_size=1, max_size=3))
    found = influence(graph, seeds, tolerance=1e-12)
    known = oracle(graph, seeds)
    assert found == pytest.approx([known[each] for each in ids], abs=1e-9)
    assert found.sum() == pytest.approx(1)
    other = data.draw(st.dictionaries(st.sampled_from(ids), st.floats(0.1, 3), min_size=1, max_size=3))
    both = influences(graph, [seeds, other], tolerance=1e-12)
    assert both[:, 0] == pytest.approx(found, abs=1e-9)
    assert both[:, 1] == pytest.approx(influence(graph, other, tolerance=1e-12), abs=1e-9)


@given(st.one_of(graphs, directed_graphs), st.data())
@settings(max_examples=60)
def test_the_local_figure_is_below_the_exact_one_and_near(graph: Graph, data: st.DataObject) -> None:
    seeds = {data.draw(st.sampled_from(graph.ids.tolist())): 1.0}
    exact = influence(graph, seeds, tolerance=1e-12)
    epsilon = data.draw(st.sampled_from([1e-2, 1e-4, 1e-8]))
    places, shares = graph.places(list(seeds)), np.array([1.0])
    near = _push.plain(graph.indptr, graph.indices, graph.weights, graph.out_weights(), places, shares, 0.85, epsilon)
    assert (near <= exact + 1e-9).all()
    left = epsilon * np.maximum(graph.out_weights(), 1.0).sum()
    assert exact.sum() - near.sum() <= left + 1e-9


def test_compiled_and_plain_push_are_one() -> None:
    graph = karate()
    for seeds in ({1: 1.0}, {1: 2.0, 34: 1.0, 17: 0.5}):
        fast = local_influence(graph, seeds)
        places = graph.places(list(seeds))
        shares = np.array(list(seeds.values())) / sum(seeds.values())
        plain = _push.plain(graph.indptr, graph.indices, graph.weights, graph.out_weights(), places, shares, 0.85, 1e-6)
        assert fast == pytest.approx(plain, abs=1e-15)
        assert fast == pytest.approx(influence(graph, seeds), abs=1e-3)


def test_influence_in_congress_equals_the_oracle() -> None:
    graph = congress()
    assert (graph.nodes, graph.entries) == (475, 13_289)
    seeds = {int(each): 1.0 for each in graph.ids[:5]}
    known = oracle(graph, seeds)
    assert influence(graph, seeds, tolerance=1e-12) == pytest.approx([known[int(each)] for each in graph.ids], abs=1e-9)


@pytest.mark.parametrize("seeds", [{}, {1: 0.0}, {1: -1.0, 2: 2.0}])
def test_without_somebody_who_decides_there_is_no_influence(seeds: dict[int, float]) -> None:
    with pytest.raises(ValueError, match="decides"):
        influence(karate(), seeds)
    with pytest.raises(ValueError, match="decides"):
        local_influence(karate(), seeds)


def test_leanings_tell_most_of_the_karate_club_from_two_labels() -> None:
    club, graph = karate_club(), karate()
    found = leanings(graph, supporters={1: 1.0}, opponents={34: 1.0})
    right = sum((found[node] > 0) == (club.nodes[node]["club"] == "Mr. Hi") for node in club)
    assert right >= 32
    assert found[0] > 0.5
    assert found[33] < -0.5
    assert leanings(graph, supporters={34: 1.0}, opponents={1: 1.0}) == pytest.approx(-found)


def test_whom_nobody_reaches_leans_nowhere() -> None:
    graph = build_graph([1, 3], [2, 4], ids=[1, 2, 3, 4, 5])
    found = leanings(graph, supporters={1: 1.0}, opponents={3: 1.0})
    assert found.tolist() == pytest.approx([1, 1, -1, -1, 0])


def test_whoever_reaches_nobody_passes_influence_back_to_the_deciding_people() -> None:
    graph = build_graph([1, 1], [2, 3], directed=True)
    exact = influence(graph, {1: 1.0}, tolerance=1e-12)
    assert exact.tolist() == pytest.approx([1 / 1.85, 0.425 / 1.85, 0.425 / 1.85])
    near = _push.plain(graph.indptr, graph.indices, graph.weights, graph.out_weights(), np.array([0]), np.ones(1), 0.85, 1e-9)
    assert near == pytest.approx(exact, abs=1e-6)


def test_leanings_tell_the_party_of_nine_in_ten_of_congress_from_five_of_each() -> None:
    graph, party = congress(), parties()
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    both_ways = build_graph(graph.ids[rows], graph.ids[graph.indices], graph.weights)
    shares = []
    for seed in range(10):
        chance = Random(seed)
        known = {side: chance.sample(sorted(each for each in party if party[each] == side), 5) for side in "DR"}
        found = leanings(both_ways, supporters=dict.fromkeys(known["D"], 1.0), opponents=dict.fromkeys(known["R"], 1.0))
        rest = sorted(party.keys() - {*known["D"], *known["R"]})
        right = [(found[place] > 0) == (party[each] == "D") for each, place in zip(rest, both_ways.places(rest), strict=True)]
        shares.append(sum(right) / len(right))
    assert min(shares) > 0.85
    assert sum(shares) / len(shares) == pytest.approx(0.916, abs=0.01)


def test_what_flows_to_somebody_comes_from_the_neighbours_and_the_start() -> None:
    graph = karate()
    seeds = {1: 1.0}
    found = influence(graph, seeds, tolerance=1e-12)
    for person in (2, 34):
        whole = inflows(graph, found, person, most=40)
        assert sum(share for _, share in whole) == pytest.approx(1.0)
        assert whole[:2] == inflows(graph, found, person, most=2)
        assert [share for _, share in whole] == sorted((share for _, share in whole), reverse=True)
    own = sum(share for _, share in inflows(graph, found, 1, most=40)) * found[graph.places(1)[0]]
    assert own + 0.15 == pytest.approx(found[graph.places(1)[0]])


def test_nothing_flows_to_whom_nothing_reaches() -> None:
    graph = build_graph([1, 3], [2, 4], ids=[5])
    found = influence(graph, {1: 1.0})
    assert inflows(graph, found, 3) == []
    assert inflows(graph, found, 5) == []
