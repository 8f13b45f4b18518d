"""The LinkedIn data export: a zip or a folder of CSV tables, all of them or a few, or a single one.

Tables are known by their columns; file names decide only where columns cannot (recommendations given or received, and tables
like Skills.csv that could be anybody's). Times in the export are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hustings.connectors.files.linkedin import activity
from hustings.connectors.files.linkedin.messages import read_invitations, read_messages
from hustings.connectors.files.linkedin.owner import OwnerParts
from hustings.connectors.files.linkedin.people import read_connections, read_contacts
from hustings.connectors.files.linkedin.shapes import IRRELEVANT, Columns, Shape, columns_of, shape_of
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.tables import Table, column_key, peek_rows, read_table
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord

_OWNER = ("profile", "emails", "phones", "positions", "educations", "skills", "invitations", "messages")
_PEOPLE = {"connections": read_connections, "contacts": read_contacts}
_TALK = {"invitations": read_invitations, "messages": read_messages}
_ROWS: dict[str, Callable[[activity.Cell, dict[str, str]], AnyRecord]] = {
    "organisations": activity.organisation,
    "follows": activity.follow,
    "endorsements_in": activity.endorsement("in"),
    "endorsements_out": activity.endorsement("out"),
    "recommendations_in": activity.recommendation("in"),
    "recommendations_out": activity.recommendation("out"),
    "posts": activity.post,
    "reposts": activity.repost,
    "comments": activity.comment,
    "reactions": activity.reaction,
    "votes": activity.vote,
    "events": activity.event,
    "saved_jobs": activity.saved_job,
    "applications": activity.application,
}
_ORDER = (*_PEOPLE, *_TALK, *_ROWS)
_NO_TABLE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From |BEGIN:|[A-Za-z][A-Za-z-]*:[ \t]|[{<\[%])")
_MEMBER_NUMBER = re.compile(r"_\d{4,}$")
_COPY_NUMBER = re.compile(r"(?:\s*\(\d+\)|-\d{1,2})$")
_WHOSE = "This tells of the owner of an export, but not who that is. Give Profile.csv of the same export with it."
_MEDIA = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF", b"ID3", b"RIFF", b"OggS")
_WHICH_WAY = (
    "It cannot be told whether these recommendations were received or given. "
    "Name the file Recommendations_Received.csv or Recommendations_Given.csv, as LinkedIn does."
)


class _Part(NamedTuple):
    """A table of the export that we use."""

    word: str
    shape: Shape
    entry: Entry


class LinkedInReader:
    """The reader of LinkedIn exports (protocol.FileReader)."""

    name = "linkedin"
    title = "LinkedIn data export"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The tables of an export, and those files beside them that are known to hold nothing for us."""
        shapes = [(entry, shape_of_entry(entry)) for entry in entries]
        roots = {_folder(entry) for entry, shape in shapes if shape and not shape.weak}
        return [entry for entry, shape in shapes if _belongs(entry, shape, roots)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, the connections, the contacts, then messages, invitations and what else there is."""
        parts = [part for entry in entries if (part := _part(entry))]
        parts.sort(key=lambda part: _ORDER.index(part.word) if part.word in _ORDER else -1)
        foreign = _foreign_roots(parts)
        for root, reason in foreign.items():
            yield Rejected(Place(root.rstrip("/")), reason)
        own = [part for part in parts if _folder(part.entry) not in foreign]
        yield from _read_owner(own)
        for part in own:
            if part.word in _ORDER:
                yield from _read_part(part)
            elif part.word == "recommendations":
                yield Rejected(Place(part.entry.name), _WHICH_WAY)


LINKEDIN = LinkedInReader()


def shape_of_entry(entry: Entry) -> Shape | None:
    """The shape of the table in an entry, judged by its first rows; None where it is no table of an export."""
    if _stem(entry) in IRRELEVANT:
        return None
    head = entry.head()
    if _NO_TABLE.match(head) and not head.lstrip(b"\xef\xbb\xbf").startswith(b"Notes:"):
        return None
    return next((shape for row in peek_rows(head) if (shape := shape_of(row))), None)


def _belongs(entry: Entry, shape: Shape | None, roots: set[str]) -> bool:
    beside = any(entry.name.startswith(root) for root in roots)
    if shape:
        return beside or not shape.weak or _stem(entry) == shape.stem
    return beside and (_stem(entry) in IRRELEVANT or _is_attachment(entry))


def _is_attachment(entry: Entry) -> bool:
    """Pictures, films and articles that an export brings along; what calls itself a table should be one."""
    head = entry.head(16)
    if entry.name.lower().endswith(".csv"):
        return False
    return head.startswith(_MEDIA) or head[4:8] == b"ftyp" or "/Articles/" in entry.name


def _folder(entry: Entry) -> str:
    """The folder of an export in which an entry lies, with a slash at its end."""
    folder = entry.name.rpartition("/")[0] + "/"
    return folder.removesuffix("Jobs/") if folder.endswith("/Jobs/") else folder


def _stem(entry: Entry) -> str:
    """A file's name as a key: without folder, ending, a member's number and the mark of a second download."""
    stem = entry.name.rpartition("/")[2].rpartition(".")[0] or entry.name.rpartition("/")[2]
    return column_key(_MEMBER_NUMBER.sub("", _COPY_NUMBER.sub("", stem)))


def _part(entry: Entry) -> _Part | None:
    shape = shape_of_entry(entry)
    if shape is None:
        return None
    way = ""
    if shape.word == "recommendations":
        stem = _stem(entry)
        way = "_out" if "given" in stem else "_in" if "received" in stem else ""
    return _Part(shape.word + way, shape, entry)


def _foreign_roots(parts: Sequence[_Part]) -> dict[str, str]:
    """Folders that hold another member's export than the first one, each with why it is left out."""
    names: dict[str, str] = {}
    for part in parts:
        if part.word == "profile":
            owner = OwnerParts()
            list(_take(owner, part))
            names.setdefault(_folder(part.entry), owner.name())
    first = next((name for name in names.values() if name), "")
    reason = "This is the export of {}, the other one that of {}. Give the exports of different members one at a time."
    return {root: reason.format(name, first) for root, name in names.items() if name and name != first}


def _read_owner(parts: Sequence[_Part]) -> Iterator[Found | Rejected]:
    """The owner's record, placed at the first table that tells of the owner."""
    owner = OwnerParts()
    used = sorted((part for part in parts if part.word in _OWNER), key=lambda part: _OWNER.index(part.word))
    for part in used:
        rejected = list(_take(owner, part))
        if part.word not in _ORDER:
            yield from rejected
    record = owner.record()
    if record is not None:
        yield Found(record, Place(used[0].entry.name, 2 if used[0].word == "profile" else None))
        return
    for part in used:
        if part.word not in _ORDER:
            yield Rejected(Place(part.entry.name), _WHOSE)


def _take(owner: OwnerParts, part: _Part) -> Iterator[Rejected]:
    file = part.entry.name
    try:
        with part.entry.open() as stream:
            table = read_table(stream, is_header=lambda row: shape_of(row) == part.shape, escape=part.shape.escape)
            if table is not None:
                unusable = owner.take(part.word, table, columns_of(table, part.shape))
                yield from (Rejected(Place(file, line), reason) for line, reason in (*unusable, *table.damage))
    except WrongInput as error:
        yield Rejected(Place(file), str(error))


def _read_part(part: _Part) -> Iterator[Found | Rejected]:
    file = part.entry.name
    try:
        with part.entry.open() as stream:
            table = read_table(stream, is_header=lambda row: shape_of(row) == part.shape, escape=part.shape.escape)
            if table is not None:
                yield from _rows(part, table, columns_of(table, part.shape))
                yield from (Rejected(Place(file, line), reason) for line, reason in table.damage)
    except WrongInput as error:
        yield Rejected(Place(file), str(error))


def _rows(part: _Part, table: Table, columns: Columns) -> Iterator[Found | Rejected]:
    file = part.entry.name
    if part.word in _PEOPLE:
        return _PEOPLE[part.word](table, columns, file=file)
    if part.word in _TALK:
        return _TALK[part.word](table, columns, file=file)
    return activity.read_rows(_ROWS[part.word], table, columns, file=file)
