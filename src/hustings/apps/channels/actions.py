"""Connects accounts, pauses them and lets them go; keeps what a sync and a sender learn about them. Logs no secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import keys
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.channels.queries import channel_of, platform_of, reader_of
from hustings.apps.people.actions.records import add_own_address, own_person, source_for
from hustings.apps.people.models import Source
from hustings.connectors.live import Account, Limit, Platform, Refreshes
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, RetryLater, WrongInput
from hustings.kernel.records import Identity

FRESH_FOR = timedelta(minutes=10)
"""Credentials that run out sooner than that are renewed before they are used."""


def connect(actor: Actor, *, platform: str, credentials: Mapping[str, str], purpose: str = "", audience: str = "") -> Channel:
    """Verifies the credentials with the platform, then keeps them sealed. An account that was let go comes back as it was.

    Raises WrongInput for what is missing, NeverRetry where the credentials do not hold, RetryLater where nobody answers.
    """
    actor.require("connect_channels")
    spoken = platform_of(platform)
    secrets = _answers(spoken, credentials)
    account, streams = _verified(spoken, secrets)
    with transaction.atomic():
        known = Channel.objects.filter(workspace_id=actor.workspace_id, platform=platform, account=account.name[:200]).first()
        if known is not None and known.member_id != actor.member_id:
            raise WrongInput(f"{known.member.name} has connected this account already.")
        channel = known or Channel(
            workspace_id=actor.workspace_id, member_id=actor.member_id, platform=platform, account=account.name[:200]
        )
        channel.purpose, channel.audience = purpose.strip()[:200], audience.strip()[:200]
        _keep(channel, account, secrets, streams)
        record_audit(actor, "connect_channel", subject=f"channel:{channel.pk}", detail={"platform": platform})
    return channel


def reconnect(actor: Actor, channel_id: int, *, credentials: Mapping[str, str]) -> Channel:
    """Takes new credentials for the same account; what is not given anew (a server, a name) stays as it was."""
    actor.require("connect_channels")
    channel = channel_of(actor, channel_id)
    if channel.member_id != actor.member_id:
        raise WrongInput(f"Only {channel.member.name} can connect this account again.")
    spoken = platform_of(channel.platform)
    before = keys.unseal(channel.credentials) if channel.credentials else {}
    secrets = _answers(spoken, {**before, **{name: value for name, value in credentials.items() if value}})
    account, streams = _verified(spoken, secrets)
    if account.name[:200] != channel.account:
        raise WrongInput(f"These open {account.name}, not {channel.account}. Connect it as an account of its own.")
    with transaction.atomic():
        _keep(channel, account, secrets, streams)
        record_audit(actor, "reconnect_channel", subject=f"channel:{channel.pk}")
    return channel


def pause(actor: Actor, channel_id: int) -> Channel:
    """Nothing is read or sent until it is resumed."""
    return _turn(actor, channel_id, "pause_channel", Channel.State.CONNECTED, Channel.State.PAUSED)


def resume(actor: Actor, channel_id: int) -> Channel:
    """Reads and sends again, from where it stopped."""
    channel = _turn(actor, channel_id, "resume_channel", Channel.State.PAUSED, Channel.State.CONNECTED)
    channel.streams.update(next_try_at=utc_now())
    return channel


def disconnect(actor: Actor, channel_id: int) -> Channel:
    """Forgets the credentials. The conversations stay, and how far they were read, should the account come back."""
    actor.require("connect_channels")
    channel = channel_of(actor, channel_id)
    with transaction.atomic():
        channel.state, channel.error, channel.credentials = Channel.State.DISCONNECTED, "", b""
        channel.expires_at, channel.changed_at = None, utc_now()
        channel.save(update_fields=["state", "error", "credentials", "expires_at", "changed_at"])
        record_audit(actor, "disconnect_channel", subject=f"channel:{channel.pk}")
    return channel


def rotate_key(actor: Actor) -> int:
    """Seals the credentials of every workspace under a new key and drops the old one. Returns of how many accounts.

    Where the keys stand in the environment, the first of them is the new one.
    """
    actor.require("manage_workspace")
    in_file = not keys.stand_in_environment()
    if in_file:
        keys.add_key()
    with transaction.atomic():
        held = list(Channel.objects.exclude(credentials=b"").select_for_update())
        for channel in held:
            channel.credentials = keys.seal_anew(channel.credentials)
            channel.save(update_fields=["credentials"])
        record_audit(actor, "rotate_channel_key", detail={"accounts": len(held)})
    if in_file:
        keys.drop_old_keys()
    return len(held)


def _turn(actor: Actor, channel_id: int, verb: str, before: str, after: str) -> Channel:
    actor.require("connect_channels")
    channel = channel_of(actor, channel_id)
    if channel.state == after:
        return channel
    if channel.state != before:
        raise WrongInput("Connect this account again first.")
    with transaction.atomic():
        channel.state, channel.changed_at = after, utc_now()
        channel.save(update_fields=["state", "changed_at"])
        record_audit(actor, verb, subject=f"channel:{channel.pk}")
    return channel


def _answers(spoken: Platform, given: Mapping[str, str]) -> keys.Secrets:
    """What the platform asks for, and when it runs out; nothing else."""
    wanted = {question.name: question for question in spoken.asks}
    told = {name: value.strip() for name, value in given.items() if name in (*wanted, "expires_at")}
    answers = keys.Secrets({name: value for name, value in told.items() if value})
    missing = [question for question in spoken.asks if question.needed and question.name not in answers]
    if missing:
        raise WrongInput(f"Say the {missing[0].title}.", field=missing[0].name)
    return answers


def _verified(spoken: Platform, secrets: keys.Secrets) -> tuple[Account, Sequence[str]]:
    try:
        return spoken.verify(secrets), spoken.streams(secrets)
    except Exception as error:
        raise without_secrets(error, secrets) from None


def without_secrets(error: Exception, secrets: keys.Secrets) -> HustingsError:
    """The error without credentials in its words; one that is none of ours is told as something that passes."""
    text = secrets.scrubbed(str(error))
    if isinstance(error, RetryLater):
        return type(error)(text, after=error.after)
    if isinstance(error, HustingsError):
        return type(error)(text)
    return RetryLater(f"The platform answered with something unexpected ({type(error).__name__}: {text[:300]}).")


def _keep(channel: Channel, account: Account, secrets: keys.Secrets, streams: Sequence[str]) -> None:
    channel.state, channel.error, channel.changed_at = Channel.State.CONNECTED, "", utc_now()
    channel.identities = msgspec.to_builtins(account.identities)
    channel.may = sorted(account.may)
    channel.expires_at = account.expires_at
    channel.credentials = keys.seal(secrets)
    channel.save()
    own_person(channel.member_id)
    for identity in account.identities:
        add_own_address(channel.member_id, identity)
    keep_streams(channel, streams)


def keep_streams(channel: Channel, names: Sequence[str]) -> None:
    """Adds streams that are new; one that is gone on the platform goes here too. All are to be asked at once."""
    channel.streams.exclude(name__in=names).delete()
    for name in names:
        Stream.objects.get_or_create(channel=channel, name=name)
    channel.streams.update(next_try_at=utc_now(), error="", failures=0)


def find_streams(channel_id: int) -> list[str]:
    """Adds streams that have come into being since the account was connected (a new folder); returns their names.

    One that is not named any more stays: what became of its letters is found out by reading it.
    """
    channel = Channel.objects.filter(pk=channel_id, state=Channel.State.CONNECTED).first()
    if channel is None:
        return []
    secrets = secrets_of(channel, now=utc_now())
    try:
        named = platform_of(channel.platform).streams(secrets)
    except Exception as error:
        raise without_secrets(error, secrets) from None
    held = set(channel.streams.values_list("name", flat=True))
    new = [name for name in named if name not in held]
    for name in new:
        Stream.objects.get_or_create(channel=channel, name=name)
    return new


def secrets_of(channel: Channel, *, now: datetime) -> keys.Secrets:
    """The credentials, renewed where the platform can do that and they run out. Raises as the platform does."""
    secrets = keys.unseal(channel.credentials)
    if channel.expires_at is None or channel.expires_at - now > FRESH_FOR:
        return secrets
    spoken = platform_of(channel.platform)
    if not isinstance(spoken, Refreshes):
        return secrets
    fresh = keys.Secrets(spoken.refresh(secrets))
    channel.credentials, channel.expires_at = keys.seal(fresh), spoken.verify(fresh).expires_at
    channel.save(update_fields=["credentials", "expires_at"])
    return fresh


def revoke(channel_id: int, *, why: str) -> None:
    """The platform does not let us in any more: nothing is tried until a person mends it."""
    Channel.objects.filter(pk=channel_id, state=Channel.State.CONNECTED).update(
        state=Channel.State.REVOKED, error=why, changed_at=utc_now()
    )


def spend(channel_id: int, limits: Sequence[Limit], *, points: int, now: datetime) -> None:
    """Notes what was asked of the platform, in the window of each limit."""
    with transaction.atomic():
        channel = Channel.objects.select_for_update().get(pk=channel_id)
        channel.spent = {
            str(limit.seconds): [begin, used + points] for limit, begin, used in _windows(channel.spent, limits, now)
        }
        channel.save(update_fields=["spent"])


def wait_for_budget(channel: Channel, limits: Sequence[Limit], *, now: datetime) -> float:
    """Seconds until the platform may be asked again; 0 while every limit leaves a tenth of its points, for answers to go out."""
    waits = [
        begin + limit.seconds - now.timestamp()
        for limit, begin, used in _windows(channel.spent, limits, now)
        if used >= limit.points * 0.9
    ]
    return max(waits, default=0.0)


def _windows(spent: dict[str, Any], limits: Sequence[Limit], now: datetime) -> list[tuple[Limit, float, int]]:
    found = []
    for limit in limits:
        begin, used = spent.get(str(limit.seconds), (0.0, 0))
        begun = now.timestamp() < begin + limit.seconds
        found.append((limit, begin if begun else now.timestamp(), used if begun else 0))
    return found


def source_of(channel: Channel) -> Source:
    """The source under which what the account brings is kept, made when it is new."""
    return source_for(
        channel.workspace_id, member_id=channel.member_id, reader=reader_of(channel.platform),
        use_rule=platform_of(channel.platform).use_rule, account=channel.account,
    )  # fmt: skip


def identities_of(channel: Channel) -> tuple[Identity, ...]:
    """The handles of the account."""
    return tuple(msgspec.convert(channel.identities, list[Identity]))


__all__ = [
    "connect", "disconnect", "find_streams", "identities_of", "keep_streams", "pause", "reconnect", "resume", "revoke",
    "rotate_key", "secrets_of", "source_of", "spend", "wait_for_budget", "without_secrets",
]  # fmt: skip
