"""Around an event on the command line: who is meant, times to speak, notes, what is worth joining, our card and feed."""

from __future__ import annotations

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import Event, FollowUp, Guest, Jotting, Slot
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Interaction, Person, Promise


@pytest.fixture(autouse=True)
def _as_ada(monkeypatch: pytest.MonkeyPatch, ada: Actor) -> None:
    monkeypatch.setenv("HUSTINGS_MEMBER", "ada@example.org")


@pytest.fixture
def event(ada: Actor) -> int:
    add_person(ada, name="Ana Souza", organisation="River Alliance")
    number = int(read("events", "add", "River Conference", "--at", "tomorrow")["id"])
    run("events", "guests", number, "--text", "Ana S.\nZoe Quill\nBo Li")
    return number


def test_guests_are_named_added_answered_for_and_taken_off(event: int) -> None:
    ana, zoe, bo = (Guest.objects.get(name__startswith=name).pk for name in ("Ana", "Zoe", "Bo"))
    read("events", "guest", ana, "--person", "Ana Souza")
    assert Guest.objects.get(pk=ana).person is not None
    read("events", "guest", ana, "--nobody")
    assert Guest.objects.get(pk=ana).person is None
    made = read("events", "guest", zoe, "--new")["person"]
    assert Person.objects.get(pk=made).name == "Zoe Quill"
    read("events", "guest", bo, "--answer", "declined")
    assert Guest.objects.get(pk=bo).answer == "declined"
    read("events", "guest", bo, "--drop")
    assert not Guest.objects.filter(pk=bo).exists()
    assert "Give --person" in run("events", "guest", zoe, code=2).stderr


def test_times_to_speak_are_put_down_changed_and_taken_away(event: int) -> None:
    number = read("events", "slot", event, "Rivers", "--person", "Ana Souza", "--at", "tomorrow", "--minutes", "10")["id"]
    read("events", "slot", event, "Rivers and mills", "--slot", number, "--worked", "The map")
    shown = run("event", event).stdout
    assert "Rivers and mills (Ana Souza)" in shown
    assert "What worked: The map" in shown
    held = Slot.objects.get()
    assert (held.topic, held.worked, held.minutes) == ("Rivers and mills", "The map", 10)
    assert held.person == Person.objects.get(name="Ana Souza")
    read("events", "slot", event, "Rivers and mills", "--slot", number, "--speaker", "The mayor")
    held.refresh_from_db()
    assert (held.person, held.speaker) == (None, "The mayor")
    read("events", "drop-slot", number)
    assert not Slot.objects.exists()


def test_notes_of_the_day_become_talks_promises_and_check_ins(event: int) -> None:
    read("events", "note", event, "Wants figures", "--person", "Ana Souza")
    read("events", "note", event, "Send them", "--kind", "promise", "--person", "Ana Souza", "--due", "+3d")
    read("events", "note", event, "--kind", "check_in", "--name", "Zoe Quill")
    assert (Interaction.objects.count(), Promise.objects.get().text) == (1, "Send them")
    assert Guest.objects.get(name="Zoe Quill").came_at
    waiting = read("events", "note", event, "Buses", "--name", "the one with the hat")["id"]
    read("events", "who", waiting, "Ana Souza")
    assert Jotting.objects.get(pk=waiting).person is not None
    assert "Say who it was" in run("events", "note", event, "Nobody", code=2).stderr
    follow_up = FollowUp.objects.get()
    read("events", "later", follow_up.pk, "+2d")
    assert FollowUp.objects.get().due_at != follow_up.due_at


def test_what_is_worth_joining_the_card_and_the_feed(ada: Actor, event: int) -> None:
    read("events", "standing", event, "known")
    assert Event.objects.get().standing == "known"
    for name in ("Cy Wu", "Di Ma", "Ed Ray"):
        Person.objects.filter(pk=add_person(ada, name=name, organisation="Mill Alliance")).update(strength=0.6)
    (found,) = read("events", "joining")
    assert (found["kind"], found["name"]) == ("organisation", "Mill Alliance")
    assert "of ours: " in run("events", "joining").stdout
    assert "Nobody on the list" in run("events", "brief", event).stdout
    read("events", "joining", "--dismiss", found["id"])
    assert read("events", "joining") == []
    assert "FN:Ada Okafor" in run("events", "card").stdout
    made = read("events", "feed", "My phone")
    assert [row["name"] for row in read("events", "feed")] == ["My phone"]
    assert "My phone" in run("events", "feed").stdout
    read("events", "feed", "--revoke", made["id"])
    assert read("events", "feed") == []


def test_needs_offers_vouches_and_quiet_days(ada: Actor, event: int) -> None:
    need = read("offers", "need", "Ana Souza", "Figures on school buses")["id"]
    offer = read("offers", "add", "A hall", "--kind", "room")["id"]
    read("offers", "settle", need, "met")
    read("offers", "end", offer)
    assert read("offers") == {**read("offers"), "needs": [], "assets": []}
    run("log", "Ana Souza", "--kind", "call", "--text", "We are looking for volunteers in May.")
    heard = [row for row in read("offers")["heard"] if row["person"] == "Ana Souza"]
    read("offers", "heard", "Ana Souza", heard[0]["evidence"])
    assert "volunteers" in read("offers")["needs"][0]["text"]
    assert "Nothing was heard" in run("offers", "heard", "Ana Souza", "note:9", code=1).stderr
    read("vouch", "Ana Souza", "--how", "met_in_person", "--where", "Forum")
    assert [row["how"] for row in read("vouch", "Ana Souza")] == ["met_in_person"]
    assert "met in person" in run("vouch", "Ana Souza").stdout
    assert "--how" in run("vouch", "Ana Souza", "--where", "Mill", code=2).stderr
    read("limits", "--quiet-days", "sat,sun")
    assert read("limits")["quiet_days"] == [5, 6]
    assert "no weekdays" in run("limits", "--quiet-days", "x", code=2).stderr
    read("limits", "--quiet-days", "none")
    assert read("limits")["quiet_days"] == []
