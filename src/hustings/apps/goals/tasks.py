"""Background work of the night: influence on open goals, after the graphs, and how sure stances may be."""

from __future__ import annotations

from django_tasks import task

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.accounts.queries import actor_of
from hustings.apps.goals.fitting import fit_stances
from hustings.apps.goals.influence import refresh
from hustings.apps.goals.models import Goal
from hustings.jobs.queue import enqueue
from hustings.kernel.clock import utc_now


@task()
def reckon_goal(goal_id: int) -> bool:
    """Brings the influence on a goal up to date, as its owner or an owner of the workspace; returns whether it stands."""
    goal = Goal.objects.select_related("body").filter(pk=goal_id).first()
    if goal is None:
        return False
    members = Member.objects.select_related("workspace", "user").filter(workspace_id=goal.workspace_id, is_active=True)
    member = members.filter(pk=goal.owner_id).first() or members.filter(role="owner").order_by("id").first()
    if member is None:
        return False
    actor = actor_of(member, door="job")
    return actor.may("see_goals") and actor.may("see_all_people") and refresh(actor, goal, now=utc_now())


@task()
def reckon_goals() -> int:
    """Asks for the influence on every open goal; returns how many."""
    goals = list(Goal.objects.filter(state="open").values_list("pk", flat=True))
    for goal_id in goals:
        ask_for_influence(goal_id)
    return len(goals)


@task()
def fit_all_stances() -> int:
    """Fits how sure stances may be, where anything was settled since; returns in how many workspaces."""
    return sum(fit_stances(number, now=utc_now()) for number in Workspace.objects.order_by("pk").values_list("pk", flat=True))


def ask_for_influence(goal_id: int) -> None:
    """Queues the reckoning of a goal, once."""
    enqueue(reckon_goal, key=f"influence:{goal_id}", goal_id=goal_id)
