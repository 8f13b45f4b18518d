"""What the command `import` says and shows of tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import read, run
from hustings.apps.intake.models import Import
from hustings.apps.people.models import Organisation, Person

pytestmark = pytest.mark.usefixtures("ada")
PEOPLE = "First Name,Last Name,Email,Born,Cell\nIda,Osei,ida@example.org,03/04/1980,+447911123456\n"


@pytest.fixture
def people_csv(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def test_a_preview_shows_columns_and_asks_what_is_open(people_csv: Path) -> None:
    said = run("import", people_csv, "--preview").stdout
    assert "people.csv: each row is a person." in said
    assert "its name and values" in said
    assert "03/04/1980, can have the day or the month" in " ".join(said.split())


def test_columns_and_questions_are_told_as_data(people_csv: Path) -> None:
    told = read("import", people_csv, "--preview")
    assert [(column["column"], column["kind"], column["reason"]) for column in told["columns"]][:2] == [
        ("First Name", "given", "header-and-values"),
        ("Last Name", "family", "header-and-values"),
    ]
    assert told["questions"] == [
        {"file": "people.csv", "code": "date-order", "column": "Born", "samples": ["03/04/1980"], "others": ""}
    ]
    applied = read("import", people_csv)
    assert applied["questions"] == [{**told["questions"][0], "samples": []}]
    assert applied["columns"] == [{**column, "samples": []} for column in told["columns"]]
    assert Person.objects.get(name="Ida Osei").birthday == ""


def test_after_applying_what_stays_open_is_said_without_values(people_csv: Path) -> None:
    assert "the dates in column 'Born' can have the day or the month first." in " ".join(run("import", people_csv).stdout.split())


def test_options_say_what_columns_dates_and_rows_are(people_csv: Path, tmp_path: Path) -> None:
    told = read("import", people_csv, "--column", "Cell=field:Desk", "--column", "Email=email:work", "--dates", "day-first")
    assert not told["questions"]
    assert Person.objects.get(name="Ida Osei").birthday == "1980-04-03"
    (tmp_path / "bodies.csv").write_text("Name,Email\nEly Council,office@ely.example\n", encoding="utf-8")
    assert read("import", tmp_path / "bodies.csv", "--rows", "organisations")["columns"][0]["rows"] == "organisation"
    assert Organisation.objects.filter(name="Ely Council").exists()


def test_an_event_makes_the_rows_attendance(people_csv: Path) -> None:
    said = run("import", people_csv, "--event", "Town hall", "--preview").stdout
    assert "each row is an answer to an event (Town hall)." in said


@pytest.mark.parametrize(
    ("option", "words"),
    [("Cell", "does not say what a column is"), ("=email", "does not say"), ("Hat=email", "There is no column 'Hat'")],
)
def test_what_cannot_be_meant_is_refused_and_nothing_waits(people_csv: Path, option: str, words: str) -> None:
    result = run("import", people_csv, "--column", option, code=2)
    assert words in result.stderr
    assert not Import.objects.exists()
