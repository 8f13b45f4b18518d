"""Whole people as neutral records, for what leaves the workspace: folded from those sources that allow the use.

A thousand people cost five queries; nothing is held beyond them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from hustings.apps.accounts.models import Workspace
from hustings.apps.people.actions.folding import standing_of
from hustings.apps.people.models import CustomValue, Note, Person, PersonTag, SourceRecord
from hustings.apps.people.provenance import refused_sources as refused_sources
from hustings.engine.profile import Sourced, fold
from hustings.kernel.provenance import Use
from hustings.kernel.records import Consent, Name, PersonRecord, decode
from hustings.storage import rows

AT_ONCE = 1_000
SILENT = Consent(channel="any", status="refused", words="by hand")
"""How a member's own "do not contact" stands in a record."""


class Told(NamedTuple):
    """What is kept of a chunk of people, by person."""

    sources: dict[int, list[Sourced]]
    partly: set[int]
    tags: dict[int, list[tuple[str, bool]]]
    values: dict[int, dict[str, str]]
    own_values: dict[int, dict[str, str]]
    notes: dict[int, list[str]]


def bound_sources(workspace_id: int) -> frozenset[int]:
    """The sources of the workspace whose use rules forbid anything at all (or are not known)."""
    return frozenset().union(*(refused_sources(workspace_id, use) for use in Use))


def number_of(mark: str, person_id: int) -> str:
    """The number by which a person is known outside of the workspace."""
    return f"{mark}:{person_id}"


def whole_people(
    workspace_id: int, person_ids: Iterable[int], *, use: Use = Use.EXPORT, without: Collection[int] = ()
) -> Iterator[PersonRecord]:
    """The people in the order given, each as one record under the number of `number_of`.

    Somebody of whom every source forbids the use, or is one of those to do `without`, is left out; of the others, what only
    such sources say.
    """
    mark = Workspace.objects.values_list("mark", flat=True).get(pk=workspace_id)
    refused = refused_sources(workspace_id, use) | frozenset(without)
    for chunk in rows.chunks(person_ids, AT_ONCE):
        held = Person.objects.filter(workspace_id=workspace_id, pk__in=chunk).values_list("id", "name", "silent_by_hand")
        people = {person_id: (name, silent) for person_id, name, silent in held}
        told = _told(chunk, refused)
        for person_id in chunk:
            if person_id in people and (told.sources.get(person_id) or person_id not in told.partly):
                name, silent = people[person_id]
                yield _record(number_of(mark, person_id), person_id, name, silent, told)


def _told(person_ids: Sequence[int], refused: Collection[int]) -> Told:
    told = Told(defaultdict(list), set(), defaultdict(list), defaultdict(dict), defaultdict(dict), defaultdict(list))
    held = SourceRecord.objects.filter(person_id__in=person_ids, kind="person").order_by("id")
    for person, payload, source, reader in held.values_list("person_id", "payload", "source_id", "source__reader").iterator():
        record = decode(payload)
        assert isinstance(record, PersonRecord)
        if source in refused:
            told.partly.add(person)
        else:
            told.sources[person].append(Sourced(record, standing_of(record, reader=reader)))
    tags = PersonTag.objects.filter(person_id__in=person_ids).order_by("tag__name")
    for person, tag, by_hand in tags.values_list("person_id", "tag__name", "by_hand"):
        told.tags[person].append((tag, by_hand))
    values = CustomValue.objects.filter(person_id__in=person_ids).order_by("field__name")
    for person, name, value, by_hand in values.values_list("person_id", "field__name", "value", "by_hand"):
        (told.own_values if by_hand else told.values)[person][name] = value
    for person, text in Note.objects.filter(person_id__in=person_ids).order_by("at", "id").values_list("person_id", "text"):
        told.notes[person].append(text)
    return told


def _record(number: str, person_id: int, name: str, silent: bool, told: Told) -> PersonRecord:
    sources = sorted(told.sources.get(person_id, ()), key=lambda each: each.standing, reverse=True)
    said = [each.record for each in sources]
    partly = person_id in told.partly
    folded: dict[str, Any] = _folded(sources) if sources else {"name": Name(full=name)}
    tags = folded.pop("tags", ())
    return PersonRecord(
        external_id=number,
        websites=_distinct(site for record in said for site in record.websites),
        related=_distinct(pair for record in said for pair in record.related),
        notes=_distinct((*folded.pop("notes", ()), *told.notes[person_id])),
        tags=_tags(told.tags[person_id], permitted=tags if partly else None),
        consents=_consents(folded.pop("consents", ()), silent=silent),
        fields=_fields(folded.pop("fields", ()), told, person_id, partly=partly),
        **folded,
    )


def _folded(sources: Sequence[Sourced]) -> dict[str, Any]:
    profile = fold(sources)
    names = (
        "name", "identities", "positions", "educations", "skills", "addresses", "headline", "summary", "location", "birthday",
        "connected_on", "supports", "household", "tags", "notes", "consents", "fields",
    )  # fmt: skip
    return {name: getattr(profile, name) for name in names}


def _tags(held: Iterable[tuple[str, bool]], *, permitted: Collection[str] | None) -> tuple[str, ...]:
    """The tags as the workspace calls them; where a source forbids the use, a member's own and what others say."""
    allowed = None if permitted is None else {tag.casefold() for tag in permitted}
    return tuple(tag for tag, by_hand in held if by_hand or allowed is None or tag.casefold() in allowed)


def _consents(standings: Iterable[Any], *, silent: bool) -> tuple[Consent, ...]:
    deciding = tuple(standing.evidence[0] for standing in standings)
    return (*deciding, SILENT) if silent else deciding


def _fields(said: Iterable[tuple[str, str]], told: Told, person_id: int, *, partly: bool) -> dict[str, str]:
    """The values of custom fields in canonical form."""
    names = {name.casefold() for name, _ in said}
    sourced = told.values[person_id].items()
    return {name: value for name, value in sourced if not partly or name.casefold() in names} | told.own_values[person_id]


def _distinct(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))
