"""Events by hand: put down, changed, taken back; recurring ones as their dates; slots to speak in; whether we go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import Calendar, Event, Slot
from hustings.apps.events.twins import pair
from hustings.apps.people.access import person_of
from hustings.apps.people.actions.frozen import changed_fields, frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.connectors.calendars.writing import REPEATS, dates_of
from hustings.engine.events_lists import kind_of_title
from hustings.kernel.errors import NotFound, WrongInput

LENGTHS = {"title": 300, "location": 500, "link": 2000, "organiser": 300, "status": 20}
TEXTS = ("title", "location", "description", "link", "organiser", "pitch")
MOST_DATES = 400
"""So many dates of a series are changed together."""
IN_CALENDAR = frozenset({"title", "starts_at", "ends_at", "all_day", "zone", "location", "description", "link", "status"})
"""What a calendar holds of an event, so that a change of it has to be written there."""


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


def change_event(actor: Actor, event_id: int, **changes: Any) -> int:
    """Changes one date of an event by the columns given. Returns the undo step."""
    actor.require("edit_people")
    values = _checked(changes)
    with transaction.atomic():
        event = event_of(actor, event_id, locked=True)
        before, began = frozen([event]), event.starts_at
        for name, value in values.items():
            setattr(event, name, value)
        _in_order(event.starts_at, event.ends_at)
        event.changed = event.changed or (event.calendar_id is not None and bool(IN_CALENDAR & values.keys()))
        event.save()
        pair(actor.workspace_id, [began, event.starts_at])
        fields = changed_fields(before[0], event)
        return remember(actor, "change_event", label=event.title, data={"rows": before, "fields": fields})


def change_following(actor: Actor, event_id: int, **changes: Any) -> int:
    """Changes one date of a series and all later ones by the columns given; what has only one date is changed alone.

    A date that moves takes the later ones along by as much, by the clock on the wall. Returns the undo step.
    """
    actor.require("edit_people")
    values = _checked(changes)
    with transaction.atomic():
        event = event_of(actor, event_id, locked=True)
        if not event.series or event.starts_at is None:
            return change_event(actor, event_id, **changes)
        held = Event.objects.select_for_update(of=("self",)).filter(
            workspace_id=actor.workspace_id, series=event.series, calendar_id=event.calendar_id, twin_of=None
        )
        dates = list(held.filter(starts_at__gte=event.starts_at).order_by("starts_at", "id")[:MOST_DATES])
        before, moments = frozen(dates), [each.starts_at for each in dates]
        for each in dates:
            for name, value in {**values, **_moved(event, each, values)}.items():
                setattr(each, name, value)
            _in_order(each.starts_at, each.ends_at)
            each.changed = each.changed or (each.calendar_id is not None and bool(IN_CALENDAR & values.keys()))
            each.save()
        pair(actor.workspace_id, [*moments, *(each.starts_at for each in dates)])
        fields = sorted({name for old, each in zip(before, dates, strict=True) for name in changed_fields(old, each)})
        return remember(actor, "change_event", label=event.title, data={"rows": before, "fields": fields})


def _moved(first: Event, each: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    """When a later date begins and ends where the first one is moved."""
    zone = ZoneInfo("UTC" if first.all_day else values.get("zone") or first.zone or "UTC")
    found: dict[str, Any] = {}
    for name in ("starts_at", "ends_at"):
        wanted, was, now = values.get(name), getattr(first, name), getattr(each, name)
        if wanted is not None and was is not None and now is not None:
            shift = _on_the_wall(wanted, zone) - _on_the_wall(was, zone)
            found[name] = (_on_the_wall(now, zone) + shift).replace(tzinfo=zone).astimezone(UTC)
    if values.get("ends_at") is not None and "ends_at" not in found:
        begin = found.get("starts_at", each.starts_at)
        found["ends_at"] = begin + (values["ends_at"] - (values.get("starts_at") or first.starts_at))
    return found


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What a clock there shows."""
    return moment.astimezone(zone).replace(tzinfo=None)


def set_standing(actor: Actor, event_id: int, *, standing: str) -> int:
    """Says whether we go, only know of it, or do not want to hear of it. Returns the undo step."""
    if standing not in Event.Standing.values:
        raise WrongInput(f"Use one of {', '.join(Event.Standing.values)}.", field="standing")
    actor.require("edit_people")
    with transaction.atomic():
        event = event_of(actor, event_id, locked=True)
        twins = list(event.twins.all())
        before = frozen([event, *twins])
        Event.objects.filter(pk__in=[event.pk, *(twin.pk for twin in twins)]).update(standing=standing)
        pair(actor.workspace_id, [event.starts_at])
        return remember(actor, "change_event", label=event.title, data={"rows": before})


def drop_event(actor: Actor, event_id: int) -> int:
    """Takes an event off the list for good: one of a calendar is dismissed, one by hand is deleted. Returns the undo step."""
    actor.require("edit_people")
    event = event_of(actor, event_id)
    if not event.by_hand or event.calendar_id is not None or event.twins.exists():
        return set_standing(actor, event_id, standing=Event.Standing.DISMISSED)
    if event.jottings.exists() or event.follow_ups.exists():
        raise WrongInput("Notes were taken there. Mark it as cancelled instead, so that they stay.")
    with transaction.atomic():
        before = frozen([event, *event.slots.all(), *event.guests.all()])
        event.delete()
        pair(actor.workspace_id, [event.starts_at])
        return remember(actor, "drop_event", label=event.title, data={"rows": before})


@way_back("change_event")
def _unchange(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        there = type(row)._default_manager.filter(pk=row.pk).first()
        if there is None:
            raise WrongInput("It is not there any more.")
        if isinstance(row, Event):
            row.changed = row.calendar_id is not None
            row.twin_of_id = there.twin_of_id
        fields = data.get("fields")
        row.save(force_update=True, update_fields=[*fields, "changed"] if fields and isinstance(row, Event) else fields)
        if isinstance(row, Event):
            pair(actor.workspace_id, [row.starts_at, there.starts_at])


@way_back("drop_event")
def _undrop(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        if isinstance(row, Event):
            row.twin_of_id = None
        row.save(force_insert=True)
        if isinstance(row, Event):
            pair(actor.workspace_id, [row.starts_at])


def put_slot(
    actor: Actor, event_id: int, *, topic: str, slot_id: int | None = None, person_id: int | None = None, **values: Any
) -> tuple[int, int]:  # fmt: skip
    """Puts down a time to speak, or changes one. Returns its id and the undo step."""
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
        slot.person = person_of(actor, person_id) if person_id else None
        for name in ("speaker", "audience", "pitch", "worked"):
            if name in values:
                setattr(slot, name, str(values[name]).strip()[: 300 if name in ("speaker", "audience") else 20_000])
        for name in ("starts_at", "minutes"):
            if name in values:
                setattr(slot, name, values[name])
        slot.save()
        verb = "change_event" if before else "add_slot"
        return slot.pk, remember(actor, verb, label=slot.topic, data={"rows": before, "slot": slot.pk})


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
    if starts_at is not None and ends_at is not None and not timedelta() <= ends_at - starts_at <= timedelta(days=60):
        raise WrongInput("It ends before it begins, or lasts more than sixty days.", field="ends_at")
