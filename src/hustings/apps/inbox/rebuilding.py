"""Conversations made anew from their messages."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import actions
from hustings.apps.inbox.models import Conversation

CHUNK = 1_000
DERIVED = ("message_count", "last_at", "last_in_at", "last_out_at", "needs_reply", "reply_kind", "reply_weight", "reply_to_id")


def rebuild_conversations(actor: Actor) -> list[int]:
    """Recounts every open conversation and asks again whether it needs a reply. Returns the ids of those that differed.

    Those that a member closed stay as they are. Needs `manage_workspace`.
    """
    actor.require("manage_workspace")
    held = Conversation.objects.filter(workspace_id=actor.workspace_id).exclude(state="closed").order_by("id")
    differed: list[int] = []
    ids = list(held.values_list("id", flat=True)[:CHUNK])
    while ids:
        with transaction.atomic():
            before = _derived(ids)
            actions.recount(ids)
            after = _derived(ids)
        differed += [number for number in ids if before[number] != after.get(number)]
        ids = list(held.filter(id__gt=ids[-1]).values_list("id", flat=True)[:CHUNK])
    return differed


def _derived(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in Conversation.objects.filter(id__in=ids).values_list("id", *DERIVED)}
