"""The quarterly review of the network: who serves which goal, who went quiet, and what to do about each; a queue for an hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.models import Favour
from hustings.apps.goals.models import Stakeholder
from hustings.apps.inbox.models import Conversation
from hustings.apps.people.access import visible_people
from hustings.apps.people.actions.dealings import tie_states
from hustings.apps.people.models import Person, Promise, Reassessment, Vouch
from hustings.engine import ties
from hustings.engine.network_review import Proposal, Standing, review, urgency
from hustings.engine.ties import TieState

LOOKED_AT = 1_000
"""So many people of the network are weighed at a time: those longest without contact first."""
PAGE = 60
"""About an hour at a minute each."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """Somebody in the queue: how they stand, and what is proposed."""

    person_id: int
    name: str
    headline: str
    segment: str
    strength: float
    last_two_way_at: datetime | None
    goals: tuple[str, ...]
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class QuarterView:
    """The queue, what is most worth deciding first. `left` are not decided on this quarter, `decided` are; `by_decision` counts
    what was decided in it.
    """

    rows: tuple[ReviewRow, ...]
    left: int
    decided: int
    by_decision: dict[str, int]
    goals: tuple[tuple[str, int], ...]


def quarter(actor: Actor, *, now: datetime, limit: int = PAGE) -> QuarterView:
    """The review of the network as of now, for whom the actor may see. A constant number of queries."""
    actor.require("see_people")
    today = now.astimezone(actor.zone).date()
    stands = Reassessment.objects.filter(workspace_id=actor.workspace_id, until__gte=today)
    people = _network(actor).exclude(pk__in=stands.values("person_id"))
    held = list(people.order_by("last_two_way_at", "id")[:LOOKED_AT])
    standings = _standings(actor, held, now=now)
    weighed = [(person, standings[person.pk], review(standings[person.pk], now=now)) for person in held]
    weighed.sort(key=lambda one: (*urgency(one[2], one[1]), one[0].pk))
    rows = tuple(_row(person, standing, proposal) for person, standing, proposal in weighed[: max(1, min(limit, 200))])
    record_audit(actor, "read_list", subject="review of the network", detail={"rows": len(rows)})
    counts: dict[str, int] = defaultdict(int)
    for decision in stands.values_list("decision", flat=True):
        counts[decision] += 1
    return QuarterView(rows, people.count(), sum(counts.values()), dict(counts), _serving(actor))


def _network(actor: Actor) -> QuerySet[Person]:
    """Who is in the network: has a rhythm, is connected, or ever answered."""
    known = Q(connected_on__isnull=False) | Q(last_two_way_at__isnull=False) | ~Q(segment="none")
    return (
        visible_people(actor)
        .filter(known, own_member__isnull=True, do_not_contact=False)
        .exclude(Q(segment="none", segment_by_hand=True))
    )


def _standings(actor: Actor, people: Collection[Person], *, now: datetime) -> dict[int, Standing]:
    ids = [person.pk for person in people]
    states, goals = tie_states(ids), _goals(actor, ids)
    vouches = dict(Vouch.objects.filter(person_id__in=ids).order_by("at").values_list("person_id", "how"))
    open_ones, waiting = _open(ids), _waiting(ids)
    found: dict[int, Standing] = {}
    for person in people:
        number, state = person.pk, states.get(person.pk, TieState())
        vouch, connected = vouches.get(number, ""), person.connected_on is not None
        found[number] = Standing(
            segment=person.segment, strength=ties.strength(state, now=now, vouch=vouch, connected=connected).probability,
            two_way_count=ties.two_way_count(state), last_two_way_at=ties.last_two_way_at(state),
            known_since=state.first_at or person.created_at, goals=tuple(goals[number]), vouch=vouch, connected=connected,
            open=number in open_ones, asked_us=number in waiting,
        )  # fmt: skip
    return found


def _goals(actor: Actor, ids: Collection[int]) -> dict[int, list[str]]:
    """On the maps of which open goals each is."""
    found: dict[int, list[str]] = defaultdict(list)
    if not actor.may("see_goals"):
        return found
    held = Stakeholder.objects.filter(person_id__in=ids, dismissed=False, goal__state="open").order_by(
        "goal__deadline", "goal_id"
    )
    for person, name in held.values_list("person_id", "goal__name"):
        found[person].append(name)
    return found


def _open(ids: Collection[int]) -> set[int]:
    """With whom a promise or thanks are open."""
    promised = Promise.objects.filter(person_id__in=ids, kept_at__isnull=True).values_list("person_id", flat=True)
    owed = Favour.objects.filter(person_id__in=ids).filter(
        Q(done_at__isnull=True) | Q(direction="received", thanked_at__isnull=True)
    )
    return {*promised, *owed.values_list("person_id", flat=True)}


def _waiting(ids: Collection[int]) -> set[int]:
    """Who waits for an answer of ours."""
    held = Conversation.objects.filter(person_id__in=ids, needs_reply=True)
    return {person for person in held.values_list("person_id", flat=True) if person is not None}


def _serving(actor: Actor) -> tuple[tuple[str, int], ...]:
    """How many of the network stand on the map of each open goal, decided on in this quarter or not."""
    if not actor.may("see_goals"):
        return ()
    held = Stakeholder.objects.filter(person__in=_network(actor).values("pk"), dismissed=False, goal__state="open")
    counted = held.order_by().values_list("goal__name").annotate(people=Count("person", distinct=True))
    return tuple(sorted(counted, key=lambda one: (-one[1], one[0])))


def _row(person: Person, standing: Standing, proposal: Proposal) -> ReviewRow:
    return ReviewRow(
        person.pk, person.name, person.headline, person.segment, standing.strength, standing.last_two_way_at, standing.goals,
        proposal,
    )  # fmt: skip
