"""Direct messages of an X archive, between two and in groups: oldest first within each conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from hustings.connectors.files.x_archive.accounts import Accounts
from hustings.connectors.files.x_archive.tweets import with_addresses
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import WINDOW
from hustings.connectors.reading.jsonstream import Path, read_values
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_text, text_at
from hustings.kernel.records import MessageRecord, Party, ReactionRecord

_CONVERSATION = "dmConversation"
_NO_DATE = "The message has no number or no date that can be read."
_NOBODY = "The message names neither a sender nor a recipient."


class _Message(NamedTuple):
    """A message as it stands in the file."""

    sent_at: datetime
    place: Place
    content: Any


class _Conversation:
    """What is known of one conversation while its events go by."""

    def __init__(self) -> None:
        self.number = ""
        self.title = ""
        self.members: dict[str, None] = {}
        self.held: list[_Message] = []

    def take(self, value: Any, place: Place) -> Rejected | None:
        """Take one event; what cannot be used is told."""
        if not isinstance(value, dict):
            return Rejected(place, _NO_DATE)
        for word, content in value.items():
            if word == "messageCreate":
                return self._take_message(content, place)
            if word == "conversationNameUpdate":
                self.title = self.title or text_at(content, "name")
            self._join(text_at(content, "initiatingUserId"), *_numbers(at(content, "participantsSnapshot")))
            self._join(*_numbers(at(content, "userIds")))
        return None

    def _take_message(self, content: Any, place: Place) -> Rejected | None:
        sent_at = moment_of_text(at(content, "createdAt"))
        sender, recipient = text_at(content, "senderId"), text_at(content, "recipientId")
        if sent_at is None or not text_at(content, "id"):
            return Rejected(place, _NO_DATE)
        if not sender:
            return Rejected(place, _NOBODY)
        self._join(sender, recipient)
        self.held.append(_Message(sent_at, place, content))
        return None

    def _join(self, *numbers: str) -> None:
        self.members.update(dict.fromkeys(number for number in numbers if number))

    def told(self, accounts: Accounts) -> Iterator[Found]:
        """The messages held, oldest first, and what was said to them by reactions."""
        for message in sorted(self.held, key=lambda each: each.sent_at):
            yield from self._records(message, accounts)
        self.held.clear()

    def _records(self, message: _Message, accounts: Accounts) -> Iterator[Found]:
        content, number = message.content, text_at(message.content, "id")
        sender = accounts.party(text_at(content, "senderId")) or Party()
        yield Found(
            MessageRecord(
                external_id=number,
                channel="x",
                sent_at=message.sent_at,
                sender=sender,
                recipients=self._readers(content, accounts),
                thread=self.number or _pair(content),
                text=with_addresses(text_at(content, "text"), _addresses(content)),
                attachments=tuple(url for url in map(text_at, list_at(content, "mediaUrls")) if url.startswith("http")),
                extra={"conversation_title": self.title} if self.title else {},
            ),
            message.place,
        )
        for reaction in list_at(content, "reactions"):
            yield Found(_reaction(reaction, message, sender, accounts), message.place)

    def _readers(self, content: Any, accounts: Accounts) -> tuple[Party, ...]:
        recipient, sender = text_at(content, "recipientId"), text_at(content, "senderId")
        numbers = [recipient] if recipient else [number for number in self.members if number != sender]
        return tuple(party for number in numbers if (party := accounts.party(number)) is not None)


def _addresses(content: Any) -> Iterator[tuple[str, str]]:
    return ((text_at(url, "url"), text_at(url, "expanded")) for url in list_at(content, "urls"))


def read_messages(entry: Entry, accounts: Accounts) -> Iterator[Found | Rejected]:
    """The messages of one file. Comings and goings in groups are no messages; they tell who takes part."""
    conversation = _Conversation()
    place: str | int = -1
    for item in read_values(entry, into=_into):
        if isinstance(item, Rejected):
            yield item
            continue
        if item.path[0] != place:
            yield from conversation.told(accounts)
            conversation, place = _Conversation(), item.path[0]
        if item.path[2:] == ("conversationId",):
            conversation.number = str(item.value)
        elif len(item.path) == 4 and (refused := conversation.take(item.value, Place(entry.name, item.line))):
            yield refused
        if len(conversation.held) >= WINDOW:
            yield from conversation.told(accounts)
    yield from conversation.told(accounts)


def _into(path: Path) -> bool:
    """Down to the single events of each conversation."""
    return len(path) < 2 or (len(path) == 2 and path[1] == _CONVERSATION) or (len(path) == 3 and path[2] == "messages")


def _numbers(value: Any) -> list[str]:
    return [number for number in value if isinstance(number, str)] if isinstance(value, list) else []


def _reaction(reaction: Any, message: _Message, sender: Party, accounts: Accounts) -> ReactionRecord:
    number, author = text_at(message.content, "id"), text_at(reaction, "senderId")
    return ReactionRecord(
        external_id=text_at(reaction, "eventId") or f"reaction:{number}:{author}",
        channel="x",
        at=moment_of_text(at(reaction, "createdAt")) or message.sent_at,
        link=number,
        reaction=text_at(reaction, "reactionKey"),
        author=accounts.party(author),
        about=sender,
    )


def _pair(content: Any) -> str:
    """The number that the archive itself gives to a conversation of two."""
    return "-".join(sorted((text_at(content, "senderId"), text_at(content, "recipientId"))))
