"""Public data: who holds office where, bodies with their members, the sets that were added, and what lobbyists filed."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema

from hustings.api.door import Call, Id, Room
from hustings.apps.civic import queries as civic
from hustings.apps.civic.queries import BodyRow, Office, PlaceView
from hustings.apps.records import queries as record_room
from hustings.apps.records.queries import DatasetRow, FilingRow
from hustings.kernel.clock import utc_now

room = Room(tags=["officials"])


class Officials(Schema):
    """What a place or a postcode gave. Several districts are all shown: none is preferred."""

    query: str
    kind: Literal["postcode", "place", "nothing"]
    places: list[PlaceView]
    sources: list[DatasetRow]


class WholeBody(Schema):
    """A body with its members by rank, those who left, what it belongs to and what belongs to it."""

    id: int
    name: str
    classification: str
    division: str
    website: str
    parent: BodyRow | None
    parts: list[BodyRow]
    members: list[Office]
    former: list[Office]
    sources: list[DatasetRow]


@room.get("/officials", response=Officials, summary="Officials of a place or a postcode")
def find_officials(request: Call, place: str) -> Any:
    """`place` is a name, an Open Civic Data id or a postcode."""
    found = civic.officials_of(request.auth, place, today=utc_now().date())
    scopes = {scope for office in found.officials for scope in office.scopes}
    sources = record_room.datasets(request.auth, scopes=scopes)
    return {"query": found.query, "kind": found.kind, "places": found.places, "sources": sources}


@room.get("/bodies", response=list[BodyRow], summary="List public bodies")
def list_bodies(request: Call, query: str = "", classification: str = "") -> Any:
    """By kind and name, at most 500; `query` is a part of the name."""
    return list(civic.bodies(request.auth, query=query, classification=classification, today=utc_now().date()))


@room.get("/bodies/{organisation_id}", response=WholeBody, summary="One public body")
def show_body(request: Call, organisation_id: Id) -> Any:
    """Who sits in it, by rank."""
    view = civic.body_view(request.auth, organisation_id, today=utc_now().date())
    shown = {name: getattr(view, name) for name in WholeBody.model_fields if name != "sources"}
    return {**shown, "sources": record_room.datasets(request.auth, scopes=view.scopes)}


@room.get("/records", response=list[DatasetRow], summary="List sets of public data")
def list_records(request: Call) -> Any:
    """Each at its newest edition. Add files with `POST /imports`: they are known by their content."""
    return list(record_room.datasets(request.auth))


@room.get("/filings", response=list[FilingRow], summary="List filings of lobbyists")
def list_filings(request: Call, subject: str = "", organisation_id: Id | None = None) -> Any:
    """On a subject (a bill) or of a client, the newest first, at most 200."""
    return list(record_room.filings(request.auth, subject=subject, organisation_id=organisation_id))
