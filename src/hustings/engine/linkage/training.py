"""Weights that fit a workspace: shifts of the weights by hand, learnt from pairs that members have decided.

A ridge logistic regression on the levels of agreement, and on how rare a shared name is, that starts from the weights by hand:
few decisions move little, with many the probabilities come to mean what they say, and what none speaks about stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log, log1p

import msgspec

from hustings.engine.linkage.name_comparison import Reason
from hustings.engine.linkage.weights import FAMILY_INITIAL

RIDGE = 1.0
"""How strongly weights hold to those by hand: as much as one decided pair that speaks against each nat of shift."""
FURTHEST = 12.0
"""No weight moves further than so many bits."""
RARITY = "name_rarity"
"""The shift for each bit by which a shared family name weighs more than the commonest one, and the code of that step."""
LEAST_RARITY = -1.0
"""Rare names count as the commonest at least and never more than by hand, so that bounds made without it hold."""
_RARE = frozenset({"family_same", "family_spelt", "family_part", "family_maiden", "family_alone"})
_HELD = 10.0
"""So many times as firmly as a level's shift it is held to 0: a tenth of it weighs as much with a rare name as a whole shift."""
_BIT = log(2)
_FIXED = frozenset({"prior", "names_differ", "trained", RARITY})
_CLOSE = 1e-7
Pattern = tuple[tuple[str, ...], float, float]
"""The codes of a pair that can shift, its weight by hand, and how much of that is its name's rarity, in quarters of a bit."""


class Trained(msgspec.Struct, frozen=True):
    """What training found, in bits: a shift for each code of a reason, and one for all pairs; from how many decided pairs.

    The shift of `RARITY` counts for each bit of a name's rarity and lies between `LEAST_RARITY` and 0.
    """

    shifts: dict[str, float]
    constant: float = 0.0
    pairs: int = 0


def shifted(reasons: Sequence[Reason], trained: Trained) -> list[Reason]:
    """The waterfall with trained weights; what holds for all pairs, and what a rare name says less, are reasons of their own."""
    shifts = trained.shifts
    moved = [Reason(code, weight + shifts.get(code, 0.0), detail) for code, weight, detail in reasons]
    if (each := shifts.get(RARITY)) and (bits := rarity(reasons)):
        moved.append(Reason(RARITY, each * bits, ""))
    return [*moved, Reason("trained", trained.constant, "")] if trained.constant else moved


def rarity(reasons: Iterable[Reason]) -> float:
    """By how many bits the family name that two share weighs more than the commonest one; 0 where they share none."""
    return sum(max(0.0, reason.weight - FAMILY_INITIAL) for reason in reasons if reason.code in _RARE)


def together(first: Trained, second: Trained) -> Trained:
    """Weights shifted by both, as where decisions of members, compared by the first, come on top of what the network teaches."""
    codes = sorted({*first.shifts, *second.shifts})
    shifts = {code: first.shifts.get(code, 0.0) + second.shifts.get(code, 0.0) for code in codes}
    if rare := second.shifts.get(RARITY):
        # The second saw names' weights with the shifts of the first in them.
        shifts |= {code: shifts[code] + rare * first.shifts.get(code, 0.0) for code in _RARE.intersection(codes)}
        shifts[RARITY] = max(LEAST_RARITY, shifts[RARITY])
    rounded = {code: round(shift, 3) for code, shift in shifts.items()}
    return Trained(rounded, round(first.constant + second.constant, 3), first.pairs + second.pairs)


def train(decided: Iterable[tuple[Sequence[Reason], bool]], *, ridge: float = RIDGE) -> Trained:
    """Shifts of the weights by which pairs were compared, each with whether it is one person. Their order does not matter."""
    counts = _counted(decided)
    codes = sorted({code for pattern in counts for code in pattern[0]})
    by_rarity = any(bits for _, _, bits in counts)
    found = _fit(_rows(counts, codes, by_rarity=by_rarity), len(codes) + 1 + by_rarity, ridge)
    rare = found.pop() / _HELD if by_rarity else 0.0
    if rare > 0:
        rare, found = 0.0, _fit(_rows(counts, codes, by_rarity=False), len(codes) + 1, ridge)
    bits = [max(-FURTHEST, min(FURTHEST, value / _BIT)) for value in found]
    shifts = {code: round(bits[place], 3) for place, code in enumerate(codes)}
    if rounded := round(max(LEAST_RARITY, rare), 3):
        shifts[RARITY] = rounded
    pairs = sum(same + different for same, different in counts.values())
    return Trained(shifts=shifts, constant=round(bits[-1], 3), pairs=pairs)


def _counted(decided: Iterable[tuple[Sequence[Reason], bool]]) -> Mapping[Pattern, tuple[int, int]]:
    counts: dict[Pattern, tuple[int, int]] = {}
    for reasons, is_same in decided:
        codes = tuple(sorted({reason.code for reason in reasons} - _FIXED))
        weight = sum(reason.weight for reason in reasons if reason.code != "names_differ")
        pattern = (codes, round(weight * 4) / 4, round(rarity(reasons) * 4) / 4)
        same, different = counts.get(pattern, (0, 0))
        counts[pattern] = (same + is_same, different + (not is_same))
    return counts


def _rows(counts: Mapping[Pattern, tuple[int, int]], codes: Sequence[str], *, by_rarity: bool) -> list[Row]:
    """A column for each code, one that all pairs have, and one for how rare their name is where that counts."""
    places = {code: place for place, code in enumerate(codes)}
    rows = []
    for (held, offset, bits), (same, different) in sorted(counts.items()):
        columns = [(places[code], 1.0) for code in held] + [(len(codes), 1.0)]
        if by_rarity and bits:
            columns.append((len(codes) + 1, bits * _BIT / _HELD))
        rows.append((columns, offset * _BIT, same, different))
    return rows


Row = tuple[list[tuple[int, float]], float, int, int]
"""The columns that are not 0 with their values, the fixed part of the log odds, and how many pairs are one person and two."""


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
        odds = offset + sum([at[column] * value for column, value in columns])
        # log(1 + e^odds) without overflow.
        total += (same + different) * (max(odds, 0.0) + log1p(exp(-abs(odds)))) - same * odds
    return total


def _newton_step(rows: Sequence[Row], at: Sequence[float], ridge: float) -> list[float]:
    gradient = [ridge * value for value in at]
    curvature = [[ridge * (row == column) for column in range(len(at))] for row in range(len(at))]
    for columns, offset, same, different in rows:
        odds = max(-500.0, offset + sum([at[column] * value for column, value in columns]))
        share = 1 / (1 + exp(-odds))
        slope, bend = (same + different) * share - same, (same + different) * share * (1 - share)
        for one, value in columns:
            gradient[one] += slope * value
            line, bent = curvature[one], bend * value
            for other, against in columns:
                line[other] += bent * against
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
