"""Background work of the room: calendars are read, what changed here is written to them, and past meetings are counted."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from hustings.apps.events import meetings, syncing
from hustings.jobs import queue
from hustings.kernel.clock import utc_now

LATELY = timedelta(days=30)


@task()
def read_calendars() -> int:
    """Queues every calendar that is to be read by now; returns how many."""
    due = syncing.due(now=utc_now())
    for number in due:
        queue.enqueue(read_calendar, key=f"calendar:{number}", calendar_id=number)
    return len(due)


@task()
def count_meetings() -> int:
    """Counts past meetings of the last weeks as contact; returns how many were counted anew or given up."""
    return meetings.count_everywhere(now=utc_now(), back=LATELY)


@task()
def count_all_meetings() -> int:
    """Counts all past meetings, as an old one may have been changed."""
    return meetings.count_everywhere(now=utc_now())


@task()
def read_calendar(calendar_id: int) -> None:
    """Reads one calendar and writes to it what changed here."""
    syncing.sync(calendar_id, now=utc_now())
