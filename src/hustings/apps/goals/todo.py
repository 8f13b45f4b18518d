"""Tasks of goals: set by a playbook or by hand, done, put off, dropped, and taken back. Whoever owns one may do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import active_member, cut, goal_of, stakeholder_of
from hustings.apps.goals.models import Goal, GoalTask, Stakeholder
from hustings.apps.goals.playbooks import Playbook, days_of, playbook_for, playbook_of
from hustings.apps.people.actions.frozen import changed_fields, frozen, put_back
from hustings.apps.people.actions.undo import remember, way_back
from hustings.kernel.errors import NotFound, WrongInput

TASK_FIELDS = frozenset({"title", "how", "due_on", "owner"})
MOST = 500


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task. `about` names its stakeholder; `late` are the days since it was due, 0 and less while there is time."""

    id: int
    title: str
    how: str
    goal_id: int
    goal: str
    stakeholder_id: int | None
    about: str
    playbook: str
    due_on: date | None
    late: int | None
    owner: str
    owner_id: int | None
    state: str
    done_at: datetime | None


def start_playbook(
    actor: Actor, goal_id: int, code: str = "", *, now: datetime, begin: date | None = None, stakeholder_id: int | None = None,
    owner: int | None = None,
) -> tuple[tuple[int, ...], int]:  # fmt: skip
    """Makes tasks of a playbook: with a stakeholder (by default that of their tier), or for the goal.

    The owner is the one given, else who looks after the stakeholder, else after the goal, else the actor. Returns the tasks' ids
    and the undo step. Raises WrongInput where its tasks are open already.
    """
    actor.require("edit_goals")
    with transaction.atomic():
        goal = goal_of(actor, goal_id, lock=True)
        row = _on_map(actor, goal, stakeholder_id)
        chosen = _chosen(code, row)
        open_ones = GoalTask.objects.filter(goal=goal, stakeholder=row, playbook=chosen.code, state=GoalTask.State.OPEN)
        if open_ones.exists():
            raise WrongInput(gettext("This playbook is on its way there already. Finish or drop its tasks first."))
        owner_id = active_member(actor, owner) or (row.owner_id if row else None) or goal.owner_id or actor.member_id
        begin = begin or now.astimezone(actor.zone).date()
        days = days_of(chosen, begin=begin, deadline=goal.deadline)
        made = [
            _task(actor, goal, row, title=gettext(step.title), how=gettext(step.how), due_on=day, owner_id=owner_id,
                  playbook=chosen.code, step=step.code)
            for step, day in zip(chosen.steps, days, strict=True)
        ]  # fmt: skip
        GoalTask.objects.bulk_create(made)
        ids = tuple(task.pk for task in made)
        label = ", ".join(part for part in (gettext(chosen.title), _name(row)) if part)
        return ids, remember(actor, "make_tasks", label=label, data={"tasks": ids})


