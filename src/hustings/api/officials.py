"""Public data: who holds office where, bodies with their members, the sets that were added, and what lobbyists filed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

from hustings.api.door import Call, Id, Room
from hustings.apps.civic import queries as civic
from hustings.apps.records import queries as record_room
from hustings.kernel.clock import utc_now

room = Room(tags=["officials"])


class DatasetShape(Schema):
    """A set of public data at its newest edition: what it is, where it comes from, and the day as of which it holds."""

    scope: str
    title: str
    publisher: str
    link: str
    licence: str
    as_of: date
    added_at: datetime
    member: str
    import_id: int
    editions: int


class OfficeShape(Schema):
    """An office held by a person. `side` is the majority or the minority of a committee, `rank` counts within it.

    `scopes` name the sets of public data that the person is known from.
    """

    person_id: int
    name: str
    body_id: int | None
    body: str
    classification: str
    title: str
    party: str
    side: str
    rank: int
    division: str
    since: str
    until: str
    where: str
    scopes: list[str]


class PlaceShape(Schema):
    """A place with those who sit for it. `is_whole` is false where what was asked lies in it only perhaps."""

    division: str
    name: str
    is_whole: bool
    officials: list[OfficeShape]


class Officials(Schema):
    """What a place or a postcode gave. Several districts are all shown: none is preferred."""

    query: str
    kind: Literal["postcode", "place", "nothing"]
    places: list[PlaceShape]
    sources: list[DatasetShape]


class BodyShape(Schema):
    """A public body in a list, with how many hold an office in it now."""

    id: int
    name: str
    classification: str
    division: str
    members: int


class WholeBody(Schema):
    """A body with its members by rank, those who left, what it belongs to and what belongs to it."""

    id: int
    name: str
    classification: str
    division: str
    website: str
    parent: BodyShape | None
    parts: list[BodyShape]
    members: list[OfficeShape]
    former: list[OfficeShape]
    sources: list[DatasetShape]


class FilingShape(Schema):
    """Who lobbied for whom, on what and for which side; ids are of organisations."""

    id: int
    registrant_id: int | None
    registrant: str
    client_id: int | None
    client: str
    subject: str
    text: str
    position: str
    amount: str
    currency: str
    since: str
    until: str


@room.get("/officials", response=Officials, summary="Officials of a place or a postcode")
def find_officials(request: Call, place: str) -> Any:
    """`place` is a name, an Open Civic Data id or a postcode."""
    found = civic.officials_of(request.auth, place, today=utc_now().date())
    scopes = {scope for office in found.officials for scope in office.scopes}
    sources = record_room.datasets(request.auth, scopes=scopes)
    return {"query": found.query, "kind": found.kind, "places": found.places, "sources": sources}


@room.get("/bodies", response=list[BodyShape], summary="List public bodies")
def list_bodies(request: Call, query: str = "", classification: str = "") -> Any:
    """By kind and name, at most 500; `query` is a part of the name."""
    return list(civic.bodies(request.auth, query=query, classification=classification, today=utc_now().date()))


@room.get("/bodies/{organisation_id}", response=WholeBody, summary="One public body")
def show_body(request: Call, organisation_id: Id) -> Any:
    """Who sits in it, by rank."""
    view = civic.body_view(request.auth, organisation_id, today=utc_now().date())
    shown = {name: getattr(view, name) for name in WholeBody.model_fields if name != "sources"}
    return {**shown, "sources": record_room.datasets(request.auth, scopes=view.scopes)}


@room.get("/records", response=list[DatasetShape], summary="List sets of public data")
def list_records(request: Call) -> Any:
    """Each at its newest edition. Add files with `POST /imports`: they are known by their content."""
    return list(record_room.datasets(request.auth))


@room.get("/filings", response=list[FilingShape], summary="List filings of lobbyists")
def list_filings(request: Call, subject: str = "", organisation_id: Id | None = None) -> Any:
    """On a subject (a bill) or of a client, the newest first, at most 200."""
    return list(record_room.filings(request.auth, subject=subject, organisation_id=organisation_id))
