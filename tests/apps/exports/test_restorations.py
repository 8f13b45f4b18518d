"""An archive is put back from a page and through the API as by the command: by an owner, into an empty workspace, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.exports.test_archive import archive_of
from conftest import PASSWORD
from hustings.apps.accounts.actions import create_workspace
from hustings.apps.accounts.actor import Actor
from hustings.apps.exports.models import Restoration
from hustings.apps.exports.restorations import begin_restoration, may_restore, restorations, work_on_restoration
from hustings.apps.exports.tasks import restore
from hustings.apps.people import actions as people
from hustings.apps.people.models import Person
from hustings.kernel.errors import NotPermitted, WrongInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(ada: Actor, tmp_path: Path) -> Path:
    people.add_person(ada, name="Bo Diaz", email="bo@x.example")
    return archive_of(ada, tmp_path / "ada.zip")


@pytest.fixture
def empty(db: None) -> Actor:
    return create_workspace(name="New", owner_email="new@example.org", owner_name="Nia New", password=PASSWORD)


def kept_files(home: Path) -> list[Path]:
    return sorted((home / "restoring").glob("*"))


def test_an_archive_is_put_back_in_the_background(archive: Path, empty: Actor, settings: object) -> None:
    begun = begin_restoration(empty, archive)
    assert not archive.exists()
    assert restorations(empty)[0].state == "working"
    restore.call(begun.pk)
    [view] = restorations(empty)
    assert (view.state, view.file_name, view.error) == ("done", "ada.zip", "")
    assert view.members == ("Ada Okafor",)
    assert view.people == Person.objects.filter(workspace_id=empty.workspace_id).count()
    assert Person.objects.filter(workspace_id=empty.workspace_id, name="Bo Diaz").exists()
    work_on_restoration(begun.pk)
    assert restorations(empty) == (view,)


def test_a_file_that_is_no_archive_changes_nothing_and_says_why(empty: Actor, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no archive")
    begun = begin_restoration(empty, tmp_path / "x.zip")
    work_on_restoration(begun.pk)
    [view] = restorations(empty)
    assert view.state == "failed"
    assert view.error
    assert view.people == 0


def test_what_nobody_foresaw_ends_it_too_and_leaves_the_workspace_free_for_another(
    archive: Path, empty: Actor, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def break_down(*_: object) -> None:
        raise ValueError("unforeseen")

    monkeypatch.setattr("hustings.apps.exports.restorations.restore_archive", break_down)
    begun = begin_restoration(empty, archive)
    with pytest.raises(ValueError, match="unforeseen"):
        work_on_restoration(begun.pk)
    assert [(view.state, bool(view.error)) for view in restorations(empty)] == [("failed", True)]
    assert not kept_files(settings.HUSTINGS_HOME)
    assert may_restore(empty)


def test_a_filled_or_busy_workspace_takes_none(ada: Actor, archive: Path, empty: Actor, tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="not empty"):
        begin_restoration(ada, archive)
    begin_restoration(empty, archive)
    (tmp_path / "second.zip").write_bytes(b"")
    with pytest.raises(WrongInput, match="already"):
        begin_restoration(empty, tmp_path / "second.zip")


def test_only_who_runs_the_workspace_may(ada: Actor, ben: Actor, archive: Path) -> None:
    with pytest.raises(NotPermitted):
        begin_restoration(ben, archive)
    with pytest.raises(NotPermitted):
        restorations(ben)


def test_the_page_takes_the_file_and_tells_what_came_of_it(archive: Path, empty: Actor, client: Client) -> None:
    client.login(username="new@example.org", password=PASSWORD)
    page = client.get("/exports/restore/")
    assert b'type="file"' in page.content
    refused = client.post("/exports/restore/", {"files": [SimpleUploadedFile("a.zip", b"x"), SimpleUploadedFile("b.zip", b"y")]})
    assert refused.status_code == 400
    sent = client.post("/exports/restore/", {"files": SimpleUploadedFile("ada.zip", archive.read_bytes())})
    assert sent.status_code == 302
    assert b"every 2s" in client.get("/exports/restore/").content
    work_on_restoration(Restoration.objects.get().pk)
    shown = client.get("/exports/restore/").content
    assert b"Ada Okafor" in shown
    assert b'type="file"' not in shown
