"""What an import does with sets of public data: who left is told from who is merely not named, rooms learn what they keep.

A set that names everybody in office ends the offices of whom it names no more. It does so by changing their statements, with
what was before kept beside the import like any other change: taking the import back gives them their offices again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q

from hustings.apps.civic import actions as civic
from hustings.apps.events import placing as events
from hustings.apps.intake.matching import Match
from hustings.apps.intake.models import Import, KeptRecord, Support
from hustings.apps.intake.spans import merged
from hustings.apps.network.models import NamedIn
from hustings.apps.people.models import Source, SourceRecord
from hustings.apps.people.provenance import Edition
from hustings.apps.records import actions as record_room
from hustings.apps.records.queries import editions_of_scopes
from hustings.connectors.files.registry import READERS
from hustings.kernel.provenance import PUBLISHED
from hustings.kernel.records import AnyRecord, DatasetRecord, PersonRecord, Position, decode, digest, encode
from hustings.storage import rows

READ = frozenset(reader.name for reader in READERS if reader.use_rule in PUBLISHED)
"""The readers of public data."""
PLACED = frozenset({"division", "postcode", "filing"})
"""The kinds of kept records that a room keeps tables of."""
HAPPENING = frozenset({"event", "attendance"})
"""The kinds that the room of events shows, from whatever source."""
FEW = 3
"""So many may always have left at once, however few remain."""
EXCERPT = (
    "This names {named} of the {known} who were known to hold an office here, too few to be all of them: nobody was taken as "
    "having left."
)


class Departed(NamedTuple):
    """Somebody whom an older edition names in office and this one does not: the stored statement, and the person."""

    record_id: int
    person: int
    payload: str
    record: PersonRecord


class Seen:
    """Which entries of each set of public data a pass has met, and which were stored when its first set ended."""

    def __init__(self) -> None:
        self._ids: dict[tuple[int, str], set[str]] = {}
        self._stored: dict[int, dict[str, list[tuple[int, str]]]] = {}

    def note(self, records: Iterable[PersonRecord], source: Any) -> None:
        """Remembers the people of a batch, if they come from public data."""
        if source.reader in READ:
            for record in records:
                self.of(source, scope_of(record.external_id)).add(record.external_id)

    def of(self, source: Any, scope: str) -> set[str]:
        """The external ids met of a set."""
        return self._ids.setdefault((source.pk, scope), set())

    def stored(self, source: Any, scope: str) -> list[tuple[int, str]]:
        """Statements about people that a set has in store, by their ids: looked up once for all sets of a source."""
        if source.pk not in self._stored:
            found = self._stored[source.pk] = {}
            held = SourceRecord.objects.filter(source_id=source.pk, kind="person", person__isnull=False).order_by("id")
            for record_id, external_id in held.values_list("id", "external_id").iterator():
                found.setdefault(scope_of(external_id), []).append((record_id, external_id))
        return self._stored[source.pk].get(scope, [])


def scope_of(external_id: str) -> str:
    """The set of data that a record belongs to."""
    return external_id.partition(":")[0]


def ended(record: PersonRecord, *, on: str) -> PersonRecord:
    """The record with every office over, at the latest on this day."""
    return msgspec.structs.replace(record, positions=tuple(_ended(each, on=on) for each in record.positions))


def lasting(record: PersonRecord, *, on: str) -> PersonRecord:
    """The record with positions as current ones whose end is known and not before this day (ISO 8601), as that of a term is."""
    if not on or not any(_lasts(each, on) for each in record.positions):
        return record
    positions = tuple(msgspec.structs.replace(each, current=each.current or _lasts(each, on)) for each in record.positions)
    return msgspec.structs.replace(record, positions=positions)


def _lasts(position: Position, on: str) -> bool:
    # A year or a month is over with its last day.
    return bool(position.until) and not position.current and position.until >= on[: len(position.until)]


def _ended(position: Position, *, on: str) -> Position:
    if not position.current:
        return position
    until = min(filter(None, (position.until, on)), default="")
    return msgspec.structs.replace(position, current=False, until=until)


def departed(source: Any, dataset: DatasetRecord, *, seen: Seen, import_id: int | None) -> list[Departed]:
    """Whom this source named in office before and does not name now. `import_id` is that of an import which may be resumed."""
    scope = dataset.external_id
    named, met = seen.of(source, scope), _met(import_id) if import_id is not None else []
    missing = [i for i, external_id in seen.stored(source, scope) if external_id not in named and not _is_within(i, met)]
    gone = []
    for chunk in rows.chunks(missing):
        held = SourceRecord.objects.filter(id__in=chunk).order_by("id")
        for record_id, person, payload in held.values_list("id", "person_id", "payload"):
            record = decode(payload)
            if isinstance(record, PersonRecord) and any(each.current for each in record.positions):
                gone.append(Departed(record_id, person, payload, record))
    return gone


def _met(import_id: int) -> list[tuple[int, int]]:
    spans = Support.objects.filter(imported_by_id=import_id, kind="record").values_list("first_id", "last_id")
    return merged(spans)


def _is_within(record_id: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= record_id <= last for first, last in spans)


def is_excerpt(gone: Sequence[Departed], named: Collection[str]) -> bool:
    """Whether so many are missing that the file is rather a part than the whole."""
    return len(gone) > max(FEW, len(named))


def matches_of(gone: Iterable[Departed], *, on: str) -> Iterator[Match]:
    """The changes that end their offices."""
    for each in gone:
        record = ended(each.record, on=on)
        payload = encode(record)
        yield Match(record, "updated", each.person, digest(payload), payload.decode(), each.record_id, before=each.payload)


def as_of(imported: Import) -> date:
    """The day as of which the public data of an import holds: as the member said, else the day on which it was given."""
    said = imported.choices.get("as_of", "")
    return date.fromisoformat(said) if said else imported.created_at.date()


def source_of(workspace_id: int, reader: str) -> Source | None:
    """The source of public data, the workspace's whoever added it first; None where nobody did."""
    return Source.objects.filter(workspace_id=workspace_id, reader=reader, account="").order_by("id").first()


