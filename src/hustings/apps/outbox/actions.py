"""Decides what goes out, takes it back in time, and settles what nobody else can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal

import msgspec
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel
from hustings.apps.channels.queries import platform_of
from hustings.apps.outbox import returned, tasks
from hustings.apps.outbox.limiting import lock, mark_answer, refuse_too_often
from hustings.apps.outbox.models import Outgoing
from hustings.apps.outbox.permitting import reason_against
from hustings.apps.outbox.places import There, place_of
from hustings.apps.outbox.queries import outgoing_of
from hustings.apps.outbox.registry import REVIEWS
from hustings.apps.outbox.sending import ask, note_arrived
from hustings.apps.people.models import Interaction, Person
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule, WrongInput
from hustings.kernel.records import Identity, Party

UNDO_WINDOW = timedelta(seconds=10)
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member wants to say. `to` are those whom it goes to, `context` what its platform said of the answered message."""

    text: str
    to: tuple[Party, ...] = ()
    subject: str = ""
    thread: str = ""
    references: tuple[str, ...] = ()
    context: Mapping[str, str] | None = None


def queue_reply(
    actor: Actor, *, channel: Channel, person: Person, answers: Interaction, answer: Answer, send_at: datetime | None = None,
    as_is: bool = False,
) -> Outgoing:  # fmt: skip
    """Puts an answer into the outbox; it leaves after ten seconds, or at `send_at`. Call it in the transaction of the decision.

    The same words to the same message are one answer, however often they are decided; one that did not go out is decided anew.
    Raises ForbiddenByUseRule where the person does not want it, TooOften where it answers nothing and limits or a quiet time
    stand against it, WrongInput where there is nothing to say, the account cannot answer, or a room objects to the words (field
    `as_is` where `as_is` overrules that).
    """
    actor.require("send_replies")
    text, now = answer.text.strip(), utc_now()
    _check(channel, text, send_at, now)
    with transaction.atomic():
        lock(person.pk)
        what = f"reply:{answers.pk}:{_digest(text)}"
        known = Outgoing.objects.select_for_update().filter(what=what, person=person, channel=channel).first()
        if known is not None and known.state not in (Outgoing.State.CANCELLED, Outgoing.State.FAILED):
            return known
        overruled = _reviewed(actor, person, answers, text, as_is=as_is)
        made = known or Outgoing(
            workspace_id=actor.workspace_id, channel=channel, person=person, what=what, answers=answers,
            key=key_of(what, person.pk, channel.pk),
        )  # fmt: skip
        if made.state == Outgoing.State.FAILED:
            _begin_round(made)
        made.member_id, made.text, made.state, made.error = actor.member_id, text, Outgoing.State.WAITING, ""
        made.draft = _draft(answer, answers)
        made.decided_at, made.scheduled = now, send_at is not None
        made.not_before = max(send_at or now, now + UNDO_WINDOW)
        _permit(made)
        made.save()
        tasks.enqueue_send(made)
        detail: dict[str, Any] = {"person": person.pk, "channel": channel.pk} | ({"overruled": overruled} if overruled else {})
        record_audit(actor, "queue_reply", subject=f"outgoing:{made.pk}", detail=detail)
    return made


def draft_there(
    actor: Actor, *, channel: Channel | None, person: Person, answers: Interaction, answer: Answer, where: There,
    as_is: bool = False,
) -> Outgoing:  # fmt: skip
    """Keeps an answer that a person writes on the platform itself; nobody else sends it. The same words to the same message once.

    Raises as `queue_reply` does, but for the account: it needs none.
    """
    actor.require("send_replies")
    text, now = answer.text.strip(), utc_now()
    _check_text(text)
    with transaction.atomic():
        lock(person.pk)
        what = f"there:{answers.pk}:{_digest(text)}"
        known = Outgoing.objects.select_for_update().filter(what=what, person=person, channel=channel).first()
        if known is not None and known.state != Outgoing.State.CANCELLED:
            return known
        _reviewed(actor, person, answers, text, as_is=as_is)
        made = known or Outgoing(
            workspace_id=actor.workspace_id, channel=channel, person=person, what=what, answers=answers,
            key=key_of(what, person.pk, channel.pk if channel else 0),
        )  # fmt: skip
        made.member_id, made.text, made.state, made.error = actor.member_id, text, Outgoing.State.THERE, ""
        made.draft = _draft(answer, answers) | {"where": where.title}
        made.decided_at, made.not_before, made.link = now, now, where.address[:2_000]
        _permit(made)
        made.save()
        record_audit(actor, "draft_there", subject=f"outgoing:{made.pk}", detail={"person": person.pk, "where": where.title})
    return made


