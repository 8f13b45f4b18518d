"""Groups and coalitions: who belongs, what is shared and said; opportunities: who fits and how far it got."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.apps.groups import actions, queries, roles
from hustings.apps.groups.fitting import fitting
from hustings.apps.groups.queries import GroupRow, RoleRow
from hustings.kernel.clock import utc_now

room = Room(tags=["groups"])
Name = Annotated[str, Field(max_length=200)]
Words = Annotated[str, Field(max_length=20_000)]
Kind = Literal["group", "coalition", "committee"]
RoleKind = Literal["job", "volunteer", "advisory"]
RoleState = Literal["open", "filled", "closed"]
Progress = Literal["considered", "asked", "interested", "recommended", "placed", "declined", "dropped"]


class MemberShape(Schema):
    """A person or an organisation in a group, with the role there."""

    id: int
    kind: Literal["person", "organisation"]
    subject_id: int
    name: str
    role: str
    note: str
    since: date | None
    until: date | None


class AnswerShape(Schema):
    """An answer to what was said."""

    id: int
    text: str
    member: str
    at: datetime


class PostShape(AnswerShape):
    """Something said to a group, with its answers, the oldest first."""

    title: str
    until: date | None
    answers: list[AnswerShape]


class NamedGoal(Schema):
    """A goal that all share."""

    id: int
    name: str


class WholeGroup(Schema):
    """A group with everything in it."""

    group: GroupRow
    members: list[MemberShape]
    former: list[MemberShape]
    goals: list[NamedGoal]
    board: list[PostShape]
    topics: list[PostShape]
    opportunities: list[RoleRow]


class CandidateShape(Schema):
    """Somebody put forward, and how far it got."""

    id: int
    person_id: int
    name: str
    state: str
    note: str
    member: str
    state_at: datetime
    do_not_contact: bool


class FitReason(Schema):
    """Why somebody fits."""

    code: str
    weight: float
    shared: list[str]
    evidence: list[str]


class FitShape(Schema):
    """Somebody who fits a role, from 0 to 1; `vouched` says that one of you can speak for them."""

    person_id: int
    name: str
    headline: str
    score: float
    vouched: bool
    reasons: list[FitReason]


class WholeRole(Schema):
    """A role with those considered and those who fit."""

    role: RoleRow
    candidates: list[CandidateShape]
    fitting: list[FitShape]


class NewGroup(Given):
    """A group to make."""

    name: Name
    kind: Kind = "group"
    purpose: Annotated[str, Field(max_length=1000)] = ""


class GroupChanges(Given):
    """What to change; `closed` ends the group or opens it again."""

    name: Name | None = None
    kind: Kind | None = None
    purpose: Annotated[str, Field(max_length=1000)] | None = None
    owner: Id | None = None
    closed: bool | None = None


class NewMembership(Given):
    """Who belongs to it from now on: a person or an organisation."""

    person: Id | None = None
    organisation: Id | None = None
    role: Annotated[str, Field(max_length=120)] = ""
    since: date | None = None


class MembershipChanges(Given):
    """Another role, or the day on which they left."""

    role: Annotated[str, Field(max_length=120)] | None = None
    note: Annotated[str, Field(max_length=500)] | None = None
    since: date | None = None
    until: date | None = None


class NewPost(Given):
    """A notice, a topic, or an answer to one."""

    text: Words
    title: Name = ""
    notice: bool = False
    answer_to: Id | None = None
    until: date | None = None


class PostChanges(Given):
    """The same in other words."""

    text: Words


class NewRole(Given):
    """A role to put down; `text` says what somebody must be able to do."""

    title: Name
    kind: RoleKind = "volunteer"
    text: Words = ""
    place: Name = ""
    link: Annotated[str, Field(max_length=2000)] = ""
    organisation: Id | None = None
    group: Id | None = None
    until: date | None = None


class RoleChanges(Given):
    """What to change; what is not given stays."""

    title: Name = ""
    kind: RoleKind = "volunteer"
    text: Words = ""
    place: Name = ""
    link: Annotated[str, Field(max_length=2000)] = ""
    organisation: Id | None = None
    group: Id | None = None
    until: date | None = None
    state: RoleState | None = None
    owner: Id | None = None


class Forward(Given):
    """Whom to consider."""

    person: Id
    note: Annotated[str, Field(max_length=1000)] = ""


class CandidateChanges(Given):
    """How far it got, and what is to be remembered."""

    state: Progress | None = None
    note: Annotated[str, Field(max_length=1000)] | None = None


@room.get("/groups", response=list[GroupRow], summary="List groups")
def list_groups(request: Call, state: Literal["open", "closed", "all"] = "open") -> Any:
    """By name."""
    return list(queries.groups_of(request.auth, state=state))


@room.post("/groups", response=Made, summary="Make a group")
def add_group(request: Call, given: NewGroup) -> Made:
    """Or a coalition."""
    number, step = actions.add_group(request.auth, name=given.name, kind=given.kind, purpose=given.purpose)
    return Made(id=number, step=step)


@room.get("/groups/{group_id}", response=WholeGroup, summary="One group")
def show_group(request: Call, group_id: Id) -> Any:
    """Who belongs, what they share, the board and the discussion."""
    view = queries.group_view(request.auth, group_id, now=utc_now())
    return {
        "group": view.group, "members": [_member(row) for row in view.members], "former": [_member(row) for row in view.former],
        "goals": [{"id": number, "name": name} for number, name in view.goals], "board": view.board, "topics": view.topics,
        "opportunities": view.opportunities,
    }  # fmt: skip


def _member(row: queries.MemberRow) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.subject[0], "subject_id": row.subject[1], "name": row.name, "role": row.role, "note": row.note,
        "since": row.since, "until": row.until,
    }  # fmt: skip


@room.patch("/groups/{group_id}", response=Step, summary="Change a group")
def change_group(request: Call, group_id: Id, given: GroupChanges) -> Step:
    """Its name, what it is for, whose it is, and whether it has ended."""
    changes = given.model_dump(exclude_unset=True)
    if "closed" in changes:
        changes["closed_at"] = utc_now() if changes.pop("closed") else None
    return Step(step=actions.change_group(request.auth, group_id, **changes))


@room.post("/groups/{group_id}/members", response=Made, summary="Put somebody into a group")
def add_membership(request: Call, group_id: Id, given: NewMembership) -> Made:
    """A person or an organisation, with a role."""
    number, step = actions.add_membership(
        request.auth, group_id, person_id=given.person, organisation_id=given.organisation, role=given.role, since=given.since
    )
    return Made(id=number, step=step)


@room.patch("/memberships/{membership_id}", response=Step, summary="Change a membership")
def change_membership(request: Call, membership_id: Id, given: MembershipChanges) -> Step:
    """Another role; `until` ends it."""
    return Step(step=actions.change_membership(request.auth, membership_id, **given.model_dump(exclude_unset=True)))


@room.put("/groups/{group_id}/goals/{goal_id}", response=Made, summary="Share a goal")
def share_goal(request: Call, group_id: Id, goal_id: Id) -> Made:
    """The group stands for it."""
    number, step = actions.share_goal(request.auth, group_id, goal_id)
    return Made(id=number, step=step)


@room.delete("/groups/{group_id}/goals/{goal_id}", response=Step, summary="Share a goal no longer")
def unshare_goal(request: Call, group_id: Id, goal_id: Id) -> Step:
    """The goal itself stays."""
    return Step(step=actions.unshare_goal(request.auth, group_id, goal_id))


@room.post("/groups/{group_id}/posts", response=Made, summary="Say something to a group")
def write_post(request: Call, group_id: Id, given: NewPost) -> Made:
    """On the board, as a topic, or as an answer."""
    number, step = actions.write_post(request.auth, group_id, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.patch("/posts/{post_id}", response=Step, summary="Say it in other words")
def change_post(request: Call, post_id: Id, given: PostChanges) -> Step:
    """Only who wrote it may."""
    return Step(step=actions.change_post(request.auth, post_id, text=given.text, now=utc_now()))


@room.delete("/posts/{post_id}", response=Step, summary="Take back what was said")
def remove_post(request: Call, post_id: Id) -> Step:
    """One's own, or anything for a manager; the answers go with it."""
    return Step(step=actions.remove_post(request.auth, post_id))


