"""Calendars in iCalendar files: one record for each occurrence of an event.

The file is taken apart into its components here, so that a broken one costs nothing but itself; dates and rules are read by
icalendar, occurrences computed by recurring_ical_events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import BinaryIO

import icalendar
import msgspec
import recurring_ical_events
from icalendar.prop import vRecur

from hustings.connectors.files.ical_times import Moment, Zones, in_utc, is_expandable, moment_of, span_of
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.contentlines import ContentLine, begins_with, content_lines, unescape, value_of
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import email_identity
from hustings.kernel.records import EventRecord, Party

MAX_BYTES = 64 * 1024 * 1024
"""A calendar is held in memory, because exceptions may stand far from the event that they change."""

MAX_OCCURRENCES = 400
MAX_SPAN = timedelta(days=3 * 365)
"""A recurring event is expanded from its start for at most this time and this number of occurrences. No clock is asked, so that
the same file always gives the same records."""

MAX_EXPANDED = 200_000
"""Occurrences of one file; further recurring events are left as written. Each series counts as twenty at least."""

_MAX_UID = 200
_MAX_DATES = 2_000
_KEPT = ("CATEGORIES", "CLASS", "TRANSP", "GEO", "CONFERENCE", "X-GOOGLE-CONFERENCE")
_READ = frozenset(
    {"UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SUMMARY", "STATUS"}
    | {"LOCATION", "DESCRIPTION", "URL", "ORGANIZER", "ATTENDEE", *_KEPT}
)


class ICalendarReader:
    """Reads calendars; see `hustings.connectors.protocol.FileReader`."""

    name = "icalendar"
    title = "Calendar (iCalendar)"
    use_rule = "own-calendar"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The files that open with BEGIN:VCALENDAR, or with a bare event."""
        return [entry for entry in entries if any(begins_with(entry.head(), word) for word in ("VCALENDAR", "VEVENT"))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The events of each file in their order, recurring ones as their occurrences. Holds one file at a time."""
        for entry in entries:
            try:
                yield from _read_file(entry)
            except WrongInput as problem:
                yield Rejected(Place(entry.name), str(problem))


ICALENDAR = ICalendarReader()


class _Bounded:
    """A stream that is given up beyond `MAX_BYTES`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = MAX_BYTES

    def read(self, length: int, /) -> bytes:
        found = self._stream.read(length)
        self._left -= len(found)
        if self._left < 0:
            raise WrongInput(f"The calendar is larger than {MAX_BYTES // 1024**2} MB. Export it in parts, for example by year.")
        return found


@dataclass
class _Block:
    """A component: its word, the line of its BEGIN and its lines. `trouble` says why it cannot be used."""

    word: str
    line: int
    lines: list[ContentLine] = field(default_factory=list)
    depth: int = 0
    trouble: str = ""

    def take(self, line: ContentLine, *, step: int) -> None:
        """Keep a line. What is nested inside an event (alarms) is left out, inside a time zone it is the definition itself."""
        self.depth = max(0, self.depth + max(step, 0))
        if self.word == "VTIMEZONE" or (self.depth == 0 and line.name in _READ):
            self.lines.append(line)
            if line.overlong:
                self.trouble = f"line {line.number} is too long"
        self.depth = max(0, self.depth + min(step, 0))


def _read_file(entry: Entry) -> Iterator[Found | Rejected]:
    with entry.open() as stream:
        blocks = list(_blocks(content_lines(_Bounded(stream))))
    if not any(block.word in ("VCALENDAR", "VEVENT") for block in blocks):
        yield Rejected(Place(entry.name), "The file holds no calendar: BEGIN:VCALENDAR is missing.")
    zones = Zones([block.lines for block in blocks if block.word == "VTIMEZONE"])
    series: dict[str, list[_Event]] = {}
    for block in blocks:
        if block.word != "VEVENT":
            continue
        try:
            event = _event(block, zones)
        except ValueError as problem:
            yield Rejected(Place(entry.name, block.line), f"The event cannot be read: {problem}.")
        else:
            series.setdefault(event.uid, []).append(event)
    left = MAX_EXPANDED
    for events in series.values():
        found = _records(events, expand=left > 0)
        left -= max(len(found), 20) if any(event.rules or event.dates for event in events) else 0
        yield from (Found(record, Place(entry.name, line)) for record, line in found)


def _blocks(lines: Iterator[ContentLine]) -> Iterator[_Block]:
    """Events, time zones and the calendar's own opening, in the order of the file; everything else is passed over."""
    block: _Block | None = None
    for line in lines:
        word = line.raw.strip().upper() if line.name in ("BEGIN", "END") else ""
        opens, closes = line.name == "BEGIN", line.name == "END"
        if (opens and word in ("VEVENT", "VTIMEZONE", "VCALENDAR")) or (closes and word == "VCALENDAR"):
            if block is not None:
                yield _cut_off(block)
            block = _Block(word, line.number) if opens and word != "VCALENDAR" else None
            if opens and word == "VCALENDAR":
                yield _Block(word, line.number)
        elif block is not None and closes and word == block.word:
            yield block
            block = None
        elif block is not None:
            block.take(line, step=opens - closes)
    if block is not None:
        yield _cut_off(block)


def _cut_off(block: _Block) -> _Block:
    block.trouble = block.trouble or f"END:{block.word} is missing; the file seems to be cut off"
    return block


@dataclass(frozen=True)
class _Event:
    """One VEVENT, its times read."""

    line: int
    uid: str
    lines: dict[str, list[ContentLine]]
    sequence: int = 0
    start: Moment | None = None
    end: Moment | None = None
    recurrence: Moment | None = None
    dates: tuple[Moment, ...] = ()
    exceptions: tuple[Moment, ...] = ()
    rules: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        found = self.lines.get(name)
        return unescape(value_of(found[0])).strip() if found else ""

    @cached_property
    def described(self) -> EventRecord:
        """What all occurrences have in common."""
        organiser = self.lines.get("ORGANIZER")
        people = (line for line in self.lines.get("ATTENDEE", ()) if line.param("CUTYPE").upper() not in ("ROOM", "RESOURCE"))
        attendees = ((_party(line), line.param("PARTSTAT").strip().lower() or "needs-action") for line in people)
        return EventRecord(
            external_id=self.uid,
            title=self.text("SUMMARY"),
            location=self.text("LOCATION"),
            description=self.text("DESCRIPTION"),
            link=self.text("URL"),
            status=self.text("STATUS").lower(),
            organiser=_party(organiser[0]) if organiser else None,
            attendees=tuple(dict.fromkeys(attendees)),
            sequence=self.sequence,
            extra=self.extra,
        )


def _event(block: _Block, zones: Zones) -> _Event:
    """A component as an event. Raises ValueError in words for the member."""
    if block.trouble:
        raise ValueError(block.trouble)
    lines: dict[str, list[ContentLine]] = {}
    for line in block.lines:
        lines.setdefault(line.name, []).append(line)
    start = _moment(lines["DTSTART"][0], zones) if "DTSTART" in lines else None
    if start is None and not ("SUMMARY" in lines or "UID" in lines):
        raise ValueError("it has no start, no title and no UID")
    sequence = lines["SEQUENCE"][0].raw.strip() if "SEQUENCE" in lines else ""
    event = _Event(
        line=block.line,
        uid="",
        lines=lines,
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0,
        start=start,
        end=_end(lines, start, zones),
        recurrence=_moment(lines["RECURRENCE-ID"][0], zones) if "RECURRENCE-ID" in lines else None,
        dates=_moments(lines.get("RDATE", ()), zones),
        exceptions=_moments(lines.get("EXDATE", ()), zones),
        rules=tuple(value_of(line).strip() for line in lines.get("RRULE", ())),
        extra=_extra(lines, zones),
    )
    return _with_uid(event)


def _with_uid(event: _Event) -> _Event:
    """The event with its UID; a hash of what it says stands in for one that is missing or too long to be kept."""
    uid = event.text("UID")
    if not uid or len(uid) > _MAX_UID:
        start = in_utc(event.start).isoformat() if event.start else ""
        uid = "event:" + blake2b((uid or f"{event.text('SUMMARY')}\0{start}").encode(), digest_size=16).hexdigest()
    return replace(event, uid=uid)


def _moment(line: ContentLine, zones: Zones) -> Moment:
    name = line.param("TZID")
    return moment_of(value_of(line), zones.find(name) if name else None)


def _moments(lines: Sequence[ContentLine], zones: Zones) -> tuple[Moment, ...]:
    """The dates of RDATE and EXDATE lines; of a period its start. Unreadable ones are left out: the event itself stands."""
    found: list[Moment] = []
    for line in lines:
        for text in value_of(line).split(",")[:_MAX_DATES]:
            try:
                found.append(_moment(line._replace(raw=text.partition("/")[0]), zones))
            except ValueError:
                continue
    return tuple(dict.fromkeys(found[:_MAX_DATES]))


def _end(lines: dict[str, list[ContentLine]], start: Moment | None, zones: Zones) -> Moment | None:
    """When the event ends: as written, by its duration, or a whole day's end. None if not known or before the start."""
    if start is None:
        return None
    try:
        if "DTEND" in lines:
            end = _moment(lines["DTEND"][0], zones)
        elif "DURATION" in lines:
            end = start + span_of(value_of(lines["DURATION"][0]))
        elif isinstance(start, datetime):
            return None
        else:
            end = start + timedelta(days=1)
        return end if in_utc(end) >= in_utc(start) else None
    except (ValueError, OverflowError):
        return None


def _extra(lines: dict[str, list[ContentLine]], zones: Zones) -> dict[str, str]:
    """Properties without a word of ours, and how times without a usable zone were taken."""
    extra = {name.lower(): unescape(value_of(lines[name][0])).strip() for name in _KEPT if name in lines}
    for line in lines.get("DTSTART", ()):
        zone, text = line.param("TZID"), line.raw.strip().upper()
        if zone and zones.find(zone) is None:
            extra["unknown-time-zone"] = zone
        elif not zone and "T" in text and not text.endswith("Z"):
            extra["floating"] = "yes"
    return {key: value for key, value in extra.items() if value}


def _records(events: Sequence[_Event], *, expand: bool) -> list[tuple[EventRecord, int]]:
    """The records of all events with one UID: occurrences of a recurring one, exceptions in their places."""
    latest: dict[str, _Event] = {}
    for event in events:
        key = stamp(event.recurrence) if event.recurrence else ""
        if key not in latest or event.sequence >= latest[key].sequence:
            latest[key] = event
    master = latest.get("")
    if master is not None and master.start is not None and (master.rules or master.dates):
        found = _occurrences(list(latest.values()), in_utc(master.start)) if expand else []
        if found:
            return found
        latest[""] = replace(master, extra=master.extra | {"recurrence": "\n".join(master.rules) or "RDATE"})
    return [(_record(event, event.start, event.end, key), event.line) for key, event in latest.items()]


def _occurrences(events: Sequence[_Event], first: datetime) -> list[tuple[EventRecord, int]]:
    """What the series comes to; empty where its rules cannot be followed, so that only the written events stand."""
    calendar = icalendar.Calendar()
    found: dict[str, tuple[EventRecord, int]] = {}
    try:
        for index, event in enumerate(events):
            calendar.add_component(_component(event, index))
        query = recurring_ical_events.of(calendar)
        for one in query.between(first - timedelta(days=1), first + MAX_SPAN)[:MAX_OCCURRENCES]:
            event, start = events[int(str(one["X-INDEX"]))], one["DTSTART"].dt
            end = one["DTEND"].dt if event.end else None
            key = stamp(_original(event, start) or one["RECURRENCE-ID"].dt)
            found.setdefault(key, (_record(event, start, end, key), event.line))
    except Exception:  # both libraries fail in many ways on broken rules; the event itself is kept
        return []
    return list(found.values())


def _original(event: _Event, start: Moment) -> Moment | None:
    """When an occurrence that an exception moved would have been; an exception may move all further ones by the same time."""
    if event.recurrence is None or event.start is None:
        return None
    if isinstance(start, datetime) and isinstance(event.start, datetime):
        return event.recurrence + (start.replace(tzinfo=None) - event.start.replace(tzinfo=None))
    return event.recurrence + timedelta(days=start.toordinal() - event.start.toordinal())


def _component(event: _Event, index: int) -> icalendar.Event:
    """What the library needs to expand a series. Raises ValueError for a rule that must not be followed."""
    component = icalendar.Event()
    component.add("UID", "series")
    component.add("X-INDEX", str(index))
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTART", event.start)
    if event.end is not None:
        component.add("DTEND", event.end)
    if event.recurrence is not None:
        later = event.lines["RECURRENCE-ID"][0].param("RANGE")
        component.add("RECURRENCE-ID", event.recurrence, parameters={"RANGE": later} if later else {})
        return component
    for text in event.rules:
        rule = vRecur.from_ical(text.upper().rstrip(";"))
        if not is_expandable(rule):
            raise ValueError("the rule never matches or matches too often")
        component.add("RRULE", rule)
    for name, moments in (("RDATE", event.dates), ("EXDATE", event.exceptions)):
        for moment in moments:
            component.add(name, moment)
    return component


def _record(event: _Event, start: Moment | None, end: Moment | None, key: str) -> EventRecord:
    return msgspec.structs.replace(
        event.described,
        external_id=f"{event.uid}/{key}" if key else event.uid,
        starts_at=in_utc(start) if start is not None else None,
        ends_at=in_utc(end) if end is not None else None,
        all_day=start is not None and not isinstance(start, datetime),
    )


def _party(line: ContentLine) -> Party:
    """Who is meant: the displayed name and the address, which Apple may put into a parameter."""
    found = email_identity(value_of(line)) or email_identity(line.param("EMAIL"))
    name = " ".join(unescape(line.param("CN")).split())
    return Party(name="" if "@" in name and email_identity(name) == found else name, identities=(found,) if found else ())


def stamp(moment: Moment) -> str:
    """`20260314T090000Z`, or `20260314` for a whole day."""
    return in_utc(moment).strftime("%Y%m%dT%H%M%SZ") if isinstance(moment, datetime) else moment.strftime("%Y%m%d")
