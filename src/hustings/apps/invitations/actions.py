"""Keeps invitations to connect, and their state."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.actions.undo import way_back
from hustings.kernel.clock import utc_now
from hustings.kernel.records import InvitationRecord, digest, encode
from hustings.storage import rows


def digests(source_id: int, external_ids: Sequence[str]) -> dict[str, bytes]:
    """The digests of stored invitations by external id."""
    found: dict[str, bytes] = {}
    for chunk in rows.chunks(external_ids):
        held = Invitation.objects.filter(source_id=source_id, external_id__in=chunk).values_list("external_id", "digest")
        found.update((external_id, bytes(mark)) for external_id, mark in held)
    return found


CONNECTING = ("linkedin", "facebook")
"""The networks whose exports list connections."""

COLUMNS = [
    "workspace_id",
    "source_id",
    "member_id",
    "person_id",
    "external_id",
    "digest",
    "channel",
    "direction",
    "sent_at",
    "message",
    "state",
    "chosen",
    "overruled",
]


def store(
    workspace_id: int, found: Sequence[tuple[InvitationRecord, int]], *, source_id: int, member_id: int
) -> list[tuple[int, str | None]]:
    """Writes invitations that are new. Returns (id, None) of every one given, stored before or now."""
    fresh = {record.external_id: (record, person) for record, person in found}
    known = digests(source_id, list(fresh))
    rows.insert(
        Invitation,
        COLUMNS,
        (
            (
                workspace_id,
                source_id,
                member_id,
                person,
                external_id,
                digest(encode(record)),
                record.channel,
                record.direction,
                rows.stamp(record.sent_at),
                record.message,
                "pending",
                "",
                "",
            )
            for external_id, (record, person) in fresh.items()
            if external_id not in known
        ),
    )
    ids: list[int] = []
    for chunk in rows.chunks(fresh):
        ids.extend(Invitation.objects.filter(source_id=source_id, external_id__in=chunk).values_list("id", flat=True))
    return [(invitation_id, None) for invitation_id in ids]


def reopen(person_ids: Collection[int], *, since: datetime, until: datetime) -> None:
    """Invitations that were found accepted in this time wait again where the two are not connected after all."""
    found = Invitation.objects.filter(state="accepted", decided_at__gte=since, decided_at__lte=until, person__connected_on=None)
    for chunk in rows.chunks(sorted(person_ids)):
        found.filter(person_id__in=chunk).update(state="pending", decided_at=None)


def settle(workspace_id: int) -> None:
    """A pending invitation of somebody who is connected by now has been accepted.

    Only where exports tell of connections: on other networks the connection would be that of another one.
    """
    Invitation.objects.filter(
        workspace_id=workspace_id, state="pending", channel__in=CONNECTING, person__connected_on__isnull=False
    ).update(state="accepted", decided_at=utc_now())


@way_back("decide_invitation")
def _undecide(actor: Actor, data: dict[str, Any]) -> None:
    """The way back of earlier versions' steps; decisions are put down by `choosing.choose`."""
    Invitation.objects.filter(workspace_id=actor.workspace_id, pk=data["invitation"]).update(
        state="pending", decided_at=None, chosen="", chosen_at=None
    )
