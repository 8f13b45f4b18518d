"""Address books and campaign systems: every field, proved on files and the records expected of them; what all of them promise."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.files.memory import Memory, as_json
from connectors.files.systems import GOLDENS, READERS, all_goldens
from hustings.connectors.protocol import FileReader, Found, Rejected, TakesDateOrder
from hustings.connectors.reading.table_reader import TableReader
from hustings.kernel.provenance import USE_RULES
from hustings.kernel.records import PersonRecord, decode, encode

FILES = [pytest.param(reader, path, id=f"{reader.name}-{path.name}") for reader, path in all_goldens()]
FLAT = [each for each in FILES if b'"' not in each.values[1].read_bytes().replace(b"\0", b"")]
"""Those whose rows stand on one line each."""


def said(reader: TableReader, data: bytes, name: str = "table.csv") -> list[Found | Rejected]:
    return list(reader.read([Memory(data, name)]))


@pytest.mark.parametrize(("reader", "path"), FILES)
def test_each_file_gives_the_expected_records(reader: TableReader, path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [as_json(item) for item in said(reader, path.read_bytes(), path.name)] == expected


@pytest.mark.parametrize("path", sorted(path for reader in READERS for path in (GOLDENS / reader.name).glob("*.json")))
def test_each_expected_record_is_a_record(path: Path) -> None:
    for item in json.loads(path.read_text(encoding="utf-8")):
        assert ("record" in item) != ("rejected" in item)
        if "record" in item:
            assert json.loads(encode(decode(msgspec.json.encode(item["record"])))) == item["record"]


@pytest.mark.parametrize(("reader", "path"), FILES)
def test_each_file_is_known_to_its_reader_alone_whatever_its_name(reader: TableReader, path: Path) -> None:
    entry = Memory(path.read_bytes(), "x")
    assert [each.name for each in READERS if each.recognise([entry])] == [reader.name]


@pytest.mark.parametrize(("reader", "path"), FILES)
def test_the_same_file_twice_gives_the_same_records(reader: TableReader, path: Path) -> None:
    first, second = (said(reader, path.read_bytes(), path.name) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("reader", "path"), FILES)
def test_no_two_records_of_a_kind_share_an_id_in_a_file(reader: TableReader, path: Path) -> None:
    keys = [(type(item.record), item.record.external_id) for item in said(reader, path.read_bytes()) if isinstance(item, Found)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("reader", "path"), FLAT)
def test_the_order_of_rows_does_not_change_who_is_told_of(reader: TableReader, path: Path) -> None:
    text = _text(path.read_bytes())
    header, *rows = text.split("\n")
    turned = "\n".join([header, *reversed([row for row in rows if row])])
    assert _names(said(reader, text.encode())) == _names(said(reader, turned.encode()))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_no_file_of_another_format_is_taken(reader: TableReader) -> None:
    """Tables of any kind may well look like those of a system, and are read as such."""
    mine = {"table", *(each.name for each in READERS)}
    others = [path for path in GOLDENS.rglob("*") if path.is_file() and not mine.intersection(path.parts)]
    assert others
    assert not [path for path in others if reader.recognise([Memory(path.read_bytes(), path.name)])]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_each_reader_keeps_the_protocol_and_has_a_rule(reader: TableReader) -> None:
    kept: FileReader = reader
    assert isinstance(reader, TakesDateOrder)
    assert kept.title
    assert kept.use_rule in USE_RULES
    assert reader.with_date_order("day-first").told_order == "day-first"


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@settings(deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_give_records_or_reasons(reader: TableReader, data: bytes) -> None:
    reader.recognise([Memory(data)])
    _check(said(reader, data))


@pytest.mark.parametrize(("reader", "path"), FILES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_any_cut_and_any_flip_gives_records_or_reasons(reader: TableReader, path: Path, data: st.DataObject) -> None:
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    _check(said(reader, bytes(whole[: data.draw(st.integers(0, len(whole)))])))


_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "ada@example.org",
            "617 555 0101",
            "3/4/2026",
            "31/12/1999",
            "=1+1",
            "'0123",
            "1.2E+9",
            "yes",
            "no",
            "Ada",
            "5",
            "a, b",
            "-3",
        ]
    ),
)


@pytest.mark.parametrize(("reader", "path"), FILES)
@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.lists(_CELLS, max_size=40), max_size=6))
def test_any_cells_under_the_header_give_records_or_reasons(reader: TableReader, path: Path, rows: list[list[str]]) -> None:
    header = _text(path.read_bytes()).split("\n")[0].strip()
    by = max(",;\t", key=header.count)
    lines = [by.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    _check(said(reader, "\n".join([header, *lines]).encode("utf-8", "replace")))


def _check(found: list[Found | Rejected]) -> None:
    for item in found:
        if isinstance(item, Rejected):
            assert item.reason.endswith((".", "?"))
        else:
            assert decode(encode(item.record)) == item.record
            assert item.record.external_id


def _names(found: list[Found | Rejected]) -> set[str]:
    return {item.record.name.full for item in found if isinstance(item, Found) and isinstance(item.record, PersonRecord)}


def _text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return data.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("cp1252").replace("\r\n", "\n")
