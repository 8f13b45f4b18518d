"""Series changed as other calendar programs expect it: the whole of one by its master, later dates by a series of their own.

Every result is compared, date by date, with what it has to be. Where no rule says it the text stays as it is, and each date has
to become an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

import icalendar
import msgspec
import recurring_ical_events
from icalendar.prop import vRecur

from hustings.connectors.calendars.components import (
    Moment,
    aware,
    dates_in,
    key_of,
    master_of,
    original,
    parsed,
    put,
    put_dates,
    put_texts,
    stamped,
    text_of,
)
from hustings.connectors.calendars.moving import Times, Unsayable, later, move_event, move_of, rule_of, single_dates, wall_of
from hustings.connectors.calendars.reading import records_in
from hustings.connectors.files.ical import stamp
from hustings.connectors.files.ical_times import in_utc


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What a member did to a series of a calendar.

    It holds from the date `key` on (as files.ical.stamp names it), without a key for all dates. `change` sets texts, by our
    fields, and moves the dates as one of them was moved from `was` to `now`; `end` takes the dates away, `drop` only the one.
    Later dates become a series of their own, under the UID `into`.
    """

    id: str
    kind: Literal["change", "end", "drop"]
    key: str = ""
    into: str = ""
    texts: dict[str, str] = {}
    was: Times | None = None
    now: Times | None = None


class Rewritten(NamedTuple):
    """What edits make of a calendar object: texts by UID; where each date stands now, by the key that it had (UID and key); and
    the UIDs of those texts that are kept only to be put back."""

    texts: dict[str, str]
    places: dict[str, tuple[str, str]]
    ended: frozenset[str]


def key_in(external_id: str) -> str:
    """The place of a date in its series by the id of its record; empty for an event of one date."""
    _, slash, key = external_id.rpartition("/")
    return key if slash and key[:8].isdigit() else ""


def keys_in(text: str) -> list[str]:
    """The places of all dates of a calendar object; an event of one date has the empty one."""
    return [key_in(record.external_id) for record in records_in(text)[0]]


def rewrite(text: str, uid: str, edits: Sequence[Edit], *, now: datetime) -> Rewritten:
    """A calendar object after what members did to it, in that order. What no rule says is left to the dates themselves."""
    made = _Making(text, uid)
    for edit in edits:
        for part in [each for each in made.texts if each not in made.ended]:
            made.apply(edit, part, now=now)
    for part, each in made.texts.items():
        if keys_in(each) == [""]:
            made.places.update(dict.fromkeys(made.dates(part), (part, "")))
    return Rewritten(made.texts, made.places, frozenset(made.ended))


class _Making:
    """A calendar object while edits are done to it. `away` are the dates, by the key they had, that are left out of it."""

    def __init__(self, text: str, uid: str) -> None:
        self.texts = {uid: text}
        self.ended: set[str] = set()
        there = keys_in(text)
        left_out = [stamp(aware(each)) for event in parsed(text).walk("VEVENT") for each in dates_in(event, "EXDATE")]
        self.away = set(left_out) - set(there)
        self.places = {key: (uid, key) for key in (*there, *self.away)}

    def dates(self, part: str) -> list[str]:
        """The dates of a part that it has, by the key they had."""
        return [key for key, (where, _) in self.places.items() if where == part and key not in self.away]

    def apply(self, edit: Edit, part: str, *, now: datetime) -> None:
        """Does one edit to one part, if it means any of its dates."""
        dates = self.dates(part)
        meant = [key for key in dates if key == edit.key or (edit.kind != "drop" and key >= edit.key)]
        if not meant:
            return
        if edit.kind == "drop":
            self.drop(part, meant, now=now)
            return
        try:
            self.share(edit, part, meant, split=len(meant) < len(dates), now=now)
        except Unsayable:
            if edit.kind == "end":
                self.drop(part, meant, now=now)

    def share(self, edit: Edit, part: str, meant: Sequence[str], *, split: bool, now: datetime) -> None:
        """Changes a part as a whole, or its later dates as a series of their own. Raises Unsayable, with nothing done."""
        texts, into = {part: self.texts[part]}, part
        if split:
            into = edit.into
            texts[part], texts[into] = cut(texts[part], min(self.places[key][1] for key in meant), into=into, now=now)
        follow = (
            [key for key in self.away if self.places[key][0] == part and key >= min(meant)]
            if split
            else [key for key in self.away if self.places[key][0] == part]
        )
        moved = {self.places[key][1]: self.places[key][1] for key in (*meant, *follow)}
        if edit.kind == "change":
            texts[into], moved = changed(texts[into], edit, list(moved), now=now)
            _expect(texts[into], [moved[self.places[key][1]] for key in meant])
        self.texts.update(texts)
        self.places.update({key: (into, moved[self.places[key][1]]) for key in (*meant, *follow)})
        if edit.kind == "end":
            self.ended.add(into)

    def drop(self, part: str, meant: Sequence[str], *, now: datetime) -> None:
        """Leaves dates out of a part."""
        self.texts[part] = without(self.texts[part], [self.places[key][1] for key in meant], now=now)
        self.away.update(meant)


def without(text: str, keys: Iterable[str], *, now: datetime) -> str:
    """The series without some of its dates (EXDATE)."""
    calendar, gone = parsed(text), set(keys)
    master = master_of(calendar)
    _keep_exceptions(calendar, lambda key: key not in gone)
    if master is not None:
        start = master["DTSTART"].dt
        put_dates(master, "EXDATE", [*dates_in(master, "EXDATE"), *(original(key, start) for key in sorted(gone))])
        stamped(master, now=now)
    return text_of(calendar)


