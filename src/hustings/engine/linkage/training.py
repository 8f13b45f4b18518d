"""Weights that fit a workspace: shifts of the weights by hand, learnt from pairs that members have decided.

A ridge logistic regression on the levels of agreement that starts from the weights by hand: few decisions move little, with
many the probabilities come to mean what they say, and a level that no decision speaks about stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log, log1p

import msgspec

from hustings.engine.linkage.name_comparison import Reason

RIDGE = 1.0
"""How strongly weights hold to those by hand: as much as one decided pair that speaks against each nat of shift."""
FURTHEST = 12.0
"""No weight moves further than so many bits."""
_BIT = log(2)
_FIXED = frozenset({"prior", "names_differ", "trained"})
_CLOSE = 1e-7
Pattern = tuple[tuple[str, ...], float]
"""The codes of a pair that can shift, and its weight by hand in quarters of a bit."""


class Trained(msgspec.Struct, frozen=True):
    """What training found, in bits: a shift for each code of a reason, and one for all pairs; from how many decided pairs."""

    shifts: dict[str, float]
    constant: float = 0.0
    pairs: int = 0


def shifted(reasons: Sequence[Reason], trained: Trained) -> list[Reason]:
    """The waterfall with trained weights; what holds for all pairs is a reason of its own."""
    shifts = trained.shifts
    moved = [Reason(code, weight + shifts.get(code, 0.0), detail) for code, weight, detail in reasons]
    return [*moved, Reason("trained", trained.constant, "")] if trained.constant else moved


def together(first: Trained, second: Trained) -> Trained:
    """Weights shifted by both, as where decisions of members come on top of what the network itself teaches."""
    codes = sorted({*first.shifts, *second.shifts})
    shifts = {code: round(first.shifts.get(code, 0.0) + second.shifts.get(code, 0.0), 3) for code in codes}
    return Trained(shifts, round(first.constant + second.constant, 3), first.pairs + second.pairs)


def train(decided: Iterable[tuple[Sequence[Reason], bool]], *, ridge: float = RIDGE) -> Trained:
    """Shifts of the weights by which pairs were compared, each with whether it is one person. Their order does not matter."""
    counts = _counted(decided)
    codes = sorted({code for pattern in counts for code in pattern[0]})
    places = {code: place for place, code in enumerate(codes)}
    rows = [
        ([*(places[code] for code in held), len(codes)], offset * _BIT, same, different)
        for (held, offset), (same, different) in sorted(counts.items())
    ]
    found = _fit(rows, len(codes) + 1, ridge)
    bits = [max(-FURTHEST, min(FURTHEST, value / _BIT)) for value in found]
    pairs = sum(same + different for _, _, same, different in rows)
    shifts = {code: round(bits[place], 3) for code, place in places.items()}
    return Trained(shifts=shifts, constant=round(bits[-1], 3), pairs=pairs)


def _counted(decided: Iterable[tuple[Sequence[Reason], bool]]) -> Mapping[Pattern, tuple[int, int]]:
    counts: dict[Pattern, tuple[int, int]] = {}
    for reasons, is_same in decided:
        codes = tuple(sorted({reason.code for reason in reasons} - _FIXED))
        weight = sum(reason.weight for reason in reasons if reason.code != "names_differ")
        pattern = (codes, round(weight * 4) / 4)
        same, different = counts.get(pattern, (0, 0))
        counts[pattern] = (same + is_same, different + (not is_same))
    return counts


Row = tuple[list[int], float, int, int]
"""The columns that are 1, the fixed part of the log odds, and how many pairs are one person and two."""


def _fit(rows: Sequence[Row], width: int, ridge: float) -> list[float]:
    """Newton's method with halved steps; the penalised likelihood has one optimum, so that it always arrives."""
    at = [0.0] * width
    loss = _loss(rows, at, ridge)
    while True:
        at, lower = _descended(rows, at, loss, ridge)
        if loss - lower <= _CLOSE * (1 + loss):
            return at
        loss = lower


def _descended(rows: Sequence[Row], at: Sequence[float], loss: float, ridge: float) -> tuple[list[float], float]:
    """One step downhill and where it leads to: as far as Newton says, or a half, a quarter ... of it."""
    step = _newton_step(rows, at, ridge)
    moved = [value - change for value, change in zip(at, step, strict=True)]
    size = 1.0
    while (lower := _loss(rows, moved, ridge)) > loss:
        size /= 2
        moved = [value - size * change for value, change in zip(at, step, strict=True)]
    return moved, lower


def _loss(rows: Sequence[Row], at: Sequence[float], ridge: float) -> float:
    total = ridge / 2 * sum(value * value for value in at)
    for columns, offset, same, different in rows:
        odds = offset + sum(at[column] for column in columns)
        # log(1 + e^odds) without overflow.
        total += (same + different) * (max(odds, 0.0) + log1p(exp(-abs(odds)))) - same * odds
    return total


def _newton_step(rows: Sequence[Row], at: Sequence[float], ridge: float) -> list[float]:
    gradient = [ridge * value for value in at]
    curvature = [[ridge * (row == column) for column in range(len(at))] for row in range(len(at))]
    for columns, offset, same, different in rows:
        odds = max(-500.0, offset + sum(at[column] for column in columns))
        share = 1 / (1 + exp(-odds))
        slope, bend = (same + different) * share - same, (same + different) * share * (1 - share)
        for one in columns:
            gradient[one] += slope
            line = curvature[one]
            for other in columns:
                line[other] += bend
    return _solved(curvature, gradient)


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small positive definite system, by elimination."""
    lines = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for place, pivot in enumerate(lines):
        for below in lines[place + 1 :]:
            factor = below[place] / pivot[place]
            if factor:
                for column in range(place, len(pivot)):
                    below[column] -= factor * pivot[column]
    found = [0.0] * len(right)
    for place in range(len(right) - 1, -1, -1):
        line = lines[place]
        known = sum(line[column] * found[column] for column in range(place + 1, len(right)))
        found[place] = (line[-1] - known) / line[place]
    return found
