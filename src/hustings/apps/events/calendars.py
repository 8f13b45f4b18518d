"""Calendars: accounts read and written by CalDAV, feeds read by address; what changed on both sides is asked, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import keys
from hustings.apps.channels.actions import without_secrets
from hustings.apps.channels.queries import guard
from hustings.apps.events.models import Calendar, CalendarObject, Event, Guest
from hustings.apps.events.placing import drop_events, place_events
from hustings.apps.events.planning import event_of
from hustings.connectors.calendars import feeds
from hustings.connectors.calendars.caldav import CalDav, Changes, Conflict, Listed
from hustings.connectors.calendars.reading import records_in, zone_in
from hustings.connectors.calendars.writing import Draft, change, compose
from hustings.kernel.errors import HustingsError, NotFound, RetryLater, WrongInput
from hustings.kernel.records import EventRecord

EVERY = timedelta(minutes=15)
FEED_EVERY = timedelta(hours=4)
LONGEST_WAIT = timedelta(hours=12)
MOST_WRITTEN = 50
"""Events that one run writes; the rest goes with the next."""
SPOKEN = {"accepted": "ACCEPTED", "attended": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}
CONFLICT = "Both sides changed some events. Say on their pages which words hold."


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar as the doors show it."""

    id: int
    kind: str
    name: str
    address: str
    ours: bool
    error: str
    read_at: datetime | None
    member: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Synced:
    """What reading a calendar did: objects taken and gone, events written, and those in conflict."""

    taken: int = 0
    gone: int = 0
    written: int = 0
    conflicts: int = 0
    error: str = ""


def calendars_of(actor: Actor) -> tuple[CalendarRow, ...]:
    """The calendars of the workspace; whoever does not look after all channels sees their own."""
    actor.require("see_channels")
    held = Calendar.objects.filter(workspace_id=actor.workspace_id).select_related("member").order_by("name", "id")
    if not actor.may("see_all_channels"):
        held = held.filter(member_id=actor.member_id)
    waiting = dict.fromkeys((each.pk for each in held), 0)
    for number in Event.objects.filter(calendar_id__in=waiting, changed=True).values_list("calendar_id", flat=True):
        waiting[number] += 1
    return tuple(
        CalendarRow(
            each.pk, each.kind, each.name, _shown(each), each.ours, each.error, each.read_at, each.member.name, waiting[each.pk]
        )
        for each in held
    )


def _shown(calendar: Calendar) -> str:
    """The address as others may see it: that of a feed is a secret of whoever gives it out."""
    parts = urlsplit(calendar.address)
    return calendar.address if calendar.kind == "caldav" else f"{parts.hostname or ''}"


