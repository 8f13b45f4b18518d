"""Saved segments: made, renamed, changed, shared and deleted, each with a way back. Only the question is kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import SavedSegment
from hustings.apps.people.segments import ASKED_BY_NAME, SAVED, About, check, visible_segments
from hustings.engine.segments import Condition, WrongText, conditions_of, mapped, parse, text_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput


def save_segment(actor: Actor, *, name: str, text: str, shared: bool = False, about: About = "people") -> tuple[int, int]:
    """Saves a segment of people, or of organisations, under a name. Returns its id and the undo step.

    Raises WrongInput for a text that cannot be asked (with its place) and for a name that another segment has. Sharing asks for
    the right to edit people, and for segments within that are shared too.
    """
    actor.require("save_segments")
    with transaction.atomic():
        clean = _name(actor, name)
        text = _text(actor, text, within=clean, about=about)
        _require_shareable(actor, text, shared)
        made = SavedSegment.objects.create(
            workspace_id=actor.workspace_id, name=clean, about=about, text=text, member_id=actor.member_id, shared=shared
        )
        return made.pk, remember(actor, "save_segment", label=clean, data={"segment": made.pk})


def change_segment(
    actor: Actor, segment_id: int, *, name: str | None = None, text: str | None = None, shared: bool | None = None
) -> int:
    """Renames, rewrites or shares a saved segment; what is None stays. Returns the undo step.

    Segments that ask for it by its name follow the new one. Raises as `save_segment`, NotFound for one that is not visible,
    NotPermitted for another member's unless the role may change what others did.
    """
    actor.require("save_segments")
    with transaction.atomic():
        held = _own(actor, segment_id)
        users = _users(held)
        before = frozen([held, *users])
        if name is not None and name != held.name:
            old, held.name = held.name, _name(actor, name, besides=held.pk)
            _follow(users, old, held.name)
        if text is not None:
            held.text = _text(actor, text, within=held.name, about=held.about)
        held.shared = held.shared if shared is None else shared
        _require_shareable(actor, held.text, held.shared)
        if not held.shared and any(user.shared or user.member_id != held.member_id for user in users):
            raise WrongInput(f"{_names(users)} asks for this segment and is shared. Change that one first.", field="shared")
        held.at = utc_now()
        held.save()
        after = frozen([held, *users])
        return remember(actor, "change_segment", label=held.name, data={"segment": held.pk, "rows": before, "after": after})


def delete_segment(actor: Actor, segment_id: int) -> int:
    """Deletes a saved segment. Returns the undo step. Raises WrongInput while another segment asks for it."""
    actor.require("save_segments")
    with transaction.atomic():
        held = _own(actor, segment_id)
        users = _users(held)
        if users:
            raise WrongInput(f"{_names(users)} asks for this segment. Change that one first.")
        kept, name = frozen([held]), held.name
        held.delete()
        return remember(actor, "delete_segment", label=name, data={"segment": segment_id, "rows": kept})


@way_back("save_segment")
def _undo_save(actor: Actor, data: dict[str, Any]) -> None:
    held = SavedSegment.objects.filter(workspace_id=actor.workspace_id, pk=data["segment"]).first()
    if held is not None and _users(held):
        raise WrongInput(f"{_names(_users(held))} asks for this segment. Change that one first.")
    if held is not None:
        held.delete()


@way_back("change_segment")
@way_back("delete_segment")
def _undo_change(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data.get("after", ())):
        if frozen(SavedSegment.objects.filter(pk=row.pk)) != frozen([row]):
            raise WrongInput("This was changed again since. Undo the later change first.")
    for row in thawed(data["rows"]):
        row.save()


def _own(actor: Actor, segment_id: int) -> SavedSegment:
    held: SavedSegment | None = visible_segments(actor).select_for_update().filter(pk=segment_id).first()
    if held is None:
        raise NotFound("There is no such segment.")
    if held.member_id != actor.member_id and not actor.may("undo_of_others"):
        raise NotPermitted("This segment is another member's. Save your own under another name.")
    return held


def _name(actor: Actor, name: str, *, besides: int | None = None) -> str:
    clean = " ".join(name.split())[:100]
    if not clean:
        raise WrongInput("Give the segment a name.", field="name")
    others = SavedSegment.objects.filter(workspace_id=actor.workspace_id).exclude(pk=besides)
    if any(other.casefold() == clean.casefold() for other in others.values_list("name", flat=True)):
        raise WrongInput("Give a name that no other segment has.", field="name")
    return clean


def _text(actor: Actor, text: str, *, within: str, about: About) -> str:
    """The text in its shortest form, which can be asked and does not ask for itself."""
    check(actor, text, within=(within.casefold(),), about=about)
    return text_of(parse(text))


def _require_shareable(actor: Actor, text: str, shared: bool) -> None:
    if not shared:
        return
    actor.require("edit_people")
    private = SavedSegment.objects.filter(workspace_id=actor.workspace_id, shared=False)
    asked = {name.casefold() for name in _asked_for(text)}
    if hidden := [name for name in private.values_list("name", flat=True) if name.casefold() in asked]:
        raise WrongInput(f"Share {', '.join(hidden)} first: this segment asks for it.", field="shared")


def _asked_for(text: str) -> list[str]:
    """The names of the segments that a text asks for."""
    try:
        asked = [each for each in conditions_of(parse(text)) if each.field.casefold() in ASKED_BY_NAME]
    except WrongText:
        return []
    return [name for each in asked for name in each.values]


def _users(held: SavedSegment) -> list[SavedSegment]:
    """The segments that ask for this one."""
    others = SavedSegment.objects.filter(workspace_id=held.workspace_id, text__icontains=SAVED).exclude(pk=held.pk)
    return [each for each in others if held.name.casefold() in {name.casefold() for name in _asked_for(each.text)}]


def _names(users: list[SavedSegment]) -> str:
    return ", ".join(user.name for user in users if user.shared) or "Another segment"


def _follow(users: list[SavedSegment], old: str, new: str) -> None:
    """Writes the new name into the segments that ask by the old one."""

    def renamed(condition: Condition) -> Condition:
        if condition.field.casefold() not in ASKED_BY_NAME:
            return condition
        values = tuple(new if value.casefold() == old.casefold() else value for value in condition.values)
        return Condition(condition.field, condition.operator, values)

    for user in users:
        user.text = text_of(mapped(parse(user.text), renamed))
        user.save(update_fields=["text"])
