"""Around an event: the brief before it, notes and follow-ups after it, what is worth joining."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import translation
from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.api.events import Short, Who, Words
from hustings.apps.events import briefing, following, giving_out, joining, noting, planning, queries
from hustings.apps.events.queries import FollowUpRow
from hustings.apps.events.wording import question
from hustings.apps.exports.event_paper import event_paper
from hustings.apps.exports.paper import MEDIA_TYPE
from hustings.apps.goals.stakes import deciding_bodies, weights_of
from hustings.apps.people.access import visible_people
from hustings.apps.today.event_brief import brief_of_event
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

room = Room(tags=["events"])
Goal = Annotated[int | None, Field(ge=0, le=2**63 - 1)]
Minutes = Annotated[int | None, Field(ge=5, le=1440)]


class EventReason(Schema):
    """Why: a code, its weight, what it rests on, and facts to say it in words."""

    code: str
    weight: float
    evidence: list[str]
    facts: dict[str, str]


class WaitsShape(Schema):
    """A message of theirs that waits for our answer."""

    about: str
    since: datetime
    evidence: str


class TalkShape(Schema):
    """One of the few worth a deep talk, with what to walk up with."""

    person_id: int
    name: str
    headline: str
    reasons: list[EventReason]
    worth: float
    minutes: int
    common: list[str]
    last_at: datetime | None
    promises: list[str]
    question: str
    question_text: str
    introducers: list[Who]
    waiting: list[WaitsShape]
    needs: list[str]


class EventBrief(Schema):
    """The brief for the minutes there are."""

    event_id: int
    pitch: str
    seconds: int
    minutes: int
    talks: list[TalkShape]
    listed: int
    unknown: int


class NewJotting(Given):
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

    items: Annotated[list[NewJotting], Field(max_length=noting.MOST_AT_ONCE)]


class NoteTaken(Schema):
    """What became of a note: stored, known (it was here already), or refused with the reason."""

    client_id: str
    state: str
    id: int | None
    reason: str


class NoteSettled(Given):
    """Who is meant by a note that waits."""

    person: Id


class CardTyped(Given):
    """What stands on a card that was photographed."""

    name: Short
    email: Short = ""
    phone: Short = ""
    organisation: Short = ""
    title: Short = ""


class Card(Schema):
    """A vCard (RFC 6350)."""

    vcard: str


class FollowUpDone(Given):
    """That the word was said, that none is needed, or not before a day."""

    do: Literal["done", "drop", "later"] = "done"
    channel: str = ""
    text: Words = ""
    until: date | None = None


class WorthJoining(Schema):
    """Something worth joining, and why."""

    id: int
    name: str
    starts_at: datetime | None
    reasons: list[EventReason]


class Joining(Schema):
    """Events and organisations worth joining."""

    events: list[WorthJoining]
    organisations: list[WorthJoining]


class Done(Schema):
    """It is done."""

    done: bool = True


@room.get("/events/joining", response=Joining, summary="What is worth joining")
def list_joining(request: Call) -> Joining:
    """Each with its reasons."""
    now = utc_now()
    weights, issues = weights_of(request.auth, now=now)
    found = joining.proposed_events(request.auth, stakeholders=weights, issues=issues, now=now)
    bodies = joining.proposed_organisations(request.auth, stakeholders=weights, but=deciding_bodies(request.auth), now=now)
    return Joining(
        events=[_proposal(each.event.pk, each.event.title, each.event.starts_at, each.reasons) for each in found],
        organisations=[_proposal(each.id, each.name, None, each.reasons) for each in bodies],
    )


def _proposal(number: int, name: str, at: datetime | None, reasons: Any) -> WorthJoining:
    return WorthJoining(id=number, name=name, starts_at=at, reasons=[_reason(each) for each in reasons])


def _reason(reason: Any) -> EventReason:
    return EventReason(code=reason.code, weight=reason.weight, evidence=list(reason.evidence), facts=dict(reason.facts))


@room.post("/organisations/{organisation_id}/not-for-us", response=Done, summary="Do not propose an organisation again")
def decline_organisation(request: Call, organisation_id: Id) -> Done:
    """It is remembered."""
    joining.decline_organisation(request.auth, organisation_id)
    return Done()


@room.get("/events/follow-ups", response=list[FollowUpRow], summary="Follow-ups that wait")
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


@room.get("/events/{event_id}/brief", response=EventBrief, summary="The brief of an event")
def show_brief(request: Call, event_id: Id, goal: Goal = None, minutes: Minutes = None) -> Any:
    """The few worth a deep talk for a goal and the minutes, and what to walk up with.

    Without a goal it is the open one, where there is only one; 0 is for none.
    """
    now = utc_now()
    made = brief_of_event(request.auth, event_id, goal=goal, minutes=minutes, now=now)
    with translation.override(request.auth.language):
        return EventBrief(
            event_id=event_id, pitch=made.pitch, seconds=made.seconds, minutes=made.minutes, listed=made.listed,
            unknown=made.unknown, talks=[_talk(each) for each in made.talks],
        )  # fmt: skip


@room.get("/events/{event_id}/brief.pdf", response=None, summary="The brief of an event as PDF")
def fetch_brief(request: Call, event_id: Id, goal: Goal = None, minutes: Minutes = None) -> HttpResponse:
    """The same brief on paper, for whoever runs Hustings with the extra `print`."""
    paper = event_paper(request.auth, event_id, goal=goal, minutes=minutes, now=utc_now())
    return HttpResponse(
        paper.content, content_type=MEDIA_TYPE, headers={"Content-Disposition": f'inline; filename="{paper.name}"'}
    )


def _talk(talk: briefing.Talk) -> TalkShape:
    return TalkShape(
        person_id=talk.person_id, name=talk.name, headline=talk.headline, reasons=[_reason(each) for each in talk.reasons],
        worth=talk.worth, minutes=talk.minutes, common=[name for _, name in talk.common], last_at=talk.last_at,
        promises=list(talk.promises), question=talk.question[0], question_text=question(*talk.question),
        introducers=[Who(id=each.person_id, name=each.name) for each in talk.introducers],
        waiting=[WaitsShape(about=each.about, since=each.since, evidence=each.evidence) for each in talk.waiting],
        needs=list(talk.needs),
    )  # fmt: skip


@room.post("/events/{event_id}/notes", response=list[NoteTaken], summary="Put down what happened at an event")
def add_notes(request: Call, event_id: Id, given: NewNotes) -> Any:
    """The same id twice is stored once."""
    request.auth.require("log_touch")
    planning.event_of(request.auth, event_id)
    _known_people(request.auth, [item.person for item in given.items if item.person is not None])
    items = [noting.Jotted(**{**item.model_dump(), "photo": _photo(item.photo)}) for item in given.items]
    return [
        NoteTaken(client_id=one.client_id, state=one.state, id=one.id, reason=one.reason)
        for one in noting.take_jottings(request.auth, event_id, items, now=utc_now())
    ]


def _known_people(actor: Any, people: list[int]) -> None:
    if visible_people(actor).filter(pk__in=people).count() != len(set(people)):
        raise NotFound("There is no such person.")


def _photo(text: str) -> bytes:
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except ValueError as error:
        raise WrongInput("Give the photo in base64.", field="photo") from error


@room.post("/events/notes/{note_id}/person", response=Step, summary="Say who is meant by a note")
def settle_note(request: Call, note_id: Id, given: NoteSettled) -> Step:
    """It becomes a talk with its follow-up."""
    return Step(step=noting.settle_jotting(request.auth, note_id, person_id=given.person, now=utc_now()))


@room.post("/events/notes/{note_id}/card", response=Made, summary="Type a card off")
def type_card(request: Call, note_id: Id, given: CardTyped) -> Made:
    """`id` is the new person; the step takes the note back from them, and they stay."""
    made = noting.type_card(request.auth, note_id, now=utc_now(), **given.model_dump())
    return Made(id=made.person_id, step=made.step)


@room.get("/card", response=Card, summary="Our card")
def own_card(request: Call) -> Card:
    """As vCard, for others to keep you."""
    return Card(vcard=giving_out.card_text(request.auth))
