"""What the worker does for the room beside finding occasions and sending digests."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from hustings.apps.today.models import Quiet, TodayList
from hustings.kernel.clock import utc_now

KEPT = timedelta(days=365)


@task()
def forget_old_lists() -> dict[str, int]:
    """Deletes lists with their items, and silences that are over, after a year. What is silenced for good stays.

    Returns how many rows of each.
    """
    before = (utc_now() - KEPT).date()
    old = {"lists": TodayList.objects.filter(day__lt=before), "silences": Quiet.objects.filter(until__lt=before)}
    return {kind: rows.delete()[0] for kind, rows in old.items()}
