"""What events say about invitations to connect: with whom we were at one, and when a member is not free to meet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import Event, Guest, Jotting
from hustings.apps.people.models import Participation
from hustings.apps.people.registry import Together

SMALL = 6
"""Where at most so many stand on the list, everybody talked with everybody."""
LONGEST_UID = 494
"""So much of an event's uid finds room in the id of its interaction."""
HOUR = timedelta(hours=1)
LONGEST = timedelta(days=60)
MOST = 2_000


def register() -> None:
    """Adds what the room knows; called once when Django loads it."""
    from hustings.apps.people.registry import BUSY, TOGETHER

    TOGETHER.append(together)
    BUSY.append(busy)


def together(actor: Actor, person_ids: Collection[int], now: datetime) -> list[Together]:
    """Past events that we went to and on whose list these people stood without saying no, the latest first. Four queries.

    Meetings that are counted as contact already are left out.
    """
    coming = (Guest.Answer.ACCEPTED, Guest.Answer.ATTENDED)
    held = Guest.objects.filter(
        event__in=_ours(actor).filter(starts_at__lt=now), person_id__in=person_ids, answer__in=coming
    ).select_related("event__twin_of")
    found = list(held.order_by("-event__starts_at", "-id")[:MOST])
    events = {row.event_id for row in found}
    listed = Guest.objects.filter(event_id__in=events).order_by().values_list("event_id")
    sizes = dict(listed.annotate(number=Count("id")))
    kept = Jotting.objects.filter(event_id__in=events, person_id__in=person_ids, interaction__isnull=False)
    talked = set(kept.values_list("event_id", "person_id"))
    meetings = {row.pk: _meeting(row.event) for row in found}
    counted = Participation.objects.filter(person_id__in=person_ids, interaction__external_id__in=set(meetings.values()))
    as_met = set(counted.values_list("interaction__external_id", "person_id"))
    return [
        Together(
            row.person_id or 0, row.event.title, f"event:{row.event.twin_of_id or row.event_id}", sizes[row.event_id] <= SMALL,
            (row.event_id, row.person_id) in talked,
        )
        for row in found
        if (meetings[row.pk], row.person_id) not in as_met
    ]  # fmt: skip


def _meeting(event: Event) -> str:
    """Under which id contact at an event, or at the one that it tells again, is counted (meetings.py)."""
    return f"event:{(event.twin_of or event).uid[:LONGEST_UID]}"


def busy(actor: Actor, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When we go somewhere: by hand, from imports, and from the member's own calendars; not those of other members."""
    mine = Q(calendar=None) | Q(calendar__member_id=actor.member_id)
    held = _ours(actor).filter(mine, starts_at__gte=since - LONGEST, starts_at__lt=until + timedelta(days=1))
    spans = (_span(actor, *row) for row in held.values_list("starts_at", "ends_at", "all_day")[:MOST])
    return [(begins, ends) for begins, ends in spans if ends > since and begins < until]


def _ours(actor: Actor) -> QuerySet[Event]:
    """Events that we go to. What was cancelled or declined in its calendar occupies nobody."""
    held = Event.objects.filter(workspace_id=actor.workspace_id, standing=Event.Standing.GOING, starts_at__isnull=False)
    return held.exclude(Q(status__iexact="cancelled") | Q(status__iexact="declined")).order_by(F("starts_at").desc(), "id")


def _span(actor: Actor, starts: datetime, ends: datetime | None, all_day: bool) -> tuple[datetime, datetime]:
    """Whole days are kept at midnight UTC and are days of the member's own time zone; their end is the day after the last."""
    if not all_day:
        return starts, ends or starts + HOUR
    first = starts.astimezone(UTC).date()
    after = max(ends.astimezone(UTC).date(), first + timedelta(days=1)) if ends else first + timedelta(days=1)
    return datetime.combine(first, time(), actor.zone), datetime.combine(after, time(), actor.zone)
