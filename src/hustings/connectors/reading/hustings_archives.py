"""Full archives of a Hustings: the manifest, the files that it names, and the rows table by table, each file checked first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

import msgspec

from hustings.connectors.exports.archive import FORMAT, VERSION
from hustings.connectors.protocol import Entry
from hustings.kernel.errors import WrongInput

LONGEST = 16 << 20
"""Bytes of one line."""
MOST_MANIFEST = 4 << 20
MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class ArchivedFile(msgspec.Struct):
    """A file as the manifest names it."""

    path: str
    sha256: str


class Manifest(msgspec.Struct):
    """What an archive says of itself."""

    format: str
    version: int
    files: list[ArchivedFile]


def is_manifest(entry: Entry) -> bool:
    """Whether a file is the manifest of a full archive."""
    return entry.name.rpartition("/")[2] == MANIFEST and f'"{FORMAT}"'.encode() in entry.head(1_024)


def folder_of(manifest: Entry) -> str:
    """Where the archive lies, up to its last slash."""
    return manifest.name[: -len(MANIFEST)]


def manifest_of(entry: Entry) -> Manifest:
    """What the manifest says. Raises WrongInput for one that is damaged or of a newer Hustings."""
    with entry.open() as stream:
        text = stream.read(MOST_MANIFEST)
    try:
        found = msgspec.json.decode(text, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WrongInput(f"The manifest of the archive is damaged: {error}") from error
    if found.version > VERSION:
        raise WrongInput(f"The archive is of version {found.version}, made by a newer Hustings. Update this one first.")
    return found


def digest_of(entry: Entry) -> str:
    """The SHA-256 of a file."""
    digest = sha256()
    with entry.open() as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines, from whatever pieces the stream gives; one that is too long ends the file."""
    rest = b""
    while block := stream.read(_BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
        if len(rest) > LONGEST:
            raise WrongInput(f"A line holds more than {LONGEST:,} bytes.")
    if rest:
        yield rest


class ArchivedRows(NamedTuple):
    """The tables of one archive by name, such as `people.person`."""

    tables: dict[str, Entry]

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table in the order of their numbers; none for a table that held none. Streams."""
        entry = self.tables.get(table.lower())
        if entry is None:
            return
        with entry.open() as stream:
            for line in lines_of(stream):
                try:
                    yield msgspec.json.decode(line, type=dict[str, Any])
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise WrongInput(f"A line of {entry.name} is no row: {error}") from error


def rows_of_archive(entries: Sequence[Entry]) -> ArchivedRows:
    """The rows of the one archive among the entries. Raises WrongInput where there is none, or where it is damaged anywhere."""
    manifests = [entry for entry in entries if is_manifest(entry)]
    if len(manifests) != 1:
        raise WrongInput("Give one full archive of a Hustings: the zip that `hustings export archive` writes.")
    folder, manifest = folder_of(manifests[0]), manifest_of(manifests[0])
    inside = {entry.name[len(folder) :]: entry for entry in entries if entry.name.startswith(folder)}
    tables: dict[str, Entry] = {}
    for file in manifest.files:
        entry = inside.get(file.path)
        if entry is None or digest_of(entry) != file.sha256:
            raise WrongInput(f"{file.path} is missing from the archive or not as its manifest says: it was damaged or changed.")
        if file.path.startswith("rows/"):
            tables[file.path.removeprefix("rows/").removesuffix(".jsonl")] = entry
    if not tables:
        raise WrongInput("The archive holds no rows.")
    return ArchivedRows(tables)
