"""Who belongs together: connected parts, and communities by modularity (Louvain with refinement, from networkit).

The same graph gives the same communities: one thread, a fixed seed, and labels by size.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csgraph

from hustings.engine.graph.csr import Graph, Numbers

Labels = NDArray[np.int64]

SEED = 1


def components(graph: Graph) -> Labels:
    """The connected part of everybody; 0 is the largest, equal ones by their first member."""
    _, labels = csgraph.connected_components(graph.matrix(), directed=not graph.symmetric, connection="weak")
    return _by_size(np.asarray(labels, dtype=np.int64))


def communities(graph: Graph, *, resolution: float = 1.0) -> Labels:
    """The community of everybody; 0 is the largest. A higher resolution gives more and smaller ones; weights count.

    Directions of a directed graph are ignored. Needs networkit (the extra `graph`).
    """
    if not graph.entries:
        return np.arange(graph.nodes, dtype=np.int64)
    import networkit

    threads = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    networkit.setSeed(SEED, False)
    try:
        method = networkit.community.PLM(_networkit_graph(networkit, graph), refine=True, gamma=resolution)
        labels = np.asarray(method.run().getPartition().getVector(), dtype=np.int64)
    finally:
        networkit.setNumberOfThreads(threads)
    return _by_size(labels)


def modularity(graph: Graph, labels: Labels, *, resolution: float = 1.0) -> float:
    """How much more weight lies within communities than chance would put there (Newman 2004); 0 without ties."""
    matrix = graph.matrix() if graph.symmetric else graph.matrix() + graph.matrix().T
    weights: Numbers = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    total = weights.sum()
    if not total:
        return 0.0
    entries = matrix.tocoo()
    within = entries.data[labels[entries.row] == labels[entries.col]].sum()
    expected = (np.bincount(labels, weights=weights) ** 2).sum() / total
    return float((within - resolution * expected) / total)


def _networkit_graph(networkit: Any, graph: Graph) -> Any:
    """The upper half of the symmetric matrix as an undirected graph of networkit."""
    matrix = graph.matrix() if graph.symmetric else (graph.matrix() + graph.matrix().T).tocsr()
    rows = np.repeat(np.arange(graph.nodes), np.diff(matrix.indptr))
    upper = rows < matrix.indices
    parts = (matrix.data[upper], (rows[upper].astype(np.uint64), matrix.indices[upper].astype(np.uint64)))
    return networkit.GraphFromCoo(parts, n=graph.nodes, weighted=True, directed=False)


def _by_size(labels: Labels) -> Labels:
    """Labels renamed: 0 for the largest, equal ones by their first member."""
    _, first, inverse, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -counts))
    renamed = np.empty(len(order), dtype=np.int64)
    renamed[order] = np.arange(len(order))
    return renamed[inverse]
