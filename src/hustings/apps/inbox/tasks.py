"""Background work of the room: what was put off comes back at its time."""

from __future__ import annotations

from django_tasks import task

from hustings.apps.inbox import working
from hustings.kernel.clock import utc_now


@task()
def open_put_off() -> int:
    """Opens conversations that were put off until now, in every workspace; returns how many."""
    return working.wake(now=utc_now())
