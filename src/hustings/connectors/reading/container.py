"""What a member gave, as a flat list of entries: files, folders, zips, tars, archives in archives, and sheets of spreadsheets.

Owns every limit that keeps a hostile archive harmless. Nothing is unpacked to disk by its own name; only a zip inside a zip and
the files of a tar are copied into unnamed temporary files. What is damaged or refused becomes a Rejected; the others go on.
"""

from __future__ import annotations

import io
import stat
import struct
import tempfile
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, NamedTuple, cast

from hustings.connectors.protocol import Place, Rejected
from hustings.connectors.reading import paths, spreadsheets, tars
from hustings.kernel.errors import WrongInput

_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_ZIPS = (b"PK\3\4", b"PK\5\6", b"PK\7\10")
_SPOOL = 1 << 20
_HEADS = 512
_HEAD = 65_536
_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"})
_LEADS_OUT = "Its path leads out of the zip, as only hostile archives do."
_UNLOCK = "Unpack it with its password and give the folder, or a zip without a password."


class Limits(NamedTuple):
    """Bounds on what is read, in bytes and counts. Those on bytes count what was really read, not what a header claims.

    `ratio` is how many times larger than its packed form a file may become once `ratio_free` bytes were read (Deflate
    itself ends at 1,032). `directory` bounds a zip's table of contents before it is loaded.
    """

    entry: int = 2 << 30
    total: int = 8 << 30
    ratio: int = 250
    ratio_free: int = 32 << 20
    entries: int = 500_000
    archives: int = 200
    workbooks: int = 100
    depth: int = 3
    directory: int = 128 << 20


