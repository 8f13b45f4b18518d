"""People found while typing, logged in seconds, put in order by keyboard: in a real browser, with scripts and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.reviews import open_reviews
from hustings.apps.people.models import Interaction, Person
from journeys.conftest import OpenAs, strike
from small_export import with_people


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    """Ada, with the people of a small export."""
    with_people(ada, tmp_path)
    return ada


def named(name: str) -> Person:
    return Person.objects.get(name__startswith=name)


def two_pairs(actor: Actor) -> None:
    """Two pairs in the review queue."""
    for name in ("Mara Lind", "Olga Nowak"):
        first, second = (actions.add_person(actor, name=each) for each in (name, f"{name}h"))
        open_reviews(actor.workspace_id, [(first, second, 0.8, [["prior", -12.0, ""], ["given_same", 6.3, "x"]])])


def test_somebody_is_found_and_opened_by_keyboard_only(known: Actor, open_as: OpenAs) -> None:
    page = open_as(known, "/people/")
    keys = page.keyboard
    keys.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    keys.type("etx")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile("query=etx"))
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.get_by_label("Search").blur()
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Marisol Etxeberria")
    expect(page.get_by_text("Asks a question")).to_be_visible()


def test_a_figure_opens_onto_what_it_is_made_of(known: Actor, open_as: OpenAs) -> None:
    page = open_as(known, f"/people/{named('Marisol').pk}/")
    figure = page.locator(".stand summary", has_text="%")
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="What they sent over the years")).to_be_visible()


def test_a_touch_is_logged_from_anywhere_by_keyboard_only(known: Actor, open_as: OpenAs) -> None:
    page = open_as(known, "/conversations/")
    keys = page.keyboard
    keys.press("l")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("With whom")).to_be_focused()
    keys.type("tomasz")
    keys.press("Enter")
    expect(dialog.get_by_role("checkbox", name="Tomasz")).to_be_checked()
    expect(dialog.get_by_label("With whom")).to_have_value("")
    dialog.get_by_label("What was said, in a line").focus()
    keys.type("About the grid")
    dialog.get_by_role("button", name="Log it").focus()
    keys.press("Enter")
    expect(page.get_by_text("Logged with Tomasz Wiśniewski.")).to_be_visible()
    expect(page).to_have_url(re.compile("/conversations/$"))
    assert Interaction.objects.filter(text="About the grid", kind="call").exists()
    strike(page, "u")
    expect(page.get_by_text(re.compile("Taken back: "))).to_be_visible()
    assert not Interaction.objects.filter(text="About the grid").exists()


def test_a_note_and_a_rhythm_change_the_page_in_place(known: Actor, open_as: OpenAs) -> None:
    page = open_as(known, f"/people/{named('Tomasz').pk}/")
    page.keyboard.press("n")
    page.keyboard.type("Knows every turbine by name")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    expect(page.locator(".facts", has_text="Knows every turbine by name")).to_be_visible()
    page.keyboard.press("r")
    page.get_by_role("radio", name="Close ally").check()
    page.get_by_role("button", name="Set").click()
    expect(page.locator(".stand")).to_contain_text("Close ally, every month")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".stand")).not_to_contain_text("Close ally")


def test_pairs_are_decided_one_after_the_other_by_keyboard(known: Actor, open_as: OpenAs) -> None:
    two_pairs(known)
    page = open_as(known, "/reviews/")
    pairs = page.locator("[data-row]")
    expect(pairs).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(pairs).to_have_count(1)
    expect(pairs.first).to_be_focused()
    page.keyboard.press("u")
    expect(pairs).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(pairs).to_have_count(1)
    expect(pairs.first).to_be_focused()
    page.keyboard.press("l")
    expect(page.get_by_text("No doubts")).to_be_visible()


def test_everything_works_without_scripts(known: Actor, open_as: OpenAs) -> None:
    page = open_as(known, "/people/?query=tom", scripts=False)
    page.get_by_role("link", name="Tomasz Wiśniewski").click()
    page.get_by_text("Note", exact=True).first.click()
    page.get_by_label("What to remember").fill("Met at the wind farm")
    page.get_by_role("button", name="Keep").first.click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    page.get_by_role("link", name="Log a touch").first.click()
    page.get_by_label("With whom").fill("kwabena")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("checkbox", name="Kwabena")).to_be_checked()
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Logged with")).to_be_visible()


@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", True)], ids=["light-desk", "dark-phone"])
def test_no_page_violates_axe_or_is_wider_than_its_window(known: Actor, open_as: OpenAs, theme: str, phone: bool) -> None:
    two_pairs(known)
    actions.add_field(known, name="Precinct", type="text")
    person, other = named("Marisol").pk, named("Mara Lindh").pk
    organisation = Person.objects.get(pk=person).positions.get().organisation_id
    paths = [
        "/people/", "/people/?query=xyz", "/people/new/", f"/people/log/?person={person}&q=to", f"/people/{person}/",
        f"/people/{person}/merge/?other={other}", f"/people/{person}/timeline/", "/organisations/",
        f"/organisations/{organisation}/", "/tags/", "/fields/", "/conversations/", "/invitations/",
        "/reviews/", "/reviews/sure/",
    ]  # fmt: skip
    page: Page = open_as(known, "/people/", theme=theme, phone=phone)
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details:not([name])').forEach((each) => each.open = true)")
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), path


def test_from_a_person_what_was_said_comes_first_and_enter_adds_nobody(known: Actor, open_as: OpenAs) -> None:
    tomasz = Person.objects.get(name__startswith="Tomasz")
    page = open_as(known, f"/people/{tomasz.pk}/")
    page.get_by_role("link", name="Log a touch").or_(page.locator("a[href*='log/?person=']")).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What was said, in a line")).to_be_focused()
    page.keyboard.type("Marisol")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_text("Another time, who began, a promise, or an occasion").click()
    dialog.get_by_label("You promised").fill("the map")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Logged with Tomasz Wiśniewski.")).to_be_visible()
