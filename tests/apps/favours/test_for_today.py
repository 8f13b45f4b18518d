"""Thanks that are owed and favours that we promised come up on Today, and are settled there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import answer_ask, promise_into_ledger, put_down_ask, put_down_favour
from hustings.apps.favours.models import Ask, Favour
from hustings.apps.people import actions as people
from hustings.apps.today import actions, queries
from hustings.apps.today.wording import reason
from hustings.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def owed(ada: Actor) -> dict[str, int]:
    """Ana brought figures, Cora said yes, Finn was promised a room; nobody was thanked."""
    ids = {name: people.add_person(ada, name=name) for name in ("Ana Souza", "Cora Lind", "Finn Olsen")}
    put_down_favour(ada, ids["Ana Souza"], direction="received", kind="data", text="bus figures", at=NOW - DAY, now=NOW)
    ask, _ = put_down_ask(ada, ids["Cora Lind"], kind="advice", text="on rents", at=NOW - 3 * DAY, now=NOW, overrule=True)
    answer_ask(ada, ask, answer="yes", now=NOW - DAY)
    put_down_favour(
        ada, ids["Finn Olsen"], direction="given", kind="resource", text="a room", at=NOW - 15 * DAY, now=NOW, done=False
    )
    put_down_favour(ada, ids["Finn Olsen"], direction="given", kind="time", text="done long ago", at=NOW - DAY, now=NOW)
    return ids


def said(actor: Actor) -> dict[str, list[str]]:
    actions.refresh(actor, now=NOW)
    view = queries.today(actor, now=NOW)
    return {
        item.name: [reason(each.code, each.facts, today=view.day) for each in item.reasons if each.code != "closeness"]
        for item in view.items
    }


def test_what_is_owed_is_on_the_list_in_its_words(ada: Actor, owed: dict[str, int]) -> None:
    assert said(ada) == {
        "Ana Souza": ["Did you a favour (bus figures) and was not thanked"],
        "Cora Lind": ["Said yes to what you asked for (on rents) and was not thanked"],
        "Finn Olsen": ["You promised a favour on March 5, 2027: a room"],
    }
    opening = next(item.opening for item in queries.today(ada, now=NOW).items if item.name == "Finn Olsen")
    assert "a room" in opening


def test_done_settles_what_was_owed_and_undo_owes_it_again(ada: Actor, owed: dict[str, int]) -> None:
    said(ada)
    items = queries.today(ada, now=NOW).items
    steps = [actions.mark_done(ada, item.id or 0, now=NOW) for item in items]
    assert Ask.objects.get().state == "thanked"
    assert not Favour.objects.filter(done_at=None).exists()
    assert Favour.objects.get(direction="received").thanked_at == NOW
    for step in reversed(steps):
        people.undo(ada, step)
    assert (Ask.objects.get().state, Favour.objects.get(direction="received").thanked_at) == ("yes", None)
    assert Favour.objects.filter(done_at=None).count() == 1


def test_what_it_rests_on_opens_for_those_who_may_see_it(ada: Actor, otto: Actor, vera: Actor, owed: dict[str, int]) -> None:
    numbers = {"favour": Favour.objects.get(direction="received").pk, "ask": Ask.objects.get().pk}
    texts = {kind: queries.evidence(ada, f"{kind}:{number}").text for kind, number in numbers.items()}
    assert texts == {"favour": "bus figures", "ask": "on rents"}
    for kind, number in numbers.items():
        for other in (otto, vera):
            with pytest.raises(NotFound):
                queries.evidence(other, f"{kind}:{number}")
    assert said(vera) == {}


def test_a_promise_in_the_ledger_stands_on_the_list_once_and_is_settled_there_as_a_whole(ada: Actor) -> None:
    person = people.add_person(ada, name="Gil Moreau")
    logged = people.log_touch(
        ada, [person], kind="call", at=NOW - DAY, now=NOW - DAY, promise="the survey", promise_due=NOW.date()
    )
    promise_into_ledger(ada, logged.promise_id or 0, kind="data", now=NOW)
    assert [len(reasons) for reasons in said(ada).values()] == [1]
    actions.mark_done(ada, queries.today(ada, now=NOW).items[0].id or 0, now=NOW)
    assert Favour.objects.get().done_at == NOW
