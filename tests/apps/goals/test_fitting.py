"""How sure stances may be, fitted to settled cases of a workspace: at night, only where something was settled, and shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from command_line import read, run
from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, queries
from hustings.apps.goals.fitting import calibration_of, fit_of, fit_stances
from hustings.apps.goals.models import StanceFit
from hustings.apps.goals.tasks import fit_all_stances
from hustings.apps.people.actions import Fact, add_person
from hustings.apps.people.models import Evidence, Organisation
from hustings.apps.people.queries.standing import standings_of
from hustings.engine.calibration import LEAST_CASES
from hustings.engine.stance import DEFAULT

NOW = datetime.now(UTC)


@pytest.fixture
def goal(ada: Actor) -> int:
    return actions.add_goal(ada, name="Council adopts the ordinance", issue="Clean river")[0]


def settle(actor: Actor, goal: int, number: int, *, every: int = 2) -> None:
    """So many organisations took a position for us; later each voted, every second one the other way."""
    issue = actions.goal_of(actor, goal).issue_id
    for place in range(number):
        name = f"House {place}"
        house = Organisation.objects.create(workspace_id=actor.workspace_id, name=name, key=name.lower())
        shared: dict[str, Any] = {
            "workspace_id": actor.workspace_id, "issue_id": issue, "organisation": house, "condition": "organisation",
            "member_id": actor.member_id,
        }  # fmt: skip
        Evidence.objects.create(kind="position", source=f"a{place}", at=NOW - timedelta(days=9), lean=1.0, **shared)
        lean = -1.0 if place % every == 0 else 1.0
        Evidence.objects.create(kind="vote", source=f"b{place}", at=NOW - timedelta(days=2), lean=lean, **shared)


def test_without_settled_cases_the_default_holds_and_it_says_so(ada: Actor, goal: int) -> None:
    assert not fit_stances(ada.workspace_id, now=NOW)
    found = fit_of(ada.workspace_id)
    assert (found.own, found.temperature, found.cases, found.at) == (False, DEFAULT.temperature, 0, None)
    settle(ada, goal, 6)
    assert fit_stances(ada.workspace_id, now=NOW)
    found = fit_of(ada.workspace_id)
    assert (found.own, found.cases, found.least, found.at) == (False, 6, LEAST_CASES, NOW)
    assert calibration_of(ada.workspace_id) == DEFAULT
    assert "the default, with 6 settled cases" in " ".join(run("goals", "show", goal).stdout.split())


def test_what_was_settled_makes_all_stances_less_sure(ada: Actor, goal: int, client_of: ClientOf) -> None:
    settle(ada, goal, LEAST_CASES)
    house = Organisation.objects.get(name="House 1").pk
    number, _ = actions.add_stakeholder(ada, goal, organisation_id=house)
    before = queries.goal_view(ada, goal, now=NOW).stakeholders[0].stance.stance
    assert fit_all_stances.func() == 1
    found = fit_of(ada.workspace_id)
    assert (found.own, found.cases) == (True, LEAST_CASES)
    assert found.temperature > 1.5
    after = queries.goal_view(ada, goal, now=NOW).stakeholders[0].stance.stance
    assert after.log_odds == pytest.approx(before.log_odds / found.temperature, rel=1e-6)
    assert fit_of(ada.workspace_id + 1).own is False
    page = client_of(ada).get(f"/stakeholders/{number}/").content.decode()
    assert f"fitted to {LEAST_CASES} settled cases of yours" in page
    assert read("goals", "show", goal)["fit"]["own"] is True
    assert "fitted to 40 settled cases of yours (temperature" in " ".join(run("goals", "show", goal).stdout.split())


def test_nothing_is_read_again_until_something_more_is_settled(ada: Actor, goal: int) -> None:
    settle(ada, goal, 3)
    assert fit_stances(ada.workspace_id, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert not fit_stances(ada.workspace_id, now=NOW)
    assert len(asked) == 2
    Evidence.objects.filter(kind="vote").order_by("pk")[0].delete()
    assert fit_stances(ada.workspace_id, now=NOW + timedelta(days=1))
    assert (StanceFit.objects.get().cases, fit_of(ada.workspace_id).at) == (2, NOW + timedelta(days=1))


def test_the_default_holds_again_where_nothing_is_settled_any_more(ada: Actor, goal: int) -> None:
    settle(ada, goal, LEAST_CASES, every=3)
    assert fit_stances(ada.workspace_id, now=NOW)
    assert fit_of(ada.workspace_id).cases == LEAST_CASES
    Evidence.objects.filter(kind="vote").delete()
    assert fit_stances(ada.workspace_id, now=NOW)
    assert (fit_of(ada.workspace_id).cases, calibration_of(ada.workspace_id)) == (0, DEFAULT)
    assert not fit_stances(ada.workspace_id, now=NOW)


def test_people_are_judged_by_their_own_facts_alone(ada: Actor, goal: int) -> None:
    cora = add_person(ada, name="Cora Member")
    for kind, lean, days in (("statement", 1.0, 9), ("vote", 1.0, 2)):
        fact = Fact(kind=kind, lean=lean, at=NOW - timedelta(days=days), condition="public")
        actions.say_stance(ada, goal, fact, now=NOW, person_id=cora)
    assert fit_stances(ada.workspace_id, now=NOW)
    assert fit_of(ada.workspace_id).cases == 1
    StanceFit.objects.update(temperature=4.0)
    (standing,) = standings_of(ada, cora, now=NOW)
    assert standing.step == "lean_support"
