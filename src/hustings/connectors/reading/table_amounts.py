"""Sums of money as people and systems write them. What could be read in two ways is read in none."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

_SUM = re.compile(r"(\(?)\s*(-?)\s*([A-Z]{3})?\s*([$€£])?\s*(-?)\s*([\d.,'’\s]*\d)\s*([€£$])?\s*([A-Z]{3})?\s*(\)?)", re.ASCII)
_SIGNS = {"€": "EUR", "£": "GBP"}
_LONGEST = 40


def read_amount(text: str, *, decimal: Literal[".", ",", ""] = "") -> Decimal | None:
    """The sum in a text, negative with a minus or in parentheses; None where there is none.

    `decimal` is the sign before the cents where the system always writes alike. Without it, `1.025` and `1,025` are not read.
    """
    found = _SUM.fullmatch(text.strip().lstrip("'")) if len(text) <= _LONGEST else None
    if found is None:
        return None
    digits = re.sub(r"['’\s]", "", found[6])
    point = decimal or _decimal_of(digits)
    if point is None:
        return None
    other = "," if point == "." else "."
    try:
        total = Decimal(digits.replace(other, "").replace(point, "."))
    except InvalidOperation:
        return None
    return -total if found[1] or found[2] or found[5] else total


def currency_of(text: str) -> str:
    """The ISO 4217 code that stands with a sum, or that its sign can only mean; empty where it is not told. A dollar is not."""
    found = _SUM.fullmatch(text.strip().lstrip("'")) if len(text) <= _LONGEST else None
    if found is None:
        return ""
    return found[3] or found[8] or _SIGNS.get(found[4] or found[7] or "", "")


def _decimal_of(digits: str) -> Literal[".", ","] | None:
    """The sign before the cents: the last of two different ones; one that comes once and not before three digits."""
    dot, comma = digits.rfind("."), digits.rfind(",")
    if dot >= 0 and comma >= 0:
        return "." if dot > comma else ","
    at = max(dot, comma)
    if at < 0:
        return "."
    sign: Literal[".", ","] = "." if at == dot else ","
    if digits.count(sign) > 1:
        return "," if sign == "." else "."
    return None if len(digits) - at - 1 == 3 else sign
