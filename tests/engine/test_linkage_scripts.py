"""Names in other letters, names of several people, legal forms of many countries, and one spelling for addresses."""

from __future__ import annotations

import pytest

from hustings.engine.linkage import LINK_AT, REVIEW_AT, Profile, block_keys, compare, organisation_key, profile_of, weights
from hustings.engine.linkage.addresses import Place, place_in, place_of
from hustings.engine.linkage.households import members_of
from hustings.engine.linkage.name_comparison import DOUBTFUL, SAME, compare_names, usual_given
from hustings.engine.linkage.names import parse_full, parse_name
from hustings.engine.linkage.scripts import sounds_alike
from hustings.kernel.records import Address, Identity, IdentityKind, Name, PersonRecord


def person(key: int, name: Name | str, **handles: str) -> Profile:
    kinds: dict[str, IdentityKind] = {"email": "email", "phone": "phone", "external": "external", "telegram": "telegram"}
    identities = tuple(Identity(kind=kinds[kind], value=value) for kind, value in handles.items())
    return Profile(key=key, names=(Name(full=name) if isinstance(name, str) else name,), identities=identities)


def codes(one: Profile, other: Profile) -> list[str]:
    return [reason.code for reason in compare(one, other).reasons]


@pytest.mark.parametrize(
    ("foreign", "latin"),
    [
        ("Иван Петров", "Ivan Petrov"),
        ("Александр Петров", "Alexander Petrov"),
        ("Αλέξης Τσίπρας", "Alexis Tsipras"),
        ("王小明", "Wang Xiaoming"),
        ("王小明", "Xiaoming Wang"),
        ("司马相如", "Sima Xiangru"),
        ("محمد صلاح", "Muhamad Saleh"),
    ],
)
def test_a_name_in_other_letters_agrees_with_its_sound(foreign: str, latin: str) -> None:
    one, other = person(1, foreign, email="home@example.org"), person(2, latin, email="home@example.org")
    assert {"given_romanised", "family_romanised"} <= set(codes(one, other))
    assert compare(one, other).probability >= LINK_AT
    assert compare(one, other) == compare(other, one)


@pytest.mark.parametrize(("foreign", "latin"), [("山田太郎", "Taro Yamada"), ("Иван", "Ivan Petrov"), ("김", "Kim Minsu")])
def test_what_no_spelling_settles_stays_doubtful(foreign: str, latin: str) -> None:
    found = compare_names(parse_full(foreign), parse_full(latin), lambda _: 10.0)
    assert (found.verdict, found.weight) == (DOUBTFUL, 0.0)


def test_a_name_in_other_letters_is_found_by_its_latin_spelling() -> None:
    one, other = block_keys(person(1, "Иван Петров")), block_keys(person(2, "Ivan Petrov"))
    assert set(one) & set(other) == {"n:petrov:i", "p:ivan:ptrv", "k:ivan petrov"}


def test_short_words_must_sound_the_same() -> None:
    assert sounds_alike("anna", "ana")
    assert not sounds_alike("an", "na")
    assert not sounds_alike("wang", "huang")


@pytest.mark.parametrize(
    ("written", "members"),
    [
        ("John & Mary Smith", ("Mary Smith", ("John",))),
        ("Smith, John and Mary", ("Smith, Mary", ("John",))),
        ("Jan en Marie de Vries", ("Marie de Vries", ("Jan",))),
        ("Mr. & Mrs. Smith", ("Smith", ("&",))),
        ("Herr und Frau Weber", ("Weber", ("&",))),
        ("The Smith Family", ("Smith", ("&",))),
        ("Familie Müller", ("Müller", ("&",))),
        ("Family", None),
        ("Smith &", None),
        ("José Ortega y Gasset", None),
        ("Sandy Andrews", None),
    ],
)
def test_names_of_several_people_are_known(written: str, members: tuple[str, tuple[str, ...]] | None) -> None:
    assert members_of(written) == members
    assert parse_full(written).household == (members is not None)


