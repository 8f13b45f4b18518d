"""Every chat, feed and schedule in the goldens gives exactly the records and refusals that stand beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.files.memory import as_json
from hustings.connectors.files.feed import FEED
from hustings.connectors.files.hootsuite import HOOTSUITE
from hustings.connectors.files.registry import READERS, scan
from hustings.connectors.files.signal import SIGNAL
from hustings.connectors.files.telegram import TELEGRAM
from hustings.connectors.files.whatsapp import WHATSAPP
from hustings.connectors.protocol import FileReader, Found
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import decode, encode

GOLDENS = Path(__file__).parent / "goldens"
EXPECTED = ".records.json"
FORMATS: dict[str, FileReader] = {reader.name: reader for reader in (WHATSAPP, TELEGRAM, SIGNAL, FEED, HOOTSUITE)}
SAMPLES = [
    pytest.param(path, reader, id=f"{folder} {path.name}")
    for folder, reader in FORMATS.items()
    for path in sorted((GOLDENS / folder).iterdir())
    if not path.name.endswith(EXPECTED)
]


def outcome(path: Path, reader: FileReader) -> list[dict[str, Any]]:
    """What the reader says about a file, as the golden JSON writes it: line, then the record or the reason of refusal."""
    with open_upload([path]) as upload:
        said = list(reader.read(reader.recognise(upload.entries)))
    assert all(decode(encode(item.record)) == item.record for item in said if isinstance(item, Found))
    return [as_json(item) for item in said]


@pytest.mark.parametrize(("path", "reader"), SAMPLES)
def test_each_golden_gives_the_expected_records(path: Path, reader: FileReader) -> None:
    expected = json.loads(path.with_name(path.name + EXPECTED).read_text(encoding="utf-8"))
    assert outcome(path, reader) == expected


@pytest.mark.parametrize(("path", "reader"), SAMPLES)
def test_each_golden_goes_to_its_reader_whatever_its_name(path: Path, reader: FileReader, tmp_path: Path) -> None:
    renamed = tmp_path / "report.dat"
    renamed.write_bytes(path.read_bytes())
    with open_upload([renamed]) as upload:
        assert [found.reader.name for found in scan(upload.entries, readers=READERS).assignments] == [reader.name]