class _Budget:
    """The bytes read so far from all entries of an upload, each byte of a file counted once however often it is read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.used = 0
        self.heads: OrderedDict[FileEntry, bytes] = OrderedDict()


class FileEntry:
    """One file of an upload (protocol.Entry). `origin` is the path that the member gave, under which it was found."""

    def __init__(
        self, name: str, *, origin: Path, size: int, packed: int, opener: Callable[[], IO[bytes]], budget: _Budget
    ) -> None:
        self.name = name
        self.origin = origin
        self.size = size
        self.packed = packed
        self._opener = opener
        self._budget = budget
        self._seen = 0
        self.limit = budget.limits.entry

    def __repr__(self) -> str:
        return f"FileEntry({self.name!r})"

    def open(self) -> BinaryIO:
        """A fresh stream from the beginning; it raises WrongInput where the file is damaged or breaks a limit."""
        try:
            inner = self._opener()
        except _DAMAGE as error:
            raise WrongInput(_damaged(error)) from error
        return cast(BinaryIO, io.BufferedReader(_Guard(inner, entry=self), buffer_size=_HEAD))

    def head(self, length: int = _HEAD) -> bytes:
        """The first bytes; those of the last few hundred entries are kept. Raises WrongInput as `open` does."""
        heads = self._budget.heads
        known = heads.get(self)
        if known is None:
            with self.open() as stream:
                known = heads[self] = stream.read(_HEAD)
            if len(heads) > _HEADS:
                heads.popitem(last=False)
        if length > _HEAD and len(known) == _HEAD:
            with self.open() as stream:
                return stream.read(length)
        return known[:length]

    def count(self, position: int) -> None:
        """Take note that the file was read up to this position. Raises WrongInput beyond a limit."""
        limits = self._budget.limits
        if position > self._seen:
            self._budget.used += position - self._seen
            self._seen = position
        if position > self.limit:
            raise WrongInput(f"The file is larger than {_size(self.limit)} and is not read further.")
        if position > limits.ratio_free and position > self.packed * limits.ratio:
            raise WrongInput("The file grows beyond all reason when unpacked, as only hostile archives do. It is not read.")
        if self._budget.used > limits.total:
            raise WrongInput(f"More than {_size(limits.total)} in all; the rest is not read. Give fewer files at a time.")


class _Guard(io.RawIOBase):
    """A raw stream that counts what passes and turns every kind of damage into WrongInput."""

    def __init__(self, inner: IO[bytes], *, entry: FileEntry) -> None:
        self._inner = inner
        self._entry = entry
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            chunk = self._inner.read(len(view))
        except _DAMAGE as error:
            raise WrongInput(_damaged(error)) from error
        self._position += len(chunk)
        self._entry.count(self._position)
        view[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._inner.close()
        super().close()


class Upload:
    """The entries of what a member gave, and what of it was refused. Use it as a context manager: leaving closes all archives."""

    def __init__(self, limits: Limits) -> None:
        self.entries: list[FileEntry] = []
        self.rejected: list[Rejected] = []
        self._budget = _Budget(limits)
        self._open: list[IO[bytes] | zipfile.ZipFile] = []
        self._archives = 0
        self._workbooks = 0
        self._full = False

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close every archive and temporary file; entries cannot be opened afterwards."""
        for resource in reversed(self._open):
            resource.close()
        self._open.clear()

    def add(self, path: Path) -> None:
        """Add a file, a folder or a zip that the member named."""
        shown, before = paths.shown(path.as_posix()), len(self.entries) + len(self.rejected)
        try:
            if path.is_dir():
                for name, child in paths.walk(path, on_error=self._reject_folder):
                    self._add_file(f"{shown.rstrip('/')}/{name}", child, origin=path)
            elif path.exists():
                self._add_file(shown, path, origin=path)
            else:
                self._reject(shown, "There is no such file or folder. Check the path.")
        except OSError as error:
            self._reject(shown, _damaged(error))
        if len(self.entries) + len(self.rejected) == before and not self._full:
            self._reject(shown, "There is no file in it.")

    def _reject_folder(self, error: OSError) -> None:
        self._reject(paths.shown(str(error.filename)), _damaged(error))

    def _reject(self, name: str, reason: str) -> None:
        self.rejected.append(Rejected(Place(name), reason))

    def _add_file(self, name: str, path: Path, *, origin: Path) -> None:
        if path.is_symlink() and path != origin:
            return self._reject(name, "This is a link to another place, which is not followed. Give the file itself.")
        try:
            status = path.stat()
        except OSError as error:
            return self._reject(name, _damaged(error))
        if not stat.S_ISREG(status.st_mode):
            return self._reject(name, "This is not an ordinary file.")
        size = status.st_size
        entry = FileEntry(name, origin=origin, size=size, packed=size, opener=lambda: path.open("rb"), budget=self._budget)
        self._add_entry(entry, depth=0, source=lambda: path.open("rb"))

    def _add_entry(self, entry: FileEntry, *, depth: int, source: Callable[[], IO[bytes]]) -> None:
        """Keep an entry, or look into it where it is an archive. `source` gives a seekable stream of a zip's bytes."""
        if len(self.entries) >= self._budget.limits.entries:
            if not self._full:
                count = f"{self._budget.limits.entries:,}"
                self._reject(entry.name, f"More than {count} files in all; this one and the next are left out.")
            self._full = True
            return
        try:
            if entry.head(4) in _ZIPS:
                self._add_zip(entry, depth=depth + 1, source=source)
            elif tars.is_gzip(entry.head(8)):
                self._add_packed(entry, depth=depth + 1)
            elif tars.is_tar(entry.head(512)):
                self._add_tar(entry, depth=depth + 1)
            elif entry.head(8) == spreadsheets.OLE:
                self._add_old_document(entry, source=source)
            else:
                self.entries.append(entry)
        except WrongInput as error:
            self._reject(entry.name, str(error))

    def _count_archive(self, depth: int) -> None:
        limits = self._budget.limits
        if depth > limits.depth:
            raise WrongInput(f"It lies in more than {limits.depth} zips, one inside the other. Unpack the outer ones first.")
        self._archives += 1
        if self._archives > limits.archives:
            raise WrongInput(f"More than {limits.archives} zips in all. Unpack them and give the folder.")

    def _add_packed(self, entry: FileEntry, *, depth: int) -> None:
        """What gzip packed: a tar, or a single file, which keeps the name."""
        self._count_archive(depth)
        opener, size = lambda: cast(IO[bytes], tars.Gunzip(entry.open())), entry.size
        inside = FileEntry(entry.name, origin=entry.origin, size=size, packed=size, opener=opener, budget=self._budget)
        self._add_entry(inside, depth=depth, source=lambda: _spooled(inside))

    def _add_tar(self, entry: FileEntry, *, depth: int) -> None:
        """Copies the files of a tar into one temporary file, from which each is read."""
        self._count_archive(depth)
        limits = self._budget.limits
        entry.limit, members = limits.total, list[tars.Member]()
        copy = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=_SPOOL))  # noqa: SIM115
        self._open.append(copy)
        try:
            with entry.open() as stream:
                for member in tars.unpack(stream, copy, most=limits.entries):
                    members.append(member)
        except WrongInput as error:
            self._reject(entry.name, str(error))
        for member in members:
            self._add_tar_member(entry, member, copy, depth=depth)

    def _add_tar_member(self, tar: FileEntry, member: tars.Member, copy: IO[bytes], *, depth: int) -> None:
        name, refused = f"{tar.name}/{member.name}", _LEADS_OUT if paths.leads_out(member.name) else member.refused
        if refused:
            return self._reject(name, refused)
        if not paths.is_clutter(member.name):
            opener, size = partial(spreadsheets.opened, copy, spreadsheets.Sheet("", member.start, member.size)), member.size
            entry = FileEntry(name, origin=tar.origin, size=size, packed=size, opener=opener, budget=self._budget)
            self._add_entry(entry, depth=depth, source=lambda: _spooled(entry))

    def _add_zip(self, entry: FileEntry, *, depth: int, source: Callable[[], IO[bytes]]) -> None:
        self._count_archive(depth)
        limits = self._budget.limits
        try:
            stream = source()
            self._open.append(stream)
            if _directory_size(stream) > limits.directory:
                raise WrongInput("The zip lists too many files to be read. Unpack it and give the folder.")
            archive = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            raise WrongInput("The zip is damaged or was cut off. Download it again, or unpack what can be saved.") from error
        self._open.append(archive)
        if self._is_workbook(archive):
            return self._add_sheets(entry, stream)
        if _is_document(archive):
            self.entries.append(entry)
            return
        self._add_members(entry, archive, depth=depth)

    @staticmethod
    def _is_workbook(archive: zipfile.ZipFile) -> bool:
        try:
            return spreadsheets.is_workbook(archive)
        except _DAMAGE as error:
            raise WrongInput(_damaged(error)) from error

    def _add_old_document(self, entry: FileEntry, *, source: Callable[[], IO[bytes]]) -> None:
        stream = source()
        self._open.append(stream)
        if spreadsheets.is_old_workbook(stream):
            self._add_sheets(entry, stream)
        else:
            self.entries.append(entry)

    def _add_sheets(self, book: FileEntry, stream: IO[bytes]) -> None:
        """Shows each sheet as a CSV file of its own, so that whoever reads tables reads spreadsheets."""
        self._workbooks += 1
        if self._workbooks > self._budget.limits.workbooks:
            raise WrongInput(f"More than {self._budget.limits.workbooks} spreadsheets in all. Give fewer at a time.")
        file, sheets = spreadsheets.converted(stream)
        self._open.append(file)
        if not sheets:
            raise WrongInput("The spreadsheet is empty.")
        for name, sheet in spreadsheets.named(sheets):
            opener = partial(spreadsheets.opened, file, sheet)
            size, shown = sheet.size, f"{book.name}/{name}.csv"
            entry = FileEntry(shown, origin=book.origin, size=size, packed=size, opener=opener, budget=self._budget)
            self.entries.append(entry)

    def _add_members(self, zipped: FileEntry, archive: zipfile.ZipFile, *, depth: int) -> None:
        names: dict[str, int] = {}
        files = [info for info in archive.infolist() if not info.filename.endswith("/")]
        locked = sum(info.flag_bits & 1 for info in files)
        if locked:
            which = "The zip is" if locked == len(files) else f"{locked} of the {len(files)} files in this zip are"
            self._reject(zipped.name, f"{which} protected by a password. {_UNLOCK}")
        for info in files:
            inside = info.filename.replace("\\", "/")
            if info.flag_bits & 1 or paths.is_clutter(inside):
                continue
            names[inside] = names.get(inside, 0) + 1
            twin = f" ({names[inside]})" if names[inside] > 1 else ""
            self._add_member(zipped, archive, info, name=f"{zipped.name}/{inside}{twin}", depth=depth)

    def _add_member(self, zipped: FileEntry, archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, name: str, depth: int) -> None:
        reason = _refused(info)
        if reason:
            return self._reject(name, reason)
        entry = FileEntry(
            name,
            origin=zipped.origin,
            size=info.file_size,
            packed=info.compress_size,
            opener=lambda: archive.open(info),
            budget=self._budget,
        )
        self._add_entry(entry, depth=depth, source=lambda: _spooled(entry))


