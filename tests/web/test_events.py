"""Pages of events: each opens, each form does what it says, and what is refused comes back in words."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from command_line import read, run
from conftest import signed_in
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.events import listing, planning
from hustings.apps.events.models import Calendar, CalendarObject, Event, FollowUp, Guest, Jotting, Slot
from hustings.apps.events.placing import place_events
from hustings.apps.favours.models import Favour
from hustings.apps.favours.offering import put_down_need
from hustings.apps.goals.actions import add_goal, add_stakeholder, change_stakeholder
from hustings.apps.inbox.actions import answer_conversations
from hustings.apps.inbox.models import Conversation
from hustings.apps.people.actions import add_person, log_touch, own_person
from hustings.apps.people.models import Person, Promise
from hustings.kernel.clock import utc_now
from hustings.kernel.records import EventRecord
from inbox_talks import said

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def ana(ada: Actor) -> int:
    return add_person(ada, name="Ana Souza", organisation="River Alliance", email="ana@example.org")


@pytest.fixture
def event(ada: Actor, ana: int) -> int:
    begin = utc_now() - timedelta(hours=2)
    number, _ = planning.add_event(
        ada, title="River Conference", starts_at=begin, ends_at=begin + timedelta(hours=4), zone="Asia/Tokyo", location="Pier 4",
        pitch="Clean water for all.",
    )  # fmt: skip
    listing.add_guests(ada, number, listing.entries_of_text("Ana Souza, River Alliance\nZoe Quill"))
    return number


def note(event: int, **given: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "kind": "note", "at": utc_now().isoformat(), "text": "Buses", **given}


def test_the_page_of_an_event_that_another_source_tells_too_leads_to_the_one(ada: Actor, event: int) -> None:
    held = Event.objects.get(pk=event)
    told = EventRecord(external_id="told", title="river conference", starts_at=held.starts_at, ends_at=held.ends_at)
    twin = place_events(ada.workspace_id, [(told, {"record_id": 1, "source_id": 1})])["told"]
    client = signed_in(ada)
    response = client.get(f"/events/{twin}/")
    assert (response.status_code, response.headers["Location"]) == (302, f"/events/{event}/")
    page = client.get("/events/").content
    assert b"River Conference" in page
    assert b"river conference" not in page


def send(client: Client, event: int, *items: dict[str, Any]) -> list[dict[str, str]]:
    response = client.post(f"/events/{event}/day/notes/", json.dumps({"items": items}), content_type="application/json")
    assert response.status_code == 200, response.content
    return list(response.json()["taken"])


@pytest.fixture
def browser(ada: Actor) -> Client:
    return signed_in(ada)


def test_every_page_opens_with_and_without_events(browser: Client, ada: Actor, event: int) -> None:
    for path in ("", "?when=past", "?when=undated", "new/", "follow-ups/", "joining/", "calendars/", "card/", f"{event}/",
                 f"{event}/brief/", f"{event}/day/", "card.vcf", "worker.js", f"{event}/day/data.json"):  # fmt: skip
        response = browser.get(f"/events/{path}")
        assert response.status_code == 200, path
    page = browser.get("/events/").content.decode()
    assert "River Conference" in page
    assert "(Asia/Tokyo)" in page
    Event.objects.all().delete()
    assert "No event is down" in browser.get("/events/").content.decode()


def test_an_event_is_put_down_with_the_clock_of_its_place(browser: Client, ada: Actor) -> None:
    given = {"title": "Rally", "starts": "2026-07-01T18:00", "ends": "2026-07-01T20:00", "zone": "America/New_York"}
    assert browser.post("/events/new/", given).status_code == 302
    assert [(row.kind, row.starts_at.hour) for row in Event.objects.all() if row.starts_at] == [("rally", 22)]
    browser.post("/events/new/", {"title": "Fair", "starts": "2026-07-01T18:00", "ends": "2026-07-02T18:00", "all_day": "1"})
    fair = Event.objects.get(title="Fair")
    assert fair.ends_at is not None
    assert fair.starts_at is not None
    assert (fair.ends_at - fair.starts_at, fair.starts_at.hour) == (timedelta(days=2), 0)
    refused = browser.post("/events/new/", {"title": "", "starts": "2026-07-01T18:00"})
    assert refused.status_code == 400
    assert b"Say what it is called" in refused.content


def test_an_event_is_changed_dismissed_and_taken_off(browser: Client, event: int) -> None:
    browser.post(
        f"/events/{event}/change/", {"title": "Harbour Forum", "minutes": "20", "starts": "2026-07-01T18:00", "zone": "UTC"}
    )
    assert (Event.objects.get().title, Event.objects.get().minutes) == ("Harbour Forum", 20)
    browser.post(f"/events/{event}/standing/", {"standing": "known"})
    assert b"We only know of this event" in browser.get(f"/events/{event}/").content
    browser.post(f"/events/{event}/standing/", {"standing": "going"})
    browser.post(f"/events/{event}/drop/")
    assert not Event.objects.exists()


def as_opened(page: str) -> dict[str, str]:
    """What the form to change an event holds, as a browser sends it back untouched."""
    was = {name: unescape(value) for name, value in re.findall(r'name="was-([a-z_]+)" value="([^"]*)"', page)}
    given = {name: value.replace("\n", "\r\n") for name, value in was.items() if value or name != "all_day"}
    return given | {f"was-{name}": value for name, value in was.items()}


def test_other_dates_take_over_only_what_somebody_changed_in_the_form(browser: Client, ada: Actor) -> None:
    begin = utc_now().replace(second=30, microsecond=0) + timedelta(days=1)
    first, _ = planning.add_event(
        ada, title="Regulars", starts_at=begin, ends_at=begin + timedelta(hours=1), repeat="weekly", zone="Asia/Tokyo",
        until=(begin + timedelta(days=15)).date(), description="Bring\na map",
    )  # fmt: skip
    last = Event.objects.latest("starts_at")
    planning.change_event(ada, last.pk, title="Closing")
    form = as_opened(browser.get(f"/events/{first}/").content.decode())
    planning.change_event(ada, first, description="Bring a pen")
    browser.post(f"/events/{first}/change/", form | {"location": "Pier 9", "dates": "all"})
    rows = list(Event.objects.order_by("starts_at"))
    assert [row.location for row in rows] == ["Pier 9"] * 3
    assert [(row.title, row.description) for row in rows] == [
        ("Regulars", "Bring a pen"), ("Regulars", "Bring\na map"), ("Closing", "Bring\na map")
    ]  # fmt: skip
    assert [row.starts_at for row in rows] == [begin + timedelta(weeks=n) for n in range(3)]
    form = as_opened(browser.get(f"/events/{first}/").content.decode())
    later = f"{begin.astimezone(ZoneInfo('Asia/Tokyo')) + timedelta(hours=2):%Y-%m-%dT%H:%M}"
    browser.post(f"/events/{first}/change/", form | {"ends": later, "dates": "following"})
    assert {row.ends_at - row.starts_at for row in Event.objects.all() if row.ends_at and row.starts_at} == {
        timedelta(hours=1, minutes=59, seconds=30)
    }
    browser.post(f"/events/{first}/change/", form | {"all_day": "1", "dates": "one"})
    assert [row.all_day for row in Event.objects.order_by("starts_at")].count(True) == 1
    browser.post(f"/events/{last.pk}/drop/", {"dates": "all"})
    assert not Event.objects.exists()


def test_guests_are_told_of_a_change_or_deletion_only_when_a_member_says_so(browser: Client, ada: Actor) -> None:
    calendar = Calendar.objects.create(workspace_id=ada.workspace_id, member_id=ada.member_id, kind="caldav", name="Campaign")
    number, _ = planning.add_event(ada, title="Rally", starts_at=utc_now() + timedelta(days=1), calendar_id=calendar.pk)
    uid = Event.objects.get().uid
    text = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:20260601T100000Z\r\nSUMMARY:Rally\r\n"
        "ATTENDEE;CN=Ana <Souza>:mailto:ana@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    CalendarObject.objects.create(calendar=calendar, href="/a.ics", uid=uid, text=text)
    page = browser.get(f"/events/{number}/").content.decode()
    assert "Delete it, in Campaign too" in page
    assert "Take it off our list only" in page
    for path, given, do in (
        ("change", {"status": "cancelled"}, "Cancel it and let them know"),
        ("change", {"location": "The mill"}, "Change it and let them know"),
        ("drop", {}, "Delete it and let them know"),
    ):
        asked = browser.post(f"/events/{number}/{path}/", given).content.decode()
        assert do in asked
        assert "Ana &lt;Souza&gt;" in asked
        assert 'name="tell"' in asked
        assert (Event.objects.get().status, Event.objects.get().standing) == ("", "going")
    assert (
        'name="status" value="cancelled"' in browser.post(f"/events/{number}/change/", {"status": "cancelled"}).content.decode()
    )
    browser.post(f"/events/{number}/change/", {"status": "cancelled", "tell": "1"})
    browser.post(f"/events/{number}/drop/", {"tell": "1"})
    assert (Event.objects.get().status, Event.objects.get().standing) == ("cancelled", "deleted")
    assert CalendarObject.objects.get().dropped
    assert b"Undo brings it back" in browser.get(f"/events/{number}/").content
    assert b"1 waits to be written" in browser.get("/events/calendars/").content


def test_lists_come_in_pasted_and_as_files_and_say_what_became_of_them(browser: Client, event: int) -> None:
    table = SimpleUploadedFile("badges.csv", b"First Name,Last Name,Company\nBo,Li,Mill Works\n")
    response = browser.post(
        f"/events/{event}/guests/", {"text": "12:00 Lunch\nCy Wu", "role": "speaker", "list": table}, follow=True
    )
    assert {guest.name: guest.role for guest in Guest.objects.filter(role="speaker")} == {"Bo Li": "speaker", "Cy Wu": "speaker"}
    assert b"2 new names, 1 line left out (12:00 Lunch)" in response.content
    assert browser.post(f"/events/{event}/guests/", {"text": " "}).status_code == 400


def test_a_name_is_settled_by_typing_or_as_somebody_new(browser: Client, ada: Actor, event: int) -> None:
    bo = add_person(ada, name="Bo Li")
    zoe = Guest.objects.get(name="Zoe Quill")
    assert browser.post(f"/events/guests/{zoe.pk}/who/", {"q": "Nobody At All"}).status_code == 400
    browser.post(f"/events/guests/{zoe.pk}/who/", {"q": "Bo Li"})
    assert Guest.objects.get(pk=zoe.pk).person_id == bo
    listing.add_guests(ada, event, listing.entries_of_text("Yan Qi"))
    yan = Guest.objects.get(name="Yan Qi")
    browser.post(f"/events/guests/{yan.pk}/who/", {"do": "new"})
    assert Person.objects.filter(name="Yan Qi").exists()
    browser.post(f"/events/guests/{yan.pk}/answer/", {"answer": "declined"})
    assert Guest.objects.get(pk=yan.pk).answer == "declined"
    browser.post(f"/events/guests/{yan.pk}/answer/", {"do": "drop"})
    assert not Guest.objects.filter(pk=yan.pk).exists()


def test_slots_are_put_down_changed_and_taken_away(browser: Client, ana: int, event: int) -> None:
    given = {"topic": "Rivers", "audience": "Mayors", "minutes": "15", "starts": "2026-07-01T18:00", "pitch": "Short."}
    browser.post(f"/events/{event}/slots/", given)
    slot = Slot.objects.get()
    assert (slot.minutes, slot.audience) == (15, "Mayors")
    browser.post(f"/events/{event}/slots/", {"topic": "Rivers", "slot": slot.pk, "worked": "The story"})
    assert b"The story" in browser.get(f"/events/{event}/").content
    Slot.objects.update(person=ana)
    assert b'name="was-speaker" value="Ana Souza"' in browser.get(f"/events/{event}/").content
    form = {"topic": "Rivers", "slot": slot.pk, "person": ana, "was-speaker": "Ana Souza"}
    for speaker, person in (("Ana Souza", ana), ("The mayor", None)):
        browser.post(f"/events/{event}/slots/", form | {"speaker": speaker})
        assert (Slot.objects.get().person_id, Slot.objects.get().speaker) == (person, speaker)
    browser.post(f"/events/{event}/slots/", {"slot": slot.pk, "do": "drop"})
    assert not Slot.objects.exists()


def test_the_brief_is_for_a_goal_and_its_minutes(browser: Client, ada: Actor, ana: int, event: int) -> None:
    goal, _ = add_goal(ada, name="Clean river")
    change_stakeholder(ada, add_stakeholder(ada, goal, person_id=ana, tier="decision_maker")[0], power=5)
    page = browser.get(f"/events/{event}/brief/?minutes=20").content.decode()
    assert "Ana Souza" in page
    assert "Matters for the goal" in page
    assert "2 seconds" in page
    assert "Ana Souza" not in browser.get(f"/events/{event}/brief/?goal=&minutes=20").content.decode()


def test_the_brief_says_everything_to_walk_up_with_on_page_paper_command_and_api(
    browser: Client, ada: Actor, ana: int, event: int
) -> None:
    now = utc_now()
    Person.objects.filter(pk=add_person(ada, name="Mia Close", organisation="River Alliance")).update(strength=0.6)
    Person.objects.filter(pk__in=(ana, own_person(ada.member_id).pk)).update(location="Port Alder")
    log_touch(ada, [ana], kind="call", at=now - timedelta(days=9), now=now, promise="the map of wells", promise_due=now.date())
    put_down_need(ada, ana, text="figures on flooding", now=now)
    talk = said(ada, "When will the wells be mapped?", by="Ana Souza", at=now - timedelta(days=2), subject="Wells in the east")
    letter = Conversation.objects.get(pk=talk).reply_to_id
    words = [
        "Clean water for all.", "2 seconds", "Wells in the east", "the map of wells", "figures on flooding", "Mia Close",
        "Port Alder", "what would help you most", "last talked",
    ]  # fmt: skip
    page = browser.get(f"/events/{event}/brief/").content.decode()
    paper = paper_of(ada, event)
    told = run("events", "brief", event).stdout
    for each in words:
        assert all(each in shown for shown in (page, paper, told)), each
    (one,) = read("events", "brief", event)["talks"]
    headers = {"authorization": f"Bearer {create_token(ada, name='test', scope='read').secret}"}
    (other,) = browser.get(f"/api/v1/events/{event}/brief", headers=headers).json()["talks"]
    for found in (one, other):
        assert [waits["evidence"] for waits in found["waiting"]] == [f"interaction:{letter}"]
        assert (found["needs"], found["question"]) == (["figures on flooding"], "about_their_message")
        assert found["question_text"].startswith("You wrote to us")
    # What was answered waits no more, and then the promise is what to speak of.
    answer_conversations(ada.workspace_id, [letter], now=now)
    (one,) = read("events", "brief", event)["talks"]
    assert (one["waiting"], one["question"]) == ([], "about_our_promise")


def paper_of(actor: Actor, event: int) -> str:
    """What stands on the paper of the brief."""
    with patch("hustings.apps.exports.event_paper.printed") as printed:
        printed.side_effect = lambda html, **_: html.encode()
        return signed_in(actor).get(f"/events/{event}/brief.pdf").content.decode()


def test_the_brief_on_paper_is_a_pdf_or_says_what_is_missing(
    browser: Client, ada: Actor, event: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("weasyprint")
    response = browser.get(f"/events/{event}/brief.pdf")
    assert response.content.startswith(b"%PDF")
    headers = {"authorization": f"Bearer {create_token(ada, name='test', scope='read').secret}"}
    answer = Client().get(f"/api/v1/events/{event}/brief.pdf?goal=0&minutes=30", headers=headers)
    assert (answer.content[:4], answer.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert 'filename="river-conference-brief.pdf"' in answer.headers["Content-Disposition"]
    run("events", "brief", event, "--pdf", tmp_path / "brief.pdf")
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    missing = browser.get(f"/events/{event}/brief.pdf")
    assert missing.status_code == 400
    assert b"WeasyPrint" in missing.content
    refused = Client().get(f"/api/v1/events/{event}/brief.pdf", headers=headers)
    assert (refused.status_code, b"WeasyPrint" in refused.content) == (400, True)
    assert "WeasyPrint" in run("events", "brief", event, "--pdf", tmp_path / "other.pdf", code=2).stderr
    assert not (tmp_path / "other.pdf").exists()


def test_a_brief_is_for_the_only_open_goal_unless_another_or_none_is_chosen(ada: Actor, ana: int, event: int) -> None:
    goal, _ = add_goal(ada, name="Clean wells")
    stakeholder, _ = add_stakeholder(ada, goal, person_id=ana)
    change_stakeholder(ada, stakeholder, tier="decision_maker", power=5)
    client = signed_in(ada)

    def codes(*options: str) -> set[str]:
        return {reason["code"] for talk in read("events", "brief", event, *options)["talks"] for reason in talk["reasons"]}

    assert codes() & {"goal", "goal_movable"}
    assert not codes("--goal", "0") & {"goal", "goal_movable"}
    assert "for: Clean wells" in paper_of(ada, event)
    assert "Clean wells</option>" in client.get(f"/events/{event}/brief/?goal=").content.decode()
    assert "for: Clean wells" not in client.get(f"/events/{event}/brief/?goal=").content.decode()
    add_goal(ada, name="Night buses")
    assert not codes() & {"goal", "goal_movable"}
    assert codes("--goal", str(goal)) & {"goal", "goal_movable"}


def test_a_phone_sends_its_notes_once_each_and_learns_what_arrived(browser: Client, ana: int, event: int) -> None:
    guest = Guest.objects.get(person_id=ana).pk
    items = [note(event, guest=guest), note(event, kind="check_in", guest=guest), note(event, name="Somebody", due_on="")]
    assert [one["state"] for one in send(browser, event, *items)] == ["stored"] * 3
    assert [one["state"] for one in send(browser, event, *items)] == ["known"] * 3
    data = browser.get(f"/events/{event}/day/data.json").json()
    assert sorted(data["stored"]) == sorted(item["client_id"] for item in items)
    assert next(each for each in data["guests"] if each["id"] == guest)["came"] is True
    assert data["token"]


@pytest.mark.parametrize(
    "body",
    ["nothing", "{}", '{"items": 7}', '{"items": [{"client_id": "x"}]}',
     '{"items": [{"client_id": "12345678", "kind": "note", "at": "2026-01-01T00:00:00", "name": "x"}]}',
     '{"items": [{"client_id": "12345678", "kind": "card", "at": "2026-01-01T00:00:00Z", "photo": "%%%"}]}'],
)  # fmt: skip
def test_what_no_phone_of_ours_sends_is_refused(browser: Client, event: int, body: str) -> None:
    assert browser.post(f"/events/{event}/day/notes/", body, content_type="application/json").status_code == 400
    assert not Jotting.objects.exists()


def test_a_card_is_shown_and_typed_off(browser: Client, event: int) -> None:
    import base64

    send(browser, event, note(event, kind="card", text="", photo="data:image/png;base64," + base64.b64encode(PNG).decode()))
    number = Jotting.objects.get().pk
    photo = browser.get(f"/events/notes/{number}/photo/")
    assert (photo.content, photo.headers["Content-Type"]) == (PNG, "image/png")
    assert browser.post(f"/events/notes/{number}/who/", {"q": "Nobody At All"}).status_code == 400
    asked = browser.post(f"/events/notes/{number}/who/", {"q": "Souz"})
    assert (asked.status_code, "Ana Souza" in asked.content.decode()) == (400, True), "a part of a name is asked back"
    browser.post(f"/events/notes/{number}/who/", {"do": "new", "name": "Cy Wu", "email": "cy@example.org"})
    assert FollowUp.objects.get().person.name == "Cy Wu"
    assert browser.get(f"/events/{event}/").status_code == 200


def test_a_waiting_note_is_settled_by_a_name(browser: Client, ana: int, event: int) -> None:
    send(browser, event, note(event, name="Anna"))
    browser.post(f"/events/notes/{Jotting.objects.get().pk}/who/", {"q": "Ana Souza"})
    assert FollowUp.objects.get().person_id == ana


def test_follow_ups_are_done_put_off_or_dropped(browser: Client, ana: int, event: int) -> None:
    send(browser, event, note(event, guest=Guest.objects.get(person_id=ana).pk))
    page = browser.get("/events/follow-ups/").content.decode()
    assert "it was good to talk at River Conference. We talked about this: Buses" in page
    number = FollowUp.objects.get().pk
    assert browser.post(f"/events/follow-ups/{number}/", {"do": "later"}).status_code == 400
    day = (utc_now() + timedelta(days=4)).date().isoformat()
    browser.post(f"/events/follow-ups/{number}/", {"do": "later", "until": day})
    browser.post(f"/events/follow-ups/{number}/", {"do": "drop"})
    assert FollowUp.objects.get().dropped_at
    FollowUp.objects.update(dropped_at=None)
    browser.post(f"/events/follow-ups/{number}/", {"channel": "email", "text": "Good to talk"})
    assert b"Everybody has heard from you" in browser.get("/events/follow-ups/").content


def test_a_promise_made_there_goes_into_the_ledger(browser: Client, ana: int, event: int) -> None:
    send(browser, event, note(event, kind="promise", guest=Guest.objects.get(person_id=ana).pk, text="Send the map"))
    number = Promise.objects.get().pk
    browser.post(f"/events/{event}/promises/", {"promise": number, "kind": "data"})
    favour = Favour.objects.get()
    assert (favour.text, favour.done_at, favour.direction, favour.kind) == ("Send the map", None, "given", "data")
    assert browser.post(f"/events/{event}/promises/", {"promise": number, "kind": "data"}).status_code == 400, "once is enough"
    assert browser.post(f"/events/{event}/promises/", {"promise": number + 9}).status_code == 404


def test_what_is_worth_joining_is_shown_with_its_reason_and_dismissed(browser: Client, ada: Actor, event: int) -> None:
    Event.objects.update(standing="known", starts_at=utc_now() + timedelta(days=9), ends_at=None)
    for name in ("Bo Li", "Cy Wu", "Di Ma"):
        Person.objects.filter(pk=add_person(ada, name=name, organisation="Mill Alliance")).update(strength=0.6)
    listing.add_guests(ada, event, listing.entries_of_text("Bo Li, Mill Alliance\nCy Wu, Mill Alliance\nDi Ma, Mill Alliance"))
    add_goal(ada, name="Clean river", issue="Conference rooms")
    page = browser.get("/events/joining/").content.decode()
    assert "3 of ours: Bo Li, Cy Wu, Di Ma" in page
    assert "Mill Alliance" in page
    organisation = Person.objects.get(name="Bo Li").positions.get().organisation_id
    browser.post(f"/events/joining/{organisation}/dismiss/")
    browser.post(f"/events/{event}/standing/", {"standing": "dismissed"})
    assert "Nothing to propose yet" in browser.get("/events/joining/").content.decode()


def test_a_secret_address_is_shown_once_and_gives_out_events_without_a_sign_in(browser: Client, event: int) -> None:
    page = browser.post("/events/calendars/", {"name": "My phone"}).content.decode()
    address = page[page.index("/events/feed/") : page.index(".ics") + 4]
    assert b"SUMMARY:River Conference" in Client().get(address).content
    assert address not in browser.get("/events/calendars/").content.decode()
    revoke = browser.get("/events/calendars/").content.decode()
    number = revoke[revoke.index("/events/calendars/given/") + 24 :].partition("/")[0]
    browser.post(f"/events/calendars/given/{number}/revoke/")
    assert Client().get(address).status_code == 404


def test_our_card_is_a_code_and_a_file(browser: Client, ada: Actor) -> None:
    assert b"data:image/svg+xml" in browser.get("/events/card/").content
    response = browser.get("/events/card.vcf")
    assert response.headers["Content-Type"].startswith("text/vcard")
    assert b"FN:Ada Okafor" in response.content


def test_an_event_without_a_title_is_asked_for_one(browser: Client) -> None:
    assert browser.post("/events/new/", {"starts": "2026-12-10T10:00"}).status_code == 400
