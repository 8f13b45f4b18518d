"""Imports as pages: files in, a preview, all of it or nothing, and back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import ClientOf, joined, signed_in
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import User
from hustings.apps.intake import actions, given, undoing_steps
from hustings.apps.intake.models import Import
from hustings.apps.people.models import Person
from hustings.jobs.worker import run_worker
from hustings.kernel.clock import utc_now
from hustings.web import uploads
from small_export import bring_in, write_export

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> None:
    """Kept copies lie under the number of their import, and numbers begin anew with every test."""
    settings.HUSTINGS_HOME = tmp_path / "home"


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf) -> Client:
    """Ada's browser."""
    return client_of(ada)


def card(name: str) -> bytes:
    return f"BEGIN:VCARD\nVERSION:3.0\nN:{name};;;;\nFN:{name}\nEMAIL:{name.lower()}@example.org\nEND:VCARD\n".encode()


def sent(*files: tuple[str, bytes]) -> dict[str, Any]:
    """What a form with these files sends."""
    return {"files": [SimpleUploadedFile(name, content) for name, content in files]}


def export(folder: Path) -> tuple[str, bytes]:
    return "export.zip", write_export(folder / "export.zip").read_bytes()


def work_off() -> None:
    """What the worker beside the server would do."""
    run_worker(Event(), once=True)


def test_a_page_without_imports_teaches_where_to_get_them(hers: Client) -> None:
    page = hers.get("/imports/").content.decode()
    assert "Bring in what you already have" in page
    assert "Get a copy of your data" in page
    assert "What came in so far" not in page


