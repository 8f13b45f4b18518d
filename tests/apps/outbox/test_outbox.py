"""What goes out: once, never silently lost, taken back in time, and stopped where the person does not want it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from fakes.platform import BEGIN, TOKEN, FakePlatform, World, fake_mail, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.inbox import replying
from hustings.apps.inbox.models import Conversation, Message
from hustings.apps.intake import syncing
from hustings.apps.outbox import actions, queries, sending, tasks
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people import actions as people
from hustings.apps.people.models import Consent, Interaction, Person, Source
from hustings.jobs.models import Ticket
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule, NeverRetry, NotFound, NotPermitted, RetryLater, Uncertain, WrongInput

GIVEN = {"server": "mail.example.org", "token": TOKEN}
SOON = timedelta(seconds=11)


@pytest.fixture
def mail() -> Iterator[World]:
    with fake_mail() as world:
        yield world


@pytest.fixture
def channel(ada: Actor, mail: World) -> Channel:
    """Ada's mailbox, in which Marta asks when the night bus comes."""
    made = channels.connect(ada, platform="email", credentials=GIVEN)
    mail.say("INBOX", letter(1), letter(2, extra={"list": "riders"}))
    read()
    return made


def read() -> None:
    for pk in Stream.objects.values_list("pk", flat=True):
        syncing.sync_stream(pk, at_most=None)


def talk() -> Conversation:
    return Conversation.objects.get(thread="t-marta@example.org")


def reply(actor: Actor, text: str = "At ten past.", **more: Any) -> Outgoing:
    return replying.reply(actor, talk().pk, text=text, **more)


def later(outgoing: Outgoing, by: timedelta = SOON) -> datetime | None:
    """Sends once the window has passed."""
    with time_machine.travel(utc_now() + by, tick=True):
        again = sending.send(outgoing.pk)
    outgoing.refresh_from_db()
    return again


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


def refuse(person: Person, *, at: datetime | None, channel: str = "email", value: str = "") -> None:
    Consent.objects.create(workspace_id=person.workspace_id, person=person, channel=channel, value=value, status="refused", at=at)


def marta() -> Person:
    return Person.objects.get(name="Marta Brun")


@pytest.mark.parametrize("value", ["", "marta@example.org"])
def test_a_refused_address_is_answered_only_if_they_wrote_since(ada: Actor, channel: Channel, value: str) -> None:
    refuse(marta(), at=BEGIN, value=value)
    assert reply(ada, "You asked.").state == "waiting"
    refuse(marta(), at=BEGIN + timedelta(days=2), value=value)
    with pytest.raises(ForbiddenByUseRule, match=r"Marta Brun does not want to be reached at marta@example\.org"):
        reply(ada)
    assert Outgoing.objects.count() == 1


def test_a_refusal_without_a_date_stands(ada: Actor, channel: Channel) -> None:
    refuse(marta(), at=None)
    with pytest.raises(ForbiddenByUseRule):
        reply(ada)


