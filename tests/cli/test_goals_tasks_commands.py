"""Tasks, briefs, figures, public acts, groups and opportunities on the command line: the same actions as the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.goals.actions import add_goal, add_stakeholder, change_stakeholder
from hustings.apps.goals.models import GoalTask
from hustings.apps.groups.models import Candidate, Group, Membership, Post
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Evidence, Organisation, Skill


@pytest.fixture(autouse=True)
def _as_ada(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUSTINGS_MEMBER", "ada@example.org")


@pytest.fixture
def cora(ada: Actor) -> int:
    return add_person(ada, name="Cora Member", organisation="Riverside Council", title="Chair")


@pytest.fixture
def goal(ada: Actor, cora: int) -> int:
    body = Organisation.objects.get(name="Riverside Council").pk
    return add_goal(ada, name="Adopt the ordinance", body=body)[0]


@pytest.fixture
def stakeholder(ada: Actor, goal: int, cora: int) -> int:
    return add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")[0]


def taken_back(*command: object) -> None:
    for step in reversed(read(*command)["steps"]):
        read("undo", step)


def test_the_count_tells_no_chance_until_somebody_is_known(goal: int, cora: int) -> None:
    assert "1 of 1 votes needed. Nobody's stance is known" in run("goals", "show", goal).stdout
    assert read("goals", "show", goal)["count"]["chance"] is None
    run("goals", "stance", goal, "Cora Member", "--lean", "1", "--kind", "vote", "--condition", "public")
    assert "0 to spare. Chance 9" in " ".join(run("goals", "show", goal).stdout.split())


def test_whom_nobody_looks_after_is_told(goal: int, stakeholder: int) -> None:
    shown = run("goals", "show", goal).stdout
    for words in ("Nobody looks after: Cora Member.", "Nobody talked lately to: Cora Member."):
        assert words in shown
    assert "Their stance moved" not in shown


def test_a_playbook_becomes_tasks_that_come_up_and_are_settled(goal: int, stakeholder: int) -> None:
    ids = read("goals", "play", goal, "--stakeholder", stakeholder)["ids"]
    rows = read("goals", "tasks", goal)
    assert [row["id"] for row in rows] == ids
    assert rows[0]["about"] == "Cora Member"
    assert "Cora Member" in run("goals", "tasks", goal).stdout
    (errand, *_) = read("errands")
    assert errand["id"] == f"goal_task:{ids[0]}"
    assert "Adopt the ordinance" in run("errands").stdout
    taken_back("errands", "done", errand["id"])
    taken_back("errands", "later", errand["id"], "--until", "+7d")
    run("errands", "done", "goal_task:999999", code=1)


def test_a_task_by_hand_is_changed_put_off_done_and_dropped(ada: Actor, goal: int) -> None:
    task = read("goals", "task", "add", goal, "Book the hall", "--due", "today", "--owner", "ada@example.org")["id"]
    run("goals", "task", "change", task, "--title", "Book the big hall", "--due", "none", "--owner", "")
    run("goals", "task", "change", task, code=2)
    assert GoalTask.objects.get(pk=task).title == "Book the big hall"
    run("goals", "task", "change", task, "--due", "tomorrow")
    taken_back("goals", "task", "later", task, "--until", "+7d")
    taken_back("goals", "task", "done", task)
    run("goals", "task", "drop", task)
    assert read("goals", "tasks", goal, "--state", "dropped")[0]["state"] == "dropped"
    run("goals", "play", goal, "--playbook", "town_hall", "--begin", "tomorrow", "--owner", "ada@example.org")


def test_a_brief_is_printed_and_read_by_programs(ada: Actor, goal: int, stakeholder: int) -> None:
    change_stakeholder(ada, stakeholder, motives="Clean water", alliances="The mayor", next_step="Bring figures")
    told = run("goals", "brief", stakeholder).stdout
    for said in ("Cora Member", "Clean water", "Bring figures", "Pitch, "):
        assert said in told
    found = read("goals", "brief", stakeholder)
    assert (found["tier"], found["stance"], found["paths"]) == ("decision_maker", "unknown", [])
    assert found["seconds"] > 0


def test_figures_are_written_to_files(goal: int, stakeholder: int, tmp_path: Path) -> None:
    for what in ("grid.svg", "board.svg", "board.csv"):
        run("goals", "figure", goal, what, "--out", tmp_path / what)
    assert "Cora Member" in (tmp_path / "board.csv").read_text("utf-8-sig")
    assert (tmp_path / "grid.svg").read_text().startswith("<svg")


def test_bills_and_roll_calls_become_evidence(goal: int, cora: int, tmp_path: Path) -> None:
    table = tmp_path / "votes.csv"
    table.write_text("name,vote\nCora Member,yes\nNobody,no\n")
    answer = read("goals", "roll-call", goal, table, "--title", "The ordinance")
    assert (answer["recorded"], answer["unplaced"]) == (1, ["Nobody"])
    assert Evidence.objects.get().lean == 1.0
    assert "1 were known" in run("goals", "roll-call", goal, table, "--title", "The ordinance").stdout
    read("undo", answer["steps"][0])
    linked = read("goals", "bill", goal, "H.7", "--against-us")
    assert (linked["recorded"], linked["unknown"], linked["near"]) == (0, True, [])
    assert [row["subject"] for row in read("goals", "bill", goal)] == ["H.7"]
    assert "against us" in run("goals", "bill", goal).stdout


def test_a_group_is_made_joined_spoken_in_and_closed(goal: int, cora: int) -> None:
    group = read("groups", "add", "Clean River Coalition", "--kind", "coalition", "--purpose", "The ordinance")["id"]
    number = read("groups", "join", group, "Cora Member", "--role", "chair")["id"]
    run("groups", "join", group, "--organisation", "Riverside Council")
    run("groups", "join", group, code=2)
    taken_back("groups", "member", number, "--until", "today")
    run("groups", "member", number, "--role", "adviser")
    run("groups", "member", number, code=2)
    assert Membership.objects.get(pk=number).role == "adviser"
    run("groups", "share", group, goal)
    taken_back("groups", "share", group, goal, "--not")
    topic = read("groups", "say", group, "Costs or water?", "--title", "Figures")["id"]
    run("groups", "say", group, "Water.", "--answer-to", topic)
    run("groups", "say", group, "Friday at six", "--notice", "--until", "+30d")
    run("groups", "reword", topic, "Water or costs?")
    told = run("groups", "show", group).stdout
    for said in ("Clean River Coalition", "adviser", "Water or costs?", "Ada Okafor: Water.", "Friday at six", "Adopt the"):
        assert said in told
    found = read("groups", "show", group)
    assert (len(found["belong"]), len(found["board"]), len(found["topics"])) == (2, 1, 1)
    taken_back("groups", "unsay", topic)
    run("groups", "change", group, "--close", "--purpose", "Done")
    run("groups", "change", group, code=2)
    assert read("groups", "list", "--state", "closed")[0]["purpose"] == "Done"
    run("groups", "change", group, "--open")
    assert "Clean River Coalition" in run("groups").stdout
    assert Post.objects.count() == 3
    assert Group.objects.get().closed_at is None


def test_a_role_says_who_fits_and_how_far_it_got(ada: Actor, cora: int) -> None:
    Skill.objects.create(workspace_id=ada.workspace_id, person_id=cora, name="Accounting")
    role = read(
        "opportunities", "add", "Treasurer", "--text", "Accounting", "--organisation", "Riverside Council", "--until", "+30d"
    )["id"]
    found = read("opportunities", "show", role)
    assert [each["person"]["name"] for each in found["fitting"]] == ["Cora Member"]
    assert "skill: accounting" in run("opportunities", "show", role).stdout
    candidate = read("opportunities", "consider", role, "Cora Member", "--note", "Ask on Friday")["id"]
    taken_back("opportunities", "move", candidate, "asked")
    run("opportunities", "move", candidate, "interested", "--note", "Keen")
    assert Candidate.objects.get().note == "Keen"
    assert read("opportunities", "show", role)["considered"][0]["state"] == "interested"
    run("opportunities", "change", role, "--state", "filled", "--until", "none")
    run("opportunities", "change", role, code=2)
    assert read("opportunities", "list", "--state", "filled")[0]["until"] is None
    assert "Treasurer" in run("opportunities", "list", "--state", "all").stdout


def test_posts_of_a_group_bear_the_day_of_the_workspace(ada: Actor) -> None:
    Workspace.objects.update(time_zone="Pacific/Honolulu")
    group = read("groups", "add", "Clean River Coalition")["id"]
    post = read("groups", "say", group, "Who speaks?")["id"]
    Post.objects.filter(pk=post).update(at=datetime(2026, 11, 24, 3, 30, tzinfo=UTC))
    assert "2026-11-23" in run("groups", "show", group).stdout
