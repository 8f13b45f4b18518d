"""A worker of the queue as a process of its own: `python -m hustings.project.worker`. It ends with whoever started it.

Beside it, accounts are listened to whose platform says by itself what is new.
"""

from __future__ import annotations

import os
import signal
from threading import Event

PARENT_LOOK = 2.0


def main() -> None:
    """Works until it is told to stop, finishing the task at hand; also when the process that started it is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.project.settings")
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    # Django needs its settings before models can be imported.
    import django

    django.setup()
    work(stop, parent=os.getppid())


def work(stop: Event, *, parent: int) -> None:
    """Runs a worker beside a look-out that sets `stop` once the parent is no longer this one."""
    from threading import Thread

    from hustings.apps.intake.listening import listening
    from hustings.jobs.worker import run_worker

    Thread(target=watch, args=(stop,), kwargs={"parent": parent}, daemon=True).start()
    with listening(stop):
        run_worker(stop)


def watch(stop: Event, *, parent: int, every: float = PARENT_LOOK) -> None:
    """Sets `stop` when the parent process is gone (killed, so that it could not say so)."""
    while not stop.wait(every):
        if os.getppid() != parent:
            stop.set()


if __name__ == "__main__":
    main()
