"""One event that two sources tell is shown once: the others become its twins, which keep their own words and guests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from hustings.apps.accounts.models import Workspace
from hustings.apps.events.models import Event, Guest
from hustings.storage import rows

WORKED = Q(jottings__isnull=False) | Q(follow_ups__isnull=False) | Q(slots__isnull=False) | ~Q(pitch="")
"""A member has been at work on it, so that it must stay in sight."""
AROUND = timedelta(days=4)
_RANK = ("going", "known", "dismissed", "deleted")


def pair(workspace_id: int, moments: Collection[datetime | None] | None = None) -> None:
    """Says anew which events are twins: of the days of these moments, or all. Three queries, and one where something changed."""
    told = [moment for moment in moments if moment is not None] if moments is not None else None
    if told == []:
        return
    held = Event.objects.filter(workspace_id=workspace_id, starts_at__isnull=False)
    if told is not None:
        held = held.filter(starts_at__gte=min(told) - AROUND, starts_at__lte=max(told) + AROUND)
    titled: dict[str, list[Event]] = defaultdict(list)
    for event in held.defer("description").order_by("id"):
        titled[title_key(event.title)].append(event)
    asked = [found for found in titled.values() if len(found) > 1 or found[0].twin_of_id is not None]
    if not asked:
        return
    days = None if told is None else {(moment + timedelta(days=n)).date() for moment in told for n in (-1, 0, 1)}
    zone = ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id))
    worked = _worked(event.pk for found in asked for event in found)
    changed = [event for found in asked for event in _decide(found, worked, zone, days)]
    Event.objects.bulk_update(changed, ["twin_of"], batch_size=200)


def title_key(title: str) -> str:
    """A title without regard to case and blanks."""
    return " ".join(title.split()).casefold()


def _worked(ids: Iterable[int]) -> frozenset[int]:
    found: set[int] = set()
    for chunk in rows.chunks(ids):
        found.update(Event.objects.filter(WORKED, pk__in=chunk).values_list("id", flat=True))
    return frozenset(found)


def _decide(events: Sequence[Event], worked: frozenset[int], zone: ZoneInfo, days: Collection[date] | None) -> Iterator[Event]:
    """The events of one title whose twin is another than it was, with the new one set."""
    for same in _at_one_time(events, zone):
        if days is not None and not any(_utc_day(event) in days for event in same):
            continue
        firsts = _firsts(same, worked)
        for event in same:
            first = firsts.get(event.pk)
            if event.twin_of_id != first:
                event.twin_of_id = first
                yield event


def _utc_day(event: Event) -> date:
    assert event.starts_at is not None
    return event.starts_at.date()


def _at_one_time(events: Sequence[Event], zone: ZoneInfo) -> Iterator[list[Event]]:
    """The events that begin at one moment; with them those without a clock time or an end, where only one can be meant."""
    moments: dict[tuple[bool, datetime | None], list[Event]] = defaultdict(list)
    for event in events:
        moments[event.all_day, event.starts_at].append(event)
    by_day: dict[date, list[list[Event]]] = defaultdict(list)
    for same in moments.values():
        by_day[_day(same, zone)].append(same)
    for found in by_day.values():
        loose = [all(event.all_day or event.ends_at is None for event in same) for same in found]
        # Two shifts of one day have one title, too: only a vague telling and one with its times are the same.
        if len(found) == 2 and (loose[0] != loose[1] or found[0][0].all_day != found[1][0].all_day):
            yield [*found[0], *found[1]]
        else:
            yield from found


def _day(same: Sequence[Event], zone: ZoneInfo) -> date:
    """The day of events that begin at one moment, there where they are."""
    event = next((each for each in same if each.zone), same[0])
    assert event.starts_at is not None
    if event.all_day:
        return event.starts_at.date()
    try:
        return event.starts_at.astimezone(ZoneInfo(event.zone) if event.zone else zone).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return event.starts_at.astimezone(zone).date()


def _firsts(same: Sequence[Event], worked: frozenset[int]) -> dict[int, int]:
    """Each twin with the event in whose place it stands. One source never tells an event twice; what was worked on stays."""
    left = sorted(same, key=lambda event: _order(event, worked))
    found: dict[int, int] = {}
    while left:
        first, *rest = left
        tellers, left = {_teller(first)}, []
        for event in rest:
            if event.pk in worked or _teller(event) in tellers or not _places_agree(first, event):
                left.append(event)
            else:
                tellers.add(_teller(event))
                found[event.pk] = first.pk
    return found


def _order(event: Event, worked: frozenset[int]) -> tuple[object, ...]:
    vague = event.all_day or event.ends_at is None
    return (_RANK.index(event.standing), event.pk not in worked, event.calendar_id is None, not event.by_hand, vague, event.pk)


def guests_at(event: Event) -> QuerySet[Guest]:
    """The lists of an event and of its twins together."""
    return Guest.objects.filter(event_id__in=Event.objects.filter(Q(pk=event.pk) | Q(twin_of=event)).values("pk"))


def count_guests(event_ids: Collection[int], only: Q) -> dict[int, int]:
    """How many are on the lists of these events and of their twins, each person once. Two queries."""
    held = Event.objects.filter(Q(pk__in=event_ids) | Q(twin_of__in=event_ids))
    first_of = {number: first or number for number, first in held.values_list("id", "twin_of_id")}
    listed = Guest.objects.filter(only, event_id__in=list(first_of)).annotate(first=Coalesce("event__twin_of_id", "event_id"))
    who = Case(
        When(person__isnull=False, then=Concat(Value("p:"), Cast("person_id", CharField()))), default=F("key"),
        output_field=CharField(),
    )  # fmt: skip
    return dict(listed.order_by().values("first").annotate(number=Count(who, distinct=True)).values_list("first", "number"))


def _teller(event: Event) -> tuple[str, int]:
    if event.calendar_id is not None:
        return ("calendar", event.calendar_id)
    return ("source", event.source_id) if event.source_id is not None else ("member", 0)


def _places_agree(one: Event, other: Event) -> bool:
    """Whether they may be at one place: sources say it in different words, or not at all."""
    first, second = (set(event.location.casefold().replace(",", " ").split()) for event in (one, other))
    return not first or not second or bool(first & second)
