"""The quarterly review of the network."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.people import Limit
from hustings.apps.people.actions.reassessing import reassess
from hustings.apps.today import quarter
from hustings.kernel.clock import utc_now

room = Room(tags=["rhythm"])


class WhyShape(Schema):
    """What speaks for the proposal."""

    code: str
    fact: str


class ProposalShape(Schema):
    """What to do about somebody, and in which segment they would then be."""

    decision: Literal["keep", "closer", "further", "let_go"]
    segment: str
    reasons: list[WhyShape]


class ReviewedShape(Schema):
    """Somebody in the queue."""

    person_id: int
    name: str
    headline: str
    segment: str
    strength: float
    last_two_way_at: datetime | None
    goals: list[str]
    proposal: ProposalShape


class QuarterShape(Schema):
    """The queue, what is most worth deciding first; `left` are not decided on this quarter."""

    items: list[ReviewedShape]
    left: int
    decided: int
    by_decision: dict[str, int]


class Reassessed(Given):
    """What was decided about somebody; it stands for a quarter."""

    decision: Literal["keep", "closer", "further", "let_go"]
    proposed: Annotated[str, Field(max_length=8)] = ""


@room.get("/review/quarter", response=QuarterShape, summary="The quarterly review of the network")
def show_quarter(request: Call, limit: Limit = 60) -> Any:
    """Who serves which goal, who went quiet, whom to move or let go."""
    view = quarter.quarter(request.auth, now=utc_now(), limit=limit)
    items = [
        {
            "person_id": row.person_id, "name": row.name, "headline": row.headline, "segment": row.segment,
            "strength": row.strength, "last_two_way_at": row.last_two_way_at, "goals": list(row.goals),
            "proposal": {
                "decision": row.proposal.decision, "segment": row.proposal.segment,
                "reasons": [each._asdict() for each in row.proposal.reasons],
            },
        }
        for row in view.rows
    ]  # fmt: skip
    return {"items": items, "left": view.left, "decided": view.decided, "by_decision": view.by_decision}


@room.post("/people/{person_id}/reassess", response=Step, summary="Decide about somebody in the review")
def decide(request: Call, person_id: Id, given: Reassessed) -> Step:
    """Keep, move closer, move further away, or let go."""
    return Step(step=reassess(request.auth, person_id, given.decision, now=utc_now(), proposed=given.proposed))
