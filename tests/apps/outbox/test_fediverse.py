"""Accounts of Mastodon and Bluesky in the product: what is written to them becomes a conversation, and is answered once."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
import time_machine

from fakes import bluesky, mastodon
from fakes.bluesky import FakeBluesky
from fakes.mastodon import FakeMastodon
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Stream
from hustings.apps.inbox import replying
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import syncing
from hustings.apps.outbox import sending
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.models import Interaction
from hustings.connectors.platforms import registry
from hustings.connectors.platforms.bluesky import Bluesky
from hustings.connectors.platforms.mastodon import Mastodon
from hustings.kernel.clock import utc_now


@pytest.fixture
def social(monkeypatch: pytest.MonkeyPatch) -> FakeMastodon:
    server = FakeMastodon()
    account = Mastodon(opens=server.opens)
    monkeypatch.setattr(registry, "platform", lambda name, guard: account)
    return server


@pytest.fixture
def sky(monkeypatch: pytest.MonkeyPatch) -> FakeBluesky:
    server = FakeBluesky()
    account = Bluesky(opens=server.opens, sessions={})
    monkeypatch.setattr(registry, "platform", lambda name, guard: account)
    return server


def read() -> None:
    for pk in Stream.objects.values_list("pk", flat=True):
        syncing.sync_stream(pk, at_most=None)


def answer(actor: Actor, text: str) -> Outgoing:
    """Answers the only conversation, and lets the answer leave."""
    outgoing = replying.reply(actor, Conversation.objects.get().pk, text=text)
    with time_machine.travel(utc_now() + timedelta(seconds=11), tick=True):
        sending.send(outgoing.pk)
    outgoing.refresh_from_db()
    return outgoing


def test_a_message_on_mastodon_is_answered_in_private_and_once(ada: Actor, social: FakeMastodon) -> None:
    channels.connect(ada, platform="mastodon", credentials=mastodon.CREDENTIALS)
    asked = social.post("ben", "@ada may I ask you something?", visibility="direct")
    social.talk(asked)
    read()
    talk = Conversation.objects.get()
    assert (talk.needs_reply, talk.person.name) == (True, "Ben")
    outgoing = answer(ada, "Of course.")
    assert outgoing.state == "sent", outgoing.error
    (sent,) = (each for each in social.statuses.values() if each["account"]["id"] == "1")
    assert (sent["in_reply_to_id"], sent["visibility"]) == (asked["id"], "direct")
    assert sent["content"] == "<p>@ben Of course.</p>"
    social.talk(sent)
    read()
    assert Interaction.objects.filter(direction="out").count() == 1
    talk.refresh_from_db()
    assert (talk.message_count, talk.needs_reply) == (2, False)


def test_what_may_have_gone_is_found_and_not_sent_again(ada: Actor, social: FakeMastodon) -> None:
    channels.connect(ada, platform="mastodon", credentials=mastodon.CREDENTIALS)
    social.post("ben", "@ada may I ask you something?", visibility="direct")
    read()
    create = social._create

    def silent(request: httpx.Request) -> httpx.Response:
        create(request)
        raise httpx.ReadTimeout("no answer", request=request)

    social._create = silent  # type: ignore[method-assign]
    assert answer(ada, "Of course.").state == "sent"
    assert sum(each["account"]["id"] == "1" for each in social.statuses.values()) == 1


def test_a_message_on_bluesky_is_answered_in_its_talk_and_once(ada: Actor, sky: FakeBluesky) -> None:
    channels.connect(ada, platform="bluesky", credentials=bluesky.CREDENTIALS)
    sky.message(bluesky.BEN, "May I ask you something?")
    read()
    talk = Conversation.objects.get()
    assert (talk.needs_reply, talk.person.name) == (True, "ben.test")
    outgoing = answer(ada, "Of course.")
    assert outgoing.state == "sent", outgoing.error
    read()
    assert Interaction.objects.filter(direction="out").count() == 1
    talk.refresh_from_db()
    assert (talk.message_count, talk.needs_reply) == (2, False)


def test_a_message_that_is_deleted_there_is_deleted_here(ada: Actor, social: FakeMastodon) -> None:
    channels.connect(ada, platform="mastodon", credentials=mastodon.CREDENTIALS)
    asked = social.post("ben", "@ada please forget this", visibility="direct")
    read()
    assert Interaction.objects.filter(kind="message").count() == 1
    social.delete(asked)
    read()
    assert Interaction.objects.filter(kind="message").count() == 0


def test_a_public_mention_is_a_conversation_and_is_answered_in_public_once(ada: Actor, social: FakeMastodon) -> None:
    channels.connect(ada, platform="mastodon", credentials=mastodon.CREDENTIALS)
    first = social.post("ada", "Doors open at 7.")
    asked = social.post("ben", "@ada when exactly do the doors open?", to=first)
    read()
    talk = Conversation.objects.get()
    assert (talk.needs_reply, talk.person.name, talk.message_count) == (True, "Ben", 1)
    outgoing = answer(ada, "At seven sharp.")
    assert outgoing.state == "sent", outgoing.error
    sent = max(social.statuses.values(), key=lambda each: each["created_at"])
    assert (sent["in_reply_to_id"], sent["visibility"]) == (asked["id"], "public")
    read()
    talk.refresh_from_db()
    assert (talk.message_count, talk.needs_reply) == (2, False)
    assert Interaction.objects.filter(direction="out").count() == 1


def test_of_two_below_one_post_each_waits_for_an_answer(ada: Actor, social: FakeMastodon) -> None:
    channels.connect(ada, platform="mastodon", credentials=mastodon.CREDENTIALS)
    first = social.post("ada", "Doors open at 7.")
    social.post("ben", "@ada when exactly do the doors open?", to=first)
    social.post("vera@far.example", "@ada where do I find the hall?", to=first)
    read()
    assert Conversation.objects.filter(needs_reply=True).count() == 2


def test_a_public_mention_that_is_deleted_there_is_deleted_here(ada: Actor, social: FakeMastodon) -> None:
    channels.connect(ada, platform="mastodon", credentials=mastodon.CREDENTIALS)
    asked = social.post("ben", "@ada when do the doors open?")
    read()
    assert Conversation.objects.count() == 1
    social.delete(asked)
    read()
    assert not Conversation.objects.exists()


def test_a_mention_on_bluesky_is_a_conversation_and_is_answered_once(ada: Actor, sky: FakeBluesky) -> None:
    channels.connect(ada, platform="bluesky", credentials=bluesky.CREDENTIALS)
    root = sky.put(bluesky.ADA, "Doors open at 7.")
    sky.tell("reply", sky.put(bluesky.BEN, "When exactly do the doors open?", to=root))
    read()
    talk = Conversation.objects.get()
    assert (talk.needs_reply, talk.person.name) == (True, "Ben")
    outgoing = answer(ada, "At seven sharp.")
    assert outgoing.state == "sent", outgoing.error
    read()
    talk.refresh_from_db()
    assert (talk.message_count, talk.needs_reply) == (2, False)
