"""Warm paths: the likeliest chains of introduction from us to somebody, each link with its evidence and a person's vouch.

Private ties of other members are left out, and so is whoever must not be asked, or was asked too often lately. Giving comes
before asking: the ledger of favours puts introducers earlier or later, and says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from msgspec import structs

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import goal_of
from hustings.apps.goals.models import Introduction
from hustings.apps.network.keeping import MISSING, is_able, kept_graph
from hustings.apps.network.models import Relation
from hustings.apps.network.nodes import Node
from hustings.apps.network.queries import FactRow, describe, facts_shown, kept_from, names_of, never_ask_ids, strengths_between
from hustings.apps.network.sources import READY
from hustings.apps.people.access import person_of
from hustings.apps.people.models import Person, Tie, Vouch
from hustings.engine import ties
from hustings.engine.among import KINDS
from hustings.engine.reciprocity import LedgerReason, Readiness
from hustings.storage import rows

if TYPE_CHECKING:
    from hustings.engine.graph import Graph

KNOWN = 0.05
"""Somebody with less than this chance to answer us is a stranger (a stranger's is 0.04): no path begins there."""
LATELY = timedelta(days=90)
MOST_USES = 3
"""After so many asks lately somebody is not asked for an introduction for now."""
OPEN = (Introduction.State.ASKED, Introduction.State.AGREED, Introduction.State.HAPPENED)
TIE = (
    "out_fast",
    "out_slow",
    "in_fast",
    "in_slow",
    "out_count",
    "in_count",
    "first_at",
    "last_in_at",
    "last_out_at",
    "last_mutual_at",
)


@dataclass(frozen=True, slots=True)
class VouchRow:
    """What a member says of how they know somebody."""

    member: str
    how: str
    where: str
    i_would_say: str
    they_would_say: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of a path: the chance that the one asked answers, and why. The first link begins at a member of ours (`member`).

    `ledger` says, of somebody who introduces, what puts them later (cost above 0) or earlier.
    """

    person_id: int
    name: str
    headline: str
    probability: float
    member: str
    vouch: VouchRow | None
    facts: tuple[FactRow, ...]
    last_touch_at: datetime | None
    asked_lately: int
    ledger: tuple[LedgerReason, ...] = ()


class Asked(NamedTuple):
    """How often people were asked for an introduction lately, and how the ledger speaks of asking them, by person."""

    lately: dict[int, int]
    ready: dict[int, Readiness]


@dataclass(frozen=True, slots=True)
class PathRow:
    """A chain from us to the target, who comes last, with the probability of the whole."""

    links: tuple[LinkRow, ...]
    probability: float

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(link.person_id for link in self.links)


@dataclass(frozen=True, slots=True)
class PathsView:
    """The best chains to somebody, by the ties as of a moment.

    `later` are chains that would be among them by their chances alone: the ledger puts their introducers later. `refused` says
    why there is none: no packages, a graph not built yet, or no chain at all.
    """

    target_id: int
    target: str
    paths: tuple[PathRow, ...]
    never_asked: int
    refused: str = ""
    as_of: datetime | None = None
    later: tuple[PathRow, ...] = ()


def paths_to(actor: Actor, person_id: int, *, now: datetime, goal_id: int | None = None, best: int = 3) -> PathsView:
    """The `best` chains to a person, the likeliest first as far as the ledger of favours lets them. A constant number of queries
    but for those of the actor's people."""
    actor.require("see_all_people")
    target = person_of(actor, person_id)
    if goal_id is not None:
        goal_of(actor, goal_id)
    kept = kept_graph(actor.workspace_id, now=now)
    never = never_ask_ids(actor.workspace_id)
    if kept is None:
        wait = "The ties of this workspace are being read. Look again in a moment."
        return PathsView(person_id, target.name, (), len(never), wait if is_able() else MISSING)
    ours = {2 * number: chance for number, chance in _ours(actor, now=now).items()}
    graph = _with_private(actor, kept.people, person_id)
    asked = _asked(actor.workspace_id, _between(graph, ours, person_id), now=now)
    found, later = _chains(graph, ours, person_id, never, asked, best=best)
    told = _told(actor, [*found, *later], asked, now=now)
    best_ones = {people for people, _, _ in found}
    paths = tuple(row for row in told if row.people in best_ones)
    refused = "" if paths else "Nobody whom we know is known to know them within three steps."
    after = tuple(row for row in told if row.people not in best_ones)
    return PathsView(person_id, target.name, paths, len(never), refused, kept.as_of, after)


Chain = tuple[tuple[int, ...], tuple[float, ...], float]


def _with_private(actor: Actor, graph: Graph, target: int) -> Graph:
    """The graph of people with the ties that the actor keeps private, and with the target, who may have no tie at all."""
    from hustings.engine.graph import changed

    private = _own_private(actor)
    ends = sorted({end for pair in private for end in pair} | {2 * target})
    if private or not graph.knows([2 * target]).all():
        one, other, chances = zip(*((a, b, p) for (a, b), p in private.items()), strict=True) if private else ((), (), ())
        spare = [end for end in ends if not graph.knows([end]).all()]
        graph = changed(graph, [*one, *spare], [*other, *spare], [*chances, *(0.0 for _ in spare)])
    return graph


def _between(graph: Graph, ours: Mapping[int, float], target: int) -> list[int]:
    """The people who could be asked for an introduction on the way there."""
    from hustings.engine.graph import introducers

    return [number // 2 for number in introducers(graph, ours=ours, target=2 * target).tolist()]


def _chains(
    graph: Graph, ours: Mapping[int, float], target: int, never: frozenset[int], asked: Asked, *, best: int
) -> tuple[list[Chain], list[Chain]]:
    """The best chains, and those that would be among them but for the ledger."""
    from hustings.engine.graph import Limits, warm_paths

    limits = Limits(
        never=frozenset(2 * number for number in never if number != target),
        used={2 * number: times for number, times in asked.lately.items()},
        ledger={2 * number: ready.cost for number, ready in asked.ready.items()},
        most_uses=MOST_USES,
    )
    found, likeliest = (
        [
            (tuple(number // 2 for number in path.people), path.links, path.probability)
            for path in warm_paths(graph, ours=ours, target=2 * target, best=best, limits=each)
        ]
        for each in (limits, structs.replace(limits, ledger={}))
    )
    best_ones = {people for people, _, _ in found}
    return found, [chain for chain in likeliest if chain[0] not in best_ones and _is_later(chain[0], asked)]


def _is_later(people: tuple[int, ...], asked: Asked) -> bool:
    """Whether the ledger puts somebody who introduces later."""
    return any(asked.ready[person].cost > 0 for person in people[:-1] if person in asked.ready)


def _own_private(actor: Actor) -> dict[tuple[int, int], float]:
    """Ties between people that the actor stated for themselves alone, as they count in a path."""
    held = Relation.objects.filter(
        workspace_id=actor.workspace_id, member_id=actor.member_id, shared=False, sign__gte=0, one_person__isnull=False,
        other_person__isnull=False,
    )  # fmt: skip
    columns = held.values_list("one_person_id", "other_person_id", "kind")
    return {(2 * one, 2 * other): KINDS[kind].chance for one, other, kind in columns if one != other}


def _ours(actor: Actor, *, now: datetime) -> dict[int, float]:
    """Whom we can ask ourselves, with the chance that they answer; without those who asked not to be contacted, and without what
    other members keep to themselves."""
    held = Person.objects.filter(
        workspace_id=actor.workspace_id, strength__gt=KNOWN, do_not_contact=False, own_member__isnull=True
    )
    found = dict(held.values_list("id", "strength").iterator(chunk_size=5_000))
    members, pairs = kept_from(actor)
    touched = {person for _, person in pairs}
    if members:
        kept = Tie.objects.filter(workspace_id=actor.workspace_id, subject__own_member_id__in=members)
        touched |= set(kept.values_list("other_id", flat=True))
    for person in touched.intersection(found):
        del found[person]
    visible = _visible_ties(actor, touched, members, pairs)
    silent = set(
        Person.objects.filter(workspace_id=actor.workspace_id, pk__in=list(visible)[:5_000], do_not_contact=True).values_list(
            "pk", flat=True
        )
    )
    for person, states in visible.items():
        chance = max(ties.strength(state, now=now).probability for _, state in states)
        if chance > KNOWN and person not in silent:
            found[person] = chance
    return found


def _visible_ties(
    actor: Actor, people: Collection[int], members: Collection[int], pairs: Collection[tuple[int, int]]
) -> dict[int, list[tuple[str, ties.TieState]]]:
    """What ties our members to some people, by person: the member's name and the sums, as far as the actor may use them."""
    found: dict[int, list[tuple[str, ties.TieState]]] = {}
    held = Tie.objects.filter(workspace_id=actor.workspace_id, subject__own_member__isnull=False).exclude(
        subject__own_member_id__in=members
    )
    for chunk in rows.chunks(sorted(people)):
        columns = held.filter(other_id__in=chunk).values_list(
            "other_id", "subject__own_member_id", "subject__own_member__name", *TIE
        )
        for person, member, name, *values in columns:
            if (member, person) not in pairs:
                state = ties.TieState(**dict(zip(TIE, values, strict=True)))
                found.setdefault(person, []).append((name, state))
    return found


def used_lately(workspace_id: int, *, now: datetime) -> dict[int, int]:
    """How often people were asked for an introduction in the last months."""
    return dict(Counter(introducer for introducer, _ in _lately(workspace_id, now=now)))


def _lately(workspace_id: int, *, now: datetime) -> list[tuple[int, int | None]]:
    """Who was asked for an introduction in the last months, with the number of the ask in the ledger, once for each."""
    held = Introduction.objects.filter(workspace_id=workspace_id, state__in=OPEN, asked_at__gte=now - LATELY)
    return list(held.values_list("introducer_id", "ask_number"))


def _asked(workspace_id: int, people: Collection[int], *, now: datetime) -> Asked:
    """How often everybody was asked lately, and how the ledger speaks of these people."""
    lately = _lately(workspace_id, now=now)
    counted = {number for _, number in lately if number is not None}
    ready = {person: said for source in READY for person, said in source(workspace_id, now, counted, people).items()}
    return Asked(dict(Counter(introducer for introducer, _ in lately)), ready)


def _told(actor: Actor, chains: list[Chain], asked: Asked, *, now: datetime) -> tuple[PathRow, ...]:
    people = {number for chain, _, _ in chains for number in chain}
    names = names_of(actor, [("person", number) for number in people])
    firsts = {chain[0] for chain, _, _ in chains}
    members, pairs = kept_from(actor)
    known = _visible_ties(actor, firsts, members, pairs)
    vouches = _vouches(actor, firsts)
    between = strengths_between(actor, [("person", number) for number in people], now=now, warm=True)
    words = describe(actor, (part.fact for strength in between.values() for part in strength.parts[:3]))
    facts = {pair: facts_shown(strength, words, most=3) for pair, strength in between.items()}
    touched = dict(Person.objects.filter(pk__in=people).values_list("id", "last_touch_at"))
    rows_made = []
    for chain, chances, probability in chains:
        if all(("person", number) in names for number in chain):
            links = tuple(
                LinkRow(
                    person_id=number, name=names["person", number][0], headline=names["person", number][1],
                    probability=chances[place],
                    member=_closest(known.get(number, []), now=now) if place == 0 else "",
                    vouch=vouches.get(number) if place == 0 else None,
                    facts=() if place == 0 else facts.get(_pair(chain[place - 1], number), ()),
                    last_touch_at=touched.get(number), asked_lately=asked.lately.get(number, 0),
                    ledger=asked.ready.get(number, Readiness()).reasons if place < len(chain) - 1 else (),
                )
                for place, number in enumerate(chain)
            )  # fmt: skip
            rows_made.append(PathRow(links, probability))
    return tuple(rows_made)


def _pair(one: int, other: int) -> frozenset[Node]:
    return frozenset((("person", one), ("person", other)))


def _closest(known: Iterable[tuple[str, ties.TieState]], *, now: datetime) -> str:
    """The member of ours who stands closest."""
    return max(known, key=lambda each: (ties.strength(each[1], now=now).probability, each[0]), default=("", ties.TieState()))[0]


def _vouches(actor: Actor, people: Collection[int]) -> dict[int, VouchRow]:
    """How members know them: the actor's own words first, else what another shared."""
    held = Vouch.objects.filter(Q(member_id=actor.member_id) | Q(shared=True), person_id__in=people).select_related("member")
    found: dict[int, VouchRow] = {}
    for row in sorted(held, key=lambda row: (row.member_id == actor.member_id, row.at)):
        found[row.person_id] = VouchRow(row.member.name, row.how, row.where, row.i_would_say, row.they_would_say)
    return found
