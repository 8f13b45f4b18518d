"""Which events and organisations are worth joining, with the reasons: who of ours is there, and which goal it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import prod

import msgspec

from hustings.engine.ranking import Reason

ALLIES_FROM = 2
"""One friend who goes is company; two are a reason."""
LEAST = 0.15
"""Below this nothing is proposed."""


class Gathering(msgspec.Struct, frozen=True, kw_only=True):
    """An event that we do not go to yet, or an organisation that we are not in.

    `allies` and `stakeholders` are (id of a person, their name, how much they weigh, 0 to 1); `words` are issues of our open
    goals that its text names; `hosts` whether people of ours organise it.
    """

    id: str
    starts_at: datetime | None = None
    allies: tuple[tuple[int, str, float], ...] = ()
    stakeholders: tuple[tuple[int, str, float], ...] = ()
    words: tuple[str, ...] = ()
    hosts: bool = False


class Proposal(msgspec.Struct, frozen=True):
    """Something to join, what it is worth (0 to 1), and why."""

    id: str
    worth: float
    reasons: tuple[Reason, ...]


def worth_joining(gatherings: Iterable[Gathering], *, now: datetime, most: int = 12) -> tuple[Proposal, ...]:
    """Those with a reason, the best first; what has begun is left out. The order of `gatherings` does not matter."""
    found = (_proposal(each) for each in gatherings if each.starts_at is None or each.starts_at > now)
    ranked = sorted((each for each in found if each.worth >= LEAST), key=lambda each: (-each.worth, each.id))
    return tuple(ranked[:most])


def _proposal(gathering: Gathering) -> Proposal:
    reasons = tuple(sorted(_reasons(gathering), key=lambda reason: (-reason.weight, reason.code)))
    return Proposal(gathering.id, 1 - prod(1 - reason.weight for reason in reasons), reasons)


def _reasons(gathering: Gathering) -> Iterable[Reason]:
    if gathering.stakeholders:
        yield _people("stakeholders_attend", gathering.stakeholders, share=0.5)
    if len(gathering.allies) >= ALLIES_FROM:
        yield _people("allies_attend", gathering.allies, share=0.3)
    if gathering.words:
        yield Reason("about_goal", min(0.15 + 0.1 * len(gathering.words), 0.4), (), {"issues": ", ".join(gathering.words[:3])})
    if gathering.hosts:
        yield Reason("ours_host", 0.2)


def _people(code: str, people: tuple[tuple[int, str, float], ...], *, share: float) -> Reason:
    ranked = sorted(people, key=lambda each: (-each[2], each[0]))
    weight = 1 - prod(1 - share * min(max(each[2], 0.0), 1.0) for each in ranked)
    names = ", ".join(name for _, name, _ in ranked[:3])
    return Reason(
        code, min(weight, 0.9), tuple(f"person:{number}" for number, _, _ in ranked[:5]),
        {"count": str(len(ranked)), "names": names},
    )  # fmt: skip
