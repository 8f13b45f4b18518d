"""The pages of officials: the search, bodies with their members, and where all of it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.civic.models import Body
from public_files import AUTUMN, add, members, write_congress, write_postcodes


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
