"""What became of invitations: who was talked to, who answered, who was helped, in the time after each choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Participation
from hustings.engine.invitation_outcomes import WINDOWS, Fate, Outcome, outcomes

MOST = 2_000
SINCE = timedelta(days=730)
Moments = dict[int, list[datetime]]


def invitation_fates(actor: Actor, *, now: datetime) -> list[tuple[int, Fate]]:
    """The invitations of two years that were decided, with what happened with each person since; favours are added at a door.

    Two queries; the newest 2,000.
    """
    actor.require("see_people")
    held = Invitation.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, sent_at__gte=now - SINCE)
    rows = list(held.select_related("person").order_by("-sent_at", "id")[:MOST])
    decided = [(row, choice) for row in rows if (choice := _choice(row))]
    talks, answers = _after([row.person_id for row, _ in decided], since=now - SINCE - timedelta(days=max(WINDOWS)))
    return [
        (
            row.person_id,
            Fate(
                choice=choice, direction=row.direction, at=_at(actor, row), talks=talks[row.person_id],
                answers=answers[row.person_id], connected=row.state == "accepted",
            ),
        )
        for row, choice in decided
    ]  # fmt: skip


def outcome_table(actor: Actor, fates: Iterable[Fate], *, now: datetime) -> list[Outcome]:
    """What became of them by choice, after 30 and 90 days. Leaves a line in the audit trail."""
    record_audit(actor, "read_list", subject="invitation outcomes")
    return outcomes(fates, now=now)


def _choice(row: Invitation) -> str:
    if row.direction == "out":
        return row.chosen or "accept"
    return row.chosen or {"accepted": "accept", "declined": "decline"}.get(row.state, "")


def _at(actor: Actor, row: Invitation) -> datetime | None:
    """When it was chosen. An import notices a decision only later: then the day of the connection counts, where it is known."""
    if row.direction == "out":
        return row.chosen_at or row.sent_at
    if row.chosen_at or row.state == "declined":
        return row.chosen_at or row.decided_at
    day = row.person.connected_on
    return datetime.combine(day, time(), actor.zone) if day else None


def _after(person_ids: list[int], *, since: datetime) -> tuple[Moments, Moments]:
    """Meetings and calls, and what they wrote, by person."""
    talks: Moments = defaultdict(list)
    answers: Moments = defaultdict(list)
    held = Participation.objects.filter(person_id__in=person_ids, at__gte=since, interaction__automatic="")
    for person, at, kind, direction in held.values_list("person_id", "at", "interaction__kind", "interaction__direction"):
        if kind in ("meeting", "call"):
            talks[person].append(at)
        elif direction == "in" and kind in ("message", "letter", "comment"):
            answers[person].append(at)
    return talks, answers
