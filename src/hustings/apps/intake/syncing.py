"""Reads live accounts through the same staging as files. A page and the cursor behind it are stored in one transaction.

What was read and not stored is read again; what was stored is not stored twice, since records carry stable ids and the cursor
only moves on from where it was read (two readers at once: the later one's page is dropped). Limits of the platform are kept as
budgets, with a tenth left for answers; what passes is tried again later, what a person must mend stops the account.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec
from django.db import transaction

from hustings.apps.channels import actions as channels
from hustings.apps.channels.keys import Secrets
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.channels.queries import platform_of
from hustings.apps.intake import gone
from hustings.apps.intake.mentions import link_mentions
from hustings.apps.intake.models import Import
from hustings.apps.intake.owners import owner_of
from hustings.apps.intake.parties import bounded_id
from hustings.apps.intake.run import Run
from hustings.apps.intake.stores import Store
from hustings.apps.intake.tally import Tally
from hustings.connectors.live import Batch, Gone, Platform
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, RetryLater

BETWEEN = timedelta(minutes=3)
"""How long a stream that was read to its end is left alone."""
FORWARDED = "forwarded"
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
AT_ONCE = timedelta(seconds=60)
"""One task reads a stream for so long; more goes on in the next one, so that others come in between."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of asking one stream: records stored or changed, records that went, and why it stopped, if it did."""

    channel_id: int
    stream: str
    records: int = 0
    gone: int = 0
    rejected: int = 0
    behind: bool = False
    error: str = ""


class _Moved(Exception):
    """Somebody else has read this page meanwhile."""


def sync_stream(stream_id: int, *, at_most: timedelta | None = AT_ONCE) -> Synced | None:
    """Reads a stream to its end, or for so long. Returns what came; None where there is nothing to ask any more."""
    stream = Stream.objects.select_related("channel__workspace").filter(pk=stream_id).first()
    if stream is None or stream.channel.state != Channel.State.CONNECTED:
        return None
    begun = utc_now()
    synced = Synced(stream.channel_id, stream.name, behind=True)
    secrets = Secrets()
    session: _Session | None = None
    try:
        platform = platform_of(stream.channel.platform)
        secrets = channels.secrets_of(stream.channel, now=begun)
        session = _Session(stream, platform, secrets)
        with closing(session):
            while synced.behind and (at_most is None or utc_now() - begun < at_most):
                synced = session.turn(synced)
    except _Moved:
        pass
    except HustingsError as error:
        told = channels.without_secrets(error, secrets)
        _note_failure(stream, told)
        return replace(synced, error=str(told))
    return synced


