"""Weights learn from decided pairs: little from few, and from many until probabilities mean what they say."""

from __future__ import annotations

from math import exp2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.engine.linkage import Profile, Trained, compare, train
from hustings.engine.linkage.name_comparison import Reason
from hustings.engine.linkage.training import FURTHEST, shifted
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
