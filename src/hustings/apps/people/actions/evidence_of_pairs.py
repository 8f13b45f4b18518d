"""What linkage can learn from in a workspace: a sample of records with all their candidates, and pairs that members decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hustings.apps.people.models import BlockKey, MergeEvent, NotSame, Person, SourceRecord
from hustings.engine import linkage
from hustings.engine.linkage import LINK_AT, Observed, Profile
from hustings.engine.linkage.searching import CROWDED, FEW, family_shares
from hustings.kernel.records import PersonRecord, decode
from hustings.storage import rows

SEEDS = 4_096
"""So many people are compared with all their candidates; of a smaller network everybody."""
AT_ONCE = 256
MOST_PAIRS = 150_000
MOST_DECIDED = 2_000
_MERGED = "people.SourceRecord.person"


@dataclass(frozen=True, slots=True)
class Sample:
    """Candidate pairs of the records `looked_at`, their profiles, and how common family names are among them."""

    pairs: Sequence[Observed]
    profiles: Sequence[Profile]
    shares: Mapping[str, float]
    looked_at: int
    people: int


class Decided(NamedTuple):
    """Two profiles about which a member said whether they are one person."""

    first: Profile
    second: Profile
    is_same: bool


class _Told(NamedTuple):
    """One source's words about a person."""

    person: int
    profile: Profile


def sample(workspace_id: int, *, people: int) -> Sample:
    """Some thousand people, spread over all that there are, with whoever shares a blocking key with them."""
    seeds = _spread(workspace_id, people)
    apart = set(NotSame.objects.filter(workspace_id=workspace_id).values_list("first_id", "second_id"))
    merges = MergeEvent.objects.filter(workspace_id=workspace_id, undone_at__isnull=True)
    confirmed = set(merges.values_list("kept_id", flat=True))
    first = [told for few in rows.chunks(seeds, AT_ONCE) for told in _told(few)]
    shares = family_shares([told.profile for told in first])
    pairs: list[Observed] = []
    looked_at = 0
    for few in rows.chunks(seeds, AT_ONCE):
        if len(pairs) >= MOST_PAIRS:
            break
        around = _Around(workspace_id, few)
        looked_at += len(around.seeds)
        pairs += around.pairs(shares, people, apart=apart, confirmed=confirmed)
    return Sample(pairs, [told.profile for told in first], shares, looked_at, people)


