"""Everything that is kept about one person: given out whole, or erased whole. Rooms above take part through the registry."""

from __future__ import annotations

from typing import Any

from django.core.serializers import serialize
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import registry
from hustings.apps.people.access import person_of
from hustings.apps.people.actions import removal
from hustings.apps.people.models import Interaction, Person, UndoStep
from hustings.kernel.errors import WrongInput


def export_person(actor: Actor, person_id: int) -> dict[str, Any]:
    """All rows about a person, by kind, as plain data: what a person may ask to see (GDPR 15)."""
    actor.require("export_people")
    person = person_of(actor, person_id)
    found: dict[str, list[dict[str, Any]]] = {"people.Person": _plain([person])}
    for pointer in registry.POINTERS:
        rows = list(pointer.model._default_manager.filter(**{pointer.field: person_id}))
        if rows:
            found.setdefault(pointer.label, []).extend(_plain(rows))
    found["people.Interaction"] = _plain(list(Interaction.objects.filter(participations__person_id=person_id).order_by("at")))
    record_audit(actor, "export_person", subject=f"person:{person_id}")
    return found


def _plain(rows: list[Any]) -> list[dict[str, Any]]:
    return [{"id": row["pk"], **row["fields"]} for row in serialize("python", rows)]


def erase_person(actor: Actor, person_id: int) -> None:
    """Removes a person for good, with everything that was only between them and us. There is no way back from this one."""
    actor.require("erase_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        if person.own_member_id is not None:
            raise WrongInput("This is a member of the workspace. Take their membership away first.")
        _forget_steps(actor.workspace_id, person)
        removal.erase_person(actor.workspace_id, person_id)
        record_audit(actor, "erase_person", subject=f"person:{person_id}")


def _forget_steps(workspace_id: int, person: Person) -> None:
    """Steps back that still name the person would keep what was erased."""
    steps = UndoStep.objects.filter(workspace_id=workspace_id)
    steps.filter(label__contains=person.name).delete()
    steps.filter(data__person=person.pk).delete()
