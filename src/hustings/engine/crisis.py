"""A sudden rise of hostile messages, or of one claim that many repeat: what is hostile, which claims are alike, what is a rise.

Nothing here says that a claim is true or false. Claims are told apart by the rarest-looking run of four words of each sentence
(min-wise hashing, Broder 1997), so that copies with another greeting or a changed ending are still the same claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

from hustings.engine import phrases, triage
from hustings.engine.surge import Alarms, Surge, next_surge

WINDOW = timedelta(hours=24)
WINDOWS = 14
"""What is usual is what the thirteen days before brought."""
LEAST = 5.0
"""Fewer than so many more than usual raise no alarm."""
ALARMS = Alarms(least=LEAST)
_RUN, _LONGEST, _MOST = 4, 40, 12
_WORD = re.compile(r"[^\W_]+")

HOSTILE = (
    r"liars?", r"lying", r"(?:you|he|she|they) lied", r"(?:all|your|these) lies", r"corrupt\w*", r"crooks?", r"frauds?",
    r"traitors?", r"shame on", r"shameful", r"disgrac\w+", r"disgust\w+", r"resign(?:ation)?", r"step down", r"how dare you",
    r"scandal\w*", r"boycott\w*", r"you people", r"pay for this", r"lock (?:him|her|them) up", r"lügner\w*", r"lüge[nr]?",
    r"gelogen", r"rücktritt", r"tritt zurück", r"schande", r"schäm\w*", r"korrupt\w*", r"betrüger\w*", r"verräter\w*",
    r"menteu(?:r|se)s?", r"mensonges?", r"honte", r"honteux", r"démission\w*", r"corrompu\w*", r"scandaleux",
    r"mentiros[oa]s?", r"mentiras?", r"vergüenza", r"dimisión", r"dimita", r"corrupt[oa]s?", r"bugiard[oie]", r"vergogna\w*",
    r"dimett\w+", r"corrott[oi]", r"vergonha", r"demita\w*", r"corrupção", r"kłamc[aąęyo]\w*", r"kłamstw\w+", r"hańb\w+",
    r"wstyd", r"dymisj\w+", r"leugenaars?", r"schandalig", r"opstappen",
)  # fmt: skip
"""Words of insult, accusation and calls to go, in the languages of phrases.py. They mark a message, no more."""
_HOSTILE = phrases.any_of(HOSTILE)


def hostile(text: str) -> str:
    """The words that make a message hostile; empty where none do. Quoted mail and signatures do not count."""
    found = _HOSTILE.search(triage.clean(text).lower())
    return found.group() if found else ""


def claims(text: str) -> tuple[int, ...]:
    """Keys of what a message claims: one for each sentence of four words and more, at most twelve. Positive 63-bit numbers."""
    found = (_key(sentence) for sentence in triage.sentences(triage.clean(text)))
    return tuple(dict.fromkeys(key for key in found if key is not None))[:_MOST]


def _key(sentence: str) -> int | None:
    words = _WORD.findall(sentence.casefold())[:_LONGEST]
    runs = (" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return min((_hash(run) for run in runs), default=None)


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") >> 1 or 1


def rise(moments: Iterable[datetime], *, now: datetime) -> Surge | None:
    """What the last 24 hours say against the thirteen days before; None where they are no sudden rise. Order does not matter."""
    counted = [0.0] * WINDOWS
    for moment in moments:
        back = int((now - moment) / WINDOW) if moment <= now else WINDOWS
        if back < WINDOWS:
            counted[WINDOWS - 1 - back] += 1
    found, _ = next_surge(counted[-1], counted[:-1], alarms=ALARMS)
    return found if found is not None and found.sudden else None
