"""What readers of whole archives share: ids that follow from content, order in time, words of HTML, and files that lie beside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from html import unescape
from typing import Any, TypeVar

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.kernel.records import AnyRecord, Identity, Name, PersonRecord

T = TypeVar("T")

WINDOW = 20_000
"""Entries held back to be put in order: more than any vendor writes into one file of a conversation."""

_FOREIGN = "This is the archive of {}, the other one that of {}. Give archives of different accounts one at a time."
_BREAK = re.compile(r"<br\b[^<>]{0,200}>|</p>\s*<p\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,4000}>")
_MEDIA = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF", b"ID3", b"RIFF", b"OggS", b"wOFF", b"wOF2", b"\0\1\0\0\0", b"\xff\xfb")
_FILM = b"ftyp"
_PAGE = (b"<!doctype html", b"<html", b"<svg", b"<?xml")
_PROGRAM = re.compile(r"\.(?:js|css|html|svg|ttf|map)$", re.IGNORECASE)


class Unusable(Exception):
    """Why an entry of an archive gives no record."""


def stable_id(prefix: str, *parts: str) -> str:
    """An external id that follows from content alone: the same parts give the same id in every export."""
    content = "\x1f".join(parts).encode("utf-8", "replace")
    return f"{prefix}:{blake2b(content, digest_size=12).hexdigest()}"


def in_order(items: Iterable[T], *, key: Callable[[T], datetime], window: int = WINDOW) -> Iterator[T]:
    """The items by time. Beyond `window` of them only each batch of that size is in order, so that memory stays flat."""
    held: list[T] = []
    for item in items:
        held.append(item)
        if len(held) >= window:
            yield from sorted(held, key=key)
            held = []
    yield from sorted(held, key=key)


def records_of(build: Callable[[Any], Iterable[AnyRecord]], value: Any, *, place: Place) -> Iterator[Found | Rejected]:
    """The records that `build` makes of an entry, or why it makes none."""
    try:
        for record in build(value):
            yield Found(record, place)
    except Unusable as reason:
        yield Rejected(place, str(reason))


def owner_record(name: str, *, identities: Iterable[Identity | None] = (), **more: object) -> PersonRecord:
    """The record of the one whose archive it is; without a name, the first handle stands for it."""
    held = tuple(dict.fromkeys(identity for identity in identities if identity is not None))
    full = name or next((identity.value for identity in held), "")
    values = {key: value for key, value in more.items() if value}
    return PersonRecord(external_id="owner", name=Name(full=full), identities=held, is_owner=True, **values)  # type: ignore[arg-type]


def plain_text(markup: str) -> str:
    """The words of a short HTML text, with its line breaks."""
    if "<" not in markup and "&" not in markup:
        return markup
    return unescape(_TAG.sub("", _BREAK.sub("\n", markup))).replace("\0", "").strip()


def with_attachments(entries: Sequence[Entry], taken: Sequence[Entry], *, root_of: Callable[[Entry], str]) -> list[Entry]:
    """The taken entries and those files under the same roots that no reader of an archive could use.

    Pictures, films, fonts, and the pages and scripts with which an archive shows itself in a browser. In the order of `entries`.
    """
    roots, known = tuple({root_of(entry) for entry in taken}), set(map(id, taken))
    return [entry for entry in entries if id(entry) in known or (entry.name.startswith(roots) and is_attachment(entry))]


def is_attachment(entry: Entry) -> bool:
    """Whether a file holds a picture, a film, a sound, a font, or a page or script."""
    head = entry.head(64)
    if head.startswith(_MEDIA) or head[4:8] == _FILM or head.lower().lstrip(b"\xef\xbb\xbf \r\n").startswith(_PAGE):
        return True
    return _PROGRAM.search(entry.name) is not None


def foreign_roots(owners: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The folders that hold another account's archive than the first one, each with why it is left out.

    `owners` names the folder and the account of every archive that says whose it is, in the order in which they were given.
    """
    held = [(root, owner) for root, owner in owners if owner]
    return {root: _FOREIGN.format(owner, held[0][1]) for root, owner in held if owner != held[0][1]}
