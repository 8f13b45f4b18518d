"""Cells of tables about people: what spreadsheets did to them is undone where nothing was lost, and never made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.reading.people_columns import (
    Columns,
    listed,
    number_of,
    phone_of,
    postal_code,
    profile_identity,
    region_of,
    stable_id,
    whole_number,
    yes_or_no,
)
from hustings.kernel.identities import phone_identity


@pytest.mark.parametrize(
    ("text", "expected"),
    [("'00123", "00123"), ("123.0", "123"), ("1.2345E+4", "12345"), ("1.23E+10", ""), (" A-7 ", "A-7"), ("1.5", "1.5"), ("", "")],
)
def test_a_number_loses_what_a_spreadsheet_added_and_is_none_where_digits_were_lost(text: str, expected: str) -> None:
    assert number_of(text) == expected


@given(st.integers(10, 10**14))
def test_a_power_of_ten_with_all_its_digits_is_the_number(number: int) -> None:
    digits = str(number)
    assert whole_number(f"{digits[0]}.{digits[1:]}E+{len(digits) - 1}") == digits


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("(617) 555-0101", "US", "+16175550101"),
        ("'+1 617 555 0101", "", "+16175550101"),
        ("617.555.0101", "", "6175550101"),
        ("1.6175550101E+10", "US", "+16175550101"),
        ("6175550101.0", "US", "+16175550101"),
        ("1.61756E+10", "US", None),
        ("01353 555010", "GB", "+441353555010"),
        ("none", "US", None),
    ],
)
def test_a_phone_number_is_whole_or_none(text: str, region: str, expected: str | None) -> None:
    found = phone_of(text, label="home", region=region)
    assert (found.value if found else None) == expected


@given(st.from_regex(r"(?:\+?1[-. ]?)?\(?[2-9][0-9]{2}\)?[-. ]?[2-9][0-9]{2}[-. ]?[0-9]{4}", fullmatch=True))
def test_the_short_way_to_an_american_number_gives_what_the_long_one_gives(text: str) -> None:
    long = phone_identity(text, label="", region="US")
    assert phone_of(text, label="", region="US") == long


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("2139", "US", "02139"),
        ("501", "US", "00501"),
        ("2139-0001", "US", "02139-0001"),
        ("2139.0", "US", "02139"),
        ("'02139", "US", "02139"),
        ("2139", "", "2139"),
        ("CB7 4AU", "US", "CB7 4AU"),
        ("", "US", ""),
    ],
)
def test_zeros_come_back_to_the_front_of_american_codes_only(text: str, region: str, expected: str) -> None:
    assert postal_code(text, region=region) == expected


@pytest.mark.parametrize(
    ("country", "state", "usual", "expected"),
    [
        ("us", "", "", "US"),
        ("United States", "", "", "US"),
        ("Deutschland", "MA", "US", "DE"),
        ("Atlantis", "MA", "US", ""),
        ("XX", "", "US", ""),
        ("", "MA", "", "US"),
        ("", "Cambs", "", ""),
        ("", "Cambs", "US", "US"),
    ],
)
def test_a_country_is_known_by_code_name_state_or_system(country: str, state: str, usual: str, expected: str) -> None:
    assert region_of(country, state, usual) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.linkedin.com/in/ada-ferris", "linkedin.com/in/ada-ferris"),
        ("https://twitter.com/AdaFerris", "adaferris"),
        ("https://m.facebook.com/ada.ferris", "ada.ferris"),
        ("https://ferris.example/ada", None),
        ("not a site", None),
    ],
)
def test_the_address_of_a_profile_is_a_handle(address: str, expected: str | None) -> None:
    found = profile_identity(address)
    assert (found.value if found else None) == expected


def test_flags_are_read_in_several_languages() -> None:
    assert [yes_or_no(text) for text in ("TRUE", "WAHR", "x", "sí", "0", "Faux", "maybe", "")] == [
        *(True, True, True, True),
        *(False, False),
        *(None, None),
    ]


def test_columns_are_taken_once_and_what_nobody_took_is_kept() -> None:
    columns = Columns(["First Name", "Reserved", "reserved", "Reserved", "", "E-mail"])
    assert columns.find("Given Name | First Name") == 0
    assert columns.find("first_name") == -1
    assert columns.every("Reserved")[:1] == [1]
    assert columns.has("e-mail | nothing")
    assert not columns.has("nothing")
    read = columns.extra()
    assert read(["Ada", "a", "b", "c", " d ", "ada@example.org", "more", "  ", ""]) == {
        "column 5": "d",
        "E-mail": "ada@example.org",
        "column 7": "more",
    }


def test_repeated_names_of_columns_are_numbered() -> None:
    assert Columns(["Note", "Note", "", ""]).names == ("Note", "Note (2)", "", "")


def test_an_absent_column_is_empty_and_a_moment_that_is_none_is_left_over() -> None:
    columns = Columns(["When"])
    assert columns.text("Who")(["x", ""]) == ""
    when, never = columns.moment("When"), columns.moment("Never")
    left: dict[str, str] = {}
    assert when(["soon", ""], left) is None
    assert never(["soon", ""], left) is None
    assert when(["  ", ""], left) is None
    assert left == {"When": "soon"}


def test_ids_follow_from_content_and_lists_have_no_empty_parts() -> None:
    assert stable_id("a", "b", "c") == stable_id("a", "b", "c") != stable_id("a", "bc")
    assert listed(" a ,, b,", by=",") == ["a", "b"]
