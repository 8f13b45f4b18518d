"""Golden archives: one folder (or file) of invented people for each case, and beside it what a reader says of it, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import FileReader, Found
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import encode

GOLDENS = Path(__file__).parent / "goldens"


def cases(reader: str) -> list[Path]:
    """The archives of one format."""
    return sorted(path for path in (GOLDENS / reader).iterdir() if path.suffix != ".json" or path.is_dir())


def expected_file(case: Path) -> Path:
    """Where the expected records of an archive stand."""
    return case.with_name(case.name + ".json")


def outcome(reader: FileReader, case: Path) -> list[dict[str, Any]]:
    """What the reader says about an archive: file, line, then the record or the reason of refusal."""
    with open_upload([case]) as upload:
        found = scan(upload.entries, readers=[reader])
        refused = [*upload.rejected, *found.unrecognised]
        said = [item for _, item in read(found.assignments)]
    return [_shown(item, case) for item in [*said, *refused]]


def _shown(item: Any, case: Path) -> dict[str, Any]:
    place = {"file": item.place.file.removeprefix(case.as_posix()).lstrip("/"), "line": item.place.line}
    if isinstance(item, Found):
        return {**place, "record": json.loads(encode(item.record))}
    return {**place, "rejected": item.reason}


def write(reader: FileReader) -> None:
    """Write what the reader says now as the expected records, to be read through before it is believed."""
    for case in cases(reader.name):
        lines = [json.dumps(item, ensure_ascii=False) for item in outcome(reader, case)]
        expected_file(case).write_text("[\n  " + ",\n  ".join(lines) + "\n]\n", encoding="utf-8")


def check(reader: FileReader, case: Path) -> None:
    """The promise of a golden archive: what is said now is what is expected, and each record is one."""
    expected = json.loads(expected_file(case).read_text(encoding="utf-8"))
    assert outcome(reader, case) == expected
    for item in expected:
        assert "rejected" in item or json.loads(encode(msgspec.convert(item["record"], _any()))) == item["record"]


def _any() -> Any:
    from hustings.kernel.records import AnyRecord

    return AnyRecord
