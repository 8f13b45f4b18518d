"""The pages of the map, of ties, paths and introductions, and the files to take along."""

from __future__ import annotations

import csv
import io
import re
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
from django.contrib.messages import get_messages

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import put_down_favour
from hustings.apps.favours.models import Ask
from hustings.apps.goals import actions
from hustings.apps.goals.introductions import introductions
from hustings.apps.goals.map_files import MOST, map_file
from hustings.apps.network.actions import state_tie
from hustings.apps.network.models import Discretion, NeverAsk, Relation
from hustings.apps.people.actions import Fact, add_person, log_touch
from hustings.apps.people.models import Organisation
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.web import maps

NOW = datetime.now(UTC)
ANSWERS = {"how": "met_in_person", "i_would_say": "Kind.", "they_would_say": "Fair."}


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Any) -> None:
    settings.HUSTINGS_HOME = tmp_path


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    """Cora and Dan decide; Finn, whom Ada knows, is Cora's friend and Dan's opponent."""
    found = {name: add_person(ada, name=f"{name} =Member", organisation="Riverside Council") for name in ("Cora", "Dan")}
    found["Finn"] = add_person(ada, name="Finn Weir")
    for day in range(3):
        log_touch(ada, [found["Finn"]], kind="meeting", at=NOW - timedelta(days=5 + day), now=NOW)
    for name, kind in (("Cora", "friend"), ("Dan", "opponent")):
        state_tie(ada, ("person", found["Finn"]), ("person", found[name]), kind=kind, now=utc_now())
    state_tie(ada, ("person", found["Cora"]), ("person", found["Dan"]), kind="ally", now=utc_now())
    return found


@pytest.fixture
def goal(ada: Actor, people: dict[str, int]) -> int:
    body = Organisation.objects.get(name="Riverside Council").pk
    goal, _ = actions.add_goal(ada, name="Council adopts the ordinance", issue="Clean river", body=body)
    fact = Fact(kind="told_us", lean=1.0, at=NOW - timedelta(days=3), condition="public")
    actions.say_stance(ada, goal, fact, now=NOW, person_id=people["Cora"])
    return goal


def test_the_map_draws_everybody_and_lists_the_same(ada: Actor, client_of: ClientOf, goal: int) -> None:
    page = client_of(ada).get(f"/goals/{goal}/map/").content.decode()
    for words in ("Cora =Member", "Finn Weir", "Riverside Council", "friends", "under strain", "map-drawing", "++ Cora =Member"):
        assert words in page
    assert page.count("<circle") == 3
    assert page.count("<rect") == 1
    assert page.count("data-place=") == 4


def test_the_camps_stand_beside_the_strains_with_what_runs_against_them(ada: Actor, client_of: ClientOf, goal: int) -> None:
    client = client_of(ada)
    page = client.get(f"/goals/{goal}/map/").content.decode()
    for words in ("Camp A", "1 tie runs against this division", "exact: no division has fewer", 'data-label="Camp"'):
        assert words in page
    early = client.get(f"/goals/{goal}/map/?until=2001-01-01").content.decode()
    assert "The camps" not in early
    client.post(f"/ties/{Relation.objects.get(kind='ally').pk}/remove/")
    page = client.get(f"/goals/{goal}/map/").content.decode()
    for words in ("The camps", "No tie runs against this division", "No three of them are tied"):
        assert words in page
    assert "Nobody here is known as an ally" not in page
    assert 'data-label="Camp"' not in early


def test_the_list_and_the_drawing_follow_the_filter_without_scripts(ada: Actor, client_of: ClientOf, goal: int) -> None:
    client = client_of(ada)
    for query, count in (
        ("q=finn", 1),
        ("stance=strong_support", 1),
        ("tier=near", 4),
        ("tier=constituent", 0),
        ("community=0", 4),
    ):
        assert client.get(f"/goals/{goal}/map/?{query}").content.decode().count("data-place=") == count
    early = client.get(f"/goals/{goal}/map/?until=2001-01-01").content.decode()
    assert "friends" not in early
    assert client.get(f"/goals/{goal}/map/?limit=30000").status_code == 400


