"""What every reader of files promises, asked of each one in the registry."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hostile.samples import Sample, readers_of, samples
from hustings.connectors.files.registry import READERS, scan
from hustings.connectors.protocol import FileReader, Found, Place
from hustings.connectors.reading.container import open_upload
from hustings.kernel.provenance import USE_RULES
from hustings.kernel.records import PersonRecord, encode


def test_a_place_reads_as_people_say_it() -> None:
    assert str(Place("a.zip/b.csv")) == "a.zip/b.csv"
    assert str(Place("a.zip/b.csv", 7)) == "a.zip/b.csv, line 7"


@cache
def _samples() -> dict[str, list[Sample]]:
    """The sound samples of each reader, by its name."""
    found: dict[str, list[Sample]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        for sample in samples():
            for name in readers_of(sample, Path(folder)):
                found[name].append(sample)
    return found


def _written(folder: Path, sample: Sample, *, name: str = "") -> Path:
    given, data = sample.packed()
    path = folder / (name or given)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_has_a_word_a_title_and_a_use_rule(reader: FileReader) -> None:
    assert reader.name.isidentifier()
    assert reader.title
    assert reader.use_rule in USE_RULES
    assert [one.name for one in READERS].count(reader.name) == 1


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_recognises_by_content_never_by_name(tmp_path: Path, reader: FileReader) -> None:
    nameless = []
    for sample in _samples()[reader.name]:
        with open_upload([_written(tmp_path, sample, name="1.dat")]) as upload:
            nameless.append(reader.name in {assignment.reader.name for assignment in scan(upload.entries).assignments})
    assert any(nameless)
    # Some tables of LinkedIn hold nothing but a date and a link: those need their names as well.
    assert all(nameless) or reader.name == "linkedin"


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_reading_twice_says_the_same(tmp_path: Path, reader: FileReader) -> None:
    for sample in _samples()[reader.name]:
        with open_upload([_written(tmp_path, sample)]) as upload:
            entries = next(one.entries for one in scan(upload.entries).assignments if one.reader is reader)
            first, second = list(reader.read(entries)), list(reader.read(entries))
        assert first == second
        assert first


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_ids_are_unique_and_the_owner_comes_before_all_others(tmp_path: Path, reader: FileReader) -> None:
    for sample in _samples()[reader.name]:
        with open_upload([_written(tmp_path, sample)]) as upload:
            entries = next(one.entries for one in scan(upload.entries).assignments if one.reader is reader)
            records = [item.record for item in reader.read(entries) if isinstance(item, Found)]
        contents: dict[tuple[type, str], bytes] = {}
        for record in records:
            assert record.external_id
            assert contents.setdefault((type(record), record.external_id), encode(record)) == encode(record)
        owners = [index for index, record in enumerate(records) if isinstance(record, PersonRecord) and record.is_owner]
        assert owners in ([], [0])
