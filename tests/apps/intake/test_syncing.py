"""Live accounts: whatever goes wrong on the way, in the end everything is there once, edits and deletions included."""

from __future__ import annotations

import mailbox
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction

from dumps import content
from fakes import platform as fakes
from fakes.platform import ADA, BEGIN, TOKEN, World, edited, fake_mail, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels import queries
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.inbox.models import Conversation, Message
from hustings.apps.intake import actions, syncing, tasks
from hustings.apps.intake.models import Import, KeptRecord, Sighting
from hustings.apps.intake.queries import import_list
from hustings.apps.people.models import Interaction, Person
from hustings.connectors.live import Gone, Limit
from hustings.connectors.protocol import Place, Rejected
from hustings.jobs.models import Ticket
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, RetryLater
from hustings.kernel.records import Identity, Party, PostRecord
from importing import bring_in

RUNS = int(os.environ.get("HUSTINGS_FAULT_RUNS", "8"))
GIVEN = {"server": "mail.example.org", "token": TOKEN}


@pytest.fixture
def mail() -> Iterator[World]:
    with fake_mail() as world:
        yield world


@pytest.fixture
def channel(ada: Actor, mail: World) -> Channel:
    return channels.connect(ada, platform="email", credentials=GIVEN)


def sync_all() -> list[syncing.Synced | None]:
    return [syncing.sync_stream(pk, at_most=None) for pk in Stream.objects.order_by("name").values_list("pk", flat=True)]


def stream(name: str = "INBOX") -> Stream:
    return Stream.objects.get(name=name)


def test_messages_become_conversations_that_need_a_reply(ada: Actor, channel: Channel, mail: World) -> None:
    mail.say("INBOX", letter(1), letter(2))
    mail.say("Sent", letter(3, sender="Ada Okafor", mail="ada@campaign.example", recipients=(letter(1).sender,), thread="x"))
    sync_all()
    talk = Conversation.objects.get(thread="t-marta@example.org")
    assert (talk.message_count, talk.needs_reply, talk.person.name) == (2, True, "Marta Brun")
    assert set(Interaction.objects.values_list("direction", "external_id")) == {
        ("in", "m1@example.org"), ("in", "m2@example.org"), ("out", "m3@example.org"),
    }  # fmt: skip
    assert set(Message.objects.filter(conversation=talk).values_list("handle", flat=True)) == {"email:marta@example.org"}
    assert (stream().behind, stream().failures, stream().error) == (False, 0, "")
    assert queries.channel_view(ada, channel.pk).streams[0].lag_seconds is not None


def test_syncing_twice_changes_nothing(ada: Actor, channel: Channel, mail: World) -> None:
    mail.say("INBOX", *(letter(number) for number in range(8)))
    sync_all()
    before = content(ada.workspace_id)
    Stream.objects.update(cursor="")
    sync_all()
    assert content(ada.workspace_id) == before


def test_edits_are_followed_and_deletions_too(ada: Actor, channel: Channel, mail: World) -> None:
    first = letter(1)
    mail.say("INBOX", first, letter(2), edited(first, "When does the bus come, please?"), Gone("m2@example.org"), letter(4))
    mail.say("INBOX", Gone("m4@example.org"), letter(4), Gone("never-seen"))
    (synced, _sent) = sync_all()
    assert synced is not None
    assert (synced.gone, synced.error) == (2, "")
    held = dict(Interaction.objects.values_list("external_id", "text"))
    assert held == {"m1@example.org": "When does the bus come, please?", "m4@example.org": letter(4).text}
    assert Conversation.objects.get().message_count == 2


def test_what_was_stored_before_a_deletion_is_known_after_it(ada: Actor, channel: Channel, mail: World) -> None:
    mail.page = 10
    mail.say("INBOX", letter(1), letter(2), Gone("m2@example.org"), edited(letter(1), "Corrected"))
    sync_all()
    assert list(Interaction.objects.values_list("text", flat=True)) == ["Corrected"]


def test_a_page_that_brings_the_stored_words_and_newer_ones_ends_with_the_newer(channel: Channel, mail: World) -> None:
    mail.say("INBOX", letter(1))
    sync_all()
    Stream.objects.update(cursor="")
    mail.say("INBOX", edited(letter(1), "Corrected"))
    sync_all()
    assert Interaction.objects.get().text == "Corrected"


def test_what_stands_in_two_folders_goes_with_the_last(ada: Actor, channel: Channel, mail: World) -> None:
    mail.say("INBOX", letter(1))
    mail.say("Sent", letter(1))
    sync_all()
    mail.say("INBOX", Gone("m1@example.org"))
    sync_all()
    assert Interaction.objects.count() == 1
    mail.say("Sent", Gone("m1@example.org"))
    sync_all()
    assert not Interaction.objects.exists()
    assert not Conversation.objects.exists()
    assert not Sighting.objects.exists()


