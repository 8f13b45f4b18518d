"""Crises: watches what comes in for sudden rises, keeps the plan that was made in calm, and the log of what was done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import time_ns
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.inbox.models import Alarm, AlarmMessage, CrisisEntry, CrisisMark, CrisisPlan, CrisisWatch, Message
from hustings.engine import crisis as engine
from hustings.engine.surge import Surge
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.storage import rows

HOSTILE = 0
"""The key of hostile messages; claims have positive ones."""
KEPT = engine.WINDOW * engine.WINDOWS
CHUNK = 2_000
MOST = 20_000
"""Messages of one look; what an import brings beyond them, oldest first, is no news."""
QUIET = timedelta(days=3)
"""So long after an alarm is over, the same claim raises none."""
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Role:
    """Who does what: a member by number, or somebody else by name."""

    role: str
    name: str
    member_id: int | None = None


def watch(*, now: datetime) -> int:
    """Looks at what came since the last look, in every workspace. Returns how many alarms were raised.

    Costs one query for each workspace in which nothing came.
    """
    return sum(look(workspace_id, now=now) for workspace_id in Workspace.objects.order_by("pk").values_list("pk", flat=True))


def look(workspace_id: int, *, now: datetime) -> int:
    """Marks the new messages of a workspace, and raises an alarm for each mark that rises. Returns how many."""
    held = Message.objects.filter(conversation__workspace_id=workspace_id)
    watched, _ = CrisisWatch.objects.get_or_create(workspace_id=workspace_id)
    fresh = held.filter(pk__gt=watched.seen, interaction__at__gte=now - KEPT, interaction__direction="in")
    newest = held.filter(pk__gt=watched.seen).aggregate(newest=Max("pk"))["newest"]
    if newest is None:
        return 0
    with transaction.atomic():
        keys = _mark(workspace_id, fresh.filter(interaction__automatic=""), now)
        CrisisWatch.objects.filter(pk=workspace_id).update(seen=newest)
        CrisisMark.objects.filter(workspace_id=workspace_id, at__lt=now - KEPT).delete()
        return sum(_judge(workspace_id, key, now) for key in sorted(keys))


def _mark(workspace_id: int, fresh: Any, now: datetime) -> set[int]:
    """Puts down what the new messages are; returns the keys that enough of the last day's messages share to be judged."""
    keys: set[int] = set()
    columns = ("interaction_id", "interaction__at", "interaction__text")
    for chunk in rows.chunks(fresh.order_by("-pk").values_list(*columns)[:MOST].iterator(chunk_size=CHUNK), CHUNK):
        made = [
            CrisisMark(workspace_id=workspace_id, key=key, interaction_id=number, at=at)
            for number, at, text in chunk
            for key in _keys(text)
        ]
        keys.update(mark.key for mark in made)
        CrisisMark.objects.bulk_create(made, ignore_conflicts=True, batch_size=CHUNK)
    alike = CrisisMark.objects.filter(workspace_id=workspace_id, at__gt=now - engine.WINDOW, at__lte=now)
    counted = alike.values_list("key").annotate(n=Count("interaction", distinct=True)).filter(n__gte=engine.LEAST)
    return keys & set(counted.values_list("key", flat=True))


def _keys(text: str) -> tuple[int, ...]:
    return (*((HOSTILE,) if engine.hostile(text) else ()), *engine.claims(text))


def _judge(workspace_id: int, key: int, now: datetime) -> int:
    marks = CrisisMark.objects.filter(workspace_id=workspace_id, key=key, at__lte=now)
    latest = marks.filter(at__gt=now - engine.WINDOW)
    behind = list(latest.values_list("interaction_id", flat=True))
    kind = Alarm.Kind.REPEATED if key else Alarm.Kind.HOSTILE
    known = Alarm.objects.filter(workspace_id=workspace_id, kind=kind, key=key)
    open_one = known.filter(over_at__isnull=True).first() or (_same_open(workspace_id, behind) if key else None)
    if open_one is not None:
        _put_behind(open_one, behind)
        return 0
    if known.filter(over_at__gt=now - QUIET).exists() or (key and _writers(behind) < engine.LEAST):
        return 0
    found = engine.rise(marks.values_list("at", flat=True), now=now)
    return 0 if found is None else _raise(workspace_id, kind, key, found, behind, now)


def _same_open(workspace_id: int, behind: Collection[int]) -> Alarm | None:
    """An open alarm about the same messages: several sentences of one text that many copy are one claim."""
    held = Alarm.objects.filter(workspace_id=workspace_id, kind=Alarm.Kind.REPEATED, over_at__isnull=True)
    shared = held.annotate(n=Count("messages", filter=Q(messages__interaction_id__in=list(behind))))
    return shared.filter(n__gte=len(behind) / 2).first()


def _writers(interaction_ids: Collection[int]) -> int:
    """How many people wrote these: one who repeats a claim is no rise."""
    held = Message.objects.filter(pk__in=list(interaction_ids), interaction__participations__role="from")
    return held.values("interaction__participations__person_id").distinct().count()


def _raise(workspace_id: int, kind: str, key: int, found: Surge, behind: Sequence[int], now: datetime) -> int:
    made = Alarm.objects.create(workspace_id=workspace_id, kind=kind, key=key, at=now, usual=found.usual, z=found.z)
    _put_behind(made, behind)
    CrisisEntry.objects.create(alarm=made, at=now, kind=CrisisEntry.Kind.RAISED, text=f"{len(behind)} messages in 24 hours")
    return 1


