"""What the network suggests of where somebody stands of whom nothing is known, and what that rests on: the nearest known
supporters and opponents.

A hint is no evidence, and only for officials and organisations; doors always call it inferred. It needs known ones of both sides:
from one side alone everybody would lean there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from hustings.engine.graph.csr import Graph
from hustings.engine.graph.influence import DAMPING, Seeds, leanings

LEAST = 0.2
"""A smaller leaning is not told. In the public network of Congress, from five known members of each party, those below are right
in 73% and those from here on in 96% (four in five are told; `make bench-stance`)."""
NEAREST = 2
"""Known ones of each side that are named."""


class Way(NamedTuple):
    """The likeliest walk from a known supporter (`side` 1) or opponent (-1): ids, theirs first, with the chance of that walk."""

    side: int
    ids: tuple[int, ...]
    chance: float


class Hint(NamedTuple):
    """`lean` from -1 to 1 (see `leanings`), at least LEAST either way, and the nearest known ones, its own side first."""

    lean: float
    ways: tuple[Way, ...]


def hints(graph: Graph, asked: Collection[int], *, supporters: Seeds, opponents: Seeds) -> dict[int, Hint]:
    """The hint on each of these of whom the network says anything. Nothing where one side is empty.

    Those who are known themselves get none. For graphs of hundreds, not of millions: walks are looked for from each known one.
    Raises KeyError for ids that are not in the graph.
    """
    open_ones = sorted(set(asked) - supporters.keys() - opponents.keys())
    if not supporters or not opponents or not open_ones:
        return {}
    found = leanings(graph, supporters=supporters, opponents=opponents)
    told = {one: float(found[place]) for one, place in zip(open_ones, graph.places(open_ones).tolist(), strict=True)}
    telling = {one: lean for one, lean in told.items() if abs(lean) >= LEAST}
    sides = {1: _Walks(graph, sorted(supporters)), -1: _Walks(graph, sorted(opponents))}
    return {one: Hint(lean, tuple(_ways(sides, one, lean))) for one, lean in telling.items()}


def _ways(sides: dict[int, _Walks], one: int, lean: float) -> Iterator[Way]:
    own = 1 if lean > 0 else -1
    for side in (own, -own):
        for ids, chance in sides[side].nearest(one):
            yield Way(side, ids, chance)


class _Walks:
    """The likeliest walks from each of some people to everybody: each step has the chance that a walk takes it and goes on."""

    def __init__(self, graph: Graph, starts: list[int]) -> None:
        out = graph.out_weights()
        rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
        costs = -np.log(DAMPING * graph.weights / out[rows])
        matrix = sparse.csr_array((costs, graph.indices, graph.indptr), shape=(graph.nodes, graph.nodes))
        self.graph, self.starts = graph, graph.places(starts)
        self.costs, self.before = _dijkstra(matrix, self.starts)

    def nearest(self, one: int) -> Iterator[tuple[tuple[int, ...], float]]:
        place = int(self.graph.places(one)[0])
        order = np.lexsort((self.starts, self.costs[:, place]))[:NEAREST]
        for row in order.tolist():
            if np.isfinite(self.costs[row, place]):
                yield self._ids(row, place), float(np.exp(-self.costs[row, place]))

    def _ids(self, row: int, place: int) -> tuple[int, ...]:
        walk = [place]
        while walk[-1] != self.starts[row]:
            walk.append(int(self.before[row, walk[-1]]))
        return tuple(int(self.graph.ids[each]) for each in reversed(walk))


def _dijkstra(matrix: Any, starts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    costs, before = dijkstra(matrix, indices=starts, return_predecessors=True)
    return np.asarray(costs, dtype=np.float64), np.asarray(before, dtype=np.int64)
