"""Who goes with whom on a map, against whom, and which ties run against that: from the ties with a side (engine.balance)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from hustings.engine.balance import Tie, balance, frustration

STRAINS = 10
AGAINST = 10
NAMED = 6
"""Names of a camp that are told; all others carry its letters on the map."""


class Somebody(Protocol):
    """Whoever stands on a map."""

    @property
    def name(self) -> str: ...
    @property
    def influence(self) -> float: ...


class Sided(NamedTuple):
    """A tie with a side (1 allies, -1 against each other), between two places on the map."""

    one: int
    other: int
    sign: int


@dataclass(frozen=True, slots=True)
class Strained:
    """A tie under strain: it closes unbalanced triangles, with these as third."""

    one: str
    other: str
    sign: int
    unbalanced: int
    triangles: int
    third: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Camp:
    """Those who go with each other: the letters that they carry on the map, how many, and the most influential of them."""

    letters: str
    size: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """A tie that runs against the division: allies in different camps, or two against each other within one."""

    one: str
    other: str
    sign: int


@dataclass(frozen=True, slots=True)
class Division:
    """Two camps, the larger first; one alone where nobody stands against it as a camp. `least` ties run against the division, the
    first of them named; `exact` that no other division has fewer, else there may be one."""

    camps: tuple[Camp, ...]
    least: int
    exact: bool
    against: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class Alliances:
    """`balanced` is the share of balanced triangles of ties with a side, None where there are none; `letters` of the camp of each
    place. No strains and no divisions where nobody is against anybody."""

    balanced: float | None
    strains: tuple[Strained, ...] = ()
    divisions: tuple[Division, ...] = ()
    letters: dict[int, str] | None = None


class Part(NamedTuple):
    """Two camps of a connected part by places, the larger first (one alone where nobody stands against it as a camp), the first
    ties that run against them, and how many do."""

    camps: tuple[tuple[int, ...], ...]
    against: tuple[Sided, ...]
    least: int
    exact: bool


class Weighed(NamedTuple):
    """Alliances by places alone: nothing in it says who stands there, so it may be kept."""

    balanced: float | None
    strains: tuple[tuple[Sided, int, int, tuple[int, ...]], ...] = ()
    parts: tuple[Part, ...] = ()

    def letters(self) -> dict[int, str]:
        """The letters of the camp of each place that belongs to one."""
        return {
            place: letters_of(2 * number + at)
            for number, part in enumerate(self.parts)
            for at, camp in enumerate(part.camps)
            for place in camp
        }


def alliances_of(nodes: Sequence[Somebody], sided: Iterable[Sided]) -> Alliances:
    """Strains and camps of a map. Time grows with the ties that have a side: on 20,000 nodes half a second for 60,000 of them."""
    return told(nodes, weigh(sided))


def weigh(sided: Iterable[Sided]) -> Weighed:
    """Strains and camps by places; none of either where nobody is against anybody."""
    ties = [Tie(*each) for each in sided if each.sign]
    if all(tie.sign > 0 for tie in ties):
        return Weighed(1.0 if ties else None)
    found = balance(ties)
    strains = tuple((Sided(*each.tie), each.unbalanced, each.triangles, each.third[:3]) for each in found.strains[:STRAINS])
    return Weighed(found.share, strains, _parts(ties))


def _parts(ties: Sequence[Tie[int]]) -> tuple[Part, ...]:
    """The parts where somebody is against somebody, the largest first: camps of different parts say nothing of each other."""
    opposed = {tie.one for tie in ties if tie.sign < 0}
    parts = [part for part in frustration(ties).parts if any(place in opposed for camp in part.camps for place in camp)]
    parts.sort(key=lambda part: (-sum(map(len, part.camps)), min(map(min, filter(None, part.camps)))))
    return tuple(
        Part(
            tuple(sorted(filter(None, part.camps), key=lambda camp: (-len(camp), min(camp)))),
            tuple(Sided(*tie) for tie in part.against[:AGAINST]), len(part.against), part.exact,
        )
        for part in parts
    )  # fmt: skip


def told(nodes: Sequence[Somebody], weighed: Weighed) -> Alliances:
    """The same with names."""
    strains = tuple(
        Strained(
            nodes[tie.one].name, nodes[tie.other].name, tie.sign, unbalanced, triangles,
            tuple(nodes[place].name for place in third),
        )
        for tie, unbalanced, triangles, third in weighed.strains
    )  # fmt: skip
    letters = weighed.letters()
    divisions = tuple(_division(nodes, part, letters) for part in weighed.parts)
    return Alliances(weighed.balanced, strains, divisions, letters or None)


def _division(nodes: Sequence[Somebody], part: Part, letters: dict[int, str]) -> Division:
    camps = tuple(Camp(letters[camp[0]], len(camp), tuple(_foremost(nodes, camp))) for camp in part.camps)
    against = tuple(Against(nodes[tie.one].name, nodes[tie.other].name, tie.sign) for tie in part.against)
    return Division(camps, part.least, part.exact, against)


def _foremost(nodes: Sequence[Somebody], camp: Iterable[int]) -> list[str]:
    ordered = sorted(camp, key=lambda place: (-nodes[place].influence, nodes[place].name))
    return [nodes[place].name for place in ordered[:NAMED]]


def letters_of(number: int) -> str:
    """A, B, ... Z, AA, AB and so on, from 0."""
    said = ""
    while number >= 0:
        number, place = divmod(number, 26)
        said, number = chr(ord("A") + place) + said, number - 1
    return said
