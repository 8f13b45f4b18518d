"""Where somebody stands on a goal: from dated, sourced evidence only, with decay, and unknown until there is any.

Log-odds of support are `(prior + sum of llr * reliability * 2^(-age / half-life)) / temperature`. What one source said counts
once, and sources that say the same lean on each other: the k-th strongest of a side adds less, so that a side of n equal sources
weighs what n observations with the intra-class correlation `overlap` are worth (Kish, Survey Sampling, 1965). A broadcast of
ours, or silence, is never evidence: there is no kind for them.

Whoever is said to be "rather" for or against something (a lean between 0 and 1) is not strongly so by that word alone, however
sure its source is: the probability is then held at RATHER, below the strongest step, until a second source lifts it. That is a
choice of ours, which no public set here can judge: none has such words. It never claims more than the sum, so it makes nothing
surer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import log
from typing import Literal, NamedTuple

import msgspec

from hustings.engine.calibration import Case, probability_of

Step = Literal["strong_support", "lean_support", "undecided", "lean_against", "strong_against", "unknown"]
Subject = Literal["person", "official", "organisation"]
Rung = Literal["told", "public", "reported", "text", "inferred"]

LADDER: tuple[Rung, ...] = ("told", "public", "reported", "text", "inferred")
"""What they told us, what they did in public, what somebody reported, what a text seems to say, what the network suggests."""

STRONG, LEAN = 0.85, 0.6
"""Probabilities from which support is strong, and from which it is leaning; opposition begins at their complements."""
RATHER = 0.84
"""The most that one fact with less than a full lean claims by itself; below STRONG."""
FRESH = 0.05
"""Evidence whose reliability has decayed below this no longer says anything: alone it leaves a stance unknown."""
CONFLICT_SHARE, CONFLICT_LEAST = 1 / 3, 0.4
"""Evidence conflicts where the weaker side has this share of the stronger one, and at least this weight in log-odds."""

_DAY = 86_400.0
_MOST_RATHER = log(RATHER / (1.0 - RATHER))


class Kind(NamedTuple):
    """What a fact of a kind says at a full lean: log-likelihood ratio, reliability (0 to 1), half-life in days, and its rung."""

    llr: float
    reliability: float
    half_life_days: float
    rung: Rung


KINDS: dict[str, Kind] = {
    "told_us": Kind(4.0, 0.95, 365.0, "told"),
    "vote": Kind(3.0, 0.9, 1461.0, "public"),
    "sponsorship": Kind(3.5, 0.95, 1461.0, "public"),
    "position": Kind(3.5, 0.95, 731.0, "public"),
    "statement": Kind(2.5, 0.85, 731.0, "public"),
    "signature": Kind(2.5, 0.9, 731.0, "public"),
    "donation": Kind(2.0, 0.8, 731.0, "public"),
    "action": Kind(1.5, 0.8, 365.0, "public"),
    "reported": Kind(2.0, 0.6, 183.0, "reported"),
    "text": Kind(1.0, 0.5, 183.0, "text"),
    "network": Kind(1.0, 0.5, 365.0, "inferred"),
}
"""Estimates of ours to start from; `bench/stance.py` measures how true such figures are and fits a temperature to labels."""


SETTLING = ("vote", "told_us")
"""Kinds of facts by which claims of before are judged: how they voted, and what they told us."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One fact about a stance. `lean` is from -1 (strong against) to 1 (strong support); 0 is said to be undecided.

    `source` names what the fact comes from in the end: ten shares of one statement have one source. `llr`, `reliability` and
    `half_life_days` are those of its kind unless given. `confirmed` says that a person confirmed what a text seems to say.
    """

    id: str
    kind: str
    source: str
    at: datetime
    lean: float
    llr: float | None = None
    reliability: float | None = None
    half_life_days: float | None = None
    confirmed: bool = False


class Calibration(NamedTuple):
    """How sure evidence may make us: `temperature` divides log-odds, `overlap` (0 to 1) is how much sources repeat each other."""

    temperature: float = 1.0
    overlap: float = 0.3


DEFAULT = Calibration()
"""Overlap as it comes out of lobbying positions (0.25 to 0.35); votes of one chamber repeat each other more (0.6 and above)."""


class Part(NamedTuple):
    """What one source adds: the evidence that stands for it, its log-odds by now (positive is support), and its rung."""

    evidence: str
    source: str
    weight: float
    rung: Rung


class Stance(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody stands. `probability` of support is None where the step is unknown.

    `parts` are the sources that count, heaviest first; with the prior they add up to `log_odds` times the temperature, but where
    a single "rather" is held at RATHER. `rung` is the highest one that counts; `inferred` that nothing but the network says so.
    `conflict` that both sides have weight. `suggestions` are texts that wait for a person to confirm them, `set_aside` inferences
    about people, which are never used.
    """

    step: Step
    probability: float | None = None
    log_odds: float = 0.0
    rung: Rung | None = None
    inferred: bool = False
    conflict: bool = False
    parts: tuple[Part, ...] = ()
    suggestions: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """How a stance moved: both moments, the steps towards support (negative: away; None where one is unknown), and by what."""

    before: Stance
    after: Stance
    steps: int | None
    evidence: tuple[str, ...]


