"""What a caller does with a mailbox: reads every folder to its end, tries again where that can help, keeps what was found."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from ipaddress import ip_network
from typing import TypeVar

from hustings.connectors.live import Batch, Gone
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.email import Email
from hustings.connectors.protocol import Found
from hustings.kernel.errors import RetryLater
from hustings.kernel.records import Record
from servers.mail import PASSWORD, MailServer

Answer = TypeVar("Answer")
TRIES = 300


@dataclass
class Kept:
    """A store in memory: records by id, cursors by folder, and what could not be read."""

    records: dict[str, Record] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)
    calls: int = 0
    moved: int = 0

    def take(self, folder: str, batch: Batch) -> None:
        """Stores a batch and its cursor together."""
        for each in batch.found:
            if isinstance(each, Found):
                self.records[each.record.external_id] = each.record
            elif isinstance(each, Gone):
                self.moved += each.elsewhere
                if not each.elsewhere:
                    self.records.pop(each.external_id, None)
            else:
                self.rejected.append(each.reason)
        self.cursors[folder] = batch.cursor
        self.calls += 1


def guard_for(server: MailServer) -> Guard:
    """A guard that lets connections to this machine through and trusts the server's certificate."""
    return Guard(allowed=(ip_network("127.0.0.0/8"),), authorities=str(server.authorities))


def credentials_for(server: MailServer, name: str, **other: str) -> dict[str, str]:
    """What opens the mailbox of a name, encrypted from the first byte."""
    given = {
        "address": server.address(name),
        "password": PASSWORD,
        "imap_host": "localhost",
        "imap_port": str(server.imaps),
        "smtp_host": "localhost",
        "smtp_port": str(server.smtps),
    }
    return given | other


def sync(email: Email, credentials: Mapping[str, str], kept: Kept, *, folders: Sequence[str] | None = None) -> Kept:
    """Reads until no folder has more."""
    for folder in folders or patiently(lambda: email.streams(credentials)):
        more = True
        while more:
            cursor = kept.cursors.get(folder, "")
            batch = patiently(partial(email.read, credentials, folder, cursor))
            kept.take(folder, batch)
            more = batch.more
    return kept


def patiently(ask: Callable[[], Answer]) -> Answer:
    """The answer, after as many passing troubles as there are."""
    for _ in range(TRIES):
        try:
            return ask()
        except RetryLater as error:
            trouble = error
    raise trouble


def letter(number: int, *, to: str = "ada@hustings.test", size: int = 0) -> bytes:
    """A made-up letter with an id, a date and words of its own."""
    message = EmailMessage()
    message["From"] = f"Voter {number} <voter{number}@example.org>"
    message["To"] = f"Ada Okafor <{to}>"
    message["Subject"] = f"Question {number}"
    message["Message-ID"] = f"<Letter.{number}@example.org>"
    message["Date"] = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=number)
    message.set_content(f"Dear Ada,\n\nwhat about street {number}?\n" + "More words. " * (size // 12))
    return message.as_bytes().replace(b"\n", b"\r\n")


class Hand:
    """A member's own mail program on the same mailbox, without Hustings."""

    def __init__(self, server: MailServer, name: str) -> None:
        self._client = imaplib.IMAP4("127.0.0.1", server.imap)
        self._client.login(server.address(name), PASSWORD)

    def __enter__(self) -> Hand:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.logout()

    def put(self, folder: str, *letters: bytes, flags: str = "") -> None:
        """Adds letters to a folder."""
        for each in letters:
            kind, data = self._client.append(folder, flags, None, each)
            assert kind == "OK", data

    def do(self, name: str, *words: str) -> None:
        """Any command of the standard library's client."""
        kind, data = getattr(self._client, name)(*words)
        assert kind == "OK", data

    def delete(self, folder: str, uids: str) -> None:
        """Deletes letters for good."""
        self.do("select", folder)
        self.do("uid", "STORE", uids, "+FLAGS", "(\\Deleted)")
        self.do("expunge")

    def move(self, folder: str, uids: str, to: str) -> None:
        """Moves letters to another folder."""
        self.do("select", folder)
        self.do("uid", "MOVE", uids, to)
