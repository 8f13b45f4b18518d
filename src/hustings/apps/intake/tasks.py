"""Background entry points: the preview and the applying of an import, as the member who asked for it; live accounts."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django_tasks import task

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.accounts.queries import actor_of
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel
from hustings.apps.channels.queries import due_streams
from hustings.apps.intake import given
from hustings.apps.intake.applying import LEASE, apply_import, fail_import, has_not_begun, is_at_work, preview_import
from hustings.apps.intake.models import Import
from hustings.apps.intake.syncing import sync_stream
from hustings.apps.intake.undoing_steps import undo_steps
from hustings.jobs import queue
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, RetryLater

COPIES_KEPT = timedelta(days=30)


@task()
def preview(import_id: int, member_id: int) -> None:
    """Makes the preview of an import; one that has begun meanwhile needs none."""
    try:
        preview_import(_actor(member_id), import_id)
    except HustingsError as error:
        waiting = Import.objects.filter(pk=import_id).first()
        if waiting is not None and has_not_begun(waiting):
            fail_import(import_id, error)


@task()
def apply(import_id: int, member_id: int) -> None:
    """Applies an import; run again after a crash, it goes on where it stopped. Looks again later where somebody is at work."""
    try:
        apply_import(_actor(member_id), import_id)
    except HustingsError as error:
        held = Import.objects.filter(pk=import_id).first()
        if held is not None and is_at_work(held):
            raise RetryLater(str(error), after=LEASE.total_seconds()) from error
        fail_import(import_id, error)


@task()
def undo(import_id: int, member_id: int) -> None:
    """Takes a large import back; run again after a crash, it goes on with what is left."""
    undo_steps(import_id)


@task()
def forget_old_copies() -> int:
    """Removes copies of files whose import nobody went on with for thirty days; returns how many. The import stays."""
    return given.drop_old_copies(before=utc_now().timestamp() - COPIES_KEPT.total_seconds())


@task()
def sync_due() -> int:
    """Queues every stream of a live account that is to be asked by now; returns how many."""
    due = due_streams(utc_now())
    for stream_id in due:
        queue.enqueue(sync, key=f"sync:{stream_id}", stream_id=stream_id)
    return len(due)


@task()
def sync(stream_id: int) -> None:
    """Reads one stream for a while; what is left goes on in a task of its own, so that others come in between."""
    synced = sync_stream(stream_id)
    if synced is not None and synced.behind and not synced.error:
        queue.enqueue(sync, key=f"sync:{stream_id}", stream_id=stream_id)


@task()
def find_all_streams() -> int:
    """Has every connected account looked through for new folders and the like; returns how many accounts."""
    connected = list(Channel.objects.filter(state=Channel.State.CONNECTED).values_list("id", flat=True))
    for channel_id in connected:
        queue.enqueue(find_streams, key=f"streams:{channel_id}", channel_id=channel_id)
    return len(connected)


@task()
def find_streams(channel_id: int) -> None:
    """Looks through one account; what is wrong with it is told by reading it."""
    with suppress(HustingsError):
        channels.find_streams(channel_id)


TASKS = {"preview": preview, "apply": apply, "undo": undo}


def _actor(member_id: int) -> Actor:
    member = Member.objects.select_related("workspace", "user").get(pk=member_id, is_active=True)
    return actor_of(member, door="job")
