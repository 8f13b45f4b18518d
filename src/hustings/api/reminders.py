"""Reminders: what is ahead, and how the member behind the token is reminded."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Room
from hustings.api.members import Changed
from hustings.apps.accounts.actions import reminders as actions
from hustings.apps.today.reminders import Reminder, reminders_of
from hustings.kernel.clock import utc_now

room = Room(tags=["reminders"])


class Reminders(Schema):
    """What is ahead, and what was chosen. `feed` says that a calendar address works; its secret is shown only when it is made."""

    items: list[Reminder]
    digest: str
    hour: int
    weekday: int
    zone: str
    feed: bool
    sends_mail: bool


class Choice(Given):
    """When the digest comes; the hour holds for the alarms of the calendar too. Weekdays are 0 (Monday) to 6."""

    digest: Literal["off", "daily", "weekly"] = "off"
    hour: Annotated[int, Field(ge=0, le=23)] = 7
    weekday: Annotated[int, Field(ge=0, le=6)] = 0
    zone: Annotated[str, Field(max_length=64)] = ""


@room.get("/reminders", response=Reminders, summary="What is ahead, and how you are reminded")
def show_reminders(request: Call) -> Any:
    """By day, from a month back to four months ahead."""
    chosen = actions.reminding_of(request.auth)
    names = ("digest", "hour", "weekday", "zone", "feed", "sends_mail")
    return {"items": list(reminders_of(request.auth, now=utc_now())), **{name: getattr(chosen, name) for name in names}}


@room.put("/reminders", response=Changed, summary="Choose the digest")
def choose_digest(request: Call, given: Choice) -> Changed:
    """Off, daily or weekly, at an hour of your zone."""
    actions.choose_digest(request.auth, **given.model_dump())
    return Changed()


@room.delete("/reminders/calendar", response=Changed, summary="Revoke the address of your calendar")
def revoke_feed(request: Call) -> Changed:
    """It stops working at once. A new one is made on the web or on the command line."""
    actions.revoke_feed(request.auth)
    return Changed()
