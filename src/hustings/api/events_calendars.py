"""Calendars that are read and written, and the secret addresses under which our events are given out."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Made, Room
from hustings.api.events_after import Done
from hustings.apps.events import calendars, giving_out
from hustings.apps.events.calendars import CalendarRow
from hustings.kernel.clock import utc_now

room = Room(tags=["events"])


class NewCalendar(Given):
    """A calendar account (with user and password; `chosen` where it has several calendars), or a feed by its address alone."""

    address: Annotated[str, Field(max_length=2_000)]
    user: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[str, Field(max_length=1_000)] = ""
    chosen: Annotated[str, Field(max_length=2_000)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    ours: bool = False


class NewFeed(Given):
    """Where a secret address for our events is for."""

    name: Annotated[str, Field(max_length=100)]


class FeedMade(Schema):
    """A secret address; its path is shown this once."""

    id: int
    path: str


class Conflict(Given):
    """Whose words hold where both sides changed an event."""

    ours: bool


class SyncedShape(Schema):
    """What reading a calendar did. `returned` counts what was deleted here and came back, since it was changed there."""

    taken: int
    gone: int
    written: int
    conflicts: int
    error: str
    returned: int


@room.get("/events/calendars", response=list[CalendarRow], summary="List calendars")
def list_calendars(request: Call) -> Any:
    """Those that this member may see."""
    return list(calendars.calendars_of(request.auth))


@room.post("/events/calendars", response=Made, summary="Connect a calendar")
def add_calendar(request: Call, given: NewCalendar) -> Made:
    """An account both ways, or a feed."""
    if given.user:
        made = calendars.connect_calendar(
            request.auth, address=given.address, user=given.user, password=given.password, chosen=given.chosen, ours=True
        )
    else:
        made = calendars.add_feed(request.auth, address=given.address, name=given.name, ours=given.ours)
    return Made(id=made.pk, step=0)


@room.post("/events/calendars/{calendar_id}/read", response=SyncedShape, summary="Read a calendar now")
def read_calendar(request: Call, calendar_id: Id) -> Any:
    """And write what changed here."""
    return calendars.read_now(request.auth, calendar_id, now=utc_now())


@room.delete("/events/calendars/{calendar_id}", response=Done, summary="Let a calendar go")
def drop_calendar(request: Call, calendar_id: Id) -> Done:
    """What opens it is forgotten."""
    calendars.let_go(request.auth, calendar_id)
    return Done()


@room.post("/events/feeds", response=FeedMade, summary="Make a secret address for our events")
def add_feed(request: Call, given: NewFeed) -> FeedMade:
    """For calendar programs, which cannot sign in."""
    number, secret = giving_out.make_feed(request.auth, name=given.name)
    return FeedMade(id=number, path=f"/events/feed/{secret}.ics")


@room.delete("/events/feeds/{feed_id}", response=Done, summary="Revoke a secret address")
def drop_feed(request: Call, feed_id: Id) -> Done:
    """Nothing is given out under it any more."""
    giving_out.revoke_feed(request.auth, feed_id, now=utc_now())
    return Done()


@room.post("/events/{event_id}/conflict", response=Done, summary="Settle a conflict with the calendar")
def settle_conflict(request: Call, event_id: Id, given: Conflict) -> Done:
    """Ours or theirs."""
    calendars.settle_conflict(request.auth, event_id, ours=given.ours)
    return Done()
