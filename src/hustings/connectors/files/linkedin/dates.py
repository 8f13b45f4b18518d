"""The many ways in which LinkedIn's exports, and spreadsheets after them, write days and moments. Moments are in UTC.

Numeric days with slashes are read the American way, which is LinkedIn's, unless the first number cannot be a month.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from hustings.connectors.reading.months import month_of
from hustings.kernel.records import PartialDate

_LONGEST = 60
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=\D|$)")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?=\D|$)")
_DAY_NAME_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|er)?[\s-]+(?:de\s+)?([^\W\d_]{3,12})\.?,?[\s-]+(?:de\s+)?(\d{4}|\d{2})(?=\D|$)"
)
_NAME_DAY_YEAR = re.compile(
    r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:\d{1,2}:\d\d(?::\d\d)?\s+\w{2,5}\s+)?(\d{4})(?=\D|$)"
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap])?\.?\s?(?:m\b)?", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,12})\.?(?:[\s,-]+(?:de\s+)?(\d{4})|-(\d{2}))")
_SLASHED_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})\.?[\s-]+(?:de\s+)?([^\W\d_]{3,12})\.?")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})\s*$")


def parse_day(text: str) -> date | None:
    """The day that a text names, with or without a time after it; None where there is none."""
    return _parse_day(text) if len(text) <= _LONGEST else None


def parse_moment(text: str) -> datetime | None:
    """The moment that a text names, midnight where it gives a day only; None where there is none."""
    if len(text) >= 19 and text[4] == "-" and text[10] == " " and text[16] == ":" and text[19:] in ("", " UTC"):
        try:
            return datetime.fromisoformat(text[:19] + "+00:00")
        except ValueError:
            return None
    return _parse_moment(text) if len(text) <= _LONGEST else None


def parse_partial(text: str) -> PartialDate:
    """A date as far as it is given (`Mar 2021`, `2021`, `9-Mar`), in the form of records; empty where it is none."""
    if len(text) > _LONGEST:
        return ""
    folded = _folded(text)
    day = parse_day(text)
    if day is not None:
        return day.isoformat()
    if found := _YEAR.fullmatch(folded):
        return _joined(int(found[1]), int(found[2])) if found[2] else found[1]
    if (found := _MONTH_YEAR.fullmatch(folded)) and (month := month_of(found[1])):
        return _joined(_full_year(found[2] or found[3]), month)
    if found := _SLASHED_MONTH.fullmatch(folded):
        return _joined(int(found[2]), int(found[1]))
    return _yearless(folded)


@lru_cache(maxsize=65_536)
def _parse_day(text: str) -> date | None:
    numbers = _day_numbers(_folded(text))
    if numbers is None:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def _parse_moment(text: str) -> datetime | None:
    day = parse_day(text)
    if day is None:
        return None
    folded = _folded(text)
    found = _TIME.search(folded)
    if found is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)
        return moment - _offset(folded[found.end() :])
    except (ValueError, OverflowError):
        return None


def _offset(rest: str) -> timedelta:
    found = _OFFSET.search(rest)
    if found is None:
        return timedelta()
    return timedelta(hours=int(found[2]), minutes=int(found[3])) * (1 if found[1] == "+" else -1)


def _day_numbers(text: str) -> tuple[int, int, int] | None:
    if found := _ISO.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMERIC.match(text):
        first, second = int(found[1]), int(found[3])
        day_first = found[2] == "." or first > 12
        return _full_year(found[4]), second if day_first else first, first if day_first else second
    if (found := _DAY_NAME_YEAR.search(text)) and (month := month_of(found[2])):
        return _full_year(found[3]), month, int(found[1])
    if (found := _NAME_DAY_YEAR.search(text)) and (month := month_of(found[1])):
        return int(found[3]), month, int(found[2])
    return None


def _yearless(text: str) -> PartialDate:
    if (found := _DAY_MONTH.fullmatch(text)) and (month := month_of(found[2])):
        return _without_year(month, int(found[1]))
    if (found := _MONTH_DAY.fullmatch(text)) and (month := month_of(found[1])):
        return _without_year(month, int(found[2]))
    return ""


def _without_year(month: int, day: int) -> PartialDate:
    try:
        return f"--{date(2000, month, day):%m-%d}"
    except ValueError:
        return ""


def _joined(year: int, month: int) -> PartialDate:
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else ""


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("'\"").lower()
