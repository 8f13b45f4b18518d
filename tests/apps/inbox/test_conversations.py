"""Conversations follow their messages: who spoke last, whether it wants an answer, what was settled elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import actions
from hustings.apps.inbox.models import Conversation, Message
from hustings.apps.people.models import Interaction, Person
from hustings.kernel.clock import utc_now
from importing import bring_in
from small_files import ADA, BEN, KWABENA, MARISOL, TOMASZ, Letter, Said, linkedin_zip, mailbox, messages, profile

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUESTION = Said(MARISOL, ADA, DAY, "Does the night bus survive the budget?")
ANSWER = Said(ADA, MARISOL, DAY + timedelta(hours=1), "It does.")
THANKS = Said(MARISOL, ADA, DAY + timedelta(hours=2), "Thank you!")


def export(folder: Path, *said: Said) -> Path:
    return linkedin_zip(folder / f"{len(list(folder.iterdir()))}.zip", {"Profile": profile(), "messages": messages(*said)})


def held() -> Conversation:
    return Conversation.objects.get()


@pytest.mark.parametrize(
    ("said", "waits"), [((QUESTION,), True), ((QUESTION, ANSWER), False), ((QUESTION, ANSWER, THANKS), False), ((ANSWER,), False)]
)
def test_the_last_word_says_whether_an_answer_is_owed(ada: Actor, tmp_path: Path, said: tuple[Said, ...], waits: bool) -> None:
    bring_in(ada, export(tmp_path, *said))
    assert (held().needs_reply, held().message_count, held().last_at) == (waits, len(said), max(each.at for each in said))
    assert (held().reply_to is not None) is (waits or THANKS in said)


def test_messages_that_come_in_several_imports_end_like_those_of_one(ada: Actor, tmp_path: Path) -> None:
    for said in (ANSWER, THANKS, QUESTION):
        bring_in(ada, export(tmp_path, said))
    assert (held().message_count, held().last_in_at, held().last_out_at) == (3, THANKS.at, ANSWER.at)
    assert held().person == Person.objects.get(name=MARISOL.name)
    assert not held().needs_reply


def test_letters_that_answer_each_other_are_one_conversation(ada: Actor, tmp_path: Path) -> None:
    first = Letter(TOMASZ, ADA, DAY, "When is the hearing?", "one")
    second = Letter(ADA, TOMASZ, DAY + timedelta(hours=1), "On Tuesday.", "two", answers="one")
    other = Letter(KWABENA, ADA, DAY, "Could you call me?", "three", subject="Rents")
    bring_in(ada, mailbox(tmp_path / "m.mbox", second, other, first))
    assert sorted(Conversation.objects.values_list("subject", "message_count", "needs_reply")) == [
        ("Rents", 1, True),
        ("The night bus", 2, False),
    ]


def test_an_answer_given_elsewhere_settles_it_until_it_is_taken_back(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, QUESTION))
    asked = Interaction.objects.get().pk
    assert actions.answer_conversations(ada.workspace_id, [asked], now=utc_now()) == [held().pk]
    assert (held().needs_reply, held().state) == (False, "closed")
    actions.settle([held().pk])
    assert (held().needs_reply, held().state) == (False, "closed")
    actions.unanswer_conversations(ada.workspace_id, [held().pk])
    assert (held().needs_reply, held().state, held().state_at) == (True, "open", None)


def test_taking_it_back_owes_nothing_where_it_was_answered_in_earnest_since(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, QUESTION))
    ids = actions.answer_conversations(ada.workspace_id, [Interaction.objects.get().pk], now=utc_now())
    bring_in(ada, export(tmp_path, QUESTION, ANSWER))
    actions.unanswer_conversations(ada.workspace_id, ids)
    assert not held().needs_reply


def test_a_new_question_opens_what_was_settled_and_thanks_do_not(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, QUESTION))
    actions.answer_conversations(ada.workspace_id, [Interaction.objects.get().pk], now=utc_now())
    bring_in(ada, export(tmp_path, QUESTION, THANKS))
    assert held().state == "closed"
    bring_in(ada, export(tmp_path, QUESTION, THANKS, Said(MARISOL, ADA, DAY + timedelta(days=1), "And what about the ferry?")))
    assert (held().state, held().needs_reply) == ("open", True)


def test_a_conversation_without_messages_goes_and_one_with_some_is_counted_anew(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, QUESTION, ANSWER, Said(KWABENA, ADA, DAY, "Could you send me the draft?")))
    Interaction.objects.filter(text__in=("It does.", "Could you send me the draft?")).delete()
    actions.recount(list(Conversation.objects.values_list("id", flat=True)))
    assert (held().message_count, held().needs_reply, held().last_out_at) == (1, True, None)
    assert actions.conversations_of([Message.objects.get().interaction_id]) == {held().pk}


def test_a_conversation_whose_partner_went_gets_the_next_one(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, QUESTION))
    Conversation.objects.update(person=None)
    actions.repair_partners(ada.workspace_id)
    assert held().person == Person.objects.get(name=MARISOL.name)
    assert BEN.name not in set(Person.objects.values_list("name", flat=True))
