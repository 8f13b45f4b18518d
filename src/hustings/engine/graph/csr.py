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
        rows, columns = np.concatenate([rows, columns]), np.concatenate([columns, rows])
        amounts = np.concatenate([amounts, amounts])
    return _compressed(everybody, rows, columns, amounts, symmetric=not directed, combine=combine)


def changed(graph: Graph, sources: ArrayLike, targets: ArrayLike, weights: ArrayLike) -> Graph:
    """The graph with some weights set anew (0 removes a tie) and new people added; the given one stays as it is.

    Costs one pass over the arrays. Raises ValueError where arrays have different lengths.
    """
    one, other = np.asarray(sources, dtype=np.int64), np.asarray(targets, dtype=np.int64)
    amounts = np.asarray(weights, dtype=np.float64)
    if not len(one) == len(other) == len(amounts):
        raise ValueError("Sources, targets and weights must be of one length.")
    everybody = np.union1d(graph.ids, np.concatenate([one, other]))
    held = np.searchsorted(everybody, graph.ids)
    rows, columns = held[np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))], held[graph.indices]
    new_rows, new_columns = np.searchsorted(everybody, one), np.searchsorted(everybody, other)
    if graph.symmetric:
        new_rows, new_columns = np.minimum(new_rows, new_columns), np.maximum(new_rows, new_columns)
    last = _last_of_each(new_rows * len(everybody) + new_columns)
    new_rows, new_columns, amounts = new_rows[last], new_columns[last], amounts[last]
    if graph.symmetric:
        new_rows, new_columns = np.concatenate([new_rows, new_columns]), np.concatenate([new_columns, new_rows])
        amounts = np.concatenate([amounts, amounts])
    stays = ~np.isin(rows * len(everybody) + columns, new_rows * len(everybody) + new_columns)
    comes = (amounts > 0) & (new_rows != new_columns)
    return _compressed(
        everybody,
        np.concatenate([rows[stays], new_rows[comes]]),
        np.concatenate([columns[stays], new_columns[comes]]),
        np.concatenate([graph.weights[stays], amounts[comes]]),
        symmetric=graph.symmetric,
        combine="sum",
    )


def transposed(graph: Graph) -> Graph:
    """The graph with all ties turned round; the same one where it is symmetric."""
    if graph.symmetric:
        return graph
    turned = graph.matrix().T.tocsr()
    turned.sort_indices()
    return Graph(graph.ids, turned.indptr, turned.indices, turned.data, False)


def _everybody(one: Ids, other: Ids, ids: ArrayLike | None) -> Ids:
    extra = np.asarray([] if ids is None else ids, dtype=np.int64)
    if len(extra) and _covers(extra, one, other):
        return np.unique(extra)
    return np.unique(np.concatenate([one, other, extra]))


def _covers(extra: Ids, one: Ids, other: Ids) -> bool:
    """Whether all ends of ties are among the given ids, told by a table where they lie close together."""
    largest = int(max(extra.max(), one.max(initial=0), other.max(initial=0)))
    smallest = int(min(extra.min(), one.min(initial=0), other.min(initial=0)))
    if smallest < 0 or largest > _ROOM * len(extra) + 1024:
        return False
    table = np.zeros(largest + 1, dtype=bool)
    table[extra] = True
    return bool(table[one].all() and table[other].all())


def _placed(ids: Ids, everybody: Ids) -> Places:
    """Places of ids: by a table where ids lie close together, else by search."""
    largest = int(everybody[-1]) if len(everybody) else 0
    if len(everybody) and everybody[0] >= 0 and largest <= _ROOM * len(everybody) + 1024:
        table = np.zeros(largest + 1, dtype=np.int32)
        table[everybody] = np.arange(len(everybody), dtype=np.int32)
        return table[ids]
    return np.searchsorted(everybody, ids).astype(np.int32)


def _compressed(
    everybody: Ids, rows: Places, columns: Places, amounts: Numbers, *, symmetric: bool, combine: Literal["sum", "max"]
) -> Graph:
    if combine == "max":
        order = np.lexsort((-amounts, columns, rows))
        rows, columns, amounts = rows[order], columns[order], amounts[order]
        first = np.ones(len(rows), dtype=bool)
        first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
        rows, columns, amounts = rows[first], columns[first], amounts[first]
    size = len(everybody)
    made = sparse.coo_array((amounts, (rows, columns)), shape=(size, size)).tocsr()
    made.sort_indices()
    return Graph(everybody, made.indptr, made.indices, made.data, symmetric)


def _last_of_each(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of the last occurrence of each key."""
    _, places = np.unique(keys[::-1], return_index=True)
    return np.asarray(len(keys) - 1 - places, dtype=np.int64)
