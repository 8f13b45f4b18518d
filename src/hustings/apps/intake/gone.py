"""What was deleted on a platform is deleted here, unless another folder or another account of the member still holds it.

Of mail, what an archive brought too stays: a mailbox is tidied up for other reasons than a post is taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from hustings.apps.channels.models import Channel, Stream
from hustings.apps.inbox import actions as inbox
from hustings.apps.intake.models import KeptHandle, KeptMention, KeptRecord, Sighting, Support
from hustings.apps.network.models import NamedIn
from hustings.apps.people.actions import dealings
from hustings.apps.people.models import Interaction, Occasion, Participation
from hustings.connectors.platforms import registry
from hustings.storage import rows


def see(stream: Stream, external_ids: Iterable[str]) -> None:
    """Notes that the stream holds these records."""
    marks = ((stream.pk, mark) for mark in {_mark(external_id) for external_id in external_ids})
    rows.insert(Sighting, ("stream_id", "mark"), marks, conflict="DO NOTHING")


def move_out(stream: Stream, external_ids: Iterable[str]) -> None:
    """Notes that the stream holds these no more, but another one of the account does."""
    for chunk in rows.chunks({_mark(external_id): external_id for external_id in external_ids}):
        Sighting.objects.filter(stream=stream, mark__in=chunk).delete()


def let_go(stream: Stream, external_ids: Sequence[str], *, source_id: int, now: datetime) -> int:
    """Deletes what the stream holds no more. Returns how many records went. Runs in the caller's transaction."""
    by_mark = {_mark(external_id): external_id for external_id in external_ids}
    move_out(stream, external_ids)
    left = [by_mark[mark] for mark in by_mark.keys() - _seen_elsewhere(stream.channel, list(by_mark))]
    return _drop_messages(stream.channel, left, source_id, now) + _drop_kept(stream.channel, left, source_id)


def _mark(external_id: str) -> bytes:
    return blake2b(external_id.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _seen_elsewhere(channel: Channel, marks: Sequence[bytes]) -> set[bytes]:
    """Those that another stream of the member's accounts on this platform holds."""
    found: set[bytes] = set()
    of_member = {"stream__channel__member_id": channel.member_id, "stream__channel__platform": channel.platform}
    for chunk in rows.chunks(marks):
        held = Sighting.objects.filter(mark__in=chunk, **of_member).values_list("mark", flat=True)
        found.update(bytes(mark) for mark in held)
    return found


def _drop_messages(channel: Channel, external_ids: Sequence[str], source_id: int, now: datetime) -> int:
    ids: list[int] = []
    for chunk in rows.chunks(external_ids):
        held = Interaction.objects.filter(source_id=source_id, kind="message", external_id__in=chunk)
        ids += held.values_list("id", flat=True)
    ids = _not_archived(channel, "interaction", ids)
    if not ids:
        return 0
    people = set(Participation.objects.filter(interaction_id__in=ids).values_list("person_id", flat=True))
    conversations = inbox.conversations_of(ids)
    Occasion.objects.filter(evidence__in=[f"interaction:{i}" for i in ids]).delete()
    Interaction.objects.filter(id__in=ids).delete()
    inbox.recount(conversations)
    dealings.rebuild_ties(channel.workspace_id, people)
    dealings.refresh_rhythm(channel.workspace_id, people, now=now)
    return len(ids)


def _drop_kept(channel: Channel, external_ids: Sequence[str], source_id: int) -> int:
    ids: list[int] = []
    for chunk in rows.chunks(external_ids):
        ids += KeptRecord.objects.filter(source_id=source_id, external_id__in=chunk).values_list("id", flat=True)
    ids = _not_archived(channel, "kept", ids)
    derived = ((KeptMention, "record_id"), (KeptHandle, "record_id"), (NamedIn, "record_id"))
    models: tuple[tuple[Any, str], ...] = (*derived, (KeptRecord, "id"))
    for model, key in models:
        rows.delete(model, ids, key=key)
    return len(ids)


def _not_archived(channel: Channel, kind: str, ids: Collection[int]) -> list[int]:
    """Those that no import of a file brought too, where the platform lets such copies stay."""
    entry = registry.PLATFORMS.get(channel.platform)
    if entry is None or not entry.keeps_archived:
        return list(ids)
    archived = Support.objects.filter(kind=kind, imported_by__workspace_id=channel.workspace_id, imported_by__channel=None)
    return [i for i in ids if not archived.filter(first_id__lte=i, last_id__gte=i).exists()]
