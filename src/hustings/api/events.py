"""Events: coming and past, each with its guests and its times to speak."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.apps.events import listing, planning, queries
from hustings.apps.events.queries import EventsPage, FollowUpRow, JottingRow, SlotRow
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

room = Room(tags=["events"])
Words = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=300)]
Kind = Literal["", "conference", "rally", "meeting", "town_hall", "fundraiser", "hearing", "other"]
Which = Literal["one", "following", "all"]
Answer = Literal["", "invited", "registered", "accepted", "tentative", "declined", "cancelled", "attended", "no_show"]


class EventShape(Schema):
    """An event in a list. Dates of a recurring one share `series`; `standing` is going, known, dismissed or deleted."""

    id: int
    title: str
    kind: str
    standing: str
    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    zone: str
    location: str
    status: str
    organiser: str
    series: str
    guests: int
    calendar: str


class Who(Schema):
    """A person by number and name."""

    id: int
    name: str


class GuestShape(Schema):
    """Somebody on the list. `doubts` are people who may be meant, while nobody has said; `by_address` ones are known by their
    e-mail address alone."""

    id: int
    person_id: int | None
    name: str
    organisation: str
    title: str
    email: str
    answer: str
    role: str
    came_at: datetime | None
    doubts: list[Who]
    by_address: bool


class TallyShape(Schema):
    """What an event brought."""

    came: int
    talks: int
    follow_ups: int
    done: int
    in_time: int
    due: int
    new_ties: int
    evidence: int


class EventView(EventShape):
    """An event with everything around it. `seconds` is how long the pitch takes to say."""

    description: str
    link: str
    pitch: str
    seconds: int
    minutes: int
    over: bool
    conflict: bool
    listed: list[GuestShape]
    slots: list[SlotRow]
    notes: list[JottingRow]
    follow_ups: list[FollowUpRow]
    tally: TallyShape


class NewEvent(Given):
    """An event. Whole days begin at midnight UTC; `repeat` puts down all dates until the day `until`."""

    title: Short
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    all_day: bool = False
    zone: str = ""
    kind: Kind = ""
    location: Annotated[str, Field(max_length=500)] = ""
    description: Words = ""
    link: Annotated[str, Field(max_length=2_000)] = ""
    organiser: Short = ""
    pitch: Words = ""
    repeat: Literal["", "daily", "weekly", "fortnightly", "monthly", "yearly"] = ""
    until: date | None = None
    calendar_id: Id | None = None


class EventChange(Given):
    """What is to change; what is not given stays. `standing` dismissed is remembered."""

    title: Short | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    all_day: bool | None = None
    zone: str | None = None
    kind: Kind | None = None
    location: Annotated[str, Field(max_length=500)] | None = None
    description: Words | None = None
    link: Annotated[str, Field(max_length=2_000)] | None = None
    organiser: Short | None = None
    pitch: Words | None = None
    minutes: Annotated[int, Field(ge=5, le=1440)] | None = None
    status: Literal["", "confirmed", "tentative", "cancelled"] | None = None
    standing: Literal["going", "known", "dismissed"] | None = None
    following: bool = Field(False, description="All later dates of the series too: the same as `dates` following")
    dates: Which = "one"
    tell: bool = Field(False, description="That guests are told of another time or place, or of a cancellation, is confirmed")


class NewGuests(Given):
    """People for the list: pasted lines such as `Ana Souza, River Alliance`."""

    text: Annotated[str, Field(max_length=1_000_000)]
    role: Annotated[str, Field(max_length=60)] = ""


class GuestsAdded(Step):
    """What became of the lines; `left_out` are those that name nobody."""

    linked: int
    doubtful: int
    names: int
    again: int
    left_out: list[str]


class GuestChange(Given):
    """What somebody said; or who is meant: `person` by number, `new` for a new person, `nobody` for only a name."""

    answer: Answer | None = None
    role: Annotated[str, Field(max_length=60)] | None = None
    person: Id | None = None
    new: bool = False
    nobody: bool = False


class NewSlot(Given):
    """A time to speak; with `slot_id` that one is changed."""

    topic: Short
    slot_id: Id | None = None
    person: Id | None = None
    speaker: Short = ""
    audience: Short = ""
    starts_at: AwareDatetime | None = None
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    pitch: Words = ""
    worked: Words = ""


@room.get("/events", response=EventsPage, summary="List events")
def list_events(
    request: Call,
    when: str = "coming",
    kind: str = "",
    q: str = "",
    after: str = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> Any:
    """`when` is coming (the soonest first), past (the latest first) or undated."""
    return queries.events_page(request.auth, when=when, kind=kind, query=q, after=after, limit=limit, now=utc_now())


@room.post("/events", response=Made, summary="Put down an event")
def add_event(request: Call, given: NewEvent) -> Made:
    """A recurring one as all its dates."""
    number, step = planning.add_event(request.auth, **given.model_dump())
    return Made(id=number, step=step)


@room.get("/events/{event_id}", response=EventView, summary="Show an event")
def show_event(request: Call, event_id: Id) -> EventView:
    """With its list, slots, notes, follow-ups and what it brought."""
    return view_of(queries.event_view(request.auth, event_id, now=utc_now()))


def view_of(view: queries.EventView) -> EventView:
    """An event in the stable shape."""
    event = view.event
    return EventView(
        **{name: getattr(view.row, name) for name in EventShape.model_fields},
        description=event.description, link=event.link, pitch=event.pitch, seconds=view.seconds, minutes=event.minutes,
        over=view.is_over, conflict=view.conflict,
        listed=[
            GuestShape(
                **{name: getattr(row, name) for name in GuestShape.model_fields if name != "doubts"},
                doubts=[Who(id=number, name=name) for number, name, _ in row.doubts],
            )
            for row in view.guests
        ],
        slots=list(view.slots), notes=list(view.jottings),
        follow_ups=list(view.follow_ups),
        tally=TallyShape(**{name: getattr(view.tally, name) for name in TallyShape.model_fields}),
    )  # fmt: skip


@room.patch("/events/{event_id}", response=Step, summary="Change an event")
def change_event(request: Call, event_id: Id, given: EventChange) -> Step:
    """One date of it, with `dates` following all later ones of its series too, with all the series; what is not given stays.

    Another time or place and a cancellation, of which the calendar server may tell guests, need `tell`.
    """
    changes = given.model_dump(exclude_unset=True)
    dates = "following" if changes.pop("following", False) else changes.pop("dates", "one")
    tell, standing = changes.pop("tell", False), changes.pop("standing", None)
    changes.pop("dates", None)
    wanted = {name: value for name, value in changes.items() if value is not None or name in ("starts_at", "ends_at")}
    with transaction.atomic():
        step = planning.set_standing(request.auth, event_id, standing=standing) if standing is not None else 0
        if wanted or standing is None:
            step = planning.change_event(request.auth, event_id, dates=dates, tell=tell, **wanted)
    return Step(step=step)


@room.delete("/events/{event_id}", response=Step, summary="Take an event off")
def drop_event(request: Call, event_id: Id, dates: Which = "one", tell: bool = False) -> Step:
    """One of our calendar accounts is deleted there too, which needs `tell` where the server may tell guests; one that others
    tell of is dismissed instead."""
    return Step(step=planning.drop_event(request.auth, event_id, dates=dates, tell=tell))


@room.post("/events/{event_id}/guests", response=GuestsAdded, summary="Put people on the list")
def add_guests(request: Call, event_id: Id, given: NewGuests) -> GuestsAdded:
    """Sure ones are linked, doubtful ones asked, others stay names."""
    entries, left_out = listing.entries_of_text(given.text, role=given.role), listing.left_out_of(given.text)
    added = listing.add_guests(request.auth, event_id, entries, left_out=left_out)
    return GuestsAdded(**{name: getattr(added, name) for name in ("linked", "doubtful", "names", "again", "step", "left_out")})


@room.patch("/guests/{guest_id}", response=Step, summary="Say who a guest is, or what they said")
def change_guest(request: Call, guest_id: Id, given: GuestChange) -> Step:
    """One of both."""
    if given.new:
        listing.make_known(request.auth, guest_id)
        return Step(step=0)
    if given.person is not None or given.nobody:
        return Step(step=listing.say_who(request.auth, guest_id, person_id=given.person))
    if given.answer is None:
        raise WrongInput("Give an answer or a person.", field="answer")
    return Step(step=listing.set_answer(request.auth, guest_id, answer=given.answer, role=given.role))


@room.delete("/guests/{guest_id}", response=Step, summary="Take somebody off the list")
def drop_guest(request: Call, guest_id: Id) -> Step:
    """It can be taken back."""
    return Step(step=listing.drop_guest(request.auth, guest_id))


@room.post("/events/{event_id}/slots", response=Made, summary="Put down a time to speak")
def put_slot(request: Call, event_id: Id, given: NewSlot) -> Made:
    """Or change one."""
    values = given.model_dump()
    person = values.pop("person")
    number, step = planning.put_slot(request.auth, event_id, person_id=person, **values)
    return Made(id=number, step=step)


@room.delete("/events/slots/{slot_id}", response=Step, summary="Take a time to speak away")
def drop_slot(request: Call, slot_id: Id) -> Step:
    """It can be taken back."""
    return Step(step=planning.drop_slot(request.auth, slot_id))
