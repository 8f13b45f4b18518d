"""What goes out: once, never silently lost, taken back in time, and stopped where the person does not want it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from apps.outbox.night_bus import SOON, interrupted, later, read, reply, talk
from fakes.platform import BEGIN, TOKEN, FakePlatform, World, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel
from hustings.apps.inbox import replying
from hustings.apps.inbox.dialogue import dialogue
from hustings.apps.inbox.models import Conversation, Message
from hustings.apps.inbox.queries import conversation_view
from hustings.apps.outbox import actions, queries, sending, tasks
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.models import Interaction, Person, Source
from hustings.connectors.live import Limit
from hustings.jobs.models import Ticket
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, NotFound, NotPermitted, RetryLater, WrongInput


def test_an_answer_goes_to_whoever_wrote_with_what_its_thread_needs(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    assert outgoing.state == "waiting"
    later(outgoing)
    (draft,) = mail.received[outgoing.key]
    assert (draft.text, draft.subject, draft.in_reply_to) == ("At ten past.", "Re: Night bus", "m2@example.org")
    assert draft.references == ("m1@example.org", "m2@example.org")
    assert [(party.name, party.identities[0].value) for party in draft.to] == [("Marta Brun", "marta@example.org")]
    assert (draft.author.name, draft.author.identities[0].value) == ("Ada Okafor", "ada@campaign.example")
    assert draft.context == {"list": "riders"}


def test_an_answer_counts_against_what_the_platform_allows(ada: Actor, channel: Channel, mail: World) -> None:
    mail.limits = (Limit(points=10, seconds=60, source="https://mail.example/limits"),)
    later(reply(ada))
    channel.refresh_from_db()
    assert channel.spent["60"][1] == 1


def test_what_was_sent_stands_in_the_conversation_once_even_when_the_sync_brings_it(
    ada: Actor, channel: Channel, mail: World
) -> None:
    outgoing = reply(ada)
    later(outgoing)
    assert (outgoing.state, talk().message_count, talk().needs_reply) == ("sent", 3, False)
    assert outgoing.interaction is not None
    assert Person.objects.get(name="Marta Brun").last_touch_at == outgoing.sent_at
    own = letter(9, sender="Ada Okafor", mail="ada@campaign.example")
    mail.say("Sent", letter(
        9, external_id=outgoing.external_id, sender="Ada Okafor", mail="ada@campaign.example", recipients=(letter(1).sender,),
        thread="t-marta@example.org", text="At ten past.", sent_at=own.sent_at,
    ))  # fmt: skip
    read()
    assert talk().message_count == 3
    assert Interaction.objects.filter(direction="out").count() == 1


def test_what_the_sync_brought_first_is_not_stored_again(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    mail.say("Sent", letter(
        9, external_id=f"{outgoing.key}@campaign.example", sender="Ada Okafor", mail="ada@campaign.example",
        recipients=(letter(1).sender,), thread="t-marta@example.org", sent_at=BEGIN + timedelta(days=2),
    ))  # fmt: skip
    read()
    later(outgoing)
    assert (outgoing.state, talk().message_count, talk().needs_reply) == ("sent", 3, False)


def test_the_same_words_to_the_same_message_are_one_answer(ada: Actor, channel: Channel, mail: World) -> None:
    first = reply(ada)
    assert reply(ada, "  At ten past. ").pk == first.pk
    other = reply(ada, "And it is late today.")
    assert other.pk != first.pk
    for outgoing in (first, first, other):
        later(outgoing)
    assert sorted(len(held) for held in mail.received.values()) == [1, 1]


def test_within_ten_seconds_it_can_be_taken_back_and_decided_again(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    assert sending.send(outgoing.pk) == outgoing.not_before
    assert 8 <= queries.outgoing_view(ada, outgoing.pk).undo_seconds <= 10
    assert actions.undo_reply(ada, outgoing.pk) == "At ten past."
    later(outgoing)
    assert (outgoing.state, mail.received) == ("cancelled", {})
    with pytest.raises(WrongInput, match="taken back"):
        actions.cancel(ada, outgoing.pk)
    again = reply(ada)
    assert (again.pk, again.state) == (outgoing.pk, "waiting")
    later(again)
    assert len(mail.received) == 1
    with pytest.raises(WrongInput, match="on its way already"):
        actions.undo_reply(ada, again.pk)


def test_a_scheduled_one_leaves_when_it_was_said(ada: Actor, channel: Channel, mail: World) -> None:
    when = utc_now() + timedelta(hours=2)
    outgoing = reply(ada, send_at=when)
    assert later(outgoing, timedelta(hours=1)) == when
    assert queries.outgoing_view(ada, outgoing.pk).undo_seconds == 0
    later(outgoing, timedelta(hours=2, seconds=1))
    assert outgoing.state == "sent"
    with pytest.raises(WrongInput, match="passed"):
        reply(ada, "Too late", send_at=utc_now())


@pytest.mark.parametrize(("text", "words"), [(" ", "Say something"), ("a" * 100_001, "longer"), ("a\0b", r"U\+0000")])
def test_what_cannot_be_said_is_refused(ada: Actor, channel: Channel, text: str, words: str) -> None:
    with pytest.raises(WrongInput, match=words):
        reply(ada, text)


def test_the_decision_and_its_row_are_one_transaction(ada: Actor, channel: Channel) -> None:
    outgoing = reply(ada)
    assert list(Ticket.objects.filter(key=f"send:{outgoing.pk}").values_list("attempts", flat=True)) == [tasks.ATTEMPTS]


# Whom we may answer


def test_what_passes_is_tried_again_and_its_wait_obeyed(ada: Actor, channel: Channel, mail: World) -> None:
    mail.next_replies = [RetryLater("Too many.", after=120), RetryLater("Nobody answers.")]
    outgoing = reply(ada)
    again = later(outgoing)
    assert again is not None
    assert timedelta(seconds=119) < again - utc_now() - SOON < timedelta(seconds=121)
    assert (outgoing.state, outgoing.error) == ("waiting", "Too many.")
    assert later(outgoing, timedelta(minutes=5)) is not None
    later(outgoing, timedelta(minutes=10))
    assert (outgoing.state, outgoing.tries, len(mail.received[outgoing.key])) == ("sent", 3, 1)


def test_what_never_gets_through_fails_in_the_end(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    Outgoing.objects.update(tries=sending.TRIES)
    mail.next_replies = [RetryLater("Nobody answers.")]
    assert later(outgoing) is None
    assert outgoing.state == "failed"


def test_what_a_person_must_mend_fails_with_its_words(ada: Actor, channel: Channel, mail: World) -> None:
    mail.next_replies = [NeverRetry(f"No such mailbox (asked with {TOKEN}).")]
    outgoing = reply(ada)
    later(outgoing)
    assert (outgoing.state, outgoing.error) == ("failed", "No such mailbox (asked with ***).")
    actions.settle(ada, outgoing.pk, outcome="again")
    later(outgoing)
    assert outgoing.state == "sent"


def test_a_task_that_is_too_early_queues_itself_for_then(ada: Actor, channel: Channel) -> None:
    outgoing = reply(ada)
    Ticket.objects.all().delete()
    tasks.send.func(outgoing.pk)
    assert Ticket.objects.filter(key=f"send:{outgoing.pk}").exists()
    tasks.send.func(987_654_321)


def test_what_was_left_lying_is_queued_or_shown(ada: Actor, channel: Channel, mail: World) -> None:
    waiting, sent = reply(ada, "First"), reply(ada, "Second")
    Ticket.objects.all().delete()
    interrupted(sent, mail, after_the_wire=False)
    mail.finds = False
    with time_machine.travel(utc_now() + timedelta(hours=1)):
        told = tasks.look_after.func()
    assert told == {"queued": 1, "uncertain": 1, "found": 0}
    assert Ticket.objects.filter(key=f"send:{waiting.pk}").exists()
    mail.finds = True
    mail.received[sent.key] = []
    assert tasks.look_after.func()["found"] == 1


def test_two_senders_send_once(ada: Actor, channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outgoing = reply(ada)
    real = sending._line

    def slow(held: Outgoing) -> sending.Line:
        monkeypatch.setattr(sending, "_line", real)
        sending.send(held.pk)
        return real(held)

    monkeypatch.setattr(sending, "_line", slow)
    later(outgoing)
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("sent", 1)
    assert sending.send(outgoing.pk) is None


# The account


def test_a_paused_account_keeps_it_waiting_and_one_that_is_gone_fails_it(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    channels.pause(ada, channel.pk)
    assert later(outgoing) is not None
    assert outgoing.state == "waiting"
    channels.disconnect(ada, channel.pk)
    later(outgoing, timedelta(minutes=30))
    assert (outgoing.state, mail.received) == ("failed", {})
    with pytest.raises(WrongInput, match="No connected account"):
        reply(ada, "Another")


def test_credentials_that_cannot_be_opened_or_renewed_are_said(
    ada: Actor, channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = reply(ada)
    Channel.objects.update(expires_at=utc_now())
    monkeypatch.setattr(FakePlatform, "refresh", lambda self, credentials: 1 / 0)
    assert later(outgoing) is not None
    assert (outgoing.state, "ZeroDivisionError" in outgoing.error) == ("waiting", True)
    Channel.objects.update(credentials=b"nonsense")
    later(outgoing, timedelta(minutes=10))
    assert (outgoing.state, "key" in outgoing.error) == ("failed", True)


def test_an_account_that_only_reads_answers_nothing(ada: Actor, channel: Channel, mail: World) -> None:
    Channel.objects.update(may=["read"])
    with pytest.raises(WrongInput, match="No connected account"):
        reply(ada)


def test_a_conversation_of_an_archive_is_answered_by_an_account_like_it(ada: Actor, channel: Channel, mail: World) -> None:
    Source.objects.filter(reader="live-email").update(reader="mail", account="")
    Message.objects.update(handle="")
    outgoing = reply(ada)
    later(outgoing)
    (draft,) = mail.received[outgoing.key]
    assert draft.to[0].identities[0].value == "marta@example.org"


# Who may


def test_only_those_who_see_it_touch_it(ada: Actor, ben: Actor, vera: Actor, otto: Actor, channel: Channel) -> None:
    outgoing = reply(ada)
    for actor in (ben, otto):
        with pytest.raises(NotFound):
            actions.cancel(actor, outgoing.pk)
    assert queries.outbox(ben) == []
    with pytest.raises(NotPermitted):
        reply(vera)
    with pytest.raises(NotFound):
        replying.reply(otto, talk().pk, text="Hello")
    assert queries.outgoing_about(vera, [talk().reply_to_id or 0]) == []
    assert [row.id for row in queries.outgoing_about(ada, [talk().reply_to_id or 0])] == [outgoing.pk]


def test_the_outbox_lists_what_a_state_holds(ada: Actor, channel: Channel) -> None:
    outgoing = reply(ada)
    assert [row.id for row in queries.outbox(ada, which="waiting")] == [outgoing.pk]
    assert queries.outbox(ada, which="sent") == []
    assert [row.person for row in queries.outbox(ada, which="all")] == ["Marta Brun"]
    with pytest.raises(WrongInput, match="is no state"):
        queries.outbox(ada, which="lost")  # type: ignore[arg-type]


def test_a_colleague_answers_through_the_account_in_their_own_name(ada: Actor, ben: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ben)
    later(outgoing)
    (draft,) = mail.received[outgoing.key]
    assert (draft.author.name, draft.author.identities[0].value) == ("Ben Castillo", "ada@campaign.example")
    assert conversation_view(ada, talk().pk).messages[-1].author == "Ben Castillo"
    told = dialogue(ada, since=BEGIN - timedelta(days=1), now=utc_now()).by_member
    assert {name: (each.inbound, each.ever.count, each.sent) for name, each in told.items()}["Ben Castillo"] == (2, 2, 1)


def test_a_conversation_without_anybody_known_cannot_be_answered(ada: Actor, channel: Channel) -> None:
    Interaction.objects.filter(kind="message").update(direction="none")
    held = talk()
    held.messages.first().interaction.participations.all().delete()  # type: ignore[union-attr]
    for message in held.messages.all():
        message.interaction.participations.all().delete()
    Conversation.objects.update(person=None)
    with pytest.raises(WrongInput, match="nobody to answer"):
        reply(ada)