def _spread(workspace_id: int, people: int) -> list[int]:
    """Every so many-th person, the same ones each time."""
    step = max(1, -(-people // SEEDS))
    ids = Person.objects.filter(workspace_id=workspace_id).order_by("id").values_list("id", flat=True)
    return [person for place, person in enumerate(ids.iterator(chunk_size=10_000)) if place % step == 0]


def _told(person_ids: Collection[int]) -> Iterator[_Told]:
    """One profile for each record; a mere mention in a message says nothing about how records differ."""
    for chunk in rows.chunks(sorted(person_ids)):
        held = SourceRecord.objects.filter(person_id__in=chunk, kind="person").exclude(external_id__startswith="party:")
        told = held.order_by("person_id", "id").values_list("id", "person_id", "source_id", "payload")
        for number, person, source, payload in told:
            record = decode(payload)
            if isinstance(record, PersonRecord):
                yield _Told(person, linkage.profile_of(record, key=number, source=str(source)))


class _Around:
    """Some people's records and those of everybody who shares a key with them."""

    def __init__(self, workspace_id: int, people: Sequence[int]) -> None:
        own = BlockKey.objects.filter(workspace_id=workspace_id, person_id__in=people).values_list("key", "person_id")
        self._near = _sharing(workspace_id, list(own))
        self._records: dict[int, list[Profile]] = defaultdict(list)
        for told in _told({*people, *(other for near in self._near.values() for other in near)}):
            self._records[told.person].append(told.profile)
        self.seeds = [(person, profile) for person in people for profile in self._records[person]]

    def pairs(
        self, shares: Mapping[str, float], people: int, *, apart: set[tuple[int, int]], confirmed: set[int]
    ) -> Iterator[Observed]:
        """Each record with the others of its person and with those of candidates: a person counts once, however often told of."""
        for person, profile in self.seeds:
            for other in (person, *sorted(self._near[person])):
                held = [each for each in self._records[other] if each.key != profile.key]
                said = _said(person, other, apart, confirmed)
                for each in held:
                    found = linkage.compare(profile, each, surname_frequency=shares, population=people)
                    yield Observed(found.reasons, said, 1 / len(held))


def _said(person: int, other: int, apart: set[tuple[int, int]], confirmed: set[int]) -> bool | None:
    """What a member decided: that a person's records belong together, or that two people are two."""
    if person == other:
        return True if person in confirmed else None
    return False if (min(person, other), max(person, other)) in apart else None


def _sharing(workspace_id: int, own: Sequence[tuple[str, int]]) -> dict[int, set[int]]:
    """Whom each of these people shares a key with, without keys that a crowd shares."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for chunk in rows.chunks(sorted({key for key, _ in own})):
        held = BlockKey.objects.filter(workspace_id=workspace_id, key__in=chunk).values_list("key", "person_id")
        for key, person in held.iterator():
            bearers[key].append(person)
    near: dict[int, set[int]] = defaultdict(set)
    for key, person in own:
        if len(bearers[key]) <= CROWDED:
            near[person].update(bearers[key])
        near[person].discard(person)
    return near


def profiles_of(workspace_id: int, person_ids: Collection[int]) -> dict[int, Profile]:
    """Everything that is known of these people, each as one profile."""
    stated: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for chunk in rows.chunks(sorted(person_ids)):
        held = SourceRecord.objects.filter(workspace_id=workspace_id, person_id__in=chunk, kind="person").order_by("id")
        for person, external_id, source, payload in held.values_list("person_id", "external_id", "source_id", "payload"):
            stated[person].append(("" if external_id.startswith("party:") else str(source), payload))
    found = linkage.profiles_of(stated.items())
    return {int(profile.key): profile for profile in found}


def count_decided(workspace_id: int) -> int:
    """How many pairs members have decided, either way; about as many as `decided_pairs` gives."""
    merged = MergeEvent.objects.filter(workspace_id=workspace_id, undone_at__isnull=True).count()
    return merged + NotSame.objects.filter(workspace_id=workspace_id).count()


def decided_pairs(workspace_id: int) -> list[Decided]:
    """The newest pairs that members decided, as what is known of both sides today. Merges of sure pairs teach nothing new."""
    said = NotSame.objects.filter(workspace_id=workspace_id).order_by("-id")
    apart = list(said.values_list("first_id", "second_id")[:MOST_DECIDED])
    profiles = profiles_of(workspace_id, {person for pair in apart for person in pair})
    found = [Decided(profiles[one], profiles[other], False) for one, other in apart if one in profiles and other in profiles]
    return found + _merged(workspace_id)


def _merged(workspace_id: int) -> list[Decided]:
    """Merged people as they were: the records that moved on one side, those that were there on the other."""
    merges = MergeEvent.objects.filter(workspace_id=workspace_id, undone_at__isnull=True).order_by("-id")[:MOST_DECIDED]
    moved = {merge.kept_id: set(merge.moved.get("rows", {}).get(_MERGED, ())) for merge in merges}
    found = []
    for chunk in rows.chunks(moved, AT_ONCE):
        sides: dict[tuple[int, bool], Profile] = {}
        for told in _told(chunk):
            side = told.person, told.profile.key in moved[told.person]
            known = sides.get(side)
            sides[side] = linkage.merged_profile(known, told.profile, key=told.profile.key) if known else told.profile
        for person in chunk:
            one, other = sides.get((person, False)), sides.get((person, True))
            if one and other and linkage.compare(one, other, population=FEW).probability < LINK_AT:
                found.append(Decided(one, other, True))
    return found
