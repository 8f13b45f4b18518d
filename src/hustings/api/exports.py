"""Exports: ask for a file, a second member's word where it is much, fetch it within a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import FileResponse
from ninja import Schema

from hustings.api.door import Call, Given, Id, Room
from hustings.apps.exports import actions, queries

room = Room(tags=["exports"])


class ExportShape(Schema):
    """One export. `state` is waiting, making, ready, failed, refused, withdrawn or gone; `done` of `rows` are written.

    `may_approve` says that it waits for you, `opens_at` when you may release your own because nobody else could approve it.
    """

    id: int
    what: str
    format: str
    where: str
    purpose: str
    state: str
    rows: int
    done: int
    left_out: int
    member: str
    asked_at: datetime
    approver: str
    approved_at: datetime | None
    opens_at: datetime | None
    made_at: datetime | None
    expires_at: datetime | None
    fetched_at: datetime | None
    fetches: int
    size: int
    sha256: str
    error: str
    own: bool
    may_approve: bool
    sample: list[str]


class AskedFor(Given):
    """What is to leave. `where` is the text of a segment of people or organisations, empty for all of them.

    `format` is empty for the usual one.
    """

    what: Literal["people", "organisations", "ties", "events", "archive"] = "people"
    format: Literal["", "csv", "xlsx", "vcard", "vcard3", "json", "parquet", "graphml", "ical", "zip"] = ""
    where: str = ""
    purpose: str = ""


@room.get("/exports", response=list[ExportShape], summary="List exports")
def list_exports(request: Call, before: Id | None = None) -> Any:
    """Those of the workspace, the newest first, 50 at a time; `before` is the last number of the page above."""
    return queries.export_list(request.auth, before=before)


@room.post("/exports", response=ExportShape, summary="Ask for an export")
def ask_export(request: Call, given: AskedFor) -> Any:
    """Up to 500 rows a day are made at once; above that it is `waiting` until another owner or manager approves it."""
    export = actions.ask_export(request.auth, what=given.what, format=given.format, where=given.where, purpose=given.purpose)
    return queries.export_view(request.auth, export.pk)


@room.get("/exports/{export_id}", response=ExportShape, summary="One export")
def show_export(request: Call, export_id: Id) -> Any:
    """How far it is, and a few names of whoever is in it while it waits."""
    return queries.export_view(request.auth, export_id)


@room.post("/exports/{export_id}/approve", response=ExportShape, summary="Approve an export")
def approve_export(request: Call, export_id: Id) -> Any:
    """Lets somebody else's export be made, in the background."""
    actions.approve_export(request.auth, export_id)
    return queries.export_view(request.auth, export_id)


@room.post("/exports/{export_id}/refuse", response=ExportShape, summary="Refuse an export")
def refuse_export(request: Call, export_id: Id) -> Any:
    """Says no to somebody else's export."""
    actions.refuse_export(request.auth, export_id)
    return queries.export_view(request.auth, export_id)


@room.post("/exports/{export_id}/withdraw", response=ExportShape, summary="Withdraw an export")
def withdraw_export(request: Call, export_id: Id) -> Any:
    """Takes your own request back; a file that is there goes at once."""
    actions.withdraw_export(request.auth, export_id)
    return queries.export_view(request.auth, export_id)


@room.get("/exports/{export_id}/file", response=None, summary="Fetch the file of an export")
def fetch_export(request: Call, export_id: Id) -> Any:
    """The bytes of the file, for whoever asked for it, within a day."""
    path = actions.fetch_export(request.auth, export_id)
    view = queries.export_view(request.auth, export_id)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=view.file_name, content_type=view.media_type)
    response.headers["Cache-Control"] = "no-store"
    return response
