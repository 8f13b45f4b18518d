"""Repositories of Bluesky made for tests: records, their tree and their commit, as CAR files."""

from __future__ import annotations

import hashlib
from typing import Any

import libipld


def cid_of(data: bytes) -> bytes:
    """The content id (version 1, DAG-CBOR, SHA-256) of a block."""
    return b"\x01\x71\x12\x20" + hashlib.sha256(data).digest()


def number(value: int) -> bytes:
    """An unsigned LEB128 number."""
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def encoded(value: Any) -> bytes:
    """DAG-CBOR with links: a content id as bytes under the keys of links becomes one (tag 42)."""
    data: bytes = libipld.encode_dag_cbor(value)
    return data


def node(keys: dict[str, bytes]) -> bytes:
    """A node of the tree with all of its keys, each told by how much of the one before it begins alike."""
    entries, before = b"", b""
    for key, cid in sorted((key.encode(), cid) for key, cid in keys.items()):
        shared = next((at for at, (a, b) in enumerate(zip(key, before, strict=False)) if a != b), min(len(key), len(before)))
        entries += b"\xa4" + b"\x61k" + encoded(key[shared:]) + b"\x61p" + encoded(shared) + b"\x61t\xf6" + b"\x61v" + link(cid)
        before = key
    head = encoded(len(keys))
    return b"\xa2" + b"\x61e" + bytes([head[0] | 0x80]) + head[1:] + entries + b"\x61l\xf6"


def link(cid: bytes) -> bytes:
    """A link to a block."""
    return b"\xd8\x2a\x58" + bytes([len(cid) + 1]) + b"\0" + cid


def section(data: bytes) -> bytes:
    """A block as it stands in a file."""
    return number(len(data) + 36) + cid_of(data) + data


def repository(did: str, records: dict[str, Any], *, tail: bytes = b"") -> bytes:
    """A whole repository: header, commit, tree, then the records under their keys."""
    blocks = {key: encoded(value) for key, value in records.items()}
    tree = node({key: cid_of(data) for key, data in blocks.items()})
    commit = b"\xa2" + b"\x63did" + encoded(did) + b"\x64data" + link(cid_of(tree))
    header = b"\xa2\x65roots\x81" + link(cid_of(commit)) + b"\x67version\x01"
    return number(len(header)) + header + b"".join(map(section, dict.fromkeys([commit, tree, *blocks.values()]))) + tail
