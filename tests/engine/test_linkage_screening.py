"""Screening turns away pairs from a short outline, and never one that a member would be asked about."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hustings.engine.linkage import REVIEW_AT, Profile, Trained, block_keys, compare, weights
from hustings.engine.linkage.outlines import Bond, bond_of
from hustings.engine.linkage.profiles import profile_of
from hustings.engine.linkage.screening import (
    Outline,
    is_hopeless,
    outline_of,
    scale_of,
    sketch_of,
    sketch_of_record,
    unpack,
)
from hustings.kernel.records import Address, Identity, IdentityKind, Name, PersonRecord, Position

GIVEN = ["Ana", "Anna", "Ann", "Bill", "William", "Will", "Maria", "Mario", "J", "Souza", "Smith", "JP", "Robert", "Bob"]
FAMILY = ["Souza", "Sousa", "Smith", "Smyth", "Schmidt", "Mueller", "Muller", "Ana", "Lee", "S", "William", "Garcia", "Garsia"]
MIDDLE = ["", "", "", "Q", "Ann", "Smith", "Lee", "Garcia"]
EMAILS = [
    "ana.souza@mail.example",
    "ana.sousa@mail.example",
    "asouza@riverside.example",
    "ana.souza@gmail.com",
    "info@rp.example",
]
PHONES = ["+12015550101", "+12015550102", "5550101", "02015550101", "+442075550101"]
PLACES = [
    "Ely",
    "12 Harbour Street, Ely",
    "12 Harbor St, Ely 12345",
    "14 Harbour Street, Ely",
    "Greater Boston",
    "9 Mill Road, Ely",
]
HANDLES: dict[IdentityKind, list[str]] = {
    "email": EMAILS, "phone": PHONES, "linkedin": ["linkedin.com/in/a", "linkedin.com/in/b"], "x": ["a", "b"],
    "external": ["van:1", "van:2", "nb:1"],
}  # fmt: skip
ORGANISATIONS = ["Riverside Press", "Riverside Press Inc", "Riverside Prses", "Orchards"]
DAYS = ["1980-03-09", "1980-09-03", "1980-03-10", "1991-12-31", "--03-09", "1980"]
ADDRESSES = [
    Address(street="12 Harbour Street", locality="Ely", postal_code="12345"), Address(street="12 Harbour Street"),
    Address(street="14 Harbour St", locality="Ely"), Address(locality="Ely"), Address(region="Cambridge"),
    Address(street="PO Box 7", locality="Ely", postal_code="12345"),
]  # fmt: skip


def some(values: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """People out of few words, so that most pairs have something in common."""
    words = [draw(st.sampled_from(values)) for values in (GIVEN, MIDDLE, FAMILY)]
    kinds = {
        "email": EMAILS,
        "phone": PHONES,
        "linkedin": ["linkedin.com/in/a", "linkedin.com/in/b"],
        "external": ["van:1", "van:2", "nb:1"],
    }
    identities = [Identity(kind=kind, value=v) for kind, values in kinds.items() for v in draw(some(values))]  # type: ignore[arg-type]
    return Profile(
        key=draw(st.integers(0, 10**6)),
        names=(Name(full=" ".join(filter(None, words))),),
        identities=tuple(identities),
        organisations=draw(some(ORGANISATIONS)),
        locations=draw(some(PLACES)),
        addresses=tuple(draw(st.lists(st.sampled_from(ADDRESSES), max_size=1))),
        birthdays=draw(some(DAYS, 1)),
        sources=draw(some(["1", "2"], 1)),
    )


def share(family: str) -> float:
    return {"smith": 0.01, "garcia": 0.004, "souza": 1e-5}.get(family, 1 / 2000)


@settings(max_examples=300)
@given(profiles(), profiles(), st.sampled_from([100, 10**6]))
def test_whom_a_member_would_be_asked_about_is_never_turned_away(one: Profile, other: Profile, population: int) -> None:
    shared = set(block_keys(one)) & set(block_keys(other))
    assume(one.key != other.key)
    assume(Bond.SURE not in map(bond_of, shared))
    assume(outline_of(one) is not None and outline_of(other) is not None)
    if turned_away(one, other, population):
        found = compare(one, other, surname_frequency=share, population=population)
        assert found.probability < REVIEW_AT


CODES = [
    "given_same", "given_different", "given_nickname", "family_same", "family_different", "family_fuzzy", "family_spelt",
    "middle_same", "order_different", "email_same", "email_colleagues", "email_local", "phone_different", "phone_ending",
    "organisation_fuzzy", "organisation_different", "address_street", "location_different", "location_part", "birthday_alike",
    "birthday_different", "external_different", "linkedin_different", "source_same", "handle_different",
]  # fmt: skip
lessons = st.builds(
    Trained, st.dictionaries(st.sampled_from(CODES), st.floats(-6, 6, allow_nan=False), max_size=8), st.floats(-2, 2)
)


@settings(max_examples=300)
@given(profiles(), profiles(), st.sampled_from([100, 10**6]), lessons)
def test_nor_by_weights_that_a_workspace_has_learnt(one: Profile, other: Profile, population: int, trained: Trained) -> None:
    shared = set(block_keys(one)) & set(block_keys(other))
    assume(one.key != other.key)
    assume(Bond.SURE not in map(bond_of, shared))
    assume(outline_of(one) is not None and outline_of(other) is not None)
    if turned_away(one, other, population, trained):
        found = compare(one, other, surname_frequency=share, population=population, trained=trained)
        assert found.probability < REVIEW_AT


LESSONS = st.none() | lessons


@settings(max_examples=200)
@given(profiles(), profiles(), st.sampled_from([100, 10**6]), LESSONS)
def test_whoever_is_turned_away_at_a_glance_is_turned_away_by_the_outline(
    one: Profile, other: Profile, population: int, trained: Trained | None
) -> None:
    ours, glance = outline_of(one), sketch_of(other)
    assert (glance is None) == (outline_of(other) is None)
    assume(ours is not None and glance is not None)
    if ours and glance and hopeless(ours, glance, population, trained):
        assert turned_away(one, other, population, trained)


records = st.builds(
    PersonRecord,
    external_id=st.just("1"),
    name=st.builds(
        lambda *words: Name(full=" ".join(filter(None, words))), *map(st.sampled_from, ([*GIVEN, ""], MIDDLE, [*FAMILY, ""]))
    ),
    identities=some(EMAILS).map(lambda held: tuple(Identity(kind="email", value=value) for value in held)),
    positions=some([*ORGANISATIONS, ""]).map(lambda held: tuple(Position(organisation=name) for name in held)),
    addresses=st.lists(st.sampled_from(ADDRESSES), max_size=1).map(tuple),
    location=st.sampled_from([*PLACES, "", " "]),
    birthday=st.sampled_from([*DAYS, ""]),
)


@given(records, st.sampled_from(["", "7"]))
def test_a_record_shows_at_a_glance_what_its_profile_does(record: PersonRecord, source: str) -> None:
    assert sketch_of_record(record, source=source) == sketch_of(profile_of(record, key=1, source=source))


def test_somebody_without_a_name_has_no_sketch() -> None:
    assert sketch_of_record(PersonRecord(external_id="1", name=Name(full=" "))) is None


def test_a_name_in_two_ways_of_writing_is_one_name() -> None:
    names = (Name(full="Ana Souza"), Name(full="Souza, Ana", given="Ana", family="Souza"), Name(full=""))
    sketch = sketch_of(Profile(key=1, names=names))
    assert sketch is not None
    assert (sketch.given, sketch.family) == ("ana", "souza")
    assert sketch_of(Profile(key=1, names=(*names, Name(full="Ana Smith")))) is None


def test_nobody_asks_how_common_a_name_is_where_it_does_not_matter() -> None:
    asked: list[str] = []

    def ask(family: str) -> float:
        asked.append(family)
        return 11.0

    one, other, namesake = (outline_of(person(key, name)) for key, name in enumerate(("Bill Souza", "Maria Souza", "Bill Souza")))
    assert one is not None
    assert other is not None
    assert namesake is not None
    assert is_hopeless(one, other, family_weight=ask, prior=-20.0)
    assert not asked
    assert not is_hopeless(one, namesake, family_weight=ask, prior=-20.0)
    assert asked == ["souza"]


def turned_away(one: Profile, other: Profile, population: int, trained: Trained | None = None) -> bool:
    ours, theirs = outline_of(one), outline_of(other)
    assert ours is not None
    assert theirs is not None
    return hopeless(ours, theirs, population, trained)


def hopeless(one: Outline, other: Outline, population: int, trained: Trained | None) -> bool:
    return is_hopeless(
        one, other, family_weight=lambda name: weights.family_weight(share(name)), prior=weights.prior(population),
        scale=scale_of(trained),
    )  # fmt: skip


def person(key: int, name: str, *places: Address, phone: str = "", external: str = "") -> Profile:
    identities = [Identity(kind="phone", value=phone)] if phone else []
    identities += [Identity(kind="external", value=external)] if external else []
    return Profile(key=key, names=(Name(full=name),), addresses=places, identities=tuple(identities))


ALIKE = {
    "one name in two spellings": (
        person(1, "William Mueller", phone="+12015550101"), person(2, "William Muller", phone="+12015550101"),
    ),
    "two doors of one street": (
        person(1, "Bill Souza", Address(street="1 Elm Row", locality="Ely"), phone="+12015550101"),
        person(2, "Bill Souza", Address(street="28735 Elm Row", locality="Ely"), phone="+12015550101"),
    ),
    "one postal code": (
        person(1, "Bill Souza", Address(postal_code="12345"), phone="+12015550101"),
        person(2, "Bill Souza", Address(postal_code="12345"), phone="+12015550101"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
def test_look_alikes_are_left_to_the_comparison(pair: tuple[Profile, Profile]) -> None:
    assert not turned_away(*pair, 10**6)


def test_strangers_are_turned_away() -> None:
    assert turned_away(person(1, "Bill Souza"), person(2, "Maria Smith"), 10**6)


def test_an_outline_comes_back_from_its_short_text() -> None:
    outline = outline_of(Profile(key=1, names=(Name(full="Ana Souza"),), locations=("12 Harbour Street, Ely",)))
    assert outline is not None
    assert unpack(outline.pack()) == outline


def test_names_in_other_letters_and_of_several_people_have_no_outline() -> None:
    for name in ("Иван Петров", "Ana Иван Souza", "John & Mary Smith", "Ana"):
        assert outline_of(Profile(key=1, names=(Name(full=name),))) is None


def test_people_whose_home_is_unknown_are_not_held_to_one() -> None:
    somewhere, nowhere = (
        outline_of(Profile(key=key, names=(Name(full="Ana Souza"),), locations=places))
        for key, places in ((1, ("Ely",)), (2, ()))
    )
    assert somewhere is not None
    assert nowhere is not None
    assert not is_hopeless(somewhere, nowhere, family_weight=lambda _: 11.0, prior=-12.0)


def test_one_name_of_addresses_at_two_providers_is_left_to_the_comparison() -> None:
    one, other = (
        outline_of(
            Profile(key=at, names=(Name(full="Ana Souza"),), identities=(Identity(kind="email", value=f"ana.souza@{at}"),))
        )
        for at in ("mail.example", "gmail.com")
    )
    assert one is not None
    assert other is not None
    assert not is_hopeless(one, other, family_weight=lambda _: 11.0, prior=-20.0)
    assert is_hopeless(one, other, family_weight=lambda _: 11.0, prior=-26.0)


@pytest.mark.parametrize(("day", "is_left"), [("1980-09-03", True), ("1980-03-10", True), ("1991-12-31", False)])
def test_days_and_months_exchanged_are_left_to_the_comparison(day: str, is_left: bool) -> None:
    one, other = (
        outline_of(Profile(key=at, names=(Name(full="Ana Souza"),), birthdays=(born,)))
        for at, born in enumerate(("1980-03-09", day))
    )
    assert one is not None
    assert other is not None
    assert is_hopeless(one, other, family_weight=lambda _: 11.0, prior=-22.0) != is_left


@pytest.mark.parametrize(("organisation", "is_left"), [("Riversido", True), ("Orchards", False)])
def test_organisations_that_look_alike_are_left_to_the_comparison(organisation: str, is_left: bool) -> None:
    one, other = (
        outline_of(Profile(key=held, names=(Name(full="Ana Souza"),), organisations=(held,)))
        for held in ("Riverside", organisation)
    )
    assert one is not None
    assert other is not None
    assert is_hopeless(one, other, family_weight=lambda _: 11.0, prior=-22.0) != is_left
