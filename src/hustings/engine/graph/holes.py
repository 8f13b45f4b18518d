"""Bridges: whoever connects people that do not know each other (structural holes; Burt 1992).

Constraint of i is `sum over j of (p_ij + sum over q of p_iq p_qj)^2`, where p_ij is the share of i's ties, both ways, that goes
to j. The less constrained, the more of a bridge. Known: the karate club's nodes 1, 33 and 34 have .1554, .2492 and .1564.
"""

from __future__ import annotations

import numpy as np

from hustings.engine.graph.compiled import Compiled
from hustings.engine.graph.csr import Graph, Numbers, Places


def constraints(graph: Graph) -> Numbers:
    """The constraint of everybody, in the order of `graph.ids`; not a number where somebody has no ties.

    Cost grows with the sum over ties of the neighbours' ties.
    """
    matrix = graph.matrix()
    if not graph.symmetric:
        matrix = (matrix + matrix.T).tocsr()
    sums = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    return _constraints(matrix.indptr, matrix.indices, matrix.data, sums)


@Compiled
def _constraints(indptr: Places, indices: Places, weights: Numbers, sums: Numbers) -> Numbers:
    """Each person's direct shares are marked, then those of the neighbours added where they are marked."""
    size = len(indptr) - 1
    found = np.full(size, np.nan)
    marked = np.full(size, -1, dtype=np.int64)
    share = np.zeros(size)
    for place in range(size):
        begins, ends = indptr[place], indptr[place + 1]
        for entry in range(begins, ends):
            marked[indices[entry]] = place
            share[indices[entry]] = weights[entry] / sums[place]
        for entry in range(begins, ends):
            between = indices[entry]
            direct = weights[entry] / sums[place]
            for step in range(indptr[between], indptr[between + 1]):
                if marked[indices[step]] == place:
                    share[indices[step]] += direct * weights[step] / sums[between]
        total = 0.0
        for entry in range(begins, ends):
            total += share[indices[entry]] ** 2
        if begins < ends:
            found[place] = total
    return found
