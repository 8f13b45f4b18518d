"""Records that several questions answer with, and the bounded queries that fill them for a page of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from hustings.apps.people.models import Identity, Person, PersonTag, Position


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source that says something: by which reader, from whose account, and under which use rule.

    What comes from a set of public data also names it: its `title`, who publishes it where, and the day `as_of` which it holds.
    """

    reader: str
    account: str
    member: str
    updated_at: datetime
    rule: str
    title: str = ""
    publisher: str = ""
    link: str = ""
    as_of: date | None = None


def public_data_of(notes: Iterable[SourceNote]) -> tuple[SourceNote, ...]:
    """The sets of public data among these sources, each once as of its latest day, the latest first."""
    dated = [note for note in notes if note.as_of]
    latest = {note.title: note for note in sorted(dated, key=lambda note: (note.as_of or date.min, note.updated_at))}
    return tuple(sorted(latest.values(), key=lambda note: (note.as_of or date.min, note.updated_at), reverse=True))


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A handle of a person. `link` opens it; empty where there is nothing to open."""

    kind: str
    value: str
    label: str = ""
    link: str = ""
    sources: tuple[SourceNote, ...] = ()


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A role at an organisation; dates as far as they are known (kernel PartialDate)."""

    organisation: str
    organisation_id: int | None
    title: str
    since: str
    until: str
    current: bool
    location: str = ""
    description: str = ""
    sources: tuple[SourceNote, ...] = ()


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag on a person; `by_hand` ones were put there by a member."""

    id: int
    name: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as lists show one. `organisation` and `title` are of the first current position, `strength` is a probability."""

    id: int
    name: str
    headline: str
    organisation: str
    organisation_id: int | None
    title: str
    segment: str
    strength: float | None
    last_touch_at: datetime | None
    due_on: date | None
    tags: tuple[TagRow, ...]
    assigned_to: str
    assigned_to_id: int | None
    do_not_contact: bool
    is_member: bool
    identities: tuple[IdentityRow, ...]
    positions: tuple[PositionRow, ...]


PROFILES = {
    "x": "https://x.com/{}",
    "facebook": "https://www.facebook.com/{}",
    "instagram": "https://www.instagram.com/{}/",
    "tiktok": "https://www.tiktok.com/@{}",
    "bluesky": "https://bsky.app/profile/{}",
    "telegram": "https://t.me/{}",
}
"""Where a handle's profile is on each network."""


def link_of(kind: str, value: str) -> str:
    """The address that opens a handle; empty where it cannot be opened."""
    if kind == "email":
        return f"mailto:{quote(value, safe='@.+-_')}"
    if kind == "phone":
        return f"tel:{quote(value, safe='+;=')}"
    if kind == "linkedin":
        return f"https://www.{quote(value, safe='/.-_')}/"
    if kind == "mastodon" and "@" in value:
        account, _, host = value.rpartition("@")
        return f"https://{quote(host, safe='.-')}/@{quote(account, safe='.-_')}"
    if kind in PROFILES:
        return PROFILES[kind].format(quote(value, safe=":.-_"))
    if kind == "url":
        return value if value.startswith(("https://", "http://")) else f"https://{quote(value, safe='/.-_:?=&%#~')}"
    return ""


def identities_of(person_ids: Sequence[int]) -> dict[int, list[IdentityRow]]:
    """The handles of these people, e-mail addresses in the order in which they were stored. One query."""
    found: dict[int, list[IdentityRow]] = defaultdict(list)
    held = Identity.objects.filter(person_id__in=person_ids).order_by("person_id", "kind", "id")
    for person_id, kind, value, label in held.values_list("person_id", "kind", "value", "label"):
        found[person_id].append(IdentityRow(kind, value, label, link_of(kind, value)))
    return found


def positions_of(person_ids: Sequence[int]) -> dict[int, list[PositionRow]]:
    """The positions of these people, current ones first, then the latest. One query."""
    found: dict[int, list[PositionRow]] = defaultdict(list)
    held = Position.objects.filter(person_id__in=person_ids).select_related("organisation")
    for row in held:
        name = row.organisation.name if row.organisation else ""
        found[row.person_id].append(
            PositionRow(name, row.organisation_id, row.title, row.since, row.until, row.current, row.location, row.description)
        )
    for rows in found.values():
        rows.sort(key=lambda each: (each.current, each.until or each.since, each.since, each.title), reverse=True)
    return found


def tags_on(person_ids: Sequence[int]) -> dict[int, list[TagRow]]:
    """The tags on these people, by name. One query."""
    found: dict[int, list[TagRow]] = defaultdict(list)
    held = PersonTag.objects.filter(person_id__in=person_ids).order_by("tag__name", "id")
    for person_id, tag_id, name, by_hand in held.values_list("person_id", "tag_id", "tag__name", "by_hand"):
        found[person_id].append(TagRow(tag_id, name, by_hand))
    return found


def person_rows(people: Iterable[Person]) -> tuple[PersonRow, ...]:
    """These people as rows, in their order; three queries, and one more unless `assigned_to` was selected along."""
    held = list(people)
    ids = [person.pk for person in held]
    identities, positions, tags = identities_of(ids), positions_of(ids), tags_on(ids)
    return tuple(_row(each, identities[each.pk], positions[each.pk], tags[each.pk]) for each in held)


def _row(person: Person, identities: list[IdentityRow], positions: list[PositionRow], tags: list[TagRow]) -> PersonRow:
    first = positions[0] if positions and positions[0].current else None
    return PersonRow(
        id=person.pk, name=person.name, headline=person.headline, organisation=first.organisation if first else "",
        organisation_id=first.organisation_id if first else None, title=first.title if first else "", segment=person.segment,
        strength=person.strength, last_touch_at=person.last_touch_at, due_on=person.due_on, tags=tuple(tags),
        assigned_to=person.assigned_to.name if person.assigned_to else "", assigned_to_id=person.assigned_to_id,
        do_not_contact=person.do_not_contact, is_member=person.own_member_id is not None, identities=tuple(identities),
        positions=tuple(positions),
    )  # fmt: skip
