"""How close we are to a person: decayed sums of what happened, and the probability that a request is answered.

Sums are kept relative to one fixed EPOCH, so they never need rewriting as time passes, do not depend on the order in which
events arrive, and can be updated in SQL by plain addition.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import exp, inf, log1p, log2
from typing import Literal, NamedTuple

import msgspec

Direction = Literal["in", "out", "mutual", "none"]
"""`in` is from them to us, `out` is from us to them, `mutual` goes both ways, `none` is nothing between us and weighs nothing."""

MODEL_VERSION = "ties-2"
"""Changes with the formula; `hustings rebuild` brings stored strengths up to date."""

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
FAST_DAYS = 30.0
"""Half-life of the fast sum: who we are in touch with now."""
SLOW_DAYS = 365.0
"""Half-life of the slow sum: who belongs to our network."""
CROWD = 25
"""Above this many participants only attendance counts, and being there together is no touch."""

WEIGHTS: dict[str, float] = {
    "message": 1.0,
    "comment": 0.5,
    "reaction": 0.1,
    "text": 1.0,
    "email": 1.0,
    "call": 2.0,
    "visit": 3.0,
    "meeting": 4.0,
    "letter": 2.0,
    "attendance": 1.0,
    "introduction": 3.0,
    "recommendation": 4.0,
    "endorsement": 0.5,
    "invitation": 0.3,
    "other": 0.3,
    "note": 0.0,
}
"""What one event between two people weighs, in messages. A note is our own memory: nothing happened between us."""

MUTUAL_KINDS = frozenset({"meeting", "call", "visit", "attendance"})
"""Both sides take part: such events count in both directions, whoever began them."""

CLICK_KINDS = frozenset({"reaction", "endorsement", "invitation"})
"""One click on a platform: it weighs a little and is no touch, so it never moves a cadence."""

VOUCHES: dict[str, float] = {
    "": 0.0,
    "family": 2.0,
    "worked_together": 1.2,
    "met_in_person": 0.9,
    "studied_together": 0.8,
    "introduced_by": 0.5,
    "online_only": 0.1,
    "not_known": -0.7,
}
"""What a member's answer to "how do I know them" adds, in log-odds."""

# Log-odds of a request being answered. The base is 4% for a stranger; a connection on a network without any contact makes
# 10% of it; a two-way exchange a week ago after several earlier ones makes about 80%. What they do towards us says more than
# what we do towards them, and what goes both ways says most (Gilbert and Karahalios 2009; Granovetter 1973). Every
# coefficient of an activity is positive, so more contact never lowers a strength. These are the figures to start from, until
# a workspace has enough history of its own to fit them.
BASE = -3.18
CONNECTED = 0.98
RECENT_OUT, RECENT_IN = 0.4, 0.9
LASTING_OUT, LASTING_IN = 0.2, 0.6
RECIPROCITY = 0.8
SPAN = 0.3
FEW = 2.4
"""How slowly events gain belief: n of them weigh n² / (n² + FEW) of what they would, so that one talk is not yet a friendship."""

# 2^900 is still far from the largest float: dates of the year 9999 in broken files must not overflow a sum.
_LARGEST_EXPONENT = 900.0


class Contribution(NamedTuple):
    """What one event adds to the fast and to the slow sum of one direction, relative to EPOCH."""

    fast: float
    slow: float


