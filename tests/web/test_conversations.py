"""Conversations to read, and invitations to decide about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import queries
from hustings.apps.inbox.models import Conversation
from hustings.apps.invitations import choosing
from hustings.apps.invitations.models import Invitation
from hustings.apps.invitations.queries import invitations_of, invitations_page
from hustings.apps.people.actions import assign_person, undo
from hustings.apps.people.models import Person
from hustings.apps.people.queries import timeline
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from small_export import QUESTION, with_people

HTMX = {"HX-Request": "true"}


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    with_people(ada, tmp_path)
    return ada


@pytest.fixture
def hers(known: Actor, client_of: ClientOf) -> Client:
    return client_of(known)


def words(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def named(name: str) -> Person:
    return Person.objects.get(name__startswith=name)


def test_what_needs_a_reply_comes_first_with_the_reason(hers: Client) -> None:
    page = words(hers.get("/conversations/").content)
    assert "Who waits for an answer" in page
    assert "Needs a reply 2" in page
    assert re.search(r"Marisol Etxeberria.*Asks a question.*night bus", page)
    assert "Nobody waits" not in page


def test_all_pages_show_each_conversation_once(known: Actor) -> None:
    for state, number in (("needs_reply", 2), ("waiting", 0), ("all", 2)):
        found: list[int] = []
        after = ""
        while True:
            page = queries.conversations_page(known, state=state, after=after, limit=1)  # type: ignore[arg-type]
            found += [row.id for row in page.rows]
            after = page.next
            if not after:
                break
        assert len(found) == len(set(found)) == number, state
    with pytest.raises(WrongInput):
        queries.conversations_page(known, state="lost")  # type: ignore[arg-type]


def test_a_conversation_reads_from_the_oldest_message_on(hers: Client, known: Actor) -> None:
    held = Conversation.objects.get(person=named("Marisol"))
    view = queries.conversation_view(known, held.pk)
    assert [(message.direction, message.author) for message in view.messages] == [
        ("out", "Ada Okafor"), ("in", "Marisol Etxeberria"), ("in", "Marisol Etxeberria"),
    ]  # fmt: skip
    assert view.messages[-1].needs_reply
    assert view.people == ((named("Marisol").pk, "Marisol Etxeberria"),)
    page = words(hers.get(f"/conversations/{held.pk}/").content)
    assert QUESTION in page
    assert "3 messages" in page
    assert "Open on LinkedIn" in page


def test_a_timeline_leads_to_the_conversation(known: Actor) -> None:
    person = named("Marisol")
    held = Conversation.objects.get(person=person)
    lines = timeline(known, person.pk, kind="message").rows
    assert {line.conversation_id for line in lines} == {held.pk}


def test_a_volunteer_reads_only_conversations_with_assigned_people(known: Actor, vera: Actor, client_of: ClientOf) -> None:
    held = Conversation.objects.get(person=named("Marisol"))
    assert queries.conversations_page(vera, state="all").rows == ()
    with pytest.raises(NotFound):
        queries.conversation_view(vera, held.pk)
    assign_person(known, named("Marisol").pk, member_id=vera.member_id, now=timezone.now())
    assert [row.id for row in queries.conversations_page(vera, state="all").rows] == [held.pk]
    assert client_of(vera).get(f"/conversations/{held.pk}/").status_code == 200
    assert [row.id for row in queries.conversations_with(vera, named("Marisol").pk)] == [held.pk]


def test_foreign_conversations_are_not_found(known: Actor, otto: Actor, client_of: ClientOf) -> None:
    held = Conversation.objects.first()
    browser = client_of(otto)
    assert browser.get(f"/conversations/{held.pk}/").status_code == 404
    assert "Nobody waits for an answer" in words(browser.get("/conversations/?state=needs_reply").content)
    assert "No conversations yet" in words(browser.get("/conversations/").content)
    assert "No conversations yet" in words(browser.get("/conversations/?state=all").content)


def test_many_conversations_cost_no_more_queries(known: Actor) -> None:
    def count(limit: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.conversations_page(known, state="all", limit=limit)
        return len(caught)

    assert count(1) == count(2)


def test_one_persons_invitation_stands_alone_until_it_is_decided(hers: Client, known: Actor) -> None:
    held = Invitation.objects.get(person=named("Priya"))
    page = words(hers.get(f"/invitations/?person={held.person_id}").content)
    assert "Priya Raghunathan" in page
    assert "Show all invitations" in page
    assert invitations_page(known, person_id=named("Marisol").pk).rows == ()
    for other in (named("Marisol").pk, "9" * 30, "somebody"):
        page = words(hers.get(f"/invitations/?person={other}").content)
        assert "Priya Raghunathan" in page
        assert "Show all invitations" not in page


def test_an_invitation_shows_what_we_know_and_is_decided_with_a_way_back(hers: Client, known: Actor) -> None:
    page = words(hers.get("/invitations/").content)
    assert re.search(r"Who wants to connect.*Priya Raghunathan", page)
    assert "Besides their note nothing between you is known." in page
    held = Invitation.objects.get(person=named("Priya"))
    accepted = {"choice": "accept", "how": "met_in_person"}
    answer = hers.post(f"/invitations/{held.pk}/choose/", accepted, headers=HTMX)
    assert "No invitation waits" in words(answer.content)
    hers.post(re.search(r'action="(/undo/\d+/)"', answer.content.decode()).group(1))
    assert Invitation.objects.get(pk=held.pk).state == "pending"
    assert hers.post(f"/invitations/{held.pk}/choose/", {"choice": "decline"}).status_code == 302
    assert hers.post(f"/invitations/{held.pk}/choose/", {"choice": "decline"}).status_code == 400
    assert hers.get("/invitations/?direction=out").status_code == 200


def test_an_invitation_stands_on_the_timeline_too(known: Actor) -> None:
    person = named("Priya")
    (line,) = timeline(known, person.pk, kind="invitation").rows
    assert (line.direction, line.channel, line.facts) == ("in", "linkedin", {"state": "pending"})
    (row,) = invitations_of(known, person.pk)
    assert row.id == int(line.id.partition(":")[2])


def test_only_those_who_may_decide_and_know_the_words(known: Actor, vera: Actor, otto: Actor) -> None:
    held = Invitation.objects.get(person=named("Priya"))
    now = timezone.now()
    with pytest.raises(NotPermitted):
        choosing.choose(vera, held.pk, "accept", now=now, how="family")
    with pytest.raises(NotFound):
        choosing.choose(otto, held.pk, "accept", now=now, how="family")
    with pytest.raises(WrongInput):
        choosing.choose(known, held.pk, "maybe", now=now)  # type: ignore[arg-type]
    with pytest.raises(WrongInput):
        invitations_page(known, direction="up")  # type: ignore[arg-type]
    assert invitations_page(vera).rows == ()
    step = choosing.choose(known, held.pk, "decline", now=now)
    assert invitations_page(known).total == 0
    undo(known, step)
    assert invitations_page(known).total == 1


def test_a_conversation_is_worked_from_the_page_and_each_step_is_undone(known: Actor, hers: Client) -> None:
    row = Conversation.objects.filter(needs_reply=True).first()
    assert row is not None
    work = {"conversation": row.pk}
    for sent, state in (
        ({"do": "put_off", "days": "7"}, "put_off"),
        ({"do": "reopen"}, "needs_reply"),
        ({"do": "assign", "member": str(known.member_id)}, "mine"),
        ({"do": "done"}, "done"),
    ):
        assert hers.post("/conversations/work/", work | sent).status_code == 302
        assert f"/conversations/{row.pk}/" in hers.get(f"/conversations/?state={state}").content.decode()
    assert "None here." in hers.get("/conversations/?state=put_off").content.decode()
    for wrong in ({"do": "dance"}, {"do": "put_off", "days": "99999999999999999"}):
        assert hers.post("/conversations/work/", work | wrong).status_code == 400
    hers.post("/conversations/work/", work | {"do": "reopen"})
    hers.post(f"/conversations/{row.pk}/correct/", {"wants": "no"})
    assert not Conversation.objects.get(pk=row.pk).needs_reply
    hers.post(f"/conversations/{row.pk}/correct/", {"wants": "yes"})
    hers.post(f"/conversations/{row.pk}/note/", {"text": "@Ada knows more"})
    shown = hers.get(f"/conversations/{row.pk}/").content.decode()
    assert "@Ada knows more" in shown
    assert "Wants no answer" in shown
    assert ">Ada Okafor</option>" in shown
