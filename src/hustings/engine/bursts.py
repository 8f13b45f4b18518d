"""Counts that come in bursts: the negative binomial by its mean and size, whose variance is `mean + mean^2 / size`.

An infinite size is the Poisson distribution. Far out, where sums would be long, the normal distribution stands in.
"""

from __future__ import annotations

from math import ceil, erfc, exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

LONGEST_SUM = 100_000


def variance(mean: float, size: float) -> float:
    """How much counts scatter."""
    return mean + mean**2 / size


def size_for(mean: float, scatter: float) -> float:
    """The size with which a mean has this variance; infinite where it does not scatter more than Poisson."""
    return mean**2 / (scatter - mean) if scatter > mean > 0 else inf


def log_mass(count: int, mean: float, size: float) -> float:
    """The logarithm of the probability of a count; `mean` is above 0."""
    if size == inf:
        return count * log(mean) - mean - lgamma(count + 1)
    return lgamma(count + size) - lgamma(size) - lgamma(count + 1) - size * log1p(mean / size) + count * log(mean / (mean + size))


def tail_chance(least: float, mean: float, size: float) -> float:
    """The probability of at least this many (rounded up); 1 at 0."""
    whole = ceil(least)
    if whole <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if whole > LONGEST_SUM:
        return 0.5 * erfc((least - mean) / sqrt(2.0 * variance(mean, size)))
    return min(1.0, max(0.0, 1.0 - sum(exp(log_mass(count, mean, size)) for count in range(whole))))


def quantile(share: float, mean: float, size: float) -> int:
    """The least count that is not exceeded with this probability (above 0, below 1)."""
    if mean <= 0:
        return 0
    spread = sqrt(variance(mean, size))
    if mean + 10 * spread > LONGEST_SUM:
        return max(0, round(NormalDist(mean, spread).inv_cdf(share)))
    count, below = 0, exp(log_mass(0, mean, size))
    while below < share and count < mean + 60 * spread + 60:
        count += 1
        below += exp(log_mass(count, mean, size))
    return count