@room.get("/opportunities", response=list[RoleRow], summary="Roles to fill")
def list_opportunities(request: Call, state: Literal["open", "filled", "closed", "all"] = "open") -> Any:
    """The nearest day first."""
    return list(queries.opportunities(request.auth, state=state))


@room.post("/opportunities", response=Made, summary="Put down a role")
def add_opportunity(request: Call, given: NewRole) -> Made:
    """A job, a volunteer or an advisory role."""
    number, step = roles.add_opportunity(request.auth, **given.model_dump())
    return Made(id=number, step=step)


@room.get("/opportunities/{opportunity_id}", response=WholeRole, summary="One role with who fits it")
def show_opportunity(request: Call, opportunity_id: Id) -> Any:
    """Those considered, the furthest first, and those who fit, whoever can be vouched for first."""
    return {
        "role": queries.opportunity_of(request.auth, opportunity_id),
        "candidates": queries.candidates_of(request.auth, opportunity_id),
        "fitting": fitting(request.auth, opportunity_id),
    }


@room.patch("/opportunities/{opportunity_id}", response=Step, summary="Change a role")
def change_opportunity(request: Call, opportunity_id: Id, given: RoleChanges) -> Step:
    """What it asks for, until when, and whether it is filled."""
    return Step(step=roles.change_opportunity(request.auth, opportunity_id, **given.model_dump(exclude_unset=True)))


@room.post("/opportunities/{opportunity_id}/candidates", response=Made, summary="Consider somebody")
def put_forward(request: Call, opportunity_id: Id, given: Forward) -> Made:
    """For this role."""
    number, step = roles.put_forward(request.auth, opportunity_id, given.person, now=utc_now(), note=given.note)
    return Made(id=number, step=step)


@room.patch("/candidates/{candidate_id}", response=Step, summary="How far it got")
def move_candidate(request: Call, candidate_id: Id, given: CandidateChanges) -> Step:
    """Asked, interested, recommended, placed, declined."""
    _, step = roles.move_candidate(request.auth, candidate_id, state=given.state or "", note=given.note, now=utc_now())
    return Step(step=step)
