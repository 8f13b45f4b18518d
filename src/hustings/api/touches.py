"""Logging what happened with people, and keeping promises."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.apps.people import actions
from hustings.kernel.clock import utc_now

room = Room(tags=["touches"])


class Touch(Given):
    """A call, a meeting, a message or a letter with one or more people, and what we promised."""

    people: list[Id] = Field(max_length=200)
    kind: str
    at: AwareDatetime | None = Field(None, description="now, where left out")
    direction: str = Field("", description="in, out or mutual; calls and meetings are mutual where nothing is said")
    channel: str = Field("", max_length=16)
    text: str = ""
    promise: str = ""
    promise_due: date | None = None


class Logged(Schema):
    """What was put down. `asks` is somebody whom you met for the first time: say how you know each other (a vouch)."""

    interaction: int
    promise: int | None
    step: int
    asks: int | None


@room.post("/touches", response=Logged, summary="Log a touch")
def log_touch(request: Call, given: Touch) -> Logged:
    """Puts down what happened; thanks that were owed count as given when the touch is ours."""
    now = utc_now()
    logged = actions.log_touch(
        request.auth,
        given.people,
        kind=given.kind,
        at=given.at or now,
        now=now,
        direction=given.direction,
        channel=given.channel,
        text=given.text,
        promise=given.promise,
        promise_due=given.promise_due,
    )
    return Logged(interaction=logged.interaction_id, promise=logged.promise_id, step=logged.step_id, asks=logged.asks)


@room.post("/promises/{promise_id}/keep", response=Step, summary="Say that a promise was kept")
def keep_promise(request: Call, promise_id: Id) -> Step:
    """It is on no list any more."""
    return Step(step=actions.keep_promise(request.auth, promise_id, now=utc_now()))
