"""What every reader of files promises, asked of each one in the registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.files import hostile
from hustings.connectors.files.container import open_upload
from hustings.connectors.files.registry import READERS, scan
from hustings.connectors.protocol import FileReader, Found, Place
from hustings.kernel.provenance import USE_RULES
from hustings.kernel.records import PersonRecord, encode


def test_a_place_reads_as_people_say_it() -> None:
    assert str(Place("a.zip/b.csv")) == "a.zip/b.csv"
    assert str(Place("a.zip/b.csv", 7)) == "a.zip/b.csv, line 7"


def _samples(folder: Path) -> Path:
    for name, data in hostile.samples().items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_has_a_word_a_title_and_a_use_rule(reader: FileReader) -> None:
    assert reader.name.isidentifier()
    assert reader.title
    assert reader.use_rule in USE_RULES
    assert [one.name for one in READERS].count(reader.name) == 1


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_recognises_by_content_never_by_name(tmp_path: Path, reader: FileReader) -> None:
    for number, data in enumerate(hostile.samples().values()):
        (tmp_path / f"{number}.dat").write_bytes(data)
    with open_upload([_samples(tmp_path)]) as upload:
        by_word = {
            assignment.reader.name: [entry.head() for entry in assignment.entries]
            for assignment in scan(upload.entries).assignments
        }
    heads = by_word[reader.name]
    assert heads
    assert all(heads.count(head) == 2 for head in heads)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_reading_twice_says_the_same(tmp_path: Path, reader: FileReader) -> None:
    with open_upload([_samples(tmp_path)]) as upload:
        entries = next(one.entries for one in scan(upload.entries).assignments if one.reader is reader)
        first, second = list(reader.read(entries)), list(reader.read(entries))
    assert first == second
    assert first


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_ids_are_unique_and_the_owner_comes_before_all_others(tmp_path: Path, reader: FileReader) -> None:
    with open_upload([_samples(tmp_path)]) as upload:
        entries = next(one.entries for one in scan(upload.entries).assignments if one.reader is reader)
        records = [item.record for item in reader.read(entries) if isinstance(item, Found)]
    contents: dict[tuple[type, str], bytes] = {}
    for record in records:
        assert record.external_id
        assert contents.setdefault((type(record), record.external_id), encode(record)) == encode(record)
    owners = [index for index, record in enumerate(records) if isinstance(record, PersonRecord) and record.is_owner]
    assert owners in ([], [0])
