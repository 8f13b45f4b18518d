"""The ways in which a word may be written with and without accents and capitals, as patterns that data bases compare by.

What counts as the same letter is said by `fold` (engine.linkage.folding): `Zurich`, `Zürich` and `ZÜRICH` are alike, and `Lodz`
and `Łódź`. Letters of other scripts stay themselves, but for case and the marks that their writers leave out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Literal

from hustings.engine.linkage.folding import fold

Kind = Literal["=", "contains", "begins with"]
_RANGES = ((0x41, 0x17F), (0x218, 0x21B), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491), (0x620, 0x6D3), (0x1EA0, 0x1EF9))
"""Latin, Greek, Cyrillic and Arabic letters as European and Arab names are written, and those of Vietnam."""
_LIGATURES = {"ss": "ßẞ", "ae": "æÆ", "oe": "œŒ", "th": "þÞ"}
_APOSTROPHES = "'’‘`´ʼʻ"
_MOST_FORMS = 16
_MOST_BEGINNINGS = 64


def _letters() -> dict[str, str]:
    """The letters that fold to each letter, the plain ones first."""
    found: dict[str, list[str]] = {}
    for number in (each for first, last in _RANGES for each in range(first, last + 1)):
        letter = chr(number)
        plain = fold(letter)
        if len(plain) == 1 and letter.isalpha():
            found.setdefault(plain, [plain, *([plain.upper()] if plain.upper() != plain and len(plain.upper()) == 1 else [])])
            found[plain].append(letter)
    return {plain: "".join(dict.fromkeys(letters)) for plain, letters in found.items()} | {"'": _APOSTROPHES}


LETTERS = _letters()


def glob_patterns(value: str, kind: Kind) -> tuple[str, ...]:
    """Patterns of SQLite's GLOB of which one matches whatever is alike."""
    before, after = "*" if kind == "contains" else "", "" if kind == "=" else "*"
    return tuple(f"{before}{''.join(map(_glob, form))}{after}" for form in _forms(value))


def regular_expression(value: str, kind: Kind) -> str:
    """The same as one regular expression of PostgreSQL."""
    before, after = "" if kind == "contains" else "^", "$" if kind == "=" else ""
    forms = "|".join("".join(map(_regular, form)) for form in _forms(value))
    return f"{before}({forms}){after}"


@lru_cache(maxsize=1_024)
def _glob(letters: str) -> str:
    if len(letters) == 1:
        return f"[{letters}]" if letters in "*?[" else letters
    return f"[{''.join(_runs(letters))}]"


def _runs(letters: str) -> Iterator[str]:
    """The letters with neighbours joined: the fewer parts, the faster a letter is refused."""
    plain, rest = letters[:2], sorted(set(letters[2:]))
    yield plain
    while rest:
        last = 0
        while last + 1 < len(rest) and ord(rest[last + 1]) == ord(rest[last]) + 1:
            last += 1
        yield rest[0] if last == 0 else f"{rest[0]}-{rest[last]}"
        rest = rest[last + 1 :]


def _regular(letters: str) -> str:
    if len(letters) == 1:
        return f"\\{letters}" if letters in r"\.^$|()[]{}*+?" else letters
    return f"[{letters}]"


def _forms(value: str) -> list[tuple[str, ...]]:
    """The value as choices of letters, one for each place; two forms for each of the first pairs that may stand as one letter."""
    plain = _plain(value)
    forms: list[list[str]] = [[]]
    at = 0
    while at < len(plain):
        pair = plain[at : at + 2]
        choices = LETTERS.get(plain[at], plain[at])
        if pair in _LIGATURES and len(forms) < _MOST_FORMS:
            both = [choices, LETTERS.get(pair[1], pair[1])]
            forms = [form + step for form in forms for step in (both, [_LIGATURES[pair]])]
            at += 2
        else:
            for form in forms:
                form.append(choices)
            at += 1
    return [tuple(form) for form in forms]


def _plain(value: str) -> str:
    """The value as it is compared: folded, its apostrophes kept as places of their own."""
    straight = "".join("'" if sign in _APOSTROPHES else sign for sign in value)
    return "'".join(fold(part) for part in straight.split("'"))


def beginnings(value: str) -> tuple[str, ...]:
    """Texts with one of which begins whatever is alike, ASCII in lower case; as long as they are not too many."""
    plain, number = _plain(value), 1
    choices: list[str] = []
    for at, letter in enumerate(plain):
        letters = _lowered(LETTERS.get(letter, letter) + _LIGATURES.get(plain[at : at + 2], ""))
        number *= len(letters)
        if choices and number > _MOST_BEGINNINGS:
            break
        choices.append(letters)
        if plain[at : at + 2] in _LIGATURES:
            break
    return tuple("".join(each) for each in product(*choices)) if choices else ()


def _lowered(letters: str) -> str:
    return "".join(dict.fromkeys(letter.lower() if letter.isascii() else letter for letter in letters))
