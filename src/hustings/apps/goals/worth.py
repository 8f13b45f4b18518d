"""What somebody on a goal's map is worth talking to: influence times swing, both from 0 to 1, for many goals at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.people.access import visible_through
from hustings.apps.people.queries.evidence import chances_on
from hustings.engine import ranking, whip

TIER_INFLUENCE = {"decision_maker": 0.8, "influencer": 0.5, "constituent": 0.2}
"""What a tier moves until the map or a member says better; estimates of ours."""
DECIDERS = 1_000
"""Seats that are looked at for who is decisive, over all goals in play."""


class Worth(NamedTuple):
    """`influence` and `swing` from 0 to 1; `known_by` says where the influence comes from: map, power or tier."""

    influence: float
    known_by: str
    swing: float

    @property
    def value(self) -> float:
        return self.influence * self.swing


def influence_of(row: Stakeholder) -> tuple[float, str]:
    """How much somebody moves on the goal, and how we know: as the map computed it (`Stakeholder.influence`, 0 to 1), else by the
    power that a member gave, else by the tier."""
    computed = getattr(row, "influence", None)
    if computed is not None:
        return min(max(float(computed), 0.0), 1.0), "map"
    if row.power:
        return row.power / 5, "power"
    return TIER_INFLUENCE[row.tier], "tier"


def worths(actor: Actor, stakes: Sequence[Stakeholder], *, now: datetime) -> dict[int, Worth]:
    """The worth of each of these people on their goals, by the stakeholder's id. Needs `goal` joined. A few queries in all."""
    goals = {row.goal_id: row.goal for row in stakes}
    deciding = _deciding(actor, goals)
    pairs = {(row.goal.issue_id, row.person_id) for row in stakes if row.person_id}
    pairs |= {(goals[goal].issue_id, person) for goal, people in deciding.items() for person in people}
    officials = {person for people in deciding.values() for person in people}
    chances = chances_on(actor, pairs, now=now, officials=officials)
    pivots = {number: _pivots(goal, deciding.get(number, ()), chances) for number, goal in goals.items()}
    return {
        row.pk: Worth(
            *influence_of(row),
            ranking.swing_of(
                chances.get((row.goal.issue_id, row.person_id or 0)), pivotal=pivots[row.goal_id].get(row.person_id or 0, 0.0)
            ),
        )
        for row in stakes
    }


def _deciding(actor: Actor, goals: Collection[int]) -> dict[int, list[int]]:
    """The people on each map who decide."""
    found: dict[int, list[int]] = defaultdict(list)
    held = Stakeholder.objects.filter(
        visible_through(actor, "person"), goal_id__in=goals, tier="decision_maker", dismissed=False, person__isnull=False
    )
    for goal, person in held.order_by("id").values_list("goal_id", "person_id")[:DECIDERS]:
        found[goal].append(person)
    return found


def _pivots(goal: Goal, people: Iterable[int], chances: Mapping[tuple[int, int], float | None]) -> dict[int, float]:
    """How much the outcome depends on each who decides; nothing where they cannot be counted by the rule."""
    seats = [whip.Seat(id=str(person), probability=chances[goal.issue_id, person]) for person in people]
    try:
        counted = whip.count_votes(seats, rule=goal.rule, of_all_members=goal.of_all_members)  # type: ignore[arg-type]
    except ValueError:
        return {}
    return {int(each.id): each.pivotal for each in counted.swing}
