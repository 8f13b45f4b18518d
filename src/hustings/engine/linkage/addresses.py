"""Postal addresses in one spelling: house number, street, unit, town and code, however a source abbreviates them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hustings.engine.linkage.folding import fold, undigraph, word_set, words
from hustings.kernel.records import Address

_SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd", "court": "ct",
    "place": "pl", "square": "sq", "terrace": "ter", "terr": "ter", "circle": "cir", "parkway": "pkwy", "highway": "hwy",
    "crescent": "cres", "cr": "cres", "close": "cl", "apartment": "apt", "suite": "ste", "floor": "fl", "building": "bldg",
    "north": "n", "south": "s", "east": "e", "west": "w", "saint": "st", "mount": "mt", "fort": "ft", "strasse": "str",
}  # fmt: skip
_ENDINGS = word_set("st ave rd dr ln blvd ct pl sq ter cir pkwy hwy cres cl way str platz weg rue via calle rua avenida the")
_UNIT = re.compile(r"(?:\b(?:apt|apartment|unit|ste|suite|floor|fl|rm|room|flat|no)\b\.?|#)\s*[\w-]+\s*$", re.IGNORECASE)
_MARKED = re.compile(r"#|apt|apartment|unit|ste|suite|fl|rm|room|no")
_BOX = re.compile(r"\bp(?:ost)?\.?\s*o(?:ffice)?\.?\s*box\s*(\w+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_CODE = re.compile(r"\d{5}-\d{4}")


class Place(NamedTuple):
    """A place in comparable parts, each empty where unknown: `door` is the house number with its street, `parts` the words of the
    town or, in plain text, of the whole place. A region or a country alone says nothing: most people known share it."""

    door: str = ""
    number: str = ""
    street: str = ""
    town: str = ""
    code: str = ""
    parts: frozenset[str] = frozenset()


NOWHERE = Place()


@lru_cache(maxsize=8_192)
def place_of(address: Address) -> Place:
    """The parts of an address: `12 North Harbor Street, Apt 3` and `12 N. Harbor St` are one door; `02118-1234` is `02118`."""
    number, street = _door(address.street)
    town = _short_words(address.locality)
    return Place(
        door=f"{number} {street}" if number and street else "",
        number=number,
        street=street,
        town=town,
        code=_code(address.postal_code),
        parts=_words_of(town),
    )


@lru_cache(maxsize=8_192)
def place_in(text: str) -> Place:
    """The parts of a place in plain text: `12 Harbour St, Ely` has a door; `Ely` and `Greater Boston Area` are towns.

    The number stands in the first of several parts: a number further on is a postal code.
    """
    first, _, rest = text.partition(",")
    number, street = _door(first)
    if rest and number and street:
        code = next((word for word in reversed(rest.split()) if len(_code(word)) > 3 and any(map(str.isdigit, word))), "")
        return Place(f"{number} {street}", number, street, _short_words(rest.split(",")[0]), _code(code), _words_of(rest))
    return Place(town=_short_words(text), parts=_words_of(text))


def address_block(place: Place) -> str:
    """The blocking key of a door: its number and the word that tells the street from others; empty for a mere town."""
    core = street_core(place.street) if place.door else ""
    return f"a:{place.number}:{core}" if core else ""


def street_core(street: str) -> str:
    """The first word of a street that tells it from others."""
    return next((word for word in street.split() if word not in _ENDINGS and len(word) > 2), "")


def _door(text: str) -> tuple[str, str]:
    """House number and street; a post-office box counts as both."""
    if not text:
        return "", ""
    street = text.replace(",", " ").strip()
    lower = street.lower()
    if _MARKED.search(lower):
        street = _UNIT.sub("", street)
    # Searching without regard to case costs five times as much as asking first.
    box = _BOX.search(street) if "box" in lower else None
    if box:
        return fold(box[1]), "box"
    found = _NUMBER.search(street)
    return (found.group().lstrip("0") if found else ""), _short_words(street)


@lru_cache(maxsize=8_192)
def _short_words(text: str) -> str:
    return " ".join([undigraph(_SHORT.get(word, word)) for word in words(text)])


def _words_of(text: str) -> frozenset[str]:
    return frozenset([undigraph(word) for word in words(text) if len(word) > 2])


def _code(text: str) -> str:
    """The code without signs; of a long American one the first five digits."""
    if text.isalnum() and text.isascii():
        return text.lower()
    found = _CODE.search(text)
    return found.group()[:5] if found else "".join([sign for sign in fold(text) if sign.isalnum()])
