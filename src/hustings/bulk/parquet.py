"""People as Parquet: one row a person, lists and structs typed, for programs that reckon with whole tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from hustings.bulk.duck import connect
from hustings.kernel.records import PersonRecord


def _struct(**columns: str) -> str:
    """A list's or a column's type: the names in quotation marks, because some are words of SQL."""
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in columns.items()) + ")"


def _texts(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), "VARCHAR")


_COLUMNS = {
    "external_id": "VARCHAR",
    "name": _struct(**_texts("full given additional family prefix suffix nickname maiden")),
    **_texts("headline summary location birthday household"),
    "connected_on": "DATE",
    "identities": _struct(**_texts("kind value label")) + "[]",
    "positions": _struct(**_texts("organisation title since until location description"), current="BOOLEAN") + "[]",
    "educations": _struct(**_texts("school degree since until notes")) + "[]",
    "addresses": _struct(**_texts("street locality region postal_code country label")) + "[]",
    **dict.fromkeys(("skills", "tags", "websites", "notes"), "VARCHAR[]"),
    "related": "VARCHAR[][]",
    "consents": _struct(**_texts("channel status value purpose words"), at="TIMESTAMPTZ") + "[]",
    "supports": _struct(level="INTEGER", at="TIMESTAMPTZ", **_texts("subject words")) + "[]",
    "fields": "MAP(VARCHAR, VARCHAR)",
}
LONGEST = 64 << 20
"""Bytes of one person as JSON."""


def write_parquet(records: Iterable[PersonRecord], path: Path, *, scratch: Path) -> int:
    """Writes people to the file at `path`, which is there already and keeps its permissions; returns how many.

    Rows wait in a scratch folder that goes again. Raises WrongInput where DuckDB is missing.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        connection = connect(Path(folder))
        waiting = Path(folder) / "people.jsonl"
        count = _write_lines(records, waiting)
        made = Path(folder) / "people.parquet"
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(f"COPY (SELECT * FROM {_rows_in(waiting)}) TO {_quoted(str(made))} (FORMAT parquet)")
        connection.close()
        _pour(made, path)
    return count


def _rows_in(path: Path) -> str:
    types = ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in _COLUMNS.items())
    return f"read_json({_quoted(str(path))}, format='newline_delimited', columns={{{types}}}, maximum_object_size={LONGEST})"


def _write_lines(records: Iterable[PersonRecord], path: Path) -> int:
    count = 0
    with path.open("wb") as file:
        for record in records:
            file.write(msgspec.json.encode(record) + b"\n")
            count += 1
    return count


def _pour(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("r+b") as written:
        while block := read.read(1 << 20):
            written.write(block)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
