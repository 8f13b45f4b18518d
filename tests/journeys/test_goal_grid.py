"""The grid of power and interest in a real browser: judged by dragging and by keys, and left alone by letting go below it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions
from hustings.apps.goals.models import Stakeholder
from hustings.apps.people.actions import add_person

OpenAs = Callable[..., Page]


@pytest.fixture
def goal(ada: Actor) -> int:
    goal, _ = actions.add_goal(ada, name="Council adopts the ordinance")
    for name in ("Cora Weir", "Dan Weir"):
        actions.add_stakeholder(ada, goal, person_id=add_person(ada, name=name))
    return goal


def judged(name: str) -> tuple[int | None, int | None]:
    return Stakeholder.objects.values_list("power", "interest").get(person__name=name)


def drag(page: Page, name: Locator, *, across: float, down: float) -> None:
    """Takes a name to a point of the grid, both in hundredths of it."""
    held, frame = name.bounding_box(), page.locator("[data-grid] .frame").bounding_box()
    assert held
    assert frame
    page.mouse.move(held["x"] + held["width"] / 2, held["y"] + held["height"] / 2)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * across / 100, frame["y"] + frame["height"] * down / 100, steps=5)
    page.mouse.up()


def test_somebody_is_drawn_into_the_grid_and_moved_in_it(ada: Actor, goal: int, open_as: OpenAs) -> None:
    page = open_as(ada, f"/goals/{goal}/grid/")
    names = page.locator("[data-grid] a")
    with page.expect_navigation():
        drag(page, names.filter(has_text="Cora"), across=90, down=10)
    assert judged("Cora Weir") == (5, 5)
    with page.expect_navigation():
        drag(page, names.filter(has_text="Cora"), across=30, down=90)
    assert judged("Cora Weir") == (1, 2)
    drag(page, names.filter(has_text="Cora"), across=50, down=120)
    assert names.filter(has_text="Cora").get_attribute("transform") is None
    assert (judged("Cora Weir"), judged("Dan Weir")) == ((1, 2), (None, None))


def test_by_keys_somebody_begins_in_the_middle(ada: Actor, goal: int, open_as: OpenAs) -> None:
    page = open_as(ada, f"/goals/{goal}/grid/")
    with page.expect_navigation():
        page.locator("[data-grid] a", has_text="Dan").press("Alt+ArrowUp")
    assert judged("Dan Weir") == (4, 3)
    with page.expect_navigation():
        page.locator("[data-grid] a", has_text="Dan").press("Alt+ArrowRight")
    assert judged("Dan Weir") == (4, 4)
