"""Who belongs on a goal's map and is not there yet, each with the reason and the rows that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.models import Goal, Influence, Stakeholder
from hustings.apps.network.queries import names_of
from hustings.apps.people.access import visible_organisations, visible_people, visible_through
from hustings.apps.people.models import Evidence, Position, Tie

MOST = 30
"""Suggestions of one kind at most."""
MOST_SHARED = 3
"""Bodies that are named of those that somebody shares with deciders."""
SEVERAL = 2
"""Deciders whom somebody reaches at least, to be named as easily overlooked."""
CIRCLE = 500
"""Deciders whose circle is looked at, at most."""
Subject = tuple[str, int]


class Why(NamedTuple):
    """A reason: its code, what it says about whom, and its evidence (`position:7`, `tie:3`, `evidence:9`)."""

    code: str
    facts: dict[str, Any]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may belong on the map, with the tier that fits and why; the first reason is the strongest."""

    subject: Subject
    name: str
    headline: str
    tier: str
    reasons: tuple[Why, ...]


def suggestions(actor: Actor, goal: Goal) -> tuple[Suggestion, ...]:
    """Members of the deciding body, people and organisations close to them, voices on the issue, critics with common ground.

    A constant number of queries. Whoever is on the map or was dismissed is left out.
    """
    placed = _placed(goal)
    deciders = deciders_of(actor, goal)
    found: dict[Subject, list[tuple[str, Why]]] = defaultdict(list)
    for subject, tier, why in _all(actor, goal, deciders):
        if subject not in placed:
            found[subject].append((tier, why))
    names = _names(actor, found)
    ranked = sorted((subject for subject in found if subject in names), key=lambda s: (*_rank(found[s]), names[s][0], s))
    return tuple(
        Suggestion(subject, *names[subject], found[subject][0][0], tuple(why for _, why in found[subject])) for subject in ranked
    )


def deciders_of(actor: Actor, goal: Goal) -> list[int]:
    """The people who decide: they sit on the body now, or were put on the map as decision-makers."""
    sitting = Position.objects.filter(visible_through(actor, "person"), organisation_id=goal.body_id, current=True)
    people = set(sitting.values_list("person_id", flat=True)[:CIRCLE]) if goal.body_id else set()
    by_hand = Stakeholder.objects.filter(goal=goal, tier="decision_maker", person__isnull=False, dismissed=False)
    people.update(by_hand.values_list("person_id", flat=True))
    gone = Stakeholder.objects.filter(goal=goal, person__isnull=False).filter(Q(dismissed=True) | ~Q(tier="decision_maker"))
    return sorted(people.difference(gone.values_list("person_id", flat=True)))


def _all(actor: Actor, goal: Goal, deciders: list[int]) -> Iterator[tuple[Subject, str, Why]]:
    yield from _sitting(actor, goal, deciders)
    yield from _beside(actor, goal, deciders)
    yield from _influential(actor, goal, deciders)
    yield from _tied(actor, deciders)
    yield from _voices(actor, goal)
    yield from _common_ground(actor, goal)


def _rank(reasons: list[tuple[str, Why]]) -> tuple[int, int, int]:
    """The best reason, then how many there are, then how many of the deciders they are about."""
    order = ("decides", "critic", "voice", "influential", "tied", "grassroots", "sits_with", "where_they_sit")
    reached = max(int(why.facts.get("deciders", 0)) for _, why in reasons)
    return min(order.index(why.code) for _, why in reasons), -len(reasons), -reached


def _placed(goal: Goal) -> set[Subject]:
    held = Stakeholder.objects.filter(goal=goal).values_list("person_id", "organisation_id")
    return {("person", person) if person else ("organisation", organisation) for person, organisation in held}


def _sitting(actor: Actor, goal: Goal, deciders: list[int]) -> Iterator[tuple[Subject, str, Why]]:
    held = Position.objects.filter(organisation_id=goal.body_id, current=True, person_id__in=deciders) if goal.body_id else ()
    for position in held:
        facts = {"body": goal.body.name if goal.body else "", "title": position.title}
        yield ("person", position.person_id), "decision_maker", Why("decides", facts, (f"position:{position.pk}",))


def _beside(actor: Actor, goal: Goal, deciders: list[int]) -> Iterator[tuple[Subject, str, Why]]:
    """Who sits with several deciders elsewhere, and the organisations where they sit."""
    elsewhere = Position.objects.filter(person_id__in=deciders, current=True, organisation__isnull=False)
    shared = elsewhere.exclude(organisation_id=goal.body_id).values("organisation_id", "organisation__name")
    circles = {
        row["organisation_id"]: (row["organisation__name"], row["seats"])
        for row in shared.annotate(seats=Count("person_id", distinct=True)).order_by("-seats", "organisation_id")[:MOST]
    }
    for number, (_, seats) in circles.items():
        yield ("organisation", number), "influencer", Why("where_they_sit", {"deciders": seats}, (f"organisation:{number}",))
    held = Position.objects.filter(visible_through(actor, "person"), organisation_id__in=circles, current=True)
    sizes = dict(held.values_list("organisation_id").annotate(size=Count("person_id", distinct=True)))
    beside = held.exclude(person_id__in=deciders).values("person_id", "person__closeness")
    shared_most = beside.annotate(bodies=Count("organisation_id", distinct=True)).order_by(
        "-bodies", "-person__closeness", "person_id"
    )
    people = [row["person_id"] for row in shared_most[:MOST]]
    told: dict[int, dict[int, Position]] = defaultdict(dict)
    for position in held.filter(person_id__in=people).order_by("id"):
        told[position.person_id].setdefault(position.organisation_id or 0, position)
    for person in people:
        # The smaller the body in which many of them sit, the closer its members are to them.
        closest = sorted(told[person], key=lambda number: (-circles[number][1] / sizes[number], number))
        for number in closest[:MOST_SHARED]:
            name, seats = circles[number]
            why = Why("sits_with", {"organisation": name, "deciders": seats}, (f"position:{told[person][number].pk}",))
            yield ("person", person), "influencer", why


