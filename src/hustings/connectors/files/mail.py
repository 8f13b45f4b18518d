"""Reads mailboxes: mbox in its variants, Maildir, single letters. Each message becomes one MessageRecord or says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hustings.connectors.files.mail_mbox import is_mbox, split_mbox
from hustings.connectors.protocol import Entry, FileReader, Found, Place, Rejected
from hustings.connectors.reading.mail_parse import MESSAGE_LIMIT, Unreadable, parse_letter
from hustings.connectors.reading.mail_record import to_record
from hustings.connectors.reading.mail_returned import with_returned
from hustings.kernel.errors import WrongInput

_FIELD = re.compile(rb"([!-9;-~]{1,100}):")
_FOLDED = re.compile(rb"\r?\n(?![ \t])")
_ORIGIN = frozenset((b"from", b"sender", b"received", b"return-path", b"delivered-to"))
_TRACE = frozenset((b"date", b"message-id", b"received", b"mime-version", b"subject", b"to"))
_MAILDIR = re.compile(r"(?:^|.*/)(cur|new|tmp)/[^/]+$")
_DRAFT_FLAG = re.compile(r"[:;!]2,[A-Z]*D[A-Z]*$")
_DRAFT_FOLDER = re.compile(
    r"(?:^|[/.])(?:drafts?|entwürfe|brouillons|borradores|bozze|rascunhos|concepten|utkast)(?:[/.]|$)", re.IGNORECASE
)
_SPAM_FOLDER = re.compile(r"(?:^|[/.])(?:spam|junk|junk e-?mail)(?:[/.]|$)", re.IGNORECASE)


class _Folder(NamedTuple):
    """What the place of a message says about it."""

    is_draft: bool
    is_spam: bool


class _MailReader:
    """Mail from an export or a mail program. A letter is named by its file, a message of an mbox by its `From ` line."""

    name = "mail"
    title = "Mailbox"
    use_rule = "own-mail"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Every mbox, every letter, and what lies in the folders of a Maildir and starts like a letter."""
        return [entry for entry in entries if _is_mail(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The messages in the order of the entries and their lines. A damaged file is rejected; the others go on."""
        for entry in entries:
            try:
                yield from _read_entry(entry)
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))


MAIL: FileReader = _MailReader()


def _read_entry(entry: Entry) -> Iterator[Found | Rejected]:
    maildir = _MAILDIR.match(entry.name)
    if maildir and maildir.group(1) == "tmp":
        yield Rejected(Place(entry.name), "This message was still being delivered (it lies in tmp).")
        return
    folder = _Folder(
        is_draft=bool(_DRAFT_FOLDER.search(entry.name) or (maildir and _DRAFT_FLAG.search(entry.name))),
        is_spam=bool(_SPAM_FOLDER.search(entry.name)),
    )
    with entry.open() as stream:
        if is_mbox(entry.head()):
            for raw in split_mbox(stream):
                yield _read_message(raw.content, place=Place(entry.name, raw.line), folder=folder, envelope=raw.envelope)
        else:
            content = stream.read(MESSAGE_LIMIT + 1)
            whole = content if len(content) <= MESSAGE_LIMIT else None
            yield _read_message(whole, place=Place(entry.name), folder=folder)


def _read_message(content: bytes | None, *, place: Place, folder: _Folder, envelope: bytes = b"") -> Found | Rejected:
    if content is None:
        return Rejected(place, f"This message is larger than {MESSAGE_LIMIT // 1024 // 1024} MB.")
    try:
        content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
        record = to_record(parse_letter(content), envelope=envelope, is_draft=folder.is_draft, is_spam=folder.is_spam)
        return Found(with_returned(record, content), place)
    except Unreadable as error:
        return Rejected(place, str(error))


def _is_mail(entry: Entry) -> bool:
    head = entry.head()
    known = _known_fields(head)
    if _MAILDIR.match(entry.name) or entry.name.lower().endswith(".eml"):
        return bool(known & (_ORIGIN | _TRACE)) or is_mbox(head)
    return bool(known & _ORIGIN and known - {b"from"} & _TRACE and len(known) > 1) or is_mbox(head)


def _known_fields(head: bytes) -> set[bytes]:
    """The names of mail's own header fields at the start of a file; empty if it starts with anything but header fields."""
    found: set[bytes] = set()
    for line in _FOLDED.split(head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")[:16_384]):
        field = _FIELD.match(line)
        if not field:
            return found if not line or len(found) > 2 else set()
        found.add(field.group(1).lower())
    return found
