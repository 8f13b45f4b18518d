"""Starts, previews, applies, resumes and undoes imports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.intake import given
from hustings.apps.intake.models import Import
from hustings.apps.intake.passes import Listener, Pass
from hustings.apps.intake.undoing import take_back
from hustings.apps.people.actions.records import add_own_address, own_person
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NotFound, WrongInput
from hustings.kernel.identities import email_identity

LEASE = timedelta(seconds=120)
"""An import that has given no sign of life for so long may be taken up by somebody else."""


def start_import(
    actor: Actor, paths: Sequence[Path], *, owner_member_id: int | None = None, own_addresses: Sequence[str] = ()
) -> Import:
    """Keeps a copy of what was given and makes an import of it, nothing read yet. Raises WrongInput for a missing path."""
    actor.require("import_files")
    owner = _owner(actor, owner_member_id)
    for text in own_addresses:
        address = email_identity(text)
        if address is None:
            raise WrongInput(f"{text!r} is not an e-mail address. Write it like ada@example.org.")
        add_own_address(owner.pk, address)
    own_person(owner.pk)
    names = [str(path) for path in paths]
    imported = Import.objects.create(workspace_id=actor.workspace_id, member_id=actor.member_id, owner=owner, paths=names)
    try:
        imported.kept_copy = str(given.keep_copy(imported.pk, paths))
    except (WrongInput, OSError) as error:
        given.drop_copy(imported.pk)
        imported.delete()
        raise WrongInput(str(error)) from error
    imported.save(update_fields=["kept_copy"])
    record_audit(actor, "start_import", subject=f"import:{imported.pk}", detail={"paths": [Path(name).name for name in names]})
    return imported


def _owner(actor: Actor, member_id: int | None) -> Member:
    found = Member.objects.filter(workspace_id=actor.workspace_id, pk=member_id or actor.member_id).first()
    if found is None:
        raise NotFound("There is no such member in this workspace.")
    return found


def import_of(actor: Actor, import_id: int) -> Import:
    """The import, if the actor may see it."""
    actor.require("import_files")
    found = Import.objects.filter(workspace_id=actor.workspace_id, pk=import_id).select_related("owner", "member").first()
    if found is None:
        raise NotFound("There is no such import.")
    return found


def preview_import(actor: Actor, import_id: int, *, listener: Listener | None = None) -> Import:
    """Reads everything and says what applying would do; writes nothing but the preview itself."""
    imported = import_of(actor, import_id)
    tally = Pass(imported, preview=True, listener=listener).go()
    imported.preview = tally.as_json()
    imported.total = sum(file["records"] for file in tally.files.values())
    imported.state = Import.State.PLANNED
    imported.save(update_fields=["preview", "total", "state"])
    return imported


def apply_import(actor: Actor, import_id: int, *, listener: Listener | None = None) -> Import:
    """Applies an import, from where it stopped if it was interrupted. One that is applied already stays as it is."""
    imported = _claim(actor, import_id)
    if imported.state == Import.State.APPLIED:
        return imported
    try:
        Pass(imported, preview=False, listener=listener).go()
    except Exception as error:
        Import.objects.filter(pk=import_id).update(state=Import.State.FAILED, error=_words(error))
        raise
    record_audit(actor, "apply_import", subject=f"import:{import_id}", detail=imported.report.get("counts", {}))
    given.drop_copy(import_id)
    return imported


def _claim(actor: Actor, import_id: int) -> Import:
    with transaction.atomic():
        imported = import_of(actor, import_id)
        if imported.state in (Import.State.UNDONE, Import.State.UNDOING):
            raise WrongInput("This import was undone. Import the files again.")
        if (
            imported.state == Import.State.APPLYING
            and imported.beat_at
            and utc_now() - imported.beat_at < LEASE
            and _alive(imported)
        ):
            raise WrongInput("This import is being applied already.")
        if imported.state != Import.State.APPLIED:
            imported.state = Import.State.APPLYING
            imported.started_at = imported.started_at or utc_now()
            imported.beat_at = utc_now()
            imported.error = ""
            imported.save()
    return imported


def _alive(imported: Import) -> bool:
    progress = given.read_progress(imported.pk)
    return progress is not None and utc_now().timestamp() - progress.at < LEASE.total_seconds()


def _words(error: Exception) -> str:
    if isinstance(error, HustingsError):
        return str(error)
    return f"Something went wrong inside Hustings ({type(error).__name__}: {error}). What was applied so far is whole; apply again to go on."


def unfinished_imports(actor: Actor) -> list[Import]:
    """Imports that were interrupted and can be resumed, oldest first."""
    states = (Import.State.APPLYING, Import.State.FAILED)
    return list(Import.objects.filter(workspace_id=actor.workspace_id, state__in=states).order_by("id"))


def cancel_import(actor: Actor, import_id: int) -> None:
    """Throws away an import that was not applied."""
    imported = import_of(actor, import_id)
    if imported.state not in (Import.State.STAGED, Import.State.PLANNED):
        raise WrongInput("This import has begun already. Undo it instead.")
    given.drop_copy(imported.pk)
    imported.delete()


def undo_import(actor: Actor, import_id: int) -> dict[str, int]:
    """Takes back what this import alone supports; what other imports or members also say stays. Returns what went."""
    with transaction.atomic():
        imported = import_of(actor, import_id)
        if imported.member_id != actor.member_id:
            actor.require("undo_of_others")
        if imported.state not in (Import.State.APPLIED, Import.State.FAILED, Import.State.APPLYING):
            raise WrongInput("There is nothing to undo in this import.")
        gone = take_back(imported, now=utc_now())
        imported.state = Import.State.UNDONE
        imported.undone_at = utc_now()
        imported.save(update_fields=["state", "undone_at"])
        record_audit(actor, "undo_import", subject=f"import:{import_id}", detail=gone)
    given.drop_copy(import_id)
    return gone
