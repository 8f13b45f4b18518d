"""Writes to calendar servers what members did: series by their master, single dates as exceptions, deletions. Each object once.

A write goes through only if the server holds what we read. What met a change there is looked at: answers of guests are taken
along, deletions give way, everything else is kept aside for a member to choose.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left

from hustings.apps.events.models import Calendar, CalendarObject, Event, Guest
from hustings.apps.events.pending import edits_of
from hustings.apps.events.placing import ANSWERS, columns_of, email_of
from hustings.connectors.calendars.caldav import CalDav, Conflict, Object, ReadOnly
from hustings.connectors.calendars.reading import records_in
from hustings.connectors.calendars.series import Edit, Rewritten, key_in, rewrite
from hustings.connectors.calendars.writing import Draft, anew, change, compose
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import EventRecord
from hustings.storage.rows import chunks

MOST_WRITTEN = 50
"""Objects that one run writes; the rest goes with the next."""
SPOKEN = {
    "accepted": "ACCEPTED", "attended": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE", "invited": "NEEDS-ACTION"
}  # fmt: skip
"""Our words for an answer in those of iCalendar."""
SAID = ("title", "starts_at", "ends_at", "all_day", "location", "description", "link", "status")
"""What a calendar says of a date."""


class Met(Enum):
    """What became of a change there that met one of ours: both stand, they say the same, ours gives way, or it is asked."""

    TOGETHER = auto()
    AGREED = auto()
    RETURNED = auto()
    ASKED = auto()


@dataclass
class Pushed:
    """What one run wrote: events, objects that are to be read anew, deletions that gave way, objects that were refused, and why
    some or all cannot be written."""

    written: int = 0
    to_take: list[CalendarObject] = field(default_factory=list)
    returned: int = 0
    refused: int = 0
    error: str = ""


def waits(held: CalendarObject) -> bool:
    """Whether members did something to an event that its server does not know."""
    return held.dropped or not held.there or bool(held.pending) or _changed(held.calendar, held.uid).exists()


def _dates(calendar: Calendar, uid: str) -> QuerySet[Event]:
    """The dates of an event, deleted ones too."""
    held = Event.objects.filter(workspace_id=calendar.workspace_id, calendar=calendar, starts_at__isnull=False)
    return held.filter(Q(series=uid) | Q(uid=uid, series="")).order_by("id")


def _changed(calendar: Calendar, uid: str) -> QuerySet[Event]:
    return _dates(calendar, uid).filter(changed=True).exclude(standing=Event.Standing.DELETED)


def write_changed(calendar: Calendar, account: CalDav, *, now: datetime) -> Pushed:
    """Writes what members changed and deleted, each object once, at most fifty; the next run goes on after the last of them."""
    done = Pushed()
    try:
        for uid in _waiting(calendar)[:MOST_WRITTEN]:
            calendar.tried = uid
            if not _write_one(calendar, account, uid, done, now=now):
                break
    finally:
        # Kept whatever happens: one at which a server stumbles each time must not be the first of every run.
        Calendar.objects.filter(pk=calendar.pk).update(tried=calendar.tried)
    return done


def _write_one(calendar: Calendar, account: CalDav, uid: str, done: Pushed, *, now: datetime) -> bool:
    """Writes the event with this UID, unless a member has to choose first. False where none of the calendar can be written."""
    held = calendar.objects_held.filter(uid=uid).first()
    if held is not None and held.theirs:
        return True
    try:
        _push(calendar, account, held, uid, done, now=now)
    except ReadOnly as refused:
        done.error = str(refused)
        return False
    except WrongInput as unwritable:
        # One that cannot be written holds up neither the others nor the reading.
        title = _dates(calendar, uid).values_list("title", flat=True).first() or uid
        done.error = f"{title}: {unwritable}"
    return True


def _waiting(calendar: Calendar) -> list[str]:
    """The UIDs of which something is to be written, those first that come after the one that was tried last."""
    objects = calendar.objects_held.filter(waits=True).values_list("uid", flat=True)
    changed = Event.objects.filter(calendar=calendar, changed=True, starts_at__isnull=False)
    changed = changed.exclude(standing=Event.Standing.DELETED)
    found = sorted({*objects, *(series or uid for series, uid in changed.values_list("series", "uid"))})
    after = bisect_right(found, calendar.tried)
    return [*found[after:], *found[:after]]


def _push(calendar: Calendar, account: CalDav, held: CalendarObject | None, uid: str, done: Pushed, *, now: datetime) -> None:
    try:
        if held is not None and held.dropped:
            account.delete(held.href, etag=held.etag)
            CalendarObject.objects.filter(pk=held.pk).update(there=False, etag="")
            done.written += 1
        else:
            fresh = CalendarObject(calendar=calendar, href=_new_href(account), uid=uid, there=False)
            _write(account, held or fresh, done, now=now)
    except Conflict:
        if held is None:
            done.refused += 1
        else:
            _meet_there(account, held, done, now=now)


def _new_href(account: CalDav) -> str:
    return f"{urlsplit(account.place).path.rstrip('/')}/{uuid4().hex}.ics"


def _write(account: CalDav, held: CalendarObject, done: Pushed, *, now: datetime) -> None:
    """Writes one object, and the series that its later dates become."""
    # Empty where somebody whom it named was erased here.
    base = held.text or (_text_there(account, held.href) if held.there else "")
    rows, edits = list(_dates(held.calendar, held.uid)), edits_of(held)
    changed = [event for event in rows if event.changed and event.standing != Event.Standing.DELETED]
    if not base and not changed:
        return
    made, places = _made(held, base, rows, changed, now=now)
    text = made.texts[held.uid]
    if text != base or not held.there:
        _put(account, held, anew(text, now=now) if held.pk is not None and not held.there else text)
        done.written += max(1, sum(places[event.pk][0] == held.uid for event in changed))
    further = _keep(account, held, made, edits, rows, places)
    _no_longer_changed(event for event in changed if places[event.pk][0] == held.uid)
    for each in further:
        if not each.dropped:
            _push(held.calendar, account, each, each.uid, done, now=now)
    done.to_take += [held, *(each for each in further if not each.dropped)] if edits else []


def _text_there(account: CalDav, href: str) -> str:
    there = account.get(href)
    return there.text if there is not None else ""


def _made(
    held: CalendarObject, base: str, rows: Sequence[Event], changed: Sequence[Event], *, now: datetime
) -> tuple[Rewritten, dict[int, tuple[str, str]]]:
    """What an object is to become, and where each date stands in it then, by its id: UID and key."""
    places = {event.pk: (held.uid, key_in(event.uid)) for event in rows}
    if not base:
        live = [event for event in rows if event.standing != Event.Standing.DELETED]
        if len(live) == 1:
            places[live[0].pk] = (held.uid, "")
        text = compose([_draft(event, *places[event.pk], {}) for event in live], now=now)
        return Rewritten({held.uid: text}, {}, frozenset()), places
    made = rewrite(base, held.uid, edits_of(held), now=now)
    places = {number: made.places.get(key, (uid, key)) for number, (uid, key) in places.items()}
    told = {uid: {key_in(each.external_id): each for each in records_in(text)[0]} for uid, text in made.texts.items()}
    answers = _answers(changed)
    drafts: dict[str, list[Draft]] = {}
    for event in changed:
        uid, key = places[event.pk]
        said = _to_say(told[uid].get(key), answers.get(event.pk, {}))
        if not _says(told[uid].get(key), event, said):
            drafts.setdefault(uid, []).append(_draft(event, uid, key, said))
    for uid, found in drafts.items():
        made.texts[uid] = change(made.texts[uid], *found, now=now)
    return made, places


def _says(record: EventRecord | None, event: Event, answers: Mapping[str, str]) -> bool:
    """Whether a calendar says of a date what we do, with no answer left to be said."""
    return record is not None and not answers and _same(event, record)


def _to_say(record: EventRecord | None, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers of guests that a calendar does not say so yet, in its words, by address. What means the same stays as it is."""
    if record is None:
        return {email: SPOKEN[answer] for email, answer in answers.items()}
    there = {email_of(party): SPOKEN.get(ANSWERS.get(answer, "invited")) for party, answer in record.attendees}
    return {email: SPOKEN[answer] for email, answer in answers.items() if there.get(email) not in (None, SPOKEN[answer])}


