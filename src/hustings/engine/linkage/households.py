"""Names that stand for several people: couples (`John & Mary Smith`) and families (`The Smith Family`, `Familie Müller`)."""

from __future__ import annotations

import re
from functools import lru_cache

from hustings.engine.linkage.folding import fold, word_set

TOGETHER = "&"
"""Stands in the given name of a household, which no single person's given name holds."""
_AND = re.compile(r"\s*[&+]\s*|\s+(?:and|und|et|och|og|en|и)\s+", re.IGNORECASE)
FAMILY_WORDS = word_set("family families household familie haushalt famille familia famiglia rodzina семья")
"""Words that say of a name that it stands for several people."""
_THE = word_set("the die la le")
_COUPLE = re.compile(
    r"(?:mr|herr|m|monsieur|sr|señor|senor)\.?\s*(?:[&+]|and|und|et|y|e)\s*(?:mrs|ms|frau|mme|madame|sra|señora|senora)\.?\s+",
    re.IGNORECASE,
)
_MAY_BE = re.compile(
    r"[&+]|\b(?:and|und|och|og|en|и|et|mrs|frau|sra|famil\w+|famigl\w+|household|haushalt|rodzina|семья)\b", re.IGNORECASE
)


@lru_cache(maxsize=8_192)
def members_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The part of a name that holds the family, and the other members' names; None for a name of one person.

    `John & Mary Smith` is `Mary Smith` and (`John`,); `The Smith Family` and `Mr. & Mrs. Smith` are `Smith` and (`&`,).
    """
    if _MAY_BE.search(text) is None:
        return None
    couple = _COUPLE.match(text)
    if couple:
        return text[couple.end() :], (TOGETHER,)
    words = text.split()
    kept = [word for word in words if fold(word.strip(".,")) not in FAMILY_WORDS]
    if len(kept) < len(words):
        named = kept[1:] if len(kept) > 1 and fold(kept[0]) in _THE else kept
        return (" ".join(named), (TOGETHER,)) if named else None
    before, comma, after = text.partition(",")
    pieces = [piece.strip() for piece in _AND.split(after if comma else text) if piece.strip(" .,")]
    if len(pieces) < 2:
        return None
    return (f"{before}, {pieces[-1]}" if comma else pieces[-1]), tuple(pieces[:-1])
