"""Conversations as the doors show them: what needs a reply first, with the reason, and the messages of each.

Whoever sees people sees their conversations: all of them with `see_inbox`, else those with people assigned to the actor.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import F, Q, QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.due import Due
from hustings.apps.inbox.models import Conversation, ConversationNote, Message
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Participation
from hustings.apps.people.queries.keyset import beyond, cursor_of, cut, key_of
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.storage import rows

State = Literal["needs_reply", "waiting", "mine", "put_off", "done", "all"]
EXCERPT = 280
MOST_MESSAGES = 500


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation in a list. `waiting`: the last word is ours; `reply_kind`: why it needs a reply (engine.triage).

    `reply_to_id` is the interaction that wants the reply, `due_at` until when the service level promises it.
    """

    id: int
    person_id: int | None
    person: str
    channel: str
    subject: str
    excerpt: str
    message_count: int
    last_at: datetime
    last_in_at: datetime | None
    last_out_at: datetime | None
    needs_reply: bool
    reply_kind: str
    reply_weight: float
    waiting: bool
    state: str
    member: str
    reply_to_id: int | None = None
    assigned_to: str = ""
    assigned_to_id: int | None = None
    until: datetime | None = None
    due_at: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ConversationsPage:
    """A page of conversations; `next` opens the following one, empty at the end. `needs_reply` counts all that need one."""

    rows: tuple[ConversationRow, ...]
    next: str
    needs_reply: int


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. `author` is the member for those that went out, else the person who wrote, as far as it is known."""

    id: int
    at: datetime
    direction: str
    author: str
    subject: str
    text: str
    automatic: str
    needs_reply: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What a member told the others; `mentions` are names."""

    id: int
    at: datetime
    member: str
    text: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation with its messages, oldest first, the latest 500 of them; `people` are (id, name) of all who take part."""

    row: ConversationRow
    people: tuple[tuple[int, str], ...]
    messages: tuple[MessageRow, ...]
    source: str
    left_out: int
    notes: tuple[NoteRow, ...] = ()


def visible_conversations(actor: Actor) -> QuerySet[Conversation]:
    """The conversations that the actor may read."""
    if actor.may("see_inbox"):
        return Conversation.objects.filter(workspace_id=actor.workspace_id)
    actor.require("see_people")
    if actor.may("see_all_people"):
        raise NotPermitted("Your role does not allow this. Ask an owner or a manager of the workspace.")
    theirs = Q(person__assigned_to_id=actor.member_id) | Q(assigned_to_id=actor.member_id)
    return Conversation.objects.filter(theirs, workspace_id=actor.workspace_id)


def conversations_page(actor: Actor, *, state: State = "needs_reply", after: str = "", limit: int = 50) -> ConversationsPage:
    """Conversations: those that need a reply, those where we wait for theirs, or all; the latest first.

    Raises WrongInput for an unknown state or cursor. A constant number of queries; leaves one line in the audit trail.
    """
    held = visible_conversations(actor)
    column = "last_in_at" if state == "needs_reply" else "last_at"
    chosen = _in_state(actor, held, state)
    if after:
        at, number = key_of(after, str, int)
        chosen = beyond(chosen, column, datetime.fromisoformat(at), number, falling=True)
    found, more = cut(
        chosen.select_related("person", "member", "assigned_to").order_by(f"-{column}", "id"), max(1, min(limit, 200))
    )
    following = cursor_of(getattr(found[-1], column).isoformat(), found[-1].pk) if more else ""
    record_audit(actor, "read_list", subject="conversations", detail={"state": state, "rows": len(found)})
    excerpts = _excerpts([row.pk for row in found])
    needing = _in_state(actor, held, "needs_reply").count()
    due = Due(actor)
    return ConversationsPage(tuple(_row(row, excerpts.get(row.pk, ""), due) for row in found), following, needing)


def _in_state(actor: Actor, held: QuerySet[Conversation], state: str) -> QuerySet[Conversation]:
    if state == "needs_reply":
        return held.filter(needs_reply=True)
    if state == "waiting":
        return held.filter(Q(last_in_at__isnull=True) | Q(last_out_at__gt=F("last_in_at")), last_out_at__isnull=False)
    if state == "mine":
        return held.filter(assigned_to_id=actor.member_id).exclude(state="closed")
    if state == "put_off":
        return held.filter(state="snoozed")
    if state == "done":
        return held.filter(state="closed")
    if state == "all":
        return held
    raise WrongInput(f"{state!r} is no state. Use needs_reply, waiting, mine, put_off, done or all.", field="state")


def conversation_view(actor: Actor, conversation_id: int) -> ConversationView:
    """A conversation with its messages. Raises NotFound alike for foreign, hidden and nonexistent ids. Audited."""
    found = (
        visible_conversations(actor)
        .filter(pk=conversation_id)
        .select_related("person", "member", "source", "assigned_to")
        .first()
    )
    if found is None:
        raise NotFound("There is no such conversation.")
    newest = Message.objects.filter(conversation=found).select_related("interaction__member").order_by("-interaction__at", "-pk")
    held = list(newest[:MOST_MESSAGES])[::-1]
    people = _people(actor, [message.interaction_id for message in held])
    record_audit(actor, "read_conversation", subject=f"conversation:{conversation_id}")
    return ConversationView(
        row=_row(found, "", Due(actor)),
        people=tuple(dict.fromkeys(person for names in people.values() for _, person in names)),
        messages=tuple(_message(message, people.get(message.interaction_id, []), found.reply_to_id) for message in held),
        source=found.source.reader,
        left_out=max(found.message_count - len(held), 0),
        notes=_notes(found),
    )


def _notes(row: Conversation) -> tuple[NoteRow, ...]:
    held = (
        ConversationNote.objects.filter(conversation=row)
        .select_related("member")
        .prefetch_related("mentions")
        .order_by("at", "id")
    )
    return tuple(
        NoteRow(note.pk, note.at, note.member.name, note.text, tuple(member.name for member in note.mentions.all()))
        for note in held[:MOST_MESSAGES]
    )


def conversations_with(actor: Actor, person_id: int, *, limit: int = 5) -> tuple[ConversationRow, ...]:
    """The latest conversations with a person. Two queries."""
    held = (
        visible_conversations(actor)
        .filter(person_id=person_id)
        .select_related("person", "member", "assigned_to")
        .order_by("-needs_reply", "-last_at", "id")
    )
    found = list(held[:limit])
    excerpts = _excerpts([row.pk for row in found])
    due = Due(actor)
    return tuple(_row(row, excerpts.get(row.pk, ""), due) for row in found)


def threads_of(workspace_id: int, interaction_ids: Collection[int]) -> dict[int, int]:
    """The conversation of each of these interactions, for the timelines of people."""
    held = Message.objects.filter(interaction_id__in=list(interaction_ids), conversation__workspace_id=workspace_id)
    return dict(held.values_list("interaction_id", "conversation_id"))


def _row(row: Conversation, excerpt: str, due: Due) -> ConversationRow:
    due_at = due.at(row)
    ours_last = row.last_out_at is not None and (row.last_in_at is None or row.last_out_at > row.last_in_at)
    return ConversationRow(
        id=row.pk, person_id=row.person_id, person=row.person.name if row.person else "", channel=row.channel,
        subject=row.subject, excerpt=excerpt, message_count=row.message_count, last_at=row.last_at, last_in_at=row.last_in_at,
        last_out_at=row.last_out_at, needs_reply=row.needs_reply, reply_kind=row.reply_kind, reply_weight=row.reply_weight,
        waiting=ours_last, state=row.state, member=row.member.name, reply_to_id=row.reply_to_id,
        assigned_to=row.assigned_to.name if row.assigned_to else "", assigned_to_id=row.assigned_to_id, until=row.until,
        due_at=due_at, overdue=due_at is not None and due_at < due.now,
    )  # fmt: skip


def _excerpts(conversation_ids: Collection[int]) -> dict[int, str]:
    """The beginning of the last message of each conversation. One query that reads no more than those."""
    if not conversation_ids:
        return {}
    marks = rows.marks_for(list(conversation_ids))
    held = rows.select(
        "SELECT c.id, substr(i.text, 1, %s) FROM inbox_conversation c JOIN people_interaction i ON i.id = ("  # noqa: S608
        "SELECT m.interaction_id FROM inbox_message m JOIN people_interaction mi ON mi.id = m.interaction_id "
        "WHERE m.conversation_id = c.id ORDER BY mi.at DESC, mi.id DESC LIMIT 1) "
        f"WHERE c.id IN ({marks})",
        [EXCERPT, *conversation_ids],
    )
    return {conversation_id: " ".join(text.split()) for conversation_id, text in held}


def _people(actor: Actor, interaction_ids: Collection[int]) -> dict[int, list[tuple[str, tuple[int, str]]]]:
    """Who took part in each interaction, as (role, (id, name)), of those whom the actor may see."""
    found: dict[int, list[tuple[str, tuple[int, str]]]] = {}
    held = Participation.objects.filter(visible_through(actor, "person"), interaction_id__in=list(interaction_ids)).order_by("id")
    for number, role, person_id, name in held.values_list("interaction_id", "role", "person_id", "person__name"):
        found.setdefault(number, []).append((role, (person_id, name)))
    return found


def _message(message: Message, people: list[tuple[str, tuple[int, str]]], reply_to: int | None) -> MessageRow:
    row = message.interaction
    writer = next((name for role, (_, name) in people if role == "from"), people[0][1][1] if people else "")
    return MessageRow(
        id=row.pk, at=row.at, direction=row.direction, author=row.member.name if row.direction == "out" else writer,
        subject=row.subject, text=row.text, automatic=row.automatic, needs_reply=row.pk == reply_to,
    )  # fmt: skip
