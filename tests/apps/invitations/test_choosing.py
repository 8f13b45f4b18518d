"""What members choose about invitations is kept, asks for a vouch, respects the rule of the network, and is measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.invitations.test_triage import advice, invite
from command_line import run
from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import put_down_favour
from hustings.apps.invitations.actions import settle
from hustings.apps.invitations.choosing import (
    NotSaid,
    RuleBroken,
    choose,
    connected_since,
    must_say,
    noon_of,
    put_down_invitation,
    put_down_received,
)
from hustings.apps.invitations.models import Invitation
from hustings.apps.invitations.queries import invitations_page
from hustings.apps.invitations.triage import advise_outgoing
from hustings.apps.people.actions import (
    add_person,
    log_touch,
    merge_people,
    set_do_not_contact,
    undo,
    vouch_for,
)
from hustings.apps.people.models import Identity, Person, Vouch
from hustings.apps.people.reaching_out import NotNow
from hustings.apps.today.actions import refresh
from hustings.apps.today.network import invitation_outcomes
from hustings.apps.today.queries import today
from hustings.engine.invitation_outcomes import Outcome
from hustings.kernel.errors import NotFound, WrongInput

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def met(actor: Actor, name: str, *, days: int = 30) -> int:
    person = add_person(actor, name=name, title="Teacher", organisation="School")
    log_touch(actor, [person], kind="meeting", at=NOW - days * DAY, now=NOW)
    return person


def handle(actor: Actor, person: int, kind: str, value: str) -> None:
    Identity.objects.create(workspace_id=actor.workspace_id, person_id=person, kind=kind, value=value)


def test_nobody_becomes_a_connection_without_saying_how_they_are_known(ada: Actor) -> None:
    person = met(ada, "Cora Lind")
    number = invite(ada, person)
    row = advice(ada, person)
    assert (row.must_say, row.likely_how) == (True, "met_in_person")
    with pytest.raises(NotSaid):
        choose(ada, number, "accept", now=NOW)
    step = choose(ada, number, "accept", now=NOW, how="met_in_person")
    assert Vouch.objects.get(person_id=person).how == "met_in_person"
    held = Invitation.objects.get(pk=number)
    assert (held.state, held.chosen, held.overruled) == ("accepted", "accept", "")
    undo(ada, step)
    assert Invitation.objects.get(pk=number).state == "pending"
    assert not Vouch.objects.exists()


def test_a_choice_taken_back_leaves_an_invitation_with_whom_it_is_by_now(ada: Actor) -> None:
    kept, again = met(ada, "Cora Lind"), met(ada, "Cora Lind-Weber")
    number = invite(ada, again)
    step = choose(ada, number, "hold", now=NOW)
    merge_people(ada, kept, again)
    undo(ada, step)
    held = Invitation.objects.get(pk=number)
    assert (held.person_id, held.chosen, held.away_until) == (kept, "", None)


def test_nobody_is_asked_to_connect_on_a_day_on_which_the_team_was_in_touch(ada: Actor, ben: Actor, client_of: ClientOf) -> None:
    person = met(ada, "Cora Lind")
    log_touch(ben, [person], kind="call", at=NOW, now=NOW)
    with pytest.raises(NotNow, match="in touch with Cora Lind today already"):
        put_down_invitation(ada, person, channel="linkedin", how="met_in_person", now=NOW)
    assert not Vouch.objects.exists()
    page = client_of(ada).post(f"/people/{person}/connect/", {"channel": "linkedin", "how": "met_in_person"})
    assert (page.status_code, "today already" in page.content.decode()) == (409, True)
    assert put_down_invitation(ada, person, channel="linkedin", how="met_in_person", overrule=True, now=NOW)


def test_the_question_can_be_put_off_once_and_for_good(ada: Actor) -> None:
    first, second = met(ada, "Cora Lind"), met(ada, "Dan Okoro")
    choose(ada, invite(ada, first), "accept", now=NOW, unsaid=True)
    assert must_say(ada, first)
    step = choose(ada, invite(ada, second), "accept", now=NOW, never=True)
    assert not must_say(ada, second)
    undo(ada, step)
    assert must_say(ada, second)


def test_who_said_it_before_is_not_asked_again(ada: Actor) -> None:
    person = met(ada, "Cora Lind")
    vouch_for(ada, person, how="worked_together", i_would_say="Careful with figures.")
    number = invite(ada, person)
    assert not advice(ada, person).must_say
    choose(ada, number, "accept", now=NOW, how="worked_together")
    assert Vouch.objects.get().i_would_say == "Careful with figures."


def test_against_the_rule_of_a_network_it_takes_an_overruling(ada: Actor) -> None:
    stranger = add_person(ada, name="Eve Stone", title="Baker")
    number = invite(ada, stranger)
    with pytest.raises(RuleBroken, match="met"):
        choose(ada, number, "accept", now=NOW, how="online_only")
    assert not Vouch.objects.exists()
    choose(ada, number, "accept", now=NOW, how="online_only", overrule=True)
    assert Invitation.objects.get(pk=number).overruled == "not_met"
    elsewhere = invite(ada, stranger, channel="mastodon")
    choose(ada, elsewhere, "accept", now=NOW)
    assert Invitation.objects.get(pk=elsewhere).overruled == ""


def test_who_wants_no_contact_is_never_accepted(ada: Actor) -> None:
    person = met(ada, "Sid")
    set_do_not_contact(ada, person, silent=True, now=NOW)
    with pytest.raises(RuleBroken, match="does not want"):
        choose(ada, invite(ada, person), "accept", now=NOW, how="met_in_person", overrule=True)


def test_to_meet_first_and_to_hold_take_it_out_of_sight_for_a_while(ada: Actor) -> None:
    one, two = (invite(ada, add_person(ada, name=name, title="Baker")) for name in ("Ana", "Bo"))
    choose(ada, one, "meet_first", now=NOW)
    step = choose(ada, two, "hold", now=NOW)
    page = invitations_page(ada)
    assert (page.rows, page.total, page.away) == ((), 0, 2)
    away = invitations_page(ada, away=True)
    assert {row.id: row.chosen for row in away.rows} == {one: "meet_first", two: "hold"}
    undo(ada, step)
    assert [row.id for row in invitations_page(ada).rows] == [two]
    choose(ada, one, "decline", now=NOW)
    with pytest.raises(WrongInput):
        choose(ada, one, "decline", now=NOW)


def test_strangers_to_a_workspace_find_nothing_to_choose(ada: Actor, otto: Actor) -> None:
    number = invite(ada, met(ada, "Cora"))
    with pytest.raises(NotFound):
        choose(otto, number, "decline", now=NOW)
    with pytest.raises(WrongInput):
        choose(ada, number, "later", now=NOW)  # type: ignore[arg-type]


def test_one_of_ours_says_how_we_know_each_other_or_proposes_to_meet(ada: Actor) -> None:
    known, stranger = met(ada, "Cora Lind"), add_person(ada, name="Dan Okoro", title="Editor")
    vouch_for(ada, known, how="met_in_person", where="the harbour fair")
    good = advise_outgoing(ada, known, channel="linkedin", now=NOW)
    assert (good.proposal.action, good.breaks) == ("accept", None)
    assert "the harbour fair" in good.reply
    first = advise_outgoing(ada, stranger, channel="linkedin", now=NOW)
    assert first.proposal.action == "meet_first"
    assert first.breaks is not None
    assert " or " in first.reply
    assert advise_outgoing(ada, stranger, channel="mastodon", now=NOW).breaks is None


def test_one_of_ours_is_put_down_once_and_within_the_rule(ada: Actor) -> None:
    person = met(ada, "Cora Lind")
    with pytest.raises(NotSaid):
        put_down_invitation(ada, person, channel="linkedin", now=NOW)
    number, step = put_down_invitation(ada, person, channel="linkedin", now=NOW, how="met_in_person", message="From the fair.")
    assert [row.message for row in invitations_page(ada, direction="out").rows] == ["From the fair."]
    with pytest.raises(WrongInput, match="already"):
        put_down_invitation(ada, person, channel="linkedin", now=NOW)
    undo(ada, step)
    assert not Invitation.objects.filter(pk=number).exists()
    assert not Vouch.objects.exists()
    stranger = add_person(ada, name="Eve Stone")
    with pytest.raises(RuleBroken):
        put_down_invitation(ada, stranger, channel="linkedin", now=NOW, how="online_only")
    put_down_invitation(ada, stranger, channel="linkedin", now=NOW, how="online_only", overrule=True)
    with pytest.raises(WrongInput):
        put_down_invitation(ada, stranger, channel="carrier pigeon", now=NOW)


def outcome(actor: Actor, choice: str, direction: str = "in", days: int = 30) -> Outcome:
    rows = invitation_outcomes(actor, now=NOW)
    return next(row for row in rows if (row.choice, row.direction, row.days) == (choice, direction, days))


def test_what_became_of_invitations_is_counted_and_what_is_too_early_is_unknown(ada: Actor) -> None:
    talked, helped, early, imported, sent = (met(ada, f"Person {each}", days=400) for each in range(5))
    for person in (talked, helped):
        number = invite(ada, person)
        choose(ada, number, "accept", now=NOW, how="met_in_person")
        Invitation.objects.filter(pk=number).update(chosen_at=NOW - 50 * DAY)
    log_touch(ada, [talked], kind="call", at=NOW - 40 * DAY, now=NOW)
    log_touch(ada, [talked], kind="message", direction="in", at=NOW - 45 * DAY, now=NOW)
    put_down_favour(ada, helped, direction="given", kind="data", at=NOW - 30 * DAY, now=NOW)
    choose(ada, invite(ada, early), "meet_first", now=NOW)
    invite(ada, imported, state="accepted")
    Person.objects.filter(pk=imported).update(connected_on=(NOW - 200 * DAY).date())
    put_down_invitation(ada, sent, channel="linkedin", now=NOW, how="family")
    month = outcome(ada, "accept")
    assert (month.number, month.known, month.connected) == (3, 3, 3)
    assert (month.talked, month.answered, month.favours) == (1, 1, 1)
    assert (outcome(ada, "accept", days=90).known, outcome(ada, "accept", days=90).unknown) == (1, 2)
    assert (outcome(ada, "meet_first").known, outcome(ada, "meet_first").unknown) == (0, 1)
    assert outcome(ada, "accept", "out").number == 1


def test_an_import_that_only_noticed_a_decision_does_not_know_its_day(ada: Actor) -> None:
    invite(ada, met(ada, "Cora"), state="accepted")
    assert (outcome(ada, "accept").known, outcome(ada, "accept").unknown) == (0, 1)


def test_outcomes_cost_the_same_queries_for_two_as_for_ten(ada: Actor) -> None:
    counts = []
    for number in (2, 8):
        for each in range(number):
            choose(ada, invite(ada, add_person(ada, name=f"Person {number} {each}")), "decline", now=NOW)
        with CaptureQueriesContext(connection) as captured:
            invitation_outcomes(ada, now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_one_that_came_on_any_network_is_put_down_by_hand_and_waits_with_the_others(ada: Actor) -> None:
    person = add_person(ada, name="Mira Vos")
    number, step = put_down_received(
        ada, person, channel="mastodon", now=NOW, message=" We met at the fair. ", sent_at=NOW - 2 * DAY
    )
    row = advice(ada, person)
    assert (row.id, row.channel, row.message, row.sent_at) == (number, "mastodon", "We met at the fair.", NOW - 2 * DAY)
    with pytest.raises(WrongInput, match="already"):
        put_down_received(ada, person, channel="mastodon", now=NOW)
    with pytest.raises(WrongInput, match="ahead"):
        put_down_received(ada, person, channel="x", now=NOW, sent_at=NOW + DAY)
    with pytest.raises(WrongInput):
        put_down_received(ada, person, channel="carrier pigeon", now=NOW)
    undo(ada, step)
    assert not Invitation.objects.exists()


def test_a_connection_on_linkedin_settles_no_invitation_of_another_network(ada: Actor) -> None:
    person = add_person(ada, name="Mira Vos")
    elsewhere, _ = put_down_received(ada, person, channel="mastodon", now=NOW)
    here, _ = put_down_received(ada, person, channel="linkedin", now=NOW)
    Person.objects.filter(pk=person).update(connected_on=NOW.date())
    settle(ada.workspace_id)
    assert dict(Invitation.objects.values_list("id", "state")) == {elsewhere: "pending", here: "accepted"}


def test_a_day_without_an_hour_is_its_noon_and_never_ahead(ada: Actor) -> None:
    morning = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert noon_of(ada, None, now=morning) is None
    assert noon_of(ada, morning.date(), now=morning) == morning
    assert noon_of(ada, (morning - DAY).date(), now=morning) == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_our_letter_to_a_stranger_is_in_their_language_and_thanks_for_nothing(ada: Actor) -> None:
    person = add_person(ada, name="Jana Weiß")
    said = "Guten Tag, ich habe eine Frage zu den Schulbussen und wann Sie darüber sprechen wollen."
    log_touch(ada, [person], kind="message", direction="in", at=NOW - DAY, now=NOW, text=said)
    letter = advise_outgoing(ada, person, channel="linkedin", now=NOW)
    assert letter.proposal.action == "meet_first"
    assert letter.reply.startswith("Guten Tag Jana,\ngern würde ich ein Kennenlernen vorschlagen")
    assert "Einladung" not in letter.reply


def test_whom_the_member_vouched_for_gets_a_note_that_says_how_we_know_each_other(ada: Actor) -> None:
    for how, where, said in (
        ("met_in_person", "the Forum", "we met at the Forum."),
        ("studied_together", "", "we studied together."),
        ("family", "", "it would be good to be connected here, too."),
        ("introduced_by", "Otto Lang", "Otto Lang brought us together."),
    ):
        person = add_person(ada, name=f"Ana {how}")
        vouch_for(ada, person, how=how, where=where, since="2019")
        assert said in advise_outgoing(ada, person, channel="linkedin", now=NOW).answers["accept"]


def test_strangers_on_a_network_for_meeting_people_get_nothing_made_up(ada: Actor, client_of: ClientOf) -> None:
    person = add_person(ada, name="Dan Okoro")
    handle(ada, person, "mastodon", "dan@social.example")
    found = advise_outgoing(ada, person, channel="mastodon", now=NOW)
    assert (found.proposal.action, "accept" in found.answers) == ("hold", False)
    page = client_of(ada).get(f"/people/{person}/connect/?channel=mastodon").content.decode()
    assert "No note is ready" in page
    assert "https://social.example/@dan" in page
    assert "Hustings sends nothing to Mastodon" in page
    assert "LinkedIn:" not in page


def test_the_page_puts_down_one_that_came(ada: Actor, client_of: ClientOf) -> None:
    person = add_person(ada, name="Mira Vos")
    handle(ada, person, "instagram", "mira.vos")
    browser = client_of(ada)
    assert "Mira Vos" in browser.get("/invitations/new/?q=Mira").content.decode()
    assert "Nobody here is called so" in browser.get("/invitations/new/?q=Zebulon").content.decode()
    day = (NOW - 2 * DAY).date().isoformat()
    given = {"channel": "instagram", "message": "Your talk was clear.", "on": day}
    assert browser.post(f"/people/{person}/connect/came/", given).status_code == 302
    page = browser.get("/invitations/").content.decode()
    assert "they know what you said or wrote: “Your talk was clear.”" in page
    assert "https://www.instagram.com/mira.vos/" in page
    assert page.count('id="answer-') == 3


def test_each_members_invitations_are_theirs(ada: Actor, ben: Actor, client_of: ClientOf) -> None:
    ours, his = (add_person(ada, name=name) for name in ("Hana Sato", "Ivo Novak"))
    invite(ada, ours, note="We met at the fair. Shall we talk?")
    put_down_received(ben, his, channel="linkedin", now=NOW, message="Shall we talk about the harbour?")
    every = {row.person.name: (row.member, row.mine) for row in invitations_page(ada).rows}
    assert every == {"Hana Sato": (ada.name, True), "Ivo Novak": (ben.name, False)}
    assert [row.person.name for row in invitations_page(ada, whose="others").rows] == ["Ivo Novak"]
    page = client_of(ada).get("/invitations/").content.decode()
    assert "Hana Sato" in page
    assert "Ivo Novak" not in page
    assert "Those of other members" in page
    page = client_of(ada).get("/invitations/?whose=others").content.decode()
    assert f"to {ben.name}" in page
    assert "Hana Sato" not in page
    refresh(ada, now=NOW)
    assert {item.name for item in today(ada, now=NOW).items if item.action == "decide_invitation"} == {"Hana Sato"}


def test_nobody_is_asked_to_connect_who_is_connected_already(ada: Actor, client_of: ClientOf) -> None:
    person = met(ada, "Cora Lind")
    handle(ada, person, "linkedin", "https://www.linkedin.com/in/cora")
    assert connected_since(ada, person, channel="linkedin") is None
    Person.objects.filter(pk=person).update(connected_on=NOW.date())
    assert connected_since(ada, person, channel="mastodon") is None
    page = client_of(ada).get(f"/people/{person}/connect/").content.decode()
    assert "Connected already" in page
    assert "Put down as sent" not in page
    assert "connected there already" in run("invitations", "connect", "Cora").stdout
