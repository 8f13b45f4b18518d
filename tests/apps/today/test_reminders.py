"""Reminders as a calendar that real clients read, and as a digest that leaves once a day, also over a change of clocks."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import recurring_ical_events
import time_machine
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from icalendar import Calendar

from hustings.apps.accounts.actions import reminders as accounts
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import DigestSent, Member
from hustings.apps.favours.actions import put_down_ask, put_down_favour
from hustings.apps.favours.models import Mentor
from hustings.apps.people import actions
from hustings.apps.people.models import Occasion, Person
from hustings.apps.today import digest
from hustings.apps.today.reminders import reminders_of
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from servers.mail import mail_server, need_mail_server

NOW = datetime(2027, 3, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def busy(ada: Actor) -> int:
    """Somebody with one reminder of each kind."""
    person = actions.add_person(ada, name="Ana Souza", email="ana@example.org")
    actions.edit_person(ada, person, changes={"birthday": "1980-03-31"})
    touched = NOW - 100 * DAY
    actions.log_touch(
        ada, [person], kind="meeting", at=touched, now=NOW, promise="the bus figures", promise_due=NOW.date() + 2 * DAY
    )
    actions.set_rhythm(ada, person, segment="network", now=NOW)
    actions.assign_person(ada, person, member_id=ada.member_id, now=NOW)
    actions.note_occasion(ada, person, kind="graduation", text="her daughter's exam", on=NOW.date() + 3 * DAY, now=NOW)
    put_down_favour(ada, person, direction="received", kind="data", at=NOW - DAY, now=NOW)
    put_down_favour(ada, person, direction="given", kind="time", text="an evening", at=NOW - DAY, now=NOW, done=False)
    put_down_ask(ada, person, kind="advice", at=NOW, now=NOW, overrule=True)
    Mentor.objects.create(workspace_id=ada.workspace_id, person_id=person, member_id=ada.member_id, topics="law", every_days=30,
                          since=NOW)  # fmt: skip
    return person


def kinds(actor: Actor, now: datetime = NOW) -> dict[str, date]:
    return {each.id.partition(":")[0]: each.day for each in reminders_of(actor, now=now)}


def test_each_kind_stands_on_its_day(ada: Actor, busy: int) -> None:
    today = NOW.date()
    assert kinds(ada) == {
        "promise": today + 2 * DAY, "favour": today + 13 * DAY,
        "thanks": today + DAY, "ask": today + 21 * DAY, "rhythm": today - 9 * DAY,
        "occasion": today + 3 * DAY, "birthday-2027": date(2027, 3, 31), "mentor": today + 30 * DAY,
    }  # fmt: skip


def test_nobody_is_reminded_of_whoever_does_not_want_to_be_contacted(ada: Actor, busy: int) -> None:
    actions.set_do_not_contact(ada, busy, silent=True, now=NOW)
    assert kinds(ada) == {}


def test_a_digest_names_nobody_to_reach_out_to_in_a_quiet_time_and_still_what_is_owed(ada: Actor, busy: int) -> None:
    day = NOW.date() + DAY
    assert "Get in touch with Ana Souza" in digest.digest_of_day(ada, day, now=NOW + DAY)[1]
    actions.add_quiet_time(ada, since=day, until=day)
    shared = {"workspace_id": ada.workspace_id, "person_id": busy, "at": NOW, "facts": {}}
    for kind in ("recommendation", "new_position"):
        Occasion.objects.create(kind=kind, evidence=kind, **shared)
    _, text = digest.digest_of_day(ada, day, now=NOW + DAY)
    assert "Get in touch with Ana Souza" not in text
    assert "Congratulate Ana Souza" not in text
    assert "Thank Ana Souza\n" in text
    assert "Thank Ana Souza for the recommendation" in text


def test_of_many_birthdays_the_next_are_kept(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.apps.today.reminders.MOST", 3)
    for day in ("1980-03-25", "--03-26", "1970-12-31", "1960-01-02", "1950", "1950-04"):
        Person.objects.filter(pk=actions.add_person(ada, name=f"Born {day}")).update(birthday=day, segment="network")
    assert [each.title for each in reminders_of(ada, now=NOW)] == ["Birthday of Born --03-26"]
    late = datetime(2027, 12, 30, tzinfo=UTC)
    found = [each.title for each in reminders_of(ada, now=late)]
    assert found == ["Birthday of Born 1970-12-31", "Birthday of Born 1960-01-02", "Birthday of Born 1980-03-25"]


@pytest.mark.parametrize(
    ("kind", "facts", "title", "text"),
    [
        ("endorsement", {"text": "Negotiation"}, "Thank Ana Souza for the endorsement", "Negotiation"),
        ("recommendation", {"text": "She listens."}, "Thank Ana Souza for the recommendation", "She listens."),
        ("new_position", {"title": "Head of Ports"}, "Congratulate Ana Souza on the new position", "Head of Ports"),
        ("graduation", {"text": "her daughter's exam"}, "Ana Souza: her daughter's exam", ""),
    ],
)
def test_an_occasion_says_what_to_do(ada: Actor, kind: str, facts: dict[str, str], title: str, text: str) -> None:
    person = actions.add_person(ada, name="Ana Souza")
    Occasion.objects.create(workspace_id=ada.workspace_id, person_id=person, kind=kind, at=NOW, facts=facts, evidence="one")
    assert [(each.title, each.text) for each in reminders_of(ada, now=NOW)] == [(title, text)]


def test_members_are_reminded_of_their_own_things_and_of_whom_they_see(ben: Actor, vera: Actor, otto: Actor, busy: int) -> None:
    assert set(kinds(ben)) == {"occasion", "birthday-2027"}
    assert kinds(vera) == kinds(otto) == {}


@pytest.mark.parametrize(
    ("told", "day"),
    [("1980-02-29", date(2027, 2, 28)), ("--04-01", date(2026, 4, 1)), ("1980", None), ("1980-03", None), ("", None)],
)
def test_birthdays_are_kept_as_far_as_they_are_known(ada: Actor, told: str, day: date | None) -> None:
    person = actions.add_person(ada, name="Ana")
    Person.objects.filter(pk=person).update(birthday=told, segment="network")
    now = datetime(2027, 1, 10, tzinfo=UTC) if told.endswith("29") else datetime(2026, 3, 10, tzinfo=UTC)
    assert [each.day for each in reminders_of(ada, now=now)] == ([day] if day else [])


@pytest.mark.django_db(transaction=True)
def test_a_real_client_follows_the_feed_until_it_is_revoked(
    ada: Actor, busy: int, live_server: Any, request: pytest.FixtureRequest
) -> None:
    accounts.choose_digest(ada, digest="off", hour=9, zone="Europe/Berlin")
    address = f"{live_server.url}/calendar/{accounts.make_feed(ada)}.ics"
    # All addresses are loaded at the first request, which pydantic does not bear in another time.
    assert httpx.get(address).status_code == 200
    travel = time_machine.travel(NOW, tick=True)
    travel.start()
    request.addfinalizer(travel.stop)
    answer = httpx.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["Cache-Control"]
    assert httpx.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    feed = Calendar.from_ical(answer.content)
    (event,) = (each for each in feed.walk("VEVENT") if str(each["uid"]).startswith("promise-"))
    assert event["summary"] == "Promised to Ana Souza: the bus figures"
    assert event.decoded("dtstart").astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "09:00"
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm.decoded("trigger")) == ("DISPLAY", timedelta())
    assert len({str(each["uid"]) for each in feed.walk("VEVENT")}) == len(feed.walk("VEVENT"))
    again = Calendar.from_ical(httpx.get(address).content)
    assert {str(each["uid"]) for each in again.walk("VEVENT")} == {str(each["uid"]) for each in feed.walk("VEVENT")}
    assert httpx.post(address).status_code in (403, 405)
    other = accounts.make_feed(ada)
    assert httpx.get(address).status_code == 404
    accounts.revoke_feed(ada)
    assert httpx.get(f"{live_server.url}/calendar/{other}.ics").status_code == 404
    accounts.revoke_feed(ada)


def test_the_hour_of_the_feed_holds_on_both_sides_of_a_change_of_clocks(ada: Actor, client: Any) -> None:
    person = actions.add_person(ada, name="Ana")
    days = [date(2027, 3, 27) + each * DAY for each in range(3)]
    now = datetime.now(UTC)
    for each in range(3):
        actions.note_occasion(ada, person, kind="milestone", text=f"day {each}", on=now.date() + each * DAY, now=now)
    accounts.choose_digest(ada, digest="off", hour=7, zone="Europe/Berlin")
    from hustings.apps.today.calendar_feed import calendar
    from hustings.apps.today.reminders import Reminder

    held = [Reminder(f"promise:{day.day}", day, "x", "", "/") for day in days]
    feed = calendar(held, name="x", mark="m", zone=ZoneInfo("Europe/Berlin"), hour=7, origin="http://localhost", now=NOW)
    found = recurring_ical_events.of(Calendar.from_ical(feed)).between(
        datetime(2027, 3, 26, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
    )
    local = sorted(each.decoded("dtstart").astimezone(ZoneInfo("Europe/Berlin")) for each in found)
    assert [(each.date(), each.hour) for each in local] == [(day, 7) for day in days]
    response = client.get(f"/calendar/{accounts.make_feed(ada)}.ics")
    assert response.content.count(b"BEGIN:VEVENT") == 3


def test_a_feed_ends_with_the_membership_and_no_token_makes_one(ada: Actor, ben: Actor) -> None:
    secret = accounts.make_feed(ben)
    assert accounts.actor_of_feed(secret)[0].read_only
    assert accounts.reminding_of(ben).feed_read_on is not None
    Member.objects.filter(pk=ben.member_id).update(is_active=False)
    with pytest.raises(NotFound):
        accounts.actor_of_feed(secret)
    from dataclasses import replace

    with pytest.raises(NotPermitted):
        accounts.make_feed(replace(ada, door="api"))
    with pytest.raises(NotPermitted):
        accounts.choose_digest(replace(ada, read_only=True), digest="off")


@pytest.mark.parametrize(
    "wrong", [{"digest": "hourly"}, {"hour": 24}, {"weekday": 7}, {"zone": "Mars/Olympus"}, {"zone": "../x"}]
)
def test_choices_without_sense_are_refused(ada: Actor, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongInput):
        accounts.choose_digest(ada, **{"digest": "daily", **wrong})


def test_without_a_mail_server_no_digest_is_promised(ada: Actor, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(WrongInput, match="mail server"):
        accounts.choose_digest(ada, digest="daily")
    accounts.choose_digest(ada, digest="off")


def test_a_digest_says_whom_to_talk_to_and_what_is_due_and_leaves_once(ada: Actor, busy: int) -> None:
    accounts.choose_digest(ada, digest="daily", hour=7)
    due = datetime(2027, 3, 29, 7, 5, tzinfo=UTC)
    assert digest.send_due(now=due - timedelta(hours=1)) == 0
    assert [digest.send_due(now=due + each * timedelta(minutes=10)) for each in range(3)] == [1, 0, 0]
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "1 person to talk to today" in letter.subject
    assert "Ana Souza" in letter.body
    assert "Promised to Ana Souza: the bus figures" in letter.body
    assert "/reminders/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert DigestSent.objects.get().left


def test_a_weekly_digest_looks_a_week_ahead(ada: Actor, busy: int) -> None:
    accounts.choose_digest(ada, digest="weekly", hour=7, weekday=0)
    for each in range(14):
        digest.send_due(now=datetime(2027, 3, 22, 7, 5, tzinfo=UTC) + each * DAY)
    assert [row.day for row in DigestSent.objects.order_by("day")] == [date(2027, 3, 22), date(2027, 3, 29)]
    assert "Birthday of Ana Souza" in mail.outbox[1].body


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_over_a_change_of_clocks_each_day_has_one_digest(ada: Actor, zone: str) -> None:
    accounts.choose_digest(ada, digest="daily", hour=2, zone=zone)
    begin = datetime(2027, 3, 10, tzinfo=UTC) if zone.startswith("America") else datetime(2027, 3, 26, tzinfo=UTC)
    begin = datetime(2027, 4, 1, tzinfo=UTC) if zone.startswith("Aus") else begin
    for each in range(6 * 24):
        digest.send_due(now=begin + each * timedelta(hours=1))
    days = [row.day for row in DigestSent.objects.order_by("day")]
    assert len(days) == len(set(days)) == len(mail.outbox)
    assert len(days) in (6, 7)
    assert all(later - earlier == DAY for earlier, later in itertools.pairwise(days))


def test_a_server_that_is_away_is_tried_again_and_one_that_breaks_off_is_not(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.choose_digest(ada, digest="daily", hour=7)
    due = datetime(2027, 3, 29, 7, 5, tzinfo=UTC)

    class Away:
        def open(self) -> None:
            raise ConnectionRefusedError

    monkeypatch.setattr(digest, "get_connection", Away)
    assert digest.send_due(now=due) == 0
    assert not DigestSent.objects.exists()

    class Breaks:
        def open(self) -> None: ...
        def close(self) -> None: ...
        def send_messages(self, letters: object) -> int:
            raise OSError("broken pipe")

    monkeypatch.setattr(digest, "get_connection", Breaks)
    with pytest.raises(OSError, match="broken"):
        digest.send_due(now=due)
    monkeypatch.undo()
    assert digest.send_due(now=due + timedelta(minutes=10)) == 0
    assert accounts.reminding_of(ada).uncertain == date(2027, 3, 29)


def test_of_two_workers_one_sends(ada: Actor) -> None:
    assert accounts.claim_digest(ada, date(2027, 3, 29), now=NOW)
    assert not accounts.claim_digest(ada, date(2027, 3, 29), now=NOW)


def test_a_real_mail_server_takes_the_digest(ada: Actor, busy: int, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    need_mail_server()
    accounts.choose_digest(ada, digest="daily", hour=7)
    from hustings.apps.accounts.models import User

    User.objects.filter(pk=ada.user_id).update(email="ada@hustings.test")
    with mail_server() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authorities))
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "localhost", server.smtp, True
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ada@hustings.test", "pw"
        monkeypatch.setattr(digest, "get_connection", EmailBackend)
        assert digest.send_due(now=datetime(2027, 3, 29, 7, 5, tzinfo=UTC)) == 1
        assert digest.send_due(now=datetime(2027, 3, 29, 7, 15, tzinfo=UTC)) == 0
    assert DigestSent.objects.get().left


@pytest.mark.parametrize(
    ("hosts", "https", "address"),
    [
        (["127.0.0.1", "localhost"], False, "http://127.0.0.1:8000"),
        (["localhost"], False, "http://localhost:8000"),
        ([], False, "http://127.0.0.1:8000"),
        (["*", ".example.org", "ours.example.org"], False, "http://ours.example.org"),
        (["ours.example.org"], True, "https://ours.example.org"),
    ],
)
def test_the_address_of_this_installation_has_the_port_on_which_it_serves(
    settings: Any, hosts: list[str], https: bool, address: str
) -> None:
    settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_SECURE = hosts, https
    assert digest.origin() == address
