"""What the queue library does not keep: who works on a task until when, its key, and when a schedule is next due."""

from __future__ import annotations

from django.db import models

from hustings.kernel.privacy import marks


class Ticket(models.Model):
    """Stands beside a task from queueing to its end. While somebody works on it, `lease_until` moves on with every heartbeat.

    `key` is set while the task waits: of the same key only one waits. `attempts` is how often it may be begun.
    """

    task_id = models.UUIDField(primary_key=True)
    key = models.CharField(max_length=200, unique=True, null=True)  # noqa: DJ001 - null is "no key"; empty ones would collide
    attempts = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, db_index=True)

    data_marks = marks(plain="task_id key attempts worker lease_until", kept="until the task is done")

    def __str__(self) -> str:
        return f"{self.task_id}"


class Schedule(models.Model):
    """When a repeated task is due next. What was missed while nothing ran is done once."""

    name = models.CharField(max_length=200, primary_key=True)
    next_at = models.DateTimeField()

    data_marks = marks(plain="name next_at", kept="as long as the program")

    def __str__(self) -> str:
        return self.name
