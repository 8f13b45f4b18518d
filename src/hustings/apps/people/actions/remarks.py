"""What members say beside the facts: notes, custom fields and vouches."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.custom_values import clean_value
from hustings.apps.people.models import (
    CustomField,
    CustomValue,
    Note,
    Vouch,
)
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

SINCE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
"""A day as far as it is known."""


def add_note(actor: Actor, person_id: int, *, text: str) -> int:
    """Puts a note on a person. Returns the undo step."""
    actor.require("add_note")
    if not text.strip():
        raise WrongInput("Write something.", field="text")
    with transaction.atomic():
        person = person_of(actor, person_id)
        note = Note.objects.create(workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, text=text.strip())
        refresh_search(actor.workspace_id, person_id)
        return remember(actor, "add_note", label=f"note on {person.name}", data={"note": note.pk, "person": person_id})


@way_back("add_note")
def _undo_note(actor: Actor, data: dict[str, Any]) -> None:
    Note.objects.filter(workspace_id=actor.workspace_id, pk=data["note"]).delete()
    refresh_search(actor.workspace_id, data["person"])


def refresh_search(workspace_id: int, person_id: int) -> None:
    """Writes the search text of one person anew."""
    profiles = {i: folding.fold(found) for i, found in folding.sources_of([person_id]).items() if found}
    folding.refresh_search(workspace_id, profiles)


def remove_note(actor: Actor, note_id: int) -> int:
    """Takes a note away: one's own, or anybody's for a manager. Returns the undo step."""
    actor.require("add_note")
    with transaction.atomic():
        # One question for both, so that a note on somebody hidden answers as one that never was.
        note = Note.objects.filter(visible_through(actor, "person"), pk=note_id).first()
        if note is None:
            raise NotFound("There is no such note.")
        if note.member_id != actor.member_id:
            actor.require("undo_of_others")
        kept, person_id = frozen([note]), note.person_id
        note.delete()
        refresh_search(actor.workspace_id, person_id)
        return remember(actor, "remove_note", label="note removed", data={"rows": kept, "person": person_id})


@way_back("remove_note")
def _undo_remove_note(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
    refresh_search(actor.workspace_id, data["person"])


def add_field(actor: Actor, *, name: str, type: str, choices: tuple[str, ...] = ()) -> int:
    """A new custom field of the workspace. Returns its id."""
    actor.require("manage_fields")
    if type not in CustomField.Type.values:
        raise WrongInput(f"{type!r} is no type. Use one of: {', '.join(CustomField.Type.values)}.", field="type")
    if not name.strip() or CustomField.objects.filter(workspace_id=actor.workspace_id, name__iexact=name.strip()).exists():
        raise WrongInput("Give a name that no other field has.", field="name")
    if type in ("choice", "choices") and not choices:
        raise WrongInput("Give the choices.", field="choices")
    made = CustomField.objects.create(workspace_id=actor.workspace_id, name=name.strip(), type=type, choices=list(choices))
    record_audit(actor, "add_field", subject=f"field:{made.pk}")
    return made.pk


def set_value(actor: Actor, person_id: int, *, field_id: int, value: str) -> int:
    """Sets a custom field; an empty value gives the sources their word back. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        field = CustomField.objects.filter(workspace_id=actor.workspace_id, pk=field_id).first()
        if field is None:
            raise NotFound("There is no such field.")
        held = CustomValue.objects.filter(person=person, field=field)
        before = held.values_list("value", flat=True).first()
        by_hand = held.values_list("by_hand", flat=True).first()
        if value.strip():
            clean = clean_value(field, value.strip())
            CustomValue.objects.update_or_create(
                person=person, field=field, defaults={"workspace_id": actor.workspace_id, "value": clean, "by_hand": True}
            )
        else:
            held.delete()
            folding.refold(actor.workspace_id, [person_id])
        refresh_search(actor.workspace_id, person_id)
        return remember(
            actor,
            "set_value",
            label=f"{field.name} of {person.name}",
            data={"person": person_id, "field": field_id, "before": before, "by_hand": by_hand},
        )


@way_back("set_value")
def _undo_value(actor: Actor, data: dict[str, Any]) -> None:
    held = CustomValue.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"], field_id=data["field"])
    if data["before"] is None:
        held.delete()
    else:
        CustomValue.objects.update_or_create(
            person_id=data["person"],
            field_id=data["field"],
            defaults={"workspace_id": actor.workspace_id, "value": data["before"], "by_hand": data.get("by_hand", True)},
        )
    refresh_search(actor.workspace_id, data["person"])


def vouch_for(
    actor: Actor,
    person_id: int,
    *,
    how: str,
    where: str = "",
    i_would_say: str = "",
    they_would_say: str = "",
    since: str = "",
    confidence: str = "",
    shared: bool = False,
) -> int:
    """A member says how they know somebody; `since` is as far as it is known (2019, 2019-05). Returns the undo step."""
    actor.require("add_note")
    if how not in Vouch.How.values:
        raise WrongInput(f"Say how you know them: {', '.join(Vouch.How.values)}.", field="how")
    if confidence not in ("", *Vouch.Confidence.values):
        raise WrongInput(f"Say how sure you are: {', '.join(Vouch.Confidence.values)}.", field="confidence")
    if since.strip() and not SINCE.fullmatch(since.strip()):
        raise WrongInput("Say since when as far as it is known: 2019, 2019-05 or 2019-05-17.", field="since")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = Vouch.objects.filter(person=person, member_id=actor.member_id)
        kept = frozen(held)
        columns = {
            "workspace_id": actor.workspace_id,
            "how": how,
            "where": where,
            "since": since.strip(),
            "confidence": confidence,
            "i_would_say": i_would_say,
            "they_would_say": they_would_say,
            "shared": shared,
            "at": utc_now(),
        }
        Vouch.objects.update_or_create(person=person, member_id=actor.member_id, defaults=columns)
        dealings.refresh_rhythm(actor.workspace_id, [person_id], now=utc_now())
        return remember(
            actor,
            "vouch_for",
            label=f"vouch for {person.name}",
            data={"person": person_id, "member": actor.member_id, "rows": kept},
        )


@way_back("vouch_for")
def _undo_vouch(actor: Actor, data: dict[str, Any]) -> None:
    Vouch.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"], member_id=data["member"]).delete()
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
    dealings.refresh_rhythm(actor.workspace_id, [data["person"]], now=utc_now())
