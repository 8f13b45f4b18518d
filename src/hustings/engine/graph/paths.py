"""Warm paths: the likeliest chains of introduction from us to somebody, at most three hops long.

The cost of a chain is the sum over its links of `-log p`, p being the probability that the request is answered, with a cost for
each hop, since each is a favour. A chain of three hops is us, an introducer, another, the target: looking from the target back,
all of them can be weighed at once, so the k best need no search tree. The result is that of Dijkstra and Yen (1971) on paths of
that length.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import exp, log
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from hustings.engine.graph.csr import Graph, Ids, Numbers, transposed

HOP_COST = 0.4
"""What each further hop costs: a chain with one hop more must be half again as likely."""
USED_COST = 0.3
"""What each recent introduction by somebody adds to asking them again."""
MOST_USES = 3
"""After so many recent introductions somebody is not asked again for now."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Who must not be asked, how often introducers were asked lately, and what the ledger of favours adds to asking them (see
    engine.reciprocity.readiness; below 0 for whom it speaks), by id."""

    never: frozenset[int] = frozenset()
    used: dict[int, int] = {}
    ledger: dict[int, float] = {}
    most_uses: int = MOST_USES
    hop_cost: float = HOP_COST
    used_cost: float = USED_COST


NONE = Limits()


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """A chain from us: ids of those on it, the target last, with the probability of each link and of the whole.

    `cost` is what it was ranked by: also for hops, for introducers who were asked lately, and for what the ledger says of them.
    """

    people: tuple[int, ...]
    links: tuple[float, ...]
    probability: float
    cost: float


def warm_paths(
    graph: Graph,
    *,
    ours: Mapping[int, float],
    target: int,
    best: int = 3,
    limits: Limits = NONE,
    incoming: Graph | None = None,
) -> list[Path]:
    """The best chains to a target, cheapest first; equal ones by their ids.

    Weights of the graph are probabilities (above 0, at most 1) that one answers the other's request. `ours` are the people whom
    we can ask ourselves, with the probability that they answer; the target may be one of them. `incoming` is the transposed
    graph of a directed one, if it is at hand. Members' private ties are left out by whoever builds graph and `ours`. Raises
    ValueError for weights that are no probabilities, KeyError for a target that is unknown.
    """
    into = incoming or transposed(graph)
    goal = int(graph.places(target)[0])
    asking = _asking_costs(graph, limits)
    starts = _start_costs(graph, ours, limits)
    found = [
        *_direct(ours, target, limits),
        *_by_one(into, goal, starts, asking, limits),
        *_by_two(into, goal, starts, asking, limits, best=best),
    ]
    ranked = sorted(found, key=lambda chain: (round(chain[0], 12), chain[1:]))[:best]
    return [_path(graph, into, chain, ours, target) for chain in ranked]


def introducers(graph: Graph, *, ours: Collection[int], target: int, incoming: Graph | None = None) -> Ids:
    """Everybody who could stand on a chain between us and a target, as ids: those tied to the target, and those of ours tied to
    one of these. Nobody else's limits matter. Raises KeyError for a target that is unknown.
    """
    into = incoming or transposed(graph)
    goal = int(graph.places(target)[0])
    people = np.fromiter(ours, dtype=np.int64, count=len(ours))
    is_ours = np.zeros(graph.nodes, dtype=bool)
    is_ours[graph.places(people[graph.knows(people)])] = True
    second = into.neighbours(goal)
    first = into.indices[_entries(into, second)]
    found = np.union1d(second, first[is_ours[first]])
    return np.asarray(graph.ids[found[found != goal]], dtype=np.int64)


Chain = tuple[Any, ...]
"""The cost, and the places of introducers from us on; empty for a direct one."""


def _asking_costs(graph: Graph, limits: Limits) -> Numbers:
    """What asking each person for an introduction adds; infinite for those who must not be asked (again)."""
    costs = np.zeros(graph.nodes)
    closed = {*limits.never, *(person for person, uses in limits.used.items() if uses >= limits.most_uses)}
    _add(graph, costs, limits.ledger)
    _add(graph, costs, {person: limits.used_cost * uses for person, uses in limits.used.items()})
    _add(graph, costs, dict.fromkeys(closed, np.inf))
    return costs


def _add(graph: Graph, costs: Numbers, further: Mapping[int, float]) -> None:
    people = np.fromiter(further.keys(), dtype=np.int64, count=len(further))
    values = np.fromiter(further.values(), dtype=np.float64, count=len(further))
    known = graph.knows(people)
    costs[graph.places(people[known])] += values[known]


def _start_costs(graph: Graph, ours: Mapping[int, float], limits: Limits) -> Numbers:
    """The cost of our own first hop to each person; infinite where we have none."""
    costs = np.full(graph.nodes, np.inf)
    people = np.fromiter(ours.keys(), dtype=np.int64, count=len(ours))
    chances = np.fromiter(ours.values(), dtype=np.float64, count=len(ours))
    hops = limits.hop_cost + _surprise(chances)
    known = graph.knows(people)
    costs[graph.places(people[known])] = hops[known]
    return costs


def _surprise(chances: Numbers) -> Numbers:
    """-log p."""
    if ((chances <= 0) | (chances > 1)).any():
        raise ValueError("Links of a path are probabilities: above 0, at most 1.")
    return -np.log(chances)


def _direct(ours: Mapping[int, float], target: int, limits: Limits) -> list[Chain]:
    return [(limits.hop_cost - log(ours[target]),)] if target in ours else []


def _by_one(into: Graph, goal: int, starts: Numbers, asking: Numbers, limits: Limits) -> list[Chain]:
    """All chains over one introducer."""
    between = into.neighbours(goal)
    costs = starts[between] + asking[between] + limits.hop_cost + _surprise(_weights(into, goal))
    good = np.isfinite(costs)
    return list(zip(costs[good].tolist(), between[good].tolist(), strict=True))


def _by_two(into: Graph, goal: int, starts: Numbers, asking: Numbers, limits: Limits, *, best: int) -> list[Chain]:
    """The best chains over two introducers, one for each pair."""
    second = into.neighbours(goal)
    rest = asking[second] + limits.hop_cost + _surprise(_weights(into, goal))
    second, rest = second[np.isfinite(rest)], rest[np.isfinite(rest)]
    lengths, entries = _lengths(into, second), _entries(into, second)
    first = into.indices[entries]
    able = np.isfinite(starts[first]) & (first != goal)
    able[able] &= np.isfinite(asking[first[able]])
    first, entries, number = first[able], entries[able], np.repeat(np.arange(len(second)), lengths)[able]
    costs = starts[first] + asking[first] + limits.hop_cost + _surprise(into.weights[entries]) + rest[number]
    kept = _cheapest(costs, best)
    return list(zip(costs[kept].tolist(), first[kept].tolist(), second[number[kept]].tolist(), strict=True))


def _cheapest(costs: Numbers, best: int) -> NDArray[np.int64]:
    """Places of the cheapest, with all that equal the last of them."""
    if len(costs) <= best:
        return np.arange(len(costs))
    edge = np.partition(costs, best - 1)[best - 1]
    return np.flatnonzero(costs <= edge + 1e-12)


def _lengths(into: Graph, places: NDArray[Any]) -> NDArray[np.int64]:
    """How many ties each of these has."""
    return np.asarray(into.indptr[places + 1] - into.indptr[places], dtype=np.int64)


def _entries(into: Graph, places: NDArray[Any]) -> NDArray[np.int64]:
    """The entries of their ties, one row after the other."""
    return _ranges(into.indptr[places].astype(np.int64), _lengths(into, places))


def _ranges(begins: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """All entries of several rows, one after the other."""
    offsets = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(lengths.sum()) + np.repeat(begins - offsets, lengths), dtype=np.int64)


def _weights(graph: Graph, place: int) -> Numbers:
    return graph.weights[graph.indptr[place] : graph.indptr[place + 1]]


def _link(into: Graph, one: int, other: int) -> float:
    """The weight of the tie from one place to the other."""
    return float(_weights(into, other)[np.searchsorted(into.neighbours(other), one)])


def _path(graph: Graph, into: Graph, chain: Chain, ours: Mapping[int, float], target: int) -> Path:
    cost, between = chain[0], chain[1:]
    people = (*(int(graph.ids[place]) for place in between), target)
    places: Sequence[int] = (*between, int(graph.places(target)[0]))
    links = (ours[people[0]], *(_link(into, one, other) for one, other in pairwise(places)))
    return Path(people=people, links=links, probability=exp(sum(map(log, links))), cost=cost)