def calendar_of(actor: Actor, calendar_id: int) -> Calendar:
    """The calendar with this id. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    actor.require("see_channels")
    held = Calendar.objects.filter(workspace_id=actor.workspace_id, pk=calendar_id)
    if not actor.may("see_all_channels"):
        held = held.filter(member_id=actor.member_id)
    found = held.first()
    if found is None:
        raise NotFound("There is no such calendar.")
    return found


def look_at_account(actor: Actor, *, address: str, user: str, password: str) -> list[Listed]:
    """The calendars of an account, to choose from. Raises WrongInput, NeverRetry or RetryLater in words."""
    actor.require("connect_channels")
    secrets = _secrets(user, password)
    try:
        with CalDav(address, user, password, guard()) as account:
            return account.calendars()
    except Exception as error:
        raise without_secrets(error, secrets) from None


def connect_calendar(actor: Actor, *, address: str, user: str, password: str, chosen: str = "", ours: bool = True) -> Calendar:
    """Connects one calendar of an account; without a choice the only one. Credentials are sealed; they show nowhere again."""
    listed = look_at_account(actor, address=address, user=user, password=password)
    fitting = [each for each in listed if each.address == chosen or not chosen]
    if len(fitting) != 1:
        names = ", ".join(each.name for each in listed)
        raise WrongInput(f"Choose one of the calendars: {names}.", field="chosen")
    one = fitting[0]
    with transaction.atomic():
        made, _ = Calendar.objects.update_or_create(
            workspace_id=actor.workspace_id, member_id=actor.member_id, address=one.address,
            defaults={
                "kind": "caldav", "name": one.name[:200], "credentials": keys.seal(_secrets(user, password)), "error": "",
                "ours": ours, "failures": 0,
            },
        )  # fmt: skip
        record_audit(actor, "connect_calendar", subject=f"calendar:{made.pk}")
    return made


def _secrets(user: str, password: str) -> keys.Secrets:
    return keys.Secrets({"user": user, "password": password})


def add_feed(actor: Actor, *, address: str, name: str = "", ours: bool = False) -> Calendar:
    """Reads a calendar by its address from now on; its events are only known unless it is `ours`. Looks there once at once."""
    actor.require("connect_channels")
    place = feeds.plain_address(address)
    fetched = feeds.fetch(place, "", guard())
    made, fresh = Calendar.objects.get_or_create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, address=place[:2000],
        defaults={"kind": "feed", "name": (name.strip() or urlsplit(place).hostname or place)[:200], "ours": ours},
    )  # fmt: skip
    if not fresh:
        raise WrongInput("This feed is read already.", field="address")
    record_audit(actor, "add_feed", subject=f"calendar:{made.pk}")
    _take_text(made, fetched.text or "")
    Calendar.objects.filter(pk=made.pk).update(mark=fetched.mark)
    return made


def let_go(actor: Actor, calendar_id: int) -> None:
    """Forgets a calendar and what opens it. Its events stay, those on which nobody worked go."""
    actor.require("connect_channels")
    calendar = calendar_of(actor, calendar_id)
    with transaction.atomic():
        drop_events(Event.objects.filter(calendar=calendar).values_list("id", flat=True))
        Event.objects.filter(calendar=calendar).update(calendar=None, changed=False)
        calendar.delete()
        record_audit(actor, "let_go_calendar", subject=f"calendar:{calendar_id}")


def read_now(actor: Actor, calendar_id: int, *, now: datetime) -> Synced:
    """Reads and writes one calendar at once."""
    actor.require("connect_channels")
    return sync(calendar_of(actor, calendar_id).pk, now=now)


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
    Calendar.objects.filter(pk=calendar.pk).update(
        mark=calendar.mark, error=CONFLICT if done.conflicts else "", read_at=now, next_try_at=now + every, failures=0
    )
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
    return _take_text(calendar, fetched.text)


def _take_text(calendar: Calendar, text: str) -> Synced:
    """A feed as a whole: what it names no more goes, unless somebody worked on it or it is past."""
    records, _ = records_in(text, name=calendar.name)
    with transaction.atomic():
        ids = _place(calendar, [(record, "") for record in records])
        gone = Event.objects.filter(calendar=calendar, starts_at__gte=calendar.added_at).exclude(pk__in=list(ids.values()))
        count = gone.count()
        drop_events(gone.values_list("id", flat=True))
    return Synced(taken=len(ids), gone=count)


def _place(calendar: Calendar, told: Sequence[tuple[Any, str]]) -> dict[str, int]:
    return place_events(
        calendar.workspace_id,
        [(record, {"calendar_id": calendar.pk, "zone": zone[:64]}) for record, zone in told],
        standing=Event.Standing.GOING if calendar.ours else Event.Standing.KNOWN,
    )


def _both_ways(calendar: Calendar, account: CalDav, *, now: datetime) -> Synced:
    written, conflicts = _write_changed(calendar, account, now=now)
    known = dict(calendar.objects_held.values_list("href", "etag"))
    found = account.changes(calendar.mark, known)
    with transaction.atomic():
        conflicts += _take(calendar, found)
        gone = _forget(calendar, found.gone)
        calendar.mark = found.mark
        Calendar.objects.filter(pk=calendar.pk).update(mark=found.mark)
    left = calendar.objects_held.exclude(theirs="").count()
    return Synced(len(found.changed), gone, written, max(conflicts, left))


def _take(calendar: Calendar, found: Changes) -> int:
    """Takes what the server changed. Where we changed the same event too, its words are kept aside for a member to choose."""
    conflicts = 0
    for each in found.changed:
        records, _ = records_in(each.text, name=each.href)
        uid = _uid(records)
        held = calendar.objects_held.filter(href=each.href).first()
        ours = _events(calendar, held.uid if held else uid).filter(changed=True)
        if held is not None and held.text != each.text and not _agrees(ours, each.text):
            held.theirs, held.etag = each.text, each.etag
            held.save(update_fields=["theirs", "etag"])
            conflicts += 1
            continue
        CalendarObject.objects.update_or_create(
            calendar=calendar, href=each.href, defaults={"etag": each.etag, "uid": uid, "text": each.text, "theirs": ""}
        )
        _take_records(calendar, uid, each.text)
    return conflicts


def _agrees(events: Iterable[Event], text: str) -> bool:
    """Whether what members changed stands there already: two who write the same are of one mind."""
    records = {record.external_id[:500]: record for record in records_in(text)[0]}
    return all(event.uid in records and _same(event, records[event.uid]) for event in events)


def _same(event: Event, record: EventRecord) -> bool:
    there = (record.title, record.starts_at, record.ends_at, record.location, record.description, record.status)
    return there == (event.title, event.starts_at, event.ends_at, event.location, event.description, event.status)


def _take_records(calendar: Calendar, uid: str, text: str) -> None:
    records, _ = records_in(text)
    zone = zone_in(text)
    ids = _place(calendar, [(record, zone) for record in records])
    drop_events(_events(calendar, uid).exclude(pk__in=list(ids.values())).values_list("id", flat=True))


def _uid(records: Sequence[Any]) -> str:
    """The UID that the records of one object share."""
    if not records:
        return ""
    first = records[0].external_id
    head, _, tail = first.rpartition("/")
    return str(head if head and tail[:8].isdigit() else first)[:500]


def _events(calendar: Calendar, uid: str) -> Any:
    """The dates of an object's event."""
    held = Event.objects.filter(workspace_id=calendar.workspace_id, calendar=calendar)
    return held.filter(series=uid) | held.filter(uid=uid)


