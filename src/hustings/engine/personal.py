"""Is an answer somebody's own words? Blanks that were left open, and answers that are nothing but a stored snippet.

A blank stands in [[double brackets]]. What counts as own are words beyond those of the snippet, of a greeting and a sign-off, and
of the names of both: to put a name into a form letter makes no letter of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from hustings.engine import triage

ENOUGH = 3
"""So many words of one's own make an answer personal."""
NEARLY = 0.8
"""An answer that has this share of a snippet's words is made from it; one with fewer is not."""

_BLANK = re.compile(r"\[\[([^\[\]]{0,200})\]\]")
_WORD = re.compile(r"[^\W_]+")


def blanks(text: str) -> tuple[str, ...]:
    """What is still to be filled, in the order of the text, each once."""
    return tuple(dict.fromkeys(" ".join(found.group(1).split()) for found in _BLANK.finditer(text)))


def only_snippet(text: str, snippets: Mapping[str, str], *, names: Iterable[str] = ()) -> str:
    """The name of the snippet that the text is nothing more than; empty where it has words of its own, or is from none."""
    said = Counter(_words(text))
    known = {word for name in names for word in _words(name)}
    for title, snippet in snippets.items():
        given = Counter(_words(_BLANK.sub(" ", snippet)))
        if not given or sum((given & said).values()) < NEARLY * sum(given.values()):
            continue
        own = Counter(_words(triage.clean(text))) - given
        if sum(count for word, count in own.items() if word not in known) < ENOUGH:
            return title
    return ""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
