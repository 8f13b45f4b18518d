"""Invitations to connect that wait for a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.people import Limit
from hustings.api.shapes import PersonShape, person_shape
from hustings.apps.invitations import actions, queries
from hustings.kernel.clock import utc_now

room = Room(tags=["invitations"])


class InvitationShape(Schema):
    """An invitation to connect. `met` and `exchanged` count what happened between us so far."""

    id: int
    person: PersonShape
    channel: str
    direction: str
    sent_at: datetime
    message: str
    state: str
    decided_at: datetime | None
    member: str
    met: int
    exchanged: int
    last_at: datetime | None
    advice: AdviceShape | None


class ReasonShape(Schema):
    """What speaks for (positive) or against."""

    code: str
    weight: float
    fact: str
    evidence: list[str]


class AdviceShape(Schema):
    """What to do: accept, meet_first, hold or decline, by the rule of the network (met or want_to_meet), and why.

    `reply` is ready to be sent, empty for none; `breaks` says that connecting goes against the rule.
    """

    proposal: Literal["accept", "meet_first", "hold", "decline"]
    rule: str
    exception: str
    reasons: list[ReasonShape]
    reply: str
    breaks: str


class Invitations(Schema):
    """A page of pending invitations; `total` counts all that are pending."""

    items: list[InvitationShape]
    next: str
    total: int


class Decision(Given):
    """What was decided; on the network itself the member does it."""

    state: Literal["accepted", "declined"]


@room.get("/invitations", response=Invitations, summary="List pending invitations")
def list_invitations(request: Call, direction: Literal["in", "out"] = "in", after: str = "", limit: Limit = 50) -> Invitations:
    """Those that we received, or sent; the latest first."""
    page = queries.invitations_page(request.auth, direction=direction, after=after, limit=limit)
    return Invitations(items=[_shaped(row) for row in page.rows], next=page.next, total=page.total)


@room.put("/invitations/{invitation_id}/decision", response=Step, summary="Decide on an invitation")
def decide(request: Call, invitation_id: Id, given: Decision) -> Step:
    """Puts down that it was accepted or declined."""
    return Step(step=actions.decide(request.auth, invitation_id, state=given.state, now=utc_now()))


def _shaped(row: queries.InvitationRow) -> InvitationShape:
    names = [name for name in InvitationShape.model_fields if name not in ("person", "advice")]
    given = {name: getattr(row, name) for name in names}
    return InvitationShape(person=person_shape(row.person), advice=_advice(row.advice), **given)


def _advice(advice: queries.Advice | None) -> AdviceShape | None:
    if advice is None:
        return None
    proposal = advice.proposal
    return AdviceShape(
        proposal=proposal.action, rule=proposal.rule, exception=proposal.exception, reply=advice.reply,
        reasons=[ReasonShape(**each._asdict()) for each in proposal.reasons], breaks=advice.breaks.code if advice.breaks else "",
    )  # fmt: skip
