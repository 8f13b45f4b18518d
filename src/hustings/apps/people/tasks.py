"""Forgetting in time: steps that could be taken back name people, and go after ninety days."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from hustings.apps.people.models import UndoStep
from hustings.kernel.clock import utc_now

STEPS_KEPT = timedelta(days=90)


@task()
def forget_old_steps() -> int:
    """Deletes steps that are older than ninety days; returns how many. Merges can still be split after that."""
    gone, _kinds = UndoStep.objects.filter(at__lt=utc_now() - STEPS_KEPT).delete()
    return gone
