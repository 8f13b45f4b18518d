"""The archive that X (Twitter) gives its users: scripts that each assign one list, of any age and in any number of parts.

Files are known by what they assign (`window.YTD.tweets.part0 = [`), never by their names. Posts hold only what the owner wrote;
who wrote what they answer is known by the reply fields. Likes carry no time: that of the liked post stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from hustings.connectors.files.x_archive.accounts import Accounts
from hustings.connectors.files.x_archive.messages import read_messages
from hustings.connectors.files.x_archive.shape import tweet_in
from hustings.connectors.files.x_archive.tweets import Survey, follow, like, post
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import foreign_roots, records_of, with_attachments
from hustings.connectors.reading.jsonstream import levels, read_values
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord

_ASSIGNED = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*"
    rb"(?:window\.(?:YTD\.(\w+)\.part\d+|__THAR_(CONFIG))|Grailbird\.data\.(tweets)_\w+"
    rb"|var (user_details|tweet_index|payload_details))\s*="
)
_WORDS = {
    "tweet": "tweets",
    "community_tweet": "tweets",
    "direct_message": "direct_messages",
    "direct_message_group": "direct_messages_group",
    "direct_messages_group": "direct_messages_group",
    "note_tweet": "notes",
}
_OWNER = ("account", "user_details", "config", "profile", "phone_number")
_WHOSE = "This tells what the owner of an archive did, but not who that is. Give account.js of the same archive with it."


class _Part(NamedTuple):
    """One file of an archive, and the word for what it assigns."""

    word: str
    entry: Entry


class XArchiveReader:
    """The reader of X archives (protocol.FileReader)."""

    name = "x_archive"
    title = "X (Twitter) archive"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The scripts of an archive, and the pictures and pages beside them."""
        return with_attachments(entries, [entry for entry in entries if _word(entry)], root_of=_root)

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, whom they follow and who follows them, posts, messages, then likes."""
        parts = [_Part(word, entry) for entry in entries if (word := _word(entry))]
        foreign = foreign_roots((_root(part.entry), _account_of(part)) for part in parts if part.word == "account")
        for root, reason in foreign.items():
            yield Rejected(Place(root.rstrip("/")), reason)
        own = [part for part in parts if _root(part.entry) not in foreign]
        accounts = Accounts()
        yield from _read_owner(own, accounts)
        survey = Survey(accounts)
        for part in _named(own, "tweets", "notes"):
            survey.walk(part.entry, notes=part.word == "notes")
        yield from _read_rest(own, accounts, survey)


X_ARCHIVE = XArchiveReader()


def _word(entry: Entry) -> str:
    """What a script assigns, under its newest name; empty where the file is no part of an archive."""
    found = _ASSIGNED.match(entry.head(200))
    if found is None:
        return ""
    word = next(group for group in found.groups() if group).decode().lower()
    return _WORDS.get(word, word)


def _root(entry: Entry) -> str:
    """The folder of an archive in which an entry lies, with a slash at its end."""
    folder = entry.name.rpartition("/")[0] + "/"
    return folder.partition("/data/")[0] + "/" if "/data/" in folder else folder


def _named(parts: Iterable[_Part], *words: str) -> list[_Part]:
    return sorted((part for part in parts if part.word in words), key=lambda part: words.index(part.word))


def _account_of(part: _Part) -> str:
    accounts = Accounts()
    for _, value in _values(part):
        accounts.learn_owner("account", value)
    return accounts.shown()


def _values(part: _Part) -> Iterator[tuple[Place, Any]]:
    """The entries of a list, or the one object of a file; what cannot be read is left for the reading proper."""
    depth = 1 if part.word not in ("user_details", "config") else 0
    for item in read_values(part.entry, into=levels(depth)):
        if not isinstance(item, Rejected):
            yield Place(part.entry.name, item.line), item.value


def _read_owner(parts: Sequence[_Part], accounts: Accounts) -> Iterator[Found | Rejected]:
    """The owner's record, placed at the first file that tells of the owner."""
    used = _named(parts, *_OWNER)
    for part in used:
        for _, value in _values(part):
            accounts.learn_owner(part.word, value)
    record = accounts.owner()
    if record is not None:
        yield Found(record, Place(used[0].entry.name))
    elif parts:
        yield Rejected(Place(parts[0].entry.name), _WHOSE)


def _read_rest(parts: Sequence[_Part], accounts: Accounts, survey: Survey) -> Iterator[Found | Rejected]:
    build: dict[str, Callable[[Any], Iterable[AnyRecord]]] = {
        "following": lambda value: follow(value, "following", accounts),
        "follower": lambda value: follow(value, "follower", accounts),
        "block": lambda value: follow(value, "blocking", accounts),
        "mute": lambda value: follow(value, "muting", accounts),
        "tweets": lambda tweet: post(tweet, accounts, survey),
        "like": like,
    }
    for part in _named(parts, "following", "follower", "block", "mute", "tweets"):
        yield from _read_part(part, build[part.word])
    for part in _named(parts, "direct_messages", "direct_messages_group"):
        yield from read_messages(part.entry, accounts)
    for part in _named(parts, "like"):
        yield from _read_part(part, build[part.word])


def _read_part(part: _Part, build: Callable[[Any], Iterable[AnyRecord]]) -> Iterator[Found | Rejected]:
    for item in read_values(part.entry, into=levels(1), decoded=tweet_in if part.word == "tweets" else None):
        if isinstance(item, Rejected):
            yield item
        else:
            yield from records_of(build, item.value, place=Place(part.entry.name, item.line))
