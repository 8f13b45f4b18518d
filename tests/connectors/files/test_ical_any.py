"""Calendars as they come: anything at all, and the files of public test suites."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.calendars import calendar, event, read
from connectors.files.memory import Memory
from hustings.connectors.files.ical import ICALENDAR
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.records import decode, encode

REAL = Path(__file__).parents[4] / "shared" / "data" / "import_ics"


def check_all(found: list[Found | Rejected]) -> None:
    for one in found:
        if isinstance(one, Rejected):
            assert one.reason.endswith(".")
        else:
            assert decode(encode(one.record)) == one.record
            assert one.record.external_id
    ids = [one.record.external_id for one in found if isinstance(one, Found)]
    assert len(ids) == len(set(ids))


@given(st.binary(max_size=300))
def test_any_bytes_give_records_or_reasons(data: bytes) -> None:
    check_all(read(data))
    ICALENDAR.recognise([Memory(data)])


_TIMES = ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"]
_NAMES = st.sampled_from([*_TIMES, "UID", "SUMMARY", "ATTENDEE", "BEGIN", "END", "SEQUENCE"])
_ZONES = ["", ";TZID=America", ";TZID=Europe/Berlin", ";VALUE=DATE", ";VALUE=PERIOD"]
_HEADS = st.sampled_from([*_ZONES, ';CN="', ";RANGE=THISANDFUTURE"])
_DATES = [
    "20260101",
    "20260101T100000Z",
    "20260102T100000",
    "00010101T000000",
    "99991231T235959Z",
    "20260101T1000Z/PT1H",
    "P9999W",
]
_RULES = ["FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;UNTIL=20260301", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY", "FREQ=HOURLY", "COUNT=0"]
_VALUES = st.one_of(st.text(max_size=20), st.sampled_from([*_DATES, *_RULES, "VEVENT", "VALARM", "1", "mailto:a@b.co"]))


@given(st.lists(st.lists(st.tuples(_NAMES, _HEADS, _VALUES), max_size=6), max_size=4))
def test_any_properties_give_records_or_reasons(components: list[list[tuple[str, str, str]]]) -> None:
    written = [event(*(f"{name}{head}:{value}" for name, head, value in lines)) for lines in components]
    check_all(read(calendar(*written).encode("utf-8", "replace")))


def real(name: str) -> list[Found | Rejected]:
    path = REAL / name
    if not path.exists():
        pytest.skip("shared/data is not beside the repository")
    return read(path.read_bytes())


def test_every_real_calendar_gives_records_or_reasons() -> None:
    if not REAL.exists():
        pytest.skip("shared/data is not beside the repository")
    for path in sorted(REAL.rglob("*.ics")):
        found = read(path.read_bytes())
        assert found, path
        check_all(found)


def test_recurring_events_of_the_test_suites_are_expanded() -> None:
    daily = real("events/event_with_recurrence.ics")
    assert len(daily) == 97
    assert daily[1].record.starts_at == datetime(1996, 4, 5, 1, tzinfo=UTC)
    assert daily[0].record.extra == {"floating": "yes"}
    weekly = [one.record.starts_at for one in real("events/event_with_recurrence_exdates_on_different_lines.ics")]
    assert (len(weekly), weekly[0], weekly[1]) == (10, datetime(2012, 3, 27, 8, tzinfo=UTC), datetime(2012, 4, 24, 8, tzinfo=UTC))
    market = [one.record for one in real("events/issue_112_missing_tzinfo_on_exdate.ics")]
    assert datetime(2013, 10, 12, 16, tzinfo=UTC) not in [one.starts_at for one in market]
    assert market[0].location == "12th and Market Streets (weather permitting)"
    assert [one.record.external_id for one in real("events/issue_156_RDATE_with_PERIOD.ics")] == [
        "rdate_period/19961230T020000Z",
        "rdate_period/19970101T180000Z",
    ]
    assert len(real("events/issue_70_rrule_causes_attribute_error.ics")) == 18


def test_single_events_of_the_test_suites_keep_their_fields() -> None:
    (meetup,) = real("events/issue_53_description_parsed_properly.ics")
    assert meetup.record.starts_at == datetime(2012, 7, 12, 22, 30, tzinfo=UTC)
    assert meetup.record.link == "http://www.meetup.com/DevOpsDC/events/47635522/"
    assert meetup.record.description.startswith("DevOpsDC\nThursday, July 12 at 6:30 PM\n\nThis will be a joint meetup")
    (termin,) = real("events/issue_101_icalendar_chokes_on_umlauts_in_organizer.ics")
    assert termin.record.organiser.name == "acme, ädmin"
    assert termin.record.organiser.identities[0].value == "adm-acme@mydomain.de"
    assert (termin.record.location, termin.record.status) == ("im büro", "confirmed")
    (day,) = real("events/rfc_7265_example_4.ics")
    assert (day.record.all_day, day.record.starts_at) == (True, datetime(2011, 5, 12, tzinfo=UTC))
    (unicode,) = real("events/event_with_unicode_fields.ics")
    assert (unicode.record.title, unicode.record.location) == ("Non-ASCII Test: ÄÖÜ äöü €", "Tribstrül")
