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
_BOX = re.compile(r"\bp(?:ost)?\.?\s*o(?:ffice)?\.?\s*box\s*(\w+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_CODE = re.compile(r"\d{5}-\d{4}")


class Place(NamedTuple):
    """An address in comparable parts, each empty where unknown. `number` and `street` together name a door."""

    number: str = ""
    street: str = ""
    town: str = ""
    code: str = ""

    @property
    def door(self) -> str:
        return f"{self.number} {self.street}" if self.number and self.street else ""


@lru_cache(maxsize=8_192)
def place_of(address: Address) -> Place:
    """The parts of an address: `12 North Harbor Street, Apt 3` and `12 N. Harbor St` are one door; `02118-1234` is `02118`."""
    street = _UNIT.sub("", address.street.replace(",", " ").strip())
    box = _BOX.search(street)
    if box:
        number, spelt = box[1].lower(), "box"
    else:
        found = _NUMBER.search(street)
        number = found.group().lstrip("0") if found else ""
        spelt = street_of(street)
    return Place(number=number, street=spelt, town=_town(address.locality), code=_code(address.postal_code))


@lru_cache(maxsize=8_192)
def street_of(text: str) -> str:
    """The words of a street in their short forms: `North Harbor Street` is `n harbor st`."""
    return " ".join(undigraph(_SHORT.get(word, word)) for word in words(text))


def street_core(street: str) -> str:
    """The first word of a street that tells it from others, for blocking."""
    kept = [word for word in street.split() if word not in _ENDINGS and len(word) > 2]
    return kept[0] if kept else ""


def _town(locality: str) -> str:
    return " ".join(undigraph(_SHORT.get(word, word)) for word in words(locality))


def _code(text: str) -> str:
    """The code without signs; of a long American one the first five digits."""
    found = _CODE.search(text)
    if found:
        return found.group()[:5]
    return "".join(sign for sign in fold(text) if sign.isalnum())
