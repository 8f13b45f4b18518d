"""Reads calendars: accounts by what changed there, feeds as a whole. What members did here is written first, and never lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from hustings.apps.channels import keys
from hustings.apps.channels.actions import without_secrets
from hustings.apps.channels.queries import guard
from hustings.apps.events import pushing
from hustings.apps.events.meetings import count_meetings
from hustings.apps.events.models import Calendar, CalendarObject, Event
from hustings.apps.events.placing import columns_of, drop_events, place_events
from hustings.connectors.calendars import feeds
from hustings.connectors.calendars.caldav import CalDav, Changes
from hustings.connectors.calendars.reading import records_in, zone_in
from hustings.connectors.calendars.series import key_in
from hustings.kernel.errors import HustingsError, RetryLater
from hustings.kernel.records import EventRecord

EVERY = timedelta(minutes=15)
FEED_EVERY = timedelta(hours=4)
LONGEST_WAIT = timedelta(hours=12)
CONFLICT = "Both sides changed some events. Say on their pages which words hold."
CAME_BACK = "What was deleted here had been changed in the calendar since, so it came back."


@dataclass(frozen=True, slots=True)
class Synced:
    """What reading a calendar did: objects taken and gone, events written, those in conflict, and deleted ones that came back."""

    taken: int = 0
    gone: int = 0
    written: int = 0
    conflicts: int = 0
    error: str = ""
    returned: int = 0


def due(*, now: datetime) -> list[int]:
    """The calendars that are to be read by now, in all workspaces."""
    return list(Calendar.objects.filter(next_try_at__lte=now).order_by("next_try_at").values_list("id", flat=True)[:500])


def sync(calendar_id: int, *, now: datetime) -> Synced:
    """Writes what changed here, then reads what changed there; what goes wrong is told beside the calendar and tried again."""
    calendar = Calendar.objects.filter(pk=calendar_id).first()
    if calendar is None:
        return Synced()
    secrets = keys.Secrets()
    try:
        if calendar.kind == "feed":
            done = _read_feed(calendar)
        else:
            secrets = keys.unseal(calendar.credentials)
            with CalDav(calendar.address, secrets["user"], secrets["password"], guard()) as account:
                done = _both_ways(calendar, account, now=now)
    except Exception as error:
        return _failed(calendar, without_secrets(error, secrets), now=now)
    every = FEED_EVERY if calendar.kind == "feed" else EVERY
    told = done.error or (CONFLICT if done.conflicts else CAME_BACK if done.returned else "")
    Calendar.objects.filter(pk=calendar.pk).update(
        mark=calendar.mark, error=told, read_at=now, next_try_at=now + every, failures=0
    )
    if done.taken or done.gone:
        count_meetings(calendar.workspace_id, now=now)
    return done


def _failed(calendar: Calendar, error: HustingsError, *, now: datetime) -> Synced:
    failures = calendar.failures + 1
    wait = min(EVERY * 2 ** min(failures, 6), LONGEST_WAIT)
    if isinstance(error, RetryLater) and error.after is not None:
        wait = max(wait, timedelta(seconds=error.after))
    Calendar.objects.filter(pk=calendar.pk).update(error=str(error)[:2_000], failures=failures, next_try_at=now + wait)
    return Synced(error=str(error))


def _read_feed(calendar: Calendar) -> Synced:
    fetched = feeds.fetch(calendar.address, calendar.mark, guard())
    if fetched.text is None:
        return Synced()
    calendar.mark = fetched.mark
    return take_text(calendar, fetched.text)


def take_text(calendar: Calendar, text: str) -> Synced:
    """A feed as a whole: what it names no more goes, unless somebody worked on it or it is past."""
    records, _ = records_in(text, name=calendar.name)
    with transaction.atomic():
        ids = _place(calendar, records, "")
        gone = Event.objects.filter(calendar=calendar, starts_at__gte=calendar.added_at).exclude(pk__in=list(ids.values()))
        count = gone.count()
        drop_events(gone.values_list("id", flat=True))
    return Synced(taken=len(ids), gone=count)


def _place(calendar: Calendar, records: Sequence[EventRecord], zone: str) -> dict[str, int]:
    further: dict[str, Any] = {"calendar_id": calendar.pk, "zone": zone[:64]}
    return place_events(calendar.workspace_id, [(record, further) for record in records], standing=_standing(calendar))


def _standing(calendar: Calendar) -> str:
    return Event.Standing.GOING if calendar.ours else Event.Standing.KNOWN


def _both_ways(calendar: Calendar, account: CalDav, *, now: datetime) -> Synced:
    pushed = pushing.write_changed(calendar, account, now=now)
    # What we put there in parts has dates by its rule that we do not have yet; what met a change is taken as it is there.
    for held in pushed.to_take:
        take_object(held)
    known = dict(calendar.objects_held.filter(there=True).values_list("href", "etag"))
    found = account.changes(calendar.mark, known)
    with transaction.atomic():
        returned = _take(calendar, found, now=now)
        gone = _forget(calendar, found.gone)
        calendar.mark = found.mark
        Calendar.objects.filter(pk=calendar.pk).update(mark=found.mark)
    left = calendar.objects_held.exclude(theirs="").count()
    return Synced(len(found.changed), gone, pushed.written, left + pushed.refused, pushed.error, returned + pushed.returned)


def _take(calendar: Calendar, found: Changes, *, now: datetime) -> int:
    """Takes what the server changed. Where we changed the same event too, its words are kept aside for a member to choose.

    Returns how many events that we deleted came back.
    """
    returned = 0
    for each in found.changed:
        held = calendar.objects_held.filter(href=each.href).first()
        if held is not None and pushing.waits(held) and (held.text != each.text or not held.there):
            met = pushing.meet(held, each, now=now)
            returned += met is pushing.Met.RETURNED
            if met is not pushing.Met.ASKED:
                take_object(held)
            continue
        made, _ = calendar.objects_held.update_or_create(
            href=each.href,
            defaults={"etag": each.etag, "uid": _uid(each.text), "text": each.text, "theirs": "", "there": True},
        )  # fmt: skip
        take_object(made)
    return returned


def take_object(held: CalendarObject) -> None:
    """Takes the dates of an object as its text tells them. What it names no more goes; what was worked on stays as cancelled.

    While something of it waits to be written, only guests and their answers are taken.
    """
    calendar, waits = held.calendar, pushing.waits(held)
    records, _ = records_in(held.text)
    ids = list(_place(calendar, records, zone_in(held.text)).values())
    if waits:
        return
    deleted = Event.objects.filter(pk__in=ids, standing=Event.Standing.DELETED)
    deleted.update(standing=_standing(calendar))
    _end(dates_of(held).exclude(pk__in=ids).exclude(standing=Event.Standing.DELETED))


def take_further_words(held: CalendarObject) -> None:
    """Where our words hold in a conflict, theirs are taken of all that we did not change."""
    told = [{each.external_id[:500]: columns_of(each) for each in records_in(text)[0]} for text in (held.text, held.theirs)]
    for event in dates_of(held).filter(changed=True):
        was, now = (each.get(event.uid, {}) for each in told)
        theirs = [name for name in pushing.SAID if name in now and getattr(event, name) == was.get(name) != now[name]]
        for name in theirs:
            setattr(event, name, now[name])
        event.save(update_fields=theirs)


def _end(events: QuerySet[Event]) -> None:
    """Events that their calendar names no more: those with notes or follow-ups stay, as cancelled."""
    ids = list(events.values_list("id", flat=True))
    drop_events(ids)
    Event.objects.filter(pk__in=ids).update(status="cancelled", calendar=None, changed=False)


def _uid(text: str) -> str:
    """The UID that the records of one object share."""
    records, _ = records_in(text)
    if not records:
        return ""
    told = records[0].external_id
    return (told.rpartition("/")[0] if key_in(told) else told)[:500]


def dates_of(held: CalendarObject) -> QuerySet[Event]:
    """The dates of an object's event."""
    mine = Q(series=held.uid) | Q(uid=held.uid)
    return Event.objects.filter(mine, workspace_id=held.calendar.workspace_id, calendar=held.calendar)


def _forget(calendar: Calendar, hrefs: Iterable[str]) -> int:
    """What is gone from the calendar goes here; an event with notes or follow-ups stays, as cancelled."""
    count = 0
    for held in calendar.objects_held.filter(href__in=list(hrefs)):
        _end(dates_of(held))
        held.delete()
        count += 1
    return count
