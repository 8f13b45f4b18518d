"""Of all the guests of an event, the few worth a deep conversation: for the goals, and within the minutes there are.

The value of a list is `sum over goals of v * (1 - product of (1 - p))`: two talks that serve one goal share its value, so the
list spreads over goals. It is monotone and submodular; lazy greedy by value per minute, or the best single talk where that is
better, is within (1 - 1/e) / 2 of the best list (Leskovec and others 2007).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from math import prod

import msgspec

DEEP_MINUTES = 15
"""A conversation that deserves the name."""
MOST = 7
"""More deep talks at one event are not deep."""
LEAST = 0.02
"""A talk that adds less is not worth a name on the list."""


class Reason(msgspec.Struct, frozen=True):
    """Why a talk with somebody serves: a code, the probability that it does some good, evidence, and facts to say it with."""

    code: str
    weight: float
    evidence: tuple[str, ...] = ()
    facts: dict[str, str] = {}


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who will be there. Reasons are by the goal that they serve; the empty goal is the relationship itself."""

    id: str
    reasons: dict[str, tuple[Reason, ...]]
    minutes: int = DEEP_MINUTES


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation to have: what it adds to those before it on the list, by goal and in all, and its reasons, best first."""

    id: str
    minutes: int
    gain: float
    goals: dict[str, float]
    reasons: tuple[Reason, ...]


def goal_reason(*, influence: float, support: float | None, openness: float, evidence: tuple[str, ...] = ()) -> Reason | None:
    """Why somebody matters to a goal: influence (0 to 1), times how far they can still move, times how likely they talk with us.

    `support` is a probability (None: unknown, which can move most); swing is `4 p (1 - p)`. None where it is not worth a line.
    """
    swing = 1.0 if support is None else 4.0 * support * (1.0 - support)
    weight = max(0.0, min(1.0, influence)) * swing * max(0.0, min(1.0, openness))
    facts = {"influence": f"{influence:.2f}", "swing": f"{swing:.2f}", "openness": f"{openness:.2f}"}
    return Reason("goal", weight, evidence, facts) if weight >= LEAST else None


def talks_for(guests: Sequence[Guest], *, minutes: int, goals: Mapping[str, float] = {}, most: int = MOST) -> list[Talk]:
    """The talks to have, in the order of what each adds per minute; never longer together than `minutes`, nor more than `most`.

    `goals` are values of goals; those that are not named count 1. The order of guests does not matter.
    """
    able = [guest for guest in guests if 0 < guest.minutes <= minutes]
    chances = {guest.id: {goal: _chance(reasons) for goal, reasons in guest.reasons.items()} for guest in able}
    chosen = _greedy(able, chances, goals, minutes=minutes, most=most)
    single = max(able, key=lambda guest: (_value([guest], chances, goals), guest.id), default=None)
    if single is not None and _value([single], chances, goals) > _value(chosen, chances, goals):
        chosen = [single]
    return _told(chosen, chances, goals)


def _chance(reasons: Sequence[Reason]) -> float:
    """The probability that at least one reason holds."""
    return 1.0 - prod(1.0 - reason.weight for reason in reasons)


def _value(chosen: Sequence[Guest], chances: Mapping[str, Mapping[str, float]], goals: Mapping[str, float]) -> float:
    left: dict[str, float] = {}
    for guest in chosen:
        for goal, chance in chances[guest.id].items():
            left[goal] = left.get(goal, 1.0) * (1.0 - chance)
    return sum(goals.get(goal, 1.0) * (1.0 - share) for goal, share in left.items())


def _greedy(
    able: Sequence[Guest],
    chances: Mapping[str, Mapping[str, float]],
    goals: Mapping[str, float],
    *,
    minutes: int,
    most: int,
) -> list[Guest]:
    """Lazy greedy: a gain is only computed again when its guest comes up."""
    left: dict[str, float] = {}
    queue = [(-_gain(chances[guest.id], left, goals) / guest.minutes, guest.id, place) for place, guest in enumerate(able)]
    heapq.heapify(queue)
    chosen: list[Guest] = []
    while queue and len(chosen) < most:
        said, _, place = heapq.heappop(queue)
        guest = able[place]
        gain = _gain(chances[guest.id], left, goals)
        if -gain / guest.minutes > said:
            heapq.heappush(queue, (-gain / guest.minutes, guest.id, place))
        elif gain >= LEAST and guest.minutes <= minutes:
            chosen.append(guest)
            minutes -= guest.minutes
            for goal, chance in chances[guest.id].items():
                left[goal] = left.get(goal, 1.0) * (1.0 - chance)
    return chosen


def _gain(own: Mapping[str, float], left: Mapping[str, float], goals: Mapping[str, float]) -> float:
    return sum(_part(goal, chance, left, goals) for goal, chance in own.items())


def _part(goal: str, chance: float, left: Mapping[str, float], goals: Mapping[str, float]) -> float:
    """What a talk adds to one goal after the talks before it."""
    return goals.get(goal, 1.0) * left.get(goal, 1.0) * chance


def _told(chosen: Sequence[Guest], chances: Mapping[str, Mapping[str, float]], goals: Mapping[str, float]) -> list[Talk]:
    left: dict[str, float] = {}
    talks = []
    for guest in chosen:
        own = chances[guest.id]
        parts = {goal: _part(goal, chance, left, goals) for goal, chance in own.items()}
        reasons = sorted((one for held in guest.reasons.values() for one in held), key=lambda one: (-one.weight, one.code))
        gained = {goal: part for goal, part in parts.items() if part > 0}
        talks.append(Talk(id=guest.id, minutes=guest.minutes, gain=sum(parts.values()), goals=gained, reasons=tuple(reasons)))
        left |= {goal: left.get(goal, 1.0) * (1.0 - chance) for goal, chance in own.items()}
    return talks
