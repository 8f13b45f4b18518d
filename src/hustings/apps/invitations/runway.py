"""The runway: how many people of each segment the network shall have on election day, how it grew, and where it will stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields import DateField
from django.db.models.functions import Cast, Coalesce

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.invitations.models import RunwayTarget
from hustings.apps.people.access import visible_people
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Person, Tie
from hustings.apps.people.queries import segments_of
from hustings.apps.people.segments import SAVED, matching
from hustings.engine import runway as engine
from hustings.engine.segments import Condition
from hustings.kernel.errors import NotFound, WrongInput

WEEKS = 26
"""So many weeks of growth are looked at."""
QUIET_WEEKS = 2.0
"""In the last weeks before the day nobody new is counted on: they belong to the people one has."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as it was set, of a saved segment or (without one) of the whole network. `trouble`: why it cannot be counted."""

    id: int
    segment_id: int | None
    segment: str
    wanted: int
    member: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RunwayView:
    """The way to election day. `runway` is None as long as there is no day or no target; `weekly` are the new people of each week
    by target id, oldest first, the last week ending today. `targets` and `runway.lanes` name segments alike.
    """

    election: date | None
    today: date
    targets: tuple[TargetRow, ...]
    weekly: dict[int, tuple[int, ...]]
    runway: engine.Runway | None
    network: int

    @property
    def whole(self) -> engine.Lane | None:
        """All segments together; None for one alone, and where the whole network is a target itself, which holds the others."""
        several = self.runway is not None and len(self.runway.lanes) > 1
        apart = several and all(lane.segment for lane in self.runway.lanes)
        return self.runway.whole if apart else None


def runway_view(actor: Actor, *, now: datetime) -> RunwayView:
    """The runway for who sees everybody. A constant number of queries for each target; leaves a line in the audit trail."""
    actor.require("see_all_people")
    election = Workspace.objects.values_list("election_on", flat=True).get(pk=actor.workspace_id)
    today = now.astimezone(actor.zone).date()
    held = RunwayTarget.objects.filter(workspace_id=actor.workspace_id).select_related("segment", "member")
    weeks = _weeks(actor, today)
    targets, parts, weekly = [], [], {}
    for row in held.order_by("segment__name", "id"):
        try:
            part = _part(actor, row, today=today, weeks=weeks, now=now)
        except (WrongInput, NotFound) as error:
            targets.append(_target(row, str(error)))
            continue
        targets.append(_target(row))
        parts.append(part)
        weekly[row.pk] = part.weekly
    record_audit(actor, "read_runway")
    whole = engine.runway(parts, election=election, today=today, quiet_weeks=QUIET_WEEKS) if election and parts else None
    return RunwayView(election, today, tuple(targets), weekly, whole, in_network(visible_people(actor)).count())


def in_network(people: QuerySet[Person]) -> QuerySet[Person]:
    """Those with whom there is a tie that both know of: connected on a network, or an exchange that went both ways."""
    return people.filter(Q(connected_on__isnull=False) | Q(last_two_way_at__isnull=False), own_member__isnull=True)


def set_target(actor: Actor, *, wanted: int, segment_id: int | None = None) -> tuple[int, int]:
    """Sets how many people of a saved segment (None: of the whole network) there shall be. Returns its id and the undo step."""
    actor.require("edit_goals")
    if not 1 <= wanted <= 10_000_000:
        raise WrongInput("Give a number of people from 1 on.", field="wanted")
    with transaction.atomic():
        name = _segment_name(actor, segment_id)
        held = RunwayTarget.objects.filter(workspace_id=actor.workspace_id, segment_id=segment_id)
        kept = frozen(held)
        made, _ = RunwayTarget.objects.update_or_create(
            workspace_id=actor.workspace_id, segment_id=segment_id, defaults={"wanted": wanted, "member_id": actor.member_id}
        )
        return made.pk, remember(actor, "set_runway", label=f"{wanted}, {name}", data={"target": made.pk, "rows": kept})


def drop_target(actor: Actor, target_id: int) -> int:
    """Takes a target away. Returns the undo step."""
    actor.require("edit_goals")
    row = RunwayTarget.objects.filter(workspace_id=actor.workspace_id, pk=target_id).first()
    if row is None:
        raise NotFound("There is no such target.")
    with transaction.atomic():
        kept = frozen([row])
        row.delete()
        return remember(actor, "set_runway", label="target", data={"target": target_id, "rows": kept})


@way_back("set_runway")
def _unset(actor: Actor, data: dict[str, Any]) -> None:
    RunwayTarget.objects.filter(workspace_id=actor.workspace_id, pk=data["target"]).delete()
    for row in thawed(data["rows"]):
        row.save(force_insert=True)


def _segment_name(actor: Actor, segment_id: int | None) -> str:
    if segment_id is None:
        return "the whole network"
    found = next((each for each in segments_of(actor) if each.id == segment_id and each.about == "people"), None)
    if found is None:
        raise NotFound("There is no such segment.")
    return found.name


def _target(row: RunwayTarget, trouble: str = "") -> TargetRow:
    name = row.segment.name if row.segment else ""
    return TargetRow(row.pk, row.segment_id, name, row.wanted, row.member.name, trouble)


def _part(actor: Actor, row: RunwayTarget, *, today: date, weeks: int, now: datetime) -> engine.Part:
    people = visible_people(actor)
    if row.segment is not None:
        named = Condition(SAVED, "=", (row.segment.name,))
        people = people.filter(pk__in=matching(actor, named, wanted=None, now=now).order_by().values("pk"))
    network = in_network(people)
    days = _joined(network, since=today - timedelta(weeks=weeks))
    return engine.Part(
        segment=row.segment.name if row.segment else "", target=row.wanted, current=network.count(),
        weekly=engine.weekly_counts(days, today=today, weeks=weeks),
    )  # fmt: skip


def _joined(network: QuerySet[Person], *, since: date) -> Sequence[date]:
    """The days on which people came into the network: of the connection, else of the first exchange."""
    found = _with_day(network).filter(joined__gt=since).values_list("joined", flat=True)
    return [day for day in found if day is not None]


def _with_day(network: QuerySet[Person]) -> QuerySet[Any]:
    first = Tie.objects.filter(other_id=OuterRef("pk"), subject__own_member__isnull=False).order_by().values("other_id")
    begun = Subquery(first.annotate(day=Min("first_at")).values("day"))
    return network.annotate(joined=Coalesce("connected_on", Cast(begun, DateField())))


def _weeks(actor: Actor, today: date) -> int:
    """How many weeks of history there are, at most WEEKS: before the first of all there was no network to grow."""
    first = _with_day(in_network(visible_people(actor))).aggregate(first=Min("joined"))["first"]
    return WEEKS if first is None else min(WEEKS, max(1, (today - first).days // 7 + 1))
