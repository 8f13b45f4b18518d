"""What must hold for every page: policies in the headers, tokens in the forms."""

from __future__ import annotations

import pytest
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import User
from project.routes import all_paths

PATHS = all_paths()


def test_there_are_routes_to_test() -> None:
    assert {"/members/", "/accounts/login/", "/healthz"} <= set(PATHS)


@pytest.mark.parametrize("path", [*PATHS, "/nowhere"])
def test_every_answer_carries_the_policies(client_of: ClientOf, ada: Actor, path: str) -> None:
    browser = client_of(ada)
    browser.raise_request_exception = False
    headers = browser.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"]


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/healthz"])
def test_no_unsafe_request_without_a_token_of_this_browser(ada: Actor, path: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=ada.user_id))
    statuses = {method: getattr(browser, method)(path).status_code for method in ("post", "put", "patch", "delete")}
    # A view that takes its token later than Django does (uploads) may first say that it does not know the method.
    assert set(statuses.values()) <= {403, 405}, statuses


def test_a_form_without_a_token_is_told_so_in_our_words(ada: Actor) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=ada.user_id))
    assert "This form has expired" in browser.post("/profile/").content.decode()


def test_the_health_page_says_nothing_else(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok\n", {})


def test_an_address_that_leads_nowhere_is_said_in_our_words(client: Client, db: None) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "nothing at this address" in answer.content.decode()