def test_a_post_is_kept_once_and_goes_when_it_is_deleted(ada: Actor, channel: Channel, mail: World) -> None:
    post = PostRecord(external_id="p1", channel="email", at=BEGIN, text="A new line to the river", author=letter(1).sender)
    mail.say("INBOX", post, letter(1))
    sync_all()
    assert KeptRecord.objects.get().mentions.count() == 1
    mail.say("INBOX", Gone("p1"))
    sync_all()
    assert not KeptRecord.objects.exists()


def test_rejected_records_are_told_and_the_rest_comes_in(
    ada: Actor, channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.say("INBOX", letter(1))
    real = fakes.FakePlatform.read

    def read(self: Any, credentials: Any, name: str, cursor: str) -> Any:
        batch = real(self, credentials, name, cursor)
        return batch._replace(found=(Rejected(Place(name, 7), "A damaged letter."), *batch.found))

    monkeypatch.setattr(fakes.FakePlatform, "read", read)
    (synced, _sent) = sync_all()
    assert synced is not None
    assert (synced.records, synced.rejected) == (1, 1)
    files = Import.objects.get().report["files"]
    assert [row["reason"] for file in files for row in file["rejected"]] == ["A damaged letter."] * 2


# Trouble


def catch_up(actor: Actor, mail: World) -> int:
    """Asks until everything was read, as the scheduler would over hours. Returns how often the account had to be mended."""
    mended = 0
    for _ in range(400):
        channel = Channel.objects.get()
        if channel.state == Channel.State.REVOKED:
            mended += 1
            mail.tokens = {f"{TOKEN}-{mended}"}
            channels.reconnect(actor, channel.pk, credentials={"token": f"{TOKEN}-{mended}"})
        sync_all()
        ends = {name: f'{{"at": {len(log)}}}' for name, log in mail.log.items()}
        if all(stream.cursor == ends[stream.name] and not stream.error for stream in Stream.objects.all()):
            return mended
    raise AssertionError("never caught up")


def happening(random: Random) -> dict[str, list[Any]]:
    """What happens in two folders: letters of three people, edits, deletions, moves."""
    people = (("Marta Brun", "marta@example.org"), ("Jo Lind", "jo@example.net"), ("Ina Voss", "ina@example.com"))
    log: dict[str, list[Any]] = {"INBOX": [], "Sent": []}
    for number in range(14):
        name, address = random.choice(people)
        record = letter(number, sender=name, mail=address)
        place = random.choice(("INBOX", "INBOX", "Sent"))
        log[place].append(record)
        if random.random() < 0.2:
            log[place].append(edited(record, f"Corrected {number}"))
        if random.random() < 0.2:
            log[place].append(Gone(record.external_id))
    return log


@pytest.mark.parametrize("seed", range(RUNS))
def test_the_final_set_equals_the_fault_free_one(seed: int, ada: Actor) -> None:
    ends = []
    for faults in (None, Random(seed)):
        with fake_mail(faults=faults, log=happening(Random(seed * 7 + 1))) as mail, transaction.atomic():
            mail.rate = 0.0
            channels.connect(ada, platform="email", credentials=GIVEN)
            mail.rate = 0.5
            catch_up(ada, mail)
            mail.faults = None
            catch_up(ada, mail)
            ends.append(content(ada.workspace_id))
            transaction.set_rollback(True)
    assert ends[0]["interactions"]
    assert ends[0] == ends[1]


def test_what_the_platform_says_about_waiting_is_kept_for_the_whole_account(
    ada: Actor, channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited(*_: Any) -> Any:
        raise RetryLater("Too many requests.", after=900)

    monkeypatch.setattr(fakes.FakePlatform, "read", limited)
    before = utc_now()
    synced = syncing.sync_stream(stream().pk)
    assert synced is not None
    assert synced.error == "Too many requests."
    assert all(each.next_try_at >= before + timedelta(seconds=900) for each in Stream.objects.all())
    assert queries.due_streams(utc_now()) == []
    assert actions.sync_channels(ada) != []  # The other folder has not failed; it is asked where a member asks for it.
    assert Channel.objects.get().state == "connected"


def test_without_a_word_the_wait_doubles_up_to_an_hour(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: Any) -> Any:
        raise RetryLater("Nobody answers.")

    monkeypatch.setattr(fakes.FakePlatform, "read", down)
    waits = []
    for _ in range(12):
        syncing.sync_stream(stream().pk)
        waits.append(round((stream().next_try_at - utc_now()).total_seconds()))
    assert waits[:3] == [15, 30, 60]
    assert waits[-1] == 3600
    assert stream().failures == 12


def test_a_revoked_token_stops_the_account_with_the_way_to_mend_it(ada: Actor, channel: Channel, mail: World) -> None:
    mail.tokens = {"another"}
    sync_all()
    view = queries.channel_view(ada, channel.pk)
    assert view.state == "revoked"
    assert "connect again" in view.error
    asked = mail.reads
    assert sync_all() == [None, None]
    assert mail.reads == asked
    assert queries.due_streams(utc_now()) == []


def test_a_budget_that_is_used_up_is_waited_for(ada: Actor, mail: World) -> None:
    mail.limits = (Limit(points=4, seconds=300, source="https://example.org", read_on="2026-11-23"),)
    channels.connect(ada, platform="email", credentials=GIVEN)
    mail.say("INBOX", *(letter(number) for number in range(30)))
    synced = syncing.sync_stream(stream().pk, at_most=None)
    assert synced is not None
    assert "limit of Fake mail" in synced.error
    assert mail.reads == 4
    assert Interaction.objects.count() == 12
    assert stream().next_try_at > utc_now() + timedelta(seconds=290)


def test_a_page_that_somebody_else_stored_meanwhile_is_dropped(
    channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.say("INBOX", letter(1))
    real = fakes.FakePlatform.read

    def read(self: Any, credentials: Any, name: str, cursor: str) -> Any:
        monkeypatch.setattr(fakes.FakePlatform, "read", real)
        syncing.sync_stream(stream().pk)
        return real(self, credentials, name, cursor)

    monkeypatch.setattr(fakes.FakePlatform, "read", read)
    syncing.sync_stream(stream().pk)
    assert Import.objects.get().applied == 1
    assert Interaction.objects.count() == 1


def test_a_crash_between_reading_and_storing_loses_nothing(
    ada: Actor, channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.say("INBOX", *(letter(number) for number in range(7)))

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(syncing._Session, "_move_on", crash)
    with pytest.raises(KeyboardInterrupt):
        syncing.sync_stream(stream().pk)
    assert not Interaction.objects.exists()
    monkeypatch.undo()
    sync_all()
    assert Interaction.objects.count() == 7


# Archives


def mbox(path: Path, *numbers: int) -> Path:
    """An archive with the same letters, as another program wrote them out."""
    made = mailbox.mbox(str(path))
    for number in numbers:
        record = letter(number)
        mail = EmailMessage()
        mail["Message-ID"] = f"<{record.external_id}>"
        mail["From"], mail["To"] = "Marta Brun <marta@example.org>", "Ada Okafor <ada@campaign.example>"
        mail["Subject"], mail["Date"] = record.subject, record.sent_at
        mail.set_content(record.text)
        made.add(mail)
    made.close()
    return path


def same_id(number: int) -> str:
    return Interaction.objects.filter(text__contains=f"bus {number} ").values_list("external_id", flat=True)[0]


@pytest.fixture
def ids(ada: Actor, tmp_path: Path) -> dict[int, str]:
    """The external ids that the reader of mail gives these letters."""
    with transaction.atomic():
        bring_in(ada, mbox(tmp_path / "ids.mbox", 1, 2, 3), me=("ada@campaign.example",))
        found = {number: same_id(number) for number in (1, 2, 3)}
        transaction.set_rollback(True)
    return found


def live(number: int, ids: dict[int, str], thread: str) -> Any:
    return letter(number, external_id=ids[number], thread=thread)


def test_an_archive_and_its_account_tell_of_one_message(
    ada: Actor, ids: dict[int, str], channel: Channel, mail: World, tmp_path: Path
) -> None:
    archive = bring_in(ada, mbox(tmp_path / "old.mbox", 1, 2), me=("ada@campaign.example",))
    threads = dict(Conversation.objects.values_list("messages__interaction__external_id", "thread"))
    mail.say("INBOX", *(live(number, ids, threads[ids[min(number, 2)]]) for number in (1, 2, 3)))
    sync_all()
    assert Interaction.objects.count() == 3
    assert Conversation.objects.count() == len(set(threads.values()))
    assert set(Interaction.objects.values_list("source__reader", flat=True)) == {"live-email"}
    again = bring_in(ada, mbox(tmp_path / "new.mbox", 1, 2, 3))
    assert again.report["counts"]["interactions"]["unchanged"] == 3
    before = content(ada.workspace_id)
    Stream.objects.update(cursor="")
    sync_all()
    assert content(ada.workspace_id) == before
    # Taking the archive back leaves what the account tells of.
    actions.undo_import(ada, archive.pk)
    actions.undo_import(ada, again.pk)
    assert Interaction.objects.count() == 3
    # An archived letter stays when the mailbox is tidied up.
    bring_in(ada, mbox(tmp_path / "third.mbox", 1))
    mail.say("INBOX", *(Gone(ids[number]) for number in (1, 2, 3)))
    sync_all()
    assert list(Interaction.objects.values_list("external_id", flat=True)) == [ids[1]]


def test_a_preview_counts_what_the_account_has_brought_as_unchanged(
    ada: Actor, ids: dict[int, str], channel: Channel, mail: World, tmp_path: Path
) -> None:
    mail.say("INBOX", *(live(number, ids, "one") for number in (1, 2)))
    sync_all()
    begun = actions.start_import(ada, [mbox(tmp_path / "all.mbox", 1, 2, 3)])
    preview = actions.preview_import(ada, begun.pk).preview["counts"]["interactions"]
    assert (preview["unchanged"], preview["created"]) == (2, 1)
    applied = actions.apply_import(ada, begun.pk).report["counts"]["interactions"]
    assert applied == preview


def test_posts_of_an_archive_are_taken_over_too(ada: Actor, channel: Channel, mail: World) -> None:
    from hustings.apps.people.actions.records import source_for
    from hustings.kernel.records import digest, encode

    post = PostRecord(external_id="p1", channel="email", at=BEGIN, text="Old words")
    archive = source_for(ada.workspace_id, member_id=ada.member_id, reader="mail", use_rule="own-mail")
    payload = encode(post)
    KeptRecord.objects.create(
        workspace_id=ada.workspace_id, source=archive, kind="post", external_id="p1", digest=digest(payload),
        payload=payload.decode(), at=BEGIN,
    )  # fmt: skip
    other = PostRecord(external_id="p1", channel="mastodon", at=BEGIN, text="Another platform's")
    mail.say("INBOX", edited(post, "New words"))  # type: ignore[arg-type]
    sync_all()
    kept = KeptRecord.objects.get()
    assert (kept.source.reader, "New words" in kept.payload) == ("live-email", True)
    mail.say("INBOX", other)
    sync_all()
    assert KeptRecord.objects.count() == 1  # The same id of the same account: the newest word of it.


def test_two_mailboxes_that_got_one_letter_hold_it_once(ada: Actor, channel: Channel, mail: World) -> None:
    mail.say("INBOX", letter(1))
    sync_all()
    Channel.objects.update(account="ada@second.example")
    channels.connect(ada, platform="email", credentials=GIVEN)
    sync_all()
    assert Interaction.objects.count() == 1
    assert Conversation.objects.count() == 1


# Doors of the room


def test_the_import_that_stands_for_an_account_is_no_import_to_work_with(ada: Actor, channel: Channel, mail: World) -> None:
    mail.say("INBOX", letter(1))
    sync_all()
    holder = Import.objects.get()
    assert import_list(ada) == []
    with pytest.raises(NotFound):
        actions.undo_import(ada, holder.pk)


def test_the_scheduler_asks_each_stream_that_is_due(channel: Channel, mail: World) -> None:
    assert tasks.sync_due.func() == 2
    assert set(Ticket.objects.values_list("key", flat=True)) == {
        f"sync:{pk}" for pk in Stream.objects.values_list("pk", flat=True)
    }
    sync_all()
    assert tasks.sync_due.func() == 0


def test_a_task_goes_on_where_the_time_was_up(channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mail.say("INBOX", *(letter(number) for number in range(9)))
    monkeypatch.setattr(tasks, "sync_stream", lambda pk: syncing.sync_stream(pk, at_most=timedelta()))
    tasks.sync.func(stream().pk)
    assert list(Ticket.objects.values_list("key", flat=True)) == [f"sync:{stream().pk}"]


def test_a_member_syncs_everything_or_one_account(ada: Actor, ben: Actor, channel: Channel, mail: World) -> None:
    mail.say("INBOX", letter(1))
    assert [synced.records for synced in actions.sync_channels(ada, channel_id=channel.pk)] == [1, 0]
    assert [synced.records for synced in actions.sync_channels(ada)] == [0, 0]
    assert actions.sync_channels(ben) == []
    assert syncing.sync_stream(987_654_321) is None


def test_errors_of_our_own_are_not_taken_for_the_platforms(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(syncing._Session, "_store", broken)
    with pytest.raises(ZeroDivisionError):
        syncing.sync_stream(stream().pk)


def test_a_very_long_id_stands_for_itself_alone(channel: Channel, mail: World) -> None:
    mail.say("INBOX", letter(1, external_id="a" * 900), letter(2, external_id="a" * 901), Gone("a" * 900))
    sync_all()
    assert Interaction.objects.count() == 1


def test_people_who_write_are_known_once(ada: Actor, channel: Channel, mail: World) -> None:
    other = Party(name="Marta Brun", identities=(Identity(kind="email", value="marta@example.org"),))
    mail.say("INBOX", letter(1), letter(2, sender=other.name), letter(3, recipients=(ADA, other)))
    sync_all()
    assert Person.objects.filter(own_member=None).count() == 1
    assert isinstance(stream().last_success_at, datetime)
