"""A message from anywhere: pasted once, answered like any other, and recognised when it comes again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from command_line import run
from conftest import ClientOf
from fakes.platform import TOKEN, FakePlatform, World, fake_mail, letter
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import tasks
from hustings.apps.intake.pasting import paste_letter, paste_message
from hustings.apps.intake.syncing import sync_stream
from hustings.apps.people.models import Interaction, Person
from hustings.kernel.errors import RetryLater, WrongInput

LETTER = b"""From: Marta Brun <marta@example.org>
To: info@campaign.example
Date: Mon, 23 Nov 2026 09:05:00 +0000
Message-ID: <m1@example.org>
Subject: Night bus

When does the night bus come?
"""


@pytest.fixture
def mail() -> Iterator[World]:
    with fake_mail() as world:
        yield world


def test_a_pasted_text_waits_for_an_answer_and_stands_once(ada: Actor) -> None:
    told = {"name": "Marta Brun", "handle": "+41 44 668 18 00", "channel": "whatsapp"}
    made = paste_message(ada, text=" When does the bus come? ", **told)
    talk = Conversation.objects.get(pk=made.conversation_id)
    assert (talk.needs_reply, talk.person.name, talk.channel, made.known) == (True, "Marta Brun", "whatsapp", False)
    again = paste_message(ada, text="When does the\nbus come?", **told)
    assert (again.conversation_id, again.known) == (made.conversation_id, True)
    more = paste_message(ada, text="Hello?", **told)
    assert (more.conversation_id, more.known) == (made.conversation_id, False)
    assert Interaction.objects.filter(direction="in").count() == 2


@pytest.mark.parametrize(
    ("channel", "handle", "kind"),
    [
        ("x", "@marta", "x"),
        ("linkedin", "https://www.linkedin.com/in/marta-brun/", "linkedin"),
        ("email", "m@example.org", "email"),
        ("mastodon", "@m@social.example", "mastodon"),
        ("letter", "m@example.org", "email"),
        ("sms", "+41446681800", "phone"),
    ],
)
def test_handles_are_understood(ada: Actor, channel: str, handle: str, kind: str) -> None:
    made = paste_message(ada, text="Hello there, when?", handle=handle, channel=channel)
    person = Conversation.objects.get(pk=made.conversation_id).person
    assert set(Person.objects.get(pk=person.pk).identities.values_list("kind", flat=True)) == {kind}


def test_what_is_missing_is_said(ada: Actor) -> None:
    for given, said in (
        ({"text": " "}, "Paste a text"), ({"text": "Hi"}, "who wrote it"), ({"text": "Hi", "handle": "?"}, "no address"),
        ({"text": "Hi", "channel": "pigeon"}, "no channel"), ({"text": "Hi", "name": ada.name}, "Nobody but you"),
    ):  # fmt: skip
        with pytest.raises(WrongInput, match=said):
            paste_message(ada, **given)
    with pytest.raises(WrongInput, match=r"\.eml"):
        paste_letter(ada, b"Hello")
    assert not Conversation.objects.exists()


def test_a_letter_says_itself_who_wrote_it_and_is_the_one_of_the_mailbox(ada: Actor, mail: World) -> None:
    made = paste_message(ada, text=LETTER.decode(), name="ignored")
    talk = Conversation.objects.get(pk=made.conversation_id)
    assert (talk.person.name, talk.subject, talk.needs_reply) == ("Marta Brun", "Night bus", True)
    assert paste_letter(ada, LETTER) == (made.conversation_id, True)
    channels.connect(ada, platform="email", credentials={"server": "mail.example.org", "token": TOKEN})
    mail.say("INBOX", letter(1))
    for number in Stream.objects.values_list("pk", flat=True):
        sync_stream(number)
    assert Interaction.objects.count() == 1


def test_a_forwarded_letter_becomes_that_of_whoever_wrote_it(ada: Actor) -> None:
    forwarded = LETTER.replace(b"Marta Brun <marta@example.org>", b"Ada <ada@campaign.example>").replace(b"<m1@", b"<m2@") + (
        b"\n---------- Forwarded message ---------\nFrom: Carl <carl@example.org>\nDate: Mon, Nov 23, 2026 at 9:05 AM\n"
        b"Subject: Benches\nTo: ada@campaign.example\n\nWill there be new benches?\n"
    )
    made = paste_letter(ada, forwarded)
    assert Conversation.objects.get(pk=made.conversation_id).person.name == "Carl"


def test_the_page_the_api_and_the_command_take_it_in(ada: Actor, client_of: ClientOf, tmp_path: Path) -> None:
    hers = client_of(ada)
    assert "Paste a message" in hers.get("/conversations/paste/").content.decode()
    given = {"text": "When does the bus come?", "name": "Marta Brun", "channel": "letter", "at": "2026-11-20T10:00"}
    assert "The message is here" in hers.post("/conversations/paste/", given, follow=True).content.decode()
    assert "was here already" in hers.post("/conversations/paste/", given, follow=True).content.decode()
    assert hers.post("/conversations/paste/", {"text": "Hello"}).status_code == 400
    file = SimpleUploadedFile("letter.eml", LETTER)
    assert "The message is here" in hers.post("/conversations/paste/", {"file": file}, follow=True).content.decode()
    secret = create_token(ada, name="program", scope="write").secret
    api = Client(headers={"authorization": f"Bearer {secret}"})
    told = api.post("/api/v1/conversations/paste", {"text": LETTER.decode()}, content_type="application/json").json()
    assert told["known"]
    path = tmp_path / "letter.eml"
    path.write_bytes(LETTER)
    assert json.loads(run("paste", path, "--json").stdout) == {"conversation": told["conversation_id"], "known": True}
    assert "as before" in run("paste", path).stdout


def broken(platform: FakePlatform, credentials: dict[str, str]) -> list[str]:
    raise ValueError(f"broken, {credentials['token']}")


def test_a_new_folder_is_found_while_the_account_is_connected(ada: Actor, mail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = channels.connect(ada, platform="email", credentials={"server": "mail.example.org", "token": TOKEN}).pk
    mail.log["Press"] = [letter(7, mail="press@example.org")]
    assert channels.find_streams(number) == ["Press"]
    assert channels.find_streams(number) == []
    sync_stream(Stream.objects.get(name="Press").pk)
    assert Interaction.objects.count() == 1
    assert tasks.find_all_streams.func() == 1
    monkeypatch.setattr(FakePlatform, "streams", broken)
    with pytest.raises(RetryLater, match=r"\*\*\*"):
        channels.find_streams(number)
    tasks.find_streams.func(number)
    Channel.objects.update(state="paused")
    assert channels.find_streams(number) == []


def test_an_account_with_the_purpose_is_read_as_one_that_takes_forwards(
    ada: Actor, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = FakePlatform.read
    monkeypatch.setattr(
        FakePlatform, "read", lambda self, given, *more: seen.append(given.get("forwarded", "")) or real(self, given, *more)
    )
    channels.connect(ada, platform="email", credentials={"server": "mail.example.org", "token": TOKEN}, purpose="Forwarded")
    sync_stream(Stream.objects.earliest("pk").pk)
    Channel.objects.update(purpose="Voters")
    sync_stream(Stream.objects.earliest("pk").pk)
    assert seen == ["yes", ""]
