"""Camps of a map: who goes with whom, against whom, which ties run against it, and nothing where nobody is against anybody."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest

from hustings.apps.goals.alliances import AGAINST, Against, Sided, alliances_of, letters_of


@dataclass(frozen=True)
class One:
    name: str
    influence: float = 0.0


CAST = [One("Ada", 0.2), One("Ben", 0.9), One("Cora", 0.5), One("Dan"), One("Eve"), One("Finn"), One("Gus")]


def test_where_nobody_is_against_anybody_there_are_no_camps() -> None:
    assert alliances_of(CAST, []).balanced is None
    found = alliances_of(CAST, [Sided(0, 1, 1), Sided(1, 2, 0)])
    assert (found.balanced, found.divisions, found.letters) == (1.0, (), None)


def test_two_camps_are_told_with_the_foremost_first_and_what_runs_against_them() -> None:
    ties = [
        Sided(0, 1, 1),
        Sided(1, 2, 1),
        Sided(0, 2, 1),
        Sided(2, 3, -1),
        Sided(1, 3, -1),
        Sided(3, 4, 1),
        Sided(1, 4, -1),
        Sided(0, 4, 1),
    ]
    (division,) = alliances_of(CAST, ties).divisions
    assert [(camp.letters, camp.size, camp.names) for camp in division.camps] == [
        ("A", 3, ("Ben", "Cora", "Ada")),
        ("B", 2, ("Dan", "Eve")),
    ]
    assert (division.least, division.exact, division.against) == (1, True, (Against("Ada", "Eve", 1),))


def test_parts_that_nothing_connects_are_divided_apart_and_friendly_ones_not_at_all() -> None:
    found = alliances_of(CAST, [Sided(0, 1, 1), Sided(2, 3, -1), Sided(4, 5, -1), Sided(5, 6, 1)])
    assert [[camp.letters for camp in each.camps] for each in found.divisions] == [["A", "B"], ["C", "D"]]
    assert found.letters == {5: "A", 6: "A", 4: "B", 2: "C", 3: "D"}


def test_one_camp_stands_alone_where_a_quarrel_does_not_divide_it() -> None:
    friends = [Sided(a, b, 1) for a in range(5) for b in range(a + 1, 5) if (a, b) != (0, 1)]
    (division,) = alliances_of(CAST, [*friends, Sided(0, 1, -1)]).divisions
    assert [camp.size for camp in division.camps] == [5]
    assert division.against == (Against("Ada", "Ben", -1),)


def test_a_large_muddle_says_at_most_and_names_the_first_ties() -> None:
    random = Random(3)
    cast = [One(f"Member {number}") for number in range(60)]
    ties = [Sided(a, b, random.choice((1, -1))) for a in range(60) for b in range(a + 1, 60) if random.random() < 0.3]
    (division,) = alliances_of(cast, ties).divisions
    assert not division.exact
    assert division.least > len(division.against) == AGAINST


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_letters_go_on_after_z(number: int, letters: str) -> None:
    assert letters_of(number) == letters
