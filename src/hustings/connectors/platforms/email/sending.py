"""Gives a letter to the SMTP server exactly once, and says precisely what is known where the line breaks."""

from __future__ import annotations

import re
import smtplib
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.email.account import Settings
from hustings.connectors.platforms.email.letter import Letter
from hustings.connectors.platforms.email.providers import Server
from hustings.connectors.platforms.email.session import PlainLine, open_line, refused, speaking, xoauth2
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain

SMTP_SECONDS = 60.0
"""How long one answer may keep us waiting."""
ACCEPTED_SECONDS = 180.0
"""For the answer to the letter itself: servers look through it first. RFC 5321 (4.5.3.2.6) grants them ten minutes, lest a client
sends twice; this one never sends again unasked."""
_ANSWER_LIMIT = 1024 * 1024
_DOT = re.compile(rb"(?m)^\.")
_BROKEN = (OSError, smtplib.SMTPException, ValueError)


@contextmanager
def open_smtp(settings: Settings, server: Server, guard: Guard) -> Iterator[smtplib.SMTP]:
    """A session that is signed in. Raises NeverRetry where the account or the server must be mended."""
    with speaking(server):
        client = _Client(server, guard)
        try:
            _greet(client, server, guard)
            _sign_in(client, settings)
            yield client
        except smtplib.SMTPException as error:
            raise RetryLater(f"The conversation with {server.host} broke off ({error}).") from error
        finally:
            with suppress(*_BROKEN):
                client.quit()
            client.close()


def send(client: smtplib.SMTP, letter: Letter) -> None:
    """Gives the letter to the server. All recipients or none: where one is refused, nobody gets it.

    Raises RetryLater and NeverRetry where the server certainly did not take it, Uncertain where it may have.
    """
    options = ["SMTPUTF8"] if letter.is_international else []
    if letter.is_international and not client.has_extn("smtputf8"):
        raise NeverRetry("The mail server cannot send to addresses with letters beyond ASCII.")
    _expect(client.mail(letter.sender, options), "the sender")
    for each in letter.recipients:
        _expect(client.rcpt(each), each)
    _expect(client.docmd("DATA"), "the letter", good=354)
    body = _DOT.sub(b"..", letter.content)
    client.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    # Until here the server cannot have taken it. From the next byte on it may.
    try:
        cast(socket.socket, client.sock).settimeout(ACCEPTED_SECONDS)
        client.send(b".\r\n")
        answer = client.getreply()
        if answer[0] < 200:
            raise ValueError("a cut answer")
    except _BROKEN as error:
        client.close()
        raise Uncertain("The line broke before the mail server said that it has the letter.") from error
    _expect(answer, "the letter")


class _Client(smtplib.SMTP):
    """The standard library's client on a guarded line."""

    def __init__(self, server: Server, guard: Guard) -> None:
        self._server = server
        self._guard = guard
        # The greeting names no host: that of a member's machine is nobody's business.
        super().__init__(local_hostname="[127.0.0.1]", timeout=SMTP_SECONDS)
        self._host = server.host
        answer = self.connect(server.host, server.port)
        try:
            _expect(answer, "the connection")
        except BaseException:
            self.close()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return open_line(self._server, self._guard, seconds=timeout)

    def getreply(self) -> tuple[int, bytes]:
        """The next answer, of which no more is read than fits into memory."""
        if self.file is None:
            self.file = _Answers(cast(socket.socket, self.sock).makefile("rb"))
        self.file.left = _ANSWER_LIMIT
        return super().getreply()


class _Answers:
    """The lines of a server, until one answer becomes too long."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines = lines
        self.left = _ANSWER_LIMIT

    def readline(self, limit: int) -> bytes:
        """The next line. Raises OSError, like a line that breaks, where an answer does not end."""
        line = self._lines.readline(limit)
        self.left -= len(line)
        if self.left < 0:
            raise OSError("an answer without end")
        return line

    def close(self) -> None:
        """Closes the line."""
        self._lines.close()


def _greet(client: _Client, server: Server, guard: Guard) -> None:
    client.ehlo_or_helo_if_needed()
    if server.security != "starttls":
        return
    if not client.has_extn("starttls"):
        raise PlainLine(f"{server.host} offers no encryption on this port.")
    _expect(client.starttls(context=guard.tls()), "encryption")
    client.ehlo()


def _sign_in(client: smtplib.SMTP, settings: Settings) -> None:
    """With what opens the mailbox; a server that asks for nothing (an own relay) is told nothing."""
    if not client.has_extn("auth"):
        return
    try:
        if settings.token:
            words = [xoauth2(settings)]
            client.auth("XOAUTH2", lambda challenge=None: words.pop() if words else "")
        elif f"{settings.user}{settings.password}".isascii():
            client.login(settings.user, settings.password)
        else:
            _sign_in_beyond_ascii(client, settings)
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise RetryLater(f"The mail server does not let {settings.user} in for now ({_words(error.smtp_error)}).") from error
        raise refused(settings, _words(error.smtp_error)) from error
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
        raise
    except smtplib.SMTPException as error:
        raise NeverRetry(f"The mail server offers no way to sign in with a password ({error}).") from error


def _sign_in_beyond_ascii(client: smtplib.SMTP, settings: Settings) -> None:
    """By PLAIN (RFC 4616), which is UTF-8; the standard library writes ASCII alone."""
    words = b64encode(f"\0{settings.user}\0{settings.password}".encode()).decode()
    code, answer = client.docmd("AUTH", f"PLAIN {words}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _expect(answer: tuple[int, bytes], what: str, *, good: int = 250) -> None:
    """Raises where the server did not say yes: NeverRetry where it never will (5xx), else RetryLater."""
    code, words = answer
    if code == good or (good == 250 and 200 <= code < 300):
        return
    if 500 <= code < 600:
        raise NeverRetry(f"The mail server refuses {what} ({code} {_words(words)}).")
    raise RetryLater(f"The mail server does not take {what} for now ({code} {_words(words)}).")


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:300]
