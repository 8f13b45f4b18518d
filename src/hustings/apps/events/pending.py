"""What members did to events of a two-way calendar and its server does not know yet: whole series, dates left out, deletions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

import msgspec
from django.db.models import QuerySet

from hustings.apps.events.models import CalendarObject, Event, Guest
from hustings.apps.events.placing import email_of, own_addresses
from hustings.connectors.calendars.reading import records_in
from hustings.connectors.calendars.series import Edit, key_in, keys_in
from hustings.kernel.errors import WrongInput


class WouldTell(WrongInput):
    """The calendar server would tell guests of it, which a member has to confirm. `who` are their names or addresses."""

    def __init__(self, who: tuple[str, ...]) -> None:
        named = ", ".join(who[:3]) + (f" and {len(who) - 3} more" if len(who) > 3 else "")
        super().__init__(f"The calendar server may tell {named} of it. Confirm that they are told.", field="tell")
        self.who = who


def deletions_in(held: CalendarObject) -> int:
    """How many deletions of an object wait for the server."""
    return 1 if held.dropped else sum(each["kind"] != "change" for each in held.pending)


def objects_of(events: Iterable[Event]) -> QuerySet[CalendarObject]:
    """What servers hold of these events, locked: whoever writes it at the same moment waits."""
    places = {(event.calendar_id, event.series or event.uid) for event in events if event.calendar_id is not None}
    held = CalendarObject.objects.none()
    if places:
        calendars, uids = ({place[number] for place in places} for number in (0, 1))
        held = CalendarObject.objects.filter(calendar_id__in=calendars, calendar__kind="caldav", uid__in=uids)
    return held.select_for_update(of=("self",)).order_by("pk")


def object_of(event: Event) -> CalendarObject | None:
    """What a server holds of an event; None where it is in no two-way calendar or not written yet."""
    return objects_of([event]).first()


def edits_of(held: CalendarObject) -> list[Edit]:
    """What is to be done to an object, in that order."""
    return msgspec.convert(held.pending, list[Edit])


def add_edit(held: CalendarObject, edit: Edit) -> None:
    """Puts down what a member did; the next reading of the calendar writes it."""
    held.pending = [*held.pending, msgspec.to_builtins(edit)]
    held.save(update_fields=["pending"])


def new_edit(event: Event, **given: Any) -> Edit:
    """What a member does to a series from this date on, or without `key` to all of it."""
    return Edit(id=uuid4().hex, into=f"{uuid4().hex}@hustings", **{"key": key_in(event.uid), **given})


def take_back(edit: Edit, events: Sequence[Event]) -> bool:
    """Lets an edit be as if it never was. False where it is written already, so that it has to be undone there."""
    for held in objects_of(events):
        left = [each for each in held.pending if each["id"] != edit.id]
        if len(left) < len(held.pending):
            held.pending = left
            held.save(update_fields=["pending"])
            return True
    return False


def do_again(back: Edit, events: Sequence[Event]) -> None:
    """Undoes there what was written already: the way back is done to each series that now holds some of the dates."""
    for held in objects_of(events):
        keys = [key_in(event.uid) for event in events if (event.series or event.uid) == held.uid]
        add_edit(held, msgspec.structs.replace(back, id=uuid4().hex, into=f"{uuid4().hex}@hustings", key=min(keys)))


def put_back_there(events: Sequence[Event], *, told: bool = True) -> None:
    """Takes back that events were deleted: objects stay or are put there again; single dates are written into their series where
    the server may have been `told` that they go."""
    for held in objects_of(events):
        mine = [event for event in events if (event.series or event.uid) == held.uid]
        if held.dropped:
            _keep_there(held, mine)
        elif told:
            _write_anew(mine)


def _keep_there(held: CalendarObject, events: Sequence[Event]) -> None:
    """An object that was to go stays with these dates of it: those that it left out come back, others that were deleted go."""
    named = set(keys_in(held.text)) if held.text else set()
    _write_anew(event for event in events if key_in(event.uid) not in named)
    deleted = Event.objects.filter(calendar=held.calendar_id, series=held.uid, standing=Event.Standing.DELETED)
    others = deleted.exclude(pk__in=[event.pk for event in events]).order_by("id")
    held.dropped, held.pending = False, [*held.pending, *(msgspec.to_builtins(new_edit(each, kind="drop")) for each in others)]
    held.save(update_fields=["dropped", "pending"])


def _write_anew(events: Iterable[Event]) -> None:
    Event.objects.filter(pk__in=[event.pk for event in events]).update(changed=True)


def ask_first(event: Event, held: CalendarObject | None, *, tell: bool) -> None:
    """Raises WouldTell unless a member confirmed that guests are told, or there are none."""
    if held is None or not held.there or tell:
        return
    who = _told(event, held)
    if who:
        raise WouldTell(who)


def _told(event: Event, held: CalendarObject) -> tuple[str, ...]:
    """Whom a server may write to when the event goes: those whom it names, ourselves not counted."""
    own = own_addresses(event.workspace_id)
    if not held.text:
        listed = Guest.objects.filter(event=event, by_hand=False).exclude(email="").order_by("name")
        return tuple(listed.values_list("name", flat=True))
    parties = [
        party
        for record in records_in(held.text)[0]
        for party in (*(who for who, _ in record.attendees), *((record.organiser,) if record.organiser else ()))
    ]
    return tuple(dict.fromkeys(party.name or email_of(party) for party in parties if email_of(party) not in own))
