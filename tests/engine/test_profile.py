"""Folding: what a member wrote wins, the order of records does not matter, and nothing is split on guesses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.profile import (
    ADDRESS_BOOK,
    BY_HAND,
    CONNECTION,
    HIDE,
    MENTION,
    Sourced,
    fold,
    position_key,
    sort_name,
)
from hustings.kernel.records import Address, Education, Identity, Name, PersonRecord, Position

EARLY, LATE = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
MAIL = Identity(kind="email", value="ana@souza.example")
texts = st.sampled_from(("", "Ana", "Ana Souza", "ana@souza.example", "Ana de Souza"))
records = st.builds(
    PersonRecord,
    external_id=st.sampled_from("abc"),
    name=st.builds(Name, full=texts, family=st.sampled_from(("", "Souza"))),
    identities=st.lists(st.sampled_from((MAIL, Identity(kind="phone", value="+4930123456"))), max_size=2).map(tuple),
    positions=st.lists(
        st.builds(
            Position,
            organisation=st.sampled_from(("Harbour Trust", "Harbour Trust Ltd", "")),
            title=st.sampled_from(("Director", "director")),
            since=st.sampled_from(("", "2021")),
            current=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    tags=st.lists(st.sampled_from(("press", "Press", "green")), max_size=2).map(tuple),
    headline=st.sampled_from(("", "Director")),
    birthday=st.sampled_from(("", "1980", "1980-02-29")),
    connected_on=st.sampled_from((None, date(2020, 1, 1), date(2021, 1, 1))),
    at=st.sampled_from((None, EARLY, LATE)),
)
sources = st.builds(Sourced, records, st.sampled_from((BY_HAND, CONNECTION, ADDRESS_BOOK, MENTION)))


def said(full: str = "Ana Souza", standing: int = ADDRESS_BOOK, **columns: object) -> Sourced:
    return Sourced(PersonRecord(external_id="x", name=Name(full=full), **columns), standing)


@given(st.lists(sources, min_size=1, max_size=5), st.randoms())
def test_the_order_of_records_does_not_matter(found: list[Sourced], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(found)


@given(st.lists(sources, min_size=1, max_size=5))
def test_saying_the_same_twice_changes_nothing(found: list[Sourced]) -> None:
    assert fold([*found, *found]) == fold(found)


@given(st.lists(sources, min_size=1, max_size=4))
def test_nothing_is_shown_that_nobody_said(found: list[Sourced]) -> None:
    profile = fold(found)
    assert profile.name in {item.record.name for item in found}
    assert set(profile.identities) <= {each for item in found for each in item.record.identities}
    assert {tag.casefold() for tag in profile.tags} == {tag.casefold() for item in found for tag in item.record.tags}


def test_what_a_member_wrote_wins_and_the_newest_word_of_members_counts() -> None:
    older = said("Ana Maria Souza", BY_HAND, at=EARLY, headline="Chair")
    newer = said("Ana", BY_HAND, at=LATE)
    profile = fold([said("Ana B. Souza", CONNECTION, at=LATE), older, newer])
    assert (profile.name.full, profile.headline) == ("Ana", "Chair")


def test_a_statement_without_a_name_leaves_the_name_to_the_sources() -> None:
    profile = fold(
        [
            said("", BY_HAND, headline="Chair"),
            Sourced(PersonRecord(external_id="y", name=Name(full="Ana Souza", family="Souza", given="Ana")), CONNECTION),
        ]
    )
    assert (profile.name.given, profile.sort_name, profile.headline) == ("Ana", "souza ana", "Chair")
    assert [name.full for name in profile.names] == ["Ana Souza"]
    assert fold([said("", BY_HAND)]).name.full == ""


def test_a_whole_name_stands_before_one_word_and_any_name_before_an_address() -> None:
    assert fold([said("Ana", at=LATE), said("Ana Souza", at=EARLY)]).name.full == "Ana Souza"
    assert fold([said("ana@souza.example", CONNECTION), said("Ana", MENTION)]).name.full == "Ana"
    assert fold([said("ana@souza.example", CONNECTION)]).name.full == "ana@souza.example"


def test_family_names_sort_first_only_where_a_source_names_them() -> None:
    assert sort_name(Name(full="Ana de Souza", given="Ana", family="de Souza")) == "de souza ana"
    assert sort_name(Name(full="Sukarno")) == "sukarno"


def test_one_position_in_two_spellings_is_one_with_the_dates_of_both() -> None:
    here = Position(organisation="Harbour Trust", title="Director", current=True)
    there = Position(organisation="Harbour Trust Ltd.", title="director", since="2021", location="Port Halden")
    (position,) = fold([said(standing=CONNECTION, positions=(here,)), said(positions=(there,))]).positions
    assert (position.organisation, position.title, position.since, position.location) == (
        "Harbour Trust",
        "Director",
        "2021",
        "Port Halden",
    )


def test_an_organisation_without_a_title_is_the_position_that_has_one() -> None:
    bare, other = Position(organisation="Harbour Trust"), Position(organisation="Cycling Club")
    job = Position(organisation="Harbour Trust Ltd", title="Director", current=True)
    assert fold([said(positions=(bare, other)), said("Ana", MENTION, positions=(job,))]).positions == (job, other)


def test_current_positions_come_first_then_the_newest() -> None:
    old, new, now = (
        Position(organisation=o, since=s, current=c) for o, s, c in (("A", "2010", False), ("B", "2015", False), ("C", "", True))
    )
    assert [p.organisation for p in fold([said(positions=(old, new, now))]).positions] == ["C", "B", "A"]


def test_what_a_member_hid_stays_hidden_whatever_source_names_it_in_whatever_spelling() -> None:
    hidden = {
        f"{HIDE}identity:email:{MAIL.value}": "yes",
        HIDE + position_key("Harbour Trust Ltd", "DIRECTOR"): "yes",
        f"{HIDE}tag:press": "yes",
    }
    job = Position(organisation="Harbour Trust", title="Director")
    profile = fold([said("", BY_HAND, extra=hidden), said(identities=(MAIL,), positions=(job,), tags=("Press", "green"))])
    assert (profile.identities, profile.positions, profile.tags) == ((), (), ("green",))


def test_lists_hold_each_thing_once() -> None:
    study = Education(school="Harbour School", degree="Law")
    place = Address(street="1 Quay", locality="Port Halden", postal_code="1")
    one = said(educations=(study,), addresses=(place,), skills=("Law",), notes=("Met at the hearing",))
    other = said("Ana", educations=(Education(school="HARBOUR SCHOOL", degree="law"),), addresses=(place,), skills=("LAW",))
    profile = fold([one, other])
    assert (len(profile.educations), len(profile.addresses), len(profile.skills), profile.notes) == (
        1,
        1,
        1,
        ("Met at the hearing",),
    )


def test_the_fullest_birthday_is_shown_unless_a_member_wrote_one() -> None:
    assert fold([said(birthday="1980"), said("Ana", birthday="1980-02-29")]).birthday == "1980-02-29"
    assert fold([said(birthday="1980-02-29"), said("Ana", BY_HAND, birthday="1981")]).birthday == "1981"
    assert fold([said()]).birthday == ""


def test_the_first_day_of_connection_is_the_one() -> None:
    assert fold([said(connected_on=date(2021, 1, 1)), said("Ana", connected_on=date(2020, 1, 1))]).connected_on == date(
        2020, 1, 1
    )
    assert fold([said()]).connected_on is None


def test_the_end_that_is_told_more_precisely_is_shown_whoever_tells_it_first() -> None:
    def until(*ends: tuple[str, int]) -> str:
        told = [
            said(standing=each, positions=(Position(organisation="Senate", title="Senator", until=end),)) for end, each in ends
        ]
        return fold(told).positions[0].until

    for order in permutations(("2030", "2027-01-03", "2027-01-02")):
        assert until(*((end, ADDRESS_BOOK) for end in order)) == "2027-01-03"
    assert until(("2027", BY_HAND), ("2027-01-03", ADDRESS_BOOK)) == "2027-01-03"
    assert until(("2026", BY_HAND), ("2027-01-03", ADDRESS_BOOK)) == "2026"


def test_an_office_that_is_over_takes_no_end_from_one_that_lasts() -> None:
    over = said(standing=CONNECTION, positions=(Position(organisation="Senate", title="Senator", until="2026"),))
    lasting = said(positions=(Position(organisation="Senate", title="Senator", until="2031-01-03", current=True),))
    assert fold([over, lasting]).positions[0].until == "2026"


def test_whoever_leads_is_the_chair_however_a_source_calls_them() -> None:
    told = [said(positions=(Position(organisation="Rivers", title=title),)) for title in ("Chairwoman", "chair", "Chairman")]
    assert len(fold(told).positions) == 1
    assert len(fold([*told, said(positions=(Position(organisation="Rivers", title="Vice Chairman"),))]).positions) == 2
    shared = [said(positions=(Position(organisation="Rivers", title=title),)) for title in ("Co-Chair", "Cochairman")]
    assert len(fold(shared).positions) == 1


def test_a_seat_that_one_source_calls_member_and_another_by_its_role_is_one() -> None:
    member = Position(organisation="Rivers", title="Member", current=True, description="majority", rank=2)
    vice = Position(organisation="Rivers Ltd", title="Vice chair", current=True)
    for told in ((member, vice), (vice, member)):
        (seat,) = fold([said(positions=(each,)) for each in told]).positions
        assert (seat.title, seat.description, seat.rank) == ("Vice chair", "majority", 2)
    past = msgspec.structs.replace(vice, current=False)
    elsewhere = msgspec.structs.replace(vice, organisation="Harbours")
    assert len(fold([said(positions=(member, past, elsewhere))]).positions) == 3
    hidden = said("", BY_HAND, extra={HIDE + position_key("Rivers", "Vice chair"): "yes"})
    assert [each.title for each in fold([hidden, said(positions=(member, vice))]).positions] == ["Member"]
