"""Members are asked how they know somebody at the right moments; limits, quiet times and occasions decide on reaching out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.touches import Logged
from hustings.apps.people.actions.vouching import never_asked
from hustings.apps.people.models import Occasion, QuietTime, Vouch, VouchQuestion
from hustings.apps.people.queries import limits, person_view
from hustings.apps.people.queries.limits import contact_stops, full_today, limits_of, quiet_times
from hustings.apps.today.planning import plan
from hustings.apps.today.wording import action, reason
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OFTEN: dict[str, Any] = {"per_day": 9, "per_week": 9, "per_month": 9, "quiet_from": time(0), "quiet_until": time(0)}


@pytest.fixture
def ana(ada: Actor) -> int:
    """Somebody whom Ada knows."""
    return actions.add_person(ada, name="Ana Souza", email="ana@example.org")


def meet(actor: Actor, *people: int, at: datetime = NOON) -> Logged:
    return actions.log_touch(actor, list(people), kind="meeting", at=at, now=at)


def codes(actor: Actor, *people: int) -> dict[int, str]:
    """Who has had enough for the day, and of what."""
    return {person: stop.code for person, stop in full_today(actor, people, now=NOON).items()}


def test_after_the_first_meeting_a_member_is_asked_once_and_not_at_the_next_moment(ada: Actor, ana: int) -> None:
    assert meet(ada, ana).asks == ana
    assert not actions.ask_vouch(ada, ana, "invitation", now=NOON + DAY)
    assert actions.ask_vouch(ada, ana, "invitation", now=NOON + 2 * DAY)


def test_a_second_meeting_is_no_first_one(ada: Actor, ben: Actor, ana: int) -> None:
    meet(ada, ana, at=NOON - DAY)
    assert meet(ada, ana).asks is None
    assert meet(ben, ana).asks == ana


def test_a_question_waits_until_it_is_answered_put_off_or_the_meeting_is_taken_back(ada: Actor, ben: Actor, ana: int) -> None:
    logged = meet(ada, ana)
    assert actions.vouch_questions(ada, now=NOON) == ((ana, "Ana Souza"),)
    assert actions.vouch_questions(ada, now=NOON, among=[]) == ()
    assert actions.vouch_questions(ada, now=NOON + 15 * DAY) == ()
    assert actions.vouch_questions(ben, now=NOON) == ()
    step = actions.put_off_vouch(ada, ana, now=NOON)
    assert actions.vouch_questions(ada, now=NOON) == ()
    actions.undo(ada, step)
    said = actions.vouch_for(ada, ana, how="met_in_person")
    assert actions.vouch_questions(ada, now=NOON) == ()
    actions.undo(ada, said)
    actions.undo(ada, logged.step_id)
    assert actions.vouch_questions(ada, now=NOON) == ()
    assert meet(ada, ana).asks == ana


def test_whoever_takes_a_meeting_of_another_back_keeps_their_own_question(ada: Actor, ben: Actor, ana: int) -> None:
    meet(ada, ana)
    actions.undo(ada, meet(ben, ana).step_id)
    assert actions.vouch_questions(ben, now=NOON) == ()
    assert actions.vouch_questions(ada, now=NOON) == ((ana, "Ana Souza"),)


def test_who_has_said_it_is_not_asked_and_a_reader_never(ada: Actor, ana: int) -> None:
    actions.vouch_for(ada, ana, how="met_in_person", since="2019-05", confidence="sure", shared=True)
    assert not actions.ask_vouch(ada, ana, "invitation", now=NOON)
    assert actions.ask_vouch(ada, ana, "reference", now=NOON)
    (vouch,) = person_view(ada, ana).vouches
    assert (vouch.since, vouch.confidence) == ("2019-05", "sure")
    assert not VouchQuestion.objects.exists()


def test_put_off_for_good_is_for_good_until_it_is_taken_back(ada: Actor, ana: int) -> None:
    actions.ask_vouch(ada, ana, "invitation", now=NOON)
    step = actions.put_off_vouch(ada, ana, now=NOON, never=True)
    assert never_asked(ada, ana)
    assert not any(actions.ask_vouch(ada, ana, "first_meeting", now=NOON + each * DAY) for each in range(4))
    actions.undo(ada, step)
    assert not never_asked(ada, ana)
    assert VouchQuestion.objects.get().passes
    actions.undo(ada, actions.put_off_vouch(ada, actions.add_person(ada, name="Ben"), now=NOON))
    assert VouchQuestion.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"confidence": "very"}, {"since": "last May"}, {"how": "somehow"}])
def test_a_vouch_is_clear_or_refused(ada: Actor, ana: int, wrong: dict[str, str]) -> None:
    with pytest.raises(WrongInput):
        actions.vouch_for(ada, ana, **{"how": "family", **wrong})
    assert not Vouch.objects.exists()


def test_touches_of_all_members_count_towards_one_limit(ada: Actor, ben: Actor, ana: int) -> None:
    for ago, actor in ((6, ada), (5, ben), (4, ada)):
        meet(actor, ana, at=NOON - ago * DAY)
    stop = contact_stops(ada, [ana], now=NOON)[ana]
    assert (stop.code, stop.until) == ("per_week", NOON + DAY)
    assert contact_stops(ada, [ana], now=NOON + DAY) == {}
    step = actions.set_limits(ada, **OFTEN)
    assert contact_stops(ada, [ana], now=NOON) == {}
    actions.undo(ada, step)
    assert limits_of(ada).per_week == 3


def test_do_not_contact_wins_over_everything(ada: Actor, ana: int) -> None:
    actions.set_limits(ada, **OFTEN)
    actions.set_do_not_contact(ada, ana, silent=True, now=NOON)
    assert contact_stops(ada, [ana], now=NOON)[ana].code == "do_not_contact"


def test_a_limit_keeps_somebody_from_today_but_not_from_an_answer(ada: Actor, ana: int) -> None:
    for ago in (6, 5, 4):
        meet(ada, ana, at=NOON - ago * DAY)
    actions.note_occasion(ada, ana, kind="milestone", text="Her daughter's exam", on=NOON.date(), now=NOON)
    assert codes(ada, ana) == {ana: "per_week"}
    assert plan(ada, now=NOON, minutes=60) == []
    actions.log_touch(ada, [ana], kind="call", at=NOON - 4 * DAY, now=NOON, promise="the bus figures", promise_due=NOON.date())
    assert [each.person_id for each in plan(ada, now=NOON, minutes=60)] == [ana]


def test_the_quiet_times_of_one_person_are_found_among_those_of_many(
    ada: Actor, ana: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SHOWN", 1)
    actions.add_quiet_time(ada, since=NOON.date(), until=NOON.date(), person_id=actions.add_person(ada, name="Bo Diaz"))
    actions.add_quiet_time(ada, since=NOON.date(), until=NOON.date() + 9 * DAY, person_id=ana)
    assert [row.person for row in quiet_times(ada, now=NOON, person_id=ana)] == ["Ana Souza"]


def test_quiet_times_are_for_one_person_or_for_all(ada: Actor, ana: int) -> None:
    cora = actions.add_person(ada, name="Cora Lind")
    number, step = actions.add_quiet_time(ada, since=date(2027, 3, 1), until=date(2027, 3, 9), person_id=ana, why="in mourning")
    assert contact_stops(ada, [ana, cora], now=NOON)[ana].until == datetime(2027, 3, 10, 8, tzinfo=UTC)
    assert codes(ada, ana, cora) == {ana: "quiet_time"}
    actions.undo(ada, step)
    actions.add_quiet_time(ada, since=date(2027, 3, 3), until=date(2027, 3, 3), why="polling day")
    assert set(full_today(ada, [ana, cora], now=NOON)) == {ana, cora}
    (row,) = quiet_times(ada, now=NOON)
    assert (row.person, row.why) == ("", "polling day")
    step = actions.remove_quiet_time(ada, row.id)
    assert full_today(ada, [ana], now=NOON) == {}
    actions.undo(ada, step)
    assert quiet_times(ada, now=NOON) == (row,)
    assert quiet_times(ada, now=NOON, person_id=ana) == ()
    assert number != row.id


def test_only_managers_set_what_holds_for_all(ben: Actor, vera: Actor, otto: Actor, ana: int) -> None:
    with pytest.raises(NotPermitted):
        actions.set_limits(ben, **OFTEN)
    with pytest.raises(NotPermitted):
        actions.add_quiet_time(ben, since=date(2027, 3, 1), until=date(2027, 3, 1))
    number, _ = actions.add_quiet_time(ben, since=date(2027, 3, 1), until=date(2027, 3, 1), person_id=ana)
    with pytest.raises(NotFound):
        actions.remove_quiet_time(otto, number)
    actions.remove_quiet_time(ben, number)
    everybody = QuietTime.objects.create(
        workspace_id=ben.workspace_id, member_id=ben.member_id, since=date(2027, 3, 1), until=date(2027, 3, 1)
    )
    with pytest.raises(NotPermitted):
        actions.remove_quiet_time(ben, everybody.pk)


@pytest.mark.parametrize("wrong", [{"per_day": 0}, {"per_week": 5_000}, {"quiet_days": range(7)}, {"quiet_days": [9]}])
def test_limits_without_sense_are_refused(ada: Actor, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongInput):
        actions.set_limits(ada, **{**OFTEN, **wrong})
    with pytest.raises(WrongInput):
        actions.add_quiet_time(ada, since=date(2027, 3, 2), until=date(2027, 3, 1))


def test_an_occasion_comes_up_on_its_day_with_something_to_say(ada: Actor, ana: int) -> None:
    actions.set_limits(ada, **OFTEN)
    on = NOON.date() + 5 * DAY
    number, _ = actions.note_occasion(ada, ana, kind="wedding", text="her son's wedding", on=on, now=NOON)
    assert plan(ada, now=NOON, minutes=60) == []
    (item,) = plan(ada, now=NOON + 5 * DAY, minutes=60)
    assert item.action == "mark_occasion"
    assert item.opening is not None
    assert item.opening.text.startswith("Congratulations on the wedding!")
    assert "her son" not in item.opening.text
    (why,) = (each for each in item.reasons if each.code == "noted_occasion")
    assert reason(why.code, why.facts, today=on).startswith("A wedding, today")
    assert "March 8" in reason(why.code, why.facts, today=on + DAY)
    assert action(item.action, channel="email").startswith("Say a word on the occasion")
    step = actions.settle_occasion(ada, number, now=NOON + 5 * DAY)
    assert plan(ada, now=NOON + 5 * DAY + timedelta(hours=1), minutes=60) == []
    actions.undo(ada, step)
    assert len(plan(ada, now=NOON + 5 * DAY, minutes=60)) == 1


def test_a_hard_time_has_other_words(ada: Actor, ana: int) -> None:
    actions.note_occasion(ada, ana, kind="illness", text="surgery", on=NOON.date() - DAY, now=NOON)
    (item,) = plan(ada, now=NOON, minutes=60)
    assert item.opening is not None
    assert "wishes" not in item.opening.text
    assert item.opening.text.startswith("You are in my thoughts.")
    assert "surgery" not in item.opening.text


def test_an_occasion_needs_a_kind_words_and_a_day_in_reach(ada: Actor, otto: Actor, ana: int) -> None:
    good: dict[str, Any] = {"kind": "milestone", "text": "exam", "on": NOON.date(), "now": NOON}
    for wrong in ({"kind": "party"}, {"text": " "}, {"on": date(2090, 1, 1)}):
        with pytest.raises(WrongInput):
            actions.note_occasion(ada, ana, **{**good, **wrong})
    number, step = actions.note_occasion(ada, ana, **good)
    with pytest.raises(NotFound):
        actions.settle_occasion(otto, number, now=NOON)
    actions.undo(ada, step)
    assert not Occasion.objects.exists()
