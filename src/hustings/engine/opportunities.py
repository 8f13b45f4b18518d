"""Who of the network fits a job, a volunteer or an advisory role: what they can do and did, and who of us can speak for them.

Each shared word counts where it stands: a skill says more than an old title. Whoever can be vouched for comes before whoever fits
as well and is known to nobody: a recommendation is worth what the one who gives it can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

import msgspec

from hustings.engine.languages import SMALL_WORDS
from hustings.engine.linkage.folding import fold, words

WEIGHTS: dict[str, float] = {"skill": 0.5, "title": 0.45, "headline": 0.3, "earlier_title": 0.25}
"""How far one shared word speaks for somebody, by where it stands; estimates of ours."""
NEAR = 0.15
"""What living at the place adds."""
VOUCHED: dict[str, float] = {
    "worked_together": 1.0, "met_in_person": 0.85, "studied_together": 0.8, "family": 0.75, "introduced_by": 0.7,
    "online_only": 0.55,
}  # fmt: skip
"""What is left of a fit, by the best way in which one of us knows them; UNKNOWN where nobody says."""
UNKNOWN = 0.5
LEAST = 0.15
"""Below this a fit would be a guess."""

_BEGINNING = 6
_SMALL = frozenset(fold(word) for word in SMALL_WORDS)


class Told(msgspec.Struct, frozen=True):
    """What is told of somebody: where it stands (a key of WEIGHTS), the words, and the evidence."""

    kind: str
    text: str
    evidence: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the network. `vouches` are ways in which members know them (people.Vouch), with their evidence."""

    id: int
    told: tuple[Told, ...]
    place: str = ""
    vouches: tuple[tuple[str, str], ...] = ()


class Reason(msgspec.Struct, frozen=True):
    """Why somebody fits: where it stands, its weight, the words that are shared, and the evidence."""

    code: str
    weight: float
    shared: tuple[str, ...]
    evidence: tuple[str, ...]


class Fit(msgspec.Struct, frozen=True):
    """How well somebody fits, from 0 to 1, with the reasons, heaviest first. `vouched` says that one of us can speak for them."""

    id: int
    score: float
    vouched: bool
    reasons: tuple[Reason, ...]


def fits(wanted: str, known: Iterable[Known], *, place: str = "", most: int = 20) -> tuple[Fit, ...]:
    """The people who fit what is wanted, best first, at most so many. The order given does not matter."""
    asked = terms(wanted)
    found = (each for person in known if (each := _fit(person, asked, fold(place).strip())) is not None)
    return tuple(sorted(found, key=lambda each: (-each.score, each.id))[:most])


def terms(text: str) -> frozenset[str]:
    """The beginnings of the words that say something, folded."""
    return frozenset(_beginning(word) for word in words(text) if len(word) > 2 and word not in _SMALL)


def _beginning(word: str) -> str:
    return (word[:-1] if word.endswith("s") and len(word) > 3 else word)[:_BEGINNING]


def _fit(person: Known, asked: frozenset[str], place: str) -> Fit | None:
    reasons = _shared(person.told, asked)
    if not reasons:
        return None
    if place and place in fold(person.place):
        reasons.append(Reason("near", NEAR, (person.place,), (f"person:{person.id}",)))
    best = max(person.vouches, key=lambda each: VOUCHED.get(each[0], UNKNOWN), default=None)
    share = VOUCHED.get(best[0], UNKNOWN) if best else UNKNOWN
    score = share * (1.0 - prod(1.0 - each.weight for each in reasons))
    if score < LEAST:
        return None
    if best:
        reasons.append(Reason(f"vouch_{best[0]}", share, (), (best[1],)))
    return Fit(person.id, score, share > UNKNOWN, tuple(sorted(reasons, key=lambda each: (-each.weight, each.code))))


def _shared(told: Sequence[Told], asked: frozenset[str]) -> list[Reason]:
    """One reason for each place where words are shared; each word counts once, where it says most."""
    left, reasons = set(asked), []
    for each in sorted(told, key=lambda one: (-WEIGHTS[one.kind], one.evidence)):
        met = sorted(word for word in words(each.text) if _beginning(word) in left)
        if met:
            left -= {_beginning(word) for word in met}
            distinct = tuple(dict.fromkeys(met))
            weight = 1.0 - (1.0 - WEIGHTS[each.kind]) ** len({_beginning(word) for word in met})
            reasons.append(Reason(each.kind, weight, distinct, (each.evidence,)))
    return reasons
