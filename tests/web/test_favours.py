"""The pages of giving and asking: the ledger, an ask that is stopped and overruled, thanks, and the log of gifts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import put_down_favour
from hustings.apps.favours.models import Ask, Favour, Gift
from hustings.apps.people.actions import add_person


@pytest.fixture
def hers(client_of: ClientOf, ada: Actor) -> Client:
    return client_of(ada)


@pytest.fixture
def cora(ada: Actor) -> int:
    return add_person(ada, name="Cora Lind")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_favour_is_put_down_thanked_and_shown_where_it_is_open(hers: Client, cora: int) -> None:
    assert "Nothing is open" in page(hers, "/favours/")
    hers.post(f"/people/{cora}/favours/add/", {"direction": "received", "kind": "introduction", "text": "To the editor"})
    assert "To the editor" in page(hers, f"/people/{cora}/favours/")
    assert "Thanks owed" in page(hers, "/favours/")
    hers.post(f"/favours/{Favour.objects.get().pk}/settle/", {"do": "thanked"})
    assert "Thanks owed" not in page(hers, "/favours/")
    assert "They gave more than you gave back" in page(hers, f"/people/{cora}/favours/")


def test_a_promise_stands_open_until_it_is_done(hers: Client, cora: int) -> None:
    hers.post(f"/people/{cora}/favours/add/", {"direction": "given", "kind": "data", "promised": "yes"})
    assert "What we promised" in page(hers, "/favours/")
    assert "we promised figures" in page(hers, "/favours/")
    hers.post(f"/favours/{Favour.objects.get().pk}/settle/", {"do": "done"})
    assert "You gave more than you received" in page(hers, f"/people/{cora}/favours/")


def test_an_ask_that_is_too_early_comes_back_with_what_to_do_and_can_be_overruled(hers: Client, cora: int) -> None:
    sent = {"kind": "endorsement", "text": "For the flyer"}
    answer = hers.post(f"/people/{cora}/asks/add/", sent)
    assert answer.status_code == 409
    assert "Talk with them first" in answer.content.decode()
    assert 'value="For the flyer"' in answer.content.decode()
    hers.post(f"/people/{cora}/asks/add/", {**sent, "overrule": "yes"})
    assert "overruled" in page(hers, f"/people/{cora}/favours/")
    number = Ask.objects.get().pk
    for state, answered in (("yes", "yes"), ("thanked", "thanked")):
        hers.post(f"/asks/{number}/answer/", {"answer": answered})
        assert Ask.objects.get().state == state


def test_whom_we_only_ask_is_said(hers: Client, ada: Actor, cora: int) -> None:
    for number in range(2):
        Ask.objects.create(
            workspace_id=ada.workspace_id, person_id=cora, member_id=ada.member_id, kind="vote", state="no",
            at=datetime.now(UTC) - timedelta(days=9 - number),
        )  # fmt: skip
    assert "You have only ever asked" in page(hers, f"/people/{cora}/favours/")
    put_down_favour(ada, cora, direction="given", kind="attention", at=datetime.now(UTC), now=datetime.now(UTC))
    assert "even" in page(hers, f"/people/{cora}/favours/")


def test_a_gift_goes_into_the_log_with_what_the_rule_said(hers: Client, cora: int) -> None:
    assert "No gift was put down" in page(hers, "/gifts/")
    sent = {"what": "A book", "rule": "us-house", "giver": "private", "on": ""}
    for value, status in (("", 400), ("dear", 400), ("4000", 400), ("20", 302)):
        assert hers.post(f"/people/{cora}/gifts/add/", {**sent, "value": value}).status_code == status
    assert hers.post(f"/people/{cora}/gifts/add/", {**sent, "value": "5", "cash": "yes"}).status_code == 400
    assert Gift.objects.get().said == "allowed"
    assert "private" in page(hers, "/gifts/")
    assert "us-house: within the rule" in page(hers, "/gifts/")
