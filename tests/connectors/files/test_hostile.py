"""No file, however broken or hostile, ends in anything but records and plain refusals, and none takes long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from connectors.files import hostile
from hustings.connectors.files.registry import READERS, read, scan
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading.container import Limits, open_upload
from hustings.kernel.records import decode, encode

SECONDS = 30
FILES = list(hostile.spoilt_files(seed=2026))
ZIPS = list(hostile.spoilt_zips(seed=2026))


def _endure(path: Path) -> tuple[int, int]:
    """Read a file as an import would. How many records and how many refusals it gave."""
    started = time.process_time()
    with open_upload([path], limits=Limits(ratio_free=4 << 20, depth=3)) as upload:
        found = scan(upload.entries)
        said = [item for _, item in read(found.assignments)]
    assert time.process_time() - started < SECONDS
    refused = [*upload.rejected, *found.unrecognised, *(item for item in said if isinstance(item, Rejected))]
    assert all(item.reason.strip() and item.place.file.startswith(path.as_posix()) for item in refused)
    records = [item for item in said if isinstance(item, Found)]
    for item in records:
        assert decode(encode(item.record)) == item.record
        assert "\\u0000" not in encode(item.record).decode()
    return len(records), len(refused)


def test_the_corpus_is_large_and_always_the_same() -> None:
    assert len(FILES) + len(ZIPS) >= 300
    assert list(hostile.spoilt_files(seed=2026)) == FILES
    assert next(hostile.spoilt_zips(seed=2026)) == ZIPS[0]


@pytest.mark.parametrize("name", hostile.samples())
def test_sound_samples_give_records(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(hostile.samples()[name])
    assert _endure(path)[0] > 0


@pytest.mark.parametrize(("name", "data"), [pytest.param(name, data, id=what) for what, name, data in FILES])
def test_spoilt_files_end_in_records_or_plain_refusals(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    records, refused = _endure(path)
    assert records or refused or not data.strip() or _only_a_header(path)


@pytest.mark.parametrize("data", [pytest.param(data, id=what) for what, data in ZIPS])
def test_spoilt_zips_end_in_records_or_plain_refusals(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(data)
    _endure(path)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_reader_endures_what_is_not_meant_for_it(tmp_path: Path, reader: object) -> None:
    for number, (_, name, data) in enumerate(FILES[::7]):
        (tmp_path / f"{number:03} {name}").write_bytes(data)
    with open_upload([tmp_path]) as upload:
        found = scan(upload.entries, readers=[item for item in READERS if item is reader])
        said = [item for _, item in read(found.assignments)]
    assert all(isinstance(item, Found | Rejected) for item in said)


def _only_a_header(path: Path) -> bool:
    """Whether a reader took the file as its own and rightly found nothing in it."""
    with open_upload([path]) as upload:
        return bool(scan(upload.entries).assignments)
