"""What we can offer beside what people need: matches by the words that both share, weighted by how rare they are.

The rarer a shared word among all texts, the more it says (inverse document frequency; Spärck Jones 1972). Words are folded and
cut to their beginnings, so that "figures" meets "figure" and accents do not matter. No model, any language with spaces.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import log
from typing import NamedTuple

import msgspec

from hustings.engine.languages import SMALL_WORDS
from hustings.engine.linkage.folding import fold, words

LEAST = 0.25
"""Below this likeness a match would be a guess."""
SHORT = 3
"""A need of more telling words than this shares at least two of them."""
HALF_LIFE_DAYS = 180.0
"""After so long a need is only half as likely to be one still."""
KINDS: dict[str, frozenset[str]] = {
    "expertise": frozenset({"expertise", "advice", "skill"}),
    "data": frozenset({"data", "expertise"}),
    "introduction": frozenset({"introduction"}),
    "room": frozenset({"room", "resource"}),
    "time": frozenset({"time", "volunteering"}),
    "platform": frozenset({"platform", "audience"}),
    "resource": frozenset({"resource", "room"}),
}
"""Which kinds of assets can meet a kind of need, beside its own; a need or asset without a kind goes with any."""

_STEM = 6
_SMALL = frozenset(fold(word) for word in SMALL_WORDS)


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """Something that `owner` (a member or a person of the network) can give: expertise, data, an introduction, a room, time."""

    id: str
    owner: str
    text: str
    kind: str = ""


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person needs, as a note, a conversation or a position says it; `evidence` is where it stands."""

    id: str
    person: str
    text: str
    at: datetime
    kind: str = ""
    evidence: tuple[str, ...] = ()


class Match(NamedTuple):
    """An asset that may meet a need: how alike (0 to 1), what it is worth by now, and the shared words as the need writes
    them.
    """

    need: str
    asset: str
    likeness: float
    worth: float
    shared: tuple[str, ...]


def matches(assets: Sequence[Asset], needs: Sequence[Need], *, now: datetime, most_per_need: int = 3) -> list[Match]:
    """Assets for needs, the best first; at most so many for each need, never from the person who needs it.

    Needs later than `now` do not exist yet. Cost grows with pairs that share a word, not with all pairs.
    """
    known = [need for need in needs if need.at <= now]
    asset_terms = [_terms(asset.text) for asset in assets]
    need_terms = [_terms(need.text) for need in known]
    weights = _weights([*asset_terms, *need_terms])
    holders: dict[str, list[int]] = defaultdict(list)
    for place, terms in enumerate(asset_terms):
        for term in terms:
            holders[term].append(place)
    found: list[Match] = []
    for need, terms in zip(known, need_terms, strict=True):
        near = sorted({place for term in terms for place in holders.get(term, ())})
        fitting = [(assets[place], asset_terms[place]) for place in near if _fits(assets[place], need)]
        scored = [_match(need, terms, asset, held, weights, now=now) for asset, held in fitting]
        good = sorted((one for one in scored if one.likeness >= LEAST), key=lambda one: (-one.likeness, one.asset))
        found += good[:most_per_need]
    return sorted(found, key=lambda one: (-one.worth, one.need, one.asset))


def _terms(text: str) -> dict[str, str]:
    """The beginnings of the words that say something, each with the first word that has it."""
    found: dict[str, str] = {}
    for written in text.split():
        for word in words(written):
            if len(word) > 2 and word not in _SMALL:
                found.setdefault(_stem(word), word)
    return found


def _stem(word: str) -> str:
    """The beginning of a word, without a plural's end in the languages of western Europe."""
    bare = word[:-1] if word.endswith("s") and len(word) > 3 else word
    return (bare[:-1] if bare.endswith("e") and len(bare) > 3 else bare)[:_STEM]


def _weights(texts: Iterable[Mapping[str, str]]) -> dict[str, float]:
    every = list(texts)
    counts = Counter(term for terms in every for term in terms)
    return {term: 1.0 + log(len(every) / count) for term, count in counts.items()}


def _fits(asset: Asset, need: Need) -> bool:
    if asset.owner == need.person:
        return False
    return not asset.kind or not need.kind or asset.kind == need.kind or asset.kind in KINDS.get(need.kind, frozenset())


def _match(
    need: Need, terms: Mapping[str, str], asset: Asset, held: Mapping[str, str], weights: Mapping[str, float], *, now: datetime
) -> Match:
    shared = sorted(terms.keys() & held.keys(), key=lambda term: (-weights[term], term))
    enough = len(shared) > 1 or len(terms) <= SHORT
    met, whole = (sum(weights[term] ** 2 for term in some) for some in (shared, terms))
    likeness = min(1.0, met / whole) if enough else 0.0
    fresh = 2.0 ** (-((now - need.at) / timedelta(days=HALF_LIFE_DAYS)))
    return Match(need.id, asset.id, likeness, likeness * fresh, tuple(terms[term] for term in shared))