class _Session:
    """One stream while it is read: whom the run has met is remembered from page to page."""

    def __init__(self, stream: Stream, platform: Platform, secrets: Secrets) -> None:
        self.stream = stream
        self.channel = stream.channel
        self.platform = platform
        self.secrets = secrets
        self.now = utc_now()
        with transaction.atomic():
            self.source = channels.source_of(self.channel)
            self.holder = holder_of(self.channel, title=platform.title)
            self.owner = owner_of(self.channel.member_id)
        self.tally = Tally(self.holder.report)
        self._run: Run | None = None

    def close(self) -> None:
        """Forgets whom it has met."""
        if self._run is not None:
            self._run.matcher.close()

    def turn(self, synced: Synced) -> Synced:
        """Reads a page and stores it."""
        self.now = utc_now()
        self.channel.refresh_from_db(fields=["spent"])
        wait = channels.wait_for_budget(self.channel, self.platform.limits, now=self.now)
        if wait > 0:
            raise RetryLater(f"The limit of {self.platform.title} is reached; reading goes on when it begins anew.", after=wait)
        read_from = self.stream.cursor
        batch = self._read(read_from)
        channels.spend(self.channel.pk, self.platform.limits, points=batch.cost, now=self.now)
        with transaction.atomic():
            stored = self._store(batch)
            self._move_on(batch, read_from)
        self.stream.cursor = batch.cursor
        return replace(
            synced, records=synced.records + stored[0], gone=synced.gone + stored[1], rejected=synced.rejected + stored[2],
            behind=batch.more,
        )  # fmt: skip

    def _read(self, cursor: str) -> Batch:
        """A page. Whatever a library raises is told as something that passes, without credentials in its words."""
        try:
            return self.platform.read(self._told(), self.stream.name, cursor)
        except Exception as error:
            channels.spend(self.channel.pk, self.platform.limits, points=1, now=self.now)
            raise channels.without_secrets(error, self.secrets) from None

    def _told(self) -> Secrets:
        """The credentials. An account whose purpose is `forwarded` is read as one to which letters are forwarded."""
        forwarded = self.channel.purpose.strip().casefold() == FORWARDED
        return Secrets({**self.secrets, "forwarded": "yes"}) if forwarded else self.secrets

    def _store(self, batch: Batch) -> tuple[int, int, int]:
        found = [_bounded(each) for each in batch.found if isinstance(each, Found)]
        rejected = [each for each in batch.found if isinstance(each, Rejected)]
        # In their order: what came, went and came again is there.
        removed = 0
        for part in _parts(batch.found):
            if part and isinstance(part[0], Gone):
                gone.move_out(self.stream, [bounded_id(each.external_id) for each in part if each.elsewhere])
                ids = [bounded_id(each.external_id) for each in part if not each.elsewhere]
                removed += gone.let_go(self.stream, ids, source_id=self.source.pk, now=self.now)
                self._run_of().store.look_again()
            elif part:
                self._take([_bounded(each) for each in part])
        self._tell_rejected(rejected)
        if found:
            self._run_of().store.settle(self.now)
            link_mentions(self.holder)
        self.holder.report = self.tally.as_json()
        self.holder.applied += len(found)
        self.holder.total, self.holder.beat_at = self.holder.applied, self.now
        self.holder.save(update_fields=["report", "applied", "total", "beat_at"])
        return len(found), removed, len(rejected)

    def _take(self, found: list[Found]) -> None:
        self._run_of().take(found, source=self.source)
        gone.see(self.stream, [each.record.external_id for each in found])

    def _run_of(self) -> Run:
        if self._run is None:
            store = Store(
                self.channel.workspace_id, import_id=self.holder.pk, member_id=self.channel.member_id,
                own_person=self.owner.person,
            )  # fmt: skip
            self._run = Run(
                store, tally=self.tally, owner=self.owner, now=self.now, region=self.channel.workspace.phone_region,
                left_out=lambda found, reader, reason: self._tell_rejected([Rejected(found.place, reason)]),
            )  # fmt: skip
        return self._run

    def _tell_rejected(self, rejected: Sequence[Rejected]) -> None:
        line = self.tally.file(f"{self.channel.account} {self.stream.name}", self.channel.platform)
        for each in rejected:
            if not self.tally.is_rejected(line, each):
                self.tally.reject(line, each, kind="interactions")

    def _move_on(self, batch: Batch, read_from: str) -> None:
        values: dict[str, Any] = {
            "cursor": batch.cursor, "behind": batch.more, "last_success_at": self.now, "failures": 0, "error": "",
            "next_try_at": self.now if batch.more else self.now + BETWEEN,
        }  # fmt: skip
        if not batch.more:
            values["caught_up_at"] = self.now
        # Rolls everything back where another reader moved the cursor since we read.
        if not Stream.objects.filter(pk=self.stream.pk, cursor=read_from).update(**values):
            raise _Moved


def _parts(found: Sequence[Any]) -> list[list[Any]]:
    """Runs of records and of deletions, in their order."""
    parts: list[list[Any]] = []
    for each in found:
        if isinstance(each, Rejected):
            continue
        if not parts or isinstance(parts[-1][0], Gone) != isinstance(each, Gone):
            parts.append([])
        parts[-1].append(each)
    return parts


def _bounded(found: Found) -> Found:
    external_id = bounded_id(found.record.external_id)
    if external_id == found.record.external_id:
        return found
    return found.holding(msgspec.structs.replace(found.record, external_id=external_id))


def _note_failure(stream: Stream, error: Exception) -> None:
    """When to ask again; where a person must mend it, the whole account waits for them."""
    now = utc_now()
    if not isinstance(error, RetryLater):
        channels.revoke(stream.channel_id, why=str(error))
    failures = Stream.objects.get(pk=stream.pk).failures + 1
    named = error.after if isinstance(error, RetryLater) else None
    wait = timedelta(seconds=named) if named is not None else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 12))
    Stream.objects.filter(pk=stream.pk).update(failures=failures, error=str(error)[:2_000], next_try_at=now + wait)
    if named is not None:
        # What a platform says about waiting is meant for the account.
        others = Stream.objects.filter(channel_id=stream.channel_id, next_try_at__lt=now + wait)
        others.update(next_try_at=now + wait)


def holder_of(channel: Channel, *, title: str) -> Import:
    """The import that stands for everything that the account brings, made at its first sync."""
    now = utc_now()
    held, _made = Import.objects.get_or_create(
        channel=channel,
        defaults={
            "workspace_id": channel.workspace_id, "member_id": channel.member_id, "owner_id": channel.member_id,
            "owner_said": True, "state": Import.State.APPLIED, "paths": [f"{title}: {channel.account}"], "started_at": now,
        },
    )  # fmt: skip
    return held
