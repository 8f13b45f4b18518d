"""The pages of officials: the search, bodies with their members, and where all of it comes from."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.civic.models import Body
from hustings.apps.intake.actions import undo_import
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Person
from hustings.apps.people.queries import organisation_view, person_view
from public_files import AUTUMN, JUNE, add, members, write_congress, write_postcodes


def words(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf, tmp_path: Path) -> Client:
    add(ada, write_congress(tmp_path / "us", members()), write_postcodes(tmp_path))
    return client_of(ada)


def test_a_postcode_shows_all_its_districts_and_their_officials(hers: Client) -> None:
    page = words(hers.get("/officials/", {"place": "40601"}))
    assert "40601 lies in 2 districts. All of them are shown" in page
    assert page.count("(perhaps)") == 2
    assert all(name in page for name in ("Elowen Farquhar", "Gideon Hartnell", "Aurelia Benbow"))
    assert "as of June 15, 2026" in page
    assert "unitedstates/congress-legislators" in page


def test_a_search_while_typing_answers_with_the_part_alone(hers: Client) -> None:
    part = hers.get("/officials/", {"place": "40602"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="officials">')
    assert "Isolde Jarndyce" in part


def test_what_is_not_known_says_what_to_add(hers: Client) -> None:
    assert "No public data here names “Nowhere”" in words(hers.get("/officials/", {"place": "Nowhere"}))


def test_bodies_are_shown_by_kind_and_found_by_name(hers: Client) -> None:
    assert "United States Congress" in words(hers.get("/officials/"))
    assert "Senate Committee on Rivers" in words(hers.get("/officials/", {"kind": "committee"}))
    found = words(hers.get("/officials/", {"name": "almanacs"}))
    assert "House Committee on Almanacs" in found
    assert "Senate Committee on Rivers" not in found


def test_a_body_shows_who_sits_in_it_who_left_and_what_lies_below(hers: Client, ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    number = Body.objects.get(organisation__name="Senate Committee on Rivers").organisation_id
    page = words(hers.get(f"/officials/bodies/{number}/"))
    assert "Casimir Dunmore Ranking Member , minority, rank 1, Tory" in page
    assert "1 former office" in page
    assert "Senate Committee on Rivers: Dams" in page
    assert "United States Senate" in page


def test_sets_of_public_data_say_from_whom_and_as_of_when(hers: Client) -> None:
    page = words(hers.get("/officials/records/"))
    assert "Members of the United States Congress" in page
    assert "CC0-1.0, added by Ada Okafor" in page
    assert "as of June 15, 2026" in page


def test_many_sets_of_one_publisher_and_day_stand_together(hers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.web.officials.MANY", 2)
    answer = hers.get("/officials/records/")
    assert "3 sets of unitedstates/congress-legislators, as of June 15, 2026" in words(answer)
    assert answer.content.count(b'<details class="section">') == 1
    assert "Postcodes and districts (US)" in words(answer).partition("3 sets of")[0]


def test_empty_pages_say_what_fills_them(ada: Actor, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert "No public data yet" in words(client.get("/officials/"))
    assert "Add files" in words(client.get("/officials/records/"))


def test_a_volunteer_is_shown_nothing_of_others_and_no_way_to_add(hers: Client, vera: Actor, client_of: ClientOf) -> None:
    page = words(client_of(vera).get("/officials/", {"place": "40601"}))
    assert "Benbow" not in page
    assert "Add files" not in words(client_of(vera).get("/officials/"))


def test_another_workspace_finds_no_body(hers: Client, otto: Actor, client_of: ClientOf) -> None:
    number = Body.objects.get(organisation__name="Senate Committee on Rivers").organisation_id
    assert client_of(otto).get(f"/officials/bodies/{number}/").status_code == 404


def test_a_person_of_public_data_says_which_set_tells_so_and_as_of_when(hers: Client) -> None:
    number = Person.objects.get(name="Casimir Dunmore").pk
    page = words(hers.get(f"/people/{number}/"))
    assert "From 2 sets of public data, the oldest as of June 15, 2026" in page
    assert "Members of the United States Congress · as of June 15, 2026 · unitedstates/congress-legislators" in page
    assert "us_congress" not in page
    assert "Us congress" not in page


def test_each_fact_names_the_edition_that_last_told_it(hers: Client, ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "later", members()), as_of=AUTUMN)
    add(ada, write_congress(tmp_path / "seats", members()[1:], only=("committees-current.json",)), as_of=date(2026, 11, 2))
    view = person_view(ada, Person.objects.get(name="Casimir Dunmore").pk)
    assert {note.title: note.as_of for note in view.public_data} == {
        "Members of the United States Congress": AUTUMN,
        "Seats in committees of the United States Congress": AUTUMN,
    }
    body = organisation_view(ada, Body.objects.get(organisation__name="Senate Committee on Rivers").organisation_id)
    assert [note.as_of for note in body.public_data] == [date(2026, 11, 2)]


def test_taking_an_edition_back_gives_its_day_back_too(hers: Client, ada: Actor, tmp_path: Path) -> None:
    later = add(ada, write_congress(tmp_path / "later", members()), as_of=AUTUMN)
    undo_import(ada, later.pk)
    view = person_view(ada, Person.objects.get(name="Casimir Dunmore").pk)
    assert {note.as_of for note in view.public_data} == {JUNE}


def test_an_organisation_of_public_data_says_from_where_and_as_of_when(hers: Client) -> None:
    number = Body.objects.get(organisation__name="Senate Committee on Rivers").organisation_id
    page = words(hers.get(f"/organisations/{number}/"))
    assert "From public data as of June 15, 2026" in page
    assert "Committees of the United States Congress" in page
    assert "us_congress" not in page


def test_who_is_in_no_public_data_costs_no_question_about_it(ada: Actor) -> None:
    number = add_person(ada, name="Wanda Quill", title="Baker", organisation="Crumb & Co")
    with CaptureQueriesContext(connection) as alone:
        assert person_view(ada, number).public_data == ()
    assert not [query for query in alone.captured_queries if "records_edition" in query["sql"]]
