"""What people tell in passing: needs of theirs that somebody could meet, and milestones worth a word on the day.

Plain rules on sentences, in eight languages at once; what they find is a suggestion that shows its sentence. A member decides.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from hustings.engine.hearing_words import KINDS, NEEDS, NO_NEEDS
from hustings.engine.phrase_pattern import pattern_of

LONGEST = 300
"""A sentence beyond so many letters is a list or a signature."""

_MILESTONES: dict[str, tuple[str, ...]] = {
    "birth": (
        r"\b(?:expecting (?:a|our|my|their)|newborn|gave birth|baby (?:is|was|arrived|girl|boy|due))",
        r"\b(?:geburt|naissance|nacimiento|nascita|geboorte)",
    ),
    "wedding": (
        r"\b(?:wedding|getting married|got married|engaged to)",
        r"\b(?:hochzeit|mariage|boda\b|casamento|matrimonio|bruiloft|ślub)",
    ),
    "graduation": (
        r"\b(?:graduat(?:e|es|ed|ing|ion)|defend(?:s|ed)? (?:her|his|their|my) (?:thesis|phd))",
        r"\b(?:abschlussfeier|remise des diplômes|graduación|formatura|laurea\b|afgestudeerd)",
    ),
    "retirement": (r"\b(?:retir(?:es|ed|ing|ement)\b|ruhestand|retraite\b|jubilación|aposentadoria|pensione\b|pensioen)",),
    "anniversary": (r"\b(?:\d{1,3}(?:th|st|nd|rd) anniversary|anniversary of|jubiläum|aniversario\b|anniversario\b|jubileum)",),
    "moving": (r"\b(?:moving (?:house|to)|moved (?:house|to)|umgezogen|déménag\w+|nos mudamos|mudança|traslochiamo|verhuisd)",),
    "illness": (
        r"\b(?:surgery|in hospital|recovering from|passed away|funeral)",
        r"\b(?:im krankenhaus|beerdigung|hospitalis\w+|operación|ziekenhuis)",
    ),
    "election": (
        r"\b(?:won (?:the|her|his|their) (?:seat|election|race|primary)|re-?elected|was elected)",
        r"\b(?:gewählt worden|a été élue?|fue elegid[ao])",
    ),
    "funding": (
        r"\b(?:raised (?:a )?(?:seed|series|round|\$|€|£)|(?:received|won|got) (?:a|the|our|their) grant)",
        r"\bfördermittel erhalten",
    ),
    "publication": (
        r"\b(?:book|article|paper|report|study) (?:is|was|has been|comes|came) (?:out|published)",
        r"\bpublished (?:a|her|his|their|my|our|the) (?:book|article|paper|report|study)",
    ),
}


def _compiled(table: dict[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(parts), re.IGNORECASE) for kind, parts in table.items()}


_KIND_WORDS, _MILESTONE_WORDS = _compiled(KINDS), _compiled(_MILESTONES)
_NEEDS = pattern_of(chain.from_iterable(NEEDS.values()))
_NO_NEEDS = pattern_of(chain.from_iterable(NO_NEEDS.values()))


class Need(NamedTuple):
    """A need as a sentence tells it; the kind is one of engine.matching.KINDS or `skill`, empty where no word says it."""

    kind: str
    sentence: str


class Milestone(NamedTuple):
    """Something that happens in somebody's life, and the sentence that tells of it."""

    kind: str
    sentence: str


def needs_in(text: str) -> tuple[Need, ...]:
    """The needs that a text tells of, in its order, each sentence once."""
    found = (Need(_first(_KIND_WORDS, sentence), sentence) for sentence in _sentences(text) if _tells_of_need(sentence))
    return tuple(dict.fromkeys(found))


def _tells_of_need(sentence: str) -> bool:
    """What only sounds like a need is passed over; the rest of the sentence may tell of one."""
    return _NEEDS.search(_NO_NEEDS.sub(" ", sentence.lower())) is not None


def milestones_in(text: str) -> tuple[Milestone, ...]:
    """The milestones that a text tells of, in its order; of one sentence the first kind that fits."""
    found = (Milestone(_first(_MILESTONE_WORDS, sentence), sentence) for sentence in _sentences(text))
    return tuple(dict.fromkeys(each for each in found if each.kind))


def _first(table: dict[str, re.Pattern[str]], sentence: str) -> str:
    return next((kind for kind, pattern in table.items() if pattern.search(sentence)), "")


def _sentences(text: str) -> list[str]:
    """Sentences without quoted lines of earlier letters."""
    own = " ".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    parts = (" ".join(part.split()) for part in re.split(r"(?<=[.!?…])\s+|\s{2,}", own))
    return [part for part in parts if 0 < len(part) <= LONGEST]
