"""Tasks that tests queue. What they did stands in `DONE`."""

from __future__ import annotations

from threading import Event, Lock
from typing import Any

from django_tasks import task
from django_tasks.base import TaskContext

from hustings.kernel.errors import NeverRetry, RetryLater

DONE: list[Any] = []
LOCK = Lock()
HOLD = Event()
BEGUN = Event()


@task()
def note(what: Any) -> Any:
    """Notes that it ran."""
    with LOCK:
        DONE.append(what)
    return what


@task()
def stumble(times: int) -> int:
    """Fails as often as it is told, then works."""
    DONE.append("try")
    if len(DONE) <= times:
        raise ValueError("not yet")
    return len(DONE)


@task()
def refuse(lasting: bool, after: float | None = None) -> None:
    """Fails in the words of the kernel."""
    raise NeverRetry("gone for good") if lasting else RetryLater("busy", after=after)


@task()
def interrupt() -> None:
    """Is interrupted, as by the end of the process."""
    raise KeyboardInterrupt


@task()
def wait_for_leave() -> str:
    """Stays at work until the test lets it go."""
    BEGUN.set()
    HOLD.wait(10)
    with LOCK:
        DONE.append("waited")
    return "waited"


@task(takes_context=True)
def attempt(context: TaskContext) -> int:
    """Says which attempt this is."""
    return context.attempt


@task()
def unspeakable() -> object:
    """Returns what JSON has no word for."""
    return object()
