"""Crises: alarms with the messages behind them, the plan, and the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Room
from hustings.apps.inbox import crisis as actions
from hustings.apps.inbox import crisis_queries as queries
from hustings.apps.inbox.crisis_queries import AlarmRow, Behind, LogLine
from hustings.kernel.clock import utc_now

room = Room(tags=["crisis"])


class RoleShape(Schema):
    """Who does what: a member by number, or somebody else by name."""

    role: str
    name: str = ""
    member_id: int | None = None


class PlanShape(Schema):
    """What the workspace does in a crisis."""

    roles: list[RoleShape]
    checklist: list[str]
    holding: str
    approver: str
    approver_id: int | None


class NewPlan(Given):
    """A plan, in place of the one before."""

    roles: list[RoleShape] = Field(default=[])
    checklist: list[str] = Field(default=[])
    holding: str = ""
    approver_id: int | None = None


class WholeAlarm(Schema):
    """An alarm with the messages behind it, the plan, the steps that are done, and the log."""

    alarm: AlarmRow
    messages: list[Behind]
    plan: PlanShape
    done: list[int]
    log: list[LogLine]
    statement: str
    approved_by: str
    approved_at: datetime | None


class NewAlarm(Given):
    """What is happening, and which conversations show it."""

    text: str
    conversations: list[int] = Field(default=[], max_length=1_000)


class CrisisWork(Given):
    """A step done, a line for the log, a statement approved, or the end."""

    do: Literal["step", "note", "approve", "over"]
    text: str = ""
    step: int = 0


@room.get("/crisis", response=list[AlarmRow], summary="Alarms")
def list_alarms(request: Call, open: bool = False) -> Any:
    """The open ones first, then the latest."""
    return list(queries.alarms_of(request.auth, only_open=open))


@room.post("/crisis", response=WholeAlarm, summary="Raise an alarm")
def raise_alarm(request: Call, given: NewAlarm) -> Any:
    """By hand, before the numbers do."""
    number = actions.raise_by_hand(request.auth, text=given.text, now=utc_now(), conversation_ids=given.conversations)
    return _whole(request, number)


@room.get("/crisis/plan", response=PlanShape, summary="The plan")
def show_plan(request: Call) -> Any:
    """Empty where nobody has made one."""
    return queries.plan_of(request.auth)


@room.put("/crisis/plan", response=PlanShape, summary="Keep the plan")
def save_plan(request: Call, given: NewPlan) -> Any:
    """Made while it is calm."""
    roles = [actions.Role(each.role, each.name, each.member_id) for each in given.roles]
    actions.save_plan(request.auth, roles=roles, checklist=given.checklist, holding=given.holding, approver_id=given.approver_id)
    return queries.plan_of(request.auth)


@room.get("/crisis/{alarm_id}", response=WholeAlarm, summary="One alarm")
def show_alarm(request: Call, alarm_id: Id) -> Any:
    """With the messages behind it and the log."""
    return _whole(request, alarm_id)


@room.post("/crisis/{alarm_id}/work", response=WholeAlarm, summary="Work an alarm")
def work(request: Call, alarm_id: Id, given: CrisisWork) -> Any:
    """Every line of the log stays."""
    actor, now = request.auth, utc_now()
    match given.do:
        case "step":
            actions.do_step(actor, alarm_id, step=given.step, now=now)
        case "note":
            actions.add_entry(actor, alarm_id, text=given.text, now=now)
        case "approve":
            actions.approve(actor, alarm_id, statement=given.text, now=now)
        case "over":
            actions.end(actor, alarm_id, text=given.text, now=now)
    return _whole(request, alarm_id)


def _whole(request: Call, alarm_id: int) -> dict[str, Any]:
    view = queries.alarm_view(request.auth, alarm_id)
    return {
        "alarm": view.row, "messages": view.messages, "plan": view.plan, "done": sorted(view.done), "log": view.log,
        "statement": view.statement, "approved_by": view.approved_by, "approved_at": view.approved_at,
    }  # fmt: skip
