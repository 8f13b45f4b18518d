"""What real servers say seldom or never, played by scripted ones: refusals, odd answers, missing abilities, broken lines."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from hustings.connectors.live import Draft, Gone
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.email import Email, listening, sending
from hustings.connectors.platforms.email import session as sessions
from hustings.connectors.platforms.email.account import settings_of
from hustings.connectors.platforms.email.letter import draft_id
from hustings.connectors.platforms.email.listening import listen_to
from hustings.connectors.platforms.email.session import PlainLine, open_mailbox, refused
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading.mail_parse import MESSAGE_LIMIT
from hustings.kernel.errors import HustingsError, NeverRetry, RetryLater, Uncertain
from hustings.kernel.records import Identity, Party
from servers.scripted import imap, scripted, smtp

HERE = Guard(allowed=(ip_network("127.0.0.0/8"),), seconds=5)
EMAIL = Email(HERE)
LETTER = "From: Ben <ben@example.org>\r\nDate: Mon, 1 Sep 2026 10:00:00 +0000\r\nMessage-ID: <One@example.org>\r\n\r\nHello\r\n"
BODY = f"BODY[] {{{len(LETTER)}}}\r\n{LETTER}"
LISTED = "* 1 FETCH (UID 1 RFC822.SIZE 100 FLAGS ())\r\n"
GIVEN = f'* 1 FETCH (UID 1 INTERNALDATE " 1-Sep-2026 10:00:00 +0000" {BODY})\r\n'
WORKING = {"UID FETCH 1:1 ": LISTED, "UID FETCH 1 ": GIVEN, "UID SEARCH": "* SEARCH 1\r\n"}
DRAFT = Draft(
    key="k",
    text="Yes.",
    author=Party(name="Ada"),
    to=(Party(identities=(Identity(kind="email", value="ben@example.org"),)),),
)


def credentials(port: int, *, kind: str = "imap", **other: str) -> dict[str, str]:
    """Of an account on a scripted server, unencrypted in the own network."""
    plain = {"imap_security": "none", "smtp_security": "none", "imap_host": "127.0.0.1", "imap_port": "1"}
    given = plain | {f"{kind}_host": "127.0.0.1", f"{kind}_port": str(port)}
    return {"address": "ada@example.org", "password": "pw"} | given | other


def imap_server(answers: dict[str, str], *, capabilities: str = "IMAP4rev1") -> AbstractContextManager[int]:
    return scripted(b"* OK ready\r\n", imap(answers, capabilities=capabilities))


def ids(port: int, cursor: str = "") -> list[str]:
    """The ids of what a page brings; reasons for what it rejects."""
    batch = EMAIL.read(credentials(port), "INBOX", cursor)
    return [each.record.external_id if isinstance(each, Found) else each.reason for each in batch.found]  # type: ignore[union-attr]


FORWARD = (
    "From: Ada <ada@example.org>\r\nDate: Mon, 1 Sep 2026 10:00:00 +0000\r\nMessage-ID: <fwd@example.org>\r\n\r\n"
    "---------- Forwarded message ---------\r\nFrom: Ben <ben@example.org>\r\nDate: Sun, Aug 30, 2026 at 9:00 AM\r\n"
    "Subject: Bus\r\nTo: ada@example.org\r\n\r\nWhen?\r\n"
)


@pytest.mark.parametrize(
    ("answer", "flags", "sender"),
    [("yes", "", "ben@example.org"), ("", "", "ada@example.org"), ("yes", "\\Draft", "ada@example.org")],
)
def test_a_letter_that_is_forwarded_to_such_a_mailbox_is_that_of_whoever_wrote_it(answer: str, flags: str, sender: str) -> None:
    given = f'* 1 FETCH (UID 1 INTERNALDATE " 1-Sep-2026 10:00:00 +0000" BODY[] {{{len(FORWARD)}}}\r\n{FORWARD})\r\n'
    listed = LISTED.replace("()", f"({flags})")
    with imap_server(WORKING | {"UID FETCH 1 ": given, "UID FETCH 1:1 ": listed}) as port:
        batch = EMAIL.read(credentials(port) | {"forwarded": answer}, "INBOX", "")
    (found,) = batch.found
    assert isinstance(found, Found)
    assert [each.value for each in found.record.sender.identities] == [sender]  # type: ignore[union-attr]
    watched = "sha:" in batch.cursor or "fwd@" in batch.cursor
    assert watched is (sender == "ada@example.org"), "what came inside of another letter lies in no folder by its own id"


def test_a_letter_arrives_from_any_server() -> None:
    with imap_server(WORKING) as port:
        assert ids(port) == ["one@example.org"]


def test_a_uid_behind_the_letter_counts_too() -> None:
    after = f"* 1 FETCH ({BODY} UID 1)\r\n"
    with imap_server(WORKING | {"UID FETCH 1 ": after}) as port:
        assert ids(port) == ["one@example.org"]


@pytest.mark.parametrize(
    "odd",
    ["* 1 FETCH (FLAGS (\\Seen))\r\n", f"* 1 FETCH ({BODY})\r\n", f"* 1 FETCH ({BODY} {{2}}\r\nab)\r\n", "",
     f"* 9 FETCH (UID 9 {BODY})\r\n"],
)  # fmt: skip
def test_answers_that_nobody_asked_for_are_passed_over(odd: str) -> None:
    with imap_server(WORKING | {"UID FETCH 1 ": odd}) as port:
        assert ids(port) == []
    listed = "* 1 FETCH (FLAGS ())\r\n" + odd + LISTED
    with imap_server(WORKING | {"UID FETCH 1 ": odd + GIVEN, "UID FETCH 1:1 ": listed}) as port:
        assert ids(port) == ["one@example.org"]


def test_a_letter_that_the_server_cannot_give_is_rejected_alone() -> None:
    listed = LISTED + LISTED.replace("1", "2", 2)
    many = {"EXAMINE": "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 3] x\r\n", "UID FETCH 1:2 ": listed}
    broken = {"UID FETCH 1,2 ": "!NO [SERVERBUG] cannot", "UID FETCH 2 ": "!NO [SERVERBUG] cannot"}
    with imap_server(WORKING | many | broken) as port:
        assert ids(port) == ["one@example.org", "The server cannot give this message."]


def test_a_letter_beyond_the_limit_is_rejected_unread() -> None:
    with imap_server(WORKING | {"UID FETCH 1:1 ": LISTED.replace("100", str(MESSAGE_LIMIT + 1))}) as port:
        assert ids(port) == ["This message is larger than 50 MB."]


def test_a_letter_that_the_server_holds_but_does_not_show_is_rejected() -> None:
    with imap_server(WORKING | {"UID FETCH 1 ": "* 1 FETCH (UID 1 BODY[] NIL)\r\n"}) as port:
        assert ids(port) == ["The server cannot give this message."]


def test_a_server_that_does_not_stop_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "ANSWER_LIMIT", 10_000)
    with imap_server(WORKING | {"EXAMINE": "* 1 EXISTS\r\n" * 1_000}) as port, pytest.raises(RetryLater, match="without end"):
        ids(port)
    monkeypatch.setattr(sending, "_ANSWER_LIMIT", 10_000)
    with smtp_server({"EHLO": "250-x\r\n" * 3_000 + "250 x"}) as port, pytest.raises(RetryLater, match="without end"):
        _send(port)


def test_a_server_that_announces_too_much_is_not_listened_to() -> None:
    huge = "* 1 FETCH (UID 1 BODY[] {4000000000}\r\n"
    with imap_server(WORKING | {"UID FETCH 1 ": huge}) as port, pytest.raises(RetryLater, match="4000000000 bytes"):
        ids(port)


def test_without_a_next_uid_everything_is_new() -> None:
    bare = {"EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n", "UID FETCH 1:* ": LISTED, "UID FETCH 2:* ": LISTED}
    with imap_server(WORKING | bare) as port:
        batch = EMAIL.read(credentials(port), "INBOX", "")
        assert len(batch.found) == 1
        assert EMAIL.read(credentials(port), "INBOX", batch.cursor).found == ()


def test_what_vanished_before_it_was_listed_is_passed_over() -> None:
    with imap_server(WORKING | {"UID FETCH 1:1 ": "", "UID SEARCH": "* SEARCH\r\n"}) as port:
        batch = EMAIL.read(credentials(port), "INBOX", "")
        assert (batch.found, batch.more) == ((), False)


@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN", "LIST", "EXAMINE", "UID FETCH 1:1 ", "UID FETCH 1 "])
def test_a_line_that_breaks_is_a_passing_trouble(command: str) -> None:
    with imap_server(WORKING | {command: "!"}) as port, pytest.raises(RetryLater, match="broke off"):
        ids(port)


@pytest.mark.parametrize("command", ["LIST", "EXAMINE", "UID FETCH 1:1 "])
def test_a_command_that_fails_is_a_passing_trouble(command: str) -> None:
    with imap_server(WORKING | {command: "!NO [UNAVAILABLE] later"}) as port, pytest.raises(HustingsError) as caught:
        ids(port)
    assert isinstance(caught.value, RetryLater)


@pytest.mark.parametrize("greeting", [b"* BYE too many\r\n", b"", b"220 this is no IMAP\r\n"])
def test_a_greeting_that_is_none_is_a_passing_trouble(greeting: bytes) -> None:
    with scripted(greeting, lambda line: None) as port, pytest.raises(RetryLater):
        ids(port)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("[AUTHENTICATIONFAILED] no", NeverRetry),
        ("no", NeverRetry),
        ("[UNAVAILABLE] later", RetryLater),
        ("[LIMIT] too often", RetryLater),
    ],
)
def test_a_refused_sign_in_is_lasting_unless_the_server_says_else(words: str, error: type[HustingsError]) -> None:
    with imap_server({"LOGIN": f"!NO {words}"}) as port, pytest.raises(error, match=r"ada@example\.org"):
        EMAIL.verify(credentials(port))


def test_a_line_that_breaks_during_the_sign_in_accuses_no_password() -> None:
    with imap_server({"AUTHENTICATE": "!"}) as port, pytest.raises(RetryLater):
        EMAIL.verify(credentials(port, password="", token="t"))


def test_a_refused_token_names_the_token() -> None:
    settings = settings_of(credentials(1, password="", token="t"))
    assert "access token" in str(refused(settings, "no"))


def test_a_mailbox_without_folders_is_said_so() -> None:
    with imap_server({"LIST": '* LIST (\\Noselect) "/" x\r\n'}) as port, pytest.raises(NeverRetry, match="no folder"):
        EMAIL.verify(credentials(port))


def test_encryption_that_is_not_offered_is_never_done_without() -> None:
    with imap_server({}) as port, pytest.raises(PlainLine, match="no encryption"):
        EMAIL.verify(credentials(port, imap_security="starttls"))
    with imap_server({"STARTTLS": "!"}, capabilities="IMAP4rev1 STARTTLS") as port, pytest.raises(RetryLater):
        EMAIL.verify(credentials(port, imap_security="starttls"))
    with scripted(b"* PREAUTH welcome\r\n", imap({}, capabilities="IMAP4rev1 STARTTLS")) as port, pytest.raises(PlainLine):
        EMAIL.verify(credentials(port, imap_security="starttls"))


@pytest.mark.parametrize("kind", ["imap", "smtp"])
def test_no_plain_line_leaves_the_own_network(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(sessions, "leads_outside", lambda line: True)

    def note(line: str) -> bytes:
        heard.append(line)
        return b"250 x\r\n"

    with scripted(b"220 x\r\n", note) as port:
        given = credentials(port, kind=kind, imap_port=str(port))
        with pytest.raises(PlainLine, match="outside of the own network"):
            EMAIL.verify(given) if kind == "imap" else _send(port)
    assert heard == []


def test_a_closed_port_is_a_passing_trouble() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with pytest.raises(RetryLater, match="could not be reached"):
        ids(port)


def test_an_account_is_verified_at_both_servers() -> None:
    with imap_server({}) as reading, smtp_server({}) as writing:
        given = credentials(reading, smtp_host="127.0.0.1", smtp_port=str(writing))
        assert EMAIL.verify(given).may == {"read", "listen", "reply", "message"}
        assert EMAIL.verify(credentials(reading)).may == {"read", "listen"}
        assert EMAIL.streams(given) == ("INBOX",)


WARD = '{"validity": 7, "top": 1, "count": 1, "watched": [[1, "one@example.org"]]}'


@pytest.mark.parametrize("words", ["[NONEXISTENT] no", "no such folder"])
def test_a_folder_that_is_not_there_any_more_gives_its_letters_up_and_begins_anew_when_it_comes_back(words: str) -> None:
    away = {'EXAMINE "WARD"': f"!NO {words}", "UID SEARCH": "* SEARCH\r\n"}
    with imap_server(WORKING | away) as port:
        batch = EMAIL.read(credentials(port), "Ward", WARD)
    assert batch.found == (Gone("one@example.org"),)
    back = {"LIST": '* LIST () "/" INBOX\r\n* LIST () "/" Ward\r\n'}
    with imap_server(WORKING | back) as port:
        again = EMAIL.read(credentials(port), "Ward", batch.cursor)
    assert [each.record.external_id for each in again.found] == ["one@example.org"]  # type: ignore[union-attr]


def test_a_folder_that_is_only_missing_in_the_list_is_read_as_ever() -> None:
    with imap_server(WORKING) as port:
        assert EMAIL.read(credentials(port), "Ward", WARD).found == ()


def test_a_folder_that_cannot_be_opened_for_now_is_not_gone() -> None:
    with imap_server({"EXAMINE": "!NO [UNAVAILABLE] later"}) as port, pytest.raises(RetryLater):
        EMAIL.read(credentials(port), "Ward", WARD)


def test_a_folder_that_became_one_for_junk_is_read_no_more() -> None:
    listed = {"LIST": '* LIST () "/" INBOX\r\n* LIST (\\Junk) "/" Ward\r\n', "UID SEARCH": "* SEARCH\r\n"}
    with imap_server(WORKING | listed) as port:
        assert EMAIL.read(credentials(port), "Ward", WARD).found == (Gone("one@example.org"),)


def test_a_damaged_letter_is_rejected_alone() -> None:
    with imap_server(WORKING | {"UID FETCH 1 ": "* 1 FETCH (UID 1 BODY[] {2}\r\nno)\r\n"}) as port:
        assert ids(port) == ["This is no message: it has no header."]


def test_numbers_that_are_none_are_not_believed() -> None:
    odd = {"EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY many] x\r\n", "UID FETCH 1:* ": LISTED}
    with imap_server(WORKING | odd) as port:
        assert ids(port) == ["one@example.org"]


def test_listening_goes_through_the_platform_too() -> None:
    with imap_server({}) as port:
        assert list(EMAIL.listen(credentials(port), "INBOX", seconds=0)) == [True]


# Listening


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def _heard(answers: dict[str, str], *, capabilities: str = "IMAP4rev1", seconds: float = 100.0) -> int:
    clock = Clock()
    with imap_server(answers, capabilities=capabilities) as port:
        settings = settings_of(credentials(port))
        with open_mailbox(settings, HERE) as box:
            told = list(listen_to(box, "INBOX", seconds=seconds, clock=clock, pause=clock.wait))
            assert told[0], "what came before somebody listened is looked for at once"
            assert told.count(False) >= seconds / listening.BREATH, "the caller can stop in between"
            return sum(told[1:])


@pytest.mark.parametrize(("said", "times"), [("", 0), ("* 2 EXISTS\r\n", 4), ("* 1 EXPUNGE\r\n", 4), ("* VANISHED 1\r\n", 4)])
def test_a_server_without_idle_is_asked_every_half_minute(said: str, times: int) -> None:
    assert _heard({"NOOP": said}) == times


def test_a_server_with_idle_is_waited_for_and_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    say = imap({}, capabilities="IMAP4rev1 IDLE")
    idles = []

    def idle(line: str) -> bytes | None:
        tag, _, command = line.partition(" ")
        if command == "IDLE":
            idles.append(tag)
            return b"+ idling\r\n" + (b"* 2 EXISTS\r\n" if len(idles) == 2 else b"")
        if line == "DONE":
            return f"{'* 3 EXISTS' if len(idles) == 3 else '* OK still here'}\r\n{idles[-1]} OK done\r\n".encode()
        return say(line)

    monkeypatch.setattr(listening, "RENEWED_AFTER", 0.08)
    monkeypatch.setattr(listening, "BREATH", 0.02)
    with scripted(b"* OK ready\r\n", idle) as port, open_mailbox(settings_of(credentials(port)), HERE) as box:
        told = list(listen_to(box, "INBOX", seconds=0.4))
    assert sum(told) == 3
    assert len(idles) > 3
    assert told.count(False) > 3


class Ended:
    """A line that has ended while it idles: whoever asks is told nothing, at once, until the end of the idling is asked for."""

    has = staticmethod(lambda capability: True)

    def __init__(self) -> None:
        self.polls = 0
        self.idle = self
        self.folder = self
        self.client = self

    def set(self, folder: str, *, readonly: bool) -> tuple[str, list[bytes]]:
        return "OK", [b"1"]

    def response(self, code: str) -> tuple[str, list[None]]:
        return code, [None]

    def start(self) -> None:
        """Nothing."""

    def poll(self, *, timeout: float) -> list[bytes]:
        self.polls += 1
        return []

    def stop(self) -> None:
        raise RetryLater("The line has ended.")


def test_a_line_that_ends_while_it_idles_is_asked_once() -> None:
    box = Ended()
    with pytest.raises(RetryLater):
        list(listen_to(box, "INBOX", seconds=60))  # type: ignore[arg-type]
    assert box.polls == 1


def test_a_line_that_ends_in_silence_is_not_asked_again_and_again() -> None:
    say = imap({}, capabilities="IMAP4rev1 IDLE")
    heard: list[str] = []

    def idle(line: str) -> bytes | None:
        heard.append(line)
        return None if line.endswith("IDLE") else say(line)

    with (
        scripted(b"* OK ready\r\n", idle) as port,
        pytest.raises(RetryLater),
        open_mailbox(settings_of(credentials(port)), HERE) as box,
    ):
        list(listen_to(box, "INBOX", seconds=5))


def test_a_line_that_breaks_while_listening_is_said_so() -> None:
    with imap_server({"NOOP": "!"}) as port:
        settings = settings_of(credentials(port))
        with pytest.raises(RetryLater), open_mailbox(settings, HERE) as box:
            list(listen_to(box, "INBOX", seconds=1, clock=Clock(), pause=lambda seconds: None))


# Sending


def _send(port: int, **other: str) -> str:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        closed = str(nobody.getsockname()[1])
    return EMAIL.reply(credentials(port, kind="smtp", imap_port=closed, **other), DRAFT).external_id


def smtp_server(answers: dict[str, str], *, greeting: bytes = b"220 ready\r\n") -> AbstractContextManager[int]:
    return scripted(greeting, smtp(answers))


def test_an_own_relay_that_asks_for_nothing_is_told_nothing() -> None:
    heard: list[str] = []
    say = smtp({})

    def note(line: str) -> bytes | None:
        heard.append(line)
        return say(line)

    with scripted(b"220 ready\r\n", note) as port:
        assert _send(port).startswith("hustings.")
    assert not [line for line in heard if line.upper().startswith("AUTH")]
    assert {"mail FROM:<ada@example.org>", "rcpt TO:<ben@example.org>"} <= set(heard)


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_letter_is_no_doubt(command: str) -> None:
    with smtp_server({command: "", "HELO": ""}) as port, pytest.raises(RetryLater) as caught:
        _send(port)
    assert not isinstance(caught.value, Uncertain)


@pytest.mark.parametrize("answer", ["", "25", "no number", "99"])
def test_a_line_that_breaks_after_the_letter_leaves_it_uncertain(answer: str) -> None:
    with smtp_server({".": answer}) as port, pytest.raises(Uncertain):
        _send(port)


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(("answer", "error"), [("450 later", RetryLater), ("550 never", NeverRetry)])
def test_a_refusal_is_no_doubt(command: str, answer: str, error: type[HustingsError]) -> None:
    with smtp_server({command: answer}) as port, pytest.raises(error, match=answer[4:]) as caught:
        _send(port)
    assert not isinstance(caught.value, Uncertain)


@pytest.mark.parametrize(("greeting", "error"), [(b"554 go away\r\n", NeverRetry), (b"421 busy\r\n", RetryLater)])
def test_a_server_that_takes_no_line_is_understood(greeting: bytes, error: type[HustingsError]) -> None:
    with smtp_server({}, greeting=greeting) as port, pytest.raises(error):
        _send(port)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ("535 no", NeverRetry, "refused the password"),
        ("454 later", RetryLater, "for now"),
        ("", RetryLater, "broke off"),
    ],
)
@pytest.mark.parametrize("password", ["pw", "schlüssel"])
def test_a_refused_sign_in_for_sending_is_understood(answer: str, error: type[HustingsError], words: str, password: str) -> None:
    with smtp_server({"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": answer}) as port, pytest.raises(error, match=words):
        _send(port, password=password)


def test_a_password_of_any_letters_signs_in() -> None:
    with smtp_server({"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": "235 in"}) as port:
        assert _send(port, password="schlüssel")


def test_a_server_that_offers_no_known_way_to_sign_in_is_said_so() -> None:
    with smtp_server({"EHLO": "250-x\r\n250 AUTH GSSAPI"}) as port, pytest.raises(NeverRetry, match="no way to sign in"):
        _send(port)


def test_a_refused_token_is_answered_with_nothing() -> None:
    challenge = {"EHLO": "250-x\r\n250 AUTH XOAUTH2", "AUTH": "334 e30=", "": "535 no"}
    with smtp_server(challenge) as port, pytest.raises(NeverRetry, match="refused the access token"):
        _send(port, password="", token="stale")


def test_encryption_that_is_not_offered_for_sending_is_never_done_without() -> None:
    with smtp_server({}) as port, pytest.raises(PlainLine, match="no encryption"):
        _send(port, smtp_security="starttls")
    with smtp_server({"EHLO": "250-x\r\n250 STARTTLS", "STARTTLS": "454 later"}) as port, pytest.raises(RetryLater):
        _send(port, smtp_security="starttls")


def test_addresses_beyond_ascii_need_a_server_that_knows_them() -> None:
    to = (Party(identities=(Identity(kind="email", value="bén@example.org"),)),)
    with smtp_server({}) as port, pytest.raises(NeverRetry, match="beyond ASCII"):
        EMAIL.reply(credentials(port, kind="smtp"), Draft(key="k", text="Hi", author=Party(name="Ada"), to=to))
    with smtp_server({"EHLO": "250-x\r\n250 SMTPUTF8"}) as port:
        sent = EMAIL.reply(
            credentials(port, kind="smtp", imap_port=str(_closed())), Draft(key="k", text="Hi", author=Party(name="Ada"), to=to)
        )
    assert sent.external_id.startswith("hustings.")


def _closed() -> int:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return int(nobody.getsockname()[1])


def test_an_account_for_reading_sends_nothing() -> None:
    with pytest.raises(NeverRetry, match="reading only"):
        EMAIL.reply(credentials(1), DRAFT)


# Copies of what was sent

SENT = '* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\Sent) "/" Sent\r\n'
FOUND = {
    "UID SEARCH": "* SEARCH 4\r\n",
    "UID FETCH 4 (UID BODY": "* 4 FETCH (UID 4 FLAGS ())\r\n* 4 FETCH (UID 4 BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n%s)\r\n",
    "UID FETCH 4 (UID INTERNALDATE)": '* 4 FETCH (UID 4 INTERNALDATE " 1-Sep-2026 10:00:00 +0000")\r\n',
}


def _copies(key: str, **other: str) -> dict[str, str]:
    line = f"Message-ID: <{draft_id(key, 'example.org').upper()}>\r\n\r\n"
    header = FOUND["UID FETCH 4 (UID BODY"] % (len(line), line)
    return FOUND | {"LIST": SENT, "UID FETCH 4 (UID BODY": header} | other


def test_a_copy_is_known_by_its_id_whatever_its_case() -> None:
    with imap_server(_copies("k")) as port:
        sent = EMAIL.find(credentials(port), "k")
    assert sent is not None
    assert sent.at == datetime(2026, 9, 1, 10, tzinfo=UTC)


def test_a_search_that_finds_too_much_proves_nothing() -> None:
    with imap_server(_copies("another")) as port, pytest.raises(RetryLater, match="may have sent"):
        EMAIL.find(credentials(port), "k")


def test_a_server_that_keeps_every_copy_knows_what_was_not_sent() -> None:
    with imap_server({"LIST": SENT, "UID SEARCH": "* SEARCH\r\n"}, capabilities="IMAP4rev1 X-GM-EXT-1") as port:
        assert EMAIL.find(credentials(port), "k") is None


def test_a_copy_without_a_date_is_a_broken_answer() -> None:
    with imap_server(_copies("k", **{"UID FETCH 4 (UID INTERNALDATE)": ""})) as port, pytest.raises(RetryLater):
        EMAIL.find(credentials(port), "k")


@pytest.mark.parametrize(
    ("capabilities", "answers", "appended"),
    [
        ("IMAP4rev1", {"LIST": SENT, "UID SEARCH": "* SEARCH\r\n"}, True),
        ("IMAP4rev1 X-GM-EXT-1", {"LIST": SENT}, False),
        ("IMAP4rev1", {}, False),
        ("IMAP4rev1", _copies("k"), False),
    ],
    ids=["put there", "kept by the server", "no folder", "there already"],
)
def test_one_copy_is_kept_where_the_server_keeps_none(capabilities: str, answers: dict[str, str], appended: bool) -> None:
    heard: list[str] = []
    plain = imap(answers | {"APPEND": "!+"}, capabilities=capabilities)

    def note(line: str) -> bytes | None:
        heard.append(line)
        return _append(heard, line, plain)

    with scripted(b"* OK ready\r\n", note) as reading, smtp_server({}) as writing:
        EMAIL.reply(credentials(writing, kind="smtp", imap_port=str(reading)), DRAFT)
    assert any(" APPEND " in line for line in heard) is appended


def _append(heard: list[str], line: str, plain: Callable[[str], bytes | None]) -> bytes | None:
    """Takes the lines of a letter silently, and says yes at its end."""
    begun = [each for each in heard if " APPEND " in each]
    if not begun or line is begun[0]:
        return plain(line)
    if line == "</body></html>":
        return b""
    at = heard.index(begun[0])
    closed = [index for index, each in enumerate(heard) if each == "" and index > at and heard[index - 1].endswith("--")]
    if closed and len(heard) - 1 == closed[0]:
        return f"{begun[0].split(' ')[0]} OK done\r\n".encode()
    return plain(line) if closed else b""


def test_rejections_say_where_the_letter_lies() -> None:
    with imap_server(WORKING | {"UID FETCH 1:1 ": LISTED.replace("100", str(MESSAGE_LIMIT + 1))}) as port:
        (rejected,) = EMAIL.read(credentials(port), "INBOX", "").found
    assert isinstance(rejected, Rejected)
    assert str(rejected.place) == "INBOX, line 1"