def open_upload(given: Sequence[Path], *, limits: Limits | None = None) -> Upload:
    """Look through files, folders and zips. Never raises for what they hold: refusals stand in `rejected`."""
    upload = Upload(limits or Limits())
    for path in given:
        upload.add(path)
    return upload


def _is_document(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is one document of an office program, to be taken as a whole."""
    names = archive.namelist()
    return "[Content_Types].xml" in names or not _DOCUMENTS.isdisjoint(names[:3])


def _refused(info: zipfile.ZipInfo) -> str:
    """Why a file of a zip is not even opened; empty where it may be."""
    if paths.leads_out(info.filename.replace("\\", "/")):
        return _LEADS_OUT
    if stat.S_ISLNK(info.external_attr >> 16):
        return "This is a link to another place, which is not followed."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "It is packed in a way that is not read here. Unpack the zip and give the folder."
    return ""


def _directory_size(stream: IO[bytes]) -> int:
    """How many bytes a zip's table of contents takes (APPNOTE 4.3.16): it is loaded as a whole, so this is asked before."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 65_557))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 16:
        return 0
    (claimed,) = struct.unpack_from("<L", tail, at + 12)
    wide = tail.rfind(b"PK\6\6", 0, at)
    if claimed == 0xFFFFFFFF and wide >= 0 and len(tail) >= wide + 48:
        (claimed,) = struct.unpack_from("<Q", tail, wide + 40)
    return int(claimed)


def _spooled(entry: FileEntry) -> IO[bytes]:
    """A seekable copy of an entry in memory or, beyond 1 MB, in an unnamed temporary file."""
    copy = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115 - the upload closes it
    with entry.open() as stream:
        while chunk := stream.read(1 << 20):
            copy.write(chunk)
    copy.seek(0)
    return cast(IO[bytes], copy)


def _damaged(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "The file may not be read. Check its permissions."
    return "The file is damaged or was cut off. Download it again, or give it from another copy."


def _size(count: int) -> str:
    return f"{count / (1 << 30):g} GB" if count >= 1 << 30 else f"{count:,} bytes"
