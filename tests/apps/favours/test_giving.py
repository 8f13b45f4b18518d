"""Offers meet needs and become favours; introductions ask two questions first; mentors and what came of their advice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import matches, mentoring, offering, references
from hustings.apps.favours.actions import Stopped, promise_need, put_down_ask, put_down_favour
from hustings.apps.favours.models import Asset, Favour, MatchDecision, Mentor, Need, Reference
from hustings.apps.people import actions
from hustings.apps.people.actions.occasions import note_new_positions
from hustings.apps.people.models import Interaction, Person, Vouch
from hustings.kernel.errors import NotFound, WrongInput

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
ANSWERS: dict[str, Any] = {"how": "worked_together", "i_would_say": "Careful.", "they_would_say": "Keeps her word."}


@pytest.fixture
def ana(ada: Actor) -> int:
    return actions.add_person(ada, name="Ana Souza")


def test_a_need_meets_an_offer_and_becomes_a_promise_in_one_step(ada: Actor, ben: Actor, ana: int) -> None:
    asset, _ = offering.put_down_asset(ben, kind="data", text="Report on school buses with figures of June", now=NOW)
    need, _ = offering.put_down_need(ada, ana, text="Figures on school buses", kind="data", now=NOW, sentence="We need figures.")
    (match,) = matches.offers(ada, now=NOW).matches
    assert (match.asset.member, match.need.person) == ("Ben Castillo", "Ana Souza")
    assert {"figures", "school", "buses"} <= set(match.shared)
    favour, step = offering.meet_need(ada, need, asset, now=NOW)
    held = Favour.objects.get(pk=favour)
    assert (held.direction, held.kind, held.done_at) == ("given", "data", None)
    assert Need.objects.get().state == "met"
    assert matches.offers(ada, now=NOW).matches == ()
    with pytest.raises(WrongInput):
        offering.meet_need(ada, need, asset, now=NOW)
    actions.undo(ada, step)
    assert not Favour.objects.exists()
    assert len(matches.offers(ada, now=NOW).matches) == 1
    done, _ = offering.meet_need(ada, need, asset, now=NOW, done=True)
    assert Favour.objects.get(pk=done).done_at == NOW


def test_a_match_that_does_not_fit_is_not_proposed_again(ada: Actor, ana: int) -> None:
    asset, _ = offering.put_down_asset(ada, kind="room", text="A hall for two hundred", now=NOW)
    need, _ = offering.put_down_need(ada, ana, text="A hall", kind="room", now=NOW)
    step = offering.dismiss_match(ada, need, asset, now=NOW)
    with pytest.raises(WrongInput):
        offering.dismiss_match(ada, need, asset, now=NOW)
    assert matches.offers(ada, now=NOW).matches == ()
    actions.undo(ada, step)
    assert not MatchDecision.objects.exists()
    step = offering.end_asset(ada, asset, now=NOW)
    assert matches.offers(ada, now=NOW).assets == ()
    actions.undo(ada, step)
    assert Asset.objects.get().gone_at is None


def test_nothing_is_matched_for_whoever_wants_no_contact(ada: Actor, ana: int) -> None:
    offering.put_down_asset(ada, kind="data", text="Figures on school buses", now=NOW)
    offering.put_down_need(ada, ana, text="Figures on school buses", kind="data", now=NOW)
    assert matches.offers(ada, now=NOW).matches
    Person.objects.filter(pk=ana).update(silent_by_source=True)
    found = matches.offers(ada, now=NOW)
    assert (found.matches, len(found.needs)) == ((), 1)


def test_needs_are_heard_in_talks_notes_and_new_positions_with_their_sentence(ada: Actor, ana: int) -> None:
    actions.log_touch(ada, [ana], kind="call", at=NOW - DAY, now=NOW, text="Fine. We are looking for volunteers in May.")
    actions.add_note(ada, ana, text="She needs a translator for Thursday.")
    note_new_positions(ada.workspace_id, [(ana, "Clerk", "City Hall")])
    heard = {row.sentence: row for row in matches.offers(ada, now=NOW + DAY).heard}
    assert set(heard) == {"We are looking for volunteers in May.", "She needs a translator for Thursday.", "Clerk, City Hall"}
    call = heard["We are looking for volunteers in May."]
    assert (call.kind, call.evidence.partition(":")[0]) == ("time", "interaction")
    told = {"text": call.text, "sentence": call.sentence, "evidence": call.evidence}
    number, step = offering.put_down_need(ada, ana, kind=call.kind, now=NOW, **told)
    assert Need.objects.get(pk=number).at == call.at, "it dates from when they said it"
    assert call.sentence not in {row.sentence for row in matches.offers(ada, now=NOW + DAY).heard}
    actions.undo(ada, step)
    assert not Need.objects.filter(pk=number).exists()
    offering.dismiss_suggestion(ada, ana, now=NOW, **told)
    assert Need.objects.get().state == "dismissed"
    assert call.sentence not in {row.sentence for row in matches.offers(ada, now=NOW + DAY).heard}


def test_needs_are_settled_and_only_by_who_sees_the_person(ada: Actor, vera: Actor, otto: Actor, ana: int) -> None:
    asset, _ = offering.put_down_asset(ada, kind="time", text="Two hours", now=NOW, person_id=ana)
    need, _ = offering.put_down_need(ada, ana, text="Two hours", now=NOW)
    assert matches.offers(ada, now=NOW).matches == ()
    step = offering.settle_need(ada, need, state="met", now=NOW)
    actions.undo(ada, step)
    assert Need.objects.get().state == "open"
    for stranger in (vera, otto):
        assert matches.offers(stranger, now=NOW).needs == matches.offers(stranger, now=NOW).assets == ()
        with pytest.raises(NotFound):
            offering.settle_need(stranger, need, state="met", now=NOW)
        with pytest.raises(NotFound):
            offering.end_asset(stranger, asset, now=NOW)
    for wrong in ({"kind": "luck"}, {"text": " "}):
        with pytest.raises(WrongInput):
            offering.put_down_asset(ada, **{"kind": "time", "text": "x", "now": NOW, **wrong})
    with pytest.raises(WrongInput):
        offering.settle_need(ada, need, state="lost", now=NOW)


def test_a_step_taken_back_leaves_people_where_a_merge_has_put_them(ada: Actor, ben: Actor, ana: int) -> None:
    again = actions.add_person(ada, name="Ana Sousa")
    asset, _ = offering.put_down_asset(ada, kind="room", text="A hall", now=NOW, person_id=again)
    need, _ = offering.put_down_need(ada, again, text="A hall", kind="room", now=NOW)
    letter, _ = references.ask_reference(ada, again, kind="recommendation", direction="given", now=NOW, **ANSWERS)
    mentor, _ = mentoring.add_mentor(ada, again, topics="Debates", now=NOW)
    session, _ = mentoring.add_session(ada, mentor, topic="The debate", advice="Breathe.", at=NOW, now=NOW)
    steps = [
        offering.settle_need(ada, need, state="met", now=NOW), offering.end_asset(ada, asset, now=NOW),
        references.move_reference(ada, letter, state="refused", now=NOW),
        mentoring.close_session(ada, session, came_of_it="It went well.", now=NOW), mentoring.end_mentor(ada, mentor, now=NOW),
    ]  # fmt: skip
    actions.merge_people(ben, ana, again)
    for step in steps:
        actions.undo(ada, step)
    held = Need.objects.get(), Asset.objects.get(), Reference.objects.get(), Mentor.objects.get()
    assert {row.person_id for row in held} == {ana}
    assert (held[0].state, held[1].gone_at, held[2].state, held[3].ended_at) == ("open", None, "asked", None)
    assert mentoring.mentors(ada)[0].sessions[0].came_of_it == ""


def test_the_page_says_which_limit_stands_against_an_ask_and_takes_one_that_happened(
    ada: Actor, ben: Actor, ana: int, client_of: ClientOf
) -> None:
    actions.log_touch(ben, [ana], kind="call", at=NOW, now=NOW)
    hers, url = client_of(ada), f"/people/{ana}/asks/add/"
    page = hers.post(url, {"kind": "advice"})
    assert page.status_code == 409
    assert "in touch with Ana Souza today already" in page.content.decode()
    assert hers.post(url, {"kind": "advice", "overrule": "yes"}).status_code == 302


@pytest.mark.parametrize("given", [{"direction": "wanted"}, {"direction": "given", "to": True}])
def test_no_reference_brings_a_word_to_whoever_does_not_want_to_be_contacted(ada: Actor, ana: int, given: dict[str, Any]) -> None:
    other = actions.add_person(ada, name="Tom Reyes")
    silent = other if given.pop("to", False) else ana
    actions.set_do_not_contact(ada, silent, silent=True, now=NOW)
    given |= {"to_id": other} if silent == other else {}
    with pytest.raises(WrongInput, match="does not want to be contacted"):
        references.ask_reference(ada, ana, kind="introduction", now=NOW, **given, **ANSWERS)


def test_a_page_of_offers_costs_the_same_queries_for_one_as_for_ten(ada: Actor, ana: int) -> None:
    counts = []
    for number in (1, 9):
        for each in range(number):
            offering.put_down_asset(ada, kind="data", text=f"Figures {number}{each}", now=NOW)
            offering.put_down_need(ada, ana, text=f"Figures {number}{each}", now=NOW)
        with CaptureQueriesContext(connection) as captured:
            matches.offers(ada, now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_refused_ask_names_a_need_and_that_becomes_a_favour(ada: Actor, ana: int, client_of: ClientOf) -> None:
    actions.log_touch(ada, [ana], kind="call", at=NOW - 20 * DAY, now=NOW)
    for ago in (60, 40):
        put_down_ask(ada, ana, kind="volunteering", at=NOW - ago * DAY, now=NOW, overrule=True)
    offering.put_down_need(ada, ana, text="figures on rents", kind="data", now=NOW)
    with pytest.raises(Stopped, match="figures on rents"):
        put_down_ask(ada, ana, kind="endorsement", at=NOW, now=NOW)
    hers = client_of(ada)
    page = hers.post(f"/people/{ana}/asks/add/", {"kind": "endorsement"})
    assert page.status_code == 409
    assert "Give first: figures on rents" in page.content.decode()
    hers.post(f"/people/{ana}/favours/add/", {"need": Need.objects.get().pk})
    held = Favour.objects.get()
    assert (held.kind, held.text, held.done_at) == ("data", "figures on rents", None)
    with pytest.raises(NotFound):
        promise_need(ada, Need.objects.get().pk, now=NOW)


def test_both_questions_come_before_an_introduction_and_are_kept(ada: Actor, ana: int) -> None:
    actions.vouch_for(ada, ana, how="met_in_person", where="the fair", shared=True)
    to = actions.add_person(ada, name="Cora Lind")
    for wrong in ({"i_would_say": " "}, {"they_would_say": ""}, {"how": "online_only"}, {"kind": "toast"}, {"direction": "both"}):
        given = {"kind": "introduction", "direction": "given", **ANSWERS, **wrong}
        with pytest.raises(WrongInput):
            references.ask_reference(ada, ana, now=NOW, **given)
    with pytest.raises(WrongInput):
        references.ask_reference(ada, ana, kind="introduction", direction="given", to_id=ana, now=NOW, **ANSWERS)
    number, step = references.ask_reference(
        ada, ana, kind="introduction", direction="given", to_id=to, what_for="The bus line", now=NOW, **ANSWERS
    )
    vouch = Vouch.objects.get()
    # What was shared before keeps its words: these answers are the member's own.
    assert (vouch.how, vouch.where, vouch.shared, vouch.i_would_say) == ("worked_together", "the fair", True, "")
    (row,) = references.references(ada)
    assert (row.id, row.to, row.state, row.they_would_say) == (number, "Cora Lind", "asked", "Keeps her word.")
    actions.undo(ada, step)
    assert not Reference.objects.exists()
    assert Vouch.objects.get().how == "met_in_person"


def test_a_reference_is_followed_to_its_end(ada: Actor, ben: Actor, otto: Actor, ana: int) -> None:
    number, _ = references.ask_reference(ada, ana, kind="recommendation", direction="wanted", now=NOW, **ANSWERS)
    references.move_reference(ada, number, state="given", now=NOW)
    with pytest.raises(WrongInput, match="After given comes closed"):
        references.move_reference(ada, number, state="refused", now=NOW)
    step = references.move_reference(ada, number, state="closed", came_of_it="A seat on the board.", now=NOW)
    assert references.references(ada) == ()
    (row,) = references.references(ada, closed=True)
    assert (row.state, row.came_of_it, row.closed_at) == ("closed", "A seat on the board.", NOW)
    assert references.references(ben, person_id=ana)[0].i_would_say == ""
    with pytest.raises(NotFound):
        references.move_reference(otto, number, state="given", now=NOW)
    actions.undo(ada, step)
    assert references.references(ada)[0].state == "given"


def test_a_mentor_has_sessions_advice_and_what_came_of_it(ada: Actor, otto: Actor, ana: int) -> None:
    mentor, step = mentoring.add_mentor(ada, ana, topics="Speaking", every_days=30, now=NOW)
    session, undo_session = mentoring.add_session(ada, mentor, topic="The debate", advice="Breathe.", at=NOW, now=NOW)
    close = mentoring.close_session(ada, session, came_of_it="It went well.", now=NOW)
    (row,) = mentoring.mentors(ada)
    assert [(each.topic, each.advice, each.came_of_it) for each in row.sessions] == [("The debate", "Breathe.", "It went well.")]
    actions.undo(ada, close)
    actions.undo(ada, undo_session)
    ended = mentoring.end_mentor(ada, mentor, now=NOW)
    assert mentoring.mentors(ada)[0].ended
    actions.undo(ada, ended)
    assert mentoring.mentors(otto) == ()
    for wrong in (
        lambda: mentoring.end_mentor(otto, mentor, now=NOW),
        lambda: mentoring.close_session(otto, session, came_of_it="x", now=NOW),
    ):
        with pytest.raises(NotFound):
            wrong()
    for refused in (
        lambda: mentoring.add_mentor(ada, ana, topics=" ", now=NOW),
        lambda: mentoring.add_mentor(ada, ana, topics="x", every_days=0, now=NOW),
        lambda: mentoring.add_session(ada, mentor, topic=" ", advice="", at=NOW, now=NOW),
        lambda: mentoring.add_session(ada, mentor, topic="x", advice="", at=NOW + DAY, now=NOW),
        lambda: mentoring.close_session(ada, session, came_of_it=" ", now=NOW),
    ):
        with pytest.raises(WrongInput):
            refused()
    actions.undo(ada, step)
    assert not Mentor.objects.exists()


def test_the_pages_work_from_a_need_to_what_came_of_it(ada: Actor, ana: int, client_of: ClientOf) -> None:
    hers = client_of(ada)

    def text(path: str) -> str:
        answer = hers.get(path)
        assert answer.status_code == 200
        return answer.content.decode()

    assert "Nothing yet" in text("/offers/")
    theirs = {"kind": "skill", "text": "Translates from Portuguese", "person": Person.objects.get(pk=ana).name}
    hers.post("/offers/add/", theirs)
    assert Asset.objects.get().person_id == ana
    assert hers.post("/offers/add/", theirs | {"person": "Nobody at all"}).status_code == 400
    Asset.objects.all().delete()
    hers.post("/offers/add/", {"kind": "room", "text": "A hall at the harbour"})
    hers.post(f"/people/{ana}/needs/", {"kind": "room", "text": "a hall"})
    assert "What fits" in text("/offers/")
    need, asset = Need.objects.get().pk, Asset.objects.get().pk
    hers.post(f"/needs/{need}/offers/{asset}/", {"do": "promise"})
    assert "What we promised" in text("/favours/")
    hers.post(f"/people/{ana}/needs/", {"text": "more", "sentence": "We need more.", "evidence": "note:1", "do": "dismiss"})
    hers.post(f"/needs/{need}/settle/", {"state": "open"})
    hers.post(f"/needs/{need}/offers/{asset}/", {"do": "dismiss"})
    hers.post(f"/offers/{asset}/end/")
    assert "Two questions first" in text(f"/people/{ana}/references/")
    given = {"kind": "introduction", "direction": "given", **ANSWERS}
    assert hers.post(f"/people/{ana}/references/", {**given, "i_would_say": ""}).status_code == 400
    assert hers.post(f"/people/{ana}/references/", given).status_code == 302
    assert "We introduce them" in text("/references/")
    hers.post(f"/references/{Reference.objects.get().pk}/", {"state": "refused"})
    hers.post(f"/references/{Reference.objects.get().pk}/", {"state": "closed", "came_of_it": "Nothing."})
    assert "Nothing is on its way" in text("/references/")
    assert "No mentors yet" in text("/mentors/")
    hers.post(f"/people/{ana}/mentor/", {"topics": "Law", "every_days": "30"})
    mentor = Mentor.objects.get().pk
    hers.post(f"/mentors/{mentor}/sessions/", {"topic": "The lease", "advice": "Read it twice."})
    session = Mentor.objects.get().sessions.get().pk
    hers.post(f"/mentors/sessions/{session}/", {"came_of_it": "Saved a month."})
    assert "What came of it: Saved a month." in text("/mentors/")
    hers.post(f"/mentors/{mentor}/end/")
    assert hers.get("/people/99999/references/").status_code == 404
    put_down_favour(ada, ana, direction="given", kind="time", at=NOW, now=NOW)
    assert "They advise me" in text(f"/people/{ana}/favours/")


def test_recommendations_that_were_written_already_stand_with_the_references(
    ada: Actor, otto: Actor, ana: int, client_of: ClientOf
) -> None:
    for direction, text in (("out", "Keeps her word."), ("in", "Reads the budget.")):
        logged = actions.log_touch(ada, [ana], kind="letter", direction=direction, at=NOW, now=NOW, text=text)
        Interaction.objects.filter(pk=logged.interaction_id).update(kind="recommendation", channel="linkedin")
    rows = references.recommendations(ada)
    assert {(row.direction, row.text) for row in rows} == {("given", "Keeps her word."), ("received", "Reads the budget.")}
    assert references.recommendations(ada, person_id=ana) == rows
    assert references.recommendations(otto) == ()
    for path in ("/references/", f"/people/{ana}/references/"):
        page = client_of(ada).get(path).content.decode()
        assert "You recommended them" in page
        assert "Reads the budget." in page


def test_to_whom_is_a_person_on_the_page(ada: Actor, ana: int, client_of: ClientOf) -> None:
    actions.add_person(ada, name="Cora Lind")
    given = {"kind": "introduction", "direction": "given", "to": "Cora Lind", **ANSWERS}
    assert client_of(ada).post(f"/people/{ana}/references/", given).status_code == 302
    assert references.references(ada)[0].to == "Cora Lind"
    assert client_of(ada).post(f"/people/{ana}/references/", {**given, "to": "Zebulon"}).status_code == 400
