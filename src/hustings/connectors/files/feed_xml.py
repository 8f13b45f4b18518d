"""RSS and Atom in all versions, by feedparser, from bytes alone: it is never given an address that it could open."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

import feedparser

from hustings.connectors.files.feed_entry import Item, Site, post_of
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.kernel.errors import WrongInput

LIMIT = 8 << 20
"""Bytes of a feed; it is held as a whole while it is read."""
MENDED = 512 << 10
"""Bytes up to which a feed that is no sound XML is mended: the time for that grows with their square."""
TAGS = 400_000

_DAMAGED = "The feed is damaged or was cut off. Download it again."
# The parser compares every attribute of a tag with every other one.
_ENDLESS_TAG = re.compile(rb"<[^!?<>][^<>]{20000}")


def read_xml_feed(entry: Entry) -> Iterator[Found | Rejected]:
    """A post for each entry. Raises WrongInput where the file is larger than LIMIT or no feed at all."""
    with entry.open() as stream:
        data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise WrongInput(f"The feed is larger than {LIMIT >> 20} MB and is not read.")
    _refuse_what_takes_too_long(data)
    parsed = _parsed(data)
    site = Site(_text(parsed.feed, "title"), _text(parsed.feed, "link"), _moment(parsed.feed))
    if not parsed.entries and parsed.bozo:
        raise WrongInput(_DAMAGED)
    for each in parsed.entries:
        post = post_of(_item(each), site=site)
        place = Place(entry.name)
        yield Rejected(place, post) if isinstance(post, str) else Found(post, place)


def _refuse_what_takes_too_long(data: bytes) -> None:
    """Raises WrongInput for a feed that would keep the library busy for minutes."""
    if data.count(b"<") > TAGS or _ENDLESS_TAG.search(data):
        raise WrongInput("The feed holds more or longer tags than any honest one. It is not read.")
    if len(data) > MENDED and not _is_sound(data):
        raise WrongInput(_DAMAGED)


def _is_sound(data: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


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
                year, month, day, hour, minute, second = parts[:6]
                return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None
