"""Conversations: what needs a reply, the messages of each, and what is done with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.people import Limit
from hustings.api.shapes import PersonName
from hustings.apps.inbox import closing, drafting, labels, notices, presence, queries, working
from hustings.apps.inbox.closing import ClosingRow
from hustings.apps.inbox.filtering import Filters, State
from hustings.apps.inbox.notices import NoticeRow
from hustings.apps.inbox.presence import Looking
from hustings.apps.inbox.queries import NoteRow
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

room = Room(tags=["conversations"])


class LabelName(Schema):
    """A label on a conversation."""

    id: int
    name: str
    colour: str


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
    forgotten: bool
    section: str
    labels: list[LabelName]
    looking: list[Looking]


class Conversations(Schema):
    """A page of conversations; `needs_reply` and `counts` say how many are in each state, up to 1,000."""

    items: list[ConversationShape]
    next: str
    needs_reply: int
    counts: dict[str, int]


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


class Work(Given):
    """What is done with many at once. `until` is for put_off, `member_id` for assign, `label` a name, `label_id` to take off."""

    conversations: list[int] = Field(min_length=1, max_length=1_000)
    do: Literal["done", "put_off", "reopen", "assign", "label", "unlabel"]
    until: AwareDatetime | None = None
    member_id: int | None = None
    label: str = ""
    label_id: int = 0


class Ending(Given):
    """How it ends. `lean` is from -1 (strongly against the issue) to 1 (strongly for it), `condition` why it may be kept."""

    topic: str = ""
    issue: str = ""
    lean: float | None = None
    condition: str = ""
    offers_help: bool = False
    do_not_contact: bool = False
    agrees: str = ""
    purpose: str = ""


class Correction(Given):
    """Whether they want an answer."""

    wants_reply: bool


class Words(Given):
    """A text."""

    text: str


class Looks(Given):
    """Whether an answer is being written."""

    typing: bool = False


class DraftWish(Given):
    """What the draft is to say."""

    wish: str = ""


class DraftShape(Schema):
    """A machine's draft, which nobody has read yet. Nothing was sent."""

    text: str


class WholeConversation(Schema):
    """A conversation with its latest 500 messages, oldest first; `left_out` older ones are not shown."""

    conversation: ConversationShape
    people: list[PersonName]
    messages: list[MessageShape]
    source: str
    left_out: int
    notes: list[NoteRow]
    closings: list[ClosingRow]


@room.get("/conversations", response=Conversations, summary="List conversations")
def list_conversations(
    request: Call,
    state: State = "needs_reply",
    channel: str = "",
    label: str = "",
    given: str = "",
    words: str = "",
    after: str = "",
    limit: Limit = 50,
) -> Any:
    """Those in a state, the latest first; `inbox` is what needs a reply, then what waits for them, then what is done.

    `label` is a label's number, `given` a member's number, `me` or `nobody`, `words` are looked for in the messages.
    """
    filters = Filters(state=state, channel=channel, label=label, given=given, words=words)
    page = queries.conversations_page(request.auth, filters=filters, after=after, limit=limit)
    return {"items": page.rows, "next": page.next, "needs_reply": page.needs_reply, "counts": page.counts}


@room.get("/conversations/notices", response=list[NoticeRow], summary="What to look at in the inbox")
def list_notices(request: Call) -> Any:
    """Mentions, what was given to you, and what was forgotten; until you have looked."""
    return list(notices.notices_of(request.auth))


@room.post("/conversations/work", response=Step, summary="Work conversations")
def work(request: Call, given: Work) -> Step:
    """Done, put off, opened again, given to somebody, labelled: all of them or none, with one way back."""
    actor, ids, now = request.auth, given.conversations, utc_now()
    match given.do:
        case "done":
            step = working.close(actor, ids, now=now)
        case "put_off":
            if given.until is None:
                raise WrongInput("Say until when.", field="until")
            step = working.put_off(actor, ids, until=given.until, now=now)
        case "reopen":
            step = working.reopen(actor, ids)
        case "assign":
            step = working.assign(actor, ids, member_id=given.member_id)
        case "label":
            step = labels.put_label(actor, ids, name=given.label)
        case "unlabel":
            step = labels.take_label(actor, ids, label_id=given.label_id)
    return Step(step=step)


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
        "notes": view.notes,
        "closings": view.closings,
    }


@room.post("/conversations/{conversation_id}/close", response=Step, summary="Close it with what came of it")
def close(request: Call, conversation_id: Id, given: Ending) -> Step:
    """What it was about, where they stand on an issue, that they offer help, what they agreed to or do not want. One way back."""
    ending = closing.Ending(**given.model_dump())
    return Step(step=closing.close_with(request.auth, conversation_id, ending, now=utc_now()))


@room.post("/conversations/{conversation_id}/correct", response=Step, summary="Correct what it wants")
def correct(request: Call, conversation_id: Id, given: Correction) -> Step:
    """Whether their last message wants an answer; the workspace learns from it."""
    return Step(step=working.correct(request.auth, conversation_id, wants_reply=given.wants_reply, now=utc_now()))


@room.post("/conversations/{conversation_id}/notes", response=Step, summary="Note among us")
def add_note(request: Call, conversation_id: Id, given: Words) -> Step:
    """It never leaves the workspace; `@name` mentions a member."""
    return Step(step=working.add_conversation_note(request.auth, conversation_id, text=given.text, now=utc_now()))


@room.post("/conversations/{conversation_id}/look", response=list[Looking], summary="Say that you look at it")
def look(request: Call, conversation_id: Id, given: Looks) -> Any:
    """Others see it for half a minute. Answers with who else looks."""
    return list(presence.look(request.auth, conversation_id, typing=given.typing, now=utc_now()))


@room.post("/conversations/{conversation_id}/draft", response=DraftShape, summary="Let a machine propose an answer")
def propose(request: Call, conversation_id: Id, given: DraftWish) -> Any:
    """Off until an owner names an endpoint. The draft is text for you to change; it is not sent."""
    return {"text": drafting.propose(request.auth, conversation_id, now=utc_now(), wish=given.wish)}