def test_the_list_goes_on_and_follows_alone_where_scripts_ask_for_it(
    ada: Actor, client_of: ClientOf, goal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "LISTED", 3)
    client = client_of(ada)
    first = client.get(f"/goals/{goal}/map/?tier=near&q=e").content.decode()
    assert 'data-whole="no"' in first
    assert "1 to 3 of" not in client.get(f"/goals/{goal}/map/?q=finn").content.decode()
    page = client.get(f"/goals/{goal}/map/").content.decode()
    assert "1 to 3 of 4" in page
    assert 'href="?limit=150&amp;begin=3#map-list"' in page
    last = client.get(f"/goals/{goal}/map/?begin=3&part=list", headers={"HX-Request": "true"}).content.decode()
    assert last.count("data-place=") == 1
    assert "4 to 4 of 4" in last
    assert page.count('scope="col"') == last.count('scope="col"')
    assert "<form" not in last
    names = {name for name in ("Cora", "Dan", "Finn", "Riverside") for each in (page, last) if f">{name}" in each}
    assert names == {"Cora", "Dan", "Finn", "Riverside"}


def test_every_file_that_a_large_map_offers_can_be_taken(ada: Actor, client_of: ClientOf, goal: int) -> None:
    client = client_of(ada)
    page = client.get(f"/goals/{goal}/map/?limit=20000").content.decode()
    offered = re.findall(r'href="(/goals/\d+/map/file[^"]+)"', page)
    assert len(offered) == 4
    assert all(client.get(url.replace("&amp;", "&")).status_code == 200 for url in offered)
    assert "map.svg (the first 150)" in page
    assert "second member" in page
    assert "second member" not in client.get(f"/goals/{goal}/map/").content.decode()


def test_where_the_library_is_missing_the_drawing_stays(
    ada: Actor, client_of: ClientOf, goal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "_library", lambda: ())
    page = client_of(ada).get(f"/goals/{goal}/map/").content.decode()
    assert "sigma" not in page
    assert "data-map=" not in page
    assert "<circle" in page


def test_a_goal_without_anybody_says_what_to_do(ada: Actor, client_of: ClientOf) -> None:
    goal, _ = actions.add_goal(ada, name="Something else")
    assert "Nobody stands on this map yet" in client_of(ada).get(f"/goals/{goal}/map/").content.decode()


def test_the_data_for_the_browser_are_columns_of_one_length(ada: Actor, client_of: ClientOf, goal: int) -> None:
    data = client_of(ada).get(f"/goals/{goal}/map/data.json").json()
    assert {len(data[name]) for name in ("names", "x", "y", "urls", "stances", "communities", "influence")} == {4}
    ties = {name: b64decode(column) for name, column in data["ties"].items()}
    assert len(ties["one"]) == len(ties["other"]) == len(ties["strength"]) == len(ties["since"]) == 2 * len(ties["sign"]) > 6
    assert max(np.frombuffer(ties["one"] + ties["other"], "<u2")) < 4
    assert set(np.frombuffer(ties["sign"], "<i1").tolist()) >= {-1, 1}
    begun = set(np.frombuffer(ties["since"], "<i2").tolist())
    assert (utc_now().date() - date(1970, 1, 1)).days in begun


def test_the_graph_is_read_by_other_programs(ada: Actor, client_of: ClientOf, goal: int) -> None:
    answer = client_of(ada).get(f"/goals/{goal}/map/file?what=map.graphml")
    graph = nx.parse_graphml(answer.content.decode())
    assert (graph.number_of_nodes(), graph.is_directed()) == (4, False)
    names = nx.get_node_attributes(graph, "name")
    assert sorted(names.values()) == ["Cora =Member", "Dan =Member", "Finn Weir", "Riverside Council"]
    finn = next(key for key, name in names.items() if name == "Finn Weir")
    assert sorted(data["sign"] for *_, data in graph.edges(finn, data=True)) == [-1, 1]
    assert isinstance(graph.nodes[finn]["influence"], float)


