"""Public data for programs: officials of a place, bodies with their members, sets with their day, filings."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from public_files import GOLDENS, add, members, write_congress, write_postcodes

HERE = "/api/v1"


@pytest.fixture
def hers(ada: Actor, tmp_path: Path) -> Client:
    """Ada's program, over a workspace with a congress, postcodes and filings."""
    add(ada, write_congress(tmp_path / "us", members()), write_postcodes(tmp_path), GOLDENS / "ma_lobbying" / "lobbying.csv")
    return Client(headers={"authorization": f"Bearer {create_token(ada, name='phone', scope='read').secret}"})


def test_a_postcode_gives_every_district_with_sources(hers: Client) -> None:
    answer = hers.get(f"{HERE}/officials", {"place": "40601"}).json()
    assert [(each["name"], each["is_whole"]) for each in answer["places"]] == [
        ("Kentucky", True),
        ("Kentucky, congressional district 1", False),
        ("Kentucky, congressional district 6", False),
    ]
    assert {each["scope"]: each["as_of"] for each in answer["sources"]}["us-congress"] == "2026-06-15"


def test_a_body_lists_its_members_by_rank(hers: Client) -> None:
    rows = hers.get(f"{HERE}/bodies", {"query": "rivers", "classification": "committee"}).json()
    body = hers.get(f"{HERE}/bodies/{rows[0]['id']}").json()
    assert [(each["name"], each["side"], each["rank"]) for each in body["members"]] == [
        ("Aurelia Benbow", "majority", 1),
        ("Casimir Dunmore", "minority", 1),
    ]
    assert body["parent"]["name"] == "United States Senate"
    assert [part["name"] for part in body["parts"]] == ["Senate Committee on Rivers: Dams"]
    assert {each["scope"] for each in body["sources"]} == {"us-committees", "us-committee-seats", "us-congress"}


def test_sets_and_filings_are_listed(hers: Client) -> None:
    assert "Lobbying in Massachusetts" in [row["title"] for row in hers.get(f"{HERE}/records").json()]
    filings = hers.get(f"{HERE}/filings", {"subject": "House Bill 2"}).json()
    assert {(row["client"], row["position"]) for row in filings} == {
        ("Harbour Trust", "support"),
        ("Dam Builders Union", "oppose"),
    }


def test_a_body_that_is_none_is_not_found(hers: Client) -> None:
    assert hers.get(f"{HERE}/bodies/999999").status_code == 404