@pytest.mark.django_db(transaction=True)
def test_from_an_export_to_today_without_scripts(hers: Client, tmp_path: Path) -> None:
    started = hers.post("/imports/", sent(export(tmp_path)))
    place = started.headers["Location"]
    assert "What is in it?" in hers.get(place).content.decode()
    work_off()
    planned = hers.get(place).content.decode()
    assert "What would it change?" in planned
    assert re.search(r"<b>5</b> new.*Marisol Etxeberria", planned, re.DOTALL)
    assert not Person.objects.filter(name__startswith="Marisol").exists()
    assert hers.post(f"{place}apply/").headers["Location"] == place
    assert "How far is it?" in hers.get(place).content.decode()
    work_off()
    applied = hers.get(place).content.decode()
    assert "What came in?" in applied
    assert "Whom to talk to today" in applied
    assert "Marisol Etxeberria" in hers.get("/").content.decode()
    assert "People: 5 new" in hers.get("/imports/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_while_work_goes_on_the_page_asks_for_itself_and_then_stops(hers: Client, tmp_path: Path) -> None:
    place = hers.post("/imports/", sent(export(tmp_path))).headers["Location"]
    busy = hers.get(place, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in busy
    assert "<html" not in busy
    work_off()
    ready = hers.get(place, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in ready
    assert '<p id="import-status" hx-swap-oob="innerHTML">Ready to be brought in</p>' in ready


def test_progress_shows_the_rate_and_the_time_left(hers: Client, ada: Actor, tmp_path: Path) -> None:
    started = actions.start_import(ada, [write_export(tmp_path / "export.zip")])
    Import.objects.filter(pk=started.pk).update(state="applying")
    given.write_progress(started.pk, given.Progress(records=400, lines=500, total_lines=2000, began=1000.0, at=1010.0))
    page = hers.get(f"/imports/{started.pk}/").content.decode()
    assert "40 records a second, 30 seconds left" in page
    assert 'max="2000" value="500"' in page


def test_undo_takes_the_whole_import_back(hers: Client, ada: Actor, tmp_path: Path) -> None:
    imported = bring_in(ada, write_export(tmp_path / "export.zip"))
    page = hers.post(f"/imports/{imported.pk}/undo/", follow=True).content.decode()
    assert "Taken back." in page
    assert not Person.objects.filter(name__startswith="Marisol").exists()
    assert hers.post(f"/imports/{imported.pk}/undo/").status_code == 400


def test_leaving_an_import_throws_the_files_away(hers: Client, ada: Actor, tmp_path: Path) -> None:
    started = actions.start_import(ada, [write_export(tmp_path / "export.zip")])
    answer = hers.post(f"/imports/{started.pk}/cancel/", follow=True)
    assert answer.redirect_chain == [("/imports/", 302)]
    assert "Nothing was changed." in answer.content.decode()
    assert not Path(started.kept_copy).exists()
    assert hers.get(f"/imports/{started.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_whose_export_it_is_is_asked_and_then_known(hers: Client, ada: Actor, ben: Actor, tmp_path: Path) -> None:
    started = actions.start_import(ada, [write_export(tmp_path / "export.zip")])
    Import.objects.filter(pk=started.pk).update(state="planned", preview={"owner_question": "Nothing in it says so."})
    page = hers.get(f"/imports/{started.pk}/").content.decode()
    assert "Whose export is it?" in page
    assert "Bring it in" not in page
    hers.post(f"/imports/{started.pk}/owner/", {"owner": ben.member_id})
    started.refresh_from_db()
    assert (started.owner_id, started.state) == (ben.member_id, "staged")
    assert hers.post(f"/imports/{started.pk}/owner/", {"owner": "somebody"}).status_code == 400


def test_what_could_not_be_used_is_named_with_file_and_line(hers: Client, ada: Actor, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.csv"
    damaged.write_bytes(b"%PDF-1.7 not a table")
    started = actions.start_import(ada, [damaged])
    actions.preview_import(ada, started.pk)
    page = hers.get(f"/imports/{started.pk}/").content.decode()
    assert "What could not be used" in page
    assert "damaged.csv" in page


def test_an_interrupted_import_can_go_on(hers: Client, ada: Actor, tmp_path: Path) -> None:
    started = actions.start_import(ada, [write_export(tmp_path / "export.zip")])
    Import.objects.filter(pk=started.pk).update(state="failed", applied=2, error="The disk is full.")
    page = hers.get(f"/imports/{started.pk}/").content.decode()
    assert "The disk is full." in page
    assert "Go on from where it stopped" in page


def test_a_script_is_told_where_to_go_or_what_is_wrong(hers: Client) -> None:
    answer = hers.post("/imports/", sent(("ben.vcf", card("Ben"))), headers=JSON)
    assert answer.json() == {"url": f"/imports/{Import.objects.get().pk}/"}
    refused = hers.post("/imports/", {}, headers=JSON)
    assert (refused.status_code, refused.json()) == (400, {"error": "Choose at least one file."})
    page = hers.post("/imports/", {})
    assert (page.status_code, "Choose at least one file." in page.content.decode()) == (400, True)


def test_a_folder_keeps_its_shape(hers: Client) -> None:
    names = ["mail/cur/1", "mail/new/1", "ben.vcf"]
    hers.post("/imports/", sent(*((name.rsplit("/")[-1], card("Ben")) for name in names)) | {"names": json.dumps(names)})
    kept = Path(Import.objects.get().kept_copy)
    assert sorted(str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()) == [
        "0/ben.vcf", "1/mail/cur/1", "1/mail/new/1",
    ]  # fmt: skip


def test_files_of_one_name_do_not_overwrite_each_other(hers: Client) -> None:
    hers.post("/imports/", sent(("a.vcf", card("Ben")), ("a.vcf", card("Vera"))))
    assert [Path(path).name for path in Import.objects.get().paths] == ["a-2.vcf", "a.vcf"]


def test_a_file_and_a_folder_of_one_name_both_arrive(hers: Client) -> None:
    hers.post("/imports/", sent(("a", card("Ben")), ("b", card("Vera"))) | {"names": json.dumps(["a", "a/b"])})
    assert [Path(path).name for path in Import.objects.get().paths] == ["a", "b"]


@pytest.mark.parametrize("names", ["", "{", "[1]", '["only one"]', '"text"'])
def test_names_that_do_not_fit_are_left_aside(hers: Client, names: str) -> None:
    hers.post("/imports/", sent(("a.vcf", card("Ben")), ("b.vcf", card("Vera"))) | {"names": names})
    assert [Path(path).name for path in Import.objects.get().paths] == ["a.vcf", "b.vcf"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\Ada\\mail.mbox", "C/Users/Ada/mail.mbox"),
        ("a/./b//c", "a/b/c"),
        ("..", "file"),
        ("", "file"),
        ("new\nline\x00.vcf", "newline.vcf"),
        ("é" * 300, "é" * 100),
        ("/".join("abcdefghijklmnop"), "e/f/g/h/i/j/k/l/m/n/o/p"),
    ],
)
def test_no_name_leads_out_of_its_folder(name: str, kept: str) -> None:
    assert uploads.inside(name) == kept


def test_too_much_is_refused_while_it_arrives_and_nothing_is_left(hers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    answer = hers.post("/imports/", sent(("large.vcf", b"x" * 101)), headers=JSON)
    assert answer.status_code == 400
    assert "too large" in answer.json()["error"]
    assert not Import.objects.exists()


def test_too_many_files_are_refused(hers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    answer = hers.post("/imports/", sent(("a.vcf", b"x"), ("b.vcf", b"x")), headers=JSON)
    assert (answer.status_code, Import.objects.exists()) == (400, False)


def test_nothing_of_an_upload_stays_behind(hers: Client, settings: Any) -> None:
    hers.post("/imports/", sent(("ben.vcf", card("Ben"))))
    assert not list((Path(settings.HUSTINGS_HOME) / "uploads").glob("arriving-*"))


def test_an_upload_without_token_is_refused(ada: Actor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(pk=ada.user_id))
    assert strict.post("/imports/", sent(("ben.vcf", card("Ben")))).status_code == 403
    assert not Import.objects.exists()


def test_visitors_and_volunteers_bring_nothing_in(client: Client, vera: Actor) -> None:
    assert client.post("/imports/", sent(("ben.vcf", card("Ben")))).status_code == 302
    assert signed_in(vera).post("/imports/", sent(("ben.vcf", card("Ben")))).status_code == 403
    assert not Import.objects.exists()


def test_imports_of_another_workspace_are_not_found(ada: Actor, otto: Actor, client_of: ClientOf, tmp_path: Path) -> None:
    started = actions.start_import(ada, [write_export(tmp_path / "export.zip")])
    his = client_of(otto)
    assert his.get(f"/imports/{started.pk}/").status_code == 404
    for verb in ("owner", "apply", "cancel", "undo"):
        assert his.post(f"/imports/{started.pk}/{verb}/", {"owner": otto.member_id}).status_code == 404
    assert "export.zip" not in his.get("/imports/").content.decode()


def test_an_organiser_does_not_undo_what_others_brought_in(ada: Actor, client_of: ClientOf, tmp_path: Path) -> None:
    imported = bring_in(ada, write_export(tmp_path / "export.zip"))
    ben = joined(ada, email="ben@example.org", name="Ben", role="organiser")
    assert client_of(ben).post(f"/imports/{imported.pk}/undo/").status_code == 403


def test_the_history_goes_on_page_by_page(hers: Client, ada: Actor) -> None:
    Import.objects.bulk_create(
        Import(workspace_id=ada.workspace_id, member_id=ada.member_id, paths=[f"{number}.vcf"]) for number in range(60)
    )
    first = hers.get("/imports/").content.decode()
    older = re.search(r'href="(\?before=\d+)"', first).group(1)
    second = hers.get(f"/imports/{older}").content.decode()
    shown = [re.findall(r">(\d+)\.vcf<", page) for page in (first, second)]
    assert [int(number) for number in shown[0] + shown[1]] == list(range(59, -1, -1))


def test_files_that_nobody_can_read_are_not_offered_to_be_brought_in(hers: Client, ada: Actor, tmp_path: Path) -> None:
    (tmp_path / "flyer.pdf").write_bytes(b"%PDF-1.7")
    started = actions.start_import(ada, [tmp_path / "flyer.pdf"])
    actions.preview_import(ada, started.pk)
    page = hers.get(f"/imports/{started.pk}/").content.decode()
    assert "Nothing in this can be read." in page
    assert "Bring it in" not in page
    assert "<dt>files</dt>" not in page


def test_an_undo_names_the_import_that_brought_the_same(hers: Client, ada: Actor, tmp_path: Path) -> None:
    export = write_export(tmp_path / "export.zip")
    first, second = bring_in(ada, export), bring_in(ada, export)
    page = hers.post(f"/imports/{first.pk}/undo/", follow=True).content.decode()
    assert f"Import {second.pk} brought the same: nothing was removed." in page


@pytest.mark.django_db(transaction=True)
def test_a_large_import_is_taken_back_in_the_background_and_says_what_is_left(
    hers: Client, ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing_steps, "AT_ONCE", 2)
    imported = bring_in(ada, write_export(tmp_path / "export.zip"))
    page = hers.post(f"/imports/{imported.pk}/undo/", follow=True).content.decode()
    assert "records are left of this import" in page
    assert 'hx-trigger="every 1s"' in page
    assert "Go on taking it back" not in page
    Import.objects.update(beat_at=utc_now() - timedelta(hours=1))
    given.drop_copy(imported.pk)
    assert "Go on taking it back" in hers.get(f"/imports/{imported.pk}/").content.decode()
    hers.post(f"/imports/{imported.pk}/undo/")
    work_off()
    assert "Taken back" in hers.get(f"/imports/{imported.pk}/").content.decode()
    assert Person.objects.count() == 1
