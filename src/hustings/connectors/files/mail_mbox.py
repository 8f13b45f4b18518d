"""Cuts an mbox (mboxo, mboxrd, mboxcl, mboxcl2) into its messages, as a stream: memory holds one message at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from hustings.connectors.reading.mail_parse import MESSAGE_LIMIT

_CHUNK = 1 << 20
_LOOKAHEAD = 4096
_HEADERS_LIMIT = 256 * 1024
_FROM = b"\nFrom "
_SEPARATOR = re.compile(rb"\nFrom ([^\r\n]{0,500})\r?\n")
_DATED = re.compile(rb"\d:\d\d\b.*\b\d{4}\b|\b\d{4}\b.*\d:\d\d\b")
_ASCTIME = re.compile(rb"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d:\d\d")
_DATELESS = re.compile(rb"\s*(?:-|[^\s@]+@[^\s@]+)?\s*")
_FIELD = re.compile(rb">From |[!-9;-~]{1,100}[ \t]*:")
_ESCAPED = re.compile(rb"(?m)^>(>*From )")
_LENGTH = re.compile(rb"\n[Cc]ontent-[Ll]ength:[ \t]*(\d{1,9})[ \t]*\r?\n")
_END_OF_HEADERS = re.compile(rb"\n\r?\n")


class RawMessage(NamedTuple):
    """One message of an mbox: the line of its `From ` line (from 1), that line, and the message's own bytes.

    `envelope` is empty where the file starts without a `From ` line; `content` is None where it is beyond MESSAGE_LIMIT.
    """

    line: int
    envelope: bytes
    content: bytes | None


def is_mbox(head: bytes) -> bool:
    """Whether a file that starts with these bytes is an mbox: a `From ` line with a date or an address, then a header."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    found = _SEPARATOR.match(b"\n\n" + start, 1)
    return found is not None and _separates(found) and _FIELD.match(found.string, found.end()) is not None


def split_mbox(stream: BinaryIO, *, limit: int = MESSAGE_LIMIT) -> Iterator[RawMessage]:
    """The messages in the order of the file. One pass; raises only what the stream raises (WrongInput)."""
    mbox = _Mbox(stream, limit)
    line, envelope = 1, b""
    while True:
        content = mbox.take_message()
        if envelope or content is None or content.strip():
            yield RawMessage(line, envelope, content and content.lstrip(b"\r\n"))
        if mbox.exhausted:
            return
        line, envelope = mbox.take_envelope()


class _Mbox:
    """The bytes of the file from the current message on. They start with line breaks, so that line 1 needs no special case."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._buffer = bytearray(b"\n\n")
        self._line = -1
        self._ended = False
        self._fill()
        if self._buffer[2:5] == b"\xef\xbb\xbf":
            del self._buffer[2:5]

    @property
    def exhausted(self) -> bool:
        return self._ended and not self._buffer

    def take_envelope(self) -> tuple[int, bytes]:
        """The number and the content of the `From ` line that stands next."""
        line = self._line + 1
        # Its line break stays, so that every header field is found behind one.
        envelope = self._take(self._buffer.index(b"\n", 1)).strip()
        return line, envelope

    def take_message(self) -> bytes | None:
        """Everything up to the next separator or the end of the file; None if that is too large."""
        scan, oversized = self._stated_end(), False
        while (found := self._find(scan)) < 0 and not self._ended:
            scan = max(scan, len(self._buffer) - _LOOKAHEAD)
            if len(self._buffer) > self._limit:
                oversized = True
                self._take(scan)
                scan = 0
            self._fill()
        content = self._take(found if found >= 0 else len(self._buffer))
        if oversized or len(content) > self._limit:
            return None
        return _ESCAPED.sub(rb"\1", content[1:]) if b">From " in content else content[1:]

    def _fill(self) -> None:
        chunk = self._stream.read(_CHUNK)
        self._ended = not chunk
        self._buffer += chunk

    def _take(self, length: int) -> bytes:
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._line += taken.count(b"\n")
        return taken

    def _find(self, scan: int) -> int:
        """Where the next separator begins (at the line break before it), or -1. What is too near to the end waits for more."""
        safe = len(self._buffer) if self._ended else len(self._buffer) - _LOOKAHEAD
        place = self._buffer.find(_FROM, scan)
        while 0 <= place <= safe:
            found = _SEPARATOR.match(self._buffer, place)
            if found and _separates(found):
                return place
            place = self._buffer.find(_FROM, found.end() if found else place + 1)
        return -1

    def _stated_end(self) -> int:
        """Where the message ends by its Content-Length (mboxcl, mboxcl2), if a separator really follows there; else 0."""
        while not (ends := _END_OF_HEADERS.search(self._buffer)) and len(self._buffer) < _HEADERS_LIMIT and not self._ended:
            self._fill()
        stated = _LENGTH.search(self._buffer, 0, ends.end()) if ends else None
        if not ends or not stated or int(stated.group(1)) > self._limit:
            return 0
        end = ends.end() + int(stated.group(1))
        while len(self._buffer) < end + _LOOKAHEAD and not self._ended:
            self._fill()
        return self._end_near(end)

    def _end_near(self, end: int) -> int:
        """`end`, or the line break just before it, if a separator or the end of the file follows; else 0."""
        if self._ended and len(self._buffer.rstrip()) <= end <= len(self._buffer):
            return end
        rest = len(self._buffer[end : end + 8]) - len(self._buffer[end : end + 8].lstrip(b"\r\n"))
        at = end + rest - 1
        found = _SEPARATOR.match(self._buffer, at)
        return at if found and _separates(found) else 0


def _separates(found: re.Match[bytes]) -> bool:
    """Whether the `From ` line that was found begins a message and is no sentence of a letter.

    One with a date needs a header after it, or a blank line before it and a weekday in it; one without a date (old
    Thunderbird) needs a blank line before, a header after, and may hold nothing but an address.
    """
    before = found.string[max(0, found.start() - 2) : found.start()]
    blank = before.endswith(b"\n") or before == b"\n\r"
    header = bool(_FIELD.match(found.string, found.end()))
    if _DATED.search(found.group(1)):
        return header or (blank and _ASCTIME.search(found.group(1)) is not None)
    return blank and header and _DATELESS.fullmatch(found.group(1)) is not None
