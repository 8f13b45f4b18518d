"""Goals: maps with stances from evidence, counts, suggestions with reasons, and every step taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, queries, todo
from hustings.apps.goals.models import Goal, GoalTask, Stakeholder
from hustings.apps.people.actions import (
    Fact,
    add_person,
    confirm_evidence,
    log_touch,
    merge_people,
    record_evidence,
    remove_evidence,
    undo,
    unmerge_people,
)
from hustings.apps.people.models import Evidence, Organisation, Person, Tie
from hustings.kernel.errors import ForbiddenByUseRule, NotFound, NotPermitted, WrongInput

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DEADLINE = date(2026, 6, 30)


def fact(lean: float, kind: str = "statement", *, days: int = 10, **rest: str) -> Fact:
    return Fact(kind=kind, lean=lean, at=NOW - timedelta(days=days), condition=rest.pop("condition", "public"), **rest)


@pytest.fixture
def council(ada: Actor) -> dict[str, int]:
    """Five members of the council, by name."""
    names = ("Cora", "Dan", "Eve", "Finn", "Gus")
    return {name: add_person(ada, name=f"{name} Member", organisation="Riverside Council", title="Member") for name in names}


@pytest.fixture
def body(council: dict[str, int]) -> int:
    return Organisation.objects.get(name="Riverside Council").pk


@pytest.fixture
def goal(ada: Actor, body: int) -> int:
    return actions.add_goal(ada, name="Council adopts the ordinance", issue="Clean river", deadline=date(2026, 6, 30), body=body)[
        0
    ]


def test_a_goal_begins_from_its_template(ada: Actor, goal: int) -> None:
    row = queries.goals_of(ada, now=NOW)[0]
    assert (row.name, row.issue, row.body, row.days, row.rule) == (
        "Council adopts the ordinance", "Clean river", "Riverside Council", 60, "majority",
    )  # fmt: skip
    assert row.stage == "drafted"
    assert row.owner == "Ada Okafor"


def test_whoever_sits_on_the_body_is_proposed_first_with_the_seat_as_the_reason(
    ada: Actor, goal: int, council: dict[str, int]
) -> None:
    found = queries.suggested(ada, goal)
    assert [each.name for each in found] == [f"{name} Member" for name in council]
    assert {each.tier for each in found} == {"decision_maker"}
    assert found[0].reasons[0].code == "decides"
    assert found[0].reasons[0].evidence[0].startswith("position:")


def test_who_was_accepted_or_dismissed_is_not_proposed_again_until_that_is_undone(
    ada: Actor, goal: int, council: dict[str, int]
) -> None:
    _, accepted = actions.add_stakeholder(ada, goal, person_id=council["Cora"], tier="decision_maker")
    dismissed = actions.dismiss(ada, goal, person_id=council["Dan"])
    assert {each.name for each in queries.suggested(ada, goal)} == {"Eve Member", "Finn Member", "Gus Member"}
    assert [row.name for row in queries.goal_view(ada, goal, now=NOW).stakeholders] == ["Cora Member"]
    undo(ada, dismissed)
    undo(ada, accepted)
    assert len(queries.suggested(ada, goal)) == 5


def test_taking_back_a_dismissal_leaves_what_was_said_of_them_since(ada: Actor, goal: int, council: dict[str, int]) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=council["Cora"], tier="decision_maker")
    dismissed = actions.dismiss(ada, goal, person_id=council["Cora"])
    actions.change_stakeholder(ada, number, power=5)
    undo(ada, dismissed)
    assert only(ada, goal).power == 5


def test_people_in_touch_with_deciders_and_beside_them_are_proposed(ada: Actor, goal: int, council: dict[str, int]) -> None:
    friend = add_person(ada, name="Hana Friend")
    for other in (council["Cora"], council["Dan"]):
        Tie.objects.create(workspace_id=ada.workspace_id, subject_id=friend, other_id=other, out_count=3)
    for name in ("Cora", "Eve"):
        add_position_of(ada, council[name], "Harbour Club")
    add_person(ada, name="Ivo Host", organisation="Harbour Club", title="Chair")
    why = {each.name: {reason.code: reason.facts for reason in each.reasons} for each in queries.suggested(ada, goal)}
    assert why["Hana Friend"]["tied"] == {"deciders": 2, "exchanged": 6}
    assert why["Hana Friend"]["grassroots"] == {"deciders": 2}
    assert {each.name: each.tier for each in queries.suggested(ada, goal)}["Hana Friend"] == "constituent"
    assert why["Ivo Host"]["sits_with"] == {"organisation": "Harbour Club", "deciders": 2}
    assert why["Harbour Club"]["where_they_sit"] == {"deciders": 2}


def add_position_of(actor: Actor, person_id: int, organisation: str) -> None:
    from hustings.apps.people.actions import add_position

    add_position(actor, person_id, organisation=organisation, title="Guest")


def test_who_shares_more_and_smaller_bodies_with_deciders_comes_first(ada: Actor, goal: int, council: dict[str, int]) -> None:
    for name, place in (("Cora", "Chamber"), ("Eve", "Chamber"), ("Cora", "Budget"), ("Eve", "Budget")):
        add_position_of(ada, council[name], place)
    beside = {name: add_person(ada, name=name, organisation="Chamber", title="Member") for name in ("Abe Back", "Zoe Close")}
    add_position_of(ada, beside["Zoe Close"], "Budget")
    found = [each for each in queries.suggested(ada, goal) if each.reasons[0].code == "sits_with"]
    assert [each.name for each in found] == ["Zoe Close", "Abe Back"]
    assert [why.facts["organisation"] for why in found[0].reasons] == ["Budget", "Chamber"]


def test_critics_with_common_ground_are_proposed_with_it(ada: Actor, goal: int) -> None:
    critic = add_person(ada, name="Jo Critic")
    other, _ = actions.add_goal(ada, name="Save the library")
    actions.say_stance(ada, goal, fact(-0.9), now=NOW, person_id=critic)
    actions.say_stance(ada, other, fact(0.8), now=NOW, person_id=critic)
    found = next(each for each in queries.suggested(ada, goal) if each.name == "Jo Critic")
    assert {reason.code for reason in found.reasons} == {"voice", "critic"}
    assert next(r.facts for r in found.reasons if r.code == "critic") == {"issue": "Save the library"}


def test_a_stance_is_unknown_without_evidence_and_opens_onto_it(ada: Actor, goal: int, council: dict[str, int]) -> None:
    actions.add_stakeholder(ada, goal, person_id=council["Cora"], tier="decision_maker")
    assert only(ada, goal).stance.stance.step == "unknown"
    number, step = actions.say_stance(
        ada, goal, fact(1, "vote", words="Voted for it in 2024", link="https://council.example/12"), now=NOW,
        person_id=council["Cora"],
    )  # fmt: skip
    shown = only(ada, goal).stance
    assert shown.stance.step == "strong_support"
    assert [(row.id, row.source, row.words) for row in shown.evidence] == [
        (number, "https://council.example/12", "Voted for it in 2024")
    ]
    assert shown.evidence[0].weight > 0
    undo(ada, step)
    assert only(ada, goal).stance.evidence == ()


def only(actor: Actor, goal: int) -> queries.StakeholderRow:
    return queries.goal_view(actor, goal, now=NOW).stakeholders[0]


def test_a_text_only_suggests_until_somebody_confirms_it(ada: Actor, goal: int, council: dict[str, int]) -> None:
    actions.add_stakeholder(ada, goal, person_id=council["Cora"])
    number, _ = actions.say_stance(ada, goal, fact(1, "text"), now=NOW, person_id=council["Cora"])
    assert only(ada, goal).stance.evidence[0].suggests
    assert only(ada, goal).stance.stance.step == "unknown"
    step = confirm_evidence(ada, number)
    assert only(ada, goal).stance.stance.step == "lean_support"
    undo(ada, step)
    assert only(ada, goal).stance.stance.step == "unknown"


def test_an_opinion_is_kept_only_on_a_condition(ada: Actor, goal: int, council: dict[str, int]) -> None:
    with pytest.raises(ForbiddenByUseRule, match="GDPR"):
        actions.say_stance(ada, goal, fact(1, condition=""), now=NOW, person_id=council["Cora"])
    with pytest.raises(ForbiddenByUseRule, match="never inferred"):
        actions.say_stance(ada, goal, fact(1, "network"), now=NOW, person_id=council["Cora"])
    organisation = Organisation.objects.get(name="Riverside Council").pk
    number, _ = actions.say_stance(ada, goal, fact(1, "network", condition=""), now=NOW, organisation_id=organisation)
    assert Evidence.objects.get(pk=number).condition == "organisation"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Fact(kind="hunch", lean=1, at=NOW), "kind"),
        (Fact(kind="vote", lean=2, at=NOW), "lean"),
        (Fact(kind="vote", lean=1, at=NOW + timedelta(days=1)), "at"),
        (Fact(kind="vote", lean=1, at=NOW, link="javascript:alert(1)"), "link"),
    ],
)
def test_a_wrong_fact_says_what_is_wrong(ada: Actor, goal: int, council: dict[str, int], wrong: Fact, field: str) -> None:
    with pytest.raises(WrongInput) as refused:
        actions.say_stance(ada, goal, wrong, now=NOW, person_id=council["Cora"])
    assert refused.value.field == field
    with pytest.raises(WrongInput):
        actions.say_stance(ada, goal, fact(1), now=NOW)


def test_the_count_says_who_is_missing_and_who_can_be_moved(ada: Actor, goal: int, council: dict[str, int]) -> None:
    for name, lean in {"Cora": 1, "Dan": 1, "Eve": 0.1, "Finn": -1}.items():
        actions.say_stance(ada, goal, fact(lean, "vote" if abs(lean) == 1 else "statement"), now=NOW, person_id=council[name])
    count = queries.goal_view(ada, goal, now=NOW).count
    assert count is not None
    assert (count.voting, count.needed, count.gap) == (5, 3, 1)
    assert count.steps["unknown"] == 1
    assert [each.name for each in count.to_win] == ["Eve Member"]
    assert {each.name for each in count.swing} >= {"Eve Member", "Gus Member"}


def test_where_nobodys_stance_is_known_no_chance_is_told_and_nobody_is_near(ada: Actor, goal: int, body: int) -> None:
    for number in (goal, actions.add_goal(ada, name="Stop the quarry", issue="Quarry", kind="block", body=body)[0]):
        count = queries.goal_view(ada, number, now=NOW).count
        assert count is not None
        assert (count.chance, count.to_win, count.to_hold, count.swing, count.steps["unknown"]) == (None, (), (), (), 5)
        assert (count.gap, count.from_unknown) in ((3, 3), (0, 0))


def test_stopping_something_counts_from_the_other_side(ada: Actor, body: int, council: dict[str, int]) -> None:
    goal, _ = actions.add_goal(ada, name="Stop the quarry", issue="Quarry", kind="block", body=body)
    for name in ("Cora", "Dan", "Eve"):
        actions.say_stance(ada, goal, fact(-1, "vote"), now=NOW, person_id=council[name])
    assert set(Evidence.objects.values_list("lean", flat=True)) == {1.0}
    count = queries.goal_view(ada, goal, now=NOW).count
    assert count is not None
    assert (count.needed, count.gap, count.spare, count.steps["strong_against"]) == (3, 1, 0, 3)
    assert count.chance < 0.1
    for name in ("Cora", "Dan", "Eve"):
        actions.say_stance(ada, goal, fact(1, "told_us", days=1), now=NOW, person_id=council[name])
        actions.say_stance(ada, goal, fact(1, "vote", days=0), now=NOW, person_id=council[name])
    held = queries.goal_view(ada, goal, now=NOW).count
    assert held is not None
    assert held.chance > count.chance


def test_without_deciders_there_is_no_count_and_the_page_says_why(ada: Actor) -> None:
    goal, _ = actions.add_goal(ada, name="Be endorsed by the paper", kind="endorsed")
    view = queries.goal_view(ada, goal, now=NOW)
    assert view.count is None
    assert "Nobody" in view.count_refused


def test_what_nobody_looks_after_and_who_moved_is_listed(ada: Actor, goal: int, council: dict[str, int]) -> None:
    ids = {name: actions.add_stakeholder(ada, goal, person_id=council[name])[0] for name in ("Cora", "Dan")}
    log_touch(ada, [council["Cora"]], kind="call", at=NOW - timedelta(days=1), now=NOW)
    actions.change_stakeholder(ada, ids["Cora"], owner=ada.member_id)
    actions.say_stance(ada, goal, fact(-1, days=200, source="speech"), now=NOW, person_id=council["Dan"])
    actions.say_stance(ada, goal, fact(1, "told_us", days=5, source="talk"), now=NOW, person_id=council["Dan"])
    view = queries.goal_view(ada, goal, now=NOW)
    assert view.unowned == (ids["Dan"],)
    assert view.untouched == (ids["Dan"],)
    assert view.drifted == (ids["Dan"],)
    assert next(row.drift for row in view.stakeholders if row.id == ids["Dan"]) >= 2  # type: ignore[operator]


def test_changes_are_checked_and_taken_back(ada: Actor, goal: int, council: dict[str, int]) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=council["Cora"])
    step = actions.change_stakeholder(ada, number, power=5, interest=2, motives="Rents", tier="decision_maker")
    assert (only(ada, goal).power, only(ada, goal).tier) == (5, "decision_maker")
    undo(ada, step)
    assert (only(ada, goal).power, only(ada, goal).motives) == (None, "")
    for wrong in ({"power": 6}, {"tier": "boss"}, {"owner": 987654}, {"shoe_size": 4}):
        with pytest.raises(WrongInput):
            actions.change_stakeholder(ada, number, **wrong)
    step = actions.change_goal(ada, goal, state="won", rule="two_thirds", body=None, owner=None)
    assert queries.goals_of(ada, now=NOW) == ()
    assert queries.goals_of(ada, state="won", now=NOW)[0].body == ""
    undo(ada, step)
    assert queries.goals_of(ada, now=NOW)[0].rule == "majority"
    for wrong in ({"state": "asleep"}, {"rule": "dice"}, {"name": " "}, {"id": 4}):
        with pytest.raises(WrongInput):
            actions.change_goal(ada, goal, **wrong)


def test_a_goal_is_taken_back_only_while_its_map_is_empty(ada: Actor, council: dict[str, int]) -> None:
    goal, step = actions.add_goal(ada, name="Fund the ferry", kind="fund")
    _, placed = actions.add_stakeholder(ada, goal, person_id=council["Cora"])
    with pytest.raises(WrongInput, match="on its map"):
        undo(ada, step)
    undo(ada, placed)
    undo(ada, step)
    assert not Goal.objects.filter(pk=goal).exists()
    for wrong in ({"name": " "}, {"name": "x", "kind": "wish"}, {"name": "x", "rule": "dice"}):
        with pytest.raises(WrongInput):
            actions.add_goal(ada, **wrong)


def test_nothing_crosses_the_border_and_volunteers_do_not_see_goals(
    ada: Actor, otto: Actor, vera: Actor, goal: int, council: dict[str, int]
) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=council["Cora"])
    evidence, _ = actions.say_stance(ada, goal, fact(1), now=NOW, person_id=council["Cora"])
    for refused in (
        lambda: queries.goal_view(otto, goal, now=NOW),
        lambda: actions.change_stakeholder(otto, number, power=1),
        lambda: actions.add_stakeholder(otto, goal, person_id=council["Cora"]),
        lambda: remove_evidence(otto, evidence),
        lambda: record_evidence(otto, Goal.objects.get(pk=goal).issue_id, fact(1), now=NOW, person_id=council["Cora"]),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(NotPermitted):
        queries.goals_of(vera, now=NOW)


def test_evidence_of_others_is_taken_away_by_managers_only_and_comes_back(
    ada: Actor, ben: Actor, goal: int, council: dict[str, int]
) -> None:
    number, _ = actions.say_stance(ada, goal, fact(1), now=NOW, person_id=council["Cora"])
    with pytest.raises(NotPermitted):
        remove_evidence(ben, number)
    step = remove_evidence(ada, number)
    assert not Evidence.objects.exists()
    undo(ada, step)
    assert Evidence.objects.get().pk == number


def test_a_merge_takes_evidence_and_the_place_on_the_map_along(ada: Actor, goal: int, council: dict[str, int]) -> None:
    twin = add_person(ada, name="C. Member")
    actions.add_stakeholder(ada, goal, person_id=twin)
    actions.say_stance(ada, goal, fact(1), now=NOW, person_id=twin)
    merge_people(ada, council["Cora"], twin)
    assert Stakeholder.objects.get(goal_id=goal).person_id == council["Cora"]
    assert Evidence.objects.get().person_id == council["Cora"]
    assert not Person.objects.filter(pk=twin).exists()


def test_of_two_on_one_map_the_tasks_of_both_stay_with_the_one_and_part_again(
    ada: Actor, goal: int, council: dict[str, int]
) -> None:
    twin = add_person(ada, name="C. Member")
    mine, theirs = (actions.add_stakeholder(ada, goal, person_id=person)[0] for person in (council["Cora"], twin))
    todo.add_task(ada, goal, title="Call Cora", stakeholder_id=mine)
    todo.add_task(ada, goal, title="Write to C.", stakeholder_id=theirs)
    todo.start_playbook(ada, goal, now=NOW, stakeholder_id=mine)
    todo.start_playbook(ada, goal, now=NOW, stakeholder_id=theirs)
    before = sorted(GoalTask.objects.values_list())
    event = merge_people(ada, council["Cora"], twin)
    assert set(GoalTask.objects.values_list("stakeholder_id", flat=True)) == {mine}
    assert len(todo.tasks_of(ada, goal, now=NOW)) == len(before)
    unmerge_people(ada, event.pk)
    assert sorted(GoalTask.objects.values_list()) == before
    merge_people(ada, council["Cora"], twin)
    undo(ada)
    assert sorted(GoalTask.objects.values_list()) == before


def test_two_merges_into_one_stakeholder_part_in_either_order(ada: Actor, goal: int, council: dict[str, int]) -> None:
    people = [council[name] for name in ("Cora", "Dan", "Eve")]
    rows = [actions.add_stakeholder(ada, goal, person_id=person)[0] for person in people]
    for row in rows:
        todo.add_task(ada, goal, title="Call", stakeholder_id=row)
    first = merge_people(ada, people[1], people[2])
    second = merge_people(ada, people[0], people[1])
    assert GoalTask.objects.filter(stakeholder_id=rows[0]).count() == 3
    unmerge_people(ada, first.pk)
    unmerge_people(ada, second.pk)
    assert list(GoalTask.objects.order_by("id").values_list("stakeholder_id", flat=True)) == rows


def test_the_map_costs_the_same_queries_for_two_as_for_four(ada: Actor, goal: int, council: dict[str, int]) -> None:
    counts = []
    for part in (list(council.values())[:2], list(council.values())[:4]):
        for person in part:
            actions.add_stakeholder(ada, goal, person_id=person)
            actions.say_stance(ada, goal, fact(0.5), now=NOW, person_id=person)
        with CaptureQueriesContext(connection) as captured:
            queries.goal_view(ada, goal, now=NOW)
            queries.suggested(ada, goal)
        counts.append(len(captured))
    assert counts[0] == counts[1] < 30


def test_a_step_taken_back_leaves_alone_what_another_member_changed_since(ada: Actor, ben: Actor) -> None:
    goal, _ = actions.add_goal(ada, name="Adopt the ordinance", theory="Ask the districts")
    renamed = actions.change_goal(ada, goal, name="Pass the ordinance")
    actions.change_goal(ben, goal, theory="Ask the unions")
    undo(ada, renamed)
    row = Goal.objects.get(pk=goal)
    assert (row.name, row.theory) == ("Adopt the ordinance", "Ask the unions")
    place, _ = actions.add_stakeholder(ada, goal, person_id=add_person(ada, name="Ana Souza"))
    rated = actions.change_stakeholder(ada, place, power=4)
    actions.change_stakeholder(ben, place, motives="Her district floods")
    undo(ada, rated)
    held = Stakeholder.objects.get(pk=place)
    assert (held.power, held.motives) == (None, "Her district floods")
    task, _ = todo.add_task(ada, goal, title="Call Ana")
    moved = todo.change_task(ada, task, title="Visit Ana")
    todo.change_task(ben, task, how="With the figures")
    undo(ada, moved)
    kept = GoalTask.objects.get(pk=task)
    assert (kept.title, kept.how) == ("Call Ana", "With the figures")
