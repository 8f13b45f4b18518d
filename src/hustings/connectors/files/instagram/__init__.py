"""The data that Instagram gives its users, as JSON: who follows whom, conversations, comments, likes, posts and stories.

Lists are known by their keys and by the shape of their entries. Where newer files hold only labelled values in the member's
language, the file's name tells what they list. Times of lists are in seconds, those of messages in milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from hustings.connectors.files.instagram import lists
from hustings.connectors.files.instagram.owner import Owner
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading import meta
from hustings.connectors.reading.archives import foreign_roots, records_of
from hustings.connectors.reading.jsonstream import Path, Value, read_values
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord

_LISTS = re.compile(
    rb'"(?:string_list_data|string_map_data|media_list_data|relationships_\w+|profile_user|likes_media_likes|likes_comment_likes'
    rb'|comments_\w+_comments|ig_stories|ig_reels_media)"\s*:'
)
_POSTS = re.compile(rb'\A\s*\[\s*\{\s*"media"\s*:\s*\[\s*\{\s*"uri"')
_LABELLED = re.compile(rb'"label_values"\s*:')
_PROFILE = re.compile(rb'"profile_user"\s*:')
_WHOSE = (
    "It cannot be told whose Instagram export this is. "
    "Give personal_information.json of the same export with it, or several conversations."
)
_Build = Callable[[Any], Iterable[AnyRecord]]


class InstagramReader:
    """The reader of Instagram's exports (protocol.FileReader)."""

    name = "instagram"
    title = "Instagram data export (JSON)"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The lists and conversations of an export, and what else lies in its folders."""
        own = [entry for entry in entries if _is_list(entry)]
        roots = {meta.root_of(entry) for entry in own}
        talk = [entry for entry in entries if meta.is_conversation(entry) and _is_ours(entry, roots)]
        return meta.with_rest(entries, own + talk)

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, follows, comments, likes and posts, then conversations."""
        foreign = foreign_roots((meta.root_of(entry), _owner_of([entry]).handle) for entry in entries if _tells_owner(entry))
        for root, reason in foreign.items():
            yield Rejected(Place(root.rstrip("/")), reason)
        own = [entry for entry in entries if meta.root_of(entry) not in foreign]
        talk = [(entry, meta.header_of(entry)) for entry in own if meta.is_conversation(entry)]
        owner = _owner_of(entry for entry in own if _tells_owner(entry))
        owner.meet([header for _, header in talk])
        record = owner.record()
        if record is not None:
            yield Found(record, Place(next((entry.name for entry in own if _tells_owner(entry)), own[0].name)))
        elif talk:
            yield Rejected(Place(talk[0][0].name), _WHOSE)
        for entry in own:
            if _is_list(entry) and not _tells_owner(entry):
                yield from _read_list(entry, owner)
        yield from meta.read_conversations(talk, channel="instagram", owner=owner.shown)


INSTAGRAM = InstagramReader()


def _is_list(entry: Entry) -> bool:
    head = entry.head()
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return False
    if _LISTS.search(head) or _POSTS.match(head):
        return True
    return _LABELLED.search(head) is not None and b"instagram.com" in head and bool(lists.kind_of_file(entry.name))


def _is_ours(entry: Entry, roots: set[str]) -> bool:
    """Whether a conversation is one of Instagram; Facebook's look the same, so the folder and its other files decide."""
    name = entry.name.lower()
    if "instagram" in name or "facebook" in name:
        return name.rfind("instagram") > name.rfind("facebook")
    return meta.root_of(entry) in roots


def _tells_owner(entry: Entry) -> bool:
    head = entry.head()
    return _PROFILE.search(head) is not None or (
        lists.kind_of_file(entry.name) == "profile" and _LABELLED.search(head) is not None
    )


def _owner_of(entries: Iterable[Entry]) -> Owner:
    owner = Owner()
    for entry in entries:
        for item in read_values(entry, into=_into):
            if not isinstance(item, Rejected):
                owner.take(meta.mended_value(item.value))
    return owner


def _read_list(entry: Entry, owner: Owner) -> Iterator[Found | Rejected]:
    for item in read_values(entry, into=_into):
        if isinstance(item, Rejected):
            yield item
            continue
        build = _builder(item, entry, owner)
        if build is not None:
            yield from records_of(build, meta.mended_value(item.value), place=Place(entry.name, item.line))


def _builder(item: Value, entry: Entry, owner: Owner) -> _Build | None:
    """What makes records of an entry: by the key of its list, else by its own shape, else by the name of the file."""
    key = item.path[0] if isinstance(item.path[0], str) else ""
    value = item.value if isinstance(item.value, dict) else {}
    word = key.removeprefix("relationships_") if key else lists.kind_of(value) or lists.kind_of_file(entry.name)
    return lists.builder(word, owner.party)


def _into(path: Path) -> bool:
    return len(path) == 0 or (len(path) == 1 and isinstance(path[0], str))
