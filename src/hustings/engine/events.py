"""Whom to talk to at an event, what to ask them, until when to follow up, and what came of it. Pure; the caller gathers facts.

A guest's worth is the probability that at least one of their reasons holds, as in engine.ranking; weights are estimates of ours,
kept as a table so that a workspace's own history can replace them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import prod

import msgspec

from hustings.engine.ranking import Reason

DEEP_MINUTES, FIRST_MINUTES, WORD_MINUTES = 12, 8, 4
"""What a talk takes with somebody we know, with somebody new, and a word that keeps a promise or answers a message."""
WORDS_A_MINUTE = 130
"""How fast a pitch is spoken: the slow end of ordinary speech (120 to 150), since a pitch is listened to standing."""
FOLLOW_UP = timedelta(days=2)
SAME_HOUSE = 0.5
"""What a further talk with people of one organisation is worth: the first carries most of what can be learnt there."""
LEAST = 0.05
"""Below this somebody is not proposed: the minutes are better spent at the bar."""
_WORD_ONLY = frozenset({"promise_open", "message_waits"})


class Stake(msgspec.Struct, frozen=True):
    """What somebody means to the goal: 0 to 1 for power, and whether they could still be moved. `evidence` names the entry."""

    tier: str
    power: float = 0.5
    movable: bool = False
    evidence: str = ""


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the list of an event. `strength` is the tie to them, 0 to 1; `quiet_days` since the last two-way contact, None
    for never; `introducers` how many of our close people know them; `answer` what they said to the invitation."""

    id: int
    organisation: str = ""
    speaks: bool = False
    stake: Stake | None = None
    strength: float = 0.0
    quiet_days: int | None = None
    promises: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    introducers: int = 0
    answer: str = ""
    talked: bool = False
    blocked: bool = False


class Choice(msgspec.Struct, frozen=True):
    """Somebody worth a talk: why, what it is worth (0 to 1), and the minutes that it takes."""

    guest: int
    reasons: tuple[Reason, ...]
    worth: float
    minutes: int


def reasons_for(guest: Guest) -> tuple[Reason, ...]:
    """Why to talk to somebody at this event, the weightiest first; empty where nothing speaks for it."""
    found = [*_owed(guest), *_goal(guest), *_tie(guest)]
    if guest.speaks and found:
        found.append(Reason("speaks", 0.15))
    return tuple(sorted(found, key=lambda reason: (-reason.weight, reason.code)))


def _owed(guest: Guest) -> Iterable[Reason]:
    if guest.promises:
        yield Reason("promise_open", 0.5, guest.promises, {"count": str(len(guest.promises))})
    if guest.waiting:
        yield Reason("message_waits", 0.45, guest.waiting)


def _goal(guest: Guest) -> Iterable[Reason]:
    if guest.stake is None:
        return
    tiers = {"decision_maker": 0.6, "influencer": 0.4}
    weight = tiers.get(guest.stake.tier, 0.2) * (0.5 + 0.5 * min(max(guest.stake.power, 0.0), 1.0))
    yield Reason(
        "goal_movable" if guest.stake.movable else "goal",
        weight if guest.stake.movable else weight * 0.6,
        (guest.stake.evidence,) if guest.stake.evidence else (),
        {"tier": guest.stake.tier},
    )


def _tie(guest: Guest) -> Iterable[Reason]:
    if guest.quiet_days is None:
        if guest.introducers:
            yield Reason("introduced", min(0.12 + 0.04 * guest.introducers, 0.3), (), {"count": str(guest.introducers)})
        return
    if guest.quiet_days >= 90 and guest.strength >= 0.15:
        yield Reason("gone_quiet", 0.35 * guest.strength, (), {"days": str(guest.quiet_days)})
    elif guest.strength >= 0.4:
        yield Reason("ally", 0.2 * guest.strength)


def choose(guests: Iterable[Guest], *, minutes: int) -> tuple[Choice, ...]:
    """The few worth a deep conversation, best first, within the minutes there are. The order of `guests` does not matter.

    Greedy by worth per minute or by worth alone, whichever brings more; a further person of the same organisation counts half.
    Left out are those who declined, were talked to already, must not be contacted, or for whom nothing speaks.
    """
    offered = sorted((each for each in map(_offer, guests) if each is not None), key=lambda pair: pair[0].guest)
    by_rate = _greedy(offered, minutes, rate=True)
    by_worth = _greedy(offered, minutes, rate=False)
    best = max((by_rate, by_worth), key=lambda chosen: sum(each.worth for each in chosen))
    return tuple(sorted(best, key=lambda each: (-each.worth, each.guest)))


