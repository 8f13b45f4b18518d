"""Which of day, month and year comes first in the dates of one file: settled by all of them together, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from hustings.connectors.protocol import DateOrder

Order = Literal["day-first", "month-first", "year-first"]
Triple = tuple[int, int, int]
"""The three numbers of a date in the order in which they are written."""

_PLACES: dict[Order, tuple[int, int, int]] = {"day-first": (2, 1, 0), "month-first": (2, 0, 1), "year-first": (0, 1, 2)}
_NOISE = 4
"""How many times rarer impossible dates must be in the right order than in any other: text may quote foreign dates."""
EARLIEST, LATEST = 1995, 2099
"""Years between which exports and plans lie."""

HOW_TO_SETTLE = (
    "Its dates can be read with the day or with the month first, and nothing in it says which. Say it with the option "
    "--dates day-first or --dates month-first."
)


def read_triple(triple: Triple, order: Order) -> date | None:
    """The day that three numbers mean in this order; None if there is none. Years of two digits are of this century."""
    if triple[0] > 31 or order == "year-first":
        order = "year-first"
    year, month, day = (triple[place] for place in _PLACES[order])
    year += 2000 if year < 100 else 0
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DateEvidence:
    """Collects the dates of one file in their order. Memory does not grow with their number.

    `in_time_order` says that the file is written in the order of time, so that the wrong order shows by leaps backwards.
    """

    def __init__(self, *, in_time_order: bool = False, year_may_lead: bool = False) -> None:
        orders: tuple[Order, ...] = ("day-first", "month-first", "year-first")
        self._tried = {order: _Tried() for order in (orders if year_may_lead else orders[:2])}
        self._in_time_order = in_time_order
        self._differs = False

    def see(self, triple: Triple) -> None:
        """Take one more date into account."""
        days = [tried.see(read_triple(triple, order)) for order, tried in self._tried.items()]
        self._differs |= len(set(days)) > 1

    def see_all(self, triples: Iterable[Triple]) -> DateEvidence:
        """Take all of them into account, in this order."""
        for triple in triples:
            self.see(triple)
        return self

    def settled(self, said: DateOrder = "") -> Order | None:
        """The order that the dates prove; else the one that was said; None where neither says anything."""
        least = min(tried.impossible for tried in self._tried.values())
        alive = [order for order, tried in self._tried.items() if tried.impossible <= least * _NOISE]
        if len(alive) > 1 and self._in_time_order:
            alive = self._without_leaps(alive)
        if len(alive) == 1 or not self._differs:
            return alive[0]
        return said if said in alive else None

    def _without_leaps(self, alive: list[Order]) -> list[Order]:
        steady = [order for order in alive if not self._tried[order].leaps]
        return steady or alive


class _Tried:
    """What the dates of a file look like in one order."""

    def __init__(self) -> None:
        self.impossible = 0
        self.leaps = 0
        self._last: date | None = None

    def see(self, day: date | None) -> date | None:
        if day is None:
            self.impossible += 1
        else:
            self.leaps += self._last is not None and (self._last - day).days > 1
            self._last = day
        return day
