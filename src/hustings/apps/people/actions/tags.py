"""Tags: put on and taken off people, renamed and merged. A renamed tag keeps its former words, so that sources follow it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of
from hustings.apps.people.actions import folding
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.statements import state_change
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import PersonTag, Tag, TagAlias
from hustings.engine.profile import HIDE
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import PersonRecord


def tag_person(actor: Actor, person_id: int, *, name: str) -> int:
    """Puts a tag on a person. Returns the undo step."""
    actor.require("edit_people")
    clean = clean_tag(name)
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


def clean_tag(name: str) -> str:
    """The name of a tag as it is kept. Raises WrongInput for none."""
    clean = " ".join(name.split())[:100]
    if not clean:
        raise WrongInput("Give the tag a name.", field="name")
    return clean


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
            return _hide_tag(actor, person_id, row.tag)
        kept = frozen(held)
        held.delete()
        return remember(actor, "untag_person", label=f"tag off {person.name}", data={"rows": kept})


def _hide_tag(actor: Actor, person_id: int, tag: Tag) -> int:
    """A source's tag stays away, whatever the source says next."""
    words = words_of(tag)

    def change(record: PersonRecord) -> PersonRecord:
        return hiding(record, words)

    return state_change(actor, person_id, change, verb="edit_person", label=f"tag {tag.name} removed")


def words_of(tag: Tag) -> list[str]:
    """All words by which sources may call a tag."""
    return [tag.name, *TagAlias.objects.filter(tag=tag).order_by("id").values_list("name", flat=True)]


def hiding(record: PersonRecord, words: list[str]) -> PersonRecord:
    """A member's own statement, with these words of sources taken away."""
    hidden = {f"{HIDE}tag:{word.casefold()}": "yes" for word in words}
    return msgspec.structs.replace(record, extra={**record.extra, **hidden})


@way_back("untag_person")
def _undo_untag(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)


def rename_tag(actor: Actor, tag_id: int, *, name: str) -> int:
    """Renames a tag; the name of another tag makes one of both. Returns the undo step.

    What sources called it before means it from now on, so that no import brings the old name back.
    """
    actor.require("edit_people")
    clean = clean_tag(name)
    with transaction.atomic():
        tag = Tag.objects.select_for_update().filter(workspace_id=actor.workspace_id, pk=tag_id).first()
        if tag is None:
            raise NotFound("There is no such tag.")
        others = Tag.objects.filter(workspace_id=actor.workspace_id).exclude(pk=tag_id)
        other = next((each for each in others if each.name.casefold() == clean.casefold()), None)
        data: dict[str, Any] = {"tag": frozen([tag]), "other": other.pk if other else None}
        data["aliases"] = frozen(_aliases(actor, tag, clean))
        if other is None:
            _rename(actor, tag, clean)
        else:
            data |= _merge(actor, tag, other)
        return remember(actor, "rename_tag", label=f"{tag.name}: {clean}", data=data)


def _aliases(actor: Actor, tag: Tag, name: str) -> list[TagAlias]:
    """Other words that a new name touches: those of the tag, and the name itself where it was another word for any."""
    held = TagAlias.objects.filter(workspace_id=actor.workspace_id)
    return [each for each in held if each.tag_id == tag.pk or each.name.casefold() == name.casefold()]


def _rename(actor: Actor, tag: Tag, name: str) -> None:
    _forget_word(actor, name)
    Tag.objects.filter(pk=tag.pk).update(name=name)
    if tag.name.casefold() != name.casefold():
        TagAlias.objects.create(workspace_id=actor.workspace_id, name=tag.name, tag=tag)


def _forget_word(actor: Actor, word: str) -> None:
    held = TagAlias.objects.filter(workspace_id=actor.workspace_id)
    held.filter(pk__in=[each.pk for each in held if each.name.casefold() == word.casefold()]).delete()


def _merge(actor: Actor, tag: Tag, other: Tag) -> dict[str, Any]:
    """Makes one of both. Whoever bears either by hand bears the one that stays by hand."""
    borne = PersonTag.objects.filter(tag=tag)
    both = PersonTag.objects.filter(tag=other, person_id__in=borne.values("person_id"))
    raised = both.filter(by_hand=False, person_id__in=borne.filter(by_hand=True).values("person_id"))
    data = {"borne": frozen(borne), "raised": list(raised.values_list("pk", flat=True))}
    both_ids = list(both.values_list("person_id", flat=True))
    PersonTag.objects.filter(pk__in=data["raised"]).update(by_hand=True)
    borne.exclude(person_id__in=both_ids).update(tag=other)
    TagAlias.objects.filter(tag=tag).update(tag=other)
    tag_id = tag.pk
    tag.delete()
    tag.pk = tag_id
    TagAlias.objects.create(workspace_id=actor.workspace_id, name=tag.name, tag=other)
    return data


@way_back("rename_tag")
def _undo_rename(actor: Actor, data: dict[str, Any]) -> None:
    (before,) = thawed(data["tag"])
    assert isinstance(before, Tag)
    _forget_word(actor, before.name)
    before.save()
    for row in thawed(data.get("borne", ())):
        PersonTag.objects.filter(pk=row.pk).delete()
        row.save(force_insert=True)
    PersonTag.objects.filter(pk__in=data.get("raised", ())).update(by_hand=False)
    for row in thawed(data.get("aliases", ())):
        row.save()
