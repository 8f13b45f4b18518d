"""Pairs among all: found by any key, once each, and grouped only where nothing speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.engine.linkage import Profile, block_keys, find_pairs, profiles_of, sure_groups, wider_block_keys
from hustings.engine.linkage.given_names import may_be_nickname, nickname_pairs
from hustings.engine.linkage.searching import CROWDED, family_shares
from hustings.kernel.clock import utc_now
from hustings.kernel.records import Address, Identity, MessageRecord, Name, Party, PersonRecord, encode

MAIL = (Identity(kind="email", value="ana.souza@example.org"),)


def test_a_stored_person_is_all_that_is_said_of_them() -> None:
    one = encode(PersonRecord(external_id="1", name=Name(full="Ana Souza"))).decode()
    two = encode(PersonRecord(external_id="2", name=Name(full="Ana de Souza"), identities=MAIL)).decode()
    message = encode(MessageRecord(external_id="3", channel="email", sent_at=utc_now(), sender=Party())).decode()
    (profile,) = profiles_of([(7, [("a", one), ("", two), ("b", message)]), (8, [("b", message)]), (9, [])])
    assert (profile.key, profile.identities, profile.sources) == (7, MAIL, ("a",))
    assert [name.full for name in profile.names] == ["Ana Souza", "Ana de Souza"]


def test_pairs_are_found_by_any_key_the_likeliest_first() -> None:
    people = [
        Profile(key=1, names=(Name(full="Ana Souza"),), identities=MAIL),
        Profile(key=2, names=(Name(full="Ana Souza"),)),
        Profile(key=3, names=(Name(full="Souza, Ana"),), identities=MAIL),
        Profile(key=4, names=(Name(full="Bob Reid"),)),
    ]
    found = find_pairs(people)
    assert (found[0].first, found[0].second) == (1, 3)
    assert {(pair.first, pair.second) for pair in found} == {(1, 3), (1, 2), (2, 3)}
    assert find_pairs(people, at_least=0.99) == found[:1]


def test_a_key_that_a_crowd_shares_finds_nobody() -> None:
    people = [Profile(key=key, names=(Name(full="Ana Souza"),)) for key in range(CROWDED + 1)]
    assert find_pairs(people) == []


def test_only_names_that_stand_out_have_a_share() -> None:
    people = [Profile(key=key, names=(Name(full=full),)) for key, full in enumerate(["Ana Souza"] * 3 + ["Bob Reid", "Cy"])]
    assert family_shares(people) == {"souza": 3 / 4_096}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birthday": "1980-04-02", "name": "Ana Souza"}, {"birthday": "1980-04-02", "name": "Ano Suoza"}),
        ({"birthday": "1980-04-02", "name": "Ana Souza"}, {"birthday": "1981-04-02", "name": "Anna Soza"}),
        ({"code": "12345", "name": "Ana Souza"}, {"code": "12345", "name": "Anne Sousa"}),
        ({"town": "Ely", "name": "Ana Souza"}, {"town": "Ely", "name": "Ana Lima"}),
        ({"street": "5 Mill Rd", "name": "Ana Souza"}, {"street": "6 Mill Road", "name": "Alma Reid"}),
        ({"email": "ana.souza@example.org"}, {"email": "ana.souza@example.net"}),
    ],
)
def test_wider_keys_find_what_is_damaged_in_several_places(one: dict[str, str], other: dict[str, str]) -> None:
    assert set(wider_block_keys(damaged(1, **one))) & set(wider_block_keys(damaged(2, **other)))


def damaged(key: int, name: str = "", birthday: str = "", email: str = "", **place: str) -> Profile:
    words = {"code": "postal_code", "town": "locality", "street": "street"}
    addresses = (Address(**{words[word]: text for word, text in place.items()}),) if place else ()
    return Profile(
        key=key,
        names=(Name(full=name),) if name else (),
        birthdays=(birthday,) if birthday else (),
        identities=(Identity(kind="email", value=email),) if email else (),
        addresses=addresses,
    )


def test_wider_keys_leave_out_what_says_nothing() -> None:
    assert wider_block_keys(damaged(1, name="Ana", birthday="--04-02", email="info@example.org")) == ()
    assert wider_block_keys(damaged(1, email="ana@example.org")) == ()
    assert "a:12:mill" in block_keys(damaged(1, street="12 Mill Road"))
    assert not [key for key in block_keys(damaged(1, street="12 The Way")) if key.startswith("a:")]
    assert wider_block_keys(Profile(key=1, identities=(Identity(kind="phone", value="+12015550123"),))) == ()


def test_nickname_pairs_are_those_that_the_comparison_knows() -> None:
    pairs = nickname_pairs()
    assert ("bill", "william") in pairs
    assert ("billy", "william") in pairs
    assert ("andrea", "andrew") not in pairs
    assert all(one < other and may_be_nickname(one, other) for one, other in pairs)


def test_sure_pairs_make_a_group_and_doubtful_ones_none() -> None:
    assert sure_groups([(2, 1, 0.99), (3, 4, 0.6)]) == [(1, 2)]
    assert sure_groups([(1, 2, 0.99), (2, 3, 0.99), (1, 3, 0.98)]) == [(1, 2, 3)]


def test_a_record_that_may_be_either_of_two_makes_no_group() -> None:
    assert sure_groups([(1, 2, 0.99), (2, 3, 0.99)]) == []
    assert sure_groups([(1, 2, 0.99), (2, 3, 0.94)]) == []
    assert sure_groups([(1, 2, 0.99), (2, 3, 0.2)]) == [(1, 2)]


def test_who_was_called_different_stays_apart() -> None:
    assert sure_groups([(1, 2, 0.99), (3, 4, 0.99)], apart=frozenset({(1, 2)})) == [(3, 4)]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8), st.sampled_from([0.2, 0.6, 0.96, 0.999])), max_size=12))
def test_groups_never_overlap_and_hold_only_sure_pairs(pairs: list[tuple[int, int, float]]) -> None:
    pairs = [(a, b, probability) for a, b, probability in {(min(p[:2]), max(p[:2])): p for p in pairs if p[0] != p[1]}.values()]
    groups = sure_groups(pairs)
    members = [member for group in groups for member in group]
    assert len(members) == len(set(members))
    sure = {frozenset((a, b)) for a, b, probability in pairs if probability >= 0.95}
    assert all({frozenset((a, b)) for a in group for b in group if a < b} <= sure for group in groups)
    assert sure_groups(reversed(pairs)) == groups
