"""Finds the person behind each record: one already known by that record, one that linkage is sure of, or somebody new.

Remembers what this import has added, so that a preview (which writes nothing) decides exactly as applying does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from django.db import connection
from django.db.models import Max

from hustings.apps.intake.former import with_what_was_known
from hustings.apps.intake.remembering import CROWDED, Entries, Remembered, Told
from hustings.apps.intake.surnames import Surnames
from hustings.apps.people.models import BlockKey, Person, SourceRecord
from hustings.apps.people.provenance import is_known_by_alone, refused_sources
from hustings.apps.people.queries.learnt import weights_of
from hustings.engine import linkage
from hustings.engine.linkage import weights
from hustings.engine.linkage.outlines import Bond, bond_of
from hustings.engine.linkage.screening import Outline, is_hopeless, outline_of, scale_of
from hustings.kernel.provenance import Use
from hustings.kernel.records import PersonRecord, decode, digest, encode
from hustings.storage import rows

Verb = Literal["created", "linked", "updated", "unchanged", "review"]
FEW = 2_000
"""A workspace with at most so many people is held in memory by an import instead of asked for each batch."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Somebody who may be the same person, for the review queue."""

    person: int
    probability: float
    reasons: list[list[object]]


@dataclass(frozen=True, slots=True)
class Match:
    """What is to be done with a record. `person` is an id; in a preview, new people have negative ones.

    `keys` are the blocking keys of a new person.
    """

    record: PersonRecord
    verb: Verb
    person: int
    digest: bytes
    payload: str
    record_id: int | None = None
    before: str = ""
    doubts: tuple[Doubt, ...] = ()
    is_new_person: bool = False
    keys: tuple[str, ...] = ()


FromStore = dict[str, Sequence[int] | None]
"""The people in the store by blocking key; None where they are too many to say anything."""


class Known(NamedTuple):
    """A record that is stored already or was met earlier in this import. `is_ours` where this very pass brought it."""

    digest: bytes
    person: int
    record_id: int | None
    payload: str = ""
    is_ours: bool = True


class Incoming(NamedTuple):
    """A record prepared for matching."""

    record: PersonRecord
    payload: str
    digest: bytes
    profile: linkage.Profile
    keys: tuple[str, ...]
    outline: Outline | None