def _forget(calendar: Calendar, hrefs: Iterable[str]) -> int:
    """What is gone from the calendar goes here; an event with notes or follow-ups stays, as cancelled."""
    count = 0
    for held in calendar.objects_held.filter(href__in=list(hrefs)):
        events = _events(calendar, held.uid)
        drop_events(events.values_list("id", flat=True))
        events.update(status="cancelled", calendar=None, changed=False)
        held.delete()
        count += 1
    return count


def _write_changed(calendar: Calendar, account: CalDav, *, now: datetime) -> tuple[int, int]:
    """Writes the events that members changed, each object once. Returns how many were written, and how many are in conflict."""
    waiting = Event.objects.filter(calendar=calendar, changed=True, starts_at__isnull=False).order_by("id")
    written = conflicts = 0
    for uid in list(dict.fromkeys(event.series or event.uid for event in waiting[:MOST_WRITTEN])):
        held = calendar.objects_held.filter(uid=uid).first()
        if held is not None and held.theirs:
            continue
        events = [event for event in waiting if (event.series or event.uid) == uid]
        try:
            _write(calendar, account, held, uid, events, now=now)
            written += len(events)
        except Conflict:
            conflicts += _keep_theirs(account, held, events)
    return written, conflicts


def _write(
    calendar: Calendar, account: CalDav, held: CalendarObject | None, uid: str, events: Sequence[Event], *, now: datetime
) -> None:
    answers = _answers(events)
    drafts = [_draft(event, uid, answers.get(event.pk, {})) for event in events]
    if held is None:
        held = CalendarObject(calendar=calendar, href=f"{urlsplit(account.place).path.rstrip('/')}/{uuid4().hex}.ics", uid=uid)
        text = compose(drafts, now=now)
    else:
        # Empty where somebody whom it named was erased here.
        text = held.text or _text_there(account, held.href)
        for draft in drafts:
            text = change(text, draft, now=now)
    etag = account.put(held.href, text, etag=held.etag)
    there = account.get(held.href)
    held.etag, held.text = (there.etag or etag, there.text) if there is not None else (etag, text)
    with transaction.atomic():
        held.save()
        # What a member changed while it was on its way waits for the next time.
        for event in events:
            now_said = Event.objects.filter(pk=event.pk, title=event.title, starts_at=event.starts_at, ends_at=event.ends_at)
            now_said.filter(location=event.location, description=event.description, status=event.status).update(changed=False)


