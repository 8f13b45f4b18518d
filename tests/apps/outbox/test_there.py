"""Answers that no program may send: drafted here, written there, marked as sent; by page, API and command."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from command_line import run
from conftest import ClientOf
from fakes.platform import ADA, TOKEN, World, fake_mail, letter
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.inbox import elsewhere
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake.syncing import sync_stream
from hustings.apps.outbox import actions, queries, sending
from hustings.apps.outbox.models import Outgoing
from hustings.apps.outbox.places import place_of
from hustings.apps.people.models import Person
from hustings.kernel.errors import ForbiddenByUseRule, NotFound, WrongInput
from hustings.kernel.records import Identity, Party

GIVEN = {"server": "mail.example.org", "token": TOKEN}
BEN = Party(name="Ben Roth", identities=(Identity(kind="linkedin", value="linkedin.com/in/ben-roth"),))


@pytest.fixture(autouse=True)
def mail() -> Iterator[World]:
    with fake_mail() as world:
        yield world


@pytest.fixture
def talk(ada: Actor, mail: World) -> Conversation:
    """A message on LinkedIn, which came with an archive: no account can answer it."""
    channels.connect(ada, platform="email", credentials=GIVEN)
    mail.say("INBOX", letter(1, sender="Ben Roth", channel="linkedin", thread="2-abc=", recipients=(ADA,)))
    for number in Stream.objects.values_list("pk", flat=True):
        sync_stream(number)
    Channel.objects.update(state="disconnected")
    return Conversation.objects.get()


def test_a_draft_waits_for_a_hand_and_is_never_sent_by_us(ada: Actor, talk: Conversation, mail: World) -> None:
    made = elsewhere.answer_there(ada, talk.pk, text=" Gladly. ")
    assert (made.state, made.channel_id, made.text) == ("there", None, "Gladly.")
    assert made.link == "https://www.linkedin.com/messaging/thread/2-abc%3D/"
    assert elsewhere.answer_there(ada, talk.pk, text="Gladly.").pk == made.pk
    assert sending.send(made.pk) is None
    assert not mail.received
    (view,) = queries.outbox(ada)
    assert (view.there, view.can_cancel) == ("LinkedIn", False)
    assert elsewhere.place_there(ada, talk.pk).title == "LinkedIn"
    actions.settle(ada, made.pk, outcome="sent")
    talk.refresh_from_db()
    assert not talk.needs_reply
    assert not queries.outbox(ada)
    with pytest.raises(WrongInput, match="nothing to settle"):
        actions.settle(ada, made.pk, outcome="drop")


def test_what_is_dropped_can_be_drafted_again_and_wishes_are_kept(ada: Actor, talk: Conversation) -> None:
    made = elsewhere.answer_there(ada, talk.pk, text="Gladly.")
    with pytest.raises(WrongInput, match="nothing to settle"):
        actions.settle(ada, made.pk, outcome="again")
    actions.settle(ada, made.pk, outcome="drop")
    assert elsewhere.answer_there(ada, talk.pk, text="Gladly.").pk == made.pk
    Person.objects.filter(name="Ben Roth").update(do_not_contact=True, silent_by_hand=True)
    with pytest.raises(ForbiddenByUseRule):
        elsewhere.answer_there(ada, talk.pk, text="Something else.")
    with pytest.raises(WrongInput, match="Say something"):
        elsewhere.answer_there(ada, talk.pk, text=" ")
    with pytest.raises(NotFound):
        elsewhere.answer_there(ada, 10_000, text="Hello")


def test_what_a_platform_refuses_from_a_program_is_written_there(ada: Actor, talk: Conversation) -> None:
    Channel.objects.update(state="connected")
    held = Outgoing.objects.create(
        workspace_id=ada.workspace_id, member_id=ada.member_id, channel=Channel.objects.get(), what="x", key="x", text="Gladly.",
        person=Person.objects.get(name="Ben Roth"), state="failed",
        draft={"to": [{"identities": [{"kind": "email", "value": "b@example.org"}]}]},
    )  # fmt: skip
    assert actions.settle(ada, held.pk, outcome="there").state == "there"
    held.refresh_from_db()
    assert (held.link, held.draft["where"]) == ("mailto:b@example.org", "e-mail")
    with pytest.raises(WrongInput, match="Say one of"):
        actions.settle(ada, held.pk, outcome="burn")  # type: ignore[arg-type]


def test_the_page_leads_there_and_takes_the_word_that_it_was_sent(ada: Actor, talk: Conversation, client_of: ClientOf) -> None:
    hers = client_of(ada)
    assert "Answer it there" in hers.get(f"/conversations/{talk.pk}/").content.decode()
    page = hers.post(f"/conversations/{talk.pk}/there/", {"text": "Gladly."}, follow=True).content.decode()
    assert "https://www.linkedin.com/messaging/thread/2-abc%3D/" in page
    assert "Gladly." in page
    number = Outgoing.objects.get().pk
    assert f"/outbox/{number}/there/" in hers.get("/outbox/").content.decode()
    assert "Marked as sent" in hers.post(f"/outbox/{number}/there/", {"outcome": "sent"}, follow=True).content.decode()
    assert "This is settled" in hers.get(f"/outbox/{number}/there/").content.decode()
    refused = hers.post(f"/conversations/{talk.pk}/there/", {"text": "Gladly! " * 12_501})
    assert (refused.status_code, refused.content.count(b"Gladly! ") > 12_500) == (400, True)
    assert "longer than 100,000 characters" in refused.content.decode()


def test_the_api_and_the_command_do_the_same(ada: Actor, talk: Conversation) -> None:
    secret = create_token(ada, name="program", scope="write").secret
    api = Client(headers={"authorization": f"Bearer {secret}"})
    made = api.post(f"/api/v1/conversations/{talk.pk}/there", {"text": "Gladly."}, content_type="application/json").json()
    assert (made["state"], made["there"]) == ("there", "LinkedIn")
    told = run("outbox", "there", str(talk.pk), "Gladly.", "--json")
    assert json.loads(told.stdout)["id"] == made["id"]
    assert "write it to Ben Roth on LinkedIn" in run("outbox", "there", str(talk.pk), "Gladly.").stdout


def test_an_answer_that_comes_back_is_shown_as_one_that_did_not_arrive(ada: Actor, talk: Conversation, mail: World) -> None:
    channel = Channel.objects.get()
    Channel.objects.update(state="connected")
    held = Outgoing.objects.create(
        workspace_id=ada.workspace_id, member_id=ada.member_id, channel=channel, what="x", key="x", text="Gladly.",
        person=Person.objects.get(name="Ben Roth"), state="sent", external_id="hustings.1@example.org",
        draft={"to": [{"name": "Ben Roth", "identities": [{"kind": "email", "value": "ben@example.org"}]}]},
    )  # fmt: skip
    report = {"automatic": "report", "subject": "Undelivered", "sender": Party(name="Mail Delivery System")}
    words = "This is an error.\n\n  Ben@example.org\n    Unrouteable address\n\nYours, the server"
    extra = {"returned": "hustings.0@example.org hustings.1@example.org"}
    mail.say("INBOX", letter(2, **report, text=words, extra=extra))
    mail.say("INBOX", letter(3, **report))
    sync_stream(Stream.objects.get(name="INBOX").pk)
    held.refresh_from_db()
    assert (held.state, held.error) == ("failed", "It left, and came back: Undelivered (Ben@example.org Unrouteable address)")


@pytest.mark.parametrize(
    ("channel", "thread", "context", "handles", "address"),
    [
        ("x", "", {"link": "https://x.com/i/status/5"}, (), "https://x.com/i/status/5"),
        ("x", "1-2", {}, (), "https://x.com/messages/1-2"),
        ("x", "5|ben", {"link": "javascript:alert(1)"}, (Identity(kind="x", value="ben"),), "https://x.com/ben"),
        ("linkedin", "urn:li:x", {}, (Identity(kind="linkedin", value="ben-roth"),), "https://www.linkedin.com/in/ben-roth"),
        ("linkedin", "5|x", {}, (Identity(kind="linkedin", value="linkedin.com/in/b"),), "https://www.linkedin.com/in/b"),
        ("whatsapp", "", {}, (Identity(kind="phone", value="+49 170 1"),), "https://wa.me/491701"),
        ("sms", "", {}, (Identity(kind="phone", value="+491701"),), "tel:+491701"),
        ("mastodon", "", {}, (Identity(kind="mastodon", value="ben@social.example"),), "https://social.example/@ben"),
        ("tiktok", "", {}, (Identity(kind="email", value="a@b.example"),), "https://www.tiktok.com/messages"),
        ("letter", "", {"link": "http://[broken"}, (), ""),
    ],
)
def test_the_right_page_is_opened(
    channel: str, thread: str, context: dict[str, str], handles: tuple[Identity, ...], address: str
) -> None:
    assert place_of(channel, thread=thread, context=context, handles=handles).address == address
