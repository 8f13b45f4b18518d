"""What the doors show of imports, and the lines that kept records add to timelines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import given
from hustings.apps.intake.applying import import_of, is_at_work, is_young
from hustings.apps.intake.models import Import
from hustings.apps.people.models import Person

PAGE = 50
SHOWN_REJECTIONS = 500


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in the list."""

    id: int
    state: str
    paths: tuple[str, ...]
    member: str
    created_at: datetime
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class ImportView:
    """Everything about one import. While it runs, `applied` and `total` count lines of the files for a progress bar."""

    id: int
    state: str
    paths: tuple[str, ...]
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
    tables: list[dict[str, Any]]
    at_work: bool
    settling: bool
    kept_by: list[int]
    error: str
    created_at: datetime
    finished_at: datetime | None


def import_list(actor: Actor, *, before: int | None = None) -> list[ImportRow]:
    """The imports of the workspace, newest first, a page at a time."""
    actor.require("see_imports")
    held = Import.objects.filter(workspace_id=actor.workspace_id, channel=None).select_related("member").order_by("-id")
    if before is not None:
        held = held.filter(pk__lt=before)
    return [
        ImportRow(row.pk, row.state, tuple(row.paths), row.member.name, row.created_at, row.report.get("counts", {}))
        for row in held[:PAGE]
    ]


def import_view(actor: Actor, import_id: int) -> ImportView:
    """One import with its preview or its result, and how far it is."""
    row = import_of(actor, import_id)
    shown = row.report if row.state not in (Import.State.STAGED, Import.State.PLANNED) else row.preview
    undo = row.report.get("undo") if row.state == Import.State.UNDOING else None
    at_work = is_at_work(row) or (undo is not None and is_young(row))
    # What an interrupted pass told last may be more than was stored.
    progress = given.read_progress(row.pk) if row.state == Import.State.STAGED or at_work or _waits(row) else None
    counts = progress.counts if progress and progress.counts else shown.get("counts", {})
    files = shown.get("files", [])
    rejected = [held for file in files for held in file["rejected"]]
    return ImportView(
        id=row.pk, state=row.state, paths=tuple(row.paths), files=files, counts=counts,
        examples=shown.get("examples", {}), rejected=rejected[:SHOWN_REJECTIONS],
        total=undo["total"] if undo else progress.total_lines if progress else row.total,
        applied=undo["total"] - undo["left"] if undo else progress.lines if progress else row.applied,
        records=progress.records if progress else row.applied, rate=progress.rate if progress else 0.0,
        remaining_seconds=progress.remaining_seconds if progress else None, owner_question=shown.get("owner_question", ""),
        owner_unknown=shown.get("owner_unknown", False), tables=shown.get("tables", []), at_work=at_work,
        settling=progress.settling if progress else False, kept_by=row.report.get("kept_by", []), error=row.error,
        created_at=row.created_at, finished_at=row.finished_at,
    )  # fmt: skip


def _waits(row: Import) -> bool:
    """Whether it was asked to be applied and nobody has begun."""
    return row.state == Import.State.APPLYING and row.beat_at is None


def people_known(actor: Actor) -> int:
    """How many people the workspace knows, without its members."""
    actor.require("see_imports")
    return Person.objects.filter(workspace_id=actor.workspace_id, own_member=None).count()
