"""Who is meant by the names on a list: the linkage that imports use (engine.linkage), asked about people whom we know already.

Nobody is made here. A sure one is linked, doubtful ones are told for a member to say, all others stay names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hustings.apps.people.models import BlockKey, Identity, Person, SourceRecord
from hustings.apps.people.provenance import refused_people
from hustings.engine import linkage
from hustings.kernel.identities import email_identity
from hustings.kernel.provenance import Use
from hustings.kernel.records import Name, PersonRecord, Position, decode
from hustings.storage import rows

CROWDED = 60
"""A key that so many people share says too little to look at all of them."""
SURE_NAME = 0.9
"""On a list of an event, a full name and its organisation are as sure as most of its own lines: from here on nobody is asked."""
MOST_DOUBTS = 5


class Entry(NamedTuple):
    """A line of a list."""

    name: str
    organisation: str = ""
    title: str = ""
    email: str = ""
    answer: str = ""
    role: str = ""


class Meant(NamedTuple):
    """Whom a line means: a person, or those who may be meant, the likeliest first; neither for somebody unknown."""

    person: int | None
    doubts: tuple[int, ...]


def match(workspace_id: int, entries: Sequence[Entry]) -> list[Meant]:
    """Whom each line means. A constant number of queries for each thousand candidates."""
    profiles = [linkage.profile_of(record_of(entry), key="incoming") for entry in entries]
    keys = {key[:300] for profile in profiles for key in linkage.block_keys(profile)}
    by_key = _people_by_key(workspace_id, keys)
    known = _profiles({person for people in by_key.values() for person in people})
    population = Person.objects.filter(workspace_id=workspace_id).count()
    unmatched = refused_people(workspace_id, Use.MATCH)
    return [_meant(profile, by_key, known, population, unmatched) for profile in profiles]


def record_of(entry: Entry) -> PersonRecord:
    """A line as a record of a person."""
    identity = email_identity(entry.email) if entry.email else None
    position = Position(organisation=entry.organisation, title=entry.title, current=True)
    return PersonRecord(
        external_id=f"guest:{entry.name}", name=Name(full=entry.name), identities=(identity,) if identity else (),
        positions=(position,) if entry.organisation or entry.title else (),
    )  # fmt: skip


def _people_by_key(workspace_id: int, keys: Iterable[str]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for chunk in rows.chunks(sorted(keys)):
        held = BlockKey.objects.filter(workspace_id=workspace_id, key__in=chunk, person__own_member=None)
        for key, person in held.values_list("key", "person_id"):
            found.setdefault(key, set()).add(person)
    return {key: people for key, people in found.items() if len(people) <= CROWDED}


def _profiles(people: Iterable[int]) -> dict[int, linkage.Profile]:
    found: dict[int, linkage.Profile] = {}
    for chunk in rows.chunks(sorted(people)):
        held = SourceRecord.objects.filter(person_id__in=chunk, kind="person").order_by("id")
        for person_id, payload in held.values_list("person_id", "payload").iterator():
            record = decode(payload)
            if person_id is not None and isinstance(record, PersonRecord):
                profile = linkage.profile_of(record, key=person_id)
                before = found.get(person_id)
                found[person_id] = linkage.merged_profile(before, profile, key=person_id) if before else profile
    return found


def _meant(
    profile: linkage.Profile, by_key: Mapping[str, set[int]], known: Mapping[int, linkage.Profile], population: int,
    unmatched: frozenset[int],
) -> Meant:  # fmt: skip
    """`unmatched` are people whom no use rule lets be linked; a line of a list names no account that would."""
    candidates = {person for key in linkage.block_keys(profile) for person in by_key.get(key[:300], ())}
    scored = [
        (person, linkage.compare(profile, known[person], population=population))
        for person in sorted(candidates)
        if person in known
    ]
    decision = linkage.decide(profile, scored)
    likely = [each.key for each in decision.candidates if isinstance(each.key, int)]
    sure = decision.action == "link" or decision.probability >= SURE_NAME
    if isinstance(decision.target, int) and sure and decision.target not in unmatched:
        return Meant(decision.target, ())
    return Meant(None, tuple(likely[:MOST_DOUBTS]))


def people_by_email(workspace_id: int, addresses: Iterable[str]) -> dict[str, list[int]]:
    """The people who have these e-mail addresses, ourselves left out; a family may share one."""
    found: dict[str, list[int]] = {}
    for chunk in rows.chunks(sorted(set(addresses))):
        held = Identity.objects.filter(workspace_id=workspace_id, kind="email", value__in=chunk, person__own_member=None)
        for value, person in held.order_by("person_id").values_list("value", "person_id"):
            found.setdefault(value, []).append(person)
    return found
