"""Tasks of a goal: playbooks that begin, tasks by hand, and what became of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.goals import actions, todo
from hustings.apps.goals.playbooks import playbook_for, playbooks
from hustings.apps.people.queries import members_of
from hustings.kernel.clock import utc_now
from hustings.web import goals_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import day_of, number_of


@member_view("see_goals")
def tasks(request: MemberRequest, goal_id: int) -> HttpResponse:
    """What is to be done for a goal, by whom and until when; what is done below it."""
    now = utc_now()
    goal = actions.goal_of(request.actor, goal_id)
    rows = todo.tasks_of(request.actor, goal_id, now=now, state="all")
    context = {
        "goal": goal,
        "open": [row for row in rows if row.state == "open"],
        "settled": [row for row in rows if row.state != "open"],
        "books": shown_playbooks(rows),
        "stakeholders": _on_map(request, goal_id),
        "members": members_of(request.actor),
        "today": now.astimezone(request.actor.zone).date(),
    }
    return render(request, "goals/tasks.html", context)


def shown_playbooks(rows: tuple[todo.TaskRow, ...]) -> list[tuple[Any, Any, bool]]:
    """Those for the goal as a whole: the playbook, its steps, and whether it is on its way."""
    begun = todo.started(rows)
    held = [book for book in playbooks().values() if book.scope == "goal"]
    return [(book, [(step, gettext(step.title), gettext(step.how)) for step in book.steps], (book.code, None) in begun)
            for book in held]  # fmt: skip


def _on_map(request: MemberRequest, goal_id: int) -> list[tuple[int, str, Any, str]]:
    """Stakeholders to choose from: id, name, tier in words, the title of the playbook of their tier."""
    found = []
    for number, name, tier in todo.on_map(request.actor, goal_id):
        book = playbook_for(tier)
        found.append((number, name, words.TIER[tier], gettext(book.title) if book else ""))
    return found


@member_view("edit_goals", methods=("POST",))
def play(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Begins a playbook."""
    given = request.POST
    ids, step = todo.start_playbook(
        request.actor,
        goal_id,
        given.get("playbook", ""),
        now=utc_now(),
        begin=day_of(given.get("begin", ""), "begin"),
        stakeholder_id=number_of(given.get("stakeholder", ""), "stakeholder"),
        owner=number_of(given.get("owner", ""), "owner"),
    )
    say(request, gettext("%(number)d tasks are set.") % {"number": len(ids)}, step)
    return redirect(_back(request, goal_id))


@member_view("edit_goals", methods=("POST",))
def add(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Puts down a task by hand."""
    given = request.POST
    _, step = todo.add_task(
        request.actor,
        goal_id,
        title=given.get("title", ""),
        due_on=day_of(given.get("due_on", ""), "due_on"),
        owner=number_of(given.get("owner", ""), "owner"),
        stakeholder_id=number_of(given.get("stakeholder", ""), "stakeholder"),
    )
    say(request, gettext("The task is put down."), step)
    return redirect(_back(request, goal_id))


@member_view("work_today", methods=("POST",))
def task(request: MemberRequest, task_id: int) -> HttpResponse:
    """Done, put off, dropped or changed."""
    actor, given, now = request.actor, request.POST, utc_now()
    match given.get("do", "done"):
        case "drop":
            said, step = gettext("Dropped."), todo.drop_task(actor, task_id, now=now)
        case "change":
            changes: dict[str, Any] = {name: given[name] for name in ("title",) if name in given}
            changes |= {"due_on": day_of(given["due_on"], "due_on")} if "due_on" in given else {}
            changes |= {"owner": number_of(given["owner"], "owner")} if "owner" in given else {}
            said, step = gettext("Changed."), todo.change_task(actor, task_id, **changes)
        case _:
            said, step = gettext("Done."), todo.settle_task(actor, task_id, now=now)
    say(request, said, step)
    return redirect(back_or(request, reverse("today")))


def _back(request: MemberRequest, goal_id: int) -> str:
    return back_or(request, reverse("goal_tasks", args=(goal_id,)))


urlpatterns = [
    path("goals/<int:goal_id>/tasks/", tasks, name="goal_tasks"),
    path("goals/<int:goal_id>/tasks/new/", add, name="goal_task_new"),
    path("goals/<int:goal_id>/play/", play, name="goal_play"),
    path("goals/tasks/<int:task_id>/", task, name="goal_task"),
]
