"""The map of a goal: who stands on it and near it, how they are tied, where influence, communities and bridges are, and which
alliances hold. Reads what is kept; the layout is reckoned on the server and kept until something changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import goal_of
from hustings.apps.goals.alliances import Division, Sided, Strained, Weighed, told, weigh
from hustings.apps.goals.influence import Flow, flow_of, influence_on, refresh
from hustings.apps.goals.map_ties import FIRST_DAY, MapTies, Pair
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.goals.suggesting import deciders_of
from hustings.apps.goals.tasks import ask_for_influence
from hustings.apps.network.keeping import MISSING, is_able
from hustings.apps.network.nodes import Node, node_of, number_of
from hustings.apps.network.queries import FactRow, describe, facts_shown, names_of, strengths_between
from hustings.apps.people.models import Evidence
from hustings.apps.people.queries.evidence import stances
from hustings.kernel.errors import WrongInput

if TYPE_CHECKING:
    from hustings.bulk.tie_table import TieTable

USUAL, LARGEST = 150, 20_000
EXPLAINED = 400
"""Up to so many on the map every tie says its facts; beyond it only their kinds."""
BRIDGES = 5
LAYOUT_KEPT = 7 * 86_400
CIRCLES_KEPT = 86_400


@dataclass(frozen=True, slots=True)
class MapNode:
    """Somebody on the map. `tier` is empty for whoever is near but not on it; `community` is 0 for the largest; `constraint` is
    Burt's (the lower, the more of a bridge), None without ties; x and y lie within the circle of radius 1. `camp` has the letters
    of the camp that they belong to, where anybody is against anybody of those whom they go with."""

    node: Node
    name: str
    headline: str
    tier: str
    stakeholder_id: int | None
    stance: str
    influence: float
    through: tuple[dict[str, Any], ...]
    decides: bool
    community: int
    constraint: float | None
    bridge: bool
    ties: int
    x: float
    y: float
    camp: str = ""

    @property
    def id(self) -> str:
        return f"{self.node[0]}:{self.node[1]}"


@dataclass(frozen=True, slots=True)
class Community:
    """Who belongs together: how many, and the most influential of them."""

    number: int
    size: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of a goal. `refused` says why there is none yet; `left_out` how many more would stand near it. `balanced` is the
    share of balanced triangles of ties with a side, None where there are none; `divisions` are the camps (see alliances)."""

    goal_id: int
    goal: str
    nodes: tuple[MapNode, ...]
    edges: MapTies
    communities: tuple[Community, ...]
    bridges: tuple[int, ...]
    balanced: float | None
    strains: tuple[Strained, ...]
    divisions: tuple[Division, ...]
    left_out: int
    as_of: datetime | None
    refused: str = ""


def map_of(actor: Actor, goal_id: int, *, now: datetime, limit: int = USUAL, until: date | None = None) -> MapView:
    """The map of a goal: everybody on it and those with most influence, `limit` in all. `until` shows ties known by that day.

    A constant number of queries for each 500 on the map. Leaves a line in the audit trail.
    """
    if not 1 <= limit <= LARGEST:
        raise WrongInput(f"From 1 to {LARGEST} fit on a map.", field="limit")
    goal = goal_of(actor, goal_id)
    record_audit(actor, "read_map", subject=f"goal:{goal_id}")
    flow = flow_of(actor, goal, now=now)
    if flow is None:
        ask_for_influence(goal.pk)
        return _none(goal, MISSING if not is_able() else "")
    refresh(actor, goal, now=now)
    return _drawn(actor, goal, flow, now=now, limit=limit, until=until)


def _none(goal: Goal, refused: str) -> MapView:
    said = refused or "The ties of this workspace are being read. Look again in a moment."
    return MapView(goal.pk, goal.name, (), MapTies(), (), (), None, (), (), 0, None, said)


