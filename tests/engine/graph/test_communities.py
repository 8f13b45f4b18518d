"""Communities and connected parts: the same every time, the largest first, as good as the oracle's."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_data import as_networkx, directed_graphs, graphs, karate
from hustings.engine.graph import Graph, build_graph, communities, components, modularity


def groups(graph: Graph, labels: np.ndarray) -> list[set[int]]:
    return [set(graph.ids[labels == label].tolist()) for label in range(labels.max() + 1)] if len(labels) else []


def test_the_karate_club_falls_into_its_known_communities() -> None:
    graph = karate()
    found = communities(graph)
    assert modularity(graph, found) == pytest.approx(0.4198, abs=0.005)
    assert found.tolist() == communities(graph).tolist()
    assert found[0] != found[33]


def test_a_higher_resolution_gives_more_communities() -> None:
    assert communities(karate(), resolution=4.0).max() > communities(karate()).max()


def test_without_ties_everybody_is_alone() -> None:
    graph = build_graph([], [], ids=[3, 4, 5])
    assert communities(graph).tolist() == components(graph).tolist() == [0, 1, 2]
    assert modularity(graph, communities(graph)) == 0


def test_the_largest_part_is_number_nought() -> None:
    graph = build_graph([1, 3, 4, 7], [2, 4, 5, 8])
    assert components(graph).tolist() == [1, 1, 0, 0, 0, 2, 2]


@given(st.one_of(graphs, directed_graphs))
@settings(max_examples=50)
def test_parts_equal_the_oracle(graph: Graph) -> None:
    found = components(graph)
    known = nx.connected_components(as_networkx(graph).to_undirected())
    assert sorted(map(sorted, groups(graph, found))) == sorted(map(sorted, known))
    sizes = np.bincount(found)
    assert (np.diff(sizes) <= 0).all()


@given(st.one_of(graphs, directed_graphs))
@settings(max_examples=50)
def test_communities_lie_within_parts_and_their_modularity_is_the_oracles(graph: Graph) -> None:
    found, parts = communities(graph), components(graph)
    for label in range(found.max() + 1):
        assert len(set(parts[found == label].tolist())) == 1
    if graph.entries:
        both = build_graph(*_ends(graph), ids=graph.ids)
        known = nx.community.modularity(as_networkx(both), groups(graph, found), weight="weight")
        assert modularity(graph, found) == pytest.approx(known)
        assert known >= nx.community.modularity(as_networkx(both), groups(graph, parts), weight="weight") - 1e-9


def _ends(graph: Graph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    return graph.ids[rows], graph.ids[graph.indices], graph.weights
