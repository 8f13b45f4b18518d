"""Spreadsheets (xlsx, xlsb, xls, ods) as CSV texts, one for each sheet, in a temporary file.

The library loads whole files, and a file of a few bytes can make it ask for all memory. So it runs in a process of its own
whose memory, processor time and output are bounded; this module is both sides of it (`run` is the child).
"""

from __future__ import annotations

import contextlib
import csv
import io
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING, NamedTuple, cast

import msgspec

from hustings.kernel.errors import WrongInput

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of the old office formats, xls among them."""
SHEETS = 200
CELLS = 4_000_000
"""Cells of all sheets of a workbook, empty ones between filled ones included: what fits into `MEMORY`."""
UNPACKED = 1 << 30
MEMORY = 512 << 20
SECONDS = 20
"""Of processor time: seven times what the most cells take. A damaged cell reference can make the library count for ever."""
WAIT = 45

_SAVE_AS_CSV = "Save the sheet as CSV and give that."
_TOO_LARGE = f"The spreadsheet is too large to be read at once (more than {CELLS:,} cells). {_SAVE_AS_CSV}"
_TOO_MUCH = f"The spreadsheet needs more memory or time than any honest one. {_SAVE_AS_CSV}"
_BROKEN = "The spreadsheet is damaged. Open it in a spreadsheet program and save it anew, or save the sheet as CSV."
_LOCKED = "The spreadsheet is protected by a password. Save it without one, or save the sheet as CSV."
_CHUNK = 1 << 20
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OLD_NAMES = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book\0", "EncryptedPackage"))
_OLD_LOOKED_AT = 64 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_WORKBOOKS = frozenset({"xl/workbook.xml", "xl/workbook.bin"})


class Sheet(NamedTuple):
    """A sheet that holds anything: its name, and where its text lies in the temporary file."""

    name: str
    start: int
    size: int


class _Answer(msgspec.Struct, frozen=True):
    """What the child says on its standard error: the sheets, or why there are none."""

    sheets: tuple[Sheet, ...] = ()
    refused: str = ""


class Slice(io.RawIOBase):
    """A part of a file as a stream of its own; several can be read in turns."""

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        self._file = file
        self._at, self._end = sheet.start, sheet.start + sheet.size

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        self._file.seek(self._at)
        chunk = self._file.read(min(len(view), self._end - self._at))
        self._at += len(chunk)
        view[: len(chunk)] = chunk
        return len(chunk)


def opened(file: IO[bytes], sheet: Sheet) -> IO[bytes]:
    """A fresh stream of one sheet's text."""
    return cast(IO[bytes], Slice(file, sheet))


