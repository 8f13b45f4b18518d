"""What a pasted list of people says, and what kind of event a title names. Pure text in, plain values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hustings.engine.agenda import is_no_person, without_label, without_time
from hustings.engine.linkage.folding import fold
from hustings.kernel.identities import canonical_email

MOST_LINES = 5_000
LONGEST_NAME = 200
KINDS: dict[str, tuple[str, ...]] = {
    "town_hall": ("town hall", "townhall", "burgerversammlung", "einwohnerversammlung", "cabildo abierto", "reunion publique"),
    "hearing": ("hearing", "anhorung", "audiencia", "audition", "committee session", "public comment"),
    "fundraiser": ("fundrais", "spendengala", "recaudacion", "gala", "donor", "benefit dinner"),
    "rally": ("rally", "kundgebung", "demonstration", "march for", "mitin", "manifestation"),
    "conference": ("conference", "summit", "congress", "forum", "konferenz", "kongress", "tagung", "conferencia", "conference",
                   "convention", "symposium", "colloque", "parteitag"),
    "meeting": ("meeting", "sitzung", "besprechung", "treffen", "reunion", "call with", "coffee", "lunch", "1:1"),
}  # fmt: skip
"""Words of a title, folded, that tell the kind of event; the first kind that fits holds."""
_BULLET = re.compile(r"^\s*(?:[-*•·–]|\(?\d{1,4}[.)])\s+")
_BRACKETED = re.compile(r"[<(\[]\s*(?:mailto:)?([^\s<>()\[\]]+@[^\s<>()\[\]]+)\s*[>)\]]", re.IGNORECASE)
_SEPARATOR = re.compile(r"\t+|\s*[;|]\s*|\s+[–—-]\s+|,\s*")
_MORE = re.compile(r"\s*\(?\+\s?\d{1,2}\)?\s*$")
"""Whom somebody brings along, without a name."""
_COUNTED = re.compile(r"^\d{1,4}\s+")
_TITLES = ("dr", "prof", "mr", "mrs", "ms", "sen", "rep", "hon", "herr", "frau", "cllr", "jr", "sr", "phd", "md", "esq")


class Named(NamedTuple):
    """Somebody on a pasted list: the line as it stood, and what was read in it."""

    line: str
    name: str
    organisation: str = ""
    title: str = ""
    email: str = ""


class Pasted(NamedTuple):
    """A pasted list as it was read: the people, and the lines that name none."""

    people: list[Named]
    left_out: list[str]


def people_in(text: str) -> Pasted:
    """The people of a pasted list, one a line: `Name, Organisation`, `Name - Title, Organisation`, `Name <address>`, tabs.

    Numbers, bullets, times and labels such as `Speaker:` before a name are passed over, the same line twice counts once. An
    address alone stands for whoever has it. Headings, breaks and other lines of an agenda are left out, and said; lines without
    letters are passed over. At most 5,000 lines are read.
    """
    found: dict[tuple[str, str, str], Named] = {}
    left_out: list[str] = []
    for line in text.splitlines()[:MOST_LINES]:
        each = _named(line)
        if each is not None:
            found.setdefault((each.name.casefold(), each.organisation.casefold(), each.email), each)
        elif any(sign.isalpha() for sign in line):
            left_out.append(" ".join(line.split())[:LONGEST_NAME])
    return Pasted(list(found.values()), left_out)


def _named(raw: str) -> Named | None:
    line, timed = without_time(" ".join(_BULLET.sub("", raw).split(" ")).strip())
    line, labelled = without_label(line)
    email = ""
    bracketed = _BRACKETED.search(line)
    if bracketed:
        email = canonical_email(bracketed[1]) or ""
        line = f"{line[: bracketed.start()]} {line[bracketed.end() :]}"
    parts = [_MORE.sub("", part).strip(" ,\"'") for part in _SEPARATOR.split(line)]
    if not email:
        email = next((found for part in parts if "@" in part and (found := canonical_email(part))), "")
        parts = [part for part in parts if "@" not in part]
    parts = list(_whole(part for part in parts if part))
    if parts and (not any(sign.isalpha() for sign in parts[0]) or is_no_person(parts[0], planned=timed or labelled)):
        parts = []
    if not parts and not email:
        return None
    name, rest = (_COUNTED.sub("", parts[0]), parts[1:]) if parts else (email, [])
    organisation, title = (rest[-1], ", ".join(rest[:-1])) if rest else ("", "")
    return Named(raw.strip()[:500], name[:LONGEST_NAME], organisation[:LONGEST_NAME], title[:LONGEST_NAME], email)


def _whole(parts: Iterator[str]) -> Iterator[str]:
    """The parts with `Jr.` and `PhD` back at the name that they belong to."""
    held = ""
    for part in parts:
        if held and part.casefold().rstrip(".") in _TITLES:
            held = f"{held}, {part}"
            continue
        if held:
            yield held
        held = part
    if held:
        yield held


def kind_of_title(title: str) -> str:
    """The kind of event that a title names: a key of KINDS, else `other`."""
    folded = fold(title)
    return next((kind for kind, words in KINDS.items() if any(word in folded for word in words)), "other")


def issues_named(text: str, issues: Iterable[str]) -> tuple[str, ...]:
    """Those of the issues that a text names, by all their words of four letters and more."""
    folded = fold(text)
    return tuple(issue for issue in issues if _names(folded, [word for word in fold(issue).split() if len(word) > 3]))


def _names(folded: str, words: list[str]) -> bool:
    return bool(words) and all(word in folded for word in words)
