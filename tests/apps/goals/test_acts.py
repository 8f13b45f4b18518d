"""Public acts as evidence: bills that are a goal, roll calls, filed positions. The same twice changes nothing; all is undone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, acts, queries
from hustings.apps.goals.models import GoalSubject, Stakeholder
from hustings.apps.intake import stances
from hustings.apps.people.actions import add_person, undo
from hustings.apps.people.models import Evidence, Identity, Organisation
from hustings.apps.records.actions import place_records
from hustings.apps.records.queries import subjects_like
from hustings.connectors.records.roll_calls import Act, RollCall
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.kernel.records import FilingRecord

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def goal(ada: Actor) -> int:
    add_person(ada, name="Ann Lee", organisation="Riverside Council", title="Member")
    body = Organisation.objects.get(name="Riverside Council").pk
    return actions.add_goal(ada, name="Adopt the clean river ordinance", body=body)[0]


def file_positions(actor: Actor, *told: tuple[str, str], subject: str = "H.7") -> None:
    records = [
        (number, FilingRecord(external_id=f"ma:{number}", registrant="Firm", client=client, subject=subject, position=side,
                              since="2026-03"))
        for number, (client, side) in enumerate(told, start=Evidence.objects.count() * 100 + 1)
    ]  # fmt: skip
    place_records(actor.workspace_id, records)


def steps(actor: Actor, goal: int, *names: str) -> dict[str, str]:
    for each in Organisation.objects.filter(name__in=names):
        if not Stakeholder.objects.filter(organisation=each, goal_id=goal).exists():
            actions.add_stakeholder(actor, goal, organisation_id=each.pk)
    rows = queries.goal_view(actor, goal, now=NOW).stakeholders
    return {row.name: row.stance.stance.step for row in rows}


def test_who_filed_for_a_bill_that_is_the_goal_stands_with_us_and_who_filed_against_it_does_not(ada: Actor, goal: int) -> None:
    file_positions(ada, ("River Trust", "support"), ("Paper Mill", "oppose"), ("Bank", "neutral"))
    number, taken, undone = stances.link_bill(ada, goal, " h.7 ", helps=True, now=NOW)
    assert (taken.recorded, taken.known) == (2, 0)
    told = steps(ada, goal, "River Trust", "Paper Mill", "Bank")
    assert told == {"River Trust": "strong_support", "Paper Mill": "strong_against", "Bank": "unknown"}
    assert [(row.id, row.facts) for row in acts.subjects_of(ada, goal)] == [(number, 2)]
    assert Evidence.objects.filter(condition="organisation", kind="position").count() == 2
    for step in reversed(undone):
        undo(ada, step)
    assert not Evidence.objects.exists()
    assert not GoalSubject.objects.exists()


def test_a_bill_whose_passing_hurts_and_a_goal_to_stop_something_turn_sides_around(ada: Actor, goal: int) -> None:
    file_positions(ada, ("Paper Mill", "support"))
    stop, _ = actions.add_goal(ada, name="Stop the dam", kind="block")
    stances.link_bill(ada, goal, "H.7", helps=False, now=NOW)
    stances.link_bill(ada, stop, "H.7", helps=False, now=NOW)
    assert steps(ada, goal, "Paper Mill")["Paper Mill"] == "strong_against"
    assert steps(ada, stop, "Paper Mill")["Paper Mill"] == "strong_against"
    assert sorted(Evidence.objects.values_list("lean", flat=True)) == [-1.0, 1.0]


def test_later_filings_come_by_themselves_and_the_same_ones_change_nothing(ada: Actor, goal: int) -> None:
    stances.link_bill(ada, goal, "H.7", helps=True, now=NOW)
    file_positions(ada, ("River Trust", "support"))
    (step,) = stances.take_positions(ada, now=NOW)
    assert stances.take_positions(ada, now=NOW) == []
    undo(ada, step)
    assert not Evidence.objects.exists()
    actions.change_goal(ada, goal, state="dropped")
    assert stances.take_positions(ada, now=NOW) == []


def test_a_bill_is_linked_once_and_let_go(ada: Actor, otto: Actor, goal: int) -> None:
    number, _, _ = stances.link_bill(ada, goal, "H.7", helps=True, now=NOW)
    for wrong in ("h.7", "  "):
        with pytest.raises(WrongInput):
            acts.link_subject(ada, goal, wrong)
    with pytest.raises(NotFound):
        acts.unlink_subject(otto, number)
    step = acts.unlink_subject(ada, number)
    assert acts.subjects_of(ada, goal) == ()
    undo(ada, step)
    assert [(row.goal_id, row.subject, row.helps) for row in acts.linked_subjects(ada)] == [(goal, "H.7", True)]


def roll(*told: Act, on: date | None = date(2026, 3, 1)) -> RollCall:
    return RollCall("Third reading", "ocd-vote/1", on, told, 0)


def test_a_roll_call_finds_officials_by_number_and_by_a_clear_name_and_says_who_is_nobody(ada: Actor, goal: int) -> None:
    bo = add_person(ada, name="Bo Ray")
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=bo, kind="external", value="bioguide:R000007")
    told = roll(Act("ann lee", "", "vote", 1.0), Act("Ray, B.", "bioguide:R000007", "vote", -1.0), Act("Cy", "", "vote", 1.0))
    taken = acts.take_roll_call(ada, goal, told, now=NOW, link="https://council.example/1")
    assert (taken.recorded, taken.known, taken.unplaced) == (2, 0, ("Cy",))
    rows = {row.person.name: row for row in Evidence.objects.select_related("person") if row.person}
    assert {name: (row.lean, row.condition) for name, row in rows.items()} == {
        "Ann Lee": (1.0, "public"), "Bo Ray": (-1.0, "public"),
    }  # fmt: skip
    assert rows["Bo Ray"].words == "Third reading"
    again = acts.take_roll_call(ada, goal, told, now=NOW)
    assert (again.recorded, again.known, again.step) == (0, 2, None)
    undo(ada, taken.step)
    assert not Evidence.objects.exists()


def test_a_roll_call_without_a_day_counts_today_and_without_a_name_is_refused(ada: Actor, goal: int) -> None:
    bare = RollCall("", "", None, (Act("Ann Lee", "", "vote", 1.0),), 0)
    with pytest.raises(WrongInput, match="voted on"):
        acts.take_roll_call(ada, goal, bare, now=NOW)
    acts.take_roll_call(ada, goal, bare, now=NOW, title="The ordinance")
    assert Evidence.objects.get().at == NOW


def test_two_of_one_name_are_nobody_rather_than_the_wrong_one(ada: Actor, goal: int) -> None:
    add_person(ada, name="Ann Lee", organisation="Riverside Council", title="Member")
    taken = acts.take_roll_call(ada, goal, roll(Act("Ann Lee", "", "vote", 1.0)), now=NOW)
    assert (taken.recorded, taken.unplaced) == (0, ("Ann Lee",))


def test_only_who_may_edit_goals_takes_public_acts(ada: Actor, vera: Actor, goal: int) -> None:
    with pytest.raises(NotPermitted):
        acts.take_acts(vera, goal, [], helps=True, now=NOW)


def test_bills_on_like_questions_are_proposed_by_their_words(ada: Actor, goal: int) -> None:
    file_positions(ada, ("River Trust", "support"), subject="An act for a clean river")
    assert [row.subject for row in subjects_like(ada, "Adopt the clean river ordinance")] == ["An act for a clean river"]
    assert subjects_like(ada, "a an the") == ()
