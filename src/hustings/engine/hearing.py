"""What people tell in passing: needs of theirs that somebody could meet, and milestones worth a word on the day.

Plain rules on sentences, in eight languages at once; what they find is a suggestion that shows its sentence. A member decides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 300
"""A sentence beyond so many letters is a list or a signature."""

_NEEDS = re.compile(
    r"\b(?:"
    r"(?:i|we)(?:'m|'re| am| are)? (?:really |also |still |badly |urgently |desperately )?"
    r"(?:need|needing|looking for|searching for|short of|in need of|lack)|"
    r"do you (?:know|have) (?:anyone|anybody|someone|somebody|any|a)|"
    r"(?:could|can) (?:anyone|somebody|someone|you) (?:lend|recommend|point (?:me|us)|put (?:me|us) in touch|introduce)|"
    r"would help (?:me|us)|(?:asked|asks|looking|needs?|wants?) (?:for|a|some)\b|"
    r"(?:ich|wir) (?:brauche[nt]?|benötige[nt]?|suche[nt]?)|(?:kennst du|kennen sie) (?:jemand|ein)|"
    r"(?:je|nous) (?:cherch\w+|recherch\w+)|(?:j'ai|nous avons) besoin d|connaissez-vous|connais-tu|"
    r"(?:necesit(?:o|amos)|busc(?:o|amos)|me hace falta|conoces a algu)|"
    r"(?:precis(?:o|amos) de|procur(?:o|amos)|conhece algu)|"
    r"(?:ho|abbiamo) bisogno di|cerc(?:o|hiamo)\b|conosci qualcun|(?:ik|wij|we) zoek(?:en)?\b|(?:heb|hebben) (?:nodig|behoefte)|"
    r"potrzebuj(?:ę|emy)|szuka(?:m|my))",
    re.IGNORECASE,
)
_KINDS: dict[str, tuple[str, ...]] = {
    "introduction": (
        r"introduc|know (?:anyone|anybody|someone|somebody)|in touch with|contact (?:at|to|with|for)",
        r"kontakt|jemand|connais|conoces|conhece|conosci",
    ),
    "data": (
        r"figures|numbers|statistic|\bdata\b|report|survey|zahlen|daten|chiffres|données|datos|cifras|dados",
        r"\bdati\b|cijfers|dane",
    ),
    "room": (r"\broom|venue|\bhall\b|\bspace\b|\braum\b|räume|\bsaal\b|salle|\bsala\b|\blocal\b|zaal|ruimte",),
    "time": (r"volunteer|helping hand|hands\b|helfer|ehrenamtlich|bénévol|volunt[aá]ri|vrijwillig|wolontariusz",),
    "platform": (r"platform|audience|speaker|publicity|newsletter|bühne|publikum|tribune|público|pubblico|podium",),
    "skill": (r"translat|design|programm|photograph|lawyer|accountant|übersetz|traduct|tradutor|vertal|tłumacz",),
    "expertise": (r"advice|expert|how to|experience with|\brat\b|beratung|conseil|consejo|conselho|consigli|advies|porad",),
    "resource": (r"\bvan\b|truck|tent|microphone|projector|printer|equipment|material",),
}
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


_KIND_WORDS, _MILESTONE_WORDS = _compiled(_KINDS), _compiled(_MILESTONES)


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
    found = (Need(_first(_KIND_WORDS, sentence), sentence) for sentence in _sentences(text) if _NEEDS.search(sentence))
    return tuple(dict.fromkeys(found))


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
