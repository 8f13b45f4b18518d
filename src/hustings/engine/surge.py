"""Sudden rises of money or mentions, against what is usual for this one in this season, and slow ones by cumulative sums.

A count is held against a negative-binomial baseline, whose variance is `mean + mean^2 / size`: events come in bursts, and a
Poisson baseline would shout all the time. Slow rises are found by a two-sided CUSUM (Page 1954) with reference value k = 1/2,
whose average run length without any change is 168 at h = 4 and 465 at h = 5 (Siegmund 1985; Montgomery, table 9.3). Minimum
amounts keep small numbers quiet.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt
from statistics import fmean
from typing import NamedTuple

import msgspec

from hustings.engine import bursts

REFERENCE, LIMIT = 0.5, 5.0
"""The CUSUM's k and h, in standard deviations: one false alarm in 465 quiet periods."""
SURE = 3.0
"""From this z on a rise is sudden: about one quiet period in 740."""
LEAST_HISTORY = 4
"""Fewer past periods make no baseline: nothing is said."""
PRIOR_PERIODS = 2.0
"""How many periods the whole series counts beside those of the same season."""
WINDOW = 104
"""At most so many past periods make a baseline: two years of weeks."""

_CLIPPED = 8.0


class Baseline(NamedTuple):
    """What is usual in a period: its mean, and the size of the negative binomial (infinite: as even as Poisson)."""

    mean: float
    size: float

    @property
    def deviation(self) -> float:
        """The standard deviation, never below that of one event."""
        return sqrt(max(bursts.variance(self.mean, self.size), 1.0))


class Surge(msgspec.Struct, frozen=True, kw_only=True):
    """What one period says. `z` is in standard deviations, `chance` how often a usual period has as much.

    `up` and `down` are the sums of the CUSUM. `sudden` and `slow` are alarms; `slow` is -1 for a slow fall, 1 for a slow rise.
    """

    value: float
    usual: float
    z: float
    chance: float
    up: float
    down: float
    sudden: bool
    slow: int


class Sums(NamedTuple):
    """The two sums of a CUSUM, in standard deviations."""

    up: float = 0.0
    down: float = 0.0


class Watching(NamedTuple):
    """All that is kept between periods: the two sums, and what came above what is usual since the current rise began."""

    sums: Sums = Sums()
    excess: float = 0.0


class Alarms(msgspec.Struct, frozen=True, kw_only=True):
    """What makes an alarm. `season` is the number of periods after which seasons repeat (7 days, 52 weeks).

    `unit` is the size of one event: 1 for mentions, a usual gift for money. Below `least` more than usual nothing is sudden, and
    below `least` in all since its beginning nothing is a slow rise. `sure` and `limit` are in standard deviations.
    """

    season: int = 1
    least: float = 5.0
    unit: float = 1.0
    sure: float = SURE
    limit: float = LIMIT


USUAL, AT_FIRST = Alarms(), Watching()


def surges(values: Sequence[float], *, alarms: Alarms = USUAL) -> list[Surge | None]:
    """For each period, oldest first, what it says against those before it; None while there is too little history."""
    watching = AT_FIRST
    found: list[Surge | None] = []
    for place, value in enumerate(values):
        surge, watching = next_surge(value, values[:place], watching=watching, alarms=alarms)
        found.append(surge)
    return found


def next_surge(
    value: float, past: Sequence[float], *, watching: Watching = AT_FIRST, alarms: Alarms = USUAL
) -> tuple[Surge | None, Watching]:
    """What the newest period says, and what to keep for the next one: all that a nightly run has to do.

    `past` are the periods before, oldest first, without gaps; sums begin anew after their alarm. Where it is too short, the
    answer is None and what is kept does not change. Raises ValueError for a unit that is not above 0.
    """
    if alarms.unit <= 0:
        raise ValueError("A unit is above 0.")
    if len(past) < LEAST_HISTORY:
        return None, watching
    usual = _usual(past, alarms)
    sums = cusum(watching.sums, z_score(value / alarms.unit, usual))
    excess = watching.excess + value - usual.mean * alarms.unit if sums.up > 0 else 0.0
    surge = _judged(value, usual, sums, excess=excess, alarms=alarms)
    return surge, AT_FIRST if surge.slow else Watching(sums, excess)


def _usual(past: Sequence[float], alarms: Alarms) -> Baseline:
    """The baseline of the last periods, in events; they end where the newest period begins, so its season is theirs."""
    return baseline([one / alarms.unit for one in past[-WINDOW:]], season=alarms.season)


def baseline(past: Sequence[float], *, season: int = 1) -> Baseline:
    """What is usual next, from counts of past periods, the oldest first. Raises ValueError of nothing.

    The mean is that of periods of the same season, drawn towards the mean of all as if that were PRIOR_PERIODS further ones. The
    size follows from how much periods scatter around their seasons (method of moments).
    """
    if not past:
        raise ValueError("Without a past nothing is usual.")
    overall = fmean(past)
    next_place = len(past) % season
    mean = _seasonal(past, next_place, season=season, overall=overall)
    expected = [_seasonal(past, place % season, season=season, overall=overall) for place in range(min(season, len(past)))]
    scatter = sum((value - expected[place % season]) ** 2 for place, value in enumerate(past)) / max(len(past) - 1, 1)
    level = fmean(expected[place % season] for place in range(len(past)))
    return Baseline(mean, bursts.size_for(level, scatter))


def z_score(value: float, usual: Baseline) -> float:
    """How many standard deviations above what is usual."""
    return (value - usual.mean) / usual.deviation


def tail_chance(value: float, usual: Baseline) -> float:
    """The probability that a usual period has at least this many events (whole ones, rounded up); 1 at 0."""
    return bursts.tail_chance(value, usual.mean, usual.size)


def cusum(sums: Sums, z: float, *, reference: float = REFERENCE) -> Sums:
    """The two sums after one more period; single periods beyond 8 deviations count as 8."""
    z = max(-_CLIPPED, min(_CLIPPED, z))
    return Sums(max(0.0, sums.up + z - reference), max(0.0, sums.down - z - reference))


def run_length(limit: float, *, reference: float = REFERENCE, shift: float = 0.0) -> float:
    """The average number of periods until a two-sided CUSUM alarms, where the mean is `shift` deviations off (Siegmund 1985).

    An approximation within a few per cent: 168 at h = 4 and 465 at h = 5 without a shift.
    """
    up, down = (_one_sided(limit, each) for each in (shift - reference, -shift - reference))
    return 1.0 / (1.0 / up + 1.0 / down)


def _one_sided(limit: float, drift: float) -> float:
    reach = limit + 1.166
    if abs(drift) < 1e-9:
        return reach**2
    return (exp(-2.0 * drift * reach) + 2.0 * drift * reach - 1.0) / (2.0 * drift**2)


def _seasonal(past: Sequence[float], place: int, *, season: int, overall: float) -> float:
    alike = past[place::season]
    return (sum(alike) + PRIOR_PERIODS * overall) / (len(alike) + PRIOR_PERIODS)


def _judged(value: float, usual: Baseline, sums: Sums, *, excess: float, alarms: Alarms) -> Surge:
    more, z = value - usual.mean * alarms.unit, z_score(value / alarms.unit, usual)
    rising = sums.up > alarms.limit and excess >= alarms.least
    return Surge(
        value=value,
        usual=usual.mean * alarms.unit,
        z=z,
        chance=tail_chance(value / alarms.unit, usual),
        up=sums.up,
        down=sums.down,
        sudden=z >= alarms.sure and more >= alarms.least,
        slow=1 if rising else -1 if sums.down > alarms.limit else 0,
    )
