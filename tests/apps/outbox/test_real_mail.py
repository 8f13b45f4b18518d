"""A mailbox on real servers through the rooms: connected, read, answered and tidied up, with nothing twice and nothing lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings

from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.inbox import replying
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import syncing
from hustings.apps.intake.models import Sighting
from hustings.apps.outbox import sending
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.models import Interaction
from hustings.connectors.platforms.email import Email
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.records import MessageRecord
from servers.mail import MailServer, mail_server, need_mail_server
from servers.mailbox_sync import Hand, Kept, credentials_for, guard_for, letter, sync

QUESTION = letter(1).replace(b"voter1@example.org", b"ben@hustings.test").replace(b"Voter 1", b"Ben Castillo")


@pytest.fixture
def mail(settings: LazySettings) -> Iterator[MailServer]:
    need_mail_server()
    with mail_server() as server:
        settings.ALLOWED_NETWORKS = ["127.0.0.0/8"]
        settings.CERTIFICATES = str(server.authorities)
        yield server


@pytest.fixture
def channel(ada: Actor, mail: MailServer) -> Channel:
    """Ada's mailbox, in which Ben has asked something."""
    with Hand(mail, "ada") as hand:
        hand.do("create", "Done")
        hand.put("INBOX", QUESTION)
    made = channels.connect(ada, platform="email", credentials=credentials_for(mail, "ada"))
    read()
    return made


def read() -> None:
    """Every folder, the inbox first."""
    for stream in Stream.objects.order_by("-name"):
        synced = syncing.sync_stream(stream.pk, at_most=None)
        assert synced is not None
        assert synced.error == ""


def answer(ada: Actor, text: str) -> Outgoing:
    outgoing: Outgoing = replying.reply(ada, Conversation.objects.get().pk, text=text)
    with time_machine.travel(utc_now() + timedelta(seconds=11), tick=True):
        sending.send(outgoing.pk)
    outgoing.refresh_from_db()
    return outgoing


def arrived(mail: MailServer, name: str, count: int) -> list[Any]:
    """What lies in somebody's inbox, as soon as there are so many, or after ten seconds."""
    ends_at = time.monotonic() + 10
    while True:
        kept = sync(Email(guard_for(mail)), credentials_for(mail, name), Kept(), folders=["INBOX"])
        if len(kept.records) >= count or time.monotonic() > ends_at:
            return list(kept.records.values())
        threading.Event().wait(0.05)


def test_a_question_is_answered_by_mail_in_its_thread_and_stands_here_once(
    ada: Actor, mail: MailServer, channel: Channel
) -> None:
    assert Conversation.objects.get().needs_reply
    outgoing = answer(ada, "Yes, on Saturday.")
    assert (outgoing.state, outgoing.error) == ("sent", "")
    (found,) = arrived(mail, "ben", 1)
    assert isinstance(found, MessageRecord)
    assert (found.text, found.in_reply_to, found.sender.name) == ("Yes, on Saturday.", "letter.1@example.org", "Ada Okafor")
    read()
    talk = Conversation.objects.get()
    assert (talk.message_count, talk.needs_reply) == (2, False)
    assert Interaction.objects.filter(direction="out").count() == 1


def test_a_letter_that_is_moved_keeps_its_conversation_and_goes_when_it_is_deleted_there(
    ada: Actor, mail: MailServer, channel: Channel
) -> None:
    talk = Conversation.objects.get().pk
    with Hand(mail, "ada") as hand:
        hand.move("INBOX", "1", "Done")
        read()
        assert Conversation.objects.get().pk == talk
        assert Sighting.objects.count() == 1
        hand.delete("Done", "1")
    read()
    assert not Interaction.objects.exists()


def test_a_password_that_does_not_hold_any_more_stops_the_account_and_says_how_to_mend_it(
    ada: Actor, mail: MailServer, channel: Channel
) -> None:
    with pytest.raises(NeverRetry, match="Give a fresh one"):
        channels.reconnect(ada, channel.pk, credentials={"password": "changed"})
    assert channels.reconnect(ada, channel.pk, credentials={"password": "pw"}).state == "connected"
