"""The columns of tables as a page: seen with why and samples, corrected, dates settled, and the preview follows."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import, TableShape
from hustings.apps.people.models import CustomField, Person
from importing import begin

PEOPLE = "First Name,Last Name,Email,Born,Number,Shoes\nIda,Osei,ida@example.org,03/04/1980,77,41\n"


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> None:
    settings.HUSTINGS_HOME = tmp_path / "home"


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf) -> Client:
    """Ada's browser."""
    return client_of(ada)


@pytest.fixture
def planned(ada: Actor, tmp_path: Path) -> Import:
    """A table that waits to be brought in."""
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return actions.preview_import(ada, begin(ada, tmp_path / "people.csv").pk)


def chosen(page: str, column: int) -> str:
    """What a column is read as on a page."""
    select = re.search(rf'name="kind-{column}".*?</select>', page, re.DOTALL)
    assert select
    found = re.search(r'value="([^"]*)" selected', select[0])
    assert found
    return found[1]


def test_a_page_shows_each_column_with_why_samples_and_the_open_dates(hers: Client, planned: Import) -> None:
    page = hers.get(f"/imports/{planned.pk}/").content.decode()
    assert "How people.csv is read" in page
    assert [chosen(page, number) for number in range(6)] == ["given:", "family:", "email:", "birthday:", "external:", "extra:"]
    assert "by its name and values" in page
    assert "<span>ida@example.org</span>" in page
    assert "In 1 column the dates can be read in two ways." in page
    assert re.search(r'value="day-first"> 3 April</label>.*value="month-first"> 4 March</label>', page, re.DOTALL)


def test_columns_are_corrected_and_the_preview_follows(ada: Actor, hers: Client, planned: Import) -> None:
    place = f"/imports/{planned.pk}/"
    given = {
        "file": "0/people.csv",
        "rows": "person",
        "kind-4": "external:",
        "name-4": "club",
        "kind-5": "field:",
        "dates-3": "day-first",
    }
    assert hers.post(f"{place}table/", given).headers["Location"] == place
    assert Import.objects.get(pk=planned.pk).state == Import.State.STAGED
    actions.preview_import(ada, planned.pk)
    page = hers.get(place).content.decode()
    assert [chosen(page, number) for number in (4, 5)] == ["external:", "field:Shoes"]
    assert 'value="club"' in page
    assert "two ways" not in page
    assert '<input type="hidden" name="dates-3" value="day-first">' in page
    assert CustomField.objects.get().name == "Shoes"
    actions.apply_import(ada, planned.pk)
    person = Person.objects.get(name="Ida Osei")
    assert str(person.birthday) == "1980-04-03"
    assert person.identities.filter(kind="external", value="club:77").exists()
    assert "How people.csv is read" not in hers.get(place).content.decode()


def test_what_was_read_in_a_way_that_no_choice_has_stays_so(hers: Client, ada: Actor, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("Name,Email,Billing Town\nIda Osei,ida@example.org,Ely\n", encoding="utf-8")
    imported = actions.preview_import(ada, begin(ada, tmp_path / "more.csv").pk)
    page = hers.get(f"/imports/{imported.pk}/").content.decode()
    assert chosen(page, 2) == "locality:billing"
    hers.post(
        f"/imports/{imported.pk}/table/", {"file": "0/more.csv", "rows": "attendance", "event": "Fair", "event_on": "2026-03-09"}
    )
    held: Any = TableShape.objects.get().mapping
    assert held["columns"][2]["detail"] == "billing"
    assert held["rows"] == "attendance"
    assert Import.objects.get(pk=imported.pk).choices["tables"]["0/more.csv"]["event_on"] == "2026-03-09"


def test_of_very_wide_tables_the_first_columns_are_offered(hers: Client, ada: Actor, tmp_path: Path) -> None:
    header = ",".join(["Name", "Email", *(f"Hat {number}" for number in range(200))])
    (tmp_path / "wide.csv").write_text(f"{header}\nIda Osei,ida@example.org\n", encoding="utf-8")
    imported = actions.preview_import(ada, begin(ada, tmp_path / "wide.csv").pk)
    page = hers.get(f"/imports/{imported.pk}/").content.decode()
    assert "52 more columns are read as they were guessed." in page
    hers.post(f"/imports/{imported.pk}/table/", {"file": "0/wide.csv", "kind-0": "nickname:"})
    held: Any = TableShape.objects.get().mapping
    assert [held["columns"][at]["kind"] for at in (0, 1, 201)] == ["nickname", "email", "extra"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"file": "0/other.csv"}, "There is no such table in this import."),
        ({"file": "0/people.csv", "event_on": "Monday"}, "Write the day like 2026-03-09."),
        ({"file": "0/people.csv", "kind-1": "shoe:"}, "This is no description of columns"),
        ({"file": "0/people.csv", "kind-1": "handle:myspace"}, "Say the network"),
    ],
)
def test_what_cannot_be_meant_is_refused(hers: Client, planned: Import, given: dict[str, str], words: str) -> None:
    answer = hers.post(f"/imports/{planned.pk}/table/", given)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_dates_of_all_files_can_be_settled_at_once(hers: Client, planned: Import) -> None:
    place = f"/imports/{planned.pk}/"
    assert hers.post(f"{place}dates/", {"order": "upside-down"}).status_code == 400
    assert hers.post(f"{place}dates/", {"order": "month-first"}).headers["Location"] == place
    assert Import.objects.get(pk=planned.pk).choices == {"dates": "month-first"}


def test_a_program_says_the_same(ada: Actor, planned: Import, api: Any) -> None:
    program = api(ada)
    path = f"/api/v1/imports/{planned.pk}"
    (table,) = program.get(path).json()["tables"]
    assert table["questions"][0]["code"] == "date-order"
    said = {
        "file": table["file"],
        "columns": [{"column": "Shoes", "kind": "skip"}],
        "event_on": "2026-03-09",
        "rows": "attendance",
    }
    assert program.put(f"{path}/tables", said, content_type="application/json").status_code == 200
    again = actions.preview_import(ada, planned.pk).preview["tables"][0]
    assert (again["rows"], again["columns"][5]["kind"], again["columns"][4]["kind"]) == ("attendance", "skip", "external")
    assert program.put(f"{path}/dates", {"order": "day-first"}, content_type="application/json").status_code == 200
    hat = {"file": "0/people.csv", "columns": [{"column": "Hat", "kind": "skip"}]}
    wrong = program.put(f"{path}/tables", hat, content_type="application/json")
    assert wrong.status_code == 400
    assert "There is no column 'Hat'" in wrong.json()["error"]["message"]


@pytest.fixture
def api() -> Any:
    """A program that acts as somebody."""

    def as_(actor: Actor) -> Client:
        secret = create_token(actor, name="write", scope="write").secret
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return as_


def test_a_spreadsheet_comes_in_sheet_by_sheet(hers: Client, ada: Actor) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in {"Members": [["Name", "Email"], ["Ida Osei", "ida@example.org"]], "Sizes": [["Shoes"], [41]]}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    place = hers.post("/imports/", {"files": [SimpleUploadedFile("people.xlsx", out.getvalue())]}).headers["Location"]
    actions.preview_import(ada, Import.objects.latest("id").pk)
    page = hers.get(place).content.decode()
    assert "How people.xlsx/Members.csv is read" in page
    assert "people.xlsx/Sizes.csv" in page
