"""Choosing what to do about an invitation: accept, meet first, hold or decline; and putting down one of ours.

Nobody becomes a connection without the member saying how they know them, unless they put that off; what goes against the rule of
a network is refused with the reason, unless it is overruled.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args
from uuid import uuid4

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations.actions import CONNECTING
from hustings.apps.invitations.models import Invitation
from hustings.apps.invitations.triage import acquaintance
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.actions import put_off_vouch, vouch_for
from hustings.apps.people.actions.frozen import changed_fields, frozen, put_back
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.actions.undo import remember, undo, way_back
from hustings.apps.people.actions.vouching import never_asked
from hustings.apps.people.models import Person, UndoStep, Vouch
from hustings.apps.people.reaching_out import require_today
from hustings.engine.invitations import Known, RuleBreak, check_rule
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import Channel

Choice = Literal["accept", "meet_first", "hold", "decline"]
AWAY = {"meet_first": timedelta(days=21), "hold": timedelta(days=90)}
"""So long an invitation stays out of sight: time to meet, or to see whether something speaks for it."""
STATES = {"accept": "accepted", "decline": "declined"}


class NotSaid(WrongInput):
    """The member has not said how they know the person."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Say first how you know {name}: nobody is a connection without that.", field="how")


class RuleBroken(WrongInput):
    """Connecting goes against the rule of the network. `rule_break` says which and how much is missing."""

    def __init__(self, name: str, channel: str, rule_break: RuleBreak) -> None:
        said = {
            "not_met": f"On this network ({channel}) you connect with people whom you have met and could speak for. Nothing says "
            f"that you have met {name}. Meet first, or connect all the same.",
            "do_not_contact": f"{name} does not want to be contacted. Not even an answer is sent.",
        }
        super().__init__(said[rule_break.code], field="overrule")
        self.rule_break = rule_break


def choose(
    actor: Actor, invitation_id: int, choice: Choice, *, now: datetime, how: str = "", unsaid: bool = False, never: bool = False,
    overrule: bool = False,
) -> int:  # fmt: skip
    """Puts down what a member does about a pending invitation; on the network they do it themselves. Returns the undo step.

    Accepting needs `how` (as in a vouch) unless they said so before, `unsaid` puts the question off, `never` for good. Raises
    NotSaid and RuleBroken (which `overrule` sets aside), NotFound, and WrongInput for what was decided already.
    """
    actor.require("decide_invitations")
    if choice not in get_args(Choice):
        raise WrongInput(f"Choose one of {', '.join(get_args(Choice))}.", field="choice")
    with transaction.atomic():
        row = _pending(actor, invitation_id)
        before = frozen([row])
        steps = _asked_how(actor, row, now=now, how=how, unsaid=unsaid, never=never) if _connects(row, choice) else []
        row.overruled = _overruled(actor, row, overrule=overrule) if _connects(row, choice) else ""
        row.chosen, row.chosen_at = choice, now
        row.state = STATES.get(choice, "pending")
        row.decided_at = now if choice in STATES else None
        row.away_until = (now + AWAY[choice]).astimezone(actor.zone).date() if choice in AWAY else None
        row.save()
        data = {"rows": before, "fields": changed_fields(before[0], row), "steps": steps, "person": row.person_id}
        record_audit(actor, "decide_invitation", subject=f"invitation:{row.pk}", detail={"chosen": choice})
        return remember(actor, "choose_invitation", label=f"{row.person.name}: {choice.replace('_', ' ')}", data=data)


@way_back("choose_invitation")
def _unchoose(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))
    for step_id in reversed(data["steps"]):
        if UndoStep.objects.filter(pk=step_id, undone_at__isnull=True).exists():
            undo(actor, step_id)


def put_down_invitation(
    actor: Actor, person_id: int, *, channel: str, now: datetime, message: str = "", how: str = "", overrule: bool = False
) -> tuple[int, int]:
    """Puts down that the member asked somebody to connect, with the note that says how they know each other.

    Returns its id and the undo step. Raises as `choose`, and NotNow where limits or a quiet time stand against asking today.
    """
    actor.require("decide_invitations")
    if channel not in get_args(Channel):
        raise WrongInput(f"{channel!r} is no channel.", field="channel")
    with transaction.atomic():
        person = person_of(actor, person_id)
        waiting = Invitation.objects.filter(person=person, direction="out", state="pending", channel=channel)
        if waiting.exists():
            raise WrongInput(f"You asked {person.name} already; they have not answered yet.")
        row = _by_hand(
            actor, person, channel=channel, direction="out", sent_at=now, message=message, chosen="accept", chosen_at=now
        )
        steps = _asked_how(actor, row, now=now, how=how, unsaid=False, never=False)
        row.overruled = _overruled(actor, row, overrule=overrule)
        require_today(actor, person, now=now, overrule=overrule)
        row.save(force_insert=True)
        data = {"invitation": row.pk, "person": person_id, "steps": steps}
        return row.pk, remember(actor, "put_down_invitation", label=person.name, data=data)


