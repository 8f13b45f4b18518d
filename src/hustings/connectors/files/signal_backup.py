"""A backup of Signal as lines of JSON: one frame a line, people and chats before the messages that name them by number.

The numbers are made anew for every backup, so ids of records follow from what lasts: the account of the author and the moment at
which a message was sent, by which Signal itself knows a message.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.chats import Circle, text_lines, thread_id
from hustings.connectors.reading.jsonstream import decode
from hustings.connectors.reading.jsonvalues import at as value_at
from hustings.connectors.reading.jsonvalues import list_at, moment_of_milliseconds, text_at
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import external_identity, phone_identity
from hustings.kernel.records import AnyRecord, InteractionRecord, MessageRecord, Name, Party, PersonRecord, ReactionRecord

MAX_FRAMES_KEPT = 500_000
"""People and chats of one account; beyond it somebody means harm."""

_ITEMS = (
    "standardMessage",
    "contactMessage",
    "stickerMessage",
    "viewOnceMessage",
    "directStoryReplyMessage",
    "poll",
    "giftBadge",
)


def read_backup(entry: Entry) -> Iterator[Found | Rejected]:
    """The owner, the contacts and the messages, in the order of the file. Raises WrongInput where the file does."""
    backup = _Backup()
    with entry.open() as stream:
        for number, line in text_lines(stream):
            if line.strip():
                place = Place(entry.name, number)
                try:
                    yield from (Found(record, place) for record in backup.take(decode(line.encode("utf-8", "replace"))))
                except WrongInput as error:
                    yield Rejected(place, str(error))


@dataclass
class _Chat:
    """A chat: what lasts of it, how it is called, and who takes part."""

    thread: str
    title: str
    circle: Circle


@dataclass
class _Backup:
    """What the frames so far have told, by the numbers of this backup."""

    people: dict[str, tuple[str, Party]] = field(default_factory=dict)
    accounts: dict[str, Party] = field(default_factory=dict)
    groups: dict[str, _Chat] = field(default_factory=dict)
    chats: dict[str, _Chat] = field(default_factory=dict)
    not_chats: set[str] = field(default_factory=set)
    own_name: str = ""

    def take(self, frame: Any) -> Iterator[AnyRecord]:
        """The records of one frame. Raises WrongInput where it cannot be used."""
        if len(self.people) + len(self.groups) + len(self.chats) + len(self.not_chats) > MAX_FRAMES_KEPT:
            raise WrongInput(f"This backup names more than {MAX_FRAMES_KEPT:,} people and chats; the rest is not read.")
        if account := value_at(frame, "account"):
            yield from self._account(account)
        elif recipient := value_at(frame, "recipient"):
            yield from self._recipient(recipient)
        elif chat := value_at(frame, "chat"):
            self._chat(chat)
        elif (item := value_at(frame, "chatItem")) and text_at(item, "chatId") not in self.not_chats:
            yield from self._item(item)

    def _account(self, account: Any) -> Iterator[PersonRecord]:
        given, family = text_at(account, "givenName"), text_at(account, "familyName")
        self.own_name = f"{given} {family}".strip()
        if self.own_name:
            yield PersonRecord(external_id="owner", name=Name(full=self.own_name, given=given, family=family), is_owner=True)

    def _recipient(self, recipient: Any) -> Iterator[PersonRecord]:
        number, contact, group = text_at(recipient, "id"), value_at(recipient, "contact"), value_at(recipient, "group")
        if isinstance(contact, dict):
            yield from self._contact(number, contact)
        elif isinstance(group, dict):
            members = [self.accounts.get(_account_id(text_at(each, "userId"))) for each in list_at(group, "snapshot", "members")]
            title = text_at(group, "snapshot", "title", "title")
            everybody = [self._owner(), *(each for each in members if each)]
            self.groups[number] = _Chat(thread_id("signal", text_at(group, "masterKey") or title), title, Circle(everybody))
        elif isinstance(value_at(recipient, "self"), dict):
            self.people[number] = ("owner", self._owner())

    def _contact(self, number: str, contact: dict[str, Any]) -> Iterator[PersonRecord]:
        account, phone = _account_id(text_at(contact, "aci")), phone_identity("+" + text_at(contact, "e164"))
        named = external_identity("signal", account)
        identities = tuple(each for each in (phone, named) if each)
        name = _name_of(contact)
        key = account or (phone.value if phone else name.full)
        party = Party(name=name.full, identities=identities)
        self.people[number] = (key, party)
        if account:
            self.accounts[account] = party
        if name.full or phone:
            note, shown = text_at(contact, "note"), name.full or (phone.value if phone else "")
            yield PersonRecord(
                external_id=key,
                name=Name(full=shown, given=name.given, family=name.family, nickname=name.nickname),
                identities=identities,
                notes=(note,) if note else (),
                extra={"blocked": "yes"} if contact.get("blocked") is True else {},
            )

    def _chat(self, chat: Any) -> None:
        number, recipient = text_at(chat, "id"), text_at(chat, "recipientId")
        if recipient in self.groups:
            self.chats[number] = self.groups[recipient]
        elif recipient in self.people:
            key, party = self.people[recipient]
            self.chats[number] = _Chat(thread_id("signal", key), party.name, Circle([self._owner(), party]))
        else:
            # Signal's own news, stories and links for calls.
            self.not_chats.add(number)

    def _owner(self) -> Party:
        return Party(name=self.own_name, is_owner=True)

    def _item(self, item: Any) -> Iterator[AnyRecord]:
        chat, author = self.chats.get(text_at(item, "chatId")), self.people.get(text_at(item, "authorId"))
        at = moment_of_milliseconds(text_at(item, "dateSent"))
        if chat is None or author is None or at is None:
            what = "of a chat or a person that the backup does not name" if at else "without a date that can be read"
            raise WrongInput(f"This is a message {what}.")
        call = value_at(item, "updateMessage", "individualCall")
        kind = next((each for each in _ITEMS if isinstance(value_at(item, each), dict)), "")
        if isinstance(call, dict):
            yield _call(call, at=at, chat=chat, key=author[0])
        elif kind:
            yield from self._message(value_at(item, kind), at=at, chat=chat, author=author, sent=text_at(item, "dateSent"))

    def _message(self, said: Any, *, at: datetime, chat: _Chat, author: tuple[str, Party], sent: str) -> Iterator[AnyRecord]:
        key, sender = author
        text = text_at(said, "text", "body") or text_at(said, "question") or text_at(said, "textReply", "text", "body")
        external_id = _message_id(chat, key, sent)
        quoted = self.people.get(text_at(said, "quote", "authorId"))
        target = text_at(said, "quote", "targetSentTimestamp")
        yield MessageRecord(
            external_id=external_id, channel="signal", sent_at=at, sender=sender, recipients=chat.circle.readers(sender),
            thread=chat.thread, in_reply_to=_message_id(chat, quoted[0], target) if quoted and target else "", text=text,
            attachments=tuple(name for each in list_at(said, "attachments") if (name := text_at(each, "pointer", "fileName"))),
            extra={"chat": chat.title} if chat.title else {},
        )  # fmt: skip
        for reaction in list_at(said, "reactions"):
            by = self.people.get(text_at(reaction, "authorId"))
            if by is not None:
                emoji = text_at(reaction, "emoji")
                yield ReactionRecord(
                    external_id=thread_id(external_id, by[0], emoji), channel="signal",
                    at=moment_of_milliseconds(text_at(reaction, "sentTimestamp")) or at, link=external_id, reaction=emoji,
                    author=by[1], about=sender,
                )  # fmt: skip


def _call(call: dict[str, Any], *, at: datetime, chat: _Chat, key: str) -> InteractionRecord:
    state = text_at(call, "state")
    incoming = text_at(call, "direction") == "INCOMING"
    return InteractionRecord(
        external_id=thread_id(chat.thread, key, at.isoformat(), "call"),
        type="call",
        at=at,
        party=next((party for party in chat.circle.members if not party.is_owner), Party(name=chat.title)),
        channel="signal",
        direction="none" if state != "ACCEPTED" else "in" if incoming else "out",
        outcome=state.lower(),
    )


def _message_id(chat: _Chat, author: str, sent: str) -> str:
    return thread_id(chat.thread, author, sent)


def _account_id(text: str) -> str:
    """An account's id as a UUID, from the sixteen bytes that the backup writes in base64; anything else as it is written."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return text
    return str(UUID(bytes=raw)) if len(raw) == 16 else text


def _name_of(contact: dict[str, Any]) -> Name:
    """How the owner calls somebody, else how they call themselves."""
    nickname = " ".join(filter(None, (text_at(contact, "nickname", "given"), text_at(contact, "nickname", "family"))))
    for kind in ("system", "profile"):
        given, family = text_at(contact, f"{kind}GivenName"), text_at(contact, f"{kind}FamilyName")
        if given or family:
            return Name(full=f"{given} {family}".strip(), given=given, family=family, nickname=nickname)
    return Name(full=nickname or text_at(contact, "username"), nickname=nickname)
