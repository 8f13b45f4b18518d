"""Whether an open conversation has changed since it was shown: what its page asks every few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Max

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import ConversationNote
from hustings.apps.inbox.presence import Looking
from hustings.apps.inbox.seeing import seen_conversation


def mark_of_thread(actor: Actor, conversation_id: int) -> str:
    """What changes with every message, note and state of a conversation. Two queries; not audited. Raises NotFound."""
    row = seen_conversation(actor, conversation_id)
    newest = ConversationNote.objects.filter(conversation=row).aggregate(newest=Max("pk"))["newest"]
    return mark_of(row.message_count, row.last_at, newest, row.state, row.needs_reply, row.assigned_to_id, row.until)


def mark_of_presence(looking: Sequence[Looking]) -> str:
    """What changes when somebody comes, goes, begins or stops to write."""
    return mark_of(*((each.member_id, each.typing) for each in looking))


def mark_of(*values: Any) -> str:
    """A short mark of these values."""
    told = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return blake2b(repr(told).encode(), digest_size=9).hexdigest()
