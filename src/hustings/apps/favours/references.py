"""Introductions and recommendations: the two questions before, and the way of each to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.models import Reference
from hustings.apps.people.access import person_of, visible_through, within_sight
from hustings.apps.people.actions import vouch_for
from hustings.apps.people.actions.frozen import changed_fields, frozen, put_back
from hustings.apps.people.actions.undo import remember, undo, way_back
from hustings.apps.people.models import Participation, UndoStep, Vouch
from hustings.apps.people.reaching_out import require_willing
from hustings.kernel.errors import NotFound, WrongInput

KINDS = ("introduction", "recommendation")
NEXT = {"asked": ("given", "refused", "closed"), "given": ("closed",), "refused": ("closed",), "closed": ()}
"""What may follow each state."""
MOST = 200


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """An introduction or a recommendation: about whom, to whom, and how far it got."""

    id: int
    person_id: int
    person: str
    to_id: int | None
    to: str
    kind: str
    direction: str
    what_for: str
    how: str
    i_would_say: str
    they_would_say: str
    state: str
    member: str
    asked_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    came_of_it: str


def ask_reference(
    actor: Actor, person_id: int, *, kind: str, direction: str, how: str, i_would_say: str, they_would_say: str, now: datetime,
    to_id: int | None = None, what_for: str = "",
) -> tuple[int, int]:  # fmt: skip
    """Puts down that an introduction or a recommendation about somebody is wanted from us (`given`) or by us (`wanted`).

    Both questions are answered first: what would I say about them, what would they say about me; the answers are kept with it
    and in the member's own vouch. Raises WrongInput without them, and for somebody whom one does not know. Returns its id and
    the undo step.
    """
    actor.require("log_touch")
    _check(kind, direction, how, i_would_say, they_would_say)
    if to_id == person_id:
        raise WrongInput("Nobody is introduced to themself.", field="to")
    with transaction.atomic():
        person = person_of(actor, person_id)
        to = person_of(actor, to_id) if to_id is not None else None
        require_willing(to or person, field="to" if to else "person")
        held = Vouch.objects.filter(person=person, member_id=actor.member_id).first()
        step = _keep_answers(actor, person_id, held, how=how, i_would_say=i_would_say, they_would_say=they_would_say)
        made = Reference.objects.create(
            workspace_id=actor.workspace_id, person=person, to=to, member_id=actor.member_id, kind=kind, direction=direction,
            what_for=what_for.strip()[:400], how=how, i_would_say=i_would_say.strip(), they_would_say=they_would_say.strip(),
            asked_at=now,
        )  # fmt: skip
        data = {"reference": made.pk, "person": person_id, "steps": [step]}
        return made.pk, remember(actor, "ask_reference", label=f"{kind}, {person.name}", data=data)


def _keep_answers(
    actor: Actor, person_id: int, held: Vouch | None, *, how: str, i_would_say: str, they_would_say: str
) -> int:  # fmt: skip
    """The answers go into the member's own vouch. What they shared before keeps its words: these were said for themself."""
    kept = {"where": held.where, "since": held.since, "confidence": held.confidence, "shared": held.shared} if held else {}
    said = {"i_would_say": i_would_say.strip(), "they_would_say": they_would_say.strip()}
    if held is not None and held.shared:
        said = {"i_would_say": held.i_would_say, "they_would_say": held.they_would_say}
    return vouch_for(actor, person_id, how=how, **said, **kept)  # type: ignore[arg-type]


def answers_of(actor: Actor, person_id: int) -> dict[str, str]:
    """What this member answered about somebody before: how they know them and the two questions, empty where they did not."""
    asked = Reference.objects.filter(workspace_id=actor.workspace_id, person_id=person_id, member_id=actor.member_id)
    vouch = Vouch.objects.filter(person_id=person_id, member_id=actor.member_id).first()
    held = asked.order_by("-asked_at", "-id").first() or vouch
    names = ("how", "i_would_say", "they_would_say")
    return {name: getattr(held, name) if held else "" for name in names}


def of_introduction(actor: Actor, person_id: int, *, to_id: int, asked_at: datetime) -> int | None:
    """The reference that was asked for together with an introduction, as long as nobody has said what came of it."""
    held = Reference.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, person_id=person_id)
    asked = held.filter(to_id=to_id, asked_at=asked_at, kind="introduction", direction="wanted", state="asked")
    return asked.values_list("pk", flat=True).first()


