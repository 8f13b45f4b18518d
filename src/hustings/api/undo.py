"""Taking steps back."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from hustings.api.door import Call, Id, Room
from hustings.apps.people import actions, queries
from hustings.apps.people.queries.decisions import UndoRow

room = Room(tags=["undo"])


class Undone(Schema):
    """The step that was taken back."""

    step: int
    label: str


@room.get("/undo", response=list[UndoRow], summary="What can be taken back")
def list_steps(request: Call) -> Any:
    """Your latest steps, newest first."""
    return list(queries.undo_steps(request.auth))


@room.post("/undo", response=Undone, summary="Take your latest step back")
def undo_latest(request: Call) -> Undone:
    """The newest one that was not taken back yet."""
    return _undone(request, None)


@room.post("/undo/{step_id}", response=Undone, summary="Take a step back")
def undo_step(request: Call, step_id: Id) -> Undone:
    """One of your own, or anybody's for a manager."""
    return _undone(request, step_id)


def _undone(request: Call, step_id: int | None) -> Undone:
    request.auth.require("log_touch")
    step = actions.undo(request.auth, step_id)
    return Undone(step=step.pk, label=step.label)
