"""Tasks of goals and what goals bring into Today: playbooks with days and owners, worth with its parts, and all of it undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, todo
from hustings.apps.goals.models import Goal, GoalTask, Stakeholder
from hustings.apps.goals.playbooks import days_of, playbook_of, playbooks
from hustings.apps.goals.worth import influence_of, worths
from hustings.apps.people.actions import Fact, add_person, log_touch, set_do_not_contact, undo
from hustings.apps.people.models import Organisation
from hustings.apps.people.offers import errands_due, put_off_errand, settle_errand
from hustings.apps.today import queries as today
from hustings.apps.today import wording
from hustings.engine.ranking import GOAL
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = NOW.date()


@pytest.fixture
def goal(ada: Actor) -> int:
    body = Organisation.objects.create(workspace_id=ada.workspace_id, name="Riverside Council").pk
    return actions.add_goal(ada, name="Adopt the ordinance", deadline=date(2026, 6, 30), body=body)[0]


def placed(actor: Actor, goal: int, name: str, tier: str = "decision_maker", **changes: object) -> int:
    person = add_person(actor, name=name)
    number = actions.add_stakeholder(actor, goal, person_id=person, tier=tier)[0]
    Stakeholder.objects.filter(pk=number).update(added_at=NOW - timedelta(days=30))
    if changes:
        actions.change_stakeholder(actor, number, **changes)
    return number


def at(actor: Actor, moment: datetime = NOW) -> dict[str, today.ItemView]:
    return {item.name: item for item in today.today_at(actor, at=moment, minutes=120).items}


def test_each_playbook_that_ships_has_steps_in_their_order_and_belongs_to_a_tier() -> None:
    assert {book.tier for book in playbooks().values()} == {"decision_maker", "influencer", "constituent"}
    for book in playbooks().values():
        assert [step.after for step in book.steps] == sorted(step.after for step in book.steps)
        assert all(step.title and step.how for step in book.steps)
        assert len({step.code for step in book.steps}) == len(book.steps)


def test_a_playbook_that_is_longer_than_the_time_left_is_pressed_together_in_its_order() -> None:
    book = playbook_of("brief")
    days = days_of(book, begin=DAY, deadline=DAY + timedelta(days=10))
    assert (days[0], days[-1]) == (DAY, DAY + timedelta(days=10))
    assert list(days) == sorted(days)
    assert set(days_of(book, begin=DAY, deadline=DAY - timedelta(days=3))) == {DAY}
    assert days_of(book, begin=DAY, deadline=None)[-1] == DAY + timedelta(days=30)


def test_the_playbook_of_their_tier_becomes_tasks_with_days_and_whoever_looks_after_them(
    ada: Actor, ben: Actor, goal: int
) -> None:
    cora = placed(ada, goal, "Cora Member", owner=ben.member_id)
    ids, step = todo.start_playbook(ada, goal, now=NOW, stakeholder_id=cora)
    rows = todo.tasks_of(ada, goal, now=NOW)
    assert [row.id for row in rows] == list(ids)
    assert {(row.playbook, row.about, row.owner) for row in rows} == {("brief", "Cora Member", "Ben Castillo")}
    assert rows[0].due_on == DAY
    assert todo.started(rows) == {("brief", cora)}
    with pytest.raises(WrongInput, match="on its way"):
        todo.start_playbook(ada, goal, now=NOW, stakeholder_id=cora)
    undo(ada, step)
    assert not GoalTask.objects.exists()


def test_a_town_hall_is_held_for_the_goal_and_a_brief_with_somebody(ada: Actor, goal: int) -> None:
    dora = placed(ada, goal, "Dora Affected", tier="constituent")
    with pytest.raises(WrongInput, match="town hall"):
        todo.start_playbook(ada, goal, now=NOW, stakeholder_id=dora)
    with pytest.raises(WrongInput, match="as a whole"):
        todo.start_playbook(ada, goal, "town_hall", now=NOW, stakeholder_id=dora)
    with pytest.raises(WrongInput, match="with whom"):
        todo.start_playbook(ada, goal, "brief", now=NOW)
    with pytest.raises(WrongInput, match="no playbook"):
        todo.start_playbook(ada, goal, "sorcery", now=NOW)
    ids, _ = todo.start_playbook(ada, goal, "town_hall", now=NOW)
    assert len(ids) == len(playbook_of("town_hall").steps)


def test_somebody_of_another_goal_or_dismissed_gets_no_tasks_here(ada: Actor, goal: int) -> None:
    other = actions.add_goal(ada, name="Save the library")[0]
    elsewhere, gone = placed(ada, other, "Eve Elsewhere"), placed(ada, goal, "Gus Gone")
    actions.change_stakeholder(ada, gone, dismissed=True)
    for number in (elsewhere, gone):
        with pytest.raises(WrongInput, match="not on the map"):
            todo.add_task(ada, goal, title="Call", stakeholder_id=number)


SETTLINGS: list[Callable[[Actor, int], int]] = [
    lambda actor, task: todo.settle_task(actor, task, now=NOW),
    lambda actor, task: todo.put_off_task(actor, task, until=DAY + timedelta(days=2), now=NOW),
    lambda actor, task: todo.drop_task(actor, task, now=NOW),
    lambda actor, task: todo.change_task(actor, task, title="Another", owner=None),
]


@pytest.mark.parametrize("settle", SETTLINGS)
def test_a_task_is_done_put_off_dropped_or_changed_and_comes_back_as_it_was(
    ada: Actor, goal: int, settle: Callable[[Actor, int], int]
) -> None:
    task, _ = todo.add_task(ada, goal, title=" Book the hall ", due_on=DAY)
    before = todo.tasks_due(ada, now=NOW)
    assert [row.title for row in before] == ["Book the hall"]
    step = settle(ada, task)
    assert todo.tasks_due(ada, now=NOW) != before
    undo(ada, step)
    assert todo.tasks_due(ada, now=NOW) == before


def test_what_was_settled_is_not_settled_twice_and_nonsense_is_refused(ada: Actor, goal: int) -> None:
    task, _ = todo.add_task(ada, goal, title="Book the hall")
    for wrong in ({"title": " "}, {"colour": "red"}, {"owner": 0}):
        with pytest.raises(WrongInput):
            todo.change_task(ada, task, **wrong)
    with pytest.raises(WrongInput, match="after today"):
        todo.put_off_task(ada, task, until=DAY, now=NOW)
    with pytest.raises(WrongInput):
        todo.add_task(ada, goal, title=" ")
    with pytest.raises(WrongInput):
        todo.tasks_of(ada, goal, now=NOW, state="odd")
    todo.settle_task(ada, task, now=NOW)
    with pytest.raises(WrongInput, match="settled already"):
        todo.drop_task(ada, task, now=NOW)
    assert [row.state for row in todo.tasks_of(ada, goal, now=NOW, state="all")] == ["done"]


def test_a_volunteer_does_the_tasks_that_were_given_to_them_and_sees_no_others(
    ada: Actor, vera: Actor, otto: Actor, goal: int
) -> None:
    hers, _ = todo.add_task(ada, goal, title="Put up the posters", due_on=DAY, owner=vera.member_id)
    his, _ = todo.add_task(ada, goal, title="Write the brief", due_on=DAY)
    assert [(each.id, each.link) for each in errands_due(vera, now=NOW)] == [(f"goal_task:{hers}", "")]
    with pytest.raises(NotFound):
        todo.settle_task(vera, his, now=NOW)
    with pytest.raises(NotFound):
        todo.settle_task(otto, hers, now=NOW)
    with pytest.raises(NotPermitted):
        todo.add_task(vera, goal, title="Mine")
    step = settle_errand(vera, f"goal_task:{hers}", now=NOW)
    assert not errands_due(vera, now=NOW)
    undo(vera, step)


def test_things_to_do_are_tasks_steps_with_organisations_and_reviews_and_each_can_be_settled_and_put_off(
    ada: Actor, goal: int
) -> None:
    union = Organisation.objects.create(workspace_id=ada.workspace_id, name="Dock Union", key="dock union").pk
    number, _ = actions.add_stakeholder(ada, goal, organisation_id=union)
    actions.change_stakeholder(ada, number, next_step="Ask for their figures", next_on=DAY)
    actions.change_goal(ada, goal, review_on=DAY)
    todo.add_task(ada, goal, title="Book the hall", due_on=DAY - timedelta(days=1))
    found = {each.id.split(":")[0]: each for each in errands_due(ada, now=NOW)}
    assert list(found) == ["goal_task", "goal_review", "goal_step"]
    assert (found["goal_step"].about, found["goal_step"].title) == ("Dock Union", "Ask for their figures")
    for errand in found.values():
        before = errands_due(ada, now=NOW)
        settled = settle_errand(ada, errand.id, now=NOW)
        assert errand.id not in {each.id for each in errands_due(ada, now=NOW)}
        undo(ada, settled)
        put_off = put_off_errand(ada, errand.id, until=DAY + timedelta(days=3), now=NOW)
        assert errand.id not in {each.id for each in errands_due(ada, now=NOW)}
        undo(ada, put_off)
        assert errands_due(ada, now=NOW) == before


@pytest.mark.parametrize("errand", ["goal_task:999", "weather:1", "goal_task:x", "goal_task"])
def test_a_thing_to_do_that_is_not_there_is_not_found(ada: Actor, errand: str) -> None:
    with pytest.raises(NotFound):
        settle_errand(ada, errand, now=NOW)
    with pytest.raises(NotFound):
        put_off_errand(ada, errand, until=DAY + timedelta(days=1), now=NOW)


def test_a_review_comes_again_in_four_weeks_and_never_after_the_deadline(ada: Actor, goal: int) -> None:
    actions.change_goal(ada, goal, review_on=DAY)
    settle_errand(ada, f"goal_review:{goal}", now=NOW)
    assert Goal.objects.get(pk=goal).review_on == DAY + timedelta(days=28)
    actions.change_goal(ada, goal, deadline=DAY + timedelta(days=5))
    settle_errand(ada, f"goal_review:{goal}", now=NOW)
    assert Goal.objects.get(pk=goal).review_on == DAY + timedelta(days=5)
    settle_errand(ada, f"goal_review:{goal}", now=NOW + timedelta(days=5))
    assert Goal.objects.get(pk=goal).review_on is None


def test_those_worth_most_for_the_goal_come_first_and_the_reason_shows_its_parts(ada: Actor, goal: int) -> None:
    placed(ada, goal, "Cora Decider", power=5)
    placed(ada, goal, "Dan Bystander", tier="constituent", power=1)
    found = at(ada)
    assert list(found) == ["Cora Decider", "Dan Bystander"]
    reason = found["Cora Decider"].reasons[0]
    assert (reason.code, reason.facts["influence"], reason.facts["known_by"]) == ("goal_untouched", "1.00", "power")
    assert float(reason.facts["swing"]) > float(found["Dan Bystander"].reasons[0].facts["swing"])
    assert found["Cora Decider"].action == "advance_goal"
    said = wording.reason(reason.code, reason.facts, today=DAY)
    assert "Adopt the ordinance" in said
    assert "influence 1.00" in said
    assert "next step" in wording.action("advance_goal", channel="email")


def test_where_somebody_stands_firmly_there_is_less_to_move(ada: Actor, goal: int) -> None:
    firm, open_one = placed(ada, goal, "Finn Firm", tier="influencer"), placed(ada, goal, "Olga Open", tier="influencer")
    person = Stakeholder.objects.get(pk=firm).person_id
    fact = Fact(kind="vote", lean=1.0, at=NOW - timedelta(days=3), source="roll call 7", condition="public")
    actions.say_stance(ada, goal, fact, now=NOW, person_id=person)
    rows = list(Stakeholder.objects.filter(pk__in=[firm, open_one]).select_related("goal"))
    known = worths(ada, rows, now=NOW)
    assert known[firm].swing < 0.5 == known[open_one].swing


def test_influence_is_that_of_the_map_else_the_power_else_the_tier(ada: Actor, goal: int) -> None:
    row = Stakeholder.objects.get(pk=placed(ada, goal, "Cora"))
    assert influence_of(row) == (0.8, "tier")
    row.power = 2
    assert influence_of(row) == (0.4, "power")
    row.influence = 0.93
    assert influence_of(row) == (0.93, "map")


def test_a_step_that_is_due_calls_until_somebody_talked_to_them(ada: Actor, goal: int) -> None:
    number = placed(ada, goal, "Cora Member", next_step="Bring the figures", next_on=DAY)
    person = Stakeholder.objects.get(pk=number).person_id or 0
    (reason, *others) = at(ada)["Cora Member"].reasons
    assert (reason.code, reason.facts["step"]) == ("goal_step", "Bring the figures")
    assert [each.code for each in others] == [GOAL]
    assert "Bring the figures, due on" in wording.reason(reason.code, reason.facts, today=DAY)
    assert "×" in wording.reason(GOAL, others[0].facts, today=DAY)
    title = today.evidence(ada, reason.evidence[0]).title
    assert title == "Adopt the ordinance: Cora Member"
    log_touch(ada, [person], kind="meeting", at=NOW + timedelta(hours=1), now=NOW + timedelta(hours=1))
    assert "Cora Member" not in at(ada, NOW + timedelta(days=1))


def test_whom_another_looks_after_and_who_wants_no_contact_are_not_brought(ada: Actor, ben: Actor, goal: int) -> None:
    placed(ada, goal, "Bens Contact", owner=ben.member_id)
    quiet = placed(ada, goal, "Quiet One")
    set_do_not_contact(ada, Stakeholder.objects.get(pk=quiet).person_id or 0, silent=True, now=NOW)
    assert not at(ada)
    assert list(at(ben)) == ["Bens Contact"]


def test_goals_that_ended_bring_nobody(ada: Actor, goal: int) -> None:
    placed(ada, goal, "Cora Member")
    assert at(ada)
    assert not at(ada, datetime(2026, 7, 15, tzinfo=UTC))
    actions.change_goal(ada, goal, state="won")
    assert not at(ada)


def test_evidence_of_a_stance_opens_and_what_is_hidden_is_not_found(ada: Actor, vera: Actor, otto: Actor, goal: int) -> None:
    number = placed(ada, goal, "Cora Member")
    person = Stakeholder.objects.get(pk=number).person_id
    fact = Fact(kind="statement", lean=0.5, at=NOW - timedelta(days=3), words="I like it.", condition="public")
    told, _ = actions.say_stance(ada, goal, fact, now=NOW, person_id=person)
    assert today.evidence(ada, f"evidence:{told}").text == "I like it."
    for actor in (vera, otto):
        for kind in (f"evidence:{told}", f"stakeholder:{number}"):
            with pytest.raises((NotFound, NotPermitted)):
                today.evidence(actor, kind)
    with pytest.raises(NotFound):
        today.evidence(ada, "weather:1")


def test_many_goals_and_stakeholders_cost_no_more_queries_than_few(ada: Actor, goal: int) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            at(ada)
            errands_due(ada, now=NOW)
        return len(captured)

    placed(ada, goal, "Cora")
    few = queries()
    for number in range(4):
        other = actions.add_goal(ada, name=f"Goal {number}")[0]
        placed(ada, other, f"Decider {number}")
        todo.add_task(ada, other, title="Call", due_on=DAY)
    assert queries() - few <= 2 * 4  # an opening looks at the last talks of each one on the list
    assert len(at(ada)) == 5
