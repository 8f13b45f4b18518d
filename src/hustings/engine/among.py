"""How close two others are to each other, and on which side: from dated facts of what they do together.

A fact decays once it has ended. Facts are taken as independent chances that one answers the other, so more of them never lower a
strength. Closeness and alliance are two things: the sign says whether they go together, whatever their strength.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import inf, prod, sqrt
from typing import NamedTuple

MODEL_VERSION = "among-2"
"""Kept beside derived figures, so that those of two models are never compared."""

MOST = 0.97
"""No tie is surer than this."""


class Kind(NamedTuple):
    """What a fact says: the chance that one answers the other where just the two share it, and its half-life in days."""

    chance: float
    half_life: float
    sign: int = 0


# Figures to begin with: a committee meets every week, employers and boards are shared by whole floors, a conference or a copied
# letter shows that they could know each other. What somebody states counts as much as working together.
KINDS: dict[str, Kind] = {
    "family": Kind(0.7, inf, 1),
    "household": Kind(0.6, inf, 1),
    "friend": Kind(0.6, 1825, 1),
    "ally": Kind(0.5, 1095, 1),
    "mentor": Kind(0.55, 1825, 1),
    "worked_with": Kind(0.45, 1825),
    "knows": Kind(0.3, 1095),
    "opponent": Kind(0.3, 1095, -1),
    "committee": Kind(0.6, 1460),
    "colleague": Kind(0.5, 1095),
    "member": Kind(0.6, 1460),
    "met": Kind(0.35, 540),
    "attended": Kind(0.25, 365),
    "copied": Kind(0.15, 365),
    "exchanged": Kind(0.5, 365),
    "same_side": Kind(0.25, 730, 1),
    "other_side": Kind(0.05, 730, -1),
    "donor": Kind(0.3, 730, 1),
    "client": Kind(0.5, 730, 1),
    "named": Kind(0.08, 365),
}
STATED = ("family", "friend", "ally", "mentor", "worked_with", "knows", "opponent")
"""What a member can say by hand."""
ORDER = tuple(KINDS)
"""The place of each kind, as it stands in a set of bits."""
COLD = frozenset({"donor", "named"})
"""Who gave money to whom, and who is named beside whom: it ties them, and says nothing of who would introduce whom."""


class GiftClass(NamedTuple):
    """What somebody gave in a year, from `least` to below `below` (None: no end), and the chance that it gives."""

    least: int
    below: int | None
    chance: float


GIFTS = (GiftClass(0, 200, 0.05), GiftClass(200, 1_000, 0.12), GiftClass(1_000, 5_000, 0.2), GiftClass(5_000, None, 0.3))
"""200 is the sum from which donors are named in American reports (11 CFR 104.3(a)(4)); the others are steps of ours."""


class Fact(NamedTuple):
    """One thing that ties two others. `at` is when it ended or happened, None while it holds; `size` how many share it.

    `sign` counts where it is not 0, else that of the kind. `chance` replaces the kind's where it is known (an exchange). `note`
    is what is to be read beside the kind, such as the class of a gift.
    """

    kind: str
    at: datetime | None = None
    since: datetime | None = None
    size: int = 2
    sign: int = 0
    evidence: str = ""
    chance: float | None = None
    note: str = ""


class Part(NamedTuple):
    """A fact with its chance by now."""

    fact: Fact
    chance: float


class Strength(NamedTuple):
    """The probability that one answers the other, the side (1 together, -1 against each other, 0 neither), and what it is made
    of, the strongest first."""

    probability: float
    sign: int
    parts: tuple[Part, ...]


def gift_class(amount: float) -> GiftClass:
    """The class of a year's gifts: it says less than the sum, and enough."""
    return next((each for each in GIFTS if each.below is None or amount < each.below), GIFTS[-1])


def chance(fact: Fact, *, now: datetime) -> float:
    """The chance that this fact alone gives: shared among the others present, halved with each half-life since it ended.

    Raises KeyError for a kind that is not in KINDS.
    """
    kind = KINDS[fact.kind]
    first = kind.chance if fact.chance is None else fact.chance
    age = max((now - fact.at).total_seconds() / 86_400, 0.0) if fact.at is not None else 0.0
    return float(min(first, MOST) / sqrt(max(fact.size - 1, 1)) * 2.0 ** (-age / kind.half_life))


def strength(facts: Iterable[Fact], *, now: datetime) -> Strength:
    """The strength of a tie from its facts; their order does not matter."""
    parts = tuple(sorted((Part(fact, chance(fact, now=now)) for fact in facts), key=lambda part: (-part.chance, part.fact.kind)))
    left = prod(sorted(1.0 - part.chance for part in parts))
    return Strength(min(1.0 - left, MOST), side(parts), parts)


def side(parts: Sequence[Part]) -> int:
    """The sign of the sum of signed chances; 0 where nothing has a sign or both sides weigh the same."""
    total = round(sum(sorted((part.fact.sign or KINDS[part.fact.kind].sign) * part.chance for part in parts)), 9)
    return (total > 0) - (total < 0)
