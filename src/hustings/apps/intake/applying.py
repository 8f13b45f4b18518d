"""Previews and applies imports: what both the doors and the background work call."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import given
from hustings.apps.intake.models import Import
from hustings.apps.intake.passes import NOTHING_READ, Listener, Pass
from hustings.apps.intake.stances import take_positions
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NotFound, WrongInput
from hustings.storage import locks
from hustings.storage.room import full_disk

LEASE = timedelta(seconds=45)
"""An import that has given no sign of life for so long may be taken up from another machine; on the same one its lock tells."""


def import_of(actor: Actor, import_id: int) -> Import:
    """The import, if the actor may see it."""
    actor.require("see_imports")
    found = (
        Import.objects.filter(workspace_id=actor.workspace_id, pk=import_id, channel=None)
        .select_related("owner", "member")
        .first()
    )
    if found is None:
        raise NotFound("There is no such import.")
    return found


def locked_import(actor: Actor, import_id: int) -> Import:
    """The same, and nobody else changes it until the transaction ends."""
    actor.require("import_files")
    Import.objects.select_for_update().filter(pk=import_id).first()
    return import_of(actor, import_id)


def preview_import(actor: Actor, import_id: int, *, listener: Listener | None = None) -> Import:
    """Reads everything and says what applying would do; writes nothing but the preview itself."""
    actor.require("import_files")
    imported = import_of(actor, import_id)
    _require_not_begun(imported)
    tally = Pass(imported, preview=True, listener=listener).go()
    imported.preview = tally.as_json()
    imported.error = NOTHING_READ if tally.is_empty() else ""
    imported.total = sum(file["records"] for file in tally.files.values())
    imported.state = Import.State.PLANNED
    with transaction.atomic():
        # Reading takes a while: somebody may have applied the import since, thrown it away, or said whose it is.
        current = locked_import(actor, import_id)
        _require_not_begun(current)
        imported.save(update_fields=["preview", "total", "state", "error", *(() if current.owner_said else ("owner",))])
    return imported


def _require_not_begun(imported: Import) -> None:
    if not has_not_begun(imported):
        raise WrongInput("This import has begun already. Look at what it did, or undo it.")


def has_not_begun(imported: Import) -> bool:
    """Whether nothing of the import is stored yet: it can still be previewed, thrown away, or given another owner."""
    waiting = (Import.State.STAGED, Import.State.PLANNED)
    return imported.state in waiting or (imported.state == Import.State.FAILED and not imported.applied and not is_over(imported))


def is_over(imported: Import) -> bool:
    """Whether nothing of the import can be taken up again: what it was to read is not kept any more."""
    done = (Import.State.APPLIED, Import.State.UNDOING, Import.State.UNDONE)
    return imported.state in done or (imported.state == Import.State.FAILED and imported.finished_at is not None)


def apply_import(actor: Actor, import_id: int, *, listener: Listener | None = None) -> Import:
    """Applies an import, from where it stopped if it was interrupted. One that is applied already stays as it is."""
    imported, lock = _claim(actor, import_id)
    with lock:
        return _applied(actor, imported, listener)


def _applied(actor: Actor, imported: Import, listener: Listener | None) -> Import:
    import_id = imported.pk
    if imported.state == Import.State.APPLIED:
        # Whoever applied it may have been interrupted before this.
        given.drop_copy(import_id)
        return imported
    try:
        Pass(imported, preview=False, listener=listener).go()
    except Exception as error:
        full = full_disk(error)
        with suppress(DatabaseError):
            # Where nothing can be written, it stays as being applied; nobody holds its lock, so that it can go on.
            fail_import(import_id, full or error)
        if full is not None:
            raise full from error
        raise
    record_audit(actor, "apply_import", subject=f"import:{import_id}", detail=imported.report.get("counts", {}))
    given.drop_copy(import_id)
    if actor.may("edit_goals"):
        take_positions(actor, now=utc_now(), brought=imported)
    return imported


def _claim(actor: Actor, import_id: int) -> tuple[Import, locks.Lock]:
    with transaction.atomic():
        imported = locked_import(actor, import_id)
        if imported.state in (Import.State.UNDONE, Import.State.UNDOING):
            raise WrongInput("This import was undone. Import the files again.")
        if imported.state == Import.State.FAILED and is_over(imported):
            raise WrongInput("This import is over. Import the files again.")
        lock = None if is_at_work(imported) else locks.take(given.lock_of(import_id))
        if lock is None:
            raise WrongInput("This import is being applied already. If its machine was just lost, try again in a minute.")
        if imported.state != Import.State.APPLIED:
            imported.state = Import.State.APPLYING
            imported.started_at = imported.started_at or utc_now()
            imported.beat_at = utc_now()
            imported.error = ""
            imported.save()
    return imported, lock


def is_at_work(imported: Import) -> bool:
    """Whether somebody is applying the import right now.

    On the machine of whoever began it their lock tells, so that a process that was killed is not waited for. From another machine
    it is told by signs of life, which each transaction and each batch within one gives.
    """
    if imported.state != Import.State.APPLYING or imported.beat_at is None:
        return False
    held = locks.is_held(given.lock_of(imported.pk))
    if held is not None:
        return held
    return is_young(imported)


def is_young(imported: Import) -> bool:
    """Whether the import has given a sign of life not long ago, or nobody has begun what was asked for."""
    progress = given.read_progress(imported.pk)
    beat = imported.beat_at.timestamp() if imported.beat_at else utc_now().timestamp()
    return utc_now().timestamp() - max(beat, progress.at if progress else 0.0) < LEASE.total_seconds()


def fail_import(import_id: int, error: Exception) -> None:
    """Says on the import itself why it stopped; one that is over stays as it is."""
    over = (Import.State.APPLIED, Import.State.UNDOING, Import.State.UNDONE)
    Import.objects.filter(pk=import_id).exclude(state__in=over).update(state=Import.State.FAILED, error=_words(error))


def _words(error: Exception) -> str:
    if isinstance(error, HustingsError):
        return str(error)
    what = f"{type(error).__name__}: {error}"
    return f"Something went wrong inside Hustings ({what}). What was applied so far is whole; apply again to go on."