def test_a_wish_that_comes_in_between_stops_it_with_the_reason(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    people.set_do_not_contact(ada, marta().pk, silent=True, now=utc_now())
    later(outgoing)
    assert (outgoing.state, mail.received) == ("failed", {})
    assert outgoing.error == "Marta Brun does not want to be contacted."


def test_whoever_wrote_since_is_answered_all_the_same(ada: Actor, channel: Channel, mail: World) -> None:
    people.set_do_not_contact(ada, marta().pk, silent=True, now=utc_now())
    mail.say("INBOX", letter(3, sent_at=utc_now() + timedelta(seconds=1)))
    read()
    assert reply(ada).state == "waiting"


def test_a_wish_that_a_source_tells_of_counts_with_its_date(ada: Actor, channel: Channel) -> None:
    people.record_consent(ada, marta().pk, channel="any", status="refused", now=utc_now())
    assert marta().do_not_contact
    with pytest.raises(ForbiddenByUseRule, match="contacted"):
        reply(ada)
    Consent.objects.update(at=BEGIN)
    assert reply(ada).state == "waiting"


def test_a_silence_of_which_nobody_knows_when_stands(ada: Actor, channel: Channel) -> None:
    Person.objects.filter(pk=marta().pk).update(silent_by_hand=True)
    with pytest.raises(ForbiddenByUseRule):
        reply(ada)


def test_the_use_rule_of_the_source_is_asked(ada: Actor, channel: Channel) -> None:
    Source.objects.filter(reader="live-email").update(use_rule="fec-report")
    with pytest.raises(ForbiddenByUseRule, match="FEC"):
        reply(ada)


# Trouble on the wire


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


@pytest.mark.parametrize("arrived", [True, False])
def test_where_the_line_broke_the_platform_is_asked(ada: Actor, channel: Channel, mail: World, arrived: bool) -> None:
    mail.next_replies = [Uncertain("The line broke.") if arrived else "lost"]
    outgoing = reply(ada)
    later(outgoing)
    assert outgoing.state == ("sent" if arrived else "waiting")
    later(outgoing, timedelta(minutes=5))
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("sent", 1)


def test_an_error_that_nobody_foresaw_is_asked_about_too(
    ada: Actor, channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FakePlatform.reply

    def broken(self: FakePlatform, credentials: Any, draft: Any) -> Any:
        real(self, credentials, draft)
        raise KeyError("headers")

    monkeypatch.setattr(FakePlatform, "reply", broken)
    outgoing = reply(ada)
    later(outgoing)
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("sent", 1)


def interrupted(outgoing: Outgoing, mail: World, *, after_the_wire: bool) -> None:
    """As a sender leaves it that was killed."""
    Outgoing.objects.filter(pk=outgoing.pk).update(state="sending", sending_at=utc_now(), tries=1)
    if after_the_wire:
        mail.received[outgoing.key] = [sending.draft_of(outgoing)]


@pytest.mark.parametrize("after_the_wire", [True, False])
def test_an_interrupted_one_is_found_out_and_sent_once(ada: Actor, channel: Channel, mail: World, after_the_wire: bool) -> None:
    outgoing = reply(ada)
    interrupted(outgoing, mail, after_the_wire=after_the_wire)
    later(outgoing)
    later(outgoing, timedelta(minutes=5))
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("sent", 1)


def test_where_nobody_can_say_a_person_settles_it(ada: Actor, channel: Channel, mail: World) -> None:
    mail.finds = False
    outgoing = reply(ada)
    interrupted(outgoing, mail, after_the_wire=True)
    assert later(outgoing) is None
    assert outgoing.state == "uncertain"
    assert TOKEN not in outgoing.error
    for _ in range(3):
        later(outgoing, timedelta(days=2))
        tasks.look_after.func()
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("uncertain", 1)
    assert queries.counts(ada) == {"uncertain": 1, "failed": 0}
    assert queries.outbox(ada)[0].id == outgoing.pk
    settled = actions.settle(ada, outgoing.pk, outcome="sent")
    assert (settled.state, settled.interaction) == ("sent", None)
    assert not talk().needs_reply
    with pytest.raises(WrongInput, match="nothing to settle"):
        actions.settle(ada, outgoing.pk, outcome="again")


def test_to_send_again_is_a_decision_under_a_key_of_its_own(ada: Actor, channel: Channel, mail: World) -> None:
    mail.finds = False
    outgoing = reply(ada)
    key = outgoing.key
    interrupted(outgoing, mail, after_the_wire=False)
    later(outgoing)
    actions.settle(ada, outgoing.pk, outcome="again")
    later(outgoing)
    assert outgoing.state == "sent"
    assert outgoing.key != key
    assert list(mail.received) == [outgoing.key]


def test_it_can_be_let_go(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    Outgoing.objects.update(state="failed")
    assert actions.settle(ada, outgoing.pk, outcome="drop").state == "cancelled"
    Outgoing.objects.update(state="uncertain")
    with pytest.raises(WrongInput, match="Say one of sent, again, drop"):
        actions.settle(ada, outgoing.pk, outcome="perhaps")  # type: ignore[arg-type]
    people.set_do_not_contact(ada, marta().pk, silent=True, now=utc_now())
    with pytest.raises(ForbiddenByUseRule):
        actions.settle(ada, outgoing.pk, outcome="again")


def test_asking_once_more_sends_nothing(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    interrupted(outgoing, mail, after_the_wire=True)
    Outgoing.objects.update(state="uncertain")
    mail.finds = False
    with pytest.raises(RetryLater, match="keeps no copies"):
        actions.ask_again(ada, outgoing.pk)
    mail.finds = True
    assert actions.ask_again(ada, outgoing.pk).state == "sent"
    assert actions.ask_again(ada, outgoing.pk).state == "sent"
    assert len(mail.received[outgoing.key]) == 1


# The queue


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


def test_a_conversation_without_anybody_known_cannot_be_answered(ada: Actor, channel: Channel) -> None:
    Interaction.objects.filter(kind="message").update(direction="none")
    held = talk()
    held.messages.first().interaction.participations.all().delete()  # type: ignore[union-attr]
    for message in held.messages.all():
        message.interaction.participations.all().delete()
    Conversation.objects.update(person=None)
    with pytest.raises(WrongInput, match="nobody to answer"):
        reply(ada)
