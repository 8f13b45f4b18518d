"""Which sources say which value of a person, read from the stored records, so that every value can open where it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hustings.apps.people.models import SourceRecord
from hustings.apps.people.provenance import editions_of
from hustings.apps.people.queries.shown import SourceNote
from hustings.engine import profile
from hustings.kernel.provenance import PUBLISHED, USE_RULES
from hustings.kernel.records import Name, PersonRecord, decode

TEXTS = ("headline", "summary", "location", "birthday")


@dataclass(slots=True)
class Said:
    """What the sources of one person say. Keys are those of `keys_of`; the notes are in the order of the records."""

    by_key: dict[str, list[SourceNote]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, Name] = field(default_factory=dict)
    remarks: dict[str, list[SourceNote]] = field(default_factory=lambda: defaultdict(list))
    by_hand: PersonRecord | None = None

    def of(self, key: str) -> tuple[SourceNote, ...]:
        """The sources of one value, each account and each set of public data once with its latest word."""
        latest = {
            (note.reader, note.account, note.member, note.title): note for note in sorted(self.by_key.get(key, ()), key=_age)
        }
        return tuple(latest.values())


def _age(note: SourceNote) -> datetime:
    return note.updated_at


def said_about(person_id: int) -> Said:
    """Everything that sources say about a person. One query, and two more where public data is among them."""
    said = Said()
    held = (
        SourceRecord.objects.filter(person_id=person_id, kind="person")
        .select_related("source__member")
        .order_by("source_id", "id")
    )
    for row, note in noted(held):
        record = decode(row.payload)
        if isinstance(record, PersonRecord):
            _listen(said, record, note)
    return said


def noted(held: Iterable[SourceRecord]) -> list[tuple[SourceRecord, SourceNote]]:
    """Stored records of one workspace, each with its source as pages show it."""
    records = list(held)
    public = {row.pk: row.external_id for row in records if row.source.use_rule in PUBLISHED}
    editions = editions_of(records[0].workspace_id, public) if records else {}
    found = []
    for row in records:
        source, rule, edition = row.source, USE_RULES.get(row.source.use_rule), editions.get(row.pk)
        words = rule.title if rule else source.use_rule
        note = SourceNote(
            source.reader, source.account, source.member.name, row.updated_at, words, *(edition or ())
        )  # fmt: skip
        found.append((row, note))
    return found


def _listen(said: Said, record: PersonRecord, note: SourceNote) -> None:
    for key in set(keys_of(record)):
        said.by_key[key].append(note)
    said.names.setdefault(record.name.full, record.name)
    for text in record.notes:
        said.remarks[text].append(note)


def keys_of(record: PersonRecord) -> Iterator[str]:
    """A key for each value of a record; the same as engine.profile takes for the same value."""
    yield f"name:{record.name.full}"
    yield from (f"identity:{each.kind}:{each.value}" for each in record.identities)
    yield from (position_key(each.organisation, each.title) for each in record.positions)
    yield from (study_key(each.school, each.degree) for each in record.educations)
    yield from (f"skill:{each.casefold()}" for each in record.skills)
    yield from (address_key(each.street, each.locality, each.postal_code) for each in record.addresses)
    yield from (f"tag:{each.casefold()}" for each in record.tags)
    yield from (text_key(name, getattr(record, name)) for name in TEXTS if getattr(record, name))
    if record.connected_on:
        yield "connected_on"


def position_key(organisation: str, title: str) -> str:
    """Names of organisations agree without case, accents and legal form."""
    return profile.position_key(organisation, title)


def study_key(school: str, degree: str) -> str:
    """A time of study by its school and degree."""
    return f"education:{school.casefold()}:{degree.casefold()}"


def address_key(street: str, locality: str, postal_code: str) -> str:
    """A postal address by its first lines."""
    return f"address:{street.casefold()}:{locality.casefold()}:{postal_code}"


def text_key(name: str, value: str) -> str:
    """A text of the profile, such as the headline."""
    return f"{name}:{value}"
