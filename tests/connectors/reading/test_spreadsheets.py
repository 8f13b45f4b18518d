"""Promises of spreadsheets: each sheet reads as the CSV that it would be saved as, and no file gets out of bounds."""

from __future__ import annotations

import builtins
import csv
import io
import resource
import struct
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.connectors.files.registry import scan
from hustings.connectors.reading import spreadsheets
from hustings.connectors.reading.container import Limits, Upload, open_upload
from hustings.kernel.errors import WrongInput

ODS_HEAD = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' + (
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
)


def workbook(**sheets: list[list[Any]]) -> bytes:
    """An xlsx with these sheets; dates get a format of dates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def ods(content: str) -> bytes:
    """An ods with this content of the body's spreadsheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        body = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f"<?xml version='1.0'?>{ODS_HEAD}{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def xls(name: str, rows: list[list[str | float]]) -> bytes:
    """A BIFF8 workbook of one sheet in an OLE compound file, as [MS-XLS] and [MS-CFB] want them at the least."""

    def record(number: int, content: bytes) -> bytes:
        return struct.pack("<HH", number, len(content)) + content

    def cell(row: int, column: int, value: str | float) -> bytes:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            return record(0x204, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
        return record(0x203, place + struct.pack("<d", value))

    begin, end = struct.pack("<HH", 0x600, 5) + bytes(12), record(0x0A, b"")
    sheet_begin = record(0x809, begin) + record(0x85, bytes(6) + struct.pack("<BB", len(name), 0) + name.encode()) + end
    whole = sheet_begin[:20] + struct.pack("<HHL", 0x85, 8 + len(name), len(sheet_begin)) + sheet_begin[28:]
    whole += record(0x809, struct.pack("<HH", 0x600, 0x10) + bytes(12))
    whole += b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row)) + end
    sectors = 9
    whole = whole.ljust(sectors * 512, b"\0")
    table = struct.pack("<3l", -3, -2, 3) + b"".join(struct.pack("<l", n) for n in range(4, 2 + sectors)) + struct.pack("<l", -2)
    head = spreadsheets.OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<LLlLLlLlL", 0, 1, 1, 0, 4096, -2, 0, -2, 0) + struct.pack("<l", 0) + b"\xff" * 432

    def part(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le").ljust(64, b"\0")
        links = struct.pack("<HBBlll", 2 * len(title) + 2, kind, 1, -1, -1, child)
        return text + links + bytes(36) + struct.pack("<lQ", start, size)

    parts = part("Root Entry", 5, 1, -2, 0) + part("Workbook", 2, -1, 2, len(whole))
    return head + table.ljust(512, b"\xff") + parts.ljust(512, b"\0") + whole


def locked(book: bytes) -> bytes:
    """The same workbook with every part marked as encrypted."""
    data = bytearray(book)
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def upload(folder: Path, data: bytes, *, name: str = "book.xlsx", limits: Limits | None = None) -> Upload:
    (folder / name).write_bytes(data)
    return open_upload([folder / name], limits=limits)


def texts(given: Upload) -> dict[str, str]:
    """The text of each sheet by its name."""
    found = {}
    for entry in given.entries:
        with entry.open() as stream:
            found[entry.name.rpartition("/")[2]] = stream.read().decode()
    return found


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_each_sheet_is_a_table_of_its_own(tmp_path: Path) -> None:
    rows = [["Name", "Born", "Number"], ["Ada Osei", datetime(1980, 3, 9), 100023]]
    with upload(tmp_path, workbook(People=rows, Empty=[], Places=[["City"], ["Ely"]])) as given_files:
        assert texts(given_files) == {
            "People.csv": "Name,Born,Number\r\nAda Osei,1980-03-09,100023\r\n",
            "Places.csv": "City\r\nEly\r\n",
        }
        assert given_files.entries[0].name == f"{tmp_path.as_posix()}/book.xlsx/People.csv"
        assert given_files.entries[0].origin == tmp_path / "book.xlsx"
        assert not given_files.rejected


def test_sheets_can_be_read_in_turns(tmp_path: Path) -> None:
    with upload(tmp_path, workbook(A=[["x" * 30_000], ["end"]], B=[["y" * 30_000]])) as held:
        first, second = (entry.open() for entry in held.entries)
        assert (first.read(3), second.read(3)) == (b"xxx", b"yyy")
        assert first.read()[-5:] == b"end\r\n"
        assert second.read() == b"y" * 29_997 + b"\r\n"


def test_ods_reads_as_csv_too(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(f"<table:table-row>{cell.format(text)}</table:table-row>" for text in ("Name", "Ada Osei"))
    table = f'<table:table table:name="{{}}">{rows}</table:table>'
    with upload(tmp_path, ods(table.format("a/b") + table.format("a_b")), name="people.ods") as held:
        assert texts(held) == {"a_b.csv": "Name\r\nAda Osei\r\n", "a_b (2).csv": "Name\r\nAda Osei\r\n"}


def test_old_workbooks_read_as_csv_too(tmp_path: Path) -> None:
    with upload(tmp_path, xls("People", [["Name", "Number"], ["Ada", 7.0]]), name="people.xls") as held:
        assert texts(held) == {"People.csv": "Name,Number\r\nAda,7\r\n"}


def test_a_workbook_inside_a_zip_is_read(tmp_path: Path) -> None:
    inner = zipped(**{"a.xlsx": workbook(People=[["Name"], ["Ada"]]), "b.csv": b"x"})
    with upload(tmp_path, inner, name="all.zip") as held:
        assert [entry.name.partition("all.zip/")[2] for entry in held.entries] == ["a.xlsx/People.csv", "b.csv"]


def test_an_empty_workbook_is_named(tmp_path: Path) -> None:
    with upload(tmp_path, workbook(Empty=[])) as held:
        assert [said.reason for said in held.rejected] == ["The spreadsheet is empty."]


def test_other_office_documents_stay_whole(tmp_path: Path) -> None:
    letter = {"word__document.xml": b"<w/>", "a": b"", "b": b"", "[Content_Types].xml": b""}
    (tmp_path / "letter.docx").write_bytes(zipped(**letter))
    (tmp_path / "letter.odt").write_bytes(zipped(mimetype=b"application/vnd.oasis.opendocument.text", a=b""))
    (tmp_path / "letter.doc").write_bytes(spreadsheets.OLE + bytes(600))
    with open_upload([tmp_path]) as held:
        assert [entry.name.rpartition(".")[2] for entry in held.entries] == ["doc", "docx", "odt"]
        assert ["office document" in item.reason for item in scan(held.entries).unrecognised] == [True] * 3


def test_more_workbooks_than_allowed_are_refused(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(workbook(People=[["Name"]]))
    with open_upload([tmp_path], limits=Limits(workbooks=1)) as held:
        assert [said.reason for said in held.rejected] == ["More than 1 spreadsheets in all. Give fewer at a time."]
        assert len(held.entries) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook"}), "The spreadsheet is damaged."),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "The spreadsheet is damaged."),
        (spreadsheets.OLE + bytes(600) + "Workbook".encode("utf-16-le"), "The spreadsheet is damaged."),
        (locked(workbook(People=[["Name"]])), "The spreadsheet is protected by a password."),
    ],
    ids=["xml", "ods", "ole", "locked"],
)
def test_broken_workbooks_are_refused_in_plain_words(tmp_path: Path, data: bytes, words: str) -> None:
    with upload(tmp_path, data) as held:
        assert [said.reason.startswith(words) for said in held.rejected] == [True]
        assert not held.entries


def test_a_damaged_word_of_kind_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"))
    data[data.index(b"mimetype") + 9] ^= 0xFF
    with upload(tmp_path, bytes(data)) as held:
        assert [said.reason[:27] for said in held.rejected] == ["The file is damaged or was "]


def test_a_sheet_that_claims_all_cells_is_refused_in_a_process_of_its_own(tmp_path: Path) -> None:
    book = workbook(People=[["Name"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                far = b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</row></sheetData>", far).replace(b'ref="A1"', b'ref="A1:XFD1048576"')
            target.writestr(info, content)
    with upload(tmp_path, out.getvalue()) as held:
        assert [said.reason[:15] for said in held.rejected] == ["The spreadsheet"]


@pytest.mark.parametrize(
    ("repeated_rows", "repeated_columns"),
    [("1", "2000000000"), ("2000000000", "1"), ("1048576", "16384")],
    ids=["row", "column", "all"],
)
def test_cells_repeated_without_end_stay_in_bounds(tmp_path: Path, repeated_rows: str, repeated_columns: str) -> None:
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated_columns}"><text:p>x</text:p>'
    row = f'<table:table-row table:number-rows-repeated="{repeated_rows}">{cell}</table:table-cell></table:table-row>'
    with upload(tmp_path, ods(f'<table:table table:name="a">{row}</table:table>'), name="a.ods") as held:
        assert [said.reason[:15] for said in held.rejected] == ["The spreadsheet"] or sum(e.size for e in held.entries) < 16 << 20


def test_a_child_that_takes_too_long_or_dies_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("child", 1)

    monkeypatch.setattr(subprocess, "run", endless)
    with pytest.raises(WrongInput, match="more memory or time"):
        spreadsheets.converted(io.BytesIO(b""))


def test_nothing_stays_open_when_the_child_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def none(*_: object, stdout: Any, **__: object) -> None:
        opened.append(stdout)
        raise PermissionError(13, "denied")

    monkeypatch.setattr(subprocess, "run", none)
    with pytest.raises(PermissionError):
        spreadsheets.converted(io.BytesIO(b""))
    assert [file.closed for file in opened] == [True]


def child(data: bytes) -> tuple[str, str]:
    """What the child answers and writes, run in this process."""
    out = io.BytesIO()
    said = spreadsheets.main(io.BytesIO(data), out)
    return said, out.getvalue().decode()


def test_the_child_tells_where_each_sheet_lies() -> None:
    said, text = child(workbook(A=[["one"]], Empty=[], B=[["two"]]))
    assert text == "one\r\ntwo\r\n"
    assert said == '{"sheets":[["A",0,5],["B",5,5]],"refused":""}'


def test_the_child_stands_between_its_three_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "bound_itself", lambda: None)
    book = io.BytesIO(xls("People", [["Ada"]]))
    streams = {
        "stdin": io.TextIOWrapper(book),
        "stdout": io.TextIOWrapper(io.BytesIO()),
        "stderr": io.TextIOWrapper(io.BytesIO()),
    }
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    spreadsheets.run()
    streams["stderr"].flush()
    assert streams["stdout"].buffer.getvalue() == b"Ada\r\n"
    assert streams["stderr"].buffer.getvalue() == b'{"sheets":[["People",0,5]],"refused":""}'


def test_parts_are_counted_as_they_are_and_not_as_they_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "UNPACKED", 1000)
    assert "more memory or time" in child(zipped(**{"xl__workbook.xml": b"<x/>" * 1000}))[0]


def test_more_cells_than_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "CELLS", 3)
    assert "too large" in child(workbook(A=[["a", "b"], ["c", "d"]]))[0]