@pytest.mark.parametrize("together", ["John & Mary Smith", "The Smith Family", "Mr. and Mrs. John Smith", "Smith, John & Mary"])
@pytest.mark.parametrize("shared", [{"email": "smiths@example.org"}, {"email": "smiths@example.org", "phone": "+12015550123"}])
def test_a_household_never_becomes_one_of_its_members(together: str, shared: dict[str, str]) -> None:
    found = compare(person(1, together, **shared), person(2, "John Smith", **shared))
    assert found.probability < REVIEW_AT
    assert found.reasons[-1].code == "names_differ"


def test_a_household_is_itself_whoever_is_named_first() -> None:
    one = person(1, "John & Mary Smith", email="smiths@example.org")
    other = person(2, Name(full="Mary and John Smith", given="Mary and John", family="Smith"), email="smiths@example.org")
    assert compare(one, other).probability >= LINK_AT
    assert parse_full("John Smith & Mary Jones").family == ("jones", "smith")
    assert parse_full("John & Mary").family == ()


def test_a_family_that_shares_an_address_stays_several_people() -> None:
    shared = {"email": "jones@example.org", "phone": "+12015550123"}
    found = compare(person(1, "Mary Jones", **shared), person(2, "Bob Jones", **shared))
    assert found.probability < LINK_AT


def test_the_same_number_in_another_system_is_the_same_record_and_another_is_another() -> None:
    one, same = person(1, "Ana Souza", external="van:1"), person(2, "Ana Lima", external="van:1")
    assert compare(one, same).probability >= LINK_AT
    other = person(2, "Ana Souza", external="van:2", email="ana@example.org")
    assert "external_different" in codes(person(1, "Ana Souza", external="van:1", email="ana@example.org"), other)
    assert not [code for code in codes(one, person(2, "Ana Souza", external="nationbuilder:1")) if code.startswith("external")]
    assert "handle_same" in codes(person(1, "Ana", telegram="ana"), person(2, "Ana", telegram="ana"))


def test_a_bare_family_name_is_nobodys_given_name() -> None:
    dean = Name(full="Dean", family="Dean")
    assert parse_name(dean).given == ""
    assert codes(person(1, dean), person(2, "Evie Dean")) == ["prior", "family_same"]
    assert codes(person(1, dean), person(2, "Dean")) == ["prior", "family_same"]
    assert codes(person(1, dean), person(2, "Evie")) == ["prior"]
    assert codes(person(1, dean), person(2, "Evie Kelly")) == ["prior", "family_different"]
    assert codes(person(1, dean), person(2, Name(full="Kelly", family="Kelly"))) == ["prior", "family_different"]


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("Li Min Chen", "Limin Chen", "given_spelt"),
        ("Ana Maria Souza", "Anamaria Souza", "given_spelt"),
        ("JP Morgan", "John Morgan", "given_initial"),
        ("Ng Morgan", "Nils Morgan", "given_different"),
    ],
)
def test_given_names_are_joined_and_shortened(one: str, other: str, code: str) -> None:
    assert code in codes(person(1, one), person(2, other))


