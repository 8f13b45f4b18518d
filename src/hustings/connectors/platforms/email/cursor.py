"""How far a folder was read: decisions about what comes next, without any line to a server.

A server numbers the letters of a folder upwards (UID) and says a new UIDVALIDITY where it had to number anew. New letters are
read first, oldest first; then older ones, newest first. Mail never changes and flags are not kept here, so the number of letters
and the next UID tell everything that a modification sequence (CONDSTORE) could.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from hustings.connectors.live import Cursor

PAGE_LETTERS = 1_000
PAGE_BYTES = 32 * 1024 * 1024
"""A page ends at whichever comes first, so that memory stays flat; one letter always fits."""
WATCHED = 2_000
"""So many of a folder's newest letters are watched for being deleted; older ones stay when they vanish on the server."""


class Selected(NamedTuple):
    """What a server says when a folder is opened. `next_uid` is 0 where it does not say."""

    validity: int
    next_uid: int
    letters: int


class Listed(NamedTuple):
    """A letter as a listing shows it, before it is fetched."""

    uid: int
    size: int
    is_draft: bool = False


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything from UID `low` to `top` was read; at `low` 1 that is all that is old.

    `count` is how many letters there were when vanished ones were last looked for. `watched` holds UID and record of the newest,
    `doubted` the records of those that vanished and may still lie elsewhere.
    """

    validity: int = 0
    top: int = 0
    low: int = 1
    count: int = -1
    watched: tuple[tuple[int, str], ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def is_backfilled(self) -> bool:
        """Whether nothing older is left to read."""
        return self.low <= 1


_decoder = msgspec.json.Decoder(Seen)


def read_cursor(cursor: Cursor) -> Seen:
    """What a cursor says; one that cannot be read is none: everything is read again, and stored once."""
    try:
        return _decoder.decode(cursor) if cursor else Seen()
    except msgspec.DecodeError:
        return Seen()


def write_cursor(seen: Seen) -> Cursor:
    """The cursor that `read_cursor` understands."""
    return msgspec.json.encode(seen).decode()


def opened(seen: Seen, selected: Selected) -> Seen:
    """The same folder goes on; one that was numbered anew is read from its newest letter on, and what was watched is doubted."""
    if seen.validity == selected.validity:
        return seen
    # Without a next UID there is no newest: everything is new, oldest first.
    newest = max(selected.next_uid - 1, 0)
    doubted = tuple(dict.fromkeys((*seen.doubted, *(record for _, record in seen.watched))))
    return Seen(validity=selected.validity, top=newest, low=newest + 1, doubted=doubted)


def has_new(seen: Seen, selected: Selected) -> bool:
    """Whether letters may have come since."""
    return not selected.next_uid or selected.next_uid > seen.top + 1


def page_of(listed: Iterable[Listed], *, letters: int = PAGE_LETTERS, size: int = PAGE_BYTES) -> list[Listed]:
    """As many from the beginning as make a page, at least one of them."""
    page: list[Listed] = []
    total = 0
    for each in listed:
        total += each.size
        if page and (len(page) >= letters or total > size):
            break
        page.append(each)
    return page


def after_new(seen: Seen, selected: Selected, *, page: Sequence[Listed], listed: int) -> Seen:
    """When a page of new letters was read, of so many that were listed."""
    last = max((each.uid for each in page), default=seen.top)
    whole = max(last, selected.next_uid - 1) if len(page) == listed else last
    return msgspec.structs.replace(seen, top=max(seen.top, whole))


def after_old(seen: Seen, *, page: Sequence[Listed], listed: int, bottom: int) -> Seen:
    """When a page of old letters was read, of so many that were listed down to UID `bottom`."""
    low = bottom if len(page) == listed else min(each.uid for each in page)
    return msgspec.structs.replace(seen, low=low)


def watching(seen: Seen, records: Iterable[tuple[int, str]]) -> Seen:
    """With these letters watched too, as far as they are among the newest."""
    together = sorted({*seen.watched, *records})[-WATCHED:]
    return msgspec.structs.replace(seen, watched=tuple(together))


def without_vanished(seen: Seen, present: Iterable[int], *, count: int) -> Seen:
    """When the folder now holds `count` letters, and of those watched only these: the others are doubted."""
    there = set(present)
    kept = tuple(each for each in seen.watched if each[0] in there)
    lost = (record for uid, record in seen.watched if uid not in there)
    doubted = tuple(dict.fromkeys((*seen.doubted, *lost)))
    return msgspec.structs.replace(seen, watched=kept, doubted=doubted, count=count)


def settled(seen: Seen, asked: Iterable[str]) -> Seen:
    """When these are no longer doubted, whether they were found elsewhere or are gone."""
    done = set(asked)
    return msgspec.structs.replace(seen, doubted=tuple(each for each in seen.doubted if each not in done))
