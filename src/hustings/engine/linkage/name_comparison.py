"""How far two names agree, in levels: same, spelt otherwise, nickname, initial, other family name, different."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from hustings.engine.linkage import weights
from hustings.engine.linkage.folding import is_latin, undigraph
from hustings.engine.linkage.given_names import may_be_nickname
from hustings.engine.linkage.names import ParsedName

SAME, RENAMED, DIFFERENT, UNKNOWN = "same", "renamed", "different", "unknown"
"""Whether names allow one person: they agree; only the family differs (marriage); they do not agree; nothing can be said."""
FamilyWeight = Callable[[str], float]


class Reason(NamedTuple):
    """One step of the waterfall: a code, its weight in bits and what it was seen in."""

    code: str
    weight: float
    detail: str


class NameEvidence(NamedTuple):
    """The verdict over two names and the steps that led there."""

    verdict: str
    reasons: tuple[Reason, ...]
    weight: float


NOTHING = NameEvidence(UNKNOWN, (), 0.0)


def best_of(left: tuple[ParsedName, ...], right: tuple[ParsedName, ...], family_weight: FamilyWeight) -> NameEvidence:
    """The best agreement of any name of one with any of the other; symmetric."""
    if len(left) == 1 == len(right):
        return compare_names(left[0], right[0], family_weight)
    found = [compare_names(one, other, family_weight) for one in left for other in right]
    return max(found, key=lambda evidence: (evidence.weight, evidence.reasons), default=NOTHING)


def compare_names(left: ParsedName, right: ParsedName, family_weight: FamilyWeight) -> NameEvidence:
    """Levels of given and family name, generation and middle names. Different scripts say nothing."""
    if is_latin(left.given + left.particles) != is_latin(right.given + right.particles):
        return NOTHING
    straight = _in_order(left, right, family_weight)
    if straight.verdict == SAME or not (left.family and right.family):
        return straight
    swapped = _swapped(left, right, family_weight)
    return swapped if swapped is not None and swapped.weight > straight.weight else straight


def _in_order(left: ParsedName, right: ParsedName, family_weight: FamilyWeight) -> NameEvidence:
    given, family = _given(left, right), _family(left, right, family_weight)
    reasons = [reason for reason in (given, family) if reason is not None]
    reasons += _middles(left, right, given)
    if left.generation and right.generation and left.generation != right.generation:
        reasons.append(Reason("generation_different", weights.GENERATION_DIFFERENT, _both(left.generation, right.generation)))
    verdict = _verdict(reasons[0].code if given else "", family.code if family else "", reasons[-1].code if reasons else "")
    return NameEvidence(verdict, tuple(reasons), sum(reason.weight for reason in reasons))


def _verdict(given: str, family: str, last: str) -> str:
    if given == "given_different" or last == "generation_different":
        return DIFFERENT
    if family == "family_different":
        return RENAMED if given in ("given_same", "given_spelt") else DIFFERENT
    return SAME if given or family else UNKNOWN


def _swapped(left: ParsedName, right: ParsedName, family_weight: FamilyWeight) -> NameEvidence | None:
    """`Wang Xiaoming` and `Xiaoming Wang`: the same words, in whatever order."""
    if left.given == right.given or sorted((left.given, *left.family)) != sorted((right.given, *right.family)):
        return None
    family = min(left.family[-1], right.family[-1])
    reasons = (
        Reason("given_same", weights.GIVEN_SAME, max(left.family[-1], right.family[-1])),
        Reason("family_same", family_weight(family), family),
        Reason("order_different", weights.SWAPPED, " ".join(sorted((left.given, *left.family)))),
    )
    return NameEvidence(SAME, reasons, sum(reason.weight for reason in reasons))


def _given(left: ParsedName, right: ParsedName) -> Reason | None:
    if not left.given or not right.given:
        return None
    if left.given == right.given:
        is_initial = len(left.given) == 1 and left.given.isascii()
        return Reason("given_same", weights.GIVEN_INITIAL_BOTH if is_initial else weights.GIVEN_SAME, left.given)
    if not left.nicknames and not right.nicknames:
        code, weight = _given_level(*_sorted_pair(left.given, right.given))
    else:
        code, weight = max(
            (
                _given_level(*_sorted_pair(one, other))
                for one in (left.given, *left.nicknames)
                for other in (right.given, *right.nicknames)
            ),
            key=lambda level: (level[1], level[0]),
        )
    if code == "given_different" and (left.given in right.middles or right.given in left.middles):
        code, weight = "given_is_middle", weights.GIVEN_MIDDLE
    return Reason(code, weight, _both(left.given, right.given))


@lru_cache(maxsize=65_536)
def _given_level(left: str, right: str) -> tuple[str, float]:
    if left == right:
        return "given_same", weights.GIVEN_SAME
    if undigraph(left) == undigraph(right):
        return "given_spelt", weights.GIVEN_SPELT
    if len(left) == 1 or len(right) == 1:
        fits = left[0] == right[0]
        return ("given_initial", weights.GIVEN_INITIAL) if fits else ("given_different", weights.GIVEN_DIFFERENT)
    if may_be_nickname(left, right):
        return "given_nickname", weights.GIVEN_NICKNAME
    if _similar(left, right):
        return "given_fuzzy", weights.GIVEN_FUZZY
    return "given_different", weights.GIVEN_DIFFERENT


def _family(left: ParsedName, right: ParsedName, family_weight: FamilyWeight) -> Reason | None:
    if not left.family or not right.family:
        return None
    if left.family == right.family:
        return _family_same(left.family, family_weight)
    code, malus, shared = _family_level(*sorted((left.family, right.family)))
    if code == "family_different":
        return _family_otherwise(left, right, family_weight)
    weight = malus if not shared else family_weight(shared) + malus
    return Reason(code, weight, _both(" ".join(left.family), " ".join(right.family)))


def _family_same(family: tuple[str, ...], family_weight: FamilyWeight) -> Reason:
    whole = " ".join(family)
    if len(whole) == 1 and whole.isascii():
        return Reason("family_same", weights.FAMILY_INITIAL, whole)
    return Reason("family_same", family_weight(whole), whole)


@lru_cache(maxsize=65_536)
def _family_level(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, float, str]:
    """The code, the weight beside that of the shared family name, and that name (empty where none is shared exactly)."""
    one, other = "".join(left), "".join(right)
    if undigraph(one) == undigraph(other):
        return "family_spelt", weights.FAMILY_SPELT, " ".join(left)
    shared = sorted(word for word in set(left) & set(right) if len(word) > 1)
    if shared:
        return "family_part", weights.FAMILY_PART, shared[0]
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return "family_initial", weights.FAMILY_INITIAL, ""
    if _similar(one, other):
        return "family_fuzzy", weights.FAMILY_FUZZY, ""
    return "family_different", weights.FAMILY_DIFFERENT, ""


def _family_otherwise(left: ParsedName, right: ParsedName, family_weight: FamilyWeight) -> Reason:
    """Another family name: perhaps the maiden name, a middle name that serves as one, or particles run together."""
    detail = _both(" ".join(left.family), " ".join(right.family))
    if not (left.middles or right.middles or left.maidens or right.maidens or _has_particles(left) or _has_particles(right)):
        return Reason("family_different", weights.FAMILY_DIFFERENT, detail)
    if undigraph(left.particles) == undigraph(right.particles):
        return Reason("family_spelt", family_weight(min(left.family[-1], right.family[-1])) + weights.FAMILY_SPELT, detail)
    known = {*left.family, *left.maidens, *left.middles} & {*right.family, *right.maidens, *right.middles}
    serving = sorted(
        word for word in known if len(word) > 2 and (word in left.family or word in right.family or word in left.maidens)
    )
    if serving:
        return Reason("family_maiden", family_weight(serving[0]) + weights.FAMILY_MAIDEN, detail)
    return Reason("family_different", weights.FAMILY_DIFFERENT, detail)


def _has_particles(name: ParsedName) -> bool:
    return len(name.particles) != sum(map(len, name.family))


def _middles(left: ParsedName, right: ParsedName, given: Reason | None) -> list[Reason]:
    if not left.middles or not right.middles or given is None:
        return []
    one, other = left.middles[0], right.middles[0]
    detail = _both(one, other)
    if one == other:
        return [Reason("middle_same", weights.MIDDLE_SAME if len(one) > 1 else weights.MIDDLE_INITIAL, one)]
    if one[0] == other[0] and (len(one) == 1 or len(other) == 1 or _similar(*_sorted_pair(one, other))):
        return [Reason("middle_initial", weights.MIDDLE_INITIAL, detail)]
    return [Reason("middle_different", weights.MIDDLE_DIFFERENT, detail)]


def _similar(left: str, right: str) -> bool:
    """Whether two words may be one misspelt: close by Jaro-Winkler, or one slip of the keyboard (of at least four letters)."""
    if min(len(left), len(right)) < 4:
        return False
    return JaroWinkler.similarity(left, right) >= weights.FUZZY_NAME or OSA.distance(left, right, score_cutoff=1) <= 1


def _sorted_pair(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)


def _both(left: str, right: str) -> str:
    return left if left == right else f"{min(left, right)} ~ {max(left, right)}"
