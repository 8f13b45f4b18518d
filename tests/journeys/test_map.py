"""The map in a real browser: it draws, follows the filter, the slider and the keyboard, and the list holds the same."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions
from hustings.apps.goals.mapping import map_of
from hustings.apps.network.actions import state_tie
from hustings.apps.people.actions import Fact, add_person, log_touch
from hustings.apps.people.models import Organisation
from hustings.web import maps

OpenAs = Callable[..., Page]
NOW = datetime.now(UTC)
FIRST = (
    *("Ana", "Ben", "Cara", "Dev", "Ela", "Finn", "Gus", "Hal", "Ida", "Jon"),
    *("Kim", "Lea", "Max", "Nia", "Ola", "Pia", "Quin", "Rhea", "Sam", "Tess"),
)
needs_library = pytest.mark.skipif(
    not finders.find("vendor/sigma.min.js"), reason="the drawing library was not fetched (python tools/vendor.py)"
)


@pytest.fixture
def goal(ada: Actor) -> int:
    """A council of five, a water board of six, a works of nine; some are friends, two are opponents."""
    places = ["Riverside Council"] * 5 + ["Water Board"] * 6 + ["Harbour Works"] * 9
    people = [add_person(ada, name=f"{name} Weir", organisation=place) for name, place in zip(FIRST, places, strict=True)]
    begun = NOW.date() - timedelta(days=900)
    for one, other, kind in ((0, 5, "friend"), (5, 11, "ally"), (1, 6, "opponent"), (0, 6, "ally"), (0, 1, "ally")):
        since = begun if other == 6 else None
        state_tie(ada, ("person", people[one]), ("person", people[other]), kind=kind, now=NOW, since=since)
    log_touch(ada, [people[11]], kind="meeting", at=NOW - timedelta(days=3), now=NOW)
    body = Organisation.objects.get(name="Riverside Council").pk
    goal, _ = actions.add_goal(ada, name="Council adopts the ordinance", issue="Clean river", body=body)
    for place, lean in ((0, 1.0), (1, -1.0), (5, 0.5)):
        fact = Fact(kind="statement", lean=lean, at=NOW - timedelta(days=3), condition="public")
        actions.say_stance(ada, goal, fact, now=NOW, person_id=people[place])
    actions.add_stakeholder(ada, goal, person_id=people[5], tier="influencer")
    # The loops are compiled once, before a page waits for them.
    map_of(ada, goal, now=NOW)
    return goal


def keep_picture(page: Page, name: str) -> None:
    """Where HUSTINGS_TEST_PICTURES names a folder, to look at."""
    folder = os.environ.get("HUSTINGS_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def drawn(page: Page) -> Any:
    """The map's own element, once everybody is drawn."""
    page.wait_for_selector("[data-map][data-drawn]:visible")
    return page.locator("[data-map]")


def painted(page: Page) -> int:
    """How many points of the canvas of nodes are not paper."""
    return page.evaluate(
        """async () => {
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const gl = goalMap.sigma.webGLContexts.nodes;
            goalMap.sigma.render();
            const { width, height } = gl.canvas;
            const points = new Uint8Array(width * height * 4);
            gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, points);
            let painted = 0;
            for (let place = 3; place < points.length; place += 4) painted += points[place] > 0;
            return painted;
        }"""
    )


@needs_library
def test_the_map_draws_and_follows_the_filter(ada: Actor, goal: int, open_as: OpenAs) -> None:
    page = open_as(ada, f"/goals/{goal}/map/")
    board = drawn(page)
    expect(board).to_have_attribute("data-drawn", "23")
    everybody = painted(page)
    assert everybody > 500
    assert page.locator("[data-map-drawing]").is_hidden()
    keep_picture(page, "map-desk-light")
    page.fill("#m-q", "finn")
    page.wait_for_selector("[data-map][data-shown='1']")
    assert 0 < painted(page) < everybody / 4
    expect(page.locator("tr[data-place]:visible")).to_have_count(1)
    page.fill("#m-q", "")
    page.select_option("#m-stance", "strong_support")
    page.wait_for_selector("[data-map][data-shown='1']")
    page.select_option("#m-stance", "")
    page.select_option("#m-community", "0")
    expect(board).to_have_attribute("data-shown", re.compile(r"^([3-9]|1\d|2[0-2])$"))
    page.select_option("#m-community", "")
    page.select_option("#m-tier", "influencer")
    page.wait_for_selector("[data-map][data-shown='1']")
    expect(page.locator("[data-map-status]")).to_contain_text("Shown: 1 of 23")


@needs_library
def test_the_list_follows_the_map_where_not_all_stand_in_it(
    ada: Actor, goal: int, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "LISTED", 5)
    page = open_as(ada, f"/goals/{goal}/map/")
    board = drawn(page)
    listed = page.locator("tr[data-place]:visible")
    expect(listed).to_have_count(5)
    page.fill("#m-q", "tess")
    page.wait_for_selector("tr[data-place]:has-text('Tess Weir')")
    expect(listed).to_have_count(1)
    page.press("#m-q", "Enter")
    expect(board).to_have_attribute("data-focus", "Tess Weir")
    assert page.evaluate("goalMap.graph.filterNodes((key, attributes) => !goalMap.node(+key, attributes).hidden).length") > 1
    page.fill("#m-q", "")
    page.wait_for_selector("text=1 to 5 of 23")
    page.get_by_role("link", name="Further ones").click()
    page.wait_for_selector("text=6 to 10 of 23")
    expect(listed).to_have_count(5)


