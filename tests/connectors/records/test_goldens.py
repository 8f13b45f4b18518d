"""What files of public data are read as, proved on pairs: invented files, and `<name>.records.json` with what they give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import Found
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import decode, encode

GOLDENS = Path(__file__).parents[1] / "files" / "goldens"
READERS = (
    "us_congress",
    "open_states",
    "popolo",
    "ocd_divisions",
    "postcodes",
    "ma_lobbying",
    "us_lobbying",
    "ma_contributions",
    "us_contributions",
)
EXPECTED = sorted(path for name in READERS for path in (GOLDENS / name).glob("*.records.json"))


def outcome(path: Path) -> list[dict[str, Any]]:
    """What the registry says about a file or a folder: reader, place, then the record or the reason of refusal."""
    with open_upload([path]) as upload:
        found = scan(upload.entries)
        assert not found.unrecognised
        said = list(read(found.assignments))
    lines = []
    for reader, item in said:
        told = {"reader": reader.name, "file": item.place.file.removeprefix(path.as_posix()), "line": item.place.line}
        held = {"record": json.loads(encode(item.record))} if isinstance(item, Found) else {"rejected": item.reason}
        lines.append({**told, **held})
    return lines


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: f"{path.parent.name}-{path.name.partition('.')[0]}")
def test_each_file_gives_the_expected_records(expected: Path) -> None:
    given = next(path for path in expected.parent.iterdir() if path.stem == expected.name.removesuffix(".records.json"))
    assert outcome(given) == json.loads(expected.read_text(encoding="utf-8"))


def test_each_reader_has_goldens() -> None:
    assert {path.parent.name for path in EXPECTED} == set(READERS)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: f"{path.parent.name}-{path.name.partition('.')[0]}")
def test_each_expected_record_is_a_record(expected: Path) -> None:
    for line in json.loads(expected.read_text(encoding="utf-8")):
        assert ("record" in line) != ("rejected" in line)
        if "record" in line:
            assert json.loads(encode(decode(msgspec.json.encode(line["record"])))) == line["record"]
