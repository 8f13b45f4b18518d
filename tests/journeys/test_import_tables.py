"""A table is dropped, its columns are looked at and corrected, its dates settled, and only then it comes in."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import
from hustings.apps.people.models import CustomField, Person
from hustings.jobs.worker import run_worker
from importing import begin
from journeys.conftest import OpenAs
from journeys.test_accessibility import WCAG

TABLE = "Contacts\nName,E-mail,Born,Shoes\nIda Osei,ida@example.org,03/04/1980,41\nBen Roe,ben@example.org,05/06/1981,42\n"


@pytest.fixture
def planned(ada: Actor, tmp_path: Path) -> Import:
    """A table that waits to be brought in."""
    (tmp_path / "people.csv").write_text(TABLE, encoding="utf-8")
    return actions.preview_import(ada, begin(ada, tmp_path / "people.csv").pk)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_columns_are_corrected_and_dates_settled(ada: Actor, open_as: OpenAs, planned: Import, scripts: bool) -> None:
    page = open_as(ada, f"/imports/{planned.pk}/", scripts=scripts)
    name = page.get_by_role("textbox", name="Name for Shoes")
    expect(name).to_be_hidden()
    page.get_by_role("combobox", name="What Shoes is").select_option(label="New field")
    expect(name).to_be_visible()
    name.fill("Shoe size")
    page.get_by_role("radio", name="3 April").check()
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in it?")
    run_worker(Event(), once=True)
    page.reload()
    expect(page.get_by_role("combobox", name="What Shoes is")).to_have_value("field:Shoe size")
    expect(page.get_by_role("radio")).to_have_count(0)
    page.get_by_role("button", name="Bring it in").click()
    run_worker(Event(), once=True)
    assert Person.objects.get(name="Ida Osei").birthday == "1980-04-03"
    assert CustomField.objects.get().name == "Shoe size"


def test_fields_of_an_event_show_only_for_one(ada: Actor, open_as: OpenAs, planned: Import) -> None:
    page = open_as(ada, f"/imports/{planned.pk}/")
    event = page.get_by_role("textbox", name="Event")
    expect(event).to_be_hidden()
    page.get_by_role("combobox", name="Each row is").select_option(label="somebody at an event")
    expect(event).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_columns_do_not_violate_axe(ada: Actor, open_as: OpenAs, planned: Import, theme: str, phone: bool) -> None:
    page = open_as(ada, f"/imports/{planned.pk}/", theme=theme, phone=phone)
    results = Axe().run(page, options=WCAG)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
