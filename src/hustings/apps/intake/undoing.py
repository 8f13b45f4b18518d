"""Takes an import back: records that only it supports go, records that it changed become what they were."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from hustings.apps.events import meetings
from hustings.apps.inbox import actions as inbox
from hustings.apps.intake import public, stances
from hustings.apps.intake.models import Import, KeptHandle, KeptMention, KeptRecord, Support
from hustings.apps.intake.spans import Span, ids_of, merged, minus
from hustings.apps.intake.stores import kept_values
from hustings.apps.invitations import actions as invitations
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.actions import dealings, folding, occasions, removal
from hustings.apps.people.actions.records import follow_names, keep_names
from hustings.apps.people.models import Interaction, Occasion, Participation, SourceRecord
from hustings.kernel.clock import utc_now
from hustings.kernel.records import OrganisationRecord, decode, digest, encode
from hustings.storage import rows

KINDS = ("record", "interaction", "invitation", "kept")


def take_back(imported: Import, *, now: datetime) -> dict[str, int]:
    """Removes the supports of this import and whatever then stands on nothing. Returns counts of what went, by kind."""
    put_back_changes(imported)
    spans = {kind: merged(_spans(imported, kind)) for kind in KINDS}
    alone = {kind: list(ids_of(alone_of(imported, kind, spans[kind]))) for kind in KINDS}
    touched = people_within(spans["record"])
    for kind in KINDS:
        touched |= drop_records(kind, alone[kind])
    Support.objects.filter(imported_by=imported)._raw_delete("default")
    gone = removal.remove_unsupported(imported.workspace_id, touched)
    bring_up_to_date(imported, touched - gone, now=now)
    clear_up(imported)
    return {"people": len(gone), "records": len(alone["record"]), "interactions": len(alone["interaction"])}


def drop_records(kind: str, ids: Collection[int]) -> set[int]:
    """Deletes what stands on nothing any more. Returns the people who were in interactions among it."""
    stances.drop_acts(kind, ids)
    if kind == "interaction":
        return _drop_interactions(ids)
    for chunk in rows.chunks(ids):
        if kind == "invitation":
            Invitation.objects.filter(id__in=chunk).delete()
        elif kind == "kept":
            KeptMention.objects.filter(record_id__in=chunk).delete()
            KeptHandle.objects.filter(record_id__in=chunk).delete()
            KeptRecord.objects.filter(id__in=chunk).delete()
            public.drop(chunk)
        else:
            SourceRecord.objects.filter(id__in=chunk).delete()
    return set()


def bring_up_to_date(imported: Import, staying: Collection[int], *, now: datetime) -> None:
    """Everything that follows from records and interactions, for people who lost some of theirs."""
    workspace_id = imported.workspace_id
    keep_names(workspace_id, staying, member_id=imported.member_id)
    folding.refold(workspace_id, staying)
    occasions.drop_outdated(staying)
    invitations.reopen(staying, since=imported.started_at or imported.created_at, until=imported.finished_at or now)
    dealings.rebuild_ties(workspace_id, staying)
    dealings.refresh_rhythm(workspace_id, staying, now=now)
    inbox.repair_partners(workspace_id)


def clear_up(imported: Import) -> None:
    """What is done once, when everything of an import has gone."""
    public.settle_after_undo(imported)
    stances.settle_stances(imported, now=utc_now())
    meetings.count_meetings(imported.workspace_id, now=utc_now())
    removal.remove_empty_organisations(imported.workspace_id)


def _spans(imported: Import, kind: str) -> list[Span]:
    return list(Support.objects.filter(imported_by=imported, kind=kind).values_list("first_id", "last_id"))


def alone_of(imported: Import, kind: str, spans: Sequence[Span]) -> list[Span]:
    """Those of the records in these spans, in order, that no other import supports."""
    if not spans:
        return []
    others = Support.objects.filter(kind=kind, imported_by__workspace_id=imported.workspace_id).exclude(imported_by=imported)
    near = others.filter(first_id__lte=spans[-1][1], last_id__gte=spans[0][0])
    return minus(spans, near.values_list("first_id", "last_id"))


def also_brought_by(imported: Import) -> list[int]:
    """The other imports that support some of what this one does, by their numbers in order: that stays when it is undone."""
    found: set[int] = set()
    files = {"imported_by__workspace_id": imported.workspace_id, "imported_by__channel": None}
    others = Support.objects.filter(**files).exclude(imported_by=imported)
    for kind in KINDS:
        mine = merged(_spans(imported, kind))
        lasts = [last for _, last in mine]
        for import_id, first, last in others.filter(kind=kind).values_list("imported_by_id", "first_id", "last_id"):
            place = bisect_left(lasts, first)
            if place < len(mine) and mine[place][0] <= last:
                found.add(import_id)
    return sorted(found)


def people_within(spans: Iterable[Span]) -> set[int]:
    """The people about whom source records in these spans speak."""
    found: set[int] = set()
    for first, last in spans:
        records = SourceRecord.objects.filter(id__range=(first, last), person__isnull=False)
        found.update(records.values_list("person_id", flat=True))
    return found


def put_back_changes(imported: Import) -> None:
    """Hands what was before to the import that next met the same record, or puts it back where none did.

    An import that found the record as this one left it vouches for it: the change stays until that one is undone too.
    """
    later = _applied_later(imported)
    for kind in KINDS:
        held = Support.objects.filter(imported_by=imported, kind=kind, before__isnull=False).order_by("-id")
        # The first of several changes within one import knows what was before it.
        befores = dict(held.values_list("first_id", "before"))
        heirs = _heirs(kind, sorted(befores), later)
        known = [(befores[i], heir.support_id) for i, heir in heirs.items() if heir.support_id]
        rows.update(Support, ("before",), known)
        fresh = [(heir.import_id, kind, i, i, befores[i]) for i, heir in heirs.items() if not heir.support_id]
        rows.insert(Support, ("imported_by_id", "kind", "first_id", "last_id", "before"), fresh)
        _put_back(imported.workspace_id, kind, [(i, before) for i, before in befores.items() if i not in heirs])


def _applied_later(imported: Import) -> list[Import]:
    """The imports that began after this one, in their order."""
    begun = Import.objects.filter(workspace_id=imported.workspace_id, started_at__gte=imported.started_at)
    return list(begun.exclude(pk=imported.pk).order_by("started_at", "id"))


class Heir(NamedTuple):
    """The import that next met a record and, if it changed the record, the support with what was before."""

    import_id: int
    support_id: int | None


def _heirs(kind: str, record_ids: Sequence[int], later: Iterable[Import]) -> dict[int, Heir]:
    """For each of the records, given in order, the first of the imports that met it too, if any."""
    heirs: dict[int, Heir] = {}
    for each in later:
        missing = [i for i in record_ids if i not in heirs]
        for chunk in rows.chunks(missing):
            changed = Support.objects.filter(imported_by=each, kind=kind, before__isnull=False, first_id__in=chunk).order_by(
                "-id"
            )
            heirs.update({i: Heir(each.pk, support_id) for i, support_id in changed.values_list("first_id", "id")})
        for first, last in _spans(each, kind) if missing else ():
            within = missing[bisect_left(missing, first) : bisect_right(missing, last)]
            heirs.update({i: Heir(each.pk, None) for i in within if i not in heirs})
    return heirs


def _put_back(workspace_id: int, kind: str, befores: Iterable[tuple[int, str]]) -> None:
    if kind == "interaction":
        held = [(msgspec.json.decode(before), i) for i, before in befores]
        values = [(was["subject"], was["text"], bytes.fromhex(was["digest"]), i) for was, i in held]
        rows.update(Interaction, ("subject", "text", "digest"), values)
        # Whether a conversation waits for a reply follows from its words.
        inbox.recount(inbox.conversations_of([i for _, i in held]))
    elif kind == "kept":
        kept = [(*kept_values(decode(before)), i) for i, before in befores]
        rows.update(KeptRecord, ("digest", "payload", "at"), kept)
        public.place_again(workspace_id, [each[-1] for each in kept])
    else:
        told = {i: (before, decode(before)) for i, before in befores}
        rows.update(SourceRecord, ("payload", "digest"), [(text, digest(encode(each)), i) for i, (text, each) in told.items()])
        follow_names(workspace_id, {i: each.name for i, (_, each) in told.items() if isinstance(each, OrganisationRecord)})


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
