"""The talk that these tests answer: Marta asks Ada's mailbox when the night bus comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import time_machine

from fakes.platform import TOKEN, World
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Stream
from hustings.apps.inbox import replying
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import syncing
from hustings.apps.outbox import sending
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.models import Person
from hustings.kernel.clock import utc_now

GIVEN = {"server": "mail.example.org", "token": TOKEN}
SOON = timedelta(seconds=11)


def read() -> None:
    for pk in Stream.objects.values_list("pk", flat=True):
        syncing.sync_stream(pk, at_most=None)


def talk() -> Conversation:
    return Conversation.objects.get(thread="t-marta@example.org")


def reply(actor: Actor, text: str = "At ten past.", **more: Any) -> Outgoing:
    return replying.reply(actor, talk().pk, text=text, **more)


def later(outgoing: Outgoing, by: timedelta = SOON) -> datetime | None:
    """Sends once the window has passed."""
    with time_machine.travel(utc_now() + by, tick=True):
        again = sending.send(outgoing.pk)
    outgoing.refresh_from_db()
    return again


def marta() -> Person:
    return Person.objects.get(name="Marta Brun")


def interrupted(outgoing: Outgoing, mail: World, *, after_the_wire: bool) -> None:
    """As a sender leaves it that was killed."""
    Outgoing.objects.filter(pk=outgoing.pk).update(state="sending", sending_at=utc_now(), tries=1)
    if after_the_wire:
        mail.received[outgoing.key] = [sending.draft_of(outgoing)]
