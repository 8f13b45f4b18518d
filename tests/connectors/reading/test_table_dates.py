"""Dates of tables: every form that systems and spreadsheets write, and no order of day and month that is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.protocol import DateOrder
from hustings.connectors.reading.table_dates import DateColumn, read_day, read_moment, read_partial, settle, shown_order


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-03-09", "", date(2026, 3, 9)),
        ("2026/3/9 14:22", "", date(2026, 3, 9)),
        ("19800516", "", date(1980, 5, 16)),
        ("3/9/2026", "month-first", date(2026, 3, 9)),
        ("3/9/2026", "day-first", date(2026, 9, 3)),
        ("3/9/2026", "", None),
        ("3/3/2026", "", date(2026, 3, 3)),
        ("13/3/2026", "month-first", date(2026, 3, 13)),
        ("3/13/2026", "day-first", date(2026, 3, 13)),
        ("'3.9.2026", "month-first", date(2026, 9, 3)),
        ("9-Mar-26", "", date(2026, 3, 9)),
        ("9-Mar-48", "", date(1948, 3, 9)),
        ("9. März 2026", "", date(2026, 3, 9)),
        ("9 de marzo de 2026", "", date(2026, 3, 9)),
        ("1er juin 2026", "", date(2026, 6, 1)),
        ("March 9th, 2026", "", date(2026, 3, 9)),
        ("Mon, Mar 9, 2026 10:00", "", date(2026, 3, 9)),
        ("9 Foo 2026", "", None),
        ("Foo 9, 2026", "", None),
        ("31/02/2026", "", None),
        ("0/0/00", "", None),
        ("2026-13-01", "", None),
        ("20260312345", "", None),
        ("", "", None),
        ("yesterday", "", None),
        ("3/9/2026" + " " * 60, "month-first", date(2026, 3, 9)),
        ("3/9/2026" + "x" * 60, "month-first", None),
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, order: DateOrder, expected: date | None) -> None:
    assert read_day(text, order) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-09", "2026-03-09T00:00:00"),
        ("2026-03-09 14:22:11", "2026-03-09T14:22:11"),
        ("2026-03-09T14:22:11.123Z", "2026-03-09T14:22:11"),
        ("2026-03-09 14:22:11 -0500", "2026-03-09T19:22:11"),
        ("2026-03-09 14:22:11+02:00", "2026-03-09T12:22:11"),
        ("2026-03-09 2:22 PM", "2026-03-09T14:22:00"),
        ("2026-03-09 12:05 a.m.", "2026-03-09T00:05:00"),
        ("2026-03-09 10:22 pst", "2026-03-09T18:22:00"),
        ("2026-03-09 10:22 PM (EDT)", "2026-03-10T02:22:00"),
        ("March 9, 2026 10:22 UTC", "2026-03-09T10:22:00"),
        ("2026-03-09 25:00", None),
        ("0001-01-01 00:10 +0200", None),
        ("never", None),
    ],
)
def test_a_moment_is_in_utc(text: str, expected: str | None) -> None:
    assert read_moment(text, "") == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1980", "1980"),
        ("1980-05", "1980-05"),
        ("1980-13", ""),
        ("1980-05-16", "1980-05-16"),
        (" --12-10", "--12-10"),
        ("--1210", "--12-10"),
        ("--02-30", ""),
        ("1604-12-10", "--12-10"),
        ("0000-12-10", "--12-10"),
        ("16-May-80", "1980-05-16"),
        ("unknown", ""),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_known(text: str, expected: str) -> None:
    assert read_partial(text, "") == expected


@given(day=st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_what_is_written_in_an_order_is_read_in_that_order(day: date) -> None:
    assert read_day(f"{day.day}/{day.month}/{day.year}", "day-first") == day
    assert read_day(f"{day.month}/{day.day}/{day.year}", "month-first") == day
    assert read_day(day.isoformat(), "") == day


@given(day=st.integers(1, 12), month=st.integers(1, 12))
def test_an_open_order_is_never_guessed(day: int, month: int) -> None:
    assert (read_day(f"{day}/{month}/2026", "") is None) == (day != month)
    assert shown_order(f"{day}/{month}/2026") == ""


def column(*values: str, told: DateOrder = "", usual: DateOrder = "", others: tuple[str, ...] = ()) -> DateColumn:
    """A column of these values beside one of others, as a reader would hold it."""

    def look() -> None:
        for each, held in ((one, values), (two, others)):
            for text in held:
                each.look_at(text)
        settle([one, two], told=told, usual=usual)

    one, two = (DateColumn(at, name, settle=look) for at, name in enumerate(("Born", "Seen")))
    return one


def test_one_day_beyond_twelve_settles_a_column() -> None:
    born = column("", "3/4/2026", "31/4/2026", usual="month-first")
    assert born.partial("3/4/2026") == "2026-04-03"
    assert born.open_sample == ""


def test_what_the_other_columns_prove_holds_for_one_that_proves_nothing() -> None:
    assert column("3/4/2026", others=("31/1/2026",), usual="month-first").partial("3/4/2026") == "2026-04-03"


def test_what_the_member_says_comes_before_what_the_vendor_does() -> None:
    assert column("3/4/2026", told="day-first", usual="month-first").partial("3/4/2026") == "2026-04-03"
    assert column("3/4/2026", usual="month-first").partial("3/4/2026") == "2026-03-04"


def test_a_column_of_both_orders_gives_only_what_leaves_no_choice() -> None:
    seen = column("31/1/2026", "1/31/2026", "3/4/2026", told="day-first")
    assert [seen.partial(text) for text in ("31/1/2026", "1/31/2026", "3/4/2026")] == ["2026-01-31", "2026-01-31", ""]
    assert seen.open_sample == "3/4/2026"


def test_an_open_column_names_its_first_open_value() -> None:
    born = column("3/4/2026", "5/6/2026")
    assert [born.moment(text) for text in ("3/3/2026", " 3/4/2026", "5/6/2026")][1:] == [None, None]
    assert born.open_sample == "3/4/2026"
    assert born.moment("") is None
    assert born.partial("") == ""


def test_a_zone_in_the_name_of_a_column_holds_for_its_values() -> None:
    at = DateColumn(0, "Timestamp (EST)", settle=lambda: None)
    assert at.moment("2026-09-13 20:15") == datetime(2026, 9, 14, 1, 15, tzinfo=UTC)