class TieState(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept about a tie: four sums relative to EPOCH, counts of weighing events, and the moments of real touches.

    A meeting, call or attendance counts in both directions. The state without any event is `TieState()`.
    """

    out_fast: float = 0.0
    out_slow: float = 0.0
    in_fast: float = 0.0
    in_slow: float = 0.0
    out_count: int = 0
    in_count: int = 0
    first_at: datetime | None = None
    last_in_at: datetime | None = None
    last_out_at: datetime | None = None
    last_mutual_at: datetime | None = None


class Part(NamedTuple):
    """One term of a strength: its code and its value in log-odds."""

    code: str
    value: float


class Strength(NamedTuple):
    """The probability that a request to this person is answered; the parts sum to its log-odds."""

    probability: float
    parts: tuple[Part, ...]


def contribution(kind: str, *, at: datetime, participants: int = 2, broadcast: bool = False) -> Contribution:
    """What one event adds: its weight, shared among the others present, grown by 2^((at - EPOCH) / half-life).

    `participants` counts everybody including us. Broadcasts add nothing; neither does anything but attendance in a crowd.
    `at` is aware. Raises KeyError for a kind that is not in WEIGHTS.
    """
    weight = WEIGHTS[kind] / max(participants - 1, 1)
    if broadcast or (participants > CROWD and kind != "attendance"):
        weight = 0.0
    return Contribution(weight * 2.0 ** _age(at, FAST_DAYS), weight * 2.0 ** _age(at, SLOW_DAYS))


def add(
    state: TieState, *, kind: str, direction: Direction, at: datetime, participants: int = 2, broadcast: bool = False
) -> TieState:
    """The tie after one more event. Order does not matter; an event that weighs nothing leaves the tie as it is."""
    return combine(state, _single(kind, direction=direction, at=at, participants=participants, broadcast=broadcast))


def retract(
    state: TieState, *, kind: str, direction: Direction, at: datetime, participants: int = 2, broadcast: bool = False
) -> TieState:
    """The tie without an event that was added before; sums and counts never fall below 0.

    Moments cannot be taken back from a sum: `first_at` and the `last_*` stay as they are, and the caller recomputes them from
    the events that remain. A direction without events is exactly 0. The sums keep the rounding error of their largest moment
    (2^-53 of it), so a fast sum may lose events more than four years older than a retracted one, which weigh nothing by then.
    """
    event = _single(kind, direction=direction, at=at, participants=participants, broadcast=broadcast)
    out_count, in_count = max(state.out_count - event.out_count, 0), max(state.in_count - event.in_count, 0)
    return msgspec.structs.replace(
        state,
        out_fast=max(state.out_fast - event.out_fast, 0.0) if out_count else 0.0,
        out_slow=max(state.out_slow - event.out_slow, 0.0) if out_count else 0.0,
        in_fast=max(state.in_fast - event.in_fast, 0.0) if in_count else 0.0,
        in_slow=max(state.in_slow - event.in_slow, 0.0) if in_count else 0.0,
        out_count=out_count,
        in_count=in_count,
    )


def combine(a: TieState, b: TieState) -> TieState:
    """The tie made of the events of both, as when two records of one person are merged."""
    return TieState(
        out_fast=a.out_fast + b.out_fast,
        out_slow=a.out_slow + b.out_slow,
        in_fast=a.in_fast + b.in_fast,
        in_slow=a.in_slow + b.in_slow,
        out_count=a.out_count + b.out_count,
        in_count=a.in_count + b.in_count,
        first_at=_earliest(a.first_at, b.first_at),
        last_in_at=_latest(a.last_in_at, b.last_in_at),
        last_out_at=_latest(a.last_out_at, b.last_out_at),
        last_mutual_at=_latest(a.last_mutual_at, b.last_mutual_at),
    )


def landmark(state: TieState) -> float:
    """Closeness on a scale that time does not move (log2 of the slow sums): an index on it orders people at any moment.

    Minus infinity where nothing ever happened.
    """
    total = state.out_slow + state.in_slow
    return log2(total) if total > 0 else -inf


def strength(state: TieState, *, now: datetime, vouch: str = "", connected: bool = False) -> Strength:
    """The probability that a request is answered: sigmoid(b0 + c (sum b log(1 + A) + reciprocity) + span + vouch).

    A is a sum decayed to `now`; c is below 1 where few events stand behind it (`FEW`); `connected` says that we are connected on
    some network; `vouch` is a key of VOUCHES, and any other word adds nothing. Parts of value 0 are left out, except the base.
    """
    out_slow, in_slow = _decayed(state.out_slow, now=now, days=SLOW_DAYS), _decayed(state.in_slow, now=now, days=SLOW_DAYS)
    belief = _belief(state)
    parts = (
        Part("connected", CONNECTED if connected else 0.0),
        Part("vouch", VOUCHES.get(vouch, 0.0)),
        Part("recent_out", belief * RECENT_OUT * log1p(_decayed(state.out_fast, now=now, days=FAST_DAYS))),
        Part("recent_in", belief * RECENT_IN * log1p(_decayed(state.in_fast, now=now, days=FAST_DAYS))),
        Part("lasting_out", belief * LASTING_OUT * log1p(out_slow)),
        Part("lasting_in", belief * LASTING_IN * log1p(in_slow)),
        Part("reciprocity", belief * RECIPROCITY * log1p(min(out_slow, in_slow))),
        Part("span", SPAN * log1p(_span_years(state))),
    )
    kept = (Part("base", BASE), *(part for part in parts if part.value))
    return Strength(1.0 / (1.0 + exp(-sum(part.value for part in kept))), kept)


def _belief(state: TieState) -> float:
    """The share of their weight that the events of a tie have by their number; a meeting counts in both directions."""
    events = state.out_count + state.in_count
    return events**2 / (events**2 + FEW)


def last_two_way_at(state: TieState) -> datetime | None:
    """When both sides last took part: the last meeting or call, or the older of the last touches in and out; None if never."""
    both = state.last_in_at and state.last_out_at and min(state.last_in_at, state.last_out_at)
    return _latest(state.last_mutual_at, both)


def last_touch_at(state: TieState) -> datetime | None:
    """The latest personal touch from either side; None if there never was one."""
    return max(_known(state.last_mutual_at, state.last_in_at, state.last_out_at), default=None)


def two_way_count(state: TieState) -> int:
    """How often it went both ways: the smaller of the counts in and out."""
    return min(state.out_count, state.in_count)


def _single(kind: str, *, direction: Direction, at: datetime, participants: int, broadcast: bool) -> TieState:
    """The tie that consists of one event."""
    fast, slow = contribution(kind, at=at, participants=participants, broadcast=broadcast)
    if not slow or direction == "none":
        return TieState()
    mutual = direction == "mutual" or kind in MUTUAL_KINDS
    outward, inward = mutual or direction == "out", mutual or direction == "in"
    touch = at if kind not in CLICK_KINDS and participants <= CROWD else None
    return TieState(
        out_fast=fast * outward,
        out_slow=slow * outward,
        in_fast=fast * inward,
        in_slow=slow * inward,
        out_count=int(outward),
        in_count=int(inward),
        first_at=at,
        last_in_at=None if mutual or not inward else touch,
        last_out_at=None if mutual or not outward else touch,
        last_mutual_at=touch if mutual else None,
    )


def _age(at: datetime, days: float) -> float:
    """Half-lives from EPOCH to `at`, kept within what a float can hold."""
    halves = (at - EPOCH).total_seconds() / 86_400 / days
    return max(-_LARGEST_EXPONENT, min(_LARGEST_EXPONENT, halves))


def _decayed(total: float, *, now: datetime, days: float) -> float:
    """A sum relative to EPOCH as it stands at `now`, in messages."""
    return 2.0 ** min(log2(total) - _age(now, days), _LARGEST_EXPONENT) if total > 0 else 0.0


def _span_years(state: TieState) -> float:
    """Years from the first event to the last touch: how long it has lasted, not how long ago it began."""
    last = last_touch_at(state)
    if state.first_at is None or last is None:
        return 0.0
    return max((last - state.first_at).days, 0) / 365.25


def _known(*moments: datetime | None) -> list[datetime]:
    return [moment for moment in moments if moment is not None]


def _earliest(a: datetime | None, b: datetime | None) -> datetime | None:
    return b if a is None else a if b is None else min(a, b)


def _latest(a: datetime | None, b: datetime | None) -> datetime | None:
    return b if a is None else a if b is None else max(a, b)
