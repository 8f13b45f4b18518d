"""Chats that WhatsApp exports as text, with or without media: one MessageRecord for each message.

The export says neither whose it is nor how its dates are written: each chat is looked through before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from hustings.connectors.files.whatsapp_lines import EASTERN, Line, read_line, split_author
from hustings.connectors.files.whatsapp_text import is_by_whatsapp, media_and_text
from hustings.connectors.protocol import DateOrder, Entry, FileReader, Found, Place, Rejected
from hustings.connectors.reading.chats import (
    GROUP_LIMIT,
    OWNER,
    TEXT_LIMIT,
    Circle,
    MessageIds,
    first_lines,
    participant,
    text_lines,
    thread_id,
    without_marks,
)
from hustings.connectors.reading.date_order import HOW_TO_SETTLE, DateEvidence, Order
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import MessageRecord, Party

_TITLE = re.compile(r"whatsapp[ -]?(?:chat)?\s*(?:with|mit|met|con|com|de|avec|med|z|ile|с|-)\s+(.+)", re.IGNORECASE)
_COPY = re.compile(r"(?:\s*\(\d+\))?(?:\.(?:txt|zip))*$", re.IGNORECASE)
_MEDIA = re.compile(
    r"(?:(?:IMG|VID|AUD|PTT|DOC|STK|GIF)-\d{8}-WA\d+|\d{8}-[A-Z]{3,12}-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)\.(?!vcf$)\w{2,5}"
)
_OWN_WORDS = frozenset({"you", "du", "tú", "usted", "vous", "tu", "você", "jij", "u", "sie", "ty", "вы", "sen", "siz"})


class WhatsAppReader:
    """Reads chats; see `hustings.connectors.protocol.FileReader`. `date_order` is for chats that leave theirs open."""

    name = "whatsapp"
    title = "WhatsApp chat export"
    use_rule = "own-archive"

    def __init__(self, date_order: DateOrder = "") -> None:
        self.date_order = date_order

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The texts that begin as a chat does, and pictures, sounds and films in the same folder with WhatsApp's own names."""
        chats = [entry for entry in entries if _is_chat(entry)]
        folders = {_folder(entry) for entry in chats}
        return chats + [each for each in entries if _folder(each) in folders and _MEDIA.fullmatch(_last(each))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The messages of one chat after the other, in the order of its lines; media only stand in them by name."""
        chats: list[_Chat] = []
        for entry in entries:
            if not _MEDIA.fullmatch(_last(entry)):
                try:
                    chats.append(_survey(entry))
                except WrongInput as error:
                    yield Rejected(Place(entry.name), str(error))
        owners = {name for chat in chats for name in chat.owners()}
        for chat in chats:
            yield from self._read_chat(chat, owners)

    def with_date_order(self, order: DateOrder) -> FileReader:
        """The same reader with an order of day and month for chats that do not settle it."""
        return WhatsAppReader(order)

    def _read_chat(self, chat: _Chat, owners: set[str]) -> Iterator[Found | Rejected]:
        order = chat.dates.settled(self.date_order)
        if order is None:
            yield Rejected(Place(chat.entry.name), f"The chat is not read yet. {HOW_TO_SETTLE}")
            return
        try:
            yield from _Reading(chat, order, owners).records()
        except WrongInput as error:
            yield Rejected(Place(chat.entry.name), str(error))


WHATSAPP = WhatsAppReader()


@dataclass
class _Chat:
    """What one look through a chat tells: how dates are written, who wrote, and how the chat is called."""

    entry: Entry
    title: str
    dates: DateEvidence
    authors: dict[str, None]
    first: str

    def owners(self) -> set[str]:
        """How the owner is called in this chat, where it shows: as `You`, or as the one besides the one it is named after."""
        others = [name for name in self.authors if _key(name) != _key(self.title)]
        own = {name for name in self.authors if _key(name) in _OWN_WORDS}
        return own or ({others[0]} if len(others) == 1 and len(self.authors) == 2 else set())

    @property
    def thread(self) -> str:
        """The same for every export of this chat: its name, or its first line where the file was renamed."""
        return thread_id("whatsapp", _key(self.title) or self.first)

    def circle(self, owners: set[str]) -> Circle:
        """Everybody who wrote; the owner too, where only the other one of two has written."""
        members = [participant(name, is_owner=name in owners) for name in self.authors]
        alone = len(members) == 1 and not members[0].is_owner and _key(next(iter(self.authors))) == _key(self.title)
        return Circle([*members, OWNER] if alone else members)


class _Said(NamedTuple):
    """A message of a chat before its date is settled: its place, its beginning, who wrote it and what."""

    number: int
    line: Line
    author: str
    text: str


def _survey(entry: Entry) -> _Chat:
    """Look through a chat. Raises WrongInput where the file does."""
    authors: dict[str, None] = {}
    first = ""
    with entry.open() as stream:
        lines = ((text, line) for _, text in text_lines(stream) if (line := read_line(text)))
        text, line = next(lines, ("", None))
        dates = DateEvidence(in_time_order=True, year_may_lead=EASTERN.search(without_marks(text)[:40]) is not None)
        while line is not None:
            first = first or text[:200]
            dates.see(line.numbers)
            said = split_author(line.rest)
            if said and len(authors) <= GROUP_LIMIT and not is_by_whatsapp(said[1]):
                authors.setdefault(said[0])
            text, line = next(lines, ("", None))
    return _Chat(entry, _title(entry.name), dates, authors, first)


class _Reading:
    """One chat being read, once the order of its dates is known."""

    def __init__(self, chat: _Chat, order: Order, owners: set[str]) -> None:
        self._chat = chat
        self._order = order
        self._owners = owners
        self._circle = chat.circle(owners)
        self._ids = MessageIds(chat.thread)
        self._parties: dict[str, Party] = {}

    def records(self) -> Iterator[Found | Rejected]:
        """The messages in the order of the file."""
        with self._chat.entry.open() as stream:
            for said in _messages(text_lines(stream)):
                yield self._record(said)

    def _record(self, said: _Said) -> Found | Rejected:
        place = Place(self._chat.entry.name, said.number)
        sent_at = said.line.sent_at(self._order)
        if sent_at is None:
            return Rejected(place, f"The date or the time {without_marks(said.line.stamp)[:60].strip()!r} cannot be read.")
        if len(said.text) > TEXT_LIMIT:
            return Rejected(place, f"This message is longer than {TEXT_LIMIT:,} signs.")
        return Found(self._message(said, sent_at), place)

    def _message(self, said: _Said, sent_at: datetime) -> MessageRecord:
        sender = self._party(said.author)
        media = media_and_text(said.text)
        return MessageRecord(
            external_id=self._ids.of(sent_at, without_marks(said.author), media.text or said.text),
            channel="whatsapp",
            sent_at=sent_at,
            sender=sender,
            recipients=self._circle.readers(sender),
            thread=self._chat.thread,
            text=media.text,
            attachments=media.files,
            extra={"chat": self._chat.title, **media.extra} if self._chat.title else media.extra,
        )

    def _party(self, author: str) -> Party:
        known = self._parties.get(author)
        if known is None:
            known = participant(author, is_owner=author in self._owners)
            if len(self._parties) <= GROUP_LIMIT:
                self._parties[author] = known
        return known


def _messages(lines: Iterator[tuple[int, str]]) -> Iterator[_Said]:
    """The messages of a chat with all their lines; lines of WhatsApp's own are left out."""
    parts: list[str] = []
    length, begun = 0, None
    for number, text in lines:
        line = read_line(text)
        if line is None:
            if length <= TEXT_LIMIT:
                parts.append(text)
                length += len(text) + 1
            continue
        if begun and (said := _said(begun, parts)):
            yield said
        begun, parts, length = (number, line), [line.rest], len(line.rest)
    if begun and (said := _said(begun, parts)):
        yield said


def _said(begun: tuple[int, Line], parts: list[str]) -> _Said | None:
    found = split_author("\n".join(parts).rstrip("\n"))
    if found is None or is_by_whatsapp(found[1]):
        return None
    return _Said(begun[0], begun[1], found[0], found[1])


def _is_chat(entry: Entry) -> bool:
    """Whether a file begins as a chat does. Signal's tools and programs' logs write the year first and no bracket or seconds."""
    lines = [text for text in first_lines(entry.head()) if text.strip()]
    line = read_line(lines[0]) if lines else None
    if line is None:
        return False
    return not line.looks_foreign and any(found and split_author(found.rest) for found in map(read_line, lines))


def _title(path: str) -> str:
    """The name of a chat by that of its file or, where all chats are called `_chat.txt`, of what holds it; else empty."""
    for part in reversed(PurePosixPath(path).parts[-2:]):
        found = _TITLE.search(_COPY.sub("", part.replace("_", " ")))
        if found:
            return without_marks(found[1]).strip()
    return ""


def _folder(entry: Entry) -> str:
    return entry.name.rpartition("/")[0]


def _last(entry: Entry) -> str:
    return entry.name.rpartition("/")[2]


def _key(name: str) -> str:
    return " ".join(without_marks(name).lstrip("~ \u00a0\u202f").split()).casefold()
