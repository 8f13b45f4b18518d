"""What people mean to goals: whoever weighs whom to talk to, through any door, gets the same."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import add_goal, add_stakeholder, change_stakeholder
from hustings.apps.goals.stakes import stakes_of, weights_of
from hustings.apps.people.actions import add_person
from hustings.kernel.clock import utc_now

pytestmark = pytest.mark.django_db


def test_people_weigh_by_their_power_and_constituents_half(ada: Actor, otto: Actor) -> None:
    now = utc_now()
    mayor, neighbour = (add_person(ada, name=name) for name in ("Ana Souza", "Bo Diaz"))
    goals = [add_goal(ada, name=f"Goal {number}", issue=f"Issue {number}")[0] for number in range(3)]
    for goal in goals:
        for person, tier in ((mayor, "decision_maker"), (neighbour, "constituent")):
            change_stakeholder(ada, add_stakeholder(ada, goal, person_id=person, tier=tier)[0], power=4)
    with CaptureQueriesContext(connection) as queries:
        weights, issues = weights_of(ada, now=now)
    assert (weights, issues, len(queries)) == ({mayor: 0.8, neighbour: 0.4}, ("Issue 0", "Issue 1", "Issue 2"), 2)
    assert weights_of(otto, now=now) == ({}, ())
    stakes, stances = stakes_of(ada, goals[0], now=now)
    assert (stakes[mayor].power, stakes[neighbour].tier, stances[mayor]) == (0.8, "constituent", "unknown")
