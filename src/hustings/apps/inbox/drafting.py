"""Drafts by a machine: off until an owner names an endpoint, inert text for a member to change, and marked until somebody did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.keys import seal, unseal
from hustings.apps.channels.queries import guard
from hustings.apps.inbox.models import DraftHelper, MachineDraft, Message
from hustings.apps.inbox.seeing import seen_conversation
from hustings.apps.outbox.registry import Objection
from hustings.apps.people.models import Interaction, Person
from hustings.connectors import drafting
from hustings.kernel.errors import WrongInput

TURNS = 12
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class HelperView:
    """The endpoint that proposes drafts, without its key."""

    endpoint: str
    model: str
    has_key: bool


def helper_of(actor: Actor) -> HelperView | None:
    """The workspace's endpoint; None while drafts are off."""
    held = DraftHelper.objects.filter(workspace_id=actor.workspace_id).first()
    return None if held is None else HelperView(held.endpoint, held.model, bool(held.sealed))


def set_helper(actor: Actor, *, endpoint: str, model: str = "", key: str = "") -> None:
    """Names the endpoint that proposes drafts; an empty one turns them off. Its key is sealed with a key outside the data base.

    Without a key the one that the same endpoint has stays; it is never given to another endpoint.
    """
    actor.require("manage_workspace")
    if not endpoint.strip():
        DraftHelper.objects.filter(workspace_id=actor.workspace_id).delete()
        record_audit(actor, "set_draft_helper", subject="drafts", detail={"endpoint": ""})
        return
    clean = drafting.checked(endpoint)
    if not model.strip():
        raise WrongInput("Name the model.", field="model")
    told: dict[str, object] = {"endpoint": clean[:500], "model": model.strip()[:200]}
    same = DraftHelper.objects.filter(workspace_id=actor.workspace_id, endpoint=told["endpoint"])
    if key.strip() or not same.exists():
        told["sealed"] = seal({"key": key.strip()}) if key.strip() else b""
    DraftHelper.objects.update_or_create(workspace_id=actor.workspace_id, defaults=told)
    record_audit(actor, "set_draft_helper", subject="drafts", detail={"endpoint": clean, "model": model.strip()})


def propose(actor: Actor, conversation_id: int, *, now: datetime, wish: str = "") -> str:
    """A draft of an answer, from the words of this conversation alone. Nothing is sent; a member changes it and sends it.

    Raises WrongInput while drafts are off, RetryLater and NeverRetry with what the endpoint said.
    """
    actor.require("send_replies")
    row = seen_conversation(actor, conversation_id)
    held = DraftHelper.objects.filter(workspace_id=actor.workspace_id).first()
    if held is None:
        raise WrongInput("Drafts are off. An owner can name an endpoint that proposes them, under Inbox settings.")
    secrets = unseal(bytes(held.sealed)) if held.sealed else None
    endpoint = drafting.Endpoint(held.endpoint, held.model, secrets["key"] if secrets else "")
    newest = Message.objects.filter(conversation=row).select_related("interaction").order_by("-interaction__at", "-pk")[:TURNS]
    turns = [drafting.Turn(each.interaction.direction == "out", each.interaction.text) for each in newest][::-1]
    record_audit(actor, "ask_draft", subject=f"conversation:{row.pk}", detail={"endpoint": held.endpoint})
    text = drafting.draft(guard(), endpoint, turns, wish=wish)
    MachineDraft.objects.filter(conversation=row, at__lt=now - REMEMBERED).delete()
    MachineDraft.objects.create(conversation=row, member_id=actor.member_id, digest=digest_of(text), at=now)
    return text


def digest_of(text: str) -> bytes:
    """What a draft is recognised by: its words, whatever the white space around them."""
    return blake2b(" ".join(text.split()).encode(), digest_size=16).digest()


def review(actor: Actor, person: Person, answers: Interaction, text: str) -> Objection | None:
    """An answer in the very words of a machine's draft has been read by nobody. The outbox asks."""
    held = MachineDraft.objects.filter(conversation__messages__interaction_id=answers.pk, digest=digest_of(text))
    if not held.exists():
        return None
    return Objection(
        "This is the draft of a machine, word for word. Change what only you can know, or say that it may go as it is.",
        firm=False,
    )
