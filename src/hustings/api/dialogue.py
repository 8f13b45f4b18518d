"""The dialogue score: who was answered, how soon, and how much of what went out was broadcast."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Room
from hustings.apps.inbox.dialogue import WaitingRow, as_data
from hustings.apps.inbox.dialogue import dialogue as dialogue_of
from hustings.kernel.clock import utc_now

room = Room(tags=["dialogue"])


class DialogueShape(Schema):
    """Scores as `hustings dialogue --json` has them. A share is null where there is nothing to count."""

    since: datetime
    channel: str
    all: dict[str, Any]
    by_channel: dict[str, dict[str, Any]]
    by_member: dict[str, dict[str, Any]]
    by_week: dict[str, dict[str, Any]]
    unanswered: list[WaitingRow] = Field(description="Longest waiting first.")


@room.get("/dialogue", response=DialogueShape, summary="Dialogue or broadcast?")
def dialogue(request: Call, days: int = 365, channel: str = "") -> Any:
    """As a whole and by channel, member and week."""
    now = utc_now()
    view = dialogue_of(request.auth, since=now - timedelta(days=max(1, min(days, 36_500))), now=now, channel=channel)
    groups = {"by_channel": view.by_channel, "by_member": view.by_member, "by_week": view.by_week}
    told = {key: {name: as_data(score) for name, score in found.items()} for key, found in groups.items()}
    return {"since": view.since, "channel": channel, "all": as_data(view.score), **told, "unanswered": view.unanswered}
