"""Delimited text as people really have it: any encoding, delimiter, line ending, preamble and length of row, read as a stream.

Cells are reached by position, never by a dictionary per row; every row ends with one extra empty cell, so that position -1 (a
column which the table lacks) reads as empty.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

if TYPE_CHECKING:
    import _csv

FIELD_LIMIT = 8 << 20
"""Characters in one cell; beyond it a quotation mark was never closed."""
PREAMBLE = 12
"""Rows among which the header is looked for."""

_HEAD = 1 << 16
_CHUNK = 1 << 18
_DELIMITERS = (",", ";", "\t", "|")
_END = "\x00\x00end"
_UNCLOSED = "A quotation mark opened in this row is never closed: nothing from here on could be read. Was the file cut off?"
_TOO_LONG = f"A cell of this row holds more than {FIELD_LIMIT:,} signs. Is a quotation mark missing?"
_STRANGE = bytes(code for code in (*range(9), *range(14, 32), 127) if code not in (0, 7, 27))
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=([^\"\r\n])\"?[^\S\r\n]*[\r\n]", re.IGNORECASE)
_FORMULA_SIGN = re.compile(r"'(?=[=+\-@0-9\t\r])")

Row = list[str]

csv.field_size_limit(FIELD_LIMIT)


class Table(NamedTuple):
    """A header and the rows below it. `rows` yields (physical line of the row's start, cells) and can be walked once.

    `damage` fills while `rows` is walked: (line, reason) of what could not be read as a row.
    """

    header: tuple[str, ...]
    line: int
    rows: Iterator[tuple[int, Row]]
    damage: list[tuple[int, str]]

    def position(self, *names: str) -> int:
        """The position of the first column with one of these names (as `column_key` writes them), or -1."""
        keys = [column_key(name) for name in self.header]
        return next((keys.index(name) for name in names if name in keys), -1)


def column_key(name: str) -> str:
    """A column's name without case, spaces and signs: `E-mail Address` and `email_address` are both `emailaddress`."""
    return "".join(filter(str.isalnum, name.casefold()))


def without_apostrophe(value: str) -> str:
    """A cell without the apostrophe that campaign systems and spreadsheets put before numbers and formula signs."""
    return _FORMULA_SIGN.sub("", value, count=1) if value.startswith("'") else value


def peek_rows(head: bytes, *, most: int = PREAMBLE, length: int = 16_384) -> list[Row]:
    """The first rows of a table from its first bytes; none where the bytes are no text. The last may be incomplete."""
    encoding = _encoding(head)
    if encoding is None:
        return []
    text = _decoded(head[:length], encoding)
    lines = io.StringIO(text.replace("\0", ""), newline="")
    delimiter = _named_delimiter(text)
    if delimiter:
        next(lines)
    reader = _reader(lines, delimiter=delimiter or delimiter_of(text))
    return [row for row in islice(reader, most) if any(row)]


def read_table(stream: BinaryIO, *, is_header: Callable[[Row], bool], escape: bool = False) -> Table | None:
    """The table whose header is the first row, among the first dozen, that `is_header` accepts; None if there is none.

    `escape` takes a backslash as escaping the next sign. Raises WrongInput where the stream does.
    """
    head = stream.read(_HEAD)
    encoding = _encoding(head)
    if encoding is None:
        return None
    text = _decoded(head, encoding)
    lines = io.TextIOWrapper(cast(BinaryIO, _Utf8(stream, head, encoding)), "utf-8", "hustings-cp1252", newline="")
    delimiter = _named_delimiter(text)
    if delimiter:
        next(lines)
    source = _Source(
        _reader(chain(lines, (_END,)), delimiter=delimiter or delimiter_of(text), escape=escape), bool(delimiter), []
    )
    for line, row in islice(_rows(source, width=0), PREAMBLE):
        row.pop()
        if is_header(row):
            header = tuple(cell.strip() for cell in row)
            return Table(header, line, _rows(source, width=len(header)), source.damage)
    return None


def delimiter_of(text: str) -> str:
    """The delimiter under which the first rows agree most on having several columns."""
    return max(_DELIMITERS, key=lambda delimiter: _agreement(text[:8_000], delimiter))


def _agreement(text: str, delimiter: str) -> int:
    if delimiter not in text:
        return 0
    widths = Counter(len(row) for row in _reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _named_delimiter(text: str) -> str:
    """The delimiter that a spreadsheet names in a line of its own before the table, such as `sep=;`; else empty."""
    found = _SEPARATOR_LINE.match(text)
    return found.group(1) if found else ""


def _reader(lines: Iterable[str], *, delimiter: str, escape: bool = False) -> _csv.Reader:
    return csv.reader(lines, delimiter=delimiter, escapechar="\\" if escape else None)


class _Source(NamedTuple):
    """A csv reader, whether a line before it was taken away, and what it could not read."""

    reader: _csv.Reader
    skipped: bool
    damage: list[tuple[int, str]]


def _rows(source: _Source, *, width: int) -> Iterator[tuple[int, Row]]:
    """The rows that hold anything, each with the line where it starts, filled up to `width` and one empty cell more."""
    reader, skipped, damage = source
    start = reader.line_num + 1 + skipped
    while True:
        try:
            for row in reader:
                if any(row):
                    if row[-1].endswith(_END):
                        if len(row) > 1 or row[0] != _END:
                            damage.append((start, _UNCLOSED))
                        return
                    length = len(row)
                    if length >= width:
                        row.append("")
                    else:
                        row.extend([""] * (width + 1 - length))
                    yield start, row
                start = reader.line_num + 1 + skipped
            return
        except csv.Error:
            damage.append((start, _TOO_LONG))
            start = reader.line_num + 1 + skipped


def _encoding(head: bytes) -> str | None:
    """The encoding of a text, judged by its first bytes; None for binary data. UTF-8 covers Windows-1252, see `_as_cp1252`."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 > len(head) and min(even, odd) * 20 <= max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    strange = len(head) - len(head.translate(None, _STRANGE))
    return None if strange * 20 > len(head) else "utf-8-sig"


def _decoded(head: bytes, encoding: str) -> str:
    errors = "hustings-cp1252" if encoding == "utf-8-sig" else "replace"
    return codecs.getincrementaldecoder(encoding)(errors).decode(head)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read those bytes that are no UTF-8 as Windows-1252, wherever in the file the first of them stands."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("hustings-cp1252", _as_cp1252)


class _Utf8(io.BufferedIOBase):
    """A stream of UTF-8 without byte-order mark and NUL, from `head` and the stream after it; UTF-8 passes almost untouched."""

    def __init__(self, stream: BinaryIO, head: bytes, encoding: str) -> None:
        self._stream = stream
        self._head = head.removeprefix(codecs.BOM_UTF8) if encoding == "utf-8-sig" else head
        self._decoder = None if encoding == "utf-8-sig" else codecs.getincrementaldecoder(encoding)("replace")

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        """The next piece in its natural size, whatever size was asked for: io.TextIOWrapper takes it as it comes."""
        while raw := self._head or self._stream.read(_CHUNK):
            self._head = b""
            clean = raw.replace(b"\0", b"") if self._decoder is None else self._recoded(raw, self._decoder)
            if clean:
                return clean
        return b""

    @staticmethod
    def _recoded(raw: bytes, decoder: codecs.IncrementalDecoder) -> bytes:
        return decoder.decode(raw).replace("\0", "").encode("utf-8", "replace")
