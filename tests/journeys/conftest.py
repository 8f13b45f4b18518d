"""A real browser on the real server: Chromium without a window, signed in as one of the cast."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, sync_playwright

from conftest import signed_in
from hustings.apps.accounts.actor import Actor

CHROMIUM = os.environ.get("HUSTINGS_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # The network map draws with WebGL, also where there is no graphics card.
    "--enable-unsafe-swiftshader",
)
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

OpenAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if "/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the whole run."""
    if CHROMIUM is None:
        missing = "There is no Chromium here. Install it, or name it in HUSTINGS_TEST_CHROMIUM."
        pytest.fail(missing) if os.environ.get("HUSTINGS_CI") else pytest.skip(missing)
    # Playwright's loop runs in this thread, which Django would take for an async context.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE") if before is None else os.environ.update(DJANGO_ALLOW_ASYNC_UNSAFE=before)


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> None:
    """Kept copies lie under the number of their import, and numbers begin anew with every test."""
    settings.HUSTINGS_HOME = tmp_path / "home"


@pytest.fixture
def open_as(chromium: Browser, live_server: Any) -> Iterator[OpenAs]:
    """Opens an address as a member: `open_as(ada, "/", phone=True, theme="dark")`. Without an actor it is a visitor.

    Errors in scripts, what the content security policy refuses, missing files and errors of the server fail the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(
        actor: Actor | None, path: str = "/", *, phone: bool = False, theme: Any = "light", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            is_mobile=phone,
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if actor is not None:
            cookie = signed_in(actor).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if "Content Security Policy" in message.text else None)
        page.on("response", lambda response: troubles.append(response.url) if _is_broken(response) else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _is_broken(response: Response) -> bool:
    is_file = response.request.resource_type in ("script", "stylesheet", "image", "font", "other")
    return response.status >= 500 or (is_file and response.status >= 400)


def reach(target: Locator, *, phone: bool) -> None:
    """Goes to a field or a button once the page stands: by a touch on a phone, else by the tabulator alone."""
    target.page.wait_for_load_state()
    if phone:
        target.tap()
        return
    for _ in range(200):
        if target.evaluate("element => element === document.activeElement"):
            return
        target.page.keyboard.press("Tab")
    raise AssertionError("The tabulator does not lead there.")


def press(target: Locator, *, phone: bool) -> None:
    """Touches a button or a link; without a phone goes there by the tabulator and presses the enter key."""
    reach(target, phone=phone)
    if not phone:
        target.page.keyboard.press("Enter")


def strike(page: Page, *keys: str) -> None:
    """Strikes keys one after another once the page listens: what is struck while it is still coming is lost."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)
