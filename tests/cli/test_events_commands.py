"""Events on the command line: put down, listed, shown, briefed, followed up; calendars connected."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.events import calendars, noting
from hustings.apps.events.models import Calendar
from hustings.apps.events.noting import Jotted
from hustings.apps.events.syncing import Synced
from hustings.apps.people.actions import add_person, log_touch
from hustings.connectors.calendars import feeds
from hustings.kernel.clock import utc_now


@pytest.fixture(autouse=True)
def _as_ada(monkeypatch: pytest.MonkeyPatch, ada: Actor) -> None:
    monkeypatch.setenv("HUSTINGS_MEMBER", "ada@example.org")


@pytest.fixture
def event() -> int:
    return int(read("events", "add", "River Conference", "--at", "tomorrow", "--place", "Pier 4")["id"])


def test_events_are_put_down_listed_and_shown(event: int) -> None:
    (row,) = read("events")
    assert (row["title"], row["kind"], row["location"]) == ("River Conference", "conference", "Pier 4")
    assert "River Conference" in run("events").stdout
    assert read("events", "--when", "past") == []
    days = read("events", "add", "Fair", "--at", "+5d", "--until", "+7d", "--all-day")["id"]
    assert read("event", days)["starts_at"].endswith("T00:00:00+00:00")
    row = next(row for row in read("events") if row["id"] == days)
    first, last = row["starts_at"][:10], datetime.fromisoformat(row["ends_at"]).date() - timedelta(days=1)
    assert (last - date.fromisoformat(first)).days == 2, "the day that --until names is the last one"
    assert f"{first} to {last}" in run("events").stdout
    Workspace.objects.update(time_zone="America/Chicago")
    assert f"{first} to {last}" in run("events").stdout, "whole days are the same days everywhere"
    assert next(row for row in read("events") if row["id"] == days)["starts_at"].startswith(first)
    Workspace.objects.update(time_zone="UTC")
    read("events", "add", "Regulars", "--at", "+1d", "--repeat", "weekly", "--last", "+15d")
    assert len(read("events", "--query", "Regulars")) == 3
    assert "follow-ups in time" in run("event", event).stdout


def test_events_are_changed_cancelled_deleted_and_all_of_it_undone(event: int) -> None:
    begin = read("event", event)["starts_at"]
    done = read("events", "change", event, "--place", "Mill", "--minutes", 20, "--pitch", "Clean water", "--status", "tentative")
    assert (read("event", event)["location"], read("event", event)["minutes"]) == ("Mill", 20)
    read("undo", *done["steps"])
    assert read("event", event)["location"] == "Pier 4"
    read("events", "change", event, "--zone", "Asia/Tokyo", "--at", "2027-03-04T18:00", "--until", "2027-03-04T20:00")
    shown = read("event", event)
    assert (datetime.fromisoformat(shown["starts_at"]), shown["zone"]) == (datetime(2027, 3, 4, 9, tzinfo=UTC), "Asia/Tokyo")
    assert shown["starts_at"] != begin
    read("events", "change", event, "--all-day", "--at", "2027-03-04", "--until", "2027-03-05", "--status", "planned")
    assert read("event", event)["starts_at"].endswith("T00:00:00+00:00")
    run("events", "change", event, code=2)
    run("events", "settle", event, code=2)
    assert "no conflict" in run("events", "settle", event, "--theirs", code=2).stderr
    read("events", "add", "Regulars", "--at", "+1d", "--repeat", "weekly", "--last", "+15d")
    rows = [row["id"] for row in read("events", "--query", "Regulars")]
    cancelled = read("events", "cancel", rows[1], "--dates", "following", "--tell")
    assert [row["status"] for row in read("events", "--query", "Regulars")] == ["", "cancelled", "cancelled"]
    deleted = read("events", "delete", rows[0], "--dates", "all")
    assert read("events", "--query", "Regulars") == []
    for done in (deleted, cancelled):
        read("undo", *done["steps"])
    assert [row["status"] for row in read("events", "--query", "Regulars")] == ["", "", ""]


def test_a_list_comes_from_lines_and_files_and_tells_what_was_left_out(ada: Actor, event: int, tmp_path: Path) -> None:
    add_person(ada, name="Ana Souza", organisation="River Alliance")
    place = tmp_path / "badges.csv"
    place.write_text("First Name,Last Name,Company\nBo,Li,Mill Works\n")
    done = read("events", "guests", event, place, "--text", "Ana Souza, River Alliance", "--role", "speaker")
    assert (done["linked"], done["names"]) == (1, 1)
    broken = tmp_path / "photo.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert read("events", "guests", event, broken, "--text", "Cy Wu", code=3)["left_out"]
    assert [guest["name"] for guest in read("event", event)["listed"]] == ["Ana Souza", "Bo Li", "Cy Wu"]
    assert "Left out: 12:00 Lunch" in run("events", "guests", event, "--text", "12:00 Lunch\nDi Ma").stdout


def test_the_brief_and_the_follow_ups(ada: Actor, event: int) -> None:
    now = utc_now()
    ana = add_person(ada, name="Ana Souza", organisation="River Alliance")
    log_touch(ada, [ana], kind="call", at=now - timedelta(days=9), now=now, promise="Send the map", promise_due=now.date())
    run("events", "guests", event, "--text", "Ana Souza, River Alliance")
    (talk,) = read("events", "brief", event, "--minutes", 20)["talks"]
    assert (talk["person"]["name"], talk["promises"]) == ("Ana Souza", ["Send the map"])
    assert "We owe them a promise" in run("events", "brief", event).stdout
    for number, client in enumerate(("12345678", "12345679")):
        person = ana if number == 0 else add_person(ada, name="Bo Li")
        noting.take_jottings(ada, event, [Jotted(client_id=client, kind="note", at=now, person=person, text="Buses")], now=now)
    first, second = read("events", "follow-ups")
    assert "Buses" in run("events", "follow-ups").stdout
    read("events", "followed-up", first["id"], "--channel", "email")
    read("events", "followed-up", second["id"], "--not-needed")
    assert read("events", "follow-ups") == []


def test_calendars_are_connected_read_and_listed(monkeypatch: pytest.MonkeyPatch, ada: Actor) -> None:
    monkeypatch.setattr(feeds, "fetch", lambda *_: feeds.Fetched("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "{}"))
    read("events", "connect", "https://example.org/a.ics")
    assert [row["kind"] for row in read("events", "calendars", "--read")] == ["feed"]
    assert "example.org" in run("events", "calendars").stdout
    made = Calendar.objects.get()
    monkeypatch.setattr(calendars, "connect_calendar", lambda *_, **__: made)
    monkeypatch.setattr(calendars, "read_now", lambda *_, **__: Synced())
    assert read("events", "connect", "https://dav.example.org", "--user", "ada", "--password", "pw")["id"] == made.pk
