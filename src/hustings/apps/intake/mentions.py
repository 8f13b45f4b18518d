"""Shows kept records with people who become known after them, so that the order of imports does not matter."""

from __future__ import annotations

from hustings.apps.intake.models import Import, KeptHandle, KeptMention, KeptRecord, Support
from hustings.apps.intake.spans import merged
from hustings.apps.people.models import Identity, SourceRecord
from hustings.storage import rows

_FOUND = f"""
SELECT h.record_id, i.person_id FROM "{SourceRecord._meta.db_table}" r
JOIN "{Identity._meta.db_table}" i ON i.person_id = r.person_id
JOIN "{KeptHandle._meta.db_table}" h ON h.workspace_id = i.workspace_id AND h.kind = i.kind AND h.value = i.value
WHERE r.id BETWEEN %s AND %s
"""  # noqa: S608 - tables of our own


def link_mentions(imported: Import) -> None:
    """Links kept records to the people of this import whose handles they name. Costs grow with the people of the import."""
    if not KeptRecord.objects.filter(workspace_id=imported.workspace_id).exists():
        return
    spans = Support.objects.filter(imported_by=imported, kind="record").values_list("first_id", "last_id")
    for first, last in merged(spans):
        rows.insert(KeptMention, ("record_id", "person_id"), set(rows.select(_FOUND, [first, last])), conflict="DO NOTHING")
