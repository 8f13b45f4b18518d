"""The list of the day: frozen, right for any moment, each item undoable to an identical view, nobody on it who must not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dumps import content, tables
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.inbox.models import Conversation
from hustings.apps.invitations import choosing
from hustings.apps.invitations.models import Invitation
from hustings.apps.people import actions as people
from hustings.apps.people.models import Occasion, Person, Promise, UndoStep
from hustings.apps.today import actions, queries
from hustings.apps.today.models import Quiet, TodayItem, TodayList
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from importing import bring_in
from small_files import (
    ADA,
    ANNELIE,
    KWABENA,
    MARISOL,
    NETWORK,
    PRIYA,
    TOMASZ,
    Letter,
    Said,
    Somebody,
    connections,
    endorsements,
    invitations,
    linkedin_zip,
    mailbox,
    messages,
    profile,
)

pytestmark = pytest.mark.django_db

QUESTION = "Does the night bus to Harbour East survive the budget?"
Act = Callable[[Actor, int, datetime], int]


BEGAN = utc_now().replace(microsecond=0)
"""One moment for all files of this module: written a second later, the same export would hold other times."""


def ago(**time: float) -> datetime:
    return BEGAN - timedelta(**time)


def tables_of_export() -> dict[str, list[list[str]]]:
    """Marisol and Kwabena asked something, Annelie endorsed, Priya wants to connect, Tomasz is merely known."""
    return {
        "Profile": profile(),
        "Connections": connections(*NETWORK),
        "messages": messages(
            Said(ADA, MARISOL, ago(days=40), "Thank you for the map of the bus lines."),
            Said(MARISOL, ADA, ago(days=39), "Gladly. The council voted on it yesterday."),
            Said(MARISOL, ADA, ago(days=3), QUESTION),
            Said(KWABENA, ADA, ago(days=5), "Could you send me the draft of the rent report?"),
        ),
        "Invitations": invitations((PRIYA, ago(days=2), "Shall we talk about the harbour?")),
        "Endorsement_Received_Info": endorsements((ANNELIE, ago(days=6), "Public Speaking")),
    }


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    """Ada, with the people of a small export."""
    bring_in(ada, linkedin_zip(tmp_path / "export.zip", tables_of_export()))
    return ada


def person(somebody: Somebody) -> Person:
    return Person.objects.get(name=somebody.name)


def on_list(actor: Actor, now: datetime | None = None) -> list[str]:
    return [item.name for item in queries.today(actor, now=now or utc_now()).items]


def item_of(actor: Actor, somebody: Somebody, now: datetime) -> int:
    actions.refresh(actor, now=now)
    (found,) = [item.id for item in queries.today(actor, now=now).items if item.name == somebody.name]
    assert found is not None
    return found


def facts(view: queries.TodayView) -> list[tuple[object, ...]]:
    """What an item says, whether it was stored or computed, and a few seconds earlier or later alike."""

    def about(figure: float) -> object:
        return pytest.approx(figure, abs=1e-4)

    return [
        (i.name, i.headline, i.action, i.channel, i.minutes, about(i.score), i.opening, i.opening_evidence, i.opening_language,
         tuple((r.code, dict(r.facts), about(r.weight), r.evidence) for r in i.reasons))
        for i in view.items
    ]  # fmt: skip


def test_everybody_with_a_reason_is_on_the_list_with_evidence(known: Actor) -> None:
    now = utc_now()
    actions.refresh(known, now=now)
    view = queries.today(known, now=now)
    assert {item.name: item.action for item in view.items} == {
        "Marisol Etxeberria": "reply",
        "Kwabena Osei-Mensah": "reply",
        "Annelie Thörnqvist": "thank",
        "Priya Raghunathan": "decide_invitation",
    }
    assert view.total_minutes <= view.minutes
    for item in view.items:
        for reason in item.reasons:
            assert reason.evidence
            assert queries.evidence(known, reason.evidence[0]).link


def test_the_list_is_frozen_for_the_day_and_new_the_next(known: Actor, tmp_path: Path) -> None:
    now = utc_now().replace(hour=9, minute=0)
    made = actions.refresh(known, now=now)
    before = queries.today(known, now=now)
    assert actions.refresh(known, now=now + timedelta(hours=3)).pk == made.pk
    assert queries.today(known, now=now + timedelta(hours=3)).items == before.items
    assert actions.refresh(known, now=now + timedelta(days=1)).pk != made.pk
    assert TodayList.objects.count() == 2


def test_the_stored_list_equals_the_one_computed_for_the_moment(known: Actor) -> None:
    now = utc_now()
    computed = facts(queries.today_at(known, at=now))
    actions.refresh(known, now=now)
    assert facts(queries.today(known, now=now)) == computed
    assert facts(queries.today_at(known, at=now)) == computed


@pytest.mark.parametrize("days", [-400, -38, -4, -1, 0, 1, 60, 400])
def test_a_list_for_any_moment_writes_nothing(known: Actor, days: int) -> None:
    before = tables(apart_from=())
    queries.today_at(known, at=utc_now() + timedelta(days=days))
    assert tables(apart_from=()) == before


def test_what_came_later_is_not_known_in_the_past(known: Actor) -> None:
    four_days_ago = queries.today_at(known, at=ago(days=4))
    assert QUESTION not in str(facts(four_days_ago))
    assert {item.name for item in four_days_ago.items} == {"Kwabena Osei-Mensah", "Annelie Thörnqvist"}
    assert queries.today_at(known, at=ago(days=100)).items == ()


def test_what_was_answered_later_waited_for_an_answer_then(known: Actor, tmp_path: Path) -> None:
    answered = tables_of_export()
    answered["messages"] += messages(Said(ADA, MARISOL, ago(days=1), "It does, and it will run until two."))[1:]
    bring_in(known, linkedin_zip(tmp_path / "newer.zip", answered))
    assert not Conversation.objects.get(person__name=MARISOL.name).needs_reply
    assert MARISOL.name not in [item.name for item in queries.today_at(known, at=utc_now()).items if item.action == "reply"]
    then = {item.name: item for item in queries.today_at(known, at=ago(days=2)).items}
    assert then[MARISOL.name].action == "reply"
    assert "until two" not in str(then[MARISOL.name])


def test_what_a_member_settled_since_waited_then(known: Actor) -> None:
    now = utc_now()
    actions.mark_done(known, item_of(known, MARISOL, now), now=now)
    before = {item.name: item.action for item in queries.today_at(known, at=now - timedelta(hours=2)).items}
    assert before[MARISOL.name] == "reply"


def test_an_invitation_is_pending_only_until_the_two_were_connected(known: Actor, tmp_path: Path) -> None:
    newer = tables_of_export() | {
        "Connections": connections(*NETWORK, Somebody("Priya", "Raghunathan", "priya", day="2 Jan 2024"))
    }
    bring_in(known, linkedin_zip(tmp_path / "newer.zip", newer))
    assert Invitation.objects.get().state == "accepted"
    assert PRIYA.name not in [item.name for item in queries.today_at(known, at=ago(hours=1)).items]


def test_mail_from_a_clock_that_runs_ahead_neither_shows_nor_slows(known: Actor, tmp_path: Path) -> None:
    ahead = Letter(TOMASZ, ADA, utc_now() + timedelta(days=4000), "Can you hear me?", "one")
    bring_in(known, mailbox(tmp_path / "m.mbox", ahead))
    now = utc_now()
    actions.refresh(known, now=now)
    assert TOMASZ.name not in on_list(known, now)


def done(actor: Actor, item: int, now: datetime) -> int:
    return actions.mark_done(actor, item, now=now, note="Told them.", promise="Send the map", promise_due=now.date())


def later(actor: Actor, item: int, now: datetime) -> int:
    return actions.postpone(actor, item, until=now.date() + timedelta(days=3), now=now)


def not_needed(actor: Actor, item: int, now: datetime) -> int:
    return actions.mark_not_needed(actor, item, now=now)


def wrong(actor: Actor, item: int, now: datetime) -> int:
    return actions.mark_wrong(actor, item, code=TodayItem.objects.get(pk=item).reasons[0]["code"], now=now)


@pytest.mark.parametrize(
    ("act", "somebody"),
    [
        (act, somebody)
        for act in (done, later, not_needed, wrong)
        for somebody in (MARISOL, KWABENA, ANNELIE, PRIYA)
        if (act, somebody) != (done, PRIYA)  # first there is to be chosen: see below
    ],
)
def test_undoing_what_became_of_an_item_gives_an_identical_view(known: Actor, act: Act, somebody: Somebody) -> None:
    now = utc_now()
    item = item_of(known, somebody, now)
    view, before, known_before = queries.today(known, now=now), tables(), content(known.workspace_id)
    step = act(known, item, now)
    assert queries.today(known, now=now) != view
    people.undo(known, step)
    assert queries.today(known, now=now) == view
    after = tables()
    # Ties are replayed and strengths computed anew, a moment later.
    assert {name for name in after if after[name] != before[name]} <= {"people.tie", "people.person"}
    assert content(known.workspace_id) == known_before
    assert facts(queries.today_at(known, at=utc_now())) == facts(view)


def test_done_settles_what_it_answered(known: Actor) -> None:
    now = utc_now()
    actions.refresh(known, now=now)
    choosing.choose(known, Invitation.objects.get().pk, "accept", now=now, how="family")
    for somebody in (MARISOL, ANNELIE, PRIYA):
        actions.mark_done(known, item_of(known, somebody, now), now=now)
    assert not Conversation.objects.get(person__name=MARISOL.name).needs_reply
    assert not Occasion.objects.filter(settled_at__isnull=True).exists()
    assert Invitation.objects.get().state == "accepted"
    tomorrow = now + timedelta(days=1)
    actions.refresh(known, now=tomorrow)
    assert on_list(known, tomorrow) == [KWABENA.name]


@pytest.mark.parametrize("said", [{}, {"note": "We met."}, {"kind": "call"}])
def test_done_never_accepts_an_invitation_without_saying_how_they_are_known(known: Actor, said: dict[str, str]) -> None:
    now = utc_now()
    item = item_of(known, PRIYA, now)
    invitation, before = Invitation.objects.get(), tables()
    assert next(each.invitation for each in queries.today(known, now=now).items if each.id == item) == invitation.pk
    with pytest.raises(WrongInput, match=f"Choose first .* invitation of Priya Raghunathan.*{invitation.pk}"):
        actions.mark_done(known, item, now=now, **said)
    assert tables() == before


@pytest.mark.parametrize("choice", ["meet_first", "hold", "decline"])
def test_done_holds_once_a_choice_was_made_and_leaves_it_as_it_is(known: Actor, choice: choosing.Choice) -> None:
    now = utc_now()
    item, invitation = item_of(known, PRIYA, now), Invitation.objects.get().pk
    choosing.choose(known, invitation, choice, now=now)
    before = Invitation.objects.values().get()
    assert {each.invitation for each in queries.today(known, now=now).items} == {None}
    step = actions.mark_done(known, item, now=now)
    assert Invitation.objects.values().get() == before
    assert TodayItem.objects.get(pk=item).state == "done"
    people.undo(known, step)
    assert (TodayItem.objects.get(pk=item).state, Invitation.objects.values().get()) == ("open", before)


def test_an_invitation_that_was_held_is_to_be_decided_again_when_its_time_is_over(known: Actor) -> None:
    now = utc_now()
    invitation = Invitation.objects.get()
    choosing.choose(known, invitation.pk, "hold", now=now - timedelta(days=91))
    with pytest.raises(WrongInput, match="Choose first"):
        actions.mark_done(known, item_of(known, PRIYA, now), now=now)


def test_done_of_another_kind_leaves_an_invitation_to_its_own_room(known: Actor) -> None:
    now = utc_now()
    item = item_of(known, PRIYA, now)
    TodayItem.objects.filter(pk=item).update(action="reply")
    actions.mark_done(known, item, now=now)
    assert Invitation.objects.get().state == "pending"


def test_an_acceptance_of_an_earlier_version_is_taken_back(known: Actor) -> None:
    now = utc_now()
    item = item_of(known, MARISOL, now)
    step = UndoStep.objects.get(pk=actions.mark_done(known, item, now=now))
    Invitation.objects.update(state="accepted", decided_at=now)
    step.data = step.data | {"invitations": [Invitation.objects.get().pk]}
    step.save()
    people.undo(known, step.pk)
    assert Invitation.objects.get().state == "pending"


def test_done_keeps_a_promise_that_was_the_reason(known: Actor) -> None:
    now = utc_now()
    people.log_touch(
        known, [person(TOMASZ).pk], kind="call", at=ago(days=2), now=now, promise="Send the map", promise_due=ago(days=1).date()
    )
    actions.mark_done(known, item_of(known, TOMASZ, now), now=now)
    assert Promise.objects.get().kept_at == now


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_promise_shows_on_its_day_though_they_were_touched_the_day_before(known: Actor, zone: str) -> None:
    Workspace.objects.update(time_zone=zone)
    here = replace(known, time_zone=zone)
    evening = datetime.combine(utc_now().astimezone(here.zone).date() - timedelta(days=3), time(21), tzinfo=here.zone)
    due = evening.date() + timedelta(days=1)
    people.log_touch(here, [person(TOMASZ).pk], kind="call", at=evening, now=evening, promise="Send the map", promise_due=due)
    morning = datetime.combine(due, time(7), tzinfo=here.zone)
    (found,) = [item for item in queries.today_at(here, at=morning).items if item.name == TOMASZ.name]
    assert [reason.facts["due"] for reason in found.reasons if reason.code == "promise_due"] == [due.isoformat()]
    assert TOMASZ.name not in [item.name for item in queries.today_at(here, at=evening + timedelta(minutes=1)).items]


def test_an_empty_list_names_the_day_of_the_next_promise(ada: Actor) -> None:
    now = utc_now()
    due = now.astimezone(ada.zone).date() + timedelta(days=1)
    vera = people.add_person(ada, name="Vera Malik")
    people.log_touch(ada, [vera], kind="call", at=now, now=now, promise="Send the map", promise_due=due)
    actions.refresh(ada, now=now)
    assert (queries.today(ada, now=now).items, queries.today(ada, now=now).next_due) == ((), due)


def test_somebody_who_writes_again_after_it_was_settled_elsewhere_comes_back(known: Actor, tmp_path: Path) -> None:
    now = utc_now()
    actions.mark_done(known, item_of(known, MARISOL, now), now=now, kind="call")
    again = tables_of_export()
    again["messages"] += messages(Said(MARISOL, ADA, ago(minutes=5), "And what about the ferry, does it survive?"))[1:]
    bring_in(known, linkedin_zip(tmp_path / "newer.zip", again))
    assert Conversation.objects.get(person__name=MARISOL.name).state == "open"
    tomorrow = now + timedelta(days=1)
    actions.refresh(known, now=tomorrow)
    assert MARISOL.name in on_list(known, tomorrow)


def test_the_same_export_again_does_not_reopen_what_was_settled(known: Actor, tmp_path: Path) -> None:
    now = utc_now()
    given = linkedin_zip(tmp_path / "same.zip", tables_of_export())
    actions.mark_done(known, item_of(known, MARISOL, now), now=now, kind="call")
    bring_in(known, given)
    assert Conversation.objects.get(person__name=MARISOL.name).state == "closed"


def test_not_now_keeps_somebody_away_until_the_day(known: Actor) -> None:
    now = utc_now()
    actions.postpone(known, item_of(known, MARISOL, now), until=now.date() + timedelta(days=3), now=now)
    for days, there in ((1, False), (2, False), (3, True)):
        assert (MARISOL.name in [i.name for i in queries.today_at(known, at=now + timedelta(days=days)).items]) is there
    with pytest.raises(WrongInput, match="after today"):
        actions.postpone(known, item_of(known, KWABENA, now), until=now.date(), now=now)


def test_a_wrong_reason_does_not_come_again_and_must_be_one_of_them(known: Actor) -> None:
    now = utc_now()
    item = item_of(known, MARISOL, now)
    with pytest.raises(WrongInput, match="which of the reasons"):
        actions.mark_wrong(known, item, code="birthday", now=now)
    actions.mark_wrong(known, item, code="unanswered_message", now=now)
    tomorrow = [i for i in queries.today_at(known, at=now + timedelta(days=1)).items if i.name == MARISOL.name]
    assert not any(reason.code == "unanswered_message" for item in tomorrow for reason in item.reasons)
    with pytest.raises(WrongInput, match="settled already"):
        actions.mark_not_needed(known, item, now=now)


def test_a_wrong_reason_takes_away_that_one_alone_and_comes_back_by_undo(known: Actor) -> None:
    now = utc_now()
    annelie = person(ANNELIE)
    due = now.astimezone(known.zone).date()
    people.log_touch(
        known, [annelie.pk], kind="letter", direction="in", at=ago(days=2), now=now, promise="Send it", promise_due=due
    )
    item = item_of(known, ANNELIE, now)
    before, rows = queries.today(known, now=now), list(TodayItem.objects.order_by("id").values())
    assert {reason["code"] for reason in TodayItem.objects.get(pk=item).reasons} >= {"promise_due", "thanks_owed"}
    with pytest.raises(WrongInput, match=r"which of the reasons is wrong: promise_due, thanks_owed\."):
        actions.mark_wrong(known, item, code="closeness", now=now)
    step = actions.mark_wrong(known, item, code="promise_due", now=now)
    left = TodayItem.objects.get(pk=item)
    assert (left.state, left.action, left.minutes) == ("open", "thank", 2)
    assert "promise_due" not in {reason["code"] for reason in left.reasons}
    assert left.opening.startswith("Annelie, thank you for the endorsement")
    assert left.score < next(each.score for each in before.items if each.id == item)
    people.undo(known, step)
    assert list(TodayItem.objects.order_by("id").values()) == rows
    assert not Quiet.objects.exists()


def test_minutes_of_one_day_leave_the_usual_ones_alone(known: Actor) -> None:
    now = utc_now()
    actions.set_minutes(known, 10, now=now)
    assert Member.objects.get(pk=known.member_id).minutes_a_day == 30
    step = actions.set_minutes(known, 15, now=now, usual=True)
    assert Member.objects.get(pk=known.member_id).minutes_a_day == 15
    people.undo(known, step)
    assert Member.objects.get(pk=known.member_id).minutes_a_day == 30


def test_new_and_urgent_waits_beside_the_list_until_it_is_taken(known: Actor, tmp_path: Path) -> None:
    now = utc_now()
    actions.refresh(known, now=now)
    before = queries.today(known, now=now)
    # The letter is from yesterday, but nobody knew of it when the list was made.
    bring_in(known, mailbox(tmp_path / "m.mbox", Letter(TOMASZ, ADA, ago(days=1), "Could you send me the agenda?", "one")))
    actions.refresh(known, now=utc_now())
    view = queries.today(known, now=now)
    assert view.items == before.items
    assert [item.name for item in view.waiting] == [TOMASZ.name]
    step = actions.take_waiting(known, now=now)
    assert on_list(known, now) == [*(item.name for item in before.items), TOMASZ.name]
    people.undo(known, step)
    assert queries.today(known, now=now) == view
    assert actions.look_again(known, now=utc_now()) == 1


def test_looking_for_news_is_one_query_where_there_is_none(known: Actor) -> None:
    now = utc_now()
    actions.refresh(known, now=now)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        actions.refresh(known, now=now)
    assert len(asked) == 2


def test_what_did_not_fit_the_minutes_is_no_news(known: Actor, tmp_path: Path) -> None:
    now = utc_now()
    actions.set_minutes(known, 5, now=now)
    people.log_touch(known, [person(ANNELIE).pk], kind="letter", at=now, now=now)
    actions.refresh(known, now=now)
    assert queries.today(known, now=now).waiting == ()


def test_a_list_that_nobody_was_on_is_made_anew_when_people_come(ada: Actor, tmp_path: Path) -> None:
    now = utc_now()
    actions.refresh(ada, now=now)
    assert queries.today(ada, now=now).explanation == "no_people"
    bring_in(ada, linkedin_zip(tmp_path / "export.zip", tables_of_export()))
    actions.refresh(ada, now=utc_now())
    assert len(on_list(ada, now)) == 4
    assert queries.today(ada, now=now).waiting == ()


def test_fewer_minutes_make_a_shorter_list_and_undo_gives_the_old_one_back(known: Actor) -> None:
    now = utc_now()
    actions.refresh(known, now=now)
    actions.mark_done(known, item_of(known, ANNELIE, now), now=now)
    view = queries.today(known, now=now)
    step = actions.set_minutes(known, 6, now=now)
    short = queries.today(known, now=now)
    assert short.minutes == 6
    assert sum(item.minutes for item in short.items) <= 6
    assert ANNELIE.name in [item.name for item in short.items]
    people.undo(known, step)
    assert queries.today(known, now=now) == view
    with pytest.raises(WrongInput, match="5 minutes"):
        actions.set_minutes(known, 3, now=now)


def test_an_empty_list_explains_itself(known: Actor, otto: Actor) -> None:
    now = utc_now()
    actions.refresh(known, now=now)
    for item in queries.today(known, now=now).items:
        assert item.id is not None
        actions.mark_not_needed(known, item.id, now=now)
    assert queries.today(known, now=now).explanation == "all_done"
    tomorrow = now + timedelta(days=1)
    actions.refresh(known, now=tomorrow)
    view = queries.today(known, now=tomorrow)
    assert (view.items, view.explanation) == ((), "nothing_due")
    assert view.next_due is None or view.next_due > tomorrow.date()
    assert queries.today(otto, now=now).explanation == "no_people"


def test_a_volunteer_sees_assigned_people_only_and_no_longer(known: Actor, vera: Actor) -> None:
    now = utc_now()
    actions.refresh(vera, now=now)
    assert on_list(vera, now) == []
    people.assign_person(known, person(KWABENA).pk, member_id=vera.member_id, now=now)
    tomorrow = now + timedelta(days=1)
    item = item_of(vera, KWABENA, tomorrow)
    assert on_list(vera, tomorrow) == [KWABENA.name]
    with pytest.raises(NotFound):
        queries.evidence(
            vera,
            TodayItem.objects.filter(person__name=MARISOL.name).values_list("opening_evidence", flat=True).first() or "person:1",
        )
    people.assign_person(known, person(KWABENA).pk, member_id=None, now=now)
    assert on_list(vera, tomorrow) == []
    with pytest.raises(NotFound):
        actions.postpone(vera, item, until=tomorrow.date() + timedelta(days=2), now=tomorrow)


def test_the_bound_on_reasons_does_not_hide_what_is_assigned(known: Actor, vera: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.apps.today.gathering.MOST", 1)
    now = utc_now()
    people.assign_person(known, person(KWABENA).pk, member_id=vera.member_id, now=now)
    people.assign_person(known, person(ANNELIE).pk, member_id=vera.member_id, now=now)
    actions.refresh(vera, now=now)
    assert set(on_list(vera, now)) == {KWABENA.name, ANNELIE.name}


def test_who_wants_no_contact_never_appears_not_even_on_a_list_already_made(known: Actor) -> None:
    now = utc_now()
    actions.refresh(known, now=now)
    step = people.set_do_not_contact(known, person(MARISOL).pk, silent=True, now=now)
    assert MARISOL.name not in on_list(known, now)
    assert MARISOL.name not in [item.name for item in queries.today_at(known, at=now).items]
    people.undo(known, step)
    assert MARISOL.name in on_list(known, now)


def test_nobody_whom_another_member_touched_today_appears(known: Actor, ben: Actor) -> None:
    now = utc_now()
    actions.refresh(ben, now=now)
    assert MARISOL.name in on_list(ben, now)
    people.log_touch(known, [person(MARISOL).pk], kind="call", at=now, now=now)
    assert MARISOL.name not in on_list(ben, now)
    assert MARISOL.name not in [item.name for item in queries.today_at(ben, at=now).items]


def test_the_opening_quotes_an_item_by_its_evidence_in_its_language(known: Actor, tmp_path: Path) -> None:
    asked = "Können Sie uns bitte den Entwurf für den Haushalt der Stadt schicken?"
    bring_in(known, mailbox(tmp_path / "m.mbox", Letter(TOMASZ, ADA, ago(days=4), asked, "one", subject="Haushalt")))
    found = {item.name: item for item in queries.today_at(known, at=utc_now()).items}
    tomasz = found[TOMASZ.name]
    assert tomasz.opening_language == "de"
    assert queries.evidence(known, tomasz.opening_evidence).text == asked
    marisol = found[MARISOL.name]
    assert marisol.opening_language == "en"
    assert queries.evidence(known, marisol.opening_evidence).text == QUESTION


def test_there_is_no_opening_where_there_is_nothing_to_refer_to(ada: Actor, tmp_path: Path) -> None:
    asked = invitations((PRIYA, ago(days=2), ""))
    bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Profile": profile(), "Invitations": asked}))
    (item,) = queries.today_at(ada, at=utc_now()).items
    assert (item.opening, item.opening_evidence) == ("", "")


def test_birthdays_of_the_last_day_of_february_are_kept_in_common_years(known: Actor) -> None:
    person(TOMASZ)
    people.edit_person(known, person(TOMASZ).pk, changes={"birthday": "1980-02-29"})
    people.set_rhythm(known, person(TOMASZ).pk, segment="network", now=utc_now())
    view = queries.today_at(known, at=datetime(2027, 2, 28, 9, tzinfo=UTC))
    assert TOMASZ.name in [item.name for item in view.items if any(r.code == "birthday" for r in item.reasons)]


def test_evidence_of_every_kind_opens_and_none_of_it_to_others(known: Actor, otto: Actor) -> None:
    now = utc_now()
    people.log_touch(known, [person(TOMASZ).pk], kind="call", at=ago(days=2), now=now, promise="Send the map")
    wanted = [
        f"interaction:{Conversation.objects.get(person__name=MARISOL.name).reply_to_id}",
        f"occasion:{Occasion.objects.get().pk}",
        f"invitation:{Invitation.objects.get().pk}",
        f"promise:{Promise.objects.get().pk}",
        f"person:{person(MARISOL).pk}",
        f"tie:{person(MARISOL).pk}",
    ]
    for each in wanted:
        assert queries.evidence(known, each).id == each
        with pytest.raises(NotFound):
            queries.evidence(otto, each)
    for nonsense in ("interaction:999999", "occasion:0", "invitation:9999", "promise:9999", "nothing:1", "person:x"):
        with pytest.raises(NotFound):
            queries.evidence(known, nonsense)


def test_an_item_of_another_member_is_none(known: Actor, ben: Actor) -> None:
    now = utc_now()
    item = item_of(known, MARISOL, now)
    with pytest.raises(NotFound):
        actions.mark_done(ben, item, now=now)
    assert not Quiet.objects.exists()


def test_a_viewer_makes_no_list(known: Actor) -> None:
    from conftest import joined

    viewer = joined(known, email="vic@example.org", name="Vic Moreau", role="viewer")
    with pytest.raises(NotPermitted):
        actions.refresh(viewer, now=utc_now())
    assert queries.today(viewer, now=utc_now()).items == ()
    assert queries.today_at(viewer, at=utc_now()).items
