"""What the team can offer and what people need; matches between the two, and a match becomes a favour in one step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import NEED_AS_FAVOUR, put_down_favour
from hustings.apps.favours.models import Asset, MatchDecision, Need
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.actions.frozen import frozen, put_back, thawed
from hustings.apps.people.actions.undo import remember, undo, way_back
from hustings.apps.people.models import Note, Occasion, Participation, Person, UndoStep
from hustings.kernel.errors import NotFound, WrongInput

KINDS = ("expertise", "data", "skill", "introduction", "room", "resource", "time", "platform")
SETTLED = ["state", "state_at"]
"""What is changed of a need that is settled."""


def put_down_asset(actor: Actor, *, kind: str, text: str, now: datetime, person_id: int | None = None) -> tuple[int, int]:
    """Puts down something that the member, or a person of the network, can give. Returns its id and the undo step."""
    actor.require("log_touch")
    _check(kind, text, kinds=KINDS)
    with transaction.atomic():
        person = person_of(actor, person_id) if person_id is not None else None
        made = Asset.objects.create(
            workspace_id=actor.workspace_id, member_id=actor.member_id, person=person, kind=kind, text=text.strip()[:500], at=now
        )
        return made.pk, remember(actor, "put_down_asset", label=made.text, data={"asset": made.pk})


@way_back("put_down_asset")
def _unasset(actor: Actor, data: dict[str, Any]) -> None:
    Asset.objects.filter(workspace_id=actor.workspace_id, pk=data["asset"]).delete()


def end_asset(actor: Actor, asset_id: int, *, now: datetime) -> int:
    """It cannot be had any more. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        row = _asset(actor, asset_id)
        before = frozen([row])
        row.gone_at = now
        row.save(update_fields=["gone_at"])
        return remember(actor, "settle_need", label=row.text, data={"rows": before, "fields": ["gone_at"], "steps": []})


def put_down_need(
    actor: Actor, person_id: int, *, text: str, now: datetime, kind: str = "", sentence: str = "", evidence: str = ""
) -> tuple[int, int]:
    """Puts down what somebody needs, with the sentence that tells of it and where that stands. Returns its id and the undo step.

    It dates from when they told it, where the evidence says so. One that was found before at the same place is opened again.
    """
    actor.require("log_touch")
    _check(kind, text, kinds=("", *KINDS))
    with transaction.atomic():
        person = person_of(actor, person_id)
        values = {
            "workspace_id": actor.workspace_id, "member_id": actor.member_id, "kind": kind, "sentence": sentence.strip(),
            "at": min(_told_at(person, evidence) or now, now), "state": "open",
        }  # fmt: skip
        key = {"person": person, "text": text.strip()[:500], "evidence": evidence[:80]}
        kept = frozen(Need.objects.filter(**key)) if evidence else []
        made = Need.objects.update_or_create(**key, defaults=values)[0] if evidence else Need.objects.create(**key, **values)
        data = {"need": made.pk, "person": person_id, "rows": kept}
        return made.pk, remember(actor, "put_down_need", label=f"{person.name}: {made.text}", data=data)


_TOLD_IN = {"interaction": Participation, "note": Note, "occasion": Occasion}


def _told_at(person: Person, evidence: str) -> datetime | None:
    """When a conversation, a note or a new position of this person told of something."""
    kind, _, number = evidence.partition(":")
    if kind not in _TOLD_IN or not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    key = "interaction_id" if kind == "interaction" else "pk"
    held = _TOLD_IN[kind]._default_manager.filter(person=person, **{key: int(number)})
    return held.values_list("at", flat=True).first()


@way_back("put_down_need")
def _unneed(actor: Actor, data: dict[str, Any]) -> None:
    Need.objects.filter(workspace_id=actor.workspace_id, pk=data["need"]).delete()
    for row in thawed(data["rows"]):
        row.save(force_insert=True)


