"""The inbox, the dialogue score and crises through the API: the same actions as the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import notices, working
from hustings.apps.inbox.models import Conversation
from hustings.kernel.clock import utc_now
from inbox_talks import said


class Api:
    """A program with a token."""

    def __init__(self, actor: Actor) -> None:
        self.client = Client(headers={"authorization": f"Bearer {create_token(actor, name='test', scope='write').secret}"})

    def __call__(self, method: str, path: str, sent: Any = None, *, status: int = 200) -> Any:
        body = json.dumps(sent) if sent is not None else ""
        answer = self.client.generic(method, f"/api/v1{path}", body, content_type="application/json")
        assert answer.status_code == status, answer.content[:400]
        return answer.json()


@pytest.fixture
def api(ada: Actor) -> Api:
    return Api(ada)


@pytest.fixture
def asked(ada: Actor) -> int:
    return said(ada, "Does the night bus survive the budget?")


def test_conversations_are_listed_narrowed_and_worked(ada: Actor, ben: Actor, api: Api, asked: int) -> None:
    other = said(ada, "Could you call me?", by="Tomasz")
    for do, more in (
        ("label", {"label": "Harbour"}), ("assign", {"member_id": ben.member_id}), ("put_off", {"until": "2999-01-01T00:00:00Z"}),
    ):  # fmt: skip
        api("POST", "/conversations/work", {"conversations": [asked], "do": do, **more}, status=400 if do == "put_off" else 200)
    api("POST", "/conversations/work", {"conversations": [other], "do": "put_off"}, status=400)
    (label,) = api("GET", "/inbox/labels")
    page = api("GET", f"/conversations?state=inbox&label={label['id']}&words=night")
    assert [(row["id"], row["labels"][0]["name"], row["assigned_to"]) for row in page["items"]] == [
        (asked, "Harbour", "Ben Castillo"),
    ]  # fmt: skip
    assert page["counts"] == {"needs_reply": 2, "mine": 0, "put_off": 0}
    api("POST", "/conversations/work", {"conversations": [asked], "do": "unlabel", "label_id": label["id"]})
    api("POST", "/conversations/work", {"conversations": [asked, other], "do": "done"})
    step = api("POST", "/conversations/work", {"conversations": [other], "do": "reopen"})["step"]
    api("POST", f"/undo/{step}")
    assert Conversation.objects.get(pk=other).state == "closed"
    api("DELETE", f"/inbox/labels/{label['id']}")
    assert api("GET", "/inbox/labels") == []
    assert api("POST", "/inbox/labels", {"name": "new", "colour": "red"})["id"]


def test_a_conversation_is_looked_at_noted_corrected_and_closed(ada: Actor, ben: Actor, api: Api, asked: int) -> None:
    api("POST", f"/conversations/{asked}/notes", {"text": "@Ben knows"})
    assert api("POST", f"/conversations/{asked}/look", {"typing": True}) == []
    assert Api(ben)("POST", f"/conversations/{asked}/look", {})[0]["typing"]
    assert [each["kind"] for each in Api(ben)("GET", "/conversations/notices")] == ["mention"]
    api("POST", f"/conversations/{asked}/correct", {"wants_reply": False})
    ending = {"topic": "Buses", "lean": 1, "condition": "contact", "offers_help": True}
    api("POST", f"/conversations/{asked}/close", ending)
    whole = api("GET", f"/conversations/{asked}")
    assert (whole["conversation"]["state"], whole["closings"][0]["topic"], whole["notes"][0]["mentions"]) == (
        "closed", "Buses", ["Ben Castillo"],
    )  # fmt: skip
    assert "off" in api("POST", f"/conversations/{asked}/draft", {}, status=400)["error"]["message"]


def test_views_snippets_promises_and_drafts_are_kept(ada: Actor, api: Api, asked: int) -> None:
    number = api("POST", "/inbox/views", {"name": "Buses", "query": "state=all&words=bus"})["id"]
    assert api("GET", "/inbox/views")[0]["query"] == "state=all&words=bus"
    assert api("DELETE", f"/inbox/views/{number}") == []
    api("POST", "/inbox/snippets", {"name": "Thanks", "text": "Thank you, [[name]]"})
    (snippet,) = api("GET", "/inbox/snippets")
    assert snippet["blanks"] == ["name"]
    api("DELETE", f"/inbox/snippets/{snippet['id']}")
    level = {"channel": "email", "hours": 4, "opens": 480, "closes": 1080, "days": [0, 1], "holidays": ["2026-12-25"]}
    assert api("PUT", "/inbox/promises", level) == [level]
    assert api("GET", "/inbox/promises") == [level]
    api("PUT", "/inbox/promises", {"hours": 4, "opens": 600, "closes": 600}, status=400)
    assert api("DELETE", "/inbox/promises?channel=email") == []
    assert api("GET", "/inbox/drafts") == {"endpoint": "", "model": "", "has_key": False}
    told = api("PUT", "/inbox/drafts", {"endpoint": "https://models.example.org/v1/", "model": "small", "key": "sk-1"})
    assert told == {"endpoint": "https://models.example.org/v1", "model": "small", "has_key": True}


def test_the_dialogue_score_is_that_of_the_command(api: Api, asked: int) -> None:
    told = api("GET", "/dialogue?days=30")
    assert (told["all"]["inbound"], told["unanswered"][0]["conversation_id"]) == (1, asked)
    assert set(told["by_channel"]) == {"email"}


def test_a_crisis_is_raised_planned_worked_and_over(ada: Actor, api: Api, asked: int) -> None:
    given = {"roles": [{"role": "Speaks", "name": "Ada"}], "checklist": ["Find out"], "holding": "Soon."}
    plan = api("PUT", "/crisis/plan", given)
    assert api("GET", "/crisis/plan") == plan
    whole = api("POST", "/crisis", {"text": "A leaflet", "conversations": [asked]})
    number = whole["alarm"]["id"]
    assert whole["messages"][0]["conversation_id"] == asked
    for work in ({"do": "step", "step": 0}, {"do": "note", "text": "Called"}, {"do": "approve", "text": "False."}):
        whole = api("POST", f"/crisis/{number}/work", work)
    assert (whole["done"], whole["statement"], len(whole["log"])) == ([0], "False.", 4)
    assert [each["id"] for each in api("GET", "/crisis?open=true")] == [number]
    api("POST", f"/crisis/{number}/work", {"do": "over"})
    assert api("GET", "/crisis?open=true") == []
    assert api("GET", f"/crisis/{number}")["alarm"]["over_at"]


def test_notices_go_once_somebody_has_looked(ada: Actor, ben: Actor, asked: int) -> None:
    working.assign(ada, [asked], member_id=ben.member_id)
    assert len(Api(ben)("GET", "/conversations/notices")) == 1
    notices.seen(ben, asked, now=utc_now())
    assert Api(ben)("GET", "/conversations/notices") == []
