"""Tasks, briefs, public acts, groups and opportunities for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import add_goal, add_stakeholder
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Organisation, Skill

HERE = "/api/v1"


class Program:
    """A program with a token that may write."""

    def __init__(self, actor: Actor) -> None:
        self.client = Client(headers={"authorization": f"Bearer {create_token(actor, name='program', scope='write').secret}"})

    def __call__(self, method: str, path: str, code: int = 200, **sent: Any) -> Any:
        answer = self.client.generic(method, f"{HERE}{path}", json.dumps(sent), content_type="application/json")
        assert answer.status_code == code, answer.content
        return answer.json() if answer["Content-Type"].startswith("application/json") else answer.content


@pytest.fixture
def hers(ada: Actor) -> Program:
    return Program(ada)


@pytest.fixture
def cora(ada: Actor) -> int:
    return add_person(ada, name="Cora Member", organisation="Riverside Council", title="Chair")


@pytest.fixture
def goal(ada: Actor, cora: int) -> int:
    return add_goal(ada, name="Adopt the ordinance", body=Organisation.objects.get().pk)[0]


def test_tasks_of_a_playbook_are_done_put_off_and_taken_back(hers: Program, ada: Actor, goal: int, cora: int) -> None:
    stakeholder, _ = add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")
    assert {book["code"] for book in hers("GET", "/playbooks")} == {"brief", "story", "town_hall", "petition"}
    made = hers("POST", f"/goals/{goal}/playbook", stakeholder=stakeholder)
    task = made["ids"][0]
    assert hers("GET", "/errands")[0]["id"] == f"goal_task:{task}"
    for path, sent in (("done", {}), ("later", {"until": "2099-01-01"}), ("drop", {})):
        step = hers("POST", f"/tasks/{task}/{path}", **sent)["step"]
        hers("POST", f"/undo/{step}")
    hers("POST", f"/errands/goal_task:{task}/done")
    hers("POST", f"/errands/goal_task:{made['ids'][1]}/later", until="2099-01-01")
    own = hers("POST", f"/goals/{goal}/tasks", title="Book the hall")["id"]
    hers("PATCH", f"/tasks/{own}", title="Book the big hall")
    assert "Book the big hall" in {row["title"] for row in hers("GET", f"/goals/{goal}/tasks?state=open")}
    found = hers("GET", f"/stakeholders/{stakeholder}/brief")
    assert found["name"] == "Cora Member"
    assert len(found["tasks"]) == len(made["ids"]) - 1
    assert b"Cora Member" in hers("GET", f"/goals/{goal}/figure?what=board.csv")


def test_bills_and_roll_calls_become_evidence(hers: Program, goal: int, cora: int) -> None:
    content = "name,vote\nCora Member,yes\n"
    assert hers("POST", f"/goals/{goal}/roll-calls", content=content, title="H.7")["recorded"] == 1
    assert hers("POST", f"/goals/{goal}/roll-calls", content=content, title="H.7")["known"] == 1
    hers("POST", f"/goals/{goal}/roll-calls", code=400, content=content, title="H.7", link="ftp://x")
    assert hers("POST", f"/goals/{goal}/bills", subject="H.7")["recorded"] == 0
    (bill,) = hers("GET", f"/goals/{goal}/bills")
    assert (bill["subject"], bill["facts"]) == ("H.7", 1)
    unlinked = hers("DELETE", f"/bills/{bill['id']}")
    hers("POST", f"/undo/{unlinked['step']}")
    assert hers("GET", f"/goals/{goal}/bills") == [bill]


def test_a_group_has_members_goals_and_words(hers: Program, goal: int, cora: int) -> None:
    group = hers("POST", "/groups", name="Clean River Coalition", kind="coalition")["id"]
    member = hers("POST", f"/groups/{group}/members", person=cora, role="chair")["id"]
    hers("PATCH", f"/memberships/{member}", role="adviser")
    hers("PUT", f"/groups/{group}/goals/{goal}")
    topic = hers("POST", f"/groups/{group}/posts", text="Costs or water?", title="Figures")["id"]
    hers("POST", f"/groups/{group}/posts", text="Water.", answer_to=topic)
    hers("POST", f"/groups/{group}/posts", text="Friday", notice=True)
    hers("PATCH", f"/posts/{topic}", text="Water or costs?")
    found = hers("GET", f"/groups/{group}")
    assert [(row["name"], row["role"]) for row in found["members"]] == [("Cora Member", "adviser")]
    assert [(post["text"], [each["text"] for each in post["answers"]]) for post in found["topics"]] == [
        ("Water or costs?", ["Water."])
    ]
    assert found["goals"] == [{"id": goal, "name": "Adopt the ordinance"}]
    hers("DELETE", f"/posts/{topic}")
    hers("DELETE", f"/groups/{group}/goals/{goal}")
    hers("PATCH", f"/groups/{group}", closed=True, purpose="Done")
    assert hers("GET", "/groups") == []
    hers("PATCH", f"/groups/{group}", closed=False)
    assert hers("GET", "/groups")[0]["purpose"] == "Done"


def test_a_role_has_candidates_and_who_fits(hers: Program, ada: Actor, cora: int) -> None:
    Skill.objects.create(workspace_id=ada.workspace_id, person_id=cora, name="Accounting")
    role = hers("POST", "/opportunities", title="Treasurer", text="Accounting")["id"]
    (fit,) = hers("GET", f"/opportunities/{role}")["fitting"]
    assert (fit["name"], fit["vouched"], fit["reasons"][0]["code"]) == ("Cora Member", False, "skill")
    candidate = hers("POST", f"/opportunities/{role}/candidates", person=cora)["id"]
    hers("PATCH", f"/candidates/{candidate}", state="recommended", note="Keen")
    hers("PATCH", f"/opportunities/{role}", state="filled")
    hers("PATCH", f"/opportunities/{role}", title=None, code=400)
    whole = hers("GET", f"/opportunities/{role}")
    assert (whole["role"]["state"], whole["candidates"][0]["state"]) == ("filled", "recommended")
    assert [row["id"] for row in hers("GET", "/opportunities?state=filled")] == [role]
