"""JSON Feed 1.0 and 1.1 (jsonfeed.org), entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hustings.connectors.files.feed_entry import Item, Site, post_of
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.jsonstream import Path, Value, read_values
from hustings.connectors.reading.jsonvalues import first_text, list_at, moment_of_text, text_at


def is_json_feed(head: bytes) -> bool:
    """Whether a document names the version of JSON Feed in its beginning."""
    return head[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and b"jsonfeed.org/version" in head.replace(b"\\/", b"/")


def read_json_feed(entry: Entry) -> Iterator[Found | Rejected]:
    """A post for each item. The feed's own title may stand before or after its items, so the file is walked through twice."""
    values = (value for value in read_values(entry, into=_is_taken_apart) if isinstance(value, Value))
    head = {str(value.path[0]): value.value for value in values if len(value.path) == 1 and value.path != ("items",)}
    site = Site(text_at(head, "title"), first_text(head, "home_page_url", "feed_url"))
    for value in read_values(entry, into=_is_taken_apart):
        if isinstance(value, Rejected):
            yield value
        elif value.path[0] == "items":
            post = post_of(_item(value.value), site=site)
            place = Place(entry.name, value.line)
            yield Rejected(place, post) if isinstance(post, str) else Found(post, place)


def _is_taken_apart(path: Path) -> bool:
    return path in ((), ("items",))


def _item(given: Any) -> Item:
    authors = [text_at(each, "name") for each in (*list_at(given, "authors"), *list_at(given, "author"))]
    return Item(
        number=text_at(given, "id"),
        link=first_text(given, "url", "external_url"),
        title=text_at(given, "title"),
        text=first_text(given, "content_html", "content_text", "summary"),
        at=moment_of_text(first_text(given, "date_published", "date_modified")),
        author=", ".join(filter(None, authors)),
        tags=tuple(tag for tag in list_at(given, "tags") if isinstance(tag, str)),
        media=text_at(given, "image"),
    )
