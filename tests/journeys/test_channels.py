"""A message is pasted, answered there by hand and marked as sent; an account of a platform that asks the member is led there."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from hustings.apps.accounts.actor import Actor
from journeys.conftest import OpenAs

SHOTS = os.environ.get("HUSTINGS_TEST_SHOTS", "")
"""A folder for pictures of the pages; none are taken where it is not named."""


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")], ids=["desk", "phone"])
def test_what_no_program_may_send_is_written_there(ada: Actor, open_as: OpenAs, phone: bool, theme: str) -> None:
    page = open_as(ada, "/conversations/paste/", phone=phone, theme=theme)
    page.fill("#paste-text", "When does the night bus come?")
    page.fill("#paste-name", "Ben Roth")
    page.fill("#paste-handle", "https://www.linkedin.com/in/ben-roth/")
    page.select_option("#paste-channel", "linkedin")
    look(page, f"paste-{theme}")
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("main")).to_contain_text("When does the night bus come?")
    page.fill("#there-text", "At ten past, from the harbour.")
    look(page, f"conversation-{theme}")
    page.get_by_role("button", name="Answer it there").click()
    expect(page.get_by_role("link", name="Open LinkedIn")).to_have_attribute("href", "https://www.linkedin.com/in/ben-roth")
    expect(page.locator("#there-text")).to_have_value("At ten past, from the harbour.")
    look(page, f"there-{theme}")
    page.get_by_role("button", name="I have sent it").click()
    expect(page.locator("main")).to_contain_text("Nothing is on its way")


def test_an_account_that_asks_the_member_is_agreed_to_there(ada: Actor, open_as: OpenAs) -> None:
    page = open_as(ada, "/channels/")
    look(page, "channels")
    page.get_by_role("link", name="YouTube").click()
    expect(page.locator("main code")).to_contain_text("/channels/return/")
    look(page, "connect")
    page.fill("#ask-client_id", "app-1")
    page.get_by_role("button", name="Connect").click()
    agree = page.get_by_role("link", name="Go to YouTube")
    expect(agree).to_be_visible()
    assert (agree.get_attribute("href") or "").startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    look(page, "agree")
