"""Mailboxes: recognised by content, cut safely, never an exception, the same records every time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import format_datetime, formataddr
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.files import mail
from hustings.connectors.files.mail import MAIL
from hustings.connectors.files.mail_mbox import RawMessage, is_mbox, split_mbox
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading import mail_parse
from hustings.connectors.reading.mail_parse import MESSAGE_LIMIT, Unreadable, mailboxes, parse_letter
from hustings.connectors.reading.mail_record import REFERENCES_LIMIT, read_date
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import MessageRecord

DATE = b"Date: Mon, 1 Jan 2024 10:00:00 +0000\n"
FROM = b"From: Ada <ada@example.org>\n"
ENVELOPE = b"From ada@example.org Mon Jan  1 10:00:00 2024\n"
REAL = Path(__file__).parents[4] / "shared" / "data" / "import_email"


class BytesEntry:
    def __init__(self, data: bytes, name: str = "letter") -> None:
        self.name, self.data, self.size = name, data, len(data)

    def open(self) -> BinaryIO:
        return BytesIO(self.data)

    def head(self, length: int = 65_536) -> bytes:
        return self.data[:length]


class DamagedEntry(BytesEntry):
    def open(self) -> BinaryIO:
        raise WrongInput("The archive is damaged.")


def read(data: bytes, name: str = "letter") -> list[Found | Rejected]:
    return list(MAIL.read([BytesEntry(data, name)]))


def record(data: bytes, name: str = "letter") -> MessageRecord:
    (found,) = read(data, name)
    assert isinstance(found, Found), found
    assert isinstance(found.record, MessageRecord)
    return found.record


def cut(data: bytes, *, limit: int = MESSAGE_LIMIT) -> list[RawMessage]:
    return list(split_mbox(BytesIO(data), limit=limit))


@pytest.mark.parametrize(
    "head",
    [
        ENVELOPE + FROM,
        b"\n" + ENVELOPE + DATE,
        b"\xef\xbb\xbf" + ENVELOPE + DATE,
        FROM + DATE,
        DATE + b"Received: x\n\nhi",
        DATE + b"Received: x",
        b"From - \n" + FROM,
    ],
)
def test_mail_is_recognised_whatever_its_name(head: bytes) -> None:
    assert MAIL.recognise([BytesEntry(head, "anything.csv")])


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"BEGIN:VCARD\nFN:Ada\n",
        b"From,To,Date\na,b,c\n",
        b"From now on\nfoo: bar\n",
        b"title: x\ndate: y\n\n",
        b"%PDF-1.4",
        b"hello",
        b"from: x\n\n",
        b"From: a\nno header\n",
    ],
)
def test_what_is_no_mail_is_left_to_others(head: bytes) -> None:
    assert not MAIL.recognise([BytesEntry(head, "mail.mbox")])


def test_a_file_in_a_maildir_needs_only_one_field() -> None:
    assert MAIL.recognise([BytesEntry(b"Subject: x\n\n", "box/cur/1.host:2,S"), BytesEntry(b"Subject: x\n\n", "a.EML")])
    assert not MAIL.recognise([BytesEntry(b"3 V1 N2", "box/cur/uidlist")])


def test_maildir_flags_and_folders_say_what_is_a_draft_and_what_is_spam() -> None:
    letter = FROM + DATE + b"\nhi"
    assert record(letter, "box/cur/1.host:2,DS").is_draft
    assert record(letter, "box/.Drafts/cur/1.host:2,S").is_draft
    assert not record(letter, "box/cur/1.host:2,S").is_draft
    assert record(letter, "Spam.mbox").automatic == "bulk"
    (rejected,) = read(letter, "box/tmp/1.host")
    assert isinstance(rejected, Rejected)
    assert "tmp" in rejected.reason


def test_a_damaged_file_is_rejected_and_the_others_go_on() -> None:
    first, second = MAIL.read([DamagedEntry(b"", "one.eml"), BytesEntry(FROM + DATE + b"\nhi", "two.eml")])
    assert isinstance(first, Rejected)
    assert (str(first.place), first.reason) == ("one.eml", "The archive is damaged.")
    assert isinstance(second, Found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"hello",
        b" folded\n\n",
        b"Subject: no date\n\nhi",
        FROM + b"Date: Mon, 1 Jan 1960 10:00 +0000\n\n",
        b"\x00" * 50,
    ],
)
def test_what_cannot_be_used_is_rejected_with_a_reason(data: bytes) -> None:
    (found,) = read(data)
    assert isinstance(found, Rejected)
    assert found.reason.endswith(".")


def test_a_letter_beyond_the_limit_is_rejected_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MESSAGE_LIMIT", 100)
    (found,) = read(FROM + DATE + b"\n" + b"x" * 200)
    assert isinstance(found, Rejected)
    box = ENVELOPE + FROM + DATE + b"\n" + b"line\n" * 900_000 + b"\n" + ENVELOPE + FROM + DATE + b"\nsmall\n"
    first, second = cut(box, limit=100_000)
    assert (first.line, first.content) == (1, None)
    assert second.line == box.count(b"\n") - 4
    assert second.content == FROM + DATE + b"\nsmall\n"
    assert cut(ENVELOPE + FROM + b"\n" + b"x" * 300, limit=100)[0].content is None


class Endless(RawIOBase):
    """A mailbox of many letters that exists only while it is read."""

    def __init__(self, count: int) -> None:
        letter = ENVELOPE + FROM + DATE + b"\n" + b"a line of text\n" * 200 + b"\n"
        self._pieces: Iterator[bytes] = iter([letter * 300] * count)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


def test_memory_stays_flat_however_many_letters_there_are() -> None:
    tracemalloc.start()
    count = sum(1 for _ in split_mbox(Endless(20)))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 6000
    assert peak < 5_000_000


def test_sentences_that_start_with_from_do_not_cut_a_letter() -> None:
    body = b"\nFrom now on:\n\nFrom 10:30 to 12:00 in 2024 we sing\nFrom us all\n"
    assert [raw.content for raw in cut(ENVELOPE + FROM + body)] == [FROM + body]


def test_a_stated_length_is_believed_only_where_a_letter_ends_there() -> None:
    quoted = b"Look:\n\n" + ENVELOPE + b"Subject: quoted\n"
    stated = FROM + b"Content-Length: %d\n\n" % len(quoted) + quoted
    assert len(cut(ENVELOPE + stated)) == 1
    assert len(cut(ENVELOPE + stated + b"\n" + ENVELOPE + FROM + b"\nhi")) == 2
    assert len(cut(ENVELOPE + stated + b"more\n\n" + ENVELOPE + FROM + b"\nhi")) == 3
    assert len(cut(ENVELOPE + FROM + b"Content-Length: 999999999\n\nx\n\n" + ENVELOPE + FROM + b"\nhi")) == 2
    assert len(cut(ENVELOPE + FROM + b"Content-Length: 20000\n\n" + b"x" * 20_000 + b"\n\n" + ENVELOPE + FROM + b"\nhi")) == 2


def test_a_length_that_reaches_beyond_the_file_hides_no_letter() -> None:
    assert len(cut(ENVELOPE + FROM + b"Content-Length: 5000\n\nx\n\n" + ENVELOPE + FROM + b"\nhi")) == 2


class Trickling(BytesIO):
    """A stream that gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7)


