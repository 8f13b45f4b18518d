"""Until when an answer is promised, by the workspace's service levels."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.inbox.models import Conversation, ServiceLevel
from hustings.engine import service_level as engine
from hustings.kernel.clock import utc_now


class Due:
    """The promises of a workspace, read once. `now` is the moment against which they are overdue."""

    def __init__(self, actor: Actor) -> None:
        self.now = utc_now()
        self._levels = _levels(actor.workspace_id)
        self._zone = _zone_of(actor) if self._levels else actor.zone

    @classmethod
    def of_workspace(cls, workspace: Workspace, *, now: datetime) -> Self:
        """The same for background work, where nobody acts."""
        made = cls.__new__(cls)
        made.now, made._levels, made._zone = now, _levels(workspace.pk), ZoneInfo(workspace.time_zone)
        return made

    @property
    def soonest(self) -> timedelta:
        """The shortest promise: nothing is due earlier than so long after it came."""
        return timedelta(hours=min((level.hours for level in self._levels.values()), default=0))

    def at(self, row: Conversation) -> datetime | None:
        """Until when this conversation is to be answered; None where nothing waits or nothing was promised."""
        level = self._levels.get(row.channel) or self._levels.get("")
        if level is None or not row.needs_reply or row.last_in_at is None:
            return None
        return engine.due_at(row.last_in_at, level, zone=self._zone)


def service_levels(actor: Actor) -> dict[str, engine.ServiceLevel]:
    """What the workspace promises on each channel; the empty one stands for all others."""
    actor.require("see_inbox")
    return _levels(actor.workspace_id)


def _levels(workspace_id: int) -> dict[str, engine.ServiceLevel]:
    held = ServiceLevel.objects.filter(workspace_id=workspace_id).order_by("channel")
    return {row.channel: as_level(row) for row in held}


def as_level(row: ServiceLevel) -> engine.ServiceLevel:
    """A stored promise as the engine takes it."""
    holidays = frozenset(date.fromisoformat(day) for day in row.holidays)
    return engine.ServiceLevel(hours=row.hours, opens=row.opens, closes=row.closes, days=frozenset(row.days), holidays=holidays)


def _zone_of(actor: Actor) -> ZoneInfo:
    return ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(pk=actor.workspace_id))
