"""Every way of writing days and moments that exports and spreadsheets know."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.files.linkedin.dates import parse_day, parse_moment, parse_partial


@pytest.mark.parametrize(
    "text",
    [
        "30 Jan 2026",
        "30-Jan-26",
        "1/30/26",
        "1/30/2026",
        "30/01/2026",
        "30.01.2026",
        "30.1.26",
        "2026-01-30",
        "2026/01/30",
        "Jan 30, 2026",
        "January 30th, 2026",
        "30. Januar 2026",
        "30 janv. 2026",
        "30 janvier 2026",
        "30 ene. 2026",
        "30 de enero de 2026",
        "30 de jan. de 2026",
        "30 gen 2026",
        "30 januari 2026",
        " '30 Jan 2026 ",
        "1/30/26, 3:12 PM",
        "Fri Jan 30 12:57:19 UTC 2026",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert parse_day(text) == date(2026, 1, 30)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize(
    "names",
    [
        "January February March April May June July August September October November December",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
    ],
    ids=["en", "de", "fr", "es", "pt", "it", "nl"],
)
def test_months_of_seven_languages(names: str, month: int) -> None:
    assert parse_day(f"9 {names.split()[month - 1]} 2026") == date(2026, month, 9)


@pytest.mark.parametrize(
    "text", ["", "soon", "32 Jan 2026", "30 Foo 2026", "Foo 30, 2026", "2026-13-01", "1/2", "x" * 100, "9" * 30]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text) is None
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05 14:22:11 UTC", "2024-03-05T14:22:11"),
        ("2024-03-05 14:22:11", "2024-03-05T14:22:11"),
        ("2024-03-05T14:22:11Z", "2024-03-05T14:22:11"),
        ("2024-03-05T14:22:11.123+02:00", "2024-03-05T12:22:11"),
        ("2024-03-05 14:22:11 -0500", "2024-03-05T19:22:11"),
        ("2024/03/05 14:22:11 UTC", "2024-03-05T14:22:11"),
        ("3/5/24, 2:22 PM", "2024-03-05T14:22:00"),
        ("3/5/24, 2:22\u202fPM", "2024-03-05T14:22:00"),
        ("3/5/24, 12:05 AM", "2024-03-05T00:05:00"),
        ("3/5/24, 12:05 p.m.", "2024-03-05T12:05:00"),
        ("05.03.24, 14:22", "2024-03-05T14:22:00"),
        ("Tue Mar 05 14:22:11 UTC 2024", "2024-03-05T14:22:11"),
        ("Mar 5, 2024, 2:22 PM", "2024-03-05T14:22:00"),
        ("5 Mar 2024", "2024-03-05T00:00:00"),
    ],
)
def test_one_moment_in_many_forms(text: str, expected: str) -> None:
    assert parse_moment(text) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2024-13-05 14:22:11 UTC", "2024-03-05 25:22:11 x", "3/5/24, 25:61", "0001-01-01T00:00:00+23:59"]
)
def test_moments_that_never_were_are_none(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mar 2021", "2021-03"),
        ("März 2021", "2021-03"),
        ("marzo de 2021", "2021-03"),
        ("Mar-21", "2021-03"),
        ("2021", "2021"),
        ("2021-03", "2021-03"),
        ("03/2021", "2021-03"),
        ("9 Mar 2021", "2021-03-09"),
        ("9-Mar", "--03-09"),
        ("Mar 9", "--03-09"),
        ("29 Feb", "--02-29"),
        ("Feb 30", ""),
        ("30 Foo", ""),
        ("Foo 2021", ""),
        ("2021-13", ""),
        ("13/2021", ""),
        ("now", ""),
        ("", ""),
        ("x" * 100, ""),
    ],
)
def test_dates_as_far_as_they_are_given(text: str, expected: str) -> None:
    assert parse_partial(text) == expected


@given(st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)))
def test_moments_written_by_linkedin_are_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0, tzinfo=UTC)
    assert parse_moment(f"{whole:%Y-%m-%d %H:%M:%S} UTC") == whole
    assert parse_moment(f"{whole:%Y/%m/%d %H:%M:%S} UTC") == whole
    assert parse_moment(f"{whole:%d %b %Y}") == whole.replace(hour=0, minute=0, second=0)


@given(st.text(max_size=70))
def test_no_text_breaks_the_parsers(text: str) -> None:
    for parse in (parse_day, parse_moment, parse_partial):
        assert parse(text) == parse(text)
