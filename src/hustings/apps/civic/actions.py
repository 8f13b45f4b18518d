"""Writes of the room: what public data says of bodies, divisions and postcodes. Imports call them (apps.intake)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, OuterRef

from hustings.apps.civic.models import Body, Division, Postcode
from hustings.apps.people.actions.folding import ensure_organisations
from hustings.apps.people.models import SourceRecord
from hustings.engine.linkage import organisation_key
from hustings.engine.linkage.folding import fold
from hustings.kernel.records import AnyRecord, DivisionRecord, OrganisationRecord, PostcodeRecord, decode
from hustings.storage import rows

KEY = 400
BODY = ("parent_id", "classification", "division", "website", "number")


def place_bodies(workspace_id: int, records: Sequence[OrganisationRecord]) -> None:
    """Says of organisations what bodies they are; those without a classification are none. The last word on one holds."""
    bodies = {organisation_key(each.name)[:KEY]: each for each in records if each.classification and each.name}
    bodies.pop("", None)
    if not bodies:
        return
    names = [name for each in bodies.values() for name in (each.name, each.parent) if name]
    ids = ensure_organisations(workspace_id, names)
    wanted = {ids[key]: _columns(each, ids) for key, each in bodies.items()}
    known = {row[0]: row[1:] for chunk in rows.chunks(wanted) for row in _held(chunk)}
    changed = [(*values, organisation) for organisation, values in wanted.items() if known.get(organisation, values) != values]
    rows.update(Body, BODY, changed, key="organisation_id")
    fresh = [(workspace_id, organisation, *values) for organisation, values in wanted.items() if organisation not in known]
    rows.insert(Body, ("workspace_id", "organisation_id", *BODY), fresh)


def _held(organisation_ids: Collection[int]) -> Iterable[tuple[object, ...]]:
    return Body.objects.filter(organisation_id__in=organisation_ids).values_list("organisation_id", *BODY)


def _columns(record: OrganisationRecord, ids: dict[str, int]) -> tuple[object, ...]:
    parent = ids.get(organisation_key(record.parent)[:KEY]) if record.parent else None
    website = record.websites[0] if record.websites else ""
    return parent, record.classification[:60], record.division[:200], website[:2000], record.external_id[:500]


def place_records(workspace_id: int, records: Collection[tuple[int, AnyRecord]]) -> None:
    """Puts down divisions and postcodes, each under the id of the stored record that tells it, in place of what stood there."""
    divisions = [(i, each) for i, each in records if isinstance(each, DivisionRecord)]
    postcodes = [(i, each) for i, each in records if isinstance(each, PostcodeRecord)]
    drop_records([i for i, _ in (*divisions, *postcodes)])
    rows.insert(
        Division,
        ("workspace_id", "record_id", "number", "name", "key", "valid_through"),
        [
            (workspace_id, i, each.external_id[:200], each.name[:400], place_key(each.name), each.valid_through[:10])
            for i, each in divisions
        ],
    )
    rows.insert(
        Postcode,
        ("workspace_id", "record_id", "country", "code", "division"),
        [
            (workspace_id, i, each.country[:8], postcode_key(each.postcode), each.division[:200])
            for i, each in postcodes
        ],
    )  # fmt: skip


def drop_records(record_ids: Collection[int]) -> None:
    """Takes away what these stored records told."""
    for model in (Division, Postcode):
        rows.delete(model, record_ids, key="record_id")


def drop_unsaid_bodies(workspace_id: int) -> None:
    """Organisations of which no source says any more that they are bodies are none; of others the remaining word holds."""
    said = SourceRecord.objects.filter(
        organisation_id=OuterRef("organisation_id"), kind="organisation", external_id=OuterRef("number")
    )
    unsaid = Body.objects.filter(workspace_id=workspace_id).filter(~Exists(said))
    numbers = list(unsaid.values_list("organisation_id", flat=True))
    for chunk in rows.chunks(numbers):
        others = SourceRecord.objects.filter(organisation_id__in=chunk, kind="organisation").order_by("updated_at", "id")
        records = [decode(payload) for payload in others.values_list("payload", flat=True)]
        place_bodies(workspace_id, [each for each in records if isinstance(each, OrganisationRecord)])
    unsaid.delete()


def place_key(name: str) -> str:
    """A place's name without case, accents and signs."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(name)).split())[:KEY]


def postcode_key(code: str) -> str:
    """A postcode in capitals, without blanks and signs."""
    return "".join(filter(str.isalnum, code)).upper()[:20]
