"""Days and moments as systems and spreadsheets write them. Which of day and month comes first is settled per column.

Moments without a zone are taken as UTC. Two-digit years follow the spreadsheets that cut them: 00 to 29 are 2000 to 2029, 30 to
99 are 1930 to 1999 (Microsoft, "How Excel works with two-digit year numbers").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from hustings.connectors.protocol import DateOrder
from hustings.connectors.reading.months import month_of
from hustings.kernel.records import PartialDate

_LONGEST = 60
_PIVOT = 30
_KEPT = 65_536
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![0-9])", re.ASCII)
_PACKED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?![0-9])", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![0-9])", re.ASCII)
_DAY_NAME_YEAR = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|\.|er)?[\s-]+(?:de\s+)?([^\W\d_]{3,12})\.?,?[\s-]+(?:de\s+)?([0-9]{4}|[0-9]{2})(?![0-9])"
)
_NAME_DAY_YEAR = re.compile(r"(?:[a-z]{3,9},?\s+)?([^\W\d_]{3,12})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})(?![0-9])")
_TIME = re.compile(
    r"[^0-9]*?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]+)?\s*(?:([ap])\.?m?\.?(?![a-z]))?\s*(.*)", re.DOTALL
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])(\d{2}):?(\d{2})\b", re.ASCII)
_ZONES = {"est": 5, "edt": 4, "cst": 6, "cdt": 5, "mst": 7, "mdt": 6, "pst": 8, "pdt": 7}
_YEAR = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)
_ZONE_IN_NAME = re.compile(r"\(([ECMP][SD]T|UTC|GMT)\)$")
_NO_YEAR = re.compile(r"--(\d\d)-?(\d\d)|(?:0000|1604)-(\d\d)-(\d\d)", re.ASCII)


def shown_order(text: str) -> DateOrder:
    """The order that a numeric day proves by a number above twelve or by its dots; empty where it proves none."""
    found = _NUMERIC.match(text.strip().lstrip("'"))
    if found is None:
        return ""
    if found[2] == "." or int(found[1]) > 12:
        return "day-first"
    return "month-first" if int(found[3]) > 12 else ""


def read_day(text: str, order: DateOrder) -> date | None:
    """The day that a text names, with or without a time after it; None where there is none or its order is not known."""
    found = _parted(text, order)
    return found[0] if found else None


@lru_cache(maxsize=_KEPT)
def read_moment(text: str, order: DateOrder) -> datetime | None:
    """The moment that a text names, in UTC, midnight where it gives a day only; None where there is none."""
    found = _parted(text, order)
    if found is None:
        return None
    day, rest = found
    time = _TIME.match(rest)
    if time is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    hour, minute, second = int(time[1]), int(time[2]), int(time[3] or 0)
    if time[4]:
        hour = hour % 12 + (12 if time[4] == "p" else 0)
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC) - _offset(time[5])
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=_KEPT)
def read_partial(text: str, order: DateOrder) -> PartialDate:
    """A date as far as it is given, in the form of records (`2021`, `2021-03`, `--03-09`); empty where it is none."""
    given = text.strip().strip("'")
    if (found := _YEAR.fullmatch(given)) and 1 <= int(found[2] or 1) <= 12:
        return given
    if found := _NO_YEAR.match(given):
        return _without_year(int(found[1] or found[3]), int(found[2] or found[4]))
    day = read_day(text, order)
    return day.isoformat() if day else ""


class DateColumn:
    """A column of dates whose order is settled once, by all of its values, when the first numeric one is met.

    A zone in the column's name (`Timestamp (EST)`) holds for its values. `settle` asks whoever reads the file to look at all
    values and to set `order` of every column.
    """

    def __init__(self, at: int, name: str, *, settle: Callable[[], None]) -> None:
        self.at = at
        self.name = name
        zone = _ZONE_IN_NAME.search(name)
        self._zone = f" {zone[1]}" if zone else ""
        self.order: DateOrder | None = None
        self.open_sample = ""
        self.proofs: set[DateOrder] = set()
        self._settle = settle

    def moment(self, text: str) -> datetime | None:
        """The moment in UTC; None for an empty cell, for what is no date and for what stays open."""
        return read_moment(text + self._zone, self._order_for(text)) if text else None

    def partial(self, text: str) -> PartialDate:
        """A date as far as it is given; empty for an empty cell, for what is no date and for what stays open."""
        return read_partial(text, self._order_for(text)) if text else ""

    def look_at(self, text: str) -> None:
        """Take one value as evidence."""
        if text and (proof := shown_order(text)):
            self.proofs.add(proof)

    def _order_for(self, text: str) -> DateOrder:
        if _NUMERIC.match(text.strip().lstrip("'")) is None:
            return ""
        if self.order is None:
            self._settle()
        order = self.order or ""
        if not order and not self.open_sample and _is_open(text):
            self.open_sample = text.strip()[:_LONGEST]
        return order


def settle(columns: list[DateColumn], *, told: DateOrder, usual: DateOrder) -> None:
    """Set the order of each column: what its values prove, else the others', else what the member said, else the vendor's.

    A column that proves both keeps none, so that only those of its values which leave no choice are read.
    """
    everything = {proof for column in columns for proof in column.proofs}
    shared: DateOrder = next(iter(everything)) if len(everything) == 1 else ""
    for column in columns:
        if len(column.proofs) == 1:
            (column.order,) = column.proofs
        else:
            column.order = "" if column.proofs else shared or told or usual


def _is_open(text: str) -> bool:
    found = _NUMERIC.match(text.strip().lstrip("'"))
    return found is not None and not shown_order(text) and found[1].zfill(2) != found[3].zfill(2)


def _parted(text: str, order: DateOrder) -> tuple[date, str] | None:
    """The day and what stands after it, in lower case."""
    given = text.strip().strip("'").lower()
    if not given or len(given) > _LONGEST:
        return None
    found = _numbers(given, order)
    if found is None:
        return None
    try:
        return date(*found[:3]), given[found[3] :]
    except ValueError:
        return None


def _numbers(text: str, order: DateOrder) -> tuple[int, int, int, int] | None:
    """Year, month, day and the position after them."""
    if found := _ISO.match(text) or _PACKED.match(text):
        return int(found[1]), int(found[2]), int(found[3]), found.end()
    if found := _NUMERIC.match(text):
        first, second = int(found[1]), int(found[3])
        known = shown_order(text) or order
        if not known and first != second:
            return None
        month, day = (second, first) if known == "day-first" else (first, second)
        return _full_year(found[4]), month, day, found.end()
    if (found := _DAY_NAME_YEAR.match(text)) and (month_named := month_of(found[2])):
        return _full_year(found[3]), month_named, int(found[1]), found.end()
    if (found := _NAME_DAY_YEAR.match(text)) and (month_named := month_of(found[1])):
        return int(found[3]), month_named, int(found[2]), found.end()
    return None


def _offset(rest: str) -> timedelta:
    if found := _OFFSET.match(rest):
        return timedelta(hours=int(found[2]), minutes=int(found[3])) * (1 if found[1] == "+" else -1)
    return timedelta(hours=-_ZONES.get(rest.strip(" ()"), 0))


def _without_year(month: int, day: int) -> PartialDate:
    try:
        return f"--{date(2000, month, day):%m-%d}"
    except ValueError:
        return ""


def _full_year(digits: str) -> int:
    short = int(digits)
    return short if len(digits) == 4 else short + (2000 if short < _PIVOT else 1900)
