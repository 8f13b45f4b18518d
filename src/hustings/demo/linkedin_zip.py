"""Writes the LinkedIn export: every CSV under its name, header, date form and quirks, in an archive whose bytes repeat."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hustings.demo.linkedin_tables import CONNECTIONS_NOTE, HEADERS, Table


def write_archive(path: Path, tables: Iterable[Table], *, day: date) -> None:
    """One zip with one CSV per table; all entries carry the day of the export, so that the same tables give the same bytes."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            entry = ZipInfo(table.file, date_time=(day.year, day.month, day.day, 6, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, as_csv(table))


def as_csv(table: Table) -> str:
    """The file's text. Connections start with LinkedIn's note, messages are quoted throughout, comments escape by backslash."""
    header = HEADERS[table.name]
    if table.name == "Comments":
        return ",".join(header) + "\n" + "".join(_escaped(row) for row in table.rows)
    out = io.StringIO()
    if table.name == "Connections":
        out.write(CONNECTIONS_NOTE)
    plain, quoted = csv.writer(out, lineterminator="\n"), csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(header)
    (quoted if table.name == "messages" else plain).writerows(table.rows)
    return out.getvalue()


def _escaped(row: Sequence[str]) -> str:
    *plain, text = row
    marked = text.replace("\\", "\\\\").replace('"', '\\"')
    return ",".join([*plain, f'"{marked}"']) + "\n"
