"""The rows of a full archive are given only when every file is as its manifest says."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from connectors.files.memory import Memory
from hustings.connectors.reading.hustings_archives import rows_of_archive
from hustings.kernel.errors import WrongInput


def archive(files: dict[str, bytes], *, told: dict[str, bytes] | None = None) -> list[Memory]:
    """The entries of an archive; `told` are the files as the manifest knows them."""
    named = [{"path": path, "sha256": sha256(data).hexdigest()} for path, data in (told or files).items()]
    manifest = json.dumps({"format": "hustings-archive", "version": 1, "files": named}).encode()
    return [Memory(manifest, "a.zip/manifest.json"), *(Memory(data, f"a.zip/{path}") for path, data in files.items())]


def test_rows_come_table_by_table_in_their_order() -> None:
    entries = archive({"rows/people.person.jsonl": b'{"id":1}\n{"id":2}\n', "records/people.jsonl": b"{}\n"})
    found = rows_of_archive(entries)
    assert list(found.rows("people.Person")) == [{"id": 1}, {"id": 2}]
    assert list(found.rows("people.Note")) == []


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([], "Give one full archive"),
        (archive({"rows/a.jsonl": b"{}"}) * 2, "Give one full archive"),
        (archive({"records/people.jsonl": b"{}"}), "holds no rows"),
        (archive({"rows/a.jsonl": b"{}"}, told={"rows/a.jsonl": b"{} "}), r"rows/a\.jsonl is missing"),
        (archive({"rows/a.jsonl": b"{}"}, told={"rows/a.jsonl": b"{}", "rows/b.jsonl": b""}), r"rows/b\.jsonl is missing"),
    ],
)
def test_what_is_no_whole_archive_is_refused(entries: list[Memory], reason: str) -> None:
    with pytest.raises(WrongInput, match=reason):
        rows_of_archive(entries)


@pytest.mark.parametrize("line", [b"[1]", b"{", b'"\xff"'])
def test_a_line_that_is_no_row_is_said(line: bytes) -> None:
    with pytest.raises(WrongInput, match="is no row"):
        list(rows_of_archive(archive({"rows/a.b.jsonl": line})).rows("a.b"))
