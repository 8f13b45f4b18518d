"""Who goes with whom on a map, against whom, and which ties run against that: from the ties with a side (engine.balance)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from hustings.engine.balance import Division as Divided
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


def alliances_of(nodes: Sequence[Somebody], sided: Iterable[Sided]) -> Alliances:
    """Strains and camps of a map. Time grows with the ties that have a side: on 20,000 nodes half a second for 60,000 of them."""
    ties = [Tie(*each) for each in sided if each.sign]
    if all(tie.sign > 0 for tie in ties):
        return Alliances(1.0 if ties else None)
    found = balance(ties)
    strains = tuple(
        Strained(
            nodes[each.tie.one].name, nodes[each.tie.other].name, each.tie.sign, each.unbalanced, each.triangles,
            tuple(nodes[place].name for place in each.third[:3]),
        )
        for each in found.strains[:STRAINS]
    )  # fmt: skip
    divisions, letters = _divisions(nodes, ties)
    return Alliances(found.share, strains, divisions, letters)


def _divisions(nodes: Sequence[Somebody], ties: Sequence[Tie[int]]) -> tuple[tuple[Division, ...], dict[int, str]]:
    """The parts where somebody is against somebody, the largest first: camps of different parts say nothing of each other."""
    opposed = {tie.one for tie in ties if tie.sign < 0}
    parts = [part for part in frustration(ties).parts if any(place in opposed for camp in part.camps for place in camp)]
    parts.sort(key=lambda part: (-sum(map(len, part.camps)), min(map(min, filter(None, part.camps)))))
    letters: dict[int, str] = {}
    divisions = []
    for number, part in enumerate(parts):
        camps = sorted(filter(None, part.camps), key=lambda camp: (-len(camp), min(camp)))
        named = [(letters_of(2 * number + place), camp) for place, camp in enumerate(camps)]
        letters |= {place: said for said, camp in named for place in camp}
        divisions.append(_division(nodes, named, part))
    return tuple(divisions), letters


def _division(nodes: Sequence[Somebody], named: Iterable[tuple[str, Sequence[int]]], part: Divided[int]) -> Division:
    camps = tuple(Camp(said, len(camp), tuple(_foremost(nodes, camp))) for said, camp in named)
    against = tuple(Against(nodes[tie.one].name, nodes[tie.other].name, tie.sign) for tie in part.against[:AGAINST])
    return Division(camps, len(part.against), part.exact, against)


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
