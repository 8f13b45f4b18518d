"""Imports: files in, a preview of what would change, then all of it or nothing, with an undo for the whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from django.conf import settings
from ninja import File, Form, Schema
from ninja.files import UploadedFile

from hustings.api.door import Call, Given, Id, Room
from hustings.apps.intake import actions, queries, tables
from hustings.apps.intake.queries import ImportRow
from hustings.kernel.errors import WrongInput

room = Room(tags=["imports"])


class ColumnShape(Schema):
    """What a column is taken for, why, and a few of its values. `detail` is a label, a network, a system or a field's name."""

    column: str
    kind: str
    detail: str
    dates: str
    separator: str
    reason: str
    samples: list[str]


class QuestionShape(Schema):
    """What only a member can settle: `date-order` is which of day and month comes first; `others` is what other columns prove."""

    code: str
    column: str
    samples: list[str]
    others: str


class TableShape(Schema):
    """A table in the files: what its rows and columns are read as. `file` names it in this import."""

    file: str
    path: str
    shape: str
    rows: str
    event: str
    event_on: str
    headed: bool
    columns: list[ColumnShape]
    questions: list[QuestionShape]


class ImportShape(Schema):
    """One import with its preview or its result. While it runs, `applied` of `total` lines are done.

    `at_work` is false where it was interrupted. `kept_by` are imports that brought some of the same, once this one is undone.
    """

    id: int
    state: str
    paths: list[str]
    files: list[dict[str, Any]]
    counts: dict[str, dict[str, int]]
    examples: dict[str, dict[str, list[str]]]
    rejected: list[dict[str, Any]]
    total: int
    applied: int
    records: int
    rate: float
    remaining_seconds: float | None
    owner_question: str
    owner_unknown: bool
    tables: list[TableShape]
    at_work: bool
    kept_by: list[int]
    error: str
    created_at: datetime
    finished_at: datetime | None


class Gone(Schema):
    """How many people, records and interactions went with an import; what the imports in `kept_by` brought too stays.

    A large import is taken back in the background: its `state` is then `undoing`, and it counts what went so far.
    """

    people: int
    records: int
    interactions: int
    kept_by: list[int]
    state: str


class Cancelled(Schema):
    """The import is gone; nothing was changed."""

    cancelled: bool = True


class Owner(Given):
    """The member whose export it is."""

    member_id: Id


class ColumnSaid(Given):
    """What a column is; `kind` and `detail` as an import shows them."""

    column: str
    kind: str
    detail: str = ""
    dates: Literal["day-first", "month-first", ""] = ""
    separator: str = ""


class TableSaid(Given):
    """What is said of one table: columns by name, those left out stay; what a row is; for attendance the event and its day."""

    file: str
    columns: list[ColumnSaid] = []
    rows: Literal["person", "organisation", "attendance", "note"] | None = None
    event: str | None = None
    event_on: date | None = None


class DateOrderSaid(Given):
    """What comes first in dates that nothing else settles."""

    order: Literal["day-first", "month-first"]


@room.get("/imports", response=list[ImportRow], summary="List imports")
def list_imports(request: Call, before: Id | None = None) -> Any:
    """The newest first, 50 at a time; `before` is the last number of the page above."""
    return queries.import_list(request.auth, before=before)


@room.post("/imports", response=ImportShape, summary="Bring files in")
def start_import(
    request: Call,
    files: File[list[UploadedFile]],
    owner_member_id: Form[Id | None] = None,
) -> Any:
    """Keeps the files and looks at them in the background; ask for the import until its state is `planned`, then apply it.

    Exports, mailboxes, address books and calendars; several files or a zip. The same content twice changes nothing."""
    request.auth.require("import_files")
    with arrived(files) as paths:
        import_id = actions.start_import(request.auth, paths, owner_member_id=owner_member_id).pk
    actions.enqueue_preview(request.auth, import_id)
    return queries.import_view(request.auth, import_id)


