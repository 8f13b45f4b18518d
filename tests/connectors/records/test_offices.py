"""Promises about terms of office: what follows on itself is one stay, what is over is over."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.records import american
from hustings.connectors.records.offices import days_between, spells
from hustings.kernel.records import Position

YEARS = st.integers(1950, 2040)
TERMS = st.lists(
    st.builds(
        lambda title, first, length: Position(
            organisation="Senate", title=title, since=f"{first}-01-03", until=f"{first + length}-01-03" if length else ""
        ),
        st.sampled_from(["Senator, A", "Senator, B"]),
        YEARS,
        st.sampled_from([0, 2, 4, 6]),
    ),
    max_size=5,
)


def term(since: str, until: str, *, title: str = "Senator") -> Position:
    return Position(organisation="Senate", title=title, since=since, until=until)


def test_terms_that_follow_each_other_are_one_stay_until_the_last_end() -> None:
    told = spells([term("2013-01-03", "2019-01-03"), term("2019-01-03", "2025-01-03"), term("2007-01-04", "2013-01-03")])
    assert [(each.since, each.until, each.current) for each in told] == [("2007-01-04", "2025-01-03", True)]


def test_a_stay_after_a_break_takes_the_place_of_the_former_one() -> None:
    told = spells([term("2001-01-03", "2003-01-03"), term("2019-01-03", "2025-01-03")])
    assert [(each.since, each.until) for each in told] == [("2019-01-03", "2025-01-03")]


def test_only_what_ends_last_is_current() -> None:
    told = spells([term("2001", "2005", title="Mayor"), term("2005", "")])
    assert [(each.title, each.current) for each in told] == [("Senator", True), ("Mayor", False)]


def test_a_term_without_an_end_lasts() -> None:
    assert spells([term("2019-01-03", ""), term("2021-01-03", "2023-01-03")])[0].until == ""


@pytest.mark.parametrize(("one", "other", "days"), [("2020-01-01", "2020-03-01", 60), ("2020", "2020-03-01", None)])
def test_days_are_counted_between_full_dates_alone(one: str, other: str, days: int | None) -> None:
    assert days_between(one, other) == days


def test_years_that_follow_each_other_are_one_stay() -> None:
    assert [(each.since, each.until) for each in spells([term("2001", "2005"), term("2005", "2009")])] == [("2001", "2009")]


@given(TERMS)
def test_the_order_of_terms_changes_nothing(terms: list[Position]) -> None:
    expected = spells(terms)
    for other in list(permutations(terms))[:24]:
        assert spells(other) == expected


@given(TERMS)
def test_each_seat_is_told_once_and_the_newest_stay_of_any_is_current(terms: list[Position]) -> None:
    told = spells(terms)
    assert len({each.title for each in told}) == len(told) == len({each.title for each in terms})
    assert any(each.current for each in told) == bool(terms)


@pytest.mark.parametrize(
    ("state", "chamber", "name"),
    [
        ("ny", "lower", "New York State Assembly"),
        ("va", "lower", "Virginia House of Delegates"),
        ("tx", "lower", "Texas House of Representatives"),
        ("tx", "upper", "Texas Senate"),
        ("ne", "legislature", "Nebraska Legislature"),
        ("dc", "legislature", "Council of the District of Columbia"),
    ],
)
def test_chambers_bear_the_names_of_their_states(state: str, chamber: str, name: str) -> None:
    assert american.chamber_name(state, chamber) == name


@pytest.mark.parametrize(
    ("state", "district", "division"),
    [
        ("WA", "7", "ocd-division/country:us/state:wa/cd:7"),
        ("AK", "0", "ocd-division/country:us/state:ak/cd:at-large"),
        ("VT", "AL", "ocd-division/country:us/state:vt/cd:at-large"),
        ("DC", "98", "ocd-division/country:us/district:dc/cd:at-large"),
        ("PR", "0", "ocd-division/country:us/territory:pr/cd:at-large"),
        ("MA", "07", "ocd-division/country:us/state:ma/cd:7"),
    ],
)
def test_congressional_districts_have_the_ids_of_open_civic_data(state: str, district: str, division: str) -> None:
    assert american.house_division(state, district) == division


@pytest.mark.parametrize(
    ("chamber", "words", "name"),
    [
        ("lower", "Agriculture", "House Committee on Agriculture"),
        ("upper", "Select Committee on Ethics", "Senate Select Committee on Ethics"),
        ("legislature", "Library", "Joint Committee on Library"),
        ("legislature", "Joint Economic Committee", "Joint Economic Committee"),
        ("lower", "Tom Lantos Human Rights Commission", "Tom Lantos Human Rights Commission"),
    ],
)
def test_committees_of_the_congress_bear_one_name_in_all_sources(chamber: str, words: str, name: str) -> None:
    assert american.committee_of_congress(chamber, words) == name


@pytest.mark.parametrize(
    ("parent", "words", "subject"),
    [
        ("Budget", "Budget Committee Defense", "Defense"),
        ("Intelligence", "Intelligence Central Agency", "Central Agency"),
        ("Budget", "Health Care", "Health Care"),
        ("Budget", "Budgeting", "Budgeting"),
        ("Budget", "Budget Committee", "Budget Committee"),
        ("", "Defense", "Defense"),
    ],
)
def test_a_part_of_a_committee_is_called_by_its_own_subject(parent: str, words: str, subject: str) -> None:
    assert american.part_of_committee(parent, words) == subject