_ORDER: tuple[Step, ...] = ("strong_against", "lean_against", "undecided", "lean_support", "strong_support")


def stance(
    evidence: Iterable[Evidence],
    *,
    now: datetime,
    subject: Subject = "person",
    prior: float = 0.0,
    calibration: Calibration = DEFAULT,
) -> Stance:
    """The stance at `now`, whatever the order of evidence; facts later than `now` do not exist yet.

    `prior` is in log-odds and says nothing by itself: without fresh evidence the answer is unknown. Raises KeyError for a kind
    that is not in KINDS.
    """
    known = [one for one in evidence if one.at <= now]
    suggestions = tuple(sorted(one.id for one in known if _is_suggestion(one)))
    aside = tuple(sorted(one.id for one in known if subject == "person" and KINDS[one.kind].rung == "inferred"))
    used = [one for one in known if one.id not in {*suggestions, *aside} and _strength(one, now=now) >= FRESH]
    if not used:
        return Stance(step="unknown", suggestions=suggestions, set_aside=aside)
    parts = _parts(_one_per_source(used, now=now), now=now, overlap=calibration.overlap)
    odds = (prior + sum(part.weight for part in parts)) / calibration.temperature
    if _is_one_rather(parts, {one.id: one.lean for one in used}, side=odds):
        most = max(_MOST_RATHER, abs(prior) / calibration.temperature)
        odds = max(-most, min(odds, most))
    rungs = [part.rung for part in parts]
    return Stance(
        step=step_of(probability_of(odds)),
        probability=probability_of(odds),
        log_odds=odds,
        rung=min(rungs, key=LADDER.index),
        inferred=set(rungs) == {"inferred"},
        conflict=_conflicts(parts),
        parts=parts,
        suggestions=suggestions,
        set_aside=aside,
    )


def step_of(probability: float | None) -> Step:
    """The step of a probability of support; unknown of None."""
    if probability is None:
        return "unknown"
    if probability >= LEAN:
        return "strong_support" if probability >= STRONG else "lean_support"
    if probability <= 1.0 - LEAN:
        return "strong_against" if probability <= 1.0 - STRONG else "lean_against"
    return "undecided"


def drift(
    evidence: Iterable[Evidence],
    *,
    since: datetime,
    until: datetime,
    subject: Subject = "person",
    prior: float = 0.0,
    calibration: Calibration = DEFAULT,
) -> Drift:
    """How the stance moved from `since` to `until`, and the ids of evidence from between, oldest first.

    A move without evidence is decay alone: what was known has grown old. Raises ValueError where `until` is before `since`.
    """
    if until < since:
        raise ValueError("A drift goes from an earlier moment to a later one.")
    known = list(evidence)
    before = stance(known, now=since, subject=subject, prior=prior, calibration=calibration)
    after = stance(known, now=until, subject=subject, prior=prior, calibration=calibration)
    between = sorted((one for one in known if since < one.at <= until), key=lambda one: (one.at, one.id))
    return Drift(before=before, after=after, steps=_steps(before.step, after.step), evidence=tuple(one.id for one in between))


