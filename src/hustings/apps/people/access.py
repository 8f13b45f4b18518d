"""Which people an actor may see. Every query about people starts here."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Organisation, Person, Position
from hustings.kernel.errors import NotFound

Row = TypeVar("Row", bound=Model)


def visible_people(actor: Actor) -> QuerySet[Person]:
    """The people of the workspace; for a volunteer those assigned to them. Members' own people are left to `own_person`."""
    actor.require("see_people")
    people = Person.objects.filter(workspace_id=actor.workspace_id)
    return people if actor.may("see_all_people") else people.filter(assigned_to_id=actor.member_id)


def within_sight(actor: Actor, found: QuerySet[Row]) -> QuerySet[Row]:
    """Those rows about a `person` whom the actor may see."""
    return found if actor.may("see_all_people") else found.filter(person__assigned_to_id=actor.member_id)


def visible_through(actor: Actor, field: str) -> Q:
    """The same people as a condition on rows that point to them by `field`.

    It joins from those rows; `field__in=visible_people(actor)` would walk over everybody in the workspace first.
    """
    actor.require("see_people")
    of_workspace = Q(**{f"{field}__workspace_id": actor.workspace_id})
    return of_workspace if actor.may("see_all_people") else of_workspace & Q(**{f"{field}__assigned_to_id": actor.member_id})


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations of the workspace; for a volunteer those where somebody assigned to them holds a position."""
    actor.require("see_people")
    rows = Organisation.objects.filter(workspace_id=actor.workspace_id)
    if actor.may("see_all_people"):
        return rows
    return rows.filter(pk__in=Position.objects.filter(person__assigned_to_id=actor.member_id).values("organisation_id"))


def person_of(actor: Actor, person_id: int) -> Person:
    """The person with this id. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    found = visible_people(actor).filter(pk=person_id).first()
    if found is None:
        raise NotFound("There is no such person.")
    return found


def organisation_of(actor: Actor, organisation_id: int) -> Organisation:
    """The organisation with this id. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    found = visible_organisations(actor).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound("There is no such organisation.")
    return found
