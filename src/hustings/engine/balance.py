"""Alliances: whether friends' friends are friends, which ties are under strain, and the two camps that explain most of it.

A triangle is balanced where the product of its signs is positive (Heider 1946; Cartwright and Harary 1956). The frustration index
is the least number of ties that any division into two camps leaves unexplained (Aref and Wilson 2018): exact on small graphs,
an upper bound on larger ones, where finding it is out of reach (it is NP-hard). Time grows with the ties, whatever the graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Generic, NamedTuple, TypeVar

Node = TypeVar("Node", bound=Hashable)

LARGEST_EXACT = 30
"""Nodes of one connected part up to which it is searched for the best division."""
MOST_STEPS = 20_000
"""So many placements are tried in all, the smallest parts first: about a third of a second. What is left then is a bound."""


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


class Division(NamedTuple, Generic[Node]):
    """Two camps of a connected part and the ties that run against them. Where `exact`, no division has fewer of them.

    The first node stands in camp 0. Camps of different parts say nothing of each other.
    """

    camps: tuple[tuple[Node, ...], tuple[Node, ...]]
    against: tuple[Tie[Node], ...]
    exact: bool


class Frustration(NamedTuple, Generic[Node]):
    """The least number of ties against a division into two camps, that division (0 or 1), and those ties.

    `exact` is False where a part is too large to search; then `least` is an upper bound. `parts` are the divisions of the
    connected parts, by their first nodes.
    """

    least: int
    exact: bool
    camps: dict[Node, int]
    against: tuple[Tie[Node], ...]
    parts: tuple[Division[Node], ...]


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
    """The frustration index with its camps; the first node of each connected part is in camp 0.

    Costs a few passes over the ties and at most MOST_STEPS placements, and so do the largest maps.
    """
    nodes, signs = _signed(ties)
    found: list[tuple[list[int], dict[int, int], bool]] = []
    left = MOST_STEPS
    for part in sorted(_parts(signs), key=lambda part: (len(part), part[0])):
        search = _Search(part, signs, _by_moves(part, signs), steps=left)
        found.append((part, search.sides(), search.exact))
        left -= search.steps
    parts = tuple(_division(nodes, signs, *each) for each in sorted(found, key=lambda each: each[0][0]))
    against = tuple(tie for part in parts for tie in part.against)
    sides = {place: side for _, camps, _ in found for place, side in camps.items()}
    camps = {nodes[place]: side for place, side in sorted(sides.items())}
    return Frustration(len(against), all(part.exact for part in parts), camps, against, parts)


def _division(nodes: Sequence[Node], signs: _Signs, part: Sequence[int], sides: Mapping[int, int], exact: bool) -> Division[Node]:
    one, other = (tuple(nodes[place] for place in part if sides[place] == side) for side in (0, 1))
    pairs = ((a, b, sign) for a in part for b, sign in sorted(signs[a].items()) if a < b)
    against = tuple(Tie(nodes[a], nodes[b], sign) for a, b, sign in pairs if _cost(sign, sides[a] != sides[b]))
    return Division((one, other), against, exact)


def _signed(ties: Iterable[Tie[Node]]) -> tuple[list[Node], dict[int, dict[int, int]]]:
    """Nodes in the order of their first appearance, and the signs between their places."""
    places: dict[Node, int] = {}
    sums: dict[tuple[int, int], int] = {}
    for one, other, sign in ties:
        a, b = places.setdefault(one, len(places)), places.setdefault(other, len(places))
        if a != b:
            pair = (a, b) if a < b else (b, a)
            sums[pair] = sums.get(pair, 0) + (sign > 0) - (sign < 0)
    signs: dict[int, dict[int, int]] = {place: {} for place in range(len(places))}
    for (a, b), total in sums.items():
        if total:
            signs[a][b] = signs[b][a] = 1 if total > 0 else -1
    return list(places), signs


def _triangles(signs: _Signs) -> Iterable[tuple[int, int, int]]:
    """Each triangle once, its places ascending, in order; found from its least tied node, so that hubs cost little."""
    rank = {place: at for at, place in enumerate(sorted(signs, key=lambda place: (len(signs[place]), place)))}
    found = []
    for a, row in signs.items():
        above = [b for b in row if rank[b] > rank[a]]
        found += [tuple(sorted((a, b, c))) for b, c in combinations(above, 2) if c in signs[b]]
    return sorted(found)  # type: ignore[arg-type]


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
    """A good division: signs along a search tree, then single moves as long as one helps, each of which costs its own ties."""
    sides, waiting = {part[0]: 0}, deque(part[:1])
    while waiting:
        place = waiting.popleft()
        for other, sign in sorted(signs[place].items()):
            if other not in sides:
                sides[other] = sides[place] ^ (sign < 0)
                waiting.append(other)
    gains = {
        place: sum(2 * _cost(sign, sides[place] != sides[other]) - 1 for other, sign in signs[place].items()) for place in part
    }
    waiting = deque(place for place in part if gains[place] > 0)
    while waiting:
        place = waiting.popleft()
        if gains[place] > 0:
            _move(place, signs[place], sides, gains)
            waiting += [other for other in signs[place] if gains[other] > 0]
    return sides if sides[part[0]] == 0 else {place: side ^ 1 for place, side in sides.items()}


def _move(place: int, row: Mapping[int, int], sides: dict[int, int], gains: dict[int, int]) -> None:
    """Puts somebody into the other camp, and says anew what a move of each around them would save."""
    sides[place] ^= 1
    gains[place] = -gains[place]
    for other, sign in row.items():
        gains[other] += 4 * _cost(sign, sides[place] != sides[other]) - 2


class _Search:
    """The best division of a small part by branch and bound: whoever is not placed yet costs at least their cheaper side.

    `steps` afterwards is how many placements it took. A part that no division explains costs at least one tie, so nothing better
    than that is looked for.
    """

    def __init__(self, part: Sequence[int], signs: _Signs, guess: dict[int, int], *, steps: int) -> None:
        self.signs, self.best, self.most, self.steps = signs, guess, steps, 0
        self.least = sum(_cost(sign, guess[a] != guess[b]) for a in part for b, sign in signs[a].items() if a < b)
        self.exact = self.least <= 1
        self.order = _tight_order(part, signs) if not self.exact and len(part) <= LARGEST_EXACT else []
        self.costs = {place: [0, 0] for place in self.order}
        self.placed: dict[int, int] = {}
        self.first = part[0]

    def sides(self) -> dict[int, int]:
        """The best division that was found; `exact` says whether there is none better."""
        if self.order:
            self._place_rest(0, 0)
            self.exact = self.steps < self.most
        return self.best if self.best[self.first] == 0 else {place: side ^ 1 for place, side in self.best.items()}

    def _place_rest(self, depth: int, spent: int) -> None:
        if self.steps >= self.most or spent + sum(min(self.costs[place]) for place in self.order[depth:]) >= self.least:
            return
        if depth == len(self.order):
            self.best, self.least = dict(self.placed), spent
            return
        place = self.order[depth]
        for side in sorted((0, 1), key=lambda side: self.costs[place][side])[: 1 if depth == 0 else 2]:
            self.steps += 1
            own = self.costs[place][side]
            self._charge(place, side, 1)
            self.placed[place] = side
            self._place_rest(depth + 1, spent + own)
            del self.placed[place]
            self._charge(place, side, -1)

    def _charge(self, place: int, side: int, times: int) -> None:
        """What placing somebody on a side costs those around them on each side."""
        for other, sign in self.signs[place].items():
            self.costs[other][side] += times * _cost(sign, False)
            self.costs[other][1 - side] += times * _cost(sign, True)


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