def named(sheets: Sequence[Sheet]) -> Iterator[tuple[str, Sheet]]:
    """The sheets under names that can be part of a path, each of which comes once."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        name = "".join("_" if sign in "/\\" or not sign.isprintable() else sign for sign in sheet.name).strip() or "_"
        seen[name] += 1
        yield (f"{name} ({seen[name]})" if seen[name] > 1 else name), sheet


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is an xlsx, xlsb or ods spreadsheet, judged by what lies in it. Raises what zipfile raises."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return bool(names & _WORKBOOKS)
    if "mimetype" not in names:
        return False
    with archive.open("mimetype") as stream:
        return stream.read(100).strip() == _ODS


def is_old_workbook(stream: IO[bytes]) -> bool:
    """Whether an OLE document is an xls spreadsheet, or one that a password locks, judged by the names of its parts."""
    stream.seek(0)
    held = stream.read(_OLD_LOOKED_AT)
    return any(name in held for name in _OLD_NAMES)


def converted(stream: IO[bytes]) -> tuple[IO[bytes], Sequence[Sheet]]:
    """The sheets of a workbook as UTF-8 CSV in an unnamed temporary file, which the caller closes.

    `stream` is a real file. Raises WrongInput, with what to do, where it is damaged, locked or over a limit.
    """
    stream.seek(0)
    file = cast(IO[bytes], tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    try:
        answer = _asked(stream, file)
    except BaseException:
        file.close()
        raise
    if answer.refused:
        file.close()
        raise WrongInput(answer.refused)
    return file, answer.sheets


def _asked(stream: IO[bytes], file: IO[bytes]) -> _Answer:
    """What the child answers; dying of a limit is an answer too."""
    command = [sys.executable, "-P", "-c", f"from {__name__} import run; run()"]
    try:
        child = subprocess.run(  # noqa: S603 - our own module
            command, stdin=stream, stdout=file, stderr=subprocess.PIPE, timeout=WAIT, check=False
        )
        return msgspec.json.decode(child.stderr.strip().rpartition(b"\n")[2], type=_Answer)
    except (subprocess.TimeoutExpired, msgspec.MsgspecError):
        return _Answer(refused=_TOO_MUCH)


def run() -> None:
    """The child: a workbook on standard input, its sheets on standard output, the answer on standard error."""
    bound_itself()
    said = main(sys.stdin.buffer, sys.stdout.buffer)
    sys.stdout.flush()
    sys.stderr.write(said)


def main(given: IO[bytes], out: IO[bytes]) -> str:
    """Writes the sheets of the given workbook out, one after the other, and returns the answer as JSON."""
    try:
        answer = _Answer(sheets=tuple(_written(given, out)))
    except WrongInput as error:
        answer = _Answer(refused=str(error))
    except MemoryError:
        answer = _Answer(refused=_TOO_MUCH)
    return msgspec.json.encode(answer).decode()


def bound_itself() -> None:
    """Bounds the memory and the time of this process, where the system has bounds."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _written(given: IO[bytes], out: IO[bytes]) -> Iterator[Sheet]:
    import python_calamine as calamine

    _check_members(given)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(given)
        yield from _sheets(workbook, out)
    except calamine.PasswordError as error:
        raise WrongInput(_LOCKED) from error
    except calamine.CalamineError as error:
        raise WrongInput(_LOCKED if "password" in str(error).lower() else _BROKEN) from error


def _check_members(given: IO[bytes]) -> None:
    """Counts what the parts of a zip really hold, whatever its directory claims. Leaves the file at its beginning."""
    left = UNPACKED
    try:
        if given.read(len(OLE)) != OLE:
            with zipfile.ZipFile(given) as archive:
                for info in archive.infolist():
                    with archive.open(info) as part:
                        while chunk := part.read(_CHUNK):
                            left -= len(chunk)
                            if left < 0:
                                raise WrongInput(_TOO_MUCH)
    except _DAMAGE as error:
        raise WrongInput(_LOCKED if "encrypted" in str(error) else _BROKEN) from error
    given.seek(0)


def _sheets(workbook: CalamineWorkbook, out: IO[bytes]) -> Iterator[Sheet]:
    left = CELLS
    start = 0
    for name in workbook.sheet_names[:SHEETS]:
        sheet = workbook.get_sheet_by_name(name)
        left -= sheet.height * sheet.width
        if left < 0:
            raise WrongInput(_TOO_LARGE)
        if not sheet.height:
            continue
        text = io.TextIOWrapper(out, "utf-8", "replace", newline="", write_through=False)
        writer = csv.writer(text)
        writer.writerows(map(_cells, sheet.iter_rows()))
        text.detach()
        yield Sheet(name, start, out.tell() - start)
        start = out.tell()


def _cells(row: Sequence[object]) -> list[str]:
    return [cell if isinstance(cell, str) else written(cell) for cell in row]


def written(cell: object) -> str:
    """A cell that is no text: whole numbers without a point, dates and times as ISO 8601 writes them, a span in hours."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell.replace(microsecond=0)).isoformat()
    if isinstance(cell, date | time):
        return cell.replace(microsecond=0).isoformat() if isinstance(cell, time) else cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)
