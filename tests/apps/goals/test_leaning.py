"""Hints from the network: of officials and organisations only, always inferred, never evidence, never from messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from command_line import read, run
from conftest import ClientOf
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, leaning, queries
from hustings.apps.goals.leaning import Hint, hints_on
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.network.actions import state_tie
from hustings.apps.people.actions import Fact, add_person, log_touch
from hustings.apps.people.models import Evidence, Identity, Organisation, Source, SourceRecord

NOW = datetime.now(UTC)
HOUSES = ("River Trust", "Builders Guild", "Anglers Club")


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Any) -> None:
    settings.HUSTINGS_HOME = tmp_path


@pytest.fixture
def houses(ada: Actor) -> dict[str, int]:
    """Three organisations; the Trust is known to be for us, the Guild to be against us."""
    return {name: Organisation.objects.create(workspace_id=ada.workspace_id, name=name, key=name.lower()).pk for name in HOUSES}


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    """Cora and Dan are officials, Gus is nobody in office."""
    found = {name: add_person(ada, name=f"{name} Member") for name in ("Cora", "Dan", "Gus")}
    for name in ("Cora", "Dan"):
        Identity.objects.create(workspace_id=ada.workspace_id, person_id=found[name], kind="official", value=f"us:{name}")
    return found


@pytest.fixture
def goal(ada: Actor, houses: dict[str, int], people: dict[str, int]) -> int:
    """All are on the map. The Club is allied with the Trust, Cora and Gus are with the Guild, Dan has no tie."""
    goal, _ = actions.add_goal(ada, name="Council adopts the ordinance", issue="Clean river")
    for number in houses.values():
        actions.add_stakeholder(ada, goal, organisation_id=number)
    for number in people.values():
        actions.add_stakeholder(ada, goal, person_id=number)
    for name, lean in (("River Trust", 1.0), ("Builders Guild", -1.0)):
        fact = Fact(kind="position", lean=lean, at=NOW - timedelta(days=9))
        actions.say_stance(ada, goal, fact, now=NOW, organisation_id=houses[name])
    tie(ada, ("organisation", houses["Anglers Club"]), ("organisation", houses["River Trust"]))
    tie(ada, ("person", people["Cora"]), ("organisation", houses["Builders Guild"]))
    tie(ada, ("person", people["Gus"]), ("organisation", houses["Builders Guild"]))
    return goal


def tie(actor: Actor, one: tuple[str, int], other: tuple[str, int], kind: str = "ally") -> None:
    state_tie(actor, one, other, kind=kind, now=NOW, words="Same campaign")  # type: ignore[arg-type]


def told(actor: Actor, goal: int) -> dict[str, Hint]:
    view = queries.goal_view(actor, goal, now=NOW)
    names = {row.id: row.name for row in view.stakeholders}
    return {names[number]: hint for number, hint in hints_on(actor, view, now=NOW).items()}


def test_officials_and_organisations_lean_to_whom_they_are_near_and_it_says_to_whom(ada: Actor, goal: int) -> None:
    found = told(ada, goal)
    assert {name: (hint.step, hint.inferred) for name, hint in found.items()} == {
        "Anglers Club": ("lean_support", True), "Cora Member": ("lean_against", True),
    }  # fmt: skip
    (nearest,) = found["Anglers Club"].nearest
    assert (nearest.name, nearest.side, nearest.kind) == ("River Trust", 1, "organisation")
    (stretch,) = nearest.ties
    assert (stretch.one, stretch.other, stretch.facts[0].kind, stretch.facts[0].words) == (
        "River Trust", "Anglers Club", "ally", "Same campaign",
    )  # fmt: skip
    assert 0.3 < stretch.strength < 0.97
    assert found["Cora Member"].lean < 0


def test_private_persons_are_never_hinted_at(ada: Actor, goal: int, people: dict[str, int]) -> None:
    assert "Gus Member" not in told(ada, goal)
    Identity.objects.filter(person_id=people["Cora"]).delete()
    assert "Cora Member" not in told(ada, goal)


def test_a_hint_is_no_evidence_and_is_not_counted(ada: Actor, goal: int, people: dict[str, int]) -> None:
    Stakeholder.objects.filter(person_id=people["Cora"]).update(tier="decision_maker")
    view = queries.goal_view(ada, goal, now=NOW)
    row = next(row for row in view.stakeholders if row.name == "Cora Member")
    assert row.id in hints_on(ada, view, now=NOW)
    assert (row.stance.stance.step, row.stance.stance.probability, row.stance.evidence) == ("unknown", None, ())
    assert view.count is not None
    assert view.count.steps["unknown"] == view.count.voting == 1
    assert not Evidence.objects.filter(person_id=people["Cora"]).exists()


def test_from_one_side_alone_nothing_is_inferred(ada: Actor, goal: int) -> None:
    Evidence.objects.filter(lean__lt=0).delete()
    assert told(ada, goal) == {}


def test_messages_tie_nobody_here_and_meetings_do(ada: Actor, goal: int, people: dict[str, int]) -> None:
    # Eve stands against us; Dan is written to together with her, which a message on X would show as well.
    eve = add_person(ada, name="Eve Member")
    other = add_person(ada, name="Finn Member")
    actions.add_stakeholder(ada, goal, person_id=eve)
    against = Fact(kind="statement", lean=-1.0, at=NOW - timedelta(days=2), condition="public")
    actions.say_stance(ada, goal, against, now=NOW, person_id=eve)
    log_touch(ada, [people["Dan"], eve, other], kind="message", at=NOW - timedelta(days=3), now=NOW)
    assert "Dan Member" not in told(ada, goal)
    log_touch(ada, [people["Dan"], eve, other], kind="meeting", at=NOW - timedelta(days=3), now=NOW)
    assert told(ada, goal)["Dan Member"].nearest[0].name == "Eve Member"


def test_whom_only_x_tells_of_is_left_out_at_both_ends(ada: Actor, goal: int, people: dict[str, int]) -> None:
    source = Source.objects.create(workspace_id=ada.workspace_id, member_id=ada.member_id, reader="live-x", use_rule="x-content")
    SourceRecord.objects.filter(person_id=people["Cora"]).delete()
    SourceRecord.objects.create(
        workspace_id=ada.workspace_id, source=source, kind="person", external_id="1", person_id=people["Cora"], payload="{}",
        digest=b"",
    )  # fmt: skip
    assert "Cora Member" not in told(ada, goal)
    assert "Anglers Club" in told(ada, goal)


def test_opponents_are_seen_from_the_goal(ada: Actor, goal: int) -> None:
    Goal.objects.update(for_it=False)
    assert {name: hint.step for name, hint in told(ada, goal).items()} == {
        "Anglers Club": "lean_against", "Cora Member": "lean_support",
    }  # fmt: skip


def test_a_way_over_somebody_unseen_is_not_told(ada: Actor, goal: int, houses: dict[str, int]) -> None:
    view = queries.goal_view(ada, goal, now=NOW)
    real = leaning.names_of
    hidden = ("organisation", houses["Builders Guild"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaning, "names_of", lambda actor, nodes: real(actor, set(nodes) - {hidden}))
        found = hints_on(ada, view, now=NOW)
    assert [hint.step for hint in found.values()] == ["lean_support"]


def test_while_the_graph_is_being_built_nothing_is_inferred(ada: Actor, goal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.apps.network.keeping.AT_ONCE", 1)
    assert told(ada, goal) == {}


def test_queries_do_not_grow_with_those_asked_about(ada: Actor, goal: int, houses: dict[str, int]) -> None:
    told(ada, goal)
    view = queries.goal_view(ada, goal, now=NOW)
    with CaptureQueriesContext(connection) as few:
        hints_on(ada, view, now=NOW)
    for number in range(8):
        name = f"House {number}"
        made = Organisation.objects.create(workspace_id=ada.workspace_id, name=name, key=name.lower()).pk
        actions.add_stakeholder(ada, goal, organisation_id=made)
        tie(ada, ("organisation", made), ("organisation", houses["River Trust"]))
    told(ada, goal)
    view = queries.goal_view(ada, goal, now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert len(hints_on(ada, view, now=NOW)) == 10
    assert len(many) <= len(few) + 1


def test_every_door_calls_it_inferred_and_says_what_it_rests_on(ada: Actor, goal: int, client_of: ClientOf, client: Any) -> None:
    page = client_of(ada).get(f"/goals/{goal}/").content.decode()
    assert "inferred: rather for us" in page
    rows = {row.name: row.id for row in queries.goal_view(ada, goal, now=NOW).stakeholders}
    own = client_of(ada).get(f"/stakeholders/{rows['Cora Member']}/").content.decode()
    for words in ('<strong class="unknown">', "Inferred from the network: rather against us", "Builders Guild", "Same campaign"):
        assert words in own
    assert "Inferred from the network" not in client_of(ada).get(f"/stakeholders/{rows['Gus Member']}/").content.decode()

    assert "inferred: lean support, near River Trust" in " ".join(run("goals", "show", goal).output.split())
    given = read("goals", "show", goal)
    assert {row["stance"] for row in given["stakeholders"] if row["name"] in ("Anglers Club", "Cora Member")} == {"unknown"}
    hint = next(each for each in given["hints"] if each["stakeholder"] == rows["Anglers Club"])
    assert (hint["inferred"], hint["stance"], hint["nearest"][0]["ties"][0]["reasons"][0]["code"]) == (
        True,
        "lean_support",
        "ally",
    )
    assert {each["stakeholder"] for each in given["hints"]} == {rows["Anglers Club"], rows["Cora Member"]}

    headers = {"HTTP_AUTHORIZATION": f"Bearer {create_token(ada, name='a program', scope='read').secret}"}
    sent = json.loads(client.get(f"/api/v1/goals/{goal}", **headers).content)
    hints = {row["name"]: row["hint"] for row in sent["stakeholders"]}
    assert (hints["Cora Member"]["inferred"], hints["Cora Member"]["step"], hints["Dan Member"]) == (True, "lean_against", None)
