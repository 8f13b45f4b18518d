"""Background work of the room: what was put off comes back at its time, what was forgotten is told, rises raise an alarm."""

from __future__ import annotations

from django_tasks import task

from hustings.apps.inbox import crisis, notices, working
from hustings.kernel.clock import utc_now


@task()
def open_put_off() -> int:
    """Opens conversations that were put off until now, in every workspace; returns how many."""
    return working.wake(now=utc_now())


@task()
def tell_of_forgotten() -> int:
    """Tells managers of what nobody answered until it was due, in every workspace; returns how many messages."""
    return notices.escalate(now=utc_now())


@task()
def watch_for_rises() -> int:
    """Looks at the messages that came since the last look, in every workspace; returns how many alarms were raised."""
    return crisis.watch(now=utc_now())
