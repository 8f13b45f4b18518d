"""The audit trail is written here and nowhere else; entries are never changed."""

from __future__ import annotations

from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry


def record_audit(actor: Actor, verb: str, *, subject: str = "", detail: dict[str, Any] | None = None) -> None:
    """Writes one line in the caller's transaction: `verb` as in "changed role", `subject` as in "member 7"."""
    AuditEntry.objects.create(
        workspace_id=actor.workspace_id,
        member_id=actor.member_id,
        door=actor.door,
        verb=verb,
        subject=subject,
        detail=detail or {},
    )
