"""Takes an erased person out of kept records and of what imports told, and leaves them out of later imports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import msgspec
from django.db.models import Q

from hustings.apps.intake import public
from hustings.apps.intake.models import Import, KeptHandle, KeptMention, KeptRecord, Support
from hustings.apps.intake.parties import Owner, parties_of, party_id
from hustings.apps.intake.stores import kept_values
from hustings.apps.intake.tables import without_samples
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.actions.forgetting import Erased
from hustings.apps.people.models import Identity, SourceRecord
from hustings.apps.people.traces import Traces
from hustings.kernel.records import (
    AnyRecord,
    CommentRecord,
    EventRecord,
    FilingRecord,
    MessageRecord,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
    decode,
    encode,
)
from hustings.storage import rows

LEFT_OUT = "This is about somebody who was erased here. To let them in again, add them by hand first."
SCRUBBED = "This was about somebody who was erased since."

OURS = PostRecord | CommentRecord | ReactionRecord
"""Records that are ours where they name no author: whom they answer may go, the words stay."""

Asks = Callable[[Party], bool]


class Forgotten:
    """Who must not come in by an import. False where nobody was erased."""

    def __init__(self, workspace_id: int, owner: Owner) -> None:
        self._erased = Erased(workspace_id)
        self._owner = owner
        self._ours = our_handles(workspace_id) if self._erased else set()

    def __bool__(self) -> bool:
        return bool(self._erased)

    def is_party(self, party: Party, *, reader: str) -> bool:
        """Whether the party was erased."""
        return bool(self._erased) and self._erased.is_party(party, reader=reader, external_id=party_id(party))

    def without(self, record: AnyRecord, *, reader: str) -> AnyRecord | None:
        """The record as it may come in; None where it is about an erased person alone."""
        if isinstance(record, PersonRecord):
            erased = self._erased.are(record.name.full, record.identities, reader=reader, external_id=record.external_id)
            return None if erased and not record.is_owner else record
        rest = without(record, lambda party: self.is_party(party, reader=reader), self._is_ours)
        # A message to several is stored without the person, but known again by all that it said.
        return record if rest is not None and is_conversation(record) else rest

    def _is_ours(self, party: Party) -> bool:
        return self._owner.is_owner(party) or is_among(self._ours, party)


def is_conversation(record: AnyRecord) -> bool:
    """Whether the record becomes an interaction with each of its parties."""
    return isinstance(record, MessageRecord) and not record.automatic and not record.is_draft


def without(record: AnyRecord, theirs: Asks, ours: Asks) -> AnyRecord | None:
    """The record without those parties; None where nobody but them and us is in it."""
    parties = parties_of(record)
    named = [party for party in parties if theirs(party)]
    if not named:
        return record
    if isinstance(record, FilingRecord):
        return msgspec.structs.replace(record, lobbyists=tuple(party for party in record.lobbyists if party not in named))
    if not isinstance(record, OURS) and all(party in named or ours(party) for party in parties if party != Party()):
        return None
    if isinstance(record, MessageRecord):
        sender = Party() if record.sender in named else record.sender
        return msgspec.structs.replace(record, sender=sender, recipients=tuple(p for p in record.recipients if p not in named))
    if isinstance(record, EventRecord):
        organiser = None if record.organiser in named else record.organiser
        attendees = tuple(each for each in record.attendees if each[0] not in named)
        return msgspec.structs.replace(record, organiser=organiser, attendees=attendees)
    return _without_said(record, named)


def _without_said(record: AnyRecord, named: Collection[Party]) -> AnyRecord | None:
    """A post, comment or reaction without those whom it names; None where it is theirs, and for a tie."""
    if isinstance(record, PostRecord | CommentRecord) and record.author not in named:
        answered = None if record.answered in named else record.answered
        if isinstance(record, CommentRecord):
            return msgspec.structs.replace(record, answered=answered)
        rest = tuple(party for party in record.mentioned if party not in named)
        return msgspec.structs.replace(record, answered=answered, mentioned=rest)
    if isinstance(record, ReactionRecord) and record.author not in named:
        return msgspec.structs.replace(record, about=None)
    return None


def our_handles(workspace_id: int) -> set[tuple[str, str]]:
    """The handles of members."""
    held = Identity.objects.filter(workspace_id=workspace_id, person__own_member__isnull=False)
    return set(held.values_list("kind", "value"))


def is_among(handles: Collection[tuple[str, str]], party: Party) -> bool:
    """Whether the party bears one of these handles."""
    return any((identity.kind, identity.value) in handles for identity in party.identities)


def kept_about(workspace_id: int, traces: Traces) -> dict[str, list[Any]]:
    """Kept records that name a person, for an export."""
    return {"intake.KeptRecord": [held for held, _ in _naming(workspace_id, traces)]}


def _naming(workspace_id: int, traces: Traces) -> Iterable[tuple[KeptRecord, AnyRecord]]:
    mentioned = KeptMention.objects.filter(person_id=traces.person_id).values("record_id")
    wanted = Q(id__in=mentioned)
    for text in (*traces.names, *(value for _, value in traces.handles)):
        # As the payload writes it, quotation marks and all; PostgreSQL looks at capitals where SQLite does not.
        wanted |= Q(payload__icontains=msgspec.json.encode(text)[1:-1].decode())
    for held in KeptRecord.objects.filter(wanted, workspace_id=workspace_id).order_by("id"):
        record = decode(held.payload)
        if any(traces.are_of(party) for party in parties_of(record)):
            yield held, record


def leave_imports(workspace_id: int, traces: Traces, interaction_ids: Collection[int]) -> Callable[[], None]:
    """Removes what names the person from kept records, and from what imports remember and told."""
    ours = our_handles(workspace_id)

    def rest_of(record: AnyRecord) -> AnyRecord | None:
        return without(record, traces.are_of, lambda party: is_among(ours, party))

    _leave_kept(workspace_id, traces, rest_of)
    records = SourceRecord.objects.filter(person_id=traces.person_id).values_list("id", flat=True)
    invited = Invitation.objects.filter(person_id=traces.person_id).values_list("id", flat=True)
    for kind, ids in (("record", records), ("invitation", invited), ("interaction", interaction_ids)):
        _drop_befores(kind, ids)
    for imported in Import.objects.filter(workspace_id=workspace_id):
        _scrub(imported, traces)
    return lambda: None


def _leave_kept(workspace_id: int, traces: Traces, rest_of: Callable[[AnyRecord], AnyRecord | None]) -> None:
    gone: list[int] = []
    stripped: dict[int, AnyRecord] = {}
    for held, record in _naming(workspace_id, traces):
        rest = rest_of(record)
        if rest is None:
            gone.append(held.pk)
        else:
            stripped[held.pk] = rest
    rows.update(KeptRecord, ("digest", "payload", "at"), [(*kept_values(record), i) for i, record in stripped.items()])
    for chunk in rows.chunks(stripped):
        for kind, value in traces.handles:
            KeptHandle.objects.filter(record_id__in=chunk, kind=kind, value=value[:500]).delete()
    for chunk in rows.chunks(gone):
        KeptRecord.objects.filter(id__in=chunk).delete()
        public.drop(chunk)
    public.place_again(workspace_id, list(stripped))
    _drop_befores("kept", gone)
    for chunk in rows.chunks(stripped):
        for support in Support.objects.filter(kind="kept", first_id__in=chunk, before__isnull=False):
            rest = rest_of(decode(support.before or ""))
            Support.objects.filter(pk=support.pk).update(before=encode(rest).decode() if rest else None)


def _drop_befores(kind: str, record_ids: Iterable[int]) -> None:
    """Forgets what these records were before they changed."""
    for chunk in rows.chunks(record_ids):
        Support.objects.filter(kind=kind, first_id__in=chunk, before__isnull=False).delete()


def _scrub(imported: Import, traces: Traces) -> None:
    """Takes examples and reasons that name the person out of what an import told."""
    told = (imported.report, imported.preview, imported.error)
    imported.report, imported.preview = _without_texts(imported.report, traces), _without_texts(imported.preview, traces)
    imported.error = SCRUBBED if traces.stand_in(imported.error) else imported.error
    if told != (imported.report, imported.preview, imported.error):
        imported.save(update_fields=["report", "preview", "error"])


def _without_texts(told: dict[str, Any], traces: Traces) -> dict[str, Any]:
    if not told:
        return told
    examples = {
        kind: {verb: [text for text in texts if not traces.stand_in(text)] for verb, texts in verbs.items()}
        for kind, verbs in told.get("examples", {}).items()
    }
    files = [{**file, "rejected": [_without_reason(each, traces) for each in file["rejected"]]} for file in told.get("files", [])]
    return {**without_samples(told), "examples": examples, "files": files}


def _without_reason(rejected: dict[str, Any], traces: Traces) -> dict[str, Any]:
    return {**rejected, "reason": SCRUBBED} if traces.stand_in(rejected["reason"]) else rejected
