"""Promises about officials: who decides for a place, every district of a postcode, bodies by rank, and nobody's secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.civic import queries
from hustings.apps.civic.models import Body, Division, Postcode
from hustings.apps.people.models import Person, Position
from hustings.apps.records import queries as record_room
from hustings.apps.records.models import Edition, Filing
from hustings.kernel.errors import NotFound, NotPermitted
from public_files import AUTUMN, GOLDENS, JUNE, add, members, write_congress, write_postcodes

TODAY = date(2026, 11, 23)


@pytest.fixture
def filled(ada: Actor, tmp_path: Path) -> Actor:
    """Ada, with a congress, postcodes, and the people of some states."""
    add(ada, write_congress(tmp_path / "us", members()), write_postcodes(tmp_path))
    add(ada, GOLDENS / "open_states" / "lines", GOLDENS / "ocd_divisions" / "divisions.csv")
    return ada


def named(found: queries.Found) -> dict[str, list[str]]:
    return {place.division.removeprefix("ocd-division/country:"): [o.name for o in place.officials] for place in found.places}


def body(name: str) -> int:
    return Body.objects.get(organisation__name=name).organisation_id


def test_a_postcode_in_several_districts_gives_the_officials_of_all_of_them(filled: Actor) -> None:
    found = queries.officials_of(filled, "40601", today=TODAY)
    assert found.kind == "postcode"
    assert named(found) == {
        "us/state:ky": ["Aurelia Benbow", "Casimir Dunmore", "Obadiah Fenwick"],
        "us/state:ky/cd:1": ["Elowen Farquhar"],
        "us/state:ky/cd:6": ["Gideon Hartnell"],
    }
    assert [(place.is_whole) for place in found.places] == [True, False, False]
    assert len(found.districts) == 2


def test_a_postcode_in_one_district_is_certain(filled: Actor) -> None:
    found = queries.officials_of(filled, "40602-1234", today=TODAY)
    assert named(found)["us/state:ky/cd:4"] == ["Isolde Jarndyce"]
    assert found.districts == ()


@pytest.mark.parametrize("words", ["Kentucky", "ky", " KENTUCKY ", "ocd-division/country:us/state:ky"])
def test_a_place_gives_those_who_sit_for_it(filled: Actor, words: str) -> None:
    assert "Obadiah Fenwick" in named(queries.officials_of(filled, words, today=TODAY))["us/state:ky"]


def test_a_town_gives_its_own_officials_and_those_of_its_state(filled: Actor) -> None:
    found = queries.officials_of(filled, "Port Halden", today=TODAY)
    assert named(found)["us/state:ky/place:port_halden"] == ["Wilhelmina Quist"]
    assert "Casimir Dunmore" in named(found)["us/state:ky"]


def test_a_district_is_found_by_its_name_or_the_begin_of_it(filled: Actor) -> None:
    for words in ("Kentucky State House district 41", "kentucky state house"):
        found = queries.officials_of(filled, words, today=TODAY)
        assert named(found)["us/state:ky/sldl:41"] == ["Delphine Achterberg"]


def test_a_division_that_is_no_more_is_not_found(filled: Actor) -> None:
    assert queries.officials_of(filled, "Kentucky 7th congressional district", today=TODAY).kind == "nothing"


@pytest.mark.parametrize("words", ["", "  ", "99999", "Nowhere", "?!", "'"])
def test_what_is_not_known_is_said_to_be_unknown(filled: Actor, words: str) -> None:
    found = queries.officials_of(filled, words, today=TODAY)
    assert (found.kind, found.places, found.officials) == ("nothing", (), ())


def test_who_left_or_whose_term_is_over_sits_for_nobody(filled: Actor, tmp_path: Path) -> None:
    add(filled, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    assert "Aurelia Benbow" not in named(queries.officials_of(filled, "Kentucky", today=TODAY))["us/state:ky"]
    later = queries.officials_of(filled, "Kentucky State House district 41", today=date(2027, 2, 1))
    assert named(later)["us/state:ky/sldl:41"] == []


@pytest.mark.parametrize(("until", "is_in"), [("2026", True), ("2026-11", True), ("2026-10", False), ("2025", False)])
def test_a_year_or_a_month_lasts_to_its_end(filled: Actor, until: str, is_in: bool) -> None:
    Position.objects.filter(person__name="Isolde Jarndyce").update(until=until)
    found = queries.officials_of(filled, "40602", today=TODAY)
    assert ("Isolde Jarndyce" in [office.name for office in found.officials]) is is_in


def test_many_places_of_one_name_are_cut_and_told(filled: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_PLACES", 0)
    assert queries.officials_of(filled, "Kentucky", today=TODAY).more


def test_members_of_a_body_come_by_rank_majority_first(filled: Actor) -> None:
    view = queries.body_view(filled, body("Senate Committee on Rivers"), today=TODAY)
    assert [(o.name, o.title, o.side, o.party) for o in view.members] == [
        ("Aurelia Benbow", "Chairman", "majority", "Whig"),
        ("Casimir Dunmore", "Ranking Member", "minority", "Tory"),
    ]
    assert [(part.name, part.members) for part in view.parts] == [("Senate Committee on Rivers: Dams", 1)]
    assert view.parent is not None
    assert view.parent.name == "United States Senate"
    assert queries.body_view(filled, body("United States Congress"), today=TODAY).parent is None


@pytest.mark.parametrize(
    "titles",
    [
        ("Governor", "Lieutenant Governor", "Attorney General", "Secretary of State"),
        ("Chair", "Vice Chair", "Member"),
        ("President of the United States", "Vice President of the United States"),
        ("Co-chair", "Ranking Member", "Ex officio"),
    ],
)
def test_who_leads_comes_first_then_who_stands_in(titles: tuple[str, ...]) -> None:
    plain = queries.Office(
        person_id=1, name="", body_id=None, body="", classification="", title="", party="", side="", rank=0, division="",
        since="", until="", where="", scopes=(),
    )  # fmt: skip
    offices = [replace(plain, title=title, name=title) for title in reversed(titles)]
    assert [each.title for each in sorted(offices, key=queries.by_rank)] == list(titles)


def test_members_of_a_chamber_come_by_district(filled: Actor) -> None:
    view = queries.body_view(filled, body("United States House of Representatives"), today=TODAY)
    kentucky = [office.name for office in view.members if "state:ky" in office.division]
    assert kentucky == ["Elowen Farquhar", "Isolde Jarndyce", "Gideon Hartnell"]


def test_who_left_a_body_stands_among_its_former_members(filled: Actor, tmp_path: Path) -> None:
    add(filled, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    view = queries.body_view(filled, body("Senate Committee on Rivers"), today=TODAY)
    assert [(o.name, o.until) for o in view.former] == [("Aurelia Benbow", "2026-10-01")]
    assert [o.name for o in view.members] == ["Casimir Dunmore"]


def test_everything_says_from_where_and_as_of_when(filled: Actor) -> None:
    view = queries.body_view(filled, body("Senate Committee on Rivers"), today=TODAY)
    told = {row.scope: row for row in record_room.datasets(filled, scopes=view.scopes)}
    assert {"us-congress", "us-committees", "us-committee-seats"} <= set(told)
    assert {row.as_of for row in told.values()} == {JUNE}
    assert told["us-congress"].publisher == "unitedstates/congress-legislators"


def test_bodies_are_listed_by_kind_and_found_by_a_part_of_their_name(filled: Actor) -> None:
    kinds = [kind for kind, _ in queries.classifications(filled)]
    assert kinds[:5] == ["legislature", "upper", "lower", "executive", "government"]
    assert [row.name for row in queries.bodies(filled, query="rivers", classification="subcommittee", today=TODAY)] == [
        "Kentucky House of Representatives: Rivers: Dams",
        "Senate Committee on Rivers: Dams",
    ]
    assert [row.members for row in queries.bodies(filled, query="United States House", today=TODAY)] == [4]


def test_a_volunteer_sees_the_officials_in_their_care_alone(filled: Actor, vera: Actor) -> None:
    assert queries.officials_of(vera, "Kentucky", today=TODAY).officials == ()
    assert queries.bodies(vera, today=TODAY) == ()
    Person.objects.filter(name="Casimir Dunmore").update(assigned_to_id=vera.member_id)
    assert [o.name for o in queries.officials_of(vera, "Kentucky", today=TODAY).officials] == ["Casimir Dunmore"]
    assert "Senate Committee on Rivers" in [row.name for row in queries.bodies(vera, today=TODAY)]
    with pytest.raises(NotPermitted):
        record_room.filings(vera)


def test_another_workspace_sees_nothing(filled: Actor, otto: Actor) -> None:
    assert queries.officials_of(otto, "40601", today=TODAY).kind == "nothing"
    assert queries.classifications(otto) == ()
    assert record_room.datasets(otto) == ()
    assert record_room.filings(otto) == ()
    with pytest.raises(NotFound):
        queries.body_view(otto, body("United States Senate"), today=TODAY)


def test_filings_are_found_by_bill_and_by_client(ada: Actor) -> None:
    add(ada, GOLDENS / "ma_lobbying" / "lobbying.csv")
    on_the_bill = record_room.filings(ada, subject="house bill 2")
    assert sorted((row.client, row.position, row.amount) for row in on_the_bill) == [
        ("Dam Builders Union", "oppose", "0.00"),
        ("Harbour Trust", "support", "1200.50"),
    ]
    trust = next(row.client_id for row in on_the_bill if row.client == "Harbour Trust")
    assert [row.subject for row in record_room.filings(ada, organisation_id=trust)] == ["House Bill 2"]


def test_what_is_stored_says_what_it_is(filled: Actor) -> None:
    add(filled, GOLDENS / "ma_lobbying" / "lobbying.csv")
    told = {model: str(model._default_manager.order_by("id").first()) for model in (Body, Division, Postcode, Edition, Filing)}
    assert told[Division] == "Kentucky State House district 41"
    assert told[Postcode] == "40601 ocd-division/country:us/state:ky/cd:1"
    assert told[Edition].endswith("2026-06-15")
    assert told[Filing] == "support House Bill 2"
    assert told[Body].startswith("legislature")


def test_filings_without_names_or_with_strange_amounts_are_kept(ada: Actor) -> None:
    add(ada, GOLDENS / "us_lobbying" / "utf16.xml")
    told = {(row.registrant, row.client, row.amount) for row in record_room.filings(ada)}
    assert told == {("OLD DOCKS ADVISERS", "HARBOUR TRUST", "40000.00"), ("", "", "")}


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("ocd-division/country:us", "United States"),
        ("ocd-division/country:us/state:wa", "Washington"),
        ("ocd-division/country:us/state:wa/cd:7", "Washington, congressional district 7"),
        ("ocd-division/country:us/district:dc/ward:5", "District of Columbia, ward 5"),
        ("ocd-division/country:us/state:ky/place:port_halden", "Kentucky, Port Halden"),
        ("ocd-division/country:gb", "GB"),
        ("nothing", ""),
    ],
)
def test_a_division_without_a_name_is_told_in_words(number: str, name: str) -> None:
    assert queries.plain_name(number) == name
