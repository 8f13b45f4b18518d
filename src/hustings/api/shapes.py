"""The stable shapes that several operations answer with. Keys are added freely and never renamed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from hustings.apps.people.queries import Line, PersonRow


class PersonName(Schema):
    """A person by number and name."""

    id: int
    name: str


class Handle(Schema):
    """A handle of a person in canonical form."""

    kind: str
    value: str
    label: str


class Post(Schema):
    """A position; dates as far as they are known, such as 2021 or 2021-03."""

    organisation: str
    organisation_id: int | None
    title: str
    since: str
    until: str
    current: bool


class PersonShape(Schema):
    """A person as lists show one. `strength` is the probability that a request is answered."""

    id: int
    name: str
    headline: str
    identities: list[Handle]
    positions: list[Post]
    tags: list[str]
    segment: str
    last_touch: datetime | None
    due: date | None
    strength: float | None
    assigned_to: str
    assigned_to_id: int | None
    do_not_contact: bool
    is_member: bool


class TimelineShape(Schema):
    """One line of a timeline. `id` is an evidence id such as interaction:12."""

    id: str
    at: datetime | None
    kind: str
    direction: str
    channel: str
    text: str
    subject: str
    source: str
    member: str
    conversation_id: int | None
    automatic: str
    others: list[PersonName]
    facts: dict[str, Any]


def person_shape(row: PersonRow) -> PersonShape:
    """A row of a list in its stable shape."""
    return PersonShape(
        id=row.id,
        name=row.name,
        headline=row.headline,
        identities=handles(row.identities),
        positions=posts(row.positions),
        tags=[tag.name for tag in row.tags],
        segment=row.segment,
        last_touch=row.last_touch_at,
        due=row.due_on,
        strength=row.strength,
        assigned_to=row.assigned_to,
        assigned_to_id=row.assigned_to_id,
        do_not_contact=row.do_not_contact,
        is_member=row.is_member,
    )


def handles(rows: Any) -> list[Handle]:
    """Identities in their stable shape."""
    return [Handle(kind=row.kind, value=row.value, label=row.label) for row in rows]


def posts(rows: Any) -> list[Post]:
    """Positions in their stable shape."""
    names = Post.model_fields
    return [Post(**{name: getattr(row, name) for name in names}) for row in rows]


def timeline_shape(line: Line) -> TimelineShape:
    """A line of a timeline in its stable shape."""
    return TimelineShape(
        id=line.id,
        at=line.at,
        kind=line.kind,
        direction=line.direction,
        channel=line.channel,
        text=line.text,
        subject=line.subject,
        source=line.source,
        member=line.member,
        conversation_id=line.conversation_id,
        automatic=line.automatic,
        others=[PersonName(id=number, name=name) for number, name in line.others],
        facts=dict(line.facts or {}),
    )
