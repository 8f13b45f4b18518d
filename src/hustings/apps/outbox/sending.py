"""Sends one thing once. "Sending" is committed with its key before the wire is touched; what was interrupted is asked for.

Nothing is sent again because time has passed. A sender that finds "sending" knows that an earlier one was interrupted: it asks
the platform by the key, and where that cannot say, a person settles it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from django.db import transaction

from hustings.apps.channels import actions as channels
from hustings.apps.channels.keys import Secrets
from hustings.apps.channels.models import Channel
from hustings.apps.channels.queries import platform_of
from hustings.apps.outbox import limiting
from hustings.apps.outbox.models import Outgoing
from hustings.apps.outbox.permitting import reason_against
from hustings.apps.outbox.registry import SENT
from hustings.apps.people.actions import dealings
from hustings.apps.people.actions.records import own_person
from hustings.apps.people.models import Interaction
from hustings.connectors.live import Answers, Draft, FindsDrafts, Platform, Sent
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NeverRetry, RetryLater, Uncertain
from hustings.kernel.records import Party

LONGEST_WAIT = timedelta(hours=1)
TRIES = 200
"""Tries after which something that could never be handed over counts as failed, for a person to look at: about a week."""
State = Outgoing.State


class Line(NamedTuple):
    """An open way to a platform."""

    platform: Platform
    secrets: Secrets


def send(outgoing_id: int) -> datetime | None:
    """Takes one thing as far as it goes now. Returns when to try again, None where it is over or somebody else has it."""
    held = Outgoing.objects.select_related("channel", "person", "member", "answers__source").filter(pk=outgoing_id).first()
    if held is None:
        return None
    if held.state == State.SENDING:
        return _find_out(held)
    if held.state != State.WAITING:
        return None
    if held.not_before > utc_now():
        return held.not_before
    return _begin(held)


def _begin(held: Outgoing) -> datetime | None:
    reason = reason_against(held)
    if reason is not None:
        return _end(held, State.FAILED, reason, was=State.WAITING)
    if held.channel.state == Channel.State.PAUSED:
        return _wait(held, "The account is paused.", was=State.WAITING, after=300)
    if held.channel.state != Channel.State.CONNECTED:
        return _end(held, State.FAILED, f"{held.channel.account} is not connected any more.", was=State.WAITING)
    try:
        line = _line(held)
    except HustingsError as error:
        return _failed_before(held, error)
    with transaction.atomic():
        # Limits are asked, and it is claimed or held back, while nobody else decides about the same person: of two that stand in
        # each other's way, one goes.
        limiting.lock(held.person_id)
        held.not_before = utc_now()
        stop = limiting.stop_against(held)
        if stop is not None:
            return _held_back(held, stop)
        claimed = Outgoing.objects.filter(pk=held.pk, state=State.WAITING, key=held.key).update(
            state=State.SENDING, sending_at=utc_now(), tries=held.tries + 1
        )
    return _go(held, line) if claimed else None


def _held_back(held: Outgoing, stop: limiting.ContactStop) -> datetime | None:
    """What came late into a quiet hour leaves after it; what others made too much since is for a person to look at again."""
    if stop.until is None or not limiting.passes(stop):
        return _end(held, State.FAILED, limiting.in_words(held, stop), was=State.WAITING)
    said = limiting.waits_in_words(held, stop, until=stop.until)
    changed = Outgoing.objects.filter(pk=held.pk, state=State.WAITING, key=held.key).update(
        not_before=stop.until, error=said[:2_000]
    )
    return stop.until if changed else None


def _failed_before(held: Outgoing, error: HustingsError) -> datetime | None:
    if isinstance(error, RetryLater):
        return _wait(held, str(error), was=State.WAITING, after=error.after)
    return _end(held, State.FAILED, str(error), was=State.WAITING)


def _line(held: Outgoing) -> Line:
    platform = platform_of(held.channel.platform)
    if not isinstance(platform, Answers):
        raise NeverRetry(f"{platform.title} cannot be answered from here.")
    try:
        return Line(platform, channels.secrets_of(held.channel, now=utc_now()))
    except HustingsError:
        raise
    except Exception as error:
        raise RetryLater(f"The credentials could not be renewed ({type(error).__name__}).") from None


def _go(held: Outgoing, line: Line) -> datetime | None:
    """The wire. Whatever goes wrong in a way that nobody foresaw leaves it open whether it went."""
    assert isinstance(line.platform, Answers)
    try:
        sent = line.platform.reply(line.secrets, draft_of(held))
    except Uncertain as error:
        return _find_out(held, why=line.secrets.scrubbed(str(error)), line=line)
    except RetryLater as error:
        return _wait(held, line.secrets.scrubbed(str(error)), was=State.SENDING, after=error.after)
    except HustingsError as error:
        return _end(held, State.FAILED, line.secrets.scrubbed(str(error)), was=State.SENDING)
    except Exception as error:
        return _find_out(held, why=line.secrets.scrubbed(f"{type(error).__name__}: {error}"), line=line)
    _note(held, sent)
    if line.platform.limits:
        channels.spend(held.channel_id, line.platform.limits, points=sent.cost, now=utc_now())
    return None


def _find_out(held: Outgoing, *, why: str = "The sender was interrupted.", line: Line | None = None) -> datetime | None:
    """Asks the platform what became of it: sent, or certainly not (then it waits again), or it stays uncertain."""
    try:
        line = line or _line(held)
        found = _found(held, line)
    except Exception as error:
        told = line.secrets.scrubbed(str(error)) if line else str(error)
        return _end(held, State.UNCERTAIN, f"{why} Nobody knows whether it arrived: {told}"[:2_000], was=State.SENDING)
    if found is None:
        return _wait(held, why, was=State.SENDING, after=None)
    _note(held, found)
    return None


def _found(held: Outgoing, line: Line) -> Sent | None:
    if isinstance(line.platform, FindsDrafts):
        return line.platform.find_draft(line.secrets, draft_of(held))
    assert isinstance(line.platform, Answers)
    return line.platform.find(line.secrets, held.key)


def _wait(held: Outgoing, why: str, *, was: str, after: float | None) -> datetime | None:
    """It certainly has not gone: it waits again, longer each time; the platform's own word on how long counts."""
    if held.tries >= TRIES:
        return _end(held, State.FAILED, why, was=was)
    wait = timedelta(seconds=after) if after is not None else min(LONGEST_WAIT, timedelta(seconds=5) * 2 ** min(held.tries, 12))
    again = utc_now() + max(wait, timedelta(seconds=1))
    changed = Outgoing.objects.filter(pk=held.pk, state=was, key=held.key).update(
        state=State.WAITING, not_before=again, error=why[:2_000]
    )
    return again if changed else None


