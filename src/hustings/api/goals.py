"""Goals: who decides, who moves them, where each stands with the evidence, and the count."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.api.maps import FactShape
from hustings.apps.goals import actions, queries
from hustings.apps.goals.fitting import Fitted
from hustings.apps.goals.leaning import Hint, hints_on
from hustings.apps.goals.queries import CountView, GoalRow
from hustings.apps.people import actions as people
from hustings.apps.people.queries import EvidenceRow
from hustings.kernel.clock import utc_now

room = Room(tags=["goals"])
Words = Annotated[str, Field(max_length=20_000)]
Rating = Annotated[int, Field(ge=1, le=5)]
Tier = Literal["decision_maker", "influencer", "constituent"]


class EvidenceShape(Schema):
    """A fact behind a stance. `weight` is what it adds to the log-odds by now; `suggests` that it waits to be confirmed."""

    id: int
    kind: str
    at: datetime
    lean: float
    source: str
    words: str
    link: str
    condition: str
    member: str
    confirmed: bool
    suggests: bool
    weight: float


class HintTie(Schema):
    """A tie on the way from somebody known."""

    one: str
    other: str
    strength: float
    facts: list[FactShape]


class NearestShape(Schema):
    """A known supporter (`side` 1) or opponent (-1) from whom ties lead there."""

    kind: Literal["person", "organisation"]
    id: int
    name: str
    side: int
    ties: list[HintTie]


class HintShape(Schema):
    """What the network suggests of an official or an organisation of whom nothing is known. Inferred: no evidence, and counted
    nowhere. `nearest` is what it was derived from."""

    inferred: Literal[True]
    step: Literal["lean_support", "lean_against"]
    lean: float
    nearest: list[NearestShape]


class StakeholderShape(Schema):
    """Somebody on the map: a person or an organisation. The stance is seen from the goal; `drift` its steps in 90 days; `hint`
    only where it is unknown."""

    id: int
    kind: Literal["person", "organisation"]
    subject_id: int
    name: str
    tier: Tier
    power: int | None
    interest: int | None
    motives: str
    alliances: str
    history: str
    tactic: str
    owner: str
    owner_id: int | None
    next_step: str
    next_on: date | None
    stance: str
    probability: float | None
    conflict: bool
    inferred: bool
    hint: HintShape | None
    drift: int | None
    evidence: list[EvidenceShape]


class WholeGoal(Schema):
    """A goal with its map; the last lists name stakeholders. `fit` is the temperature that stances are divided by: the
    workspace's `own`, fitted to so many settled `cases`, or the default until there are `least`."""

    goal: GoalRow
    stakeholders: list[StakeholderShape]
    count: CountView | None
    count_refused: str
    unowned: list[int]
    untouched: list[int]
    drifted: list[int]
    fit: Fitted


class SuggestionReason(Schema):
    """A reason for a suggestion."""

    code: str
    facts: dict[str, Any]
    evidence: list[str]


class SuggestionShape(Schema):
    """Somebody who may belong on the map."""

    kind: Literal["person", "organisation"]
    id: int
    name: str
    headline: str
    tier: Tier
    reasons: list[SuggestionReason]


class NewGoal(Given):
    """A goal to set; what is left out comes from the template of its kind."""

    name: Annotated[str, Field(max_length=300)]
    issue: Annotated[str, Field(max_length=200)] = ""
    kind: Literal["pass", "block", "fund", "endorsed", "seat"] = "pass"
    deadline: date | None = None
    body: Id | None = None
    rule: Literal["", "majority", "two_thirds", "one_person"] = ""
    success: Words = ""
    theory: Words = ""


class GoalChanges(Given):
    """What to change; what is not given stays."""

    name: Words | None = None
    success: Words | None = None
    deadline: date | None = None
    body: Id | None = None
    rule: Literal["majority", "two_thirds", "one_person"] | None = None
    of_all_members: bool | None = None
    stage: Words | None = None
    theory: Words | None = None
    review_on: date | None = None
    state: Literal["open", "won", "lost", "dropped"] | None = None
    owner: Id | None = None


class Subject(Given):
    """A person or an organisation, one of them."""

    person: Id | None = None
    organisation: Id | None = None


class NewStakeholder(Subject):
    """Somebody to put on the map."""

    tier: Tier = "influencer"


class StakeholderChanges(Given):
    """What to change; what is not given stays."""

    tier: Tier | None = None
    power: Rating | None = None
    interest: Rating | None = None
    motives: Words | None = None
    alliances: Words | None = None
    history: Words | None = None
    tactic: Words | None = None
    owner: Id | None = None
    next_step: Words | None = None
    next_on: date | None = None


class NewEvidence(Subject):
    """A fact about a stance. `lean` from -1 (strongly against us) to 1; `condition` why we may keep what a person thinks."""

    kind: str = "told_us"
    lean: Annotated[float, Field(ge=-1, le=1)]
    at: datetime | None = None
    source: Annotated[str, Field(max_length=300)] = ""
    words: Words = ""
    link: Annotated[str, Field(max_length=2000)] = ""
    condition: Literal["", "consent", "contact", "public"] = ""


