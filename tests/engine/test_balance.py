"""Balance: friends' friends, strained ties, and the least number of ties that two camps leave unexplained."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.balance import LARGEST_EXACT, Tie, balance, frustration

ALLIES = (
    "1-2 3-4 3-6 3-7 5-7 6-7 3-8 4-8 6-8 7-8 5-9 9-10 6-11 7-11 8-11 6-12 7-12 8-12 11-12 7-13 9-13 10-13 5-14 13-14 1-15 2-15 "
    "1-16 2-16 15-16"
)
OPPONENTS = (
    "1-3 2-3 1-4 1-5 2-5 1-6 2-6 2-9 6-9 2-10 9-11 10-11 1-12 6-13 11-13 8-14 12-14 5-15 9-15 10-15 11-15 12-15 13-15 5-16 6-16 "
    "11-16 12-16 13-16 14-16"
)
"""The sixteen tribes of the Eastern Central Highlands of New Guinea, as Read (1954) tells their alliances and enmities."""


def tribes() -> list[Tie[int]]:
    return [
        Tie(int(pair.split("-")[0]), int(pair.split("-")[1]), sign)
        for sign, all_of in ((1, ALLIES), (-1, OPPONENTS))
        for pair in all_of.split()
    ]


signed = st.lists(st.builds(Tie, st.integers(0, 7), st.integers(0, 7), st.sampled_from([-1, -1, 0, 1, 1])), max_size=24)


def merged(ties: list[Tie[int]]) -> dict[tuple[int, int], int]:
    sums: dict[tuple[int, int], int] = {}
    for one, other, sign in ties:
        if one != other:
            pair = min(one, other), max(one, other)
            sums[pair] = sums.get(pair, 0) + sign
    return {pair: 1 if total > 0 else -1 for pair, total in sums.items() if total}


def by_trying_all(ties: list[Tie[int]]) -> int:
    signs = merged(ties)
    nodes = sorted({node for pair in signs for node in pair})
    return min(
        (
            sum((sign > 0) == (camp[a] != camp[b]) for (a, b), sign in signs.items())
            for sides in product((0, 1), repeat=len(nodes))
            for camp in [dict(zip(nodes, sides, strict=True))]
        ),
        default=0,
    )


def test_the_highland_tribes_have_the_known_frustration_index() -> None:
    found = frustration(tribes())
    assert (len(tribes()), found.least, found.exact) == (58, 7, True)
    assert len(found.against) == 7
    assert {1, 2, 15, 16} in ({n for n, camp in found.camps.items() if camp == side} for side in (0, 1))


def test_the_highland_tribes_are_mostly_balanced() -> None:
    found = balance(tribes())
    assert (found.balanced, found.unbalanced) == (59, 9)
    assert found.share == pytest.approx(0.868, abs=0.001)


def test_a_friend_of_both_enemies_is_under_strain() -> None:
    found = balance([Tie("Ada", "Ben", 1), Tie("Ada", "Vera", 1), Tie("Ben", "Vera", -1), Tie("Vera", "Otto", 1)])
    assert (found.balanced, found.unbalanced, found.share) == (0, 1, 0.0)
    assert {(one.tie.one, one.tie.other, one.third) for one in found.strains} == {
        ("Ada", "Ben", ("Vera",)), ("Ada", "Vera", ("Ben",)), ("Ben", "Vera", ("Ada",)),
    }  # fmt: skip


def test_the_tie_in_most_unbalanced_triangles_comes_first() -> None:
    square = [
        Tie("a", "b", -1),
        *(Tie(one, other, 1) for one, other in (("a", "c"), ("b", "c"), ("a", "d"), ("b", "d"), ("c", "d"))),
    ]
    worst = balance(square).strains[0]
    assert (worst.tie, worst.unbalanced, worst.triangles, worst.third) == (Tie("a", "b", -1), 2, 2, ("c", "d"))


def test_without_triangles_nothing_is_claimed() -> None:
    assert balance([Tie(1, 2, -1)]).share is None
    assert frustration([]).least == 0


def test_a_large_part_gives_an_upper_bound_and_says_so() -> None:
    rings = [Tie(place, (place + 1) % 40, 1 if place else -1) for place in range(40)]
    rings += [Tie(100 + place, 100 + (place + 1) % 40, 1 if place else -1) for place in range(40)]
    found = frustration([*rings, Tie(0, 100, 1)])
    assert (found.least, found.exact) == (2, False)
    assert len(found.camps) > LARGEST_EXACT


def test_one_tie_against_the_division_is_exact_however_large_the_part() -> None:
    ring = [Tie(place, (place + 1) % 400, 1 if place else -1) for place in range(400)]
    assert frustration(ring)[:2] == (1, True)
    assert frustration([Tie(place, place + 1, -1) for place in range(400)])[:2] == (0, True)


def test_parts_are_divided_apart_each_with_what_runs_against_it() -> None:
    found = frustration([Tie("Ada", "Ben", 1), Tie("Ben", "Vera", -1), Tie("Ada", "Vera", 1), Tie("Otto", "Cora", -1)])
    first, second = found.parts
    assert (len(first.against), second.against) == (1, ())
    assert second.camps == (("Otto",), ("Cora",))
    assert {*first.camps[0], *first.camps[1]} == {"Ada", "Ben", "Vera"}
    assert (found.against, first.exact, second.exact) == (first.against, True, True)


def test_the_search_stops_in_time_and_says_that_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = frustration(tribes())
    monkeypatch.setattr("hustings.engine.balance.MOST_STEPS", 5)
    bound = frustration(tribes())
    assert (exact.exact, bound.exact) == (True, False)
    assert bound.least >= exact.least


def test_thousands_with_signed_ties_are_divided_by_moves_alone() -> None:
    random = Random(5)
    pairs = [(random.randrange(2_000), random.randrange(2_000)) for _ in range(8_000)]
    ties = [Tie(a, b, (1 if a % 2 == b % 2 else -1) * (-1 if random.random() < 0.05 else 1)) for a, b in pairs]
    found = frustration(ties)
    assert not found.exact
    assert found.least < 0.06 * len(ties)


def test_single_moves_mend_a_first_guess_of_a_large_part() -> None:
    random = Random(7)
    ties = [Tie(a, b, random.choice((1, -1))) for a, b in combinations(range(LARGEST_EXACT + 5), 2)]
    found = frustration(ties)
    side = found.camps
    for node in range(1, LARGEST_EXACT + 5):
        mine = [tie for tie in ties if node in (tie.one, tie.other)]
        unhappy = sum((tie.sign > 0) == (side[tie.one] != side[tie.other]) for tie in mine)
        assert unhappy * 2 <= len(mine)


@given(signed)
def test_the_index_equals_the_best_of_all_divisions(ties: list[Tie[int]]) -> None:
    found = frustration(ties)
    assert found.least == by_trying_all(ties)
    assert found.exact
    signs = merged(ties)
    assert sum((sign > 0) == (found.camps[a] != found.camps[b]) for (a, b), sign in signs.items()) == found.least


@given(signed)
def test_triangles_are_counted_as_by_hand(ties: list[Tie[int]]) -> None:
    signs = merged(ties)
    products = [
        signs[a, b] * signs[b, c] * signs[a, c]
        for a, b, c in combinations(range(8), 3)
        if {(a, b), (b, c), (a, c)} <= signs.keys()
    ]
    found = balance(ties)
    assert (found.balanced, found.unbalanced) == (products.count(1), products.count(-1))
    assert sum(one.unbalanced for one in found.strains) == 3 * found.unbalanced


@given(signed)
def test_a_balanced_network_is_one_without_frustration(ties: list[Tie[int]]) -> None:
    if frustration(ties).least == 0:
        assert balance(ties).unbalanced == 0


@given(signed, st.integers(0, 7))
def test_turning_all_signs_of_one_node_changes_no_index(ties: list[Tie[int]], node: int) -> None:
    turned = [Tie(t.one, t.other, -t.sign if (t.one == node) != (t.other == node) else t.sign) for t in ties]
    assert frustration(turned).least == frustration(ties).least


def test_the_search_finds_what_single_moves_miss() -> None:
    signs = dict(zip(combinations(range(6), 2), "+-+--+--+----++", strict=True))
    ties = [Tie(a, b, 1 if sign == "+" else -1) for (a, b), sign in signs.items()]
    assert frustration(ties).least == by_trying_all(ties) == 4