def settle_need(actor: Actor, need_id: int, *, state: str, now: datetime) -> int:
    """A need was met elsewhere, or is none (dismissed); it may be opened again. Returns the undo step."""
    actor.require("log_touch")
    if state not in ("open", "met", "dismissed"):
        raise WrongInput("Say open, met or dismissed.", field="state")
    with transaction.atomic():
        row = _need(actor, need_id)
        before = frozen([row])
        row.state, row.state_at = state, now
        row.save(update_fields=SETTLED)
        data = {"rows": before, "fields": SETTLED, "steps": [], "person": row.person_id}
        return remember(actor, "settle_need", label=f"{row.person.name}: {row.text}", data=data)


def dismiss_suggestion(actor: Actor, person_id: int, *, text: str, sentence: str, evidence: str, now: datetime) -> int:
    """What was heard is no need: it is not suggested again. Returns the undo step."""
    number, step = put_down_need(actor, person_id, text=text, sentence=sentence, evidence=evidence, now=now)
    Need.objects.filter(pk=number).update(state="dismissed", state_at=now)
    return step


def meet_need(actor: Actor, need_id: int, asset_id: int, *, now: datetime, done: bool = False) -> tuple[int, int]:
    """Makes a favour of a match: promised now, or done. The need counts as met. Returns the favour's id and the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        need, asset = _need(actor, need_id), _asset(actor, asset_id)
        if need.state != "open":
            raise WrongInput("This need is not open any more.")
        before = frozen([need])
        kind = NEED_AS_FAVOUR.get(need.kind or asset.kind, need.kind or asset.kind)
        text = f"{need.text} ({asset.text})"
        favour, step = put_down_favour(
            actor, need.person_id, direction="given", kind=kind, at=now, now=now, text=text,
            done=done,
        )  # fmt: skip
        made = MatchDecision.objects.update_or_create(
            need=need, asset=asset,
            defaults={"workspace_id": actor.workspace_id, "member_id": actor.member_id, "favour_id": favour, "at": now},
        )[0]  # fmt: skip
        need.state, need.state_at = "met", now
        need.save(update_fields=SETTLED)
        data = {"rows": before, "fields": SETTLED, "steps": [step], "decision": made.pk, "person": need.person_id}
        return favour, remember(actor, "meet_need", label=f"{need.person.name}: {need.text}", data=data)


def dismiss_match(actor: Actor, need_id: int, asset_id: int, *, now: datetime) -> int:
    """This asset does not meet that need: the pair is not proposed again. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        need, asset = _need(actor, need_id), _asset(actor, asset_id)
        values = {"workspace_id": actor.workspace_id, "member_id": actor.member_id, "favour": None, "at": now}
        made, fresh = MatchDecision.objects.get_or_create(need=need, asset=asset, defaults=values)
        if not fresh:
            raise WrongInput("This match was decided already.")
        return remember(actor, "dismiss_match", label=need.text, data={"rows": [], "steps": [], "decision": made.pk})


@way_back("settle_need")
@way_back("meet_need")
@way_back("dismiss_match")
def _unsettle(actor: Actor, data: dict[str, Any]) -> None:
    MatchDecision.objects.filter(workspace_id=actor.workspace_id, pk=data.get("decision")).delete()
    put_back(data["rows"], fields=data.get("fields"))
    for step_id in data["steps"]:
        if UndoStep.objects.filter(pk=step_id, undone_at__isnull=True).exists():
            undo(actor, step_id)


def _check(kind: str, text: str, *, kinds: tuple[str, ...]) -> None:
    if kind not in kinds:
        raise WrongInput(f"{kind!r} is no kind. Use one of {', '.join(each for each in kinds if each)}.", field="kind")
    if not text.strip():
        raise WrongInput("Say in a few words what it is.", field="text")


def _need(actor: Actor, need_id: int) -> Need:
    held = Need.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, pk=need_id)
    row = held.select_for_update(of=("self",)).select_related("person").first()
    if row is None:
        raise NotFound("There is no such need.")
    return row


def _asset(actor: Actor, asset_id: int) -> Asset:
    held = Asset.objects.filter(workspace_id=actor.workspace_id, pk=asset_id)
    row = held.filter(person=None).first() or held.filter(visible_through(actor, "person")).first()
    if row is None:
        raise NotFound("There is nothing such to offer.")
    return row
