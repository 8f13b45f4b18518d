"""Finds the person behind each record: one already known by that record, one that linkage is sure of, or somebody new.

Remembers what this import has added, so that a preview (which writes nothing) decides exactly as applying does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from django.db.models import Count, Max

from hustings.apps.people.models import BlockKey, Person, SourceRecord
from hustings.engine import linkage
from hustings.kernel.records import PersonRecord, Position, decode, digest, encode
from hustings.storage import rows

Verb = Literal["created", "linked", "updated", "unchanged", "review"]
SMALL = 4_096
"""Fewer people than this say nothing about how common a name is."""
CROWDED = 60
"""A key that more people share than this says nothing; comparing them all would cost more than it finds."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Somebody who may be the same person, for the review queue."""

    person: int
    probability: float
    reasons: list[list[object]]


@dataclass(frozen=True, slots=True)
class Match:
    """What is to be done with a record. `person` is an id; in a preview, new people have negative ones."""

    record: PersonRecord
    verb: Verb
    person: int
    digest: bytes
    payload: str
    record_id: int | None = None
    before: str = ""
    doubts: tuple[Doubt, ...] = ()
    is_new_person: bool = False


@dataclass(slots=True)
class Known:
    """A record that is stored already or was met earlier in this import."""

    digest: bytes
    person: int
    record_id: int | None
    payload: str


