"""CAR files (Content Addressable aRchives, version 1), block by block, so that memory is bounded by one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import libipld

from hustings.kernel.errors import WrongInput

LARGEST = 4 << 20
"""Bytes of one block; those of a repository have 1 MB at most (AT Protocol, Repository, 2024)."""

_DAMAGED = "The file is damaged or was cut off here; what stands before is read. Download it again."
_V0 = b"\x12\x20"


class Block(NamedTuple):
    """One block: its content id, and what it holds."""

    cid: bytes
    content: Any

    @property
    def kind(self) -> str:
        """The type of a record, such as `app.bsky.feed.post`; empty for what is no record."""
        kind = self.content.get("$type") if isinstance(self.content, dict) else None
        return kind if isinstance(kind, str) else ""


def is_car(head: bytes) -> bool:
    """Whether these are the first bytes of a CAR: the length of a header, and a map with the keys `roots` and `version`."""
    length, at = _number(head)
    header = head[at : at + length] if at else b""
    return header[:1] == b"\xa2" and b"eroots" in header and b"gversion\x01" in header


def read_blocks(stream: BinaryIO) -> Iterator[Block]:
    """The blocks in their order; one that cannot be decoded is passed over. Raises WrongInput where the file is damaged."""
    header = _read_section(stream)
    if header is None or header[:1] != b"\xa2":
        raise WrongInput(_DAMAGED)
    while (section := _read_section(stream)) is not None:
        cid = section[: _length_of_cid(section)]
        content = _decoded(section[len(cid) :])
        if content is not None:
            yield Block(cid, content)


def _decoded(data: bytes) -> Any:
    """What a block holds; None where it is no DAG-CBOR."""
    try:
        return libipld.decode_dag_cbor(data)
    except (ValueError, RecursionError):
        return None


def _read_section(stream: BinaryIO) -> bytes | None:
    """The next section, which begins with its own length; None at the end of the file."""
    first = stream.read(1)
    if not first:
        return None
    number = first
    while number[-1] & 0x80 and len(number) < 10:
        number += stream.read(1) or b"\0"
    length, _ = _number(number)
    if not 0 < length <= LARGEST:
        raise WrongInput(_DAMAGED)
    section = stream.read(length)
    if len(section) < length:
        raise WrongInput(_DAMAGED)
    return section


def _number(data: bytes) -> tuple[int, int]:
    """An unsigned LEB128 number and how many bytes it takes; (0, 0) where there is none."""
    number = 0
    for at, byte in enumerate(data[:10]):
        number |= (byte & 0x7F) << (7 * at)
        if not byte & 0x80:
            return number, at + 1
    return 0, 0


def _length_of_cid(section: bytes) -> int:
    """How many bytes of a section are its content id: version, codec, hash function and length, each of one byte here."""
    if section.startswith(_V0):
        return 34
    return 4 + section[3] if len(section) > 3 else len(section)