def put_down_received(
    actor: Actor, person_id: int, *, channel: str, now: datetime, message: str = "", sent_at: datetime | None = None
) -> tuple[int, int]:
    """Puts down that somebody asked the member to connect, on any network, with what they wrote; it waits for a decision then.

    Returns its id and the undo step. Raises WrongInput where one of theirs waits on that network already, or lies ahead.
    """
    actor.require("decide_invitations")
    if channel not in get_args(Channel):
        raise WrongInput(f"{channel!r} is no channel.", field="channel")
    if sent_at is not None and sent_at > now:
        raise WrongInput("An invitation cannot have come on a day ahead.", field="sent_at")
    with transaction.atomic():
        person = person_of(actor, person_id)
        if Invitation.objects.filter(person=person, direction="in", state="pending", channel=channel).exists():
            raise WrongInput(f"An invitation of {person.name} waits there already.")
        row = _by_hand(actor, person, channel=channel, direction="in", sent_at=sent_at or now, message=message)
        row.save(force_insert=True)
        data = {"invitation": row.pk, "person": person_id, "steps": []}
        return row.pk, remember(actor, "put_down_invitation", label=person.name, data=data)


def noon_of(actor: Actor, day: date | None, *, now: datetime) -> datetime | None:
    """The moment that stands for a day of which no hour is known; for today never one ahead."""
    if day is None:
        return None
    noon = datetime.combine(day, time(12), actor.zone)
    return min(noon, now) if day == now.astimezone(actor.zone).date() else noon


def _by_hand(actor: Actor, person: Person, **said: Any) -> Invitation:
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader="by-hand", use_rule="by-hand")
    said["message"] = said["message"].strip()
    return Invitation(
        workspace_id=actor.workspace_id, source=source, member_id=actor.member_id, person=person,
        external_id=f"hand:{uuid4().hex}", digest=b"", **said,
    )  # fmt: skip


@way_back("put_down_invitation")
def _unput(actor: Actor, data: dict[str, Any]) -> None:
    Invitation.objects.filter(workspace_id=actor.workspace_id, pk=data["invitation"]).delete()
    for step_id in reversed(data["steps"]):
        if UndoStep.objects.filter(pk=step_id, undone_at__isnull=True).exists():
            undo(actor, step_id)


def connected_since(actor: Actor, person_id: int, *, channel: str) -> date | None:
    """Since when the team is connected with somebody on a network whose connections are known; None where it is not."""
    person = person_of(actor, person_id)
    there = channel in CONNECTING and person.identities.filter(kind=channel).exists()
    return person.connected_on if there else None


def must_say(actor: Actor, person_id: int) -> bool:
    """Whether the member still has to say how they know somebody before connecting."""
    said = Vouch.objects.filter(person_id=person_id, member_id=actor.member_id).exists()
    return not said and not never_asked(actor, person_id)


def _connects(row: Invitation, choice: str) -> bool:
    """Whether the choice makes somebody a connection by our own doing."""
    return choice == "accept" and row.direction == "in"


def _pending(actor: Actor, invitation_id: int) -> Invitation:
    seen = Invitation.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id)
    row = seen.select_for_update(of=("self",)).select_related("person").filter(pk=invitation_id).first()
    if row is None:
        raise NotFound("There is no such invitation.")
    if row.state != "pending":
        raise WrongInput("This invitation was decided already.")
    return row


def _asked_how(actor: Actor, row: Invitation, *, now: datetime, how: str, unsaid: bool, never: bool) -> list[int]:
    """The steps of saying how they know each other, or of putting it off."""
    if how:
        return [vouch_for(actor, row.person_id, how=how)] if not _said(actor, row, how) else []
    if not must_say(actor, row.person_id):
        return []
    if not (unsaid or never):
        raise NotSaid(row.person.name)
    return [put_off_vouch(actor, row.person_id, now=now, never=never)]


def _said(actor: Actor, row: Invitation, how: str) -> bool:
    return Vouch.objects.filter(person_id=row.person_id, member_id=actor.member_id, how=how).exists()


def _overruled(actor: Actor, row: Invitation, *, overrule: bool) -> str:
    """The code of the rule that is set aside, empty where none is broken."""
    known: Known = acquaintance(actor, row)
    found = check_rule(known, channel=row.channel)
    if found is None:
        return ""
    if not overrule or found.code == "do_not_contact":
        raise RuleBroken(row.person.name, row.channel, found)
    return found.code
