"""What events tell of ties: who was at the same small one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from hustings.apps.events.models import Event, Guest
from hustings.apps.network.sources import DESCRIBERS, GROUPS, Groups, Scope, Seat, Viewer, split
from hustings.storage import rows

MOST = 40
"""At a larger event nobody knows who talked to whom."""


def register_ties() -> None:
    """Adds the source; called once when Django loads the room."""
    GROUPS.append(Groups("attended", MOST, _guests))
    DESCRIBERS["event"] = _described


def _guests(viewer: Viewer, scope: Scope) -> Iterator[Seat]:
    """Who was there, in the order of events."""
    held = Guest.objects.filter(
        workspace_id=viewer.workspace_id, answer=Guest.Answer.ATTENDED, person__isnull=False, person__own_member__isnull=True
    )
    columns = held.order_by("event_id", "id").values_list("event_id", "person_id", "event__starts_at")
    if scope is None:
        found: Any = columns.iterator(chunk_size=5_000)
    else:
        people, _ = split(scope)
        events = {
            event
            for chunk in rows.chunks(people)
            for event in held.filter(person_id__in=chunk).values_list("event_id", flat=True)
        }
        found = (row for chunk in rows.chunks(sorted(events)) for row in columns.filter(event_id__in=chunk))
    for event, person, at in found:
        yield Seat(str(event), ("person", person), at, at, f"event:{event}")


def _described(workspace_id: int, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    held = Event.objects.filter(workspace_id=workspace_id, pk__in=numbers).values_list("id", "title")
    return {number: {"words": title} for number, title in held}
