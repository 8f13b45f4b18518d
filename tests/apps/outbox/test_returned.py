"""An answer that comes back answered nobody, is no touch, and leaves a mark on an address that does not work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.outbox.night_bus import later, marta, read, reply, talk
from conftest import ClientOf
from fakes.platform import BEGIN, World, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel
from hustings.apps.exports import archive
from hustings.apps.inbox import working
from hustings.apps.inbox.models import Conversation
from hustings.apps.inbox.rebuilding import rebuild_conversations
from hustings.apps.intake import actions as intake
from hustings.apps.intake.models import Import
from hustings.apps.outbox import actions, queries
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people import actions as people
from hustings.apps.people.actions.rebuilding import rebuild_people
from hustings.apps.people.models import Consent, Interaction, Person, SourceRecord, Tie
from hustings.apps.people.queries import refused_handles
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule, WrongInput
from importing import bring_in

BACK_AT = BEGIN + timedelta(days=10)
ADDRESS = "marta@example.org"


def report(number: int, letter_id: str, *, bad: bool = True, **more: Any) -> Any:
    """What the mail server says of a letter to Marta."""
    extra = {"returned": letter_id, "returned_to": ADDRESS} | ({"returned_bad": ADDRESS} if bad else {})
    values: dict[str, Any] = {
        "automatic": "report", "subject": "Undelivered", "sender": "Mail Delivery System",
        "mail": "mailer-daemon@example.net", "sent_at": BACK_AT,
        "text": f"This is an error.\n\n  {ADDRESS}\n    No such user\n", "extra": extra, "thread": f"r{number}",
    }  # fmt: skip
    return letter(number, **values | more)


@pytest.fixture
def answer(ada: Actor, channel: Channel) -> Outgoing:
    """Ada's answer to Marta, which has left."""
    made = reply(ada)
    later(made)
    assert (made.state, talk().needs_reply, made.external_id) == ("sent", False, f"{made.key}@campaign.example")
    return made


def come_back(mail: World, answer: Outgoing, **more: Any) -> None:
    mail.say("INBOX", report(50, answer.external_id, **more))
    read()
    answer.refresh_from_db()


def touches() -> tuple[int, Any]:
    tie = Tie.objects.get(other=marta(), subject__own_member__isnull=False)
    return tie.out_count, marta().last_two_way_at


def test_an_answer_that_comes_back_answered_nobody(ada: Actor, answer: Outgoing, mail: World) -> None:
    sent, _ = touches()
    come_back(mail, answer)
    assert (answer.state, answer.error) == ("failed", f"It left, and came back: Undelivered ({ADDRESS} No such user)")
    assert (talk().needs_reply, talk().last_out_at) == (True, None)
    assert (touches(), sent) == ((0, None), 1)
    assert marta().last_touch_at == BEGIN + timedelta(hours=2)
    (line,) = (each for each in queries.outbox(ada) if each.id == answer.pk)
    assert line.came_back


def test_what_came_back_is_found_again_by_a_rebuild(ada: Actor, answer: Outgoing, mail: World) -> None:
    come_back(mail, answer)
    assert rebuild_people(ada, now=utc_now()) == {"profiles": [], "ties": [], "rhythm": []}
    assert rebuild_conversations(ada) == []


def test_a_talk_that_was_closed_after_the_answer_opens_again(ada: Actor, answer: Outgoing, mail: World) -> None:
    working.close(ada, [talk().pk], now=utc_now())
    come_back(mail, answer)
    assert (talk().state, talk().needs_reply) == ("open", True)


def test_the_address_is_marked_as_an_import_marks_it(ada: Actor, answer: Outgoing, mail: World) -> None:
    come_back(mail, answer)
    held = Consent.objects.get(person=marta())
    assert (held.channel, held.status, held.value, held.at, held.words) == ("email", "bad", ADDRESS, BACK_AT, "Undelivered")
    assert refused_handles([marta().pk]) == {marta().pk: {("email", ADDRESS)}}
    with pytest.raises(ForbiddenByUseRule, match=r"sent to marta@example\.org does not arrive \(2026-10-11; Undelivered\)"):
        reply(ada, "Once more.")
    source = SourceRecord.objects.get(person=marta(), external_id__startswith="returned:").source
    assert source.reader == "live-email"


