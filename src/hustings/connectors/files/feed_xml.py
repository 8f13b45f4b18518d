"""RSS and Atom in all versions, by feedparser, from bytes alone: it is never given an address that it could open."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from hustings.connectors.files.feed_entry import Item, Site, post_of
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.kernel.errors import WrongInput

LIMIT = 8 << 20
"""Bytes of a feed; it is held as a whole while it is read."""


def read_xml_feed(entry: Entry) -> Iterator[Found | Rejected]:
    """A post for each entry. Raises WrongInput where the file is larger than LIMIT or no feed at all."""
    with entry.open() as stream:
        data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise WrongInput(f"The feed is larger than {LIMIT >> 20} MB and is not read.")
    parsed = _parsed(data)
    site = Site(_text(parsed.feed, "title"), _text(parsed.feed, "link"), _moment(parsed.feed))
    if not parsed.entries and parsed.bozo:
        raise WrongInput("The feed is damaged or was cut off. Download it again.")
    for each in parsed.entries:
        post = post_of(_item(each), site=site)
        place = Place(entry.name)
        yield Rejected(place, post) if isinstance(post, str) else Found(post, place)


def _parsed(data: bytes) -> Any:
    try:
        return feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # The library repairs so much that what may come out of a broken file cannot be listed.
        raise WrongInput("The feed is damaged in a way that cannot be read. Download it again.") from error


def _item(given: Any) -> Item:
    contents = [_text(each, "value") for each in given.get("content") or ()]
    return Item(
        number=_text(given, "id"),
        link=_text(given, "link"),
        title=_text(given, "title"),
        text=next((text for text in (*contents, _text(given, "summary")) if text), ""),
        at=_moment(given),
        author=_text(given, "author"),
        tags=tuple(term for each in given.get("tags") or () if (term := _text(each, "term"))),
        media=next((href for each in given.get("enclosures") or () if (href := _text(each, "href"))), ""),
    )


def _text(given: Any, key: str) -> str:
    value = given.get(key)
    return value.strip().replace("\0", "") if isinstance(value, str) else ""


def _moment(given: Any) -> datetime | None:
    """When something was published, else changed; None where neither can be read."""
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        # Not given.get, which would answer with another date of the entry.
        parts = dict.get(given, key)
        try:
            if parts:
                return datetime(*parts[:6], tzinfo=UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None