def _influential(actor: Actor, goal: Goal, deciders: list[int]) -> Iterator[tuple[Subject, str, Why]]:
    """To whom much of the deciders' influence flows over ties, and through whom; those who decide themselves are left out."""
    held = Influence.objects.filter(goal=goal).exclude(person_id__in=deciders).exclude(organisation_id=goal.body_id)
    best = list(held.order_by("-share", "id")[:MOST])
    through = {(each["kind"], each["id"]) for row in best for each in row.through}
    names = names_of(actor, through)
    for row in best:
        subject: Subject = ("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0)
        passing = [names[each["kind"], each["id"]][0] for each in row.through if (each["kind"], each["id"]) in names]
        facts = {"influence": round(row.value, 2), "through": passing}
        yield subject, "influencer", Why("influential", facts, (f"influence:{row.pk}",))


def _tied(actor: Actor, deciders: list[int]) -> Iterator[tuple[Subject, str, Why]]:
    """Who is in touch with deciders. Whoever holds no position and reaches several is easily overlooked, and said to be."""
    held = Tie.objects.filter(visible_through(actor, "subject"), other_id__in=deciders).exclude(subject_id__in=deciders)
    held = held.filter(subject__own_member__isnull=True)
    ties = held.values("subject_id").annotate(
        reached=Count("other_id", distinct=True), exchanged=Sum("out_count") + Sum("in_count")
    )
    found = list(ties.order_by("-reached", "-exchanged", "subject_id")[:MOST])
    people = [row["subject_id"] for row in found]
    in_office = set(Position.objects.filter(person_id__in=people, current=True).values_list("person_id", flat=True))
    for row in found:
        person, facts = row["subject_id"], {"deciders": row["reached"], "exchanged": row["exchanged"]}
        tier = "influencer" if person in in_office else "constituent"
        yield ("person", person), tier, Why("tied", facts, (f"ties:{person}",))
        if person not in in_office and row["reached"] >= SEVERAL:
            yield ("person", person), tier, Why("grassroots", {"deciders": row["reached"]}, (f"ties:{person}",))


def _voices(actor: Actor, goal: Goal) -> Iterator[tuple[Subject, str, Why]]:
    """Who has said or done something about the issue."""
    for row in _facts(actor).filter(issue_id=goal.issue_id).order_by("-at", "-id")[: MOST * 4]:
        subject: Subject = ("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0)
        tier = "constituent" if subject[0] == "person" else "influencer"
        facts = {"kind": row.kind, "source": row.source, "for_us": (row.lean > 0) == goal.for_it and row.lean != 0}
        yield subject, tier, Why("voice", facts, (f"evidence:{row.pk}",))


def _common_ground(actor: Actor, goal: Goal) -> Iterator[tuple[Subject, str, Why]]:
    """Who is against us here and with us on another goal of ours."""
    others = dict(
        Goal.objects.filter(workspace_id=actor.workspace_id).exclude(issue_id=goal.issue_id).values_list("issue_id", "for_it")
    )
    here = _facts(actor).filter(issue_id=goal.issue_id, **{"lean__lt" if goal.for_it else "lean__gt": 0})
    against = {(row.person_id, row.organisation_id) for row in here[: MOST * 4]}
    people, organisations = {p for p, _ in against if p}, {o for _, o in against if o}
    there = _facts(actor).filter(Q(person_id__in=people) | Q(organisation_id__in=organisations), issue_id__in=others)
    for row in there.select_related("issue").order_by("-at", "-id")[: MOST * 4]:
        if row.lean != 0 and (row.lean > 0) == others[row.issue_id]:
            subject: Subject = ("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0)
            yield subject, "influencer", Why("critic", {"issue": row.issue.name}, (f"evidence:{row.pk}",))


def _facts(actor: Actor) -> Any:
    seen = visible_through(actor, "person") | Q(person__isnull=True)
    return Evidence.objects.filter(seen, workspace_id=actor.workspace_id)


def _names(actor: Actor, subjects: Iterable[Subject]) -> dict[Subject, tuple[str, str]]:
    people = [number for kind, number in subjects if kind == "person"]
    organisations = [number for kind, number in subjects if kind == "organisation"]
    seen: Any = visible_people(actor).filter(pk__in=people, own_member__isnull=True)
    known: Any = visible_organisations(actor).filter(pk__in=organisations)
    found: dict[Subject, tuple[str, str]] = {("person", row.pk): (row.name, row.headline) for row in seen.only(*_PERSON)}
    return found | {("organisation", row.pk): (row.name, "") for row in known.only(*_ORGANISATION)}


_PERSON, _ORGANISATION = ("id", "name", "headline"), ("id", "name")