class Matcher:
    """The matching of one import. `new_ids` gives ids to new people; an import that is resumed says since when it runs.

    A `preview` stores nothing between two calls, so that the matcher itself keeps the entries that it has met.
    """

    def __init__(
        self,
        workspace_id: int,
        *,
        new_ids: Iterator[int],
        own_person: int,
        since: datetime | None = None,
        preview: bool = False,
        folder: Path | None = None,
    ) -> None:
        self.workspace_id = workspace_id
        self.ended_on = ""
        self.renamed: dict[str, str] = {}
        self.own_person = own_person
        self._ids = new_ids
        self._entries = Entries(folder) if preview else None
        self._told = Told()
        self._surnames = Surnames(workspace_id, since=since)
        self._trained = weights_of(workspace_id, before=since)
        self._scale = scale_of(self._trained)
        self._met = Remembered(folder, scale=self._scale)
        self._people = Person.objects.filter(workspace_id=workspace_id)
        self._held: int = self._people.count()
        self._is_small = self._held <= FEW
        self._seen_up_to = 0
        self._unmatched: frozenset[int] | None = None
        self._last_record = SourceRecord.objects.aggregate(last=Max("id"))["last"] or 0

    def match(self, records: Sequence[PersonRecord], *, source_id: int) -> list[Match]:
        """A match for each record, in order; external ids come once in a call. Later records see what earlier ones added."""
        with connection.cursor() as self._cursor:
            return self._match(records, source_id)

    def _match(self, records: Sequence[PersonRecord], source_id: int) -> list[Match]:
        encoded = [(record, payload := encode(record), digest(payload)) for record in records]
        known = self._known({record.external_id: mark for record, _, mark in encoded}, source_id)
        fresh = {
            record.external_id: self._incoming(record, payload, mark, source_id)
            for record, payload, mark in encoded
            if record.external_id not in known
        }
        self._unmatched = None
        from_store = self._candidates_in_store({key for incoming in fresh.values() for key in incoming.keys} if fresh else ())
        matches = []
        for record, payload, mark in encoded:
            incoming = fresh.get(record.external_id)
            if incoming is not None:
                match = self._first_time(incoming, from_store, source_id)
            else:
                match = self._again(record, known[record.external_id], mark, payload)
                incoming = self._incoming(record, payload, mark, source_id) if match.verb != "unchanged" else None
            if incoming is not None:
                self._remember(match, incoming, source_id)
            matches.append(match)
        return matches

    def close(self) -> None:
        """Forgets whom it met."""
        self._met.close()
        if self._entries is not None:
            self._entries.close()

    def _incoming(self, record: PersonRecord, payload: bytes, mark: bytes, source_id: int) -> Incoming:
        profile = self._profile_of(record, source_id)
        return Incoming(record, payload.decode(), mark, profile, linkage.block_keys(profile), outline_of(profile))

    def _again(self, record: PersonRecord, known: Known, mark: bytes, payload: bytes) -> Match:
        if known.digest == mark or record.external_id.startswith("party:"):
            return Match(record, "unchanged", known.person, mark, known.payload, known.record_id)
        kept = encode(with_what_was_known(record, known.payload, ended_on=self.ended_on, renamed=self.renamed)).decode()
        if kept == known.payload:
            return Match(record, "unchanged", known.person, mark, known.payload, known.record_id)
        # What this very import brought a moment ago was not there before it.
        before = "" if known.is_ours else known.payload
        return Match(record, "updated", known.person, mark, kept, known.record_id, before=before)

    def _first_time(self, incoming: Incoming, from_store: FromStore, source_id: int) -> Match:
        record, payload, mark = incoming.record, incoming.payload, incoming.digest
        if record.is_owner:
            return Match(record, "linked", self.own_person, mark, payload)
        scored = self._scored(incoming, from_store)
        decision = linkage.decide(incoming.profile, scored.items())
        target = decision.target
        if decision.action == "link" and isinstance(target, int) and self._may_link(scored[target], target, source_id):
            return Match(record, "linked", target, mark, payload)
        doubts = tuple(
            Doubt(candidate.key, candidate.probability, [list(reason) for reason in scored[candidate.key].reasons])
            for candidate in decision.candidates
            if isinstance(candidate.key, int)
        )
        verb: Verb = "review" if doubts else "created"
        return Match(record, verb, next(self._ids), mark, payload, doubts=doubts, is_new_person=True, keys=incoming.keys)

    def _may_link(self, found: linkage.Comparison, target: int, source_id: int) -> bool:
        """Whether no use rule forbids it: of sources that must not be matched, only the very same account links by itself."""
        if linkage.is_same_account(reason.code for reason in found.reasons):
            return True
        if self._unmatched is None:
            self._unmatched = refused_sources(self.workspace_id, Use.MATCH)
        return source_id not in self._unmatched and not is_known_by_alone(target, self._unmatched)

    def _scored(self, incoming: Incoming, from_store: FromStore) -> dict[int, linkage.Comparison]:
        """How probably each candidate is meant, without those of whom an outline says that they are not."""
        candidates = self._candidates(incoming, from_store)
        if not candidates:
            return {}
        names, people = self._surnames.share, self._held + len(self._met)
        return {
            person: linkage.compare(incoming.profile, profile, surname_frequency=names, population=people, trained=self._trained)
            for person, profile in candidates.items()
            if not _are_two_entries(incoming.profile, profile)
        }

    def _candidates(self, incoming: Incoming, from_store: FromStore) -> dict[int, linkage.Profile]:
        """Profiles by person: of those in the store who may be meant, and of those met, by whatever key they are found."""
        stored: dict[int, Bond] = {}
        met: dict[int, Bond] = {}
        unseen = Bond.WORDS
        for key in incoming.keys:
            bond = bond_of(key)
            places, people = self._met.blocks.find(key), from_store.get(key, ())
            if places is None or people is None or self._are_many(people, places):
                unseen = max(unseen, bond)
                continue
            for person in people:
                place = self._met.place_of(person)
                held, at = (stored, person) if place is None else (met, place)
                held[at] = max(bond, held.get(at, bond))
            for place in places:
                if bond or place not in met:
                    met[place] = max(bond, met.get(place, bond))
        if unseen:
            # Whoever shares one of the keys that were left out may share what it stands for.
            stored, met = ({at: max(bond, unseen) for at, bond in held.items()} for held in (stored, met))
        likely = {person: self._likely(person, bond, incoming.outline) for person, bond in stored.items()}
        found = {person: profile for person, profile in likely.items() if profile}
        return found | {self._met.people[place]: self._met.profile(place) for place in self._screened(met, incoming.outline)}

    def _are_many(self, people: Sequence[int], places: Sequence[int]) -> bool:
        """Whether more share a key than say anything: those in the store and those met, of whom some may be the same."""
        most = len(people) + len(places)
        return most > CROWDED and len({*people, *map(self._met.people.__getitem__, places)}) > CROWDED

    def _screened(self, met: Mapping[int, Bond], outline: Outline | None) -> Collection[int]:
        """The places of those who may be meant."""
        if outline is None or not met:
            return met
        prior = weights.prior(self._held + len(self._met))
        return self._met.outlines.hopeful(
            outline, met, family_weight=self._surnames.weight, prior=prior, rarest=self._surnames.rarest
        )

    def _likely(self, person: int, bond: Bond, outline: Outline | None) -> linkage.Profile | None:
        """All that is said of somebody in the store, if they may be meant."""
        if outline is None or bond is Bond.SURE or self._may_be(outline, person):
            return self._told.profile(person)
        return None

    def _may_be(self, outline: Outline, person: int) -> bool:
        """Whether somebody in the store may be meant: by what a record shows at a glance, then by all that an outline holds."""
        ask, rarest = self._surnames.weight, self._surnames.rarest
        prior = weights.prior(self._held + len(self._met))
        other = self._told.sketch(person)
        if other is not None and is_hopeless(outline, other, family_weight=ask, prior=prior, scale=self._scale, rarest=rarest):
            return False
        profile = self._told.profile(person)
        other = outline_of(profile) if other is not None and profile is not None else None
        return other is None or not is_hopeless(outline, other, family_weight=ask, prior=prior, scale=self._scale, rarest=rarest)

    def _profile_of(self, record: PersonRecord, source_id: int) -> linkage.Profile:
        # A mention in a message stands beside the export's own entry for the same person: that is no second entry.
        source = "" if record.external_id.startswith("party:") else str(source_id)
        return linkage.profile_of(record, key="incoming", source=source)

    def _remember(self, match: Match, incoming: Incoming, source_id: int) -> None:
        person = match.person
        if self._entries is not None:
            self._entries.put(source_id, match.record.external_id, match.digest, person, match.payload)
        profile = incoming.profile
        # An export's own words about its owner stand for them: another member's may be imported in their name.
        known = None if match.is_new_person or match.record.is_owner else self._profile_known(person)
        profile = linkage.merged_profile(known, profile, key=person) if known else msgspec.structs.replace(profile, key=person)
        outline = outline_of(profile) if known else incoming.outline
        self._met.put(person, profile, incoming.keys, outline, is_new=match.is_new_person)

    def _profile_known(self, person: int) -> linkage.Profile | None:
        place = self._met.place_of(person)
        return self._told.profile(person) if place is None else self._met.profile(place)

    def _known(self, marks: Mapping[str, bytes], source_id: int) -> dict[str, Known]:
        """What was met or stored of these entries before; with their payload where their digest has changed."""
        found = self._stored(list(marks), source_id)
        if self._entries is not None:
            for external_id in marks:
                if entry := self._entries.get(source_id, external_id):
                    mark, person, payload = entry
                    found[external_id] = Known(mark, person, None, payload)
        changed = [i for i, known in found.items() if known.digest != marks[i] and known.record_id is not None]
        payloads = self._payloads([record_id for i in changed if (record_id := found[i].record_id) is not None])
        for i in changed:
            found[i] = found[i]._replace(payload=payloads[found[i].record_id or 0])
        return found

    def _stored(self, external_ids: Sequence[str], source_id: int) -> dict[str, Known]:
        found: dict[str, Known] = {}
        for chunk in rows.chunks(external_ids):
            held = self._select(_STORED.format(rows.marks_for(chunk)), [source_id, *chunk])
            for external_id, mark, person, record_id in held:
                found[external_id] = Known(bytes(mark), person, record_id, is_ours=record_id > self._last_record)
        return found

    def _select(self, query: str, parameters: Sequence[int | str]) -> list[tuple[Any, ...]]:
        """The rows of a raw query, by the one cursor of a call: to make one takes as long as a short query."""
        self._cursor.execute(query, parameters)
        return list(self._cursor.fetchall())

    def _payloads(self, record_ids: Sequence[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for chunk in rows.chunks(record_ids):
            found.update(SourceRecord.objects.filter(id__in=chunk).values_list("id", "payload"))
        return found

    def _candidates_in_store(self, keys: Collection[str]) -> FromStore:
        """People found by these keys, without those whom this pass made: it remembers them, and a preview has only that."""
        self._told.clear()
        if self._is_small:
            self._meet_others()
            return {}
        found: dict[str, list[int]] = {}
        for chunk in rows.chunks(keys):
            asked = [self.workspace_id, *(key[:300] for key in chunk)]
            for key, person_id in self._select(_BLOCKED.format(rows.marks_for(chunk)), asked):
                if not self._met.has_made(person_id):
                    found.setdefault(key, []).append(person_id)
        few: FromStore = {key: people if len(people) <= CROWDED else None for key, people in found.items()}
        self._read({person for people in few.values() for person in people or ()})
        return few

    def _meet_others(self) -> None:
        """Remembers the people of a small workspace, and whoever else has come into it since the last call."""
        ids = list(self._people.filter(id__gt=self._seen_up_to).order_by("id").values_list("id", flat=True))
        self._read([person for person in ids if self._met.place_of(person) is None])
        for person in self._told.people():
            if profile := self._told.profile(person):
                self._met.put(person, profile, linkage.block_keys(profile), outline_of(profile), is_new=False)
        self._seen_up_to = ids[-1] if ids else self._seen_up_to

    def _read(self, person_ids: Collection[int]) -> None:
        """What sources say of these people."""
        for chunk in rows.chunks(sorted(person_ids)):
            for _, person_id, source_id, payload in sorted(self._select(_TOLD.format(rows.marks_for(chunk)), chunk)):
                record = decode(payload)
                if isinstance(record, PersonRecord):
                    self._told.add(person_id, "" if record.external_id.startswith("party:") else str(source_id), record)


_STORED = (
    f'SELECT external_id, digest, person_id, id FROM "{SourceRecord._meta.db_table}" '  # noqa: S608 - a table of our own
    "WHERE source_id = %s AND kind = 'person' AND external_id IN ({})"
)


_BLOCKED = (
    f'SELECT key, person_id FROM "{BlockKey._meta.db_table}" '  # noqa: S608 - a table of our own
    "WHERE workspace_id = %s AND key IN ({})"
)
_TOLD = (
    f'SELECT id, person_id, source_id, payload FROM "{SourceRecord._meta.db_table}" '  # noqa: S608 - a table of our own
    "WHERE person_id IN ({}) AND kind = 'person'"
)


def _are_two_entries(profile: linkage.Profile, known: linkage.Profile) -> bool:
    """One export names two network profiles: two people, whatever else they share. Spares most comparisons of a large export."""
    if not set(profile.sources) & set(known.sources):
        return False
    one, other = _network_profiles(profile), _network_profiles(known)
    return bool(one) and bool(other) and not one & other


def _network_profiles(profile: linkage.Profile) -> set[str]:
    return {identity.value for identity in profile.identities if identity.kind == "linkedin"}
