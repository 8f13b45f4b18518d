"""The way in with a password and a code from an authenticator app, as a member sets it up and uses it."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from conftest import PASSWORD
from hustings.apps.accounts.actor import Actor
from journeys.conftest import OpenAs


@pytest.fixture
def door(ada: Actor, open_as: OpenAs) -> Page:
    """The sign-in page, looked at by a visitor."""
    return open_as(None, "/")


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill("ada@example.org")
    page.locator("input[type=password]").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def code(secret: str) -> str:
    """What an authenticator app shows at this moment (RFC 6238, 30 seconds, 6 digits)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_visitor_is_led_to_sign_in_and_then_to_today(door: Page) -> None:
    expect(door).to_have_url(re.compile("/accounts/login/"))
    sign_in(door)
    expect(door.get_by_role("heading", level=1)).to_have_text("Whom to talk to today")


def test_a_wrong_password_is_refused(door: Page) -> None:
    sign_in(door, "not the password")
    expect(door).to_have_url(re.compile("/accounts/login/"))
    expect(door.get_by_text("not correct")).to_be_visible()


def test_a_second_factor_is_set_up_and_then_asked_for(door: Page) -> None:
    sign_in(door)
    door.goto("/accounts/2fa/totp/activate/")
    if "reauthenticate" in door.url:
        door.locator("input[type=password]").fill(PASSWORD)
        door.locator("main").get_by_role("button").first.click()
    secret = door.locator("#authenticator_secret, [name=secret], input[readonly]").first.input_value()
    door.locator("[name=code]").fill(code(secret))
    door.locator("main").get_by_role("button", name="Activate").click()
    expect(door).not_to_have_url(re.compile("/activate/"))

    door.context.clear_cookies()
    door.goto("/")
    sign_in(door)
    expect(door).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    door.locator("[name=code]").first.fill("000000")
    door.locator("main").get_by_role("button", name="Sign In").first.click()
    expect(door).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    door.locator("[name=code]").first.fill(code(secret))
    door.locator("main").get_by_role("button", name="Sign In").first.click()
    expect(door.get_by_role("heading", level=1)).to_have_text("Whom to talk to today")
