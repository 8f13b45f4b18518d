"""Crises: alarms with the messages behind them, raised from new messages alone; the plan, the checklist and the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import crisis, crisis_queries
from hustings.apps.inbox.crisis import Role
from hustings.apps.inbox.models import Alarm, AlarmMessage, CrisisMark
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from inbox_talks import said

CLAIM = "I hear that the mayor sold the harbour to her brother for one euro."


def claimed(ada: Actor, number: int, *, text: str = CLAIM, hours: int = 1) -> int:
    return said(ada, f"{text} Greetings from street {number}.", by=f"Voter {number}", at=utc_now() - timedelta(hours=hours))


def test_one_claim_that_many_repeat_raises_one_alarm_with_the_messages_behind_it(ada: Actor) -> None:
    now = utc_now()
    for number in range(4):
        claimed(ada, number)
    assert crisis.watch(now=now) == 0
    talks = [claimed(ada, number) for number in (4, 5)]
    assert crisis.watch(now=now) == 1
    (row,) = crisis_queries.alarms_of(ada, only_open=True)
    assert (row.kind, row.number, row.z >= 3) == ("repeated", 6, True)
    view = crisis_queries.alarm_view(ada, row.id)
    assert set(talks) <= {each.conversation_id for each in view.messages}
    assert view.log[0].member == "Hustings"
    claimed(ada, 6)
    assert crisis.watch(now=now + timedelta(minutes=2)) == 0
    assert AlarmMessage.objects.count() == 7


def test_one_person_who_repeats_a_claim_is_no_crowd(ada: Actor) -> None:
    for number in range(8):
        said(ada, CLAIM, by="Voter 1", thread=f"t{number}")
    assert crisis.watch(now=utc_now()) == 0


def test_a_rise_of_hostile_messages_raises_an_alarm_and_a_quiet_look_costs_next_to_nothing(ada: Actor) -> None:
    now = utc_now()
    words = ("Shame on you.", "You liar!", "Resign.", "How dare you?", "Corrupt, all of it.", "A disgrace.", "You crook.")
    for number, text in enumerate(words):
        said(ada, text, by=f"Voter {number}")
    assert crisis.watch(now=now) == 1
    view = crisis_queries.alarm_view(ada, Alarm.objects.get().pk)
    assert (view.row.kind, len(view.messages)) == ("hostile", 7)
    assert all(each.words for each in view.messages)
    with CaptureQueriesContext(connection) as caught:
        assert crisis.watch(now=now) == 0
    assert len(caught) <= 4


def test_old_messages_that_an_import_brings_are_no_news(ada: Actor) -> None:
    for number in range(8):
        claimed(ada, number, hours=24 * 60)
    assert crisis.watch(now=utc_now()) == 0
    assert not CrisisMark.objects.exists()


def test_marks_go_after_two_weeks_and_an_alarm_that_is_over_stays_quiet(ada: Actor) -> None:
    now = utc_now()
    for number in range(6):
        claimed(ada, number)
    crisis.watch(now=now)
    number = Alarm.objects.get().pk
    crisis.end(ada, number, text="It was a hoax.", now=now)
    claimed(ada, 7)
    assert crisis.watch(now=now) == 0
    said(ada, "Something else entirely happened here.", by="Voter 9", at=now + timedelta(days=20))
    crisis.watch(now=now + timedelta(days=20))
    assert set(CrisisMark.objects.values_list("interaction__text", flat=True)) == {"Something else entirely happened here."}


def test_a_plan_is_made_in_calm_worked_by_steps_and_logged(ada: Actor, ben: Actor) -> None:
    now = utc_now()
    assert crisis_queries.plan_of(ada) == crisis_queries.Plan()
    crisis.save_plan(
        ada, roles=[Role("Speaks", "", ben.member_id), Role("Lawyer", "Dr. Ito"), Role(" ", "x")],
        checklist=["Find out what is true", " ", "Tell the members"], holding="We look into it.", approver_id=ben.member_id,
    )  # fmt: skip
    plan = crisis_queries.plan_of(ada)
    assert [(each.role, each.name) for each in plan.roles] == [("Speaks", "Ben Castillo"), ("Lawyer", "Dr. Ito")]
    talk = said(ada, CLAIM)
    number = crisis.raise_by_hand(ada, text="A leaflet goes round.", now=now, conversation_ids=[talk])
    other = crisis.raise_by_hand(ada, text="And another one.", now=now)
    for _ in range(2):
        crisis.do_step(ben, number, step=1, now=now)
    crisis.add_entry(ada, number, text="Called the printer.", now=now)
    with pytest.raises(NotPermitted, match="somebody else"):
        crisis.approve(ada, number, statement="It is false.", now=now)
    crisis.approve(ben, number, statement="It is false.", now=now)
    crisis.end(ada, number, text="Over", now=now)
    view = crisis_queries.alarm_view(ada, number)
    assert [(line.kind, line.text) for line in view.log] == [
        ("raised", "A leaflet goes round."), ("step", "Tell the members"), ("note", "Called the printer."),
        ("approved", "It is false."), ("over", "Over"),
    ]  # fmt: skip
    assert (view.done, view.statement, view.approved_by, len(view.messages)) == ({1}, "It is false.", "Ben Castillo", 1)
    assert [row.id for row in crisis_queries.alarms_of(ada)] == [other, number]


def test_what_cannot_be_done_in_a_crisis_is_said(ada: Actor, ben: Actor, vera: Actor, otto: Actor) -> None:
    now = utc_now()
    number = crisis.raise_by_hand(ada, text="A leaflet", now=now)
    for wrong in (
        lambda: crisis.do_step(ada, number, step=0, now=now),
        lambda: crisis.add_entry(ada, number, text=" ", now=now),
        lambda: crisis.approve(ada, number, statement=" ", now=now),
        lambda: crisis.raise_by_hand(ada, text="", now=now),
        lambda: crisis.save_plan(ada, roles=[Role("x", "", 987_654)], checklist=[], holding=""),
        lambda: crisis.save_plan(ada, roles=[], checklist=["x"] * 61, holding=""),
    ):
        with pytest.raises(WrongInput):
            wrong()
    for forbidden in (
        lambda: crisis.save_plan(ben, roles=[], checklist=[], holding=""),
        lambda: crisis.add_entry(vera, number, text="x", now=now),
        lambda: crisis_queries.alarms_of(vera),
        lambda: crisis.approve(ben, number, statement="x", now=now),
    ):
        with pytest.raises(NotPermitted):
            forbidden()
    for hidden in (lambda: crisis.end(otto, number, text="", now=now), lambda: crisis_queries.alarm_view(otto, number)):
        with pytest.raises(NotFound):
            hidden()
    crisis.approve(ada, number, statement="It is false.", now=now)
    crisis.end(ada, number, text="", now=now)
    with pytest.raises(WrongInput, match="over"):
        crisis.add_entry(ada, number, text="Too late", now=now)
