"""Names, organisations and blocking keys: what is written differently and means the same meets under one key."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hustings.engine.linkage import Profile, block_keys, domain_matches, family_key, name_key, organisation_key, profile_of
from hustings.engine.linkage.names import ParsedName, parse_full, parse_name
from hustings.kernel.records import Address, Identity, Name, PersonRecord, Position


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("Ana Souza", "ana  SOUZA"),
        ("Ana Souza", "Souza, Ana"),
        ("Ana Souza", "Dr. Ana Souza, PhD, MBA"),
        ("Ana Souza", "Ana (Annie) Souza 🌱"),
        ("Ana Souza", 'Ana "Annie" Souza'),
        ("Ana Souza", "Ana Souza (she/her)"),
        ("Ana Souza", "Ana Souza (née Lima)"),
        ("Ana Souza", "Souza, Dr. Ana"),
        ("Ana Souza", "Ana de Souza"),
        ("Ana Souza", "Ana Souza | Candidate for Mayor"),
        ("Ana Souza", "Ana Souza - your city, your voice"),
        ("Ana Souza", "Ana Souza via LinkedIn"),
        ("Ana Souza", "Ana Souza | 20 years for Ely"),
        ("Ana Souza", "Ana Souza 3rd"),
        ("Ana Souza", "Ana (1987) Souza"),
        ("Stand 2", "stand  2"),
        ("José Müller", "Jose Mueller"),
        ("José Müller", "MULLER, JOSÉ"),
        ("Bob O'Brien", "Robert O’Brien Jr."),
        ("Bob O'Brien", "OBRIEN, Robert, Sr."),
        ("Jan van der Berg", "van der Berg, Jan"),
        ("Jan van der Berg", "Berg, Jan van der"),
        ("John A. Smith", "John Smith III"),
        ("Anne-Marie Smith-Jones", "Anne Marie Smith Jones"),
        ("Wang Xiaoming", "Xiaoming Wang"),
        ("王小明", "小明 王"),
        ("王小明 Wang Xiaoming", "Wang Xiaoming"),
        ("محمد أحمد", "مُحَمَّد احمد"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Jane Doe", "Rep. Jane Doe"),
        ("Jane Doe", "Doe, Jane, Ph.D."),
    ],
)
def test_one_name_written_in_two_ways_has_one_key(written: str, otherwise: str) -> None:
    assert name_key(written) == name_key(otherwise) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Souza", "Ana Lima"),
        ("Ana Souza", "Eva Souza"),
        ("Yo-Yo Ma", "Yo-Yo Mo"),
        ("王小明", "王小红"),
        ("Stand 2", "Stand 9"),
        ("Stand 2", "Stand"),
        ("Writer N1 Quarry", "Writer N9 Quarry"),
        ("नरेन्द्र मोदी", "नरेन्द्र मादी"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("nothing", ["", "   ", "🌱", "ana@example.org", "(she/her)", "😀 ・"])
def test_text_without_a_name_has_no_key(nothing: str) -> None:
    assert name_key(nothing) == ""
    assert block_keys(Profile(key=1, names=(Name(full=nothing),))) == ()


def test_a_family_name_of_one_letter_leaves_the_given_name() -> None:
    assert name_key("Ana S.") == "ana"
    assert name_key("Ana Maria S.") == "ana maria"


@pytest.mark.parametrize(
    ("full", "family"),
    [
        ("Ana Souza", "souza"),
        ("Jan van der Berg", "berg"),
        ("Anne Smith-Jones", "smith jones"),
        ("Souza Lima, Ana", "souza lima"),
        ("Madonna", ""),
        ("Ana Souza née Lima", "souza"),
        ("de la", "la"),
        ("Souza, PhD", ""),
    ],
)
def test_the_family_name_is_found(full: str, family: str) -> None:
    assert family_key(full) == family


def test_parts_that_the_source_gives_are_believed() -> None:
    double = Name(full="María García López", given="María", family="García López", additional="José", suffix="Jr.")
    parsed = parse_name(double)
    assert (parsed.given, parsed.middles, parsed.family, parsed.generation) == ("maria", ("jose",), ("garcia", "lopez"), "jr")
    married = parse_name(Name(full="Ana Souza", given="Ana", family="Souza", nickname="Annie", maiden="Costa Lima"))
    assert (married.nicknames, married.maidens) == (("annie",), ("lima",))
    plain = parse_name(Name(full="Ana Souza", given="Ana", family="Souza"))
    assert plain == ParsedName("ana", (), ("souza",), "souza")


def test_decoration_inside_given_parts_is_dropped() -> None:
    decorated = Name(full="Dr. Ana (Annie) Souza, PhD", given="Dr. Ana (Annie)", family="Souza, PhD")
    assert parse_name(decorated) == ParsedName("ana", (), ("souza",), "souza", "", ("annie",))
    empty = Name(full="Ana Souza", given="🌱", family="Souza")
    assert parse_name(empty) == parse_full("Ana Souza")
    assert parse_name(Name(full="王 小明", given="小明", family="王")).family == ("小明王",)


def test_a_name_in_brackets_alone_is_the_name() -> None:
    assert parse_full("(Ana)") == ParsedName(given="ana")
    assert parse_full("(née Lima)") == ParsedName()


def test_a_generation_after_a_comma_is_kept_apart() -> None:
    assert parse_full("Smith, John, Jr.").generation == "jr"
    assert parse_full("Smith Sr., John").generation == "sr"
    assert parse_full("John Smith, Jr.").generation == "jr"


@given(st.text(max_size=60))
@example("HOUSEHOLD A")
def test_any_text_gives_a_key_that_survives_case_and_space(text: str) -> None:
    assert name_key(f"  {text} ") == name_key(text)
    assert name_key(text) == name_key(text.replace(" ", "  "))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Riverside Press, Inc.", "riverside press"),
        ("The Riverside Press LLC", "riverside press"),
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("Freunde der Stadt e.V.", "freunde der stadt"),
        ("Banco do Povo S.A.", "banco do povo"),
        ("Union and Friends Ltd", "union friends"),
        ("The Company", "company"),
        ("S.A.", "sa"),
        ("And", "and"),
        ("House Committee on Agriculture: Department of Dairy", "house committee agriculture subcommittee dairy"),
        ("United States House Permanent Select Committee on Agriculture", "house committee agriculture"),
        ("Senate Caucus on Wildlife and Water", "senate committee water wildlife"),
        ("Joint Economic Committee", "joint committee economic"),
        ("Joint Committee", "joint committee"),
        ("The Joint Commission", "joint commission"),
        ("House Committee on the House", "house committee on the house"),
        ("Texas House Committee on Agriculture", "texas house committee on agriculture"),
        ("日本 放送", "日本 放送"),
        ("", ""),
    ],
)
def test_an_organisation_is_known_without_its_legal_form(name: str, key: str) -> None:
    assert organisation_key(name) == key


@pytest.mark.parametrize(
    ("email", "organisation", "matches"),
    [
        ("ana@riversidepress.com", "Riverside Press", True),
        ("ana@mail.riverside-press.co.uk", "The Riverside Press Ltd.", True),
        ("ana@mueller-soehne.de", "Müller & Söhne GmbH", True),
        ("ana@riverside.org", "Riverside Foundation", True),
        ("ana@aclu.org", "American Civil Liberties Union", True),
        ("ana@gmail.com", "Gmail", False),
        ("ana@riversidepress.com", "Harbour Press", False),
        ("ana@localhost", "Localhost", False),
        ("ana@ab.com", "AB", False),
        ("ana@x.com", "", False),
    ],
)
def test_a_mail_domain_may_spell_its_organisation(email: str, organisation: str, matches: bool) -> None:
    assert domain_matches(email, organisation) is matches


def profile(*names: str, emails: tuple[str, ...] = (), phones: tuple[str, ...] = (), **more: tuple[str, ...]) -> Profile:
    identities = [Identity(kind="email", value=value) for value in emails] + [
        Identity(kind="phone", value=value) for value in phones
    ]
    return Profile(key=1, names=tuple(Name(full=name) for name in names), identities=tuple(identities), **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (profile("Ana Souza"), profile("A. Souza")),
        (profile("Bob Smith"), profile("Robert Smith")),
        (profile("Robert Allen"), profile("Robert Alan")),
        (profile("Hillary Rodham Clinton"), profile("Hillary Rodham")),
        (profile("María García López"), profile("Maria Garcia")),
        (profile("Jan van den Berg"), profile("Jan Vandenberg")),
        (profile("Jan van den Berg"), profile("J. Berg")),
        (profile("Ana Souza (née Lima)"), profile("Ana Lima")),
        (profile("Ana Souza"), profile(emails=("ana.souza@example.org",))),
        (profile("Ana Souza"), profile(emails=("souza.ana@example.org",))),
        (profile("Ana Souza"), profile(emails=("asouza@example.org",))),
        (profile(phones=("+4930123456",)), profile(phones=("030123456",))),
        (profile(phones=("+15551234567",)), profile(phones=("5551234567",))),
        (profile("Ana Souza", organisations=("Harbour Inc",)), profile("Ana Lima", organisations=("Harbour",))),
        (profile("Ana Souza", birthdays=("1980-04-02",)), profile("Anna Sousa-Lima", birthdays=("1980-04-02",))),
        (profile("Ana Souza", locations=("12 Harbour St, Ely",)), profile("Anja X", locations=("12 Harbour Street, Ely",))),
    ],
)
def test_two_records_of_one_person_share_a_block(one: Profile, other: Profile) -> None:
    assert set(block_keys(one)) & set(block_keys(other))


def test_blocks_are_few_sorted_and_have_no_doubles() -> None:
    names = tuple(f"Ana{sign} Maria{sign} Lima-Souza{sign}" for sign in "abc")
    keys = block_keys(profile(*names, emails=("ana.souza@example.org", "info@example.org"), organisations=("Harbour",)))
    assert list(keys) == sorted(set(keys))
    assert len(keys) <= 9
    assert "i:email:info@example.org" in keys
    assert not any("info" in key for key in keys if not key.startswith("i:"))


def test_people_of_one_town_share_no_block() -> None:
    for town in ("Boston, MA 02118", "02118 Boston", "Boston", "Ely, 12"):
        assert block_keys(profile(locations=(town,))) == ()


def test_strangers_share_no_block() -> None:
    ada = profile(
        "Ada Okafor", emails=("ada.okafor@example.org",), organisations=("Town Hall",), locations=("Ely",), birthdays=("1980",)
    )
    ben = profile(
        "Ben Castillo", emails=("ben@example.org",), organisations=("Town Hall",), locations=("Ely",), birthdays=("1980",)
    )
    assert not set(block_keys(ada)) & set(block_keys(ben))


def test_a_profile_takes_what_linkage_needs_from_a_record() -> None:
    record = PersonRecord(
        external_id="1",
        name=Name(full="Ada Okafor"),
        identities=(Identity(kind="email", value="ada@example.org"),),
        positions=(Position(organisation="Town Hall"), Position(organisation="Town Hall"), Position(title="Candidate")),
        addresses=(Address(street="1 Quay", locality="Ely", postal_code="CB7"),),
        location="Ely",
        birthday="1980-04-02",
    )
    assert profile_of(record, key="a", source="export-1") == Profile(
        key="a",
        names=(Name(full="Ada Okafor"),),
        identities=record.identities,
        organisations=("Town Hall",),
        locations=("Ely",),
        addresses=record.addresses,
        birthdays=("1980-04-02",),
        sources=("export-1",),
    )
    assert profile_of(PersonRecord(external_id="2", name=Name(full=" ")), key=2) == Profile(key=2)
