"""What a member gave: kept as a copy while the import needs it, opened safely, and how far a pass has come in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.conf import settings

from hustings.connectors.files.registry import READERS, Scan, scan
from hustings.connectors.protocol import Entry, FileReader
from hustings.connectors.reading.container import Upload, open_upload
from hustings.kernel.errors import WrongInput

BLOCK = 1 << 20
COUNTED = 8 << 20
"""Bytes of a file whose lines are counted; of a mailbox of 300 MB that would take a second beside storing its letters."""


class Opened(NamedTuple):
    """An open upload and who reads what of it. Close `upload` when done."""

    upload: Upload
    scan: Scan


def folder_of(import_id: int) -> Path:
    """Where the copy of an import's files lies."""
    return Path(settings.HUSTINGS_HOME) / "uploads" / str(import_id)


def lock_of(import_id: int) -> Path:
    """The lock that whoever applies or undoes an import holds (hustings.storage.locks)."""
    return folder_of(import_id) / "at-work"


def keep_copy(import_id: int, paths: Sequence[Path]) -> Path:
    """Copies files and folders aside, so that an import can be left and taken up again. Links inside folders are not followed."""
    target = folder_of(import_id)
    drop_copy(import_id)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number, path in enumerate(paths):
        if not path.exists():
            raise WrongInput(f"There is no file or folder {path}. Look at the spelling, or drag the file into the terminal.")
        place = target / str(number)
        place.mkdir()
        if path.is_dir():
            shutil.copytree(path, place / path.name, symlinks=True)
        else:
            shutil.copyfile(path, place / path.name)
    return target


def opened(copy: Path, *, readers: Sequence[FileReader] = READERS) -> Opened:
    """The kept files, opened and shared out among the readers."""
    upload = open_upload(paths_in(copy))
    return Opened(upload, scan(upload.entries, readers=readers))


def paths_in(copy: Path) -> list[Path]:
    """The kept files and folders, in the order in which they were given."""
    held = (path for place in copy.iterdir() if place.is_dir() for path in place.iterdir())
    return sorted(held, key=lambda path: int(path.parent.name))


def drop_copy(import_id: int) -> None:
    """Removes the copy once nobody needs it."""
    shutil.rmtree(folder_of(import_id), ignore_errors=True)


def count_lines(entries: Sequence[Entry]) -> dict[str, int]:
    """Lines of each entry, of a large one about as many, for showing how far a pass is. Damaged entries count for nothing."""
    return {entry.name: _lines(entry) for entry in entries}


def _lines(entry: Entry) -> int:
    """Counted in what is read at most; what follows is taken to be like it."""
    lines = read = 0
    try:
        with entry.open() as stream:
            for block in islice(_blocks(stream), COUNTED // BLOCK):
                lines += block.count(b"\n")
                read += len(block)
    except (WrongInput, OSError):
        return 0
    return lines * entry.size // read if entry.size > read >= COUNTED else lines


def _blocks(stream: object) -> Iterator[bytes]:
    while block := stream.read(BLOCK):  # type: ignore[attr-defined]
        yield block


class Progress(msgspec.Struct):
    """How far a pass is: records taken, lines passed of all lines, when it began (seconds since the epoch), counts so far.

    `settling` while conversations and rhythms are brought up to date with what was read.
    """

    records: int = 0
    lines: int = 0
    total_lines: int = 0
    began: float = 0.0
    at: float = 0.0
    counts: dict[str, dict[str, int]] = {}
    settling: bool = False

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / (self.at - self.began) if self.at > self.began else 0.0

    @property
    def remaining_seconds(self) -> float | None:
        """An estimate from the lines left; None before anything was read."""
        if not self.lines or not self.total_lines or self.at <= self.began:
            return None
        return max(0.0, (self.total_lines - self.lines) * (self.at - self.began) / self.lines)


def write_progress(import_id: int, progress: Progress) -> None:
    """Puts the progress where every door can see it, also while the import's transaction is still open."""
    place = folder_of(import_id) / "progress.json"
    if place.parent.exists():
        waiting = place.with_suffix(".new")
        waiting.write_bytes(msgspec.json.encode(progress))
        waiting.replace(place)


def read_progress(import_id: int) -> Progress | None:
    """The last progress that a running pass has told, if any."""
    place = folder_of(import_id) / "progress.json"
    try:
        return msgspec.json.decode(place.read_bytes(), type=Progress)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def drop_old_copies(*, before: float) -> int:
    """Removes copies that nobody touched since a moment (seconds since the epoch), leftovers too. Returns how many."""
    uploads = Path(settings.HUSTINGS_HOME) / "uploads"
    old = [place for place in uploads.glob("*") if place.is_dir() and _last_touched(place) < before]
    for place in old:
        shutil.rmtree(place, ignore_errors=True)
    return len(old)


def _last_touched(place: Path) -> float:
    return max((path.stat().st_mtime for path in (place, *place.glob("*"))), default=0.0)
