"""Whom to talk to today: reasons as numbers with their evidence, and the list that makes the most of the minutes available.

A reason's weight is the probability that acting today does some good; a person's value is the probability that at least one
of their reasons holds. Each function turns facts and `now` into a Reason, or None where there is nothing to say.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import exp2, log1p, prod

import msgspec

from hustings.engine.cadence import Due

MINUTES: dict[str, int] = {
    "reply": 4,
    "keep_promise": 5,
    "thank": 2,
    "congratulate": 2,
    "reconnect": 5,
    "decide_invitation": 2,
}
"""What one action in writing takes, in minutes; estimates of ours, to be replaced by a member's own times."""
CALL_MINUTES = 10
"""What any action takes on the phone or in person."""

ACTIONS: dict[str, str] = {
    "unanswered_message": "reply",
    "promise_due": "keep_promise",
    "thanks_owed": "thank",
    "new_position": "congratulate",
    "birthday": "congratulate",
    "cadence_overdue": "reconnect",
    "cadence_due": "reconnect",
    "invitation_pending": "decide_invitation",
}
"""The action that answers each reason. `closeness` is no reason to act by itself."""

CLOSENESS = "closeness"
LEAST_WEIGHT = 0.03
"""Below this a reason is not worth a line on anybody's list."""
LEAST_GAIN = 0.02
"""Somebody whose reasons are already answered by others on the list (one group message) adds less than this."""

_THANKS = {"recommendation": 0.7, "introduction": 0.75, "endorsement": 0.35}
_DAY = timedelta(days=1)


class Reason(msgspec.Struct, frozen=True):
    """Why somebody is proposed: a code, its weight as a probability, ids of evidence, and facts to say it in words."""

    code: str
    weight: float
    evidence: tuple[str, ...] = ()
    facts: dict[str, str] = {}


class Candidate(msgspec.Struct, frozen=True):
    """A person with all their reasons. `blocked` says why nobody may contact them today: do not contact, touched, snoozed."""

    person_id: int
    reasons: tuple[Reason, ...]
    channel: str
    minutes: int
    blocked: str = ""


def unanswered(
    since: datetime,
    *,
    now: datetime,
    needs_reply_weight: float,
    strength: float,
    evidence: tuple[str, ...],
    facts: Mapping[str, str] = {},
) -> Reason | None:
    """Their message waits since `since`. Urgency rises over the first days, and halves every four months after two:
    an answer years later is odd. `needs_reply_weight` is how surely it wants an answer (engine.triage), 0 to 1.
    """
    days = _days(since, now)
    if days < 0:
        return None
    urgency = (1 - 0.4 * exp2(-days / 2)) * _fading(days, flat=60, half=120)
    return _reason("unanswered_message", needs_reply_weight * urgency * _leaning(strength), evidence, facts)


