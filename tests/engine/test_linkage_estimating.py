"""Weights learn from a network alone: what agrees by chance weighs less, little data moves little, nothing moves far."""

from __future__ import annotations

from collections import Counter
from math import log2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.engine.linkage import Comparison, Observed, Trained, blind_pairs, compare, estimate, profile_of, together
from hustings.engine.linkage.estimating import ENOUGH, FURTHEST, LEAST_CONSTANT
from hustings.engine.linkage.name_comparison import Reason
from hustings.engine.linkage.profiles import Profile
from hustings.kernel.records import Name, PersonRecord

PRIOR = Reason("prior", -12.0, "")
LEVELS = {"given_same": 6.3, "given_different": -5.0, "birthday_same": 13.0, "birthday_different": -5.0, "page_same": 6.0}


def reasons(*codes: str, prior: float = -12.0) -> list[Reason]:
    return [Reason("prior", prior, ""), *(Reason(code, LEVELS[code], "") for code in codes)]


SURE = reasons("given_same", "birthday_same", prior=-8.0)
SLIPPED = reasons("given_same", "birthday_different", prior=-2.0)
APART = reasons("given_different", "birthday_different")


def test_a_network_without_pairs_keeps_the_weights_that_ship() -> None:
    found = estimate([], [APART] * 500, looked_at=100, population=5_000)
    assert not found.enough
    assert found.trained == Trained({})
    assert estimate([], [], looked_at=0, population=0).trained == Trained({})


def test_what_agrees_by_chance_everywhere_comes_to_weigh_less() -> None:
    same_birthday = reasons("given_different", "birthday_same")
    rare, common = (
        estimate([Observed(SURE)] * 400, [APART] * (1_000 - chance) + [same_birthday] * chance, looked_at=1_000, population=5_000)
        for chance in (1, 300)
    )
    assert common.trained.shifts["birthday_same"] < rare.trained.shifts["birthday_same"]
    assert common.trained.shifts["birthday_same"] < -2.0


def test_few_pairs_move_less_than_many() -> None:
    def moved(number: int) -> float:
        pairs = [Observed(SURE)] * (9 * number) + [Observed(SLIPPED, is_same=True)] * number
        found = estimate(pairs, [APART] * 100, looked_at=1_000, population=5_000)
        return abs(found.trained.shifts["birthday_different"])

    assert 0 < moved(3) < moved(300) <= FURTHEST


def test_what_members_decided_stands_whatever_the_weights_say() -> None:
    wrong = reasons("given_same", "birthday_same", prior=-2.0)
    found = estimate([Observed(wrong, is_same=False)] * 100, [APART] * 100, looked_at=100, population=5_000)
    assert found.matches == 0


def test_another_given_name_never_comes_to_speak_less_against() -> None:
    family = [Reason("prior", -2.0, ""), Reason("given_different", -5.0, ""), Reason("birthday_same", 13.0, "")]
    found = estimate([Observed(family)] * 400 + [Observed(SURE)] * 400, [APART] * 1_000, looked_at=1_000, population=5_000)
    assert found.trained.shifts["given_different"] <= 0


def test_pairs_that_names_forbid_never_count_as_sure() -> None:
    capped = [*reasons("given_different", "birthday_same", prior=5.0), Reason("names_differ", -10.0, "")]
    found = estimate([Observed(capped)] * 100, [APART] * 100, looked_at=100, population=5_000)
    assert found.matches <= 89


def test_a_record_is_expected_to_be_one_known_person_at_most() -> None:
    many = estimate([Observed(SURE)] * 4_000, [APART] * 500, looked_at=500, population=5_000)
    few = estimate([Observed(SURE)] * 40, [APART] * 500, looked_at=5_000, population=5_000)
    small = estimate([Observed(SURE)] * 400, [APART] * 500, looked_at=500, population=1_024)
    assert many.trained.constant == 0.0
    assert many.twins > 4
    assert few.trained.constant == LEAST_CONSTANT
    # So few people are told apart by fewer bits than the prior asks of any network.
    assert 0 < small.trained.constant <= 2.0


def test_levels_beside_the_comparisons_keep_their_weight() -> None:
    found = estimate([Observed([*SURE, Reason("page_same", 6.0, "")])] * 100, [APART] * 100, looked_at=100, population=5_000)
    assert "page_same" not in found.trained.shifts
    assert "prior" not in found.trained.shifts


