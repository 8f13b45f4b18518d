"""Names across scripts: how a name in other letters is written in Latin ones, and whether two such spellings sound alike."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from hustings.engine.linkage.folding import consonants, is_cjk, single_letters

ALIKE = 0.9
"""Jaro-Winkler similarity from which two spellings of one sound are taken for one name."""
_SYLLABLE = re.compile(r"[A-Z]?[a-z]+")
_VOWELS = frozenset("aeiouy")
_NO_LETTER = re.compile(r"[^a-z]")
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("dzh", "j"), ("dj", "j"), ("x", "ks"), ("ph", "f"), ("ck", "k"),
    ("tz", "ts"), ("kh", "h"), ("ch", "h"), ("ou", "u"), ("ow", "u"), ("oo", "u"), ("ee", "i"), ("q", "k"), ("w", "v"),
    ("c", "k"), ("y", "i"), ("j", "i"), ("iu", "u"), ("ia", "a"), ("ie", "e"),
)  # fmt: skip


@lru_cache(maxsize=65_536)
def romanised(word: str) -> str:
    """A folded word in Latin letters, as anyascii writes it: `иван` is `ivan`, `αλεξης` is `alexis`; may be empty."""
    return _NO_LETTER.sub("", anyascii(word).lower())


@lru_cache(maxsize=8_192)
def syllables(text: str) -> tuple[str, ...]:
    """The Latin syllables of a name in Chinese, Japanese or Korean letters, in order: `王小明` is `wang`, `xiao`, `ming`."""
    letters = "".join(sign for sign in text if is_cjk(sign))
    return tuple(syllable.lower() for syllable in _SYLLABLE.findall(anyascii(letters)))


@lru_cache(maxsize=65_536)
def sounds_alike(left: str, right: str) -> bool:
    """Whether two Latin spellings may stand for one name in another script: `aleksandr` and `alexander`, `mhmd` and `muhamad`."""
    one, other = sorted((_sound(left), _sound(right)))
    if one == other:
        return True
    if min(len(one), len(other)) > 3 and JaroWinkler.similarity(one, other) >= ALIKE:
        return True
    skeleton = consonants(one)
    # Arabic and Hebrew leave vowels out, so that two consonants are all there is of a short name.
    enough = 1 if _VOWELS.isdisjoint(one) or _VOWELS.isdisjoint(other) else 2
    return len(skeleton) > enough and skeleton == consonants(other)


@lru_cache(maxsize=65_536)
def _sound(word: str) -> str:
    for written, sounded in _SOUNDS:
        word = word.replace(written, sounded)
    return single_letters(word)
