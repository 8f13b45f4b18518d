"""Giving comes before asking: the ledger of favours moves introducers on a warm path, and each says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import answer_ask, put_down_ask, put_down_favour, thank_for_ask
from hustings.apps.goals import introductions, paths
from hustings.apps.network.actions import state_tie
from hustings.apps.people.actions import add_person, log_touch
from hustings.apps.people.models import Identity
from hustings.apps.today.introducing import ask_for_introduction

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_home(settings: object, tmp_path: object) -> None:
    settings.HUSTINGS_HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    """Ada knows Finn and Gus alike, and both know Cora alike: Finn comes first, by his number."""
    found = {name: add_person(ada, name=f"{name} Member") for name in ("Cora", "Finn", "Gus")}
    for name in ("Finn", "Gus"):
        for day in range(3):
            log_touch(ada, [found[name]], kind="meeting", at=NOW - (5 + day) * DAY, now=NOW)
        state_tie(ada, ("person", found[name]), ("person", found["Cora"]), kind="knows", now=NOW)
    return found


def told(actor: Actor, people: dict[str, int]) -> list[tuple[str, list[str]]]:
    """Who introduces on each path to Cora, with what the ledger says of them."""
    view = paths.paths_to(actor, people["Cora"], now=NOW)
    assert all(path.links[-1].ledger == () for path in view.paths)
    return [(path.links[0].name.split()[0], [reason.code for reason in path.links[0].ledger]) for path in view.paths]


def ask(actor: Actor, person: int, kind: str, *, days: int) -> None:
    """An ask that was answered with yes and thanked for."""
    at = NOW - days * DAY
    number, _ = put_down_ask(actor, person, kind=kind, at=at, now=at, overrule=True)
    answer_ask(actor, number, answer="yes", now=at)
    thank_for_ask(actor, number, now=at)


def test_with_an_empty_ledger_the_likeliest_come_first(ada: Actor, people: dict[str, int]) -> None:
    assert told(ada, people) == [("Finn", []), ("Gus", [])]


def test_whom_we_only_ever_asked_stands_later_and_it_says_why(ada: Actor, people: dict[str, int]) -> None:
    for days in (200, 100):
        ask(ada, people["Finn"], "advice", days=days)
    assert told(ada, people) == [("Gus", []), ("Finn", ["only_asks"])]
    reason = paths.paths_to(ada, people["Cora"], now=NOW).paths[1].links[0].ledger[0]
    assert (reason.facts["asks"], len(reason.evidence)) == ("2", 2)
    put_down_favour(ada, people["Finn"], direction="given", kind="introduction", at=NOW - DAY, now=NOW)
    assert told(ada, people) == [("Finn", ["more_given", "said_yes"]), ("Gus", [])]


def test_a_likelier_way_that_the_ledger_put_off_the_list_is_named_with_why(ada: Actor, people: dict[str, int]) -> None:
    for days in (200, 100):
        ask(ada, people["Finn"], "advice", days=days)
    view = paths.paths_to(ada, people["Cora"], now=NOW, best=1)
    assert [path.people[0] for path in view.paths] == [people["Gus"]]
    assert [(path.people[0], path.links[0].ledger[0].code) for path in view.later] == [(people["Finn"], "only_asks")]
    assert paths.paths_to(ada, people["Cora"], now=NOW).later == ()
    put_down_favour(ada, people["Finn"], direction="given", kind="introduction", at=NOW - DAY, now=NOW)
    assert paths.paths_to(ada, people["Cora"], now=NOW, best=1).later == ()


def test_whoever_was_asked_lately_stands_later_and_an_introduction_counts_once(ada: Actor, people: dict[str, int]) -> None:
    ask(ada, people["Finn"], "volunteering", days=30)
    assert told(ada, people) == [("Gus", []), ("Finn", ["asked_lately", "said_yes"])]
    said = {"how": "met_in_person", "i_would_say": "Kind.", "they_would_say": "Fair."}
    made, _ = ask_for_introduction(ada, [people["Gus"], people["Cora"]], draft="Dear Gus", now=NOW, **said)  # type: ignore[arg-type]
    assert ("Gus", ["ask_waits"]) in told(ada, people)
    assert introductions.introductions(ada)[0].id == made


def test_whoever_was_given_something_stands_earlier_unless_they_are_an_official(ada: Actor, people: dict[str, int]) -> None:
    put_down_favour(ada, people["Gus"], direction="given", kind="data", at=NOW - DAY, now=NOW)
    assert told(ada, people) == [("Gus", ["more_given"]), ("Finn", [])]
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=people["Gus"], kind="official", value="us:bioguide:R000001")
    assert told(ada, people) == [("Finn", []), ("Gus", [])]


def test_the_ledger_costs_as_many_queries_however_long_it_is(ada: Actor, people: dict[str, int]) -> None:
    # The first look builds the graph of ties.
    told(ada, people)
    put_down_favour(ada, people["Finn"], direction="given", kind="data", at=NOW - DAY, now=NOW)
    with CaptureQueriesContext(connection) as few:
        told(ada, people)
    for name in ("Finn", "Gus"):
        for days in range(5):
            put_down_favour(ada, people[name], direction="given", kind="data", at=NOW - days * DAY, now=NOW)
    with CaptureQueriesContext(connection) as many:
        told(ada, people)
    assert len(many) == len(few)


def test_of_the_ledger_only_what_concerns_people_on_the_way_is_read(ada: Actor, people: dict[str, int]) -> None:
    stranger = add_person(ada, name="Hal Member")
    for person in (stranger, people["Finn"]):
        put_down_favour(ada, person, direction="given", kind="data", at=NOW - DAY, now=NOW)
    told(ada, people)
    with CaptureQueriesContext(connection) as queries:
        assert [name for name, _ in told(ada, people)] == ["Finn", "Gus"]
    (ledger,) = [query["sql"] for query in queries if 'FROM "favours_favour"' in query["sql"]]
    inside = ledger.partition(" IN (")[2].partition(")")[0].split(", ")
    assert {str(people["Finn"]), str(people["Gus"])} == set(inside)
