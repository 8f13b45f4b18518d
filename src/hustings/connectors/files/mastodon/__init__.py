"""The archive that Mastodon gives its users: ActivityStreams 2 as JSON, in a tar, a zip or a folder.

It holds what the owner wrote, never what others answered. Posts to named people alone are direct messages. Likes and bookmarks
carry no time: that of the post stands for it, where its address tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from hustings.connectors.files.mastodon.accounts import Owner
from hustings.connectors.files.mastodon.posts import Threads, marked, posted
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import foreign_roots, records_of, with_attachments
from hustings.connectors.reading.jsonstream import Path, Value, read_values
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord

_STREAMS = re.compile(rb'"https?:(?:\\?/){2}www\.w3\.org(?:\\?/)ns(?:\\?/)activitystreams"')
_COLLECTION = re.compile(rb'"type"\s*:\s*"(?:Ordered)?Collection"')
_ACTOR = re.compile(rb'"preferredUsername"\s*:')
_ID = re.compile(rb'"id"\s*:\s*"(?:[^"]*/)?(outbox|likes|bookmarks)(?:\.json)?"')
_ORDER = ("outbox", "likes", "bookmarks")
_WHOSE = "This tells what the owner of an archive did, but not who that is. Give actor.json of the same archive with it."


class _Part(NamedTuple):
    """One file of an archive, and what it lists."""

    word: str
    entry: Entry


class MastodonReader:
    """The reader of Mastodon archives (protocol.FileReader)."""

    name = "mastodon"
    title = "Mastodon archive"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The lists of an archive and its actor, and the pictures beside them."""
        return with_attachments(entries, [entry for entry in entries if _word(entry)], root_of=_root)

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, posts and messages, then likes and bookmarks."""
        parts = [_Part(word, entry) for entry in entries if (word := _word(entry))]
        actors = [part.entry for part in parts if part.word == "actor"]
        foreign = foreign_roots((_root(entry), _owner_of([entry]).account) for entry in actors)
        for root, reason in foreign.items():
            yield Rejected(Place(root.rstrip("/")), reason)
        own = [part for part in parts if _root(part.entry) not in foreign]
        owner = _owner_of(part.entry for part in own if part.word == "actor")
        record = owner.record()
        if record is not None:
            yield Found(record, Place(next(part.entry.name for part in own if part.word == "actor")))
        elif own:
            yield Rejected(Place(own[0].entry.name), _WHOSE)
        threads = Threads()
        for part in own:
            if part.word == "outbox":
                threads.walk(item.value for item in _items(part.entry) if isinstance(item, Value))
        for word in _ORDER:
            for part in own:
                if part.word == word:
                    yield from _read_part(part, owner, threads)


MASTODON = MastodonReader()


def _word(entry: Entry) -> str:
    """What a file of an archive lists, by the collection's own id or else its name; empty for other files."""
    head = entry.head()
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{" or not _STREAMS.search(head):
        return ""
    if _COLLECTION.search(head):
        found = _ID.search(head)
        return found[1].decode() if found else _stem(entry)
    return "actor" if _ACTOR.search(head) else ""


def _stem(entry: Entry) -> str:
    name = entry.name.rpartition("/")[2].lower()
    return next((word for word in ("likes", "bookmarks") if word in name), "outbox")


def _root(entry: Entry) -> str:
    return entry.name.rpartition("/")[0] + "/"


def _owner_of(entries: Iterable[Entry]) -> Owner:
    owner = Owner()
    for entry in entries:
        for item in read_values(entry, into=lambda path: False):
            if isinstance(item, Value):
                owner.take(item.value)
    return owner


def _items(entry: Entry) -> Iterator[Value | Rejected]:
    """The items of a collection, and what of it cannot be read."""
    for item in read_values(entry, into=_into):
        if isinstance(item, Rejected) or item.path[0] in ("orderedItems", "items"):
            yield item


def _into(path: Path) -> bool:
    return path in ((), ("orderedItems",), ("items",))


def _read_part(part: _Part, owner: Owner, threads: Threads) -> Iterator[Found | Rejected]:
    build: Callable[[Any], Iterable[AnyRecord]] = partial(marked, word=part.word)
    if part.word == "outbox":
        build = partial(posted, owner=owner, threads=threads)
    for item in _items(part.entry):
        if isinstance(item, Rejected):
            yield item
        else:
            yield from records_of(build, item.value, place=Place(part.entry.name, item.line))
