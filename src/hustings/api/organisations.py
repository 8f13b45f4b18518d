"""Organisations with the people who are or were there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Id, Room
from hustings.api.people import Limit
from hustings.api.shapes import PersonShape, person_shape
from hustings.apps.people import queries
from hustings.apps.people.queries.organisations import OrganisationRow
from hustings.apps.people.queries.shown import SourceNote

room = Room(tags=["organisations"])


class Organisations(Schema):
    """A page of organisations, by name."""

    items: list[OrganisationRow]
    next: str


class Colleague(Schema):
    """Somebody at an organisation."""

    person: PersonShape
    title: str
    since: str
    until: str


class WholeOrganisation(Schema):
    """An organisation with its people, closest to us first, at most 500."""

    id: int
    name: str
    website: str
    addresses: list[str]
    followed_at: datetime | None
    current: list[Colleague]
    former: list[Colleague]
    public_data: list[SourceNote]


@room.get("/organisations", response=Organisations, summary="List organisations")
def list_organisations(
    request: Call,
    query: str = "",
    where: Annotated[str, Field(max_length=20_000)] = "",
    saved: Id | None = None,
    after: str = "",
    limit: Limit = 50,
) -> Any:
    """By name; `query` is a part of it, `where` a text in the language of segments, `saved` the number of a saved one."""
    page = queries.organisations_page(request.auth, query=query, where=where, saved=saved, after=after, limit=limit)
    return {"items": page.rows, "next": page.next}


@room.get("/organisations/{organisation_id}", response=WholeOrganisation, summary="One organisation")
def show_organisation(request: Call, organisation_id: Id) -> WholeOrganisation:
    """Who is there and who was."""
    view = queries.organisation_view(request.auth, organisation_id)
    return WholeOrganisation(
        id=view.id,
        name=view.name,
        website=view.website,
        addresses=list(view.addresses),
        followed_at=view.followed_at,
        current=_colleagues(view.current),
        former=_colleagues(view.former),
        public_data=list(view.public_data),
    )


def _colleagues(rows: tuple[queries.OrganisationPerson, ...]) -> list[Colleague]:
    return [Colleague(person=person_shape(row.person), title=row.title, since=row.since, until=row.until) for row in rows]
