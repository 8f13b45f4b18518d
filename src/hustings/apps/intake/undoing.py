"""Takes an import back: records that only it supports go, records that it changed become what they were."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from django.db.models import Exists, OuterRef

from hustings.apps.inbox import actions as inbox
from hustings.apps.intake.models import Import, KeptMention, KeptRecord, Support
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.removal import remove_unsupported
from hustings.apps.people.models import Interaction, Occasion, Participation, SourceRecord
from hustings.kernel.records import decode, digest, encode
from hustings.storage import rows


def take_back(imported: Import, *, now: datetime) -> dict[str, int]:
    """Removes the supports of this import and whatever then stands on nothing. Returns counts of what went, by kind."""
    workspace_id = imported.workspace_id
    _restore(imported)
    alone = {kind: _alone(imported, kind) for kind in ("record", "interaction", "invitation", "kept")}
    touched = set(
        SourceRecord.objects.filter(
            id__in=Support.objects.filter(imported_by=imported, kind="record").values("record_id"), person__isnull=False
        ).values_list("person_id", flat=True)
    )
    touched |= _drop_interactions(alone["interaction"])
    Invitation.objects.filter(id__in=alone["invitation"]).delete()
    KeptMention.objects.filter(record_id__in=alone["kept"]).delete()
    KeptRecord.objects.filter(id__in=alone["kept"]).delete()
    for chunk in rows.chunks(alone["record"]):
        SourceRecord.objects.filter(id__in=chunk).delete()
    Support.objects.filter(imported_by=imported)._raw_delete("default")
    gone = remove_unsupported(workspace_id, touched)
    staying = touched - gone
    folding.refold(workspace_id, staying)
    dealings.rebuild_ties(workspace_id, staying)
    dealings.refresh_rhythm(workspace_id, staying, now=now)
    return {"people": len(gone), "records": len(alone["record"]), "interactions": len(alone["interaction"])}


def _alone(imported: Import, kind: str) -> list[int]:
    """Records of this kind that no other import supports."""
    others = Support.objects.filter(kind=kind, record_id=OuterRef("record_id")).exclude(imported_by=imported)
    mine = Support.objects.filter(imported_by=imported, kind=kind).filter(~Exists(others))
    return list(mine.values_list("record_id", flat=True))


def _restore(imported: Import) -> None:
    """Hands each `before` to the next import that changed the same record, or puts it back where there is none."""
    for support in Support.objects.filter(imported_by=imported, before__isnull=False):
        later = (
            Support.objects.filter(
                kind=support.kind, record_id=support.record_id, before__isnull=False, imported_by__gt=imported.pk
            )
            .order_by("imported_by")
            .first()
        )
        if later is not None:
            later.before = support.before
            later.save(update_fields=["before"])
        elif support.before is not None:
            _put_back(support.kind, support.record_id, support.before)


def _put_back(kind: str, record_id: int, before: str) -> None:
    if kind == "interaction":
        was = msgspec.json.decode(before)
        columns = {"subject": was["subject"], "text": was["text"], "digest": bytes.fromhex(was["digest"])}
        Interaction.objects.filter(pk=record_id).update(**columns)
        return
    model = SourceRecord if kind == "record" else KeptRecord
    mark = digest(encode(decode(before)))
    model._default_manager.filter(pk=record_id).update(payload=before, digest=mark)


def _drop_interactions(ids: Collection[int]) -> set[int]:
    """Deletes interactions and brings their conversations up to date. Returns the people who were in them."""
    people: set[int] = set()
    conversations: set[int] = set()
    for chunk in rows.chunks(ids):
        people.update(Participation.objects.filter(interaction_id__in=chunk).values_list("person_id", flat=True))
        conversations |= inbox.conversations_of(chunk)
        Occasion.objects.filter(evidence__in=[f"interaction:{i}" for i in chunk]).delete()
        Interaction.objects.filter(id__in=chunk).delete()
    inbox.recount(conversations)
    return people
