"""Background work of the room: calendars are read, and what changed here is written to them."""

from __future__ import annotations

from django_tasks import task

from hustings.apps.events import syncing
from hustings.jobs import queue
from hustings.kernel.clock import utc_now


@task()
def read_calendars() -> int:
    """Queues every calendar that is to be read by now; returns how many."""
    due = syncing.due(now=utc_now())
    for number in due:
        queue.enqueue(read_calendar, key=f"calendar:{number}", calendar_id=number)
    return len(due)


@task()
def read_calendar(calendar_id: int) -> None:
    """Reads one calendar and writes to it what changed here."""
    syncing.sync(calendar_id, now=utc_now())
