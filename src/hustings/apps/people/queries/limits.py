"""Whether somebody may be reached out to now, and if not, why and from when on: limits, quiet times and wishes together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import msgspec
from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import within_sight
from hustings.apps.people.models import ContactLimits, Participation, Person, QuietTime
from hustings.engine.limits import MONTH, Limits, Quiet, earliest, stop_at


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
    held = ContactLimits.objects.filter(workspace_id=actor.workspace_id).first()
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
    seen = list(within_sight(actor, held.exclude(person=None)).order_by("since", "id")[:200])
    found = [row for row in seen if person_id in (None, row.person_id)]
    found += list(held.filter(person=None).order_by("since", "id")[:200]) if person_id is None else []
    return tuple(
        QuietRow(row.pk, row.person_id, row.person.name if row.person else "", row.since, row.until, row.why, row.member.name)
        for row in sorted(found, key=lambda row: (row.since, row.pk))
    )


def contact_stops(actor: Actor, person_ids: Collection[int], *, now: datetime) -> dict[int, ContactStop]:
    """Who of these is not to be reached out to now, and why. Do not contact wins over all. Four queries."""
    limits = limits_of(actor)
    touches, quiet = _touches(person_ids, now), _quiet(actor, person_ids, now)
    silent = set(Person.objects.filter(pk__in=person_ids, do_not_contact=True).values_list("id", flat=True))
    found = {person: ContactStop("do_not_contact", None) for person in silent}
    for person in set(person_ids) - silent:
        days = [*quiet[None], *quiet[person]]
        held: dict[str, Any] = {"touches": touches[person], "limits": limits, "zone": actor.zone, "quiet": days}
        stop = stop_at(now, **held)
        if stop is not None:
            found[person] = ContactStop(stop.code, earliest(now, **held))
    return found


def full_today(actor: Actor, person_ids: Collection[int], *, now: datetime) -> dict[int, str]:
    """Whom nobody is to reach out to on the day of `now`, with the code of why; hours of the day do not matter."""
    limits = msgspec.structs.replace(limits_of(actor), quiet_from=time(), quiet_until=time())
    touches, quiet = _touches(person_ids, now), _quiet(actor, person_ids, now)
    found: dict[int, str] = {}
    for person in person_ids:
        days = [*quiet[None], *quiet[person]]
        stop = stop_at(now, touches=touches[person], limits=limits, zone=actor.zone, quiet=days)
        if stop is not None:
            found[person] = stop.code
    return found


def _touches(person_ids: Collection[int], now: datetime) -> dict[int, list[datetime]]:
    """When any member reached out on any channel in the last month, by person. What is automatic or broadcast is left out."""
    held = Participation.objects.filter(
        person_id__in=person_ids, at__gt=now - MONTH, at__lte=now, interaction__counts=True, interaction__automatic="",
        interaction__direction__in=("out", "mutual"),
    )  # fmt: skip
    found: dict[int, list[datetime]] = defaultdict(list)
    for person, at in held.values_list("person_id", "at"):
        found[person].append(at)
    return found


def _quiet(actor: Actor, person_ids: Collection[int], now: datetime) -> dict[int | None, list[Quiet]]:
    day = now.astimezone(actor.zone).date()
    held = QuietTime.objects.filter(Q(person=None) | Q(person_id__in=person_ids), workspace_id=actor.workspace_id)
    found: dict[int | None, list[Quiet]] = defaultdict(list)
    for person, since, until in held.filter(until__gte=day).values_list("person_id", "since", "until"):
        found[person].append(Quiet(since, until))
    return found
