"""Events: coming and past, guests, slots, notes, follow-ups, the brief, calendars, what is worth joining."""

from __future__ import annotations

import base64
import binascii
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.goals import Made
from hustings.apps.events import briefing, calendars, following, giving_out, joining, listing, noting, planning, queries
from hustings.apps.goals import queries as goals
from hustings.apps.people.access import visible_people
from hustings.engine.events import Stake
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

room = Room(tags=["events"])
Words = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=300)]
Kind = Literal["", "conference", "rally", "meeting", "town_hall", "fundraiser", "hearing", "other"]
Answer = Literal["", "invited", "registered", "accepted", "tentative", "declined", "cancelled", "attended", "no_show"]
MOVABLE = frozenset({"undecided", "lean_against", "lean_support", "unknown"})


class EventShape(Schema):
    """An event in a list. Dates of a recurring one share `series`; `standing` is going, known or dismissed."""

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


class EventsPage(Schema):
    """A page of events."""

    rows: list[EventShape]
    next: str


class Who(Schema):
    """A person by number and name."""

    id: int
    name: str


class GuestShape(Schema):
    """Somebody on the list. `doubts` are people who may be meant, while nobody has said."""

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


class SlotShape(Schema):
    """A time to speak. `seconds` is how long its pitch takes to say."""

    id: int
    topic: str
    person_id: int | None
    speaker: str
    audience: str
    starts_at: datetime | None
    minutes: int | None
    pitch: str
    seconds: int
    worked: str


class NoteShape(Schema):
    """Something put down there. `waiting` until somebody says who is meant."""

    id: int
    client_id: str
    kind: str
    person_id: int | None
    name: str
    text: str
    at: datetime
    member: str
    has_photo: bool
    waiting: bool


class FollowUpShape(Schema):
    """A follow-up; `state` is open, late, done or dropped."""

    id: int
    event_id: int
    event: str
    person_id: int
    person: str
    about: str
    talked_at: datetime
    due_at: datetime
    finished_at: datetime | None
    state: str
    member: str


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
    slots: list[SlotShape]
    notes: list[NoteShape]
    follow_ups: list[FollowUpShape]
    tally: TallyShape


class ReasonShape(Schema):
    """Why: a code, its weight, what it rests on, and facts to say it in words."""

    code: str
    weight: float
    evidence: list[str]
    facts: dict[str, str]


class TalkShape(Schema):
    """One of the few worth a deep talk, with what to walk up with."""

    person_id: int
    name: str
    headline: str
    reasons: list[ReasonShape]
    worth: float
    minutes: int
    common: list[str]
    last_at: datetime | None
    promises: list[str]
    question: str
    introducers: list[Who]


class BriefShape(Schema):
    """The brief for the minutes there are."""

    event_id: int
    pitch: str
    seconds: int
    minutes: int
    talks: list[TalkShape]
    listed: int
    unknown: int


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


class NewGuests(Given):
    """People for the list: pasted lines such as `Ana Souza, River Alliance`."""

    text: Annotated[str, Field(max_length=1_000_000)]
    role: Annotated[str, Field(max_length=60)] = ""


class GuestsAdded(Step):
    """What became of the lines."""

    linked: int
    doubtful: int
    names: int
    again: int


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


class NewNote(Given):
    """Something put down there, under an id of the sender's: the same id twice is stored once. `photo` is base64."""

    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    kind: Literal["check_in", "note", "promise", "card"]
    at: AwareDatetime
    guest: Id | None = None
    person: Id | None = None
    name: Short = ""
    text: Words = ""
    due_on: date | None = None
    photo: Annotated[str, Field(max_length=4_500_000)] = ""


class NewNotes(Given):
    """Notes; each is answered for itself."""

    items: Annotated[list[NewNote], Field(max_length=noting.MOST_AT_ONCE)]


class TakenShape(Schema):
    """What became of a note: stored, known (it was here already), or refused with the reason."""

    client_id: str
    state: str
    id: int | None
    reason: str


class NoteSettled(Given):
    """Who is meant by a note that waits."""

    person: Id


class FollowUpDone(Given):
    """That the word was said, that none is needed, or not before a day."""

    do: Literal["done", "drop", "later"] = "done"
    channel: str = ""
    text: Words = ""
    until: date | None = None


class ProposalShape(Schema):
    """Something worth joining, and why."""

    id: int
    name: str
    starts_at: datetime | None
    reasons: list[ReasonShape]


