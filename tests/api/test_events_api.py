"""The API of events: the same actions as the pages, in stable shapes."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.events import calendars
from hustings.apps.events.models import Event, FollowUp, Guest, Jotting
from hustings.apps.goals.actions import add_goal, add_stakeholder
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Person
from hustings.connectors.calendars import feeds
from hustings.kernel.clock import utc_now

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


class Api:
    """A program with a token."""

    def __init__(self, actor: Actor) -> None:
        secret = create_token(actor, name="test", scope="write").secret
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def __call__(self, method: str, path: str, given: Any = None, *, status: int = 200) -> Any:
        body = "" if given is None else json.dumps(given)
        answer = self.client.generic(method, f"/api/v1{path}", body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()


@pytest.fixture
def api(ada: Actor) -> Api:
    return Api(ada)


@pytest.fixture
def event(api: Api) -> int:
    begin = utc_now() - timedelta(hours=1)
    given = {"title": "River Conference", "starts_at": begin.isoformat(), "pitch": "Clean water for all."}
    return int(api("POST", "/events", given)["id"])


def note(**given: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "kind": "note", "at": utc_now().isoformat(), "text": "Buses", **given}


def test_an_event_is_put_down_listed_shown_changed_and_taken_off(api: Api, event: int) -> None:
    assert [row["title"] for row in api("GET", "/events")["rows"]] == ["River Conference"]
    view = api("GET", f"/events/{event}")
    assert (view["kind"], view["seconds"], view["tally"]["talks"]) == ("conference", 2, 0)
    api("PATCH", f"/events/{event}", {"title": "Harbour Forum", "ends_at": None})
    step = api("PATCH", f"/events/{event}", {"standing": "known"})["step"]
    assert api("GET", "/events")["rows"] == []
    api("POST", f"/undo/{step}")
    api("PATCH", f"/events/{event}", {"standing": "going", "status": "cancelled"})
    assert api("GET", f"/events/{event}")["status"] == "cancelled"
    api("DELETE", f"/events/{event}")
    api("GET", f"/events/{event}", status=404)


def test_later_dates_and_whole_series_are_changed_and_taken_off(api: Api) -> None:
    begin = utc_now() + timedelta(days=1)
    given = {
        "title": "Regulars",
        "starts_at": begin.isoformat(),
        "repeat": "weekly",
        "until": f"{begin + timedelta(days=22):%Y-%m-%d}",
    }
    first = api("POST", "/events", given)["id"]
    rows = [row["id"] for row in api("GET", "/events?q=Regulars")["rows"]]
    api("PATCH", f"/events/{rows[1]}", {"location": "Pier 9", "dates": "following"})
    api("PATCH", f"/events/{rows[2]}", {"title": "Late", "following": True})
    step = api("PATCH", f"/events/{first}", {"status": "cancelled", "dates": "all", "tell": True})["step"]
    found = [(row["title"], row["location"], row["status"]) for row in api("GET", "/events?q=")["rows"]]
    assert found == [("Regulars", "", "cancelled"), ("Regulars", "Pier 9", "cancelled"), *[("Late", "Pier 9", "cancelled")] * 2]
    api("POST", f"/undo/{step}")
    step = api("DELETE", f"/events/{rows[2]}?dates=following&tell=true")["step"]
    assert len(api("GET", "/events")["rows"]) == 2
    api("POST", f"/undo/{step}")
    assert {row["status"] for row in api("GET", "/events")["rows"]} == {""}
    api("DELETE", f"/events/{first}?dates=some", status=400)


def test_a_list_a_slot_and_who_is_meant(api: Api, ada: Actor, event: int) -> None:
    ana = add_person(ada, name="Ana Souza", organisation="River Alliance")
    added = api("POST", f"/events/{event}/guests", {"text": "Ana Souza, River Alliance\nZoe Quill\nYan Qi"})
    assert (added["linked"], added["names"]) == (1, 2)
    zoe, yan = (Guest.objects.get(name=name).pk for name in ("Zoe Quill", "Yan Qi"))
    api("PATCH", f"/guests/{zoe}", {"new": True})
    api("PATCH", f"/guests/{yan}", {"nobody": True})
    api("PATCH", f"/guests/{yan}", {"answer": "declined"})
    api("PATCH", f"/guests/{yan}", {}, status=400)
    api("DELETE", f"/guests/{yan}")
    api("POST", f"/events/{event}/slots", {"topic": "Rivers", "person": ana, "minutes": 10})
    view = api("GET", f"/events/{event}")
    assert [row["name"] for row in view["listed"]] == ["Ana Souza", "Zoe Quill"]
    assert [(row["topic"], row["speaker"]) for row in view["slots"]] == [("Rivers", "Ana Souza")]


def test_the_brief_weighs_a_goal(api: Api, ada: Actor, event: int) -> None:
    ana = add_person(ada, name="Ana Souza", organisation="River Alliance")
    api("POST", f"/events/{event}/guests", {"text": "Ana Souza, River Alliance"})
    goal, _ = add_goal(ada, name="Clean river")
    add_stakeholder(ada, goal, person_id=ana, tier="decision_maker")
    assert api("GET", f"/events/{event}/brief?goal=0")["talks"] == []
    (talk,) = api("GET", f"/events/{event}/brief?goal={goal}&minutes=20")["talks"]
    assert (talk["name"], talk["reasons"][0]["code"], talk["question"]) == (
        "Ana Souza",
        "goal_movable",
        "what_are_you_working_on",
    )


def test_notes_are_stored_once_and_become_follow_ups(api: Api, ada: Actor, event: int) -> None:
    ana = add_person(ada, name="Ana Souza")
    items = [note(person=ana), note(name="Somebody"), note(kind="card", photo=base64.b64encode(PNG).decode())]
    assert [each["state"] for each in api("POST", f"/events/{event}/notes", {"items": items})] == ["stored"] * 3
    assert [each["state"] for each in api("POST", f"/events/{event}/notes", {"items": items})] == ["known"] * 3
    api("POST", f"/events/{event}/notes", {"items": [note(name="x", photo="%%%")]}, status=400)
    api("POST", f"/events/{event}/notes", {"items": [note(person=999_999)]}, status=404)
    waiting = Jotting.objects.get(name="Somebody").pk
    step = api("POST", f"/events/notes/{waiting}/person", {"person": add_person(ada, name="Bo Li")})["step"]
    api("POST", f"/undo/{step}")
    api("POST", f"/events/notes/{waiting}/person", {"person": Person.objects.get(name="Bo Li").pk})
    first, second = api("GET", "/events/follow-ups")
    api("POST", f"/events/follow-ups/{first['id']}", {"do": "later"}, status=400)
    until = (utc_now() + timedelta(days=3)).date().isoformat()
    api("POST", f"/events/follow-ups/{first['id']}", {"do": "later", "until": until})
    api("POST", f"/events/follow-ups/{first['id']}", {"channel": "email", "text": "Good to talk"})
    api("POST", f"/events/follow-ups/{second['id']}", {"do": "drop"})
    made = api("POST", f"/events/notes/{Jotting.objects.get(kind='card').pk}/card", {"name": "Zoe Quill", "title": "Clerk"})
    assert Person.objects.get(pk=made["id"]).name == "Zoe Quill"
    api("POST", f"/undo/{made['step']}")
    assert api("GET", "/events/follow-ups") == []
    assert "FN:Ada Okafor" in api("GET", "/card")["vcard"]
    slot = api("POST", f"/events/{event}/slots", {"topic": "Rivers"})["id"]
    api("DELETE", f"/events/slots/{slot}")
    assert api("GET", f"/events/{event}")["slots"] == []
    assert FollowUp.objects.exclude(done_at=None).count() == 1


def test_what_is_worth_joining_comes_with_reasons(api: Api, ada: Actor, event: int) -> None:
    Event.objects.update(standing="known", starts_at=utc_now() + timedelta(days=9))
    people = [add_person(ada, name=name, organisation="Mill Alliance") for name in ("Bo Li", "Cy Wu", "Di Ma")]
    Person.objects.filter(pk__in=people).update(strength=0.6)
    goal, _ = add_goal(ada, name="Clean river")
    add_stakeholder(ada, goal, person_id=people[0])
    api("POST", f"/events/{event}/guests", {"text": "Bo Li, Mill Alliance\nCy Wu, Mill Alliance\nDi Ma, Mill Alliance"})
    found = api("GET", "/events/joining")
    assert {reason["code"] for reason in found["events"][0]["reasons"]} == {"allies_attend", "stakeholders_attend"}
    assert found["organisations"][0]["name"] == "Mill Alliance"
    api("POST", f"/organisations/{found['organisations'][0]['id']}/not-for-us")
    assert api("GET", "/events/joining")["organisations"] == []


def test_calendars_and_secret_addresses(api: Api, event: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "fetch", lambda *_: feeds.Fetched("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "{}"))
    number = api("POST", "/events/calendars", {"address": "https://example.org/a.ics", "name": "Party"})["id"]
    assert [row["name"] for row in api("GET", "/events/calendars")] == ["Party"]
    assert api("POST", f"/events/calendars/{number}/read")["error"] == ""
    api("DELETE", f"/events/calendars/{number}")
    monkeypatch.setattr(calendars, "look_at_account", lambda *_, **__: [])
    api("POST", "/events/calendars", {"address": "https://dav.example.org", "user": "ada", "password": "pw"}, status=400)
    api("POST", f"/events/{event}/conflict", {"ours": True}, status=400)
    made = api("POST", "/events/feeds", {"name": "My phone"})
    assert Client().get(made["path"]).status_code == 200
    api("DELETE", f"/events/feeds/{made['id']}")
    assert Client().get(made["path"]).status_code == 404


def test_odd_moments_titles_and_photos_are_refused_and_break_nothing(api: Api, client: Client, ada: Actor, event: int) -> None:
    for year in ("0001", "9999"):
        refused = api("POST", "/events", {"title": "Far", "starts_at": f"{year}-12-31T10:00:00Z"}, status=400)
        assert refused["error"]["field"] == "starts_at"
    assert api("GET", "/today?at=9999-12-31T23:00:00Z", status=400)["error"]["field"] == "at"
    api("POST", f"/events/{event}/notes", {"items": [note(name="x", kind="card", photo="äöü")]}, status=400)
    person = add_person(ada, name="Cy Wu")
    naive = {"direction": "given", "kind": "data", "at": "2026-11-20T10:00:00"}
    assert api("POST", f"/people/{person}/favours", naive, status=400)["error"]["field"] == "at"
    forever = {"since": "2026-01-01", "until": "9999-12-31", "person_id": person}
    assert api("POST", "/quiet", forever, status=400)["error"]["field"] == "until"
