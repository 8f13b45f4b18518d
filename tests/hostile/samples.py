"""Sound files of every format that is read, taken from the goldens: what the hostile corpus is made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from connectors.exports.people_records import EVERYTHING
from hustings.connectors.exports.archive import ArchiveWriter
from hustings.connectors.exports.table import write_csv
from hustings.connectors.files.registry import scan
from hustings.connectors.reading.container import open_upload

GOLDENS = Path(__file__).parents[1] / "connectors" / "files" / "goldens"
MEDIA_LIMIT = 100_000
"""Bytes beyond which a picture in a golden archive is left out of the samples."""


class Sample(NamedTuple):
    """A sound upload: the folder of goldens it comes from, a file name, and its files; several of them make a zip."""

    format: str
    name: str
    files: dict[str, bytes]

    def packed(self, files: dict[str, bytes] | None = None) -> tuple[str, bytes]:
        """(file name, content) of the upload, with other files inside if given."""
        inside = self.files if files is None else files
        if len(inside) == 1 and not self.name.endswith(".zip"):
            return self.name, next(iter(inside.values()))
        return self.name, zipped(inside)


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files that is always the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


@cache
def samples() -> tuple[Sample, ...]:
    """All of them, in the order of their formats and names."""
    found = [sample for folder in sorted(GOLDENS.iterdir()) for sample in _of_folder(folder)]
    return (*found, _any_table(), _own_table(), _own_archive())


def readers_of(sample: Sample, folder: Path) -> set[str]:
    """Which readers take a sound sample, written into this folder."""
    name, data = sample.packed()
    path = folder / name
    path.write_bytes(data)
    with open_upload([path]) as upload:
        return {found.reader.name for found in scan(upload.entries).assignments}


def _of_folder(folder: Path) -> Iterator[Sample]:
    names = {path.name for path in folder.iterdir()}
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            files = {each.relative_to(path).as_posix(): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}
            small = {name: data for name, data in files.items() if len(data) < MEDIA_LIMIT}
            yield Sample(folder.name, f"{folder.name}-{path.name}.zip", small)
        elif not _is_expectation(path, names):
            yield Sample(folder.name, path.name, {path.name: path.read_bytes()})


def _is_expectation(path: Path, names: set[str]) -> bool:
    """Whether a file says what another one beside it must give."""
    if path.suffix != ".json":
        return False
    others = {name for name in names if name != path.name and not name.endswith(".json")}
    return path.name.endswith(".records.json") or path.stem in others or any(Path(name).stem == path.stem for name in others)


def _any_table() -> Sample:
    rows = ["Name;E-Mail;Telefon;Straße;PLZ;Ort;Geburtstag;Tags;Newsletter"]
    rows += [
        f"Ben Okafor {n};ben{n}@example.org;+1 617 555 01{n:02};Main St {n};02139;Ely;{n}.4.1980;a, b;ja" for n in range(10, 30)
    ]
    return Sample("table", "members.csv", {"members.csv": "\r\n".join(rows).encode()})


def _own_table() -> Sample:
    out = io.BytesIO()
    write_csv([EVERYTHING], out)
    return Sample("hustings_table", "people.csv", {"people.csv": out.getvalue()})


def _own_archive() -> Sample:
    return Sample("hustings", "archive.zip", sealed({"records/people.jsonl": [EVERYTHING]}))


def sealed(records: dict[str, list[object]]) -> dict[str, bytes]:
    """The files of a full archive whose manifest fits them."""
    out = io.BytesIO()
    writer = ArchiveWriter(out)
    for path, items in records.items():
        writer.add(path, items)
    writer.close()
    with zipfile.ZipFile(out) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}
