"""Commands of public data: added from files or fetched, listed with their day, asked for a place or a postcode."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Person
from hustings.cli import records
from hustings.connectors.records import fetching
from hustings.kernel.errors import RetryLater
from public_files import members, write_congress, write_postcodes

pytestmark = pytest.mark.django_db


def test_a_folder_is_added_and_listed_with_its_source_and_day(ada: Actor, tmp_path: Path) -> None:
    shown = run("records", "add", write_congress(tmp_path / "us", members()), "--as-of", "2026-06-15").stdout
    assert "Members of the United States Congress: as of 2026-06-15, from unitedstates/congress-legislators." in " ".join(
        shown.split()
    )
    listed = run("records").stdout
    assert "Members of the United States Congress\t2026-06-15\tunitedstates/congress-legislators" in listed
    assert [row["name"] for row in read("records")] == ["us-committees", "us-congress", "us-committee-seats"]


def test_the_same_again_changes_nothing(ada: Actor, tmp_path: Path) -> None:
    given = write_congress(tmp_path / "us", members())
    first = read("records", "add", given, "--as-of", "2026-06-15")
    again = read("records", "add", given, "--as-of", "2026-06-15")
    assert first["people"]["created"] == 5
    assert {key for key, count in again["people"].items() if count} == {"unchanged"}
    assert [(row["editions"], row["import"]) for row in read("records")] == [(2, again["id"])] * 3


def test_an_older_edition_that_is_added_later_is_told_but_does_not_stand_for_the_newest(ada: Actor, tmp_path: Path) -> None:
    given = write_congress(tmp_path / "us", members())
    run("records", "add", given, "--as-of", "2026-06-15")
    older = read("records", "add", given, "--as-of", "2026-01-15")
    assert {row["as_of"] for row in older["records"]} == {"2026-01-15"}
    assert {row["as_of"] for row in read("records")} == {"2026-06-15"}


def test_a_preview_adds_nothing(ada: Actor, tmp_path: Path) -> None:
    answer = read("records", "add", write_congress(tmp_path / "us", members()), "--preview")
    assert answer["people"]["created"] == 5
    assert read("records") == []
    assert not Person.objects.filter(name="Aurelia Benbow").exists()


def test_without_a_day_the_newest_file_says_it(ada: Actor, tmp_path: Path) -> None:
    given = write_congress(tmp_path / "us", members())
    assert read("records", "add", given)["as_of"] == records.newest([given]).isoformat()
    (tmp_path / "empty").mkdir()
    assert records.newest([tmp_path / "empty"]) >= date(2026, 1, 1)


def test_a_postcode_in_several_districts_shows_all_and_says_so(ada: Actor, tmp_path: Path) -> None:
    run("records", "add", write_congress(tmp_path / "us", members()), write_postcodes(tmp_path))
    shown = run("officials", "40601").stdout
    assert "The postcode 40601 lies in 2 districts. All of them are shown." in " ".join(shown.split())
    assert "Elowen Farquhar" in shown
    assert "Gideon Hartnell" in shown
    answer = read("officials", "40601")
    assert answer["certain"] is False
    assert [each["certain"] for each in answer["divisions"]] == [True, False, False]
    assert {each["name"] for each in answer["sources"]} == {"us-congress", "us-committee-seats"}
    assert read("officials", "40602")["certain"] is True


def test_a_place_without_officials_and_a_name_of_several_places_are_told(ada: Actor, tmp_path: Path) -> None:
    table = tmp_path / "divisions.csv"
    rows = ["id,name", "ocd-division/country:us/state:ky/cd:1,Riverside", "ocd-division/country:us/state:ky/cd:9,Riverside"]
    table.write_text("\n".join(rows), encoding="utf-8")
    run("records", "add", write_congress(tmp_path / "us", members()), table)
    shown = " ".join(run("officials", "riverside").stdout.split())
    assert "2 places are called so. All of them are shown." in shown
    assert "Nobody is known for Riverside." in shown


def test_what_is_not_known_is_said(ada: Actor) -> None:
    assert "Nothing is known of 'Nowhere At All'" in run("officials", "Nowhere", "At", "All").stdout
    assert "There is no public data yet." in run("records", "list").stdout


def test_a_set_by_its_name_is_fetched_as_of_the_publishers_day(
    ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(name: str, folder: Path, **_: Any) -> fetching.Fetched:
        return fetching.Fetched((write_congress(folder, members()),), date(2026, 6, 16))

    monkeypatch.setattr(fetching, "fetch", fetched)
    assert read("records", "add", "us")["as_of"] == "2026-06-16"


def test_without_a_network_it_is_said_what_to_download(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(name: str, folder: Path, **_: Any) -> fetching.Fetched:
        raise RetryLater(f"{name} could not be fetched. Download {fetching.where_to_download(name)}.")

    monkeypatch.setattr(fetching, "fetch", refused)
    assert "https://github.com/openstates/people" in run("records", "add", "us-ca", code=1).stderr


def test_what_is_neither_a_file_nor_a_set_is_refused(ada: Actor) -> None:
    assert "Sets are us (the Congress) and us-ca" in " ".join(run("records", "add", "atlantis", code=2).stderr.split())


def test_rows_that_were_left_out_are_told_by_the_exit_code(ada: Actor, tmp_path: Path) -> None:
    folder = write_congress(tmp_path / "us", members())
    (folder / "README.md").write_text("About this folder.", encoding="utf-8")
    assert read("records", "add", folder, code=3)["state"] == "applied"
