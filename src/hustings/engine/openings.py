"""A first sentence that refers to something real between two people: it quotes or names one item, or it is not there at all.

No generation: one template per occasion and language around a quoted sentence. The wording avoids familiar and formal address
in every language, since nothing here knows which one the two use. What `engine.opening_words` holds is words only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from hustings.engine import occasion_words
from hustings.engine import opening_words as words
from hustings.engine.ties import Direction
from hustings.engine.triage import clean, judge, sentences

LONGEST_QUOTE = 120
"""Characters of a quoted sentence, with the sign that it was cut."""

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_SPOKEN = frozenset({"message", "comment", "letter", "invitation"})
_TELLING = {"question": 0, "ask": 1, "invitation": 2, "offer": 3, "complaint": 4}


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an opening could refer to.

    `kind` is a kind of interaction, or `position` (text: the title), `endorsement` (text: the skill), `promise` (text: what we
    promised), `event` (text: what it is called), or a kind of occasion (text: what public sources tell of it). `language` is a
    code such as `en` or `pt-BR`, empty where unknown. Private ones are never quoted.
    """

    evidence: str
    kind: str
    direction: Direction = "in"
    at: datetime | None = None
    text: str = ""
    language: str = ""
    organisation: str = ""
    private: bool = False


class Opening(NamedTuple):
    """The sentence, the id of the evidence that it refers to, and the language that it is in."""

    text: str
    evidence: str
    language: str


def opening(
    action: str, materials: Iterable[Material], *, person_given_name: str, now: datetime, language: str = ""
) -> Opening | None:
    """The opening for an action of engine.ranking from the newest fitting material; None where nothing specific is there.

    It is in the material's own language where there are words for it, else in `language`, else in English. Days are those of
    the zone of `now`; materials later than `now` do not exist yet.
    """
    write = _WRITERS.get(action)
    if write is None:
        return None
    for material in _newest_first(materials, now=now):
        spoken = _spoken_language(material.language, language)
        sentence = write(material, spoken, now)
        if sentence:
            return Opening(_addressed(sentence, name=person_given_name), material.evidence, spoken)
    return None


def telling_sentence(text: str) -> str:
    """The sentence of a message that says most: the first question, else request, invitation, offer or complaint, else the first
    statement of some substance; empty where there is none. Greetings, sign-offs, quoted mail and links are left out.
    """
    said = [(judge(sentence).kind, sentence) for sentence in sentences(clean(text)) if _has_substance(sentence)]
    if not said:
        return ""
    return min(said, key=lambda one: _TELLING.get(one[0], len(_TELLING)))[1]


def _newest_first(materials: Iterable[Material], *, now: datetime) -> Sequence[Material]:
    known = [one for one in materials if not one.private and (one.at is None or one.at <= now)]
    return sorted(known, key=lambda one: (-one.at.timestamp() if one.at else 0.0, one.evidence))


def _answer(material: Material, language: str, now: datetime) -> str:
    """Words that come back to what they said."""
    if material.direction != "in" or material.kind not in _SPOKEN:
        return ""
    sentence = telling_sentence(material.text)
    nouns = words.NOUNS[language]
    usual = "invitation" if material.kind == "invitation" else "message"
    noun = nouns.get(judge(sentence).kind, nouns[usual])
    return _filled(words.ANSWER, language, material, sentence, now=now, noun=noun)


def _keep_promise(material: Material, language: str, now: datetime) -> str:
    """Words about what we promised: a promise that was noted, or a sentence of ours that promises."""
    promised = clean(material.text) if material.kind == "promise" else _promising_sentence(material)
    return _filled(words.PROMISE, language, material, promised, now=now)


def _reconnect(material: Material, language: str, now: datetime) -> str:
    """Words that take up what they said last, or what we promised."""
    if material.kind == "invitation":
        return _answer(material, language, now)
    if material.direction == "in" and material.kind in _SPOKEN:
        return _filled(words.FOLLOW_UP, language, material, telling_sentence(material.text), now=now)
    return _keep_promise(material, language, now)


def _congratulate(material: Material, language: str, now: datetime) -> str:
    """Words about a new position: its title and organisation as far as both are known."""
    if material.kind != "position":
        return ""
    title, organisation = _plain(material.text), _plain(material.organisation)
    if not title and not organisation:
        return ""
    form = words.CONGRATULATION[language]["both" if title and organisation else "title" if title else "organisation"]
    return form.format(title=_isolated(title), organisation=_isolated(organisation))


def _thank(material: Material, language: str, now: datetime) -> str:
    """Words of thanks for a recommendation, quoting it, or for an endorsement, naming the skill."""
    if material.direction != "in":
        return ""
    if material.kind == "endorsement":
        return _filled(words.ENDORSEMENT, language, material, _plain(material.text), now=now)
    if material.kind == "recommendation":
        return _filled(words.RECOMMENDATION, language, material, telling_sentence(material.text), now=now)
    return ""


