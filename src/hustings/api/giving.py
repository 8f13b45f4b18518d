"""Offers and needs with their matches, introductions and recommendations, and mentors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.apps.favours import matches, mentoring, offering, references
from hustings.apps.favours.matches import OffersView
from hustings.apps.favours.mentoring import MentorRow
from hustings.apps.favours.references import RecommendationRow, ReferenceRow
from hustings.kernel.clock import utc_now

room = Room(tags=["giving"])
Line = Annotated[str, Field(max_length=500)]
Words = Annotated[str, Field(max_length=20_000)]


class NewAsset(Given):
    """Something that you, or a person of the network, can give."""

    kind: str
    text: Line
    person_id: Id | None = None


class NewNeed(Given):
    """What somebody needs, with the sentence and where it stands, if somewhere."""

    text: Line
    kind: str = ""
    sentence: Words = ""
    evidence: Annotated[str, Field(max_length=80)] = ""


class NeedState(Given):
    """A need is open, met, or none."""

    state: Literal["open", "met", "dismissed"]


class Decided(Given):
    """A match is promised as a favour, done, or does not fit."""

    do: Literal["promise", "done", "dismiss"] = "promise"


class NewReference(Given):
    """An introduction or a recommendation about somebody, with both questions answered."""

    kind: Literal["introduction", "recommendation"]
    direction: Literal["given", "wanted"] = "given"
    how: str
    i_would_say: Words
    they_would_say: Words
    to_id: Id | None = None
    what_for: Annotated[str, Field(max_length=400)] = ""


class ReferenceState(Given):
    """It was given, refused, or is closed with what came of it."""

    state: Literal["given", "refused", "closed"]
    came_of_it: Words = ""


class NewMentor(Given):
    """Somebody advises you."""

    topics: Annotated[str, Field(max_length=400)]
    every_days: Annotated[int, Field(ge=1, le=3_650)] | None = None


class NewSession(Given):
    """A talk with a mentor."""

    topic: Annotated[str, Field(max_length=200)]
    advice: Words = ""
    at: AwareDatetime | None = None


class CameOfIt(Given):
    """What came of an advice."""

    came_of_it: Words


@room.get("/offers", response=OffersView, summary="Offers, needs and what fits")
def show_offers(request: Call) -> Any:
    """Matches with the words that both share."""
    return matches.offers(request.auth, now=utc_now())


@room.post("/offers", response=Made, summary="Put down something to give")
def add_asset(request: Call, given: NewAsset) -> Made:
    """Expertise, data, a skill, an introduction, a room, a resource, time or a platform."""
    number, step = offering.put_down_asset(request.auth, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.delete("/offers/{asset_id}", response=Step, summary="Take an offer off")
def end_asset(request: Call, asset_id: Id) -> Step:
    """It cannot be had any more."""
    return Step(step=offering.end_asset(request.auth, asset_id, now=utc_now()))


@room.post("/people/{person_id}/needs", response=Made, summary="Put down what somebody needs")
def add_need(request: Call, person_id: Id, given: NewNeed) -> Made:
    """By hand, or taken over from what was heard."""
    number, step = offering.put_down_need(request.auth, person_id, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.put("/needs/{need_id}/state", response=Step, summary="Settle a need")
def settle_need(request: Call, need_id: Id, given: NeedState) -> Step:
    """It was met elsewhere, or is none."""
    return Step(step=offering.settle_need(request.auth, need_id, state=given.state, now=utc_now()))


@room.post("/needs/{need_id}/offers/{asset_id}", response=Step, summary="Decide about a match")
def decide_match(request: Call, need_id: Id, asset_id: Id, given: Decided) -> Step:
    """It becomes a favour, or is set aside."""
    now = utc_now()
    if given.do == "dismiss":
        return Step(step=offering.dismiss_match(request.auth, need_id, asset_id, now=now))
    return Step(step=offering.meet_need(request.auth, need_id, asset_id, now=now, done=given.do == "done")[1])


@room.get("/references", response=list[ReferenceRow], summary="List introductions and recommendations")
def list_references(request: Call, closed: bool = False) -> Any:
    """Those on their way, or all."""
    return list(references.references(request.auth, closed=closed))


@room.get("/references/recommendations", response=list[RecommendationRow], summary="List recommendations written already")
def list_recommendations(request: Call) -> Any:
    """Those that stand on networks, ours and theirs, as exports and channels told them."""
    return list(references.recommendations(request.auth))


@room.post("/people/{person_id}/references", response=Made, summary="Put down an introduction or a recommendation")
def ask_reference(request: Call, person_id: Id, given: NewReference) -> Made:
    """The two questions come first."""
    number, step = references.ask_reference(request.auth, person_id, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.put("/references/{reference_id}/state", response=Step, summary="Say how far a reference got")
def move_reference(request: Call, reference_id: Id, given: ReferenceState) -> Step:
    """Given, refused, or closed."""
    return Step(step=references.move_reference(request.auth, reference_id, now=utc_now(), **given.model_dump()))


@room.get("/mentors", response=list[MentorRow], summary="List mentors")
def list_mentors(request: Call) -> Any:
    """With their sessions, advice and what came of it."""
    return list(mentoring.mentors(request.auth))


@room.post("/people/{person_id}/mentor", response=Made, summary="Say that somebody advises you")
def add_mentor(request: Call, person_id: Id, given: NewMentor) -> Made:
    """On which topics, and how often."""
    number, step = mentoring.add_mentor(request.auth, person_id, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.post("/mentors/{mentor_id}/end", response=Step, summary="End a mentorship")
def end_mentor(request: Call, mentor_id: Id) -> Step:
    """What they said stays."""
    return Step(step=mentoring.end_mentor(request.auth, mentor_id, now=utc_now()))


@room.post("/mentors/{mentor_id}/sessions", response=Made, summary="Put down a session")
def add_session(request: Call, mentor_id: Id, given: NewSession) -> Made:
    """Topic and advice."""
    now = utc_now()
    number, step = mentoring.add_session(
        request.auth, mentor_id, topic=given.topic, advice=given.advice, at=given.at or now, now=now
    )
    return Made(id=number, step=step)


@room.post("/mentors/sessions/{session_id}", response=Step, summary="Say what came of an advice")
def close_session(request: Call, session_id: Id, given: CameOfIt) -> Step:
    """It stands with the session."""
    return Step(step=mentoring.close_session(request.auth, session_id, came_of_it=given.came_of_it, now=utc_now()))
