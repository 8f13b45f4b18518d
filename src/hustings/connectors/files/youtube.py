"""YouTube's tables of Google Takeout: comments, live chats, subscriptions and the owner's channel, in any language.

Headers are in the language of the account, so tables are known by the form of their values: ids of channels in their places.
Comments name the owner's own channel, not whom they answer; a reply that begins with a mention tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import owner_record
from hustings.connectors.reading.jsonstream import decode
from hustings.connectors.reading.jsonvalues import at, moment_of_text, text_at
from hustings.connectors.reading.tables import Row, peek_rows, read_table
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import handle_identity
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import CommentRecord, FollowRecord, Party

_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_TITLE = re.compile(r"tit[eou]?l|titre|tytuł|назван|タイトル|标题", re.IGNORECASE)
_WATCH = "https://www.youtube.com/watch?v="
_ORDER = ("channel", "comments", "subscriptions")


class _Layout(NamedTuple):
    """Where the columns of a table of comments or live chats stand (-1, an empty cell, for none), and how many there are."""

    width: int
    channel: int
    time: int
    number: int
    video: int
    text: int
    parent: int = -1
    top: int = -1
    post: int = -1


_LAYOUTS = (
    _Layout(9, channel=0, time=1, number=3, parent=4, post=5, video=6, text=7, top=8),
    _Layout(6, channel=1, time=2, number=0, video=4, text=5),
    _Layout(6, channel=0, time=1, number=3, video=4, text=5),
)
"""Comments of today; comments and live chats until 2023; live chats of today. Columns keep their places in every language."""


class _Shape(NamedTuple):
    """What a table is; its layout where it holds comments, and where it names a channel's title."""

    word: str
    layout: _Layout | None = None
    title: int = -1


class YouTubeReader:
    """The reader of YouTube's tables (protocol.FileReader)."""

    name = "youtube"
    title = "YouTube comments and subscriptions (Google Takeout)"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Tables whose values are those of YouTube."""
        return [entry for entry in entries if _shape_of(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, whose channel stands beside each comment, then comments and subscriptions."""
        shapes = [(entry, shape) for entry in entries if (shape := _shape_of(entry))]
        shapes.sort(key=lambda pair: _ORDER.index(pair[1].word))
        yield from _read_owner(shapes)
        for entry, shape in shapes:
            try:
                yield from _read(entry, shape)
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))


YOUTUBE = YouTubeReader()


def _shape_of(entry: Entry) -> _Shape | None:
    """What a table is, by the forms of the values in its second row."""
    head = entry.head(8_192)
    rows = peek_rows(head) if b"UC" in head else []
    if len(rows) < 2:
        return None
    header, row = rows[0], [cell.strip() for cell in rows[1]]
    layout = next((layout for layout in _LAYOUTS if len(header) == layout.width == len(row) and _fits(row, layout)), None)
    if layout is not None:
        return _Shape("comments", layout)
    if not _CHANNEL.fullmatch(row[0]):
        return None
    if len(row) == 3 and "youtube.com/channel/" in row[1]:
        return _Shape("subscriptions", title=2)
    title = next((position for position, name in enumerate(header[: len(row)]) if position and _TITLE.search(name)), -1)
    return _Shape("channel", title=title) if title > 0 else None


def _fits(row: Row, layout: _Layout) -> bool:
    return _CHANNEL.fullmatch(row[layout.channel]) is not None and moment_of_text(row[layout.time]) is not None


def _rows(entry: Entry) -> Iterator[tuple[int, Row]]:
    """The rows below the header."""
    with entry.open() as stream:
        table = read_table(stream, is_header=lambda row: True)
        if table is not None:
            yield from table.rows


def _read_owner(shapes: Sequence[tuple[Entry, _Shape]]) -> Iterator[Found]:
    """The owner by channel.csv, else by the channel that wrote the comments."""
    entry, shape = next(((entry, shape) for entry, shape in shapes if shape.word != "subscriptions"), (None, None))
    if entry is not None and shape is not None:
        row = peek_rows(entry.head(8_192))[1]
        channel = row[shape.layout.channel if shape.layout else 0]
        name = row[shape.title].strip() if shape.title > 0 else ""
        yield Found(owner_record(name, identities=(handle_identity("youtube", channel),)), Place(entry.name, 2))


def _read(entry: Entry, shape: _Shape) -> Iterator[Found | Rejected]:
    if shape.word == "channel":
        return
    for line, row in _rows(entry):
        record = _comment(row, shape.layout) if shape.layout else _subscription(row)
        yield Rejected(Place(entry.name, line), record) if isinstance(record, str) else Found(record, Place(entry.name, line))


def _subscription(row: Row) -> FollowRecord | str:
    """A channel that the owner follows, or why the row gives none."""
    channel = row[0].strip()
    identity = handle_identity("youtube", channel)
    if identity is None or not _CHANNEL.fullmatch(channel):
        return "The row names no channel."
    party = Party(name=row[2].strip(), identities=(identity,))
    return FollowRecord(external_id=f"subscription:{channel}", party=party, channel="youtube")


def _comment(row: Row, layout: _Layout) -> CommentRecord | str:
    """A comment or a line of a live chat, or why the row gives none."""
    number, moment = row[layout.number].strip(), moment_of_text(row[layout.time].strip())
    if not number or moment is None:
        return "The comment has no number." if not number else "The date of the comment cannot be read."
    parent, top, post, video = (row[column].strip() for column in (layout.parent, layout.top, layout.post, layout.video))
    text, mentioned = _words(row[layout.text])
    return CommentRecord(
        external_id=number,
        channel="youtube",
        at=moment,
        link=_WATCH + video if video else f"https://www.youtube.com/post/{post}" if post else "",
        text=text,
        in_reply_to=parent,
        answered=mentioned if parent else None,
        thread=top or parent,
    )


def _words(cell: str) -> tuple[str, Party | None]:
    """The words of a comment, which newer files write as pieces of JSON, and the channel mentioned first."""
    if not cell.startswith('{"'):
        return cell.strip(), None
    try:
        pieces = decode(f"[{cell}]".encode("utf-8", "replace"))
    except WrongInput:
        return cell.strip(), None
    words = (at(piece, "text") or at(piece, "mention", "text") for piece in pieces)
    channels = (text_at(piece, "mention", "externalChannelId") for piece in pieces)
    identity = next((handle_identity("youtube", channel) for channel in channels if channel), None)
    return "".join(word for word in words if isinstance(word, str)).strip(), Party(identities=(identity,)) if identity else None
