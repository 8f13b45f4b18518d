"""How often all members together may reach out to one person, and when not at all: hard limits over all channels.

A day is a calendar day of the workspace's zone; a week and a month are any 7 and any 30 days in a row. Answers to somebody who
wrote are no touches of this kind: no limit keeps anybody from one, and they fill no week and no month. They do fill the day, so
that whoever was answered today hears nothing else from us.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
EXCHANGE, ADDENDUM = timedelta(hours=24), timedelta(hours=1)
"""So long somebody has just written, and so long one may still add to what one answered."""
_DAY = timedelta(days=1)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """At most so many touches of one person, and the hours and weekdays (0 is Monday) in which nobody reaches out.

    Quiet hours go from one time to another, over midnight where the first is later; equal times are no quiet hours.
    """

    per_day: int = 1
    per_week: int = 3
    per_month: int = 6
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    quiet_days: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if min(self.per_day, self.per_week, self.per_month) < 1:
            raise ValueError("A limit below one would never let anybody reach out.")
        if len(self.quiet_days & set(range(7))) == 7:
            raise ValueError("At least one weekday has to be left to reach out on.")


class Quiet(NamedTuple):
    """Days on which nobody reaches out, both included."""

    since: date
    until: date


class Stop(NamedTuple):
    """Why a moment is not open (quiet_hours, quiet_day, quiet_time, per_day, per_week, per_month), and until when at least."""

    code: str
    until: datetime


class Dealing(NamedTuple):
    """Something between us and a person: when, in which direction (in, out, mutual) and on which channel."""

    at: datetime
    direction: str
    channel: str


class History(NamedTuple):
    """When we reached out to somebody of our own accord, and when we answered them."""

    touches: list[datetime]
    answers: list[datetime]


def is_answer(wrote: datetime, *, moment: datetime, ours: Sequence[datetime]) -> bool:
    """Whether a message at a moment answers somebody who wrote at `wrote`, given all moments at which we spoke on that channel.

    It does where they have just written, where nobody has spoken since they wrote, and where it adds to such an answer.
    """
    first = min((each for each in ours if wrote < each < moment), default=moment)
    return wrote <= moment and (moment - wrote <= EXCHANGE or moment - first <= ADDENDUM)


def told_apart(dealings: Iterable[Dealing]) -> History:
    """What was a touch of our own accord, and what an answer, by channel. What is mutual (a call, a meeting) is a touch."""
    found = History([], [])
    wrote: dict[str, datetime] = {}
    ours: dict[str, list[datetime]] = defaultdict(list)
    for each in sorted(dealings):
        if each.direction == "in":
            wrote[each.channel] = each.at
            ours[each.channel].clear()
            continue
        theirs = wrote.get(each.channel)
        answer = each.direction == "out" and theirs is not None and is_answer(theirs, moment=each.at, ours=ours[each.channel])
        (found.answers if answer else found.touches).append(each.at)
        ours[each.channel].append(each.at)
    return found


def stop_at(
    moment: datetime, *, touches: Sequence[datetime], limits: Limits, zone: ZoneInfo, quiet: Sequence[Quiet] = (),
    answers: Sequence[datetime] = (),
) -> Stop | None:  # fmt: skip
    """What forbids a touch at this moment beside those that there were or will be; None where nothing does.

    The order of `touches` and of `answers` does not matter.
    """
    local = moment.astimezone(zone)
    held = sorted(touches)
    return (
        _quiet_time(local, quiet, zone)
        or _quiet_day(local, limits, zone)
        or _quiet_hours(local, limits, zone)
        or _day_full(local, [*held, *answers], limits, zone)
        or _window_full(moment, held, limits.per_week, WEEK, "per_week")
        or _window_full(moment, held, limits.per_month, MONTH, "per_month")
    )


def earliest(
    wanted: datetime, *, touches: Sequence[datetime], limits: Limits, zone: ZoneInfo, quiet: Sequence[Quiet] = (),
    answers: Sequence[datetime] = (),
) -> datetime:  # fmt: skip
    """The first moment from `wanted` on at which a touch is allowed, in UTC."""
    moment = wanted.astimezone(UTC)
    while stop := stop_at(moment, touches=touches, limits=limits, zone=zone, quiet=quiet, answers=answers):
        moment = max(stop.until, moment + timedelta(minutes=1))
    return moment


_LAST = date.max - timedelta(days=3)
"""Whatever is quiet for longer is so to the end of the calendar, in any zone."""


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _quiet_time(local: datetime, quiet: Sequence[Quiet], zone: ZoneInfo) -> Stop | None:
    ends = [each.until for each in quiet if each.since <= local.date() <= each.until]
    return Stop("quiet_time", _begin(min(max(ends), _LAST) + _DAY, zone)) if ends else None


def _quiet_day(local: datetime, limits: Limits, zone: ZoneInfo) -> Stop | None:
    if local.weekday() not in limits.quiet_days:
        return None
    return Stop("quiet_day", _begin(local.date() + _DAY, zone))


def _quiet_hours(local: datetime, limits: Limits, zone: ZoneInfo) -> Stop | None:
    begins, ends, clock = limits.quiet_from, limits.quiet_until, local.time()
    over_midnight = begins > ends
    quiet = (clock >= begins or clock < ends) if over_midnight else begins <= clock < ends
    if not quiet:
        return None
    day = local.date() + _DAY if over_midnight and clock >= begins else local.date()
    return Stop("quiet_hours", datetime.combine(day, ends, zone).astimezone(UTC))


def _day_full(local: datetime, held: Sequence[datetime], limits: Limits, zone: ZoneInfo) -> Stop | None:
    same = sum(each.astimezone(zone).date() == local.date() for each in held)
    return Stop("per_day", _begin(local.date() + _DAY, zone)) if same >= limits.per_day else None


def _window_full(moment: datetime, held: Sequence[datetime], most: int, length: timedelta, code: str) -> Stop | None:
    """Whether a touch at this moment would be one too many of some window with it."""
    near = held[bisect_right(held, moment - length) : bisect_left(held, moment + length)]
    full = [near[at] for at in range(len(near) - most + 1) if _together(near[at], near[at + most - 1], moment) < length]
    return Stop(code, min(full) + length) if full else None


def _together(first: datetime, last: datetime, moment: datetime) -> timedelta:
    """How long a stretch is that holds all three."""
    return max(last, moment) - min(first, moment)


def broken(touches: Sequence[datetime], *, limits: Limits, zone: ZoneInfo) -> str:
    """Which limit on counts a history breaks (per_day, per_week, per_month), or nothing. For reports, and as the other way of
    counting in tests."""
    held = sorted(touches)
    days = [each.astimezone(zone).date() for each in held]
    if any(days.count(day) > limits.per_day for day in set(days)):
        return "per_day"
    for code, most, length in (("per_week", limits.per_week, WEEK), ("per_month", limits.per_month, MONTH)):
        if any(later - first < length for first, later in zip(held, held[most:], strict=False)):
            return code
    return ""
