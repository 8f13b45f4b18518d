"""What members say beside the facts: notes, tags, custom fields and vouches."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.statements import state_change
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.custom_values import clean_value
from hustings.apps.people.models import (
    CustomField,
    CustomValue,
    Note,
    PersonTag,
    Tag,
    Vouch,
)
from hustings.engine.profile import HIDE
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import PersonRecord


def add_note(actor: Actor, person_id: int, *, text: str) -> int:
    """Puts a note on a person. Returns the undo step."""
    actor.require("add_note")
    if not text.strip():
        raise WrongInput("Write something.", field="text")
    with transaction.atomic():
        person = person_of(actor, person_id)
        note = Note.objects.create(workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, text=text.strip())
        _refresh_search(actor.workspace_id, person_id)
        return remember(actor, "add_note", label=f"note on {person.name}", data={"note": note.pk, "person": person_id})


@way_back("add_note")
def _undo_note(actor: Actor, data: dict[str, Any]) -> None:
    Note.objects.filter(workspace_id=actor.workspace_id, pk=data["note"]).delete()
    _refresh_search(actor.workspace_id, data["person"])


def _refresh_search(workspace_id: int, person_id: int) -> None:
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
        _refresh_search(actor.workspace_id, person_id)
        return remember(actor, "remove_note", label="note removed", data={"rows": kept, "person": person_id})


@way_back("remove_note")
def _undo_remove_note(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
    _refresh_search(actor.workspace_id, data["person"])


def tag_person(actor: Actor, person_id: int, *, name: str) -> int:
    """Puts a tag on a person. Returns the undo step."""
    actor.require("edit_people")
    clean = " ".join(name.split())[:100]
    if not clean:
        raise WrongInput("Give the tag a name.", field="name")
    with transaction.atomic():
        person = person_of(actor, person_id)
        tag_id = folding.ensure_tags(actor.workspace_id, [clean])[clean.casefold()]
        before = PersonTag.objects.filter(person=person, tag_id=tag_id).values_list("by_hand", flat=True).first()
        PersonTag.objects.update_or_create(
            person=person, tag_id=tag_id, defaults={"workspace_id": actor.workspace_id, "by_hand": True}
        )
        return remember(
            actor, "tag_person", label=f"{clean} on {person.name}", data={"person": person_id, "tag": tag_id, "before": before}
        )


@way_back("tag_person")
def _undo_tag(actor: Actor, data: dict[str, Any]) -> None:
    held = PersonTag.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"], tag_id=data["tag"])
    if data["before"] is None:
        held.delete()
    else:
        held.update(by_hand=data["before"])


def untag_person(actor: Actor, person_id: int, *, tag_id: int) -> int:
    """Takes a tag off a person. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = PersonTag.objects.filter(workspace_id=actor.workspace_id, person=person, tag_id=tag_id).select_related("tag")
        row = held.first()
        if row is None:
            raise NotFound("There is no such tag on this person.")
        if not row.by_hand:
            return _hide_tag(actor, person_id, row.tag.name)
        kept = frozen(held)
        held.delete()
        return remember(actor, "untag_person", label=f"tag off {person.name}", data={"rows": kept})


def _hide_tag(actor: Actor, person_id: int, name: str) -> int:
    """A source's tag stays away, whatever the source says next."""

    def change(record: PersonRecord) -> PersonRecord:
        return msgspec.structs.replace(record, extra={**record.extra, f"{HIDE}tag:{name.casefold()}": "yes"})

    return state_change(actor, person_id, change, verb="edit_person", label=f"tag {name} removed")


@way_back("untag_person")
def _undo_untag(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)


def add_field(actor: Actor, *, name: str, type: str, choices: tuple[str, ...] = ()) -> int:
    """A new custom field of the workspace. Returns its id."""
    actor.require("manage_fields")
    if type not in CustomField.Type.values:
        raise WrongInput(f"{type!r} is no type. Use one of: {', '.join(CustomField.Type.values)}.", field="type")
    if not name.strip() or CustomField.objects.filter(workspace_id=actor.workspace_id, name__iexact=name.strip()).exists():
        raise WrongInput("Give a name that no other field has.", field="name")
    if type == "choice" and not choices:
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


def vouch_for(
    actor: Actor,
    person_id: int,
    *,
    how: str,
    where: str = "",
    i_would_say: str = "",
    they_would_say: str = "",
    shared: bool = False,
) -> int:
    """A member says how they know somebody. Returns the undo step."""
    actor.require("add_note")
    if how not in Vouch.How.values:
        raise WrongInput(f"Say how you know them: {', '.join(Vouch.How.values)}.", field="how")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = Vouch.objects.filter(person=person, member_id=actor.member_id)
        kept = frozen(held)
        columns = {
            "workspace_id": actor.workspace_id,
            "how": how,
            "where": where,
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


def rename_tag(actor: Actor, tag_id: int, *, name: str) -> int:
    """Renames a tag; the name of another tag makes one of both. Returns the undo step."""
    actor.require("edit_people")
    clean = " ".join(name.split())[:100]
    if not clean:
        raise WrongInput("Give the tag a name.", field="name")
    with transaction.atomic():
        tag = Tag.objects.filter(workspace_id=actor.workspace_id, pk=tag_id).first()
        if tag is None:
            raise NotFound("There is no such tag.")
        other = Tag.objects.filter(workspace_id=actor.workspace_id, name__iexact=clean).exclude(pk=tag_id).first()
        data = {"tag": frozen([tag]), "other": other.pk if other else None}
        if other is not None:
            held = PersonTag.objects.filter(tag=other).values("person_id")
            data["borne"] = frozen(PersonTag.objects.filter(tag=tag))
            PersonTag.objects.filter(tag=tag).exclude(person_id__in=held).update(tag=other)
            tag.delete()
        else:
            Tag.objects.filter(pk=tag_id).update(name=clean)
        return remember(actor, "rename_tag", label=f"{tag.name}: {clean}", data=data)


@way_back("rename_tag")
def _undo_rename(actor: Actor, data: dict[str, Any]) -> None:
    (before,) = thawed(data["tag"])
    before.save()
    for row in thawed(data.get("borne", ())):
        PersonTag.objects.filter(pk=row.pk).delete()
        row.save(force_insert=True)
