"""Timeline lines from kept records: what a post, an attendance or a contribution says in a line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.kernel.records import (
    AnyRecord,
    AttendanceRecord,
    CommentRecord,
    ContributionRecord,
    FilingRecord,
    FollowRecord,
    PostRecord,
    ReactionRecord,
    TieRecord,
    decode,
)


def kept_lines(workspace_id: int, person_id: int, most: int) -> list[dict[str, Any]]:
    """Lines of kept records that name a person, newest first, at most so many."""
    held = KeptMention.objects.filter(person_id=person_id, record__workspace_id=workspace_id).select_related("record__source")
    mentions = list(held.order_by("-record__at")[:most])
    told = {mention.record_id: decode(mention.record.payload) for mention in mentions}
    titles = _event_titles([m.record for m in mentions if isinstance(told[m.record_id], AttendanceRecord)], told.values())
    return [
        {
            "at": mention.record.at,
            "kind": mention.record.kind,
            "direction": _direction(told[mention.record_id]),
            "channel": getattr(told[mention.record_id], "channel", mention.record.source.reader),
            "text": _words(told[mention.record_id], titles),
            "source": mention.record.source.reader,
            "evidence": f"kept:{mention.record_id}",
        }
        for mention in mentions
    ]


def _event_titles(attendances: Collection[KeptRecord], told: Collection[AnyRecord]) -> dict[str, str]:
    """Titles of the events that were attended, by external id."""
    if not attendances:
        return {}
    wanted = {record.event[:500] for record in told if isinstance(record, AttendanceRecord)}
    sources = {row.source_id for row in attendances}
    held = KeptRecord.objects.filter(source_id__in=sources, kind="event", external_id__in=wanted)
    return {external_id: decode(payload).title for external_id, payload in held.values_list("external_id", "payload")}  # type: ignore[union-attr]


def _direction(record: AnyRecord) -> str:
    if isinstance(record, PostRecord | CommentRecord | ReactionRecord):
        return "in" if record.author is not None else "out"
    if isinstance(record, FollowRecord):
        return record.direction
    return "in" if isinstance(record, ContributionRecord) else "none"


def _words(record: AnyRecord, titles: dict[str, str]) -> str:
    if isinstance(record, AttendanceRecord):
        return ", ".join(
            part for part in (titles.get(record.event[:500], ""), record.status.replace("_", " "), record.role) if part
        )
    if isinstance(record, ContributionRecord):
        return " ".join(part for part in (record.amount, record.currency, record.recipient, record.status) if part)
    if isinstance(record, TieRecord):
        return f"{record.subject.name}: {record.relation}, {record.other.name}"
    if isinstance(record, FilingRecord):
        return ", ".join(part for part in (record.position, record.subject, record.client) if part)
    if isinstance(record, ReactionRecord):
        return record.reaction or record.option
    return str(getattr(record, "title", "") or getattr(record, "text", "") or getattr(record, "status", ""))
