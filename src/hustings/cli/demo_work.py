"""What a campaign has done by hand before the demo begins: a goal with its map and count, and some giving and asking."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import put_down_ask, put_down_favour
from hustings.apps.goals import actions, queries
from hustings.apps.people.actions import Fact
from hustings.apps.people.queries import find_people, organisations_page
from hustings.demo.council import COUNCIL, GOAL, ISSUE, SEATS

SUGGESTED = 14
"""How many of those whom Hustings proposes for the map are taken onto it."""
FAVOURS = (
    ("Henrike Dornbusch", "received", "expertise", "Went through the stormwater figures with us.", 34),
    ("Ana Souza", "given", "platform", "Five minutes at our town hall for the river cleanup.", 12),
    ("Joaquín del Río", "received", "resource", "The bakery for a coffee hour.", 6),
    ("Curtis Gadsden", "given", "data", "Counts of riders at the Heron Avenue stop.", 20),
)
ASKS = (("Ana Souza", "introduction", "To whoever measures the water for the county.", 3),)


def work_by_hand(actor: Actor, *, now: datetime) -> None:
    """Sets the goal, maps who decides and who moves them, puts down where councillors stand, and keeps favours and asks."""
    _goal(actor, now=now)
    for name, direction, kind, text, days in FAVOURS:
        at = now - timedelta(days=days)
        put_down_favour(actor, _person(actor, name), direction=direction, kind=kind, text=text, at=at, now=now)
    for name, kind, text, days in ASKS:
        put_down_ask(actor, _person(actor, name), kind=kind, text=text, at=now - timedelta(days=days), now=now)


def _goal(actor: Actor, *, now: datetime) -> None:
    goal, _ = actions.add_goal(
        actor, name=GOAL, issue=ISSUE, kind="pass", deadline=_deadline(now), body=_council(actor), rule="majority",
        theory="Four of seven vote for it once their own districts have asked them to.",
    )  # fmt: skip
    for proposed in queries.suggested(actor, goal)[:SUGGESTED]:
        kind, number = proposed.subject
        subject = {"person_id": number} if kind == "person" else {"organisation_id": number}
        actions.add_stakeholder(actor, goal, tier=proposed.tier, **subject)
    for seat in SEATS:
        if seat.said:
            fact = Fact(
                kind=seat.said, lean=seat.lean, at=now - timedelta(days=seat.days), source=f"{COUNCIL}, {seat.family}",
                words=seat.words, condition="public",
            )  # fmt: skip
            actions.say_stance(actor, goal, fact, now=now, person_id=_person(actor, f"{seat.given} {seat.family}"))


def _deadline(now: datetime) -> date:
    return (now + timedelta(days=120)).date()


def _council(actor: Actor) -> int:
    return next(row.id for row in organisations_page(actor, query=COUNCIL).rows if row.name == COUNCIL)


def _person(actor: Actor, name: str) -> int:
    return find_people(actor, name, limit=1)[0].id
