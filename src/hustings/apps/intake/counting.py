"""What a pass counts of what it finds: `PreviewStore` looks up what is stored and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from hustings.apps.intake import public
from hustings.apps.intake.matching import Match
from hustings.apps.intake.models import KeptRecord
from hustings.apps.intake.tally import Tally
from hustings.apps.intake.twins import Twins
from hustings.apps.invitations import actions as invitation_room
from hustings.apps.people.actions.dealings import Dealing
from hustings.apps.people.models import Interaction, SourceRecord, Tie
from hustings.apps.people.provenance import may_be_used
from hustings.apps.records import actions as record_room
from hustings.kernel.provenance import Use
from hustings.kernel.records import (
    AnyRecord,
    DatasetRecord,
    InvitationRecord,
    MessageRecord,
    OrganisationRecord,
    Party,
    digest,
    encode,
    kind_of,
)
from hustings.storage import rows

PLURAL = {"message": "interactions", "endorsement": "endorsements", "recommendation": "recommendations"}
KEPT_PLURAL = {
    "post": "posts", "comment": "comments", "reaction": "reactions", "event": "events", "opportunity": "opportunities",
    "follow": "follows", "message": "interactions", "attendance": "attendance", "contribution": "contributions", "tie": "ties",
    "division": "divisions", "postcode": "postcodes", "filing": "filings",
}  # fmt: skip


class Mark(NamedTuple):
    """A stored record: its id and the digest of its content."""

    record_id: int
    digest: bytes


class PreviewStore:
    """Looks up what is stored and counts; writes nothing. New people have negative ids."""

    import_id: int | None = None

    def __init__(self, workspace_id: int, *, own_person: int) -> None:
        self.workspace_id = workspace_id
        self.own_person = own_person
        self._seen: dict[tuple[str, int], dict[str, bytes]] = {}
        self._held: dict[tuple[str, int, str], bool] = {}
        self.twins = Twins(workspace_id)

    def new_people(self) -> Iterator[int]:
        return count(-1, -1)

    def people(self, matches: Sequence[Match], source: Any) -> None:
        pass

    def follow_names(self, found: Sequence[OrganisationRecord], source: Any) -> dict[str, str]:
        """Lets organisations that their source renamed keep their place. Returns their former keys with their new names."""
        return {}

    def organisations(self, found: Sequence[OrganisationRecord], source: Any, tally: Tally) -> None:
        known = self._marks(SourceRecord, source, "organisation", [record.external_id for record in found])
        for record in found:
            mark = digest(encode(record))
            verb = self._verb(source, "organisation", record.external_id, mark, known.get(record.external_id))
            tally.count("organisations", verb, record.name)

    def unchanged_messages(self, found: Sequence[MessageRecord], source: Any, tally: Tally) -> dict[str, int]:
        """External ids and ids of those messages that are stored just so, which spares everything else; counts them."""
        same = self._twins_of(Interaction, source, found, tally)
        known = self._marks(Interaction, source, "message", [record.external_id for record in found])
        changed = self._seen.get(("message", source.pk), {})
        told = {r.external_id for r in found if r.external_id in known and known[r.external_id].digest != digest(encode(r))}
        for record in found:
            held = known.get(record.external_id)
            # A page can bring the stored words and newer ones behind them.
            if held is not None and record.external_id not in changed and record.external_id not in told:
                same[record.external_id] = held.record_id
                tally.count("interactions", "unchanged")
        return same

    def interactions(self, found: Sequence[tuple[str, Dealing]], source: Any, tally: Tally) -> tuple[set[int], set[int]]:
        """Counts interactions; returns the people whose ties change, and those of them who had a tie before."""
        touched: set[int] = set()
        for _, dealing, verb, _ in self._sorted_interactions(found, source):
            tally.count(PLURAL.get(dealing.kind, "interactions"), verb)
            if verb == "created" and dealing.counts:
                touched.update(person for person, _ in dealing.people)
        return touched, self.tied(touched)

    def invitations(self, found: Sequence[tuple[InvitationRecord, int]], source: Any, tally: Tally) -> None:
        known = invitation_room.digests(source.pk, [record.external_id for record, _ in found])
        for record, _ in found:
            held = known.get(record.external_id)
            verb = self._verb(source, "invitation", record.external_id, digest(encode(record)), Mark(0, held) if held else None)
            tally.count("invitations", verb, _invitation_line(record))

    def _twins_of(self, model: Any, source: Any, found: Sequence[AnyRecord], tally: Tally) -> dict[str, int]:
        """Those that an account and its archive both tell of, by external id, counted; what the account takes over is none."""
        twins = self.twins.of(model, source, found)
        taken = [twin for twin in twins if twin.is_taken_over]
        if taken:
            self._held[model._meta.db_table, source.pk, taken[0].kind] = True
            self.take_over(model, source, [twin.row_id for twin in taken])
        same = {twin.external_id: twin.row_id for twin in twins if not twin.is_taken_over}
        for twin in twins:
            if not twin.is_taken_over:
                tally.count(KEPT_PLURAL[twin.kind], "unchanged")
        return same

    def take_over(self, model: Any, source: Any, row_ids: Sequence[int]) -> None:
        pass

    def look_again(self) -> None:
        """Something went since: what was met before is not taken for stored any more."""
        self._seen.clear()
        self._held.clear()

    def kept(self, found: Sequence[tuple[AnyRecord, tuple[int, ...]]], source: Any, tally: Tally) -> None:
        same = self._twins_of(KeptRecord, source, [record for record, _ in found], tally)
        found = [pair for pair in found if pair[0].external_id not in same]
        for record, _, verb in self._sorted_kept(found, source):
            count_kept(tally, record, verb)

    def known_people(self, parties: Sequence[Party]) -> tuple[int, ...]:
        return ()

    def tied(self, people: Collection[int]) -> set[int]:
        """Those of these people to whom the owner has a tie already."""
        found: set[int] = set()
        for chunk in rows.chunks([person for person in people if person > 0]):
            found.update(Tie.objects.filter(subject_id=self.own_person, other_id__in=chunk).values_list("other_id", flat=True))
        return found

    def settle(self, now: datetime) -> None:
        pass

    def dataset(self, record: DatasetRecord, source: Any, tally: Tally) -> None:
        """Counts a set of public data; one that was added before is not new."""
        is_known = record_room.is_known(self.workspace_id, record, before=self.import_id)
        tally.count("datasets", "unchanged" if is_known else "created", record.title)

    def people_tied_by_now(self) -> set[int]:
        """The people with whom something happened by what this import has brought so far."""
        return set()

    def _sorted_interactions(
        self, found: Sequence[tuple[str, Dealing]], source: Any
    ) -> Iterator[tuple[str, Dealing, str, int | None]]:
        """Each with its verb and, where it is stored already, its id."""
        known: dict[str, dict[str, Mark]] = {}
        rates = may_be_used(Use.RATE, source.use_rule)
        found = found if rates else [(thread, dealing._replace(rates=False)) for thread, dealing in found]
        for kind in {dealing.kind for _, dealing in found}:
            known[kind] = self._marks(Interaction, source, kind, [d.external_id for _, d in found if d.kind == kind])
        for thread, dealing in found:
            held = known[dealing.kind].get(dealing.external_id)
            verb = self._verb(source, dealing.kind, dealing.external_id, dealing.digest, held)
            yield thread, dealing, verb, held.record_id if held else None

    def _sorted_kept(
        self, found: Sequence[tuple[AnyRecord, tuple[int, ...]]], source: Any
    ) -> Iterator[tuple[AnyRecord, tuple[int, ...], str]]:
        kinds = {kind_of(record) for record, _ in found}
        known = {
            kind: self._marks(KeptRecord, source, kind, [r.external_id[:500] for r, _ in found if kind_of(r) == kind])
            for kind in kinds
        }
        for record, people in found:
            kind, external_id = kind_of(record), record.external_id[:500]
            # The same message can also stand among the interactions: written by hand once, automatic another time.
            mark, held = digest(encode(record)), known[kind].get(external_id)
            yield record, people, self._verb(source, f"kept {kind}", external_id, mark, held)

    def _marks(self, model: Any, source: Any, kind: str, external_ids: Sequence[str]) -> dict[str, Mark]:
        """Ids and digests of stored records; a source that held nothing of the kind when the pass began is not asked."""
        held = (model._meta.db_table, source.pk, kind)
        if held not in self._held:
            self._held[held] = model.objects.filter(source_id=source.pk, kind=kind).exists()
        return stored_marks(model, source.pk, kind, external_ids) if self._held[held] else {}

    def _verb(self, source: Any, kind: str, external_id: str, mark: bytes, known: Mark | None) -> str:
        seen = self._seen.setdefault((kind, source.pk), {})
        before = seen.get(external_id) or (known.digest if known else None)
        if before == mark:
            return "unchanged"
        seen[external_id] = mark
        return "created" if before is None else "updated"


def stored_marks(model: Any, source_id: int, kind: str, external_ids: Sequence[str]) -> dict[str, Mark]:
    """What is stored of one source under these external ids."""
    found: dict[str, Mark] = {}
    table = model._meta.db_table
    for chunk in rows.chunks(external_ids):
        query = (
            f'SELECT external_id, id, digest FROM "{table}" '  # noqa: S608 - a table of our own
            f"WHERE source_id = %s AND kind = %s AND external_id IN ({rows.marks_for(chunk)})"
        )
        held = rows.select(query, [source_id, kind, *chunk])
        found.update((external_id, Mark(record_id, bytes(mark))) for external_id, record_id, mark in held)
    return found


def count_kept(tally: Tally, record: AnyRecord, verb: str) -> None:
    """Counts a kept record; one that no room shows yet is told as kept for later."""
    kind = kind_of(record)
    tally.count(KEPT_PLURAL[kind], "kept" if verb == "created" and kind not in public.PLACED else verb)


def _invitation_line(record: InvitationRecord) -> str:
    return record.sender.name if record.direction == "in" else record.recipient.name