def test_a_letter_refused_for_what_it_says_leaves_the_address_as_it_was(ada: Actor, answer: Outgoing, mail: World) -> None:
    come_back(mail, answer, bad=False)
    assert (answer.state, talk().needs_reply) == ("failed", True)
    assert not Consent.objects.exists()
    assert reply(ada, "Without the attachment.").state == "waiting"


def test_a_refusal_outweighs_a_bad_address(ada: Actor, answer: Outgoing, mail: World) -> None:
    come_back(mail, answer)
    people.record_consent(ada, marta().pk, channel="email", status="refused", now=utc_now())
    with pytest.raises(ForbiddenByUseRule, match="does not want to be reached"):
        reply(ada, "Once more.")


@pytest.mark.parametrize(("after", "left"), [(timedelta(hours=1), 0), (-timedelta(hours=1), 1)])
def test_an_address_that_writes_to_us_afterwards_works(
    ada: Actor, answer: Outgoing, mail: World, after: timedelta, left: int
) -> None:
    come_back(mail, answer)
    mail.say("INBOX", letter(60, sent_at=BACK_AT + after))
    read()
    assert Consent.objects.count() == left


def test_a_report_that_comes_late_marks_no_address_that_has_written_since(ada: Actor, answer: Outgoing, mail: World) -> None:
    mail.say("INBOX", letter(60, sent_at=BACK_AT + timedelta(hours=1)))
    read()
    come_back(mail, answer)
    assert (answer.state, Consent.objects.count()) == ("failed", 0)


def test_a_member_who_sends_again_says_that_the_address_works(ada: Actor, answer: Outgoing, mail: World) -> None:
    come_back(mail, answer)
    actions.settle(ada, answer.pk, outcome="again")
    assert not Consent.objects.exists()
    answer.refresh_from_db()
    later(answer)
    assert (answer.state, talk().needs_reply, len(mail.received)) == ("sent", False, 2)
    come_back(mail, answer, external_id="second@example.org")
    assert (answer.state, Consent.objects.count()) == ("failed", 1)


def test_a_member_can_say_that_it_arrived_all_the_same(ada: Actor, answer: Outgoing, mail: World) -> None:
    before = touches()
    come_back(mail, answer)
    actions.settle(ada, answer.pk, outcome="sent")
    answer.refresh_from_db()
    assert (answer.state, answer.error, talk().needs_reply, Consent.objects.count()) == ("sent", "", False, 0)
    assert touches() == before


def test_what_never_left_cannot_be_said_to_have_arrived(ada: Actor, channel: Channel) -> None:
    made = reply(ada)
    Outgoing.objects.update(state="failed")
    with pytest.raises(WrongInput, match="nothing to settle"):
        actions.settle(ada, made.pk, outcome="sent")


def test_the_pages_say_that_it_came_back(ada: Actor, answer: Outgoing, mail: World, client_of: ClientOf) -> None:
    come_back(mail, answer)
    hers = client_of(ada)
    page = hers.get(f"/conversations/{talk().pk}/").content.decode()
    assert "came back: it reached nobody" in page
    assert f"What is sent to {ADDRESS} does not arrive" in page
    refused = hers.post(f"/conversations/{talk().pk}/reply/", {"text": "Once more, please."})
    assert (refused.status_code, "Once more, please." in refused.content.decode()) == (409, True)
    assert "The address works: send again" in hers.get("/outbox/").content.decode()
    assert "It works again: how do you know?" in hers.get(f"/people/{marta().pk}/").content.decode()


HEAD = """From x@y Thu Oct  1 08:00:00 2026
From: {sender}
To: {to}
Subject: {subject}
Date: Thu, 01 Oct 2026 {hour}:00:00 +0000
Message-ID: <{name}@Example.org>
"""
OURS, THEIRS = "Ada Okafor <ada@example.org>", f"Marta Brun <{ADDRESS}>"
BACK = """Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

It did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; marta@example.org
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

From: ada@example.org
Message-ID: <Two@Example.org>

--b--
"""