def settled(evidence: Iterable[Evidence], *, subject: Subject = "person", overlap: float = DEFAULT.overlap) -> Case | None:
    """What was claimed of somebody before the last word that settled it (SETTLING, with a side), at temperature 1, and whether it
    was so; None where nothing settled it, or nothing was known before. What comes from the source of that word is left out.
    """
    known = sorted(evidence, key=lambda one: (one.at, one.id))
    last = next((one for one in reversed(known) if one.kind in SETTLING and one.lean), None)
    if last is None:
        return None
    before = [one for one in known if one.at < last.at and one.source != last.source]
    found = stance(before, now=last.at, subject=subject, calibration=Calibration(1.0, overlap))
    return None if found.step == "unknown" or not found.log_odds else (found.log_odds, last.lean > 0)


def discount(place: int, *, overlap: float) -> float:
    """What the source at `place` (0 is the strongest of its side) still adds: 1 for the first, falling, so that n of them sum
    to n / (1 + (n - 1) * overlap).
    """
    if not place:
        return 1.0
    return (1.0 - overlap) / ((1.0 + place * overlap) * (1.0 + (place - 1) * overlap))


def _is_one_rather(parts: Iterable[Part], leans: Mapping[str, float], *, side: float) -> bool:
    """Whether the side that wins rests on one fact, and that one says only "rather"."""
    own = [part for part in parts if part.weight * side > 0]
    return len(own) == 1 and abs(leans[own[0].evidence]) < 1.0


def _is_suggestion(one: Evidence) -> bool:
    return KINDS[one.kind].rung == "text" and not one.confirmed


def _strength(one: Evidence, *, now: datetime) -> float:
    """The reliability that is left of a fact."""
    kind = KINDS[one.kind]
    reliability = kind.reliability if one.reliability is None else one.reliability
    half = kind.half_life_days if one.half_life_days is None else one.half_life_days
    return float(reliability * 2.0 ** (-((now - one.at).total_seconds() / _DAY) / half))


def _weight(one: Evidence, *, now: datetime) -> float:
    llr = KINDS[one.kind].llr if one.llr is None else one.llr
    return one.lean * llr * _strength(one, now=now)


def _one_per_source(used: Iterable[Evidence], *, now: datetime) -> list[Evidence]:
    """For each source the fact that stands for it: of the highest rung the newest, and of these the heaviest."""

    def order(one: Evidence) -> tuple[int, float, float, str]:
        return LADDER.index(KINDS[one.kind].rung), -one.at.timestamp(), -abs(_weight(one, now=now)), one.id

    best: dict[str, Evidence] = {}
    for one in sorted(used, key=order):
        best.setdefault(one.source, one)
    return list(best.values())


def _parts(standing: Sequence[Evidence], *, now: datetime, overlap: float) -> tuple[Part, ...]:
    """What each source adds, heaviest first; the sides are discounted apart."""
    places = {True: 0, False: 0}
    found = []
    weighed = sorted(((_weight(one, now=now), one) for one in standing), key=lambda each: (-abs(each[0]), each[1].id))
    for weight, one in weighed:
        side = weight > 0
        found.append(Part(one.id, one.source, weight * discount(places[side], overlap=overlap), KINDS[one.kind].rung))
        places[side] += weight != 0
    return tuple(sorted(found, key=lambda part: (-abs(part.weight), part.evidence)))


def _conflicts(parts: Iterable[Part]) -> bool:
    weights = [part.weight for part in parts]
    pro, contra = sum(weight for weight in weights if weight > 0), -sum(weight for weight in weights if weight < 0)
    return min(pro, contra) >= max(CONFLICT_LEAST, CONFLICT_SHARE * max(pro, contra))


def _steps(before: Step, after: Step) -> int | None:
    if "unknown" in (before, after):
        return None
    return _ORDER.index(after) - _ORDER.index(before)
