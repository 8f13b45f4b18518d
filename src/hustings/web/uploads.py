"""Takes uploaded files straight to disk, under the names they had in their folder, within limits."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext

from hustings.kernel.errors import WrongInput

MOST_FILES = 20_000
MOST_BYTES = 8 * 1024**3
"""What one upload may hold; larger archives come in by the command line."""


class StagedFile(UploadedFile):  # type: ignore[type-arg]
    """An uploaded file that already lies on disk and is not held open."""

    def __init__(self, path: Path, *, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self.path = path

    def close(self) -> None:
        """Nothing is open."""


class ToFolder(FileUploadHandler):
    """Writes each file into a folder as it arrives, one open file at a time, and stops when the limit is passed."""

    def __init__(self, request: HttpRequest, *, folder: Path) -> None:
        super().__init__(request)
        self.folder = folder
        self.count = 0
        self.received = 0
        self.too_large = False
        self._file: BinaryIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        if self.count > MOST_FILES:
            self._refuse()
        self._close()
        self._file = self._path.open("wb")

    @property
    def _path(self) -> Path:
        return self.folder / f"{self.count:06d}"

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            self._refuse()
        assert self._file is not None
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> StagedFile:
        self._close()
        return StagedFile(self._path, name=self.file_name or "", size=file_size)

    def upload_interrupted(self) -> None:
        self._close()

    def _refuse(self) -> NoReturn:
        self._close()
        self.too_large = True
        raise StopUpload(connection_reset=True)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


@contextmanager
def staging_folder() -> Iterator[Path]:
    """A folder below the home folder, so that moving files from it costs nothing; gone afterwards."""
    home = Path(settings.HUSTINGS_HOME) / "uploads"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix="arriving-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def named(request: HttpRequest, *, handler: ToFolder) -> list[Path]:
    """Gives the files their names back and returns what lies at the top: single files and folders.

    `names` is a JSON list of the paths within a dropped folder, in the order of the files; without it each file has its own
    name. Raises WrongInput when nothing arrived or too much did.
    """
    files: list[StagedFile] = request.FILES.getlist("files")  # type: ignore[assignment]
    if handler.too_large:
        raise WrongInput(
            gettext("These files are too large to send. Use `hustings import` on the server for them."), field="files"
        )
    if not files:
        raise WrongInput(gettext("Choose at least one file."), field="files")
    names = _names(request.POST.get("names", ""), len(files))
    root = handler.folder / "named"
    for place, file in enumerate(files):
        path = _free(root / inside(names[place] if names else file.name or ""), root=root)
        path.parent.mkdir(parents=True, exist_ok=True)
        file.path.rename(path)
    return sorted(root.iterdir())


def _names(text: str, count: int) -> list[str]:
    try:
        names = json.loads(text) if text else []
    except ValueError:
        names = []
    fits = isinstance(names, list) and len(names) == count and all(isinstance(name, str) for name in names)
    return names if fits else []


def inside(name: str) -> str:
    """A path that stays inside its folder, whatever was sent: no root, no way up, no overlong or odd parts."""
    parts = (_part(part) for part in name.replace("\\", "/").split("/"))
    kept = [part for part in parts if part not in ("", ".", "..")]
    return "/".join(kept[-12:]) or "file"


def _part(part: str) -> str:
    plain = "".join(letter for letter in part if letter.isprintable() and letter != ":").strip()
    return plain.encode()[:200].decode(errors="ignore")


def _free(path: Path, *, root: Path) -> Path:
    """The path, or one with a number before its ending where the name is taken; at the top where its folder is a file's name."""
    if any(parent.is_file() for parent in path.parents):
        path = root / path.name
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate
