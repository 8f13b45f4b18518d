"""How far two names agree, in levels: same, spelt otherwise, nickname, initial, other family name, different."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from hustings.engine.linkage import weights
from hustings.engine.linkage.folding import is_latin, single_letters, undigraph, word_set
from hustings.engine.linkage.given_names import may_be_nickname
from hustings.engine.linkage.names import ParsedName, in_latin
from hustings.engine.linkage.scripts import sounds_alike

SAME, DOUBTFUL, DIFFERENT, UNKNOWN, HOUSEHOLD = "same", "doubtful", "different", "unknown", "household"
"""Whether names allow one person: they agree; they might be another's of the same family (Mario and Maria, `Smith` alone) or of a
person who married; they do not agree; nothing can be said; one of them stands for several people, the other for one."""
NameWeight = Callable[[str], float]
"""The weight of an agreeing family or given name."""


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
OTHER_SCRIPT = NameEvidence(DOUBTFUL, (), 0.0)


def usual_given(_: str) -> float:
    """The weight of a given name whose frequency nobody gave."""
    return weights.GIVEN_SAME


def best_of(
    left: tuple[ParsedName, ...], right: tuple[ParsedName, ...], family_weight: NameWeight, given_weight: NameWeight = usual_given
) -> NameEvidence:
    """The best agreement of any name of one with any of the other; symmetric."""
    if len(left) == 1 == len(right):
        return compare_names(left[0], right[0], family_weight, given_weight)
    found = [compare_names(one, other, family_weight, given_weight) for one in left for other in right]
    return max(found, key=lambda evidence: (evidence.weight, evidence.reasons), default=NOTHING)


def compare_names(
    left: ParsedName, right: ParsedName, family_weight: NameWeight, given_weight: NameWeight = usual_given
) -> NameEvidence:
    """Levels of given and family name, generation and middle names; names that only their numbers tell apart are two.

    Names in different scripts agree where their sounds do, and are doubtful else: no spelling in other letters is the only one.
    """
    evidence = _compare_words(left, right, family_weight, given_weight)
    if not left.number or not right.number or left.number == right.number:
        return evidence
    reason = Reason("number_different", weights.NUMBER_DIFFERENT, _both(left.number, right.number))
    return NameEvidence(DIFFERENT, (*evidence.reasons, reason), evidence.weight + reason.weight)


def _compare_words(left: ParsedName, right: ParsedName, family_weight: NameWeight, given_weight: NameWeight) -> NameEvidence:
    if not (left.given or left.family) or not (right.given or right.family):
        return NOTHING
    if left.household != right.household:
        return _one_of_a_household(left, right)
    if is_latin(left.given + left.particles) != is_latin(right.given + right.particles):
        return _across_scripts(left, right, family_weight)
    if not left.given or not right.given:
        return _family_only(left, right, family_weight)
    straight = _in_order(left, right, family_weight, given_weight)
    if straight.verdict == SAME or not (left.family and right.family):
        return straight
    swapped = _swapped(left, right, family_weight)
    return swapped if swapped is not None and swapped.weight > straight.weight else straight


def _one_of_a_household(left: ParsedName, right: ParsedName) -> NameEvidence:
    detail = _both(" ".join(left.family or (left.given,)), " ".join(right.family or (right.given,)))
    return NameEvidence(HOUSEHOLD, (Reason("household_one", weights.HOUSEHOLD_ONE, detail),), weights.HOUSEHOLD_ONE)


def _across_scripts(left: ParsedName, right: ParsedName, family_weight: NameWeight) -> NameEvidence:
    """Both in Latin letters, in either order. What is family and what given, the name in other letters says."""
    latin, foreign = (left, right) if is_latin(left.given + left.particles) else (right, left)
    for reading in in_latin(foreign):
        given, family = latin.given, "".join(latin.family)
        if not (given and family and reading.given and reading.family):
            continue
        against = "".join(reading.family)
        if not (_sound(given, reading.given) and _sound(family, against)):
            given, family = family, given
        if _sound(given, reading.given) and _sound(family, against):
            weight = min(family_weight(family), family_weight(against), weights.FAMILY_ROMANISED)
            reasons = (
                Reason("given_romanised", weights.GIVEN_ROMANISED, _both(given, reading.given)),
                Reason("family_romanised", weight, _both(family, against)),
            )
            return NameEvidence(SAME, reasons, weights.GIVEN_ROMANISED + weight)
    return OTHER_SCRIPT


def _sound(left: str, right: str) -> bool:
    return sounds_alike(*_sorted_pair(left, right))


def _family_only(left: ParsedName, right: ParsedName, family_weight: NameWeight) -> NameEvidence:
    """One side has nothing but a family name, which a whole family bears."""
    family = _family(_as_family(left), _as_family(right), family_weight)
    if family is None or (family.code == "family_different" and not (left.family and right.family)):
        return OTHER_SCRIPT
    return NameEvidence(DIFFERENT if family.code == "family_different" else DOUBTFUL, (family,), family.weight)


def _as_family(name: ParsedName) -> ParsedName:
    """A single word may be the family name."""
    return name if name.family else name._replace(family=(name.given,), particles=name.given)


def _in_order(left: ParsedName, right: ParsedName, family_weight: NameWeight, given_weight: NameWeight) -> NameEvidence:
    alone = _family_alone(left, right, family_weight)
    if alone is not None:
        return NameEvidence(DOUBTFUL, (alone,), alone.weight)
    given, family = _given(left, right, given_weight), _family(left, right, family_weight)
    reasons = [given, *_middles(left, right)] if family is None else [given, family, *_middles(left, right)]
    if left.generation and right.generation and left.generation != right.generation:
        reasons.append(Reason("generation_different", weights.GENERATION_DIFFERENT, _both(left.generation, right.generation)))
    verdict = _verdict(given.code, family.code if family else "", reasons[-1].code)
    return NameEvidence(verdict, tuple(reasons), sum(reason.weight for reason in reasons))


def _family_alone(left: ParsedName, right: ParsedName, family_weight: NameWeight) -> Reason | None:
    """`Souza` and `Ana Souza`: a single word that is the other's family name."""
    short, full = (left, right) if not left.family else (right, left)
    if short.family or short.given == full.given or short.given not in full.family:
        return None
    return Reason("family_alone", min(family_weight(short.given), weights.GIVEN_SAME), short.given)


def _verdict(given: str, family: str, last: str) -> str:
    if given == "given_different" or last == "generation_different":
        return DIFFERENT
    if family == "family_different":
        return DOUBTFUL if given in ("given_same", "given_spelt") else DIFFERENT
    return DOUBTFUL if given == "given_fuzzy" else SAME


def _swapped(left: ParsedName, right: ParsedName, family_weight: NameWeight) -> NameEvidence | None:
    """`Wang Xiaoming` and `Xiaoming Wang`: the same words, in whatever order. Counts the commoner one as family."""
    if left.given == right.given or sorted((left.given, *left.family)) != sorted((right.given, *right.family)):
        return None
    family = min(left.family[-1], right.family[-1], key=lambda word: (family_weight(word), word))
    reasons = (
        Reason("given_same", weights.GIVEN_SAME, left.given if family != left.given else right.given),
        Reason("family_same", family_weight(family), family),
        Reason("order_different", weights.SWAPPED, " ".join(sorted((left.given, *left.family)))),
    )
    return NameEvidence(SAME, reasons, sum(reason.weight for reason in reasons))


def _given(left: ParsedName, right: ParsedName, given_weight: NameWeight) -> Reason:
    if left.nicknames or right.nicknames:
        ours, theirs = (left.given, *left.nicknames), (right.given, *right.nicknames)
        levels = [given_level(*_sorted_pair(one, other)) for one in ours for other in theirs]
        code, weight = max(levels, key=lambda level: (level[1], level[0]))
    else:
        code, weight = given_level(*_sorted_pair(left.given, right.given))
    if code == "given_same" and left.given == right.given and len(left.given) > 1:
        weight = given_weight(left.given)
    if code in ("given_different", "given_initial") and _joined_givens(left, right):
        code, weight = "given_spelt", weights.GIVEN_SPELT
    elif code == "given_different" and (left.given in right.middles or right.given in left.middles):
        code, weight = "given_is_middle", weights.GIVEN_MIDDLE
    return Reason(code, weight, _both(left.given, right.given))


def _joined_givens(left: ParsedName, right: ParsedName) -> bool:
    """`Li Min` and `Limin`, `Ana Maria` and `Anamaria`."""
    if bool(left.middles) == bool(right.middles):
        return False
    long, short = (left, right) if left.middles else (right, left)
    return long.given + "".join(long.middles) == short.given


def _are_initials(given: str) -> bool:
    """Whether a given name is one letter, or letters that cannot be spoken (`J`, `JP`, `TJ`)."""
    return len(given) == 1 or (len(given) < 4 and given not in _SHORT and _SPOKEN.isdisjoint(given) and given.isascii())


_SPOKEN = frozenset("aeiouy")
_SHORT = word_set("ng")


@lru_cache(maxsize=65_536)
def given_level(left: str, right: str) -> tuple[str, float]:
    """The code and the weight of two folded given names, in order."""
    if left == right:
        return "given_same", weights.GIVEN_INITIAL_BOTH if len(left) == 1 and left.isascii() else weights.GIVEN_SAME
    if single_letters(undigraph(left)) == single_letters(undigraph(right)):
        return "given_spelt", weights.GIVEN_SPELT
    if _are_initials(left) or _are_initials(right):
        fits = left[0] == right[0]
        return ("given_initial", weights.GIVEN_INITIAL) if fits else ("given_different", weights.GIVEN_DIFFERENT)
    if may_be_nickname(left, right):
        return "given_nickname", weights.GIVEN_NICKNAME
    if _similar(left, right):
        return "given_fuzzy", weights.GIVEN_FUZZY
    return "given_different", weights.GIVEN_DIFFERENT


def _family(left: ParsedName, right: ParsedName, family_weight: NameWeight) -> Reason | None:
    if not left.family or not right.family:
        return None
    if left.family == right.family:
        return _family_same(left, right, family_weight)
    ours, theirs = " ".join(left.family), " ".join(right.family)
    detail = _both(ours, theirs)
    code, weight, shared = _family_level(*_sorted_families(left.family, right.family))
    if code == "family_different" and undigraph(left.particles) == undigraph(right.particles):
        code, weight = "family_spelt", weights.FAMILY_SPELT
    if code == "family_spelt":
        return Reason(code, min(family_weight(ours), family_weight(theirs)) + weight, detail)
    if code == "family_part":
        return Reason(code, family_weight(shared) + weight, detail)
    if code == "family_different" and (serving := _serving(left, right)):
        return Reason("family_maiden", max(map(family_weight, serving)) + weights.FAMILY_MAIDEN, detail)
    if weight > weights.FAMILY_INITIAL:
        # No name weighs less than that, so that nobody need ask how common the names are.
        weight = min(weight, family_weight(ours), family_weight(theirs))
    return Reason(code, weight, detail)


def _family_same(left: ParsedName, right: ParsedName, family_weight: NameWeight) -> Reason:
    """Weighed by its rarest part: of a double name, or of other family names that both bear."""
    whole = " ".join(left.family)
    if len(whole) == 1 and whole.isascii():
        return Reason("family_same", weights.FAMILY_INITIAL, whole)
    weight = family_weight(whole)
    if len(left.family) > 1:
        weight = max(weight, *map(family_weight, left.family))
    if serving := _serving(left, right):
        weight = max(weight, *(family_weight(word) + weights.FAMILY_MAIDEN for word in serving))
    return Reason("family_same", weight, whole)


@lru_cache(maxsize=65_536)
def _family_level(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, float, str]:
    """The code, the weight (beside that of a shared name), and the word that both share exactly."""
    one, other = "".join(left), "".join(right)
    if undigraph(one) == undigraph(other):
        return "family_spelt", weights.FAMILY_SPELT, ""
    shared = sorted(word for word in set(left) & set(right) if len(word) > 1)
    if shared:
        return "family_part", weights.FAMILY_PART, shared[0]
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return "family_initial", weights.FAMILY_INITIAL, ""
    if _similar(*_sorted_pair(one, other)):
        return "family_fuzzy", weights.FAMILY_FUZZY, ""
    return "family_different", weights.FAMILY_DIFFERENT, ""


def _serving(left: ParsedName, right: ParsedName) -> set[str]:
    """Words that serve both as a family name, though not in the same place: maiden names, middle names (`Hillary Rodham`)."""
    if not (left.maidens or right.maidens or left.middles or right.middles):
        return set()
    known = {*left.family, *left.maidens, *left.middles} & {*right.family, *right.maidens, *right.middles}
    return {word for word in known if len(word) > 2}


def _middles(left: ParsedName, right: ParsedName) -> list[Reason]:
    if not left.middles or not right.middles:
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


def _sorted_families(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (left, right) if left <= right else (right, left)


def _both(left: str, right: str) -> str:
    return left if left == right else f"{min(left, right)} ~ {max(left, right)}"
