"""The graph as compressed sparse rows: plain arrays, which may as well be memory-mapped files. Derived, and thrown away at will.

Nodes have places 0 .. n-1 in the order of their ids. A million people and ten million ties take 240 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Places = NDArray[np.integer[Any]]
Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]

_ROOM = 8
"""A table of all ids up to the largest is used where ids are at most so many times as many as people."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """`indices[indptr[i]:indptr[i+1]]` are the neighbours of place i, ascending, and `weights` of the same range their weights.

    `ids` are ascending. `symmetric` says that each tie stands in both rows.
    """

    ids: Ids
    indptr: Places
    indices: Places
    weights: Numbers
    symmetric: bool

    @property
    def nodes(self) -> int:
        return len(self.ids)

    @property
    def entries(self) -> int:
        """Directed ties; a symmetric tie counts twice."""
        return len(self.indices)

    def places(self, ids: ArrayLike) -> NDArray[np.int64]:
        """The places of ids, in their order. Raises KeyError for an id that is not in the graph."""
        wanted = np.atleast_1d(np.asarray(ids, dtype=np.int64))
        known = self.knows(wanted)
        if not known.all():
            raise KeyError(int(wanted[~known][0]))
        return np.searchsorted(self.ids, wanted)

    def knows(self, ids: ArrayLike) -> NDArray[np.bool_]:
        """Which of these ids are in the graph."""
        wanted = np.atleast_1d(np.asarray(ids, dtype=np.int64))
        found = np.searchsorted(self.ids, wanted)
        known = found < self.nodes
        known[known] = self.ids[found[known]] == wanted[known]
        return known

    def neighbours(self, place: int) -> Places:
        """The places of neighbours, ascending, without a copy."""
        return self.indices[self.indptr[place] : self.indptr[place + 1]]

    def matrix(self) -> Any:
        """The same arrays as a SciPy matrix, without a copy."""
        return sparse.csr_array((self.weights, self.indices, self.indptr), shape=(self.nodes, self.nodes))

    def out_weights(self) -> Numbers:
        """The sum of weights of each row."""
        return np.asarray(self.matrix().sum(axis=1), dtype=np.float64).ravel()


def build_graph(
    sources: ArrayLike,
    targets: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    ids: ArrayLike | None = None,
    directed: bool = False,
    combine: Literal["sum", "max"] = "sum",
) -> Graph:
    """A graph of ties between ids, each with a weight (1 where none are given).

    Ties to oneself and weights that are not above 0 are left out; doubles are summed, or the largest wins. `ids` adds people
    without ties. Raises ValueError where arrays have different lengths.
    """
    one, other = np.asarray(sources, dtype=np.int64), np.asarray(targets, dtype=np.int64)
    amounts = np.ones(len(one)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(one) == len(other) == len(amounts):
        raise ValueError("Sources, targets and weights must be of one length.")
    kept = (one != other) & (amounts > 0)
    if not kept.all():
        one, other, amounts = one[kept], other[kept], amounts[kept]
    everybody = _everybody(one, other, ids)
    rows, columns = _placed(one, everybody), _placed(other, everybody)
    if not directed:
        rows, columns = np.minimum(rows, columns), np.maximum(rows, columns)
    if combine == "max":
        rows, columns, amounts = _largest_of_each(rows, columns, amounts, size=len(everybody))
    return _compressed(everybody, rows, columns, amounts, mirrored=not directed)


def changed(graph: Graph, sources: ArrayLike, targets: ArrayLike, weights: ArrayLike) -> Graph:
    """The graph with some weights set anew (0 removes a tie) and new people added; the given one stays as it is.

    The last word on a tie counts. Costs one pass over the arrays, and a search for each change. Raises ValueError where arrays
    have different lengths.
    """
    one, other = np.asarray(sources, dtype=np.int64), np.asarray(targets, dtype=np.int64)
    amounts = np.asarray(weights, dtype=np.float64)
    if not len(one) == len(other) == len(amounts):
        raise ValueError("Sources, targets and weights must be of one length.")
    everybody = np.union1d(graph.ids, np.concatenate([one, other]))
    rows, columns = np.searchsorted(everybody, one), np.searchsorted(everybody, other)
    if graph.symmetric:
        rows, columns = np.minimum(rows, columns), np.maximum(rows, columns)
    last = _last_of_each(rows * len(everybody) + columns)
    rows, columns, amounts = rows[last], columns[last], amounts[last]
    if graph.symmetric:
        rows, columns = np.concatenate([rows, columns]), np.concatenate([columns, rows])
        amounts = np.concatenate([amounts, amounts])
    comes = (amounts > 0) & (rows != columns)
    shape = (len(everybody), len(everybody))
    fresh = sparse.coo_array((amounts[comes], (rows[comes], columns[comes])), shape=shape).tocsr()
    made = (_without(graph, everybody, rows, columns) + fresh).tocsr()
    made.sort_indices()
    return Graph(everybody, made.indptr, made.indices, made.data, graph.symmetric)


def _without(graph: Graph, everybody: Ids, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Any:
    """The matrix over all these ids, without some entries."""
    held = np.searchsorted(everybody, graph.ids)
    indptr = np.zeros(len(everybody) + 1, dtype=graph.indptr.dtype)
    indptr[held + 1] = np.diff(graph.indptr)
    np.cumsum(indptr, out=indptr)
    indices, weights = held[graph.indices].astype(graph.indices.dtype), graph.weights.copy()
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        begins, ends = indptr[row], indptr[row + 1]
        at = begins + np.searchsorted(indices[begins:ends], column)
        if at < ends and indices[at] == column:
            weights[at] = 0.0
    made = sparse.csr_array((weights, indices, indptr), shape=(len(everybody), len(everybody)))
    made.eliminate_zeros()
    return made


def transposed(graph: Graph) -> Graph:
    """The graph with all ties turned round; the same one where it is symmetric."""
    if graph.symmetric:
        return graph
    turned = graph.matrix().T.tocsr()
    turned.sort_indices()
    return Graph(graph.ids, turned.indptr, turned.indices, turned.data, False)


def _everybody(one: Ids, other: Ids, ids: ArrayLike | None) -> Ids:
    """All ids, ascending: by a table where they lie close together, which is forty times as fast as sorting them."""
    parts = (one, other, np.asarray([] if ids is None else ids, dtype=np.int64))
    largest = max(int(part.max(initial=0)) for part in parts)
    if min(int(part.min(initial=0)) for part in parts) < 0 or largest > _ROOM * sum(map(len, parts)) + 1024:
        return np.unique(np.concatenate(parts))
    table = np.zeros(largest + 1, dtype=bool)
    for part in parts:
        table[part] = True
    return np.flatnonzero(table)


def _placed(ids: Ids, everybody: Ids) -> Places:
    """Places of ids, found the same way."""
    largest = int(everybody[-1]) if len(everybody) else 0
    if len(everybody) and everybody[0] >= 0 and largest <= _ROOM * len(everybody) + 1024:
        table = np.zeros(largest + 1, dtype=np.int32)
        table[everybody] = np.arange(len(everybody), dtype=np.int32)
        return table[ids]
    return np.searchsorted(everybody, ids).astype(np.int32)


def _compressed(everybody: Ids, rows: Places, columns: Places, amounts: Numbers, *, mirrored: bool) -> Graph:
    """Rows with their columns ascending, doubles summed. Where it is mirrored, ties are given with the lower place first."""
    size = len(everybody)
    made = sparse.coo_array((amounts, (rows, columns)), shape=(size, size)).tocsr()
    made = (made + made.T.tocsr()) if mirrored else made
    made.sort_indices()
    return Graph(everybody, made.indptr, made.indices, made.data, mirrored)


def _largest_of_each(rows: Places, columns: Places, amounts: Numbers, *, size: int) -> tuple[Places, Places, Numbers]:
    """Each tie once, with the largest of its weights."""
    if not len(rows):
        return rows, columns, amounts
    keys = rows.astype(np.int64) * size + columns
    order = np.argsort(keys)
    keys = keys[order]
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    kept = order[begins]
    return rows[kept], columns[kept], np.maximum.reduceat(amounts[order], begins)


def _last_of_each(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of the last occurrence of each key."""
    _, places = np.unique(keys[::-1], return_index=True)
    return np.asarray(len(keys) - 1 - places, dtype=np.int64)
