"""A message from anywhere that nothing else brings in."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Room
from hustings.apps.intake import pasting

room = Room(tags=["conversations"])


class MessageGiven(Given):
    """What somebody wrote. A letter with its header says all by itself; else a `name` or a `handle` says who wrote it."""

    text: str = Field(max_length=pasting.LONGEST)
    name: str = Field("", max_length=200)
    handle: str = Field("", max_length=300)
    channel: str = Field("other", max_length=16)
    at: AwareDatetime | None = None


class PastedShape(Schema):
    """The conversation in which it stands, and whether it stood there before."""

    conversation_id: int
    known: bool


@room.post("/conversations/paste", response=PastedShape, summary="Take in a message")
def paste(request: Call, given: MessageGiven) -> Any:
    """The same message twice is one."""
    told = {name: getattr(given, name) for name in ("text", "name", "handle", "channel", "at")}
    return pasting.paste_message(request.auth, **told)._asdict()
