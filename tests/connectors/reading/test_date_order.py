"""Day and month are settled by all dates of a file together, by what was said, or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.protocol import DateOrder
from hustings.connectors.reading.date_order import DateEvidence, Order, Triple, read_triple

DAYS = st.dates(date(2009, 1, 1), date(2098, 12, 31))


def written(day: date, order: Order) -> Triple:
    if order == "year-first":
        return (day.year % 100, day.month, day.day)
    return (day.day, day.month, day.year % 100) if order == "day-first" else (day.month, day.day, day.year % 100)


@pytest.mark.parametrize(
    ("triple", "order", "day"),
    [
        ((3, 4, 26), "day-first", date(2026, 4, 3)),
        ((3, 4, 2026), "month-first", date(2026, 3, 4)),
        ((2026, 4, 3), "month-first", date(2026, 4, 3)),
        ((26, 4, 3), "year-first", date(2026, 4, 3)),
        ((31, 4, 2026), "day-first", None),
        ((3, 4, 1850), "day-first", None),
        ((3, 4, 999), "day-first", None),
    ],
)
def test_three_numbers_are_a_day_in_an_order(triple: Triple, order: Order, day: date | None) -> None:
    assert read_triple(triple, order) == day


@pytest.mark.parametrize(
    ("triples", "in_time_order", "said", "settled"),
    [
        ([(3, 4, 26), (13, 4, 26)], False, "", "day-first"),
        ([(3, 4, 26), (4, 13, 26)], False, "day-first", "month-first"),
        ([(3, 4, 26), (4, 4, 26)], True, "", None),
        ([(3, 4, 26), (4, 4, 26)], True, "month-first", "month-first"),
        ([(4, 4, 26)], True, "", "day-first"),
        ([(1, 2, 24), (2, 1, 24)], True, "", "month-first"),
        ([(1, 2, 24), (2, 1, 24)], False, "", None),
        ([(1, 2, 24), (2, 1, 24), (1, 2, 24)], True, "", None),
        ([(2024, 2, 1), (2024, 1, 2)], True, "", "day-first"),
        ([(13, 2, 24), (2, 13, 24)], False, "", None),
        ([(13, 2, 24)] * 4 + [(2, 13, 24)], False, "", None),
        ([(13, 2, 24)] * 5 + [(2, 13, 24)], False, "", "day-first"),
        ([(99, 99, 99)], False, "", "day-first"),
        ([(24, 3, 1), (24, 3, 20)], False, "", "day-first"),
    ],
)
def test_all_dates_together_settle_the_order(
    triples: list[Triple], in_time_order: bool, said: DateOrder, settled: Order | None
) -> None:
    assert DateEvidence(in_time_order=in_time_order).see_all(triples).settled(said) == settled


def test_the_year_may_lead_only_where_that_is_said() -> None:
    dates = [(24, 3, 20), (24, 3, 31), (24, 4, 1)]
    assert DateEvidence(in_time_order=True, year_may_lead=True).see_all(dates).settled() == "year-first"


@given(st.lists(DAYS, min_size=1, max_size=60), st.sampled_from(["day-first", "month-first"]), st.booleans())
def test_a_settled_order_is_never_wrong_about_a_file_in_time_order(days: list[date], order: Order, told: bool) -> None:
    triples = [written(day, order) for day in sorted(days)]
    settled = DateEvidence(in_time_order=True).see_all(triples).settled(order if told else "")
    if settled is None:
        assert not told
        assert all(max(triple[:2]) <= 12 for triple in triples)
    else:
        assert [read_triple(triple, settled) for triple in triples] == sorted(days)


def test_two_months_of_daily_messages_settle_themselves() -> None:
    days = [date(2024, 5, 20) + timedelta(days=number) for number in range(60)]
    assert DateEvidence(in_time_order=True).see_all([written(day, "day-first") for day in days]).settled() == "day-first"
