"""People: the list, one person with the timeline, adding and correcting, and in whose care and rhythm they are."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.shapes import Handle, PersonShape, Post, TimelineShape, handles, person_shape, posts, timeline_shape
from hustings.apps.people import actions, queries
from hustings.apps.people.queries.labels import Filters
from hustings.apps.people.queries.lists import FoundPerson
from hustings.kernel.clock import utc_now

room = Room(tags=["people"])
Limit = Annotated[int, Field(ge=1, le=200)]
Days = Annotated[int, Field(ge=1, le=3650)]
Number = Annotated[int, Field(ge=0, le=2**63 - 1)]


class People(Schema):
    """A page of people; `total` is empty on later pages and above 1,000."""

    items: list[PersonShape]
    next: str
    total: int | None


class Timeline(Schema):
    """A page of lines, newest first; `ahead` is what is still to come."""

    items: list[TimelineShape]
    next: str
    ahead: list[TimelineShape]


class Whole(Schema):
    """Everything about a person, as the person page shows it. Further keys say what each value rests on."""

    id: int
    name: str
    names: list[dict[str, Any]]
    given_name: str
    headline: str
    summary: str
    location: str
    birthday: str
    connected_on: date | None
    identities: list[Handle]
    positions: list[Post]
    educations: list[dict[str, Any]]
    skills: list[str]
    addresses: list[dict[str, Any]]
    tags: list[str]
    fields: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    vouches: list[dict[str, Any]]
    segment: str
    segment_by_hand: bool
    period_days: int | None
    strength: float | None
    parts: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    last_touch: datetime | None
    last_two_way: datetime | None
    due: date | None
    latest: date | None
    assigned_to: str
    assigned_to_id: int | None
    do_not_contact: bool
    consents: list[dict[str, Any]]
    supports: list[dict[str, Any]]
    household: list[dict[str, Any]]
    is_member: bool
    promises: list[dict[str, Any]]
    occasions: list[dict[str, Any]]
    merges: list[dict[str, Any]]
    sources: dict[str, list[dict[str, Any]]]
    public_data: list[dict[str, Any]]
    timeline: list[TimelineShape]
    timeline_next: str


class NewPerson(Given):
    """Somebody new, by hand."""

    name: str
    email: str = ""
    phone: str = ""
    linkedin: str = ""
    organisation: str = ""
    title: str = ""
    note: str = ""


class Added(Schema):
    """The number of what was made."""

    id: int


class Erased(Schema):
    """Nothing is left of the person."""

    erased: bool = True


class Corrections(Given):
    """What to correct; what is left out stays. An empty text gives the sources their word back."""

    name: str | None = None
    headline: str | None = None
    summary: str | None = None
    location: str | None = None
    birthday: str | None = None


class NewHandle(Given):
    """A handle: email, phone, linkedin or url."""

    kind: str
    value: str


class NewPosition(Given):
    """A position; without an end it is current."""

    organisation: str = ""
    title: str = ""
    since: str = Field("", max_length=10)
    until: str = Field("", max_length=10)


class Rhythm(Given):
    """A segment chosen by hand, or none for the one that Hustings proposes; and a period of one's own."""

    segment: str | None = None
    period_days: Days | None = None


class Silence(Given):
    """Whether somebody must not be contacted."""

    do_not_contact: bool


class Wish(Given):
    """What somebody said about being reached; an empty purpose means everything on that channel."""

    channel: Literal["any", "email", "phone", "sms", "post"]
    status: Literal["given", "withdrawn", "refused", "bad"]
    value: str = Field("", max_length=500)
    purpose: str = Field("", max_length=200)
    words: str = Field("", max_length=400)


class Care(Given):
    """The member in whose care somebody is; none for nobody."""

    member_id: Id | None


@room.get("/people", response=People, summary="List and search people")
def list_people(
    request: Call,
    query: str = "",
    segment: str = "",
    tag: str = "",
    organisation_id: Id | None = None,
    source: str = "",
    assigned_to: Number | None = None,
    tie: Literal["", "in_touch", "never"] = "",
    where: Annotated[str, Field(max_length=20_000)] = "",
    saved: Id | None = None,
    order: Literal["name", "closeness", "due", "last_touch"] = "name",
    after: str = "",
    limit: Limit = 50,
) -> People:
    """People who match everything given. `query` finds names, organisations and notes by beginnings of words; `assigned_to` is a
    member's number, 0 for nobody; `where` is a text in the language of segments, `saved` the number of a saved one."""
    page = queries.people_page(
        request.auth,
        query=query,
        segment=segment,
        tag=tag,
        organisation_id=organisation_id,
        source=source,
        assigned_to=assigned_to,
        tie=tie,
        where=where,
        saved=saved,
        order=order,
        after=after,
        limit=limit,
    )
    return People(items=[person_shape(row) for row in page.rows], next=page.next, total=page.total)


@room.get("/people/find", response=list[FoundPerson], summary="The likeliest few")
def find_people(request: Call, query: str, limit: Limit = 10) -> Any:
    """People for an autocomplete, names first."""
    return list(queries.find_people(request.auth, query, limit=limit))


@room.get("/people/choices", response=Filters, summary="What lists can be narrowed by")
def list_choices(request: Call) -> Any:
    """Segments, tags, sources and members, as the filters of `GET /people` take them."""
    return queries.filters_of(request.auth)


