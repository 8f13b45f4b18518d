"""Posts, replies, boosts, direct messages, likes and bookmarks of a Mastodon archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from hustings.connectors.files.mastodon.accounts import Owner
from hustings.connectors.reading.archives import Unusable, plain_text
from hustings.connectors.reading.fediverse import account_of, party_of
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_milliseconds, moment_of_text, text_at
from hustings.kernel.records import AnyRecord, MessageRecord, Party, PostRecord, ReactionRecord

KEPT = 2_000_000
"""Own posts whose place in a thread is remembered."""

_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_NUMBER = re.compile(r"/(\d{14,19})(?:/|$)", re.ASCII)


class Threads:
    """What each own post answers, so that a thread of several own posts is known by its first."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def walk(self, activities: Iterable[Any]) -> None:
        """Go through the activities of an outbox once."""
        for activity in activities:
            number, parent = text_at(activity, "object", "id"), text_at(activity, "object", "inReplyTo")
            if number and parent and len(self._parents) < KEPT:
                self._parents[number] = parent

    def root(self, number: str) -> str:
        """The first post of the thread as far as the archive knows it; empty for a post that answers nothing."""
        here, seen = number, {number}
        while (parent := self._parents.get(here, "")) and parent not in seen:
            here = parent
            seen.add(here)
        # Shorten the way for the next post of the thread, or a thread of many posts would cost their square.
        self._parents.update((each, here) for each in seen if each != here)
        return here if here != number else ""


def posted(activity: Any, owner: Owner, threads: Threads) -> Iterator[AnyRecord]:
    """The record of one activity of the outbox; none for those that are no posts."""
    kind, content = text_at(activity, "type"), at(activity, "object")
    if kind == "Announce":
        yield _boost(activity, content)
    elif kind == "Create" and isinstance(content, dict):
        yield _note(activity, content, owner, threads)
    elif not kind:
        raise Unusable("The entry says not what it is.")


def marked(value: Any, word: str) -> Iterator[AnyRecord]:
    """A like or a bookmark, by the address of a post."""
    link = value.strip() if isinstance(value, str) else text_at(value, "object") or text_at(value, "id")
    moment = moment_of_text(at(value, "published")) or moment_of_address(link)
    if not link or moment is None:
        raise Unusable(
            "The entry names no post." if not link else f"The archive does not say when this was put under {word}: {link[:200]}"
        )
    yield ReactionRecord(
        external_id=f"{word}:{link}",
        channel="mastodon",
        at=moment,
        link=link,
        reaction="like" if word == "likes" else "bookmark",
        about=party_of(account_of(link)),
    )


def moment_of_address(link: str) -> datetime | None:
    """When a post was written, by the number that Mastodon gives it, whose last 16 bits tell no time; None for others."""
    found = _NUMBER.search(link)
    return moment_of_milliseconds(int(found[1]) >> 16) if found else None


def _boost(activity: Any, content: Any) -> PostRecord:
    moment, link = _moment(activity), content if isinstance(content, str) else text_at(content, "id")
    if not link:
        raise Unusable("The boost names no post.")
    author = party_of(account_of(link)) or party_of(account_of(text_at(content, "attributedTo")))
    return PostRecord(
        external_id=text_at(activity, "id") or f"boost:{link}",
        channel="mastodon",
        at=moment,
        shared_link=link,
        is_repost=True,
        mentioned=(author,) if author else (),
    )


def _note(activity: Any, note: dict[str, Any], owner: Owner, threads: Threads) -> PostRecord | MessageRecord:
    number, moment = text_at(note, "id") or text_at(activity, "id"), _moment(note, activity)
    if not number:
        raise Unusable("The post has no address.")
    mentioned = _mentioned(note, owner)
    answers = text_at(note, "inReplyTo")
    text = _text(note)
    media = tuple(url for each in list_at(note, "attachment") if (url := text_at(each, "url")))
    thread = threads.root(number) or answers
    if _is_direct(note, owner):
        return MessageRecord(
            external_id=number,
            channel="mastodon",
            sent_at=moment,
            sender=owner.party,
            recipients=mentioned,
            thread=text_at(note, "conversation") or text_at(note, "context") or thread or number,
            in_reply_to=answers,
            text=text,
            attachments=media,
        )
    return PostRecord(
        external_id=number,
        channel="mastodon",
        at=moment,
        link=text_at(note, "url") or number,
        title=text_at(note, "name"),
        text=text,
        media_link=media[0] if media else "",
        visibility=_visibility(note),
        in_reply_to=answers,
        answered=_answered(answers, mentioned, owner),
        thread=thread,
        mentioned=mentioned,
        tags=tuple(dict.fromkeys(name for each in list_at(note, "tag") if (name := _hashtag(each)))),
    )


def _moment(*values: Any) -> datetime:
    moment = next((found for value in values if (found := moment_of_text(at(value, "published")))), None)
    if moment is None:
        raise Unusable("The post has no date that can be read.")
    return moment


def _text(note: dict[str, Any]) -> str:
    """The words under their content warning, as a reader sees them."""
    warning, words = plain_text(text_at(note, "summary")), plain_text(text_at(note, "content"))
    return f"{warning}\n\n{words}" if warning else words


def _readers(note: dict[str, Any], key: str) -> list[str]:
    held = note.get(key)
    listed = held if isinstance(held, list) else [held]
    return [reader for reader in listed if isinstance(reader, str)]


def _is_direct(note: dict[str, Any], owner: Owner) -> bool:
    readers = [*_readers(note, "to"), *_readers(note, "cc")]
    return bool(readers) and not any(reader in _PUBLIC or _is_followers(reader, owner) for reader in readers)


def _visibility(note: dict[str, Any]) -> str:
    if not _PUBLIC.isdisjoint(_readers(note, "to")):
        return "public"
    return "unlisted" if not _PUBLIC.isdisjoint(_readers(note, "cc")) else "followers"


def _is_followers(reader: str, owner: Owner) -> bool:
    return reader.endswith("/followers") or (bool(owner.address) and reader.startswith(owner.address + "/"))


def _mentioned(note: dict[str, Any], owner: Owner) -> tuple[Party, ...]:
    """The people mentioned; one of the owner's own server stands without its host, which the address tells."""
    held = []
    for tag in list_at(note, "tag"):
        if text_at(tag, "type") == "Mention":
            account = account_of(text_at(tag, "href")) or text_at(tag, "name")
            held.append(party_of(account, owner=owner.account))
    return tuple(dict.fromkeys(party for party in held if party is not None))


def _hashtag(tag: Any) -> str:
    return text_at(tag, "name").removeprefix("#") if text_at(tag, "type") == "Hashtag" else ""


def _answered(answers: str, mentioned: tuple[Party, ...], owner: Owner) -> Party | None:
    """Whom a reply answers: by the address of the post, else the only one mentioned of that server, else the only one."""
    if not answers:
        return None
    direct = party_of(account_of(answers), owner=owner.account)
    if direct is not None:
        return next((party for party in mentioned if party == direct), direct)
    try:
        host = urlsplit(answers).hostname or ""
    except ValueError:
        host = ""
    near = [party for party in mentioned if party.identities[0].value.endswith("@" + host)]
    return near[0] if len(near) == 1 else mentioned[0] if len(mentioned) == 1 else None
