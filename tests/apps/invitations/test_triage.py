"""Each pending invitation comes with a proposal, its reasons with evidence, and an answer ready."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actions import update_profile
from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations.models import Invitation
from hustings.apps.invitations.queries import InvitationRow, invitations_of, invitations_page
from hustings.apps.people.actions import (
    add_person,
    add_position,
    log_touch,
    own_person,
    set_do_not_contact,
    vouch_for,
)
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Tie
from hustings.engine.invitations import Reason
from hustings.web.invitation_wording import ACTIONS, action_words, reason_words

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
