"""What a member is to look at in the inbox: mentions, what was given to them, and what was forgotten (told to managers, once)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.inbox.due import Due
from hustings.apps.inbox.models import Conversation, Escalation, Notice, ServiceLevel
from hustings.apps.inbox.seeing import visible_conversations

SHOWN = 20
MOST = 500
LOOKED_BACK = timedelta(days=14)
"""What was due longer ago was not forgotten under this promise: it came from an archive, or before there was a promise."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One of them. `by` is who mentioned or gave, `due_at` since when it was overdue; `text` the note that mentions."""

    id: int
    kind: str
    conversation_id: int
    title: str
    by: str
    at: datetime
    due_at: datetime | None
    text: str


def notices_of(actor: Actor) -> tuple[NoticeRow, ...]:
    """What the actor has not looked at yet, the latest first. What was answered or done meanwhile is no news any more."""
    seen = visible_conversations(actor).values("pk")
    still = ~Q(kind="forgotten") | Q(conversation__needs_reply=True)
    theirs = ~Q(kind="given") | Q(conversation__assigned_to_id=actor.member_id)
    held = Notice.objects.filter(still, theirs, member_id=actor.member_id, seen_at__isnull=True, conversation_id__in=seen)
    found = held.select_related("conversation__person", "by", "note", "escalation").order_by("-at", "-id")[:SHOWN]
    return tuple(_row(row) for row in found)


def _row(row: Notice) -> NoticeRow:
    talk = row.conversation
    return NoticeRow(
        id=row.pk, kind=row.kind, conversation_id=talk.pk, title=talk.person.name if talk.person else talk.subject,
        by=row.by.name if row.by else "", at=row.at, due_at=row.escalation.due_at if row.escalation else None,
        text=row.note.text if row.note else "",
    )  # fmt: skip


def seen(actor: Actor, conversation_id: int, *, now: datetime) -> None:
    """The actor has looked at the conversation."""
    held = Notice.objects.filter(member_id=actor.member_id, conversation_id=conversation_id, seen_at__isnull=True)
    held.update(seen_at=now)


def tell(
    actor: Actor,
    member_ids: Iterable[int],
    conversation_ids: Iterable[int],
    *,
    kind: str,
    now: datetime,
    note_id: int | None = None,
) -> None:
    """Puts a notice before members, except before the actor, who knows."""
    Notice.objects.bulk_create(
        Notice(
            workspace_id=actor.workspace_id, member_id=member, conversation_id=number, kind=kind, by_id=actor.member_id, at=now,
            note_id=note_id,
        )
        for member in sorted(set(member_ids) - {actor.member_id})
        for number in conversation_ids
    )  # fmt: skip


def escalate(*, now: datetime) -> int:
    """Tells managers and whoever has it of every message that nobody answered until it was due; each once. Returns how many.

    Looks only at what is new since the promise could have been broken. Three queries where nothing was forgotten.
    """
    told = 0
    for workspace in Workspace.objects.filter(pk__in=ServiceLevel.objects.values("workspace_id").distinct()):
        told += _escalate(workspace, now)
    return told


def _escalate(workspace: Workspace, now: datetime) -> int:
    due = Due.of_workspace(workspace, now=now)
    waiting = Conversation.objects.filter(workspace=workspace, needs_reply=True, reply_to__isnull=False)
    fresh = waiting.filter(last_in_at__gte=now - LOOKED_BACK, last_in_at__lte=now - due.soonest)
    known = Escalation.objects.filter(interaction_id=OuterRef("reply_to_id"))
    late = [(row, at) for row in fresh.filter(~Exists(known)).order_by("-last_in_at")[:MOST] if (at := due.at(row)) and at < now]
    if not late:
        return 0
    members = Member.objects.filter(workspace=workspace, is_active=True)
    leaders = set(members.filter(role__in=("owner", "manager")).values_list("pk", flat=True))
    with transaction.atomic():
        for row, at in late:
            _tell_of(row, at, leaders, now)
    return len(late)


def _tell_of(row: Conversation, due_at: datetime, leaders: Collection[int], now: datetime) -> None:
    assert row.reply_to_id is not None
    held, fresh = Escalation.objects.get_or_create(
        interaction_id=row.reply_to_id, defaults={"conversation_id": row.pk, "due_at": due_at, "at": now}
    )
    if fresh:
        whom = {*leaders, *([row.assigned_to_id] if row.assigned_to_id else [])}
        Notice.objects.bulk_create(
            Notice(
                workspace_id=row.workspace_id, member_id=member, conversation_id=row.pk, escalation=held, kind="forgotten", at=now
            )
            for member in sorted(whom)
        )


def forgotten_ids(conversation_ids: Collection[int]) -> set[int]:
    """Those of these conversations whose waiting message was told to managers. One query."""
    held = Escalation.objects.filter(conversation_id__in=list(conversation_ids), interaction_id=F("conversation__reply_to_id"))
    return set(held.values_list("conversation_id", flat=True))
