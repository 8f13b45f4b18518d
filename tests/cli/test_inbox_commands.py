"""The inbox and crises on the command line, worked through by number."""

from __future__ import annotations

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation, Label
from hustings.apps.people.models import Evidence
from inbox_talks import said


@pytest.fixture
def asked(ada: Actor) -> int:
    return said(ada, "Does the night bus survive the budget?")


def test_conversations_are_listed_shown_and_worked(ada: Actor, ben: Actor, asked: int) -> None:
    me = ("--as", "ada@example.org")
    assert read("inbox", *me)[0]["id"] == asked
    run("inbox", "label", "Harbour", asked, *me)
    assert "Harbour" in run("inbox", "list", "--label", "harbour", "--state", "inbox", *me).stdout
    run("inbox", "list", "--label", "nowhere", *me, code=2)
    run("inbox", "give", asked, "--to", "ben", *me)
    assert read("inbox", "--words", "night", *me)[0]["assigned_to"] == "Ben Castillo"
    run("inbox", "give", asked, "--to", "nobody", *me)
    run("inbox", "give", asked, "--to", "x", *me, code=2)
    run("inbox", "note", asked, "@Ben knows the depot", *me)
    assert "mention" in run("inbox", "news", "--as", "ben@example.org").stdout
    assert read("inbox", "news", "--as", "ben@example.org")[0]["kind"] == "mention"
    whole = read("inbox", "show", asked, *me)
    assert (whole["thread"][0]["direction"], whole["notes"][0]["member"], whole["labels"]) == ("in", "Ada Okafor", ["Harbour"])
    assert "night bus" in run("inbox", "show", asked, *me).stdout
    run("inbox", "label", "Harbour", asked, "--off", *me)
    run("inbox", "wants", asked, "no", *me)
    run("inbox", "later", asked, "--until", "+3d", *me)
    assert Conversation.objects.get().state == "snoozed"
    run("inbox", "open", asked, *me)
    run("inbox", "done", asked, *me)
    assert Conversation.objects.get().state == "closed"


def test_a_conversation_ends_with_a_data_point(ada: Actor, asked: int) -> None:
    other = said(ada, "Could you call me?", by="Tomasz")
    steps = read("inbox", "done", asked, "--topic", "Buses", "--lean", "0.5", "--helps")["steps"]
    assert Evidence.objects.get().lean == 0.5
    run("undo", steps[0])
    assert not Evidence.objects.exists()
    run("inbox", "done", asked, other, "--topic", "Buses", code=2)
    run("inbox", "draft", asked, code=2)


def test_what_the_inbox_works_by_is_kept(ada: Actor) -> None:
    assert read("inbox", "labels", "--add", "Harbour", "--colour", "blue")[0]["colour"] == "blue"
    assert "Harbour" in run("inbox", "labels").stdout
    run("inbox", "labels", "--remove", Label.objects.get().pk)
    assert read("inbox", "views", "--save", "Buses", "--query", "state=all&words=bus")[0]["name"] == "Buses"
    number = read("inbox", "views")[0]["id"]
    assert "Buses" in run("inbox", "views").stdout
    assert read("inbox", "views", "--remove", number) == []
    run("inbox", "snippets", "save", "Thanks", "Thank you, [[name]]")
    (snippet,) = read("inbox", "snippets")
    assert "name" in run("inbox", "snippets").stdout
    run("inbox", "snippets", "remove", snippet["id"])
    assert read("inbox", "promises", "--hours", "4", "--holiday", "2026-12-25")[0]["holidays"] == ["2026-12-25"]
    told = run("inbox", "promises").stdout
    assert all(each in told for each in ("all others", "0,1,2,3,4", "2026-12-25"))
    run("inbox", "promises", "--hours", "4", "--opens", "soon", code=2)
    assert read("inbox", "promises", "--remove") == []
    assert read("inbox", "drafts") is None
    assert "small at" in run("inbox", "drafts", "--endpoint", "https://models.example.org/v1", "--model", "small").stdout
    assert read("inbox", "drafts")["has_key"] is False
    assert "off" in run("inbox", "drafts", "--off").stdout


def test_a_crisis_is_worked_by_its_plan(ada: Actor, asked: int) -> None:
    run("crisis", "plan", "--role", "Speaks:Ada Okafor", "--step", "Find out", "--holding", "Soon.", "--approver", "Ada")
    assert read("crisis", "plan")["approver"] == "Ada Okafor"
    assert "1. Find out" in run("crisis", "plan").stdout
    number = read("crisis", "raise", "A leaflet", "--conversation", asked)["id"]
    run("crisis", "step", number, 1)
    run("crisis", "note", number, "Called the printer")
    assert "x 1. Find out" in run("crisis", "approve", number, "It is false.").stdout
    assert "by_hand" in run("crisis").stdout
    assert read("crisis", "show", number)["statement"] == "It is false."
    run("crisis", "over", number, "--note", "Done")
    assert read("crisis", "--open") == []
