"""Pages of accounts and of the outbox, and the answer below a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from conftest import ClientOf
from fakes.platform import TOKEN, FakePlatform, World, fake_mail, letter
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake.syncing import sync_stream
from hustings.apps.outbox.models import Outgoing
from hustings.connectors.live import Question


@pytest.fixture(autouse=True)
def mail() -> Iterator[World]:
    with fake_mail() as world:
        world.say("INBOX", letter(1))
        yield world


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf) -> Client:
    return client_of(ada)


def connect(hers: Client, **more: str) -> Any:
    given = {"platform": "email", "server": "mail.example.org", "token": TOKEN, "purpose": "Voters", **more}
    return hers.post("/channels/connect/", given, follow=True)


def synced(hers: Client) -> int:
    connect(hers)
    for number in Stream.objects.values_list("pk", flat=True):
        sync_stream(number)
    return Conversation.objects.get().pk


def test_an_empty_page_teaches(hers: Client) -> None:
    page = hers.get("/channels/").content.decode()
    assert "No account is connected yet" in page
    assert "/channels/connect/?platform=email" in page
    assert "Nothing is on its way" in hers.get("/outbox/").content.decode()


def test_what_is_rarely_needed_is_folded_until_something_is_wrong(hers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.web.channels.MOST_AT_ONCE", 2)
    monkeypatch.setattr(FakePlatform, "asks", (*FakePlatform.asks, Question(name="port", title="port", needed=False)))
    page = hers.get("/channels/connect/").content.decode()
    assert page.index('name="server"') < page.index('name="token"') < page.index("<details>") < page.index('name="port"')
    assert "<details open>" in connect(hers, token="").content.decode()


def test_the_form_asks_what_the_platform_asks_for_and_never_shows_a_secret_again(hers: Client) -> None:
    form = hers.get("/channels/connect/").content.decode()
    assert 'name="token" type="password"' in form
    refused = connect(hers, token="wrong-secret-token")
    assert refused.status_code == 400
    page = refused.content.decode()
    assert "wrong-secret-token" not in page
    assert "mail.example.org" in page
    missing = connect(hers, token="")
    assert 'aria-invalid="true"' in missing.content.decode()
    assert hers.get("/channels/connect/?platform=pigeon").status_code == 400


def test_an_account_shows_its_state_and_the_way_to_mend_it(hers: Client, mail: World) -> None:
    page = connect(hers).content.decode()
    assert "ada@campaign.example is connected" in page
    assert "more waits to be read" in page
    assert "streams are read now" in hers.post("/channels/sync/", follow=True).content.decode()
    mail.tokens = {"another-token"}
    sync_stream(Stream.objects.earliest("pk").pk)
    page = hers.get("/channels/").content.decode()
    assert "does not let us in" in page
    assert "Connect again" in page
    number = Channel.objects.get().pk
    address = f"/channels/{number}/reconnect/"
    assert "stays as it was" in hers.get(address).content.decode()
    assert hers.post(address, {"token": "wrong-one-here"}).status_code == 400
    assert "connected again" in hers.post(address, {"token": "another-token"}, follow=True).content.decode()
    assert "is paused" in hers.post(f"/channels/{number}/pause/", follow=True).content.decode()
    assert "is read again" in hers.post(f"/channels/{number}/resume/", follow=True).content.decode()
    assert "conversations stay" in hers.post(f"/channels/{number}/disconnect/", follow=True).content.decode()


def test_an_answer_leaves_from_the_conversation_and_is_taken_back(hers: Client) -> None:
    talk = synced(hers)
    page = hers.get(f"/conversations/{talk}/").content.decode()
    assert f'data-draft="reply-{talk}"' in page
    sent = hers.post(f"/conversations/{talk}/reply/", {"text": "At ten past."}, follow=True).content.decode()
    outgoing = Outgoing.objects.get()
    assert "leaves in ten seconds" in sent
    assert f"/outbox/{outgoing.pk}/cancel/" in sent
    assert 'data-seconds="10"' in sent
    assert "is on its way" in sent
    assert "At ten past." in hers.get("/outbox/").content.decode()
    back = hers.post(f"/outbox/{outgoing.pk}/cancel/", follow=True).content.decode()
    assert "Nothing was sent" in back
    assert hers.post(f"/outbox/{outgoing.pk}/cancel/").status_code == 400
    later = {"text": "Tomorrow", "send_at": "2999-01-01T08:00"}
    assert "leaves when you said" in hers.post(f"/conversations/{talk}/reply/", later, follow=True).content.decode()
    assert hers.post(f"/conversations/{talk}/reply/", {"text": " "}).status_code == 400


def test_what_is_uncertain_is_settled_by_a_person(hers: Client, mail: World) -> None:
    talk = synced(hers)
    hers.post(f"/conversations/{talk}/reply/", {"text": "At ten past."})
    Outgoing.objects.update(state="uncertain", error="The line broke.")
    number = Outgoing.objects.get().pk
    page = hers.get("/outbox/").content.decode()
    assert "Nobody knows whether it arrived" in page
    assert "Nobody knows whether it arrived" in hers.get(f"/conversations/{talk}/").content.decode()
    address = f"/outbox/{number}/settle/"
    assert "knows nothing of it" in hers.post(address, {"outcome": "ask"}, follow=True).content.decode()
    mail.finds = False
    assert "keeps no copies" in hers.post(address, {"outcome": "ask"}, follow=True).content.decode()
    assert "Settled" in hers.post(address, {"outcome": "sent"}, follow=True).content.decode()
    assert "sent" in hers.get("/outbox/?state=all").content.decode()


def test_programs_do_the_same(ada: Actor, mail: World) -> None:
    secret = create_token(ada, name="program", scope="write").secret
    api = Client(headers={"authorization": f"Bearer {secret}"})

    def post(path: str, **body: Any) -> Any:
        return api.post(f"/api/v1{path}", body, content_type="application/json")

    credentials = {"server": "mail.example.org", "token": TOKEN}
    made = post("/channels", platform="email", credentials=credentials).json()
    number = made["id"]
    assert TOKEN not in str(made)
    assert api.get("/api/v1/channels/platforms").json()[0]["asks"][1]["secret"]
    assert post("/channels/sync").json() == {"streams": 2}
    for stream in Stream.objects.values_list("pk", flat=True):
        sync_stream(stream)
    assert api.get("/api/v1/channels").json()[0]["streams"][0]["behind"] is False
    talk = Conversation.objects.get().pk
    answer = post(f"/conversations/{talk}/reply", text="At ten past.").json()
    assert (answer["state"], answer["person"]) == ("waiting", "Marta Brun")
    assert [row["id"] for row in api.get("/api/v1/outbox").json()] == [answer["id"]]
    assert post(f"/outbox/{answer['id']}/ask").json()["state"] == "waiting"
    assert post(f"/outbox/{answer['id']}/cancel").json()["state"] == "cancelled"
    assert post(f"/outbox/{answer['id']}/settle", outcome="drop").status_code == 400
    for verb, state in (("pause", "paused"), ("resume", "connected")):
        assert post(f"/channels/{number}/{verb}").json()["state"] == state
    assert post(f"/channels/{number}/reconnect", credentials={}).json()["state"] == "connected"
    assert api.get(f"/api/v1/channels/{number}").json()["account"] == "ada@campaign.example"
    assert api.delete(f"/api/v1/channels/{number}").json()["state"] == "disconnected"
