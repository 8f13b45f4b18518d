"""A mailbox on a real server (Dovecot and Exim): everything arrives once, deletions follow, answers go out once."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from hustings.connectors.files.mail import MAIL
from hustings.connectors.live import Answers, Draft, Listens, Platform
from hustings.connectors.outbound import PUBLIC, Forbidden, Guard
from hustings.connectors.platforms.email import Email
from hustings.connectors.platforms.email.letter import draft_id
from hustings.connectors.protocol import Found
from hustings.connectors.reading.container import open_upload
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain
from hustings.kernel.records import Identity, MessageRecord, Party, encode
from servers.faults import FaultProxy
from servers.mail import TOKEN, MailServer
from servers.mailbox_sync import Hand, Kept, credentials_for, guard_for, letter, patiently, sync

_names = count(1)


@pytest.fixture
def name() -> str:
    """A mailbox that no other test uses."""
    return f"ada{next(_names)}"


@pytest.fixture
def email(mail: MailServer) -> Email:
    return Email(guard_for(mail), letters=10)


def draft(key: str, to: str, **other: object) -> Draft:
    party = Party(name="Ben Castillo", identities=(Identity(kind="email", value=to),))
    return Draft(key=key, text="Yes, gladly.", author=Party(name="Ada Okafor"), to=(party,), **other)  # type: ignore[arg-type]


def delivered(email: Email, credentials: dict[str, str], *ids: str) -> dict[str, MessageRecord]:
    """What lies in the inbox as soon as these are there, or after ten seconds."""
    ends_at = time.monotonic() + 10
    while True:
        kept = sync(email, credentials, Kept(), folders=["INBOX"])
        if set(ids) <= set(kept.records) or time.monotonic() > ends_at:
            return kept.records  # type: ignore[return-value]
        threading.Event().wait(0.02)


def test_an_account_is_verified_and_says_what_it_may(mail: MailServer, email: Email, name: str) -> None:
    account = email.verify(credentials_for(mail, name))
    assert account.name == mail.address(name)
    assert account.identities == (Identity(kind="email", value=mail.address(name)),)
    assert account.may == {"read", "listen", "reply", "message"}
    assert email.verify(credentials_for(mail, name, smtp_host="")).may == {"read", "listen"}


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_an_account_opens_with_any_encryption_in_the_own_network(
    mail: MailServer, email: Email, name: str, security: str
) -> None:
    ports = {"imap_port": str(mail.imaps if security == "tls" else mail.imap)}
    ports["smtp_port"] = str(mail.smtps if security == "tls" else mail.smtp)
    assert email.verify(credentials_for(mail, name, imap_security=security, smtp_security=security, **ports))


def test_an_account_opens_with_a_token(mail: MailServer, email: Email, name: str) -> None:
    assert email.verify(credentials_for(mail, name, password="", token=f"{TOKEN}-{name}")).name == mail.address(name)


@pytest.mark.parametrize("wrong", [{"password": "guess"}, {"password": "schlüssel"}, {"password": "", "token": "stale"}])
def test_refused_credentials_say_how_to_mend_it(mail: MailServer, email: Email, name: str, wrong: dict[str, str]) -> None:
    with pytest.raises(NeverRetry, match=r"refused the .* of ada.*Give a fresh one"):
        email.verify(credentials_for(mail, name, **wrong))


def test_a_certificate_that_nobody_vouches_for_is_refused(mail: MailServer, name: str) -> None:
    stranger = Email(Guard(allowed=guard_for(mail).allowed))
    with pytest.raises(NeverRetry, match="certificate of localhost cannot be trusted"):
        stranger.verify(credentials_for(mail, name))
    other = {"imap_port": str(mail.imap), "imap_security": "starttls"}
    with pytest.raises(NeverRetry, match="certificate of localhost cannot be trusted"):
        stranger.verify(credentials_for(mail, name, **other))


def test_without_being_allowed_no_private_server_is_reached(mail: MailServer, name: str) -> None:
    with pytest.raises(Forbidden):
        Email(PUBLIC).verify(credentials_for(mail, name))


def test_folders_with_letters_are_read_and_no_others(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.do("create", '"Wards/North &AMQ-"')
    assert email.streams(credentials_for(mail, name)) == ("INBOX", "Sent", "Wards", "Wards/North Ä") or (
        email.streams(credentials_for(mail, name)) == ("INBOX", "Sent", "Wards/North Ä")
    )


def test_everything_arrives_page_by_page_newest_first(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", *map(letter, range(25)))
    credentials, kept = credentials_for(mail, name), Kept()
    batch = email.read(credentials, "INBOX", "")
    kept.take("INBOX", batch)
    assert [each.place.line for each in batch.found] == list(range(16, 26))  # type: ignore[union-attr]
    assert batch.more
    sync(email, credentials, kept)
    assert set(kept.records) == {f"letter.{number}@example.org" for number in range(25)}


def test_an_empty_mailbox_has_nothing_and_no_more(mail: MailServer, email: Email, name: str) -> None:
    batch = email.read(credentials_for(mail, name), "INBOX", "")
    assert (batch.found, batch.more) == ((), False)


def test_what_comes_during_the_backfill_is_read_first(mail: MailServer, email: Email, name: str) -> None:
    credentials, kept = credentials_for(mail, name), Kept()
    with Hand(mail, name) as hand:
        hand.put("INBOX", *map(letter, range(25)))
        kept.take("INBOX", email.read(credentials, "INBOX", ""))
        hand.put("INBOX", *map(letter, range(100, 112)))
        batch = email.read(credentials, "INBOX", kept.cursors["INBOX"])
    assert [each.place.line for each in batch.found] == list(range(26, 36))  # type: ignore[union-attr]
    kept.take("INBOX", batch)
    sync(email, credentials, kept)
    assert len(kept.records) == 37


def test_reading_again_brings_nothing_again(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", *map(letter, range(12)))
    credentials = credentials_for(mail, name)
    kept = sync(email, credentials, Kept())
    batch = email.read(credentials, "INBOX", kept.cursors["INBOX"])
    assert batch.found == ()
    assert batch.cursor == kept.cursors["INBOX"]
    assert not batch.more


def test_reading_marks_nothing_as_read(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", letter(1))
        sync(email, credentials_for(mail, name), Kept())
        hand.do("select", "INBOX")
        assert hand._client.search(None, "UNSEEN")[1] == [b"1"]


def test_deleted_letters_are_gone_and_moved_ones_are_not(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name)
    with Hand(mail, name) as hand:
        hand.do("create", "Done")
        hand.put("INBOX", *map(letter, range(1, 8)))
        kept = sync(email, credentials, Kept())
        hand.delete("INBOX", "2")
        hand.move("INBOX", "3", "Done")
        hand.move("INBOX", "4", "Trash")
        hand.put("INBOX", letter(20))
    sync(email, credentials, kept)
    assert set(kept.records) == {f"letter.{number}@example.org" for number in (1, 3, 5, 6, 7, 20)}
    assert kept.moved == 1


def test_one_of_two_copies_in_a_folder_is_no_letter_less(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name)
    with Hand(mail, name) as hand:
        hand.put("INBOX", letter(1), letter(1), letter(2))
        kept = sync(email, credentials, Kept())
        hand.delete("INBOX", "1")
    sync(email, credentials, kept)
    assert (len(kept.records), kept.moved) == (2, 0)


def test_many_deleted_letters_are_gone_in_several_steps(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name)
    with Hand(mail, name) as hand:
        hand.put("INBOX", *map(letter, range(45)))
        kept = sync(email, credentials, Kept())
        hand.delete("INBOX", "1:44")
    sync(email, credentials, kept)
    assert set(kept.records) == {"letter.44@example.org"}


def test_a_letter_without_an_id_stays_when_it_is_deleted(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name)
    with Hand(mail, name) as hand:
        hand.put("INBOX", letter(1).replace(b"Message-ID", b"X-No-ID"))
        kept = sync(email, credentials, Kept())
        hand.delete("INBOX", "1")
    sync(email, credentials, kept)
    assert len(kept.records) == 1


def test_a_folder_that_is_removed_takes_its_letters_along_unless_they_lie_elsewhere(
    mail: MailServer, email: Email, name: str
) -> None:
    credentials = credentials_for(mail, name)
    with Hand(mail, name) as hand:
        hand.do("create", "Old")
        hand.put("Old", letter(1), letter(2))
        hand.put("INBOX", letter(2))
        kept = sync(email, credentials, Kept())
        hand.do("delete", "Old")
    sync(email, credentials, kept, folders=["Old"])
    assert set(kept.records) == {"letter.2@example.org"}


def test_a_folder_numbered_anew_is_read_anew_and_nothing_is_lost(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name)
    with Hand(mail, name) as hand:
        hand.do("create", "Ward")
        hand.put("Ward", *map(letter, range(1, 6)))
        kept = sync(email, credentials, Kept())
        hand.do("delete", "Ward")
        hand.do("create", "Ward")
        hand.put("Ward", *map(letter, (3, 4, 5, 6)))
    before = kept.cursors["Ward"]
    sync(email, credentials, kept)
    assert kept.cursors["Ward"] != before
    assert set(kept.records) == {f"letter.{number}@example.org" for number in (3, 4, 5, 6)}


def test_a_folder_with_gaps_is_read_to_its_first_letter(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name)
    with Hand(mail, name) as hand:
        hand.put("INBOX", *map(letter, range(1, 101)))
        hand.delete("INBOX", "2:97")
    kept = sync(email, credentials, Kept())
    assert set(kept.records) == {f"letter.{number}@example.org" for number in (1, 98, 99, 100)}


def test_a_damaged_letter_is_rejected_and_the_others_go_on(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", letter(1), b"\r\nno header at all\r\n", letter(2))
    kept = sync(email, credentials_for(mail, name), Kept())
    assert set(kept.records) == {"letter.1@example.org", "letter.2@example.org"}
    assert len(kept.rejected) == 1


def test_a_letter_without_a_date_has_that_of_its_arrival(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", letter(1).replace(b"Date:", b"X-Date:"))
    (record,) = sync(email, credentials_for(mail, name), Kept()).records.values()
    assert isinstance(record, MessageRecord)
    assert abs((record.sent_at - datetime.now(UTC)).total_seconds()) < 120
    assert record.sender.name == "Voter 1"


def test_a_draft_that_lies_among_letters_is_known_as_one(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", letter(1), flags="(\\Draft)")
    (record,) = sync(email, credentials_for(mail, name), Kept()).records.values()
    assert isinstance(record, MessageRecord)
    assert record.is_draft


GOLDENS = Path(__file__).parents[1] / "files" / "goldens" / "mail"


def test_a_mailbox_gives_the_very_records_of_its_archive(mail: MailServer, email: Email, name: str) -> None:
    letters = sorted(GOLDENS.glob("*.eml"))
    assert len(letters) > 5
    with Hand(mail, name) as hand:
        hand.put("INBOX", *(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in letters))
    live = sync(email, credentials_for(mail, name), Kept()).records
    with open_upload(letters) as upload:
        archived = [each.record for each in MAIL.read(MAIL.recognise(upload.entries)) if isinstance(each, Found)]
    assert len(archived) > 5
    for record in archived:
        assert encode(live[record.external_id]) == encode(record)


def test_a_new_letter_is_heard_at_once(mail: MailServer, email: Email, name: str) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", letter(1))
        heard = email.listen(credentials_for(mail, name), "INBOX", seconds=20)
        timer = threading.Timer(0.2, hand.put, args=("INBOX", letter(2)))
        began = time.monotonic()
        assert next(heard), "what came before is looked for at once"
        timer.start()
        next(told for told in heard if told)
        assert time.monotonic() - began < 10
        timer.join()
        heard.close()  # type: ignore[attr-defined]


def test_listening_ends_when_its_time_is_over(mail: MailServer, email: Email, name: str) -> None:
    assert list(email.listen(credentials_for(mail, name), "INBOX", seconds=0.05)) == [True, False, False]


def test_an_answer_arrives_in_its_thread_under_a_persons_name(mail: MailServer, email: Email, name: str) -> None:
    credentials, ben = credentials_for(mail, name), f"ben{name}"
    sent = email.reply(
        credentials,
        draft(
            "key-1",
            mail.address(ben),
            subject="Question 1",
            in_reply_to="letter.1@example.org",
            references=("root@example.org", "letter.1@example.org"),
            context={"message_id": "Letter.1@example.org"},
        ),
    )
    found = delivered(email, credentials_for(mail, ben), sent.external_id)[sent.external_id]
    assert found.sender == Party(name="Ada Okafor", identities=(Identity(kind="email", value=mail.address(name)),))
    assert found.subject == "Re: Question 1"
    assert found.in_reply_to == "letter.1@example.org"
    assert found.references == ("root@example.org", "letter.1@example.org")
    assert found.text == "Yes, gladly."
    assert found.automatic == ""


def test_a_copy_of_an_answer_lies_among_what_was_sent_and_is_found_by_its_key(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name)
    sent = email.reply(credentials, draft("key-1", mail.address(f"ben{name}")))
    kept = sync(email, credentials, Kept(), folders=["Sent"])
    assert list(kept.records) == [sent.external_id]
    again = email.find(credentials, "key-1")
    assert again is not None
    assert again.external_id == sent.external_id
    assert abs((again.at - sent.at).total_seconds()) < 60


def test_that_no_copy_is_found_proves_nothing(mail: MailServer, email: Email, name: str) -> None:
    with pytest.raises(RetryLater, match="may have sent it"):
        email.find(credentials_for(mail, name), "key-of-nothing")


@pytest.mark.parametrize(
    ("recipient", "error", "words"),
    [("nobody@hustings.test", NeverRetry, "nobody of that name"), ("later@hustings.test", RetryLater, "come back later")],
)
def test_a_refused_recipient_is_said_so_and_nobody_gets_it(
    mail: MailServer, email: Email, name: str, recipient: str, error: type[Exception], words: str
) -> None:
    ben = f"ben{name}"
    both = tuple(Party(identities=(Identity(kind="email", value=each),)) for each in (mail.address(ben), recipient))
    with pytest.raises(error, match=words):
        email.reply(credentials_for(mail, name), Draft(key="k", text="Hi", author=Party(name="Ada"), to=both))
    after = email.reply(credentials_for(mail, name), draft("next", mail.address(ben)))
    assert set(delivered(email, credentials_for(mail, ben), after.external_id)) == {after.external_id}


def test_a_letter_that_the_server_does_not_like_is_not_uncertain(mail: MailServer, email: Email, name: str) -> None:
    with pytest.raises(NeverRetry, match="advertisement") as caught:
        email.reply(credentials_for(mail, name), draft("k", mail.address(f"ben{name}"), subject="BUY NOW"))
    assert not isinstance(caught.value, Uncertain)


def test_a_token_sends_too(mail: MailServer, email: Email, name: str) -> None:
    credentials = credentials_for(mail, name, password="", token=f"{TOKEN}-{name}")
    sent = email.reply(credentials, draft("k", mail.address(f"ben{name}")))
    assert email.find(credentials, "k").external_id == sent.external_id  # type: ignore[union-attr]
    with pytest.raises(NeverRetry, match="refused the access token"):
        email.reply(credentials | {"token": "stale"}, draft("k", mail.address(f"ben{name}")))


def test_a_letter_that_is_out_is_sent_even_where_its_copy_fails(mail: MailServer, email: Email, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = str(nobody.getsockname()[1])
    ben = f"ben{name}"
    sent = email.reply(credentials_for(mail, name, imap_port=port), draft("k", mail.address(ben)))
    assert sent.external_id in delivered(email, credentials_for(mail, ben), sent.external_id)


def test_attachments_international_names_and_long_lines_survive(mail: MailServer, email: Email, name: str) -> None:
    ben = f"ben{name}"
    words = "Grüße aus Łódź 🙂 " + "a very long line " * 200 + "ends\n.\n..dots\n.end"
    party = Party(name="Bén, Łukasz", identities=(Identity(kind="email", value=mail.address(ben)),))
    sent = email.reply(credentials_for(mail, name), Draft(key="k", text=words, author=Party(name="Ádá"), to=(party,)))
    found = delivered(email, credentials_for(mail, ben), sent.external_id)[sent.external_id]
    assert found.text == words
    assert found.sender.name == "Ádá"
    assert found.recipients[0].name == "Bén, Łukasz"


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_line_changes_nothing_of_what_arrives(mail: MailServer, email: Email, name: str, seed: int) -> None:
    with Hand(mail, name) as hand:
        hand.put("INBOX", *(letter(number, size=500) for number in range(30)))
        plain = sync(email, credentials_for(mail, name), Kept())
        proxy = FaultProxy(target=mail.imaps if seed % 2 else mail.imap, seed=seed, chance=0.6, limit=15)
        with proxy.running():
            security = "tls" if seed % 2 else "none"
            credentials = credentials_for(mail, name, imap_port=str(proxy.port), imap_security=security)
            faulty = sync(email, credentials, Kept())
            hand.delete("INBOX", "5,17")
            hand.put("INBOX", letter(99))
            sync(email, credentials, faulty)
    sync(email, credentials_for(mail, name), plain)
    assert faulty.records == plain.records
    assert len(plain.records) == 29
    assert set(proxy.met) - {"none"}


@pytest.mark.parametrize("seed", range(3))
def test_a_bad_line_never_sends_twice_and_never_loses_silently(mail: MailServer, email: Email, name: str, seed: int) -> None:
    ben, proxy = f"ben{name}", FaultProxy(target=mail.smtps, seed=seed, chance=0.6, limit=20, longest=3_000)
    said: dict[str, str] = {}
    with proxy.running():
        credentials = credentials_for(mail, name, smtp_port=str(proxy.port))
        for number in range(8):
            try:
                sent = patiently(partial(_once, email, credentials, draft(f"k{number}", mail.address(ben))))
                said[sent] = "sent"
            except _Unknown as unknown:
                said[str(unknown)] = "unknown"
    certain = [each for each, what in said.items() if what == "sent"]
    arrived = delivered(email, credentials_for(mail, ben), *certain)
    assert set(certain) <= set(arrived) <= set(said)
    with Hand(mail, ben) as hand:
        hand.do("select", "INBOX")
        assert len(hand._client.uid("SEARCH", "ALL")[1][0].split()) == len(arrived)


class _Unknown(Exception):
    """Nobody knows whether a letter went out."""


def _once(email: Email, credentials: dict[str, str], wanted: Draft) -> str:
    try:
        return email.reply(credentials, wanted).external_id
    except Uncertain as error:
        raise _Unknown(draft_id(wanted.key, "hustings.test")) from error


def test_it_is_a_platform_that_answers_and_listens(email: Email) -> None:
    platform: Platform = email
    assert isinstance(platform, Answers)
    assert isinstance(platform, Listens)
    assert message_from_bytes(letter(1), policy=policy.default)["subject"] == "Question 1"