@needs_library
def test_of_very_many_ties_the_strongest_are_drawn_and_all_of_whoever_is_in_focus(
    ada: Actor, goal: int, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "LINES_AT_ONCE", 4)
    page = open_as(ada, f"/goals/{goal}/map/")
    board = drawn(page)
    assert page.evaluate("goalMap.graph.size") == 4
    expect(page.locator("[data-map-status]")).to_contain_text("Drawn are the 4 strongest of ")
    weakest = "Math.min(...goalMap.data.strength.filter((_, tie) => goalMap.drawn[tie]))"
    left_out = "Math.max(...goalMap.data.strength.filter((_, tie) => !goalMap.drawn[tie]))"
    assert page.evaluate(f"{weakest} >= {left_out}")
    board.focus()
    board.press("n")
    own = "goalMap.data.one.filter((one, tie) => [one, goalMap.data.other[tie]].includes(goalMap.focused)).length"
    seen = "goalMap.graph.filterEdges((edge, attributes) => !goalMap.edge(attributes).hidden).length"
    assert page.evaluate(seen) == page.evaluate(own) > 4
    board.press("Escape")
    assert page.evaluate("goalMap.graph.size") == 4


@needs_library
def test_the_map_works_by_keyboard(ada: Actor, goal: int, open_as: OpenAs) -> None:
    page = open_as(ada, f"/goals/{goal}/map/")
    board = drawn(page)
    board.focus()
    board.press("n")
    first = board.get_attribute("data-focus")
    assert first
    expect(page.locator("[data-map-detail] a")).to_contain_text(first)
    keep_picture(page, "map-desk-focus")
    board.press("n")
    expect(board).not_to_have_attribute("data-focus", first)
    board.press("p")
    expect(board).to_have_attribute("data-focus", first)
    before = page.evaluate("goalMap.sigma.getCamera().getState()")
    board.press("+")
    board.press("ArrowRight")
    after = page.evaluate("goalMap.sigma.getCamera().getState()")
    assert after["ratio"] < before["ratio"]
    assert after["x"] > before["x"]
    board.press("Escape")
    expect(board).not_to_have_attribute("data-focus", re.compile(""))
    board.press("n")
    board.press("Enter")
    page.wait_for_url(lambda address: "/map/" not in address)


@needs_library
def test_the_slider_goes_back_in_time_and_the_picture_is_taken(ada: Actor, goal: int, open_as: OpenAs) -> None:
    page = open_as(ada, f"/goals/{goal}/map/")
    board = drawn(page)
    slider = page.locator("[data-map-time]")
    slider.focus()
    seen = "goalMap.graph.filterEdges((edge, attributes) => !goalMap.edge(attributes).hidden).length"
    everything = page.evaluate(seen)
    slider.press("Home")
    assert page.evaluate(seen) == everything - 2
    slider.press("End")
    assert page.evaluate(seen) == everything
    with page.expect_download() as kept:
        page.click("[data-map-do=png]")
    assert Path(kept.value.path()).read_bytes()[:4] == b"\x89PNG"
    assert int(board.get_attribute("data-picture")) > 100


@needs_library
@pytest.mark.parametrize(("phone", "theme"), [(True, "light"), (False, "dark"), (True, "dark")])
def test_the_map_fits_a_phone_and_the_dark(ada: Actor, goal: int, open_as: OpenAs, phone: bool, theme: str) -> None:
    page = open_as(ada, f"/goals/{goal}/map/", phone=phone, theme=theme)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ink = page.evaluate("goalMap.ink")
    assert (int(ink[1:3], 16) > 128) == (theme == "dark")
    keep_picture(page, f"map-{'phone' if phone else 'desk'}-{theme}")


def test_without_scripts_or_library_the_drawing_and_the_list_stay(
    ada: Actor, goal: int, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_as(ada, f"/goals/{goal}/map/", scripts=False)
    expect(page.locator("[data-map-drawing] circle")).to_have_count(20)
    expect(page.locator("tr[data-place]")).to_have_count(23)
    keep_picture(page, "map-no-scripts")
    page.fill("#m-q", "finn")
    page.click(".map-filter button")
    expect(page.locator("tr[data-place]")).to_have_count(1)
    monkeypatch.setattr(maps, "_library", lambda: ())
    page = open_as(ada, f"/goals/{goal}/map/")
    expect(page.locator("[data-map-drawing]")).to_be_visible()


def test_an_introduction_is_asked_for_from_the_path(ada: Actor, goal: int, open_as: OpenAs) -> None:
    page = open_as(ada, f"/goals/{goal}/map/")
    page.locator("tr[data-place]", has_text="Finn Weir").get_by_label("The way to Finn Weir").click()
    page.wait_for_url("**/path/**")
    keep_picture(page, "path")
    page.get_by_role("link", name="Ask for the introduction").first.click()
    page.get_by_label("What would you say about them?").fill("Keeps her word.")
    page.get_by_label("What would they say about you?").fill("Prepared.")
    keep_picture(page, "path-ask")
    page.get_by_role("button", name="I ask for the introduction").click()
    page.get_by_role("button", name="It happened").click()
    expect(page.get_by_text("it happened")).to_be_visible()
    page.goto(page.url.split("/people/")[0] + "/introductions/")
    keep_picture(page, "introductions")
