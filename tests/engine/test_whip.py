"""The count: by rule, with unknown shown as unknown, and what would change it."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.whip import Seat, count_votes, needed_votes, passing_chance

chances = st.one_of(st.none(), st.floats(0, 1), st.sampled_from([0.5, 0.84, 0.16]))
councils = st.lists(chances, min_size=1, max_size=7).map(
    lambda given: [Seat(id=f"m{place}", probability=p) for place, p in enumerate(given)]
)


@pytest.mark.parametrize(
    ("members", "rule", "needed"),
    [(1, "majority", 1), (2, "majority", 2), (9, "majority", 5), (10, "majority", 6), (100, "majority", 51),
     (435, "majority", 218),
     (3, "two_thirds", 2), (4, "two_thirds", 3), (9, "two_thirds", 6), (10, "two_thirds", 7), (100, "two_thirds", 67),
     (435, "two_thirds", 290), (1, "one_person", 1)],
)  # fmt: skip
def test_the_rule_says_how_many_carry_it(members: int, rule: str, needed: int) -> None:
    assert needed_votes(members, rule=rule) == needed


@pytest.mark.parametrize(("members", "rule"), [(0, "majority"), (2, "one_person")])
def test_a_rule_that_does_not_fit_is_an_error(members: int, rule: str) -> None:
    with pytest.raises(ValueError, match="decide"):
        needed_votes(members, rule=rule)


def seats(*given: float | None) -> list[Seat]:
    return [Seat(id=f"m{place}", probability=p) for place, p in enumerate(given)]


def test_a_council_of_nine_one_vote_short() -> None:
    found = count_votes(seats(0.95, 0.95, 0.9, 0.7, 0.5, None, 0.3, 0.05, 0.02), rule="majority")
    assert {step: ids for step, ids in found.steps.items() if ids} == {
        "strong_support": ("m0", "m1", "m2"), "lean_support": ("m3",), "undecided": ("m4",), "lean_against": ("m6",),
        "strong_against": ("m7", "m8"), "unknown": ("m5",),
    }  # fmt: skip
    assert (found.voting, found.needed, found.gap, found.spare) == (9, 5, 1, 0)
    assert found.to_win == ("m4",)
    assert {one.id for one in found.swing} == {"m3", "m4", "m5", "m6"}
    assert found.to_hold == ()


def test_a_vote_to_spare_names_those_whose_loss_would_break_it() -> None:
    found = count_votes(seats(0.9, 0.9, 0.9, 0.7, 0.65, 0.1, 0.1), rule="majority")
    assert (found.gap, found.spare, found.to_hold, found.to_win) == (0, 1, ("m4", "m3"), ())
    assert count_votes(seats(0.9, 0.9, 0.9, 0.9, 0.65, 0.1, 0.1), rule="majority").to_hold == ()


def test_where_nothing_is_known_no_chance_is_told_and_nobody_is_near() -> None:
    found = count_votes(seats(None, None, None), rule="majority")
    assert (found.chance, found.gap, found.to_win, found.from_unknown, found.within_reach) == (None, 2, (), 2, True)
    assert found.steps["unknown"] == ("m0", "m1", "m2")
    assert count_votes(seats(0.5, None, None), rule="majority").chance == pytest.approx(0.5)


def test_the_unknown_are_never_named_as_near_but_counted_on() -> None:
    found = count_votes(seats(0.9, 0.3, None, None, 0.02, 0.02), rule="majority")
    assert (found.needed, found.gap, found.to_win, found.from_unknown, found.within_reach) == (4, 3, ("m1",), 2, True)
    far = count_votes(seats(0.9, None, 0.02, 0.02, 0.02), rule="majority")
    assert (far.gap, far.to_win, far.from_unknown, far.within_reach) == (2, (), 0, False)


def test_out_of_reach_is_said() -> None:
    found = count_votes(seats(0.9, 0.5, 0.02, 0.02, 0.02), rule="two_thirds")
    assert (found.within_reach, found.gap, found.to_win) == (False, 3, ())


def test_absent_members_count_only_where_the_rule_is_of_all() -> None:
    council = [*seats(0.9, 0.5), Seat(id="x", absent=True), Seat(id="y", absent=True), Seat(id="z", absent=True)]
    assert count_votes(council, rule="majority").needed == 2
    of_all = count_votes([*council, Seat(id="w", absent=True)], rule="majority", of_all_members=True)
    assert (of_all.needed, of_all.chance, of_all.within_reach) == (4, 0.0, False)
    assert [one.pivotal for one in of_all.swing] == [0.0]


def test_one_person_decides() -> None:
    found = count_votes(seats(0.55), rule="one_person")
    assert (found.chance, found.to_win) == (pytest.approx(0.55), ("m0",))
    assert found.swing[0].pivotal == 1


def test_nothing_needed_always_passes() -> None:
    assert passing_chance([], needed=0) == 1


def test_a_whole_house_is_counted_without_loss() -> None:
    house = seats(*((place % 83) / 82 for place in range(435)))
    found = count_votes(house, rule="majority")
    assert 0 < found.chance < 1
    moved = found.swing[0]
    others = [seat.probability for seat in house if seat.id != moved.id]
    gained = passing_chance([*others, 1.0], needed=218) - passing_chance([*others, 0.0], needed=218)
    assert moved.pivotal == pytest.approx(gained, abs=1e-9)


@given(councils, st.sampled_from(["majority", "two_thirds"]))
def test_chance_and_pivots_equal_the_sum_over_all_outcomes(council: list[Seat], rule: str) -> None:
    found = count_votes(council, rule=rule)
    said = {seat.id: 0.5 if seat.probability is None else seat.probability for seat in council}
    ids = sorted(said)

    def likely(outcome: dict[str, int]) -> float:
        return prod(said[one] if vote else 1 - said[one] for one, vote in outcome.items())

    outcomes = [dict(zip(ids, votes, strict=True)) for votes in product((0, 1), repeat=len(ids))]
    passing = sum(likely(one) for one in outcomes if sum(one.values()) >= found.needed)
    if any(seat.probability is not None for seat in council):
        assert found.chance == pytest.approx(passing, abs=1e-9)
    else:
        assert found.chance is None
    for swing in found.swing:
        others = [one for one in ids if one != swing.id]
        left = [dict(zip(others, votes, strict=True)) for votes in product((0, 1), repeat=len(others))]
        expected = sum(likely(one) for one in left if sum(one.values()) == found.needed - 1)
        assert swing.pivotal == pytest.approx(expected, abs=1e-9)


@given(councils, st.randoms())
def test_the_order_of_seats_changes_nothing(council: list[Seat], chance: object) -> None:
    mixed = list(council)
    chance.shuffle(mixed)
    assert count_votes(mixed, rule="majority") == count_votes(council, rule="majority")


@given(councils)
def test_winning_those_named_is_enough(council: list[Seat]) -> None:
    found = count_votes(council, rule="majority")
    asked = [seat.id for seat in council if seat.probability is None][: found.from_unknown]
    assert len(asked) == found.from_unknown
    assert all(seat.probability is not None for seat in council if seat.id in found.to_win)
    won = [Seat(id=seat.id, probability=1.0 if seat.id in (*found.to_win, *asked) else seat.probability) for seat in council]
    if found.within_reach:
        assert count_votes(won, rule="majority").gap == 0
