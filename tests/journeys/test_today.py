"""Today worked through by keyboard only, by touch, and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation
from hustings.apps.today.models import TodayItem
from journeys.conftest import OpenAs
from small_export import QUESTION, with_people


@pytest.fixture
def today(ada: Actor, open_as: OpenAs, tmp_path: Path) -> Page:
    """Ada's list of four people."""
    with_people(ada, tmp_path)
    return open_as(ada, "/")


def row(page: Page, name: str) -> str:
    return f"#{page.locator('[data-row]', has_text=name).get_attribute('id')}"


def test_the_day_is_worked_through_by_keyboard_only(today: Page) -> None:
    keys = today.keyboard
    names = [name.strip() for name in today.locator("[data-row] .name").all_inner_texts()]
    first, second, third = (today.locator(row(today, name)) for name in names[:3])

    keys.press("j")
    keys.press("j")
    keys.press("k")
    expect(first).to_be_focused()

    keys.press("d")
    keys.type("Told her what the council decided.")
    keys.press("Enter")
    expect(first).to_have_count(0)
    expect(today.get_by_text("Logged.")).to_be_visible()
    expect(today.get_by_text("1 of 4 dealt with")).to_be_visible()
    expect(second).to_be_focused()

    keys.press("s")
    keys.press("Enter")
    expect(second).to_have_count(0)
    expect(today.get_by_text(re.compile("Away until"))).to_be_visible()
    expect(third).to_be_focused()

    keys.press("u")
    expect(today.get_by_text(re.compile("Taken back: Not now"))).to_be_visible()
    expect(second).to_have_count(1)

    keys.press("j")
    keys.press("x")
    expect(second).to_have_count(0)
    expect(third).to_be_focused()
    keys.press("w")
    keys.press("Enter")
    expect(third).to_have_count(0)
    expect(today.locator("[data-row]")).to_be_focused()
    keys.press("d")
    keys.press("Enter")
    expect(today.get_by_text("That was everybody for today")).to_be_visible()
    assert sorted(TodayItem.objects.values_list("state", flat=True)) == ["done", "done", "not_needed", "wrong"]


def test_evidence_opens_in_place_and_stays_out_of_the_way(today: Page) -> None:
    reason = today.locator("[data-row]", has_text="Marisol").locator(".reason summary").first
    reason.focus()
    today.keyboard.press("Enter")
    expect(today.locator(".evidence blockquote", has_text=QUESTION)).to_be_visible()
    assert today.url.endswith("/")


def test_escape_closes_a_panel_and_returns_to_the_row(today: Page) -> None:
    today.keyboard.press("j")
    today.keyboard.press("s")
    panel = today.locator("[data-row]").first.locator("form.panel:visible")
    expect(panel).to_have_count(1)
    today.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(today.locator("[data-row]").first).to_be_focused()


def test_keys_lead_to_pages_help_and_the_palette(today: Page) -> None:
    keys = today.keyboard
    keys.press("?")
    expect(today.locator("#help")).to_be_visible()
    keys.press("Escape")
    expect(today.locator("#help")).to_be_hidden()
    keys.press("Control+k")
    with today.expect_response(re.compile("q=impo$")):
        keys.type("impo")
    expect(today.get_by_role("option", name="Imports")).to_be_visible()
    keys.press("Escape")
    expect(today.locator("#palette")).to_be_hidden()
    keys.press("g")
    keys.press("i")
    today.wait_for_url("**/imports/")
    keys.press("Control+k")
    keys.type("toda")
    expect(today.get_by_role("option", name="Today")).to_be_visible()
    keys.press("Enter")
    expect(today.get_by_role("heading", level=1)).to_have_text("Whom to talk to today")


def test_letters_typed_into_a_field_are_letters(today: Page) -> None:
    today.locator("#minutes").focus()
    today.keyboard.press("j")
    expect(today.locator("#minutes")).to_be_focused()


def test_a_refusal_is_said_and_nothing_is_lost(today: Page) -> None:
    open_row = today.locator("[data-row]").first
    open_row.get_by_text("Not now").click()
    open_row.get_by_role("button", name="Until then").click()
    expect(today.get_by_text("Choose a day after today.")).to_be_visible()
    expect(open_row).to_be_visible()


def test_the_theme_follows_the_switch_and_is_kept(today: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light = today.evaluate(paper)
    today.get_by_role("button", name="Light or dark").click()
    dark = today.evaluate(paper)
    assert dark != light
    today.reload()
    assert today.evaluate(paper) == dark


def test_the_day_can_be_worked_through_without_scripts(ada: Actor, open_as: OpenAs, tmp_path: Path) -> None:
    with_people(ada, tmp_path)
    page = open_as(ada, "/", phone=True, scripts=False)
    first = page.locator("[data-row]").first
    first.get_by_text("Did it").click()
    first.get_by_label("What was said, in a line").fill("We spoke.")
    first.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("1 of 4 dealt with")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("0 of 4 dealt with")).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 768, 1440])
def test_no_page_is_wider_than_the_window(today: Page, width: int) -> None:
    today.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/imports/", "/members/"):
        today.goto(path)
        assert today.evaluate("document.documentElement.scrollWidth") <= width, path


def test_keys_act_on_the_first_row_where_none_is_chosen_and_letters_in_a_panel_are_letters(today: Page) -> None:
    first = today.locator("[data-row]").first
    today.keyboard.press("s")
    expect(first.get_by_role("button", name="Until tomorrow")).to_be_focused()
    today.keyboard.press("x")
    expect(today.locator("[data-row]")).to_have_count(4)
    today.keyboard.press("Escape")
    today.keyboard.press("d")
    expect(first.get_by_label("What was said, in a line")).to_be_focused()
    today.keyboard.type("jdsx")
    expect(first.get_by_label("What was said, in a line")).to_have_value("jdsx")


@pytest.mark.parametrize("width", [360, 390])
def test_the_lower_bar_and_long_names_fit_a_phone(today: Page, width: int) -> None:
    Conversation.objects.update(person=None, subject="a-very-long-address-without-any-break-at-all@committee.example.org" * 2)
    today.set_viewport_size({"width": width, "height": 800})
    today.goto(today.url + "conversations/?state=all")
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert today.locator(".sections a span").evaluate_all(wide) == []
    assert today.evaluate("document.documentElement.scrollWidth <= innerWidth")
