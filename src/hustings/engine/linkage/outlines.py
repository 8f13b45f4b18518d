"""The outlines of many people, and who of them may be meant: most are turned away by a few numbers, before texts are compared.

Costs less than a microsecond for each who is turned away so; an outline in words takes five.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from enum import IntEnum
from math import inf
from typing import NamedTuple

from hustings.engine.linkage.folding import undigraph
from hustings.engine.linkage.name_comparison import given_level
from hustings.engine.linkage.screening import LEAST_WEIGHT, RAREST, SEVERAL, SHIPPED, Outline, Scale, is_hopeless, unpack


class Bond(IntEnum):
    """What two people share by whom a blocking key leads from one to the other."""

    WORDS = 0
    """No handle."""
    HANDLE = 1
    """A handle that an outline holds, if it holds but one of its kind."""
    SURE = 2
    """A handle of a network, of which an outline knows nothing."""


def bond_of(key: str) -> Bond:
    """The bond of those who share a blocking key."""
    if not key.startswith("i:"):
        return Bond.WORDS
    return Bond.HANDLE if key.startswith(_OUTLINED) else Bond.SURE


_OUTLINED = ("i:email:", "i:phone:", "i:linkedin:", "i:external:")


class Kind(NamedTuple):
    """What an outline holds at all: of a handle `*` for several, of a phone number its first sign, of a number its system.

    There are few kinds among however many people: a number that names no system counts as several.
    """

    email: str
    phone: str
    birthday: bool
    linkedin: str
    external: str
    source: str
    works: bool
    lives: bool
    has_middle: bool


def kind_of(outline: Outline) -> Kind:
    """The kind of an outline."""
    system, colon, _ = outline.external.partition(":")
    return Kind(
        outline.email and (SEVERAL if outline.email == SEVERAL else "1"),
        outline.phone[:1],
        bool(outline.birthday),
        outline.linkedin and (SEVERAL if outline.linkedin == SEVERAL else "1"),
        system if colon else outline.external and SEVERAL,
        outline.source,
        bool(outline.organisation),
        bool(outline.door or outline.town or outline.code),
        bool(outline.middle),
    )


def most_between(one: Kind, other: Kind, scale: Scale) -> float:
    """The most that all but the names can weigh between two who share no handle; infinity where only a look tells."""
    if one.has_middle or other.has_middle:
        return inf
    weight = scale.added + (max(scale.organisation[0], 0.0) if one.works or other.works else 0.0)
    if one.lives and other.lives:
        weight += max(scale.place[0], 0.0)
    if one.birthday and other.birthday:
        weight += scale.birthday[0]
    if one.source == other.source not in ("", SEVERAL):
        weight += scale.source
    return weight + _most_of_handles(one, other, scale)


def _most_of_handles(one: Kind, other: Kind, scale: Scale) -> float:
    weight = 0.0
    if one.email and other.email:
        weight += scale.email[SEVERAL not in (one.email, other.email)]
    if one.phone and other.phone:
        both = one.phone + other.phone
        weight += scale.phone[0 if SEVERAL in both else 1 + (both == "++")]
    if one.linkedin and other.linkedin:
        weight += scale.linkedin[SEVERAL not in (one.linkedin, other.linkedin)]
    if one.external and other.external:
        known = SEVERAL not in (one.external, other.external)
        apart = scale.external[1] if one.external == other.external else max(0.0, scale.external[1])
        weight += apart if known else scale.external[0]
    return weight


class Outlines:
    """Outlines by place, the first of which is 0. `scale` says what levels of agreement weigh (None: as shipped)."""

    def __init__(self, scale: Scale | None = None) -> None:
        self._scale = scale or SHIPPED
        self._packed: list[str] = []
        self._givens = array("I")
        self._families = array("I")
        self._kinds = array("I")
        self._words: dict[str, int] = {}
        self._names: list[str] = []
        self._number_of: dict[Kind, int] = {}
        self._every_kind: list[Kind] = []
        self._between: list[dict[int, float]] = []

    def put(self, place: int, outline: Outline | None) -> None:
        """Keeps the outline of whoever stands there: at the next place, or in place of an older one. None: nobody can be told."""
        if place == len(self._packed):
            self._packed.append("")
            for held in (self._givens, self._families, self._kinds):
                held.append(0)
        self._packed[place] = outline.pack() if outline else ""
        if outline:
            self._givens[place] = self._word(outline.given)
            self._families[place] = self._word(undigraph(outline.family))
            self._kinds[place] = self._kind(outline)

    def _word(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self._names)
            self._names.append(word)
        return number

    def _kind(self, outline: Outline) -> int:
        kind = kind_of(outline)
        number = self._number_of.get(kind)
        if number is None:
            number = self._number_of[kind] = len(self._every_kind)
            self._every_kind.append(kind)
            self._between.append({})
        return number

    def hopeful(
        self,
        one: Outline,
        met: Mapping[int, Bond],
        *,
        family_weight: Callable[[str], float],
        prior: float,
        rarest: float = RAREST,
    ) -> list[int]:
        """The places of those met who may be meant, in their order. `rarest` is the most that `family_weight` says."""
        scale, most_of = self._scale, self._most_of_words(one, rarest)
        found = []
        for place, bond in met.items():
            packed = self._packed[place]
            if packed and bond is not Bond.SURE:
                if bond is Bond.WORDS and prior + most_of(place) < LEAST_WEIGHT:
                    continue
                if is_hopeless(one, unpack(packed), family_weight=family_weight, prior=prior, scale=scale, rarest=rarest):
                    continue
            found.append(place)
        return found

    def _most_of_words(self, one: Outline, rarest: float) -> Callable[[int], float]:
        """Of a place: the most that can speak for its being `one`, where the two share no handle."""
        scale, shifts = self._scale, self._scale.shifts
        same, spelt, fuzzy = scale.family
        given, kind, other_family = one.given, self._kind(one), max(fuzzy, scale.family_different)
        # Names in another order are for a look to tell.
        families = {self._word(undigraph(one.family)): rarest + max(same, spelt), self._word(undigraph(given)): inf}
        between = self._between[kind]
        kinds, names, givens, those = self._kinds, self._names, self._givens, self._families

        def most_of(place: int) -> float:
            number, name = kinds[place], names[givens[place]]
            most = between.get(number)
            if most is None:
                most = between[number] = most_between(self._every_kind[kind], self._every_kind[number], scale)
            code, weight = given_level(given, name) if given <= name else given_level(name, given)
            return most + families.get(those[place], other_family) + weight + shifts.get(code, 0.0)

        return most_of
