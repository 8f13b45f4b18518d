"""Tasks of goals, playbooks, the brief of a stakeholder, and things to do of any room."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone, translation
from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.apps.goals import acts, todo
from hustings.apps.goals.briefing import brief
from hustings.apps.goals.figures import figure
from hustings.apps.goals.playbooks import playbooks
from hustings.apps.goals.todo import TaskRow
from hustings.apps.intake import stances
from hustings.apps.people.offers import errands_due, put_off_errand, settle_errand
from hustings.connectors.records.roll_calls import read_roll_call
from hustings.kernel.clock import utc_now

room = Room(tags=["goals"])
Figure = Literal["grid.svg", "grid.csv", "board.svg", "board.csv"]
State = Literal["open", "done", "dropped", "all"]


class PlayShape(Schema):
    """A step of a playbook, and how many days after the beginning it is due."""

    code: str
    title: str
    how: str
    after: int


class PlaybookShape(Schema):
    """What is usually done for a tier; `scope` says whether with each stakeholder or once for the goal."""

    code: str
    title: str
    about: str
    tier: str
    scope: str
    steps: list[PlayShape]


class NewTask(Given):
    """A task to put down; without an owner it is yours."""

    title: Annotated[str, Field(max_length=300)]
    how: Annotated[str, Field(max_length=500)] = ""
    due_on: date | None = None
    owner: Id | None = None
    stakeholder: Id | None = None


class TaskChanges(Given):
    """What to change; what is not given stays."""

    title: Annotated[str, Field(max_length=300)] | None = None
    how: Annotated[str, Field(max_length=500)] | None = None
    due_on: date | None = None
    owner: Id | None = None


class Play(Given):
    """A playbook to begin: with a stakeholder (by default that of their tier), or by its code for the goal."""

    playbook: str = ""
    stakeholder: Id | None = None
    begin: date | None = None
    owner: Id | None = None


class MadeTasks(Step):
    """The tasks that a playbook became."""

    ids: list[int]


class Until(Given):
    """The day on which it is due instead."""

    until: date


class ErrandShape(Schema):
    """A thing to do, of whatever room; `id` is its kind and number."""

    id: str
    title: str
    due: date | None
    why: str
    about: str
    owner: str
    can_wait: bool


class GroundShape(Schema):
    """Something in common: an issue, an organisation or a school, and who of us shares it."""

    code: str
    what: str
    who: str


class BriefShape(Schema):
    """What to walk into a talk with. `pitch` is a first draft that takes `seconds` to say."""

    stakeholder_id: int
    name: str
    headline: str
    goal: str
    tier: str
    power: int | None
    interest: int | None
    stance: str
    probability: float | None
    pivotal: float | None
    motives: str
    alliances: str
    history: str
    ground: list[GroundShape]
    talks: list[dict[str, Any]]
    tasks: list[TaskRow]
    paths: list[str]
    tactic: str
    next_step: str
    pitch: str
    seconds: int


@room.get("/playbooks", response=list[PlaybookShape], summary="What is usually done for each tier")
def list_playbooks(request: Call) -> Any:
    """All that ship."""
    request.auth.require("see_goals")
    return [{**book._asdict(), "steps": [step._asdict() for step in book.steps]} for book in playbooks().values()]


@room.get("/goals/{goal_id}/tasks", response=list[TaskRow], summary="Tasks of a goal")
def list_tasks(request: Call, goal_id: Id, state: State = "open") -> Any:
    """The earliest due first."""
    return list(todo.tasks_of(request.auth, goal_id, now=utc_now(), state=state))


@room.post("/goals/{goal_id}/tasks", response=Made, summary="Put down a task")
def add_task(request: Call, goal_id: Id, given: NewTask) -> Made:
    """For the goal, or with one of its stakeholders."""
    number, step = todo.add_task(
        request.auth, goal_id, title=given.title, how=given.how, due_on=given.due_on, owner=given.owner,
        stakeholder_id=given.stakeholder,
    )  # fmt: skip
    return Made(id=number, step=step)


@room.post("/goals/{goal_id}/playbook", response=MadeTasks, summary="Begin a playbook")
def start_playbook(request: Call, goal_id: Id, given: Play) -> MadeTasks:
    """It becomes tasks with days and an owner, pressed together where the deadline is near."""
    with timezone.override(request.auth.zone), translation.override(request.auth.language):
        ids, step = todo.start_playbook(
            request.auth, goal_id, given.playbook, now=utc_now(), begin=given.begin, stakeholder_id=given.stakeholder,
            owner=given.owner,
        )  # fmt: skip
    return MadeTasks(ids=list(ids), step=step)


@room.patch("/tasks/{task_id}", response=Step, summary="Change a task")
def change_task(request: Call, task_id: Id, given: TaskChanges) -> Step:
    """Its words, its day, its owner."""
    return Step(step=todo.change_task(request.auth, task_id, **given.model_dump(exclude_unset=True)))


@room.post("/tasks/{task_id}/done", response=Step, summary="A task is done")
def settle_task(request: Call, task_id: Id) -> Step:
    """Whoever owns it may say so."""
    return Step(step=todo.settle_task(request.auth, task_id, now=utc_now()))


@room.post("/tasks/{task_id}/later", response=Step, summary="Put a task off")
def put_off_task(request: Call, task_id: Id, given: Until) -> Step:
    """To a day after today."""
    return Step(step=todo.put_off_task(request.auth, task_id, until=given.until, now=utc_now()))


@room.post("/tasks/{task_id}/drop", response=Step, summary="A task will not be done")
def drop_task(request: Call, task_id: Id) -> Step:
    """It leaves every list."""
    return Step(step=todo.drop_task(request.auth, task_id, now=utc_now()))


@room.get("/stakeholders/{stakeholder_id}/brief", response=BriefShape, summary="The brief of a stakeholder")
def show_brief(request: Call, stakeholder_id: Id) -> Any:
    """Who they are, where they stand, what there is in common, the last talks, the tactic and a pitch."""
    with timezone.override(request.auth.zone), translation.override(request.auth.language):
        return brief_data(brief(request.auth, stakeholder_id, now=utc_now()))


def brief_data(found: Any) -> dict[str, Any]:
    """A brief as plain values."""
    row, known = found.row, found.row.stance.stance
    talks = [
        {"at": each.at.isoformat() if each.at else None, "kind": each.kind, "text": each.text or each.subject}
        for each in found.talks
    ]
    return {
        "stakeholder_id": row.id, "name": row.name, "headline": row.headline, "goal": found.goal.name, "tier": row.tier,
        "power": row.power, "interest": row.interest, "stance": known.step, "probability": known.probability,
        "pivotal": found.pivotal, "motives": row.motives, "alliances": row.alliances, "history": row.history,
        "ground": [each._asdict() for each in found.ground], "talks": talks, "tasks": list(found.tasks),
        "paths": list(found.paths), "tactic": found.tactic,
        "next_step": row.next_step, "pitch": found.pitch, "seconds": found.seconds,
    }  # fmt: skip


@room.get("/goals/{goal_id}/figure", response=None, summary="The grid or the board as a file")
def show_figure(request: Call, goal_id: Id, what: Figure = "grid.svg") -> HttpResponse:
    """Whom a use rule keeps from leaving is left out."""
    with timezone.override(request.auth.zone), translation.override(request.auth.language):
        content, media = figure(request.auth, goal_id, what, now=utc_now())
    return HttpResponse(content, content_type=media)


class Bill(Given):
    """A bill of public records, the title of a petition or another action or of an event, or a tag that belongs to the goal.

    `helps` is false where its passing, or taking part in it, is what you do not want. What private people did needs a condition.
    """

    subject: Annotated[str, Field(max_length=400)]
    helps: bool = True
    kind: Literal["bill", "action", "event", "tag"] = "bill"
    condition: Literal["", "consent", "contact", "public"] = ""


class RollCallGiven(Given):
    """A roll call or a bill with sponsors, as the text of its file (JSON or CSV)."""

    content: Annotated[str, Field(max_length=20_000_000)]
    title: Annotated[str, Field(max_length=300)] = ""
    helps: bool = True
    link: Annotated[str, Field(max_length=2000, pattern="^(https?://.*)?$")] = ""


class BillShape(Schema):
    """A bill, an action, an event or a tag that belongs to the goal, and how many facts rest on it."""

    id: int
    subject: str
    helps: bool
    facts: int
    kind: str
    condition: str


class TakenShape(Schema):
    """What became of public acts: how many are new evidence, how many were known, and who could not be placed.

    `unknown` where nothing here bears the name that was linked; `near` are names that may be meant.
    """

    recorded: int
    known: int
    unplaced: list[str]
    step: int | None
    unknown: bool = False
    near: list[str] = []


@room.get("/goals/{goal_id}/bills", response=list[BillShape], summary="Bills that are the goal")
def list_bills(request: Call, goal_id: Id) -> Any:
    """Positions filed on them are evidence."""
    return list(acts.subjects_of(request.auth, goal_id))


@room.post("/goals/{goal_id}/bills", response=TakenShape, summary="Say that a bill is the goal")
def link_bill(request: Call, goal_id: Id, given: Bill) -> Any:
    """What organisations filed on it becomes evidence, now and after each import; `step` takes the evidence back."""
    told = {"kind": given.kind, "helps": given.helps, "condition": given.condition}
    return stances.link(request.auth, goal_id, given.subject, **told, now=utc_now())[1]


@room.delete("/bills/{subject_id}", response=Step, summary="A bill is not the goal after all")
def unlink_bill(request: Call, subject_id: Id) -> Step:
    """Evidence that was taken stays."""
    return Step(step=acts.unlink_subject(request.auth, subject_id))


@room.post("/goals/{goal_id}/roll-calls", response=TakenShape, summary="Take a roll call as evidence")
def take_roll_call(request: Call, goal_id: Id, given: RollCallGiven) -> Any:
    """Officials are known by their numbers in public data, else by their name among those who decide."""
    told = read_roll_call(given.content.encode())
    return acts.take_roll_call(request.auth, goal_id, told, helps=given.helps, now=utc_now(), title=given.title, link=given.link)


@room.get("/errands", response=list[ErrandShape], summary="Things to do today beside people")
def list_errands(request: Call) -> Any:
    """Tasks, reviews and steps of any room that are due, the longest due first."""
    with timezone.override(request.auth.zone), translation.override(request.auth.language):
        return [each._asdict() for each in errands_due(request.auth, now=utc_now())]


@room.post("/errands/{errand_id}/done", response=Step, summary="A thing is done")
def settle(request: Call, errand_id: str) -> Step:
    """It leaves the list."""
    return Step(step=settle_errand(request.auth, errand_id, now=utc_now()))


@room.post("/errands/{errand_id}/later", response=Step, summary="Put a thing off")
def put_off(request: Call, errand_id: str, given: Until) -> Step:
    """Not before the day."""
    return Step(step=put_off_errand(request.auth, errand_id, until=given.until, now=utc_now()))
