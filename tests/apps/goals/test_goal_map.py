"""The map of a goal: influence from the deciders, kept with through whom; communities, bridges and alliances under strain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, mapping, queries
from hustings.apps.goals.influence import influence_on, reckon, refresh
from hustings.apps.goals.models import Goal, Influence, Reckoning, Stakeholder
from hustings.apps.goals.tasks import reckon_goal, reckon_goals
from hustings.apps.network import keeping
from hustings.apps.network.actions import state_tie
from hustings.apps.people.actions import Fact, add_person, record_evidence
from hustings.apps.people.models import Organisation, Person
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_home(settings: object, tmp_path: object) -> None:
    settings.HUSTINGS_HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    """A council of three, a board that one of them shares with two others, and two more."""
    places = dict.fromkeys(("Cora", "Dan", "Eve"), "Riverside Council") | dict.fromkeys(("Hal", "Ida"), "Water Board")
    found = {name: add_person(ada, name=f"{name} Member", organisation=place, title="Member") for name, place in places.items()}
    found |= {name: add_person(ada, name=f"{name} Member") for name in ("Finn", "Gus")}
    state(ada, found["Hal"], found["Cora"], "friend")
    state(ada, found["Finn"], found["Hal"], "knows")
    return found


def state(actor: Actor, one: int, other: int, kind: str, **rest: object) -> None:
    state_tie(actor, ("person", one), ("person", other), kind=kind, now=NOW, **rest)  # type: ignore[arg-type]


@pytest.fixture
def goal(ada: Actor, people: dict[str, int]) -> int:
    body = Organisation.objects.get(name="Riverside Council").pk
    return actions.add_goal(ada, name="Council adopts the ordinance", issue="Clean river", body=body)[0]


def reckoned(actor: Actor, goal: int) -> object:
    return reckon(actor, Goal.objects.select_related("body").get(pk=goal), now=NOW)


def test_influence_flows_from_the_deciders_and_says_through_whom(ada: Actor, goal: int, people: dict[str, int]) -> None:
    reckoned(ada, goal)
    found = influence_on(Goal.objects.get(pk=goal))
    values = {node: row.value for node, row in found.items()}
    assert max(values.values()) == 1.0
    assert values["person", people["Cora"]] > values["person", people["Hal"]] > values["person", people["Ida"]] > 0
    assert ("person", people["Gus"]) not in values
    assert found["person", people["Hal"]].through[0] == {
        "kind": "person", "id": people["Cora"], "share": pytest.approx(found["person", people["Hal"]].through[0]["share"]),
    }  # fmt: skip


def test_reckoning_twice_writes_nothing_and_only_what_changed_is_written(ada: Actor, goal: int, people: dict[str, int]) -> None:
    first = reckoned(ada, goal)
    assert first.written == first.figures > 5  # type: ignore[attr-defined]
    assert reckoned(ada, goal).written == 0  # type: ignore[attr-defined]
    state(ada, people["Gus"], people["Finn"], "knows")
    again = reckoned(ada, goal)
    assert 0 < again.written < again.figures  # type: ignore[attr-defined]


def test_figures_hold_until_ties_or_deciders_change(ada: Actor, goal: int, people: dict[str, int]) -> None:
    row = Goal.objects.select_related("body").get(pk=goal)
    assert refresh(ada, row, now=NOW)
    mark = Reckoning.objects.get().mark
    Influence.objects.all().delete()
    assert refresh(ada, row, now=NOW + timedelta(hours=1))
    assert not Influence.objects.exists()
    actions.add_stakeholder(ada, goal, person_id=people["Gus"])
    assert refresh(ada, row, now=NOW)
    assert Influence.objects.exists()
    assert Reckoning.objects.get().mark != mark


def test_stakeholders_carry_their_influence_and_lose_it_with_their_ties(ada: Actor, goal: int, people: dict[str, int]) -> None:
    for name in ("Hal", "Gus"):
        actions.add_stakeholder(ada, goal, person_id=people[name])
    reckoned(ada, goal)
    values = dict(Stakeholder.objects.values_list("person_id", "influence"))
    assert 0 < values[people["Hal"]] < 1
    assert values[people["Gus"]] is None


def test_those_with_influence_are_proposed_with_through_whom(ada: Actor, goal: int, people: dict[str, int]) -> None:
    reckoned(ada, goal)
    found = {each.name: each for each in queries.suggested(ada, goal)}
    reason = next(why for why in found["Hal Member"].reasons if why.code == "influential")
    assert "Cora Member" in reason.facts["through"]
    assert reason.evidence[0].startswith("influence:")
    assert not any(why.code == "influential" for why in found["Cora Member"].reasons)


def test_the_job_reckons_as_the_owner_and_not_for_the_gone(ada: Actor, goal: int) -> None:
    assert reckon_goals.func() == 1
    assert reckon_goal.func(goal)
    assert Influence.objects.exists()
    assert not reckon_goal.func(0)


def test_the_map_shows_everybody_near_with_ties_and_their_facts(ada: Actor, goal: int, people: dict[str, int]) -> None:
    actions.add_stakeholder(ada, goal, person_id=people["Gus"], tier="constituent")
    view = mapping.map_of(ada, goal, now=NOW)
    nodes = {node.name: node for node in view.nodes}
    assert set(nodes) >= {"Cora Member", "Hal Member", "Gus Member", "Riverside Council", "Water Board"}
    assert (nodes["Gus Member"].tier, nodes["Gus Member"].ties, nodes["Gus Member"].constraint) == ("constituent", 0, None)
    assert nodes["Cora Member"].decides
    assert all(node.x**2 + node.y**2 <= 1.0001 for node in view.nodes)
    edge = next(e for e in view.edges if {view.nodes[e.one].name, view.nodes[e.other].name} == {"Hal Member", "Cora Member"})
    assert "friend" in edge.kinds
    assert (edge.sign, edge.since, edge.facts[0].kind) == (1, date(2026, 5, 1), "friend")
    assert view.communities[0].size >= 3
    assert view.as_of == NOW


def test_dismissed_people_are_not_on_the_map_and_the_limit_holds(ada: Actor, goal: int, people: dict[str, int]) -> None:
    actions.dismiss(ada, goal, person_id=people["Hal"])
    assert "Hal Member" not in {node.name for node in mapping.map_of(ada, goal, now=NOW).nodes}
    small = mapping.map_of(ada, goal, now=NOW, limit=3)
    assert len(small.nodes) == 3
    assert small.left_out > 0
    for limit in (0, 20_001):
        with pytest.raises(WrongInput):
            mapping.map_of(ada, goal, now=NOW, limit=limit)


def test_the_map_of_an_earlier_day_lacks_what_came_later(ada: Actor, goal: int) -> None:
    earlier = mapping.map_of(ada, goal, now=NOW, until=date(2020, 1, 1))
    assert all("friend" not in edge.kinds for edge in earlier.edges)


def test_stances_stand_on_the_map(ada: Actor, goal: int, people: dict[str, int]) -> None:
    issue = Goal.objects.get(pk=goal).issue_id
    fact = Fact(kind="statement", lean=1.0, at=NOW - timedelta(days=3), condition="public")
    record_evidence(ada, issue, fact, now=NOW, person_id=people["Cora"])
    nodes = {node.name: node.stance for node in mapping.map_of(ada, goal, now=NOW).nodes}
    assert (nodes["Cora Member"], nodes["Dan Member"]) == ("strong_support", "unknown")


def test_alliances_under_strain_are_named(ada: Actor, goal: int, people: dict[str, int]) -> None:
    assert mapping.map_of(ada, goal, now=NOW).balanced == 1.0
    state(ada, people["Cora"], people["Dan"], "ally")
    state(ada, people["Dan"], people["Hal"], "opponent")
    view = mapping.map_of(ada, goal, now=NOW)
    assert view.balanced == 0.0
    assert {each.sign for each in view.strains} == {1, -1}
    assert "Hal Member" in view.strains[0].third or "Hal Member" in (view.strains[0].one, view.strains[0].other)


def test_a_goal_without_deciders_has_a_map_of_those_on_it(ada: Actor, people: dict[str, int]) -> None:
    goal, _ = actions.add_goal(ada, name="Something else")
    actions.add_stakeholder(ada, goal, person_id=people["Hal"])
    view = mapping.map_of(ada, goal, now=NOW)
    assert [node.name for node in view.nodes] == ["Hal Member"]
    assert not view.edges


def test_while_the_graph_is_being_built_the_map_says_so(ada: Actor, goal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 1)
    view = mapping.map_of(ada, goal, now=NOW)
    assert (view.nodes, view.refused[:8]) == ((), "The ties")
    assert not refresh(ada, Goal.objects.get(pk=goal), now=NOW)


def test_foreign_maps_are_not_found(ada: Actor, otto: Actor, vera: Actor, goal: int) -> None:
    with pytest.raises(NotFound):
        mapping.map_of(otto, goal, now=NOW)
    with pytest.raises(NotPermitted):
        mapping.map_of(vera, goal, now=NOW)


def test_queries_do_not_grow_with_the_map(ada: Actor, goal: int, people: dict[str, int]) -> None:
    mapping.map_of(ada, goal, now=NOW)
    with CaptureQueriesContext(connection) as few:
        mapping.map_of(ada, goal, now=NOW)
    for number in range(12):
        add_person(ada, name=f"Member {number}", organisation="Riverside Council", title="Member")
    mapping.map_of(ada, goal, now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert len(mapping.map_of(ada, goal, now=NOW).nodes) > 15
    assert len(many) <= len(few) + 1


def test_a_person_who_went_stands_on_no_map_even_before_the_graph_is_built_anew(
    ada: Actor, goal: int, people: dict[str, int]
) -> None:
    mapping.map_of(ada, goal, now=NOW)
    Person.objects.filter(pk=people["Finn"]).delete()
    assert "Finn Member" not in {node.name for node in mapping.map_of(ada, goal, now=NOW).nodes}
