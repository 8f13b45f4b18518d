"""One change to many people: shown before it is made, made in chunks, taken back as one step.

Up to 2,000 people at once; more go to the worker, chunk by chunk, and after a crash it goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_people
from hustings.apps.people.actions.bulk_changes import WAYS, BulkChange
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import BulkChunk, BulkEdit, Person
from hustings.apps.people.segments import joined, matching
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NotFound, WrongInput
from hustings.storage import rows

AT_ONCE = 2_000
CHUNK = 500
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom a change is for: people by their ids, or everybody whom a text, a saved segment or both mean."""

    people: tuple[int, ...] = ()
    where: str = ""
    saved: int | None = None


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a change would do: to how many of how many, with some of the names of those concerned as (id, name)."""

    change: BulkChange
    people: int
    concerned: int
    sample: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class BulkState:
    """How far a change is: `changed` people of `done` of `total`; `step` takes it back."""

    id: int
    change: BulkChange
    state: str
    total: int
    done: int
    changed: int
    refused: str = ""
    step: int | None = None

    @property
    def at_work(self) -> bool:
        return self.state in ("waiting", "running", "undoing")


def checked_change(actor: Actor, change: BulkChange) -> BulkChange:
    """The change in canonical form. Raises NotPermitted, NotFound and WrongInput as the change to one person does."""
    actor.require("edit_people")
    if change.do not in WAYS:
        raise WrongInput(f"Use one of: {', '.join(WAYS)}.", field="do")
    way = WAYS[change.do]
    actor.require(way.permission)
    return way.clean(actor, change)


def selected(actor: Actor, selection: Selection) -> QuerySet[Person]:
    """The people meant, of those that the actor may see. Raises WrongInput where nobody is named."""
    asked = joined(actor, where=selection.where, saved=selection.saved)
    if asked is not None:
        found = matching(actor, asked, wanted=None)
        return found.filter(pk__in=selection.people) if selection.people else found
    if not selection.people:
        raise WrongInput("Say for whom: people, a text or a saved segment.", field="where")
    return visible_people(actor).filter(pk__in=selection.people)


def preview_bulk(actor: Actor, selection: Selection, change: BulkChange) -> BulkPreview:
    """What a change would do, without doing it."""
    clean = checked_change(actor, change)
    people = selected(actor, selection)
    concerned = people.filter(WAYS[clean.do].concerns(actor, clean))
    sample = tuple(concerned.order_by("sort_name", "id").values_list("id", "name")[:SAMPLE])
    return BulkPreview(clean, people.order_by().count(), concerned.order_by().count(), sample)


def begin_bulk(actor: Actor, selection: Selection, change: BulkChange) -> BulkState:
    """Makes a change to everybody whom it concerns, at once for up to 2,000 people, else by the worker (tasks.make_bulk).

    People who come to match later are not changed. Returns how far it is, with the undo step. Raises WrongInput where it concerns
    nobody.
    """
    clean = checked_change(actor, change)
    with transaction.atomic():
        concerned = selected(actor, selection).filter(WAYS[clean.do].concerns(actor, clean)).order_by()
        ids = sorted(concerned.values_list("pk", flat=True))
        if not ids:
            raise WrongInput("Nobody would change.", field="where")
        edit = BulkEdit.objects.create(
            workspace_id=actor.workspace_id, member_id=actor.member_id, change=msgspec.to_builtins(clean), total=len(ids)
        )
        BulkChunk.objects.bulk_create(BulkChunk(edit=edit, people=chunk) for chunk in rows.chunks(ids, CHUNK))
        step = remember(actor, "bulk_edit", label=f"{_label(clean)}, {len(ids):,} people", data={"edit": edit.pk})
        if len(ids) <= AT_ONCE:
            work_on_bulk(actor, edit.pk, now=utc_now())
        else:
            _enqueue("make", edit)
    return _state(BulkEdit.objects.get(pk=edit.pk), step)


def _label(change: BulkChange) -> str:
    return " ".join(part for part in (change.do.replace("_", " "), change.value.replace("\n", ", ")) if part)


def _enqueue(way: str, edit: BulkEdit) -> None:
    # The tasks call this module.
    from hustings.apps.people import tasks
    from hustings.jobs.queue import enqueue

    enqueue(tasks.BULK[way], key=f"bulk:{way}:{edit.pk}", edit_id=edit.pk)


def work_on_bulk(actor: Actor, edit_id: int, *, now: datetime) -> None:
    """Makes the chunks that are not made yet, each in a transaction of its own. Stops where it is being taken back.

    Where the member may no longer do this, it fails and what is done stays, to be taken back.
    """
    try:
        while _make_next(actor, edit_id, now):
            pass
    except HustingsError as error:
        BulkEdit.objects.filter(pk=edit_id).update(state=BulkEdit.State.FAILED, refused=str(error))


@transaction.atomic
def _make_next(actor: Actor, edit_id: int, now: datetime) -> bool:
    edit = BulkEdit.objects.select_for_update().get(pk=edit_id)
    if edit.state not in (BulkEdit.State.WAITING, BulkEdit.State.RUNNING):
        return False
    chunk = BulkChunk.objects.filter(edit=edit, done=False).order_by("id").first()
    if chunk is None:
        BulkEdit.objects.filter(pk=edit_id).update(state=BulkEdit.State.DONE)
        return False
    change = msgspec.convert(edit.change, BulkChange)
    actor.require(WAYS[change.do].permission)
    people = sorted(visible_people(actor).filter(pk__in=chunk.people).values_list("pk", flat=True))
    chunk.before = WAYS[change.do].make(actor, change, people, now)
    chunk.done = True
    chunk.save(update_fields=["before", "done"])
    BulkEdit.objects.filter(pk=edit_id).update(
        state=BulkEdit.State.RUNNING, done=F("done") + len(chunk.people), changed=F("changed") + len(chunk.before)
    )
    return True


@way_back("bulk_edit")
def _undo_bulk(actor: Actor, data: dict[str, Any]) -> None:
    edit = BulkEdit.objects.select_for_update().filter(workspace_id=actor.workspace_id, pk=data["edit"]).first()
    if edit is None:
        raise WrongInput("This is too long ago to be taken back.")
    BulkEdit.objects.filter(pk=edit.pk).update(state=BulkEdit.State.UNDOING)
    if edit.done <= AT_ONCE:
        take_bulk_back(edit.pk)
    else:
        _enqueue("back", edit)


def take_bulk_back(edit_id: int) -> None:
    """Takes back the chunks that were made, the latest first, each in a transaction of its own."""
    while _take_next_back(edit_id):
        pass


@transaction.atomic
def _take_next_back(edit_id: int) -> bool:
    edit = BulkEdit.objects.select_for_update().get(pk=edit_id)
    chunk = BulkChunk.objects.filter(edit=edit, done=True).order_by("-id").first()
    if edit.state != BulkEdit.State.UNDOING or chunk is None:
        BulkEdit.objects.filter(pk=edit_id, state=BulkEdit.State.UNDOING).update(state=BulkEdit.State.UNDONE)
        return False
    change = msgspec.convert(edit.change, BulkChange)
    WAYS[change.do].back(_maker(edit), change, chunk.before)
    chunk.before, chunk.done = {}, False
    chunk.save(update_fields=["before", "done"])
    BulkEdit.objects.filter(pk=edit_id).update(done=F("done") - len(chunk.people))
    return True


def _maker(edit: BulkEdit) -> Actor:
    """The member whose statements the change made, whoever takes it back."""
    from hustings.apps.accounts.queries import actor_of

    return actor_of(edit.member, door="job")


def bulk_state(actor: Actor, edit_id: int) -> BulkState:
    """How far a change to many is. Raises NotFound for another workspace's and, unless the role sees those, another member's."""
    actor.require("edit_people")
    edits = BulkEdit.objects.filter(workspace_id=actor.workspace_id, pk=edit_id)
    if not actor.may("undo_of_others"):
        edits = edits.filter(member_id=actor.member_id)
    edit = edits.first()
    if edit is None:
        raise NotFound("There is no such change.")
    return _state(edit)


def _state(edit: BulkEdit, step: int | None = None) -> BulkState:
    change = msgspec.convert(edit.change, BulkChange)
    return BulkState(edit.pk, change, edit.state, edit.total, edit.done, edit.changed, edit.refused, step)


def forget_in_bulk(workspace_id: int, person_id: int) -> None:
    """Removes what changes to many kept of a person."""
    for chunk in BulkChunk.objects.filter(edit__workspace_id=workspace_id).iterator():
        if person_id in chunk.people:
            chunk.people = [each for each in chunk.people if each != person_id]
            chunk.before.pop(str(person_id), None)
            chunk.save(update_fields=["people", "before"])
