"""What to do with a record, given how it compares with its candidates: create, link, or let a member look."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp2
from typing import Literal, NamedTuple

import msgspec

from hustings.engine.linkage.comparison import Comparison
from hustings.engine.linkage.name_comparison import Reason
from hustings.engine.linkage.profiles import Key, Profile

LINK_AT = 0.95
"""From this probability on a record is linked without asking."""
REVIEW_AT = 0.10
"""From this probability on a member decides; below it a new person is made."""


class Candidate(NamedTuple):
    """A known person who may be the same, and how probably."""

    key: Key
    probability: float


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What to do. `target` is the known person for "link" and the likeliest for "review"; `candidates` come best first."""

    action: Literal["create", "link", "review"]
    target: Key | None
    probability: float
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...]


def decide(profile: Profile, scored: Iterable[tuple[Key, Comparison]], *, not_same: frozenset[Key] = frozenset()) -> Decision:
    """Link to the one sure target; ask where it is not sure or not one; else create. The order of `scored` does not matter.

    A record is at most one of the candidates, so the best one's odds are weighed against all others': two equally good ones
    are half as probable each and go to review. People in `not_same` and the profile's own key are left out.
    """
    best: dict[Key, Comparison] = {}
    for key, comparison in scored:
        if key in not_same or key == profile.key:
            continue
        if key not in best or _rank((key, comparison)) < _rank((key, best[key])):
            best[key] = comparison
    ranked = sorted(best.items(), key=_rank)
    candidates = tuple(Candidate(key, found.probability) for key, found in ranked if found.probability >= REVIEW_AT)
    if not candidates:
        return Decision(
            action="create", target=None, probability=ranked[0][1].probability if ranked else 0.0, reasons=(), candidates=()
        )
    target, top = ranked[0]
    probability = _share_of_first([found.weight for _, found in ranked])
    action: Literal["link", "review"] = "link" if probability >= LINK_AT else "review"
    return Decision(action=action, target=target, probability=probability, reasons=top.reasons, candidates=candidates)


def _rank(item: tuple[Key, Comparison]) -> tuple[float, bool, Key, tuple[Reason, ...]]:
    key, comparison = item
    return (-comparison.weight, isinstance(key, str), key, comparison.reasons)


def _share_of_first(falling: list[float]) -> float:
    """The first one's odds as a share of everybody's and of nobody's, from log odds in bits."""
    first = falling[0]
    return 1 / (sum(exp2(weight - first) for weight in falling) + exp2(min(-first, 1000.0)))
