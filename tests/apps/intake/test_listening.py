"""Accounts that say what is new: heard at once, by one process alone, through whatever breaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from queue import Queue
from threading import Event, Thread
from typing import Any, Literal

import pytest
from django.db import connections

from fakes import platform as fakes
from fakes.platform import TOKEN, FakePlatform, World, fake_mail, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels import queries
from hustings.apps.channels.models import Channel, Listening
from hustings.apps.intake import listening
from hustings.apps.people.models import Interaction
from hustings.connectors.live import Credentials
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import RetryLater

GIVEN = {"server": "mail.example.org", "token": TOKEN}


class Ringing(FakePlatform):
    """Mail that rings: what is put into `bell` is said, or raised."""

    bell: Queue[bool | Exception] = Queue()
    listened = 0
    hears: Literal["stream", "account"] = "stream"

    @property
    def can(self) -> frozenset[Any]:
        return super().can | {"listen"}

    def listen(self, credentials: Credentials, stream: str, *, seconds: float) -> Iterator[bool]:
        Ringing.listened += 1
        yield True
        while True:
            said = self.bell.get(timeout=20)
            if isinstance(said, Exception):
                raise said
            yield said


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    Ringing.bell, Ringing.listened, Ringing.hears = Queue(), 0, "stream"
    monkeypatch.setattr(fakes, "make", lambda guard: Ringing())
    monkeypatch.setattr(listening, "FIRST_WAIT", 0.01)
    with fake_mail() as world:
        yield world


def until(true: Callable[[], bool]) -> None:
    """Waits for what another thread does."""
    ends_at = time.monotonic() + 20
    while not true():
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.005)


@pytest.fixture
def running(mail: World) -> Iterator[Callable[[], Event]]:
    """Starts a process's listening; ends all of it with the test."""
    begun: list[tuple[Event, Thread]] = []

    def start() -> Event:
        stop = Event()
        thread = Thread(
            target=listening.listen_until, args=(stop,), kwargs={"look": timedelta(seconds=0.01), "lease": timedelta(seconds=5)}
        )
        thread.start()
        begun.append((stop, thread))
        return stop

    yield start
    for stop, _ in begun:
        stop.set()
    for _ in range(50):
        Ringing.bell.put(False)
    for _, thread in begun:
        thread.join()
    # The ears end with the next thing that they hear.
    time.sleep(0.05)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_news_is_read_at_once_and_what_breaks_is_opened_anew(ada: Actor, mail: World, running: Callable[[], Event]) -> None:
    channel = channels.connect(ada, platform="email", credentials=GIVEN)
    mail.say("INBOX", letter(1))
    running()
    until(lambda: Interaction.objects.count() == 1)
    until(lambda: queries.channel_view(ada, channel.pk).hears_at_once)
    mail.say("INBOX", letter(2))
    Ringing.bell.put(False)
    Ringing.bell.put(True)
    until(lambda: Interaction.objects.count() == 2)
    Ringing.bell.put(RetryLater(f"The line with {TOKEN} broke."))
    until(lambda: Ringing.listened == 2)
    until(lambda: Listening.objects.get().is_open)
    Ringing.bell.put(ValueError("something unforeseen"))
    until(lambda: Ringing.listened == 3)
    mail.say("INBOX", letter(3))
    Ringing.bell.put(True)
    until(lambda: Interaction.objects.count() == 3)


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_one_listens_and_the_other_takes_over(ada: Actor, mail: World, running: Callable[[], Event]) -> None:
    channels.connect(ada, platform="email", credentials=GIVEN)
    first = running()
    until(lambda: Ringing.listened == 1)
    running()
    time.sleep(0.1)
    assert Ringing.listened == 1
    first.set()
    Ringing.bell.put(False)
    until(lambda: Ringing.listened == 2)


@pytest.mark.django_db(transaction=True)
def test_a_paused_account_is_not_listened_to(ada: Actor, mail: World, running: Callable[[], Event]) -> None:
    channel = channels.connect(ada, platform="email", credentials=GIVEN)
    running()
    until(lambda: Listening.objects.filter(is_open=True).exists())
    channels.pause(ada, channel.pk)
    until(lambda: not Listening.objects.get().listener)
    assert not queries.channel_view(ada, channel.pk).hears_at_once
    mail.say("INBOX", letter(1))
    Ringing.bell.put(True)
    time.sleep(0.05)
    assert not Interaction.objects.exists()


@pytest.mark.django_db
def test_a_lease_belongs_to_one_until_it_runs_out(ada: Actor, mail: World) -> None:
    number = channels.connect(ada, platform="email", credentials=GIVEN).pk
    soon, ago = utc_now() + timedelta(minutes=1), utc_now() - timedelta(seconds=1)
    assert listening.claim(number, "one", until=soon)
    assert not listening.claim(number, "two", until=soon)
    assert listening.claim(number, "one", until=ago)
    assert listening.claim(number, "two", until=soon)


@pytest.mark.django_db
def test_an_account_that_calls_as_a_whole_is_read_as_a_whole(ada: Actor, mail: World) -> None:
    channel = channels.connect(ada, platform="email", credentials=GIVEN)
    mail.say("INBOX", letter(1))
    mail.say("Sent", letter(2))
    listening.read_now(channel.pk)
    assert Interaction.objects.count() == 1
    Ringing.hears = "account"
    listening.read_now(channel.pk)
    assert Interaction.objects.count() == 2


@pytest.mark.django_db
def test_a_wait_that_the_platform_asked_for_is_kept(ada: Actor, mail: World) -> None:
    channel = channels.connect(ada, platform="email", credentials=GIVEN)
    channel.streams.update(failures=1, next_try_at=utc_now() + timedelta(minutes=5))
    listening.read_now(channel.pk)
    assert mail.reads == 0
    Channel.objects.update(state="paused")
    listening.read_now(channel.pk)
    assert list(listening.lines(channel.pk)) == []
    assert mail.reads == 0
