"""The pages of invitations, their outcomes, and the runway."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from apps.invitations.test_triage import invite
from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.invitations.models import Invitation, RunwayTarget
from hustings.apps.people.actions import add_person, log_touch, save_segment
from hustings.apps.people.models import Person, SavedSegment, Vouch

NOW = datetime.now(UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def hers(client_of: ClientOf, ada: Actor) -> Client:
    return client_of(ada)


@pytest.fixture
def cora(ada: Actor) -> int:
    return add_person(ada, name="Cora Lind", title="Teacher", organisation="School")


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_accepting_asks_how_they_are_known_and_offers_the_likeliest_first(hers: Client, ada: Actor, cora: int) -> None:
    log_touch(ada, [cora], kind="meeting", at=NOW - timedelta(days=30), now=NOW)
    number = invite(ada, cora)
    page = text(hers, "/invitations/")
    assert "How do you know Cora Lind?" in page
    assert page.index("We have met in person") < page.index("We worked together")
    assert hers.post(f"/invitations/{number}/choose/", {"choice": "accept"}, headers=HTMX).status_code == 400
    answer = hers.post(f"/invitations/{number}/choose/", {"choice": "accept", "how": "met_in_person"}, headers=HTMX)
    assert "Put down as accepted." in answer.content.decode()
    assert Vouch.objects.get().person_id == cora


def test_against_the_rule_it_says_so_and_goes_on_when_overruled(hers: Client, ada: Actor, cora: int) -> None:
    number = invite(ada, cora)
    given = {"choice": "accept", "how": "online_only"}
    assert hers.post(f"/invitations/{number}/choose/", given).status_code == 409
    shown = hers.post(f"/invitations/{number}/choose/", given, headers=HTMX).content.decode()
    assert "could speak for" in shown
    assert "Connect all the same" in shown
    hers.post(f"/invitations/{number}/choose/", {**given, "overrule": "yes"}, headers=HTMX)
    assert Invitation.objects.get().overruled == "not_met"


def test_what_is_put_out_of_sight_stands_on_its_own_list(hers: Client, ada: Actor, cora: int) -> None:
    number = invite(ada, cora)
    answer = hers.post(f"/invitations/{number}/choose/", {"choice": "meet_first"}, headers=HTMX)
    assert "No invitation waits" in answer.content.decode()
    assert "To be met first" in text(hers, "/invitations/?away=yes")
    hers.post(f"/invitations/{number}/choose/", {"choice": "accept", "unsaid": "yes", "overrule": "yes"})
    assert "Nothing is out of sight." in text(hers, "/invitations/?away=yes")
    assert "too early" in text(hers, "/invitations/outcomes/")


def test_outcomes_teach_while_they_are_empty(hers: Client) -> None:
    assert "Nothing was decided yet" in text(hers, "/invitations/outcomes/")


def test_asking_somebody_to_connect_says_how_you_know_them_or_to_meet_first(hers: Client, ada: Actor, cora: int) -> None:
    page = text(hers, f"/people/{cora}/connect/")
    assert "Better to meet first" in page
    assert "A letter to meet first" in page
    assert "want to meet" in text(hers, f"/people/{cora}/connect/?channel=mastodon")
    assert hers.post(f"/people/{cora}/connect/", {"channel": "linkedin", "how": "online_only"}).status_code == 409
    sent = {"channel": "linkedin", "how": "met_in_person", "message": "From the harbour fair."}
    assert hers.post(f"/people/{cora}/connect/", sent).status_code == 302
    assert "From the harbour fair." in text(hers, "/invitations/?direction=out")
    assert hers.get("/people/999999/connect/").status_code == 404


def test_the_runway_begins_with_a_day_and_a_target(hers: Client, ada: Actor) -> None:
    assert "Say when election day is" in text(hers, "/runway/")
    Workspace.objects.filter(pk=ada.workspace_id).update(election_on=(NOW + timedelta(days=120)).date())
    for week in range(4):
        person = add_person(ada, name=f"Person {week}")
        Person.objects.filter(pk=person).update(connected_on=NOW.date() - timedelta(weeks=week))
    save_segment(ada, name="Press", text="tag = press", shared=True)
    for segment in ("", SavedSegment.objects.get().pk):
        assert hers.post("/runway/targets/", {"wanted": "30", "segment": segment}).status_code == 302
    page = text(hers, "/runway/")
    assert "weeks to grow" in page
    assert "lane-chart" in page
    assert "4 / 30" in page
    assert hers.post("/runway/targets/", {"wanted": ""}).status_code == 400
    hers.post(f"/runway/targets/{RunwayTarget.objects.first().pk}/drop/")
    assert RunwayTarget.objects.count() == 1


def test_a_day_that_is_past_draws_no_picture(hers: Client, ada: Actor) -> None:
    Workspace.objects.filter(pk=ada.workspace_id).update(election_on=date(2020, 1, 1))
    hers.post("/runway/targets/", {"wanted": "30", "segment": ""})
    page = text(hers, "/runway/")
    assert "Too late to grow" in page
    assert "lane-chart" not in page
