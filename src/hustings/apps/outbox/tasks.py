"""Background entry points: one task a message, and a look at what was left lying."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from hustings.apps.outbox import sending
from hustings.apps.outbox.models import Outgoing
from hustings.jobs import queue
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError

LEFT_LYING = timedelta(minutes=15)
"""Longer than any sender takes over one message, and than the queue takes to see that one died."""
ATTEMPTS = 20


@task()
def send(outgoing_id: int) -> None:
    """Sends one message; run again after a crash, it finds out what became of it."""
    again = sending.send(outgoing_id)
    if again is not None:
        queue.enqueue(send, key=_key(outgoing_id), run_after=again, attempts=ATTEMPTS, outgoing_id=outgoing_id)


def enqueue_send(outgoing: Outgoing) -> None:
    """Has a message sent when its time has come."""
    queue.enqueue(send, key=_key(outgoing.pk), run_after=outgoing.not_before, attempts=ATTEMPTS, outgoing_id=outgoing.pk)


def _key(outgoing_id: int) -> str:
    return f"send:{outgoing_id}"


@task()
def look_after() -> dict[str, int]:
    """Queues what waits without a task, and shows what an interrupted sender left as uncertain. It sends nothing itself."""
    late = utc_now() - LEFT_LYING
    waiting = list(Outgoing.objects.filter(state=Outgoing.State.WAITING, not_before__lt=late))
    for outgoing in waiting:
        enqueue_send(outgoing)
    left = Outgoing.objects.filter(state=Outgoing.State.SENDING, sending_at__lt=late)
    uncertain = left.update(state=Outgoing.State.UNCERTAIN, error="The sender was interrupted. Nobody knows whether it arrived.")
    return {"queued": len(waiting), "uncertain": uncertain, "found": _ask_about_uncertain()}


def _ask_about_uncertain() -> int:
    """Asks what became of what is uncertain since yesterday. An answer is noted; none, and a person settles it."""
    since = utc_now() - timedelta(days=1)
    uncertain = Outgoing.objects.filter(state=Outgoing.State.UNCERTAIN, sending_at__gte=since)
    return sum(_ask(number) for number in uncertain.order_by("id").values_list("id", flat=True)[:100])


def _ask(outgoing_id: int) -> bool:
    try:
        return sending.ask(outgoing_id)
    except HustingsError:
        return False