def _mark_occasion(material: Material, language: str, now: datetime) -> str:
    """Words for the kind of the occasion; what public sources tell of one is named, what a member noted is not."""
    found, text = occasion_words.FOUND[language].get(material.kind, ""), _isolated(_cut(_plain(material.text)))
    if found and text:
        return found.format(quote=words.QUOTES[language].format(text), text=text)
    return occasion_words.OCCASIONS[language].get(material.kind, "")


def _follow_up(material: Material, language: str, now: datetime) -> str:
    """Words after a talk at an event, which they name; what we noted of it is ours, and not quoted."""
    return _filled(words.TALK, language, material, material.text, now=now) if material.kind == "event" else ""


_WRITERS: dict[str, Callable[[Material, str, datetime], str]] = {
    "reply": _answer,
    "decide_invitation": _answer,
    "keep_promise": _keep_promise,
    "reconnect": _reconnect,
    "advance_goal": _reconnect,
    "congratulate": _congratulate,
    "mark_occasion": _mark_occasion,
    "thank": _thank,
    "follow_up": _follow_up,
}


def _filled(forms: dict[str, str], language: str, material: Material, quote: str, *, now: datetime, noun: str = "") -> str:
    """A form with the day and the quote in place; empty without a quote."""
    cut = _isolated(_cut(_plain(quote)))
    if not cut:
        return ""
    when = f" {_from_when(material.at, language=language, now=now)}" if material.at else ""
    return forms[language].format(when=when, quote=words.QUOTES[language].format(cut), noun=noun)


def _promising_sentence(material: Material) -> str:
    if material.direction != "out" or material.kind not in _SPOKEN:
        return ""
    return next((one for one in sentences(clean(material.text)) if words.PROMISING.search(one) and _has_substance(one)), "")


def _spoken_language(*wanted: str) -> str:
    """The first of the languages that there are words for; else English."""
    codes = (code.lower().replace("_", "-").split("-")[0] for code in wanted)
    return next((code for code in codes if code in words.MONTHS), "en")


def _from_when(at: datetime, *, language: str, now: datetime) -> str:
    """When something was, as an attribute of a noun: "from yesterday", "from last week", "from 3 March", with the year if old."""
    day, today = at.astimezone(now.tzinfo).date(), now.date()
    relative = words.RELATIVE[language]
    if day >= today - timedelta(days=1):
        return relative["today" if day >= today else "yesterday"]
    if day - timedelta(days=day.weekday()) == today - timedelta(days=today.weekday() + 7):
        return relative["last_week"]
    form = words.DAY_WITH_YEAR if day.year != today.year and (today - day).days > 90 else words.DAY
    of, number = words.day_number(day.day, language=language)
    return form[language].format(of=of, day=number, month=words.MONTHS[language][day.month - 1], year=day.year)


def _addressed(sentence: str, *, name: str) -> str:
    """The sentence to somebody by name; without a name it begins with a capital."""
    called = _isolated(_plain(name))
    return f"{called}, {sentence}" if called else sentence[0].upper() + sentence[1:]


def _has_substance(sentence: str) -> bool:
    """At least four words, or eight letters in a script that writes no spaces, that are more than politeness."""
    if len(sentence.split()) < 4 and _letters_without_spaces(sentence) < 8:
        return False
    bare = sentence.lstrip("¿¡ ")
    if words.SMALL_TALK.search(bare):
        return False
    return judge(sentence).kind in _TELLING or not words.ONLY_POLITE.search(bare)


def _letters_without_spaces(sentence: str) -> int:
    return sum(unicodedata.category(sign) == "Lo" for sign in sentence)


def _plain(text: str) -> str:
    """One line without control and direction signs; the joiners that Persian and emoji need stay."""
    kept = (" " if unicodedata.category(sign) == "Cc" else sign for sign in text if not _is_invisible(sign))
    return " ".join("".join(kept).split())


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" and sign not in "\u200c\u200d"


def _cut(text: str) -> str:
    """At most LONGEST_QUOTE characters, cut at the end of a word."""
    if len(text) <= LONGEST_QUOTE:
        return text
    room = text[:LONGEST_QUOTE]
    whole = room.rpartition(" ")[0] or room[:-1]
    return whole.rstrip(" ,;:–—-") + "…"


def _isolated(text: str) -> str:
    """Text with right-to-left letters between isolates, so that it cannot turn the words around it."""
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text):
        return _FIRST_STRONG_ISOLATE + text + _POP_ISOLATE
    return text
