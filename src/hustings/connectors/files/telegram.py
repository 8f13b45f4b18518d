"""What Telegram Desktop exports as JSON: all chats of an account, or one of them.

Messages keep their numbers, replies and reactions; posts of channels become posts. A file is walked through twice: once to see
who takes part in each chat, once to read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hustings.connectors.files.telegram_message import Chat, read_message, sender_of
from hustings.connectors.files.telegram_people import OwnAccount, contact, own_account
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.chats import GROUP_LIMIT, OWNER, Circle, thread_id
from hustings.connectors.reading.jsonstream import Path, Value, outline, read_values
from hustings.connectors.reading.jsonvalues import text_at
from hustings.kernel.records import Party, PersonRecord

MAX_CHATS = 100_000
"""Chats of one account; beyond it somebody means harm."""

_LISTS = ("chats", "left_chats")
_MARKS = frozenset(
    {
        *("personal_information>user_id", "chats>list>messages", "left_chats>list>messages", "messages>from_id"),
        *("messages>date_unixtime", "messages>actor_id", "contacts>list>date_unixtime", "messages>text_entities"),
    }
)
_MEDIA = re.compile(
    r"(?:chats/[^/]+/)?(?:photos|files|video_files|voice_messages|round_video_messages|stickers|profile_pictures|stories|images|css"
    r"|js)/[^/]+(?<!\.vcf)"
)


class TelegramReader:
    """Reads exports of Telegram; see `hustings.connectors.protocol.FileReader`."""

    name = "telegram"
    title = "Telegram export"
    use_rule = "own-archive"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The JSON documents with Telegram's keys, and the pictures and films that lie in its folders beside them."""
        found = [entry for entry in entries if _is_export(entry)]
        folders = tuple({entry.name.rpartition("/")[0] for entry in found})
        return found + [entry for entry in entries if _is_media(entry, folders)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Of each file its owner, the contacts, then the chats in their order. Media only stand in the messages by name."""
        for entry in entries:
            if _is_export(entry):
                yield from _read_export(entry)


TELEGRAM = TelegramReader()


@dataclass
class _Seen:
    """One chat as the first walk sees it; `senders` by the id under which each message names them."""

    head: dict[str, str] = field(default_factory=dict)
    senders: dict[str, Party] = field(default_factory=dict)

    def learn(self, key: str, value: object) -> None:
        """Take note of what stands beside the messages, such as the name of the chat."""
        self.head[key] = text_at(value)

    def hear(self, message: object) -> None:
        """Take note of who wrote a message."""
        if len(self.senders) <= GROUP_LIMIT and text_at(message, "type") == "message":
            key, party = sender_of(message)
            self.senders.setdefault(key, party)

    @property
    def is_of_two(self) -> bool:
        return self.head.get("type") == "personal_chat"

    def owner_key(self) -> str:
        """The owner's id, as a chat of two shows it by naming the other one; empty elsewhere."""
        other = f"user{self.head.get('id', '')}"
        if not self.is_of_two or other not in self.senders:
            return ""
        return next((key for key in self.senders if key != other), "")


@dataclass
class _Survey:
    """What the first walk through an export tells."""

    account: OwnAccount | None = None
    chats: dict[str, _Seen] = field(default_factory=dict)

    def owner_key(self) -> str:
        """The id under which the owner's messages stand."""
        if self.account is not None:
            return self.account.key
        return next((key for seen in self.chats.values() if (key := seen.owner_key())), "")

    def chat(self, name: str) -> Chat:
        """A chat with everybody who takes part in it, the owner marked."""
        seen = self.chats[name]
        owner = self.owner_key()
        known = {key: _marked(party) if key and key == owner else party for key, party in seen.senders.items()}
        if seen.is_of_two:
            other_key, other = sender_of({"from": seen.head.get("name", ""), "from_id": f"user{seen.head.get('id', '')}"})
            known.setdefault(other_key, other)
            if len(known) == 1:
                known["the owner"] = OWNER
        number = seen.head.get("id", "")
        title, kind = seen.head.get("name", ""), seen.head.get("type", "")
        return Chat(number or thread_id("telegram", title), title, kind, known, owner, Circle(known.values()))


def _marked(party: Party) -> Party:
    return Party(name=party.name, identities=party.identities, is_owner=True)


def _read_export(entry: Entry) -> Iterator[Found | Rejected]:
    survey = _survey(entry)
    if isinstance(survey, Rejected):
        yield survey
        return
    if survey.account is not None:
        yield Found(survey.account.record, Place(entry.name, survey.account.line))
    chats: dict[str, Chat] = {}
    for value in read_values(entry, into=_is_taken_apart):
        if isinstance(value, Rejected):
            yield value
        elif value.path[:2] == ("contacts", "list"):
            yield _contact(value, entry)
        elif (place := _message_place(value.path)) is not None:
            if place not in chats:
                chats = {place: survey.chat(place)}
            for read in read_message(value.value, chat=chats[place]):
                where = Place(entry.name, value.line)
                yield Rejected(where, read) if isinstance(read, str) else Found(read, where)


def _survey(entry: Entry) -> _Survey | Rejected:
    survey = _Survey()
    for value in read_values(entry, into=_is_taken_apart):
        if isinstance(value, Rejected):
            continue
        if value.path == ("personal_information",):
            survey.account = own_account(value.value, line=value.line)
        elif (name := _message_place(value.path)) is not None:
            survey.chats.setdefault(name, _Seen()).hear(value.value)
        elif (name := _chat_of(value.path)) is not None:
            survey.chats.setdefault(name, _Seen()).learn(str(value.path[-1]), value.value)
            if len(survey.chats) > MAX_CHATS:
                return Rejected(Place(entry.name), f"The file holds more than {MAX_CHATS:,} chats. It is not read.")
    return survey


def _contact(value: Value, entry: Entry) -> Found | Rejected:
    record: PersonRecord | None = contact(value.value)
    place = Place(entry.name, value.line)
    return Found(record, place) if record else Rejected(place, "This contact has neither a name nor a number.")


def _is_taken_apart(path: Path) -> bool:
    """The root, its lists of contacts and chats, and their lists of messages."""
    if len(path) < 2:
        return not path or path[0] in ("messages", "contacts", *_LISTS)
    if path[0] not in _LISTS:
        return path == ("contacts", "list")
    return path[1] == "list" and (len(path) <= 3 or (len(path) == 4 and path[3] == "messages"))


def _message_place(path: Path) -> str | None:
    """Which chat a message belongs to, by its place in the document; None for anything else."""
    if len(path) == 2 and path[0] == "messages":
        return ""
    return _chat_name(path) if len(path) == 5 and path[3] == "messages" else None


def _chat_of(path: Path) -> str | None:
    """Which chat a key such as its name belongs to; None for anything else."""
    if len(path) == 1:
        return ""
    return _chat_name(path) if len(path) == 4 else None


def _chat_name(path: Path) -> str:
    return f"{path[0]}/{path[2]}"


def _is_export(entry: Entry) -> bool:
    head = entry.head()
    return head[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and bool(_MARKS & outline(head))


def _is_media(entry: Entry, folders: tuple[str, ...]) -> bool:
    return any(
        entry.name.startswith(f"{folder}/" if folder else "")
        and _MEDIA.fullmatch(entry.name.removeprefix(f"{folder}/" if folder else ""))
        for folder in folders
    )
