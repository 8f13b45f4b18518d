"""How sure stances may be, fitted to what became of a workspace's own: what was claimed before a vote or a word to us settled it.

One temperature for each workspace, fitted at night where anything was settled since; else nothing is read but two numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from hustings.apps.goals.models import StanceFit
from hustings.apps.people.models import Evidence
from hustings.apps.people.queries.evidence import as_evidence
from hustings.engine.calibration import LEAST_CASES, Case, fitted
from hustings.engine.stance import DEFAULT, SETTLING, Calibration, settled
from hustings.storage import rows

MOST = 5_000
"""Settled cases that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The temperature that stances are divided by, and from how many settled cases. `own` is False where it is the default: the
    cases are too few (fewer than `least`, or all alike), or what they give tells no better."""

    temperature: float
    own: bool
    cases: int
    least: int
    at: datetime | None


def fit_of(workspace_id: int) -> Fitted:
    """How it stands by now. One query."""
    held = StanceFit.objects.filter(workspace_id=workspace_id).first()
    if held is None or held.temperature is None:
        return Fitted(DEFAULT.temperature, False, held.cases if held else 0, LEAST_CASES, held.at if held else None)
    return Fitted(held.temperature, True, held.cases, LEAST_CASES, held.at)


def calibration_of(workspace_id: int) -> Calibration:
    """By what stances of a workspace are reckoned. One query."""
    return Calibration(fit_of(workspace_id).temperature, DEFAULT.overlap)


def fit_stances(workspace_id: int, *, now: datetime) -> bool:
    """Fits the temperature anew where anything was settled since; returns whether it did. The same evidence gives the same, and
    where nothing is settled any more the default holds again."""
    held = Evidence.objects.filter(workspace_id=workspace_id, kind__in=SETTLING)
    told = held.aggregate(last=Max("pk"), number=Count("pk"))
    if not told["number"]:
        return StanceFit.objects.filter(workspace_id=workspace_id).delete()[0] > 0
    mark = f"{told['last']}:{told['number']}"
    if StanceFit.objects.filter(workspace_id=workspace_id, mark=mark).exists():
        return False
    cases = list(_cases(workspace_id))
    fit = fitted(cases)
    given = {"mark": mark, "at": now, "cases": len(cases), "temperature": fit.temperature if fit else None}
    StanceFit.objects.update_or_create(workspace_id=workspace_id, defaults=given)
    return True


def _cases(workspace_id: int) -> Iterator[Case]:
    """What was claimed before it was settled, and whether it was so. A query for each 500 who were settled."""
    facts = Evidence.objects.filter(workspace_id=workspace_id)
    last = facts.filter(kind__in=SETTLING).order_by("-pk").values_list("issue_id", "person_id", "organisation_id")[:MOST]
    wanted = set(last)
    held: dict[tuple[int, int | None, int | None], list[Evidence]] = defaultdict(list)
    for name, place in (("person_id", 1), ("organisation_id", 2)):
        for chunk in rows.chunks(sorted({row[place] for row in wanted if row[place] is not None})):
            for row in facts.filter(Q(**{f"{name}__in": chunk})).order_by("pk").iterator(chunk_size=2_000):
                if (key := (row.issue_id, row.person_id, row.organisation_id)) in wanted:
                    held[key].append(row)
    for (_, person, _), found in held.items():
        case = settled([as_evidence(row) for row in found], subject="person" if person else "organisation")
        if case is not None:
            yield case