MOST_NAMED = 100
"""Records whose editions are told at once; nobody stands in as many sets of public data."""


def editions_of(workspace_id: int, records: Mapping[int, str]) -> dict[int, Edition]:
    """The newest edition that brought, changed or found unchanged each of these stored records. Two queries."""
    editions = editions_of_scopes(workspace_id, {scope_of(external_id) for external_id in records.values()})
    ids = sorted(records)[-MOST_NAMED:]
    if not editions:
        return {}
    near = reduce(or_, (Q(first_id__lte=i, last_id__gte=i) for i in ids))
    held = Support.objects.filter(near, kind="record", imported_by_id__in={each.import_id for each in editions})
    spans = set(held.values_list("imported_by_id", "first_id", "last_id"))
    found = {}
    for i in ids:
        told_by = {number for number, first, last in spans if first <= i <= last}
        own = (each for each in editions if each.import_id in told_by and each.scope == scope_of(records[i]))
        if newest := next(own, None):
            found[i] = Edition(newest.title, newest.publisher, newest.link, newest.as_of)
    return found


def place(workspace_id: int, records: Mapping[int, AnyRecord]) -> None:
    """Tells the rooms of records that they keep tables of."""
    held = list(records.items())
    civic.place_records(workspace_id, held)
    record_room.place_records(workspace_id, held)


def place_again(workspace_id: int, record_ids: Collection[int]) -> None:
    """Tells the rooms what these records say now, after they were changed by another way than an import."""
    for chunk in rows.chunks(record_ids):
        held = KeptRecord.objects.filter(id__in=chunk, kind__in=PLACED | HAPPENING).values_list("id", "payload", "source_id")
        told, sources = {}, {}
        for record_id, payload, source_id in held:
            told[record_id], sources[record_id] = decode(payload), source_id
        place(workspace_id, told)
        events.place_records(workspace_id, list(told.items()), sources=sources)


def drop(record_ids: Collection[int]) -> None:
    """Takes away what rooms keep of these records."""
    civic.drop_records(record_ids)
    record_room.drop_records(record_ids)
    events.drop_records(record_ids)
    rows.delete(NamedIn, record_ids, key="record_id")


def settle_after_undo(imported: Import) -> None:
    """Forgets what the import told of sets of data and of bodies."""
    record_room.drop_editions(imported.pk)
    civic.drop_unsaid_bodies(imported.workspace_id)
