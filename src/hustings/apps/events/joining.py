"""What is worth joining: events that we only know of, and organisations of our people, each proposed with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import DeclinedOrganisation, Event, Guest
from hustings.apps.people.access import organisation_of, visible_through
from hustings.apps.people.models import Organisation, Position
from hustings.engine.events_joining import Gathering, Proposal, worth_joining
from hustings.engine.events_lists import issues_named
from hustings.engine.joinable import can_be_joined
from hustings.engine.ranking import Reason
from hustings.kernel.errors import WrongInput

CLOSE = 0.25
MOST_EVENTS = 500
ALLIES_IN = 3
"""From so many of our people in it on an organisation is worth a look."""
MOST_ORGANISATIONS = 8


@dataclass(frozen=True, slots=True)
class EventProposal:
    """An event worth going to, and why."""

    event: Event
    worth: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class OrganisationProposal:
    """An organisation worth joining, and why."""

    id: int
    name: str
    reasons: tuple[Reason, ...]


def proposed_events(
    actor: Actor, *, stakeholders: Mapping[int, float] = {}, issues: Sequence[str] = (), now: datetime
) -> tuple[EventProposal, ...]:
    """Events to come that we only know of and that have a reason, the best first. `stakeholders` are people of our open goals
    with their weight, `issues` what the goals are about; the door knows those. Three queries."""
    actor.require("see_people")
    held = Event.objects.filter(workspace_id=actor.workspace_id, standing="known", twin_of=None, starts_at__gt=now)
    events = {str(event.pk): event for event in held.exclude(status="cancelled").order_by("starts_at", "id")[:MOST_EVENTS]}
    allies: dict[str, list[tuple[int, str, float]]] = defaultdict(list)
    weighty: dict[str, list[tuple[int, str, float]]] = defaultdict(list)
    told = Q(event_id__in=list(events)) | Q(event__twin_of__in=list(events))
    coming = Guest.objects.filter(told, visible_through(actor, "person"), person__own_member=None)
    coming = coming.exclude(answer__in=("declined", "cancelled"))
    coming = coming.annotate(first=Coalesce("event__twin_of_id", "event_id"))
    columns = ("first", "person_id", "person__name", "person__strength")
    for event, person, name, strength in coming.order_by("first", "person_id").values_list(*columns).distinct():
        if person in stakeholders:
            weighty[str(event)].append((person, name, stakeholders[person]))
        elif (strength or 0) >= CLOSE:
            allies[str(event)].append((person, name, strength))
    hosts = _names_of_close(actor, {event.organiser for event in events.values()} - {""})
    found = worth_joining(
        (
            Gathering(
                id=number, starts_at=event.starts_at, allies=tuple(allies[number]), stakeholders=tuple(weighty[number]),
                words=issues_named(f"{event.title}\n{event.description}", issues), hosts=event.organiser in hosts,
            )
            for number, event in events.items()
        ),
        now=now,
    )  # fmt: skip
    return tuple(EventProposal(events[each.id], each.worth, each.reasons) for each in found)


def _names_of_close(actor: Actor, names: Collection[str]) -> frozenset[str]:
    held = Position.objects.filter(visible_through(actor, "person"), person__strength__gte=CLOSE, person__name__in=names)
    return frozenset(held.values_list("person__name", flat=True))


def proposed_organisations(
    actor: Actor, *, stakeholders: Mapping[int, float] = {}, but: Collection[int] = (), now: datetime
) -> tuple[OrganisationProposal, ...]:
    """Organisations in which several people close to us or of our goals are, and no member is. Three queries.

    Only such as people join (engine.joinable): no public bodies but parties, no firms and hospitals. `but` are further ones that
    nobody joins, such as the bodies that decide on our goals; the door knows those.
    """
    actor.require("see_people")
    declined = DeclinedOrganisation.objects.filter(workspace_id=actor.workspace_id).values("organisation_id")
    ours = Position.objects.filter(person__workspace_id=actor.workspace_id, person__own_member__isnull=False)
    held = Position.objects.filter(visible_through(actor, "person"), current=True, organisation__isnull=False)
    held = held.filter(person__own_member=None).exclude(organisation_id__in=declined).exclude(organisation_id__in=list(but))
    held = held.exclude(organisation_id__in=ours.exclude(organisation=None).values("organisation_id"))
    held = held.filter(Q(organisation__body=None) | Q(organisation__body__classification="party"))
    close = held.filter(person__strength__gte=CLOSE).order_by("-person__strength")
    in_goals = held.filter(person_id__in=list(stakeholders))
    names: dict[str, str] = {}
    allies: dict[str, dict[int, tuple[int, str, float]]] = defaultdict(dict)
    weighty: dict[str, dict[int, tuple[int, str, float]]] = defaultdict(dict)
    titles: dict[str, set[str]] = defaultdict(set)
    columns = ("organisation_id", "organisation__name", "title", "person_id", "person__name", "person__strength")
    for rows, into in ((close[:5_000], allies), (in_goals[:5_000], weighty)):
        for number, name, title, person, person_name, strength in rows.values_list(*columns):
            names[str(number)] = name
            titles[str(number)].add(title)
            into[str(number)][person] = (person, person_name, stakeholders.get(person, strength or 0.0))
    many = [number for number in names if len(allies[number].keys() | weighty[number].keys()) >= ALLIES_IN]
    wanted = [number for number in many if can_be_joined(names[number], titles[number])]
    found: tuple[Proposal, ...] = worth_joining(
        (
            Gathering(id=number, allies=tuple(allies[number].values()), stakeholders=tuple(weighty[number].values()))
            for number in wanted
        ),
        now=now,
        most=MOST_ORGANISATIONS,
    )
    return tuple(OrganisationProposal(int(each.id), names[each.id], each.reasons) for each in found)


def decline_organisation(actor: Actor, organisation_id: int) -> Organisation:
    """It is not proposed again."""
    actor.require("edit_people")
    organisation = organisation_of(actor, organisation_id)
    with transaction.atomic():
        _, fresh = DeclinedOrganisation.objects.get_or_create(
            workspace_id=actor.workspace_id, organisation=organisation, defaults={"member_id": actor.member_id}
        )
    if not fresh:
        raise WrongInput("It was dismissed already.")
    return organisation
