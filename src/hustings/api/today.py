"""Today: whom to talk to, why, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.utils import timezone, translation
from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.shapes import PersonName
from hustings.apps.accounts.actor import Actor
from hustings.apps.today import actions, queries, wording
from hustings.kernel.clock import utc_now

room = Room(tags=["today"])
Minutes = Annotated[int, Field(ge=5, le=480)]


class Reason(Schema):
    """Why somebody is on the list: a code, its words in your language, its weight and the ids of its evidence."""

    code: str
    text: str
    weight: float
    evidence: list[str]


class Item(Schema):
    """Somebody to talk to. `id` is empty in a list that was computed for a moment; `opening` where there is nothing to name.

    `stop` says why nobody is to reach out to them any more today, empty where nothing stands against it, and `stop_until` from
    which day on they may.
    """

    id: int | None
    person: PersonName
    action: str
    channel: str
    reasons: list[Reason]
    opening: str
    opening_language: str
    opening_evidence: str
    minutes: int
    score: float
    state: str
    until: date | None
    waiting: bool
    stop: str = ""
    stop_until: date | None = None


class Fact(Schema):
    """One fact behind a reason."""

    id: str
    title: str
    at: datetime | None
    text: str


class Waiting(Schema):
    """How many new ones wait beside the list."""

    waiting: int


class DoneGiven(Given):
    """What was done; all of it can be left out."""

    note: str = ""
    kind: str = Field("", description="call, meeting, message or letter; otherwise as the list said")
    promise: str = ""
    promise_due: date | None = None
    happened: bool = Field(False, description="It was said although a limit, a quiet time or a wish came in between")


class QuietUntil(Given):
    """The day from which on somebody may be listed again."""

    until: date


class WrongReason(Given):
    """The code of the reason that is wrong."""

    code: str


class Fit(Given):
    """Minutes that the list shall fit: today's alone, or with `usual` also those of other days."""

    minutes: Minutes
    usual: bool = False


@room.get("/today", response=list[Item], summary="The list of the day")
def list_today(request: Call, at: AwareDatetime | None = None, minutes: Minutes | None = None, all: bool = False) -> list[Item]:
    """Whom to talk to, best first. The list is made at the first look of the day and stays; new and urgent ones come last, with
    `waiting`. With `at` it is computed for that moment and nothing is written; `all` also names what was settled."""
    actor = request.auth
    now = utc_now()
    if at is not None or minutes is not None:
        return _shaped(actor, queries.today_at(actor, at=at or now, minutes=minutes))
    if actor.may("work_today"):
        actions.refresh(actor, now=now)
    view = queries.today(actor, now=now)
    if view.made_at is None:
        view = queries.today_at(actor, at=now)
    return [item for item in _shaped(actor, view) if all or item.state == "open"]


@room.get("/today/evidence/{evidence_id}", response=Fact, summary="What a reason rests on")
def show_evidence(request: Call, evidence_id: str) -> queries.Evidence:
    """The fact behind an evidence id such as `interaction:12`."""
    return queries.evidence(request.auth, evidence_id)


@room.post("/today/look-again", response=Waiting, summary="Look for what is new and urgent")
def look_again(request: Call) -> Waiting:
    """Puts what came since the list was made beside it. The list itself stays as it is."""
    return Waiting(waiting=actions.look_again(request.auth, now=utc_now()))


@room.post("/today/take-waiting", response=Step, summary="Put the waiting ones on the list")
def take_waiting(request: Call) -> Step:
    """What waits beside the list becomes part of it."""
    return Step(step=actions.take_waiting(request.auth, now=utc_now()))


@room.put("/today/minutes", response=Step, summary="Fit the list into other minutes")
def set_minutes(request: Call, given: Fit) -> Step:
    """Makes the open part of today's list anew."""
    return Step(step=actions.set_minutes(request.auth, given.minutes, now=utc_now(), usual=given.usual))


@room.post("/today/{item_id}/done", response=Step, summary="Did it")
def mark_done(request: Call, item_id: Id, given: DoneGiven) -> Step:
    """Logs the touch, settles what it answered and ticks the item off."""
    step = actions.mark_done(
        request.auth,
        item_id,
        now=utc_now(),
        note=given.note,
        kind=given.kind,
        promise=given.promise,
        promise_due=given.promise_due,
        happened=given.happened,
    )
    return Step(step=step)


@room.post("/today/{item_id}/later", response=Step, summary="Not now")
def postpone(request: Call, item_id: Id, given: QuietUntil) -> Step:
    """The person stays away from your lists until the day."""
    return Step(step=actions.postpone(request.auth, item_id, until=given.until, now=utc_now()))


@room.post("/today/{item_id}/not-needed", response=Step, summary="Not needed")
def mark_not_needed(request: Call, item_id: Id) -> Step:
    """These reasons, with this evidence, do not come again."""
    return Step(step=actions.mark_not_needed(request.auth, item_id, now=utc_now()))


@room.post("/today/{item_id}/wrong", response=Step, summary="Wrong reason")
def mark_wrong(request: Call, item_id: Id, given: WrongReason) -> Step:
    """Reasons of this kind do not come again for this person, who stays on the list where others remain."""
    return Step(step=actions.mark_wrong(request.auth, item_id, code=given.code, now=utc_now()))


def _shaped(actor: Actor, view: queries.TodayView) -> list[Item]:
    with timezone.override(actor.zone), translation.override(actor.language):
        return [_item(item, view.day, waiting=False) for item in view.items] + [
            _item(item, view.day, waiting=True) for item in view.waiting
        ]


def _item(item: queries.ItemView, day: date, *, waiting: bool) -> Item:
    reasons = [
        Reason(
            code=each.code,
            text=wording.reason(each.code, each.facts, today=day),
            weight=each.weight,
            evidence=list(each.evidence),
        )
        for each in item.reasons
    ]
    return Item(
        id=item.id,
        person=PersonName(id=item.person_id, name=item.name),
        action=item.action,
        channel=item.channel,
        reasons=reasons,
        opening=item.opening,
        opening_language=item.opening_language,
        opening_evidence=item.opening_evidence,
        minutes=item.minutes,
        score=item.score,
        state=item.state,
        until=item.until,
        waiting=waiting,
        stop=item.stop,
        stop_until=item.stop_until,
    )
