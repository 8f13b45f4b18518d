"""Reads a folder page by page: lists, fetches, parses, and finds out what was deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError

from hustings.connectors.live import Batch, Cursor, Gone
from hustings.connectors.platforms.email.cursor import (
    PAGE_LETTERS,
    Listed,
    Seen,
    Selected,
    after_new,
    after_old,
    has_new,
    opened,
    page_of,
    read_cursor,
    settled,
    watching,
    without_vanished,
    write_cursor,
)
from hustings.connectors.platforms.email.session import Mailbox, is_passing, said
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.mail_forwarded import original_of
from hustings.connectors.reading.mail_parse import MESSAGE_LIMIT, Unreadable, parse_letter
from hustings.connectors.reading.mail_record import read_date, to_record
from hustings.connectors.reading.mail_returned import with_returned

_CHUNK_BYTES = 4 * 1024 * 1024
_CHUNK_LETTERS = 200
_ASKED_AT_ONCE = 20
_LARGEST_UID = 2**32 - 1
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_MESSAGE_ID = re.compile(rb"<([^<>]+)>")
_SEARCHABLE = re.compile(r'[^\s"\\\x00-\x1f\x7f-\U0010ffff]+')


class Fetched(NamedTuple):
    """A letter as the server holds it. `arrived` is when it came there, in IMAP's words."""

    uid: int
    content: bytes
    arrived: bytes


def read_folder(
    box: Mailbox, folder: str, cursor: Cursor, *, others: Sequence[str], letters: int = PAGE_LETTERS, forwarded: bool = False
) -> Batch:
    """The next page of so many letters at most, and how to go on. `others` are all folders where a vanished one may still lie.

    Where letters are `forwarded` to this mailbox, each becomes the one that it carries.
    """
    selected = select(box, folder)
    seen = opened(read_cursor(cursor), selected)
    page, seen, more = _next_page(box, seen, selected, letters)
    found = list(_items(box, folder, page, forwarded=forwarded))
    # A letter that came inside of another lies in no folder by its own id: what becomes of it there is not followed.
    own = (each for each in _records(found) if "forwarded_by" not in getattr(each.record, "extra", {}))
    seen = watching(seen, ((each.place.line or 0, each.record.external_id) for each in own))
    if not more and (seen.count != selected.letters or page):
        seen = without_vanished(seen, _present(box, seen), count=selected.letters)
    return _with_gone(box, found, seen, folder=folder, others=others, more=more)


def read_removed(box: Mailbox, cursor: Cursor, *, others: Sequence[str]) -> Batch:
    """For a folder that is not there any more: what was watched in it is gone, unless it lies elsewhere.

    Should the folder come back, it is read anew.
    """
    doubted = without_vanished(read_cursor(cursor), (), count=0).doubted
    return _with_gone(box, [], Seen(doubted=doubted), folder="", others=others, more=False)


def is_there(box: Mailbox, folder: str) -> bool:
    """Whether a folder that the server did not name can be opened all the same. Raises what passes, such as an outage."""
    try:
        select(box, folder)
    except MailboxFolderSelectError as error:
        if is_passing(said(error)):
            raise
        return False
    return True


def select(box: Mailbox, folder: str) -> Selected:
    """Opens a folder for reading alone."""
    _, data = box.folder.set(folder, readonly=True)
    return Selected(_told(box, "UIDVALIDITY"), _told(box, "UIDNEXT"), int(data[-1]))


def search(box: Mailbox, folder: str, message_ids: Sequence[str]) -> set[str]:
    """Which of these ids (lower case, no brackets) a folder holds. Ids that cannot be written in a search are not found."""
    asked = [each for each in message_ids if _SEARCHABLE.fullmatch(each)]
    if not asked:
        return set()
    select(box, folder)
    criteria = f'HEADER MESSAGE-ID "{asked[0]}"'
    for each in asked[1:]:
        criteria = f'OR {criteria} HEADER MESSAGE-ID "{each}"'
    uids = box.uids(criteria, charset=None)
    held: set[str] = set()
    if uids:
        for item in _fetch(box, ",".join(uids), "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"):
            if isinstance(item, tuple):
                held.update(each.decode("latin-1").lower() for each in _MESSAGE_ID.findall(item[1]))
    return held & set(asked)