def _end(held: Outgoing, state: str, why: str, *, was: str) -> None:
    Outgoing.objects.filter(pk=held.pk, state=was, key=held.key).update(state=state, error=why[:2_000])


def _note(held: Outgoing, sent: Sent) -> None:
    with transaction.atomic():
        # The person before the message, as whoever decides locks them: else each could wait for the other.
        limiting.lock(held.person_id)
        open_states = (State.SENDING, State.UNCERTAIN)
        if Outgoing.objects.select_for_update().filter(pk=held.pk, state__in=open_states, key=held.key).exists():
            note_sent(held, sent)


def draft_of(held: Outgoing) -> Draft:
    """What the platform is given."""
    told = held.draft
    return Draft(
        key=held.key,
        text=held.text,
        author=Party(name=held.member.name, identities=channels.identities_of(held.channel), is_owner=True),
        to=tuple(msgspec.convert(told.get("to", []), list[Party])),
        thread=told.get("thread", ""),
        in_reply_to=told.get("in_reply_to", ""),
        references=tuple(told.get("references", ())),
        subject=told.get("subject", ""),
        visibility=told.get("visibility", ""),
        context=told.get("context", {}),
    )


def note_sent(held: Outgoing, sent: Sent) -> None:
    """It has left: the message lands with the person and in its conversation, unless a sync has brought it already."""
    source = channels.source_of(held.channel)
    external_id = sent.external_id[:500]
    known = Interaction.objects.filter(source=source, kind="message", external_id=external_id).first()
    interaction_id = known.pk if known is not None else _store(held, external_id, sent.at)
    held.state, held.sent_at, held.error = State.SENT, sent.at, ""
    held.external_id, held.link, held.interaction_id = external_id, sent.link[:2_000], interaction_id
    held.save(update_fields=["state", "sent_at", "error", "external_id", "link", "interaction_id"])
    for tell in SENT:
        tell(held, interaction_id)


def note_arrived(held: Outgoing, *, at: datetime) -> None:
    """A person says that it arrived."""
    held.state, held.sent_at, held.error = State.SENT, at, ""
    held.save(update_fields=["state", "sent_at", "error"])
    for tell in SENT:
        tell(held, None)


def ask(outgoing_id: int) -> bool:
    """Asks the platform what became of something uncertain; whether it is known now that it was sent. Never sends."""
    held = Outgoing.objects.select_related("channel", "person", "member", "answers__source").get(pk=outgoing_id)
    line = _line(held)
    try:
        found = _found(held, line)
    except Exception as error:
        raise channels.without_secrets(error, line.secrets) from None
    if found is not None:
        _note(held, found)
    return found is not None


def _store(held: Outgoing, external_id: str, at: datetime) -> int:
    source, owner = channels.source_of(held.channel), held.channel.member_id
    dealing = dealings.Dealing(
        external_id=external_id, digest=b"", kind="message", direction="out",
        channel=platform_of(held.channel.platform).channel, at=at, people=((held.person_id, "to"),),
        subject=held.draft.get("subject", ""), text=held.text,
    )  # fmt: skip
    (interaction_id,) = dealings.store(
        held.workspace_id, [dealing], source_id=source.pk, member_id=owner, own_person_id=own_person(owner).pk
    )
    dealings.refresh_rhythm(held.workspace_id, [held.person_id], now=utc_now())
    return interaction_id
