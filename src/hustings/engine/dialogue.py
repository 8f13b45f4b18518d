"""Is it a dialogue or a broadcast? How many of those who wrote were answered by a person, how soon, and what went to everybody.

Measured over inbound utterances of people: lists, auto-replies and our own do not count. A message that nobody answered yet is
censored, not absent, so the median time to an answer is that of Kaplan and Meier (1958). An answer is what a person of ours says
to it: by its id where the source knows it, else the next word of ours in the same thread to whoever wrote. Answering oneself is
no dialogue, and a broadcast (one message to many, or a post that answers nobody) answers nobody.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

import msgspec

DAY, WEEK = timedelta(days=1), timedelta(days=7)
HALF = 0.5 + 1e-9


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said. `author` tells people apart within the data; empty for us. `to` is whom we speak to, where known.

    `reply_to` is the id of what it answers. `broadcast` marks one message to many and posts that answer nobody; `to_self` our
    answers to ourselves. `automatic` is no person's word.
    """

    id: str
    thread: str
    at: datetime
    direction: Literal["in", "out"]
    author: str = ""
    to: frozenset[str] = frozenset()
    reply_to: str = ""
    broadcast: bool = False
    to_self: bool = False
    automatic: bool = False
    channel: str = ""
    member: str = ""


class Share(msgspec.Struct, frozen=True):
    """So many of so many. `share` is None (unknown) of nothing."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.count / self.of if self.of else None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one inbound utterance: `after` is how long it waited, None while nobody has answered."""

    utterance: Utterance
    after: timedelta | None
    by: str = ""


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """The score. Shares are of inbound utterances that are old enough to have been answered in that time.

    `median` is the time within which half are answered (None where fewer than half ever were), `depth` the mean number of turns
    of threads in which both sides spoke, `unanswered` the inbound ones that still wait, longest first.
    """

    inbound: int
    people: int
    within_day: Share
    within_week: Share
    ever: Share
    median: timedelta | None
    depth: float | None
    conversations: Share
    sent: int
    broadcast: Share
    to_people: Share
    to_self: Share
    unanswered: tuple[Utterance, ...]
    answers: tuple[Answer, ...]


def measure(utterances: Iterable[Utterance], *, now: datetime) -> Dialogue:
    """The score of what was said up to `now`. The order of utterances does not matter."""
    known = _in_order(utterances, now)
    return _score(answers_of(known), known, now)


def by(utterances: Iterable[Utterance], key: Callable[[Utterance], str], *, now: datetime) -> dict[str, Dialogue]:
    """The score of each group, in order. An answer counts for the group of what it answers, whichever group it is in itself."""
    known = _in_order(utterances, now)
    answers: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers_of(known):
        answers[key(answer.utterance)].append(answer)
    said: dict[str, list[Utterance]] = defaultdict(list)
    for each in known:
        said[key(each)].append(each)
    return {name: _score(answers[name], said[name], now) for name in sorted(said)}


def week_of(utterance: Utterance) -> str:
    """The ISO week, such as `2026-W07`."""
    year, week, _ = utterance.at.isocalendar()
    return f"{year}-W{week:02d}"


def _in_order(utterances: Iterable[Utterance], now: datetime) -> list[Utterance]:
    return sorted((each for each in utterances if each.at <= now), key=lambda each: (each.at, each.id))


def _score(answers: Sequence[Answer], known: Sequence[Utterance], now: datetime) -> Dialogue:
    threads = _threads(known)
    sent = [each for each in known if each.direction == "out" and not each.automatic]
    return Dialogue(
        inbound=len(answers),
        people=len({answer.utterance.author for answer in answers}),
        within_day=_within(answers, DAY, now),
        within_week=_within(answers, WEEK, now),
        ever=Share(sum(answer.after is not None for answer in answers), len(answers)),
        median=median_time([(a.after if a.after is not None else now - a.utterance.at, a.after is not None) for a in answers]),
        depth=_depth(threads),
        conversations=Share(sum(map(_both_spoke, threads)), len(threads)),
        sent=len(sent),
        broadcast=Share(sum(each.broadcast for each in sent), len(sent)),
        to_people=Share(sum(not each.broadcast and not each.to_self for each in sent), len(sent)),
        to_self=Share(sum(each.to_self for each in sent), len(sent)),
        unanswered=tuple(answer.utterance for answer in answers if answer.after is None),
        answers=tuple(answers),
    )


def answers_of(known: Sequence[Utterance]) -> list[Answer]:
    """What became of each inbound utterance of a person, in the order of time. `known` is sorted by time."""
    by_id: dict[str, Utterance] = {}
    by_thread: dict[str, list[Utterance]] = defaultdict(list)
    for each in known:
        if each.direction == "out" and not each.automatic and not each.broadcast and not each.to_self:
            by_thread[each.thread].append(each)
            if each.reply_to:
                by_id.setdefault(each.reply_to, each)
    moments = {thread: [each.at for each in said] for thread, said in by_thread.items()}
    found = []
    for each in known:
        if each.direction == "in" and not each.automatic:
            reply = _reply(each, by_id, by_thread.get(each.thread, ()), moments.get(each.thread, ()))
            found.append(Answer(utterance=each, after=reply.at - each.at if reply else None, by=reply.member if reply else ""))
    return found


def _reply(
    asked: Utterance, by_id: Mapping[str, Utterance], said: Sequence[Utterance], moments: Sequence[datetime]
) -> Utterance | None:
    direct = by_id.get(asked.id)
    if direct is not None and direct.at >= asked.at:
        return direct
    later = (said[index] for index in range(bisect_right(moments, asked.at), len(said)))
    return next((each for each in later if not each.to or asked.author in each.to), None)


def median_time(times: Iterable[tuple[timedelta, bool]]) -> timedelta | None:
    """The median of waiting times by the product-limit estimate; True marks an answer, False a wait that goes on.

    Kaplan and Meier, "Nonparametric Estimation from Incomplete Observations" (1958). None where less than half ever ends.
    """
    waits: dict[timedelta, list[bool]] = defaultdict(list)
    for time, answered in times:
        waits[time].append(answered)
    waiting, unanswered = sum(map(len, waits.values())), 1.0
    for time in sorted(waits):
        unanswered *= 1 - sum(waits[time]) / waiting
        if unanswered <= HALF:
            return time
        waiting -= len(waits[time])
    return None


def _within(answers: Sequence[Answer], limit: timedelta, now: datetime) -> Share:
    """Of those that were answered or have waited so long: how many were answered in time."""
    old_enough = [answer for answer in answers if answer.after is not None or now - answer.utterance.at >= limit]
    return Share(sum(answer.after is not None and answer.after <= limit for answer in old_enough), len(old_enough))


def _threads(known: Sequence[Utterance]) -> list[list[Utterance]]:
    """Threads in which a person wrote to us or we wrote to a person."""
    found: dict[str, list[Utterance]] = defaultdict(list)
    for each in known:
        if not each.automatic and not each.broadcast and not each.to_self:
            found[each.thread].append(each)
    return list(found.values())


def _both_spoke(turns: Sequence[Utterance]) -> bool:
    return len({each.direction for each in turns}) == 2


def _depth(threads: Sequence[Sequence[Utterance]]) -> float | None:
    """The mean number of turns where both spoke; several utterances of one side after another are one turn."""
    counts = [
        1 + sum(one.direction != other.direction for one, other in pairwise(turns)) for turns in threads if _both_spoke(turns)
    ]
    return sum(counts) / len(counts) if counts else None
