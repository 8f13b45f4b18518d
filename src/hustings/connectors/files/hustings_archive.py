"""The full archive of another Hustings, or of this one: recognised by its manifest, every file checked against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import BinaryIO

import msgspec

from hustings.connectors.exports.archive import FORMAT, VERSION
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import decode

LONGEST = 16 << 20
"""Bytes of one line."""
MOST_MANIFEST = 4 << 20
ORDER = ("people", "organisations", "interactions", "kept")

_BLOCK = 1 << 20
_MANIFEST = "manifest.json"


class _File(msgspec.Struct):
    path: str
    sha256: str


class _Manifest(msgspec.Struct):
    format: str
    version: int
    files: list[_File]


class HustingsArchiveReader:
    """Reads full archives; see `hustings.connectors.protocol.FileReader`."""

    name = "hustings"
    title = "Full archive of a Hustings"
    use_rule = "own-archive"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """A manifest of ours and what lies beside and below it."""
        folders = [_folder(entry) for entry in entries if _is_manifest(entry)]
        return [entry for entry in entries if any(_is_of(entry, folder) for folder in folders)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The records: people first. A file that is not as its manifest says is left out whole. Holds one line at a time."""
        for manifest in (entry for entry in entries if _is_manifest(entry)):
            folder = _folder(manifest)
            inside = {entry.name[len(folder) :]: entry for entry in entries if entry.name.startswith(folder)}
            try:
                yield from _read_archive(_manifest_of(manifest), inside, folder)
            except WrongInput as problem:
                yield Rejected(Place(manifest.name), str(problem))


HUSTINGS_ARCHIVE = HustingsArchiveReader()


def _is_manifest(entry: Entry) -> bool:
    return entry.name.rpartition("/")[2] == _MANIFEST and f'"{FORMAT}"'.encode() in entry.head(1_024)


def _folder(manifest: Entry) -> str:
    return manifest.name[: -len(_MANIFEST)]


def _is_of(entry: Entry, folder: str) -> bool:
    rest = entry.name[len(folder) :] if entry.name.startswith(folder) else "/"
    return rest in (_MANIFEST, "README.txt") or rest.startswith(("records/", "rows/"))


def _manifest_of(entry: Entry) -> _Manifest:
    with entry.open() as stream:
        text = stream.read(MOST_MANIFEST)
    try:
        found = msgspec.json.decode(text, type=_Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WrongInput(f"The manifest of the archive is damaged: {error}") from error
    if found.version > VERSION:
        raise WrongInput(f"The archive is of version {found.version}, made by a newer Hustings. Update this one first.")
    return found


def _read_archive(manifest: _Manifest, inside: dict[str, Entry], folder: str) -> Iterator[Found | Rejected]:
    told = {file.path: file.sha256 for file in manifest.files}
    for path in (f"records/{name}.jsonl" for name in ORDER):
        if path not in told:
            continue
        if path not in inside:
            yield Rejected(Place(folder + path), "The archive's manifest names this file, but it is not there.")
        elif _digest(inside[path]) != told[path]:
            yield Rejected(
                Place(inside[path].name), "The file is not the one that the manifest names: it is damaged or was changed."
            )
        else:
            yield from _read_file(inside[path])


def _digest(entry: Entry) -> str:
    digest = sha256()
    with entry.open() as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _read_file(entry: Entry) -> Iterator[Found | Rejected]:
    with entry.open() as stream:
        for number, line in enumerate(_lines(stream), 1):
            place = Place(entry.name, number)
            try:
                yield Found(decode(line), place)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                yield Rejected(place, f"This is no record that this Hustings knows: {error}")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines, from whatever pieces the stream gives; one that is too long ends the file."""
    rest = b""
    while block := stream.read(_BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
        if len(rest) > LONGEST:
            raise WrongInput(f"A line holds more than {LONGEST:,} bytes.")
    if rest:
        yield rest
