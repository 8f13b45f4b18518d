"""Weights learn from decided pairs: little from few, and from many until probabilities mean what they say."""

from __future__ import annotations

from math import exp2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.engine.linkage import Profile, Trained, compare, together, train
from hustings.engine.linkage.name_comparison import Reason
from hustings.engine.linkage.training import FURTHEST, LEAST_RARITY, RARITY, rarity, shifted
from hustings.engine.linkage.weights import FAMILY_INITIAL
from hustings.kernel.records import Name

PRIOR = Reason("prior", -12.0, "")
Pair = tuple[list[Reason], bool]


def pair(is_same: bool, **codes: float) -> Pair:
    return [PRIOR, *(Reason(code, weight, "") for code, weight in codes.items())], is_same


def said(trained: Trained, reasons: list[Reason]) -> float:
    return 1 / (1 + exp2(-sum(reason.weight for reason in shifted(reasons, trained))))


def test_no_decision_moves_nothing() -> None:
    assert train([]) == Trained({}, 0.0, 0)
    reasons = [PRIOR, Reason("given_same", 6.0, "ana")]
    assert shifted(reasons, train([])) == reasons


def test_one_decision_moves_little_and_many_move_much() -> None:
    doubtful = {"given_same": 6.0, "family_same": 6.0}
    one, many = (train([pair(True, **doubtful)] * number) for number in (1, 200))
    reasons, _ = pair(True, **doubtful)
    assert 0.5 < said(one, reasons) < 0.75
    assert said(many, reasons) > 0.95


def test_a_level_that_says_the_contrary_of_its_weight_is_turned() -> None:
    decided = [pair(False, email_same=20.0)] * 60 + [pair(True, given_same=20.0)] * 60
    found = train(decided)
    assert found.shifts["email_same"] < 0 < said(found, pair(True, given_same=20.0)[0])
    assert said(found, decided[0][0]) < 0.1
    assert found.pairs == 120


def test_what_is_said_to_be_sure_comes_out_as_often() -> None:
    chance = Random(5)
    decided: list[Pair] = []
    for _ in range(4_000):
        codes = {code: weight for code, weight in (("a", 9.0), ("b", 7.0), ("c", -4.0)) if chance.random() < 0.6}
        truth = 1 / (1 + exp2(-(-12.0 + sum(codes.values()) * 0.8 + 3.0)))
        decided.append(pair(chance.random() < truth, **codes))
    found = train(decided[:2_000])
    near = [is_same for reasons, is_same in decided[2_000:] if 0.7 < said(found, reasons) < 0.95]
    assert len(near) > 100
    assert sum(near) / len(near) == pytest.approx(0.85, abs=0.12)


def test_no_weight_goes_further_than_its_bound() -> None:
    found = train([pair(False, linkedin_same=200.0)] * 3_000, ridge=1e-6)
    assert min(found.shifts["linkedin_same"], found.constant) >= -FURTHEST


@settings(max_examples=25)
@given(
    st.permutations([pair(True, a=9.0, b=4.0), pair(False, a=9.0), pair(True, b=14.0), pair(False, c=-3.0), pair(True, a=9.0)])
)
def test_the_order_of_decisions_does_not_matter(decided: list[Pair]) -> None:
    assert train(decided) == train(sorted(decided, key=str))


def test_trained_weights_are_a_reason_of_the_waterfall() -> None:
    one, other = (Profile(key=key, names=(Name(full="Ana Souza"),)) for key in (1, 2))
    plain = compare(one, other)
    moved = compare(one, other, trained=Trained({"given_same": 2.0}, -0.5, 9))
    assert moved.weight == pytest.approx(plain.weight + 1.5)
    assert moved.reasons[-1] == Reason("trained", -0.5, "")
    assert sum(reason.weight for reason in moved.reasons) == pytest.approx(moved.weight)


