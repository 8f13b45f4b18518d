"""What makes two records one person, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.engine.linkage import LINK_AT, REVIEW_AT, Comparison, Profile, compare, is_same_account
from hustings.engine.linkage.name_comparison import compare_names
from hustings.engine.linkage.names import NOBODY, parse_full
from hustings.engine.linkage.weights import probability_of
from hustings.kernel.records import Identity, Name

RARE = {"okafor": 1e-6, "castillo": 1e-6}
COMMON = {"smith": 0.008}


def person(key: int, name: str = "", /, *, nickname: str = "", maiden: str = "", **known: str | tuple[str, ...]) -> Profile:
    """A profile from plain words: kinds of identity, organisation, location, birthday and source by their names."""
    values = {word: (value,) if isinstance(value, str) else value for word, value in known.items()}
    fields = {f"{word}s": values.pop(word, ()) for word in ("organisation", "location", "birthday", "source")}
    identities = tuple(Identity(kind=kind, value=value) for kind, kept in values.items() for value in kept)  # type: ignore[arg-type]
    names = (Name(full=name, nickname=nickname, maiden=maiden),) if name else ()
    return Profile(key=key, names=names, identities=identities, **fields)


def action(one: Profile, other: Profile, **options: object) -> str:
    probability = compare(one, other, **options).probability  # type: ignore[arg-type]
    return "link" if probability >= LINK_AT else "review" if probability >= REVIEW_AT else "create"


def codes(comparison: Comparison) -> set[str]:
    return {reason.code for reason in comparison.reasons} - {"prior"}


MAIL = {"email": "home@example.org"}
LINKED = [
    (person(1, "Ana Souza", **MAIL), person(2, "Souza, Ana", **MAIL)),
    (person(1, "Bob Smith", **MAIL), person(2, "Robert Smith", **MAIL)),
    (person(1, "J. Smith", **MAIL), person(2, "John Smith", **MAIL)),
    (person(1, "John", **MAIL), person(2, "John Smith", **MAIL)),
    (person(1, "Anna Smith", **MAIL), person(2, "Ana Smith", **MAIL)),
    (person(1, "John S.", **MAIL), person(2, "John Smith", **MAIL)),
    (person(1, "John S.", **MAIL), person(2, "John S.", **MAIL)),
    (person(1, **MAIL), person(2, "John Smith", **MAIL)),
    (person(1, **MAIL), person(2, **MAIL)),
    (person(1, email="info@example.org"), person(2, email="info@example.org")),
    (person(1, "Ana Souza", email="info@example.org"), person(2, "Ana Souza", email="info@example.org")),
    (person(1, "Ana Souza", organisation="Harbour Press"), person(2, "Ana Souza", organisation="Harbour Press, Inc.")),
    (person(1, "Ana Souza", organisation="Harbour Press"), person(2, "Ana Souza", email="a@harbourpress.com")),
    (person(1, "Ana Souza", organisation="Harbour Press"), person(2, email="ana.souza@harbourpress.com")),
    (person(1, "Ana Souza", linkedin="linkedin.com/in/a"), person(2, "Ana Lima", linkedin="linkedin.com/in/a")),
    (person(1, "Ana Souza", linkedin="linkedin.com/in/a"), person(2, linkedin="linkedin.com/in/a")),
    (person(1, "Ana Souza", organisation="Harbour", **MAIL), person(2, "Ana Lima", organisation="Harbour", **MAIL)),
    (person(1, "Ana Souza", maiden="Lima", **MAIL), person(2, "Ana Lima", **MAIL)),
    (person(1, "Ana Souza", phone="+15551234567"), person(2, "Ana Souza", phone="5551234567")),
    (person(1, "José Müller", **MAIL), person(2, "Jose Mueller", **MAIL)),
    (person(1, "Annie Souza", **MAIL), person(2, "Ana Souza", nickname="Annie", **MAIL)),
    (person(1, "Ana Souza", x="ana"), person(2, "Ana Souza", x="ana")),
    (person(1, "Ana Souza", birthday="1980-04-02"), person(2, "Ana Souza", birthday="1980-04-02")),
    (person(1, "Ana Souza", birthday="1980-04-02"), person(2, "Ana Souza", birthday="--04-02")),
    (person(1, "Ana Souza", location="12 Harbour St, Ely"), person(2, "Ana Souza", location="12 Harbour St, Ely")),
    (person(1, "Wang Xiaoming", **MAIL), person(2, "Xiaoming Wang", **MAIL)),
    (person(1, "王小明", phone="+8613912345678"), person(2, "小明 王", phone="+8613912345678")),
    (person(1, "Ana Souza", organisation="Harbour", **MAIL), person(2, "安娜", organisation="Harbour", **MAIL)),
]
REVIEWED = [
    (person(1, "Ana Souza", **MAIL), person(2, "安娜", **MAIL)),
    (person(1, "Smith", **MAIL), person(2, "John Smith", **MAIL)),
    (person(1, "Mario Silva", **MAIL), person(2, "Maria Silva", **MAIL)),
    (person(1, "Ana Souza"), person(2, "Ana Souza")),
    (person(1, "John Smith", **MAIL), person(2, "Mary Smith", **MAIL)),
    (person(1, "John Smith", **MAIL), person(2, "Rosa Lopez", **MAIL)),
    (person(1, "Ana Souza", **MAIL), person(2, "Ana Lima", **MAIL)),
    (person(1, "John Smith", phone="+15551234567"), person(2, "Mary Smith", phone="+15551234567")),
    (person(1, "John Smith", phone="+15551234567"), person(2, phone="+15551234567")),
    (person(1, "John Smith Jr.", **MAIL), person(2, "John Smith Sr.", **MAIL)),
    (person(1, "John Smith", email="info@example.org"), person(2, email="info@example.org")),
    (person(1, "Ana Souza"), person(2, email="ana.souza@example.org")),
    (
        person(1, "Ana Souza", linkedin="linkedin.com/in/a", source="x", **MAIL),
        person(2, "Ana Souza", linkedin="linkedin.com/in/b", source="x", **MAIL),
    ),
    (person(1, "John Smith", birthday="1980-04-02", **MAIL), person(2, "Mary Smith", birthday="1980-04-02", **MAIL)),
]
CREATED = [
    (person(1, "Ana Souza"), person(2, "Ana Lima")),
    (person(1, "Ana Souza"), person(2, "Ben Souza")),
    (person(1, "Ana Souza"), person(2, "安娜")),
    (person(1), person(2)),
    (person(1, "Ana Souza", linkedin="linkedin.com/in/a"), person(2, "Ana Souza", linkedin="linkedin.com/in/b")),
    (person(1, "John Smith", email="info@example.org"), person(2, "Ana Lima", email="info@example.org")),
    (person(1, "Ana Souza", organisation="Harbour"), person(2, "Ben Lima", organisation="Harbour")),
    (person(1, "Ana Souza", birthday="1980-04-02"), person(2, "Ana Souza", birthday="1951-11-17")),
    (person(1, "John Smith", organisation="Harbour"), person(2, email="zoe.lima@harbour.com")),
]


@pytest.mark.parametrize(("one", "other"), LINKED)
def test_agreeing_evidence_links(one: Profile, other: Profile) -> None:
    assert action(one, other) == "link"


@pytest.mark.parametrize(("one", "other"), REVIEWED)
def test_doubtful_evidence_is_left_to_a_member(one: Profile, other: Profile) -> None:
    assert action(one, other) == "review"


@pytest.mark.parametrize(("one", "other"), CREATED)
def test_too_little_or_contrary_evidence_makes_a_new_person(one: Profile, other: Profile) -> None:
    assert action(one, other) == "create"


def test_a_rare_full_name_is_enough_and_a_common_one_is_not() -> None:
    assert action(person(1, "Ada Okafor"), person(2, "Ada Okafor"), surname_frequency=RARE) == "link"
    assert action(person(1, "John Smith"), person(2, "John Smith"), surname_frequency=COMMON) == "review"
    smiths = person(1, "John Smith", organisation="Harbour"), person(2, "John Smith", organisation="Harbour")
    assert action(*smiths, surname_frequency=COMMON) == "review"


def test_frequencies_may_come_from_a_function() -> None:
    pair = person(1, "Ada Okafor"), person(2, "Ada Okafor")
    assert compare(*pair, surname_frequency=lambda family: RARE[family]) == compare(*pair, surname_frequency=RARE)
    assert compare(*pair, surname_frequency={}) == compare(*pair)


def test_nobody_asks_how_common_names_are_that_differ() -> None:
    asked: list[str] = []

    def share(family: str) -> None:
        asked.append(family)

    one, other = (Profile(key=name, names=(Name(full=name),)) for name in ("Ana Souza", "Ana Lindgren"))
    assert [reason.code for reason in compare(one, other, surname_frequency=share).reasons][-1] == "family_different"
    assert asked == []


def test_one_export_under_two_profiles_is_two_people_without_more() -> None:
    a, b = person(1, "Ada Okafor", linkedin="l/a", source="x"), person(2, "Ada Okafor", linkedin="l/b", source="x")
    assert action(a, b, surname_frequency=RARE) == "create"
    assert "source_same" in codes(compare(a, b))


def test_standing_twice_in_one_export_speaks_against() -> None:
    apart = compare(person(1, "Ada Okafor", source="x"), person(2, "Ada Okafor", source="y"))
    together = compare(person(1, "Ada Okafor", source="x"), person(2, "Ada Okafor", source="x"))
    assert together.weight < apart.weight


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (person(1, "Andrew Reid"), person(2, "Anfrew Reid"), "given_fuzzy"),
        (person(1, "Jürgen Reid"), person(2, "Juergen Reid"), "given_spelt"),
        (person(1, "Anna Reid"), person(2, "Ana Reid"), "given_spelt"),
        (person(1, "Liz Reid"), person(2, "Elizabeth Reid"), "given_nickname"),
        (person(1, "Wil Reid"), person(2, "William Reid"), "given_nickname"),
        (person(1, "Andrew Reid"), person(2, "Andrea Reid"), "given_fuzzy"),
        (person(1, "Peter Reid"), person(2, "Patrick Reid"), "given_different"),
        (person(1, "B. Reid"), person(2, "Anna Reid"), "given_different"),
        (person(1, "James Alan Reid"), person(2, "Alan Reid"), "given_is_middle"),
        (person(1, "Jan Müller"), person(2, "Jan Mueller"), "family_spelt"),
        (person(1, "Jan van den Berg"), person(2, "Jan Vandenberg"), "family_spelt"),
        (person(1, "Ana Souza-Lima"), person(2, "Ana Souza"), "family_part"),
        (person(1, "Ana Souza"), person(2, "Ana Souca"), "family_fuzzy"),
        (person(1, "Hillary Rodham Clinton"), person(2, "Hillary Rodham"), "family_maiden"),
        (person(1, "Ana X. Souza"), person(2, "Ana X. Lima"), "family_different"),
        (person(1, "Ana van Souza"), person(2, "Ana van Lima"), "family_different"),
        (person(1, "Ana Rosa Souza"), person(2, "Ana Rosa Souza"), "middle_same"),
        (person(1, "Ana R. Souza"), person(2, "Ana R. Souza"), "middle_same"),
        (person(1, "Ana R. Souza"), person(2, "Ana Rosa Souza"), "middle_initial"),
        (person(1, "Ana Rosalie Souza"), person(2, "Ana Rosaly Souza"), "middle_initial"),
        (person(1, "Ana Rosa Souza"), person(2, "Ana Lia Souza"), "middle_different"),
        (person(1, "John Reid Jr."), person(2, "John Reid III"), "generation_different"),
        (person(1, "John Reid Jr."), person(2, "John Reid 3rd"), "generation_different"),
        (person(1, "Stand 2"), person(2, "Stand 9"), "number_different"),
        (person(1, "Writer N1 Quarry"), person(2, "Writer N9 Quarry"), "number_different"),
        (person(1, "Reid"), person(2, "John Reid"), "family_alone"),
        (person(1, "Wang Xiaoming"), person(2, "Xiaoming Wang"), "order_different"),
        (person(1, email="ana.reid@a.org"), person(2, email="ana.reid@b.org"), "email_local"),
        (person(1, email="ana@a.org"), person(2, email="ben@a.org"), "email_colleagues"),
        (person(1, email="ana@a.org"), person(2, email="ben@b.org"), "email_different"),
        (person(1, email="annie@smith-lewis.com"), person(2, email="anniee@smith-lewis.com"), "email_fuzzy"),
        (person(1, email="ana+7@smith-lewis.com"), person(2, email="ana+8@smith-lewis.com"), "email_fuzzy"),
        (person(1, email="ana7@smith-lewis.com"), person(2, email="ana8@smith-lewis.com"), "email_numbered"),
        (person(1, email="ana@smith-lewis.com"), person(2, email="ana8@smith-lewis.com"), "email_numbered"),
        (person(1, email="77@smith-lewis.com"), person(2, email="78@smith-lewis.com"), "email_fuzzy"),
        (person(1, email="ana7@smith-lewis.com"), person(2, email="ana8@smith-lewi.com"), "email_different"),
        (person(1, phone="+15551234567"), person(2, phone="+15557654321"), "phone_different"),
        (person(1, phone="+4930123456"), person(2, phone="030123456"), "phone_ending"),
        (person(1, phone="5551234567"), person(2, phone="15551234567"), "phone_different"),
        (person(1, mastodon="@a@b"), person(2, mastodon="@a@b"), "handle_same"),
        (person(1, mastodon="@a@b"), person(2, mastodon="@c@b"), "handle_different"),
        (person(1, url="a.org"), person(2, url="a.org"), "page_same"),
        (person(1, organisation="Harbour Pres"), person(2, organisation="Harbour Press"), "organisation_fuzzy"),
        (person(1, organisation="Harbour"), person(2, organisation="Town Hall"), "organisation_different"),
        (person(1, location="Ely, England"), person(2, location="ely england"), "location_same"),
        (person(1, location="Ely, England"), person(2, location="Greater Ely Area"), "location_part"),
        (person(1, location="Ely"), person(2, location="York"), "location_different"),
        (person(1, location="12 Harbour St, Ely"), person(2, location="12 Harbor St, Ely"), "address_fuzzy"),
        (person(1, location="12 Harbour St, Ely"), person(2, location="Ely"), "location_same"),
        (person(1, location="12 Harbour St, Ely"), person(2, location="12 Harbour St, Ely"), "address_same"),
        (person(1, location="Boston, MA 02118"), person(2, location="Boston MA, 02118"), "location_same"),
        (person(1, location="12 Harbour St, Ely"), person(2, location="7 Zoo Road, York"), "location_different"),
        (person(1, birthday="1980"), person(2, birthday="1980-04-02"), "birthday_part"),
        (person(1, birthday="1980-04-02"), person(2, birthday="1980-02-04"), "birthday_near"),
        (person(1, birthday="1980-04-02"), person(2, birthday="1981-04-02"), "birthday_near"),
        (person(1, birthday="1980-04-02"), person(2, birthday="1991-04-02"), "birthday_alike"),
        (person(1, birthday="1980-04-02"), person(2, birthday="1981"), "birthday_different"),
        (person(1, birthday="--04-02"), person(2, birthday="--05-02"), "birthday_different"),
        (person(1, birthday="--04-02"), person(2, birthday="--04-02"), "birthday_day"),
    ],
)
def test_every_level_of_agreement_is_named(one: Profile, other: Profile, code: str) -> None:
    assert code in codes(compare(one, other))


NUMBERED = [
    (person(1, "Mary Parkhurst", email="parkhurst1@example.org"), person(2, "Mary Parkhurst", email="parkhurst2@example.org")),
    (person(1, "Mary Parkhurst", email="parkhurst@example.org"), person(2, "Mary Parkhurst", email="parkhurst2@example.org")),
    (person(1, "Writer N1 Quarry", email="writer1@example.org"), person(2, "Writer N9 Quarry", email="writer9@example.org")),
    (person(1, "Writer N1 Quarry", **MAIL), person(2, "Writer N9 Quarry", **MAIL)),
]


@pytest.mark.parametrize(("one", "other"), NUMBERED)
@pytest.mark.parametrize("population", [None, 300, 1_000_000])
def test_numbers_that_tell_two_accounts_or_names_apart_never_make_one_person_at_once(
    one: Profile, other: Profile, population: int | None
) -> None:
    assert action(one, other, population=population) != "link"


def test_a_number_on_one_side_says_nothing_and_the_same_one_agrees() -> None:
    assert "number_different" not in codes(compare(person(1, "Ana Souza 2"), person(2, "Ana Souza")))
    assert "number_different" not in codes(compare(person(1, "Ana Souza 2"), person(2, "Ana Souza 2")))


def test_numbered_addresses_leave_a_birthday_the_last_word() -> None:
    one = person(1, "Mary Parkhurst", email="parkhurst1@example.org", birthday="1980-04-02")
    assert action(one, person(2, "Mary Parkhurst", email="parkhurst2@example.org", birthday="1980-04-02")) == "link"


def test_handles_of_different_networks_say_nothing() -> None:
    assert codes(compare(person(1, mastodon="@a@b"), person(2, bluesky="a.b"))) == set()


def test_several_names_agree_by_the_best_pair() -> None:
    both = Profile(key=1, names=(Name(full="Ana Souza"), Name(full="Ana Lima")))
    assert "family_same" in codes(compare(both, person(2, "Ana Lima")))


def test_an_address_that_spells_another_name_adds_nothing() -> None:
    assert codes(compare(person(1, "Ben Castillo"), person(2, email="ana.souza@example.org"))) == set()


def test_a_name_without_any_part_says_nothing() -> None:
    found = compare_names(NOBODY, parse_full("Ana Souza"), lambda family: 1.0)
    assert (found.verdict, found.weight, found.reasons) == ("unknown", 0.0, ())


def test_odds_without_end_have_a_probability() -> None:
    assert (probability_of(-5000.0), probability_of(0.0), probability_of(5000.0)) == (0.0, 0.5, 1.0)


NAMES = st.sampled_from(
    """Ana Souza; Souza, Ana; Ana de Souza; Ana Souza (née Lima); Ana Lima; A. Souza; Ana S.; Souza; Bob Smith; Ana; Souza Ana
    Robert Smith Jr.; Robert A. Smith Sr.; Hillary Rodham Clinton; Hillary Rodham; Wang Xiaoming; Xiaoming Wang; 王小明; 小明 王
    José Müller; Jose Mueller; Ana Souza-Lima; María García López; Anna Sousa; J Alan Smith; Alan Smith; van den Berg, Jan
    Jan Vandenberg; محمد أحمد; Ana (Annie) Souza; Annie Souza; B (Annie) Souza""".replace("\n", ";").split(";")
).map(str.strip)
IDENTITIES = st.sampled_from(
    [
        Identity(kind=kind, value=value)  # type: ignore[arg-type]
        for kind, value in [
            ("email", "ana.souza@harbour.com"),
            ("email", "ana.souza@gmail.com"),
            ("email", "ana@harbour.com"),
            ("email", "info@harbour.com"),
            ("email", "bob.smith@lewis-gregory.com"),
            ("email", "bob.smit@lewis-gregory.com"),
            ("phone", "+15551234567"),
            ("phone", "5551234567"),
            ("phone", "12345"),
            ("linkedin", "linkedin.com/in/a"),
            ("linkedin", "linkedin.com/in/b"),
            ("x", "ana"),
            ("x", "bob"),
            ("mastodon", "@a@b"),
            ("url", "harbour.com"),
        ]
    ]
)
PLACES = st.sampled_from(["Ely", "Ely, England", "York", "12 Harbour St, Ely", "12 Harbor St, Ely", "7 Zoo Road, York"])
DAYS = st.sampled_from(["1980-04-02", "1980-02-04", "1980", "--04-02", "1991-04-02", "1951-11-17", "1980-04"])
SHARES = st.one_of(st.none(), st.dictionaries(st.sampled_from(["souza", "smith", "lima", "rodham", "mueller"]), st.floats(0, 1)))


def few(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=2).map(tuple)


PROFILES = st.builds(
    Profile,
    key=st.integers(1, 4),
    names=st.lists(NAMES.map(lambda full: Name(full=full)), max_size=2).map(tuple),
    identities=st.lists(IDENTITIES, max_size=3).map(tuple),
    organisations=few(st.sampled_from(["Harbour", "Harbour Inc", "Harbor", "Town Hall"])),
    locations=few(PLACES),
    birthdays=few(DAYS),
    sources=few(st.sampled_from(["x", "y"])),
)


@settings(max_examples=120, deadline=None)
@given(PROFILES, PROFILES, SHARES)
def test_comparing_is_symmetric(one: Profile, other: Profile, shares: dict[str, float] | None) -> None:
    assert compare(one, other, surname_frequency=shares) == compare(other, one, surname_frequency=shares)


@settings(max_examples=120, deadline=None)
@given(PROFILES, PROFILES, SHARES)
def test_nobody_agrees_with_a_profile_more_than_itself(one: Profile, other: Profile, shares: dict[str, float] | None) -> None:
    itself = compare(one, one, surname_frequency=shares)
    assert itself.weight >= compare(one, other, surname_frequency=shares).weight - 1e-9


@settings(max_examples=60, deadline=None)
@given(PROFILES, PROFILES)
def test_the_waterfall_sums_to_the_weight(one: Profile, other: Profile) -> None:
    found = compare(one, other)
    assert found.reasons[0].code == "prior"
    assert sum(reason.weight for reason in found.reasons) == pytest.approx(found.weight)
    assert found.probability == probability_of(found.weight)


@pytest.mark.parametrize(
    ("known", "same"),
    [({"linkedin": "linkedin.com/in/ana"}, True), ({"x": "ana"}, True), ({"external": "crm:7"}, True), (MAIL, False),
     ({"phone": "+4930123456"}, False), ({"organisation": "Riverside Council"}, False)],
)  # fmt: skip
def test_only_an_account_or_a_number_is_the_very_same_account(known: dict[str, str], same: bool) -> None:
    assert is_same_account(codes(compare(person(1, "Ana Souza", **known), person(2, "Ana Souza", **known)))) is same
