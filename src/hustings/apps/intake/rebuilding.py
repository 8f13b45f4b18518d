"""Tables of public data made anew from the stored records: bodies, divisions, postcodes and filings. What differed is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.civic import actions as civic
from hustings.apps.civic.models import Body, Division, Postcode
from hustings.apps.intake import naming, public
from hustings.apps.intake.models import KeptRecord
from hustings.apps.network.models import NamedIn
from hustings.apps.people.models import Source, SourceRecord
from hustings.apps.records.models import Filing
from hustings.kernel.records import OrganisationRecord, decode
from hustings.storage import rows

AT_ONCE = 1_000
TABLES: tuple[Any, ...] = (Division, Postcode, Filing)
TOLD = ("division", "postcode", "filing")
"""The kinds of kept records that TABLES are made of."""
Held = Mapping[int, tuple[Any, ...]]


def rebuild_public(actor: Actor) -> dict[str, list[int]]:
    """Makes the tables anew, a thousand records to a transaction; rows that were right keep their numbers.

    Returns the organisations whose body differed, and the stored records of which places or filings did. Nothing should. Needs
    `manage_workspace`.
    """
    actor.require("manage_workspace")
    _names(actor.workspace_id)
    return {"bodies": _bodies(actor.workspace_id), "public_records": _placed(actor.workspace_id)}


def _names(workspace_id: int) -> None:
    """Whom gifts and public items name, looked for again: an organisation may have become known since."""
    with transaction.atomic():
        NamedIn.objects.filter(workspace_id=workspace_id)._raw_delete("default")
        for source in Source.objects.filter(workspace_id=workspace_id).order_by("pk"):
            kept = KeptRecord.objects.filter(source=source, kind__in=naming.KINDS).order_by("pk").values_list("pk", "payload")
            for pairs in rows.chunks(kept.iterator(chunk_size=AT_ONCE), AT_ONCE):
                naming.place_names(workspace_id, {number: decode(text) for number, text in pairs}, source=source)


def _bodies(workspace_id: int) -> list[int]:
    """Bodies as the sources of public data say them; those that no source says any more are gone."""
    before = _body_rows(workspace_id)
    said = SourceRecord.objects.filter(workspace_id=workspace_id, kind="organisation", source__reader__in=public.READ)
    for texts in rows.chunks(said.order_by("pk").values_list("payload", flat=True).iterator(chunk_size=AT_ONCE), AT_ONCE):
        told = [decode(text) for text in texts]
        with transaction.atomic():
            civic.place_bodies(workspace_id, [record for record in told if isinstance(record, OrganisationRecord)])
    civic.drop_unsaid_bodies(workspace_id)
    return _different(before, _body_rows(workspace_id))


def _body_rows(workspace_id: int) -> Held:
    held = Body.objects.filter(workspace_id=workspace_id).values_list("organisation_id", *civic.BODY)
    return {row[0]: row[1:] for row in held.iterator(chunk_size=AT_ONCE)}


def _placed(workspace_id: int) -> list[int]:
    """Places and filings as the kept records say them; those without a record are gone."""
    differed = _orphans(workspace_id)
    kept = KeptRecord.objects.filter(workspace_id=workspace_id, kind__in=TOLD).order_by("pk").values_list("pk", "payload")
    for pairs in rows.chunks(kept.iterator(chunk_size=AT_ONCE), AT_ONCE):
        told = {number: decode(text) for number, text in pairs}
        differed += _made_anew(list(told), lambda told=told: public.place(workspace_id, told))  # type: ignore[misc]
    return sorted(differed)


def _made_anew(record_ids: Collection[int], make: Callable[[], None]) -> list[int]:
    """The records whose rows come out differently. Where none does, the rows stay as they were, with their numbers."""
    with transaction.atomic():
        before = _rows_of(record_ids)
        make()
        differed = _different(before, _rows_of(record_ids))
        if not differed:
            transaction.set_rollback(True)
    return differed


def _rows_of(record_ids: Collection[int]) -> Held:
    found: dict[int, tuple[Any, ...]] = {}
    for model in TABLES:
        names = [field.attname for field in model._meta.concrete_fields if not field.primary_key and field.name != "record_id"]
        for row in model.objects.filter(record_id__in=record_ids).values_list("record_id", *names):
            found[row[0]] = (model.__name__, *row[1:])
    return found


def _orphans(workspace_id: int) -> list[int]:
    """Takes away rows whose record is not stored any more, and names their records."""
    gone: list[int] = []
    for model in TABLES:
        stored = KeptRecord.objects.filter(workspace_id=workspace_id).values("pk")
        held = model.objects.filter(workspace_id=workspace_id).exclude(record_id__in=stored)
        lost = list(held.values_list("record_id", flat=True))
        rows.delete(model, lost, key="record_id")
        gone += lost
    return gone


def _different(before: Held, after: Held) -> list[int]:
    return sorted(number for number in before.keys() | after.keys() if before.get(number) != after.get(number))
