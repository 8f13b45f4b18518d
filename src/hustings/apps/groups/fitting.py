"""Who of the network fits a role, with reasons, and who of us can speak for them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.groups.keeping import found
from hustings.apps.groups.models import Candidate, Opportunity
from hustings.apps.people.access import visible_people, visible_through
from hustings.apps.people.models import Person, Position, Skill, Vouch
from hustings.engine.opportunities import Known, Reason, Told, fits, terms

LOOKED_AT = 400
"""People of each kind of reason that are looked at, the closest first."""
WORDS = 12
"""Words of what is wanted that are looked for, the longest first."""


@dataclass(frozen=True, slots=True)
class FitRow:
    """Somebody who fits: how well (0 to 1), why, and whether one of us can speak for them."""

    person_id: int
    name: str
    headline: str
    score: float
    vouched: bool
    reasons: tuple[Reason, ...]


def fitting(actor: Actor, opportunity_id: int, *, most: int = 12) -> tuple[FitRow, ...]:
    """The people who fit a role and are not considered yet, best first. A constant number of queries.

    Nobody is proposed who asked not to be contacted, and no member of ours.
    """
    actor.require("see_goals")
    role = found(actor, Opportunity, opportunity_id)
    wanted = f"{role.title} {role.text}"
    people = _people(actor, role, sorted(terms(wanted), key=lambda term: (-len(term), term))[:WORDS])
    told, vouches = _told(people), _vouches(actor, people)
    known = [
        Known(id=number, told=tuple(told[number]), place=person.location, vouches=tuple(vouches[number]))
        for number, person in people.items()
    ]
    return tuple(
        FitRow(each.id, people[each.id].name, people[each.id].headline, each.score, each.vouched, each.reasons)
        for each in fits(wanted, known, place=role.place, most=most)
    )


def _people(actor: Actor, role: Opportunity, wanted: list[str]) -> dict[int, Person]:
    """Those of whom something is told that shares a beginning of a word with what is wanted."""
    if not wanted:
        return {}
    able = visible_people(actor).filter(own_member__isnull=True, do_not_contact=False)
    able = able.exclude(pk__in=Candidate.objects.filter(opportunity=role).values("person_id")).order_by("-closeness", "id")
    found_ids: set[int] = set()
    for field in ("skills__name", "positions__title", "headline"):
        named = Q()
        for term in wanted:
            named |= Q(**{f"{field}__icontains": term})
        found_ids.update(able.filter(named).values_list("id", flat=True)[:LOOKED_AT])
    return {person.pk: person for person in Person.objects.filter(pk__in=found_ids)}


def _told(people: dict[int, Person]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = defaultdict(list)
    for number, person in people.items():
        if person.headline:
            found[number].append(Told("headline", person.headline, f"person:{number}"))
    for skill in Skill.objects.filter(person_id__in=people):
        found[skill.person_id].append(Told("skill", skill.name, f"skill:{skill.pk}"))
    for position in Position.objects.filter(person_id__in=people).exclude(title=""):
        kind = "title" if position.current else "earlier_title"
        found[position.person_id].append(Told(kind, position.title, f"position:{position.pk}"))
    return found


def _vouches(actor: Actor, people: dict[int, Person]) -> dict[int, list[tuple[str, str]]]:
    """How members know them, as far as they say so: one's own answers, and those that others share."""
    told = Q(shared=True) | Q(member_id=actor.member_id)
    held = Vouch.objects.filter(visible_through(actor, "person"), told, person_id__in=people)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, person, how in held.values_list("id", "person_id", "how"):
        found[person].append((how, f"vouch:{number}"))
    return found