def _offer(guest: Guest) -> tuple[Choice, str] | None:
    if guest.answer in ("declined", "cancelled") or guest.talked or guest.blocked:
        return None
    reasons = reasons_for(guest)
    worth = 1 - prod(1 - reason.weight for reason in reasons)
    if worth < LEAST:
        return None
    is_word = all(reason.code in _WORD_ONLY for reason in reasons)
    minutes = WORD_MINUTES if is_word else FIRST_MINUTES if guest.quiet_days is None else DEEP_MINUTES
    return Choice(guest.id, reasons, worth, minutes), guest.organisation.casefold().strip()


def _greedy(offered: Sequence[tuple[Choice, str]], minutes: int, *, rate: bool) -> list[Choice]:
    chosen: list[Choice] = []
    houses: Counter[str] = Counter()
    left, rest = minutes, list(offered)
    while rest:
        best = max(rest, key=lambda pair: (_gain(pair, houses) / (pair[0].minutes if rate else 1), -pair[0].guest))
        rest.remove(best)
        gain = _gain(best, houses)
        if best[0].minutes <= left and gain >= LEAST:
            chosen.append(msgspec.structs.replace(best[0], worth=gain))
            left -= best[0].minutes
            houses[best[1]] += 1
    return chosen


def _gain(pair: tuple[Choice, str], houses: Counter[str]) -> float:
    choice, house = pair
    return choice.worth * (SAME_HOUSE ** houses[house] if house else 1.0)


def pitch_seconds(text: str) -> int:
    """How long a text takes to say, in whole seconds."""
    return round(len(text.split()) / WORDS_A_MINUTE * 60)


def question_for(
    *, waiting: bool, promised: str, need: str, stance: str, common: str, topic: str, quiet_days: int | None
) -> tuple[str, dict[str, str]]:
    """The one good question to ask: a code and the facts that it refers to. What they themselves raised comes first."""
    order: tuple[tuple[str, bool | str, dict[str, str]], ...] = (
        ("about_their_message", waiting, {}),
        ("about_our_promise", promised, {"promise": promised}),
        ("about_their_need", need, {"need": need}),
        ("what_would_it_take", stance in ("undecided", "lean_against", "lean_support"), {"stance": stance}),
        ("about_their_talk", topic, {"topic": topic}),
        ("about_common_ground", common, {"common": common}),
        ("what_changed", quiet_days is not None and quiet_days >= 90, {}),
    )
    return next(((code, facts) for code, holds, facts in order if holds), ("what_are_you_working_on", {}))


def follow_up_due(talked_at: datetime) -> datetime:
    """Until when to write to somebody one talked to: two days, while both still remember it."""
    return talked_at + FOLLOW_UP


class FollowUp(msgspec.Struct, frozen=True):
    """A follow-up as it stands: when one talked, and when it was done, if it was."""

    talked_at: datetime
    done_at: datetime | None = None


class Tally(msgspec.Struct, frozen=True):
    """What an event brought. `in_time` of `due` follow-ups were done within two days; one still within its days is not due."""

    came: int
    talks: int
    follow_ups: int
    done: int
    in_time: int
    due: int
    new_ties: int
    evidence: int


def tally(follow_ups: Iterable[FollowUp], *, now: datetime, came: int, talks: int, new_ties: int, evidence: int) -> Tally:
    """Counts an event. The order of follow-ups does not matter."""
    held = list(follow_ups)
    in_time = sum(each.done_at is not None and each.done_at <= follow_up_due(each.talked_at) for each in held)
    due = sum(each.done_at is not None or follow_up_due(each.talked_at) <= now for each in held)
    done = sum(each.done_at is not None for each in held)
    return Tally(came, talks, len(held), done, in_time, due, new_ties, evidence)


def is_over(ends_at: datetime | None, starts_at: datetime | None, *, all_day: bool, now: datetime) -> bool:
    """Whether an event is past. One without an end is over three hours after its begin, a whole day at its end."""
    if ends_at is not None:
        return ends_at <= now
    if starts_at is None:
        return False
    return starts_at + (timedelta(days=1) if all_day else timedelta(hours=3)) <= now
