"""Where one person stands on every issue that there is evidence about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Evidence
from hustings.apps.people.queries.evidence import as_evidence, calibration_of
from hustings.engine import stance


@dataclass(frozen=True, slots=True)
class Standing:
    """A stance on an issue: its step (engine.stance), how probable support is, the newest words, and how many facts there are."""

    issue_id: int
    issue: str
    step: str
    probability: float | None
    words: str
    at: datetime
    facts: int


def standings_of(actor: Actor, person_id: int, *, now: datetime) -> tuple[Standing, ...]:
    """The stances of a person whom the actor may see, on the issue heard of last first. Two queries."""
    held: dict[int, list[Evidence]] = {}
    facts = Evidence.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, person_id=person_id)
    for row in facts.select_related("issue").order_by("-at", "-id")[:500]:
        held.setdefault(row.issue_id, []).append(row)
    by = calibration_of(actor.workspace_id)
    return tuple(_standing(rows, now, by) for rows in held.values())


def _standing(rows: list[Evidence], now: datetime, calibration: stance.Calibration) -> Standing:
    found = stance.stance([as_evidence(row) for row in rows], now=now, calibration=calibration)
    newest = rows[0]
    return Standing(newest.issue_id, newest.issue.name, found.step, found.probability, newest.words, newest.at, len(rows))
