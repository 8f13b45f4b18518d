"""What Facebook's and Instagram's exports share: their broken text, their conversations, and lists of labelled values.

Text is UTF-8 that was read as Latin-1 (newer encrypted conversations excepted). Conversations name people by what their
profiles show, without any handle, and say nothing of whose export it is: that is who takes part in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import in_order, is_attachment
from hustings.connectors.reading.chats import MessageIds, thread_id
from hustings.connectors.reading.jsonstream import Path, read_values
from hustings.connectors.reading.jsonvalues import (
    at,
    first_text,
    list_at,
    moment_of_milliseconds,
    moment_of_seconds,
    text_at,
    whole,
)
from hustings.kernel.records import AnyRecord, Channel, InteractionRecord, MessageRecord, Party, ReactionRecord

PEOPLE = 1_000
"""People of one conversation who are remembered."""

_DEEPEST = 30
_MESSAGES = re.compile(rb'"(?:timestamp_ms|sender_name|senderName|is_still_participant|thread_path|threadName)"\s*:')
_SYSTEM = frozenset({"subscribe", "unsubscribe", "placeholder", "admin"})
_REACTED = re.compile(r"(?:Reacted .{1,20} to your message|Liked a message)\s*")
_FILES = ("photos", "videos", "audio_files", "gifs", "files", "media", "sticker")
_NOBODY = frozenset(
    {
        "facebook user", "facebook-nutzer", "utilisateur facebook", "utilisateur de facebook", "usuario de facebook",
        "usuário do facebook", "utente di facebook", "facebookgebruiker", "użytkownik facebooka", "instagram user",
        "instagrammer", "instagram-nutzer", "utilisateur instagram", "usuario de instagram", "usuário do instagram",
        "utente di instagram",
    }
)  # fmt: skip


def mended(text: str) -> str:
    """The text as it was written; as it stands where it is no UTF-8 read as Latin-1."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8").replace("\0", "")
    except UnicodeError:
        return text


def mended_value(value: Any, *, depth: int = 0) -> Any:
    """A decoded value with all of its texts and keys mended."""
    if isinstance(value, str):
        return mended(value)
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [mended_value(inner, depth=depth + 1) for inner in value]
    if isinstance(value, dict):
        return {mended(key): mended_value(inner, depth=depth + 1) for key, inner in value.items()}
    return value


def party_named(name: str, *, owner: str = "") -> Party:
    """Somebody by displayed name. The network's word for people who left is nobody's name."""
    shown = " ".join(name.split())
    if shown.casefold() in _NOBODY:
        return Party()
    return Party(name=shown, is_owner=bool(owner) and shown == owner)


def labelled(value: Any) -> list[tuple[str, str]]:
    """The labels and values of newer files, `label_values` with groups inside groups, flat and in their order."""
    found: list[tuple[str, str]] = []
    waiting = [at(value, "label_values")]
    while waiting and len(found) < PEOPLE:
        here = waiting.pop(0)
        if isinstance(here, list):
            waiting[:0] = here[:PEOPLE]
        elif isinstance(here, dict):
            content = first_text(here, "value", "href") or _of_vector(here)
            if content:
                found.append((first_text(here, "label", "title"), content))
            waiting[:0] = [inner for key in ("dict", "vec") if isinstance(inner := here.get(key), list)]
    return found


def _of_vector(here: dict[str, Any]) -> str:
    """A moment that stands as a number under its label."""
    return text_at(here, "timestamp_value")


def is_conversation(entry: Entry) -> bool:
    """Whether a file holds messages of either network."""
    return holds_conversation(entry.head())