def _put_behind(alarm: Alarm, interaction_ids: Collection[int]) -> None:
    AlarmMessage.objects.bulk_create(
        (AlarmMessage(alarm=alarm, interaction_id=number) for number in interaction_ids), ignore_conflicts=True
    )


def raise_by_hand(actor: Actor, *, text: str, now: datetime, conversation_ids: Collection[int] = ()) -> int:
    """A member sees a crisis before the numbers do. Returns the alarm's id."""
    _may_work(actor)
    if not text.strip():
        raise WrongInput("Say what is happening.", field="text")
    with transaction.atomic():
        made = Alarm.objects.create(workspace_id=actor.workspace_id, kind=Alarm.Kind.BY_HAND, key=-time_ns(), at=now)
        seen = Message.objects.filter(conversation__workspace_id=actor.workspace_id, conversation_id__in=list(conversation_ids))
        _put_behind(made, list(seen.filter(interaction__direction="in").values_list("pk", flat=True)[:SHOWN]))
        _log(actor, made, CrisisEntry.Kind.RAISED, text=text, now=now)
    return made.pk


def save_plan(
    actor: Actor, *, roles: Sequence[Role], checklist: Sequence[str], holding: str, approver_id: int | None = None
) -> None:
    """Keeps the workspace's plan: who does what, in which steps, with which first words, and who approves them."""
    actor.require("manage_inbox")
    members = dict(Member.objects.filter(workspace_id=actor.workspace_id, is_active=True).values_list("pk", "name"))
    for number in (*(role.member_id for role in roles), approver_id):
        if number is not None and number not in members:
            raise WrongInput("There is no such member.", field="member")
    kept = [{"role": each.role.strip()[:100], "name": each.name.strip()[:200], "member": each.member_id} for each in roles]
    steps = [" ".join(step.split())[:300] for step in checklist if step.strip()]
    if len(steps) > 60 or len(kept) > 40:
        raise WrongInput("A plan of more than 60 steps or 40 roles is none that anybody follows.", field="checklist")
    told = {
        "roles": [each for each in kept if each["role"]], "checklist": steps, "holding": holding.strip()[:5_000],
        "approver_id": approver_id,
    }  # fmt: skip
    CrisisPlan.objects.update_or_create(workspace_id=actor.workspace_id, defaults=told)
    record_audit(actor, "save_crisis_plan", subject="crisis plan")


def do_step(actor: Actor, alarm_id: int, *, step: int, now: datetime) -> None:
    """A step of the checklist was done; a line of the log says by whom and when. Once is enough."""
    _may_work(actor)
    alarm = _open(actor, alarm_id)
    plan = CrisisPlan.objects.filter(workspace_id=actor.workspace_id).first()
    steps = plan.checklist if plan else []
    if not 0 <= step < len(steps):
        raise WrongInput("There is no such step in the plan.", field="step")
    if not CrisisEntry.objects.filter(alarm=alarm, kind=CrisisEntry.Kind.STEP, step=step).exists():
        _log(actor, alarm, CrisisEntry.Kind.STEP, text=steps[step], now=now, step=step)


def add_entry(actor: Actor, alarm_id: int, *, text: str, now: datetime) -> None:
    """Puts a line into the log. Lines are never changed or taken back."""
    _may_work(actor)
    if not text.strip():
        raise WrongInput("Write something.", field="text")
    _log(actor, _open(actor, alarm_id), CrisisEntry.Kind.NOTE, text=text, now=now)


def approve(actor: Actor, alarm_id: int, *, statement: str, now: datetime) -> None:
    """Approves the words with which members may answer now. Only the plan's approver, or an owner where it names none."""
    _may_work(actor)
    plan = CrisisPlan.objects.filter(workspace_id=actor.workspace_id).first()
    approver = plan.approver_id if plan else None
    if (approver is not None and approver != actor.member_id) or (approver is None and actor.role != "owner"):
        raise NotPermitted("The plan names somebody else who approves statements.")
    if not statement.strip():
        raise WrongInput("Write the statement.", field="statement")
    with transaction.atomic():
        alarm = _open(actor, alarm_id)
        alarm.statement, alarm.approved_by_id, alarm.approved_at = statement.strip()[:5_000], actor.member_id, now
        alarm.save(update_fields=["statement", "approved_by", "approved_at"])
        _log(actor, alarm, CrisisEntry.Kind.APPROVED, text=alarm.statement, now=now)


def end(actor: Actor, alarm_id: int, *, text: str, now: datetime) -> None:
    """Says that it is over, or was none; the log keeps what was said."""
    _may_work(actor)
    with transaction.atomic():
        alarm = _open(actor, alarm_id)
        Alarm.objects.filter(pk=alarm.pk).update(over_at=now)
        _log(actor, alarm, CrisisEntry.Kind.OVER, text=text, now=now)


def _may_work(actor: Actor) -> None:
    actor.require("send_replies")


def _open(actor: Actor, alarm_id: int) -> Alarm:
    alarm = Alarm.objects.filter(workspace_id=actor.workspace_id, pk=alarm_id).first()
    if alarm is None:
        raise NotFound("There is no such alarm.")
    if alarm.over_at is not None:
        raise WrongInput("This one is over.")
    return alarm


def _log(actor: Actor, alarm: Alarm, kind: str, *, text: str, now: datetime, step: int | None = None) -> None:
    CrisisEntry.objects.create(alarm=alarm, member_id=actor.member_id, at=now, kind=kind, step=step, text=text.strip()[:10_000])
    record_audit(actor, "work_crisis", subject=f"alarm:{alarm.pk}", detail={"kind": kind})
