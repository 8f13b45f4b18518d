"""A segment is built by pointing, told as it grows, saved, and used in the list; then those ticked are changed together."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hustings.apps.accounts.actor import Actor
from journeys.conftest import OpenAs
from small_export import with_people

# While one of these is there, a part of the page is being replaced and does not listen yet.
MOVING = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_segment_is_built_by_pointing(ada: Actor, open_as: OpenAs, tmp_path: Path, phone: bool) -> None:
    with_people(ada, tmp_path)
    page = open_as(ada, "/people/segments/build/", phone=phone)
    choose(page, "#f-0", "title")
    choose(page, "#o-0", "contains")
    page.fill("#v-0", "planner")
    expect(page.locator("#meant .how-many")).to_have_text("1 person")
    page.get_by_role("button", name="+ Condition").click()
    expect(page.locator("#f-1")).to_be_visible()
    choose(page, "#f-1", "do not contact")
    choose(page, "#v-1", "no")
    expect(page.locator("#meant .sentence")).to_contain_text("may be contacted")
    choose(page, "#group-kind", "group:has:interaction")
    expect(page.get_by_text("They have interactions where", exact=True)).to_be_visible()
    page.fill("#name", "Planners")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/people/?saved=*")
    expect(page.locator("#people")).to_contain_text("Marisol Etxeberria")


def choose(page: Page, place: str, value: str) -> None:
    """Chooses in what stands firmly, and waits until the builder has followed."""
    page.wait_for_selector(MOVING, state="detached")
    page.evaluate("document.getElementById('builder').dataset.old = 'yes'")
    page.select_option(place, value)
    if not place.startswith("#v"):
        page.wait_for_selector("#builder:not([data-old])")
    page.wait_for_selector(MOVING, state="detached")


def test_those_ticked_are_changed_and_changed_back(ada: Actor, open_as: OpenAs, tmp_path: Path) -> None:
    with_people(ada, tmp_path)
    page = open_as(ada, "/people/")
    page.get_by_label("Choose Marisol Etxeberria").check()
    page.get_by_label("Choose Kwabena Osei-Mensah").check()
    page.get_by_role("button", name="Change those ticked together").click()
    page.fill("#in-add_tag", "harbour")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Change 2 people").click()
    expect(page.locator("#people .tag", has_text="harbour")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#people .tag", has_text="harbour")).to_have_count(0)