def arrived_at(box: Mailbox, message_id: str) -> datetime:
    """When the letter with this id came into the folder that is open. Raises LookupError where it is not there."""
    uids = box.uids(f'HEADER MESSAGE-ID "{message_id}"', charset=None)
    told = b" ".join(item for item in _fetch(box, uids[0], "(UID INTERNALDATE)") if isinstance(item, bytes))
    arrived = _ARRIVED.search(told)
    moment = read_date(arrived[1].decode("latin-1")) if arrived else None
    if moment is None:
        raise LookupError("no date")
    return moment


def _next_page(box: Mailbox, seen: Seen, selected: Selected, letters: int) -> tuple[list[Listed], Seen, bool]:
    """New letters first, oldest first; then a page of old ones. The last tells whether there are further pages."""
    if has_new(seen, selected):
        listed = list_letters(box, seen.top + 1, _LARGEST_UID)
        page = page_of(listed, letters=letters)
        seen = after_new(seen, selected, page=page, listed=len(listed))
        if page:
            return page, seen, len(page) < len(listed) or not seen.is_backfilled
    if seen.is_backfilled:
        return [], seen, False
    listed, bottom = _list_before(box, seen.low, letters)
    page = page_of(reversed(listed), letters=letters)
    seen = after_old(seen, page=page, listed=len(listed), bottom=bottom)
    return sorted(page), seen, not seen.is_backfilled


def _list_before(box: Mailbox, low: int, letters: int) -> tuple[list[Listed], int]:
    """At least so many of the letters before a UID, as far as there are, and down to which UID that looked."""
    span, bottom = letters, low
    listed: list[Listed] = []
    while bottom > 1 and len(listed) < letters:
        top, bottom = bottom - 1, max(1, bottom - span)
        listed[:0] = list_letters(box, bottom, top)
        span *= 2
    return listed, bottom


def list_letters(box: Mailbox, first: int, last: int) -> list[Listed]:
    """The letters with a UID from `first` to `last`, in their order."""
    end = "*" if last == _LARGEST_UID else str(last)
    found = map(_listed, _fetch(box, f"{first}:{end}", "(UID RFC822.SIZE FLAGS)"))
    # `*` is the last letter of the folder even where that lies before `first`.
    return sorted({each for each in found if each and first <= each.uid <= last})


def _listed(item: object) -> Listed | None:
    if not isinstance(item, bytes):
        return None
    uid, size, flags = _UID.search(item), _SIZE.search(item), _FLAGS.search(item)
    if uid is None or size is None:
        return None
    return Listed(int(uid[1]), int(size[1]), flags is not None and b"\\draft" in flags[1].lower())


def _items(box: Mailbox, folder: str, page: Sequence[Listed], *, forwarded: bool) -> Iterator[Found | Rejected | Gone]:
    """The letters of a page in the order of their UIDs. One that is too large or damaged is rejected; the others go on."""
    drafts = {each.uid for each in page if each.is_draft}
    small = [each for each in page if each.size <= MESSAGE_LIMIT]
    for each in page:
        if each.size > MESSAGE_LIMIT:
            yield Rejected(Place(folder, each.uid), f"This message is larger than {MESSAGE_LIMIT // 1024 // 1024} MB.")
    for chunk in _chunks(small):
        for uid, fetched in _fetch_letters(box, chunk):
            place = Place(folder, uid)
            if fetched is None:
                yield Rejected(place, "The server cannot give this message.")
            else:
                yield letter_of(fetched, place=place, is_draft=uid in drafts, forwarded=forwarded)


