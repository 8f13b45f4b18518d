"""Connecting accounts: verified first, sealed with a key outside the data base, forgotten on demand, seen by their owners."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core import serializers
from django.db import connection
from pytest_django import Settings as SettingsWrapper

from conftest import ClientOf
from fakes.platform import TOKEN, World, fake_mail
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry
from hustings.apps.channels import actions, keys, queries
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.intake.syncing import sync_stream
from hustings.connectors.live import Limit
from hustings.connectors.outbound import PUBLIC
from hustings.connectors.platforms import registry
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, NotFound, NotPermitted, RetryLater, WrongInput

GIVEN = {"server": "mail.example.org", "token": TOKEN}
MINUTE = Limit(points=10, seconds=60, source="https://example.org/limits", read_on="2026-11-23")


@pytest.fixture(autouse=True)
def mail() -> Iterator[World]:
    (settings.HUSTINGS_HOME / "channel_key").unlink(missing_ok=True)
    with fake_mail() as world:
        yield world


def connected(actor: Actor) -> Channel:
    return actions.connect(actor, platform="email", credentials=GIVEN, purpose="Voters", audience="Everybody")


def test_an_account_is_verified_and_its_streams_are_known(ada: Actor) -> None:
    connected(ada)
    (view,) = queries.channels_of(ada)
    assert (view.account, view.state, view.purpose, view.own) == ("ada@campaign.example", "connected", "Voters", True)
    assert [stream.name for stream in view.streams] == ["INBOX", "Sent"]
    assert view.streams[0].lag_seconds is None


def test_what_does_not_hold_is_refused_without_repeating_it(ada: Actor) -> None:
    with pytest.raises(NeverRetry, match=r"refuses the token \*\*\*") as refused:
        actions.connect(ada, platform="email", credentials={**GIVEN, "token": "wrong-but-secret"})
    assert "wrong-but-secret" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert not Channel.objects.exists()


def test_what_is_missing_is_asked_for(ada: Actor) -> None:
    with pytest.raises(WrongInput, match="token") as refused:
        actions.connect(ada, platform="email", credentials={"server": "mail.example.org", "token": " "})
    assert refused.value.field == "token"
    with pytest.raises(WrongInput, match="no platform"):
        actions.connect(ada, platform="pigeon", credentials={})


def test_the_key_lies_beside_the_data_base_and_only_its_owner_reads_it(ada: Actor) -> None:
    connected(ada)
    place = settings.HUSTINGS_HOME / "channel_key"
    assert oct(os.stat(place).st_mode & 0o777) == "0o600"
    Fernet(place.read_text().split()[0].encode())


def test_tokens_stand_nowhere_in_the_clear(
    ada: Actor, client_of: ClientOf, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], mail: World
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = connected(ada)
    mail.tokens = {"another"}
    for stream in Stream.objects.all():
        sync_stream(stream.pk)
    page = client_of(ada).get("/channels/").content.decode()
    dump = serializers.serialize("json", [*Channel.objects.all(), *Stream.objects.all(), *AuditEntry.objects.all()])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM channels_channel")
        rows = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
    told = page + dump + rows + caplog.text + "".join(capfd.readouterr())
    assert TOKEN not in told
    assert "***" in queries.channel_view(ada, channel.pk).error
    assert TOKEN not in repr(keys.unseal(channel.credentials))
    assert TOKEN not in f"{keys.unseal(channel.credentials)}"


def test_rotating_seals_everything_anew_and_drops_the_old_key(ada: Actor) -> None:
    channel = connected(ada)
    before = (settings.HUSTINGS_HOME / "channel_key").read_text()
    assert actions.rotate_key(ada) == 1
    after = (settings.HUSTINGS_HOME / "channel_key").read_text()
    assert after != before
    assert len(after.split()) == 1
    channel.refresh_from_db()
    assert keys.unseal(channel.credentials)["token"] == TOKEN


def test_keys_in_the_environment_rotate_with_the_first_of_them(ada: Actor, settings: SettingsWrapper) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.CHANNEL_KEY = old
    channel = connected(ada)
    settings.CHANNEL_KEY = f"{new},{old}"
    assert actions.rotate_key(ada) == 1
    settings.CHANNEL_KEY = new
    channel.refresh_from_db()
    assert keys.unseal(channel.credentials)["token"] == TOKEN
    assert not (settings.HUSTINGS_HOME / "channel_key").exists()


def test_a_lost_key_is_said_plainly(ada: Actor, settings: SettingsWrapper) -> None:
    channel = connected(ada)
    settings.CHANNEL_KEY = Fernet.generate_key().decode()
    with pytest.raises(NeverRetry, match="channel_key"):
        keys.unseal(channel.credentials)
    settings.CHANNEL_KEY = "no key at all"
    with pytest.raises(NeverRetry, match="no key"):
        keys.unseal(channel.credentials)


def test_two_who_make_the_first_key_at_once_share_it(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def late(source: Path, target: Path) -> None:
        keys._fill(target, [Fernet.generate_key().decode()])
        real(source, target)

    monkeypatch.setattr(os, "link", late)
    sealed = keys.seal({"token": TOKEN})
    monkeypatch.undo()
    assert keys.unseal(sealed) == {"token": TOKEN}


def test_letting_go_forgets_the_credentials_and_keeps_how_far_it_was_read(ada: Actor, mail: World) -> None:
    channel = connected(ada)
    Stream.objects.filter(name="INBOX").update(cursor='{"at": 5}')
    gone = actions.disconnect(ada, channel.pk)
    assert (gone.state, bytes(gone.credentials)) == ("disconnected", b"")
    with pytest.raises(WrongInput, match="again first"):
        actions.resume(ada, channel.pk)
    assert connected(ada).pk == channel.pk
    assert Stream.objects.get(name="INBOX").cursor == '{"at": 5}'


def test_reconnecting_takes_what_is_new_and_keeps_the_rest(ada: Actor, ben: Actor, mail: World) -> None:
    channel = connected(ada)
    actions.revoke(channel.pk, why="The token was withdrawn.")
    mail.tokens = {"a-new-token"}
    assert actions.reconnect(ada, channel.pk, credentials={"token": "a-new-token"}).state == "connected"
    channel.refresh_from_db()
    assert keys.unseal(channel.credentials) == {"server": "mail.example.org", "token": "a-new-token"}
    Channel.objects.filter(pk=channel.pk).update(account="somebody else")
    with pytest.raises(WrongInput, match="account of its own"):
        actions.reconnect(ada, channel.pk, credentials={})
    with pytest.raises(NotFound):
        actions.reconnect(ben, channel.pk, credentials={})


def test_only_whoever_connected_it_connects_it_again(ada: Actor, ben: Actor) -> None:
    channel = connected(ben)
    with pytest.raises(WrongInput, match="Only Ben Castillo"):
        actions.reconnect(ada, channel.pk, credentials={})
    with pytest.raises(WrongInput, match="Ben Castillo has connected"):
        connected(ada)
    assert actions.pause(ada, channel.pk).state == "paused"
    assert actions.pause(ada, channel.pk).state == "paused"
    assert actions.resume(ben, channel.pk).state == "connected"


def test_others_see_nothing(ada: Actor, ben: Actor, vera: Actor, otto: Actor) -> None:
    channel = connected(ada)
    assert queries.channels_of(ben) == []
    assert queries.channels_of(otto) == []
    for actor in (ben, otto):
        with pytest.raises(NotFound):
            actions.disconnect(actor, channel.pk)
    with pytest.raises(NotPermitted):
        queries.channels_of(vera)


def test_budgets_leave_a_tenth_for_answers(ada: Actor, mail: World) -> None:
    channel = connected(ada)
    now = utc_now()
    assert actions.wait_for_budget(channel, [MINUTE], now=now) == 0
    actions.spend(channel.pk, [MINUTE], points=9, now=now)
    channel.refresh_from_db()
    assert 59 < actions.wait_for_budget(channel, [MINUTE], now=now) <= 60
    assert actions.wait_for_budget(channel, [MINUTE], now=now + timedelta(seconds=61)) == 0
    mail.limits = (MINUTE,)
    assert queries.channels_of(ada)[0].spent == ((9, 10, 60),)


def test_credentials_that_run_out_are_renewed(ada: Actor, mail: World) -> None:
    mail.lasts = timedelta(minutes=5)
    channel = connected(ada)
    assert actions.secrets_of(channel, now=utc_now())["token"] == f"{TOKEN}-1"
    channel.refresh_from_db()
    assert keys.unseal(channel.credentials)["token"] == f"{TOKEN}-1"
    mail.lasts = timedelta(days=5)
    actions.secrets_of(channel, now=utc_now())
    actions.secrets_of(channel, now=utc_now())
    assert mail.refreshed == 2


def test_a_stream_that_is_gone_there_goes_here(ada: Actor, mail: World) -> None:
    connected(ada)
    del mail.log["Sent"]
    mail.log["Archive"] = []
    connected(ada)
    assert set(Stream.objects.values_list("name", flat=True)) == {"INBOX", "Archive"}


def test_what_nobody_foresaw_is_told_as_passing() -> None:
    told = actions.without_secrets(KeyError(TOKEN), keys.Secrets(token=TOKEN))
    assert isinstance(told, RetryLater)
    assert TOKEN not in str(told)


def test_what_can_be_connected_says_what_it_asks_for(ada: Actor) -> None:
    (platform,) = queries.platforms(ada)
    assert [(question.name, question.secret) for question in platform.asks] == [("server", False), ("token", True)]


def test_what_names_an_account_stays_readable_in_its_troubles_and_its_secrets_do_not() -> None:
    held = keys.Secrets({"address": "ada@hustings.test", "password": "a quiet walk"})
    assert held.scrubbed("ada@hustings.test: a quiet walk is wrong.") == "ada@hustings.test: *** is wrong."


@pytest.mark.parametrize("entry", list(registry.PLATFORMS.values()), ids=lambda entry: entry.name)
def test_nothing_that_a_platform_asks_for_as_a_secret_is_ever_shown(entry: registry.Entry) -> None:
    asked = registry._made(entry, PUBLIC).asks
    assert asked
    assert not {each.name for each in asked if each.secret} & keys._SHOWN
