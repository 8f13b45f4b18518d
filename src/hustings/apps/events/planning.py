"""Events by hand: put down, changed, taken back; recurring ones as their dates; slots to speak in; whether we go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.db import transaction
from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import pending, series
from hustings.apps.events.models import Calendar, Event, Guest, Slot
from hustings.apps.events.twins import pair
from hustings.apps.people.access import person_of
from hustings.apps.people.actions.frozen import changed_fields, frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.connectors.calendars.components import registered
from hustings.connectors.calendars.series import Edit
from hustings.connectors.calendars.writing import REPEATS, dates_of
from hustings.engine.events_lists import kind_of_title
from hustings.kernel.errors import NotFound, WrongInput

LENGTHS = {"title": 300, "location": 500, "link": 2000, "organiser": 300, "status": 20}
TEXTS = ("title", "location", "description", "link", "organiser", "pitch")
STANDINGS = (Event.Standing.GOING, Event.Standing.KNOWN, Event.Standing.DISMISSED)
"""How a member lets an event stand."""
IN_CALENDAR = frozenset({"title", "starts_at", "ends_at", "all_day", "zone", "location", "description", "link", "status"})
"""What a calendar holds of an event, so that a change of it has to be written there."""
TOLD_OF = frozenset({"starts_at", "ends_at", "all_day", "zone", "location"})
"""When and where: whoever is invited is told of another one."""


def add_event(
    actor: Actor, *, title: str, starts_at: datetime | None, ends_at: datetime | None = None, all_day: bool = False,
    zone: str = "", kind: str = "", repeat: str = "", until: date | None = None, calendar_id: int | None = None,
    **texts: str,
) -> tuple[int, int]:  # fmt: skip
    """Puts down an event, a recurring one as all its dates until a day. Returns the id of its first date and the undo step.

    Times are aware; a whole day begins at midnight UTC. With a calendar it is written there at the next reading.
    """
    actor.require("edit_people")
    given = {"title": title, "starts_at": starts_at, "ends_at": ends_at, "all_day": all_day, "zone": zone or actor.time_zone}
    values = _checked({**given, "kind": kind or kind_of_title(title), **texts})
    _in_order(values["starts_at"], values["ends_at"])
    uid = f"{uuid4().hex}@hustings"
    calendar = _calendar(actor, calendar_id)
    with transaction.atomic():
        rows = [
            Event(
                workspace_id=actor.workspace_id, member_id=actor.member_id, by_hand=True, calendar=calendar,
                changed=calendar is not None, uid=f"{uid}/{stamp}" if stamp else uid, series=uid if stamp else "",
                **{**values, "starts_at": begin, "ends_at": end},
            )
            for stamp, begin, end in _dates(values, repeat, until)
        ]  # fmt: skip
        Event.objects.bulk_create(rows)
        pair(actor.workspace_id, [row.starts_at for row in rows])
        step = remember(actor, "add_event", label=values["title"], data={"events": [row.pk for row in rows]})
    return rows[0].pk, step


def _dates(values: Mapping[str, Any], repeat: str, until: date | None) -> list[tuple[str, datetime | None, datetime | None]]:
    if not repeat:
        return [("", values["starts_at"], values["ends_at"])]
    if repeat not in REPEATS:
        raise WrongInput(f"{repeat!r} is no way to repeat. Use one of {', '.join(REPEATS)}.", field="repeat")
    if values["starts_at"] is None or until is None:
        raise WrongInput("Say when it begins and until which day it repeats.", field="until")
    found = dates_of(
        values["starts_at"], values["ends_at"], repeat=repeat, until=until, zone=ZoneInfo(values["zone"]),
        all_day=values["all_day"],
    )  # fmt: skip
    if not found:
        raise WrongInput("No date lies between the begin and that day.", field="until")
    return list(found)


@way_back("add_event")
def _unadd(actor: Actor, data: dict[str, Any]) -> None:
    held = Event.objects.filter(workspace_id=actor.workspace_id, pk__in=data["events"])
    moments = list(held.values_list("starts_at", flat=True))
    held.delete()
    pair(actor.workspace_id, moments)


def change_event(actor: Actor, event_id: int, *, dates: str = "one", tell: bool = False, **changes: Any) -> int:
    """Changes an event by the columns given: one date, with `following` all later ones of its series too, with `all` the series.

    Only what differs from this date is changed, so that other dates keep what is their own; where it moves they move by as much,
    by the clock on the wall. Raises WouldTell where its calendar would tell guests that it moves or is cancelled, unless `tell`
    confirms that. Returns the undo step.
    """
    actor.require("edit_people")
    values = _checked(changes)
    with transaction.atomic():
        event = _standing(actor, event_id)
        rows = series.dates_meant(event, dates)
        wanted = {**_of_other_kind(actor, event, values), **values}
        values = {name: value for name, value in wanted.items() if _is_new(event, name, value)}
        if len(rows) > 1 and values.get("starts_at", event.starts_at) is None:
            raise WrongInput("Say when it begins.", field="starts_at")
        held = pending.object_of(event)
        if values.get("status") == "cancelled" or TOLD_OF & values.keys():
            pending.ask_first(event, held, tell=tell)
        before, moments = frozen(rows), [each.starts_at for each in rows]
        told = series.tell_calendar(event, held, dates, values)
        touched = {"changed"}
        for each in rows:
            new = {**values, **series.moved(event, each, values)}
            for name, value in new.items():
                setattr(each, name, value)
            _in_order(each.starts_at, each.ends_at)
            each.changed = each.changed or (each.calendar_id is not None and bool(IN_CALENDAR & values.keys()))
            touched |= new.keys()
        Event.objects.bulk_update(rows, sorted(touched), batch_size=200)
        pair(actor.workspace_id, [*moments, *(each.starts_at for each in rows)])
        fields = sorted({name for old, each in zip(before, rows, strict=True) for name in changed_fields(old, each)})
        data = {"rows": before, "fields": fields, **msgspec.to_builtins(told)}
        return remember(actor, "change_event", label=event.title, data=data)


def _standing(actor: Actor, event_id: int) -> Event:
    """The event, locked. Raises WrongInput for one that was deleted."""
    event = event_of(actor, event_id, locked=True)
    if event.standing == Event.Standing.DELETED:
        raise WrongInput("It was deleted. Undo brings it back.")
    return event


def _of_other_kind(actor: Actor, event: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    """When an event is that becomes one of whole days: the days that it touches there. One that is none any more begins and ends
    with its days there."""
    if values.get("all_day") in (None, event.all_day) or event.starts_at is None:
        return {}
    starts, ends = event.starts_at, event.ends_at
    if event.all_day:
        zone = registered(values.get("zone", event.zone)) or actor.zone
        return {"starts_at": starts.replace(tzinfo=zone), "ends_at": ends and ends.replace(tzinfo=zone)}
    zone = registered(event.zone) or actor.zone
    last = (ends - timedelta(microseconds=1)).astimezone(zone).date() if ends is not None else None
    first = starts.astimezone(zone).date()
    after = max(first, last) + timedelta(days=1) if last is not None else None
    return {"starts_at": _midnight(first), "ends_at": _midnight(after) if after is not None else None}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _is_new(event: Event, name: str, value: Any) -> bool:
    held = getattr(event, name)
    return bool(value != (held.strip() if name in TEXTS else held))


def set_standing(actor: Actor, event_id: int, *, standing: str) -> int:
    """Says whether we go, only know of it, or do not want to hear of it. Returns the undo step."""
    if standing not in STANDINGS:
        raise WrongInput(f"Use one of {', '.join(STANDINGS)}.", field="standing")
    actor.require("edit_people")
    with transaction.atomic():
        event = _standing(actor, event_id)
        return _stand(actor, [event], standing)


def _stand(actor: Actor, rows: Sequence[Event], standing: str) -> int:
    """Lets dates and their twins stand so."""
    told = [*rows, *Event.objects.filter(twin_of__in=rows)]
    before = frozen(told)
    Event.objects.filter(pk__in=[each.pk for each in told]).update(standing=standing)
    pair(actor.workspace_id, [each.starts_at for each in rows])
    return remember(actor, "change_event", label=rows[0].title, data={"rows": before, "fields": ["standing"]})


def drop_event(actor: Actor, event_id: int, *, dates: str = "one", tell: bool = False) -> int:
    """Takes an event off for good: one date, with `following` all later ones too, with `all` the series. Returns the undo step.

    One of our calendar accounts is deleted there too, one that others tell is dismissed, one by hand is deleted. Raises WouldTell
    where its calendar would tell guests, unless `tell` confirms that.
    """
    actor.require("edit_people")
    with transaction.atomic():
        event = _standing(actor, event_id)
        rows = series.dates_meant(event, dates)
        if deletes_there(event):
            return _delete_there(actor, event, rows, dates, tell=tell)
        ids = [each.pk for each in rows]
        told_elsewhere = any(not each.by_hand or each.calendar_id is not None for each in rows)
        if told_elsewhere or Event.objects.filter(twin_of__in=ids).exists():
            return _stand(actor, rows, Event.Standing.DISMISSED)
        if Event.objects.filter(Q(jottings__isnull=False) | Q(follow_ups__isnull=False), pk__in=ids).exists():
            raise WrongInput("Notes were taken there. Mark it as cancelled instead, so that they stay.")
        around = (model.objects.filter(event__in=ids).order_by("id") for model in (Slot, Guest))
        before = frozen([*rows, *(part for held in around for part in held)])
        Event.objects.filter(pk__in=ids).delete()
        pair(actor.workspace_id, [each.starts_at for each in rows])
        return remember(actor, "drop_event", label=event.title, data={"rows": before})


def deletes_there(event: Event) -> bool:
    """Whether an event that is dropped goes from a calendar, too: from one of ours, read and written."""
    return event.calendar is not None and event.calendar.kind == Calendar.Kind.CALDAV and event.calendar.ours


def _delete_there(actor: Actor, event: Event, rows: Sequence[Event], dates: str, *, tell: bool) -> int:
    """Deletes dates in their calendar, too. The rows stay out of sight, so that undo puts back all that was noted with them."""
    held = pending.object_of(event)
    pending.ask_first(event, held, tell=tell)
    twins = list(Event.objects.filter(twin_of__in=rows))
    ids, before = [each.pk for each in rows], frozen([*rows, *twins])
    told: dict[str, Any] = {}
    if held is not None:
        left = Event.objects.filter(workspace_id=actor.workspace_id, calendar_id=event.calendar_id, series=held.uid)
        if left.exclude(pk__in=ids).exclude(standing=Event.Standing.DELETED).exists():
            told["edit"] = pending.new_edit(event, kind="drop" if dates == "one" else "end")
            pending.add_edit(held, told["edit"])
        else:
            held.dropped = True
            held.save(update_fields=["dropped"])
    Event.objects.filter(pk__in=ids).update(standing=Event.Standing.DELETED, changed=False)
    Event.objects.filter(pk__in=[twin.pk for twin in twins]).update(standing=Event.Standing.DISMISSED)
    pair(actor.workspace_id, [each.starts_at for each in rows])
    data = {"rows": before, "fields": ["standing", "changed"], "there": True, **msgspec.to_builtins(told)}
    return remember(actor, "drop_event", label=event.title, data=data)


@way_back("change_event")
def _unchange(actor: Actor, data: dict[str, Any]) -> None:
    rows = _as_they_were(actor, data)
    if "edit" in data:
        edit, back = (msgspec.convert(data[name], Edit) for name in ("edit", "back"))
        if not pending.take_back(edit, rows):
            pending.do_again(back, rows)


def _as_they_were(actor: Actor, data: dict[str, Any]) -> list[Event]:
    """Makes rows of one model what they were, in the fields that the step changed. Returns the events among them."""
    rows = thawed(data["rows"])
    model = type(rows[0])
    there = model._default_manager.in_bulk([row.pk for row in rows])
    if len(there) < len(rows):
        raise WrongInput("It is not there any more.")
    fields, moments = set(data["fields"]), []
    for row in rows:
        held = there[row.pk]
        if isinstance(row, Event) and isinstance(held, Event):
            moments += [row.starts_at, held.starts_at]
            row.twin_of_id = held.twin_of_id
            row.changed = row.calendar_id is not None if IN_CALENDAR & fields else row.changed
    fields |= {"changed"} if model is Event and IN_CALENDAR & fields else set()
    if fields:
        model._default_manager.bulk_update(rows, sorted(fields), batch_size=200)
    pair(actor.workspace_id, moments)
    return list(Event.objects.filter(pk__in=[row.pk for row in rows]).order_by("id")) if model is Event else []


@way_back("drop_event")
def _undrop(actor: Actor, data: dict[str, Any]) -> None:
    if data.get("there"):
        rows = _as_they_were(actor, data)
        told = "edit" not in data or not pending.take_back(msgspec.convert(data["edit"], Edit), rows)
        pending.put_back_there(rows, told=told)
        return
    moments = []
    for row in thawed(data["rows"]):
        if isinstance(row, Event):
            row.twin_of_id = None
            moments.append(row.starts_at)
        row.save(force_insert=True)
    pair(actor.workspace_id, moments)


def put_slot(actor: Actor, event_id: int, *, topic: str, slot_id: int | None = None, **values: Any) -> tuple[int, int]:
    """Puts down a time to speak, or changes one by what is given: `person_id`, texts, times. Returns its id and the undo step."""
    actor.require("edit_people")
    if not topic.strip():
        raise WrongInput("Say what it is about.", field="topic")
    with transaction.atomic():
        event = event_of(actor, event_id)
        slot = (
            Slot.objects.filter(event=event, pk=slot_id).first()
            if slot_id
            else Slot(workspace_id=actor.workspace_id, event=event)
        )
        if slot is None:
            raise NotFound("There is no such slot.")
        before = frozen([slot]) if slot.pk else []
        slot.topic = topic.strip()[:300]
        if "person_id" in values:
            slot.person = person_of(actor, values["person_id"]) if values["person_id"] else None
        for name in ("speaker", "audience", "pitch", "worked"):
            if name in values:
                setattr(slot, name, str(values[name]).strip()[: 300 if name in ("speaker", "audience") else 20_000])
        for name in ("starts_at", "minutes"):
            if name in values:
                setattr(slot, name, values[name])
        slot.speaker = slot.person.name[:300] if slot.person else slot.speaker
        slot.save()
        verb = "change_event" if before else "add_slot"
        fields = changed_fields(before[0], slot) if before else []
        return slot.pk, remember(actor, verb, label=slot.topic, data={"rows": before, "fields": fields, "slot": slot.pk})


def drop_slot(actor: Actor, slot_id: int) -> int:
    """Takes a time to speak away. Returns the undo step."""
    actor.require("edit_people")
    slot = Slot.objects.filter(workspace_id=actor.workspace_id, pk=slot_id).first()
    if slot is None:
        raise NotFound("There is no such slot.")
    with transaction.atomic():
        before = frozen([slot])
        slot.delete()
        return remember(actor, "drop_event", label=slot.topic, data={"rows": before})


@way_back("add_slot")
def _unslot(actor: Actor, data: dict[str, Any]) -> None:
    Slot.objects.filter(workspace_id=actor.workspace_id, pk=data["slot"]).delete()


def event_of(actor: Actor, event_id: int, *, locked: bool = False) -> Event:
    """The event with this id, for a twin the one that stands in its place. Raises NotFound alike for foreign and nonexistent
    ids."""
    actor.require("see_people")
    held = Event.objects.filter(Q(pk=event_id, twin_of=None) | Q(twins__pk=event_id), workspace_id=actor.workspace_id)
    found = (held.select_for_update(of=("self",)) if locked else held).first()
    if found is None:
        raise NotFound("There is no such event.")
    return found


def _calendar(actor: Actor, calendar_id: int | None) -> Calendar | None:
    if calendar_id is None:
        return None
    held = Calendar.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, kind="caldav", pk=calendar_id)
    found = held.first()
    if found is None:
        raise NotFound("There is no such calendar account of yours.")
    return found


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as they are stored. Raises WrongInput with the field."""
    values = dict(given)
    for name in TEXTS:
        if name in values:
            values[name] = str(values[name]).strip()[: LENGTHS.get(name, 20_000)]
    if "title" in values and not values["title"]:
        raise WrongInput("Say what it is called.", field="title")
    if "link" in values and values["link"] and not values["link"].startswith(("https://", "http://")):
        raise WrongInput("Begin the address with https://.", field="link")
    if "kind" in values and values["kind"] not in Event.Kind.values:
        raise WrongInput(f"Use one of {', '.join(Event.Kind.values)}.", field="kind")
    if "status" in values and values["status"] not in ("", "confirmed", "tentative", "cancelled"):
        raise WrongInput("Use confirmed, tentative or cancelled.", field="status")
    if "minutes" in values and not 5 <= values["minutes"] <= 1440:
        raise WrongInput("Give between 5 minutes and a day.", field="minutes")
    if "zone" in values:
        _zone(values["zone"])
    return values


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongInput(f"{name!r} is no time zone. Write one such as Europe/Berlin.", field="zone") from error


def _in_order(starts_at: datetime | None, ends_at: datetime | None) -> None:
    for field, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        if moment is not None and not 1900 <= moment.year <= 2200:
            raise WrongInput("An event is between the years 1900 and 2200.", field=field)
    if starts_at is not None and ends_at is not None and not timedelta() <= ends_at - starts_at <= timedelta(days=60):
        raise WrongInput("It ends before it begins, or lasts more than sixty days.", field="ends_at")
