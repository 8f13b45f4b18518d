"""The reader of calendars: single and recurring events, odd time zones, broken components."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from connectors.files.calendars import calendar, event, events, read
from connectors.files.memory import Memory, as_json
from hustings.connectors.files import ical
from hustings.connectors.files.ical import ICALENDAR, MAX_OCCURRENCES
from hustings.connectors.files.ical_times import MAX_ZONE_LINES, Zones, is_expandable, moment_of, span_of
from hustings.connectors.protocol import FileReader, Found, Place, Rejected
from hustings.connectors.reading.contentlines import MAX_LINE
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import USE_RULES

GOLDENS = Path(__file__).parent / "goldens" / "ical"


@pytest.mark.parametrize("path", sorted(GOLDENS.glob("*.ics")), ids=lambda path: path.stem)
def test_golden_calendars_are_read_as_written_beside_them(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [as_json(found) for found in read(path.read_bytes())] == expected


def test_the_reader_keeps_the_protocol_and_names_a_known_rule() -> None:
    reader: FileReader = ICALENDAR
    assert (reader.name, reader.use_rule in USE_RULES) == ("icalendar", True)


def test_only_calendars_are_recognised_whatever_their_names() -> None:
    text = calendar(event("SUMMARY:Tea"))
    good = [
        Memory(text.encode(), "a.txt"),
        Memory(text.encode("utf-16")),
        Memory(b"\xef\xbb\xbf \n" + text.encode()),
        Memory(b"BEGIN:VEVENT\n"),
    ]
    bad = [Memory(b"", "x.ics"), Memory(b"BEGIN:VCARD\n", "y.ics"), Memory(b"PK\x03\x04", "z.ics")]
    assert ICALENDAR.recognise([*bad, *good]) == good


@pytest.mark.parametrize("data", [b"", b"hello", b"BEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\n"])
def test_a_file_without_a_calendar_is_rejected_in_words(data: bytes) -> None:
    assert read(data) == [Rejected(Place("calendar.ics"), "The file holds no calendar: BEGIN:VCALENDAR is missing.")]


def test_a_calendar_without_events_is_simply_empty() -> None:
    assert read(calendar("BEGIN:VTODO", "SUMMARY:Buy paint", "END:VTODO", "BEGIN:VJOURNAL", "END:VJOURNAL")) == []


def test_a_calendar_that_is_too_large_is_rejected_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Damaged(Memory):
        def open(self) -> BinaryIO:
            raise WrongInput("The file is damaged.")

    monkeypatch.setattr(ical, "MAX_BYTES", 1024 * 1024)
    large = Memory(b"BEGIN:VCALENDAR\n" + (b"X:" + b"y" * 1000 + b"\n") * 1100, "large.ics")
    found = list(ICALENDAR.read([large, Damaged(b"", "bad.ics"), Memory(calendar(event("SUMMARY:Tea")).encode())]))
    assert found[:2] == [
        Rejected(Place("large.ics"), "The calendar is larger than 1 MB. Export it in parts, for example by year."),
        Rejected(Place("bad.ics"), "The file is damaged."),
    ]
    assert isinstance(found[2], Found)


def test_the_encoding_of_the_file_does_not_change_the_events() -> None:
    text = calendar(event("SUMMARY:Café", "DTSTART:20260101T100000Z"))
    assert read(text.encode("utf-16")) == read(text.encode("utf-8-sig")) == read(text)


def test_one_broken_event_never_costs_the_others() -> None:
    text = calendar(
        event("DTSTART:20260101T100000Z", uid="a"),
        event("DTSTART:20261399", uid="b"),
        event("SUMMARY:" + "x" * (MAX_LINE + 1), uid="c"),
        event("DTSTART:00010101T000000", "DTSTART;TZID=Asia/Tokyo:20260101T100000", uid="d"),
        event("DTSTART;TZID=Asia/Tokyo:00010101T000000", uid="e"),
        event("DTSTART:100000", uid="f"),
        event("DTSTART:20260101T100000Z", "RECURRENCE-ID:whenever", uid="g"),
    )
    found = read(text)
    assert [(one.place.line, one.reason) for one in found if isinstance(one, Rejected)] == [
        (7, "The event cannot be read: the date '20261399' is not understood."),
        (11, "The event cannot be read: line 13 is too long."),
        (20, "The event cannot be read: the date is beyond the calendar."),
        (24, "The event cannot be read: the date '100000' is not understood."),
        (28, "The event cannot be read: the date 'whenever' is not understood."),
    ]
    assert [one.record.external_id for one in found if isinstance(one, Found)] == ["a", "d"]


def test_a_component_that_is_never_closed_is_cut_at_the_next() -> None:
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Own\nBEGIN:VEVENT\nUID:2\n"
    )
    reason = "The event cannot be read: END:VEVENT is missing; the file seems to be cut off."
    assert read(text) == [Rejected(Place("calendar.ics", 2), reason), Rejected(Place("calendar.ics", 8), reason)]


def test_nested_parts_of_an_event_do_not_speak_for_it() -> None:
    alarm = [
        "BEGIN:VALARM",
        "UID:alarm",
        "BEGIN:VLOCATION",
        "SUMMARY:Office",
        "END:VLOCATION",
        "DESCRIPTION:Reminder",
        "END:VALARM",
        "END:X",
    ]
    (record,) = events(event(*alarm, "SUMMARY:Tea"))
    assert (record.external_id, record.title, record.description) == ("1", "Tea", "")


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (("DTEND:20260101T110000Z",), 60),
        (("DTEND;TZID=Europe/Berlin:20260101T120000",), 60),
        (("DURATION:PT30M",), 30),
        (("DTEND:20260101T100000Z",), 0),
        (("DTEND:20260101T090000Z",), None),
        (("DTEND:later",), None),
        (("DURATION:20260101",), None),
        (("DURATION:P999999999D",), None),
        ((), None),
    ],
)
def test_the_end_is_known_only_where_it_can_be_true(lines: tuple[str, ...], minutes: int | None) -> None:
    (record,) = events(event("DTSTART:20260101T100000Z", *lines))
    start = datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert (record.starts_at, record.ends_at) == (start, None if minutes is None else start + timedelta(minutes=minutes))


def test_a_whole_day_lasts_until_the_next_midnight() -> None:
    (record,) = events(event("DTSTART:20260101"))
    assert (record.all_day, record.starts_at, record.ends_at) == (
        True,
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 2, tzinfo=UTC),
    )


def test_a_long_or_missing_uid_is_replaced_by_a_stable_one() -> None:
    first, second = events(event("SUMMARY:Tea", uid="x" * 201), event("SUMMARY:Tea", "DTSTART:20260101", uid=""))
    assert len(first.external_id) == len(second.external_id) == 38
    assert first.external_id != second.external_id
    assert events(event("SUMMARY:Tea", "DTSTART:20260101", "LOCATION:Mill", uid=""))[0].external_id == second.external_id


def test_the_latest_version_of_an_event_wins() -> None:
    records = events(event("SUMMARY:New", "SEQUENCE:2"), event("SUMMARY:Old", "SEQUENCE:1"), event("SUMMARY:Odd", "SEQUENCE:-1"))
    assert [(record.title, record.sequence) for record in records] == [("New", 2)]


def starts(*lines: str) -> list[str]:
    return [record.starts_at.strftime("%Y-%m-%d %H:%M") for record in events(event(*lines)) if record.starts_at]


def test_local_time_is_kept_across_the_change_of_clocks() -> None:
    found = starts("DTSTART;TZID=Europe/Berlin:20260322T100000", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert found == ["2026-03-22 09:00", "2026-03-29 08:00"]


def test_a_series_is_expanded_for_three_years_or_four_hundred_times() -> None:
    daily = starts("DTSTART:20260101T100000Z", "RRULE:FREQ=DAILY")
    assert len(daily) == MAX_OCCURRENCES
    weekly = starts("DTSTART:20260101T100000Z", "RRULE:FREQ=WEEKLY")
    assert (weekly[0], weekly[-1], len(weekly)) == ("2026-01-01 10:00", "2028-12-28 10:00", 157)


def test_the_day_of_an_american_election_is_found() -> None:
    rule = "RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8"
    assert starts("DTSTART:20241105T120000Z", rule) == ["2024-11-05 12:00", "2026-11-03 12:00"]


UNUSABLE = [
    "FREQ=SECONDLY",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=SOMETIMES",
    "FREQ=DAILY;INTERVAL=0",
    "x",
    "FREQ=DAILY;UNTIL=x",
]


@pytest.mark.parametrize("rule", UNUSABLE)
def test_a_rule_that_cannot_be_followed_leaves_the_event_as_written(rule: str) -> None:
    (record,) = events(event("DTSTART:20260101T100000Z", f"RRULE:{rule}", "SUMMARY:Tea"))
    assert (record.external_id, record.title, record.extra) == ("1", "Tea", {"recurrence": rule})


def test_a_series_at_the_end_of_time_is_left_as_written() -> None:
    (record,) = events(event("DTSTART:99990101T100000Z", "RDATE:99990102T100000Z"))
    assert record.extra == {"recurrence": "RDATE"}


def test_a_file_of_nothing_but_series_is_expanded_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ical, "MAX_EXPANDED", 30)
    series = [event("DTSTART:20260101T100000Z", "RRULE:FREQ=DAILY;COUNT=2", uid=str(number)) for number in range(3)]
    assert [one.external_id[:2] for one in events(*series)] == ["0/", "0/", "1/", "1/", "2"]


def test_all_further_occurrences_can_be_moved_at_once() -> None:
    series = event("DTSTART:20260101T100000Z", "DTEND:20260101T110000Z", "RRULE:FREQ=DAILY;COUNT=3")
    moved = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260102T100000Z", "DTSTART:20260102T120000Z", "DTEND:20260102T130000Z")
    assert [(one.external_id, one.starts_at.hour) for one in events(series, moved) if one.starts_at] == [
        ("1/20260101T100000Z", 10),
        ("1/20260102T100000Z", 12),
        ("1/20260103T100000Z", 12),
    ]


def test_whole_days_can_be_moved_at_once() -> None:
    series = event("DTSTART:20260101", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260108", "DTSTART:20260109")
    assert [(one.external_id, one.starts_at.day) for one in events(series, moved) if one.starts_at] == [
        ("1/20260101", 1),
        ("1/20260108", 9),
        ("1/20260115", 16),
    ]


@pytest.mark.parametrize(
    ("rule", "expandable"),
    [
        ("FREQ=DAILY", True),
        ("FREQ=DAILY;BYDAY=MO,TU;BYMONTH=1", True),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", False),
        ("FREQ=DAILY;BYDAY=2MO", False),
        ("FREQ=DAILY;BYHOUR=1", False),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", True),
        ("FREQ=WEEKLY;BYDAY=MO;BYMONTH=3", True),
        ("FREQ=WEEKLY;INTERVAL=2;BYMONTH=3", False),
        ("FREQ=MONTHLY;BYDAY=-1FR", True),
        ("FREQ=MONTHLY;BYDAY=6FR", False),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", True),
        ("FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=31", False),
        ("FREQ=MONTHLY;BYMONTHDAY=-31", True),
        ("FREQ=MONTHLY;BYMONTHDAY=32", False),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", False),
        ("FREQ=DAILY;BYMONTH=13", False),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", True),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", False),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2", False),
        ("FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2", False),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31", False),
        ("FREQ=YEARLY;BYMONTH=2,5;BYMONTHDAY=31", True),
        ("FREQ=YEARLY;BYDAY=20MO", True),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=20MO", False),
        ("FREQ=YEARLY;BYYEARDAY=50", True),
        ("FREQ=YEARLY;BYYEARDAY=366", False),
        ("FREQ=YEARLY;BYWEEKNO=20", True),
        ("FREQ=YEARLY;BYEASTER=1", False),
        ("FREQ=HOURLY", False),
        ("FREQ=YEARLY;INTERVAL=1001", False),
        ("INTERVAL=1", False),
    ],
)
def test_only_rules_that_surely_come_round_are_followed(rule: str, expandable: bool) -> None:
    parts = dict(part.split("=") for part in rule.split(";"))
    assert is_expandable({key: value.split(",") for key, value in parts.items()}) is expandable


def test_a_rule_with_hundreds_of_parts_is_not_followed() -> None:
    assert not is_expandable({"FREQ": ["DAILY"], "BYMONTH": [1] * 101})
    assert not is_expandable({"FREQ": ["DAILY"], "BYDAY": ["SOMEDAY"]})


def zone_lines(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VTIMEZONE", "TZID:Own", "BEGIN:STANDARD", *lines, "END:STANDARD", "END:VTIMEZONE"])


@pytest.mark.parametrize(
    ("lines", "known"),
    [
        (("DTSTART:19700101T000000", "TZOFFSETFROM:+0500", "TZOFFSETTO:+0500"), True),
        (("DTSTART:19700101T000000", "TZOFFSETFROM:+0500", "TZOFFSETTO:+0500", "RRULE:FREQ=SECONDLY"), False),
        (("DTSTART:19700101T000000", "TZOFFSETFROM:+0500", "TZOFFSETTO:+0500", *["COMMENT:x"] * MAX_ZONE_LINES), False),
        (("TZOFFSETTO:+0500",), False),
        (("DTSTART:never",), False),
    ],
)
def test_a_zone_of_the_file_is_used_where_it_can_be(lines: tuple[str, ...], known: bool) -> None:
    (record,) = events(event("DTSTART;TZID=Own:20260101T100000"), zone_lines(*lines))
    assert record.starts_at == datetime(2026, 1, 1, 5 if known else 10, tzinfo=UTC)
    assert record.extra == ({} if known else {"unknown-time-zone": "Own"})


def test_a_zone_of_one_file_is_unknown_in_the_next() -> None:
    zone = zone_lines("DTSTART:19700101T000000", "TZOFFSETFROM:+0500", "TZOFFSETTO:+0500")
    tea = event("DTSTART;TZID=Own:20260101T100000")
    assert [one.starts_at.hour for one in (*events(tea, zone), *events(tea)) if one.starts_at] == [5, 10]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("America/New_York", -5),
        ("/America/New_York", -5),
        ("/vendor.example/20200101_1/America/New_York", -5),
        ("Eastern Standard Time", -5),
        ("(UTC+05:30) Chennai, Kolkata", 5.5),
        ("GMT-0300", -3),
        ("(UTC+99:00) Nowhere", None),
        ("(UTC+05:99) Nowhere", None),
        ("America", None),
        ("../../etc/passwd", None),
        ("Mars/Olympus\x00", None),
        ("", None),
        ("/", None),
    ],
)
def test_zones_are_known_by_all_their_names(name: str, hours: float | None) -> None:
    zones = Zones([])
    zone = zones.find(name)
    found = zone.utcoffset(datetime(2026, 1, 1)) if zone else None
    assert found == (None if hours is None else timedelta(hours=hours))
    assert zones.find(name) is zone


def test_moments_and_spans_are_told_from_other_values() -> None:
    assert moment_of(" 20260101 ", None) == date(2026, 1, 1)
    assert span_of("P1DT2H") == timedelta(days=1, hours=2)
    with pytest.raises(ValueError, match="the duration 'soon' is not understood"):
        span_of("soon")