def objection_to(person: Person, *, answers: Interaction, to: tuple[Party, ...]) -> str | None:
    """What a wish, a rule or a bad address says against an answer before it is written; None where nothing does."""
    return reason_against(Outgoing(person=person, answers=answers, draft={"to": msgspec.to_builtins(to)}))


def _reviewed(actor: Actor, person: Person, answers: Interaction, text: str, *, as_is: bool) -> str:
    """Raises WrongInput where a room objects; returns what was overruled, empty where nobody objected."""
    found = [objection for objection in (review(actor, person, answers, text) for review in REVIEWS) if objection is not None]
    standing = next((each for each in found if each.firm or not as_is), None)
    if standing is not None:
        raise WrongInput(standing.reason, field="text" if standing.firm else "as_is")
    return " ".join(each.reason for each in found)


def _permit(made: Outgoing) -> None:
    """Raises ForbiddenByUseRule where wishes and rules forbid it, TooOften where limits and quiet times do. Hold the lock."""
    reason = reason_against(made)
    if reason is not None:
        raise ForbiddenByUseRule(reason)
    mark_answer(made, at=made.decided_at)
    refuse_too_often(made)


def _permit_anew(held: Outgoing) -> None:
    """To decide once more is to ask once more; what was no answer is one now, where they wrote since. Raises as `_permit`."""
    reason = reason_against(held)
    if reason is not None:
        raise ForbiddenByUseRule(reason)
    held.not_before = utc_now()
    if not held.draft.get("answer", True):
        mark_answer(held, at=held.not_before)
    refuse_too_often(held)


def _check_text(text: str) -> None:
    if not text:
        raise WrongInput("Say something first.", field="text")
    if len(text) > LONGEST:
        raise WrongInput(f"This is longer than {LONGEST:,} characters.", field="text")
    if "\0" in text:
        raise WrongInput("A text cannot hold the character U+0000.", field="text")


def _check(channel: Channel, text: str, send_at: datetime | None, now: datetime) -> None:
    _check_text(text)
    if send_at is not None and send_at <= now:
        raise WrongInput("This time has passed.", field="send_at")
    if channel.state not in (Channel.State.CONNECTED, Channel.State.PAUSED):
        raise WrongInput(f"{channel.account} is not connected any more. Connect it again under Channels.")
    if not {"reply", "message"} & set(channel.may):
        raise WrongInput(f"{channel.account} can be read, but not answered from here.")


def _draft(answer: Answer, answers: Interaction) -> dict[str, Any]:
    return {
        "to": msgspec.to_builtins(answer.to),
        "subject": answer.subject,
        "thread": answer.thread,
        "in_reply_to": answers.external_id,
        "references": list(answer.references),
        "context": dict(answer.context or {}),
    }


def key_of(what: str, person_id: int, channel_id: int, *, round: int = 0) -> str:
    """What the platform knows it by: the same for every try of one decision, another for a decision to send again."""
    return _digest(f"{what}\n{person_id}\n{channel_id}\n{round}")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def cancel(actor: Actor, outgoing_id: int) -> Outgoing:
    """Takes something back that has not left. Raises WrongInput once it is on its way."""
    actor.require("send_replies")
    held = outgoing_of(actor, outgoing_id)
    with transaction.atomic():
        # One conditional update: of this and the sender's, one alone finds it waiting.
        taken = Outgoing.objects.filter(pk=held.pk, state=Outgoing.State.WAITING).update(state=Outgoing.State.CANCELLED)
        if not taken:
            raise WrongInput(
                "It is on its way already." if held.state != Outgoing.State.CANCELLED else "It is taken back already."
            )
        record_audit(actor, "cancel_outgoing", subject=f"outgoing:{held.pk}")
    held.refresh_from_db()
    return held


