"""People as a table: CSV that spreadsheets cannot be led to reckon with, or a workbook whose cells are all texts.

Which columns are needed is only known after the last person, so rows wait in a scratch file that has no name and goes with the
process. Memory stays flat.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

import msgspec
import xlsxwriter

from hustings.connectors.reading.hustings_columns import ID, cells_of, marked, place_of, safe, storable
from hustings.kernel.records import PersonRecord

LONGEST_CELL = 32_767
"""Signs in one cell of a workbook (ECMA-376; Microsoft, "Excel specifications and limits")."""
MOST_ROWS = 1_048_576
"""Rows of one sheet, header included (same source)."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[tuple[int, str]])
_LENGTH = 4


class _Waiting:
    """Rows on disk until all columns are known."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._numbers: dict[str, int] = {ID: 0}
        self.count = 0

    def take(self, record: PersonRecord) -> None:
        row = []
        for word, cell in cells_of(record):
            if cell:
                row.append((self._numbers.setdefault(word, len(self._numbers)), storable(cell)))
        encoded = _encoder.encode(row)
        self._file.write(len(encoded).to_bytes(_LENGTH, "big") + encoded)
        self.count += 1

    def header(self) -> list[str]:
        """All columns that hold anything, in their stable order."""
        return sorted(self._numbers, key=lambda word: place_of(word) or (0, "", 0, 0))

    def rows(self) -> Iterator[list[str]]:
        header = self.header()
        places = {self._numbers[word]: place for place, word in enumerate(header)}
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            row = [""] * len(header)
            for number, cell in _decoder.decode(self._file.read(int.from_bytes(length, "big"))):
                row[places[number]] = cell
            yield row


@contextmanager
def _gathered(records: Iterable[PersonRecord], scratch: Path | None) -> Iterator[_Waiting]:
    with tempfile.TemporaryFile(dir=scratch) as file:
        waiting = _Waiting(file)
        for record in records:
            waiting.take(record)
        yield waiting


def write_csv(records: Iterable[PersonRecord], target: BinaryIO, *, scratch: Path | None = None) -> int:
    """Writes people as CSV (RFC 4180, UTF-8 with a byte order mark) and returns how many. `scratch` is where rows may wait."""
    with _gathered(records, scratch) as waiting:
        text = io.TextIOWrapper(target, "utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow([safe(storable(word)) for word in waiting.header()])
        writer.writerows([safe(cell) for cell in row] for row in waiting.rows())
        text.detach()
    return waiting.count


def write_xlsx(records: Iterable[PersonRecord], target: BinaryIO, *, scratch: Path | None = None) -> int:
    """Writes people as a workbook of texts and returns how many. More than a sheet holds goes on in the next one.

    A text longer than a cell may be is cut there; CSV and JSON hold it whole.
    """
    texts_alone = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    choices = {"constant_memory": True, "tmpdir": str(scratch) if scratch else None, **texts_alone}
    with _gathered(records, scratch) as waiting, xlsxwriter.Workbook(target, choices) as book:
        bold = book.add_format({"bold": True})
        sheet, line = _new_sheet(book, waiting.header(), bold), 1
        for row in waiting.rows():
            if line == MOST_ROWS:
                sheet, line = _new_sheet(book, waiting.header(), bold), 1
            _write_row(sheet, line, row)
            line += 1
    return waiting.count


def _new_sheet(book: Any, header: list[str], bold: Any) -> Any:
    number = len(book.worksheets()) + 1
    sheet = book.add_worksheet("People" if number == 1 else f"People {number}")
    sheet.freeze_panes(1, 0)
    for column, word in enumerate(header):
        sheet.write_string(0, column, marked(storable(word))[:LONGEST_CELL], bold)
    return sheet


def _write_row(sheet: Any, line: int, row: list[str]) -> None:
    for column, cell in enumerate(row):
        if cell:
            sheet.write_string(line, column, marked(cell)[:LONGEST_CELL])