def test_a_comparison_that_strangers_never_allow_keeps_its_weight() -> None:
    found = estimate([Observed(SURE)] * 100, [reasons("given_different")] * 100, looked_at=100, population=5_000)
    assert set(found.trained.shifts) == {"given_same"}


@pytest.mark.parametrize(("records", "wanted"), [(0, 10), (1, 10), (2, 10), (3, 10), (4, 100), (10, 25), (50, 60)])
def test_blind_pairs_are_never_doubled_nor_of_one_record(records: int, wanted: int) -> None:
    pairs = [tuple(sorted(pair)) for pair in blind_pairs(records, wanted=wanted)]
    assert len(set(pairs)) == len(pairs) <= max(wanted, records)
    assert all(one != other for one, other in pairs)
    assert len(set(Counter(place for pair in pairs for place in pair).values())) <= 1


patterns = st.lists(st.lists(st.sampled_from(sorted(LEVELS)), unique=True, max_size=3), max_size=30)


@settings(max_examples=25)
@given(patterns, patterns, st.randoms(use_true_random=False))
def test_nothing_moves_far_and_the_order_of_pairs_does_not_matter(near: list[list[str]], far: list[list[str]], mixed: Random):
    candidates = [Observed(reasons(*codes, prior=-4.0), times=3) for codes in near]
    strangers = [reasons(*codes) for codes in far]
    found = estimate(candidates, strangers, looked_at=20, population=5_000)
    mixed.shuffle(candidates)
    mixed.shuffle(strangers)
    again = estimate(candidates, strangers, looked_at=20, population=5_000)
    assert found.trained == again.trained
    assert all(abs(shift) <= FURTHEST for shift in found.trained.shifts.values())
    assert LEAST_CONSTANT <= found.trained.constant <= 0
    assert found.enough == bool(found.matches >= ENOUGH)


def test_two_lessons_add_up() -> None:
    first, second = Trained({"given_same": 1.0, "phone_same": 2.0}, 0.5, 10), Trained({"given_same": -0.25}, -1.0, 5)
    assert together(first, second) == Trained({"given_same": 0.75, "phone_same": 2.0}, -0.5, 15)


GIVEN = ["ada", "ben", "vera", "otto", "ida", "karl", "mona", "nils", "rosa", "tom", "uwe", "lea", "max", "eva", "jan", "pia"]
FAMILY = ["almeida", "brandt", "costa", "duarte", "ekberg", "fischer", "gomes", "haas", "ivanova", "jansen", "krause", "lund"]


def made_up(people: int) -> list[tuple[int, Profile]]:
    """Everybody stands twice in one of many towns; every second one's second birthday is another one's."""
    chance, held = Random(11), []
    for person in range(people):
        given, family, town = chance.choice(GIVEN), chance.choice(FAMILY), f"Town{chance.randint(1, 400)}"
        days = [f"19{chance.randint(30, 99)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}" for _ in range(2)]
        for copy in range(2):
            record = PersonRecord(
                external_id=f"{person}-{copy}",
                name=Name(full=f"{given} {family}", given=given, family=family),
                birthday=days[copy and person % 2],
                location=town,
            )
            held.append((person, profile_of(record, key=2 * person + copy)))
    return held


def test_a_network_where_birthdays_are_often_wrong_is_less_surprised_by_its_people() -> None:
    people = made_up(60)
    pairs = [(one, other) for at, one in enumerate(people) for other in people[at + 1 :]]
    shipped = [compare(one, other, population=120) for (_, one), (_, other) in pairs]
    candidates = [Observed(pair.reasons, times=2) for pair in shipped]
    found = estimate(candidates, [pair.reasons for pair in shipped[::3]], looked_at=120, population=120)
    learnt = [compare(one, other, population=120, trained=found.trained) for (_, one), (_, other) in pairs]

    def loss(said: list[Comparison]) -> float:
        """The mean surprise at the truth, in bits."""
        bits = [each.weight if one == other else -each.weight for ((one, _), (other, _)), each in zip(pairs, said, strict=True)]
        return sum(log2(1 + 2**-weight) for weight in bits) / len(bits)

    assert found.enough
    assert loss(learnt) < 0.8 * loss(shipped)
