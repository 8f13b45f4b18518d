"""Today: the reasons, the evidence, and what becomes of each item."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from conftest import ClientOf, joined
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.people.actions.undo import WAYS_BACK, undo
from hustings.apps.people.models import UndoStep
from hustings.apps.people.step_words import step_words
from hustings.apps.today.models import Quiet, TodayItem, TodayList
from small_export import QUESTION, bring_in, with_people, write_export

HTMX = {"HX-Request": "true"}


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    """Ada, with the people of a small export."""
    with_people(ada, tmp_path)
    return ada


@pytest.fixture
def hers(known: Actor, client_of: ClientOf) -> Client:
    """Ada's browser, with today's list made."""
    browser = client_of(known)
    browser.get("/")
    return browser


def item(name: str) -> TodayItem:
    return TodayItem.objects.get(person__name__startswith=name)


def text_of(browser: Client, path: str = "/") -> str:
    """The words of a page, without tags and with single spaces."""
    html = browser.get(path).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_an_item_about_an_invitation_opens_the_choice_and_is_not_done_before(hers: Client, known: Actor) -> None:
    held = item("Priya")
    invitation = int(held.reasons[0]["evidence"][0].partition(":")[2])
    html = hers.get("/").content.decode()
    link = f"/invitations/?person={held.person_id}#invitation-{invitation}"
    assert f'href="{link}" data-key="d"' in html
    assert f"/today/{held.pk}/done/" not in html
    answer = hers.post(f"/today/{held.pk}/done/", {"note": "Fine."})
    assert answer.status_code == 400
    assert "Choose first" in answer.content.decode()
    assert f'id="invitation-{invitation}"' in hers.get(link.partition("#")[0]).content.decode()
    hers.post(f"/invitations/{invitation}/choose/", {"choice": "accept", "how": "met_in_person"})
    assert f"/today/{held.pk}/done/" in hers.get("/").content.decode()
    assert hers.post(f"/today/{held.pk}/done/").status_code == 302
    assert item("Priya").state == "done"


def test_the_page_answers_whom_to_talk_to_and_why(hers: Client) -> None:
    page = text_of(hers)
    assert "Whom to talk to today" in page
    assert re.search(r"Marisol Etxeberria.*Answer on LinkedIn 4 minutes Asked you a question on \w+ \d+ and has no answer", page)
    assert re.search(r"Kwabena Osei-Mensah.*Asked you .* on .* and has no answer", page)
    assert re.search(r"Annelie Thörnqvist.*Endorsed you for Public Speaking on .* and was not thanked", page)
    assert re.search(r"Priya Raghunathan.*Asked to connect on .* and waits for a decision", page)
    assert "Tomasz" not in page


def test_the_opening_names_its_language_and_its_evidence(hers: Client) -> None:
    held = item("Marisol")
    html = hers.get("/").content.decode()
    assert "night bus" in held.opening
    assert f'<blockquote id="opening-{held.pk}" dir="auto" lang="en">' in html
    assert f'href="/evidence/{held.opening_evidence}/"' in html
    assert 'href="https://www.linkedin.com/in/marisol/"' in html


def test_each_reason_opens_onto_what_it_rests_on(hers: Client) -> None:
    (evidence,) = item("Marisol").reasons[0]["evidence"]
    page = text_of(hers, f"/evidence/{evidence}/")
    assert "What a reason rests on" in page
    assert QUESTION in page
    part = hers.get(f"/evidence/{evidence}/", headers=HTMX).content.decode()
    assert QUESTION in part
    assert "<html" not in part


def test_evidence_of_another_workspace_is_not_found(hers: Client, otto: Actor, client_of: ClientOf) -> None:
    (evidence,) = item("Marisol").reasons[0]["evidence"]
    assert client_of(otto).get(f"/evidence/{evidence}/").status_code == 404
    assert hers.get("/evidence/nonsense/").status_code == 404


def test_did_it_logs_the_touch_and_offers_a_way_back(hers: Client, known: Actor) -> None:
    held = item("Marisol")
    answer = hers.post(f"/today/{held.pk}/done/", {"note": "The bus stays.", "kind": "call"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/", 302)]
    assert "Logged." in page
    touch = held.person.participations.order_by("-at").first().interaction
    assert (touch.kind, touch.text) == ("call", "The bus stays.")
    hers.post(re.search(r"/undo/\d+/", page).group())
    held.refresh_from_db()
    assert held.state == "open"
    assert not held.person.participations.filter(interaction__kind="call").exists()


def test_a_promise_is_kept_with_its_day(hers: Client) -> None:
    held = item("Kwabena")
    hers.post(f"/today/{held.pk}/done/", {"promise": "send the draft", "promise_due": "2030-05-01"})
    (promise,) = held.person.promises.all()
    assert (promise.text, promise.due_on.isoformat()) == ("send the draft", "2030-05-01")


def test_htmx_gets_the_list_and_the_toast_alone(hers: Client) -> None:
    held = item("Annelie")
    part = hers.post(f"/today/{held.pk}/not-needed/", headers=HTMX).content.decode()
    assert part.lstrip().startswith('<div class="columns" id="today"')
    assert "<html" not in part
    assert 'id="toasts" role="status" aria-live="polite" hx-swap-oob="true"' in part
    assert "Taken off the list." in part
    assert f'id="item-{held.pk}"' not in part


@pytest.mark.parametrize(("choice", "days"), [("tomorrow", 1), ("days", 3)])
def test_not_now_means_away_until_then(hers: Client, choice: str, days: int) -> None:
    held = item("Marisol")
    hers.post(f"/today/{held.pk}/later/", {"until": choice})
    held.refresh_from_db()
    assert (held.state, held.until) == ("later", timezone.localdate() + timedelta(days=days))


def test_next_week_begins_on_monday(hers: Client) -> None:
    held = item("Marisol")
    hers.post(f"/today/{held.pk}/later/", {"until": "week"})
    held.refresh_from_db()
    assert held.until.weekday() == 0
    assert 1 <= (held.until - timezone.localdate()).days <= 7


@pytest.mark.parametrize("day", ["", "2020-01-01", "soon"])
def test_a_day_that_is_none_or_past_is_refused_with_the_reason(hers: Client, day: str) -> None:
    answer = hers.post(f"/today/{item('Marisol').pk}/later/", {"until": "day", "day": day})
    assert answer.status_code == 400
    assert re.search(r"Choose a day after today|Give the day as", answer.content.decode())
    assert item("Marisol").state == "open"


def test_a_chosen_day_holds(hers: Client) -> None:
    hers.post(f"/today/{item('Marisol').pk}/later/", {"until": "day", "day": "2040-02-29"})
    assert item("Marisol").until.isoformat() == "2040-02-29"
    assert "not before Feb. 29, 2040" in text_of(hers)


def test_a_wrong_reason_does_not_come_again(hers: Client) -> None:
    held = item("Marisol")
    hers.post(f"/today/{held.pk}/wrong/", {"code": "unanswered_message"})
    assert Quiet.objects.get(person=held.person).code == "unanswered_message"
    assert "wrong reason" in text_of(hers)


def test_a_reason_that_was_not_given_is_refused(hers: Client) -> None:
    assert hers.post(f"/today/{item('Marisol').pk}/wrong/", {"code": "birthday"}).status_code == 400


def test_a_kind_that_is_not_offered_is_refused(hers: Client) -> None:
    assert hers.post(f"/today/{item('Marisol').pk}/done/", {"kind": "seance"}).status_code == 400


def test_fewer_minutes_make_a_shorter_list(hers: Client) -> None:
    before = TodayItem.objects.count()
    page = hers.post("/today/minutes/", {"minutes": "5"}, follow=True).content.decode()
    assert TodayItem.objects.count() < before
    assert "The list fits 5 minutes." in page


@pytest.mark.parametrize("given", ["", "4", "1000", "ten", "٣٠"])
def test_minutes_must_be_a_number_of_a_day(hers: Client, given: str) -> None:
    assert hers.post("/today/minutes/", {"minutes": given}).status_code == 400


def test_what_is_new_and_urgent_waits_beside_the_list(hers: Client, known: Actor, tmp_path: Path) -> None:
    before = set(TodayItem.objects.values_list("person__name", flat=True))
    TodayItem.objects.filter(person__name__startswith="Kwabena").delete()
    TodayList.objects.update(seen={})
    part = hers.post("/today/look/", headers=HTMX).content.decode()
    assert part.lstrip().startswith('<aside class="first" id="pace"')
    assert "1 new" in part
    assert "Kwabena" in part
    page = hers.post("/today/waiting/", follow=True).content.decode()
    assert "Added to today." in page
    assert set(TodayItem.objects.filter(waiting=False).values_list("person__name", flat=True)) == before
    assert hers.post("/today/look/").headers["Location"] == "/"


def test_an_empty_campaign_is_told_how_to_begin(ada: Actor, client_of: ClientOf) -> None:
    page = client_of(ada).get("/").content.decode()
    assert "Nobody is known here yet" in page
    assert 'href="/imports/"' in page


def test_a_finished_day_says_so(hers: Client) -> None:
    for held in TodayItem.objects.all():
        hers.post(f"/today/{held.pk}/not-needed/")
    assert "That was everybody for today" in text_of(hers)


def test_a_quiet_day_says_when_the_next_comes(ada: Actor, client_of: ClientOf, tmp_path: Path) -> None:
    bring_in(ada, write_export(tmp_path / "export.zip", messages=False))
    page = text_of(client_of(ada))
    assert re.search(r"Nothing is due|Nobody is due before", page)


def test_a_viewer_reads_but_changes_nothing(known: Actor, ada: Actor, client_of: ClientOf) -> None:
    browser = client_of(joined(ada, email="vic@example.org", name="Vic", role="viewer"))
    assert 'action="/today/' not in browser.get("/").content.decode()
    assert browser.post("/today/minutes/", {"minutes": "30"}).status_code == 403
    assert TodayItem.objects.count() == 0


def test_nobody_works_on_the_list_of_another_member(hers: Client, ben: Actor, otto: Actor, client_of: ClientOf) -> None:
    held = item("Marisol")
    for other in (ben, otto):
        assert client_of(other).post(f"/today/{held.pk}/done/").status_code == 404
    assert item("Marisol").state == "open"


def test_undo_returns_to_the_page_it_was_asked_from_and_nowhere_else(hers: Client) -> None:
    for referer, expected in (("http://testserver/people/?q=a", "http://testserver/people/?q=a"), ("http://evil.example/", "/")):
        hers.post(f"/today/{item('Marisol').pk}/not-needed/")
        step = UndoStep.objects.latest("id")
        assert hers.post(f"/undo/{step.pk}/", headers={"Referer": referer}).headers["Location"] == expected


def test_undoing_twice_is_refused(hers: Client, known: Actor) -> None:
    hers.post(f"/today/{item('Marisol').pk}/not-needed/")
    step = UndoStep.objects.latest("id")
    undo(known, step.pk)
    assert hers.post(f"/undo/{step.pk}/").status_code == 400


def test_the_number_of_queries_does_not_grow_with_the_list(hers: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(21) as many:
        hers.get("/")
    TodayItem.objects.exclude(person__name__startswith="Marisol").delete()
    with django_assert_max_num_queries(len(many)):
        hers.get("/")


def test_what_was_taken_back_is_said_in_words(hers: Client) -> None:
    hers.post(f"/today/{item('Marisol').pk}/not-needed/")
    page = hers.post(f"/undo/{UndoStep.objects.latest('id').pk}/", follow=True).content.decode()
    assert "Taken back: Not needed, Marisol Etxeberria" in page


def test_every_step_is_said_without_codes(hers: Client) -> None:
    for verb in WAYS_BACK:
        assert "_" not in step_words(verb, "Marisol")
    assert step_words("add_note", "note on Marisol") == "Note on Marisol"


def test_closeness_is_not_offered_as_a_wrong_reason(hers: Client) -> None:
    held = item("Marisol")
    held.reasons = [*held.reasons, {"code": "closeness", "weight": 0.1, "facts": {}, "evidence": []}]
    held.save()
    html = hers.get("/").content.decode()
    assert 'value="unanswered_message"' in html
    assert 'value="closeness"' not in html
    assert hers.post(f"/today/{held.pk}/wrong/", {"code": "closeness"}).status_code == 400


def test_what_was_not_needed_is_dealt_with_and_not_done(hers: Client, known: Actor) -> None:
    hers.post(f"/today/{item('Marisol').pk}/not-needed/")
    assert "1 of 4 dealt with 0 of 30 minutes" in text_of(hers)


def test_other_minutes_hold_for_the_day_unless_said_for_all(hers: Client, known: Actor) -> None:
    usual = Member.objects.filter(pk=known.member_id).values_list("minutes_a_day", flat=True)
    assert "also on other days" in text_of(hers)
    hers.post("/today/minutes/", {"minutes": "10"})
    assert usual.get() == 30
    hers.post("/today/minutes/", {"minutes": "20", "usual": "1"})
    assert usual.get() == 20