def test_how_the_bytes_arrive_changes_nothing() -> None:
    box = b"".join(path.read_bytes() for path in sorted((Path(__file__).parent / "goldens" / "mail").glob("*.mbox")))
    box += ENVELOPE + FROM + b"X-Long: x\n" * 2000 + b"\nhi"
    assert list(split_mbox(Trickling(box))) == cut(box)


def test_escaped_from_lines_lose_one_sign() -> None:
    assert cut(ENVELOPE + FROM + b"\n>From a\n>>From b\n> From c\n")[0].content == FROM + b"\nFrom a\n>From b\n> From c\n"


def test_a_box_that_starts_without_its_first_line_still_gives_that_letter() -> None:
    first, second = cut(b"\xef\xbb\xbf" + FROM + DATE + b"\nhi\n\n" + ENVELOPE + FROM + b"\nx")
    assert (first.line, first.envelope, first.content) == (1, b"", FROM + DATE + b"\nhi\n")
    assert second.line == 6
    assert not is_mbox(b"From ")


@given(
    st.lists(st.lists(st.sampled_from(["hello", "From us", ">From x", "", "From:", "> q"]), max_size=6), min_size=1, max_size=8)
)
def test_joining_letters_and_cutting_them_is_identity(bodies: list[list[str]]) -> None:
    letters = [FROM + b"\n" + "\n".join(["x", *body, "x"]).encode() + b"\n" for body in bodies]
    escaped = [letter.replace(b"\n>From ", b"\n>>From ").replace(b"\nFrom ", b"\n>From ") for letter in letters]
    box = b"".join(ENVELOPE + letter + b"\n" for letter in escaped)
    assert [raw.content for raw in cut(box)] == [
        letter + (b"" if at + 1 < len(letters) else b"\n") for at, letter in enumerate(letters)
    ]
    lines = box.split(b"\n")
    assert all(lines[raw.line - 1] == ENVELOPE.strip() == raw.envelope for raw in cut(box))