class Matcher:
    """The matching of one import. `new_ids` gives ids to new people; an import that is resumed says since when it runs."""

    def __init__(self, workspace_id: int, *, new_ids: Iterator[int], own_person: int, since: datetime | None = None) -> None:
        self.workspace_id = workspace_id
        self.own_person = own_person
        self._ids = new_ids
        self._met: dict[tuple[int, str], Known] = {}
        self._blocks: dict[str, list[int]] = {}
        self._profiles: dict[int, linkage.Profile] = {}
        self._has_people = BlockKey.objects.filter(workspace_id=workspace_id).exists()
        self._surnames = Surnames(workspace_id, since=since)
        self._new: set[int] = set()

    def match(self, records: Sequence[PersonRecord], *, source_id: int) -> list[Match]:
        """A match for each record, in order; external ids come once in a call. Later records see what earlier ones added."""
        known = self._stored([record.external_id for record in records], source_id)
        known |= {record.external_id: met for record in records if (met := self._met.get((source_id, record.external_id)))}
        fresh = [record for record in records if record.external_id not in known]
        profiles = {record.external_id: self._profile_of(record, source_id) for record in fresh}
        keys = {external_id: linkage.block_keys(profile) for external_id, profile in profiles.items()}
        from_store = self._candidates_in_store({key for found in keys.values() for key in found})
        matches = []
        for record in records:
            external_id, payload = record.external_id, encode(record)
            if external_id in known:
                match = self._again(record, known[external_id], digest(payload), payload)
            else:
                match = self._first_time(record, profiles[external_id], keys[external_id], from_store, digest(payload), payload)
            self._met[source_id, external_id] = Known(match.digest, match.person, match.record_id, match.payload)
            if match.verb != "unchanged":
                profile = profiles.get(external_id) or self._profile_of(record, source_id)
                self._remember(match.person, profile, keys.get(external_id) or linkage.block_keys(profile))
            matches.append(match)
        return matches

    def _again(self, record: PersonRecord, known: Known, mark: bytes, payload: bytes) -> Match:
        if known.digest == mark or record.external_id.startswith("party:"):
            return Match(record, "unchanged", known.person, mark, known.payload, known.record_id)
        kept = encode(with_what_was_known(record, known.payload)).decode()
        if kept == known.payload:
            return Match(record, "unchanged", known.person, mark, known.payload, known.record_id)
        # What this very import brought a moment ago was not there before it.
        before = known.payload if known.record_id is not None else ""
        return Match(record, "updated", known.person, mark, kept, known.record_id, before=before)

    def _first_time(
        self,
        record: PersonRecord,
        profile: linkage.Profile,
        keys: Sequence[str],
        from_store: dict[str, list[int]],
        mark: bytes,
        payload: bytes,
    ) -> Match:
        if record.is_owner:
            return Match(record, "linked", self.own_person, mark, payload.decode())
        candidates = self._candidates(keys, from_store)
        names, people = self._surnames.share, self._surnames.people
        scored = {
            person: linkage.compare(profile, self._profiles[person], surname_frequency=names, population=people)
            for person in candidates
            if not _are_two_entries(profile, self._profiles[person])
        }
        decision = linkage.decide(profile, scored.items())
        if decision.action == "link" and isinstance(decision.target, int):
            return Match(record, "linked", decision.target, mark, payload.decode())
        doubts = tuple(
            Doubt(candidate.key, candidate.probability, [list(reason) for reason in scored[candidate.key].reasons])
            for candidate in decision.candidates
            if isinstance(candidate.key, int)
        )
        verb: Verb = "review" if doubts else "created"
        person = next(self._ids)
        self._new.add(person)
        return Match(record, verb, person, mark, payload.decode(), doubts=doubts, is_new_person=True)

    def _candidates(self, keys: Sequence[str], from_store: dict[str, list[int]]) -> list[int]:
        found: dict[int, None] = {}
        for key in keys:
            met = dict.fromkeys((*from_store.get(key, ()), *self._blocks.get(key, ())))
            if len(met) <= CROWDED:
                found.update(met)
        return list(found)

    def _profile_of(self, record: PersonRecord, source_id: int) -> linkage.Profile:
        # A mention in a message stands beside the export's own entry for the same person: that is no second entry.
        source = "" if record.external_id.startswith("party:") else str(source_id)
        return linkage.profile_of(record, key="incoming", source=source)

    def _remember(self, person: int, profile: linkage.Profile, keys: Sequence[str]) -> None:
        known = self._profiles.get(person)
        self._profiles[person] = (
            merged_profile(known, profile, key=person) if known else msgspec.structs.replace(profile, key=person)
        )
        for key in keys:
            held = self._blocks.setdefault(key, [])
            if person not in held and len(held) <= CROWDED:
                held.append(person)

    def _stored(self, external_ids: Sequence[str], source_id: int) -> dict[str, Known]:
        found: dict[str, Known] = {}
        for chunk in rows.chunks(external_ids):
            held = SourceRecord.objects.filter(source_id=source_id, kind="person", external_id__in=chunk).values_list(
                "external_id", "digest", "person_id", "id", "payload"
            )
            for external_id, mark, person_id, record_id, payload in held:
                found[external_id] = Known(bytes(mark), person_id, record_id, payload)
        return found

    def _candidates_in_store(self, keys: Collection[str]) -> dict[str, list[int]]:
        """People found by these keys, without those whom this pass made: it remembers them, and a preview has only that."""
        if not self._has_people or not keys:
            return {}
        found: dict[str, list[int]] = {}
        for chunk in rows.chunks(keys):
            held = BlockKey.objects.filter(workspace_id=self.workspace_id, key__in=[key[:300] for key in chunk])
            for key, person_id in held.order_by("person_id").values_list("key", "person_id"):
                if person_id not in self._new:
                    found.setdefault(key, []).append(person_id)
        found = {key: people for key, people in found.items() if len(people) <= CROWDED}
        self._load_profiles({person for people in found.values() for person in people} - self._profiles.keys())
        return found

    def _load_profiles(self, person_ids: Collection[int]) -> None:
        for chunk in rows.chunks(sorted(person_ids)):
            held = (
                SourceRecord.objects.filter(person_id__in=chunk, kind="person")
                .order_by("id")
                .values_list("person_id", "source_id", "payload")
            )
            for person_id, source_id, payload in held.iterator():
                record = decode(payload)
                if isinstance(record, PersonRecord):
                    source = "" if record.external_id.startswith("party:") else str(source_id)
                    profile = linkage.profile_of(record, key=person_id, source=source)
                    known = self._profiles.get(person_id)
                    self._profiles[person_id] = merged_profile(known, profile, key=person_id) if known else profile


