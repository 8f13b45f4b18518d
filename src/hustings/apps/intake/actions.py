"""Starts, resumes, cancels and undoes imports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.channels.models import Stream
from hustings.apps.channels.queries import channel_of, visible_channels
from hustings.apps.intake import given, tables, tasks, undoing_steps
from hustings.apps.intake.applying import (
    apply_import,
    has_not_begun,
    import_of,
    is_at_work,
    is_over,
    locked_import,
    preview_import,
)
from hustings.apps.intake.models import Import
from hustings.apps.intake.syncing import Synced, sync_stream
from hustings.apps.intake.tables import Said
from hustings.apps.intake.undoing import also_brought_by, take_back
from hustings.apps.people.actions.records import add_own_address, add_own_name, own_person
from hustings.connectors.files.people_tables import TableMapping
from hustings.connectors.protocol import DateOrder
from hustings.jobs import queue
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.identities import email_identity
from hustings.storage.room import full_disk


def start_import(
    actor: Actor, paths: Sequence[Path], *, owner_member_id: int | None = None, own_addresses: Sequence[str] = ()
) -> Import:
    """Keeps a copy of what was given and makes an import of it, nothing read yet. Raises WrongInput for a missing path.

    `own_addresses` are addresses of whoever's files these are, or names under which chats show them.
    """
    actor.require("import_files")
    owner = _owner(actor, owner_member_id)
    for text in own_addresses:
        address = email_identity(text)
        if address is not None:
            add_own_address(owner.pk, address)
        elif "@" in text or not text.strip():
            raise WrongInput(f"{text!r} is neither an e-mail address (ada@example.org) nor a name.")
        else:
            add_own_name(owner.pk, text)
    own_person(owner.pk)
    names = [str(path) for path in paths]
    imported = Import.objects.create(
        workspace_id=actor.workspace_id,
        member_id=actor.member_id,
        owner=owner,
        owner_said=owner_member_id is not None,
        paths=names,
    )
    try:
        imported.kept_copy = str(given.keep_copy(imported.pk, paths))
    except (WrongInput, OSError) as error:
        given.drop_copy(imported.pk)
        imported.delete()
        raise full_disk(error) or WrongInput(str(error)) from error
    imported.save(update_fields=["kept_copy"])
    record_audit(actor, "start_import", subject=f"import:{imported.pk}", detail={"paths": [Path(name).name for name in names]})
    return imported


def add_records(actor: Actor, paths: Sequence[Path], *, as_of: date) -> Import:
    """An import of public data alone, which holds as of a day; nothing else in these files is read. Nothing is applied yet."""
    imported = start_import(actor, paths)
    imported.choices = msgspec.to_builtins(tables.Choices(as_of=as_of.isoformat(), public=True))
    imported.save(update_fields=["choices"])
    return imported


def _owner(actor: Actor, member_id: int | None) -> Member:
    found = Member.objects.filter(workspace_id=actor.workspace_id, pk=member_id or actor.member_id).first()
    if found is None:
        raise NotFound("There is no such member in this workspace.")
    return found


def set_owner(actor: Actor, import_id: int, *, owner_member_id: int) -> None:
    """Says whose export it is, before it is applied."""
    with transaction.atomic():
        _not_begun(actor, import_id)
        owner = _owner(actor, owner_member_id)
        own_person(owner.pk)
        Import.objects.filter(pk=import_id).update(owner=owner, owner_said=True, state=Import.State.STAGED)
        record_audit(actor, "set_owner", subject=f"import:{import_id}", detail={"member": owner.pk})


def set_mapping(actor: Actor, import_id: int, *, file: str, mapping: TableMapping) -> None:
    """Says what the columns of a table mean, before the import is applied, and remembers it for the next table of its shape.

    `file` is its name in the preview. Preview the import anew afterwards. Raises WrongInput for a table that is not there.
    """
    with transaction.atomic():
        imported = _not_begun(actor, import_id)
        known = tables.mapping_of(imported.preview.get("tables", ()), file)
        if mapping.shape != known.shape:
            raise WrongInput("These columns are of another table. Look at the import again.", field="mapping")
        tables.keep_mapping(actor, imported, file=file, mapping=mapping)
        _restage(actor, imported, "set_mapping", {"file": file})


def set_date_order(actor: Actor, import_id: int, *, order: DateOrder) -> None:
    """Says which of day and month comes first in dates that nothing else settles, before the import is applied."""
    with transaction.atomic():
        imported = _not_begun(actor, import_id)
        tables.keep_order(imported, order)
        _restage(actor, imported, "set_date_order", {"order": order})


def correct_tables(actor: Actor, import_id: int, said: Said) -> None:
    """Says what columns with these headers mean in all tables of an import, before anything of it is read."""
    with transaction.atomic():
        imported = _not_begun(actor, import_id)
        tables.correct_all(actor, imported, said)
        _restage(actor, imported, "correct_tables", msgspec.to_builtins(said))


def _not_begun(actor: Actor, import_id: int) -> Import:
    imported = locked_import(actor, import_id)
    if not has_not_begun(imported):
        raise WrongInput("This import has begun already. Undo it, and import the files again.")
    return imported


def _restage(actor: Actor, imported: Import, verb: str, detail: dict[str, Any]) -> None:
    imported.state = Import.State.STAGED
    imported.save(update_fields=["choices", "state"])
    record_audit(actor, verb, subject=f"import:{imported.pk}", detail=detail)


def enqueue_preview(actor: Actor, import_id: int) -> None:
    """Has the preview made in the background."""
    actor.require("import_files")
    import_of(actor, import_id)
    _enqueue("preview", actor, import_id)


def enqueue_apply(actor: Actor, import_id: int) -> None:
    """Has the import applied in the background, from where it stopped if it was interrupted. Nothing to do for one at work."""
    with transaction.atomic():
        imported = locked_import(actor, import_id)
        if is_over(imported):
            raise WrongInput("This import is over. Import the files again.")
        if is_at_work(imported):
            return
        begun = imported.started_at or utc_now()
        Import.objects.filter(pk=import_id).update(state=Import.State.APPLYING, started_at=begun, beat_at=None, error="")
        _enqueue("apply", actor, import_id)


def _enqueue(verb: str, actor: Actor, import_id: int) -> None:
    queue.enqueue(tasks.TASKS[verb], key=f"{verb}:{import_id}", import_id=import_id, member_id=actor.member_id)


def unfinished_imports(actor: Actor) -> list[Import]:
    """Imports that were interrupted and can be resumed, oldest first."""
    states = (Import.State.APPLYING, Import.State.FAILED)
    return list(Import.objects.filter(workspace_id=actor.workspace_id, state__in=states, finished_at=None).order_by("id"))


def sync_channels(actor: Actor, *, channel_id: int | None = None) -> list[Synced]:
    """Reads every account that the actor may see, or one, to its end and now; waits that a platform asked for are kept."""
    actor.require("connect_channels")
    held = [channel_of(actor, channel_id)] if channel_id is not None else list(visible_channels(actor).order_by("id"))
    streams = Stream.objects.filter(channel__in=held).order_by("channel_id", "name")
    ready = [stream.pk for stream in streams if not stream.failures or stream.next_try_at <= utc_now()]
    return [synced for stream_id in ready if (synced := sync_stream(stream_id, at_most=None)) is not None]


def enqueue_sync(actor: Actor) -> int:
    """Has every account that the actor may see read in the background, where no platform asked to wait: so many streams."""
    actor.require("connect_channels")
    held = Stream.objects.filter(channel__in=visible_channels(actor).filter(state="connected"))
    ready = [stream.pk for stream in held if not stream.failures or stream.next_try_at <= utc_now()]
    for stream_id in ready:
        queue.enqueue(tasks.sync, key=f"sync:{stream_id}", stream_id=stream_id)
    return len(ready)


def close_import(actor: Actor, import_id: int) -> None:
    """Lets an import that was refused before anything of it was stored stay as failed, with its reason; no try follows."""
    with transaction.atomic():
        imported = locked_import(actor, import_id)
        if imported.state != Import.State.FAILED or imported.applied:
            raise WrongInput("Something of this import is stored already. Resume it, or undo it.")
        imported.finished_at = utc_now()
        imported.save(update_fields=["finished_at"])
        record_audit(actor, "close_import", subject=f"import:{import_id}")
    given.drop_copy(import_id)


def cancel_import(actor: Actor, import_id: int) -> None:
    """Throws away an import that was not applied."""
    with transaction.atomic():
        imported = locked_import(actor, import_id)
        if not has_not_begun(imported):
            raise WrongInput("This import has begun already. Undo it instead.")
        imported.delete()
        record_audit(actor, "cancel_import", subject=f"import:{import_id}")
    given.drop_copy(import_id)


def undo_import(actor: Actor, import_id: int) -> dict[str, int]:
    """Takes back what this import alone supports; what other imports or members also say stays. Returns what went.

    A large one is taken back in the background (`finish_undo` does it here and now): its state says so, and what went is counted
    by then. Asked again, one that was interrupted goes on.
    """
    with transaction.atomic():
        imported = locked_import(actor, import_id)
        if imported.member_id != actor.member_id:
            actor.require("undo_of_others")
        if imported.state == Import.State.UNDOING:
            _enqueue("undo", actor, import_id)
            return dict(imported.report["undo"]["gone"])
        _require_undoable(imported)
        imported.report["kept_by"] = also_brought_by(imported)
        if undoing_steps.size_of(imported) > undoing_steps.AT_ONCE:
            undoing_steps.begin_undoing(imported)
            _enqueue("undo", actor, import_id)
            told = imported.report["undo"]
            record_audit(actor, "undo_import", subject=f"import:{import_id}", detail={"records": told["total"]})
            return dict(told["gone"])
        gone = take_back(imported, now=utc_now())
        imported.state = Import.State.UNDONE
        imported.undone_at = utc_now()
        imported.save(update_fields=["state", "undone_at", "report"])
        record_audit(actor, "undo_import", subject=f"import:{import_id}", detail=gone)
    given.drop_copy(import_id)
    return gone


def _require_undoable(imported: Import) -> None:
    refused = imported.state == Import.State.FAILED and is_over(imported)
    if refused or imported.state not in (Import.State.APPLIED, Import.State.FAILED, Import.State.APPLYING):
        raise WrongInput("There is nothing to undo in this import.")
    if is_at_work(imported):
        raise WrongInput("This import is being applied right now. Wait until it is done.")


def finish_undo(
    actor: Actor, import_id: int, *, tell: Callable[[undoing_steps.Left], None] = lambda left: None
) -> dict[str, int]:
    """Takes the rest of an import back that is being taken back, here and now. Returns what went in all."""
    actor.require("import_files")
    import_of(actor, import_id)
    undone = undoing_steps.undo_steps(import_id, tell=tell)
    return dict(undone.report.get("undo", {}).get("gone", {}))


__all__ = [
    "Said",
    "add_records",
    "apply_import",
    "cancel_import",
    "close_import",
    "correct_tables",
    "enqueue_apply",
    "enqueue_preview",
    "enqueue_sync",
    "finish_undo",
    "import_of",
    "preview_import",
    "set_date_order",
    "set_mapping",
    "set_owner",
    "start_import",
    "sync_channels",
    "undo_import",
    "unfinished_imports",
]