def test_no_memory_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(spreadsheets, "_check_members", full)
    assert "more memory or time" in child(b"")[0]


def test_a_password_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    def locked(_: object) -> None:
        raise python_calamine.PasswordError("locked")

    monkeypatch.setattr(spreadsheets, "_sheets", lambda *_: locked(None))
    assert "protected by a password" in child(workbook(A=[["a"]]))[0]


def test_the_child_bounds_itself_where_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    spreadsheets.bound_itself()
    assert held[resource.RLIMIT_AS] == (spreadsheets.MEMORY, spreadsheets.MEMORY)
    monkeypatch.delitem(sys.modules, "resource")
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "resource":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    held.clear()
    spreadsheets.bound_itself()
    assert not held


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (100023.0, "100023"),
        (1e300, "1e+300"),
        (1.5, "1.5"),
        (True, "True"),
        (date(2026, 3, 9), "2026-03-09"),
        (datetime(2026, 3, 9), "2026-03-09"),
        (datetime(2026, 3, 9, 14, 5, 1, 7), "2026-03-09T14:05:01"),
        (time(14, 5, 0, 9), "14:05:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_cells_are_written_as_the_field_writes_them(cell: object, text: str) -> None:
    assert spreadsheets.written(cell) == text


SIGNS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")

CELLS = st.text(SIGNS, min_size=1, max_size=8).filter(str.strip)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_texts_come_back_as_they_were_written(rows: list[list[str]]) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    assert list(csv.reader(io.StringIO(child(out.getvalue())[1], newline=""))) == rows


def test_any_damage_of_a_workbook_is_an_answer() -> None:
    book = workbook(People=[["Name"], ["Ada"]])
    assert "The spreadsheet is damaged" in child(spreadsheets.OLE + bytes(600))[0]
    for end in range(0, len(book), 97):
        assert '"refused":"' in child(book[:end])[0]
