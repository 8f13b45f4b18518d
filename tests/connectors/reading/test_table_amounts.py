"""Sums of money: every usual way of writing them, and none that could be read in two ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.reading.table_amounts import currency_of, read_amount


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25", "25"),
        ("25.00", "25.00"),
        ("25,00 €", "25.00"),
        ("$1,025.50", "1025.50"),
        ("1.025,50", "1025.50"),
        ("1,025,000", "1025000"),
        ("1.025.000", "1025000"),
        ("1'025.50 CHF", "1025.50"),
        ("EUR 5,5", "5.5"),
        ("-5.00", "-5.00"),
        ("$-5.00", "-5.00"),
        ("(5.00)", "-5.00"),
        ("'7", "7"),
        ("1.025", None),
        ("1,025", None),
        ("five", None),
        ("1.2,3.4", None),
        ("", None),
        ("1" * 50, None),
    ],
)
def test_a_sum_is_read_where_it_can_mean_one_thing_only(text: str, expected: str | None) -> None:
    assert read_amount(text) == (Decimal(expected) if expected else None)


@given(st.decimals(0, 10_000_000, places=2))
def test_a_system_that_always_writes_alike_is_always_read(total: Decimal) -> None:
    assert read_amount(f"{total:,f}", decimal=".") == total
    assert read_amount(f"{total:f}".replace(".", ","), decimal=",") == total


@pytest.mark.parametrize(
    ("text", "code"), [("5 €", "EUR"), ("£5", "GBP"), ("CAD 5.00", "CAD"), ("5.00 SEK", "SEK"), ("$5", ""), ("5", ""), ("x", "")]
)
def test_a_currency_is_told_by_its_code_or_a_sign_of_its_own(text: str, code: str) -> None:
    assert currency_of(text) == code
