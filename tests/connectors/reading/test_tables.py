"""Promises of the reading of delimited text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.reading import tables
from hustings.connectors.reading.tables import Table, column_key, delimiter_of, peek_rows, read_table, without_apostrophe


def _table(data: bytes, *, escape: bool = False) -> Table:
    table = read_table(io.BytesIO(data), is_header=lambda row: "name" in map(column_key, row), escape=escape)
    assert table is not None
    return table


def _rows(data: bytes, *, escape: bool = False) -> list[tuple[int, list[str]]]:
    return list(_table(data, escape=escape).rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_encoding_delimiter_and_line_ending_gives_the_same_rows(encoding: str, delimiter: str, ending: str) -> None:
    text = ending.join(["Name|Town", "José|Köln", "Ben|Łódź" if encoding != "cp1252" else "Ben|Lodz", ""])
    rows = _rows(text.replace("|", delimiter).encode(encoding))
    assert [row[:2] for _, row in rows] == [["José", "Köln"], ["Ben", "Lodz" if encoding == "cp1252" else "Łódź"]]


def test_a_single_western_byte_far_into_an_utf8_file_is_still_read() -> None:
    data = b"Name,Town\n" + b"Ben,Ulm\n" * 50_000 + "Ana,Köln\n".encode() + b"Jos\xe9,M\xfcnchen\n"
    assert [row[:2] for _, row in _rows(data)[-2:]] == [["Ana", "Köln"], ["José", "München"]]


def test_lines_are_physical_and_those_where_rows_start() -> None:
    rows = _rows(b'Notes:\n\nName,Text\nAna,"one\ntwo\nthree"\n\n,,\nBen,x\rVera,y\r\nOtto,z')
    assert [(line, row[0]) for line, row in rows] == [(4, "Ana"), (9, "Ben"), (10, "Vera"), (11, "Otto")]


def test_short_rows_are_filled_and_long_ones_kept_with_one_empty_cell_at_the_end() -> None:
    table = _table(b"Name,Town,Zip\nAna\nBen,Ulm,1\nVera,Bonn,2,3,4\n")
    rows = [row for _, row in table.rows]
    assert rows == [["Ana", "", "", ""], ["Ben", "Ulm", "1", ""], ["Vera", "Bonn", "2", "3", "4", ""]]
    assert all(row[table.position("shoesize")] == "" for row in rows)


def test_repeated_column_names_give_the_first_one() -> None:
    assert _table(b"Name,Note,Note\nAna,a,b\n").position("absent", "note") == 1


def test_a_line_that_names_the_delimiter_is_obeyed_and_counted() -> None:
    data = b"sep=;\r\nName;Pay\r\nAna;1,5\r\n"
    assert _rows(data) == [(3, ["Ana", "1,5", ""])]
    assert peek_rows(data)[0] == ["Name", "Pay"]


def test_nul_signs_vanish() -> None:
    assert _rows(b"Name,Town\nA\0na,U\0lm\n")[0][1][:2] == ["Ana", "Ulm"]
    assert _rows("Name,Town\nA\0na,Ulm\n".encode("utf-16"))[0][1][:2] == ["Ana", "Ulm"]


def test_a_stream_of_nothing_but_nul_after_the_head_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_HEAD", 16)
    monkeypatch.setattr(tables, "_CHUNK", 16)
    assert _rows(b"Name,Town\nAna,Ulm" + b"\0" * 64)[0][1][:2] == ["Ana", "Ulm"]


def test_backslashes_escape_only_where_asked() -> None:
    assert _rows(b'Name,Text\nAna,"say \\"yes\\", Ben"\n', escape=True)[0][1][1] == 'say "yes", Ben'
    assert _rows(b'Name,Text\nAna,"C:\\temp ""x"""\n')[0][1][1] == 'C:\\temp "x"'


def test_a_cell_larger_than_the_usual_limit_of_csv_is_read() -> None:
    assert len(_rows(b'Name,Text\nAna,"' + b"x" * 200_000 + b'"\n')[0][1][1]) == 200_000


def test_a_quotation_mark_that_is_never_closed_is_said_not_swallowed() -> None:
    table = _table(b'Name,Text\nAna,a\nBen,"cut off\nVera,b\n')
    assert [row[0] for _, row in table.rows] == ["Ana"]
    assert [line for line, _ in table.damage] == [3]
    assert "never closed" in table.damage[0][1]


def test_a_cell_beyond_all_limits_is_said_and_reading_goes_on() -> None:
    before = csv.field_size_limit(10_000)
    try:
        table = _table(b'Name,Text\nAna,"' + b"x" * 20_000 + b'"\nBen,b\n')
        assert [row[0] for _, row in table.rows] == ["Ben"]
        assert [line for line, _ in table.damage] == [2]
    finally:
        csv.field_size_limit(before)


def test_a_cell_that_reaches_its_limit_at_the_very_end_ends_the_table() -> None:
    before = csv.field_size_limit(1_000)
    try:
        table = _table(b'Name,Text\nAna,"' + b"x" * 998)
        assert list(table.rows) == []
        assert [line for line, _ in table.damage] == [2]
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"Town\nUlm\n", b"\x00\x01\x02\x03\x04\x05\x06" * 20, b"\x7fELF\x01\x02\x03\x04"])
def test_what_holds_no_such_table_gives_none(data: bytes) -> None:
    assert read_table(io.BytesIO(data), is_header=lambda row: "Name" in row) is None


def test_binary_data_has_no_rows() -> None:
    assert peek_rows(b"\x01\x02\x03\x04\x05\x06\x07\x08") == []
    assert peek_rows(b"") == []


def test_the_header_is_looked_for_among_the_first_rows_only() -> None:
    data = b"x,y\n" * tables.PREAMBLE + b"Name,Town\nAna,Ulm\n"
    assert read_table(io.BytesIO(data), is_header=lambda row: "Name" in row) is None


def test_delimiter_is_the_one_on_which_rows_agree() -> None:
    assert delimiter_of("Name;Pay\nAna, the first;1,5\nBen;2,5\n") == ";"
    assert delimiter_of("nothing at all") == ","


@pytest.mark.parametrize(
    ("cell", "plain"),
    [("'+49 30 1", "+49 30 1"), ("'=1+1", "=1+1"), ("'02139", "02139"), ("'t Hooft", "'t Hooft"), ("x'=1", "x'=1"), ("", "")],
)
def test_an_apostrophe_goes_only_before_numbers_and_formula_signs(cell: str, plain: str) -> None:
    assert without_apostrophe(cell) == plain


def test_only_decoding_errors_are_read_as_western_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        "Łódź".encode("ascii", "hustings-cp1252")


_CELL = st.text(st.characters(codec="utf-8", include_characters="\n\t", exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=20))
def test_what_the_csv_module_writes_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Name", "Town", "Text"])
    writer.writerows(rows)
    expected = [list(row) for row in rows if any(row)]
    assert [row[:3] for _, row in _rows(out.getvalue().encode("utf-8-sig"))] == expected
