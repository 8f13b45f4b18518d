"""The quarterly look at the network: whom to keep as near as now, whom to move closer or further away, whom to let go.

A proposal and its reasons; a member decides. Nobody is proposed to be let go while something is owed or promised, while they
serve a goal, or where a member vouches for them as family or colleague.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

from hustings.engine.cadence import SEGMENTS, propose_segment

Decision = Literal["keep", "closer", "further", "let_go"]
ORDER = ("close_allies", "network", "acquaintances", "none")
"""The segments, closest first."""

LONG_SILENCE = timedelta(days=730)
"""After so long without an answer a tie is as good as gone."""
PATIENCE = 2.0
"""So many times the latest day of a rhythm may pass before it is too close a rhythm."""
STANDS_FOR = timedelta(days=85)
"""So long a decision stands before the next review asks again: a quarter, less a week for those who review early."""
_TRUSTED = frozenset({"family", "worked_together"})


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody stands when the network is reviewed. `goals` are the names of those on whose map they are.

    `strength` is that of engine.ties by now, `two_way_count` how often it went both ways at all; `open` that something is owed or
    promised, `asked_us` that they wrote last and wait.
    """

    segment: str
    strength: float
    two_way_count: int = 0
    last_two_way_at: datetime | None = None
    known_since: datetime
    goals: tuple[str, ...] = ()
    vouch: str = ""
    connected: bool = False
    open: bool = False
    asked_us: bool = False


class Reason(NamedTuple):
    """One thing that speaks for the proposal: a code and a fact to say it with."""

    code: str
    fact: str = ""


class Proposal(NamedTuple):
    """What to do about somebody, in which segment they would then be, and why."""

    decision: Decision
    segment: str
    reasons: tuple[Reason, ...]


def review(standing: Standing, *, now: datetime) -> Proposal:
    """What to propose about somebody. Raises KeyError for a segment that is not in engine.cadence.SEGMENTS."""
    quiet = _quiet(standing, now)
    holds = _holds(standing)
    if quiet and not holds:
        gone = now - (standing.last_two_way_at or standing.known_since) >= LONG_SILENCE
        if gone or standing.segment in ("acquaintances", "none"):
            return _proposal("let_go", standing, (quiet, Reason("serves_no_goal")))
        return _proposal("further", standing, (quiet, Reason("serves_no_goal")))
    lively = _livelier(standing)
    if lively:
        return _proposal("closer", standing, (lively, *holds))
    return _proposal("keep", standing, tuple(each for each in (*holds, quiet) if each) or (Reason("in_rhythm"),))


def moved(segment: str, decision: Decision) -> str:
    """The segment after a decision."""
    at = ORDER.index(segment)
    steps = {"keep": at, "closer": max(at - 1, 0), "further": min(at + 1, len(ORDER) - 1), "let_go": len(ORDER) - 1}
    return ORDER[steps[decision]]


def urgency(proposal: Proposal, standing: Standing) -> tuple[int, float]:
    """The order of the queue: first what changes something, then those who serve goals and went quiet, weakest ties last."""
    codes = {reason.code for reason in proposal.reasons}
    rank = 0 if proposal.decision != "keep" else 1 if {"quiet", "never_answered"} & codes else 2
    return rank, -standing.strength


def _proposal(decision: Decision, standing: Standing, reasons: tuple[Reason, ...]) -> Proposal:
    return Proposal(decision, moved(standing.segment, decision), reasons)


def _quiet(standing: Standing, now: datetime) -> Reason | None:
    """That they went quiet for their rhythm, or never answered at all."""
    rhythm = SEGMENTS[standing.segment]
    allowed = timedelta(days=rhythm.latest_days * PATIENCE) if rhythm else LONG_SILENCE
    since = standing.last_two_way_at or standing.known_since
    if now - since < allowed:
        return None
    return Reason("quiet" if standing.last_two_way_at else "never_answered", since.date().isoformat())


def _holds(standing: Standing) -> tuple[Reason, ...]:
    """What speaks against letting go, or moving away."""
    found = [Reason("serves", goal) for goal in standing.goals]
    if standing.open:
        found.append(Reason("something_open"))
    if standing.asked_us:
        found.append(Reason("waits_for_us"))
    if standing.vouch in _TRUSTED:
        found.append(Reason("vouched", standing.vouch))
    return tuple(found)


def _livelier(standing: Standing) -> Reason | None:
    """That there is more exchange than the segment says."""
    fitting = propose_segment(
        standing.strength, two_way_count=standing.two_way_count, connected=standing.connected, vouch=standing.vouch
    )
    lively = fitting.reason in ("frequent_exchange", "regular_exchange")
    closer = ORDER.index(fitting.segment) < ORDER.index(standing.segment)
    return Reason("lively", str(standing.two_way_count)) if lively and closer else None
