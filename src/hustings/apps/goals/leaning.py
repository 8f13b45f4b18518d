"""What the network suggests of officials and organisations on a map of whom nothing is known: a hint, always called inferred.

It is no evidence: it is not kept, not counted, and a stance stays unknown with it. Private persons get none (GDPR Art. 9), nor
does anybody of whom only such content tells from which no belief may be derived (that of X). What people write to each other ties
nobody here, since a message on X ties them like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.queries import GoalView
from hustings.apps.network.keeping import Kept, kept_graph
from hustings.apps.network.nodes import Node, node_of, number_of
from hustings.apps.network.queries import FactRow, Pair, describe, facts_shown, names_of, strengths_between
from hustings.apps.people.provenance import refused_people
from hustings.apps.people.queries.offices import officials_among
from hustings.engine import among
from hustings.engine.stance import Step
from hustings.kernel.provenance import Use

if TYPE_CHECKING:
    from hustings.engine.graph import Hint as Suggested

MOST_ASKED, MOST_KNOWN, MOST_BETWEEN = 150, 50, 200
"""Whom hints are looked for at once, known ones of each side, and others over whom ties lead; those with most ties to them."""
BY_MESSAGES = frozenset({"copied", "exchanged", "named"})
"""Ties by what people write: they may come from X, whose content may not be used for this."""


FACTS = 2
"""Reasons that are told of each tie on the way, the strongest."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One tie on the way: between whom, its strength and why."""

    one: str
    other: str
    strength: float
    facts: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A known supporter (`side` 1) or opponent (-1) who is near, with the ties that lead from them."""

    kind: str
    id: int
    name: str
    side: int
    ties: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """Where the network leans, seen from the goal: `step` is lean_support or lean_against, `lean` runs from -1 to 1.

    `inferred` is always true, so that no door leaves it out; `nearest` is what it was derived from, those of its side first.
    """

    step: Step
    lean: float
    nearest: tuple[Nearest, ...]
    inferred: bool = True


def hints_on(actor: Actor, view: GoalView, *, now: datetime) -> dict[int, Hint]:
    """The hints on a map, by stakeholder. Empty where supporters or opponents are not known, and while there is no graph.

    A constant number of queries; graphs of at most some hundreds, whatever the size of the workspace.
    """
    known = {side: _known(view, side) for side in (1, -1)}
    asked = _asked(actor, view)
    kept = kept_graph(actor.workspace_id, now=now) if asked and all(known.values()) else None
    if kept is None:
        return {}
    anchors = _usable(actor, {number_of(node) for node in (*asked, *known[1], *known[-1])})
    numbers = sorted(_usable(actor, _between(kept, anchors)) | anchors)
    ties = _ties(strengths_between(actor, [node_of(number) for number in numbers], now=now), now=now)
    found = _suggested(ties, numbers, {number_of(node) for node in asked}, known)
    return _told(actor, {asked[node_of(number)]: hint for number, hint in found.items()}, ties)


def _usable(actor: Actor, numbers: set[int]) -> set[int]:
    """Without those of whom only such content tells from which no belief may be derived."""
    people = [number for kind, number in map(node_of, numbers) if kind == "person"]
    refused = refused_people(actor.workspace_id, Use.INFER_BELIEF, among=people)
    return numbers - {number_of(("person", person)) for person in refused}


def _known(view: GoalView, side: int) -> dict[Node, float]:
    """Who is known to stand on a side, the surest first, with how sure."""
    told = ((node, each.stance) for node, each in view.known.items() if not each.stance.inferred)
    sure = {
        node: 2 * stance.probability - 1 for node, stance in told if stance.probability is not None and stance.step != "undecided"
    }
    own = sorted((node for node in sure if sure[node] * side > 0), key=lambda node: (-abs(sure[node]), node))
    return {node: abs(sure[node]) for node in own[:MOST_KNOWN]}


def _asked(actor: Actor, view: GoalView) -> dict[Node, int]:
    """The officials and organisations of whom nothing is known, with their places on the map."""
    unknown = {row.subject: row.id for row in view.stakeholders if row.stance.stance.step == "unknown"}
    officials = officials_among(actor.workspace_id, [number for kind, number in unknown if kind == "person"])
    allowed = (node for node in unknown if node[0] == "organisation" or node[1] in officials)
    return {node: unknown[node] for node in list(allowed)[:MOST_ASKED]}


def _between(kept: Kept, anchors: Collection[int]) -> set[int]:
    """Those over whom ties may lead from one of these to another: with ties to most of them."""
    graph = kept.everybody
    counted: Counter[int] = Counter()
    for number in sorted(anchors):
        if graph.knows(number)[0]:
            counted.update(graph.ids[graph.neighbours(int(graph.places(number)[0]))].tolist())
    others = sorted((number for number in counted if number not in anchors), key=lambda number: (-counted[number], number))
    return set(others[:MOST_BETWEEN])


Ties = Mapping[Pair, among.Strength]


def _ties(held: Ties, *, now: datetime) -> dict[Pair, among.Strength]:
    """Ties that are not against each other, by what else than messages shows them."""
    found = {
        pair: among.strength((part.fact for part in strength.parts if part.fact.kind not in BY_MESSAGES), now=now)
        for pair, strength in held.items()
    }
    return {pair: strength for pair, strength in found.items() if strength.parts and strength.sign >= 0}


def _suggested(
    ties: Ties, numbers: Sequence[int], asked: Collection[int], known: Mapping[int, Mapping[Node, float]]
) -> dict[int, Suggested]:
    from hustings.engine.graph import build_graph, hints

    here = set(numbers)
    ends = [sorted(number_of(node) for node in pair) for pair in ties]
    weights = [strength.probability for strength in ties.values()]
    graph = build_graph([one for one, _ in ends], [other for _, other in ends], weights, ids=numbers)
    sides = [{number_of(node): sure for node, sure in known[side].items() if number_of(node) in here} for side in (1, -1)]
    return hints(graph, here.intersection(asked), supporters=sides[0], opponents=sides[1])


def _told(actor: Actor, found: Mapping[int, Suggested], ties: Ties) -> dict[int, Hint]:
    """The hints with names and reasons. Without ways over somebody whom the actor may not see; and none without a way on its own
    side, since nobody could say what it rests on."""
    ways = {place: [(way.side, [node_of(each) for each in way.ids]) for way in hint.ways] for place, hint in found.items()}
    names = names_of(actor, {node for each in ways.values() for _, nodes in each for node in nodes})
    seen = {place: [way for way in each if all(node in names for node in way[1])] for place, each in ways.items()}
    pairs = {frozenset(pair) for each in seen.values() for _, nodes in each for pair in pairwise(nodes)}
    words = describe(actor, (part.fact for pair in pairs for part in ties[pair].parts[:FACTS]))
    shown = {pair: facts_shown(ties[pair], words, most=FACTS) for pair in pairs}

    def nearest(side: int, nodes: Sequence[Node]) -> Nearest:
        stretches = [
            Stretch(names[one][0], names[other][0], ties[frozenset((one, other))].probability, shown[frozenset((one, other))])
            for one, other in pairwise(nodes)
        ]
        return Nearest(nodes[0][0], nodes[0][1], names[nodes[0]][0], side, tuple(stretches))

    return {
        place: Hint("lean_support" if hint.lean > 0 else "lean_against", hint.lean, tuple(nearest(*way) for way in seen[place]))
        for place, hint in found.items()
        if any(side * hint.lean > 0 for side, _ in seen[place])
    }