def promise_due(
    due: date, *, now: datetime, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """We promised something by the day `due`. It shows three days before, weighs most from that day on, all of it, and fades
    after three months. Days are those of the zone of `now`."""
    late = (now.date() - due).days
    if late < -3:
        return None
    return _reason(
        "promise_due", (0.6 if late < 0 else 0.95) * _fading(late, flat=90, half=120) * _leaning(strength), evidence, facts
    )


def thanks_owed(
    since: datetime, *, now: datetime, kind: str, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """They did something for us and were not thanked. `kind` is recommendation, introduction or endorsement (others: 0.5)."""
    days = _days(since, now)
    if days < 0:
        return None
    weight = _THANKS.get(kind, 0.5) * _fading(days, flat=14, half=90) * _leaning(strength)
    return _reason("thanks_owed", weight, evidence, {"kind": kind, **facts})


def coming_due(
    due: Due, *, now: datetime, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """A touch would be good: between the ideal and the latest day of the cadence, rising from .10 to .35 (strongest tie)."""
    if not due.ideal <= now < due.latest:
        return None
    share = (now - due.ideal) / max(due.latest - due.ideal, _DAY)
    return _reason("cadence_due", (0.10 + 0.25 * share) * _leaning(strength), evidence, facts)


def overdue(
    due: Due, *, now: datetime, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """The latest day has passed: how much of the risk that the tie lapses a touch would relieve.

    The risk rises from .35 towards .60 over the rhythm's own slack; after a year most has lapsed already and the relief halves
    every year.
    """
    days = _days(due.latest, now)
    if days < 0:
        return None
    slack = max(_days(due.ideal, due.latest), 1.0)
    risk = 0.60 - 0.25 * exp2(-days / slack)
    return _reason("cadence_overdue", risk * _fading(days, flat=365, half=365) * _leaning(strength), evidence, facts)


def invitation_pending(
    since: datetime, *, now: datetime, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """They asked to connect and were neither accepted nor declined; after three months it matters less and less."""
    days = _days(since, now)
    return (
        None
        if days < 0
        else _reason("invitation_pending", 0.4 * _fading(days, flat=90, half=90) * _leaning(strength), evidence, facts)
    )


def new_position(
    since: date, *, now: datetime, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """They began a new position on `since`. Congratulations are welcome for a month or so and odd after four."""
    days = (now.date() - since).days
    if not 0 <= days <= 120:
        return None
    return _reason("new_position", 0.5 * _fading(days, flat=21, half=30) * _leaning(strength), evidence, facts)


def birthday(
    *, month: int, day: int, now: datetime, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """Their birthday is today or was in the last two days, on the calendar of `now`'s zone. 29 February falls on the 28th in
    common years."""
    today = now.date()
    for late in range(3):
        if _falls_on(today - late * _DAY, month=month, day=day):
            return _reason("birthday", (0.4 - 0.1 * late) * _leaning(strength), evidence, facts)
    return None


def closeness(strength: float, *, evidence: tuple[str, ...] = ()) -> Reason | None:
    """A close tie makes other reasons weigh more. Never a reason alone: `score` ignores it without another one."""
    return _reason(CLOSENESS, 0.2 * strength, evidence, {}) if strength >= 0.3 else None


def score(candidate: Candidate) -> float:
    """1 - prod(1 - weight) over the reasons; 0 where closeness is all there is."""
    if not _grounds(candidate):
        return 0.0
    return 1.0 - prod(1.0 - _probability(reason) for reason in candidate.reasons)


def action_of(candidate: Candidate) -> str:
    """What to do, from the heaviest reason (ties by code); empty where there is none."""
    grounds = _grounds(candidate)
    return ACTIONS[min(grounds, key=lambda reason: (-reason.weight, reason.code)).code] if grounds else ""


def minutes_for(action: str, *, channel: str) -> int:
    """Estimated minutes for an action on a channel."""
    return CALL_MINUTES if channel in ("phone", "in_person") else MINUTES[action]


def choose(
    candidates: Iterable[Candidate], *, minutes: int, most: int = 12, already: Collection[int] = ()
) -> tuple[Candidate, ...]:
    """The list for today, best first: at most `most` people, each once, within `minutes`; nothing where nobody fits.

    Maximises the summed value of answered reasons, where one reason shared by several people (a message to a group: same
    code and evidence) is answered once. Lazy greedy by value per minute and by value, the better of both; at least
    (1 - 1/e)/2 of the best possible value as long as `most` does not bind (Leskovec et al. 2007, CELF), but for people who add
    less than LEAST_GAIN. Blocked people and those in `already` (person ids) never appear. The order given does not matter.
    """
    pool = _eligible(candidates, minutes=minutes, already=already)
    shares = [_shares(candidate) for candidate in pool]
    by_ratio = _greedy(pool, shares, minutes=minutes, most=most, rank=lambda gain, cost: gain / cost)
    by_value = _greedy(pool, shares, minutes=minutes, most=most, rank=lambda gain, cost: gain)
    best = max(by_ratio, by_value, key=lambda picked: _covered(shares[place] for place in picked))
    return tuple(sorted((pool[place] for place in best), key=_best_first))


def _reason(code: str, weight: float, evidence: tuple[str, ...], facts: Mapping[str, str]) -> Reason | None:
    kept = min(weight, 0.99)
    return Reason(code, kept, evidence, dict(facts)) if kept >= LEAST_WEIGHT else None


def _leaning(strength: float) -> float:
    """Everybody deserves an answer; a strong tie makes it up to twice as urgent."""
    return 0.5 + 0.5 * strength


def _fading(days: float, *, flat: float, half: float) -> float:
    """1 until `flat` days, then halving every `half` days."""
    return exp2(-max(days - flat, 0.0) / half)


def _days(since: datetime, until: datetime) -> float:
    return (until - since) / _DAY


def _falls_on(today: date, *, month: int, day: int) -> bool:
    leap = (today + _DAY).month == 2
    if (month, day) == (2, 29) and (today.month, today.day) == (2, 28):
        return not leap
    return (today.month, today.day) == (month, day)


def _probability(reason: Reason) -> float:
    return min(max(reason.weight, 0.0), 0.99)


def _grounds(candidate: Candidate) -> list[Reason]:
    """The reasons that can stand alone."""
    return [reason for reason in candidate.reasons if reason.code != CLOSENESS]


def _best_first(candidate: Candidate) -> tuple[float, int]:
    return -score(candidate), candidate.person_id


def _eligible(candidates: Iterable[Candidate], *, minutes: int, already: Collection[int]) -> list[Candidate]:
    """Those who may appear and fit, one candidate per person (the best), in the order of value."""
    kept: dict[int, Candidate] = {}
    fitting = (one for one in candidates if not one.blocked and one.minutes <= minutes and one.person_id not in already)
    for candidate in sorted(fitting, key=lambda one: (*_best_first(one), one.minutes, one.channel, repr(one.reasons))):
        kept.setdefault(candidate.person_id, candidate)
    return list(kept.values())


def _shares(candidate: Candidate) -> dict[object, float]:
    """The candidate's score split over its reasons in proportion to their log-odds of failing; keys meet where evidence does."""
    losses: dict[object, float] = {}
    for reason in _grounds(candidate):
        key = (reason.code, reason.evidence or candidate.person_id)
        losses[key] = losses.get(key, 0.0) - log1p(-_probability(reason))
    total = sum(losses.values())
    return {key: score(candidate) * loss / total for key, loss in losses.items()} if total else {}


def _covered(chosen: Iterable[Mapping[object, float]]) -> float:
    """The value of a set: each reason once, at its largest share. Monotone and submodular."""
    best: dict[object, float] = {}
    for shares in chosen:
        for key, share in shares.items():
            best[key] = max(best.get(key, 0.0), share)
    return sum(best.values())


def _greedy(
    pool: Sequence[Candidate],
    shares: Sequence[Mapping[object, float]],
    *,
    minutes: int,
    most: int,
    rank: Callable[[float, int], float],
) -> list[int]:
    """Places in the pool, picked by the largest gain by `rank`. Lazy: a gain is only looked at again when it comes up."""

    def entry(place: int) -> tuple[float, int, int, float]:
        gain = sum(max(share - best.get(key, 0.0), 0.0) for key, share in shares[place].items())
        return -rank(gain, max(pool[place].minutes, 1)), pool[place].person_id, place, gain

    best: dict[object, float] = {}
    picked: list[int] = []
    queue = [entry(place) for place in range(len(pool))]
    heapq.heapify(queue)
    while queue and len(picked) < most:
        known = heapq.heappop(queue)
        fresh = entry(known[2])
        if fresh != known:
            heapq.heappush(queue, fresh)
            continue
        place = known[2]
        if fresh[3] >= LEAST_GAIN and pool[place].minutes <= minutes:
            picked.append(place)
            minutes -= pool[place].minutes
            best.update({key: max(share, best.get(key, 0.0)) for key, share in shares[place].items()})
    return picked
