"""The weights of linkage that hold for a workspace, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import LearntWeights
from hustings.engine.linkage import Trained


@dataclass(frozen=True, slots=True)
class Moved:
    """A level of agreement by its code, and by how many bits this workspace weighs it more (or less) than others."""

    code: str
    shift: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt when, from how much, and why. `moved` names the levels that moved, the furthest first."""

    at: datetime
    why: str
    outcome: str
    people: int
    looked_at: int
    matches: int
    decided: int
    constant: float
    moved: tuple[Moved, ...]


def weights_of(workspace_id: int, *, before: datetime | None = None) -> Trained | None:
    """The weights that a workspace has learnt; None where those that ship hold. `before` keeps a long import to one set."""
    held = LearntWeights.objects.filter(workspace_id=workspace_id).order_by("-at", "-id")
    newest = (held.filter(at__lt=before) if before is not None else held).first()
    if newest is None or newest.outcome != LearntWeights.Outcome.USED:
        return None
    return Trained(dict(newest.shifts), newest.constant, round(newest.matches))


def lessons(actor: Actor, *, limit: int = 10) -> tuple[Lesson, ...]:
    """What this workspace has learnt about its records, newest first."""
    actor.require("see_reviews")
    held = LearntWeights.objects.filter(workspace_id=actor.workspace_id).order_by("-at", "-id")[:limit]
    return tuple(_lesson(row) for row in held)


def _lesson(row: LearntWeights) -> Lesson:
    moved = sorted(((code, float(shift)) for code, shift in row.shifts.items() if shift), key=lambda each: -abs(each[1]))
    return Lesson(
        at=row.at, why=row.why, outcome=row.outcome, people=row.people, looked_at=row.looked_at, matches=round(row.matches),
        decided=row.decided, constant=row.constant, moved=tuple(Moved(*each) for each in moved),
    )  # fmt: skip
