"""One spelling for text that people write in many ways: case, accents, apostrophes, German digraphs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"}
    | dict.fromkeys("'’‘`´ʼʻ‛＇ʿʾ", None)
)
# Marks that Latin, Greek, Cyrillic, Hebrew and Arabic writers leave out. Indian vowel signs and Japanese voicing marks stay.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_DIGRAPHS = re.compile("(?<=[aou])e")
_ASCII_WORD = re.compile("[a-z]+")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = str.maketrans(dict.fromkeys("aeiouyhw", None))
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case without accents and apostrophes: `O'Brien` is `obrien`, `José` is `jose`; other scripts stay themselves."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub("", plain))


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text: runs of letters with their vowel signs; digits and signs divide."""
    folded = fold(text)
    if folded.isalpha():
        return (folded,)
    if folded.isascii():
        return tuple(_ASCII_WORD.findall(folded))
    return tuple("".join(sign if _is_letter(sign) else " " for sign in folded).split())


def _is_letter(sign: str) -> bool:
    return sign.isalpha() or unicodedata.category(sign)[0] == "M"


@lru_cache(maxsize=65_536)
def undigraph(folded: str) -> str:
    """`mueller` and `muller` (from Müller) as one spelling. Makes `michael` and `michal` one too: for keys, not for proof."""
    return _DIGRAPHS.sub("", folded)


@lru_cache(maxsize=65_536)
def single_letters(folded: str) -> str:
    """A word without doubled letters: `anna` is `ana`."""
    return _DOUBLED.sub(r"\1", folded)


@lru_cache(maxsize=65_536)
def consonants(folded: str) -> str:
    """The first letter and the consonants that follow: `allen`, `alan` and `alen` are `aln`. Survives most misspelling."""
    return folded[:1] + single_letters(folded[1:]).translate(_VOWELS)


def word_set(text: str) -> frozenset[str]:
    """The words of a table of facts."""
    return frozenset(text.split())


def is_cjk(text: str) -> bool:
    """Whether a text holds Chinese, Japanese or Korean letters, which names write without a space."""
    return not text.isascii() and _CJK.search(text) is not None


def is_latin(folded: str) -> bool:
    """Whether folded letters are Latin."""
    return folded.isascii() or any("a" <= sign <= "z" for sign in folded)