def _are_two_entries(profile: linkage.Profile, known: linkage.Profile) -> bool:
    """One export names two network profiles: two people, whatever else they share. Spares most comparisons of a large export."""
    if not set(profile.sources) & set(known.sources):
        return False
    one, other = _network_profiles(profile), _network_profiles(known)
    return bool(one) and bool(other) and not one & other


def _network_profiles(profile: linkage.Profile) -> set[str]:
    return {identity.value for identity in profile.identities if identity.kind == "linkedin"}


class Surnames:
    """How common family names are among the people known before this import, the same from its begin to its end."""

    def __init__(self, workspace_id: int, *, since: datetime | None = None) -> None:
        self._keys = BlockKey.objects.filter(workspace_id=workspace_id)
        people = Person.objects.filter(workspace_id=workspace_id)
        people = people.filter(created_at__lt=since) if since is not None else people
        known = people.aggregate(people=Count("id"), last=Max("id"))
        self.people: int = known["people"]
        self._last: int = known["last"] or 0
        self._stored: dict[str, int] = {}

    def share(self, family: str) -> float | None:
        """The share of people who bear the name; None (unknown) where it stands out for nobody."""
        if family not in self._stored:
            within = {"key__gte": f"n:{family}:", "key__lt": f"n:{family};", "person_id__lte": self._last}
            self._stored[family] = self._keys.filter(**within).values("person_id").distinct().count() if self._last else 0
        bearers = self._stored[family]
        return bearers / max(self.people, SMALL) if bearers > 2 else None


def merged_profile(known: linkage.Profile, other: linkage.Profile, *, key: int) -> linkage.Profile:
    """Everything that two profiles of one person say."""
    lists = {
        name: tuple(dict.fromkeys((*getattr(known, name), *getattr(other, name))))
        for name in known.__struct_fields__
        if name != "key"
    }
    return linkage.Profile(key=key, **lists)


OF_AN_OWNER = ("positions", "educations", "skills", "addresses", "websites", "headline", "summary", "location", "birthday")


def with_what_was_known(record: PersonRecord, before: str) -> PersonRecord:
    """The record with what its older version held and a newer one does not deny."""
    old = decode(before)
    if isinstance(old, PersonRecord):
        record = with_former_consents(record, old)
    if not record.is_owner or not isinstance(old, PersonRecord):
        return with_former_positions(record, before)
    # An export of a few tables tells of its owner only what stands in them.
    gaps = {name: getattr(old, name) for name in OF_AN_OWNER if not getattr(record, name)}
    name = old.name if old.name.full == record.name.full and not record.name.family else record.name
    added = set(record.identities) - set(old.identities)
    identities = tuple(dict.fromkeys((*record.identities, *old.identities))) if added else old.identities
    return msgspec.structs.replace(record, **{**gaps, "name": name, "identities": identities})


def with_former_consents(record: PersonRecord, old: PersonRecord) -> PersonRecord:
    """The record with every "no" of its older version on which the newer one is silent: a column left out lifts nothing."""
    spoken = {(consent.channel, consent.value, consent.purpose) for consent in record.consents}
    silent = tuple(
        consent
        for consent in old.consents
        if consent.status != "given" and (consent.channel, consent.value, consent.purpose) not in spoken
    )
    return msgspec.structs.replace(record, consents=(*record.consents, *silent)) if silent else record


def with_former_positions(record: PersonRecord, before: str) -> PersonRecord:
    """The record with positions that its older version held and it no longer names: they are over, not unsaid."""
    old = decode(before)
    if not isinstance(old, PersonRecord):
        return record
    named = {(linkage.organisation_key(p.organisation), p.title.casefold()) for p in record.positions}
    former: tuple[Position, ...] = tuple(
        msgspec.structs.replace(position, current=False)
        for position in old.positions
        if (linkage.organisation_key(position.organisation), position.title.casefold()) not in named
    )
    return msgspec.structs.replace(record, positions=(*record.positions, *former)) if former else record
