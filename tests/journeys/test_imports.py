"""Files dropped on the page become people, after a look at what would change."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake.models import Import
from hustings.apps.people.models import Person
from hustings.jobs.worker import run_worker
from journeys.conftest import OpenAs
from small_export import write_export


@pytest.fixture
def imports(ada: Actor, open_as: OpenAs) -> Page:
    """The page where files come in."""
    return open_as(ada, "/imports/")


def drag(page: Page, *steps: str, files: list[Path]) -> None:
    """Moves files over the drop zone as a hand with a mouse would: dragEnter, dragOver, drop, dragCancel."""
    box = page.locator("[data-drop]").bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 20}
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    browser = page.context.new_cdp_session(page)
    for step in steps:
        browser.send("Input.dispatchDragEvent", {"type": step, **place, "data": data})


def drop(page: Page, *files: Path) -> None:
    """Lets go of files or folders over the page."""
    drag(page, "dragEnter", "dragOver", "drop", files=list(files))
    expect(page).to_have_url(re.compile(r"/imports/\d+/$"))


def mail_folder(parent: Path) -> Path:
    """A small Maildir."""
    folder = parent / "my mail"
    for name in ("cur", "new"):
        (folder / name).mkdir(parents=True)
        (folder / name / "1").write_text("From: ben@example.org\nTo: ada@example.org\nSubject: Hello\n\nHello Ada.\n")
    return folder


def work_off() -> None:
    run_worker(Event(), once=True)


def test_an_export_is_dropped_looked_at_brought_in_and_taken_back(imports: Page, tmp_path: Path) -> None:
    heading = imports.get_by_role("heading", level=1)
    drop(imports, write_export(tmp_path / "export.zip"))
    expect(heading).to_have_text("What is in it?")
    work_off()
    expect(heading).to_have_text("What would it change?")
    expect(imports.locator("#import-status")).to_have_text("Ready to be brought in")
    imports.locator("summary", has_text="5 new").click()
    expect(imports.get_by_text("Marisol Etxeberria, Transport planner")).to_be_visible()

    imports.get_by_role("button", name="Bring it in").click()
    expect(heading).to_have_text("How far is it?")
    work_off()
    expect(heading).to_have_text("What came in?")
    assert Person.objects.filter(name="Marisol Etxeberria").exists()

    imports.get_by_role("button", name="Undo this import").click()
    expect(heading).to_have_text("Taken back")
    assert not Person.objects.filter(name="Marisol Etxeberria").exists()


def test_chosen_files_go_the_same_way(imports: Page, tmp_path: Path) -> None:
    imports.locator("input[type=file]").first.set_input_files(write_export(tmp_path / "export.zip"))
    expect(imports).to_have_url(re.compile(r"/imports/\d+/$"))


def test_a_chosen_folder_keeps_its_shape(imports: Page, tmp_path: Path) -> None:
    imports.locator("input[webkitdirectory]").set_input_files(mail_folder(tmp_path))
    expect(imports).to_have_url(re.compile(r"/imports/\d+/$"))
    expect(imports.get_by_text("my mail")).to_be_visible()


def test_a_dropped_folder_keeps_its_shape(imports: Page, tmp_path: Path) -> None:
    drop(imports, mail_folder(tmp_path), write_export(tmp_path / "export.zip"))
    kept = Path(Import.objects.get().kept_copy)
    assert sorted(str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()) == [
        "0/export.zip", "1/my mail/cur/1", "1/my mail/new/1",
    ]  # fmt: skip


def test_the_drop_zone_shows_that_it_takes_files(imports: Page, tmp_path: Path) -> None:
    zone = imports.locator("[data-drop]")
    drag(imports, "dragEnter", "dragOver", files=[write_export(tmp_path / "export.zip")])
    expect(zone).to_have_attribute("data-over", "")
    imports.evaluate("document.querySelector('[data-drop]').dispatchEvent(new DragEvent('dragleave'))")
    expect(zone).not_to_have_attribute("data-over", "")


def test_files_come_in_without_scripts_too(ada: Actor, open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as(ada, "/imports/", scripts=False)
    page.locator("noscript input[type=file]").set_input_files(write_export(tmp_path / "export.zip"))
    page.get_by_role("button", name="Look inside").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in it?")
