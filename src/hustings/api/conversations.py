"""Conversations: what needs a reply, and the messages of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from hustings.api.door import Call, Id, Room
from hustings.api.people import Limit
from hustings.api.shapes import PersonName
from hustings.apps.inbox import queries

room = Room(tags=["conversations"])


class ConversationShape(Schema):
    """A conversation in a list. `waiting` says that the last word is ours; `reply_kind` is why it needs a reply."""

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
    assigned_to: str
    assigned_to_id: int | None
    until: datetime | None
    due_at: datetime | None
    overdue: bool


class Conversations(Schema):
    """A page of conversations; `needs_reply` counts all that need one."""

    items: list[ConversationShape]
    next: str
    needs_reply: int


class MessageShape(Schema):
    """One message."""

    id: int
    at: datetime
    direction: str
    author: str
    subject: str
    text: str
    automatic: str
    needs_reply: bool


class WholeConversation(Schema):
    """A conversation with its latest 500 messages, oldest first; `left_out` older ones are not shown."""

    conversation: ConversationShape
    people: list[PersonName]
    messages: list[MessageShape]
    source: str
    left_out: int


@room.get("/conversations", response=Conversations, summary="List conversations")
def list_conversations(
    request: Call,
    state: queries.State = "needs_reply",
    after: str = "",
    limit: Limit = 50,
) -> Any:
    """Those that need a reply, those where we wait for theirs, or all; the latest first."""
    page = queries.conversations_page(request.auth, state=state, after=after, limit=limit)
    return {"items": page.rows, "next": page.next, "needs_reply": page.needs_reply}


@room.get("/conversations/{conversation_id}", response=WholeConversation, summary="One conversation")
def show_conversation(request: Call, conversation_id: Id) -> Any:
    """Its messages and who takes part."""
    view = queries.conversation_view(request.auth, conversation_id)
    people = [PersonName(id=number, name=name) for number, name in view.people]
    return {
        "conversation": view.row,
        "people": people,
        "messages": view.messages,
        "source": view.source,
        "left_out": view.left_out,
    }