def _drawn(actor: Actor, goal: Goal, flow: Flow, *, now: datetime, limit: int, until: date | None) -> MapView:
    import numpy as np

    from hustings.bulk.tie_table import among

    deciders: set[Node] = {("person", number) for number in deciders_of(actor, goal)}
    deciders |= {("organisation", goal.body_id)} if goal.body_id else set()
    placed = {_node(row): row for row in Stakeholder.objects.filter(goal=goal, dismissed=False)}
    dismissed = {_node(row) for row in Stakeholder.objects.filter(goal=goal, dismissed=True)}
    near = [node for node in _near(flow, limit + len(placed) + len(dismissed)) if node not in dismissed]
    wanted = list(dict.fromkeys([*placed, *sorted(deciders), *near]))
    names = names_of(actor, wanted[: limit * 2])
    chosen = [node for node in wanted if node in names][:limit]
    numbers = np.array(sorted(number_of(node) for node in chosen), dtype=np.int64)
    # Communities and places are those of all ties, so that going back in time moves nobody.
    figures = _Figures(numbers, among(flow.kept.table, numbers), goal)
    figures.table = _known_by(figures.table, until)
    edges = _edges(actor, figures, now=now)
    weighed = _weighed(edges)
    nodes = _nodes(actor, goal, flow, figures, placed, deciders, names, weighed.letters(), now=now)
    communities = _communities(nodes)
    found = told(nodes, weighed)
    bridges = tuple(place for place, node in enumerate(nodes) if node.bridge)
    total = int((flow.shares > 0).sum())
    return MapView(
        goal.pk, goal.name, nodes, edges, communities, bridges, found.balanced, found.strains, found.divisions,
        max(total - len(nodes), 0), flow.kept.as_of,
    )  # fmt: skip


