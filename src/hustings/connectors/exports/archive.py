"""A full archive: a zip of JSON lines whose manifest names every file with its SHA-256. Written as a stream.

What another Hustings imports lies under `records/` (kernel.records), every row of every table under `rows/`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from hashlib import sha256
from itertools import chain
from typing import Any, BinaryIO

import msgspec

FORMAT = "hustings-archive"
VERSION = 1
LEVEL = 4
"""Compression: a third faster than zlib's usual level for a twentieth more bytes."""
_README = b"""This is a full archive of one Hustings workspace.

records/   people, organisations, interactions and kept records in neutral form, one JSON object a line:
           `hustings import THIS.zip` brings them into another Hustings.
rows/      every row of every table, one JSON object a line, without passwords, tokens and other secrets.
manifest.json names every file with its number of lines and its SHA-256.
"""


class ArchiveWriter:
    """Adds files one after the other and ends with the manifest."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._files: list[dict[str, Any]] = []
        self._empty: list[str] = []
        self._write("README.txt", _README)

    def add(self, path: str, items: Iterable[Any]) -> int:
        """Writes a file with one item a line, as JSON, and returns how many. Of nothing no file is made; the manifest says so."""
        rest = iter(items)
        first = next(rest, None)
        if first is None:
            self._empty.append(path)
            return 0
        digest, lines, size = sha256(), 0, 0
        with self._zip.open(path, "w", force_zip64=True) as file:
            for item in chain([first], rest):
                line = msgspec.json.encode(item) + b"\n"
                digest.update(line)
                file.write(line)
                lines += 1
                size += len(line)
        self._files.append({"path": path, "lines": lines, "bytes": size, "sha256": digest.hexdigest()})
        return lines

    def close(self, **about: Any) -> None:
        """Writes the manifest and ends the zip."""
        manifest = {"format": FORMAT, "version": VERSION, **about, "files": self._files, "empty": self._empty}
        self._write("manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=2))
        self._zip.close()

    def _write(self, path: str, data: bytes) -> None:
        with self._zip.open(path, "w") as file:
            file.write(data)
