"""Whether somebody may be reached out to now, and if not, why and from when on: limits, quiet times and wishes together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import within_sight
from hustings.apps.people.models import ContactLimits, Participation, Person, QuietTime
from hustings.engine.limits import MONTH, Dealing, History, Limits, Quiet, earliest, stop_at, told_apart

SHOWN = 200


@dataclass(frozen=True, slots=True)
class QuietRow:
    """Days on which nobody reaches out: to a person, or to anybody where `person_id` is None."""

    id: int
    person_id: int | None
    person: str
    since: date
    until: date
    why: str
    member: str


@dataclass(frozen=True, slots=True)
class ContactStop:
    """Why somebody is not to be reached out to now: do_not_contact, or a code of engine.limits.

    `until` is the first moment at which nothing forbids it, as far as is known now; None for do_not_contact.
    """

    code: str
    until: datetime | None


def limits_of(actor: Actor) -> Limits:
    """The limits of the workspace; those of engine.limits where nobody set any."""
    return _limits(actor.workspace_id)


def _limits(workspace_id: int) -> Limits:
    held = ContactLimits.objects.filter(workspace_id=workspace_id).first()
    if held is None:
        return Limits()
    return Limits(
        per_day=held.per_day, per_week=held.per_week, per_month=held.per_month, quiet_from=held.quiet_from,
        quiet_until=held.quiet_until, quiet_days=frozenset(held.quiet_days),
    )  # fmt: skip


def quiet_times(actor: Actor, *, now: datetime, person_id: int | None = None) -> tuple[QuietRow, ...]:
    """Quiet times that are not over, of everybody and of those whom the actor may see, or of one person; the next first."""
    actor.require("see_people")
    today = now.astimezone(actor.zone).date()
    held = QuietTime.objects.filter(workspace_id=actor.workspace_id, until__gte=today).select_related("person", "member")
    ahead = held.order_by("since", "id")
    of_people = ahead.exclude(person=None) if person_id is None else ahead.filter(person_id=person_id)
    found = list(within_sight(actor, of_people)[:SHOWN])
    found += list(ahead.filter(person=None)[:SHOWN]) if person_id is None else []
    return tuple(
        QuietRow(row.pk, row.person_id, row.person.name if row.person else "", row.since, row.until, row.why, row.member.name)
        for row in sorted(found, key=lambda row: (row.since, row.pk))
    )


class OnTheWay(NamedTuple):
    """A message to somebody that was decided and has not become an interaction: when it leaves, and whether it is an answer."""

    person_id: int
    at: datetime
    answer: bool
    channel: str


ON_THE_WAY: list[Callable[[Collection[int], int], Iterable[OnTheWay]]] = []
"""What rooms above know of messages on their way to these people; the second argument is the id of one to leave out."""


def contact_stops(actor: Actor, person_ids: Collection[int], *, now: datetime) -> dict[int, ContactStop]:
    """Who of these is not to be reached out to now, and why. Do not contact wins over all. A constant number of queries."""
    silent = set(Person.objects.filter(pk__in=person_ids, do_not_contact=True).values_list("id", flat=True))
    found = {person: ContactStop("do_not_contact", None) for person in silent}
    facts = _Facts(actor.workspace_id, actor.zone, person_ids, now=now)
    stops = {person: facts.stop(person) for person in set(person_ids) - silent}
    return found | {person: stop for person, stop in stops.items() if stop is not None}


def full_today(actor: Actor, person_ids: Collection[int], *, now: datetime) -> dict[int, ContactStop]:
    """Whom nobody is to reach out to on the day of `now`, and why; hours of the day do not matter."""
    facts = _Facts(actor.workspace_id, actor.zone, person_ids, now=now)
    stops = {person: facts.stop(person, hours=False) for person in person_ids}
    return {person: stop for person, stop in stops.items() if stop is not None}


def stop_for(workspace_id: int, zone: ZoneInfo, person_id: int, *, at: datetime, besides: int = 0) -> ContactStop | None:
    """Why a message must not reach somebody at a moment, limits and quiet times alone; `besides` is its own id on the way."""
    return _Facts(workspace_id, zone, [person_id], now=at, besides=besides).stop(person_id)


def spoken_since(person_id: int, since: datetime, *, besides: int = 0) -> list[OnTheWay]:
    """When anybody spoke to a person since a moment, or is about to, by channel."""
    held = _spoken([person_id], since).filter(interaction__direction__in=OURS).order_by("at")
    found = [OnTheWay(person_id, at, False, channel) for at, channel in held.values_list("at", "interaction__channel")]
    return found + [each for tell in ON_THE_WAY for each in tell([person_id], besides) if each.at > since]


def last_touch_of(person_id: int, *, until: datetime) -> tuple[datetime, str, str] | None:
    """When, on which channel and by which member somebody was spoken to last."""
    columns = ("at", "interaction__channel", "interaction__member__name")
    held = _spoken([person_id], until - MONTH).filter(interaction__direction__in=OURS, at__lte=until)
    return held.order_by("-at").values_list(*columns).first()


OURS = ("out", "mutual")


def _spoken(person_ids: Collection[int], since: datetime) -> QuerySet[Participation]:
    """Dealings with these people since a moment. What is automatic or broadcast is left out."""
    return Participation.objects.filter(
        person_id__in=person_ids, at__gt=since, interaction__counts=True, interaction__automatic=""
    )


class _Facts:
    """What limits are asked about some people: their history, what is on its way to them, and quiet times. Four queries or more,
    by how many rooms tell of what is on its way."""

    def __init__(
        self, workspace_id: int, zone: ZoneInfo, person_ids: Collection[int], *, now: datetime, besides: int = 0
    ) -> None:
        self.limits, self.zone, self.now = _limits(workspace_id), zone, now
        self.quiet = _quiet(workspace_id, zone, person_ids, now)
        self.histories = _histories(person_ids, now, besides)

    def stop(self, person_id: int, *, hours: bool = True) -> ContactStop | None:
        """What forbids to reach out to one of them; without `hours` at no time of the day."""
        limits = self.limits if hours else msgspec.structs.replace(self.limits, quiet_from=time(), quiet_until=time())
        history = self.histories.get(person_id, History([], []))
        held: dict[str, Any] = {
            "touches": history.touches, "answers": history.answers, "limits": limits, "zone": self.zone,
            "quiet": [*self.quiet[None], *self.quiet[person_id]],
        }  # fmt: skip
        found = stop_at(self.now, **held)
        return ContactStop(found.code, earliest(self.now, **{**held, "limits": self.limits})) if found else None


def _histories(person_ids: Collection[int], now: datetime, besides: int) -> dict[int, History]:
    """Touches and answers of any member on any channel in the last month, with those that are on their way, by person.

    A month more is read, to know what the first of them answered.
    """
    dealings: dict[int, list[Dealing]] = defaultdict(list)
    columns = ("person_id", "at", "interaction__direction", "interaction__channel")
    for person, at, direction, channel in _spoken(person_ids, now - 2 * MONTH).filter(at__lte=now).values_list(*columns):
        dealings[person].append(Dealing(at, direction, channel))
    found = {person: told_apart(held) for person, held in dealings.items()}
    for tell in ON_THE_WAY:
        for each in tell(person_ids, besides):
            history = found.setdefault(each.person_id, History([], []))
            (history.answers if each.answer else history.touches).append(each.at)
    return found


def _quiet(workspace_id: int, zone: ZoneInfo, person_ids: Collection[int], now: datetime) -> dict[int | None, list[Quiet]]:
    day = now.astimezone(zone).date()
    held = QuietTime.objects.filter(Q(person=None) | Q(person_id__in=person_ids), workspace_id=workspace_id)
    found: dict[int | None, list[Quiet]] = defaultdict(list)
    for person, since, until in held.filter(until__gte=day).values_list("person_id", "since", "until"):
        found[person].append(Quiet(since, until))
    return found
