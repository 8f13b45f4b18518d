"""Answers and what becomes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Room
from hustings.api.people import Limit
from hustings.apps.inbox.elsewhere import answer_there
from hustings.apps.inbox.replying import reply
from hustings.apps.outbox import actions, queries

room = Room(tags=["outbox"])


class OutgoingShape(Schema):
    """Something that goes out. `state` is waiting, sending, sent, uncertain, failed, cancelled or there; `error` says why.

    What is "there" is written by a person on the platform that `there` names, at `link`; nobody else sends it.
    """

    id: int
    state: str
    person_id: int
    person: str
    channel: str
    account: str
    member: str
    text: str
    decided_at: datetime
    not_before: datetime
    scheduled: bool
    sent_at: datetime | None
    tries: int
    error: str
    link: str
    answers_id: int | None
    own: bool
    there: str


class AnswerGiven(Given):
    """What to say, and when it leaves; ten seconds from now where nothing is said.

    `as_is` sends what is nothing but a snippet or a machine's draft, knowingly; else that is refused with the field `as_is`.
    """

    text: str = Field(max_length=actions.LONGEST)
    send_at: AwareDatetime | None = None
    as_is: bool = False


class SendingOutcome(Given):
    """What became of something uncertain, as a person found out; `again` and `drop` also settle what failed."""

    outcome: Literal["sent", "again", "drop", "there"]


@room.post("/conversations/{conversation_id}/reply", response=OutgoingShape, summary="Answer a conversation")
def answer(request: Call, conversation_id: Id, given: AnswerGiven) -> Any:
    """It goes to whoever wrote last, through the account that they wrote to. The same words to the same message go once."""
    made = reply(request.auth, conversation_id, text=given.text, send_at=given.send_at, as_is=given.as_is)
    return queries.outgoing_view(request.auth, made.pk)


class ThereGiven(Given):
    """What a person is going to write on the platform itself; `as_is` as for an answer."""

    text: str = Field(max_length=actions.LONGEST)
    as_is: bool = False


@room.post("/conversations/{conversation_id}/there", response=OutgoingShape, summary="Draft an answer to write there")
def draft_there(request: Call, conversation_id: Id, given: ThereGiven) -> Any:
    """Where no program may answer: the words stay in the outbox, with the address at which to write them, till it is settled."""
    made = answer_there(request.auth, conversation_id, text=given.text, as_is=given.as_is)
    return queries.outgoing_view(request.auth, made.pk)


@room.get("/outbox", response=list[OutgoingShape], summary="What goes out")
def list_outbox(request: Call, state: queries.Which = "open", limit: Limit = 100) -> Any:
    """What is not settled yet, the uncertain first; or all, or what is in one state."""
    return queries.outbox(request.auth, which=state, limit=limit)


@room.get("/outbox/{outgoing_id}", response=OutgoingShape, summary="One that goes out")
def show_outgoing(request: Call, outgoing_id: Id) -> Any:
    """With what became of it."""
    return queries.outgoing_view(request.auth, outgoing_id)


@room.post("/outbox/{outgoing_id}/cancel", response=OutgoingShape, summary="Take it back")
def cancel(request: Call, outgoing_id: Id) -> Any:
    """As long as it has not left."""
    actions.cancel(request.auth, outgoing_id)
    return queries.outgoing_view(request.auth, outgoing_id)


@room.post("/outbox/{outgoing_id}/settle", response=OutgoingShape, summary="Settle it")
def settle(request: Call, outgoing_id: Id, given: SendingOutcome) -> Any:
    """A person looked. To send again is a decision of its own, under a key of its own."""
    actions.settle(request.auth, outgoing_id, outcome=given.outcome)
    return queries.outgoing_view(request.auth, outgoing_id)


@room.post("/outbox/{outgoing_id}/ask", response=OutgoingShape, summary="Ask the platform once more")
def ask(request: Call, outgoing_id: Id) -> Any:
    """What became of something uncertain. Sends nothing."""
    actions.ask_again(request.auth, outgoing_id)
    return queries.outgoing_view(request.auth, outgoing_id)
