"""From the election day back: how many people a week each part of the network needs, how it grew so far, and where it will stand.

A forecast is a distribution: weekly numbers come in bursts, and a short history does not know its own mean. Recent weeks count
more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil, inf
from typing import Literal

import msgspec

from hustings.engine import bursts

Advice = Literal["reached", "on_pace", "behind", "out_of_reach", "too_late", "no_history"]

HALF_LIFE_WEEKS = 8.0
"""A week counts half as much as one eight weeks later."""
LEVEL = 0.8
"""The share of outcomes between the low and the high forecast."""
ON_PACE = 0.5
"""From this chance on, a target is on pace."""
STRETCH = 3.0
"""A pace above so many times the best four weeks has never been near."""
PRIOR_WEEKS = 0.5
"""How many weeks without anybody every history begins with, so that one good week is no promise."""
FORESEEABLE = timedelta(days=730)
"""Half a year of weekly numbers tells of no day further away than this."""
_WEEK = timedelta(days=7)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One segment of the target network: how many are wanted, how many there are, and who came each week, oldest first.

    The last week of `weekly` ends today.
    """

    segment: str
    target: int
    current: int
    weekly: tuple[int, ...] = ()


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Where it will stand on the day: the mean, what 80% of outcomes lie between, and the chance of the target."""

    expected: float
    low: int
    high: int
    chance: float


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One segment on its way. Paces are people a week; `needed` is None when no week is left.

    `reached_on` is the day on which the present pace reaches the target, `ideal_start` the day on which one would have had to
    begin at that pace; each is None where it lies further away than can be foreseen: at this pace the target is out of reach.
    `forecast` is None without history.
    """

    segment: str
    target: int
    current: int
    needed: float | None
    pace: float | None
    forecast: Forecast | None
    reached_on: date | None
    ideal_start: date | None
    advice: Advice

    @property
    def gap(self) -> int:
        """How many are missing."""
        return max(self.target - self.current, 0)


class Runway(msgspec.Struct, frozen=True, kw_only=True):
    """All segments, those least likely to be reached first, and the whole. `weeks` are left for growing."""

    election: date
    weeks: float
    lanes: tuple[Lane, ...]
    whole: Lane


def runway(parts: Sequence[Part], *, election: date, today: date, quiet_weeks: float = 0.0) -> Runway:
    """The way to the election day. In the last `quiet_weeks` nobody new is counted on: they belong to the people one has.

    Raises ValueError for negative numbers.
    """
    if any(min(part.target, part.current, *part.weekly, 0) < 0 for part in parts):
        raise ValueError("People cannot be fewer than none.")
    weeks = max(0.0, (election - today) / _WEEK - quiet_weeks)
    lanes = [_lane(part, weeks=weeks, election=election, today=today, quiet_weeks=quiet_weeks) for part in parts]
    whole = _lane(_together(parts), weeks=weeks, election=election, today=today, quiet_weeks=quiet_weeks)
    order = sorted(lanes, key=lambda lane: (lane.forecast.chance if lane.forecast else -1.0, lane.segment))
    return Runway(election=election, weeks=weeks, lanes=tuple(order), whole=whole)


def weekly_counts(days: Mapping[str, Sequence[date]] | Sequence[date], *, today: date, weeks: int = 26) -> tuple[int, ...]:
    """How many of these days fall into each of the last weeks, oldest first; the last week ends today."""
    every = [day for each in days.values() for day in each] if isinstance(days, Mapping) else list(days)
    ages = [(today - day).days // 7 for day in every if day <= today]
    return tuple(sum(age == back for age in ages) for back in range(weeks - 1, -1, -1))


def forecast(current: int, weekly: Sequence[int], *, weeks: float, target: int) -> Forecast | None:
    """Where it will stand after so many weeks (to four decimals); None without any history.

    The rate is Gamma-distributed around the weighted mean of the weeks; the sum is negative-binomial, with the variance of the
    weeks (at least Poisson) and of the rate itself.
    """
    if not weekly:
        return None
    mean, known_weeks, bursting = _rate(weekly)
    weeks = round(weeks, 4)
    more = mean * weeks
    size = bursts.size_for(more, bursting * more + bursting * mean * weeks**2 / known_weeks)
    return Forecast(
        expected=current + more,
        low=current + bursts.quantile((1.0 - LEVEL) / 2.0, more, size),
        high=current + bursts.quantile((1.0 + LEVEL) / 2.0, more, size),
        chance=bursts.tail_chance(target - current, more, size),
    )


def _rate(weekly: Sequence[int]) -> tuple[float, float, float]:
    """The weighted mean per week, how many weeks it rests on, and how much weeks scatter more than Poisson (at least 1)."""
    weights = [2.0 ** (-age / HALF_LIFE_WEEKS) for age in range(len(weekly) - 1, -1, -1)]
    total = sum(weights) + PRIOR_WEEKS
    mean = sum(weight * count for weight, count in zip(weights, weekly, strict=True)) / total
    if mean <= 0:
        return 0.0, total, 1.0
    scatter = sum(weight * (count - mean) ** 2 for weight, count in zip(weights, weekly, strict=True)) / total
    return mean, total, max(1.0, scatter / mean)


def _lane(part: Part, *, weeks: float, election: date, today: date, quiet_weeks: float) -> Lane:
    gap = max(part.target - part.current, 0)
    ahead = forecast(part.current, part.weekly, weeks=weeks, target=part.target)
    pace = _rate(part.weekly)[0] if part.weekly else None
    needed = gap / weeks if weeks > 0 else None if gap else 0.0
    last_day = election - quiet_weeks * _WEEK
    return Lane(
        segment=part.segment,
        target=part.target,
        current=part.current,
        needed=needed,
        pace=pace,
        forecast=ahead,
        reached_on=_after(today, gap, pace, 1),
        ideal_start=_after(last_day, part.target, pace, -1),
        advice=_advice(gap, needed, ahead, part.weekly),
    )


def _after(day: date, people: int, pace: float | None, sign: int) -> date | None:
    """The day when so many have come at a pace, or before which they had to begin; None further away than can be foreseen."""
    if not people:
        return day
    days = people / pace * 7 if pace else inf
    if days > FORESEEABLE.days:
        return None
    return day + sign * timedelta(days=ceil(days))


def _advice(gap: int, needed: float | None, ahead: Forecast | None, weekly: Sequence[int]) -> Advice:
    if not gap:
        return "reached"
    if needed is None:
        return "too_late"
    if ahead is None:
        return "no_history"
    if ahead.chance >= ON_PACE:
        return "on_pace"
    return "out_of_reach" if needed > STRETCH * max(_best_month(weekly), 1.0) else "behind"


def _best_month(weekly: Sequence[int]) -> float:
    """The best mean of four weeks in a row, of fewer where there are fewer."""
    length = min(4, len(weekly))
    return max(sum(weekly[start : start + length]) / length for start in range(len(weekly) - length + 1))


def _together(parts: Sequence[Part]) -> Part:
    """The whole network as one; surpluses of one segment do not fill the gaps of another."""
    longest = max((len(part.weekly) for part in parts), default=0)
    padded = [(0,) * (longest - len(part.weekly)) + part.weekly for part in parts]
    return Part(
        segment="",
        target=sum(part.target for part in parts),
        current=sum(min(part.current, part.target) for part in parts),
        weekly=tuple(map(sum, zip(*padded, strict=True))),
    )
