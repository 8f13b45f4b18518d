"""The quarterly review: who serves which goal stays, who went quiet moves, decisions are remembered and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import add_goal, add_stakeholder
from hustings.apps.people import actions
from hustings.apps.people.actions.reassessing import reassess
from hustings.apps.people.models import Person, Reassessment
from hustings.apps.today.quarter import quarter
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOW = datetime(2027, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def known(actor: Actor, name: str, *, quiet: int, segment: str = "network") -> int:
    person = actions.add_person(actor, name=name)
    actions.log_touch(actor, [person], kind="meeting", at=NOW - quiet * DAY, now=NOW)
    actions.set_rhythm(actor, person, segment=segment, now=NOW)
    return person


def proposals(actor: Actor) -> dict[str, str]:
    return {row.name: row.proposal.decision for row in quarter(actor, now=NOW).rows}


@pytest.fixture
def four(ada: Actor) -> dict[str, int]:
    people = {
        "Ana": known(ada, "Ana", quiet=20), "Ben": known(ada, "Ben", quiet=300), "Cora": known(ada, "Cora", quiet=300),
        "Dan": known(ada, "Dan", quiet=900, segment="acquaintances"),
    }  # fmt: skip
    goal, _ = add_goal(ada, name="Bus line")
    add_stakeholder(ada, goal, person_id=people["Cora"])
    return people


def test_the_queue_says_who_serves_a_goal_and_who_went_quiet(ada: Actor, four: dict[str, int]) -> None:
    view = quarter(ada, now=NOW)
    assert proposals(ada) == {"Ben": "further", "Dan": "let_go", "Cora": "keep", "Ana": "keep"}
    assert [row.name for row in view.rows][2:] == ["Cora", "Ana"]
    assert view.rows[2].goals == ("Bus line",)
    assert view.goals == (("Bus line", 1),)
    assert (view.left, view.decided) == (4, 0)


def test_decisions_are_remembered_for_a_quarter_and_taken_back(ada: Actor, four: dict[str, int]) -> None:
    actions.undo(ada, reassess(ada, four["Ana"], "keep", now=NOW))
    step = reassess(ada, four["Dan"], "let_go", now=NOW, proposed="let_go", reasons=("quiet",))
    reassess(ada, four["Ben"], "further", now=NOW)
    view = quarter(ada, now=NOW)
    assert (view.left, view.decided, view.by_decision) == (2, 2, {"let_go": 1, "further": 1})
    reassess(ada, four["Cora"], "keep", now=NOW)
    assert quarter(ada, now=NOW).goals == (("Bus line", 1),), "who was decided on serves the goal still"
    assert Person.objects.get(pk=four["Dan"]).due_on is None
    assert Person.objects.get(pk=four["Ben"]).segment == "acquaintances"
    held = Reassessment.objects.get(person_id=four["Dan"])
    assert (held.before, held.after, held.reasons) == ("acquaintances", "none", ["quiet"])
    later = quarter(ada, now=NOW + 90 * DAY)
    assert {row.name for row in later.rows} == {"Ana", "Ben", "Cora"}
    actions.undo(ada, step)
    assert Person.objects.get(pk=four["Dan"]).segment == "acquaintances"
    assert "Dan" in proposals(ada)


def test_what_is_open_speaks_for_keeping_somebody(ada: Actor) -> None:
    person = known(ada, "Eve", quiet=300)
    assert proposals(ada) == {"Eve": "further"}
    actions.log_touch(ada, [person], kind="message", direction="out", at=NOW - 299 * DAY, now=NOW, promise="the report",
                      promise_due=NOW.date())  # fmt: skip
    assert proposals(ada) == {"Eve": "keep"}


def test_who_is_not_to_be_contacted_is_not_reviewed_and_others_decide_nothing(
    ada: Actor, vera: Actor, otto: Actor, four: dict[str, int]
) -> None:
    actions.set_do_not_contact(ada, four["Ana"], silent=True, now=NOW)
    assert "Ana" not in proposals(ada)
    assert proposals(vera) == proposals(otto) == {}
    with pytest.raises(NotPermitted):
        reassess(vera, four["Ben"], "keep", now=NOW)
    with pytest.raises(NotFound):
        reassess(otto, four["Ben"], "keep", now=NOW)
    with pytest.raises(WrongInput):
        reassess(ada, four["Ben"], "forget", now=NOW)  # type: ignore[arg-type]


def test_a_longer_queue_costs_no_more_queries(ada: Actor) -> None:
    counts = []
    for number in (1, 6):
        for each in range(number):
            known(ada, f"Person {number} {each}", quiet=300)
        with CaptureQueriesContext(connection) as captured:
            quarter(ada, now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_takes_decisions_one_by_one(ada: Actor, four: dict[str, int], client_of: ClientOf) -> None:
    hers = client_of(ada)
    page = hers.get("/review/quarter/").content.decode()
    assert "0 of 4 decided this quarter." in page
    assert "serves Bus line" in page
    answer = hers.post(
        f"/review/quarter/{four['Ben']}/", {"decision": "further", "reason": "quiet"}, headers={"HX-Request": "true"}
    )
    assert "1 of 4 decided this quarter." in answer.content.decode()
    for name in ("Ana", "Cora", "Dan"):
        assert hers.post(f"/review/quarter/{four[name]}/", {"decision": "keep"}).status_code == 302
    assert "The network is reviewed" in hers.get("/review/quarter/").content.decode()
