"""Asks for exports, approves, refuses and withdraws them, and hands the finished file to whoever asked for it.

Taking people along is a right of its own (`export_people`). Above 500 rows in a day a second member with that right approves;
what was approved is made only as long as it has not grown by more than a little.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import PERMISSIONS, Actor
from hustings.apps.accounts.models import Member
from hustings.apps.exports import keeping
from hustings.apps.exports.formats import format_for
from hustings.apps.exports.making import asker_of, make
from hustings.apps.exports.models import Export
from hustings.apps.exports.selecting import rows_of
from hustings.apps.exports.tasks import make_export
from hustings.jobs import queue
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

ALONE = 500
"""So many rows one member may take along in a day without asking anybody."""
DAY = timedelta(hours=24)
RIGHT = "export_people"


def ask_export(actor: Actor, *, what: str = "people", format: str = "", where: str = "", purpose: str = "") -> Export:
    """Asks for a file. A small one is made at once; a large one waits for a second member, and then for the background work.

    `where` is the text of a segment; empty for everybody. Raises WrongInput for what cannot be asked.
    """
    actor.require(RIGHT)
    chosen = format_for(what, format)
    where, purpose = where.strip(), purpose.strip()[:400]
    rows = rows_of(actor, what, where)
    with transaction.atomic():
        # Of two requests at the same moment the second counts the first.
        Member.objects.select_for_update().get(pk=actor.member_id)
        large = rows + _taken_alone(actor) > ALONE
        export = Export.objects.create(
            workspace_id=actor.workspace_id, member_id=actor.member_id, what=what, format=chosen, where=where, purpose=purpose,
            rows=rows, state=Export.State.WAITING if large else Export.State.MAKING, alone=large and not others_who_may(actor),
        )  # fmt: skip
        record_audit(actor, "ask_export", subject=f"export:{export.pk}", detail=_detail(export))
    if not large:
        make(export.pk)
        export.refresh_from_db()
    return export


def _taken_alone(actor: Actor) -> int:
    """Rows that the member took along within a day without a second member: many small files are a large one."""
    recent = Export.objects.filter(
        workspace_id=actor.workspace_id, member_id=actor.member_id, approved_at=None, asked_at__gt=utc_now() - DAY
    )
    return int(recent.exclude(made_at=None).aggregate(rows=Sum("done"))["rows"] or 0)


def others_who_may(actor: Actor) -> bool:
    """Whether the workspace has another active member with the right to export."""
    roles = [role for role, rights in PERMISSIONS.items() if RIGHT in rights]
    members = Member.objects.filter(workspace_id=actor.workspace_id, is_active=True, user__is_active=True, role__in=roles)
    return members.exclude(pk=actor.member_id).exists()


def approve_export(actor: Actor, export_id: int) -> Export:
    """Lets an export be made. Whoever asked for it cannot; where they were alone with the right, they can after a day."""
    with transaction.atomic():
        export = _locked(actor, export_id)
        _require_waiting(export)
        if export.member_id == actor.member_id:
            _require_day_alone(actor, export)
        now = utc_now()
        rows = rows_of(asker_of(export), export.what, export.where)
        export.approver_id, export.approved_at, export.approved_rows = actor.member_id, now, rows
        export.state, export.error, export.done = Export.State.MAKING, "", 0
        export.save(update_fields=["approver", "approved_at", "approved_rows", "state", "error", "done"])
        detail = _detail(export) | {"rows": rows, "alone": export.member_id == actor.member_id}
        record_audit(actor, "approve_export", subject=f"export:{export_id}", detail=detail)
        queue.enqueue(make_export, key=f"export:{export_id}", export_id=export_id)
    return export


def _require_day_alone(actor: Actor, export: Export) -> None:
    if not export.alone or others_who_may(actor):
        raise NotPermitted(_("Somebody else must approve this: another owner or manager."))
    opens_at = export.asked_at + DAY
    if utc_now() < opens_at:
        raise NotPermitted(
            _("Nobody else could approve this, so a day must pass: you can release it from %(moment)s on.")
            % {"moment": f"{opens_at.astimezone(actor.zone):%Y-%m-%d %H:%M}"}
        )


def refuse_export(actor: Actor, export_id: int) -> Export:
    """Says no to an export of somebody else's."""
    with transaction.atomic():
        export = _locked(actor, export_id)
        _require_waiting(export)
        if export.member_id == actor.member_id:
            raise WrongInput(_("This is your own. Withdraw it instead."))
        return _end(actor, export, Export.State.REFUSED, "refuse_export")


def withdraw_export(actor: Actor, export_id: int) -> Export:
    """Takes one's own request back; a file that is there goes at once."""
    with transaction.atomic():
        export = _own(actor, _locked(actor, export_id))
        if export.state not in (Export.State.WAITING, Export.State.MAKING, Export.State.READY, Export.State.FAILED):
            raise WrongInput(_("There is nothing to withdraw any more."))
        keeping.drop_file(export)
        return _end(actor, export, Export.State.WITHDRAWN, "withdraw_export")


def _end(actor: Actor, export: Export, state: Export.State, verb: str) -> Export:
    export.state, export.file = state, ""
    export.save(update_fields=["state", "file"])
    record_audit(actor, verb, subject=f"export:{export.pk}", detail=_detail(export))
    return export


def fetch_export(actor: Actor, export_id: int) -> Path:
    """The finished file, for whoever asked for it and nobody else. Every time is put down in the audit trail."""
    with transaction.atomic():
        export = _own(actor, _locked(actor, export_id))
        path = keeping.folder() / export.file
        if keeping.is_over(export) or not export.file or not path.exists():
            raise NotFound(_("There is no file any more. Ask for it again."))
        export.fetched_at, export.fetches = utc_now(), export.fetches + 1
        export.save(update_fields=["fetched_at", "fetches"])
        record_audit(actor, "fetch_export", subject=f"export:{export_id}", detail=_detail(export))
    return path


def make_now(actor: Actor, export_id: int) -> Export:
    """Makes an approved file without waiting for the background work, for a command line that waits for it."""
    actor.require(RIGHT)
    with transaction.atomic():
        export = _own(actor, _locked(actor, export_id))
    if export.state == Export.State.MAKING:
        make(export_id)
        export.refresh_from_db()
    return export


def _locked(actor: Actor, export_id: int) -> Export:
    actor.require(RIGHT)
    export = Export.objects.select_for_update().filter(workspace_id=actor.workspace_id, pk=export_id).first()
    if export is None:
        raise NotFound(_("There is no such export."))
    return export


def _own(actor: Actor, export: Export) -> Export:
    if export.member_id != actor.member_id:
        raise NotFound(_("There is no such export."))
    return export


def _require_waiting(export: Export) -> None:
    if export.state != Export.State.WAITING or export.asked_at <= utc_now() - keeping.ASKED:
        raise WrongInput(_("This does not wait for approval any more."))


def _detail(export: Export) -> dict[str, Any]:
    told = {"what": export.what, "format": export.format, "where": export.where, "rows": export.rows, "purpose": export.purpose}
    return {name: value for name, value in told.items() if value != ""}
