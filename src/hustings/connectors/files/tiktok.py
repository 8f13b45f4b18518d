"""The data that TikTok gives its users, as one JSON file: messages, comments, likes, follows, blocks and videos.

Sections change their names between versions, so lists are known by the last key on the way to them, in any case of letters.
Times are in UTC. Who is addressed by a comment the file does not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import WINDOW, Unusable, owner_record, records_of, stable_id
from hustings.connectors.reading.chats import Circle, MessageIds
from hustings.connectors.reading.jsonstream import Path, Value, read_values
from hustings.connectors.reading.jsonvalues import first_text, lower_keys, moment_of_text, text_at
from hustings.kernel.identities import email_identity, handle_identity, phone_identity
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import (
    AnyRecord,
    CommentRecord,
    FollowRecord,
    MessageRecord,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
    TieRecord,
)

_KEYS = re.compile(
    rb'"(?:Chat History|ChatHistory|CommentsList|FansList|ItemFavoriteList|ProfileMap|Direct Messages?|Your Activity'
    rb'|Profile And Settings|App Settings|Tiktok Live|Tiktok Shopping)"\s*:'
)
_SECTION = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"[A-Z][^"]{2,40}"\s*:\s*[{"]')
_CHAT = re.compile(r"(group )?chat history with (.*?):?", re.IGNORECASE)
_DEEPEST = 5
_WHOSE = "It cannot be told whose TikTok data this is. Download all data, with the profile, as JSON."
_FOREIGN = "This is the data of {}, the other one that of {}. Give the data of different accounts one at a time."
_Build = Callable[[Any], Iterable[AnyRecord]]


class TikTokReader:
    """The reader of TikTok's data (protocol.FileReader)."""

    name = "tiktok"
    title = "TikTok data (JSON)"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Files whose sections are TikTok's."""
        return [entry for entry in entries if _is_ours(entry.head())]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, then each section in the order of the file. The file is walked over twice."""
        first = ""
        for entry in entries:
            owner = _owner_of(entry)
            handle = _handle_of(owner)
            first = first or handle
            if handle and handle != first:
                yield Rejected(Place(entry.name), _FOREIGN.format(handle, first))
                continue
            yield Found(owner, Place(entry.name)) if owner else Rejected(Place(entry.name), _WHOSE)
            yield from _Sections(owner).read(entry)


TIKTOK = TikTokReader()


def _is_ours(head: bytes) -> bool:
    return _SECTION.match(head) is not None and _KEYS.search(head) is not None


def _into(path: Path) -> bool:
    """Down to the entries of lists, through sections; profiles are kept whole."""
    return len(path) < _DEEPEST and all(isinstance(step, str) for step in path) and _last(path) != "profilemap"


def _last(path: Path) -> str:
    """The last key on the way, in lower case and without blanks."""
    keys = [step for step in path if isinstance(step, str)]
    return keys[-1].lower().replace(" ", "") if keys else ""


def _owner_of(entry: Entry) -> PersonRecord | None:
    """The owner by the profile, else whoever writes to others in all conversations of two."""
    writers: set[str] = set()
    for item in read_values(entry, into=_into):
        if isinstance(item, Value) and _last(item.path) == "profilemap":
            return _profile(lower_keys(item.value))
        partner, is_group = _chat_of(item)
        if partner and not is_group and isinstance(item, Value) and len(writers) < 2:
            writers |= {text_at(lower_keys(item.value), "from")} - {partner, ""}
    return _profile({"username": next(iter(writers))}) if len(writers) == 1 else None


def _profile(profile: Mapping[str, Any]) -> PersonRecord | None:
    handle = handle_identity("tiktok", text_at(profile, "username"))
    name = first_text(profile, "displayname", "nickname", "name", "username")
    if not (handle or name):
        return None
    return owner_record(
        name,
        identities=(
            handle,
            email_identity(text_at(profile, "emailaddress")),
            phone_identity(text_at(profile, "telephonenumber")),
        ),
        summary=text_at(profile, "biodescription"),
    )


def _handle_of(owner: PersonRecord | None) -> str:
    return next((one.value for one in owner.identities if one.kind == "tiktok"), "") if owner else ""


class _Sections:
    """Makes records of the lists of a file."""

    def __init__(self, owner: PersonRecord | None) -> None:
        self._owner = Party(name=owner.name.full, identities=owner.identities[:1], is_owner=True) if owner else None
        self._handle = _handle_of(owner)

    def read(self, entry: Entry) -> Iterator[Found | Rejected]:
        """All records; each conversation from its oldest message on."""
        held: list[Value] = []
        for item in read_values(entry, into=_into):
            chat = _chat_of(item)
            if held and (chat != _chat_of(held[0]) or len(held) >= WINDOW):
                yield from self._conversation(held, entry)
                held = []
            if isinstance(item, Rejected):
                yield item
            elif chat[0]:
                held.append(item)
            else:
                yield from self._listed(item, entry)
        yield from self._conversation(held, entry)

    def _listed(self, item: Value, entry: Entry) -> Iterator[Found | Rejected]:
        build = self._builder(_last(item.path))
        if build is not None and isinstance(item.path[-1], int):
            yield from records_of(build, lower_keys(item.value), place=Place(entry.name, item.line))

    def _builder(self, key: str) -> _Build | None:
        """What makes records of the entries of a list; None for lists that hold nothing for us."""
        builders: dict[str, _Build] = {
            "fanslist": partial(_follow, direction="in"),
            "following": partial(_follow, direction="out"),
            "commentslist": _comment,
            "itemfavoritelist": _like,
            "videolist": _video,
            "blocklist": partial(_block, owner=self._owner),
        }
        return builders.get(key)

    def _conversation(self, items: Sequence[Value], entry: Entry) -> Iterator[Found | Rejected]:
        """The messages of one chat, oldest first."""
        refused: list[Rejected] = []
        chat, is_group = _chat_of(items[0]) if items else ("", False)
        names = ["" if is_group else chat, *(text_at(lower_keys(item.value), "from") for item in items)]
        people = {name: self._party(name) for name in names if name}
        circle, ids = Circle([*([self._owner] if self._owner else []), *people.values()]), MessageIds(chat)
        dated = [(moment, item) for item in items if (moment := _moment_or_none(item, entry, refused))]
        for moment, item in sorted(dated, key=lambda pair: pair[0]):
            message = lower_keys(item.value)
            sender, text = people.get(text_at(message, "from"), Party()), text_at(message, "content")
            record = MessageRecord(
                external_id=ids.of(moment, "", text),
                channel="tiktok",
                sent_at=moment,
                sender=sender,
                recipients=circle.readers(sender),
                thread=chat,
                text=text,
                extra={"conversation_title": chat} if is_group else {},
            )
            yield Found(record, Place(entry.name, item.line))
        yield from refused

    def _party(self, name: str) -> Party:
        identity = handle_identity("tiktok", name)
        if self._owner is not None and identity is not None and identity.value == self._handle:
            return self._owner
        return Party(identities=(identity,)) if identity else Party(name=name)


def _chat_of(item: Value | Rejected) -> tuple[str, bool]:
    """With whom or in which group a message was exchanged, and whether it is a group; empty for what is no message."""
    if isinstance(item, Rejected) or len(item.path) < 2 or not isinstance(item.path[-1], int):
        return "", False
    found = _CHAT.fullmatch(str(item.path[-2]))
    return (found[2].strip(), bool(found[1])) if found else ("", False)


def _moment_or_none(item: Value, entry: Entry, refused: list[Rejected]) -> datetime | None:
    moment = moment_of_text(lower_keys(item.value).get("date"))
    if moment is None:
        refused.append(Rejected(Place(entry.name, item.line), "The message has no date that can be read."))
    return moment


def _person(value: Any) -> Party:
    handle = handle_identity("tiktok", text_at(value, "username"))
    if handle is None:
        raise Unusable("The entry names no account.")
    return Party(identities=(handle,))


def _follow(value: Any, *, direction: Literal["in", "out"]) -> Iterator[AnyRecord]:
    party = _person(value)
    key, moment = f"{direction}:{party.identities[0].value}", moment_of_text(value.get("date"))
    yield FollowRecord(external_id=key, party=party, at=moment, direction=direction, channel="tiktok")


def _block(value: Any, *, owner: Party | None) -> Iterator[AnyRecord]:
    party = _person(value)
    yield TieRecord(
        external_id=f"block:{party.identities[0].value}",
        subject=owner or Party(is_owner=True),
        other=party,
        relation="blocks",
        at=moment_of_text(value.get("date")),
    )


def _moment(value: Any) -> datetime:
    moment = moment_of_text(value.get("date"))
    if moment is None:
        raise Unusable("The entry has no date that can be read.")
    return moment


def _comment(value: Any) -> Iterator[AnyRecord]:
    moment, text = _moment(value), text_at(value, "comment")
    yield CommentRecord(
        external_id=stable_id("comment", f"{moment:%F %T}", text),
        channel="tiktok",
        at=moment,
        link=first_text(value, "url", "link"),
        text=text,
    )


def _like(value: Any) -> Iterator[AnyRecord]:
    moment, link = _moment(value), text_at(value, "link")
    yield ReactionRecord(external_id=f"like:{link or f'{moment:%F %T}'}", channel="tiktok", at=moment, link=link, reaction="like")


def _video(value: Any) -> Iterator[AnyRecord]:
    moment, link = _moment(value), text_at(value, "link")
    yield PostRecord(
        external_id=stable_id("video", f"{moment:%F %T}"),
        channel="tiktok",
        at=moment,
        link=link,
        text=first_text(value, "title", "description"),
        visibility=text_at(value, "whocanview"),
    )