def _node(row: Stakeholder) -> Node:
    return ("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0)


def _near(flow: Flow, most: int) -> list[Node]:
    """Those with most influence, in that order."""
    import numpy as np

    shares = flow.shares
    best = np.argpartition(-shares, min(most, len(shares) - 1))[:most] if len(shares) else np.empty(0, dtype=np.int64)
    best = best[shares[best] > 0]
    order = best[np.lexsort((best, -shares[best]))]
    return [node_of(int(number)) for number in flow.kept.everybody.ids[order]]


def _known_by(table: TieTable, until: date | None) -> TieTable:
    if until is None:
        return table
    kept = table.since <= (until - FIRST_DAY).days
    return type(table)(*(column[kept] for column in table))


class _Figures:
    """What is reckoned over the map alone: communities, bridges, and where everybody stands."""

    def __init__(self, numbers: Any, table: TieTable, goal: Goal) -> None:
        import numpy as np

        from hustings.engine.graph import build_graph

        self.numbers, self.table = numbers, table
        friendly = (table.sign >= 0) & (table.strength > 0)
        ends = table.one[friendly], table.other[friendly]
        self.graph = build_graph(*ends, table.strength[friendly], ids=numbers)
        self.labels, self.constraints = self._reckoned()
        self.ties = np.diff(self.graph.indptr)
        self.bridges = self._bridges()
        self.places = self._places(str(goal.pk))

    def _reckoned(self) -> tuple[Any, Any]:
        """Communities and constraints of this graph, kept until its ties are others: page, data and list ask for them in turn."""
        from hustings.engine.graph import communities, constraints

        arrays = (self.graph.ids, self.graph.indptr, self.graph.indices, self.graph.weights)
        name = f"circles:{blake2b(b''.join(array.tobytes() for array in arrays), digest_size=16).hexdigest()}"
        held: tuple[Any, Any] | None = cache.get(name)
        if held is None:
            held = communities(self.graph), constraints(self.graph)
            cache.set(name, held, CIRCLES_KEPT)
        return held

    def _bridges(self) -> set[int]:
        """The least constrained of those with ties into several communities."""
        import numpy as np

        several = [
            place
            for place in np.argsort(np.nan_to_num(self.constraints, nan=np.inf), kind="stable")[: BRIDGES * 8].tolist()
            if self.ties[place] > 2 and len(set(self.labels[self.graph.neighbours(place)].tolist())) > 1
        ]
        return set(several[:BRIDGES])

    def _places(self, key: str) -> Any:
        """The layout of these nodes with these ties, kept for a week."""
        import numpy as np

        from hustings.engine.graph.layout import layout

        digest = blake2b(
            self.numbers.tobytes() + self.table.one.tobytes() + self.table.other.tobytes(), digest_size=8
        ).hexdigest()
        name = f"layout:{key}:{digest}"
        held = cache.get(name)
        if held is not None:
            return np.frombuffer(held).reshape(-1, 2)
        places = layout(self.graph, self.labels)
        cache.set(name, places.tobytes(), LAYOUT_KEPT)
        return places


def _nodes(
    actor: Actor, goal: Goal, flow: Flow, figures: _Figures, placed: dict[Node, Stakeholder], deciders: Collection[Node],
    names: dict[Node, tuple[str, str]], letters: dict[int, str], *, now: datetime,
) -> tuple[MapNode, ...]:  # fmt: skip
    import numpy as np

    known = [node_of(number) for number in figures.numbers.tolist()]
    steps = _stances(actor, goal, known, deciders, now=now)
    kept = influence_on(goal)
    top = float(flow.shares.max(initial=0.0)) or 1.0
    everybody = flow.kept.everybody
    here = everybody.knows(figures.numbers) if len(figures.numbers) else np.empty(0, dtype=bool)
    values = np.zeros(len(known))
    if here.any():
        values[here] = np.sqrt(flow.shares[everybody.places(figures.numbers[here])] / top)
    return tuple(
        MapNode(
            node=node, name=names[node][0], headline=names[node][1], tier=placed[node].tier if node in placed else "",
            stakeholder_id=placed[node].pk if node in placed else None, stance=steps.get(node, "unknown"),
            influence=round(float(values[place]), 4), through=kept[node].through if node in kept else (),
            decides=node in deciders, community=int(figures.labels[place]),
            constraint=_number(figures.constraints[place]), bridge=place in figures.bridges, ties=int(figures.ties[place]),
            x=round(float(figures.places[place][0]), 4), y=round(float(figures.places[place][1]), 4),
            camp=letters.get(place, ""),
        )
        for place, node in enumerate(known)
    )  # fmt: skip


def _number(value: float) -> float | None:
    return round(float(value), 4) if value == value else None


def _stances(actor: Actor, goal: Goal, nodes: Sequence[Node], deciders: Collection[Node], *, now: datetime) -> dict[Node, str]:
    """The step of everybody on the map of whom something is known on the issue."""
    held = Evidence.objects.filter(workspace_id=actor.workspace_id, issue_id=goal.issue_id)
    spoken = {
        ("person", person) if person else ("organisation", organisation)
        for person, organisation in held.values_list("person_id", "organisation_id")
    }
    known = [node for node in nodes if node in spoken]
    people = [number for kind, number in known if kind == "person"]
    organisations = [number for kind, number in known if kind == "organisation"]
    officials = [number for kind, number in deciders if kind == "person"]
    found = stances(
        actor, goal.issue_id, now=now, people=people, organisations=organisations, officials=officials, for_it=goal.for_it
    )
    return {node: view.stance.step for node, view in found.items()}


def _edges(actor: Actor, figures: _Figures, *, now: datetime) -> MapTies:
    import numpy as np

    table = figures.table
    ends = np.searchsorted(figures.numbers, table.one), np.searchsorted(figures.numbers, table.other)
    strength = np.round(np.asarray(table.strength, dtype=np.float64), 3)
    facts = _facts(actor, [node_of(number) for number in figures.numbers.tolist()], now=now)
    return MapTies(*ends, strength, table.sign, table.since, table.kinds, facts)


def _facts(actor: Actor, nodes: Sequence[Node], *, now: datetime) -> dict[Pair, tuple[FactRow, ...]]:
    """What ties each two of a small map, by their places, the lower first."""
    if len(nodes) > EXPLAINED:
        return {}
    held = strengths_between(actor, nodes, now=now)
    words = describe(actor, (part.fact for strength in held.values() for part in strength.parts[:3]))
    places = {node: place for place, node in enumerate(nodes)}
    pairs = {pair: sorted(places[node] for node in pair) for pair in held}
    return {(one, other): facts_shown(held[pair], words, most=3) for pair, (one, other) in pairs.items()}


def _weighed(edges: MapTies) -> Weighed:
    """Camps and strains of these ties, kept until they are others: page, data and list ask for them in turn. Holds no names."""
    sided = edges.only(edges.sign != 0)
    columns = (sided.one, sided.other, sided.sign)
    name = f"camps:1:{blake2b(b''.join(column.tobytes() for column in columns), digest_size=16).hexdigest()}"
    held: Weighed | None = cache.get(name)
    if held is None:
        held = weigh(map(Sided, *(column.tolist() for column in columns)))
        cache.set(name, held, CIRCLES_KEPT)
    return held


def _communities(nodes: Iterable[MapNode]) -> tuple[Community, ...]:
    members: dict[int, list[MapNode]] = defaultdict(list)
    for node in nodes:
        members[node.community].append(node)
    return tuple(
        Community(number, len(found), tuple(node.name for node in sorted(found, key=lambda node: (-node.influence, node.id))[:3]))
        for number, found in sorted(members.items())
        if len(found) > 1
    )
