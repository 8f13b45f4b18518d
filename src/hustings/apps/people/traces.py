"""By what a person can be known in texts and records: every name and handle that any source gave them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hustings.apps.people.models import Identity, MergeEvent, Person, SourceRecord
from hustings.engine.linkage import name_key
from hustings.kernel.records import Party, PersonRecord, decode

SHARED_KINDS = frozenset({"phone", "url"})
"""Handles that a household or an office shares: they say who is meant only together with the name."""
SHORTEST = 5
"""Handles shorter than this stand in texts by chance."""


@dataclass(frozen=True, slots=True)
class Traces:
    """A person's names and handles (kind, value). Handles that somebody else bears too say nothing and are left out."""

    person_id: int
    names: frozenset[str]
    handles: frozenset[tuple[str, str]]

    def keys(self) -> frozenset[str]:
        """What `keys_of` gives for anybody who is this person."""
        return frozenset(key for name in (*self.names, "") for key in keys_of(name, self.handles))

    def are_of(self, party: Party) -> bool:
        """Whether a message, an event or another record means this person by the party."""
        if party.identities:
            return not self.keys().isdisjoint(keys_of(party.name, ((i.kind, i.value) for i in party.identities)))
        return bool(name_key(party.name)) and name_key(party.name) in {name_key(name) for name in self.names}

    def stand_in(self, text: str) -> bool:
        """Whether a text holds one of the names, as whole words, or one of the handles."""
        folded = text.casefold()
        handles = (value.casefold() for _, value in self.handles if len(value) >= SHORTEST)
        return any(value in folded for value in handles) or any(
            re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", folded) for name in self.names
        )


def keys_of(name: str, handles: Iterable[tuple[str, str]]) -> list[str]:
    """One text for each handle by which a person is known; a handle that can be shared counts with the name alone."""
    key = name_key(name) if name else ""
    return [f"{kind}:{value}|{key}" if kind in SHARED_KINDS else f"{kind}:{value}" for kind, value in handles]


def traces_of(person: Person) -> Traces:
    """What is known of a person from folded rows, the words of all sources, and merges."""
    names = {person.name, *MergeEvent.objects.filter(kept=person).values_list("gone_name", flat=True)}
    handles = set(Identity.objects.filter(person=person).values_list("kind", "value"))
    for payload in SourceRecord.objects.filter(person=person, kind="person").values_list("payload", flat=True):
        record = decode(payload)
        assert isinstance(record, PersonRecord)
        names.add(record.name.full)
        handles.update((identity.kind, identity.value) for identity in record.identities)
    others = Identity.objects.filter(workspace_id=person.workspace_id).exclude(person=person)
    kinds, values = {kind for kind, _ in handles}, {value for _, value in handles}
    shared = set(others.filter(kind__in=kinds, value__in=values).values_list("kind", "value"))
    return Traces(person.pk, frozenset(name for name in names if name.strip()), frozenset(handles - shared))
