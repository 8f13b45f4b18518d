"""Working through the queue. A worker holds a lease on its task, renewed by heartbeats; a task whose worker died is put back.

A task may thus run twice, when a worker died after the work and before the note of it: tasks are written to bear that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError, close_old_connections, connections, transaction
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from hustings.jobs.models import Ticket
from hustings.jobs.queue import ATTEMPTS
from hustings.jobs.schedule import enqueue_due
from hustings.kernel.errors import HustingsError, RetryLater

LEASE = timedelta(seconds=60)
BEAT = timedelta(seconds=15)
LOOK = timedelta(seconds=1)
LONGEST_WAIT = timedelta(hours=1)

logger = logging.getLogger(__name__)


def run_worker(stop: Event, *, once: bool = False, lease: timedelta = LEASE, beat: timedelta = BEAT) -> int:
    """Works until `stop` is set, or with `once` until nothing is ready, and returns how many tasks it ran.

    The task at hand is finished before it stops. Several workers may run on one queue, in threads or processes.
    """
    worker, ran = _Worker(lease=lease, beat=beat), 0
    while not stop.is_set():
        worked = _turn(worker)
        ran += worked
        if worked:
            continue
        if once:
            break
        stop.wait(LOOK.total_seconds())
    return ran


def _turn(worker: _Worker) -> bool:
    """One look at the queue; whether it found something to do. A data base that is away for a moment is waited for."""
    try:
        close_old_connections()
        put_back_abandoned()
        enqueue_due(timezone.now())
        task = worker.claim()
        if task is not None:
            worker.run(task)
        return task is not None
    except (OperationalError, InterfaceError):
        logger.warning("The data base does not answer; trying again.", exc_info=True)
        connections.close_all()
        return False


def put_back_abandoned() -> int:
    """Puts tasks back whose lease ran out, or gives them up after their last attempt; returns how many."""
    late = Ticket.objects.filter(lease_until__lt=timezone.now())
    found = 0
    for ticket in list(late):
        with transaction.atomic():
            if late.filter(pk=ticket.pk, worker=ticket.worker).update(lease_until=None, worker=""):
                found += 1
                _again_or_failed(ticket, error=RuntimeError("The worker died while it ran this task."), wait=timedelta())
    return found


class _Worker:
    def __init__(self, *, lease: timedelta, beat: timedelta) -> None:
        self.lease, self.beat = lease, beat

    def claim(self) -> DBTaskResult[Any, Any] | None:
        """Takes the next ready task, with a lease of its own name; None where nothing is ready."""
        ready = DBTaskResult.objects.ready()
        if not ready.exists():
            return None
        with transaction.atomic():
            task = ready.get_locked()
            if task is None:
                return None
            name = uuid4().hex
            task.claim(name)
            lease = {"worker": name, "lease_until": timezone.now() + self.lease, "key": None}
            Ticket.objects.update_or_create(task_id=task.pk, defaults=lease, create_defaults={**lease, "attempts": ATTEMPTS})
        return task

    def run(self, task: DBTaskResult[Any, Any]) -> None:
        """Runs a claimed task and notes how it ended. An interruption (not an error of the task) puts it back at once."""
        name = task.worker_ids[-1]
        with _Heartbeat(lambda: self._renew(name), self.beat):
            try:
                value = normalize_json(_call(task))
            except Exception as error:
                _end(task, name, partial(_again_or_failed, error=error, wait=_wait(task, error)))
            except BaseException:
                _end(task, name, partial(_put_back, wait=timedelta()))
                raise
            else:
                _end(task, name, partial(_succeeded, value=value))

    def _renew(self, name: str) -> None:
        Ticket.objects.filter(worker=name).update(lease_until=timezone.now() + self.lease)


class _Heartbeat:
    """Calls `beat` now and then from another thread, as long as the block lasts."""

    def __init__(self, beat: Callable[[], None], every: timedelta) -> None:
        self.beat, self.every, self.over = beat, every.total_seconds(), Event()
        self.thread = Thread(target=self._loop, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()

    def _loop(self) -> None:
        try:
            while not self.over.wait(self.every):
                self._try()
        finally:
            connections.close_all()

    def _try(self) -> None:
        try:
            self.beat()
        except Exception:
            # A heartbeat that the data base refuses is made up for by the next one; the lease bears several.
            logger.warning("A heartbeat failed.", exc_info=True)
            connections.close_all()


def _call(task: DBTaskResult[Any, Any]) -> object:
    result: Any = task.task_result
    if result.task.takes_context:
        return result.task.call(TaskContext(task_result=result), *result.args, **result.kwargs)
    return result.task.call(*result.args, **result.kwargs)


def _end(task: DBTaskResult[Any, Any], name: str, note: Callable[[Ticket], None]) -> None:
    """Notes the end, unless the lease was lost meanwhile: then somebody else has the task, and the note is theirs."""
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().filter(pk=task.pk, worker=name).first()
        if ticket is None:
            logger.warning("Task %s took longer than its lease; somebody else has it.", task.pk)
        else:
            note(ticket)


def _succeeded(ticket: Ticket, *, value: object) -> None:
    DBTaskResult.objects.get(pk=ticket.pk).set_successful(value)
    ticket.delete()


def _again_or_failed(ticket: Ticket, *, error: Exception, wait: timedelta) -> None:
    task = DBTaskResult.objects.get(pk=ticket.pk)
    lasting = isinstance(error, HustingsError) and not isinstance(error, RetryLater)
    if not lasting and len(task.worker_ids) < ticket.attempts:
        _put_back(ticket, wait=wait)
        return
    logger.error("Task %s failed for good: %s: %s", task.task_path, type(error).__name__, error)
    task.set_failed(error)
    ticket.delete()


def _put_back(ticket: Ticket, *, wait: timedelta) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(worker="", lease_until=None)
    DBTaskResult.objects.filter(pk=ticket.pk).update(status=TaskResultStatus.READY, run_after=timezone.now() + wait)


def _wait(task: DBTaskResult[Any, Any], error: Exception) -> timedelta:
    """15 seconds after the first attempt, then four times as long each time, an hour at most; or what the error asks for."""
    if isinstance(error, RetryLater) and error.after is not None:
        return timedelta(seconds=max(0.0, error.after))
    return min(LONGEST_WAIT, timedelta(seconds=15) * 4 ** (len(task.worker_ids) - 1))
