"""Whom goals look for: the people on the maps of open ones."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.models import Goal, Stakeholder


def wanted(actor: Actor, person_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The open goal with the nearest deadline on whose map each of these people stands, and its evidence. One query."""
    if not actor.may("see_all_people"):
        return {}
    held = Stakeholder.objects.filter(
        goal__workspace_id=actor.workspace_id, goal__state=Goal.State.OPEN, person_id__in=person_ids, dismissed=False
    )
    # The last one holds; where data bases put those without a deadline differs, so it is said.
    rows = held.order_by(F("goal__deadline").desc(nulls_first=True), "-goal_id").values_list("person_id", "goal__name", "goal_id")
    return {person: (name, f"goal:{number}") for person, name, number in rows if person is not None}
