"""Putting tasks into the queue, in the caller's transaction: it commits with what it follows from, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from hustings.jobs.models import Ticket
from hustings.kernel.errors import RetryLater

ATTEMPTS = 5
TRIES = 10
AT_ONCE = get_date_max()
"""The library writes a day in the year 9999 for "at once", and takes such rows whatever the time."""


def enqueue(
    task: Task[Any, Any], *, key: str = "", run_after: datetime | None = None, attempts: int = ATTEMPTS, **arguments: Any
) -> UUID:
    """Queues a task with its arguments (JSON only) and returns its id.

    With a key, a task of the same key that still waits is returned instead, moved forward to `run_after` if that is earlier.
    One that is being worked on does not count as waiting: what changed since its begin deserves another run.
    """
    timed = task.using(run_after=run_after)
    for _try in range(TRIES):
        waiting = _waiting(key)
        if waiting is not None:
            _move_forward(waiting, run_after)
            return waiting
        try:
            with transaction.atomic():
                return _new(timed, key, attempts, arguments)
        except IntegrityError:
            # Somebody else queued the same key since we looked. Theirs may be taken by a worker before we look again.
            continue
    raise RetryLater(f"The key {key!r} is queued and taken too fast to queue it once more.")


def _waiting(key: str) -> UUID | None:
    return Ticket.objects.filter(key=key).values_list("task_id", flat=True).first() if key else None


def _new(task: Task[Any, Any], key: str, attempts: int, arguments: dict[str, Any]) -> UUID:
    task_id = UUID(task.enqueue(**arguments).id)
    Ticket.objects.create(task_id=task_id, key=key or None, attempts=attempts)
    return task_id


def _move_forward(task_id: UUID, run_after: datetime | None) -> None:
    waiting = DBTaskResult.objects.filter(pk=task_id)
    if run_after is None:
        waiting.update(run_after=AT_ONCE)
    else:
        waiting.filter(run_after__gt=run_after).exclude(run_after=AT_ONCE).update(run_after=run_after)
