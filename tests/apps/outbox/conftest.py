"""Ada's mailbox at a platform that keeps what it receives, and Marta's letters in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.outbox.night_bus import GIVEN, read
from fakes.platform import World, fake_mail, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel


@pytest.fixture
def mail() -> Iterator[World]:
    with fake_mail() as world:
        yield world


@pytest.fixture
def channel(ada: Actor, mail: World) -> Channel:
    """Ada's mailbox, in which Marta asks when the night bus comes."""
    made = channels.connect(ada, platform="email", credentials=GIVEN)
    mail.say("INBOX", letter(1), letter(2, extra={"list": "riders"}))
    read()
    return made
