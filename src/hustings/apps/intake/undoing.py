"""Takes an import back: records that only it supports go, records that it changed become what they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from hustings.apps.inbox import actions as inbox
from hustings.apps.intake.models import Import, KeptMention, KeptRecord, Support
from hustings.apps.intake.spans import Span, ids_of, merged, minus
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
    alone = {kind: list(ids_of(_alone(imported, kind))) for kind in ("record", "interaction", "invitation", "kept")}
    touched = _people_of(merged(_spans(imported, "record")))
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


def _spans(imported: Import, kind: str) -> list[Span]:
    return list(Support.objects.filter(imported_by=imported, kind=kind).values_list("first_id", "last_id"))


def _alone(imported: Import, kind: str) -> list[Span]:
    """Records of this kind that no other import supports."""
    others = Support.objects.filter(kind=kind, imported_by__workspace_id=imported.workspace_id).exclude(imported_by=imported)
    return minus(_spans(imported, kind), others.values_list("first_id", "last_id"))


def _people_of(spans: Iterable[Span]) -> set[int]:
    found: set[int] = set()
    for first, last in spans:
        records = SourceRecord.objects.filter(id__range=(first, last), person__isnull=False)
        found.update(records.values_list("person_id", flat=True))
    return found


def _restore(imported: Import) -> None:
    """Hands each `before` to the next import that changed the same record, or puts it back where there is none."""
    for support in Support.objects.filter(imported_by=imported, before__isnull=False):
        later = (
            Support.objects.filter(
                kind=support.kind, first_id=support.first_id, before__isnull=False, imported_by__gt=imported.pk
            )
            .order_by("imported_by")
            .first()
        )
        if later is not None:
            later.before = support.before
            later.save(update_fields=["before"])
        elif support.before is not None:
            _put_back(support.kind, support.first_id, support.before)


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
