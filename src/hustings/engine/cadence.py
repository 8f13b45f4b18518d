"""How often a relationship wants a touch, and when the next one is due. Unknown is an answer: no contact, no due date."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple


class Segment(NamedTuple):
    """A rhythm: after `ideal_days` without contact a touch would be good, after `latest_days` it is late."""

    ideal_days: int
    latest_days: int


SEGMENTS: dict[str, Segment | None] = {
    "close_allies": Segment(30, 45),
    "network": Segment(91, 120),
    "acquaintances": Segment(365, 420),
    "none": None,
}
"""The rhythms that a person can have, closest first; `none` asks for no touch at all."""

SLACK = 1.3
"""How much later than a person's own period is late, where the segment has no rhythm to compare with."""

ONE_SIDED = 1 / 3
"""A touch without an answer postpones the next one by this share of the period: neither silence nor nagging."""

CLOSE_STRENGTH, CLOSE_COUNT = 0.7, 5
NETWORK_STRENGTH, NETWORK_COUNT = 0.3, 2

_TRUSTED = frozenset({"family", "worked_together"})


class Proposal(NamedTuple):
    """A proposed segment and the code of why."""

    segment: str
    reason: str


class Due(NamedTuple):
    """When the next touch would be good, and when it is late."""

    ideal: datetime
    latest: datetime


def propose_segment(strength: float, *, two_way_count: int = 0, connected: bool = False, vouch: str = "") -> Proposal:
    """The rhythm that fits a tie; a member may choose another.

    `strength` is the probability of engine.ties, `two_way_count` how often it went both ways, `vouch` a key of ties.VOUCHES.
    Without any exchange nobody is proposed above acquaintance unless a member vouches for them.
    """
    if strength >= CLOSE_STRENGTH and two_way_count >= CLOSE_COUNT:
        return Proposal("close_allies", "frequent_exchange")
    if strength >= NETWORK_STRENGTH and two_way_count >= NETWORK_COUNT:
        return Proposal("network", "regular_exchange")
    if vouch in _TRUSTED:
        return Proposal("network", "vouched")
    if two_way_count:
        return Proposal("acquaintances", "some_exchange")
    if vouch == "not_known":
        return Proposal("none", "not_known")
    if connected or vouch:
        return Proposal("acquaintances", "connected" if connected else "vouched")
    return Proposal("none", "no_exchange")


def next_touch(
    segment: str, *, last_two_way_at: datetime | None, last_touch_at: datetime | None, period_days: int | None = None
) -> Due | None:
    """When the next touch is due: a period after the last two-way one, and a third of it after the last one-sided one.

    `period_days` is a person's own rhythm and wins over the segment's, also over `none`. None without a rhythm, or where
    there never was any contact. Raises KeyError for a segment that is not in SEGMENTS.
    """
    rhythm = _rhythm(SEGMENTS[segment], period_days)
    if rhythm is None:
        return None
    period, latest = rhythm
    after = []
    if last_two_way_at is not None:
        after.append(last_two_way_at + period)
    if last_touch_at is not None:
        after.append(last_touch_at + period * ONE_SIDED)
    if not after:
        return None
    ideal = max(after)
    return Due(ideal, ideal + (latest - period))


def _rhythm(segment: Segment | None, period_days: int | None) -> tuple[timedelta, timedelta] | None:
    """The ideal and the latest distance between touches; None where there is no rhythm."""
    if period_days:
        slack = segment.latest_days / segment.ideal_days if segment else SLACK
        return timedelta(days=period_days), timedelta(days=period_days * slack)
    return (timedelta(days=segment.ideal_days), timedelta(days=segment.latest_days)) if segment else None