def donors(chance: Random, number: int, *, rarity_tells: float, base: float = -11.0) -> list[Pair]:
    """Pairs that share a family name; how much likelier a rare one makes them one person is for the caller to say."""
    decided = []
    for _ in range(number):
        bits = chance.uniform(2.0, 16.0)
        truth = 1 / (1 + exp2(-(base + 6.0 + rarity_tells * bits)))
        decided.append(pair(chance.random() < truth, given_same=6.0, family_same=bits))
    return decided


def test_rare_names_count_for_less_where_decisions_say_so() -> None:
    chance = Random(3)
    found = train(donors(chance, 3_000, rarity_tells=0.3, base=-7.0))
    assert found.shifts[RARITY] == pytest.approx(-0.7, abs=0.1)
    for bits in (4.0, 9.0, 14.0):
        truth = 1 / (1 + exp2(-(-1.0 + 0.3 * bits)))
        assert said(found, pair(True, given_same=6.0, family_same=bits)[0]) == pytest.approx(truth, abs=0.05)


def test_rare_names_never_count_for_more_than_by_hand() -> None:
    found = train(donors(Random(3), 2_000, rarity_tells=1.6, base=-16.0))
    assert RARITY not in found.shifts
    assert set(found.shifts) == {"given_same", "family_same"}


def test_the_rarest_name_counts_as_the_commonest_at_least() -> None:
    contrary = [pair(bits < 8, given_same=6.0, family_same=bits) for bits in (2.0, 4.0, 6.0, 10.0, 12.0, 15.0)] * 200
    assert train(contrary).shifts[RARITY] == LEAST_RARITY


def test_few_decisions_say_little_about_rare_names() -> None:
    found = train([pair(False, given_same=6.0, family_same=16.0)])
    assert -0.15 < found.shifts[RARITY] < 0


def test_what_a_rare_name_says_less_is_a_step_of_the_waterfall() -> None:
    one, other = (Profile(key=key, names=(Name(full="Ana Souza"),)) for key in (1, 2))
    plain = compare(one, other, surname_frequency={"souza": 0.0001})
    moved = compare(one, other, surname_frequency={"souza": 0.0001}, trained=Trained({RARITY: -0.5}))
    [family] = [reason.weight for reason in plain.reasons if reason.code == "family_same"]
    assert rarity(plain.reasons) == family - FAMILY_INITIAL
    assert moved.reasons[-1] == Reason(RARITY, -0.5 * (family - FAMILY_INITIAL), "")
    assert (
        sum(reason.weight for reason in moved.reasons) == pytest.approx(moved.weight) == plain.weight + moved.reasons[-1].weight
    )
    nobodys = compare(one, Profile(key=3, names=(Name(full="Otto Brandt"),)), trained=Trained({RARITY: -0.5}))
    assert RARITY not in {reason.code for reason in nobodys.reasons}


shifts = st.dictionaries(st.sampled_from(["given_same", "family_same", "phone_same"]), st.floats(0, 4), max_size=3)
rare = st.floats(LEAST_RARITY, 0)


@given(shifts, shifts, rare, st.floats(1, 16))
def test_two_lessons_one_upon_the_other_are_one(
    first: dict[str, float], second: dict[str, float], each: float, bits: float
) -> None:
    network, decided = Trained(first, 0.25), Trained({**second, RARITY: each}, -0.5)
    reasons, _ = pair(True, given_same=6.0, family_same=bits)
    in_turn = shifted(shifted(reasons, network), decided)
    at_once = shifted(reasons, together(network, decided))
    assert sum(reason.weight for reason in at_once) == pytest.approx(sum(reason.weight for reason in in_turn), abs=0.02)


@given(shifts, rare, st.floats(1, 16))
def test_no_learnt_rarity_lifts_a_pair_over_what_its_levels_weigh(levels: dict[str, float], each: float, bits: float) -> None:
    reasons, _ = pair(True, given_same=6.0, family_same=bits)
    with_it, without = (shifted(reasons, Trained(held)) for held in ({**levels, RARITY: each}, levels))
    assert sum(reason.weight for reason in with_it) <= sum(reason.weight for reason in without)