def _text_there(account: CalDav, href: str) -> str:
    there = account.get(href)
    return there.text if there is not None else ""


def _draft(event: Event, uid: str, answers: Mapping[str, str]) -> Draft:
    assert event.starts_at is not None
    return Draft(
        uid=uid, key=event.uid.rpartition("/")[2] if event.series else "", title=event.title, starts_at=event.starts_at,
        ends_at=event.ends_at, all_day=event.all_day, zone=event.zone, location=event.location, description=event.description,
        link=event.link, status=event.status, answers=dict(answers),
    )  # fmt: skip


def _answers(events: Sequence[Event]) -> dict[int, dict[str, str]]:
    """What members put down that guests said, by event and address."""
    found: dict[int, dict[str, str]] = {}
    held = Guest.objects.filter(event__in=[event.pk for event in events], by_hand=True).exclude(email="")
    for event, email, answer in held.values_list("event_id", "email", "answer"):
        if answer in SPOKEN:
            found.setdefault(event, {})[email] = SPOKEN[answer]
    return found


def _keep_theirs(account: CalDav, held: CalendarObject | None, events: Sequence[Event]) -> int:
    """Puts aside what the server says, for a member to choose. What is gone there is written anew at the next reading."""
    if held is None:
        return 1
    there = account.get(held.href)
    if there is None:
        held.delete()
        return 0
    held.etag = there.etag
    if _agrees(events, there.text):
        Event.objects.filter(pk__in=[event.pk for event in events]).update(changed=False)
        held.text = there.text
    else:
        held.theirs = there.text
    held.save(update_fields=["theirs", "text", "etag"])
    return 1 if held.theirs else 0


def conflict_of(actor: Actor, event_id: int) -> dict[str, Any] | None:
    """What the calendar says of an event that we changed too: title, begin, end, place. None where there is no conflict."""
    event = event_of(actor, event_id)
    held = _in_conflict(event)
    if held is None:
        return None
    records, _ = records_in(held.theirs)
    one = next((each for each in records if each.external_id[:500] == event.uid), None)
    if one is None:
        return {"title": "", "starts_at": None, "ends_at": None, "location": ""}
    return {"title": one.title, "starts_at": one.starts_at, "ends_at": one.ends_at, "location": one.location}


def _in_conflict(event: Event) -> CalendarObject | None:
    if event.calendar_id is None:
        return None
    uid = event.series or event.uid
    return CalendarObject.objects.filter(calendar_id=event.calendar_id, uid=uid).exclude(theirs="").first()


def settle_conflict(actor: Actor, event_id: int, *, ours: bool) -> None:
    """Which words hold where both sides changed an event: ours are written there at the next reading, theirs are taken now."""
    actor.require("edit_people")
    with transaction.atomic():
        event = event_of(actor, event_id, locked=True)
        held = _in_conflict(event)
        if held is None or event.calendar is None:
            raise WrongInput("There is no conflict about it any more.")
        theirs, held.theirs = held.theirs, ""
        held.text = theirs
        held.save(update_fields=["theirs", "text"])
        if not ours:
            _events(event.calendar, held.uid).update(changed=False)
            _take_records(event.calendar, held.uid, theirs)
        Calendar.objects.filter(pk=event.calendar_id).update(next_try_at=event.calendar.added_at, error="")
        record_audit(actor, "settle_conflict", subject=f"event:{event_id}", detail={"ours": ours})