@way_back("ask_reference")
def _unask(actor: Actor, data: dict[str, Any]) -> None:
    Reference.objects.filter(workspace_id=actor.workspace_id, pk=data["reference"]).delete()
    for step_id in data["steps"]:
        if UndoStep.objects.filter(pk=step_id, undone_at__isnull=True).exists():
            undo(actor, step_id)


def move_reference(actor: Actor, reference_id: int, *, state: str, now: datetime, came_of_it: str = "") -> int:
    """It was given, refused, or is closed with what came of it. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        held = Reference.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, pk=reference_id)
        row = held.select_for_update(of=("self",)).select_related("person").first()
        if row is None:
            raise NotFound("There is no such reference.")
        if state not in NEXT[row.state]:
            raise WrongInput(f"After {row.state} comes {' or '.join(NEXT[row.state]) or 'nothing more'}.", field="state")
        before = frozen([row])
        row.state, row.came_of_it = state, came_of_it.strip() or row.came_of_it
        row.answered_at = row.answered_at or now
        row.closed_at = now if state == "closed" else None
        row.save()
        data = {"rows": before, "fields": changed_fields(before[0], row), "person": row.person_id}
        return remember(actor, "answer_reference", label=f"{row.kind}, {row.person.name}", data=data)


@way_back("answer_reference")
def _unmove(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))


def references(actor: Actor, *, person_id: int | None = None, closed: bool = False) -> tuple[ReferenceRow, ...]:
    """References about people whom the actor may see, the newest first; about one person all of them. One query."""
    actor.require("see_people")
    held = within_sight(actor, Reference.objects.filter(workspace_id=actor.workspace_id)).select_related("person", "to", "member")
    if person_id is not None:
        held = held.filter(person=person_of(actor, person_id))
    elif not closed:
        held = held.exclude(state="closed")
    record_audit(actor, "read_list", subject="references")
    may_all = actor.may("see_all_people")
    return tuple(_row(row, may_all=may_all, member_id=actor.member_id) for row in held.order_by("-asked_at", "-id")[:MOST])


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation that stands on a network, as an export or a channel told it: ours about them (`given`), or theirs."""

    id: int
    person_id: int
    person: str
    direction: str
    channel: str
    at: datetime
    text: str


def recommendations(actor: Actor, *, person_id: int | None = None) -> tuple[RecommendationRow, ...]:
    """Recommendations that were written already, about people whom the actor may see, the newest first. One query."""
    actor.require("see_people")
    held = Participation.objects.filter(
        visible_through(actor, "person"), workspace_id=actor.workspace_id, interaction__kind="recommendation"
    )
    held = held.filter(person__own_member__isnull=True).select_related("person", "interaction")
    if person_id is not None:
        held = held.filter(person=person_of(actor, person_id))
    record_audit(actor, "read_list", subject="recommendations")
    return tuple(
        RecommendationRow(
            row.interaction_id, row.person_id, row.person.name, "given" if row.interaction.direction == "out" else "received",
            row.interaction.channel, row.at, row.interaction.text,
        )
        for row in held.order_by("-at", "-id")[:MOST]
    )  # fmt: skip


def _row(row: Reference, *, may_all: bool, member_id: int) -> ReferenceRow:
    seen = row.to if row.to is not None and (may_all or row.to.assigned_to_id == member_id) else None
    mine = row.member_id == member_id
    return ReferenceRow(
        row.pk, row.person_id, row.person.name, seen.pk if seen else None, seen.name if seen else "", row.kind, row.direction,
        row.what_for, row.how, row.i_would_say if mine else "", row.they_would_say if mine else "", row.state, row.member.name,
        row.asked_at, row.answered_at, row.closed_at, row.came_of_it,
    )  # fmt: skip


def _check(kind: str, direction: str, how: str, i_would_say: str, they_would_say: str) -> None:
    if kind not in KINDS:
        raise WrongInput(f"Say {' or '.join(KINDS)}.", field="kind")
    if direction not in ("given", "wanted"):
        raise WrongInput("Say given (by us) or wanted (by us).", field="direction")
    if how in ("not_known", "online_only"):
        raise WrongInput("One introduces and recommends whom one knows. Meet them first.", field="how")
    if not (i_would_say.strip() and they_would_say.strip()):
        raise WrongInput("Answer both questions first: what would you say about them, and what would they say about you?",
                         field="i_would_say")  # fmt: skip
