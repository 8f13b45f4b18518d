"""The rhythm of a network on the command line: runway, limits, occasions, reminders, the review, offers, references, mentors."""

from __future__ import annotations

from datetime import timedelta

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import add_person, log_touch, save_segment, set_rhythm
from hustings.kernel.clock import utc_now


@pytest.fixture(autouse=True)
def _as_ada(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUSTINGS_MEMBER", "ada@example.org")


@pytest.fixture
def zoe(ada: Actor) -> int:
    now = utc_now()
    person = add_person(ada, name="Zoe Lindqvist", email="zoe@example.org")
    log_touch(ada, [person], kind="meeting", at=now - timedelta(days=300), now=now)
    set_rhythm(ada, person, segment="network", now=now)
    return person


def test_the_runway_is_set_shown_and_dropped(ada: Actor, zoe: int) -> None:
    save_segment(ada, name="Press", text="tag = press", shared=True)
    assert read("runway")["election"] is None
    assert "No election day" in run("runway").stdout
    number = read("runway", "set", 30, "--segment", "press")["id"]
    read("runway", "set", 300)
    assert [row["segment"] for row in read("runway")["targets"]] == ["Press", ""] or len(read("runway")["targets"]) == 2
    assert "There is no segment" in run("runway", "set", "3", "--segment", "x", code=1).stderr
    read("undo", read("runway", "drop", number)["steps"][0])

    day = (utc_now() + timedelta(days=90)).date().isoformat()
    assert "the whole network" in run("runway").stdout, "targets are shown before there is a day"
    assert read("runway", "day", day)["on"] == day
    assert "There is no election day" in run("runway", "day", "none").stdout
    read("runway", "day", day)
    assert len(read("runway")["lanes"]) == 2
    assert "the whole network" in run("runway").stdout


def test_limits_quiet_times_and_occasions_are_kept(zoe: int) -> None:
    assert read("limits")["per_week"] == 3
    read("limits", "--week", 2, "--quiet-from", "22:00")
    assert read("limits")["per_week"] == 2
    assert "22:00" in run("limits").stdout
    assert "is no time" in run("limits", "--quiet-from", "late", code=2).stderr
    number = read("quiet", zoe, "--since", "2030-01-01", "--until", "2030-01-03", "--why", "away")["id"]
    assert [row["why"] for row in read("quiet")] == ["away"]
    assert "away" in run("quiet").stdout
    read("quiet", "--remove", number)
    assert read("quiet") == []
    read("quiet", "--since", "2030-01-01")
    assert "It comes up on" in run("occasion", str(zoe), "her exam", "--on", "2030-06-01").stdout
    read("vouch", zoe, "--how", "family", "--since", "2019-05", "--confidence", "sure")


def test_reminders_are_listed_and_the_address_made_and_revoked(ada: Actor, zoe: int) -> None:
    read("occasion", zoe, "her exam")
    assert any("her exam" in row["title"] for row in read("reminders")["items"])
    assert "her exam" in run("reminders").stdout
    address = read("reminders", "--calendar")["address"]
    assert address.endswith(".ics")
    named = read("reminders", "--calendar", "--url", "https://ours.example/")["address"]
    assert named.startswith("https://ours.example/calendar/")
    assert read("reminders")["feed"]
    run("reminders", "--revoke")
    assert not read("reminders")["feed"]
    run("reminders", "--hour", "9", "--zone", "Europe/Berlin")
    assert (read("reminders")["hour"], read("reminders")["zone"]) == (9, "Europe/Berlin")


def test_the_network_is_reviewed(zoe: int) -> None:
    (row,) = read("quarter")["items"]
    assert row["proposal"]["decision"] == "further"
    assert "quiet" in run("quarter").stdout
    assert "Say keep" in run("quarter", "Zoe", code=2).stderr
    read("undo", read("quarter", "Zoe", "further")["steps"][0])
    assert read("quarter")["left"] == 1


def test_offers_meet_needs(zoe: int) -> None:
    asset = read("offers", "add", "Figures on school buses", "--kind", "data")["id"]
    need = read("offers", "need", zoe, "school-bus figures on buses", "--kind", "data")["id"]
    assert read("offers")["matches"][0]["need"]["id"] == need
    assert "fits" in run("offers").stdout
    read("undo", read("offers", "meet", need, asset)["steps"][0])
    read("offers", "meet", need, asset, "--no")
    assert read("offers")["matches"] == []


def test_references_and_mentors_are_followed_to_their_end(zoe: int) -> None:
    said = ("--how", "family", "--i-would-say", "Careful.", "--they-would-say", "Kind.")
    number = read("references", "add", zoe, "--kind", "introduction", *said)["id"]
    read("references", "move", number, "given")
    assert "given" in run("references").stdout
    read("references", "move", number, "closed", "--came-of-it", "A talk.")
    assert read("references") == []
    assert read("references", "--closed")[0]["came_of_it"] == "A talk."
    mentor = read("mentors", "add", zoe, "Law", "--every", 30)["id"]
    session = read("mentors", "session", mentor, "The lease", "--advice", "Read it twice.")["id"]
    read("mentors", "close", session, "Saved a month.")
    assert read("mentors")[0]["sessions"][0]["came_of_it"] == "Saved a month."
    assert "The lease" in run("mentors").stdout
    read("mentors", "end", mentor)
    assert read("mentors")[0]["ended"]