def _same(event: Event, record: EventRecord) -> bool:
    told = columns_of(record)
    if event.all_day and event.ends_at is None and told["ends_at"] == told["starts_at"] + timedelta(days=1):
        told["ends_at"] = None
    return all(told[name] == getattr(event, name) for name in SAID)


def _draft(event: Event, uid: str, key: str, answers: Mapping[str, str]) -> Draft:
    assert event.starts_at is not None
    return Draft(
        uid=uid, key=key, title=event.title, starts_at=event.starts_at, ends_at=event.ends_at, all_day=event.all_day,
        zone=event.zone, location=event.location, description=event.description, link=event.link, status=event.status,
        answers=dict(answers),
    )  # fmt: skip


def _answers(events: Sequence[Event]) -> dict[int, dict[str, str]]:
    """What guests said as far as a calendar is to know it, by event and address: what members put down, and what the calendar
    itself had said where a member took their own word back."""
    found: dict[int, dict[str, str]] = {}
    held = Guest.objects.filter(event__in=[event.pk for event in events]).exclude(email="")
    held = held.filter(Q(by_hand=True) & ~Q(answer="invited") | Q(by_hand=False, record_id=None))
    for event, email, answer in held.values_list("event_id", "email", "answer"):
        if answer in SPOKEN:
            found.setdefault(event, {})[email] = answer
    return found


