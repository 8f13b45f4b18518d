"""Today, the inbox and invitations on the command line, worked through by number and by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import read, run
from hustings.apps.accounts.actions import accept_invitation, invite_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.today.models import TodayItem
from hustings.cli import showing
from small_export import with_people


@pytest.fixture(autouse=True)
def _people(ada: Actor, tmp_path: Path) -> None:
    """Marisol and Kwabena wait for an answer, Annelie for thanks, Priya for a decision."""
    with_people(ada, tmp_path)


def test_the_list_says_who_why_and_how_to_begin() -> None:
    shown = run("today").stdout
    assert shown.startswith("Today, ")
    for text in ("Marisol Etxeberria", "Asked you a question on", "Begin with: ", " min", " 1  "):
        assert text in shown


def test_the_list_stays_and_numbers_stay_while_it_is_worked_through() -> None:
    items = read("today")
    numbers = {item["person"]["name"]: item["number"] for item in items}
    assert [item["score"] for item in items] == sorted((item["score"] for item in items), reverse=True)
    first, second, *_ = items
    read("done", first["number"], "--note", "Called back.", "--kind", "call", "--promise", "Send the map", "--due", "+2d")
    assert {item["person"]["name"]: item["number"] for item in read("today")} == {
        name: number for name, number in numbers.items() if number != first["number"]
    }
    assert {item["number"]: item["state"] for item in read("today", "--all")}[first["number"]] == "done"
    assert "1 settled today." in run("today").stdout
    assert read("later", f"#{second['id']}", "--until", "tomorrow")["step"]


def test_every_way_to_settle_an_item_is_taken_back() -> None:
    before = read("today")
    name = before[0]["person"]["name"]
    code = before[0]["reasons"][0]["code"]
    for command in (
        ("done", "1"),
        ("later", name, "--until", "+3d"),
        ("not-needed", name.split()[0]),
        ("wrong", "1", "--code", code),
    ):
        step = read(*command)["step"]
        assert name not in {item["person"]["name"] for item in read("today")}
        run("undo", step)
        assert read("today") == before
    assert "hustings undo" in run("done", "1").stdout


def test_an_invitation_is_not_accepted_by_ticking_it_off() -> None:
    number = next(item["number"] for item in read("today") if item["action"] == "decide_invitation")
    (row,) = read("invitations")
    error = read("done", number, code=2)["error"]
    assert (error["kind"], error["field"]) == ("wrong_input", "invitation")
    assert f"--decline {row['id']}" in error["message"]
    assert read("invitations") == [row]
    read("invitations", "--accept", row["id"], "--how", "met_in_person")
    assert read("done", number)["step"]


def test_one_that_came_and_one_of_ours_are_put_down_with_advice() -> None:
    made = read("invitations", "received", "Marisol", "--on", "mastodon", "--note", "We met at the fair.", "--at", "yesterday")
    row = next(row for row in read("invitations") if row["id"] == made["id"])
    assert (row["channel"], row["message"], row["proposal"]) == ("mastodon", "We met at the fair.", "accept")
    assert set(row["answers"]) == {"accept", "meet_first", "decline"}
    run("undo", made["steps"][0])
    advice = read("invitations", "connect", "Kwabena")
    assert advice["channel"] == "linkedin"
    assert "connected there already" in run("invitations", "connect", "Kwabena").stdout
    advice = read("invitations", "connect", "Kwabena", "--on", "mastodon")
    shown = run("invitations", "connect", "Kwabena", "--on", "mastodon").stdout
    assert advice["reply"].splitlines()[-1][:40] in shown or "Nothing is ready" in shown
    said = ("--sent", "--note", "From the fair.", "--how", "met_in_person")
    sent = read("invitations", "connect", "Kwabena", "--on", "mastodon", *said)
    assert [row["id"] for row in read("invitations", "--sent") if row["channel"] == "mastodon"] == [sent["id"]]


def test_an_item_that_is_not_there_and_one_that_is_unclear_are_refused() -> None:
    read("today")
    for given in ("99", "#999999", "Nobody"):
        assert read("done", given, code=1)["error"]["kind"] == "not_found"
    assert read("done", "a", code=2)["error"]["field"] == "item"
    assert read("later", "1", "--until", "yesterday", code=2)["error"]["field"] == "until"
    assert read("wrong", "1", "--code", "birthday", code=2)["error"]["field"] == "code"


def test_minutes_cut_the_list_and_can_be_taken_back() -> None:
    before = read("today", "--minutes", "60")
    assert sum(item["minutes"] for item in read("today", "--minutes", "5")) <= 5
    run("undo")
    assert [item["person"] for item in read("today")] == [item["person"] for item in before]
    assert "5<=x<=480" in run("today", "--minutes", "1", code=2).stderr


def test_a_list_for_a_moment_writes_nothing_and_says_its_moment() -> None:
    assert "As of 2" in run("today", "--at", "+30d 08:00").stdout
    assert "There is nothing to undo" in run("undo", code=1).stderr
    assert read("today", "--at", "2001-01-01") == []
    assert "Nobody waits for you" in run("today", "--at", "2001-01-01").stdout


def test_an_empty_list_explains_itself(otto: Actor) -> None:
    assert "hustings import" in run("today", "--as", "otto@example.net").stdout


def test_a_worked_off_list_says_so() -> None:
    for item in read("today"):
        read("not-needed", item["number"])
    assert "That was today's list." in run("today").stdout


def test_what_is_new_waits_until_it_is_taken(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    read("today")
    read("log", "tomasz", "--kind", "letter", "--at", "2020-01-01", "--promise", "Send the report", "--due", "today")
    assert "1 new since this list was made" in run("today").stdout
    assert "Tomasz Wiśniewski" not in {item["person"]["name"] for item in read("today")}
    assert "Tomasz Wiśniewski" in {item["person"]["name"] for item in read("today", "--take-new")}


def test_the_inbox_lists_who_waits_with_the_message_that_does() -> None:
    rows = read("inbox")
    assert {row["person"]["name"] for row in rows} == {"Marisol Etxeberria", "Kwabena Osei-Mensah"}
    assert all(row["needs_reply"] and row["evidence"][0].startswith("interaction:") for row in rows)
    assert read("inbox", "--limit", "1") == rows[:1]
    assert read("inbox", "--state", "waiting") == []
    assert "night bus" in run("inbox").stdout


def test_an_invitation_is_decided_and_taken_back() -> None:
    (row,) = read("invitations")
    assert row["person"]["name"] == "Priya Raghunathan"
    assert "harbour" in run("invitations").stdout
    assert "Say first how you know" in run("invitations", "--accept", str(row["id"]), code=2).stderr
    for way in (("--accept", "--how", "met_in_person"), ("--meet-first",), ("--hold",), ("--decline",)):
        step = read("invitations", way[0], row["id"], *way[1:])["steps"][0]
        assert read("invitations") == []
        assert len(read("invitations", "--away")) == (way[0] in ("--meet-first", "--hold"))
        read("undo", step)
    assert read("invitations", "--sent") == []
    assert read("invitations", "--outcomes") == []
    assert "choice" in run("invitations", "--outcomes").stdout
    assert "either" in run("invitations", "--accept", "1", "--decline", "1", code=2).stderr


def test_on_a_terminal_there_is_colour_unless_it_is_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "on_terminal", lambda: True)
    assert "\x1b[1m" in run("today").stdout
    assert "\x1b[" not in run("today", env={"NO_COLOR": "1"}).stdout
    assert "\x1b[" not in run("inbox", env={"NO_COLOR": "1"}).stdout
    drawn = run("inbox", env={"NO_COLOR": "1"}).stdout
    assert "\t" not in drawn
    assert "Marisol" in drawn


def test_a_viewer_sees_a_list_that_nothing_is_stored_of(ada: Actor) -> None:
    invited = invite_member(ada, email="iris@example.org", role="viewer")
    accept_invitation(invited.token, name="Iris", password="a quiet walk by the river")
    items = read("today", "--as", "iris@example.org")
    assert items
    assert {item["id"] for item in items} == {None}
    assert read("done", "1", "--as", "iris@example.org", code=1)["error"]["kind"] == "not_found"


def test_the_only_reason_is_meant_where_none_is_named_and_several_are_said_in_words() -> None:
    (item,) = [item for item in read("today") if item["person"]["name"].startswith("Annelie")]
    read("wrong", item["number"])
    assert item["id"] not in [each["id"] for each in read("today")]
    run("undo")
    (held,) = TodayItem.objects.filter(pk=item["id"])
    held.reasons = [*held.reasons, {"code": "promise_due", "weight": 0.3, "facts": {"text": "the map"}, "evidence": []}]
    held.save()
    refused = read("wrong", item["number"], code=2)["error"]
    assert refused["field"] == "code"
    assert "--code promise_due (You promised: the map." in refused["message"]
    assert "--code thanks_owed (Endorsed you" in refused["message"]
