"""Lists of feeds (OPML 1 and 2), as readers of feeds and podcast players export them.

Only the `outline` tags are looked at, wherever they stand, so that neither entities nor nesting can do harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.chats import text_lines
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import canonical_url
from hustings.kernel.records import FollowRecord, Identity, Party

_OPENING = re.compile(r"<outline\b", re.IGNORECASE)
_TAG = re.compile(r"<outline\b((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_LONGEST = 20_000
"""Characters of a tag, which bounds what is looked through again where one is never closed."""
_BROKEN = 1_000


def read_list(entry: Entry) -> Iterator[Found | Rejected]:
    """A follow for each feed of the list. Raises WrongInput where the file does."""
    with entry.open() as stream:
        for number, tag in _tags(text_lines(stream)):
            item = _follow(dict(_attributes(tag)))
            place = Place(entry.name, number)
            if item is not None:
                yield Rejected(place, item) if isinstance(item, str) else Found(item, place)


def _tags(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The insides of the outline tags, each with the line where it begins; a tag may go over several lines."""
    begun, rest, broken = 0, "", 0
    for number, line in lines:
        begun, text, at = (begun, f"{rest}\n{line}", 0) if rest else (number, line, 0)
        rest = ""
        while not rest and (opening := _OPENING.search(text, at)):
            found = _TAG.match(text, opening.start(), opening.start() + _LONGEST)
            if found:
                yield begun, found[1]
                at = found.end()
            elif len(text) - opening.start() < _LONGEST:
                rest = text[opening.start() :]
            else:
                broken, at = broken + 1, opening.end()
            if broken > _BROKEN:
                raise WrongInput("Too many outlines of this list are never closed. The rest of it is not read.")
            begun = begun if rest and not at else number


def _attributes(tag: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(tag):
        yield found[1].lower(), unescape(found[2] or found[3] or "").strip()


def _follow(outline: dict[str, str]) -> FollowRecord | str | None:
    """The follow of a feed; None for a folder, which has no address."""
    given = outline.get("xmlurl", "")
    if not given:
        return None
    address = canonical_url(given)
    if address is None:
        return f"The address {given[:100]!r} of this feed cannot be used."
    site = canonical_url(outline.get("htmlurl", "")) or address.partition("/")[0]
    title = outline.get("title") or outline.get("text") or site
    return FollowRecord(
        external_id=f"feed:{address}"[:500],
        party=Party(name=title, identities=(Identity(kind="url", value=site),)),
        status=outline.get("type", ""),
        channel="web",
    )
