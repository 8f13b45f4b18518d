"""The map, paths, introductions and ties from the command line, and through the API."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import read, run
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import add_goal
from hustings.apps.people.actions import add_person, log_touch
from hustings.apps.people.models import Organisation

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> None:
    settings.HUSTINGS_HOME = tmp_path / "home"


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    found = {name: add_person(ada, name=f"{name} Weir", organisation="Riverside Council") for name in ("Cora", "Dan")}
    found["Finn"] = add_person(ada, name="Finn Hale")
    for day in range(3):
        log_touch(ada, [found["Finn"]], kind="meeting", at=NOW - timedelta(days=5 + day), now=NOW)
    return found


@pytest.fixture
def goal(ada: Actor, people: dict[str, int]) -> int:
    return add_goal(ada, name="The ordinance", body=Organisation.objects.get(name="Riverside Council").pk)[0]


def test_ties_are_stated_shown_and_taken_away(people: dict[str, int]) -> None:
    made = read("ties", "add", "Finn Hale", "Cora Weir", "--kind", "friend", "--since", "2020-05-01", "--words", "From school")
    tie = read("ties", "of", "Finn")[0]
    assert (tie["name"], tie["sign"], tie["reasons"][0]["code"], tie["reasons"][0]["text"]) == (
        "Cora Weir",
        1,
        "friend",
        "From school",
    )
    assert tie["reasons"][0]["evidence"] == [f"relation:{made['id']}"]
    assert "friend From school" in run("ties", "of", "Finn").output
    read("ties", "add", "Finn", "--organisation", "Riverside Council", "--kind", "opponent", "--private")
    run("ties", "add", "Finn", "--kind", "friend", code=2)
    read("ties", "remove", made["id"])
    assert "Cora Weir" in {row["name"] for row in read("ties", "of", "Riverside Council", "--organisation")}
    assert [each["kind"] for each in read("ties", "of", "Finn")] == ["organisation"]


def test_who_is_never_asked_and_what_is_private_are_said(people: dict[str, int]) -> None:
    read("ties", "never-ask", "Finn", "--reason", "A judge")
    assert read("ties")[0]["reason"] == "A judge"
    assert "A judge" in run("ties").output
    read("ties", "never-ask", "Finn", "--again")
    assert read("ties", "list") == []
    for words in (("Finn",), (), ("Finn", "--share"), ("--share",)):
        assert run("ties", "private", *words)


def test_the_map_is_shown_and_written_to_a_file(goal: int, tmp_path: Path) -> None:
    told = read("map", goal)
    assert {node["name"] for node in told["nodes"]} == {"Cora Weir", "Dan Weir", "Riverside Council"}
    assert all(edge["reasons"][0]["evidence"] for edge in told["edges"])
    assert any(reason["code"] == "decides" for reason in told["nodes"][0]["reasons"])
    assert "Cora Weir" in run("map", goal).output
    place = tmp_path / "map.graphml"
    assert run("map", goal, "--file", "map.graphml", "--to", place)
    assert place.read_text(encoding="utf-8").startswith("<?xml")
    assert read("map", goal, "--until", "2020-01-01", "--limit", 2)["left_out"] == 1


def test_a_map_under_strain_says_so(goal: int, people: dict[str, int]) -> None:
    for one, other, kind in (("Finn", "Cora", "friend"), ("Finn", "Dan", "opponent"), ("Cora", "Dan", "ally")):
        read("ties", "add", f"{people[one]}", f"{people[other]}", "--kind", kind)
    shown = run("map", goal).output
    for words in (
        "Under strain",
        "Camp A (3): ",
        "run against it: 1 (exact: no division has fewer)",
        "Dan Weir and Finn Hale (against",
    ):
        assert words in shown
    told = read("map", goal)
    assert len(told["balance"]["strains"]) == 3
    (division,) = told["balance"]["divisions"]
    assert ([camp["size"] for camp in division["camps"]], division["least"], division["exact"]) == ([3], 1, True)
    assert sorted(node["camp"] for node in told["nodes"]) == ["", "A", "A", "A"]


def test_two_camps_without_a_tie_against_them_say_so(goal: int, people: dict[str, int]) -> None:
    read("ties", "add", f"{people['Cora']}", f"{people['Dan']}", "--kind", "opponent")
    shown = run("map", goal).output
    for words in ("Camp A (1): Cora Weir, against Camp B (1): Dan Weir.", "No tie runs against it."):
        assert words in shown


def test_a_path_is_found_asked_for_and_followed(goal: int, people: dict[str, int]) -> None:
    assert read("path", goal, "Cora")["paths"] == []
    assert "Nobody whom we know" in run("path", goal, "Cora").output
    read("ties", "add", "Finn", "Cora", "--kind", "friend")
    found = read("path", goal, "Cora")["paths"][0]
    assert found["people"] == [people["Finn"], people["Cora"]]
    assert found["links"][1]["reasons"][0]["code"] == "friend"
    assert "Finn Hale -> Cora Weir" in run("path", goal, "Cora").output
    assert "introduce me to Cora Weir" in run("introductions", "ask", "Cora", "--first", "Finn").output
    asked = ("introductions", "ask", "Cora", "--first", "Finn", "--goal", goal, "--draft", "Dear Finn")
    assert read(*asked, code=2)["error"]["field"] == "i_would_say"
    made = read(*asked, "--how", "met_in_person", "--i-would-say", "Kind.", "--they-would-say", "Fair.")
    assert read("references")[0]["to"] == "Cora Weir"
    assert read("introductions")[0]["state"] == "asked"
    read("introductions", "settle", made["id"], "happened")
    assert read("introductions") == []
    (thanks,) = read("path", goal, "Cora")["paths"][0]["links"][0]["ledger"]
    assert (thanks["code"], thanks["cost"], len(thanks["evidence"])) == ("thanks_owed", 1.0, 1)
    assert "Finn Hale stands later: thanks owed (kind introduction, since " in " ".join(run("path", goal, "Cora").output.split())
    assert read("introductions", "list", "--all")[0]["state"] == "happened"
    assert "Cora Weir" in run("introductions", "list", "--all").output


def test_the_api_does_the_same(ada: Actor, goal: int, people: dict[str, int], client: Any) -> None:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {create_token(ada, name='a program', scope='write').secret}"}

    def send(method: str, path: str, **data: Any) -> Any:
        body = json.dumps(data) if data or method in ("POST", "PUT") else ""
        answer = client.generic(method, f"/api/v1{path}", body, content_type="application/json", **headers)
        assert answer.status_code == 200, (path, answer.content)
        return answer

    finn, cora = people["Finn"], people["Cora"]
    tie = send("POST", f"/people/{finn}/ties", person=cora, kind="friend").json()
    assert send("GET", f"/people/{finn}/ties").json()[0]["facts"][0]["kind"] == "friend"
    shown = send("GET", f"/goals/{goal}/map").json()
    assert len(shown["nodes"]) == 4
    assert (shown["divisions"], {node["camp"] for node in shown["nodes"]}) == ([], {""})
    assert send("GET", f"/goals/{goal}/map/file?what=people.csv").content.startswith(b"\xef\xbb\xbfid,name")
    assert send("GET", f"/people/{cora}/paths?goal={goal}").json()["paths"][0]["people"] == [finn, cora]
    said = {"how": "met_in_person", "i_would_say": "Kind.", "they_would_say": "Fair."}
    made = send("POST", f"/people/{cora}/introductions", first=finn, goal=goal, draft="Dear Finn", **said).json()
    send("POST", f"/introductions/{made['id']}/outcome", outcome="happened")
    assert send("GET", "/introductions").json()[0]["state"] == "happened"
    links = send("GET", f"/people/{cora}/paths?goal={goal}").json()["paths"][0]["links"]
    assert [[reason["code"] for reason in link["ledger"]] for link in links] == [["thanks_owed"], []]
    send("PUT", f"/people/{finn}/never-ask", reason="A judge")
    assert send("GET", "/never-asked").json()[0]["name"] == "Finn Hale"
    send("DELETE", f"/people/{finn}/never-ask")
    send("PUT", f"/people/{finn}/discretion")
    send("DELETE", f"/people/{finn}/discretion")
    send("DELETE", f"/ties/{tie['id']}")
