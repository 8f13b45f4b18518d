"""The brief of an event with what rooms beside it know: the goal, whose messages wait for us, and what people need."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.briefing import Brief, Promised, Waits, brief
from hustings.apps.events.planning import event_of
from hustings.apps.events.twins import guests_at
from hustings.apps.favours.models import Favour, Need
from hustings.apps.goals.queries import goals_of
from hustings.apps.goals.stakes import stakes_of
from hustings.apps.inbox.seeing import visible_conversations
from hustings.apps.people.access import within_sight

LINE = 120
"""Characters of a message that has no subject."""


def brief_of_event(actor: Actor, event_id: int, *, goal: int | None = None, minutes: int | None = None, now: datetime) -> Brief:
    """Who there is worth a deep talk, for a goal and the minutes, with what to walk up with. A constant number of queries.

    Without a goal it is the one that is open, where there is only one; 0 is for none.
    """
    meant, _ = goal_for(actor, goal, now=now)
    guests = guests_at(event_of(actor, event_id)).exclude(person=None).values("person_id")
    stakes, stances = stakes_of(actor, meant, now=now) if meant else ({}, {})
    return brief(
        actor, event_id, minutes=minutes, stakes=stakes, stances=stances, waiting=_waiting(actor, guests),
        needs=_needs(actor, guests), promised=_promised(actor, guests), now=now,
    )  # fmt: skip


def goal_for(actor: Actor, goal: int | None, *, now: datetime) -> tuple[int | None, str]:
    """The goal that a brief is for, with its name: the one given, else the only open one; 0 is for none. At most one query."""
    if goal == 0 or not (goal or actor.may("see_goals")):
        return None, ""
    held = goals_of(actor, state="open" if goal is None else "all", now=now)
    if goal is None:
        return (held[0].id, held[0].name) if len(held) == 1 else (None, "")
    return goal, next((row.name for row in held if row.id == goal), "")


def _waiting(actor: Actor, guests: Any) -> dict[int, tuple[Waits, ...]]:
    """The open conversations in which a guest waits for our answer."""
    held = visible_conversations(actor).filter(person_id__in=guests, needs_reply=True, reply_to__isnull=False)
    columns = ("person_id", "subject", "reply_to__text", "reply_to__at", "reply_to_id")
    found: dict[int, list[Waits]] = defaultdict(list)
    for person, subject, text, at, number in held.exclude(state="closed").order_by("-reply_to__at", "-id").values_list(*columns):
        found[person].append(Waits(subject or " ".join(text.split())[:LINE], at, f"interaction:{number}"))
    return _tuples(found)


def _needs(actor: Actor, guests: Any) -> dict[int, tuple[str, ...]]:
    """What guests need, as members put it down or took it over."""
    held = Need.objects.filter(workspace_id=actor.workspace_id, state="open", person_id__in=guests)
    found: dict[int, list[str]] = defaultdict(list)
    for person, text in within_sight(actor, held).order_by("-at", "-id").values_list("person_id", "text"):
        found[person].append(text)
    return _tuples(found)


def _promised(actor: Actor, guests: Any) -> dict[int, tuple[Promised, ...]]:
    """The favours that we promised guests and have not done."""
    open_ones = Favour.objects.filter(direction="given", done_at=None, person_id__in=guests)
    held = within_sight(actor, open_ones.filter(workspace_id=actor.workspace_id)).order_by("at", "id")
    found: dict[int, list[Promised]] = defaultdict(list)
    for person, number, kind, text in held.values_list("person_id", "id", "kind", "text"):
        found[person].append(Promised(f"favour:{number}", text or kind))
    return _tuples(found)


def _tuples(found: dict[int, Any]) -> dict[int, tuple[Any, ...]]:
    return {person: tuple(held) for person, held in found.items()}
