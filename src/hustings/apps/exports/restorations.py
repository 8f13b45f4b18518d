"""Putting an archive back in the background: the file is kept until it is done, and what came of it stays to be read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.accounts.queries import actor_of
from hustings.apps.exports.models import Restoration
from hustings.apps.exports.restoring import is_empty, restore_archive
from hustings.jobs.queue import enqueue
from hustings.kernel.errors import HustingsError, WrongInput


@dataclass(frozen=True, slots=True)
class RestorationView:
    """One archive that was, or is being, put back. `dangling` counts rows by table that had nothing to belong to."""

    id: int
    at: datetime
    member: str
    file_name: str
    state: str
    error: str
    people: int
    rows: int
    dangling: dict[str, int]
    members: tuple[str, ...]


def may_restore(actor: Actor) -> bool:
    """Whether the workspace is empty, so that an archive can be put back into it. Needs `manage_workspace`."""
    actor.require("manage_workspace")
    return is_empty(actor.workspace_id)


def begin_restoration(actor: Actor, path: Path) -> Restoration:
    """Keeps the file and queues putting it back. Raises WrongInput for a workspace that is not empty, or busy with one."""
    actor.require("import_files")
    if not may_restore(actor):
        raise WrongInput(
            "This workspace is not empty. Put the archive back into a new one, or bring it in as an import, which links people.",
            field="files",
        )
    try:
        with transaction.atomic():
            begun = Restoration.objects.create(
                workspace_id=actor.workspace_id, member_id=actor.member_id, file_name=path.name[:300]
            )
            place = _place_of(begun.pk)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(path, place)
            from hustings.apps.exports.tasks import restore

            enqueue(restore, key=f"restore:{begun.pk}", restoration_id=begun.pk)
    except IntegrityError as busy:
        raise WrongInput("An archive is being put back already.", field="files") from busy
    return begun


def work_on_restoration(restoration_id: int) -> None:
    """Puts the archive back, whole or not at all, and writes down what came of it. One that is done is left alone."""
    begun = Restoration.objects.filter(pk=restoration_id, state=Restoration.State.WORKING).first()
    if begun is None:
        return
    place = _place_of(begun.pk)
    try:
        member = Member.objects.select_related("workspace", "user").get(pk=begun.member_id, is_active=True)
        with transaction.atomic():
            done = restore_archive(actor_of(member, door="job"), place)
            begun.state, begun.people, begun.rows = Restoration.State.DONE, done.people, sum(done.rows.values())
            begun.dangling, begun.members = done.dangling, list(done.members)
            begun.save()
    except Member.DoesNotExist:
        _fail(begun, "Whoever began it has no access any more.")
    except (HustingsError, OSError) as error:
        _fail(begun, str(error))
    except Exception:
        _fail(begun, "It did not work. Nothing of the archive was kept.")
        raise
    else:
        place.unlink(missing_ok=True)


def _fail(begun: Restoration, error: str) -> None:
    """It ends, so that another one can begin; the file is not needed any more."""
    begun.state, begun.error = Restoration.State.FAILED, error
    begun.save(update_fields=["state", "error"])
    _place_of(begun.pk).unlink(missing_ok=True)


def restorations(actor: Actor, *, limit: int = 20) -> tuple[RestorationView, ...]:
    """What was put back into this workspace, newest first. Needs `manage_workspace`."""
    actor.require("manage_workspace")
    held = Restoration.objects.filter(workspace_id=actor.workspace_id).select_related("member").order_by("-id")[:limit]
    return tuple(
        RestorationView(
            row.pk, row.at, row.member.name, row.file_name, row.state, row.error, row.people, row.rows, row.dangling,
            tuple(row.members),
        )
        for row in held
    )  # fmt: skip


def _place_of(restoration_id: int) -> Path:
    return Path(settings.HUSTINGS_HOME) / "restoring" / f"{restoration_id}.zip"
