"""The rhythm of a network: occasions, limits on reaching out, quiet times."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.apps.people import actions
from hustings.apps.people.access import person_of
from hustings.apps.people.queries.hearing import Heard, heard_milestones
from hustings.apps.people.queries.limits import QuietRow, contact_stops, limits_of, quiet_times
from hustings.kernel.clock import utc_now

room = Room(tags=["rhythm"])
Many = Annotated[int, Field(ge=1, le=1_000)]


class LimitsShape(Schema):
    """How often all members together may reach out to one person, and when nobody does. Weekdays are 0 (Monday) to 6."""

    per_day: int
    per_week: int
    per_month: int
    quiet_from: time
    quiet_until: time
    quiet_days: list[int]


class NewLimits(Given):
    """All limits of the workspace."""

    per_day: Many = 1
    per_week: Many = 3
    per_month: Many = 6
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    quiet_days: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list)


class NewQuiet(Given):
    """A quiet time, of one person or (without one) of everybody."""

    since: date
    until: date
    person_id: Id | None = None
    why: Annotated[str, Field(max_length=200)] = ""


class NewOccasion(Given):
    """An occasion, past or to come: election_result, funding, publication, milestone, birth, wedding and others."""

    kind: str = "milestone"
    text: Annotated[str, Field(max_length=400)]
    on: date
    evidence: Annotated[str, Field(max_length=40)] = ""


class PutOff(Given):
    """Put off to another time, or for good."""

    never: bool = False


class StopShape(Schema):
    """Why nobody is to reach out now, such as do_not_contact, quiet_time or per_week; the code is empty for nothing."""

    code: str
    until: datetime | None


@room.get("/limits", response=LimitsShape, summary="The limits on reaching out")
def show_limits(request: Call) -> Any:
    """Those of the workspace."""
    request.auth.require("see_people")
    held = limits_of(request.auth)
    return {
        "per_day": held.per_day, "per_week": held.per_week, "per_month": held.per_month, "quiet_from": held.quiet_from,
        "quiet_until": held.quiet_until, "quiet_days": sorted(held.quiet_days),
    }  # fmt: skip


@room.put("/limits", response=Step, summary="Set the limits on reaching out")
def set_limits(request: Call, given: NewLimits) -> Step:
    """They hold for all members and channels."""
    return Step(step=actions.set_limits(request.auth, **given.model_dump()))


@room.get("/quiet", response=list[QuietRow], summary="List quiet times")
def list_quiet(request: Call) -> Any:
    """Those that are not over, the next first."""
    return list(quiet_times(request.auth, now=utc_now()))


@room.post("/quiet", response=Made, summary="Add a quiet time")
def add_quiet(request: Call, given: NewQuiet) -> Made:
    """Both days are part of it."""
    number, step = actions.add_quiet_time(request.auth, **given.model_dump())
    return Made(id=number, step=step)


@room.delete("/quiet/{quiet_id}", response=Step, summary="Take a quiet time away")
def remove_quiet(request: Call, quiet_id: Id) -> Step:
    """Reaching out is open again."""
    return Step(step=actions.remove_quiet_time(request.auth, quiet_id))


@room.get("/people/{person_id}/heard", response=list[Heard], summary="Milestones that were told of")
def list_heard(request: Call, person_id: Id) -> Any:
    """What was told in two months and is not noted as an occasion yet, with where it stands."""
    return list(heard_milestones(request.auth, person_id, now=utc_now()))


@room.post("/people/{person_id}/occasions", response=Made, summary="Remember an occasion")
def note_occasion(request: Call, person_id: Id, given: NewOccasion) -> Made:
    """It comes up on Today on its day."""
    number, step = actions.note_occasion(request.auth, person_id, now=utc_now(), **given.model_dump())
    return Made(id=number, step=step)


@room.post("/occasions/{occasion_id}/settle", response=Step, summary="Settle an occasion")
def settle_occasion(request: Call, occasion_id: Id) -> Step:
    """Something was said on it, or it is past."""
    return Step(step=actions.settle_occasion(request.auth, occasion_id, now=utc_now()))


@room.post("/people/{person_id}/vouch/later", response=Step, summary="Put off saying how you know somebody")
def put_off_vouch(request: Call, person_id: Id, given: PutOff) -> Step:
    """To another time, or for good."""
    return Step(step=actions.put_off_vouch(request.auth, person_id, now=utc_now(), never=given.never))


@room.get("/people/{person_id}/stop", response=StopShape, summary="Whether somebody may be reached out to now")
def show_stop(request: Call, person_id: Id) -> StopShape:
    """The code is empty where nothing forbids it."""
    person_of(request.auth, person_id)
    stop = contact_stops(request.auth, [person_id], now=utc_now()).get(person_id)
    return StopShape(code=stop.code if stop else "", until=stop.until if stop else None)