@room.post("/people", response=Added, summary="Add a person")
def add_person(request: Call, given: NewPerson) -> Added:
    """A new person, by hand."""
    return Added(id=actions.add_person(request.auth, **given.model_dump()))


@room.get("/people/{person_id}", response=Whole, summary="One person with the timeline")
def show_person(request: Call, person_id: Id) -> Whole:
    """Everything about a person, and the first page of the timeline."""
    view = queries.person_view(request.auth, person_id)
    lines = queries.timeline(request.auth, person_id)
    return _whole(view, lines)


@room.get("/people/{person_id}/timeline", response=Timeline, summary="A person's timeline")
def show_timeline(request: Call, person_id: Id, after: str = "", kind: str = "", limit: Limit = 50) -> Timeline:
    """Everything between us and a person from all sources and members, newest first; `kind` keeps one kind."""
    page = queries.timeline(request.auth, person_id, after=after, kind=kind, limit=limit)
    return Timeline(
        items=[timeline_shape(line) for line in page.rows], next=page.next, ahead=[timeline_shape(line) for line in page.ahead]
    )


@room.get(
    "/people/{person_id}/export", response=dict[str, list[dict[str, Any]]], summary="Everything that is kept about a person"
)
def export_person(request: Call, person_id: Id) -> Any:
    """All rows about a person by kind, to be handed out to whoever asks what is kept about them. What other members keep to
    themselves is in it for an owner only."""
    return actions.export_person(request.auth, person_id)


@room.delete("/people/{person_id}", response=Erased, summary="Erase a person")
def erase_person(request: Call, person_id: Id) -> Erased:
    """For good, with everything that was only between them and us. Later imports leave them out; nothing takes this back."""
    actions.erase_person(request.auth, person_id)
    return Erased()


@room.patch("/people/{person_id}", response=Step, summary="Correct a person")
def edit_person(request: Call, person_id: Id, given: Corrections) -> Step:
    """What a member writes wins over all sources."""
    changes = {name: value for name, value in given.model_dump().items() if value is not None}
    return Step(step=actions.edit_person(request.auth, person_id, changes=changes))


@room.post("/people/{person_id}/identities", response=Step, summary="Add a handle")
def add_identity(request: Call, person_id: Id, given: NewHandle) -> Step:
    """Adds an e-mail address, a phone number, a LinkedIn profile or a web address by hand."""
    return Step(step=actions.add_identity(request.auth, person_id, kind=given.kind, value=given.value))


@room.delete("/people/{person_id}/identities", response=Step, summary="Take a wrong handle away")
def hide_identity(request: Call, person_id: Id, kind: str, value: str) -> Step:
    """Whatever source names it, it stays away."""
    return Step(step=actions.hide_identity(request.auth, person_id, kind=kind, value=value))


@room.post("/people/{person_id}/positions", response=Step, summary="Add a position")
def add_position(request: Call, person_id: Id, given: NewPosition) -> Step:
    """Adds a position by hand; without an end it is current."""
    return Step(step=actions.add_position(request.auth, person_id, **given.model_dump()))


@room.delete("/people/{person_id}/positions", response=Step, summary="Take a wrong position away")
def hide_position(request: Call, person_id: Id, organisation: str = "", title: str = "") -> Step:
    """Whatever source names it, it stays away."""
    return Step(step=actions.hide_position(request.auth, person_id, organisation=organisation, title=title))


@room.put("/people/{person_id}/rhythm", response=Step, summary="Choose a rhythm")
def set_rhythm(request: Call, person_id: Id, given: Rhythm) -> Step:
    """Chooses a segment by hand, and a period in days where it shall be another."""
    return Step(
        step=actions.set_rhythm(request.auth, person_id, segment=given.segment, period_days=given.period_days, now=utc_now())
    )


@room.put("/people/{person_id}/do-not-contact", response=Step, summary="Say whether somebody may be contacted")
def set_do_not_contact(request: Call, person_id: Id, given: Silence) -> Step:
    """Who must not be contacted is on no list."""
    return Step(step=actions.set_do_not_contact(request.auth, person_id, silent=given.do_not_contact, now=utc_now()))


@room.post("/people/{person_id}/consents", response=Step, summary="Put down what somebody said about being reached")
def record_consent(request: Call, person_id: Id, given: Wish) -> Step:
    """A "no" holds against every older "yes"; only a later one of the person lifts it."""
    return Step(step=actions.record_consent(request.auth, person_id, now=utc_now(), **given.model_dump()))


@room.put("/people/{person_id}/assignment", response=Step, summary="Give a person into a member's care")
def assign_person(request: Call, person_id: Id, given: Care) -> Step:
    """Volunteers see those who are assigned to them."""
    return Step(step=actions.assign_person(request.auth, person_id, member_id=given.member_id, now=utc_now()))


def _whole(view: queries.PersonView, lines: queries.TimelinePage) -> Whole:
    plain = asdict(view)
    renamed = {
        "last_touch": view.last_touch_at,
        "last_two_way": view.last_two_way_at,
        "due": view.due_on,
        "latest": view.latest_on,
    }
    shaped = {
        "identities": handles(view.identities),
        "positions": posts(view.positions),
        "tags": [tag.name for tag in view.tags],
        "skills": [skill.name for skill in view.skills],
        "timeline": [timeline_shape(line) for line in lines.rows],
        "timeline_next": lines.next,
    }
    return Whole(**{**{name: plain[name] for name in Whole.model_fields if name in plain}, **renamed, **shaped})
