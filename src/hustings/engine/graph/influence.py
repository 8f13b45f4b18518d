"""Influence on a goal: personalised PageRank from the people who decide, over ties among all.

Exact for the map (Page and others 1999; Haveliwala 2002), by local push for a page (Andersen, Chung, Lang 2006). A walk follows
ties by their weights, and begins anew at a deciding person with probability 1 - damping, or wherever it cannot go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hustings.engine.graph.compiled import Compiled
from hustings.engine.graph.csr import Graph, Numbers, Places, transposed

DAMPING = 0.85
TOLERANCE = 1e-8
EPSILON = 1e-6
"""Local push stops where less than this, times the weight of somebody's ties, is left to be passed on."""

Seeds = Mapping[int, float]


def influence(graph: Graph, seeds: Seeds, *, damping: float = DAMPING, tolerance: float = TOLERANCE) -> Numbers:
    """The share of time that walks from the seeds spend with each person; sums to 1, in the order of `graph.ids`.

    `seeds` are ids of those who decide with their weights. Iterates until nothing moves by more than `tolerance` in all. Raises
    ValueError without seeds, KeyError for unknown ones.
    """
    return influences(graph, [seeds], damping=damping, tolerance=tolerance)[:, 0]


def influences(
    graph: Graph, many: Sequence[Seeds], *, damping: float = DAMPING, tolerance: float = TOLERANCE
) -> NDArray[np.float64]:
    """Influence on several goals, one column each. What does not depend on the goal is prepared once."""
    starts = [_start(graph, seeds) for seeds in many]
    out = graph.out_weights()
    stuck = np.flatnonzero(out <= 0)
    spread = np.divide(damping, out, out=np.zeros_like(out), where=out > 0)
    matrix = transposed(graph).matrix()
    return np.stack([_walk(matrix, start, spread, stuck, damping, tolerance) for start in starts], axis=1)


def local_influence(graph: Graph, seeds: Seeds, *, damping: float = DAMPING, epsilon: float = EPSILON) -> Numbers:
    """Influence near the seeds, from below: each figure lacks at most what walks have not passed on yet.

    Cost follows from `epsilon` and the seeds, not from the size of the graph. Raises as `influence` does.
    """
    places = graph.places(list(seeds))
    shares = _shares(seeds)
    return _push(graph.indptr, graph.indices, graph.weights, graph.out_weights(), places, shares, damping, epsilon)


def leanings(graph: Graph, *, supporters: Seeds, opponents: Seeds, damping: float = DAMPING) -> Numbers:
    """What the network suggests of where people stand, from -1 to 1: influence of known supporters less that of known opponents.

    0 where neither reaches. Only for officials and organisations, always labelled as inferred (see engine.stance). From five
    known members of each party it tells the party of 92% of the others in the public network of Congress.
    """
    sides = influences(graph, [supporters, opponents], damping=damping)
    total = sides.sum(axis=1)
    return np.asarray(np.divide(sides[:, 0] - sides[:, 1], total, out=np.zeros_like(total), where=total > 0), dtype=np.float64)


def _shares(seeds: Seeds) -> Numbers:
    weights = np.fromiter(seeds.values(), dtype=np.float64, count=len(seeds))
    if not len(weights) or (weights < 0).any() or weights.sum() <= 0:
        raise ValueError("Influence begins with at least one person who decides, with a weight above 0.")
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _start(graph: Graph, seeds: Seeds) -> Numbers:
    start = np.zeros(graph.nodes)
    start[graph.places(list(seeds))] = _shares(seeds)
    return start


def _walk(matrix: Any, start: Numbers, spread: Numbers, stuck: Places, damping: float, tolerance: float) -> Numbers:
    """The bare iteration: what is lost to restarts and to those without ties comes back at the start."""
    found, moved = start.copy(), np.inf
    while moved > tolerance:
        following = matrix @ (found * spread)
        following += (1.0 - damping + damping * found[stuck].sum()) * start
        found -= following
        moved = float(np.abs(found, out=found).sum())
        found = following
    return found


@Compiled
def _push(
    indptr: Places,
    indices: Places,
    weights: Numbers,
    out: Numbers,
    places: Places,
    shares: Numbers,
    damping: float,
    epsilon: float,
) -> Numbers:
    """Whoever holds more than epsilon times their ties' weight keeps 1 - damping of it and passes the rest on, first come
    first.
    """
    size = len(indptr) - 1
    kept = np.zeros(size)
    held = np.zeros(size)
    queue = np.empty(size, dtype=np.int64)
    waiting = np.zeros(size, dtype=np.bool_)
    first, count = 0, len(places)
    held[places] = shares
    waiting[places] = True
    queue[:count] = places
    while count > 0:
        place = queue[first]
        first = (first + 1) % size
        count -= 1
        waiting[place] = False
        amount = held[place]
        held[place] = 0.0
        kept[place] += (1.0 - damping) * amount
        begins, ends = indptr[place], indptr[place + 1]
        for number in range(ends - begins if begins < ends else len(places)):
            if begins < ends:
                other = indices[begins + number]
                passed = damping * amount * weights[begins + number] / out[place]
            else:
                other = places[number]
                passed = damping * amount * shares[number]
            held[other] += passed
            if not waiting[other] and held[other] > epsilon * max(out[other], 1.0):
                waiting[other] = True
                queue[(first + count) % size] = other
                count += 1
    return kept


def inflows(
    graph: Graph, found: Numbers, person: int, *, damping: float = DAMPING, most: int = 5, out: Numbers | None = None
) -> list[tuple[int, float]]:
    """Through whom influence flows to a person: the neighbours who pass most on, by id, with the share that comes from each.

    `found` are the figures of `influence` or `local_influence` in the order of `graph.ids`. Exact for the exact ones: what comes
    from all neighbours and from the start together is the person's own figure. `out` are the graph's `out_weights`, if they are
    at hand. Raises KeyError for somebody unknown.
    """
    place = int(graph.places(person)[0])
    into = transposed(graph)
    between = into.neighbours(place)
    weights = into.weights[into.indptr[place] : into.indptr[place + 1]]
    sums = graph.out_weights() if out is None else out
    passed = damping * found[between] * weights / sums[between]
    order = np.lexsort((between, -passed))[:most]
    total = float(found[place])
    return [
        (int(graph.ids[between[each]]), float(passed[each] / total)) for each in order.tolist() if total > 0 and passed[each] > 0
    ]