_PIECES = st.sampled_from(
    [
        *(ENVELOPE, FROM, DATE, b"\n", b"\n\n", b"\r\n", b"--x\n", b"<p>", b"> q\n", b"-- \n", b"\x00", b"=?utf-8?q?a=E9?="),
        *(b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Transfer-Encoding: base64\n", b"Content-Length: 5\n"),
        *(b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: message/rfc822\n", b"References: <\n"),
        *(b"Subject: \xe9\xff\n", b"To: a: b@c.de, ;<\n", b"On 2024 x wrote:\n"),
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(st.one_of(_PIECES, st.binary(max_size=8)), max_size=25).map(b"".join)))
def test_any_bytes_give_the_same_answer_twice_and_no_exception(data: bytes) -> None:
    for each in (data, ENVELOPE + FROM + data):
        MAIL.recognise([BytesEntry(each)])
        assert read(each) == read(each)


@given(st.datetimes(datetime(1971, 1, 2), datetime(9998, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_a_written_date_is_read_back(moment: datetime, minutes: int) -> None:
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert read_date(format_datetime(aware)) == aware
    assert read_date(aware.isoformat()) == aware
    assert read_date(f"{format_datetime(aware)} (with a remark)") == aware


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon Jan  1 10:00:00 2024", datetime(2024, 1, 1, 10, tzinfo=UTC)),
        ("1 Jan 24 10:00 EST", datetime(2024, 1, 1, 15, tzinfo=UTC)),
        ("2024-01-01T10:00:00", datetime(2024, 1, 1, 10, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:00:00 -0500", None),
        ("Mon, 32 Jan 2024 10:00:00 +0000", None),
        ("never", None),
        ("", None),
    ],
)
def test_dates_of_every_kind(text: str, expected: datetime | None) -> None:
    assert read_date(text) == expected


@given(
    st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20),
    st.text(st.characters(categories=["L"]), min_size=1, max_size=20),
)
def test_names_and_subjects_survive_their_encoding(name: str, subject: str) -> None:
    sender = formataddr((name, "ada@example.org"), "utf-8")
    data = f"From: {sender}\nSubject: {Header(subject, 'utf-8').encode()}\n".encode() + DATE + b"\nhi"
    assert (record(data).sender.name, record(data).subject) == (name, subject)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"Lopez, Vera" <vera@example.org>, ben@example.org', [("Lopez, Vera", "vera@example.org"), ("", "ben@example.org")]),
        ("Lopez, Vera <vera@example.org>", [("Lopez, Vera", "vera@example.org")]),
        ("team: Ben <ben@example.org>, vera@example.org;", [("Ben", "ben@example.org"), ("", "vera@example.org")]),
        ('"Ben <ben@example.org>, Vera <vera@example.org>', [("Ben", "ben@example.org"), ("Vera", "vera@example.org")]),
        ("ben@example.org <Ben@example.org>", [("", "ben@example.org")]),
        ("Ben ben@example.org", [("Ben", "ben@example.org")]),
        ("Ben, ben@example.org", [("Ben", ""), ("", "ben@example.org")]),
        ("undisclosed-recipients:;", []),
        ("", []),
    ],
)
def test_addresses_however_they_are_written(header: str, expected: list[tuple[str, str]]) -> None:
    assert mailboxes([header]) == expected


def test_the_sender_is_found_where_from_is_missing() -> None:
    assert record(b"Sender: Ben <ben@example.org>\n" + DATE + b"\n").sender.name == "Ben"
    assert record(b"Return-Path: <ben@example.org>\n" + DATE + b"\n").sender.identities[0].value == "ben@example.org"
    assert record(ENVELOPE + b"Subject: x\n\nhi").sender.identities[0].value == "ada@example.org"
    assert record(b"From: Ada\nSubject: x\n" + DATE + b"\n").sender.identities == ()


def test_a_letter_without_an_id_has_the_same_one_in_every_export() -> None:
    bare = record(FROM + DATE + b"Subject: x\n\nhi\n")
    assert bare.external_id.startswith("sha:")
    assert record(b"X-Other: 1\n" + FROM + DATE + b"Subject: x\n\nhi\r\n\r\n").external_id == bare.external_id
    assert record(FROM + DATE + b"Subject: y\n\nhi\n").external_id != bare.external_id
    assert record(b"From: Ada\n" + DATE + b"\nhi").external_id.startswith("sha:")


def test_threads_follow_references_then_the_answered_letter() -> None:
    ids = b" ".join(b"<%d@x>" % at for at in range(300))
    long = record(FROM + DATE + b"References: " + ids + b"\n\n")
    assert (long.thread, len(long.references), long.references[-1]) == ("0@x", REFERENCES_LIMIT, "299@x")
    assert record(FROM + DATE + b"In-Reply-To: A@x\nMessage-ID: <b@x>\n\n").thread == "a@x"
    assert record(FROM + DATE + b"Message-ID: <b@x>\nReferences: < >\n\n").thread == "b@x"


def test_text_is_read_in_the_charset_that_fits() -> None:
    head = FROM + DATE + b"Content-Type: text/plain; charset="
    assert record(head + b"us-ascii\n\ncaf\xc3\xa9").text == "café"
    assert record(head + b"utf-8\n\ncaf\xe9").text == "café"
    assert record(head + b"x-none\n\ncaf\xe9").text == "café"
    assert record(FROM + DATE + b"Content-Type: text\n\nhi").text == "hi"
    assert record(FROM + DATE + b"\nhi\x00").text == "hi"
    assert record(FROM + DATE + b"Subject: =?x?b?abcde?=\n\n").subject == "=?x?b?abcde?="


def test_broken_base64_is_read_as_far_as_it_goes() -> None:
    body = b"Content-Transfer-Encoding: base64\n\nSGVsbG8"
    assert record(FROM + DATE + body).text == "Hello"
    many = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: text/plain; name=boundary\n\nhi\n" * 12
    assert record(FROM + DATE + many + b"--x\n" + body + b"\n--x--").text == ""
    two = (
        b"--x\n\nhi\n--x\n\nyou\n--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n"
        + body
        + b"\n--x--"
    )
    both = record(FROM + DATE + b"Content-Type: multipart/mixed; boundary=x\n\n" + two)
    assert (both.text, both.attachments) == ("hi\nyou", ("a.txt",))


def test_a_part_that_the_standard_library_stumbles_over_holds_nothing() -> None:
    words = b"X-Words: " + b"=? " * 6000 + b"\n"
    part = b"Content-Disposition: attachment; filename*=a\x00b''%E9\n\nhi"
    assert record(words + FROM + DATE + part).text == ""


def test_slow_parts_give_the_same_as_fast_ones() -> None:
    parts = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhi\n--x\nContent-Type: image/png; name=a.png\n\nx\n--x--"
    letter = FROM + DATE + b"Subject: \xe9\nTo: =?utf-8?q?V=C3=A9ra?= <vera@example.org>\n" + parts
    words = b"X-Words: " + b"=? " * 6000 + b"\n"
    assert record(words + letter) == record(letter)
    assert record(letter).recipients[0].name == "Véra"


def test_too_deep_letters_are_rejected() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(5000))
    with pytest.raises(Unreadable, match="deeply"):
        parse_letter(FROM + DATE + deep)
    nested = b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(400))
    two = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhi\n--x\n\nyou\n--x\n" + nested + b"\n--x--"
    assert parse_letter(FROM + DATE + two).plain == "hi\nyou"