def one(name: str, sender: str, to: str, hour: int, rest: str = "\nAt ten past.\n") -> str:
    return HEAD.format(name=name, sender=sender, to=to, hour=hour, subject="Night bus") + rest + "\n"


HERS = one("One", THEIRS, OURS, 10, "\nWhen does the bus come?\n")
ANSWER = one("Two", OURS, THEIRS, 11, "In-Reply-To: <One@Example.org>\n\nAt ten past.\n")
BOUNCE = one("Back", "MAILER-DAEMON@example.net", OURS, 12, BACK)
LATER = one("Later", THEIRS, OURS, 13, "In-Reply-To: <One@Example.org>\n\nThanks!\n")


def bring(ada: Actor, folder: Path, *letters: str) -> int:
    """Imports a mailbox of these letters."""
    path = folder / f"{Import.objects.count()}.mbox"
    path.write_text("".join(letters))
    return bring_in(ada, path).pk


def state() -> tuple[list[str], bool, int, int]:
    """Letters that came back, whether Marta waits, marks on her address, and what we said to her that counts."""
    back = Interaction.objects.filter(automatic="returned").values_list("external_id", flat=True)
    waits = Conversation.objects.get().needs_reply
    return list(back), waits, Consent.objects.filter(status="bad").count(), Tie.objects.get(other=marta()).out_count


RETURNED = (["two@example.org"], True, 1, 0)


@pytest.mark.parametrize(
    "order",
    [
        [[HERS, ANSWER, BOUNCE]], [[BOUNCE, ANSWER, HERS]], [[HERS, ANSWER], [BOUNCE]], [[HERS], [BOUNCE], [ANSWER]],
    ],
)  # fmt: skip
def test_reports_in_archives_mark_the_same_in_whatever_order_they_come(
    ada: Actor, tmp_path: Path, order: list[list[str]]
) -> None:
    for letters in order:
        bring(ada, tmp_path, *letters)
    assert state() == RETURNED
    bring(ada, tmp_path, HERS, ANSWER, BOUNCE)
    assert state() == RETURNED


def test_taking_the_import_back_takes_the_mark_off(ada: Actor, tmp_path: Path) -> None:
    bring(ada, tmp_path, HERS, ANSWER)
    second = bring(ada, tmp_path, BOUNCE)
    intake.undo_import(ada, second)
    assert Consent.objects.count() == 0
    assert Person.objects.filter(pk=marta().pk).exists()


def test_an_address_that_wrote_later_in_the_archive_works(ada: Actor, tmp_path: Path) -> None:
    bring(ada, tmp_path, LATER, BOUNCE, ANSWER, HERS)
    assert (Consent.objects.count(), Interaction.objects.filter(automatic="returned").count()) == (0, 1)


def test_a_letter_to_several_reached_the_others(ada: Actor, tmp_path: Path) -> None:
    bring(ada, tmp_path, HERS, ANSWER.replace(f"To: {THEIRS}", f"To: {THEIRS}, Ben Roth <ben@example.org>"), BOUNCE)
    assert state() == ([], False, 1, 1)


def test_a_report_about_somebody_unknown_makes_nobody(ada: Actor, tmp_path: Path) -> None:
    bring(ada, tmp_path, HERS, BOUNCE.replace("marta@", "nobody@").replace("Two@", "Nine@"))
    assert not SourceRecord.objects.filter(external_id__startswith="returned:").exists()


def test_an_archive_of_the_workspace_keeps_that_it_came_back(ada: Actor, otto: Actor, tmp_path: Path) -> None:
    bring(ada, tmp_path, HERS, ANSWER, BOUNCE)
    with (tmp_path / "whole.zip").open("wb") as stream:
        archive.write(ada, stream, now=utc_now(), told=lambda rows: None)
    bring_in(otto, tmp_path / "whole.zip", owner=otto)
    (theirs,) = Interaction.objects.filter(workspace_id=otto.workspace_id, direction="out")
    assert (theirs.automatic, theirs.counts) == ("returned", False)
    assert Conversation.objects.get(workspace_id=otto.workspace_id).needs_reply
    assert Consent.objects.filter(workspace_id=otto.workspace_id, status="bad", value=ADDRESS).exists()