class Joining(Schema):
    """Events and organisations worth joining."""

    events: list[ProposalShape]
    organisations: list[ProposalShape]


class CalendarShape(Schema):
    """A calendar that is read (feed), or read and written (caldav)."""

    id: int
    kind: str
    name: str
    address: str
    ours: bool
    error: str
    read_at: datetime | None
    member: str
    waiting: int


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
    """What reading a calendar did."""

    taken: int
    gone: int
    written: int
    conflicts: int
    error: str


class Done(Schema):
    """It is done."""

    done: bool = True


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


@room.get("/events/joining", response=Joining, summary="What is worth joining")
def list_joining(request: Call) -> Joining:
    """Each with its reasons."""
    weights, issues = _of_goals(request.auth)
    now = utc_now()
    found = joining.proposed_events(request.auth, stakeholders=weights, issues=issues, now=now)
    bodies = joining.proposed_organisations(request.auth, stakeholders=weights, now=now)
    return Joining(
        events=[_proposal(each.event.pk, each.event.title, each.event.starts_at, each.reasons) for each in found],
        organisations=[_proposal(each.id, each.name, None, each.reasons) for each in bodies],
    )


def _proposal(number: int, name: str, at: datetime | None, reasons: Any) -> ProposalShape:
    return ProposalShape(id=number, name=name, starts_at=at, reasons=[_reason(each) for each in reasons])


def _reason(reason: Any) -> ReasonShape:
    return ReasonShape(code=reason.code, weight=reason.weight, evidence=list(reason.evidence), facts=dict(reason.facts))


def _of_goals(actor: Any) -> tuple[dict[int, float], tuple[str, ...]]:
    if not actor.may("see_goals"):
        return {}, ()
    rows = goals.goals_of(actor, now=utc_now())[:10]
    weights: dict[int, float] = {}
    for row in rows:
        for person, stake in _stakes(actor, row.id)[0].items():
            weights[person] = max(weights.get(person, 0.0), stake.power)
    return weights, tuple(dict.fromkeys(row.issue for row in rows))


def _stakes(actor: Any, goal_id: int) -> tuple[dict[int, Stake], dict[int, str]]:
    stakes, stances = {}, {}
    for row in goals.goal_view(actor, goal_id, now=utc_now()).stakeholders:
        if row.subject[0] == "person":
            step = row.stance.stance.step
            stakes[row.subject[1]] = Stake(row.tier, (row.power or 3) / 5, step in MOVABLE, f"stakeholder:{row.id}")
            stances[row.subject[1]] = step
    return stakes, stances


@room.post("/organisations/{organisation_id}/not-for-us", response=Done, summary="Do not propose an organisation again")
def decline_organisation(request: Call, organisation_id: Id) -> Done:
    """It is remembered."""
    joining.decline_organisation(request.auth, organisation_id)
    return Done()


@room.get("/events/follow-ups", response=list[FollowUpShape], summary="Follow-ups that wait")
def list_follow_ups(request: Call) -> Any:
    """The longest due first."""
    return list(queries.follow_ups_waiting(request.auth, now=utc_now()))


@room.post("/events/follow-ups/{follow_up_id}", response=Step, summary="Settle a follow-up")
def settle_follow_up(request: Call, follow_up_id: Id, given: FollowUpDone) -> Step:
    """With a channel the word is logged, too."""
    now = utc_now()
    if given.do == "drop":
        return Step(step=following.drop_follow_up(request.auth, follow_up_id, now=now))
    if given.do == "later":
        if given.until is None:
            raise WrongInput("Say until which day.", field="until")
        return Step(step=following.put_off_follow_up(request.auth, follow_up_id, until=given.until))
    return Step(step=following.finish_follow_up(request.auth, follow_up_id, now=now, channel=given.channel, text=given.text))


@room.get("/events/calendars", response=list[CalendarShape], summary="List calendars")
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
                doubts=[Who(id=number, name=name) for number, name in row.doubts],
            )
            for row in view.guests
        ],
        slots=[SlotShape.model_validate(row, from_attributes=True) for row in view.slots],
        notes=[NoteShape.model_validate(row, from_attributes=True) for row in view.jottings],
        follow_ups=[FollowUpShape.model_validate(row, from_attributes=True) for row in view.follow_ups],
        tally=TallyShape(**{name: getattr(view.tally, name) for name in TallyShape.model_fields}),
    )  # fmt: skip


