"""The readers that Hustings knows, in the order in which they are asked, and who reads what of an upload."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hustings.connectors.files.actblue import ACTBLUE
from hustings.connectors.files.action_network import ACTION_NETWORK
from hustings.connectors.files.bluesky import BLUESKY
from hustings.connectors.files.civicrm import CIVICRM
from hustings.connectors.files.eventbrite import EVENTBRITE
from hustings.connectors.files.facebook import FACEBOOK
from hustings.connectors.files.feed import FEED
from hustings.connectors.files.google_contacts import GOOGLE_CONTACTS
from hustings.connectors.files.hootsuite import HOOTSUITE
from hustings.connectors.files.hustings_archive import HUSTINGS_ARCHIVE
from hustings.connectors.files.hustings_table import HUSTINGS_TABLE
from hustings.connectors.files.ical import ICALENDAR
from hustings.connectors.files.instagram import INSTAGRAM
from hustings.connectors.files.linkedin import LINKEDIN
from hustings.connectors.files.mail import MAIL
from hustings.connectors.files.mastodon import MASTODON
from hustings.connectors.files.mastodon_lists import MASTODON_LISTS
from hustings.connectors.files.mobilize import MOBILIZE
from hustings.connectors.files.nationbuilder import NATIONBUILDER
from hustings.connectors.files.ngp_van import NGP_VAN
from hustings.connectors.files.outlook import OUTLOOK
from hustings.connectors.files.people_tables import TABLES
from hustings.connectors.files.signal import SIGNAL
from hustings.connectors.files.telegram import TELEGRAM
from hustings.connectors.files.tiktok import TIKTOK
from hustings.connectors.files.vcard import VCARD
from hustings.connectors.files.whatsapp import WHATSAPP
from hustings.connectors.files.x_archive import X_ARCHIVE
from hustings.connectors.files.youtube import YOUTUBE
from hustings.connectors.protocol import Entry, FileReader, Found, Place, Rejected
from hustings.connectors.reading.tables import peek_rows
from hustings.connectors.records.congress import CONGRESS
from hustings.connectors.records.divisions import DIVISIONS
from hustings.connectors.records.federal_gifts import FEDERAL_GIFTS
from hustings.connectors.records.federal_lobbying import FEDERAL_LOBBYING
from hustings.connectors.records.massachusetts import MASSACHUSETTS
from hustings.connectors.records.massachusetts_gifts import MASSACHUSETTS_GIFTS
from hustings.connectors.records.open_states import OPEN_STATES
from hustings.connectors.records.popolo import POPOLO
from hustings.connectors.records.postcodes import POSTCODES
from hustings.kernel.errors import WrongInput

READERS: tuple[FileReader, ...] = (
    HUSTINGS_ARCHIVE,
    HUSTINGS_TABLE,
    NATIONBUILDER,
    NGP_VAN,
    ACTION_NETWORK,
    CIVICRM,
    ACTBLUE,
    EVENTBRITE,
    MOBILIZE,
    GOOGLE_CONTACTS,
    OUTLOOK,
    LINKEDIN,
    YOUTUBE,
    TIKTOK,
    BLUESKY,
    MASTODON_LISTS,
    MASTODON,
    INSTAGRAM,
    FACEBOOK,
    X_ARCHIVE,
    SIGNAL,
    WHATSAPP,
    TELEGRAM,
    FEED,
    HOOTSUITE,
    VCARD,
    ICALENDAR,
    CONGRESS,
    OPEN_STATES,
    POPOLO,
    DIVISIONS,
    POSTCODES,
    MASSACHUSETTS,
    FEDERAL_LOBBYING,
    MASSACHUSETTS_GIFTS,
    FEDERAL_GIFTS,
    MAIL,
    TABLES,
)

_DOCUMENTS = (
    (b"%PDF", "a PDF document"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a data base"),
    (b"PK", "a spreadsheet or another office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"!BDN", "an Outlook data file (PST)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
    (b"{", "a JSON document"),
    (b'["', "a JSON document"),
    (b"[{", "a JSON document"),
)
_WHAT_INSTEAD = (
    "Give an export of a network or a chat, an address book, a table of people (.csv, .xlsx, .ods), mail (.mbox, .eml), a "
    "calendar (.ics), a feed or public data (officials, bodies, districts)."
)

LONGEST_REASON = 500
"""Characters of a reason that are shown."""


class Assignment(NamedTuple):
    """A reader and the entries of an upload that it reads."""

    reader: FileReader
    entries: tuple[Entry, ...]


class Scan(NamedTuple):
    """Who reads what, in the order of the readers, and what nobody reads, each with a plain reason."""

    assignments: tuple[Assignment, ...]
    unrecognised: tuple[Rejected, ...]


def scan(entries: Sequence[Entry], *, readers: Sequence[FileReader] = READERS) -> Scan:
    """Give each entry to the first reader that recognises it by its content. Reads only the beginnings of files."""
    unrecognised: list[Rejected] = []
    rest = list(_readable(entries, unrecognised))
    assignments: list[Assignment] = []
    for reader in readers:
        taken = reader.recognise(rest)
        if taken:
            assignments.append(Assignment(reader, tuple(taken)))
            known = set(map(id, taken))
            rest = [entry for entry in rest if id(entry) not in known]
    unrecognised.extend(Rejected(Place(entry.name), describe(entry.head())) for entry in rest)
    return Scan(tuple(assignments), tuple(unrecognised))


def read(assignments: Sequence[Assignment]) -> Iterator[tuple[FileReader, Found | Rejected]]:
    """What the readers find, one after the other. Damage that a reader meets becomes a Rejected of its first entry.

    A reader that finds nothing at all says so once: silence would look as if a file had been forgotten.
    """
    for reader, entries in assignments:
        said = False
        try:
            for found in reader.read(entries):
                said = True
                yield reader, found if isinstance(found, Found) else _bounded(found)
        except WrongInput as error:
            said = True
            yield reader, _bounded(Rejected(Place(entries[0].name), str(error)))
        if not said:
            yield reader, Rejected(Place(entries[0].name), f"This looks like: {reader.title}. But it holds nothing.")


def _bounded(refused: Rejected) -> Rejected:
    """The same refusal in words that fit on a page, though it quotes a cell of any length."""
    reason = refused.reason
    return refused if len(reason) <= LONGEST_REASON else refused._replace(reason=f"{reason[:LONGEST_REASON]}...")


def describe(head: bytes) -> str:
    """In plain words, what a file that nobody reads seems to be, judged by its first bytes, and what to give instead."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "The file is empty."
    kind = next((kind for magic, kind in _DOCUMENTS if start[: len(magic)].lower() == magic.lower()), None)
    if kind:
        return f"This is {kind}, which is not read. {_WHAT_INSTEAD}"
    rows = peek_rows(head)
    wide = next((row for row in rows if len(row) > 1), None)
    if wide and (len(rows) == 1 or any(len(row) == len(wide) for row in rows if row is not wide)):
        columns = ", ".join(cell.strip()[:40] for cell in wide[:6] if cell.strip())
        return f"This table (columns {columns}) is of no kind that is read. {_WHAT_INSTEAD}"
    return f"This is {'a text' if rows else 'a file'} of no kind that is read. {_WHAT_INSTEAD}"


def _readable(entries: Sequence[Entry], unrecognised: list[Rejected]) -> Iterator[Entry]:
    """Those entries whose beginning can be read and holds anything."""
    for entry in entries:
        try:
            head = entry.head(1)
        except WrongInput as error:
            unrecognised.append(Rejected(Place(entry.name), str(error)))
            continue
        if head:
            yield entry
        else:
            unrecognised.append(Rejected(Place(entry.name), describe(b"")))