def test_a_rare_given_name_says_more_than_a_common_one() -> None:
    pair = person(1, "Zofia Souza"), person(2, "Zofia Souza")
    common, rare = ({"zofia": share} for share in (0.03, 0.0005))
    assert compare(*pair, given_frequency=rare).weight > compare(*pair, given_frequency=common).weight
    assert compare(*pair, given_frequency=lambda _: None) == compare(*pair)
    assert usual_given("zofia") == weights.given_weight(None)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("株式会社トヨタ", "トヨタ"),
        ("トヨタ（株）", "トヨタ"),
        ("ООО «Ромашка»", "ромашка"),
        ("Ромашка, ООО", "ромашка"),
        ("Kowalski Sp. z o.o.", "kowalski"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Cemex S.A.B. de C.V.", "cemex"),
        ("Grupo Bimbo S. de R.L. de C.V.", "grupo bimbo"),
        ("Novo Nordisk A/S", "novo nordisk"),
        ("Petrobras S/A", "petrobras"),
        ("腾讯科技股份有限公司", "腾讯科技"),
        ("삼성전자 주식회사", "삼성전자"),
        ("PT Astra Tbk", "astra"),
        ("株式会社", "株式会社"),
        ("S.A.", "sa"),
    ],
)
def test_legal_forms_of_many_countries_are_left_out(written: str, key: str) -> None:
    assert organisation_key(written) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Address(street="12 North Harbor Street, Apt 3"), Address(street="12 N. Harbor St")),
        (Address(street="9 Oak Ave", postal_code="02118-1234"), Address(street="9 Oak Avenue", postal_code="02118")),
        (Address(street="P.O. Box 44", locality="Ely"), Address(street="PO Box 44", locality="ELY")),
        (Address(street="7 Mill Road #2", locality="Saint Ives"), Address(street="07 Mill Rd", locality="St. Ives")),
        (Address(street="Hauptstraße 5", postal_code="10 115"), Address(street="Hauptstrasse 5", postal_code="10115")),
    ],
)  # fmt: skip
def test_one_door_is_one_door_however_it_is_written(one: Address, other: Address) -> None:
    assert place_of(one) == place_of(other)
    assert place_of(one).door


def test_plain_text_holds_a_door_only_before_its_comma() -> None:
    assert place_in("12 Harbour St, Ely, CB7 4AB").door == "12 harbour st"
    assert place_in("12 Harbour St, Ely 12345").code == "12345"
    assert place_in("Ely, 12345") == Place(town="ely", parts=frozenset({"ely"}))
    assert place_of(Address(region="Cambridge", country="England")) == Place()


def at(key: int, **parts: str) -> Profile:
    return profile_of(PersonRecord(external_id="1", name=Name(full="Ana Souza"), addresses=(Address(**parts),)), key=key)


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ({"street": "12 Mill Rd", "postal_code": "1"}, {"street": "12 Mill Road", "postal_code": "1"}, "address_same"),
        ({"street": "12 Mill Rd"}, {"street": "12 Mill Road"}, "address_same"),
        ({"street": "12 Mill Rd", "locality": "Elly"}, {"street": "12 Mill Rd", "locality": "Ely"}, "address_same"),
        ({"street": "12 Mill Rd", "locality": "Ely"}, {"street": "12 Mil Rd", "locality": "Ely"}, "address_fuzzy"),
        ({"street": "12 Mill Rd", "locality": "Ely"}, {"street": "98 Mill Rd", "locality": "Ely"}, "address_street"),
        ({"street": "12 Mill Rd", "postal_code": "1"}, {"street": "9 Oak Ave", "postal_code": "1"}, "location_moved"),
        ({"street": "12 Mill Rd", "postal_code": "1"}, {"postal_code": "1"}, "location_code"),
        ({"locality": "Ely"}, {"locality": "Ely", "postal_code": "1"}, "location_same"),
        ({"street": "12 Mill Rd", "locality": "Ely"}, {"street": "12 Mill Rd", "locality": "York"}, "location_different"),
        ({"locality": "York", "region": "MA"}, {"locality": "Ely", "region": "MA"}, "location_different"),
    ],
)
def test_places_agree_by_door_code_or_town(one: dict[str, str], other: dict[str, str], code: str) -> None:
    assert code in codes(at(1, **one), at(2, **other))


def test_a_household_and_a_person_of_one_number_are_left_to_the_number() -> None:
    together, alone = person(1, "John & Mary Smith", external="van:1"), person(2, "John Smith", external="van:1")
    assert compare(together, alone).probability >= LINK_AT
    assert compare_names(parse_full("Ana Souza"), parse_full("Ana Souza"), lambda _: 9.0).verdict == SAME
