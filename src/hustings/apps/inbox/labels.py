"""Labels on conversations, the same for all members of a workspace; put on many and taken off, each step with a way back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import ConversationLabel, Label
from hustings.apps.inbox.seeing import seen_conversations, visible_conversations
from hustings.apps.people.actions.undo import remember, way_back
from hustings.kernel.errors import NotFound, WrongInput

COLOURS: tuple[str, ...] = tuple(Label.Colour.values)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label; `colour` is the name of one of eight, `number` on how many conversations it stands (None where not asked)."""

    id: int
    name: str
    colour: str
    number: int | None = None


def labels_of(actor: Actor, *, counted: bool = False) -> tuple[LabelRow, ...]:
    """All labels of the workspace by name; `counted` says on how many conversations each is. Two queries at most."""
    actor.require("see_people")
    held = Label.objects.filter(workspace_id=actor.workspace_id).order_by("name")
    if not counted:
        return tuple(LabelRow(row.pk, row.name, row.colour) for row in held)
    actor.require("see_inbox")
    numbers = dict(
        ConversationLabel.objects.filter(workspace_id=actor.workspace_id).values_list("label_id").annotate(Count("pk")).order_by()
    )
    return tuple(LabelRow(row.pk, row.name, row.colour, numbers.get(row.pk, 0)) for row in held)


def labels_on(conversation_ids: Collection[int]) -> dict[int, tuple[LabelRow, ...]]:
    """The labels of each of these conversations. One query."""
    found: dict[int, tuple[LabelRow, ...]] = {}
    held = ConversationLabel.objects.filter(conversation_id__in=list(conversation_ids)).select_related("label")
    for row in held.order_by("label__name"):
        label = LabelRow(row.label_id, row.label.name, row.label.colour)
        found[row.conversation_id] = (*found.get(row.conversation_id, ()), label)
    return found


def ensure_label(actor: Actor, *, name: str, colour: str = "") -> int:
    """The label of this name, made where it is new; upper case and blanks do not matter. Without a colour it gets one by name."""
    actor.require("log_touch")
    clean = " ".join(name.split())[:60]
    if not clean:
        raise WrongInput("Give the label a name.", field="name")
    if colour and colour not in COLOURS:
        raise WrongInput(f"{colour!r} is no colour. Use one of {', '.join(COLOURS)}.", field="colour")
    known = Label.objects.filter(workspace_id=actor.workspace_id, name__iexact=clean).first()
    if known is not None:
        if colour:
            Label.objects.filter(pk=known.pk).update(colour=colour)
        return known.pk
    made = Label.objects.create(workspace_id=actor.workspace_id, name=clean, colour=colour or _colour_for(clean))
    record_audit(actor, "add_label", subject=f"label:{made.pk}")
    return made.pk


def _colour_for(name: str) -> str:
    return COLOURS[1 + sum(map(ord, name.casefold())) % (len(COLOURS) - 1)]


def change_label(actor: Actor, label_id: int, *, name: str = "", colour: str = "") -> None:
    """Gives a label another name or colour. Raises WrongInput for the name of another one."""
    actor.require("edit_people")
    held = _label(actor, label_id)
    clean = " ".join(name.split())[:60] or held.name
    others = Label.objects.filter(workspace_id=actor.workspace_id, name__iexact=clean).exclude(pk=label_id)
    if others.exists():
        raise WrongInput("Another label has this name.", field="name")
    if colour and colour not in COLOURS:
        raise WrongInput(f"{colour!r} is no colour. Use one of {', '.join(COLOURS)}.", field="colour")
    Label.objects.filter(pk=label_id).update(name=clean, colour=colour or held.colour)
    record_audit(actor, "change_label", subject=f"label:{label_id}")


def remove_label(actor: Actor, label_id: int) -> int:
    """Takes a label out of the workspace, off all conversations. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        held = _label(actor, label_id)
        on = list(ConversationLabel.objects.filter(label=held).values_list("conversation_id", flat=True))
        data = {"name": held.name, "colour": held.colour, "conversations": on}
        held.delete()
        return remember(actor, "remove_label", label=f"label {data['name']} removed", data=data)


@way_back("remove_label")
def _unremove(actor: Actor, data: dict[str, Any]) -> None:
    label_id = ensure_label(actor, name=data["name"], colour=data["colour"])
    _put(actor, label_id, visible_conversations(actor).filter(pk__in=data["conversations"]).values_list("pk", flat=True))


def put_label(actor: Actor, conversation_ids: Collection[int], *, name: str) -> int:
    """Puts a label on conversations; a new name makes a new label. Returns the undo step."""
    actor.require("log_touch")
    wanted = seen_conversations(actor, conversation_ids)
    with transaction.atomic():
        label_id = ensure_label(actor, name=name)
        fresh = _put(actor, label_id, wanted)
        data = {"label": label_id, "conversations": fresh}
        return remember(actor, "put_label", label=f"{' '.join(name.split())}: {_so_many(wanted)}", data=data)


@way_back("put_label")
def _unput(actor: Actor, data: dict[str, Any]) -> None:
    held = ConversationLabel.objects.filter(workspace_id=actor.workspace_id, label_id=data["label"])
    held.filter(conversation_id__in=data["conversations"]).delete()


def take_label(actor: Actor, conversation_ids: Collection[int], *, label_id: int) -> int:
    """Takes a label off conversations. Returns the undo step."""
    actor.require("log_touch")
    wanted = seen_conversations(actor, conversation_ids)
    with transaction.atomic():
        label = _label(actor, label_id)
        held = ConversationLabel.objects.filter(label=label, conversation_id__in=wanted)
        data = {"label": label_id, "conversations": list(held.values_list("conversation_id", flat=True))}
        held.delete()
        return remember(actor, "take_label", label=f"{label.name} off {_so_many(wanted)}", data=data)


@way_back("take_label")
def _untake(actor: Actor, data: dict[str, Any]) -> None:
    _put(actor, _label(actor, data["label"]).pk, data["conversations"])


def _put(actor: Actor, label_id: int, conversation_ids: Collection[int]) -> list[int]:
    """Puts the label where it is not yet; returns where."""
    there = ConversationLabel.objects.filter(label_id=label_id, conversation_id__in=list(conversation_ids))
    known = set(there.values_list("conversation_id", flat=True))
    fresh = [number for number in conversation_ids if number not in known]
    ConversationLabel.objects.bulk_create(
        ConversationLabel(workspace_id=actor.workspace_id, label_id=label_id, conversation_id=number) for number in fresh
    )
    return fresh


def _label(actor: Actor, label_id: int) -> Label:
    found = Label.objects.filter(workspace_id=actor.workspace_id, pk=label_id).first()
    if found is None:
        raise NotFound("There is no such label.")
    return found


def _so_many(numbers: Collection[int]) -> str:
    return "one conversation" if len(numbers) == 1 else f"{len(numbers)} conversations"
