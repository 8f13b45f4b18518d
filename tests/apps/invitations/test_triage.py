"""Each pending invitation comes with a proposal, its reasons with evidence, and an answer ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actions import update_profile
from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import Calendar, Event, Guest
from hustings.apps.events.noting import Jotted, take_jottings
from hustings.apps.goals.actions import add_goal, add_stakeholder
from hustings.apps.invitations.models import Invitation
from hustings.apps.invitations.queries import InvitationRow, invitations_of, invitations_page
from hustings.apps.invitations.runway import set_target
from hustings.apps.invitations.triage import _times, _wanted
from hustings.apps.invitations.wording import ACTIONS, action_words, reason_words
from hustings.apps.people.actions import (
    add_person,
    add_position,
    log_touch,
    own_person,
    save_segment,
    set_do_not_contact,
    vouch_for,
)
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Tie
from hustings.engine.invitations import Reason

NOW = datetime.now(UTC)


def invite(
    actor: Actor, person: int, *, note: str = "", channel: str = "linkedin", direction: str = "in", state: str = "pending"
) -> int:
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader="linkedin", use_rule="own-archive", account="ada")
    return Invitation.objects.create(
        workspace_id=actor.workspace_id, source=source, member_id=actor.member_id, person_id=person,
        external_id=f"{person}{direction}{state}{channel}", digest=b"0", channel=channel, direction=direction,
        sent_at=NOW - timedelta(days=3), message=note, state=state,
    ).pk  # fmt: skip


def advice(actor: Actor, person: int, direction: str = "in") -> InvitationRow:
    page = invitations_page(actor, direction=direction)  # type: ignore[arg-type]
    return next(row for row in page.rows if row.person.id == person)


def codes(row: InvitationRow) -> dict[str, str]:
    assert row.advice is not None
    return {reason.code: reason.fact for reason in row.advice.proposal.reasons}


def test_somebody_whom_one_has_met_is_to_be_accepted_with_the_meeting_as_evidence(ada: Actor) -> None:
    person = add_person(ada, name="Cora Lind", title="Teacher", organisation="School")
    log_touch(ada, [person], kind="meeting", at=NOW - timedelta(days=30), now=NOW)
    invite(ada, person)
    row = advice(ada, person)
    assert row.advice is not None
    assert row.advice.proposal.action == "accept"
    assert row.advice.proposal.reasons[0].code == "met"
    assert row.advice.proposal.reasons[0].evidence[0].startswith("interaction:")
    assert row.advice.reply.startswith("Hello Cora,")
    assert row.advice.breaks is None


def test_a_stranger_with_a_question_is_met_first_at_times_that_are_free(ada: Actor) -> None:
    person = add_person(ada, name="Dan Okoro", title="Editor", organisation="Paper")
    friend = add_person(ada, name="Friend")
    own = own_person(ada.member_id).pk
    for subject, other in ((person, friend), (friend, own)):
        Tie.objects.create(workspace_id=ada.workspace_id, subject_id=subject, other_id=other, out_count=2)
    invite(ada, person, note="Could you tell me more about the bus line?")
    row = advice(ada, person)
    assert row.advice is not None
    assert row.advice.proposal.action == "meet_first"
    assert codes(row) == {"note": "", "note_asks": "", "mutual": "1"}
    assert row.advice.breaks is not None
    assert " or " in row.advice.reply


def test_on_a_network_for_meeting_people_a_stranger_is_welcome(ada: Actor) -> None:
    person = add_person(ada, name="Eve", title="Baker")
    invite(ada, person, channel="mastodon")
    row = advice(ada, person)
    assert row.advice is not None
    assert (row.advice.proposal.action, row.advice.proposal.rule) == ("accept", "want_to_meet")


def test_recruiters_are_welcome_only_to_who_looks_for_a_job(ada: Actor) -> None:
    person = add_person(ada, name="Rita", title="Technical Recruiter", organisation="Agency")
    invite(ada, person, note="I have a role for you.")
    first = advice(ada, person).advice
    assert first is not None
    assert first.proposal.action != "accept"
    update_profile(ada, name="Ada", minutes_a_day=30, job_seeking=True)
    second = advice(ada, person).advice
    assert second is not None
    assert (second.proposal.action, second.proposal.exception) == ("accept", "recruiter")
    update_profile(ada, name="Ada", minutes_a_day=30)
    assert advice(ada, person).advice == second


def test_sellers_and_those_declined_before_are_declined_and_the_silent_are_held(ada: Actor) -> None:
    seller, again, silent = (add_person(ada, name=name, title="Advisor") for name in ("Sal", "Ann", "Sid"))
    invite(ada, seller, note="We help campaigns. Book a demo!")
    invite(ada, again, state="declined")
    invite(ada, again)
    invite(ada, silent)
    set_do_not_contact(ada, silent, silent=True, now=NOW)
    proposals = {row.person.name: row.advice.proposal.action for row in invitations_page(ada).rows if row.advice}
    assert proposals == {"Sal": "decline", "Ann": "decline", "Sid": "hold"}
    assert advice(ada, silent).advice.reply == ""  # type: ignore[union-attr]


def test_colleagues_and_vouches_speak_for_somebody(ada: Actor) -> None:
    own = own_person(ada.member_id).pk
    add_position(ada, own, organisation="City Hall", title="Clerk")
    person = add_person(ada, name="Kim Lee", organisation="City Hall", title="Clerk")
    vouch_for(ada, person, how="worked_together", where="City Hall")
    invite(ada, person)
    row = advice(ada, person)
    assert codes(row) == {"vouch": "worked_together", "same_company": "City Hall"}
    assert "City Hall" in row.advice.reply  # type: ignore[union-attr]


def test_an_invitation_of_ours_has_a_note_that_says_how_we_know_each_other(ada: Actor) -> None:
    person = add_person(ada, name="Gus Petrov", title="Smith")
    vouch_for(ada, person, how="met_in_person", where="the harbour fair")
    log_touch(ada, [person], kind="meeting", at=NOW - timedelta(days=3), now=NOW)
    invite(ada, person, direction="out")
    row = advice(ada, person, "out")
    assert row.advice is not None
    assert "the harbour fair" in row.advice.reply


def test_decided_ones_carry_no_advice(ada: Actor) -> None:
    person = add_person(ada, name="Old")
    invite(ada, person, state="accepted")
    assert invitations_of(ada, person)[0].advice is None


def test_a_page_of_advice_costs_the_same_queries_for_one_as_for_ten(ada: Actor) -> None:
    counts = []
    for number in (1, 9):
        for each in range(number):
            invite(ada, add_person(ada, name=f"Person {number}{each}", title="Baker"))
        with CaptureQueriesContext(connection) as captured:
            invitations_page(ada)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("met", 2.3, "1"), "met or spoke 1 time"),
        (Reason("exchanged", 1.0, "4"), "messages both ways: 4"),
        (Reason("mutual", 1.0, "2"), "2 people whom you both know"),
        (Reason("same_company", 1.0, "City Hall"), "you both work at City Hall"),
        (Reason("vouch", 3.0, "family"), "family"),
        (Reason("sells", -2.0), "their note sells something"),
    ],
)
def test_reasons_are_said_in_words(reason: Reason, said: str) -> None:
    assert reason_words(reason) == said


def test_proposals_are_said_for_both_directions() -> None:
    assert {action_words(action, "in") for action in ACTIONS}.isdisjoint(action_words(action, "out") for action in ACTIONS)


def listed(actor: Actor, person: int, title: str, at: datetime, *, guests: int = 1, answer: str = "accepted") -> Event:
    event = Event.objects.create(workspace_id=actor.workspace_id, uid=title, title=title, starts_at=at, standing="going")
    Guest.objects.create(workspace_id=actor.workspace_id, event=event, person_id=person, key="them", name="They", answer=answer)
    for number in range(1, guests):
        Guest.objects.create(workspace_id=actor.workspace_id, event=event, key=str(number), name=f"Guest {number}")
    return event


def test_no_profile_in_an_export_says_nothing_against_anybody(ada: Actor) -> None:
    person = add_person(ada, name="Nora Quist")
    invite(ada, person)
    row = advice(ada, person)
    assert row.advice is not None
    assert (row.advice.proposal.action, row.advice.proposal.reasons) == ("hold", ())


def test_the_words_of_the_note_count_and_are_quoted(ada: Actor) -> None:
    said = {
        "Ishaan": ("We met at the door.", "accept", {"said_met": "We met at the door.", "note": ""}),
        "Galina": ("I teach across the hall from Rosi.", "meet_first",
                   {"said_introduced": "I teach across the hall from Rosi.", "note": ""}),
        "Colleen": ("I help local candidates 10x their reach.", "decline", {"sells": ""}),
        "Denise": ("Growing my network of civic leaders.", "decline", {"collects": ""}),
        "Reggie": ("I place senior leaders.", "hold", {"recruiter": "", "note": ""}),
    }  # fmt: skip
    for name, (note, _, _) in said.items():
        invite(ada, add_person(ada, name=name), note=note)
    for row in invitations_page(ada).rows:
        assert row.advice is not None
        assert (row.advice.proposal.action, codes(row)) == said[row.person.name][1:]
        assert list(row.advice.answers) == ["accept", "meet_first", "decline"]


def test_a_small_event_is_a_meeting_and_a_large_one_a_list_on_which_both_stood(ada: Actor) -> None:
    lunch, crowd, declined = (add_person(ada, name=name) for name in ("Lena", "Carl", "Dora"))
    past = NOW - timedelta(days=6)
    meeting = listed(ada, lunch, "Lunch with Lena", past)
    forum = listed(ada, crowd, "River Forum", past, guests=30)
    listed(ada, declined, "Breakfast", past, answer="declined")
    listed(ada, crowd, "Next forum", NOW + timedelta(days=2))
    for person in (lunch, crowd, declined):
        invite(ada, person)
    first, second, third = (advice(ada, person) for person in (lunch, crowd, declined))
    assert codes(first) == {"met": "1"}
    assert first.advice.proposal.reasons[0].evidence == (f"event:{meeting.pk}",)  # type: ignore[union-attr]
    assert first.advice.proposal.action == "accept"  # type: ignore[union-attr]
    assert codes(second) == {"same_event": "River Forum"}
    assert second.advice.proposal.reasons[0].evidence == (f"event:{forum.pk}",)  # type: ignore[union-attr]
    assert second.advice.proposal.action == "meet_first"  # type: ignore[union-attr]
    assert "River Forum" not in second.advice.answers["accept"]  # type: ignore[union-attr]
    assert codes(third) == {}


def test_the_event_where_we_talked_is_named_in_the_answer(ada: Actor) -> None:
    person = add_person(ada, name="Hana Vidal")
    forum = listed(ada, person, "River Forum", NOW - timedelta(days=6), guests=30)
    told = Jotted("note-0001", "note", NOW - timedelta(days=6), person=person, text="Wants figures")
    take_jottings(ada, forum.pk, [told], now=NOW)
    invite(ada, person)
    row = advice(ada, person)
    assert codes(row) == {"met": "1", "same_event": "River Forum"}
    assert "River Forum" in row.advice.reply  # type: ignore[union-attr]


def test_goals_and_segments_of_the_runway_say_whom_we_look_for(ada: Actor, vera: Actor) -> None:
    staked, segmented = (add_person(ada, name=name, title=title) for name, title in (("Gil", "Clerk"), ("Sue", "Printer")))
    some_day, _ = add_goal(ada, name="Plant trees", issue="Trees")
    goal, _ = add_goal(ada, name="Keep the depot", issue="Depot", deadline=NOW.date() + timedelta(days=30))
    for each in (goal, some_day):
        add_stakeholder(ada, each, tier="influencer", person_id=staked)
    saved, _ = save_segment(ada, name="Printers", text='title = "Printer"')
    set_target(ada, wanted=20, segment_id=saved)
    for person in (staked, segmented):
        invite(ada, person)
    row = advice(ada, staked)
    assert codes(row) == {"wanted": "Keep the depot"}
    assert row.advice.proposal.reasons[0].evidence == (f"goal:{goal}",)  # type: ignore[union-attr]
    assert codes(advice(ada, segmented)) == {"wanted": "Printers"}
    assert _wanted(vera, [staked, segmented], NOW) == {}


def test_no_time_is_offered_that_is_taken_in_the_calendar(ada: Actor, ben: Actor) -> None:
    ada = replace(ada, time_zone="America/Chicago")
    monday = datetime(2026, 11, 23, 15, tzinfo=UTC)

    def on(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, tzinfo=ada.zone)

    def event(title: str, starts: datetime, **said: Any) -> None:
        Event.objects.create(
            **{"workspace_id": ada.workspace_id, "uid": title, "title": title, "starts_at": starts, "standing": "going"} | said
        )

    assert [each.strftime("%a %H:%M") for each in _times(ada, monday)] == ["Wed 10:00", "Thu 14:00", "Fri 10:00"]
    hers = Calendar.objects.create(
        workspace_id=ada.workspace_id, member_id=ada.member_id, kind="caldav", name="Mine", address="a"
    )
    his = Calendar.objects.create(workspace_id=ada.workspace_id, member_id=ben.member_id, kind="caldav", name="His", address="b")
    event("Board meeting", on(25, 9), ends_at=on(25, 12), calendar=hers)
    event("Imported", on(26, 13), ends_at=on(26, 17), record_id=7)
    event("Retreat", datetime(2026, 11, 27, tzinfo=UTC), all_day=True, by_hand=True)
    event("Conference", datetime(2026, 11, 30, tzinfo=UTC), ends_at=datetime(2026, 12, 2, tzinfo=UTC), all_day=True)
    event("Of another member", on(26, 9), ends_at=on(26, 12), calendar=his)
    event("Called off", on(26, 9), ends_at=on(26, 12), status="CANCELLED")
    event("Only known", on(26, 9), ends_at=on(26, 12), standing="known")
    event("No end", datetime(2026, 12, 2, 16, tzinfo=UTC))
    assert [each.strftime("%a %d %H:%M") for each in _times(ada, monday)] == ["Wed 25 12:00", "Thu 26 09:00", "Wed 02 11:00"]


def test_our_own_note_says_nothing_of_them(ada: Actor) -> None:
    person = add_person(ada, name="Ina")
    invite(ada, person, note="We met at the fair. Would you have time?", direction="out")
    assert codes(advice(ada, person, "out")) == {}
