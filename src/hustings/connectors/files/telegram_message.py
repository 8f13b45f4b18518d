"""One message of a Telegram export: text of many pieces, replies, reactions, calls, and posts of channels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from hustings.connectors.files.telegram_people import user_identity
from hustings.connectors.reading.chats import TEXT_LIMIT, Circle, thread_id
from hustings.connectors.reading.jsonvalues import at as value_at
from hustings.connectors.reading.jsonvalues import list_at, moment_of_seconds, moment_of_text, text_at
from hustings.kernel.records import InteractionRecord, MessageRecord, Party, PostRecord, ReactionRecord

_NUMBERED = re.compile(r"(user|channel|chat|bot)?(\d{1,20})")
_NOT_INCLUDED = "(File "
_CHANNELS = ("private_channel", "public_channel")
_MISSED = ("missed", "busy")

Said = MessageRecord | PostRecord | ReactionRecord | InteractionRecord


class Chat(NamedTuple):
    """A chat and everybody who takes part in it, by the id under which its messages name them."""

    number: str
    title: str
    kind: str
    known: dict[str, Party]
    owner: str
    circle: Circle

    def party(self, key: str, party: Party) -> Party:
        """Somebody as everywhere in this chat, the owner marked."""
        known = self.known.get(key, party)
        return Party(name=known.name, identities=known.identities, is_owner=bool(key) and key == self.owner)

    def message_id(self, number: str) -> str:
        """The external id of a message of this chat."""
        return f"{self.number}/{number}"


def sender_of(said: object, *, name: str = "from", number: str = "from_id") -> tuple[str, Party]:
    """The id under which a message names somebody, and the party; deleted accounts have an id alone."""
    shown, given = " ".join(text_at(said, name).split()), text_at(said, number)
    found = _NUMBERED.fullmatch(given)
    identity = user_identity(found[2] if found[1] in (None, "user") else given) if found else None
    key = f"{found[1] or 'user'}{found[2]}" if found else shown
    return key, Party(name=shown, identities=(identity,) if identity else ())


def read_message(said: object, *, chat: Chat) -> Iterator[Said | str]:
    """The records of one message: itself, then its reactions. A text says why it cannot be used; a notice gives nothing."""
    at = moment_of_seconds(text_at(said, "date_unixtime")) or moment_of_text(text_at(said, "date"))
    if text_at(said, "type") == "service":
        if text_at(said, "action") == "phone_call" and at and chat.kind == "personal_chat":
            yield _call(said, at=at, chat=chat)
    elif text_at(said, "type") != "message":
        yield "This is neither a message nor a notice of Telegram."
    elif at is None:
        yield "This message has no date that can be read."
    else:
        yield from _message(said, at=at, chat=chat)


def _message(said: object, *, at: datetime, chat: Chat) -> Iterator[Said | str]:
    sender = chat.party(*sender_of(said))
    text = text_of(value_at(said, "text"))
    if len(text) > TEXT_LIMIT:
        yield f"This message is longer than {TEXT_LIMIT:,} signs."
        return
    number = text_at(said, "id") or thread_id(at.isoformat(), sender.name, text)
    external_id = chat.message_id(number)
    replied = text_at(said, "reply_to_message_id")
    in_reply_to = chat.message_id(replied) if replied and not text_at(said, "reply_to_peer_id") else ""
    if chat.kind in _CHANNELS:
        yield PostRecord(
            external_id=external_id, channel="telegram", at=at, text=text, author=sender, in_reply_to=in_reply_to,
            is_repost=bool(text_at(said, "forwarded_from")), thread=chat.number, extra=_extra(said, chat),
        )  # fmt: skip
    else:
        yield MessageRecord(
            external_id=external_id, channel="telegram", sent_at=at, sender=sender, recipients=chat.circle.readers(sender),
            thread=chat.number, in_reply_to=in_reply_to, text=text, attachments=_files(said), extra=_extra(said, chat),
            automatic="bulk" if chat.kind == "bot_chat" else "",
        )  # fmt: skip
    yield from _reactions(said, external_id=external_id, about=sender, at=at, chat=chat)


def text_of(value: object) -> str:
    """The words of a text, which Telegram writes as one string or as a list of strings and formatted pieces."""
    pieces = value if isinstance(value, list) else [value]
    words = (piece if isinstance(piece, str) else value_at(piece, "text") for piece in pieces)
    return "".join(word for word in words if isinstance(word, str))


def _reactions(said: object, *, external_id: str, about: Party, at: datetime, chat: Chat) -> Iterator[ReactionRecord]:
    for reaction in list_at(said, "reactions"):
        word = text_at(reaction, "emoji") or text_at(reaction, "document_id") or text_at(reaction, "type")
        for recent in list_at(reaction, "recent"):
            key, author = sender_of(recent)
            yield ReactionRecord(
                external_id=f"{external_id}/{key}/{word}"[:500],
                channel="telegram",
                at=_in_utc(text_at(recent, "date"), beside=said, at=at),
                link=external_id,
                reaction=word,
                author=chat.party(key, author),
                about=about,
            )


def _in_utc(written: str, *, beside: object, at: datetime) -> datetime:
    """A moment by the exporting computer's clock, whose zone shows in the message beside it; without any, the message's own."""
    moment, local = moment_of_text(written), moment_of_text(text_at(beside, "date"))
    if moment is None or local is None:
        return moment or at
    return moment + (at - local)


def _call(said: object, *, at: datetime, chat: Chat) -> InteractionRecord:
    caller = chat.party(*sender_of(said, name="actor", number="actor_id"))
    other = next((party for party in chat.circle.members if not party.is_owner), caller)
    outcome, seconds = text_at(said, "discard_reason"), text_at(said, "duration_seconds")
    missed = outcome in _MISSED or not seconds
    return InteractionRecord(
        external_id=chat.message_id(text_at(said, "id") or at.isoformat()),
        type="call",
        at=at,
        party=other,
        channel="telegram",
        direction="none" if missed else "out" if caller.is_owner else "in",
        outcome=outcome,
        extra={"seconds": seconds} if seconds else {},
    )


def _files(said: object) -> tuple[str, ...]:
    """The names of what was sent along, also where the files themselves were left out of the export."""
    names = (text_at(said, key) for key in ("file_name", "file", "photo"))
    name = next((name for name in names if name and not name.startswith(_NOT_INCLUDED)), "")
    return (name.rpartition("/")[2],) if name else ()


def _extra(said: object, chat: Chat) -> dict[str, str]:
    card = " ".join(text_at(said, "contact_information", key) for key in ("first_name", "last_name", "phone_number"))
    counts = (
        f"{text_at(each, 'emoji') or text_at(each, 'type')} {text_at(each, 'count')}" for each in list_at(said, "reactions")
    )
    extra = {
        "chat": chat.title,
        "forwarded_from": text_at(said, "forwarded_from"),
        "edited": text_at(said, "edited"),
        "media": text_at(said, "media_type"),
        "via_bot": text_at(said, "via_bot"),
        "contact": " ".join(card.split()),
        "reactions": ", ".join(counts),
    }
    return {name: value for name, value in extra.items() if value}