def holds_conversation(head: bytes) -> bool:
    """Whether these are the first bytes of a file of messages."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and b'"messages"' in head and _MESSAGES.search(head) is not None


class Header(NamedTuple):
    """What a file of messages says beside its messages; `began` is the time of its oldest message."""

    thread: str
    title: str
    people: tuple[str, ...]
    began: datetime | None


def header_of(entry: Entry) -> Header:
    """Walk through a file of messages once for its thread, title and people. Damage is told when it is read in earnest."""
    named: dict[str, str] = {}
    people: dict[str, None] = {}
    began: datetime | None = None
    for item in read_values(entry, into=_into):
        if isinstance(item, Rejected):
            continue
        if item.path[0] == "messages":
            sent_at, sender = _sent_at(item.value), mended(first_text(item.value, "sender_name", "senderName"))
            began = min(began, sent_at) if began and sent_at else began or sent_at
            _add(people, [sender])
        elif item.path[0] == "participants":
            _add(people, [mended(one if isinstance(one, str) else text_at(one, "name")) for one in list_at(item.value)])
        elif isinstance(item.value, str):
            named[str(item.path[0])] = mended(item.value)
    path = first_text(named, "thread_path", "threadName").rstrip("/").rpartition("/")[2]
    thread = path or thread_id(named.get("title", ""), *sorted(people))
    return Header(thread, named.get("title", ""), tuple(people), began)


def owner_among(headers: Sequence[Header]) -> str:
    """Who takes part in all of at least two conversations, if only one does; else empty."""
    circles = [set(header.people) for header in {header.thread: header for header in headers}.values()]
    common = set.intersection(*circles) if len(circles) > 1 else set()
    return next(iter(common)) if len(common) == 1 else ""


def read_conversations(files: Sequence[tuple[Entry, Header]], *, channel: Channel, owner: str) -> Iterator[Found | Rejected]:
    """All messages, conversation by conversation and the oldest first; reactions and calls stand beside them."""
    oldest_first = sorted(files, key=lambda pair: (pair[1].thread, pair[1].began.timestamp() if pair[1].began else 0.0))
    people: dict[str, dict[str, None]] = {}
    for _, header in oldest_first:
        _add(people.setdefault(header.thread, {}), header.people)
    ids, thread = MessageIds(""), ""
    for entry, header in oldest_first:
        if header.thread != thread:
            thread, ids = header.thread, MessageIds(header.thread)
        whole_header = header._replace(people=tuple(people[header.thread]))
        yield from _Conversation(whole_header, channel=channel, owner=owner, ids=ids).read(entry)


class _Conversation:
    """Makes records of the messages of one file."""

    def __init__(self, header: Header, *, channel: Channel, owner: str, ids: MessageIds) -> None:
        self._header = header
        self._channel = channel
        self._owner = owner
        self._ids = ids
        self._readers: dict[str, tuple[Party, ...]] = {}

    def read(self, entry: Entry) -> Iterator[Found | Rejected]:
        refused: list[Rejected] = []
        for sent_at, message, place in in_order(self._messages(entry, refused), key=lambda each: each[0]):
            yield from (Found(record, place) for record in self._records(sent_at, message))
        yield from refused

    def _messages(self, entry: Entry, refused: list[Rejected]) -> Iterator[tuple[datetime, Any, Place]]:
        for item in read_values(entry, into=_into):
            if isinstance(item, Rejected):
                refused.append(item)
            elif item.path[0] == "messages":
                place, sent_at = Place(entry.name, item.line), _sent_at(item.value)
                if sent_at is None:
                    refused.append(Rejected(place, "The message has no date that can be read."))
                elif not (at(item.value, "is_unsent") is True or at(item.value, "isUnsent") is True):
                    yield sent_at, mended_value(item.value), place

    def _records(self, sent_at: datetime, message: Any) -> Iterator[AnyRecord]:
        sender = first_text(message, "sender_name", "senderName")
        text = first_text(message, "content", "text")
        attachments = _attachments(message)
        number = self._ids.of(sent_at, "", text or " ".join(attachments))
        call = self._call(message, sent_at, number, sender)
        if call is not None:
            yield call
            return
        system = text_at(message, "type").lower() in _SYSTEM or _REACTED.fullmatch(text) is not None
        yield MessageRecord(
            external_id=number,
            channel=self._channel,
            sent_at=sent_at,
            sender=self._party(sender),
            recipients=self._readers_of(sender),
            thread=self._header.thread,
            text=text,
            automatic="report" if system else "",
            attachments=attachments,
            extra=self._extra(message),
        )
        yield from self._reactions(message, number, sent_at, sender)

    def _call(self, message: Any, sent_at: datetime, number: str, sender: str) -> InteractionRecord | None:
        """A call between two, where it is known whose export it is."""
        others = [name for name in self._header.people if name != self._owner]
        duration = whole(at(message, "call_duration"))
        if duration is None or not self._owner or len(others) != 1 or len(self._header.people) != 2:
            return None
        return InteractionRecord(
            external_id=f"call:{number}",
            type="call",
            at=sent_at,
            party=self._party(others[0]),
            direction="none" if not duration else "out" if sender == self._owner else "in",
            channel=self._channel,
            outcome=f"{duration} seconds" if duration else "missed",
        )

    def _reactions(self, message: Any, number: str, sent_at: datetime, sender: str) -> Iterator[ReactionRecord]:
        for reaction in list_at(message, "reactions"):
            actor = text_at(reaction, "actor")
            yield ReactionRecord(
                external_id=f"reaction:{number}:{actor}",
                channel=self._channel,
                at=moment_of_seconds(at(reaction, "timestamp")) or sent_at,
                link=number,
                reaction=text_at(reaction, "reaction"),
                author=self._party(actor),
                about=self._party(sender),
            )

    def _extra(self, message: Any) -> dict[str, str]:
        shared = text_at(message, "share", "share_text")
        is_group = len(self._header.people) > 2 and bool(self._header.title)
        return ({"conversation_title": self._header.title} if is_group else {}) | ({"shared_text": shared} if shared else {})

    def _party(self, name: str) -> Party:
        return party_named(name, owner=self._owner)

    def _readers_of(self, sender: str) -> tuple[Party, ...]:
        if sender not in self._readers:
            others = [self._party(name) for name in self._header.people if name != sender]
            self._readers[sender] = tuple(party for party in others if party.name)
        return self._readers[sender]


def _into(path: Path) -> bool:
    return path in ((), ("messages",))


def _sent_at(message: Any) -> datetime | None:
    return moment_of_milliseconds(at(message, "timestamp_ms")) or moment_of_milliseconds(at(message, "timestamp"))


def _attachments(message: Any) -> tuple[str, ...]:
    held = [text_at(each, "uri") for key in _FILES for each in list_at(message, key)]
    return tuple(uri for uri in (*held, text_at(message, "share", "link")) if uri)


def _add(people: dict[str, None], names: Iterable[str]) -> None:
    people.update((name, None) for name in names if name and len(people) < PEOPLE)


TOPS = (
    "your_facebook_activity", "your_instagram_activity", "messages", "connections", "friends", "friends_and_followers",
    "followers_and_following", "comments", "comments_and_reactions", "likes", "likes_and_reactions", "posts", "groups", "events",
    "pages", "content", "media", "stories", "personal_information", "profile_information", "account_information",
    "ads_information", "apps_and_websites_off_of_facebook", "apps_and_websites_off_of_instagram", "logged_information",
    "logged_in_information", "login_and_account_creation", "preferences", "security_and_login_information",
    "following_and_followers",
    "other_activity", "other_personal_information", "about_you", "profile", "your_topics", "files",
)  # fmt: skip
"""Folders with which an export begins, of any age."""


def root_of(entry: Entry) -> str:
    """The folder of an export in which an entry lies, with a slash at its end."""
    folders = entry.name.split("/")[:-1]
    depth = next((at for at, folder in enumerate(folders) if folder in TOPS), len(folders))
    return "/".join([*folders[:depth], ""])


def with_rest(entries: Sequence[Entry], taken: Sequence[Entry]) -> list[Entry]:
    """The taken entries, and what else lies in the same exports: pictures, pages, and lists that hold nothing for us."""
    if not taken:
        return []
    known = set(map(id, taken))
    tops = tuple({root_of(entry) + top + "/" for entry in taken for top in TOPS})
    return [entry for entry in entries if id(entry) in known or (entry.name.startswith(tops) and _is_rest(entry))]


def _is_rest(entry: Entry) -> bool:
    return (entry.name.endswith(".json") and entry.head(1) in (b"{", b"[")) or is_attachment(entry)
