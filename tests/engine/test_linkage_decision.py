"""Linked when sure, asked when not: the decision over several candidates."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.linkage import LINK_AT, REVIEW_AT, Comparison, Profile, Reason, compare, decide
from hustings.engine.linkage.weights import probability_of
from hustings.kernel.records import Identity, Name

INCOMING = Profile(key="new")


def scored(weight: float, *, code: str = "email_same") -> Comparison:
    return Comparison(probability=probability_of(weight), weight=weight, reasons=(Reason(code, weight, ""),))


def test_nobody_similar_means_a_new_person() -> None:
    assert decide(INCOMING, []).action == "create"
    far = decide(INCOMING, [(1, scored(-10.0))])
    assert (far.action, far.target, far.candidates) == ("create", None, ())
    assert far.probability == pytest.approx(probability_of(-10.0))


def test_one_sure_target_is_linked() -> None:
    found = decide(INCOMING, [(1, scored(-10.0)), (2, scored(12.0))])
    assert (found.action, found.target) == ("link", 2)
    assert found.probability >= LINK_AT
    assert found.reasons == scored(12.0).reasons
    assert [candidate.key for candidate in found.candidates] == [2]


def test_a_doubtful_target_is_left_to_a_member() -> None:
    found = decide(INCOMING, [(1, scored(1.0))])
    assert (found.action, found.target) == ("review", 1)
    assert REVIEW_AT <= found.probability < LINK_AT


def test_two_equally_good_sure_targets_are_never_guessed_between() -> None:
    found = decide(INCOMING, [(2, scored(12.0)), (1, scored(12.0))])
    assert found.action == "review"
    assert [candidate.key for candidate in found.candidates] == [1, 2]
    assert found.probability == pytest.approx(0.5, abs=0.01)


def test_a_far_better_target_wins_over_another_sure_one() -> None:
    assert decide(INCOMING, [("a", scored(6.0)), ("b", scored(30.0))]).target == "b"
    assert decide(INCOMING, [("a", scored(6.0)), ("b", scored(30.0))]).action == "link"


def test_those_said_not_to_be_the_same_are_left_out() -> None:
    found = decide(INCOMING, [(1, scored(12.0)), (2, scored(12.0)), ("new", scored(40.0))], not_same=frozenset({1}))
    assert (found.action, found.target) == ("link", 2)
    assert decide(INCOMING, [(1, scored(12.0))], not_same=frozenset({1})).action == "create"


def test_a_target_scored_twice_counts_once_with_its_best() -> None:
    for order in ([scored(12.0), scored(3.0)], [scored(3.0), scored(12.0)]):
        found = decide(INCOMING, [(1, comparison) for comparison in order])
        assert (found.action, len(found.candidates)) == ("link", 1)


@given(
    st.lists(
        st.tuples(st.one_of(st.integers(1, 5), st.sampled_from("abc")), st.sampled_from([-20.0, -2.0, 0.0, 3.0, 6.0, 12.0]))
    ),
    st.randoms(),
)
def test_the_order_of_candidates_does_not_matter(weights: list[tuple[int | str, float]], chance: random.Random) -> None:
    pairs = [(key, scored(weight)) for key, weight in weights]
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    assert decide(INCOMING, pairs) == decide(INCOMING, shuffled)


def test_a_household_with_one_address_stays_two_people() -> None:
    home = (Identity(kind="email", value="castillos@example.org"),)
    ben = Profile(key="ben", names=(Name(full="Ben Castillo"),), identities=home)
    vera = Profile(key="vera", names=(Name(full="Vera Castillo"),), identities=home)
    assert decide(vera, [("ben", compare(vera, ben))]).action == "review"
    assert decide(vera, [("ben", compare(vera, ben))], not_same=frozenset({"ben"})).action == "create"
