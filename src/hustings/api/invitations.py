"""Invitations to connect, what became of them, and the runway to election day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.api.people import Limit
from hustings.api.shapes import PersonShape, person_shape
from hustings.apps.invitations import choosing, queries, runway
from hustings.apps.invitations.triage import advise_outgoing
from hustings.apps.people.access import person_of
from hustings.apps.today.network import invitation_outcomes
from hustings.kernel.clock import utc_now

room = Room(tags=["invitations"])


class InvitationShape(Schema):
    """An invitation to connect. `met` and `exchanged` count what happened between us so far, `link` opens the place where it is
    answered on the network."""

    id: int
    person: PersonShape
    channel: str
    direction: str
    sent_at: datetime
    message: str
    state: str
    decided_at: datetime | None
    member: str
    mine: bool
    met: int
    exchanged: int
    last_at: datetime | None
    chosen: str
    away_until: date | None
    overruled: str
    must_say: bool
    link: str
    advice: AdviceShape | None


class AdviceReason(Schema):
    """What speaks for (positive) or against."""

    code: str
    weight: float
    fact: str
    evidence: list[str]


class AdviceShape(Schema):
    """What to do: accept, meet_first, hold or decline, by the rule of the network (met or want_to_meet), and why.

    `answers` are ready to be sent, by the action that they go with (accept, meet_first, decline; of one of ours the note and the
    letter to meet first), `reply` is that of the proposal, empty for none. `breaks` says that connecting goes against the rule.
    """

    proposal: Literal["accept", "meet_first", "hold", "decline"]
    rule: str
    exception: str
    reasons: list[AdviceReason]
    reply: str
    answers: dict[str, str]
    breaks: str


class Invitations(Schema):
    """A page of pending invitations; `total` counts all that are pending."""

    items: list[InvitationShape]
    next: str
    total: int
    away: int


class Decision(Given):
    """What was chosen; on the network itself the member does it.

    To accept, say `how` you know them unless you said so before; `unsaid` puts the question off, `never` for good. What goes
    against the rule of the network is refused with the reason, unless `overrule`. `state` is the older word for `choice`.
    """

    choice: Literal["accept", "meet_first", "hold", "decline"] | None = None
    state: Literal["accepted", "declined"] | None = None
    how: str = ""
    unsaid: bool = False
    never: bool = False
    overrule: bool = False


class InvitationGiven(Given):
    """That you asked somebody to connect, with the note that says how you know each other."""

    channel: str = "linkedin"
    message: Annotated[str, Field(max_length=20_000)] = ""
    how: str = ""
    overrule: bool = False


class InvitationReceived(Given):
    """That somebody asked you to connect, on any network, with what they wrote; without a moment, just now."""

    channel: str
    message: Annotated[str, Field(max_length=20_000)] = ""
    sent_at: AwareDatetime | None = None


class OutcomeShape(Schema):
    """What became of the invitations of one choice so many days after. Of `known` ones the counts; `unknown` are too recent, or
    their day was not put down.
    """

    choice: str
    direction: str
    days: int
    number: int
    known: int
    unknown: int
    connected: int
    talked: int
    answered: int
    favours: int


class TargetShape(Schema):
    """How many people of a segment (empty: the whole network) there shall be, and the new ones of each week, oldest first."""

    id: int
    segment_id: int | None
    segment: str
    wanted: int
    member: str
    trouble: str
    weekly: list[int]


class ForecastShape(Schema):
    """Where it will stand: the mean, what 80 in 100 outcomes lie between, and the chance of the target."""

    expected: float
    low: int
    high: int
    chance: float


class LaneShape(Schema):
    """A segment on its way; paces are people a week."""

    segment: str
    target: int
    current: int
    needed: float | None
    pace: float | None
    forecast: ForecastShape | None
    reached_on: date | None
    ideal_start: date | None
    advice: str


class RunwayShape(Schema):
    """The way to election day. `lanes` and `whole` are there once a day and a target are set."""

    election: date | None
    today: date
    weeks: float | None
    network: int
    targets: list[TargetShape]
    lanes: list[LaneShape]
    whole: LaneShape | None


class NewTarget(Given):
    """How many people of a saved segment, or without one of the whole network."""

    wanted: Annotated[int, Field(ge=1, le=10_000_000)]
    segment_id: Id | None = None


@room.get("/invitations", response=Invitations, summary="List pending invitations")
def list_invitations(
    request: Call, direction: Literal["in", "out"] = "in", away: bool = False, after: str = "", limit: Limit = 50,
    whose: Literal["all", "mine", "others"] = "all",
) -> Invitations:  # fmt: skip
    """Those that we received, or sent; the latest first: all, one's own, or those of other members. `away` ones are to be met
    first, or left for later."""
    page = queries.invitations_page(request.auth, direction=direction, away=away, after=after, limit=limit, whose=whose)
    return Invitations(items=[_shaped(row) for row in page.rows], next=page.next, total=page.total, away=page.away)


@room.get("/invitations/outcomes", response=list[OutcomeShape], summary="What became of invitations")
def show_outcomes(request: Call) -> Any:
    """By direction and choice, after 30 and 90 days."""
    return [msgspec.to_builtins(row) for row in invitation_outcomes(request.auth, now=utc_now())]


@room.put("/invitations/{invitation_id}/decision", response=Step, summary="Decide on an invitation")
def decide(request: Call, invitation_id: Id, given: Decision) -> Step:
    """Accept, meet first, hold or decline."""
    older = {"accepted": "accept", "declined": "decline"}.get(given.state or "", "")
    step = choosing.choose(
        request.auth, invitation_id, given.choice or older, now=utc_now(), how=given.how, unsaid=given.unsaid,  # type: ignore[arg-type]
        never=given.never, overrule=given.overrule,
    )  # fmt: skip
    return Step(step=step)


@room.get("/people/{person_id}/connect", response=AdviceShape, summary="Whether to ask somebody to connect")
def advise(request: Call, person_id: Id, channel: str = "linkedin") -> AdviceShape | None:
    """With a note that says how you know each other, or a letter that proposes to meet first."""
    person_of(request.auth, person_id)
    return _advice(advise_outgoing(request.auth, person_id, channel=channel, now=utc_now()))


@room.post("/people/{person_id}/connect", response=Made, summary="Put down that you asked somebody to connect")
def put_down(request: Call, person_id: Id, given: InvitationGiven) -> Made:
    """On the network you send it yourself."""
    number, step = choosing.put_down_invitation(request.auth, person_id, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.post("/people/{person_id}/invitations", response=Made, summary="Put down an invitation that you received")
def put_down_received(request: Call, person_id: Id, given: InvitationReceived) -> Made:
    """It waits for a decision then, with what is known about who sent it."""
    number, step = choosing.put_down_received(request.auth, person_id, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.get("/runway", response=RunwayShape, summary="The way to election day")
def show_runway(request: Call) -> RunwayShape:
    """What the network needs by segment, how it grew, and where it will stand."""
    view = runway.runway_view(request.auth, now=utc_now())
    targets = [{**asdict(row), "weekly": list(view.weekly.get(row.id, ()))} for row in view.targets]
    found = view.runway
    return RunwayShape(
        election=view.election, today=view.today, weeks=found.weeks if found else None, network=view.network, targets=targets,
        lanes=[msgspec.to_builtins(lane) for lane in found.lanes] if found else [],
        whole=msgspec.to_builtins(view.whole),
    )  # fmt: skip


@room.post("/runway/targets", response=Made, summary="Set a target of the runway")
def set_target(request: Call, given: NewTarget) -> Made:
    """The same segment again changes its number."""
    number, step = runway.set_target(request.auth, wanted=given.wanted, segment_id=given.segment_id)
    return Made(id=number, step=step)


@room.delete("/runway/targets/{target_id}", response=Step, summary="Take a target away")
def drop_target(request: Call, target_id: Id) -> Step:
    """The people stay as they are."""
    return Step(step=runway.drop_target(request.auth, target_id))


def _shaped(row: queries.InvitationRow) -> InvitationShape:
    names = [name for name in InvitationShape.model_fields if name not in ("person", "advice")]
    given = {name: getattr(row, name) for name in names}
    return InvitationShape(person=person_shape(row.person), advice=_advice(row.advice), **given)


def _advice(advice: queries.Advice | None) -> AdviceShape | None:
    if advice is None:
        return None
    proposal = advice.proposal
    return AdviceShape(
        proposal=proposal.action, rule=proposal.rule, exception=proposal.exception, reply=advice.reply, answers=advice.answers,
        reasons=[AdviceReason(**each._asdict()) for each in proposal.reasons], breaks=advice.breaks.code if advice.breaks else "",
    )  # fmt: skip
