"""Where everybody stands on a map: communities are laid out as wholes first, then everybody moves by forces.

Ties pull together and all push each other away (Fruchterman and Reingold 1991); those far away push as one, cell by cell of two
grids (after Barnes and Hut 1986), so that a step costs by people and ties, not by pairs. No chance is involved: the same graph
gives the same map.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hustings.engine.graph.communities import Labels
from hustings.engine.graph.compiled import Compiled
from hustings.engine.graph.csr import Graph, Numbers, Places

COARSE, FINE = 16, 8
"""Cells along a side of the coarse grid, and of the fine one within each of its cells."""
NEAR = 24
"""Of those in one's own fine cell so many push one by one."""
STEPS = 60
GOLDEN = 2.399963229728653
_COARSE_CELLS = COARSE * COARSE
_FINE_CELLS = _COARSE_CELLS * FINE * FINE
Cells = NDArray[np.float64]
"""The middle of each cell (x, y) and how many stand in it."""


def layout(graph: Graph, labels: Labels, *, steps: int = STEPS, begin: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """A place (x, y) for everybody, in the order of `graph.ids`, within the circle of radius 1 round the origin.

    `labels` are communities (0 the largest). `begin` are places to begin from, such as those of yesterday: then the map keeps its
    shape. Cost: `steps` times people and ties.
    """
    if not graph.nodes:
        return np.empty((0, 2))
    first = _beginning(graph, labels) if begin is None else begin
    spread = np.sqrt(graph.nodes)
    x, y = np.ascontiguousarray(first[:, 0] * spread), np.ascontiguousarray(first[:, 1] * spread)
    if graph.nodes > 1:
        warm = 0.15 if begin is None else 0.03
        _moved(graph, _pull(graph), x, y, steps=steps, warm=warm * spread)
    return _within_circle(x, y)


def _pull(graph: Graph) -> Numbers:
    """How hard each tie pulls: less where an end has many, so that whoever knows everybody does not drag all into one heap."""
    degrees = np.diff(graph.indptr).astype(np.float64)
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    weights = np.asarray(graph.weights, dtype=np.float64)
    mean = weights.mean() if len(weights) else 1.0
    return np.asarray(np.sqrt(weights / mean) / np.sqrt(np.minimum(degrees[rows], degrees[graph.indices])), dtype=np.float64)


def _beginning(graph: Graph, labels: Labels) -> NDArray[np.float64]:
    """Communities on a spiral from the middle, the largest first, and their people on a spiral within each."""
    sizes = np.bincount(labels).astype(np.float64)
    before = np.cumsum(sizes) - sizes
    middle = np.sqrt((before + sizes / 2) / sizes.sum())
    turn = np.arange(len(sizes)) * GOLDEN
    order = np.argsort(labels, kind="stable")
    rank = np.empty(graph.nodes)
    rank[order] = np.arange(graph.nodes) - before[labels[order]]
    own = np.sqrt((rank + 0.5) / graph.nodes)
    x = middle[labels] * np.cos(turn[labels]) + own * np.cos(rank * GOLDEN)
    y = middle[labels] * np.sin(turn[labels]) + own * np.sin(rank * GOLDEN)
    return np.stack([x, y], axis=1)


def _within_circle(x: Numbers, y: Numbers) -> NDArray[np.float64]:
    """Centred on the median; the few far away (without ties) are brought to the rim."""
    places = np.stack([x - np.median(x), y - np.median(y)], axis=1)
    far = np.hypot(places[:, 0], places[:, 1])
    rim = float(np.quantile(far, 0.99)) or 1.0
    scale = np.where(far > rim, rim / np.maximum(far, 1e-12), 1.0) / rim
    return np.asarray(places * scale[:, None], dtype=np.float64)


def _moved(graph: Graph, pull: Numbers, x: Numbers, y: Numbers, *, steps: int, warm: float) -> None:
    """Moves everybody `steps` times, never farther than a bound that shrinks to nothing; changes x and y."""
    dx, dy = np.zeros(graph.nodes), np.zeros(graph.nodes)
    head, following = np.empty(_FINE_CELLS, np.int64), np.empty(graph.nodes, np.int64)
    cell = np.empty(graph.nodes, np.int64)
    coarse, fine = np.empty((_COARSE_CELLS, 3)), np.empty((_FINE_CELLS, 3))
    for step in range(steps):
        _put_in_cells(x, y, cell, head, following, coarse, fine)
        _push_far(x, y, dx, dy, cell, coarse, fine)
        _push_near(x, y, dx, dy, cell, head, following, fine)
        _pull_together(graph.indptr, graph.indices, pull, x, y, dx, dy)
        far = np.hypot(dx, dy)
        moved = np.minimum(1.0, warm * (1.0 - step / steps) / np.maximum(far, 1e-12))
        x += dx * moved
        y += dy * moved


@Compiled
def _put_in_cells(x: Numbers, y: Numbers, cell: Places, head: Places, following: Places, coarse: Cells, fine: Cells) -> None:
    """In which fine cell everybody stands, a chain through each of them, and the middle and number of each cell."""
    low_x, low_y = x.min(), y.min()
    side = max(x.max() - low_x, y.max() - low_y, 1e-9) * 1.0000001
    coarse[:], fine[:], head[:] = 0.0, 0.0, -1
    for i in range(len(x)):
        across, up = int((x[i] - low_x) / side * (COARSE * FINE)), int((y[i] - low_y) / side * (COARSE * FINE))
        outer = (up // FINE) * COARSE + across // FINE
        inner = outer * FINE * FINE + (up % FINE) * FINE + across % FINE
        cell[i], following[i], head[inner] = inner, head[inner], i
        for each, place in ((coarse, outer), (fine, inner)):
            each[place, 0] += x[i]
            each[place, 1] += y[i]
            each[place, 2] += 1.0
    for each in (coarse, fine):
        for place in range(len(each)):
            if each[place, 2] > 0:
                each[place, 0] /= each[place, 2]
                each[place, 1] /= each[place, 2]


@Compiled
def _push_far(x: Numbers, y: Numbers, dx: Numbers, dy: Numbers, cell: Places, coarse: Cells, fine: Cells) -> None:
    """What other cells push, each as one: coarse ones, and the fine ones within one's own coarse cell. All are drawn a little to
    the middle, so that those without ties stay near."""
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    for i in range(len(x)):
        push_x, push_y = (middle_x - x[i]) / 2, (middle_y - y[i]) / 2
        outer = cell[i] // (FINE * FINE)
        for cells, first, last, own in (
            (coarse, 0, len(coarse), outer),
            (fine, outer * FINE * FINE, (outer + 1) * FINE * FINE, cell[i]),
        ):
            for place in range(first, last):
                if place != own and cells[place, 2] > 0:
                    to_x, to_y = x[i] - cells[place, 0], y[i] - cells[place, 1]
                    share = cells[place, 2] / (to_x * to_x + to_y * to_y + 0.01)
                    push_x += to_x * share
                    push_y += to_y * share
        dx[i], dy[i] = push_x, push_y


@Compiled
def _push_near(
    x: Numbers, y: Numbers, dx: Numbers, dy: Numbers, cell: Places, head: Places, following: Places, fine: Cells
) -> None:
    """What those in one's own fine cell push, one by one, up to NEAR of them. Two at one place part by their numbers."""
    for i in range(len(x)):
        each = max(fine[cell[i], 2] / NEAR, 1.0)
        other, seen = head[cell[i]], 0
        while other >= 0 and seen < NEAR:
            if other != i:
                to_x, to_y = x[i] - x[other], y[i] - y[other]
                share = each / (to_x * to_x + to_y * to_y + 0.01)
                dx[i] += to_x * share if to_x != 0.0 else (0.1 if i > other else -0.1)
                dy[i] += to_y * share if to_y != 0.0 else (0.1 if i > other else -0.1)
            other = following[other]
            seen += 1


@Compiled
def _pull_together(indptr: Places, indices: Places, pull: Numbers, x: Numbers, y: Numbers, dx: Numbers, dy: Numbers) -> None:
    """What ties pull: more, the longer they are."""
    for i in range(len(x)):
        for entry in range(indptr[i], indptr[i + 1]):
            to_x, to_y = x[indices[entry]] - x[i], y[indices[entry]] - y[i]
            far = np.sqrt(to_x * to_x + to_y * to_y) * pull[entry]
            dx[i] += to_x * far
            dy[i] += to_y * far