def test_the_drawing_is_well_formed_and_the_tables_hold_no_formulas(ada: Actor, client_of: ClientOf, goal: int) -> None:
    client = client_of(ada)
    drawing = client.get(f"/goals/{goal}/map/file?what=map.svg")
    assert ElementTree.fromstring(drawing.content).tag.endswith("svg")
    assert "attachment" in drawing["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/goals/{goal}/map/file").content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert all(not value.startswith(("=", "@")) for row in rows for value in row.values())
    ties = list(csv.DictReader(io.StringIO(client.get(f"/goals/{goal}/map/file?what=ties.csv").content.decode("utf-8-sig"))))
    assert {row["sign"] for row in ties} >= {"1", "-1"}


def test_files_need_the_right_to_export_and_large_ones_a_second_member(ada: Actor, ben: Actor, goal: int) -> None:
    with pytest.raises(NotPermitted):
        map_file(ben, goal, "map.svg", now=NOW)
    with pytest.raises(WrongInput):
        map_file(ada, goal, "map.svg", now=NOW, limit=MOST + 1)
    with pytest.raises(NotFound):
        map_file(ada, goal, "map.exe", now=NOW)


def test_an_organisation_says_with_whom_it_is_tied(ada: Actor, otto: Actor, client_of: ClientOf, people: dict[str, int]) -> None:
    council = Organisation.objects.get(name="Riverside Council").pk
    shown = client_of(ada).get(f"/organisations/{council}/ties/").content.decode()
    assert "Cora =Member" in shown
    assert f'href="/organisations/{council}/ties/"' in client_of(ada).get(f"/organisations/{council}/").content.decode()
    assert client_of(otto).get(f"/organisations/{council}/ties/").status_code == 404


def test_ties_are_stated_on_the_page_of_a_person_by_name(ada: Actor, client_of: ClientOf, people: dict[str, int]) -> None:
    gus = add_person(ada, name="Gus Hale")
    client = client_of(ada)
    url = f"/people/{gus}/ties/"
    assert "No ties to others are known" in client.get(url).content.decode()
    sent = {"other": "finn weir", "kind": "mentor", "words": "Taught him to row", "since": "2020-05-01"}
    assert client.post(f"{url}add/", sent).status_code == 302
    page = client.get(url).content.decode()
    for words in ("Finn Weir", "Taught him to row", "allies"):
        assert words in page
    assert "Taught him to row" in client.get(f"/people/{gus}/").content.decode()
    relation = Relation.objects.get(words="Taught him to row")
    client.post(f"/ties/{relation.pk}/remove/")
    assert "No ties" in client.get(url).content.decode()


def test_what_is_wrong_with_a_tie_is_said_beside_the_form(ada: Actor, client_of: ClientOf, people: dict[str, int]) -> None:
    add_person(ada, name="Finn Weirton")
    client, url = client_of(ada), f"/people/{people['Cora']}/ties/add/"
    for other, words in (
        ("Nobody Such", "Nobody of that name is known"),
        ("Finn", "Several are called like that"),
        ("", "Nobody"),
    ):
        answer = client.post(url, {"other": other, "kind": "knows"})
        assert (answer.status_code, words in answer.content.decode()) == (400, True)
    council = Organisation.objects.get(name="Riverside Council").pk
    assert client.post(url, {"organisation": council, "kind": "opponent", "private": "on"}).status_code == 302
    assert not Relation.objects.get(other_organisation_id=council).shared


def test_never_ask_and_discretion_are_switches(ada: Actor, client_of: ClientOf, people: dict[str, int]) -> None:
    client, base = client_of(ada), f"/people/{people['Finn']}"
    client.post(f"{base}/never-ask/", {"reason": "A judge"})
    assert "A judge" in client.get(f"{base}/ties/").content.decode()
    assert "A judge" in client.get("/introductions/").content.decode()
    client.post(f"{base}/never-ask/", {"do": "may"})
    assert not NeverAsk.objects.exists()
    client.post(f"{base}/discretion/", {})
    client.post(f"{base}/discretion/", {"everything": "1"})
    assert Discretion.objects.count() == 2
    assert "Share all of my ties again" in client.get(f"{base}/ties/").content.decode()
    for further in ({}, {"everything": "1"}):
        client.post(f"{base}/discretion/", {"do": "share", **further})
    assert not Discretion.objects.exists()


