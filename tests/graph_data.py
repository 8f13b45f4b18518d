"""Graphs that the tests of this room share: the karate club, the public network of Congress, and random ones."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import strategies as st

from hustings.engine.graph import Graph, build_graph

NETWORKS = Path(__file__).resolve().parents[2] / "shared" / "data" / "networks"


def karate_club() -> Any:
    """Zachary (1977), as the oracle ships it; nodes from 0."""
    return nx.karate_club_graph()


def karate() -> Graph:
    """The same without weights, with the club's own numbers from 1 to 34."""
    one, other = zip(*karate_club().edges(), strict=True)
    return build_graph(np.array(one) + 1, np.array(other) + 1)


def congress() -> Graph:
    """Who influences whom among members of the 117th Congress on one network (Fink and others 2023); skips where it is absent."""
    place = NETWORKS / "congress_twitter" / "congress.edgelist.gz"
    if not place.exists():
        pytest.skip("the public network of Congress is not beside the repository (shared/data/networks)")
    with gzip.open(place, "rt") as stream:
        rows = [line.replace("{'weight':", "").replace("}", "").split() for line in stream]
    one, other, weights = zip(*rows, strict=True)
    return build_graph([int(each) for each in one], [int(each) for each in other], [float(w) for w in weights], directed=True)


def parties() -> dict[int, str]:
    """The party of each member in the network of Congress, D or R."""
    with (NETWORKS / "congress_twitter" / "node_labels.csv").open(newline="", encoding="utf-8") as stream:
        return {int(row["node"]): row["party"] for row in csv.DictReader(stream)}


def as_networkx(graph: Graph) -> Any:
    """The graph as the oracle's."""
    made: Any = nx.Graph() if graph.symmetric else nx.DiGraph()
    made.add_nodes_from(graph.ids.tolist())
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    ends = zip(graph.ids[rows].tolist(), graph.ids[graph.indices].tolist(), graph.weights.tolist(), strict=True)
    made.add_weighted_edges_from(ends)
    return made


def _built(ties: dict[tuple[int, int], float], directed: bool) -> Graph:
    one, other = zip(*ties, strict=True) if ties else ((), ())
    return build_graph(
        np.array(one, dtype=np.int64), np.array(other, dtype=np.int64), list(ties.values()), ids=range(1, 9), directed=directed
    )


_chances = st.sampled_from([0.1, 0.25, 0.5, 0.8, 1.0])
_pairs = st.tuples(st.integers(1, 8), st.integers(1, 8)).filter(lambda pair: pair[0] != pair[1])
graphs = st.dictionaries(_pairs.filter(lambda pair: pair[0] < pair[1]), _chances, max_size=20).map(lambda t: _built(t, False))
directed_graphs = st.dictionaries(_pairs, _chances, max_size=25).map(lambda t: _built(t, True))
