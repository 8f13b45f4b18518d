"""Weights learnt from a network itself, without anybody's answers: expectation maximisation over candidate pairs.

How often people who are two agree by chance is counted among pairs taken blindly, how often one person's records agree among
candidates, each as far as it is probably one person. Both are repeated until they hold still (Fellegi and Sunter, 1969; Winkler,
"Using the EM Algorithm for Weight Computation", 1988). What few pairs say moves a weight little, and none moves far.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log, log2
from typing import NamedTuple

import msgspec

from hustings.engine.linkage import weights
from hustings.engine.linkage.name_comparison import Reason
from hustings.engine.linkage.training import Trained

SPREAD = 3.0
"""How far, in bits, weights of one network usually lie from those that ship (one standard deviation)."""
FURTHEST = 6.0
"""No weight moves further than so many bits."""
LEAST_CONSTANT = -1.0
ENOUGH = 25.0
"""With fewer pairs of one person than this, a network says nothing."""
NEVER_MILDER = frozenset({"given_different"})
"""Families share everything else, and look to any counting as one person with two names: that is never learnt."""
ROUNDS = 60
_STILL = 1e-3
_SOME = 0.1
_LEVELS = (
    "given_same given_spelt given_nickname given_is_middle given_fuzzy given_romanised given_initial given_different",
    "family_same family_spelt family_part family_initial family_fuzzy family_maiden family_romanised family_alone "
    "family_different",
    "middle_same middle_initial middle_different",
    "linkedin_same linkedin_different",
    "external_same external_different",
    "handle_same handle_different",
    "email_same email_role email_local email_fuzzy email_numbered email_colleagues email_different",
    "phone_same phone_ending phone_different",
    "organisation_same organisation_domain organisation_fuzzy organisation_different",
    "address_same address_fuzzy address_street location_code location_moved location_same location_part location_different",
    "birthday_same birthday_day birthday_part birthday_near birthday_alike birthday_different",
)
_QUESTION = {code: number for number, codes in enumerate(_LEVELS) for code in codes.split()}
_SIZE = Counter(_QUESTION.values())
"""Which comparison a level belongs to, and how many levels each has. Levels beside these keep their weight."""
_Pattern = tuple[tuple[str, float], ...]


class Observed(NamedTuple):
    """A candidate pair as compared by shipped weights, what a member decided about it, and for how many pairs it stands."""

    reasons: Sequence[Reason]
    is_same: bool | None = None
    times: float = 1.0


class Estimate(msgspec.Struct, frozen=True):
    """What a network teaches. `twins`: of how many known ones a record is expected to be, by these weights.

    `matches` is the number of pairs of one person that they were learnt from; `enough` says whether that is any use: without it
    the weights are those that ship.
    """

    trained: Trained
    matches: float
    twins: float

    @property
    def enough(self) -> bool:
        """Whether there were pairs enough to learn from."""
        return self.matches >= ENOUGH


def estimate(
    candidates: Iterable[Observed], strangers: Iterable[Sequence[Reason]], *, looked_at: float, population: int
) -> Estimate:
    """Weights for a network of so many records, from all candidates of those `looked_at` and from pairs taken blindly.

    A pair of two records that were both looked at comes twice, or once with `times=2`. The order of pairs does not matter. Takes
    about a second for 100,000 pairs, which are counted by their levels.
    """
    asked, blind = _counted(candidates), _counted(Observed(reasons) for reasons in strangers)
    shifts: dict[str, float] = {}
    least, most = LEAST_CONSTANT, log2(max(population, weights.LEAST_POPULATION) / max(population, 1))
    constant = matches = 0.0
    for _ in range(ROUNDS):
        counts, matches = _expected(asked, blind, shifts, constant)
        before, shifts = shifts, counts.shifts()
        # A record is at most one of the known ones: several of its own kind say nothing about the next.
        constant = min(max(log2(max(matches, _SOME) / max(looked_at, 1.0)) + most, least), most)
        if all(abs(shifts[code] - before.get(code, 0.0)) < _STILL for code in shifts):
            break
    twins = matches / max(looked_at, 1.0)
    if matches < ENOUGH:
        return Estimate(Trained({}), matches, twins)
    rounded = {code: round(shift, 3) for code, shift in sorted(shifts.items())}
    return Estimate(Trained(rounded, round(constant, 3), round(matches)), matches, twins)


def blind_pairs(records: int, *, wanted: int) -> Iterator[tuple[int, int]]:
    """Pairs of places among so many records, each once at most and all as often: neighbours, then every second, and so on."""
    steps = min((records - 1) // 2, max(1, wanted // max(records, 1)))
    return ((place, (place + step) % records) for step in range(1, steps + 1) for place in range(records))


class _Counts:
    """How often each level was seen among pairs of one person and of two, of those that could be asked."""

    def __init__(self) -> None:
        self.same: defaultdict[str, float] = defaultdict(float)
        self.apart: defaultdict[str, float] = defaultdict(float)
        self.same_asked: defaultdict[int, float] = defaultdict(float)
        self.apart_asked: defaultdict[int, float] = defaultdict(float)
        self.unlikely: defaultdict[str, float] = defaultdict(float)

    def shifts(self) -> dict[str, float]:
        """How far each level's weight is from the one that ships, drawn towards it where little was seen."""
        seen = [code for code, share in self.same.items() if share > _SOME and self.apart_asked[_QUESTION[code]]]
        return {code: self._shift(code) for code in seen}

    def _shift(self, code: str) -> float:
        question = _QUESTION[code]
        seen, by_chance = self.same[code], self.apart[code]
        room = _SOME * _SIZE[question]
        m = (seen + _SOME) / (self.same_asked[question] + room)
        u = (by_chance + _SOME) / (self.apart_asked[question] + room)
        shipped = -log2(self.unlikely[code] / seen)
        doubt = (1 / (seen + _SOME) + 1 / (by_chance + _SOME)) / log(2) ** 2
        shift = (log2(m / u) - shipped) * SPREAD**2 / (SPREAD**2 + doubt)
        return max(-FURTHEST, min(0.0 if code in NEVER_MILDER else FURTHEST, shift))