def test_a_header_that_no_parser_takes_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: bytes) -> None:
        raise AttributeError("malformed group")

    monkeypatch.setattr(mail_parse.email, "message_from_bytes", fails)
    with pytest.raises(Unreadable, match="damaged"):
        parse_letter(b" folded first line\n\n")


@pytest.mark.skipif(not REAL.is_dir(), reason="the public test mails are not there")
def test_public_test_mails_are_read_without_a_crash() -> None:
    files = [path for path in sorted(REAL.rglob("*")) if path.is_file() and path.suffix not in (".md", ".html", ".json")]
    found = [each for path in files for each in MAIL.read([BytesEntry(path.read_bytes(), path.name)])]
    records = [each.record for each in found if isinstance(each, Found) and isinstance(each.record, MessageRecord)]
    assert len(found) >= len(files) - 1
    assert len(records) >= 40
    assert all(each.sent_at.tzinfo is UTC and each.external_id and each.thread for each in records)


@pytest.mark.skipif(not (REAL / "talon").is_dir(), reason="the public test mails are not there")
def test_replies_of_eleven_mail_programs_are_reduced_to_what_is_new() -> None:
    texts = {
        path.stem: record(path.read_bytes()).text
        for path in (REAL / "talon" / "standard_replies").glob("*.eml")
        if path.stem != "outlook"
    }
    assert len(texts) >= 11
    assert set(texts.values()) == {"Hello"}


@pytest.mark.skipif(not (REAL / "cpython_test_email").is_dir(), reason="the public test mails are not there")
def test_fields_of_public_test_mails_are_right() -> None:
    folder = REAL / "cpython_test_email"
    digest = record((folder / "msg_02.txt").read_bytes())
    assert digest.sent_at == datetime(2001, 4, 21, 0, 18, tzinfo=UTC)
    assert digest.sender.identities[0].value == "ppp-request@zzz.org"
    fish = record((folder / "msg_07.txt").read_bytes())
    assert (fish.sender.name, fish.text, fish.attachments) == (
        "Barry",
        "Hi there,\n\nThis is the dingus fish.",
        ("dingusfish.gif",),
    )
    assert record((folder / "msg_16.txt").read_bytes()).automatic == "report"
    assert len(record((folder / "msg_20.txt").read_bytes()).recipients) == 4