def letter_of(fetched: Fetched, *, place: Place, is_draft: bool, forwarded: bool = False) -> Found | Rejected:
    """The record of a letter, the very one that a mailbox file with the same bytes gives; of a forwarded one, that inside."""
    content = fetched.content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    try:
        record = to_record(parse_letter(content), envelope=b"From " + fetched.arrived, is_draft=is_draft)
        original = original_of(content, forwarded_at=record.sent_at) if forwarded and not is_draft else None
        return Found(original or with_returned(record, content), place)
    except Unreadable as error:
        return Rejected(place, str(error))


def _chunks(page: Sequence[Listed]) -> Iterator[list[Listed]]:
    rest = list(page)
    while rest:
        chunk = page_of(rest, letters=_CHUNK_LETTERS, size=_CHUNK_BYTES)
        yield chunk
        rest = rest[len(chunk) :]


def _fetch_letters(box: Mailbox, chunk: Sequence[Listed]) -> Iterator[tuple[int, Fetched | None]]:
    """Each letter that is still there; None for one that the server holds but cannot give (one by one, to find out which)."""
    try:
        yield from _fetch_bodies(box, [each.uid for each in chunk])
    except _Refused:
        for each in chunk:
            try:
                yield from _fetch_bodies(box, [each.uid])
            except _Refused:
                yield each.uid, None


def _fetch_bodies(box: Mailbox, uids: Sequence[int]) -> list[tuple[int, Fetched | None]]:
    items = _fetch(box, ",".join(map(str, uids)), "(UID INTERNALDATE BODY.PEEK[])")
    found: dict[int, Fetched | None] = {}
    for at, item in enumerate(items):
        head, content = item if isinstance(item, tuple) else (item, None)
        # Some servers say the UID after the letter.
        after = items[at + 1] if at + 1 < len(items) else b""
        around = head + b" " + after if content is not None and isinstance(after, bytes) else head
        uid, arrived = _UID.search(around), _ARRIVED.search(around)
        if uid is None or (content is None and b"BODY[]" not in head):
            continue
        found[int(uid[1])] = None if content is None else Fetched(int(uid[1]), content, arrived[1] if arrived else b"")
    wanted = set(uids)
    return [(uid, found[uid]) for uid in sorted(found) if uid in wanted]


class _Refused(ImapToolsError):
    """The server said NO to a fetch."""


def _fetch(box: Mailbox, uids: str, parts: str) -> list[bytes | tuple[bytes, bytes]]:
    kind, data = box.client.uid("FETCH", uids, parts)
    if kind != "OK":
        raise _Refused
    return [item for item in data if item]


def _told(box: Mailbox, code: str) -> int:
    """The number that the server gave with a code when the folder was opened; 0 where it gave none."""
    _, data = box.client.response(code)
    with suppress(ValueError, TypeError, IndexError):
        return int(data[-1])
    return 0


def _records(found: Sequence[Found | Rejected | Gone]) -> Iterator[Found]:
    return (each for each in found if isinstance(each, Found))


def _present(box: Mailbox, seen: Seen) -> list[int]:
    if not seen.watched:
        return []
    return [int(uid) for uid in box.uids(f"UID {seen.watched[0][0]}:{seen.watched[-1][0]}", charset=None)]


def _with_gone(
    box: Mailbox, found: list[Found | Rejected | Gone], seen: Seen, *, folder: str, others: Sequence[str], more: bool
) -> Batch:
    """With those of some doubted letters that do not lie in this folder any more, and whether another one holds them.

    A letter without an id of its own cannot be asked for: nothing is said of it.
    """
    asked = seen.doubted[:_ASKED_AT_ONCE] if not more else ()
    left = [each for each in asked if _SEARCHABLE.fullmatch(each) and not each.startswith("sha:")]
    if left and folder:
        held = search(box, folder, left)
        left = [each for each in left if each not in held]
    missing = left
    for other in others if missing else ():
        held = search(box, other, missing) if other != folder else set()
        missing = [each for each in missing if each not in held]
    gone = [Gone(each, elsewhere=each not in missing) for each in left]
    seen = settled(seen, asked)
    return Batch((*found, *gone), write_cursor(seen), more or bool(seen.doubted))
