"""Exports on the command line: a file at once, or what must happen first."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import read, run
from conftest import joined
from hustings.apps.accounts.actor import Actor
from hustings.apps.exports import actions, keeping
from hustings.apps.exports.models import Export
from hustings.apps.people import actions as people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    yield
    for path in keeping.folder().iterdir():
        path.unlink()


@pytest.fixture
def three(ada: Actor) -> Actor:
    for name in ("Bo", "Cy", "Di"):
        people.add_person(ada, name=name)
    return ada


def test_people_leave_as_a_file_of_their_own(three: Actor, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    said = run("export", "people", "--where", 'name = "Bo"', "--out", path).stdout
    assert said == f"1 rows are in {path}.\n" or "1 rows are in" in said
    assert "Bo" in path.read_text("utf-8-sig")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


@pytest.mark.parametrize(
    ("what", "options"), [("people", ("--format", "xlsx")), ("ties", ("--format", "graphml")), ("events", ()), ("archive", ())]
)
def test_everything_leaves_in_its_formats(three: Actor, tmp_path: Path, what: str, options: tuple[str, ...]) -> None:
    told = read("export", what, *options, "--out", tmp_path / "file")
    assert (told["state"], told["path"]) == ("ready", str(tmp_path / "file"))
    assert (tmp_path / "file").stat().st_size == told["size"]


def test_an_archive_opens(three: Actor, tmp_path: Path) -> None:
    run("export", "archive", "--out", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as held:
        assert "records/people.jsonl" in held.namelist()


def test_without_a_name_the_file_has_its_own(three: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = read("export", "people")
    assert told["path"].startswith("hustings-people-")
    assert (tmp_path / told["path"]).exists()


def test_a_folder_that_is_not_there_is_said_before_the_work(three: Actor, tmp_path: Path) -> None:
    result = run("export", "people", "--out", tmp_path / "no" / "people.csv", code=2)
    assert "There is no folder" in result.stderr
    assert not Export.objects.exists()


def test_many_wait_for_somebody_else_and_are_fetched_then(three: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ALONE", 2)
    joined(three, email="mia@example.org", name="Mia Duarte", role="manager")
    ada, mia = ("--as", "ada@example.org"), ("--as", "mia@example.org")
    said = run("export", "people", *ada, code=3).stdout
    number = Export.objects.get().pk
    assert f"exports approve {number}" in " ".join(said.split())
    assert "Somebody else must approve" in run("exports", "approve", number, *ada, code=1).stderr
    assert "waiting" in run("exports", *mia).stdout
    assert "is approved" in run("exports", "approve", number, *mia).stdout
    told = read("exports", "get", number, "--out", tmp_path / "p.csv", *ada)
    assert (told["done"], told["approver"]) == (3, "Mia Duarte")
    assert [each["state"] for each in read("exports", *mia)] == ["ready"]
    assert read("exports", "withdraw", number, *ada)["state"] == "withdrawn"
    assert "is withdrawn" in run("exports", "get", number, *ada, code=3).stdout


def test_whoever_is_alone_reads_from_when_on(three: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ALONE", 2)
    said = " ".join(run("export", "people", code=3).stdout.split())
    assert "nobody else here may approve them: from" in said
    number = Export.objects.get().pk
    assert "a day must pass" in " ".join(run("exports", "approve", number, code=1).stderr.split())


def test_refusing_is_said(three: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ALONE", 2)
    joined(three, email="mia@example.org", name="Mia Duarte", role="manager")
    run("export", "people", "--as", "ada@example.org", code=3)
    assert "is refused" in run("exports", "refuse", Export.objects.get().pk, "--as", "mia@example.org").stdout


def test_a_failure_is_an_exit_code(three: Actor, tmp_path: Path) -> None:
    export = actions.ask_export(three)
    Export.objects.update(state="failed", error="No disk.")
    assert "No disk." in run("exports", "get", export.pk, code=1).stdout
