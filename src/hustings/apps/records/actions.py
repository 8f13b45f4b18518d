"""Writes of the room: editions of public data and filings. Imports call them (apps.intake)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from hustings.apps.people.actions.folding import ensure_organisations
from hustings.apps.records.models import Edition, Filing
from hustings.engine.linkage import organisation_key
from hustings.kernel.records import AnyRecord, DatasetRecord, FilingRecord
from hustings.storage import rows

KEY = 400
LARGEST = Decimal("99999999999999.99")
COLUMNS = (
    "workspace_id", "record_id", "number", "registrant_id", "client_id", "subject", "text", "position", "amount", "currency",
    "since", "until", "at",
)  # fmt: skip


def note_edition(workspace_id: int, record: DatasetRecord, *, as_of: date, member_id: int, import_id: int) -> None:
    """Puts down that an import brought a set of public data, and as of which day it holds."""
    Edition.objects.update_or_create(
        import_number=import_id,
        scope=record.external_id[:200],
        defaults={
            "workspace_id": workspace_id, "title": record.title[:400], "publisher": record.publisher[:400],
            "link": record.link[:2000], "licence": record.licence[:200], "as_of": as_of, "member_id": member_id,
        },
    )  # fmt: skip


def is_known(workspace_id: int, record: DatasetRecord, *, before: int | None) -> bool:
    """Whether an import other than this one brought an edition of the set already."""
    held = Edition.objects.filter(workspace_id=workspace_id, scope=record.external_id[:200])
    return held.exclude(import_number=before).exists() if before is not None else held.exists()


def drop_editions(import_id: int) -> None:
    """Forgets the editions of an import that is taken back."""
    Edition.objects.filter(import_number=import_id).delete()


def place_records(workspace_id: int, records: Collection[tuple[int, AnyRecord]]) -> None:
    """Puts down filings, each under the id of the stored record that tells it, in place of what stood there."""
    filings = [(i, each) for i, each in records if isinstance(each, FilingRecord)]
    if not filings:
        return
    drop_records([i for i, _ in filings])
    names = {name for _, each in filings for name in (each.registrant, each.client) if name}
    ids = ensure_organisations(workspace_id, sorted(names))
    rows.insert(Filing, COLUMNS, [(workspace_id, i, *_values(each, ids)) for i, each in filings])


def _values(record: FilingRecord, ids: dict[str, int]) -> tuple[Any, ...]:
    firm, client = (ids.get(organisation_key(name)[:KEY]) if name else None for name in (record.registrant, record.client))
    return (
        record.external_id[:500], firm, client, record.subject[:400], record.text, record.position, _amount(record.amount),
        record.currency[:3], record.since[:10], record.until[:10], rows.stamp(record.at),
    )  # fmt: skip


def _amount(written: str) -> str | None:
    """Money as the data base wants it; None where it is none."""
    try:
        amount = Decimal(written)
    except InvalidOperation:
        return None
    return str(amount.quantize(Decimal("0.01"))) if amount.is_finite() and 0 <= amount <= LARGEST else None


def drop_records(record_ids: Collection[int]) -> None:
    """Takes away what these stored records told."""
    rows.delete(Filing, record_ids, key="record_id")