@room.get("/imports/{import_id}", response=ImportShape, summary="One import")
def show_import(request: Call, import_id: Id) -> Any:
    """Its preview or its result, and how far it is."""
    return queries.import_view(request.auth, import_id)


@room.put("/imports/{import_id}/owner", response=ImportShape, summary="Say whose export it is")
def set_owner(request: Call, import_id: Id, given: Owner) -> Any:
    """Looks at it again with this in mind: only then a message has a direction."""
    actions.set_owner(request.auth, import_id, owner_member_id=given.member_id)
    actions.enqueue_preview(request.auth, import_id)
    return queries.import_view(request.auth, import_id)


@room.put("/imports/{import_id}/tables", response=ImportShape, summary="Say what the columns of a table are")
def set_columns(request: Call, import_id: Id, given: TableSaid) -> Any:
    """Looks at it again with this in mind, and remembers it for the next table with the same header."""
    request.auth.require("import_files")
    view = queries.import_view(request.auth, import_id)
    day = given.event_on.isoformat() if given.event_on else None
    columns = [each.model_dump() for each in given.columns]
    mapping = tables.mapping_said(view.tables, given.file, columns, rows=given.rows, event=given.event, event_on=day)
    actions.set_mapping(request.auth, import_id, file=given.file, mapping=mapping)
    actions.enqueue_preview(request.auth, import_id)
    return queries.import_view(request.auth, import_id)


@room.put("/imports/{import_id}/dates", response=ImportShape, summary="Say how dates are written")
def set_date_order(request: Call, import_id: Id, given: DateOrderSaid) -> Any:
    """For dates that can be read in two ways; looks at the files again with this in mind."""
    actions.set_date_order(request.auth, import_id, order=given.order)
    actions.enqueue_preview(request.auth, import_id)
    return queries.import_view(request.auth, import_id)


@room.post("/imports/{import_id}/preview", response=ImportShape, summary="Look at the files again")
def preview_import(request: Call, import_id: Id) -> Any:
    """Says in the background what applying would do."""
    actions.enqueue_preview(request.auth, import_id)
    return queries.import_view(request.auth, import_id)


@room.post("/imports/{import_id}/apply", response=ImportShape, summary="Apply an import")
def apply_import(request: Call, import_id: Id) -> Any:
    """Brings everything in, in the background; also goes on with an import that was interrupted."""
    actions.enqueue_apply(request.auth, import_id)
    return queries.import_view(request.auth, import_id)


@room.post("/imports/{import_id}/cancel", response=Cancelled, summary="Throw an import away")
def cancel_import(request: Call, import_id: Id) -> Cancelled:
    """One that was not applied; nothing was written."""
    actions.cancel_import(request.auth, import_id)
    return Cancelled()


@room.post("/imports/{import_id}/undo", response=Gone, summary="Take an import back")
def undo_import(request: Call, import_id: Id) -> Any:
    """Removes what this import alone supports; what other imports or members also say stays.

    A large one goes in the background: `GET` it to see how far that is; asked again, one that was interrupted goes on.
    """
    gone = actions.undo_import(request.auth, import_id)
    view = queries.import_view(request.auth, import_id)
    return {**gone, "kept_by": view.kept_by, "state": view.state}


@contextmanager
def arrived(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The files on disk under their own names, below the home folder; gone afterwards."""
    home = Path(settings.HUSTINGS_HOME) / "uploads"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix="arriving-", dir=home))
    try:
        yield [_kept(file, folder / str(number)) for number, file in enumerate(files)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept(file: UploadedFile, folder: Path) -> Path:
    name = PurePosixPath((file.name or "").replace("\\", "/")).name
    plain = "".join(letter for letter in name if letter.isprintable() and letter != ":").encode()[:200].decode(errors="ignore")
    if plain in ("", ".", ".."):
        raise WrongInput("Give each file a name.", field="files")
    folder.mkdir()
    with (folder / plain).open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return folder / plain