def test_an_introduction_is_asked_for_in_one_step_and_settled(
    ada: Actor, client_of: ClientOf, goal: int, people: dict[str, int]
) -> None:
    client, url = client_of(ada), f"/people/{people['Cora']}/path/"
    page = client.get(f"{url}?goal={goal}").content.decode()
    assert f"?first={people['Finn']}&amp;goal={goal}" in page
    asking = client.get(f"{url}?first={people['Finn']}&goal={goal}").content.decode()
    assert "would you introduce me to Cora =Member?" in asking
    assert "What would they say about you?" in asking
    sent = {"first": people["Finn"], "goal": goal, "draft": "Dear Finn, would you?"}
    unsaid = client.post(f"/people/{people['Cora']}/introductions/", sent)
    assert (unsaid.status_code, "Answer both questions first" in unsaid.content.decode()) == (400, True)
    sent |= ANSWERS
    answer = client.post(f"/people/{people['Cora']}/introductions/", sent)
    assert answer.status_code == 302, list(get_messages(answer.wsgi_request))
    row = introductions(ada)[0]
    ask = Ask.objects.get(pk=row.ask_number)
    assert (row.goal_id, ask.kind, ask.state, ask.person_id) == (goal, "introduction", "made", people["Finn"])
    assert "Finn Weir" in client.get("/introductions/").content.decode()
    client.post(f"/introductions/{row.id}/settle/", {"outcome": "happened"})
    ask.refresh_from_db()
    assert (introductions(ada)[0].state, ask.state) == ("happened", "yes")


def test_an_ask_that_comes_too_early_stops_with_its_reason_and_keeps_neither(
    ada: Actor, client_of: ClientOf, people: dict[str, int]
) -> None:
    client, url = client_of(ada), f"/people/{people['Cora']}/introductions/"
    sent = {"first": people["Finn"], "draft": "Dear Finn", **ANSWERS}
    assert client.post(url, sent).status_code == 302
    stopped = client.post(url, sent)
    assert (stopped.status_code, "Ask all the same" in stopped.content.decode()) == (409, True)
    assert Ask.objects.count() == len(introductions(ada)) == 1
    assert client.post(url, {**sent, "overrule": "on"}).status_code == 302
    assert client.post(url, {"draft": "Dear nobody"}).status_code == 400
    assert client.post(url, {**sent, "draft": " ", "overrule": "on"}).status_code == 400


def test_a_path_says_with_the_figures_of_the_ledger_why_somebody_stands_later_or_earlier(
    ada: Actor, client_of: ClientOf, people: dict[str, int]
) -> None:
    client, url = client_of(ada), f"/people/{people['Cora']}/path/"
    assert "The ledger" not in client.get(url).content.decode()
    put_down_favour(ada, people["Finn"], direction="given", kind="data", at=NOW, now=NOW)
    page = client.get(url).content.decode()
    assert "earlier: we gave more than we received (2.0 against 0.0)" in page
    assert f'href="/people/{people["Finn"]}/favours/"' in page
    client.post(f"/people/{people['Cora']}/introductions/", {"first": people["Finn"], "draft": "Dear Finn", **ANSWERS})
    assert "later: another ask (an introduction) waits for their answer" in client.get(url).content.decode()
    assert "Likelier, but later" not in page
    for name in ("Gus Hale", "Ida Hale", "Jon Hale"):
        number = add_person(ada, name=name)
        for day in range(3):
            log_touch(ada, [number], kind="meeting", at=NOW - timedelta(days=5 + day), now=NOW)
        state_tie(ada, ("person", number), ("person", people["Cora"]), kind="knows", now=NOW)
    found = client.get(url).content.decode()
    assert found.index("Gus Hale") < found.index("Likelier, but later") < found.index("another ask")


def test_people_without_a_path_are_said_to_have_none(ada: Actor, client_of: ClientOf) -> None:
    gus = add_person(ada, name="Gus Hale")
    assert "Nobody whom we know" in client_of(ada).get(f"/people/{gus}/path/").content.decode()
    assert client_of(ada).get("/people/999999/path/").status_code == 404
