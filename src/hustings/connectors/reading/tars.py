"""Tape archives (tar), as streams: their files one after the other, and gzip around them or around a single file.

Reads the headers itself, because the standard library loads extended headers whole, whatever size they claim. Understands ustar,
GNU long names and the paths of pax headers. Of pictures, films and sounds, which nobody reads, only the beginning is kept.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import IO, BinaryIO, NamedTuple

from hustings.kernel.errors import WrongInput

_BLOCK = 512
_PIECE = 1 << 20
_LONGEST_HEADER = 1 << 16
_LARGEST = 1 << 40
_SKETCH = 1 << 16
_MEDIA = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"ID3", b"RIFF", b"OggS", b"\x1aE\xdf\xa3")
_PATH = re.compile(rb"(?:\A|\n)\d{1,7} path=([^\n]*)\n")
_DAMAGED = "The tar archive is damaged or was cut off here; what stands before is read. Download it again."


class Member(NamedTuple):
    """One file of a tar: where its bytes stand in the copy, or why it is not read."""

    name: str
    start: int
    size: int
    refused: str = ""


def is_gzip(head: bytes) -> bool:
    """Whether these are the first bytes of a file packed by gzip (RFC 1952)."""
    return head[:3] == b"\x1f\x8b\x08"


def is_tar(head: bytes) -> bool:
    """Whether these are the first bytes of a tar: a header with its mark and the right sum (POSIX.1-1988)."""
    return head[257:262] == b"ustar" and _sum_is_right(head[:_BLOCK])


class Gunzip(gzip.GzipFile):
    """What a gzip stream holds; closing it closes the stream as well."""

    def __init__(self, packed: BinaryIO) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


def unpack(stream: BinaryIO, copy: IO[bytes], *, most: int) -> Iterator[Member]:
    """Copy the files of a tar into `copy` and say where each one stands. Raises WrongInput where the tar is damaged.

    Ends after `most` files, so that a tar of empty ones costs no memory without end.
    """
    name = ""
    for _ in range(most):
        header = stream.read(_BLOCK)
        if not header.strip(b"\0"):
            return
        if len(header) < _BLOCK or not _sum_is_right(header):
            raise WrongInput(_DAMAGED)
        size, kind = _number(header[124:136]), header[156:157]
        if kind in (b"L", b"x"):
            name = _long_name(_read(stream, size), kind) or name
            continue
        shown = name or _name(header)
        if kind in (b"0", b"\0") and not shown.endswith("/"):
            start = copy.tell()
            yield Member(shown, start, _copied(stream, copy, size))
        else:
            _skip(stream, size)
            if kind not in (b"5", b"g", b"K", b"0", b"\0"):
                yield Member(shown, 0, 0, "This is a link or a device, which is not followed.")
        name = name if kind in (b"g", b"K") else ""


def _sum_is_right(header: bytes) -> bool:
    """Whether a header's sum is that of its bytes, its own eight taken as blanks."""
    told = header[148:156].strip(b"\0 ")
    return re.fullmatch(rb"[0-7]{1,8}", told) is not None and int(told, 8) == sum(header) - sum(header[148:156]) + 8 * 32


def _number(field: bytes) -> int:
    """A size, in octal digits or, with the highest bit set, as a binary number. Raises WrongInput where it is neither."""
    digits = field.strip(b"\0 ")
    if field[0] == 0x80:
        number = int.from_bytes(field[1:], "big")
    elif re.fullmatch(rb"[0-7]*", digits):
        number = int(digits or b"0", 8)
    else:
        raise WrongInput(_DAMAGED)
    if number > _LARGEST:
        raise WrongInput(_DAMAGED)
    return number


def _name(header: bytes) -> str:
    prefix = header[345:500] if header[257:263] == b"ustar\0" else b""
    parts = [part.partition(b"\0")[0].decode("utf-8", "replace") for part in (prefix, header[:100])]
    return "/".join(part for part in parts if part)


def _long_name(content: bytes, kind: bytes) -> str:
    """The name that an extended header gives to the file after it; empty where it gives none."""
    found = _PATH.search(content) if kind == b"x" else None
    name = content.partition(b"\0")[0] if kind == b"L" else found[1] if found else b""
    return name.decode("utf-8", "replace").replace("\0", "")


def _read(stream: BinaryIO, size: int) -> bytes:
    """The content of an extended header."""
    if size > _LONGEST_HEADER:
        raise WrongInput(_DAMAGED)
    content = stream.read(size)
    _skip(stream, 0, padding=-size % _BLOCK)
    return content


def _copied(stream: BinaryIO, copy: IO[bytes], size: int) -> int:
    """Copy one file; returns how much of it was kept."""
    piece = stream.read(min(size, _PIECE))
    kept, left = size, size - len(piece)
    if piece.startswith(_MEDIA) or piece[4:8] == b"ftyp":
        kept = min(len(piece), _SKETCH)
        copy.write(piece[:kept])
        _skip(stream, left, padding=-size % _BLOCK)
        return kept
    copy.write(piece)
    while left:
        piece = stream.read(min(left, _PIECE))
        if not piece:
            raise WrongInput(_DAMAGED)
        copy.write(piece)
        left -= len(piece)
    _skip(stream, 0, padding=-size % _BLOCK)
    return kept


def _skip(stream: BinaryIO, size: int, *, padding: int | None = None) -> None:
    """Read past the content of a file and what fills up its last block."""
    left = size + (-size % _BLOCK if padding is None else padding)
    while left:
        piece = stream.read(min(left, _PIECE))
        if not piece:
            raise WrongInput(_DAMAGED)
        left -= len(piece)
