"""Counts past meetings of a member's calendar as contact with those on their list, as if they had been logged.

What is counted follows the calendar: a meeting that was cancelled, moved, taken away or declined by somebody is counted anew. One
that a member logged as well counts once, as what they logged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from hustings.apps.accounts.models import Workspace
from hustings.apps.events.for_invitations import LONGEST_UID, SMALL
from hustings.apps.events.models import Event, Guest
from hustings.apps.people.actions import dealings
from hustings.apps.people.actions.records import own_person, source_for
from hustings.apps.people.models import Interaction, Participation, Source
from hustings.apps.people.models.dealings import FROM_CALENDARS
from hustings.storage import rows

CAME = (Guest.Answer.ACCEPTED, Guest.Answer.ATTENDED)
UNSAID = (Guest.Answer.UNKNOWN, Guest.Answer.INVITED, Guest.Answer.REGISTERED)
"""Who meets one or two people often answers nothing in the calendar; that counts where the calendar itself told the event."""
LONGEST = timedelta(days=1)
"""What lasts longer is no meeting."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A past meeting with people: when, whose calendar tells of it, how many stood on the list, and the people who count."""

    uid: str
    title: str
    at: datetime
    member_id: int
    participants: int
    people: frozenset[int]

    @property
    def digest(self) -> bytes:
        """The same as long as nothing of it changed."""
        told = (self.title, self.at.isoformat(), self.member_id, self.participants, sorted(self.people))
        return blake2b(repr(told).encode(), digest_size=16).digest()


def count_everywhere(*, now: datetime, back: timedelta | None = None) -> int:
    """Counts in every workspace, so far back; returns how many meetings were counted anew or given up."""
    since = now - back if back is not None else None
    numbers = Workspace.objects.order_by("id").values_list("id", flat=True)
    return sum(count_meetings(number, now=now, since=since) for number in numbers)


@transaction.atomic
def count_meetings(workspace_id: int, *, now: datetime, since: datetime | None = None) -> int:
    """Brings what is counted in line with the calendars, from a moment on or wholly. Returns how many meetings were counted anew
    or given up.

    Only people of meetings that changed are touched. Six queries where nothing changed. Where somebody else is about it at this
    moment, nothing is done: the next time is soon.
    """
    if not Workspace.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=workspace_id).only("pk"):
        return 0
    meant = {meeting.uid: meeting for meeting in _without_logged(workspace_id, _past(workspace_id, now, since))}
    held = _counted(workspace_id)
    if since is not None:
        # One that was moved here from further back is the same meeting.
        held = held.filter(Q(at__gte=since) | Q(external_id__in=[f"event:{uid}" for uid in meant]))
    counted = {row.external_id.removeprefix("event:"): row for row in held.only("id", "external_id", "digest")}
    gone = {uid: row.pk for uid, row in counted.items() if uid not in meant or bytes(row.digest) != meant[uid].digest}
    fresh = [meeting for uid, meeting in meant.items() if uid not in counted or uid in gone]
    touched = _give_up(workspace_id, gone.values()) | {person for meeting in fresh for person in meeting.people}
    by_member: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in fresh:
        by_member[meeting.member_id].append(meeting)
    for member_id, meetings in by_member.items():
        _store(workspace_id, member_id, meetings)
    dealings.refresh_rhythm(workspace_id, touched, now=now)
    return len(gone.keys() | {meeting.uid for meeting in fresh})


def _counted(workspace_id: int) -> QuerySet[Interaction]:
    return Interaction.objects.filter(workspace_id=workspace_id, source__reader=FROM_CALENDARS, external_id__startswith="event:")


def _give_up(workspace_id: int, ids: Collection[int]) -> set[int]:
    people: set[int] = set()
    for chunk in rows.chunks(ids):
        people.update(Participation.objects.filter(interaction_id__in=chunk).values_list("person_id", flat=True))
        Interaction.objects.filter(pk__in=chunk).delete()
    dealings.rebuild_ties(workspace_id, people)
    return people


def _store(workspace_id: int, member_id: int, meetings: Iterable[Meeting]) -> None:
    source = source_for(workspace_id, member_id=member_id, reader=FROM_CALENDARS, use_rule="own-calendar")
    told = [
        dealings.Dealing(
            external_id=f"event:{meeting.uid}", digest=meeting.digest, kind="meeting", direction="mutual",
            channel="in_person", at=meeting.at, people=tuple((person, "to") for person in sorted(meeting.people)),
            text=meeting.title, participants=meeting.participants,
        )
        for meeting in meetings
    ]  # fmt: skip
    own = own_person(member_id)
    dealings.store(workspace_id, told, source_id=source.pk, member_id=member_id, own_person_id=own.pk)