def _put(account: CalDav, held: CalendarObject, text: str) -> None:
    """Puts an object, and takes it as the server keeps it."""
    etag = account.put(held.href, text, etag=held.etag if held.there else "")
    there = account.get(held.href)
    # What somebody changed there in that moment has another etag, by which it is read as a change.
    kept = there if there is not None and etag in ("", there.etag) else Object(held.href, etag, text)
    held.etag, held.text, held.there = kept.etag, kept.text, True


def _keep(
    account: CalDav, held: CalendarObject, made: Rewritten, edits: Sequence[Edit], rows: Sequence[Event],
    places: Mapping[int, tuple[str, str]],
) -> list[CalendarObject]:  # fmt: skip
    """Keeps what was written; dates stand where they are there. Returns the series that are new by it, not yet written."""
    written = {edit.id for edit in edits}
    further = [
        CalendarObject(
            calendar=held.calendar, href=_new_href(account), uid=uid, text=text, there=False, dropped=uid in made.ended
        )
        for uid, text in made.texts.items()
        if uid != held.uid
    ]
    with transaction.atomic():
        if held.pk is not None:
            # What a member did while it was on its way waits for the next time.
            now_held = CalendarObject.objects.select_for_update().get(pk=held.pk)
            left, held.dropped = [each for each in now_held.pending if each["id"] not in written], now_held.dropped
            _hand_on(left, made, held, further)
        held.save()
        CalendarObject.objects.bulk_create(further)
        _name_anew(held.calendar, rows, places)
    return further


def _hand_on(
    left: Iterable[dict[str, Any]], made: Rewritten, held: CalendarObject, further: Iterable[CalendarObject]
) -> None:  # fmt: skip
    """Edits that are still to be done wait where their date stands by now."""
    there = {held.uid: held, **{each.uid: each for each in further}}
    held.pending = []
    for edit in left:
        uid, key = made.places.get(edit["key"], (held.uid, edit["key"]))
        there[uid].pending = [*there[uid].pending, {**edit, "key": key}]


