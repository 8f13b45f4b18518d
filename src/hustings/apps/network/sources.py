"""Where ties among others come from. Rooms above add their own sources when Django loads them.

A source gives seats, which are tied to all others of their group (a committee, an employer, a meeting), or links between two.
Each answers for the whole workspace, or for the groups and links of some people and organisations, in a constant number of
queries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import combinations, groupby
from math import inf
from operator import attrgetter
from typing import Any, NamedTuple

from hustings.apps.network.nodes import Node
from hustings.engine.among import Fact
from hustings.engine.reciprocity import Readiness

Scope = Collection[Node] | None
"""Those whose ties are asked for; None for everybody."""


class Seat(NamedTuple):
    """Somebody's part in a group. `until` is None while it lasts; a `side` of 1 or -1 ties by the same or the other side."""

    group: str
    node: Node
    since: datetime | None
    until: datetime | None
    evidence: str
    side: int = 0
    kind: str = ""


class Link(NamedTuple):
    """A tie between two, with what shows it."""

    one: Node
    other: Node
    fact: Fact


class Viewer(NamedTuple):
    """For whom ties are read: ties that a member keeps private are left out for everybody else; None is nobody in particular."""

    workspace_id: int
    member_id: int | None


class Groups(NamedTuple):
    """A source of seats in the order of their groups. Larger groups than `most` tie nobody: they do not know each other."""

    kind: str
    most: int
    seats: Callable[[Viewer, Scope], Iterable[Seat]]


Links = Callable[[Viewer, Scope], Iterable[Link]]
GROUPS: list[Groups] = []
LINKS: list[Links] = []
DESCRIBERS: dict[str, Callable[[int, Collection[int]], dict[int, dict[str, Any]]]] = {}
"""Called with (workspace id, ids) of evidence of a kind that rooms above keep: the words for each, as `words`."""


READY: list[Callable[[int, datetime, Collection[int], Collection[int]], dict[int, Readiness]]] = []
"""Called with (workspace id, now, numbers of asks that are counted as introductions, ids of people): how the ledger that a room
above keeps speaks of asking those of them whom it knows for an introduction."""


def all_links(viewer: Viewer, scope: Scope = None, *, within: bool = False) -> Iterator[Link]:
    """Every tie that the viewer may use: of anybody in the scope with anybody, or only among those `within` it."""
    wanted = frozenset(scope) if scope is not None else None
    for source in LINKS:
        yield from (link for link in source(viewer, wanted) if _kept(link, wanted, within))
    for groups in GROUPS:
        seats = groups.seats(viewer, wanted)
        for _, found in groupby(seats, key=attrgetter("group")):
            yield from _pairs(groups, list(found), wanted, within)


def _kept(link: Link, wanted: frozenset[Node] | None, within: bool) -> bool:
    if link.one == link.other:
        return False
    return wanted is None or ((link.one in wanted and link.other in wanted) if within else True)


def _pairs(groups: Groups, seats: list[Seat], wanted: frozenset[Node] | None, within: bool) -> Iterator[Link]:
    size = len({seat.node for seat in seats})
    if not 1 < size <= groups.most:
        return
    best: dict[frozenset[Node], Link] = {}
    for one, other in combinations(seats, 2):
        inside = (one.node in wanted) + (other.node in wanted) if wanted is not None else 2
        if one.node != other.node and inside > (1 if within else 0):
            fact = _shared(groups.kind, one, other, size)
            key = frozenset((one.node, other.node))
            if fact is not None and (key not in best or _lasts(fact) > _lasts(best[key].fact)):
                best[key] = Link(one.node, other.node, fact)
    yield from best.values()


def _lasts(fact: Fact) -> float:
    """How long a fact holds: what holds on counts most, then what ended last."""
    return inf if fact.at is None else fact.at.timestamp()


def _shared(kind: str, one: Seat, other: Seat, size: int) -> Fact | None:
    """What two seats of one group say; None where one left before the other came."""
    since, until = _latest(one.since, other.since), _earliest(one.until, other.until)
    if since is not None and until is not None and until < since:
        return None
    said = one.kind or kind
    if one.side and other.side:
        said = "same_side" if one.side == other.side else "other_side"
    return Fact(said, at=until, since=since or until, size=size, evidence=one.evidence)


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one is not None and other is not None else one or other


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one is not None and other is not None else one or other


def split(scope: Collection[Node]) -> tuple[list[int], list[int]]:
    """The ids of people and of organisations in a scope."""
    people = sorted(number for kind, number in scope if kind == "person")
    return people, sorted(number for kind, number in scope if kind == "organisation")
