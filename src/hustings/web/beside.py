"""Everything known about somebody, beside what they wrote: composed here, because it comes from several rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import queries as favours
from hustings.apps.goals.queries import GoalRow, goals_of
from hustings.apps.inbox import queries
from hustings.apps.people.queries import Line, PersonView, people_of_ids, person_view, timeline
from hustings.apps.people.queries.standing import Standing, standings_of

TALKS = 6


@dataclass(frozen=True, slots=True)
class Beside:
    """Who it is, how close we are, where they stand, what is owed on both sides, and when we last talked, on any channel.

    `goals` are the open goals, to choose one for a stance.
    """

    row: Any
    view: PersonView
    standings: tuple[Standing, ...]
    ledger: favours.LedgerView
    talks: tuple[Line, ...]
    others: tuple[queries.ConversationRow, ...]


def beside(actor: Actor, person_id: int, *, besides: int, now: datetime) -> Beside | None:
    """What is known about a person; None where the actor may not see them. A constant number of queries.

    `besides` is the conversation that is shown already.
    """
    rows = people_of_ids(actor, [person_id])
    if not rows:
        return None
    others = queries.conversations_with(actor, person_id, limit=TALKS)
    lines = timeline(actor, person_id, limit=2 * TALKS, now=now).rows
    return Beside(
        row=rows[0], view=person_view(actor, person_id, now=now), standings=standings_of(actor, person_id, now=now),
        ledger=favours.ledger(actor, person_id, now=now),
        talks=tuple(line for line in lines if line.conversation_id != besides)[:TALKS],
        others=tuple(each for each in others if each.id != besides),
    )  # fmt: skip


def open_goals(actor: Actor, *, now: datetime) -> tuple[GoalRow, ...]:
    """The goals that a stance can be put down on. One query."""
    return goals_of(actor, now=now) if actor.may("see_goals") else ()
