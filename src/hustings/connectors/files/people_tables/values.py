"""What the values of a column look like, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from hustings.connectors.files.people_tables.words import HONORIFICS, NO, YES, key_of
from hustings.kernel.identities import canonical_linkedin, canonical_url, handle_identity
from hustings.kernel.records import IdentityKind

Look = Literal["", "email", "phone", "url", "date", "yes-no", "number", "row-number", "honorific", "words", "name"]
MOST = 0.8
"""The share of filled cells that must look alike."""

_EMAIL = re.compile(
    r"(?:mailto:|[^<>@]{0,80}<)?\s*[^@\s<>,;]{1,80}@[^@\s<>,;]{1,100}\.[^@\s<>,;.]{2,30}>?(?:\s*[,;|].*)?", re.DOTALL
)
_PHONE = re.compile(
    r"'?(?:tel:)?(?:\+|00|\(|0)[\d\s()./\-–]{5,24}(?:\s*(?:x|ext\.?|доб\.?)\s*\d{1,6})?|\d{2,4}[\s./-]\d{2,4}[\s./-]\d{2,5}(?:[\s./-]\d{2,4})?"
)
_URL = re.compile(r"(?:https?://|www\.)\S{3,}", re.IGNORECASE)
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b.{0,20}|\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})\b.{0,20}|\d{4}年\d{1,2}月\d{1,2}日"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?[\s-][^\W\d_]{3,12}\.?,?[\s-]\d{2,4}|[^\W\d_]{3,12}\.?\s\d{1,2},?\s\d{4}"
)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]+[^\W\d_][^\W\d_.'’-]*){0,4}\.?")
_LOOKS: tuple[tuple[Look, Callable[[str], object]], ...] = (
    ("email", _EMAIL.fullmatch),
    ("url", _URL.fullmatch),
    ("date", _DATE.fullmatch),
    ("phone", _PHONE.fullmatch),
    ("yes-no", lambda cell: key_of(cell) in YES or key_of(cell) in NO or cell in YES),
    ("number", _NUMBER.fullmatch),
    ("honorific", lambda cell: key_of(cell) in HONORIFICS),
    ("name", lambda cell: _NAME.fullmatch(cell) and (cell[0].isupper() or not cell.isascii())),
)


def look_of(cells: Sequence[str]) -> Look:
    """What most of the filled cells are; "words" where they are nothing in particular, empty where none is filled."""
    filled = [cell.strip()[:300] for cell in cells if cell.strip()]
    if not filled:
        return ""
    if _counts_rows(filled, len(cells)):
        return "row-number"
    return next((look for look, fits in _LOOKS if sum(bool(fits(cell)) for cell in filled) >= MOST * len(filled)), "words")


def _counts_rows(filled: Sequence[str], rows: int) -> bool:
    """Whether the cells just count the rows, from one on."""
    return rows > 2 and list(filled) == [str(number) for number in range(1, rows + 1)]


def network_of(cells: Sequence[str]) -> IdentityKind | None:
    """The network on which most of the addresses of a column are profiles; None where it is none."""
    filled = [cell for cell in cells if cell.strip()]
    for kind in ("linkedin", *_NETWORKS):
        if filled and sum(is_profile(kind, cell) for cell in filled) >= MOST * len(filled):
            return kind
    return None


_NETWORKS: tuple[IdentityKind, ...] = ("x", "facebook", "instagram", "tiktok", "youtube", "telegram", "bluesky")


def is_profile(kind: IdentityKind, text: str) -> bool:
    """Whether a web address is a profile on this network."""
    if kind == "linkedin":
        return canonical_linkedin(text) is not None
    return canonical_url(text) is not None and "/" in text and handle_identity(kind, text) is not None
