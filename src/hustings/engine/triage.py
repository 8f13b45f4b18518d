"""Does a message want an answer, and why: rules over the sentences that its writer wrote, without quotes and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hustings.engine import phrases
from hustings.engine.ties import Direction

LONGEST = 20_000
"""Characters that are looked at: what somebody wants stands near the beginning, and time stays bounded."""

WEIGHTS: dict[str, float] = {"question": 0.9, "ask": 0.9, "invitation": 0.85, "complaint": 0.95, "offer": 0.7}
"""How surely each kind of message wants an answer; every other kind wants none."""

_ORDER = ("complaint", "invitation", "question", "ask", "offer")
_SHORT = 240

_COMPLAINT, _INVITATION = phrases.any_of(phrases.COMPLAINT), phrases.any_of(phrases.INVITATION)
_QUESTION, _ASK = phrases.any_of(phrases.QUESTION), phrases.any_of(phrases.ASK)
_OFFER, _FORMULA, _THANKS = phrases.any_of(phrases.OFFER), phrases.any_of(phrases.FORMULA), phrases.any_of(phrases.THANKS)
_ANYTHING = phrases.quick_any_of(
    phrases.FORMULA, phrases.COMPLAINT, phrases.INVITATION, phrases.QUESTION, phrases.OFFER, phrases.ASK
)
_QUESTION_MARK = re.compile("[?？؟\u037e]")
_PATTERNS = (
    ("complaint", _COMPLAINT),
    ("invitation", _INVITATION),
    ("question", _QUESTION_MARK),
    ("question", _QUESTION),
    ("offer", _OFFER),
    ("ask", _ASK),
)

_URL = re.compile(r"<?(?:https?://|www\.)[^\s<>]+>?", re.IGNORECASE)
_NAMED = r"(?:[ \t]+(?-i:[A-ZÀ-Þ])[\w.’'-]{0,30}){0,4}[ \t]*(?:[,!:.–—-]+|\n|$)"
_CALLED = r"(?:[ \t]+[\w.’'-]{1,30}){0,2}[ \t]*(?:,|\n|$)"
_GREETING = re.compile(rf"\s*(?:{'|'.join(phrases.GREETING)})(?!\w)(?:{_NAMED}|{_CALLED})\s*", re.IGNORECASE)
# Behind a line break, as phrases.QUOTED_FROM.
_SIGN_OFF = re.compile(
    rf"\n[ \t]*{phrases.any_of(phrases.SIGN_OFF).pattern}[ \t]*(?:[,.!–—-]+[^\n]{{0,40}})?$", re.IGNORECASE | re.MULTILINE
)
# A sign that can end a sentence stands first, so that `re` looks for those signs alone.
_BOUNDARY = re.compile(r"[.!?…؟。？！\n](?:(?<=[.!?…؟])[\"'”»)]*\s+|(?<=[。？！])|(?<=\n)(?:(?=\s*[-*•])|\s*\n))")
_VOCATIVE = re.compile(r"^[^\w¿¡]*[¿¡]?(?:[A-ZÀ-Þ][\w.’'-]{1,20}(?:[ /][A-ZÀ-Þ][\w.’'-]{1,20}){0,2}\s*[,:–—-]+\s+)?")


class Judgement(NamedTuple):
    """What one sentence is, and the words in it that say so."""

    kind: str
    words: str


class Verdict(NamedTuple):
    """Whether a message wants an answer, what kind it is, how surely (0 to 1), and the words that decided."""

    needs_reply: bool
    kind: str
    weight: float
    reason: str


def triage(text: str, *, subject: str = "", automatic: str = "", direction: Direction, sender_is_person: bool = True) -> Verdict:
    """What a message wants of us.

    Kinds: complaint, invitation, question, ask and offer want an answer; thanks, greeting, statement, automatic, outgoing and
    empty want none. `automatic` is the mark of kernel.records.MessageRecord. A subject counts where the text wants nothing
    and it is the first of its thread.
    """
    if direction == "out":
        return Verdict(False, "outgoing", 0.0, "")
    if automatic or not sender_is_person or phrases.AUTOMATIC_SUBJECT.match(subject):
        return Verdict(False, "automatic", 0.0, automatic)
    own = clean(text)
    found = [judge(sentence) for sentence in sentences(own)]
    if not phrases.REPLY_SUBJECT.match(subject) and subject.strip():
        found.append(judge(subject.strip()))
    wanting = [one for one in found if one.kind in WEIGHTS]
    if wanting:
        first = min(wanting, key=lambda one: _ORDER.index(one.kind))
        return Verdict(True, first.kind, WEIGHTS[first.kind], first.words)
    return _needs_nothing(text, own)


def clean(text: str) -> str:
    """What the writer wrote: without quoted mail, addresses of pages, greeting, sign-off and what follows it."""
    own = text[:LONGEST].replace("\r\n", "\n").replace("\u00a0", " ")
    if ">" in own:
        own = "\n".join(line for line in own.split("\n") if not line.lstrip().startswith(">"))
    quoted = phrases.QUOTED_FROM.search(f"\n{own}")
    own = own[: quoted.start()] if quoted else own
    own = _URL.sub("", own) if "://" in own or "www." in own.lower() else own
    greeting = _GREETING.match(own)
    own = own[greeting.end() :] if greeting else own
    for sign_off in _SIGN_OFF.finditer(f"\n{own}"):
        if own[: sign_off.start()].strip() and len(own) + 1 - sign_off.end() <= _SHORT:
            return own[: sign_off.start()].strip()
    return own.strip()


def sentences(own: str) -> tuple[str, ...]:
    """The sentences of a cleaned text, white space folded, in their order."""
    folded = (" ".join(piece.split()) for piece in _pieces(own))
    return tuple(piece for piece in folded if any(map(str.isalnum, piece)))


def _pieces(own: str) -> Iterator[str]:
    begin = 0
    for boundary in _BOUNDARY.finditer(own):
        yield own[begin : boundary.start() + 1]
        begin = boundary.end()
    yield own[begin:]


def judge(sentence: str) -> Judgement:
    """What one sentence is by itself: complaint, invitation, question, ask, offer, or statement."""
    bare = _VOCATIVE.sub("", sentence, count=1).lower()
    if not (_QUESTION_MARK.search(bare) or _ANYTHING.search(f"\n{bare}")) or _FORMULA.search(bare):
        return Judgement("statement", "")
    found = ((kind, pattern.search(bare)) for kind, pattern in _PATTERNS)
    return next((Judgement(kind, words.group()) for kind, words in found if words), Judgement("statement", ""))


def _needs_nothing(text: str, own: str) -> Verdict:
    """The verdict on a message that wants no answer."""
    if not own:
        return Verdict(False, "greeting" if _GREETING.match(text) else "empty", 0.0, "")
    thanks = _THANKS.search(own.lower()) if len(own) <= _SHORT else None
    return Verdict(False, "thanks", 0.0, thanks.group()) if thanks else Verdict(False, "statement", 0.0, "")