def _name_anew(calendar: Calendar, rows: Iterable[Event], places: Mapping[int, tuple[str, str]]) -> None:
    """Gives dates the ids under which they stand in the calendar now."""
    moved = []
    for event in rows:
        uid, key = places[event.pk]
        name = f"{uid}/{key}" if key else uid
        if event.uid != name:
            event.uid, event.series = name, uid if key else ""
            moved.append(event)
    if not moved:
        return
    # Dates take the places of each other; and one that its calendar gave up long ago may stand in the way.
    named = Event.objects.filter(workspace_id=calendar.workspace_id)
    for chunk in chunks([event.pk for event in moved]):
        named.filter(pk__in=chunk).update(uid=_set_aside())
    for chunk in chunks([event.uid for event in moved]):
        named.filter(uid__in=chunk).update(uid=_set_aside())
    Event.objects.bulk_update(moved, ["uid", "series"], batch_size=200)


def _set_aside() -> Concat:
    return Concat(Left(F("uid"), 480), Value("#"), Cast("pk", CharField()))


def _no_longer_changed(events: Iterable[Event]) -> None:
    """Events that were written as they were; what a member changed while they were on their way waits for the next time."""
    for event in events:
        as_written = {name: getattr(event, name) for name in SAID}
        Event.objects.filter(pk=event.pk, **as_written).update(changed=False)


def _meet_there(account: CalDav, held: CalendarObject, done: Pushed, *, now: datetime) -> None:
    """Looks at what somebody did there to an object that we wanted to write. What is gone there is written anew next time."""
    there = account.get(held.href)
    if there is None:
        CalendarObject.objects.filter(pk=held.pk).update(there=False, etag="")
        return
    met = meet(held, there, now=now)
    done.returned += met is Met.RETURNED
    if met is not Met.ASKED:
        done.to_take.append(held)


@transaction.atomic
def meet(held: CalendarObject, there: Object, *, now: datetime) -> Met:
    """Decides about a change there that met one of ours, and keeps what it means."""
    # What a member did while we asked the server waits with the rest.
    held.refresh_from_db(fields=["pending", "dropped"], from_queryset=CalendarObject.objects.select_for_update())
    deleted = held.dropped and not held.there
    held.etag, held.there = there.etag, True
    met = Met.TOGETHER
    if held.text and not deleted and _without_answers(held.text) == _without_answers(there.text):
        held.text = there.text
    elif held.dropped:
        held.text, held.dropped, held.pending, met = there.text, False, [], Met.RETURNED
    elif held.pending:
        met = _meet_series(held, there.text, now=now)
    elif _agrees(ours := list(_changed(held.calendar, held.uid)), there.text):
        _no_longer_changed(ours)
        held.text, met = there.text, Met.AGREED
    else:
        held.theirs, met = there.text, Met.ASKED
    held.save()
    return met


def _meet_series(held: CalendarObject, text: str, *, now: datetime) -> Met:
    """A series that we wanted to change may stand there so already: by somebody of one mind, or by ourselves, cut off before we
    knew that it was written."""
    rows = list(_dates(held.calendar, held.uid))
    changed = [event for event in rows if event.changed and event.standing != Event.Standing.DELETED]
    # Of a text that cannot be read nobody knows; then it is asked.
    with suppress(WrongInput):
        if held.text and _written_already(held, rows, changed, text, now=now):
            return Met.TOGETHER
    held.theirs = text
    return Met.ASKED


def _written_already(
    held: CalendarObject, rows: Sequence[Event], changed: Sequence[Event], text: str, *, now: datetime
) -> bool:  # fmt: skip
    """Whether a text says what ours would have made of it."""
    made, _ = _made(held, held.text, rows, changed, now=now)
    return _without_answers(made.texts[held.uid]) == _without_answers(text)


def _without_answers(text: str) -> dict[str, EventRecord]:
    """What a text says of its dates, whoever comes."""
    return {record.external_id: msgspec.structs.replace(record, attendees=(), sequence=0) for record in records_in(text)[0]}


def _agrees(events: Iterable[Event], text: str) -> bool:
    """Whether what members changed stands there already: two who write the same are of one mind."""
    records = {record.external_id[:500]: record for record in records_in(text)[0]}
    return all(event.uid in records and _same(event, records[event.uid]) for event in events)
