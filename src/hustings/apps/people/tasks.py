"""Background work: changes to many people; and forgetting in time, for steps that could be taken back name people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from django_tasks import task

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.accounts.queries import actor_of
from hustings.apps.people.actions import bulk, duplicates, learning
from hustings.apps.people.models import BulkEdit, UndoStep
from hustings.jobs.queue import enqueue
from hustings.kernel.clock import utc_now

STEPS_KEPT = timedelta(days=90)


@task()
def forget_old_steps() -> int:
    """Deletes steps that are older than ninety days; returns how many. Merges can still be split after that."""
    gone, _kinds = UndoStep.objects.filter(at__lt=utc_now() - STEPS_KEPT).delete()
    BulkEdit.objects.filter(at__lt=utc_now() - STEPS_KEPT).delete()
    return gone


@task()
def make_bulk(edit_id: int) -> None:
    """Makes a change to many people, as the member who asked for it; run again after a crash, it goes on where it stopped."""
    edit = BulkEdit.objects.select_related("member__workspace", "member__user").filter(pk=edit_id).first()
    if edit is None:
        return
    if not edit.member.is_active:
        BulkEdit.objects.filter(pk=edit_id).update(state=BulkEdit.State.FAILED, refused="The member has left the workspace.")
        return
    bulk.work_on_bulk(actor_of(edit.member, door="job"), edit_id, now=utc_now())


@task()
def take_bulk_back(edit_id: int) -> None:
    """Takes a change to many people back; run again after a crash, it goes on where it stopped."""
    bulk.take_bulk_back(edit_id)


BULK = {"make": make_bulk, "back": take_bulk_back}


@task()
def find_duplicates(member_id: int, link_sure: bool = False) -> dict[str, int | None]:
    """Searches the whole workspace of the member who asked; returns the counts that the action returns."""
    member = Member.objects.select_related("workspace", "user").get(pk=member_id, is_active=True)
    return asdict(duplicates.find_duplicates(actor_of(member, door="job"), link_sure=link_sure))


@task()
def learn_weights(workspace_id: int, why: str) -> None:
    """Learns the weights of linkage anew from a workspace's records and its members' decisions."""
    learning.learn_weights(workspace_id, why=why)


@task()
def learn_where_grown() -> int:
    """Queues learning for every workspace that has grown, or decided, enough since it last learnt; returns how many."""
    due = {number: learning.reason_to_learn(number) for number in Workspace.objects.values_list("id", flat=True)}
    for number, why in due.items():
        if why is not None:
            enqueue(learn_weights, key=f"learn-weights:{number}", workspace_id=number, why=why.value)
    return sum(why is not None for why in due.values())
