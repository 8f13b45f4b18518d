"""The full archive of another Hustings, or of this one: recognised by its manifest, every file checked against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.hustings_archives import (
    MANIFEST,
    Manifest,
    digest_of,
    folder_of,
    is_manifest,
    lines_of,
    manifest_of,
)
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import decode

ORDER = ("people", "organisations", "interactions", "kept")


class HustingsArchiveReader:
    """Reads full archives; see `hustings.connectors.protocol.FileReader`."""

    name = "hustings"
    title = "Full archive of a Hustings"
    use_rule = "own-archive"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """A manifest of ours and what lies beside and below it."""
        folders = [folder_of(entry) for entry in entries if is_manifest(entry)]
        return [entry for entry in entries if any(_is_of(entry, folder) for folder in folders)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The records: people first. A file that is not as its manifest says is left out whole. Holds one line at a time."""
        for manifest in (entry for entry in entries if is_manifest(entry)):
            folder = folder_of(manifest)
            inside = {entry.name[len(folder) :]: entry for entry in entries if entry.name.startswith(folder)}
            try:
                yield from _read_archive(manifest_of(manifest), inside, folder)
            except WrongInput as problem:
                yield Rejected(Place(manifest.name), str(problem))


HUSTINGS_ARCHIVE = HustingsArchiveReader()


def _is_of(entry: Entry, folder: str) -> bool:
    rest = entry.name[len(folder) :] if entry.name.startswith(folder) else "/"
    return rest in (MANIFEST, "README.txt") or rest.startswith(("records/", "rows/"))


def _read_archive(manifest: Manifest, inside: dict[str, Entry], folder: str) -> Iterator[Found | Rejected]:
    told = {file.path: file.sha256 for file in manifest.files}
    for path in (f"records/{name}.jsonl" for name in ORDER):
        if path not in told:
            continue
        if path not in inside:
            yield Rejected(Place(folder + path), "The archive's manifest names this file, but it is not there.")
        elif digest_of(inside[path]) != told[path]:
            yield Rejected(
                Place(inside[path].name), "The file is not the one that the manifest names: it is damaged or was changed."
            )
        else:
            yield from _read_file(inside[path])


def _read_file(entry: Entry) -> Iterator[Found | Rejected]:
    with entry.open() as stream:
        for number, line in enumerate(lines_of(stream), 1):
            place = Place(entry.name, number)
            try:
                yield Found(decode(line), place)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                yield Rejected(place, f"This is no record that this Hustings knows: {error}")
