"""Outlines kept as numbers turn away whom the outlines themselves do, and nobody else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.test_linkage_screening import LESSONS, person, profiles, share
from hustings.engine.linkage import Profile, Trained, block_keys, weights
from hustings.engine.linkage.outlines import Bond, Outlines, bond_of, kind_of
from hustings.engine.linkage.screening import is_hopeless, outline_of, scale_of
from hustings.kernel.records import Identity, Name


def bond_between(one: Profile, other: Profile) -> Bond:
    return max(map(bond_of, set(block_keys(one)) & set(block_keys(other))), default=Bond.WORDS)


def family_weight(name: str) -> float:
    return weights.family_weight(share(name))


@settings(max_examples=500)
@given(profiles(), st.lists(profiles(), min_size=1, max_size=4), st.sampled_from([100, 10**6]), LESSONS)
def test_who_may_be_meant_is_who_is_not_hopeless(
    one: Profile, others: list[Profile], population: int, trained: Trained | None
) -> None:
    ours = outline_of(one)
    assume(ours is not None)
    assert ours is not None
    prior, scale = weights.prior(population), scale_of(trained)
    outlines = Outlines(scale)
    for place, other in enumerate(others):
        outlines.put(place, outline_of(other))
    met = {place: bond_between(one, other) for place, other in enumerate(others)}
    expected = [
        place
        for place, other in enumerate(others)
        if met[place] is Bond.SURE
        or (theirs := outline_of(other)) is None
        or not is_hopeless(ours, theirs, family_weight=family_weight, prior=prior, scale=scale)
    ]
    assert outlines.hopeful(ours, met, family_weight=family_weight, prior=prior) == expected


@pytest.mark.parametrize(
    ("key", "bond"),
    [("n:souza:a", Bond.WORDS), ("a:12:mill", Bond.WORDS), ("i:email:ana@mail.example", Bond.HANDLE), ("i:x:ana", Bond.SURE)],
)
def test_a_key_says_what_two_people_share(key: str, bond: Bond) -> None:
    assert bond_of(key) is bond


def test_two_profiles_on_a_network_are_two_people() -> None:
    outlines = Outlines()
    one, other = (
        outline_of(Profile(key=key, names=(Name(full="Ana Souza"),), identities=(Identity(kind="linkedin", value=key),)))
        for key in ("linkedin.com/in/a", "linkedin.com/in/b")
    )
    assert one is not None
    outlines.put(0, other)
    assert outlines.hopeful(one, {0: Bond.WORDS}, family_weight=family_weight, prior=-20.0) == []


def test_numbers_that_name_no_system_are_of_one_kind() -> None:
    kinds = {
        kind_of(outline)
        for value in ("17", "18", "van:1", "van:2")
        if (outline := outline_of(person(1, "Ana Souza", external=value))) is not None
    }
    assert {kind.external for kind in kinds} == {"*", "van"}
    assert len(kinds) == 2


def test_an_older_outline_is_replaced_by_a_newer_one_and_by_none() -> None:
    stranger, somebody, ana = (outline_of(person(key, name)) for key, name in enumerate(("Bill Smith", "Ana Souza", "Ana Souza")))
    assert ana is not None
    outlines = Outlines()
    outlines.put(0, stranger)
    assert outlines.hopeful(ana, {0: Bond.WORDS}, family_weight=family_weight, prior=-12.0) == []
    for newer in (somebody, None):
        outlines.put(0, newer)
        assert outlines.hopeful(ana, {0: Bond.WORDS}, family_weight=family_weight, prior=-12.0) == [0]


def test_whoever_shares_the_handle_of_a_network_is_never_turned_away() -> None:
    outlines = Outlines()
    outlines.put(0, outline_of(person(1, "Bill Smith")))
    ana = outline_of(person(2, "Ana Souza"))
    assert ana is not None
    found = {bond: outlines.hopeful(ana, {0: bond}, family_weight=family_weight, prior=-20.0) for bond in Bond}
    assert found == {Bond.WORDS: [], Bond.HANDLE: [], Bond.SURE: [0]}
    external = tuple(Identity(kind="x", value=value) for value in ("ana", "souza"))
    assert bond_between(*(Profile(key=key, identities=external) for key in (1, 2))) is Bond.SURE
