"""Ties among others: facts give chances, chances give a strength, signs give a side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.among import KINDS, MOST, STATED, Fact, chance, gift_class, strength

NOW = datetime(2026, 5, 1, tzinfo=UTC)
moments = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))
facts = st.builds(
    Fact,
    kind=st.sampled_from(sorted(KINDS)),
    at=moments,
    since=moments,
    size=st.integers(1, 60),
    sign=st.sampled_from([-1, 0, 1]),
    chance=st.none() | st.floats(0, 1),
)


def test_a_half_life_after_its_end_a_fact_counts_half() -> None:
    kind = KINDS["ally"]
    ended = Fact("ally", at=NOW - timedelta(days=kind.half_life))
    assert chance(Fact("ally"), now=NOW) == kind.chance
    assert chance(ended, now=NOW) == pytest.approx(kind.chance / 2)


def test_what_is_dated_ahead_counts_in_full_and_family_never_fades() -> None:
    assert chance(Fact("ally", at=NOW + timedelta(days=9)), now=NOW) == KINDS["ally"].chance
    assert chance(Fact("family", at=NOW - timedelta(days=20_000)), now=NOW) == KINDS["family"].chance


def test_a_larger_group_ties_less() -> None:
    assert chance(Fact("committee", size=10), now=NOW) == pytest.approx(KINDS["committee"].chance / 3)
    assert chance(Fact("committee", size=1), now=NOW) == KINDS["committee"].chance


def test_a_known_chance_replaces_that_of_the_kind() -> None:
    assert chance(Fact("exchanged", chance=0.9), now=NOW) == 0.9
    assert chance(Fact("exchanged", chance=1.0), now=NOW) == MOST


def test_the_side_is_that_of_the_weightier_facts() -> None:
    assert strength([Fact("ally"), Fact("opponent")], now=NOW).sign == 1
    assert strength([Fact("knows"), Fact("opponent")], now=NOW).sign == -1
    assert strength([Fact("colleague", sign=-1)], now=NOW).sign == -1
    assert strength([Fact("colleague")], now=NOW).sign == 0
    assert strength([], now=NOW) == (0.0, 0, ())


def test_the_strongest_fact_is_named_first() -> None:
    assert [part.fact.kind for part in strength([Fact("knows"), Fact("family")], now=NOW).parts] == ["family", "knows"]


@given(st.lists(facts, max_size=8), facts)
def test_one_more_fact_never_lowers_a_strength(held: list[Fact], more: Fact) -> None:
    assert strength([*held, more], now=NOW).probability >= strength(held, now=NOW).probability - 1e-12


@given(st.lists(facts, max_size=8))
def test_order_does_not_matter(held: list[Fact]) -> None:
    one, other = strength(held, now=NOW), strength(held[::-1], now=NOW)
    assert (one.probability, one.sign) == (other.probability, other.sign)
    assert 0 <= one.probability <= MOST


def test_whatever_can_be_stated_has_a_chance() -> None:
    assert set(STATED) <= set(KINDS)


def test_gifts_are_told_by_class_and_more_money_ties_more_up_to_a_limit() -> None:
    classes = [gift_class(amount) for amount in (0, 199.99, 200, 999, 1_000, 4_999, 5_000, 1_000_000)]
    assert [each.least for each in classes] == [0, 0, 200, 200, 1_000, 1_000, 5_000, 5_000]
    chances = [each.chance for each in classes]
    assert chances == sorted(chances)
    assert chances[-1] <= KINDS["donor"].chance
