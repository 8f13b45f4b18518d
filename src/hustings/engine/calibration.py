"""Are probabilities true? Log-loss, reliability by bins, and the temperature that makes overconfident log-odds honest.

Temperature scaling after Guo and others, "On Calibration of Modern Neural Networks" (2017): log-odds divided by one number, which
changes how sure a figure claims to be and never which side it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log, log1p, sqrt
from typing import NamedTuple

COLDEST, HOTTEST = 0.05, 50.0
"""The temperatures that are looked at."""
EDGES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Where bins of probabilities begin."""

LEAST_CASES, LEAST_OF_EACH = 40, 5
"""From so many settled cases on, with so many of each outcome, a temperature of one's own is fitted."""
LEAST_GAIN = 0.001
"""So much less log-loss, in nats, a temperature of one's own has to bring."""
FOLDS = 5

_GOLDEN = (sqrt(5.0) - 1.0) / 2.0
_STEPS = 60

Case = tuple[float, bool]
"""Log-odds that were claimed, and whether it was so."""


class Bin(NamedTuple):
    """Of claims from `low` to below `high`: how many, their mean probability, and the share that was so."""

    low: float
    high: float
    claims: int
    claimed: float
    observed: float


def probability_of(log_odds: float) -> float:
    """The probability with these log-odds, from 0 to 1, without overflow."""
    if log_odds >= 0:
        return 1.0 / (1.0 + exp(-log_odds))
    grown = exp(log_odds)
    return grown / (1.0 + grown)


def log_loss(cases: Iterable[Case], *, temperature: float = 1.0) -> float:
    """The mean surprise in nats: 0 for certainty that was right, 0.693 for even odds. Raises ValueError of nothing."""
    losses = [_surprise(log_odds / temperature, was_so) for log_odds, was_so in cases]
    if not losses:
        raise ValueError("There are no cases to judge by.")
    return sum(losses) / len(losses)


def fit_temperature(cases: Sequence[Case]) -> float:
    """The temperature with the least log-loss, from COLDEST to HOTTEST; golden section, since the loss has a single valley.

    Raises ValueError of nothing.
    """
    low, high = log(COLDEST), log(HOTTEST)
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if log_loss(cases, temperature=exp(left)) <= log_loss(cases, temperature=exp(right)):
            high = right
        else:
            low = left
    return exp((low + high) / 2.0)


class Fit(NamedTuple):
    """A temperature of one's own, from how many cases, and their log-loss: at temperature 1, and at one fitted without them."""

    temperature: float
    cases: int
    loss_before: float
    loss_after: float


def fitted(cases: Sequence[Case]) -> Fit | None:
    """The temperature that one's own settled cases give; None where they are too few, or where those it was not fitted to are
    not told better by it than by temperature 1.

    In logarithms it goes from 1 towards the best one with the number of cases (half way at LEAST_CASES), since a few right
    answers in a row would call for certainty. The order of cases does not matter.
    """
    known = sorted(cases)
    right = sum(was_so for _, was_so in known)
    if len(known) < LEAST_CASES or min(right, len(known) - right) < LEAST_OF_EACH:
        return None
    after = 0.0
    for fold in range(FOLDS):
        own = known[fold::FOLDS]
        rest = [case for place, case in enumerate(known) if place % FOLDS != fold]
        after += len(own) / len(known) * log_loss(own, temperature=_cautious(rest))
    before = log_loss(known)
    return Fit(_cautious(known), len(known), before, after) if after < before - LEAST_GAIN else None


def _cautious(cases: Sequence[Case]) -> float:
    return float(fit_temperature(cases) ** (len(cases) / (len(cases) + LEAST_CASES)))


def reliability(cases: Iterable[Case], *, temperature: float = 1.0) -> tuple[Bin, ...]:
    """What was claimed beside what was observed, by bins of EDGES; bins without claims are left out."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for log_odds, was_so in cases:
        said = probability_of(log_odds / temperature)
        place = sum(said >= edge for edge in EDGES) - 1
        held.setdefault(place, []).append((said, was_so))
    return tuple(_bin(place, held[place]) for place in sorted(held))


def calibration_error(cases: Sequence[Case], *, temperature: float = 1.0) -> float:
    """The mean distance of claimed and observed, weighted by how often it was claimed (expected calibration error)."""
    bins = reliability(cases, temperature=temperature)
    return sum(one.claims * abs(one.claimed - one.observed) for one in bins) / max(len(cases), 1)


def _bin(place: int, held: Sequence[tuple[float, bool]]) -> Bin:
    high = EDGES[place + 1] if place + 1 < len(EDGES) else 1.0
    count = len(held)
    return Bin(EDGES[place], high, count, sum(said for said, _ in held) / count, sum(so for _, so in held) / count)


def _surprise(log_odds: float, was_so: bool) -> float:
    """-log of the probability that was given to what happened."""
    against = -log_odds if was_so else log_odds
    return against + log1p(exp(-against)) if against > 0 else log1p(exp(against))
