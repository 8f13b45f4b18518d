"""How WhatsApp writes a line of a chat: date and time as the telephone's language has them, who, and what.

Seen forms: `24.12.19, 11:23 - Ben: Hello`, `[12/24/19, 11:23:45 PM] Ben: Hello`, `2019. 12. 24. 오후 11:23, Ben : Hello`.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import NamedTuple

from hustings.connectors.reading.chats import without_marks
from hustings.connectors.reading.date_order import Order, Triple, read_triple
from hustings.kernel.clock import as_utc

_MARK = "[\u200e\u200f\u202a-\u202e\ufeff]*"
_DATE = rf"(\d{{1,4}}){_MARK}\s?([./-]){_MARK}\s?(\d{{1,2}}){_MARK}\s?[./-]{_MARK}\s?(\d{{1,4}})\.?"
_WORD = r"[^\W\d_][^\d\[\]:,()–-]{0,11}?"
_TIME = rf"(?:({_WORD})\s?)?(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?(?:\s?({_WORD}))?\.?"
_LINE = re.compile(rf"{_MARK}(\[)?{_DATE}{_MARK},?\s{{1,3}}{_MARK}{_TIME}{_MARK}(\]\s?|\s[-–]\s|,\s|:\s)(.*)", re.DOTALL)
_AUTHOR = re.compile(r"([^:\n]{1,120}?)\s?:(?:\s|(?=[\u200e\u200f]|\.?$))(.*)", re.DOTALL)
_QUOTED = re.compile('["“”„«»]')

_HALVES = {
    **dict.fromkeys(("am", "vorm", "πμ", "öö", "de", "pd", "sa", "ap", "dop", "pg", "ص", "पूर्वाह्न"), 0),
    **dict.fromkeys(("上午", "凌晨", "早上", "清晨", "오전", "午前"), 0),
    **dict.fromkeys(("pm", "nachm", "μμ", "ös", "du", "md", "ch", "ip", "odp", "ptg", "م", "अपराह्न"), 12),
    **dict.fromkeys(("下午", "中午", "晚上", "傍晚", "오후", "午後"), 12),
}
"""Words for the two halves of the day, without points and blanks, by the hours that they add."""
_BLANKS = re.compile("[\\s.\u200e\u200f\u202a-\u202e]")
_NEUTRAL = frozenset({"", "klo", "kl", "à", "às", "um", "at", "o", "alle", "h", "uhr", "hs", "hrs"})
_SECONDS = re.compile(r"\d[:.]\d\d[:.]\d\d")
EASTERN = re.compile("[上下午凌晨早清中傍晚오전후前後]|^\\d{1,4}\\. ")
"""Signs of languages that may write the year first with two digits."""


class Line(NamedTuple):
    """The beginning of a message: the numbers of its date as written, its time of day or why not, and what stands after."""

    numbers: Triple
    at: time | None
    is_bracketed: bool
    rest: str
    stamp: str

    @property
    def looks_foreign(self) -> bool:
        """Whether logs of programs and other chat tools begin their lines so, but WhatsApp never does."""
        has_year_first, has_seconds = self.numbers[0] > 99, _SECONDS.search(self.stamp) is not None
        return has_year_first and has_seconds != self.is_bracketed

    def sent_at(self, order: Order) -> datetime | None:
        """The moment, as the telephone's clock showed it; None where there is no such day or time."""
        day = read_triple(self.numbers, order)
        return as_utc(datetime.combine(day, self.at)) if day and self.at is not None else None


def read_line(text: str) -> Line | None:
    """The beginning of a message, or None where the line goes on with the one before."""
    found = _LINE.match(text)
    if found is None:
        return None
    bracket, first, _, second, third, before, hour, minute, second_of, after, end, rest = found.groups()
    if bool(bracket) != end.startswith("]"):
        return None
    return Line(
        (int(first), int(second), int(third)),
        _time_of_day(int(hour), int(minute), int(second_of or 0), half=(before or "") + (after or "")),
        bool(bracket),
        rest,
        text[: found.start(12)],
    )


def split_author(rest: str) -> tuple[str, str] | None:
    """Who wrote it and what; None for a line of WhatsApp's own, such as somebody joining a group."""
    found = _AUTHOR.match(rest)
    # A group's name in quotes may hold a colon; the name of a person holds no quotes that matter.
    if found is None or _QUOTED.search(found[1]) or not without_marks(found[1]).strip():
        return None
    return found[1], found[2]


def _time_of_day(hour: int, minute: int, second: int, *, half: str) -> time | None:
    word = _BLANKS.sub("", half.casefold())
    if word not in _NEUTRAL:
        if word not in _HALVES:
            return None
        if hour <= 12:
            hour = hour % 12 + _HALVES[word]
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
