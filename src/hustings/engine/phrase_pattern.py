"""Makes one regular expression of hundreds of phrases that is searched quickly: those that begin alike are tried as one.

Python's `re` tries every phrase at every word. With a phrase's first sign in front of its group, all but a few are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

_PIECE = re.compile(r"\\.|\[[^\]]*\]|[()|]|[^\\\[()|]+")
_BEGINNING = r"(?<=\A\n)"
_CLASS = re.compile(r"\[([^\W\d_]+)\]")


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds any of these phrases, pieces of regular expressions, as whole words. `^` ties one to the beginning.

    It finds something where the plain alternation does, at the same place; of two phrases that begin there it may take the other.
    """
    return re.compile(rf"(?<!\w){_grouped(phrases)}(?!\w)")


def quick_pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds something in a line break and a text where `pattern_of` finds something in that text, in half the time.

    It looks behind the signs alone that belong to no word, and what it finds begins with such a sign.
    """
    return re.compile(rf"\W{_grouped(phrases, beginning=_BEGINNING)}(?!\w)")


def _grouped(phrases: Iterable[str], *, beginning: str = "^") -> str:
    groups: dict[str, list[str]] = {}
    for phrase in phrases:
        for spelled in (each for alternative in alternatives(phrase) for each in spelled_out(alternative)):
            first = spelled[:1] if _stands_alone(spelled) else ""
            groups.setdefault(first, []).append(spelled[len(first) :])
    others = groups.pop("", [])
    grouped = (f"{beginning if first == '^' else first}(?:{'|'.join(rests)})" for first, rests in groups.items())
    return f"(?:{'|'.join([*grouped, *others])})"


def alternatives(pattern: str) -> list[str]:
    """What stands between the bars of a regular expression that are in no brackets."""
    found, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            found.append("")
        else:
            found[-1] += piece
    return found


def spelled_out(alternative: str) -> list[str]:
    """The same with a choice at its beginning (`(?:a|b)`, `[ab]`, `a?`) written as that many alternatives, in their order."""
    lead, choices = _leading_choice(alternative)
    rest = alternative[len(lead) :]
    if not choices or rest.startswith(("*", "+", "{")):
        return [alternative]
    if rest.startswith("?"):
        rest, choices = rest[1:], [*choices, ""]
    return [each for choice in choices for each in spelled_out(choice + rest)]


def _leading_choice(alternative: str) -> tuple[str, list[str]]:
    if alternative.startswith("(?:"):
        group = _first_group(alternative)
        return group, alternatives(group[3:-1])
    if found := _CLASS.match(alternative):
        return found[0], [*found[1]]
    return (alternative[0], [alternative[0]]) if alternative[:1].isalpha() and alternative[1:2] == "?" else ("", [])


def _first_group(alternative: str) -> str:
    pieces = _PIECE.findall(alternative)
    depths = accumulate((piece == "(") - (piece == ")") for piece in pieces)
    return "".join(pieces[: next(count for count, depth in enumerate(depths, 1) if not depth)])


def _stands_alone(spelled: str) -> bool:
    """Whether the first sign means itself, or the beginning, and is not repeated."""
    return (spelled[:1].isalpha() or spelled.startswith("^")) and not spelled[1:].startswith(("*", "+", "{"))