def undo_reply(actor: Actor, outgoing_id: int) -> str:
    """Takes an answer back within ten seconds and gives its words back, to go on writing."""
    return cancel(actor, outgoing_id).text


def settle(actor: Actor, outgoing_id: int, *, outcome: Literal["sent", "again", "drop", "there"]) -> Outgoing:
    """A person looked, and says of something uncertain that it arrived, or that it is to be sent again, or left.

    What failed can also be answered "there", by hand on the platform; what is answered there was sent, or is dropped.

    Something that failed can be sent again or left, too. To send again is a decision of its own, under a key of its own. Of what
    came back, "sent" says that it arrived all the same; that and "again" say that the address works.
    What a person says has arrived makes no message here: the next sync brings it, as the platform has it.
    """
    actor.require("send_replies")
    held = outgoing_of(actor, outgoing_id)
    with transaction.atomic():
        lock(held.person_id)
        rows = Outgoing.objects.select_for_update(of=("self",)).select_related("channel", "person", "answers__source")
        held = rows.get(pk=held.pk)
        if outcome not in OUTCOMES:
            raise WrongInput(f"Say one of {', '.join(OUTCOMES)}.", field="outcome")
        if held.state not in OUTCOMES[outcome] and not (outcome == "sent" and held.came_back):
            raise WrongInput("There is nothing to settle about this one.")
        if outcome == "sent":
            _arrived(held)
        elif outcome == "drop":
            held.state = Outgoing.State.CANCELLED
            held.save(update_fields=["state"])
        elif outcome == "there":
            _there(held)
        else:
            _again(held)
        record_audit(actor, "settle_outgoing", subject=f"outgoing:{held.pk}", detail={"outcome": outcome})
    return held


OUTCOMES: dict[str, tuple[str, ...]] = {
    "sent": (Outgoing.State.UNCERTAIN, Outgoing.State.THERE),
    "again": (Outgoing.State.UNCERTAIN, Outgoing.State.FAILED),
    "drop": (Outgoing.State.UNCERTAIN, Outgoing.State.FAILED, Outgoing.State.THERE),
    "there": (Outgoing.State.FAILED,),
}
"""What a person can say, and of what."""


def _there(held: Outgoing) -> None:
    """What the platform refused from a program is written there by hand. Wishes and limits bind a hand too."""
    _permit_anew(held)
    to = [party for party in held.draft.get("to", ()) if isinstance(party, dict)]
    handles = [msgspec.convert(each, Identity) for party in to for each in party.get("identities", ())]
    channel = platform_of(held.channel.platform).channel if held.channel else ""
    where = place_of(channel, thread=held.draft.get("thread", ""), context=held.draft.get("context"), handles=handles)
    held.draft |= {"where": where.title}
    held.state, held.error, held.link = Outgoing.State.THERE, "", where.address[:2_000]
    held.sending_at = None
    held.save(update_fields=["state", "error", "link", "draft", "not_before", "sending_at"])


def ask_again(actor: Actor, outgoing_id: int) -> Outgoing:
    """Asks the platform once more what became of something uncertain; sends nothing. Raises as the platform does."""
    actor.require("send_replies")
    held = outgoing_of(actor, outgoing_id)
    if held.state == Outgoing.State.UNCERTAIN:
        ask(held.pk)
        held.refresh_from_db()
    return held


def _arrived(held: Outgoing) -> None:
    if held.came_back:
        returned.say_it_arrived(held, now=utc_now())
    note_arrived(held, at=held.sent_at or held.sending_at or utc_now())


def _again(held: Outgoing) -> None:
    if held.came_back:
        returned.say_it_works(held)
    _permit_anew(held)
    _begin_round(held)
    held.state, held.error = Outgoing.State.WAITING, ""
    held.save()
    tasks.enqueue_send(held)


def _begin_round(held: Outgoing) -> None:
    """What is sent once more goes under another key."""
    held.round += 1
    held.key = key_of(held.what, held.person_id, held.channel_id, round=held.round)
    held.tries, held.sent_at, held.external_id = 0, None, ""


__all__ = ["Answer", "ask_again", "cancel", "draft_there", "key_of", "objection_to", "queue_reply", "settle", "undo_reply"]
