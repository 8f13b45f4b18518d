"""Which language a text is in, where it is long enough to tell."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

KNOWN = ("en", "es", "fr", "de", "pt", "it", "nl", "pl")
LEAST_LETTERS = 24
SURE = 0.7


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loading the model takes a good part of a second: only when the first opening is written.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(KNOWN))
    return identifier


@lru_cache(maxsize=4096)
def language_of(text: str) -> str:
    """The language as a two-letter code, or an empty text where the text is too short to say or none of the known ones."""
    letters = sum(sign.isalpha() for sign in text)
    if letters < LEAST_LETTERS or sum(sign.isalpha() and ord(sign) < 0x250 for sign in text) < letters * 0.8:
        return ""
    language, probability = _identifier().classify(text[:2000])
    return str(language) if probability >= SURE else ""
