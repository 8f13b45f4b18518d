"""Feeds as files: Google Alerts, any RSS or Atom, JSON Feed, and lists of feeds (OPML).

Entries become posts by the site that published them; the feeds of a list become followed sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hustings.connectors.files.feed_json import is_json_feed, read_json_feed
from hustings.connectors.files.feed_list import read_list
from hustings.connectors.files.feed_xml import read_xml_feed
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.chats import first_text
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import PostRecord

# A document type with declarations of its own may hold an entity bomb and is no feed that anybody publishes.
_BEFORE_ROOT = re.compile(r"\s*(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*>)", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(r"\s*<(?:\w{1,20}:)?(rss|feed|rdf|opml)[\s>]", re.IGNORECASE)


class FeedReader:
    """Reads feeds; see `hustings.connectors.protocol.FileReader`."""

    name = "feed"
    title = "Feed (Google Alerts, RSS, Atom, JSON Feed, OPML)"
    use_rule = "public-feed"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The documents whose root is that of a feed or of a list of feeds."""
        return [entry for entry in entries if _kind(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """One post for each entry, once however many of the feeds hold it; one follow for each feed of a list."""
        seen: set[str] = set()
        for entry in entries:
            try:
                for item in _read_entry(entry):
                    if isinstance(item, Found) and isinstance(item.record, PostRecord):
                        if item.record.external_id in seen:
                            continue
                        seen.add(item.record.external_id)
                    yield item
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))


FEED = FeedReader()


def _read_entry(entry: Entry) -> Iterator[Found | Rejected]:
    kind = _kind(entry)
    if kind == "json":
        return read_json_feed(entry)
    return read_list(entry) if kind == "opml" else read_xml_feed(entry)


def _kind(entry: Entry) -> str:
    """The root of a document in lower case, "json" for a JSON Feed; empty for anything else."""
    head = entry.head()
    if is_json_feed(head):
        return "json"
    text, at = first_text(head), 0
    while before := _BEFORE_ROOT.match(text, at):
        at = before.end()
    found = _ROOT.match(text, at)
    return found[1].lower() if found else ""
