"""What this very workspace gave out and gets back: known by its number, whoever has a similar name, and never twice.

Of a person only what somebody changed comes in; everything else that is still there is counted as unchanged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from hustings.apps.accounts.models import Workspace
from hustings.apps.intake.counting import KEPT_PLURAL, PLURAL
from hustings.apps.intake.matching import Match, Verb
from hustings.apps.intake.models import KeptRecord
from hustings.apps.intake.tally import Tally
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.models import Interaction, MergeEvent, Organisation, Person, SourceRecord
from hustings.apps.people.queries.whole import whole_people
from hustings.connectors.protocol import Found
from hustings.engine.difference import beyond, together
from hustings.kernel.identities import hustings_identity
from hustings.kernel.provenance import Use
from hustings.kernel.records import AnyRecord, Party, PersonRecord, decode, digest, encode, kind_of

_ROW = re.compile(r"([iov]?)([1-9]\d{0,17})(?::\d+)?")
_KEPT = "k:"
_TWIN = re.compile(r"#\d+$")
Store = Callable[[Sequence[Match]], None]


class Returning:
    """Knows the numbers that this workspace gives out. Costs nothing for files that bear none of them."""

    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self.mark = Workspace.objects.values_list("mark", flat=True).get(pk=workspace_id)
        self._seen: dict[str, PersonRecord] = {}
        self._still: dict[int, int] = {}

    def without_own(self, batch: Sequence[Found], *, source_id: int, tally: Tally, store: Store) -> list[Found]:
        """The batch without what is known here; changes to people go to `store`, everything is counted."""
        own = [found.record for found in batch if found.record.external_id.startswith(f"{self.mark}:")]
        if not own:
            return list(batch)
        people = [record for record in own if isinstance(record, PersonRecord)]
        known = self._people(people, source_id, tally, store)
        known |= self._rows([record for record in own if not isinstance(record, PersonRecord)], tally)
        return [found for found in batch if (kind_of(found.record), found.record.external_id) not in known]

    def person_of(self, party: Party) -> int | None:
        """The person of this workspace whom a party names by number."""
        prefix = hustings_identity(self.mark, "").value
        numbers = [each.value.removeprefix(prefix) for each in party.identities if each.value.startswith(prefix)]
        wanted = [int(number) for number in numbers if number.isdecimal()]
        return next(iter(self._still_there(wanted).values()), None) if wanted else None

    def _people(self, records: Sequence[PersonRecord], source_id: int, tally: Tally, store: Store) -> set[tuple[str, str]]:
        there = self._still_there([i for record in records if (i := self._number(record)[1])])
        ids = {record.external_id: there[i] for record in records if (i := self._number(record)[1]) in there}
        whole = whole_people(self.workspace_id, set(ids.values()), use=Use.SHOW)
        present = {number: record for record in whole if (number := self._number(record)[1])}
        stored = self._stored(ids, source_id)
        for record in records:
            if record.external_id in ids:
                known = self._seen.get(record.external_id) or present[ids[record.external_id]]
                self._take(record, known, ids[record.external_id], stored.get(record.external_id), tally, store)
        return {("person", external_id) for external_id in ids}

    def _take(
        self, record: PersonRecord, known: PersonRecord, person: int, stored: tuple[int, str] | None, tally: Tally, store: Store
    ) -> None:
        own = hustings_identity(self.mark, record.external_id.partition(":")[2])
        record = msgspec.structs.replace(record, identities=tuple(each for each in record.identities if each != own))
        change = beyond(record, known)
        if change is None:
            tally.count("people", "unchanged", record.name.full)
            return
        self._seen[record.external_id] = together(known, change)
        match = _match(change, person, stored)
        tally.count("people", match.verb, record.name.full)
        store([match])

    def _stored(self, external_ids: Iterable[str], source_id: int) -> dict[str, tuple[int, str]]:
        held = SourceRecord.objects.filter(source_id=source_id, kind="person", external_id__in=list(external_ids))
        return {external_id: (row, payload) for external_id, row, payload in held.values_list("external_id", "id", "payload")}

    def _still_there(self, numbers: Sequence[int]) -> dict[int, int]:
        """The people who bear these numbers, or into whom they were merged since."""
        fresh = [number for number in numbers if number not in self._still]
        if fresh:
            held = Person.objects.filter(workspace_id=self.workspace_id, pk__in=fresh).values_list("pk", flat=True)
            self._still |= {number: number for number in held}
            for number in fresh:
                if number not in self._still and (kept := self._merged_into(number)):
                    self._still[number] = kept
        return {number: self._still[number] for number in numbers if number in self._still}

    def _merged_into(self, number: int) -> int | None:
        merged = MergeEvent.objects.filter(workspace_id=self.workspace_id, undone_at=None)
        return merged.filter(gone_id=number).order_by("-id").values_list("kept_id", flat=True).first()

    def _rows(self, records: Sequence[AnyRecord], tally: Tally) -> set[tuple[str, str]]:
        there = {
            "i": self._there(Interaction, records, "i"),
            "o": self._there(Organisation, records, "o"),
            "v": self._there(Invitation, records, "v"),
        }
        kept = self._kept(records)
        known = set()
        for record in records:
            sort, number = self._number(record)
            if number in there.get(sort, ()) or (kind_of(record), record.external_id) in kept:
                known.add((kind_of(record), record.external_id))
                tally.count(_plural(record), "unchanged")
        return known

    def _numbers(self, records: Iterable[AnyRecord], sort: str) -> list[int]:
        return [number for record in records for kind, number in (self._number(record),) if kind == sort]

    def _there(
        self, model: type[Interaction | Organisation | Invitation], records: Iterable[AnyRecord], sort: str
    ) -> Collection[int]:
        held = model._default_manager.filter(workspace_id=self.workspace_id, pk__in=self._numbers(records, sort))
        return set(held.values_list("pk", flat=True))

    def _kept(self, records: Iterable[AnyRecord]) -> set[tuple[str, str]]:
        wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
        for record in records:
            if self._number(record)[1] == 0:
                given = record.external_id.partition(":")[2].removeprefix(_KEPT)
                for name in (given, _TWIN.sub("", given)):
                    wanted[kind_of(record), name].add(record.external_id)
        held = KeptRecord.objects.filter(workspace_id=self.workspace_id, external_id__in=[name for _, name in wanted])
        there = set(held.values_list("kind", "external_id")) & wanted.keys()
        return {(key[0], external_id) for key in there for external_id in wanted[key]}

    @staticmethod
    def _number(record: AnyRecord) -> tuple[str, int]:
        """The sort of row that an own record stands for, and its id; 0 where it stands for a kept record."""
        found = _ROW.fullmatch(record.external_id.partition(":")[2])
        return (found[1], int(found[2])) if found else ("", 0)


def _match(change: PersonRecord, person: int, stored: tuple[int, str] | None) -> Match:
    """What a change comes to: added to what an earlier table changed, and nothing new where that said the same."""
    row, text = stored or (None, "")
    before = decode(text) if text else None
    change = msgspec.structs.replace(change, is_owner=False)
    if isinstance(before, PersonRecord):
        change = together(before, change)
    payload = encode(change)
    verb: Verb = "unchanged" if payload.decode() == text else "updated"
    return Match(
        change, verb, person, digest(payload), payload.decode(), record_id=row, before="" if verb == "unchanged" else text
    )


def _plural(record: AnyRecord) -> str:
    kind = kind_of(record)
    return PLURAL.get(kind) or KEPT_PLURAL.get(kind) or f"{kind}s"
