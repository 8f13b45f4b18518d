"""The chats that signal-export writes: `[2024-03-05, 14:22] Me: Hello` line by line, or the same as one JSON object a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.chats import (
    GROUP_LIMIT,
    OWNER,
    TEXT_LIMIT,
    Circle,
    MessageIds,
    participant,
    text_lines,
    thread_id,
)
from hustings.connectors.reading.jsonstream import decode
from hustings.connectors.reading.jsonvalues import at as value_at
from hustings.connectors.reading.jsonvalues import list_at, moment_of_text, text_at
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import MessageRecord, Party, ReactionRecord

_LINE = re.compile(r"\[(\d{4}-\d\d-\d\d)(?:, (\d\d:\d\d)| (\d\d:\d\d:\d\d))\] ([^:\n]{1,120}): ?(.*)", re.DOTALL)
_REACTIONS = re.compile(r"\n\(- ([^\n]{1,4000}) -\)[^\S\n]*")
_STICKER = re.compile(r"\n\(\( ([^\n]{0,100}) \)\)")
_FILE = re.compile(r"!?\[([^\[\]\n]{1,250})\]\(\./[^()\n]{1,500}\)  ?")
_QUOTE = re.compile(r"(?:>[^\n]*(?:\n|$))+\n?")
_DELETED = "(This message was deleted)"
_IN_FOLDERS = ("chat.md", "index.md", "data.json")
_OWNER = "Me"


class _Said(NamedTuple):
    """One message, whichever of the two forms it stood in."""

    line: int
    at: datetime | None
    author: str
    text: str
    files: tuple[str, ...] = ()
    reactions: tuple[tuple[str, str], ...] = ()
    quote: str = ""


def is_text_line(text: str) -> bool:
    """Whether a text begins as these chats do."""
    return _LINE.match(text) is not None


def read_chat(entry: Entry) -> Iterator[Found | Rejected]:
    """The messages of a chat written as text. Raises WrongInput where the file does."""
    with entry.open() as stream:
        circle, first = _survey(entry, _text_messages(text_lines(stream)))
    with entry.open() as stream:
        yield from _Chat(entry, circle, first).records(_text_messages(text_lines(stream)))


def read_json_chat(entry: Entry) -> Iterator[Found | Rejected]:
    """The messages of a chat written as a JSON object a line. Raises WrongInput where the file does."""
    with entry.open() as stream:
        said = (each for each in _json_messages(text_lines(stream)) if isinstance(each, _Said))
        circle, first = _survey(entry, said)
    with entry.open() as stream:
        yield from _Chat(entry, circle, first).records(_json_messages(text_lines(stream)))


def _survey(entry: Entry, messages: Iterator[_Said]) -> tuple[Circle, str]:
    """Who takes part, and what tells a chat apart that has no name."""
    authors: dict[str, None] = {}
    first = ""
    for said in messages:
        first = first or f"{said.at} {said.author}"
        if len(authors) <= GROUP_LIMIT:
            authors.setdefault(said.author)
    members = [_party(author) for author in authors]
    alone = len(members) == 1 and members[0].name == _title(entry.name)
    return Circle([*members, OWNER] if alone else members), first


def _party(author: str) -> Party:
    return participant(author, is_owner=author == _OWNER)


def _title(path: str) -> str:
    """The name of a chat, which is that of its folder; empty for a file that lies elsewhere."""
    place = PurePosixPath(path)
    return place.parent.name if place.name in _IN_FOLDERS else ""


class _Chat:
    """One chat being read."""

    def __init__(self, entry: Entry, circle: Circle, first: str) -> None:
        self._entry = entry
        self._circle = circle
        self._title = _title(entry.name)
        self._thread = thread_id("signal", self._title or first)
        self._ids = MessageIds(self._thread)

    def records(self, messages: Iterator[_Said | Rejected]) -> Iterator[Found | Rejected]:
        """Each message, then the reactions to it."""
        for said in messages:
            if isinstance(said, Rejected):
                yield said._replace(place=Place(self._entry.name, said.place.line))
                continue
            place = Place(self._entry.name, said.line)
            if said.at is None or len(said.text) > TEXT_LIMIT:
                why = "has no date that can be read" if said.at is None else f"is longer than {TEXT_LIMIT:,} signs"
                yield Rejected(place, f"This message {why}.")
                continue
            yield from (Found(record, place) for record in self._records(said, said.at))

    def _records(self, said: _Said, at: datetime) -> Iterator[MessageRecord | ReactionRecord]:
        sender = _party(said.author)
        minute = at.replace(second=0, microsecond=0)
        message = MessageRecord(
            external_id=self._ids.of(minute, said.author, said.text),
            channel="signal",
            sent_at=at,
            sender=sender,
            recipients=self._circle.readers(sender),
            thread=self._thread,
            text=said.text,
            attachments=said.files,
            extra={key: value for key, value in (("chat", self._title), ("quote", said.quote)) if value},
        )
        yield message
        for name, emoji in said.reactions:
            external_id = thread_id(message.external_id, name, emoji)
            yield ReactionRecord(
                external_id=external_id, channel="signal", at=at, link=message.external_id, reaction=emoji, author=_party(name),
                about=sender,
            )  # fmt: skip


def _text_messages(lines: Iterator[tuple[int, str]]) -> Iterator[_Said]:
    """The messages of a text with all their lines."""
    parts: list[str] = []
    begun, length = 0, 0
    for number, text in lines:
        if is_text_line(text):
            yield from _text_message(begun, parts)
            begun, parts, length = number, [text], len(text)
        elif length <= TEXT_LIMIT:
            parts.append(text)
            length += len(text) + 1
    yield from _text_message(begun, parts)


def _text_message(line: int, parts: list[str]) -> Iterator[_Said]:
    found = _LINE.match("\n".join(parts))
    if found is None:
        return
    day, minute, second, author, text = found.groups()
    reactions = _REACTIONS.search(text)
    quote = _QUOTE.match(text)
    words = _STICKER.sub("", _FILE.sub("", _REACTIONS.sub("", text[quote.end() if quote else 0 :]))).strip()
    if words != _DELETED:
        yield _Said(
            line,
            moment_of_text(f"{day}T{minute or second}"),
            author.strip(),
            words,
            tuple(_FILE.findall(text)),
            tuple(_reactions(reactions[1])) if reactions else (),
            " ".join(quote[0].replace(">", " ").split()) if quote else "",
        )


def _reactions(text: str) -> Iterator[tuple[str, str]]:
    for each in text.split(", "):
        name, _, emoji = each.rpartition(": ")
        if name and emoji:
            yield name, emoji


def _json_messages(lines: Iterator[tuple[int, str]]) -> Iterator[_Said | Rejected]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            value = decode(line.encode("utf-8", "replace"))
        except WrongInput as error:
            yield Rejected(Place("", number), str(error))
            continue
        author = text_at(value, "sender")
        if not author:
            yield Rejected(Place("", number), "This line holds no message.")
        elif not value_at(value, "deleted"):
            yield _Said(
                number,
                moment_of_text(text_at(value, "date")),
                author,
                _STICKER.sub("", text_at(value, "body")),
                tuple(name for each in list_at(value, "attachments") if (name := text_at(each, "name"))),
                tuple(_json_reactions(value)),
                " ".join(text_at(value, "quote").replace(">", " ").split()),
            )


def _json_reactions(value: object) -> Iterator[tuple[str, str]]:
    """Reactions as `["Ben", "👍"]` or as `{"name": "Ben", "emoji": "👍"}`."""
    for each in list_at(value, "reactions"):
        pair = each if isinstance(each, list) else [value_at(each, "name"), value_at(each, "emoji")]
        if len(pair) == 2 and all(isinstance(part, str) and part for part in pair):
            yield pair[0], pair[1]
