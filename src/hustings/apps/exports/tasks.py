"""Background entry points: making a file as the member who asked for it, and forgetting old ones."""

from __future__ import annotations

from django_tasks import task

from hustings.apps.exports import keeping, restorations
from hustings.apps.exports.making import make
from hustings.kernel.clock import utc_now


@task()
def make_export(export_id: int) -> None:
    """Makes the file of an export; run again after a crash, it begins anew. One that is not to be made is left alone."""
    make(export_id)


@task()
def forget_old_exports() -> int:
    """Removes files after a day, and requests that nobody approved within a week; returns how many."""
    return keeping.forget(utc_now())


@task()
def restore(restoration_id: int) -> None:
    """Puts an archive back; run again after a crash, it begins anew, since nothing of a half one stays."""
    restorations.work_on_restoration(restoration_id)
