"""Bridges: the constraint of Burt equals the known figures and the oracle."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_data import as_networkx, congress, directed_graphs, graphs, karate
from hustings.engine.graph import Graph, constraints
from hustings.engine.graph.holes import _constraints


def test_the_karate_clubs_bridges_have_their_known_constraint() -> None:
    found = constraints(karate())
    assert found[[0, 32, 33]].round(4).tolist() == [0.1554, 0.2492, 0.1564]
    assert int(np.argmin(found)) == 0


def test_congress_equals_the_oracle() -> None:
    graph = congress()
    some = graph.ids[::200].tolist()
    known = nx.constraint(as_networkx(graph), nodes=some, weight="weight")
    assert constraints(graph)[graph.places(some)] == pytest.approx([known[each] for each in some])


@given(st.one_of(graphs, directed_graphs))
@settings(max_examples=60)
def test_random_graphs_equal_the_oracle(graph: Graph) -> None:
    matrix = graph.matrix() if graph.symmetric else (graph.matrix() + graph.matrix().T).tocsr()
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    found = _constraints.plain(matrix.indptr, matrix.indices, matrix.data, sums)
    given: Any = as_networkx(graph)
    known = nx.constraint(given, weight="weight")
    assert found == pytest.approx([known[each] for each in graph.ids.tolist()], nan_ok=True)
    assert constraints(graph) == pytest.approx(found, nan_ok=True)
