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
    "advance_goal": 10,
}
"""What one action in writing takes, in minutes; estimates of ours, to be replaced by a member's own times."""
CALL_MINUTES, OTHER_MINUTES = 10, 5
"""What any action takes on the phone or in person, and an action that MINUTES does not know in writing."""

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
GOAL = "goal"
SUPPORTING = frozenset({CLOSENESS, GOAL})
"""Reasons that make others weigh more and are none by themselves."""
LEAST_WEIGHT = 0.03
"""Below this a reason is not worth a line on anybody's list."""
LEAST_GAIN = 0.02
"""Somebody whose reasons are already answered by others on the list (one group message) adds less than this."""

GOAL_SHARE = 0.5
"""What the fullest value for a goal adds to other reasons."""

_THANKS = {"recommendation": 0.7, "introduction": 0.75, "endorsement": 0.35}
_DAY = timedelta(days=1)


class Reason(msgspec.Struct, frozen=True):
    """Why somebody is proposed: a code, its weight as a probability, ids of evidence, and facts to say it in words.

    `action` is what answers it, for a code that ACTIONS does not know.
    """

    code: str
    weight: float
    evidence: tuple[str, ...] = ()
    facts: dict[str, str] = {}
    action: str = ""


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


def noted_occasion(
    on: date, *, now: datetime, strength: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """An occasion that somebody noted, from its day on: a word is welcome for ten days, and odd after two months."""
    late = (now.date() - on).days
    if not 0 <= late <= 60:
        return None
    found = _reason("noted_occasion", 0.55 * _fading(late, flat=10, half=20) * _leaning(strength), evidence, facts)
    return msgspec.structs.replace(found, action="mark_occasion") if found else None


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
    return _reason(CLOSENESS, 0.2 * strength, evidence, {"strength": f"{strength:.2f}"}) if strength >= 0.3 else None


def goal_value(
    *, influence: float, swing: float, reach: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """Somebody on the map of a goal: influence times swing times reach, each from 0 to 1, all three among the facts.

    `influence` is what they move there, `swing` how open the outcome is at them, `reach` how likely they answer us. Never a
    reason alone: it takes an occasion to talk to somebody, and this says for whom it is worth the most.
    """
    parts = {"influence": f"{influence:.2f}", "swing": f"{swing:.2f}", "reach": f"{reach:.2f}"}
    return _reason(GOAL, GOAL_SHARE * influence * swing * reach, evidence, {**facts, **parts})


def goal_step(
    due: date, *, now: datetime, value: float, evidence: tuple[str, ...], facts: Mapping[str, str] = {}
) -> Reason | None:
    """The next step with a stakeholder, from the day `due` on. It weighs .5, and up to .9 for one of full value (0 to 1); after a
    quarter of a year it fades: a step that nobody took so long is no plan."""
    late = (now.date() - due).days
    if late < 0:
        return None
    return _step("goal_step", (0.5 + 0.4 * value) * _fading(late, flat=90, half=90), evidence, facts)


def goal_untouched(
    since: datetime | None, *, now: datetime, deadline: date | None, value: float, evidence: tuple[str, ...],
    facts: Mapping[str, str] = {},
) -> Reason | None:  # fmt: skip
    """A stakeholder whom nobody spoke to since `since` (None: never). The weight is `value` (influence times swing times reach, 0
    to 1) times an urgency from .4 up to .8 over the last half year before the deadline; .5 where there is none."""
    left = (deadline - now.date()).days if deadline else None
    if left is not None and left < 0:
        return None
    urgency = 0.5 if left is None else 0.4 + 0.4 * exp2(-left / 60)
    last = {"last": since.isoformat()} if since else {}
    return _step("goal_untouched", value * urgency, evidence, {**facts, **last})


def swing_of(probability: float | None, *, pivotal: float = 0.0) -> float:
    """How much there is to move, 0 to 1: most at even odds (4 p (1 - p)), half where nothing is known, never below how much the
    outcome depends on their vote (engine.whip)."""
    return max(0.5 if probability is None else 4.0 * probability * (1.0 - probability), min(pivotal, 1.0))


def reach_of(strength: float) -> float:
    """How likely somebody answers us, from the strength of our tie: strangers answer sometimes."""
    return _leaning(strength)


def score(candidate: Candidate) -> float:
    """1 - prod(1 - weight) over the reasons; 0 where there is nothing but supporting ones."""
    if not _grounds(candidate):
        return 0.0
    return 1.0 - prod(1.0 - _probability(reason) for reason in candidate.reasons)


def action_of(candidate: Candidate) -> str:
    """What to do, from the heaviest reason (ties by code); empty where there is none."""
    grounds = _grounds(candidate)
    if not grounds:
        return ""
    heaviest = min(grounds, key=lambda reason: (-reason.weight, reason.code))
    return heaviest.action or ACTIONS[heaviest.code]


def minutes_for(action: str, *, channel: str) -> int:
    """Estimated minutes for an action on a channel."""
    return CALL_MINUTES if channel in ("phone", "in_person") else MINUTES.get(action, OTHER_MINUTES)


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


def _step(code: str, weight: float, evidence: tuple[str, ...], facts: Mapping[str, str]) -> Reason | None:
    found = _reason(code, weight, evidence, facts)
    return None if found is None else msgspec.structs.replace(found, action="advance_goal")


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
    return [reason for reason in candidate.reasons if reason.code not in SUPPORTING]


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