def add_task(
    actor: Actor, goal_id: int, *, title: str, due_on: date | None = None, owner: int | None = None, how: str = "",
    stakeholder_id: int | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Puts down a task by hand. Returns its id and the undo step."""
    actor.require("edit_goals")
    if not title.strip():
        raise WrongInput(gettext("Say what is to be done."), field="title")
    with transaction.atomic():
        goal = goal_of(actor, goal_id, lock=True)
        row = _on_map(actor, goal, stakeholder_id)
        owner_id = active_member(actor, owner) or actor.member_id
        task = _task(actor, goal, row, title=title, how=how, due_on=due_on, owner_id=owner_id)
        task.save()
        return task.pk, remember(actor, "make_tasks", label=task.title, data={"tasks": [task.pk]})


@way_back("make_tasks")
def _unmake(actor: Actor, data: dict[str, Any]) -> None:
    GoalTask.objects.filter(workspace_id=actor.workspace_id, pk__in=data["tasks"]).delete()


def change_task(actor: Actor, task_id: int, **changes: Any) -> int:
    """Changes fields of a task: TASK_FIELDS, with `owner` as an id. Returns the undo step."""
    actor.require("edit_goals")
    unknown = sorted(set(changes) - TASK_FIELDS)
    if unknown:
        raise WrongInput(f"{unknown[0]!r} cannot be changed. Use one of {', '.join(sorted(TASK_FIELDS))}.", field=unknown[0])
    if "title" in changes and not str(changes["title"]).strip():
        raise WrongInput(gettext("Say what is to be done."), field="title")
    if "owner" in changes:
        changes["owner_id"] = active_member(actor, changes.pop("owner"))
    return _change(actor, task_id, {name: cut(GoalTask, name, value) for name, value in changes.items()})


def settle_task(actor: Actor, task_id: int, *, now: datetime) -> int:
    """It is done. Returns the undo step."""
    return _change(actor, task_id, {"state": GoalTask.State.DONE, "done_at": now})


def put_off_task(actor: Actor, task_id: int, *, until: date, now: datetime) -> int:
    """It is due on another, later day. Returns the undo step."""
    if until <= now.astimezone(actor.zone).date():
        raise WrongInput(gettext("Choose a day after today."), field="until")
    return _change(actor, task_id, {"due_on": until})


def drop_task(actor: Actor, task_id: int, *, now: datetime) -> int:
    """It will not be done. Returns the undo step."""
    return _change(actor, task_id, {"state": GoalTask.State.DROPPED, "done_at": now})


def _change(actor: Actor, task_id: int, changes: dict[str, Any]) -> int:
    actor.require("work_today")
    with transaction.atomic():
        task = _tasks(actor).select_for_update(of=("self",)).filter(pk=task_id).first()
        if task is None:
            raise NotFound(gettext("There is no such task."))
        if task.owner_id != actor.member_id:
            actor.require("edit_goals")
        if task.state != GoalTask.State.OPEN:
            raise WrongInput(gettext("This was settled already. Undo that first."))
        before = frozen([task])
        for field, value in changes.items():
            setattr(task, field, value)
        task.save()
        data = {"rows": before, "fields": changed_fields(before[0], task)}
        return remember(actor, "change_task", label=task.title, data=data)


@way_back("change_task")
def _unchange(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))


def tasks_of(actor: Actor, goal_id: int, *, now: datetime, state: str = "open") -> tuple[TaskRow, ...]:
    """Tasks of a goal in a state (or `all`), the earliest due first. One query beside the goal's own."""
    goal = goal_of(actor, goal_id)
    if state != "all" and state not in GoalTask.State.values:
        raise WrongInput(f"{state!r} is no state. Use {', '.join(GoalTask.State.values)} or all.", field="state")
    held = _tasks(actor).filter(goal=goal, **({} if state == "all" else {"state": state}))
    return _rows(actor, held, now=now)


def tasks_due(actor: Actor, *, now: datetime) -> tuple[TaskRow, ...]:
    """The actor's open tasks that are due by the day of `now`, and those that nobody owns; the earliest first. One query."""
    today = now.astimezone(actor.zone).date()
    mine = Q(owner_id=actor.member_id)
    if actor.may("edit_goals"):
        mine |= Q(owner__isnull=True)
    held = _tasks(actor).filter(mine, state=GoalTask.State.OPEN, goal__state=Goal.State.OPEN, due_on__lte=today)
    return _rows(actor, held, now=now)


def _tasks(actor: Actor) -> QuerySet[GoalTask]:
    """What the actor may see: all tasks with the goals, else their own."""
    held = GoalTask.objects.filter(workspace_id=actor.workspace_id)
    return held if actor.may("see_goals") else held.filter(owner_id=actor.member_id)


def _rows(actor: Actor, held: QuerySet[GoalTask], *, now: datetime) -> tuple[TaskRow, ...]:
    today = now.astimezone(actor.zone).date()
    chosen = held.select_related("goal", "owner", "stakeholder__person", "stakeholder__organisation")
    return tuple(_row(task, today) for task in chosen.order_by(F("due_on").asc(nulls_last=True), "id")[:MOST])


def _row(task: GoalTask, today: date) -> TaskRow:
    return TaskRow(
        id=task.pk, title=task.title, how=task.how, goal_id=task.goal_id, goal=task.goal.name,
        stakeholder_id=task.stakeholder_id, about=_name(task.stakeholder), playbook=task.playbook, due_on=task.due_on,
        late=(today - task.due_on).days if task.due_on else None, owner=task.owner.name if task.owner else "",
        owner_id=task.owner_id, state=task.state, done_at=task.done_at,
    )  # fmt: skip


def _task(actor: Actor, goal: Goal, row: Stakeholder | None, *, title: str, how: str, **fields: Any) -> GoalTask:
    return GoalTask(
        workspace_id=actor.workspace_id, goal=goal, stakeholder=row, title=cut(GoalTask, "title", title),
        how=cut(GoalTask, "how", how), member_id=actor.member_id, **fields,
    )  # fmt: skip


def _on_map(actor: Actor, goal: Goal, stakeholder_id: int | None) -> Stakeholder | None:
    if stakeholder_id is None:
        return None
    row = stakeholder_of(actor, stakeholder_id)
    if row.goal_id != goal.pk or row.dismissed:
        raise WrongInput(gettext("They are not on the map of this goal."), field="stakeholder")
    return row


def _chosen(code: str, row: Stakeholder | None) -> Playbook:
    """The playbook that was named or fits the tier. One for stakeholders needs one, one for the goal takes none."""
    chosen = playbook_of(code) if code or row is None else playbook_for(row.tier)
    if chosen is None:
        raise WrongInput(gettext("Those affected are reached by a town hall or a petition, once for the goal."), field="playbook")
    if (chosen.scope == "stakeholder") != (row is not None):
        raise WrongInput(
            gettext("Say with whom: this playbook is for one stakeholder.") if row is None
            else gettext("This playbook is for the goal as a whole."), field="playbook",
        )  # fmt: skip
    return chosen


def _name(row: Stakeholder | None) -> str:
    who = (row.person or row.organisation) if row else None
    return who.name if who else ""


def on_map(actor: Actor, goal_id: int) -> tuple[tuple[int, str, str], ...]:
    """Who is on the map of a goal: the stakeholder's id, the name, the tier; by name."""
    held = Stakeholder.objects.filter(goal=goal_of(actor, goal_id), dismissed=False).select_related("person", "organisation")
    return tuple(sorted(((row.pk, _name(row), row.tier) for row in held[:MOST]), key=lambda each: (each[1], each[0])))


def started(tasks: Iterable[TaskRow]) -> frozenset[tuple[str, int | None]]:
    """Which playbooks are on their way, with which stakeholder (None: for the goal)."""
    return frozenset((task.playbook, task.stakeholder_id) for task in tasks if task.playbook and task.state == "open")
