"""The queue's own housekeeping."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

KEPT = timedelta(days=7)


@task()
def forget_finished() -> int:
    """Deletes the notes of tasks that ended more than a week ago; returns how many."""
    count, _kinds = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
    return count
