"""From cases to the list: the choice that fits the minutes, with an opening for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Participation
from hustings.apps.today.gathering import Case, Gathering, candidates_of
from hustings.engine import ranking
from hustings.engine.languages import language_of
from hustings.engine.openings import Material, Opening, opening
from hustings.engine.ranking import Candidate, Reason

TALKS = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of the list, not yet stored."""

    person_id: int
    name: str
    headline: str
    action: str
    channel: str
    minutes: int
    score: float
    reasons: tuple[Reason, ...]
    opening: Opening | None


def plan(actor: Actor, *, now: datetime, minutes: int, already: Collection[int] = ()) -> list[Plan]:
    """Whom to talk to at this moment, best first, within the minutes. Reads only; equal facts give an equal list."""
    cases = {case.person.pk: case for case in Gathering(actor, now=now).go()}
    chosen = ranking.choose(candidates_of(actor, cases.values(), now=now), minutes=minutes, already=already)
    _add_talks((cases[candidate.person_id] for candidate in chosen), until=now)
    return [_plan(candidate, cases[candidate.person_id], actor, now) for candidate in chosen]


def opening_without(actor: Actor, person_id: int, *, action: str, evidence: Collection[str], now: datetime) -> Opening | None:
    """How to begin with somebody for an action, apart from what this evidence says."""
    case = next((case for case in Gathering(actor, now=now).go() if case.person.pk == person_id), None)
    if case is None:
        return None
    _add_talks([case], until=now)
    case.materials = [material for material in case.materials if material.evidence not in evidence]
    return _opening(case, action, actor, now)


def _opening(case: Case, action: str, actor: Actor, now: datetime) -> Opening | None:
    local = now.astimezone(actor.zone)
    materials = [_with_language(material) for material in case.materials if material.at is None or material.at <= now]
    return opening(action, materials, person_given_name=case.person.given_name, now=local, language=actor.language)


def _plan(candidate: Candidate, case: Case, actor: Actor, now: datetime) -> Plan:
    action = ranking.action_of(candidate)
    words = _opening(case, action, actor, now)
    reasons = tuple(sorted(candidate.reasons, key=lambda reason: -reason.weight))
    return Plan(
        person_id=case.person.pk, name=case.person.name, headline=case.person.headline, action=action, channel=candidate.channel,
        minutes=candidate.minutes, score=ranking.score(candidate), reasons=reasons, opening=words,
    )  # fmt: skip


def _add_talks(cases: Iterable[Case], *, until: datetime) -> None:
    """The last things said between us, for those whose reasons bring nothing to refer to."""
    for case in cases:
        held = Participation.objects.filter(person_id=case.person.pk, at__lte=until, interaction__counts=True).order_by("-at")
        columns = ("interaction_id", "interaction__kind", "interaction__direction", "at", "interaction__text")
        for interaction_id, kind, direction, at, text in held.values_list(*columns)[:TALKS]:
            if text and not any(material.evidence == f"interaction:{interaction_id}" for material in case.materials):
                side = "in" if direction == "in" else "out"
                case.materials.append(
                    Material(evidence=f"interaction:{interaction_id}", kind=kind, direction=side, at=at, text=text)
                )


def _with_language(material: Material) -> Material:
    if material.language or material.kind in ("position", "endorsement"):
        return material
    return Material(
        evidence=material.evidence, kind=material.kind, direction=material.direction, at=material.at, text=material.text,
        language=language_of(material.text), organisation=material.organisation, private=material.private,
    )  # fmt: skip
