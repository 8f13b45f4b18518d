"""Where people and organisations stand on an issue, from its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Evidence
from hustings.engine import stance
from hustings.storage import rows

Subject = tuple[str, int]
"""("person" or "organisation", id)."""


CALIBRATIONS: list[Callable[[int], stance.Calibration]] = []
"""Called with a workspace's id: how sure its stances may be, by a room above that fits it; the first that is there counts."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A fact as doors show it. `weight` is what it adds to the log-odds of support by now, 0 where another one stands for it."""

    id: int
    kind: str
    at: datetime
    lean: float
    source: str
    words: str
    link: str
    condition: str
    member: str
    confirmed: bool
    suggests: bool
    weight: float


DRIFT = timedelta(days=90)
"""How far back a stance is looked at to say whether it moved."""


@dataclass(frozen=True, slots=True)
class StanceView:
    """A stance with the facts behind it, newest first. `moved` are its steps within DRIFT (None where one end is unknown)."""

    stance: stance.Stance
    evidence: tuple[EvidenceRow, ...]
    moved: int | None


def stances(
    actor: Actor, issue_id: int, *, now: datetime, people: Collection[int] = (), organisations: Collection[int] = (),
    officials: Collection[int] = (), for_it: bool = True,
) -> dict[Subject, StanceView]:  # fmt: skip
    """The stance of each of these on the issue; unknown ones are there too. Two queries for each 500 of them at most, and one.

    `for_it` False turns everything around: support is then for those who want the issue to fail.
    """
    held: dict[Subject, list[Evidence]] = {("person", i): [] for i in people} | {("organisation", i): [] for i in organisations}
    facts = (
        Evidence.objects.filter(workspace_id=actor.workspace_id, issue_id=issue_id)
        .select_related("member")
        .order_by("-at", "-id")
    )
    for chunk in rows.chunks(people):
        for row in facts.filter(visible_through(actor, "person"), person_id__in=chunk):
            held["person", row.person_id].append(row)
    for chunk in rows.chunks(organisations):
        for row in facts.filter(organisation_id__in=chunk):
            held["organisation", row.organisation_id].append(row)
    sign = 1 if for_it else -1
    public = frozenset(officials)
    by = calibration_of(actor.workspace_id)
    return {subject: _view(found, subject, subject[1] in public, now, sign, by) for subject, found in held.items()}


def calibration_of(workspace_id: int) -> stance.Calibration:
    """How sure stances of a workspace may be."""
    return CALIBRATIONS[0](workspace_id) if CALIBRATIONS else stance.DEFAULT


def chances_on(
    actor: Actor, pairs: Collection[tuple[int, int]], *, now: datetime, officials: Collection[int] = ()
) -> dict[tuple[int, int], float | None]:
    """The probability that each (issue, person) is for the issue, None where nothing is known. One query for each 500 people and
    one more."""
    wanted, told = set(pairs), defaultdict(list)
    facts = Evidence.objects.filter(visible_through(actor, "person"), issue_id__in={issue for issue, _ in wanted}, at__lte=now)
    for chunk in rows.chunks(sorted({person for _, person in wanted})):
        for row in facts.filter(person_id__in=chunk):
            if (row.issue_id, row.person_id) in wanted:
                told[row.issue_id, row.person_id].append(as_evidence(row))
    public, by = frozenset(officials), calibration_of(actor.workspace_id)
    return {
        pair: stance.stance(
            told[pair], now=now, subject="official" if pair[1] in public else "person", calibration=by
        ).probability
        for pair in wanted
    }


def _view(
    found: list[Evidence], subject: Subject, official: bool, now: datetime, sign: int, calibration: stance.Calibration
) -> StanceView:
    kind: stance.Subject = "organisation" if subject[0] == "organisation" else "official" if official else "person"
    told = [as_evidence(row, sign=sign) for row in found]
    drift = stance.drift(told, since=now - DRIFT, until=now, subject=kind, calibration=calibration)
    known = drift.after
    weights = {part.evidence: part.weight for part in known.parts}
    return StanceView(known, tuple(_row(row, known, weights, sign) for row in found if row.at <= now), drift.steps)


def as_evidence(row: Evidence, *, sign: int = 1) -> stance.Evidence:
    """A kept fact as the engine takes it; with `sign` -1 seen from the other side."""
    return stance.Evidence(
        id=str(row.pk), kind=row.kind, source=row.source, at=row.at, lean=sign * row.lean, confirmed=row.confirmed
    )


def _row(row: Evidence, known: stance.Stance, weights: dict[str, float], sign: int) -> EvidenceRow:
    return EvidenceRow(
        id=row.pk, kind=row.kind, at=row.at, lean=sign * row.lean, source=row.source, words=row.words, link=row.link,
        condition=row.condition, member=row.member.name, confirmed=row.confirmed, suggests=str(row.pk) in known.suggestions,
        weight=weights.get(str(row.pk), 0.0),
    )  # fmt: skip
