"""The data that Facebook gives its users, as JSON: friends, conversations, comments, posts, groups, events and pages.

Lists are known by their keys (`friends_v2`, whatever their version). Whom a comment answers stands only in a sentence in the
member's language: a name of that sentence which the export knows from elsewhere is taken, or the English form of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from hustings.connectors.files.facebook import activity, people
from hustings.connectors.files.facebook.people import Known, Owner
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading import meta
from hustings.connectors.reading.archives import foreign_roots, records_of
from hustings.connectors.reading.jsonstream import Path, Value, read_values
from hustings.connectors.reading.jsonvalues import at, list_at
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord

_VERSION = re.compile(r"(?:_v\d+)?$")
_KEYS = re.compile(
    rb'"(?:friends|received_requests|rejected_requests|sent_requests|deleted_friends|following|followers|comments|group_comments'
    rb"|group_posts|reactions|groups_joined|groups_admined|page_likes|pages_followed|pages|event_responses|your_events"
    rb'|events_invited|event_invitations|address_book|blocked_users|profile|wall_posts_sent_to_you)_v\d+"\s*:'
)
_ENTRY = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\[\s*\{")
_FIELDS = re.compile(rb'"(?:attachments|data|label_values)"\s*:')
_ACTIVITY = re.compile(rb'"data"\s*:\s*\[\s*\{\s*"(?:post|comment|reaction)"\s*:')
_PROFILE = re.compile(rb'"profile_v\d+"\s*:')
_PEOPLE = re.compile(rb'"(?:friends|following|followers|address_book)_v\d+"\s*:')
_WHOSE = (
    "It cannot be told whose Facebook export this is. "
    "Give profile_information.json of the same export with it, or several conversations."
)
_Build = Callable[[Any], Iterable[AnyRecord]]


class FacebookReader:
    """The reader of Facebook's exports (protocol.FileReader)."""

    name = "facebook"
    title = "Facebook data export (JSON)"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The lists and conversations of an export, and what else lies in its folders."""
        sure = [entry for entry in entries if _is_list(entry) or meta.is_conversation(entry)]
        roots = {meta.root_of(entry) for entry in sure}
        known = set(map(id, sure))
        more = [entry for entry in entries if id(entry) not in known and meta.root_of(entry) in roots and _is_plain_list(entry)]
        return meta.with_rest(entries, sure + more)

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, people, then groups, events, posts and comments, then conversations."""
        profiles = [entry for entry in entries if _PROFILE.search(entry.head())]
        foreign = foreign_roots((meta.root_of(entry), _owner_of([entry]).name) for entry in profiles)
        for root, reason in foreign.items():
            yield Rejected(Place(root.rstrip("/")), reason)
        own = [entry for entry in entries if meta.root_of(entry) not in foreign]
        talk = [(entry, meta.header_of(entry)) for entry in own if meta.is_conversation(entry)]
        owner = _owner_of(entry for entry in profiles if meta.root_of(entry) not in foreign)
        owner.meet([header for _, header in talk])
        record = owner.record()
        if record is not None:
            yield Found(record, Place(next((entry.name for entry in own if entry in profiles), own[0].name)))
        elif talk:
            yield Rejected(Place(talk[0][0].name), _WHOSE)
        known = Known(owner, (name for _, header in talk for name in header.people))
        lists = [entry for entry in own if (_is_list(entry) or _is_plain_list(entry)) and entry not in profiles]
        for entry in sorted(lists, key=lambda each: _PEOPLE.search(each.head()) is None):
            yield from _read_list(entry, known)
        yield from meta.read_conversations(talk, channel="facebook", owner=owner.shown)


FACEBOOK = FacebookReader()


def _is_list(entry: Entry) -> bool:
    head = entry.head()
    if _is_plain_list(entry):
        return _ACTIVITY.search(head) is not None
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _KEYS.search(head) is not None


def _is_plain_list(entry: Entry) -> bool:
    """A list without a key, as posts and newer files are; its entries look like Facebook's."""
    head = entry.head()
    return _ENTRY.match(head) is not None and b'"timestamp"' in head and _FIELDS.search(head) is not None


def _owner_of(entries: Iterable[Entry]) -> Owner:
    owner = Owner()
    for entry in entries:
        for item in read_values(entry, into=lambda path: not path):
            if not isinstance(item, Rejected) and _word(item.path).startswith("profile"):
                owner.take(meta.mended_value(item.value))
    return owner


def _word(path: Path) -> str:
    """The key of a list without its version; the deepest one where lists are grouped. Empty for a list without a key."""
    keys = [step for step in path if isinstance(step, str)]
    return _VERSION.sub("", keys[-1]) if keys else ""


def _read_list(entry: Entry, known: Known) -> Iterator[Found | Rejected]:
    for item in read_values(entry, into=_into):
        if isinstance(item, Rejected):
            yield item
            continue
        build = _builder(item, entry, known)
        if build is not None and isinstance(item.value, dict):
            yield from records_of(build, meta.mended_value(item.value), place=Place(entry.name, item.line))


def _builder(item: Value, entry: Entry, known: Known) -> _Build | None:
    word = _word(item.path) or activity.kind_of(item.value, entry.name)
    content = list_at(item.value, "data")
    if content and at(content[0], "comment") is not None:
        word = "comments"
    return people.builder(word, known) or activity.builder(word, known)


def _into(path: Path) -> bool:
    return all(isinstance(step, str) for step in path) and len(path) < 3
