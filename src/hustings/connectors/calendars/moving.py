"""A series moved by the clock on the wall: its begin and end, its rule, what is left out and what is added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import msgspec
from icalendar.prop import vRecur

from hustings.connectors.calendars.components import Moment, dates_in, put, put_dates, registered, zone_of
from hustings.kernel.errors import WrongInput

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SAFE_DAYS = range(1, 29)
"""Days that every month has."""


class Unsayable(WrongInput):
    """No rule says it for the whole series; each date has to say it for itself."""


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """When a date is: aware moments, of whole days midnights of UTC. `zone` is that of the clock on the wall there."""

    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    zone: str = ""


@dataclass(frozen=True)
class Move:
    """By how much the begin and the end of each date move on the wall, and which kind of moments they become.

    `end` is None where the end stays away from the begin as it is, `length` what a date without an end lasts from now on.
    `own` is the zone of the series, `zone` its new one, the same where it keeps it.
    """

    begin: timedelta
    end: timedelta | None
    length: timedelta | None
    endless: bool
    all_day: bool
    own: tzinfo | None
    zone: tzinfo | None

    def moment(self, moment: Moment, by: timedelta | None = None, *, own: tzinfo | None = None) -> Moment:
        """Where a moment comes to stand. Without a zone of its own it is seen by the clock of the series."""
        here = own or self.own
        if isinstance(moment, datetime) and moment.tzinfo is not None and here is not None:
            moment = moment.astimezone(here)
        wall = wall_of(moment) + (self.begin if by is None else by)
        if self.all_day:
            return wall.date()
        return wall.replace(tzinfo=self.zone if self.zone != self.own or not isinstance(moment, datetime) else zone_of(moment))


def move_of(was: Times, now: Times, *, like: Moment) -> Move:
    """What a member did to one date, as it holds for its whole series; `like` is how the series writes its begin."""
    own = zone_of(like)
    before = UTC if was.all_day else own or UTC
    changes = was.all_day or now.zone != was.zone
    zone = (registered(now.zone) or UTC) if changes and not now.all_day else own
    after = UTC if now.all_day else zone or UTC
    begin = wall_of(now.starts_at.astimezone(after)) - wall_of(was.starts_at.astimezone(before))
    end = length = None
    if now.ends_at is not None and was.ends_at is not None:
        end = wall_of(now.ends_at.astimezone(after)) - wall_of(was.ends_at.astimezone(before))
    elif now.ends_at is not None:
        length = wall_of(now.ends_at.astimezone(after)) - wall_of(now.starts_at.astimezone(after))
    return Move(begin, end, length, now.ends_at is None and was.ends_at is not None, now.all_day, own, zone)


def wall_of(moment: Moment) -> datetime:
    """What the clock on the wall shows."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, datetime.min.time())


def move_event(event: Any, move: Move) -> None:
    """Moves one event of a series: the series itself with its rule, or an exception with the place that it stands for."""
    start = event["DTSTART"].dt
    own = zone_of(start)
    moved = move.moment(start, own=own)
    _move_end(event, move, start, moved)
    put(event, "DTSTART", moved)
    if "RECURRENCE-ID" in event:
        put(event, "RECURRENCE-ID", move.moment(event["RECURRENCE-ID"].dt))
        return
    for name in ("RDATE", "EXDATE"):
        put_dates(event, name, [move.moment(each) for each in single_dates(event, name)])
    if "RRULE" in event:
        rule = rule_of(event)
        _turn(rule, (wall_of(moved).date() - wall_of(start).date()).days)
        if "UNTIL" in rule:
            rule["UNTIL"] = [_last(rule["UNTIL"][0], move, start, moved)]
        put(event, "RRULE", rule)


def _move_end(event: Any, move: Move, start: Moment, moved: Moment) -> None:
    length = event.pop("DURATION", None)
    held = event["DTEND"].dt if "DTEND" in event else start + length.dt if length is not None else None
    if move.endless:
        held = None
    elif move.length is not None:
        held = later(moved, move.length)
    elif held is not None:
        held = move.moment(held, move.end, own=zone_of(held))
    put(event, "DTEND", held)


def later(moment: Moment, length: timedelta) -> Moment:
    """The moment so much later on the same clock."""
    wall = wall_of(moment) + length
    return wall.replace(tzinfo=moment.tzinfo) if isinstance(moment, datetime) else wall.date()


def single_dates(event: Any, name: str) -> list[Moment]:
    """The dates of RDATE or EXDATE. Raises Unsayable for periods, which have lengths of their own."""
    found = dates_in(event, name)
    if any(isinstance(each, tuple) for each in found):
        raise Unsayable("The series holds dates with lengths of their own.")
    return found


def rule_of(event: Any) -> vRecur:
    """The rule of a series, to be changed. Raises Unsayable where there are several."""
    held = event["RRULE"]
    if isinstance(held, list):
        raise Unsayable("The series has several rules.")
    return vRecur(held)


def _turn(rule: vRecur, days: int) -> None:
    """Lets a rule mean days that are so many later; weekdays turn, days of the month within those that all months have."""
    if not days:
        return
    if set(rule) & {"BYYEARDAY", "BYWEEKNO", "BYSETPOS"}:
        raise Unsayable("The rule counts days in a way that cannot be moved.")
    if "BYDAY" in rule:
        if any(str(each) not in WEEK for each in rule["BYDAY"]):
            raise Unsayable("The rule counts weekdays in a month.")
        rule["BYDAY"] = [WEEK[(WEEK.index(str(each)) + days) % 7] for each in rule["BYDAY"]]
    if "BYMONTHDAY" in rule:
        rule["BYMONTHDAY"] = [int(str(each)) + days for each in rule["BYMONTHDAY"]]
        if any(each not in SAFE_DAYS or each - days not in SAFE_DAYS for each in rule["BYMONTHDAY"]):
            raise Unsayable("Not every month has these days.")


def _last(until: Moment, move: Move, start: Moment, moved: Moment) -> Moment:
    """Until when a moved rule goes on: a day for whole days, else a moment of UTC, floating where the series floats."""
    if isinstance(until, datetime):
        last = move.moment(until)
    else:
        last = date.fromordinal(until.toordinal() + wall_of(moved).toordinal() - wall_of(start).toordinal())
        if isinstance(moved, datetime):
            last = datetime.combine(last, moved.time(), moved.tzinfo)
    return last.astimezone(UTC) if isinstance(last, datetime) and last.tzinfo is not None else last
