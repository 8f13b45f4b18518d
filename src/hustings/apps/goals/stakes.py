"""What people mean to goals: their stake in one, where they stand, and what they weigh in the nearest ones."""

from __future__ import annotations

from datetime import datetime

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.goals.queries import goal_view, goals_of
from hustings.engine.events import Stake

MOVABLE = frozenset({"undecided", "lean_against", "lean_support", "unknown"})
NEAREST = 10
MIDDLING = 3
"""The power, of five, of those whose power nobody has rated."""


def stakes_of(actor: Actor, goal_id: int, *, now: datetime) -> tuple[dict[int, Stake], dict[int, str]]:
    """What each person means to a goal, and where they stand on it (a step of engine.stance)."""
    stakes, stances = {}, {}
    for row in goal_view(actor, goal_id, now=now).stakeholders:
        kind, person = row.subject
        if kind == "person":
            stances[person] = row.stance.stance.step
            stakes[person] = Stake(row.tier, (row.power or MIDDLING) / 5, stances[person] in MOVABLE, f"stakeholder:{row.id}")
    return stakes, stances


def weights_of(actor: Actor, *, now: datetime) -> tuple[dict[int, float], tuple[str, ...]]:
    """What the people of the nearest open goals weigh (0 to 1, constituents half), and what these goals are about.

    Two queries. Nothing for whoever may not see goals.
    """
    if not actor.may("see_goals"):
        return {}, ()
    nearest = goals_of(actor, now=now)[:NEAREST]
    held = Stakeholder.objects.filter(goal_id__in=[row.id for row in nearest], dismissed=False, person__isnull=False)
    weights: dict[int, float] = {}
    for person, tier, power in held.values_list("person_id", "tier", "power"):
        weight = (power or MIDDLING) / (10 if tier == "constituent" else 5)
        weights[person] = max(weights.get(person, 0.0), weight)
    return weights, tuple(dict.fromkeys(row.issue for row in nearest))


def deciding_bodies(actor: Actor) -> frozenset[int]:
    """The organisations that decide on our open goals; none for whoever may not see goals."""
    if not actor.may("see_goals"):
        return frozenset()
    held = Goal.objects.filter(workspace_id=actor.workspace_id, state="open", body__isnull=False)
    return frozenset(held.values_list("body_id", flat=True))
