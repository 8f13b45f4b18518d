"""Influence on a goal: it flows from those who decide over the ties among all (engine.graph), and is kept with through whom.

Reckoned anew only where the deciders or the ties changed, and written only for those whose figure did; on large workspaces by a
job.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.models import Goal, Influence, Reckoning, Stakeholder
from hustings.apps.goals.suggesting import deciders_of
from hustings.apps.network.keeping import Kept, kept_graph, mark_of
from hustings.apps.network.nodes import Node, node_of, number_of
from hustings.apps.network.sources import split
from hustings.storage import rows

if TYPE_CHECKING:
    from hustings.engine.graph.csr import Numbers

MOST = 300
"""So many are kept for each goal, those with most influence, and all who are on its map."""
THROUGH = 3
SAME = 0.01
"""A figure that moves by less than this part of itself is not written again."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Influence over the whole graph: figures in the order of the graph's ids, from the deciders who were asked for."""

    kept: Kept
    shares: Numbers
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a reckoning did: how many figures stand, how many were written, how many went."""

    figures: int
    written: int
    removed: int


def flow_of(actor: Actor, goal: Goal, *, now: datetime) -> Flow | None:
    """Influence from the deciders of a goal by local push; None while there is no graph. All 0 where no decider has a tie."""
    kept = kept_graph(actor.workspace_id, now=now)
    if kept is None:
        return None
    import numpy as np

    from hustings.engine.graph import local_influence

    graph, seeds = kept.everybody, seeds_of(actor, goal)
    known = [number for number, here in zip(seeds, graph.knows(seeds).tolist(), strict=True) if here] if seeds else []
    shares = local_influence(graph, dict.fromkeys(known, 1.0)) if known else np.zeros(graph.nodes)
    return Flow(kept, shares, tuple(seeds))


def seeds_of(actor: Actor, goal: Goal) -> list[int]:
    """Who decides, as numbers of the graph."""
    return [number_of(("person", person)) for person in deciders_of(actor, goal)]


def reckon(actor: Actor, goal: Goal, *, now: datetime) -> Reckoned | None:
    """Brings the kept influence on a goal up to date. None while there is no graph; the same twice writes nothing."""
    flow = flow_of(actor, goal, now=now)
    if flow is None:
        return None
    with transaction.atomic():
        return _write(goal, flow, now=now)


def refresh(actor: Actor, goal: Goal, *, now: datetime) -> bool:
    """The same where deciders or ties changed since; returns whether the figures stand."""
    kept = kept_graph(actor.workspace_id, now=now)
    if kept is None:
        return False
    mark = _mark(mark_of(kept), seeds_of(actor, goal), _placed(goal))
    if Reckoning.objects.filter(goal=goal, mark=mark).exists():
        return True
    return reckon(actor, goal, now=now) is not None


def _mark(ties: str, seeds: Iterable[int], placed: Iterable[Node]) -> str:
    return f"{ties}:{blake2b(repr((sorted(seeds), sorted(placed))).encode(), digest_size=8).hexdigest()}"


def _placed(goal: Goal) -> list[Node]:
    held = Stakeholder.objects.filter(goal=goal, dismissed=False).values_list("person_id", "organisation_id")
    return [("person", person) if person else ("organisation", organisation) for person, organisation in held]


def _write(goal: Goal, flow: Flow, *, now: datetime) -> Reckoned:
    # Of two who reckon at the same moment the second waits, and finds the figures of the first.
    Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    placed = _placed(goal)
    wanted = dict(_figures(flow, placed))
    held = {_number(row): row for row in Influence.objects.filter(goal=goal)}
    existing = _existing(goal.workspace_id, wanted)
    fresh = [_row(goal, number, figures, now) for number, figures in wanted.items() if number not in held and number in existing]
    moved = [
        _moved(held[number], figures, now)
        for number, figures in wanted.items()
        if number in held and _differs(held[number], figures)
    ]
    gone = [row.pk for number, row in held.items() if number not in wanted]
    Influence.objects.bulk_create(fresh)
    Influence.objects.bulk_update(moved, ["share", "value", "through", "at"])
    for chunk in rows.chunks(gone):
        Influence.objects.filter(pk__in=chunk).delete()
    _on_map(goal, wanted)
    Reckoning.objects.update_or_create(goal=goal, defaults={"mark": _mark(mark_of(flow.kept), flow.asked, placed), "at": now})
    return Reckoned(len(held) + len(fresh) - len(gone), len(fresh) + len(moved), len(gone))


Figures = tuple[float, float, list[dict[str, Any]]]


def _figures(flow: Flow, placed: list[Node]) -> Iterable[tuple[int, Figures]]:
    import numpy as np

    from hustings.engine.graph import inflows

    graph, shares = flow.kept.everybody, flow.shares
    top = float(shares.max(initial=0.0))
    if not top:
        return
    best = np.argpartition(-shares, min(MOST, len(shares) - 1))[:MOST]
    on_map = np.array([number_of(node) for node in placed], dtype=np.int64)
    on_map = on_map[graph.knows(on_map)] if len(on_map) else on_map
    numbers = np.union1d(graph.ids[best[shares[best] > 0]], on_map)
    out = graph.out_weights()
    for number, place in zip(numbers.tolist(), graph.places(numbers).tolist(), strict=True) if len(numbers) else ():
        through = inflows(graph, shares, number, most=THROUGH, out=out)
        told = [{"kind": kind, "id": i, "share": round(part, 4)} for each, part in through for kind, i in [node_of(each)]]
        yield number, (float(shares[place]), float(np.sqrt(shares[place] / top)), told)


def _existing(workspace_id: int, numbers: Iterable[int]) -> set[int]:
    """Those who are still there: the graph may be a little older than the rows."""
    from hustings.apps.people.models import Organisation, Person

    nodes = [node_of(number) for number in numbers]
    found: set[int] = set()
    for kind, model in (("person", Person), ("organisation", Organisation)):
        for chunk in rows.chunks(sorted(i for each, i in nodes if each == kind)):
            held = model._default_manager.filter(workspace_id=workspace_id, pk__in=chunk).values_list("pk", flat=True)
            found.update(number_of((kind, pk)) for pk in held)
    return found


def _number(row: Influence) -> int:
    return number_of(("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0))


def _row(goal: Goal, number: int, figures: Figures, now: datetime) -> Influence:
    kind, i = node_of(number)
    share, value, through = figures
    return Influence(
        workspace_id=goal.workspace_id, goal=goal, share=share, value=value, through=through, at=now, **{f"{kind}_id": i}
    )


def _differs(row: Influence, figures: Figures) -> bool:
    share, _, through = figures
    return abs(row.share - share) > SAME * max(row.share, share) or _who(row.through) != _who(through)


def _who(through: Iterable[dict[str, Any]]) -> set[tuple[str, int]]:
    return {(each["kind"], each["id"]) for each in through}


def _moved(row: Influence, figures: Figures, now: datetime) -> Influence:
    row.share, row.value, row.through = figures
    row.at = now
    return row


def _on_map(goal: Goal, wanted: dict[int, Figures]) -> None:
    """The value beside each stakeholder, where it changed; none for whoever has no tie."""
    changed = []
    for row in Stakeholder.objects.filter(goal=goal):
        node: Node = ("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0)
        figures = wanted.get(number_of(node))
        value = figures[1] if figures else None
        if (value is None) != (row.influence is None) or abs((value or 0) - (row.influence or 0)) > SAME * (value or 1):
            row.influence = value
            changed.append(row)
    Stakeholder.objects.bulk_update(changed, ["influence"])


@dataclass(frozen=True, slots=True)
class InfluenceRow:
    """Somebody's influence on a goal, from 0 to 1, and through whom it flows to them (`kind`, `id`, `share`)."""

    node: Node
    value: float
    share: float
    through: tuple[dict[str, Any], ...]


def influence_on(goal: Goal, *, nodes: Iterable[Node] | None = None, most: int = MOST) -> dict[Node, InfluenceRow]:
    """The kept figures of a goal, the most influential first, or those of some. One query."""
    held = Influence.objects.filter(goal=goal).order_by("-share", "id")
    if nodes is not None:
        people, organisations = split(set(nodes))
        held = held.filter(Q(person_id__in=people) | Q(organisation_id__in=organisations))
    found = ((node_of(_number(row)), row) for row in held[:most])
    return {node: InfluenceRow(node, row.value, row.share, tuple(row.through)) for node, row in found}
