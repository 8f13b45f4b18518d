"""The character U+0000, which no data base keeps in a text, is refused wherever it comes from."""

from __future__ import annotations

import pytest

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor


@pytest.mark.parametrize("path", ["/people/?q=a%00b", "/people/?a%00b=1"])
def test_a_question_that_holds_it_is_refused_as_a_page(client_of: ClientOf, ada: Actor, path: str) -> None:
    response = client_of(ada).get(path)
    assert response.status_code == 400
    assert "U+0000" in response.content.decode()


def test_a_form_that_holds_it_is_refused_and_another_is_not(client_of: ClientOf, ada: Actor) -> None:
    browser, form = client_of(ada), "application/x-www-form-urlencoded"
    refused = browser.post("/people/new/", "name=Ada%00", content_type=form)
    assert (refused.status_code, "U+0000" in refused.content.decode()) == (400, True)
    assert browser.post("/people/new/", "name=Marta", content_type=form).status_code in (200, 302)


def test_the_api_refuses_it_in_json(client_of: ClientOf, ada: Actor) -> None:
    response = client_of(ada).get("/api/v1/people?q=a%00b")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "wrong_input")