@room.get("/goals", response=list[GoalRow], summary="List goals")
def list_goals(request: Call, state: Literal["open", "won", "lost", "dropped", "all"] = "open") -> Any:
    """The nearest deadline first."""
    return list(queries.goals_of(request.auth, state=state, now=utc_now()))


@room.post("/goals", response=Made, summary="Set a goal")
def add_goal(request: Call, given: NewGoal) -> Made:
    """About an issue, by default named like the goal."""
    number, step = actions.add_goal(request.auth, **given.model_dump())
    return Made(id=number, step=step)


@room.get("/goals/{goal_id}", response=WholeGoal, summary="One goal with its map")
def show_goal(request: Call, goal_id: Id) -> Any:
    """Everybody on the map with the stance and its evidence, and the count."""
    view = queries.goal_view(request.auth, goal_id, now=utc_now())
    hints = hints_on(request.auth, view, now=utc_now())
    return {
        "goal": view.goal, "stakeholders": [_stakeholder(row, hints.get(row.id)) for row in view.stakeholders],
        "count": view.count,
        "count_refused": view.count_refused, "unowned": view.unowned, "untouched": view.untouched, "drifted": view.drifted,
        "fit": view.fit,
    }  # fmt: skip


@room.patch("/goals/{goal_id}", response=Step, summary="Change a goal")
def change_goal(request: Call, goal_id: Id, given: GoalChanges) -> Step:
    """How far it is, how it ended, whose it is."""
    return Step(step=actions.change_goal(request.auth, goal_id, **given.model_dump(exclude_unset=True)))


@room.get("/goals/{goal_id}/suggestions", response=list[SuggestionShape], summary="Who may belong on the map")
def list_suggestions(request: Call, goal_id: Id) -> Any:
    """Each with the reasons and their evidence."""
    found = queries.suggested(request.auth, goal_id)
    return [
        {
            "kind": each.subject[0], "id": each.subject[1], "name": each.name, "headline": each.headline, "tier": each.tier,
            "reasons": [why._asdict() for why in each.reasons],
        }
        for each in found
    ]  # fmt: skip


@room.post("/goals/{goal_id}/stakeholders", response=Made, summary="Put somebody on the map")
def add_stakeholder(request: Call, goal_id: Id, given: NewStakeholder) -> Made:
    """A person or an organisation."""
    number, step = actions.add_stakeholder(
        request.auth, goal_id, person_id=given.person, organisation_id=given.organisation, tier=given.tier
    )
    return Made(id=number, step=step)


@room.post("/goals/{goal_id}/dismissed", response=Step, summary="Propose somebody no longer")
def dismiss(request: Call, goal_id: Id, given: Subject) -> Step:
    """They do not belong on this map."""
    return Step(step=actions.dismiss(request.auth, goal_id, person_id=given.person, organisation_id=given.organisation))


@room.post("/goals/{goal_id}/evidence", response=Made, summary="Keep a fact about a stance")
def add_evidence(request: Call, goal_id: Id, given: NewEvidence) -> Made:
    """What a person thinks is kept only on a condition."""
    now = utc_now()
    fact = people.Fact(
        kind=given.kind, lean=given.lean, at=given.at or now, source=given.source, words=given.words, link=given.link,
        condition=given.condition,
    )  # fmt: skip
    number, step = actions.say_stance(
        request.auth, goal_id, fact, now=now, person_id=given.person, organisation_id=given.organisation
    )
    return Made(id=number, step=step)


@room.patch("/stakeholders/{stakeholder_id}", response=Step, summary="Change a stakeholder")
def change_stakeholder(request: Call, stakeholder_id: Id, given: StakeholderChanges) -> Step:
    """Tier, power, interest, motives, tactic, owner and the next step."""
    return Step(step=actions.change_stakeholder(request.auth, stakeholder_id, **given.model_dump(exclude_unset=True)))


@room.post("/stances/{evidence_id}/confirm", response=Step, summary="Confirm what a text seems to say")
def confirm_evidence(request: Call, evidence_id: Id) -> Step:
    """Until then it only suggests."""
    return Step(step=people.confirm_evidence(request.auth, evidence_id))


@room.delete("/stances/{evidence_id}", response=Step, summary="Take a fact about a stance away")
def remove_evidence(request: Call, evidence_id: Id) -> Step:
    """One's own, or anybody's for a manager."""
    return Step(step=people.remove_evidence(request.auth, evidence_id))


def _stakeholder(row: queries.StakeholderRow, hint: Hint | None) -> dict[str, Any]:
    known = row.stance.stance
    return {
        "id": row.id, "kind": row.subject[0], "subject_id": row.subject[1], "name": row.name, "tier": row.tier,
        "power": row.power, "interest": row.interest, "motives": row.motives, "alliances": row.alliances,
        "history": row.history, "tactic": row.tactic, "owner": row.owner, "owner_id": row.owner_id,
        "next_step": row.next_step, "next_on": row.next_on, "stance": known.step, "probability": known.probability,
        "conflict": known.conflict, "inferred": known.inferred, "hint": hint, "drift": row.drift,
        "evidence": _evidence(row.stance.evidence),
    }  # fmt: skip


def _evidence(rows: tuple[EvidenceRow, ...]) -> list[EvidenceShape]:
    return [EvidenceShape.from_orm(row) for row in rows]