@room.patch("/events/{event_id}", response=Step, summary="Change an event")
def change_event(request: Call, event_id: Id, given: EventChange) -> Step:
    """One date of it; what is not given stays."""
    changes = given.model_dump(exclude_unset=True)
    standing = changes.pop("standing", None)
    if standing is not None:
        step = planning.set_standing(request.auth, event_id, standing=standing)
        if not changes:
            return Step(step=step)
    wanted = {name: value for name, value in changes.items() if value is not None or name in ("starts_at", "ends_at")}
    return Step(step=planning.change_event(request.auth, event_id, **wanted))


@room.delete("/events/{event_id}", response=Step, summary="Take an event off")
def drop_event(request: Call, event_id: Id) -> Step:
    """One of a calendar is dismissed instead."""
    return Step(step=planning.drop_event(request.auth, event_id))


@room.get("/events/{event_id}/brief", response=BriefShape, summary="The brief of an event")
def show_brief(
    request: Call, event_id: Id, goal: Id | None = None, minutes: Annotated[int | None, Field(ge=5, le=1440)] = None
) -> Any:
    """The few worth a deep talk for a goal and the minutes, and what to walk up with."""
    stakes, stances = _stakes(request.auth, goal) if goal is not None else ({}, {})
    made = briefing.brief(request.auth, event_id, minutes=minutes, stakes=stakes, stances=stances, now=utc_now())
    return BriefShape(
        event_id=event_id, pitch=made.pitch, seconds=made.seconds, minutes=made.minutes, listed=made.listed,
        unknown=made.unknown, talks=[_talk(each) for each in made.talks],
    )  # fmt: skip


def _talk(talk: briefing.Talk) -> TalkShape:
    return TalkShape(
        person_id=talk.person_id, name=talk.name, headline=talk.headline, reasons=[_reason(each) for each in talk.reasons],
        worth=talk.worth, minutes=talk.minutes, common=[name for _, name in talk.common], last_at=talk.last_at,
        promises=list(talk.promises), question=talk.question[0],
        introducers=[Who(id=each.person_id, name=each.name) for each in talk.introducers],
    )  # fmt: skip


@room.post("/events/{event_id}/guests", response=GuestsAdded, summary="Put people on the list")
def add_guests(request: Call, event_id: Id, given: NewGuests) -> GuestsAdded:
    """Sure ones are linked, doubtful ones asked, others stay names."""
    added = listing.add_guests(request.auth, event_id, listing.entries_of_text(given.text, role=given.role))
    return GuestsAdded(linked=added.linked, doubtful=added.doubtful, names=added.names, again=added.again, step=added.step)


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


@room.post("/events/{event_id}/notes", response=list[TakenShape], summary="Put down what happened at an event")
def add_notes(request: Call, event_id: Id, given: NewNotes) -> Any:
    """The same id twice is stored once."""
    request.auth.require("log_touch")
    planning.event_of(request.auth, event_id)
    _known_people(request.auth, [item.person for item in given.items if item.person is not None])
    items = [noting.Jotted(**{**item.model_dump(), "photo": _photo(item.photo)}) for item in given.items]
    return [
        TakenShape(client_id=one.client_id, state=one.state, id=one.id, reason=one.reason)
        for one in noting.take_jottings(request.auth, event_id, items, now=utc_now())
    ]


def _known_people(actor: Any, people: list[int]) -> None:
    if visible_people(actor).filter(pk__in=people).count() != len(set(people)):
        raise NotFound("There is no such person.")


def _photo(text: str) -> bytes:
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except binascii.Error as error:
        raise WrongInput("Give the photo in base64.", field="photo") from error


@room.post("/events/notes/{note_id}/person", response=Done, summary="Say who is meant by a note")
def settle_note(request: Call, note_id: Id, given: NoteSettled) -> Done:
    """It becomes a talk with its follow-up."""
    noting.settle_jotting(request.auth, note_id, person_id=given.person, now=utc_now())
    return Done()


@room.post("/events/{event_id}/conflict", response=Done, summary="Settle a conflict with the calendar")
def settle_conflict(request: Call, event_id: Id, given: Conflict) -> Done:
    """Ours or theirs."""
    calendars.settle_conflict(request.auth, event_id, ours=given.ours)
    return Done()
