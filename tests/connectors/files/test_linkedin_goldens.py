"""Every field of every table of a LinkedIn export, proved on pairs of files: `<table>.csv` and the records expected of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hustings.connectors.files.linkedin import LINKEDIN
from hustings.connectors.protocol import Found
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import decode, encode

GOLDENS = Path(__file__).parent / "goldens" / "linkedin"


def outcome(path: Path) -> list[dict[str, Any]]:
    """What the reader says about a file, as the golden JSON writes it: line, then the record or the reason of refusal."""
    with open_upload([path]) as upload:
        said = list(LINKEDIN.read(LINKEDIN.recognise(upload.entries)))
    return [
        {"line": item.place.line, "record": json.loads(encode(item.record))}
        if isinstance(item, Found)
        else {"line": item.place.line, "rejected": item.reason}
        for item in said
    ]


@pytest.mark.parametrize("path", sorted(GOLDENS.glob("*.csv")), ids=lambda path: path.stem)
def test_each_table_gives_the_expected_records(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert outcome(path) == expected


@pytest.mark.parametrize("path", sorted(GOLDENS.glob("*.json")), ids=lambda path: path.stem)
def test_each_expected_record_is_a_record(path: Path) -> None:
    for item in json.loads(path.read_text(encoding="utf-8")):
        assert ("record" in item) != ("rejected" in item)
        if "record" in item:
            record = decode(msgspec.json.encode(item["record"]))
            assert json.loads(encode(record)) == item["record"]