def _expected(
    asked: Mapping[tuple[_Pattern, bool | None], float],
    blind: Mapping[tuple[_Pattern, bool | None], float],
    shifts: Mapping[str, float],
    constant: float,
) -> tuple[_Counts, float]:
    """Each pair counted as one person as far as it probably is; pairs taken blindly as two people, as far as they are."""
    counts, matches = _Counts(), 0.0
    for (pattern, is_same), times in asked.items():
        share = times * (_probability(pattern, shifts, constant) if is_same is None else float(is_same))
        matches += share
        for code, weight in pattern:
            if code in _QUESTION and share:
                counts.same[code] += share
                counts.same_asked[_QUESTION[code]] += share
                # Names weigh by how rare they are: their mean is taken over chances, not over bits.
                counts.unlikely[code] += share * 2**-weight
    for (pattern, _), times in blind.items():
        share = times * (1 - _probability(pattern, shifts, constant))
        for code, _ in pattern:
            if code in _QUESTION:
                counts.apart[code] += share
                counts.apart_asked[_QUESTION[code]] += share
    return counts, matches


def _probability(pattern: _Pattern, shifts: Mapping[str, float], constant: float) -> float:
    weight, is_capped = constant, False
    for code, bits in pattern:
        if code == "names_differ":
            is_capped = True
        else:
            weight += bits + shifts.get(code, 0.0)
    return weights.probability_of(min(weight, weights.DIFFERENT_NAMES_AT_MOST) if is_capped else weight)


def _counted(observed: Iterable[Observed]) -> dict[tuple[_Pattern, bool | None], float]:
    """Pairs by their levels and weights, in quarters of a bit."""
    counts: dict[tuple[_Pattern, bool | None], float] = {}
    for reasons, is_same, times in observed:
        key = tuple([(code, round(weight * 4) / 4) for code, weight, _ in reasons]), is_same
        counts[key] = counts.get(key, 0.0) + times
    return dict(sorted(counts.items(), key=repr))
