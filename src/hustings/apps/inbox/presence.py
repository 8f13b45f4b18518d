"""Who is looking at a conversation now, and who writes in it: rows that live for a minute."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Presence
from hustings.apps.inbox.seeing import seen_conversation

LOOKING, TYPING = timedelta(seconds=40), timedelta(seconds=20)
KEPT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Looking:
    """Another member who has the conversation open; `typing` says that an answer is being written."""

    member_id: int
    name: str
    typing: bool


def look(actor: Actor, conversation_id: int, *, typing: bool, now: datetime) -> tuple[Looking, ...]:
    """Notes that the actor looks, and returns who else does. Raises NotFound for what the actor may not see."""
    seen_conversation(actor, conversation_id)
    told = {"at": now} | ({"typing_at": now} if typing else {})
    Presence.objects.update_or_create(conversation_id=conversation_id, member_id=actor.member_id, defaults=told)
    Presence.objects.filter(at__lt=now - KEPT).delete()
    return others_at(actor, [conversation_id], now=now).get(conversation_id, ())


def leave(actor: Actor, conversation_id: int) -> None:
    """The actor looks away."""
    Presence.objects.filter(conversation_id=conversation_id, member_id=actor.member_id).delete()


def others_at(actor: Actor, conversation_ids: Collection[int], *, now: datetime) -> dict[int, tuple[Looking, ...]]:
    """Who else looks at each of these conversations. One query. The caller has made sure that the actor may see them."""
    held = Presence.objects.filter(conversation_id__in=list(conversation_ids), at__gte=now - LOOKING)
    found: dict[int, tuple[Looking, ...]] = {}
    for row in held.exclude(member_id=actor.member_id).select_related("member").order_by("member__name"):
        typing = row.typing_at is not None and row.typing_at >= now - TYPING
        known = found.get(row.conversation_id, ())
        found[row.conversation_id] = (*known, Looking(row.member_id, row.member.name, typing))
    return found
