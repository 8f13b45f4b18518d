"""The ties on a map as columns: half a million would be slow as objects, so one becomes an object when it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, overload

from hustings.apps.network.queries import FactRow
from hustings.engine.among import ORDER

FIRST_DAY = date(1970, 1, 1)
FARTHEST = 1_000_000
"""No day lies farther from the first: such a figure stands for a day that nobody knows."""
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MapEdge:
    """A tie on the map: ends by their places among the nodes, strength and side by now, since when, its kinds, and its facts."""

    one: int
    other: int
    strength: float
    sign: int
    since: date | None
    kinds: tuple[str, ...]
    facts: tuple[FactRow, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class MapTies(Sequence[MapEdge]):
    """Columns of one length: places of both ends, strength, side, first day (from 1970) and kinds (a bit for each of ORDER), with
    the facts of those pairs whose facts are told."""

    one: Any = ()
    other: Any = ()
    strength: Any = ()
    sign: Any = ()
    since: Any = ()
    kinds: Any = ()
    facts: Mapping[Pair, tuple[FactRow, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.one)

    @overload
    def __getitem__(self, place: int) -> MapEdge: ...
    @overload
    def __getitem__(self, place: slice) -> MapTies: ...
    def __getitem__(self, place: int | slice) -> MapEdge | MapTies:
        if isinstance(place, slice):
            return self.only(place)
        one, other = int(self.one[place]), int(self.other[place])
        return MapEdge(
            one, other, float(self.strength[place]), int(self.sign[place]), day_of(int(self.since[place])),
            kinds_of(int(self.kinds[place])), self.facts.get((one, other), ()),
        )  # fmt: skip

    def __iter__(self) -> Iterator[MapEdge]:
        return (self[place] for place in range(len(self)))

    def only(self, wanted: Any) -> MapTies:
        """Those of a mask, of places in their order, or of a slice."""
        columns = ("one", "other", "strength", "sign", "since", "kinds")
        return replace(self, **{name: getattr(self, name)[wanted] for name in columns})

    def of_each(self, places: Sequence[int], *, most: int) -> dict[int, list[MapEdge]]:
        """The ties of some on the map, the strongest of each first. One pass over all of them."""
        import numpy as np

        if not len(self):
            return {place: [] for place in places}
        near = self.only(np.isin(self.one, places) | np.isin(self.other, places))
        near = near.only((-near.strength).argsort(kind="stable"))
        return {place: [near[at] for at in ((near.one == place) | (near.other == place)).nonzero()[0][:most]] for place in places}

    def strongest(self, most: int) -> MapTies:
        """The strongest, the weakest of them first, so that in a drawing the strong ones lie above."""
        return self.only((-self.strength).argsort(kind="stable")[:most][::-1]) if len(self) else self

    def among(self, places: Sequence[int]) -> MapTies:
        """Those with both ends among these places, whose numbers are then those in this list."""
        import numpy as np

        if not len(self):
            return self
        renumbered = np.full(max(int(self.one.max()), int(self.other.max()), *places, 0) + 1, -1)
        renumbered[list(places)] = np.arange(len(places))
        one, other = renumbered[self.one], renumbered[self.other]
        facts = {(int(renumbered[a]), int(renumbered[b])): rows for (a, b), rows in self.facts.items()}
        return replace(self, one=one, other=other, facts=facts).only((one >= 0) & (other >= 0))

    def begins(self) -> date | None:
        """Since when the oldest of those holds of which it is known."""
        known = self.since[abs(self.since.astype("int64")) < FARTHEST] if len(self) else ()
        return day_of(int(known.min())) if len(known) else None


@lru_cache(maxsize=1024)
def kinds_of(bits: int) -> tuple[str, ...]:
    """The kinds of a tie by their bits."""
    return tuple(kind for place, kind in enumerate(ORDER) if bits >> place & 1)


def day_of(since: int) -> date | None:
    """A day by its number from 1970; None for one that nobody knows."""
    return FIRST_DAY + timedelta(days=since) if abs(since) < FARTHEST else None