def _keep_exceptions(calendar: icalendar.Calendar, holds: Any) -> None:
    """Takes those exceptions away whose place is not to stay."""
    for event in calendar.walk("VEVENT"):
        if "RECURRENCE-ID" in event and not holds(key_of(event)):
            calendar.subcomponents.remove(event)


def cut(text: str, key: str, *, into: str, now: datetime) -> tuple[str, str]:
    """A series until before one of its dates (UNTIL or COUNT), and from it on as a series of its own. Guests, their answers,
    alarms and exceptions stay on both sides. Raises Unsayable."""
    calendars = parsed(text), parsed(text)
    head, tail = (master_of(each) for each in calendars)
    if head is None or any("RANGE" in event["RECURRENCE-ID"].params for event in _exceptions(calendars[0])):
        raise Unsayable("The series has no master, or exceptions that hold for all later dates.")
    at = original(key, head["DTSTART"].dt)
    _keep_exceptions(calendars[0], lambda each: each < key)
    _keep_exceptions(calendars[1], lambda each: each >= key)
    for name in ("RDATE", "EXDATE"):
        held = single_dates(head, name)
        put_dates(head, name, [each for each in held if _utc(each) < _utc(at)])
        put_dates(tail, name, [each for each in held if _utc(each) >= _utc(at) and (name == "EXDATE" or each != at)])
    if "RRULE" in head:
        _share_rule(head, tail, at)
    _begin_at(tail, at)
    for event in calendars[1].walk("VEVENT"):
        put(event, "UID", into)
    for master in (head, tail):
        stamped(master, now=now)
        _single(master)
    parts = text_of(calendars[0]), text_of(calendars[1])
    keys = keys_in(text)
    _expect(parts[0], [each for each in keys if each < key], exactly=True)
    _expect(parts[1], [each for each in keys if each >= key])
    return parts


def _exceptions(calendar: icalendar.Calendar) -> list[Any]:
    return [event for event in calendar.walk("VEVENT") if "RECURRENCE-ID" in event]


def _utc(moment: Moment) -> datetime:
    return in_utc(aware(moment))


def _share_rule(head: Any, tail: Any, at: Moment) -> None:
    """Ends the rule before a moment, and lets the later series go on with what is left of it."""
    ends, goes_on = rule_of(head), rule_of(tail)
    is_over = False
    if "COUNT" in ends:
        before = _instances_before(head, ends, at)
        is_over = before >= int(ends["COUNT"][0])
        ends["COUNT"], goes_on["COUNT"] = [before], [int(goes_on["COUNT"][0]) - before]
    elif "UNTIL" in ends and _utc(ends["UNTIL"][0]) < _utc(at):
        is_over = True
    else:
        ends["UNTIL"] = [_just_before(at)]
    put(head, "RRULE", ends)
    put(tail, "RRULE", None if is_over else goes_on)


def _just_before(at: Moment) -> Moment:
    if not isinstance(at, datetime):
        return at - timedelta(days=1)
    last = at - timedelta(seconds=1)
    return last.astimezone(UTC) if last.tzinfo is not None else last


def _instances_before(master: Any, rule: vRecur, at: Moment) -> int:
    """How many dates the rule alone has before a moment: those that are left out count too (RFC 5545, 3.3.10)."""
    bare, event = icalendar.Calendar(), icalendar.Event()
    start = master["DTSTART"].dt
    event.add("UID", "series")
    event.add("DTSTART", start)
    event.add("RRULE", rule)
    bare.add_component(event)
    found = recurring_ical_events.of(bare).between(start - timedelta(days=1), at)
    return sum(_utc(each["DTSTART"].dt) < _utc(at) for each in found)


def _begin_at(master: Any, at: Moment) -> None:
    """Lets a series begin with another one of its dates; how long it lasts stays."""
    by = wall_of(at) - wall_of(master["DTSTART"].dt)
    put(master, "DTSTART", at)
    if "DTEND" in master:
        put(master, "DTEND", later(master["DTEND"].dt, by))


def _single(master: Any) -> None:
    """A series of which one date is left becomes a plain event."""
    if "RRULE" not in master and "RDATE" not in master:
        master.pop("EXDATE", None)


def changed(text: str, edit: Edit, keys: Sequence[str], *, now: datetime) -> tuple[str, dict[str, str]]:
    """A whole series as a member changed one of its dates, exceptions too: their own words where nothing was said of them.

    Returns it with the new places of these dates by the old ones. Raises Unsayable.
    """
    calendar = parsed(text)
    master = master_of(calendar)
    if master is None:
        raise Unsayable("The calendar holds exceptions of this series only.")
    moved = {key: key for key in keys}
    move = None
    if edit.was is not None and edit.now is not None:
        start = master["DTSTART"].dt
        move = move_of(edit.was, edit.now, like=start)
        moved = {key: stamp(aware(move.moment(original(key, start)))) if key else "" for key in keys}
    for event in calendar.walk("VEVENT"):
        put_texts(event, edit.texts)
        if move is not None:
            move_event(event, move)
        stamped(event, now=now)
    return text_of(calendar), moved


def _expect(text: str, keys: Sequence[str], *, exactly: bool = False) -> None:
    """Raises Unsayable unless a text has these dates. A rule without an end may have more, and one less at our horizon."""
    found, wanted = sorted(_places_in(text)), sorted(keys)
    if wanted == [""]:
        return
    same = min(len(found), len(wanted))
    if found[:same] != wanted[:same] or len(found) < len(wanted) - 1 or (exactly and len(found) != len(wanted)):
        raise Unsayable("The rule of the series does not say this.")


def _places_in(text: str) -> list[str]:
    """The places of all dates, that of a single one by its begin."""
    keys = keys_in(text)
    if keys != [""]:
        return keys
    return [stamp(aware(master_of(parsed(text))["DTSTART"].dt))]