def _past(workspace_id: int, now: datetime, since: datetime | None) -> Iterable[Meeting]:
    """Meetings that are over: timed, of few, with the people of ours who did not say no."""
    held = Event.objects.filter(workspace_id=workspace_id, standing=Event.Standing.GOING, twin_of=None, all_day=False)
    held = held.filter(starts_at__gte=since) if since is not None else held
    over = held.alias(until=Coalesce("ends_at", "starts_at")).filter(until__lte=now, starts_at__lte=now)
    known = Guest.objects.filter(workspace_id=workspace_id, person__isnull=False, person__own_member=None)
    twins = known.filter(event__twin_of__isnull=False).values("event__twin_of")
    # The lists of large events are never loaded.
    large = Guest.objects.filter(workspace_id=workspace_id).order_by().values("event_id")
    large = large.annotate(number=Count("id")).filter(number__gt=SMALL).values("event_id")
    real = over.filter(Q(pk__in=known.values("event_id")) | Q(pk__in=twins)).exclude(pk__in=large)
    real = real.exclude(Q(status__iexact="cancelled") | Q(status__iexact="declined"))
    events = {row.pk: row for row in real.select_related("calendar").defer("description") if _short(row)}
    members = _members(workspace_id, events.values())
    for number, guests in _lists(events).items():
        event, member = events[number], members.get(number)
        people = frozenset(guest.person_id for guest in guests if guest.person_id and _came(guest, event))
        if event.starts_at is not None and member is not None and people and len(guests) <= SMALL:
            yield Meeting(event.uid[:LONGEST_UID], event.title, event.starts_at, member, len(guests) + 1, people)


def _short(event: Event) -> bool:
    return event.starts_at is not None and (event.ends_at or event.starts_at) - event.starts_at <= LONGEST


def _came(guest: Guest, event: Event) -> bool:
    if guest.person is None or guest.person.own_member_id is not None:
        return False
    from_calendar = event.calendar_id is not None or event.source_id is not None
    return guest.answer in CAME or (guest.answer in UNSAID and from_calendar and not guest.by_hand)


def _lists(events: Mapping[int, Event]) -> dict[int, list[Guest]]:
    """Who stood on the lists of these events and of their twins, each person once."""
    found: dict[int, dict[object, Guest]] = defaultdict(dict)
    for chunk in rows.chunks(sorted(events)):
        held = Guest.objects.filter(Q(event_id__in=chunk) | Q(event__twin_of__in=chunk)).select_related("person", "event")
        for guest in held.order_by("id"):
            seen = found[guest.event.twin_of_id or guest.event_id]
            who = guest.person_id or guest.key
            # What somebody answered in one telling of an event goes before silence in another.
            if who not in seen or seen[who].answer in UNSAID:
                seen[who] = guest
    return {number: list(seen.values()) for number, seen in found.items()}


def _members(workspace_id: int, events: Iterable[Event]) -> dict[int, int]:
    """Whose meeting each is: of whoever has the calendar, imported it, or put it down."""
    tellers = dict(Source.objects.filter(workspace_id=workspace_id).values_list("id", "member_id"))
    told = (
        (row.pk, row.calendar.member_id if row.calendar else tellers.get(row.source_id or 0, row.member_id)) for row in events
    )
    return {number: member for number, member in told if member is not None}


def _without_logged(workspace_id: int, meetings: Iterable[Meeting]) -> Iterable[Meeting]:
    """The meetings without those people whom a member logged a meeting with on that day."""
    held = list(meetings)
    zone = ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id))
    logged = _logged_days(workspace_id, {person for meeting in held for person in meeting.people}, zone)
    for meeting in held:
        day = meeting.at.astimezone(zone).date()
        left = frozenset(person for person in meeting.people if (person, day) not in logged)
        if left:
            yield replace(meeting, people=left)


def _logged_days(workspace_id: int, people: Collection[int], zone: ZoneInfo) -> set[tuple[int, date]]:
    found: set[tuple[int, date]] = set()
    for chunk in rows.chunks(sorted(people)):
        held = Participation.objects.filter(workspace_id=workspace_id, person_id__in=chunk, interaction__kind="meeting")
        logged = held.exclude(interaction__source__reader=FROM_CALENDARS).values_list("person_id", "at")
        found.update((person, at.astimezone(zone).date()) for person, at in logged)
    return found
