"""Alliances: whether friends' friends are friends, which ties are under strain, and the two camps that explain most of it.

A triangle is balanced where the product of its signs is positive (Heider 1946; Cartwright and Harary 1956). The frustration index
is the least number of ties that any division into two camps leaves unexplained (Aref and Wilson 2018): exact on small graphs,
an upper bound on larger ones.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Generic, NamedTuple, TypeVar

Node = TypeVar("Node", bound=Hashable)

LARGEST_EXACT = 30
"""Nodes of one connected part up to which the search is exact: half a second where three pairs in ten are tied."""


class Tie(NamedTuple, Generic[Node]):
    """An undirected tie: `sign` is positive for allies, negative for opponents, and 0 for neither (such ties are left out)."""

    one: Node
    other: Node
    sign: int


class Strain(NamedTuple, Generic[Node]):
    """A tie with the triangles that it closes: how many are unbalanced, of how many, and with whom."""

    tie: Tie[Node]
    unbalanced: int
    triangles: int
    third: tuple[Node, ...]


class Balance(NamedTuple, Generic[Node]):
    """How balanced a network is. `share` of balanced triangles is None where there are none; strains are the worst first."""

    balanced: int
    unbalanced: int
    share: float | None
    strains: tuple[Strain[Node], ...]


class Frustration(NamedTuple, Generic[Node]):
    """The least number of ties against a division into two camps, that division (0 or 1), and those ties.

    `exact` is False where a part is too large to search; then `least` is an upper bound.
    """

    least: int
    exact: bool
    camps: dict[Node, int]
    against: tuple[Tie[Node], ...]


_Signs = Mapping[int, Mapping[int, int]]


def balance(ties: Iterable[Tie[Node]]) -> Balance[Node]:
    """Triangles by the product of their signs, and each tie that closes an unbalanced one, worst first.

    Where several ties join two nodes, the sign of their sum counts; order does not matter beyond the order of equals.
    """
    nodes, signs = _signed(ties)
    counts: dict[tuple[int, int], list[int]] = {}
    for a, b, c in _triangles(signs):
        positive = signs[a][b] * signs[b][c] * signs[a][c] > 0
        for pair, third in (((a, b), c), ((b, c), a), ((a, c), b)):
            counts.setdefault(pair, []).append(-1 if positive else third)
    total = sum(len(found) for found in counts.values()) // 3
    bad = sum(third >= 0 for found in counts.values() for third in found) // 3
    strains = [_strain(nodes, signs, pair, found) for pair, found in sorted(counts.items()) if any(t >= 0 for t in found)]
    strains.sort(key=lambda one: (-one.unbalanced / one.triangles, -one.unbalanced))
    return Balance(total - bad, bad, (total - bad) / total if total else None, tuple(strains))


def frustration(ties: Iterable[Tie[Node]]) -> Frustration[Node]:
    """The frustration index with its camps; the first node of each connected part is in camp 0."""
    nodes, signs = _signed(ties)
    sides: dict[int, int] = {}
    exact = True
    for part in _parts(signs):
        guess = _by_moves(part, signs)
        exact = exact and len(part) <= LARGEST_EXACT
        sides |= _searched(part, signs, guess) if len(part) <= LARGEST_EXACT else guess
    pairs = [(a, b, sign) for a, row in signs.items() for b, sign in row.items() if a < b]
    against = [Tie(nodes[a], nodes[b], sign) for a, b, sign in sorted(pairs) if _cost(sign, sides[a] != sides[b])]
    return Frustration(len(against), exact, {nodes[place]: side for place, side in sorted(sides.items())}, tuple(against))


def _signed(ties: Iterable[Tie[Node]]) -> tuple[list[Node], dict[int, dict[int, int]]]:
    """Nodes in the order of their first appearance, and the signs between their places."""
    places: dict[Node, int] = {}
    sums: dict[tuple[int, int], int] = {}
    for one, other, sign in ties:
        a, b = (places.setdefault(node, len(places)) for node in (one, other))
        if a != b:
            pair = min(a, b), max(a, b)
            sums[pair] = sums.get(pair, 0) + (sign > 0) - (sign < 0)
    signs: dict[int, dict[int, int]] = {place: {} for place in range(len(places))}
    for (a, b), total in sums.items():
        if total:
            signs[a][b] = signs[b][a] = 1 if total > 0 else -1
    return list(places), signs


def _triangles(signs: _Signs) -> Iterable[tuple[int, int, int]]:
    for a, row in signs.items():
        later = sorted(b for b in row if b > a)
        yield from ((a, b, c) for b, c in combinations(later, 2) if c in signs[b])


def _strain(nodes: Sequence[Node], signs: _Signs, pair: tuple[int, int], found: Sequence[int]) -> Strain[Node]:
    a, b = pair
    third = tuple(nodes[place] for place in sorted(place for place in found if place >= 0))
    return Strain(Tie(nodes[a], nodes[b], signs[a][b]), len(third), len(found), third)


def _parts(signs: _Signs) -> list[list[int]]:
    """Connected parts, each in the order of its places."""
    left, found = set(signs), []
    for start in sorted(signs):
        if start in left:
            part, waiting = {start}, [start]
            while waiting:
                fresh = set(signs[waiting.pop()]) - part
                part |= fresh
                waiting += fresh
            left -= part
            found.append(sorted(part))
    return found


def _cost(sign: int, apart: bool) -> int:
    """1 for an alliance between the camps or an enmity within one."""
    return int((sign > 0) == apart)


def _by_moves(part: Sequence[int], signs: _Signs) -> dict[int, int]:
    """A good division: signs along a search tree, then single moves as long as one helps. The first node stays in camp 0."""
    sides, waiting = {part[0]: 0}, [part[0]]
    for place in waiting:
        for other, sign in sorted(signs[place].items()):
            if other not in sides:
                sides[other] = sides[place] ^ (sign < 0)
                waiting.append(other)
    moved = True
    while moved:
        moved = False
        for place in part[1:]:
            if sum(1 - 2 * _cost(sign, sides[place] != sides[other]) for other, sign in signs[place].items()) < 0:
                sides[place] ^= 1
                moved = True
    return sides


def _total(part: Iterable[int], signs: _Signs, sides: Mapping[int, int]) -> int:
    return sum(_cost(sign, sides[a] != sides[b]) for a in part for b, sign in signs[a].items() if a < b)


def _searched(part: Sequence[int], signs: _Signs, guess: dict[int, int]) -> dict[int, int]:
    """The best division, by branch and bound: whoever is not placed yet costs at least their cheaper side."""
    order = _tight_order(part, signs)
    best, least = dict(guess), _total(part, signs, guess)
    costs = {place: [0, 0] for place in order}
    sides: dict[int, int] = {}

    def place_rest(depth: int, spent: int) -> None:
        nonlocal best, least
        if spent + sum(min(costs[place]) for place in order[depth:]) >= least:
            return
        if depth == len(order):
            best, least = dict(sides), spent
            return
        place = order[depth]
        for side in sorted((0, 1), key=lambda side: costs[place][side])[: 1 if depth == 0 else 2]:
            own = costs[place][side]
            _charge(costs, signs[place], side, 1)
            sides[place] = side
            place_rest(depth + 1, spent + own)
            del sides[place]
            _charge(costs, signs[place], side, -1)

    place_rest(0, 0)
    return best if best[part[0]] == 0 else {place: side ^ 1 for place, side in best.items()}


def _charge(costs: Mapping[int, list[int]], row: Mapping[int, int], side: int, times: int) -> None:
    """What placing somebody on a side costs those around them on each side."""
    for other, sign in row.items():
        costs[other][side] += times * _cost(sign, False)
        costs[other][1 - side] += times * _cost(sign, True)


def _tight_order(part: Sequence[int], signs: _Signs) -> list[int]:
    """Always the one with most ties to those before, so that the bound grows early."""
    order: list[int] = []
    left = set(part)
    while left:
        placed = set(order)
        chosen = max(left, key=lambda place: (len(placed & signs[place].keys()), len(signs[place]), -place))
        order.append(chosen)
        left.remove(chosen)
    return order
