"""Background entry points: the preview and the applying of an import, as the member who asked for it."""

from __future__ import annotations

from django_tasks import task

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.accounts.queries import actor_of
from hustings.apps.intake.applying import apply_import, fail_import, preview_import
from hustings.kernel.errors import HustingsError


@task()
def preview(import_id: int, member_id: int) -> None:
    """Makes the preview of an import."""
    try:
        preview_import(_actor(member_id), import_id)
    except HustingsError as error:
        fail_import(import_id, error)


@task()
def apply(import_id: int, member_id: int) -> None:
    """Applies an import; run again after a crash, it goes on where it stopped."""
    try:
        apply_import(_actor(member_id), import_id)
    except HustingsError as error:
        fail_import(import_id, error)


TASKS = {"preview": preview, "apply": apply}


def _actor(member_id: int) -> Actor:
    member = Member.objects.select_related("workspace", "user").get(pk=member_id, is_active=True)
    return actor_of(member, door="job")
