"""Reads of the room: exports as the doors show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hustings.apps.accounts.actor import Actor
from hustings.apps.exports import keeping
from hustings.apps.exports.actions import DAY, RIGHT, others_who_may
from hustings.apps.exports.formats import FORMATS, OF
from hustings.apps.exports.models import Export
from hustings.apps.exports.selecting import sample_names
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NotFound

PAGE = 50
FORMATS_OF = OF


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export. `own` says that the reader asked for it, `may_approve` that their word is what it waits for.

    `opens_at` is when whoever is alone may release their own; `sample` are a few names of people in it while it waits.
    """

    id: int
    what: str
    format: str
    title: str
    file_name: str
    media_type: str
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
    alone: bool
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
    sample: tuple[str, ...] = ()


def export_list(actor: Actor, *, before: int | None = None) -> list[ExportView]:
    """The exports of the workspace, the newest first, 50 at a time; `before` is the last number of the page above."""
    actor.require(RIGHT)
    held = Export.objects.filter(workspace_id=actor.workspace_id).select_related("member", "approver")
    if before is not None:
        held = held.filter(pk__lt=before)
    lonely = not others_who_may(actor)
    return [_view(actor, export, lonely=lonely) for export in held.order_by("-pk")[:PAGE]]


def export_view(actor: Actor, export_id: int) -> ExportView:
    """One export, with a few names of whoever is in it as long as it waits for approval. Raises NotFound."""
    actor.require(RIGHT)
    held = Export.objects.filter(workspace_id=actor.workspace_id, pk=export_id).select_related("member", "approver").first()
    if held is None:
        raise NotFound("There is no such export.")
    sample = _sample(actor, held) if held.state == Export.State.WAITING else ()
    return _view(actor, held, lonely=not others_who_may(actor), sample=sample)


def _sample(actor: Actor, export: Export) -> tuple[str, ...]:
    try:
        return sample_names(actor, export.what, export.where)
    except HustingsError:
        # A saved segment of the asker's own is not the reader's to open.
        return ()


def _view(actor: Actor, export: Export, *, lonely: bool, sample: tuple[str, ...] = ()) -> ExportView:
    own, now = export.member_id == actor.member_id, utc_now()
    over = export.state == Export.State.READY and keeping.is_over(export, now=now)
    opens_at = export.asked_at + DAY if export.alone and lonely else None
    kind = FORMATS[export.format]
    return ExportView(
        id=export.pk, what=export.what, format=export.format, title=kind.title, media_type=kind.media_type,
        file_name=f"hustings-{export.what}-{export.asked_at:%Y-%m-%d}.{kind.ending}", where=export.where,
        purpose=export.purpose, state=Export.State.GONE.value if over else export.state, rows=export.rows, done=export.done,
        left_out=export.left_out, member=export.member.name, asked_at=export.asked_at,
        approver=export.approver.name if export.approver else "", approved_at=export.approved_at, alone=export.alone,
        opens_at=opens_at, made_at=export.made_at, expires_at=export.expires_at, fetched_at=export.fetched_at,
        fetches=export.fetches, size=export.size, sha256=export.sha256, error=export.error, own=own,
        may_approve=export.state == Export.State.WAITING and _may_approve(own, opens_at, now), sample=sample,
    )  # fmt: skip


def _may_approve(own: bool, opens_at: datetime | None, now: datetime) -> bool:
    return (opens_at is not None and now >= opens_at) if own else True
