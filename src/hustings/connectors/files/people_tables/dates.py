"""Which of day and month comes first in each column of dates: proved by its own values, else asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

from hustings.connectors.protocol import DateOrder
from hustings.connectors.reading.table_dates import read_moment, read_partial, shown_order
from hustings.kernel.records import PartialDate

EXAMPLES = 5
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d)", re.ASCII)
_EASTERN = re.compile(r"(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]?")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MONTHS = {
    stem: month
    for month, stems in {
        "jan": "sty янв січ", "feb": "lut фев лют", "mar": "мар бер", "apr": "kwi апр кві", "may": "maj мая май тра",
        "jun": "cze июн чер", "jul": "lip июл лип", "aug": "sie авг сер", "sep": "wrz сен вер", "oct": "paź paz окт жов",
        "nov": "lis ноя лис", "dec": "gru дек гру",
    }.items()
    for stem in stems.split()
}  # fmt: skip


def plain(text: str) -> str:
    """A date of eastern Asia or eastern Europe as the other readers of dates write it; other text unchanged."""
    if text.isascii() and not _WORD.search(text):
        return text
    if found := _EASTERN.match(text.strip()):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return _WORD.sub(lambda word: _MONTHS.get(word[0].lower()[:3], word[0]), text)


@lru_cache(maxsize=65_536)
def partial_date(text: str, order: DateOrder) -> PartialDate:
    """A date as far as it is given (`2021`, `2021-03-09`, `--03-09`); empty where it is none, or its order is not known."""
    return read_partial(plain(text), order)


@lru_cache(maxsize=65_536)
def moment(text: str, order: DateOrder) -> datetime | None:
    """The moment in UTC, midnight where a day is given only; None where it is none, or its order is not known."""
    return read_moment(plain(text), order)


class DateColumn:
    """One column of dates and what its values prove. Memory does not grow with their number."""

    def __init__(self, at: int, *, said: DateOrder = "") -> None:
        self.at = at
        self.open: list[str] = []
        self._said: DateOrder = said
        self._proved: set[DateOrder] = set()

    def see(self, text: str) -> None:
        """Take one value into account."""
        order = shown_order(text)
        if order:
            self._proved.add(order)
        elif len(self.open) < EXAMPLES and (found := _NUMERIC.match(text.strip().lstrip("'"))):
            first, second = int(found[1]), int(found[3])
            if first != second and text not in self.open:
                self.open.append(text.strip()[:40])

    @property
    def order(self) -> DateOrder:
        """The order that all values agree on, else the one that was said; empty where neither says anything.

        Values that contradict each other prove nothing: only those are read that leave no choice.
        """
        if len(self._proved) == 1:
            return next(iter(self._proved))
        return "" if self._proved else self._said

    @property
    def is_open(self) -> bool:
        """Whether some of its dates can be read in two ways."""
        return bool(self.open) and not self.order

    @property
    def is_mixed(self) -> bool:
        """Whether some values have the day first and others the month."""
        return len(self._proved) > 1


def settle(columns: list[DateColumn], rows: Iterable[tuple[int, list[str]]]) -> None:
    """Shows every row to the columns: what holds for a column follows from all of its values."""
    seers: list[tuple[int, Callable[[str], None]]] = [(column.at, column.see) for column in columns]
    for _, row in rows:
        for at, see in seers:
            if cell := row[at]:
                see(cell)
