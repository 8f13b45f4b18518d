"""An open IMAP session over the guard, and what goes wrong in it in the kernel's words."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from imap_tools import BaseMailBox, FolderInfo
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from hustings.connectors.outbound import Guard, leads_outside
from hustings.connectors.platforms.email.account import Settings
from hustings.connectors.platforms.email.providers import Server
from hustings.connectors.reading.mail_parse import MESSAGE_LIMIT
from hustings.kernel.errors import NeverRetry, RetryLater

IMAP_SECONDS = 60.0
"""How long one answer may keep us waiting; large folders make servers think."""
ANSWER_LIMIT = 128 * 1024 * 1024
"""Bytes of all that answers one command; the largest that is asked for lists a million letters."""
_LITERAL_LIMIT = MESSAGE_LIMIT + 1024 * 1024
_PASSING = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA")
"""Response codes of RFC 5530 after which trying again can help."""
_BROKEN = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError, LookupError, TypeError)
"""What a line that breaks, or an answer that is cut, makes of the libraries."""


class PlainLine(NeverRetry):
    """The line would carry a password or letters unencrypted beyond the own network."""


@contextmanager
def open_mailbox(settings: Settings, guard: Guard) -> Iterator[Mailbox]:
    """A session that is signed in, closed at the end. Raises NeverRetry where the account or the server must be mended."""
    with speaking(settings.imap):
        box = Mailbox(settings.imap, guard)
        try:
            _sign_in(box, settings)
            yield box
        finally:
            with suppress(*_BROKEN):
                box.logout()
            with suppress(*_BROKEN):
                box.client.shutdown()


@contextmanager
def speaking(server: Server) -> Iterator[None]:
    """Turns what the libraries raise into the kernel's errors, named after the server."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise NeverRetry(f"The certificate of {server.host} cannot be trusted ({error.verify_message}).") from error
    except _BROKEN as error:
        raise RetryLater(f"The conversation with {server.host} broke off ({error or type(error).__name__}).") from error


class Mailbox(BaseMailBox):
    """imap-tools' mailbox, whose connection comes from the guard."""

    def __init__(self, server: Server, guard: Guard) -> None:
        self._server = server
        self._guard = guard
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = _Client(self._server, self._guard)
        if self._server.security == "starttls":
            try:
                # A server that is already signed in, or offers no encryption, may be somebody in between.
                if client.state != "NONAUTH" or "STARTTLS" not in client.capabilities:
                    raise PlainLine(f"{self._server.host} offers no encryption on this port.")
                client.starttls(self._guard.tls())
            except BaseException:
                with suppress(OSError):
                    client.shutdown()
                raise
        return client

    def folders(self) -> list[FolderInfo]:
        """All folders. Raises RetryLater where the server names none: every mailbox has one."""
        listed: list[FolderInfo] = self.folder.list()
        if not listed:
            raise RetryLater(f"{self._server.host} did not say which folders there are.")
        return listed

    def has(self, capability: str) -> bool:
        """Whether the server says that it can do this, now that the account is open."""
        return capability in self.client.capabilities


class _Client(imaplib.IMAP4):
    """The standard library's client on a guarded line, which stops listening to a server that does not stop talking."""

    def __init__(self, server: Server, guard: Guard) -> None:
        self._server = server
        self._guard = guard
        self._heard = 0
        super().__init__(server.host, server.port, IMAP_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return open_line(self._server, self._guard, seconds=timeout)

    def send(self, data: Any) -> None:
        """Says something, after which answers are counted anew."""
        self._heard = 0
        super().send(data)

    def read(self, size: int) -> bytes:
        """What the server announced, if that can be a letter."""
        if size > _LITERAL_LIMIT:
            raise self.abort(f"an answer of {size} bytes")
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        """The next line."""
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._heard += size
        if self._heard > ANSWER_LIMIT:
            raise self.abort("an answer without end")


def open_line(server: Server, guard: Guard, *, seconds: float | None) -> socket.socket:
    """A connected socket, encrypted where that comes first. Raises PlainLine before a word is said where it never would be.

    Answers are waited for so many seconds; for the connection itself, as long as the guard says.
    """
    line = guard.connect(server.host, server.port)
    try:
        line.settimeout(seconds)
        if server.security == "tls":
            return guard.tls().wrap_socket(line, server_hostname=server.host)
        if server.security == "none" and leads_outside(line):
            raise PlainLine(f"{server.host} lies outside of the own network: choose tls or starttls.")
    except BaseException:
        line.close()
        raise
    return line


def _sign_in(box: Mailbox, settings: Settings) -> None:
    try:
        if settings.token:
            _sign_in_by_token(box.client, settings)
        elif f"{settings.user}{settings.password}".isascii():
            box.login(settings.user, settings.password, initial_folder=None)
        else:
            box.login_utf8(settings.user, settings.password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnexpectedCommandStatusError) as error:
        raise refused(settings, said(error)) from error
    # What a server can do often shows only after the sign-in.
    client: Any = box.client
    client._get_capabilities()


def said(error: Exception) -> str:
    """The server's own words in an error of the libraries."""
    data = error.command_result[1] if isinstance(error, UnexpectedCommandStatusError) else error.args
    return " ".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in data)


def _sign_in_by_token(client: imaplib.IMAP4, settings: Settings) -> None:
    words = [xoauth2(settings).encode()]
    # Where the token is refused, the server explains in a second question, which wants an empty answer.
    client.authenticate("XOAUTH2", lambda _: words.pop() if words else b"")


def xoauth2(settings: Settings) -> str:
    """The one answer of the XOAUTH2 mechanism (Google, "OAuth 2.0 Mechanism", read 23 November 2026)."""
    return f"user={settings.user}\x01auth=Bearer {settings.token}\x01\x01"


def is_passing(words: str) -> bool:
    """Whether the server's words hold a response code after which trying again can help."""
    return any(f"[{code}]" in words for code in _PASSING)


def refused(settings: Settings, words: str) -> RetryLater | NeverRetry:
    """What a refused sign-in means, by the response code in the server's words, and how to mend it."""
    if is_passing(words):
        return RetryLater(f"The mail server does not let {settings.user} in for now ({words}).")
    secret = "access token" if settings.token else "password"
    return NeverRetry(
        f"The mail server refused the {secret} of {settings.user}. Give a fresh one to connect the mailbox again. "
        f"(The server said: {words[:300]})"
    )
