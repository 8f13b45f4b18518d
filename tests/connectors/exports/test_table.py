"""People as CSV and workbooks: nothing is lost on the way out and in again, and nothing in them is reckoned with."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from connectors.exports.people_records import EVERYTHING, WORKSPACE, people, texts
from connectors.files.memory import Memory
from hustings.connectors.exports import table
from hustings.connectors.files.hustings_table import HUSTINGS_TABLE
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading.hustings_columns import listed, marked, place_of, plain, safe, setter_of, unlisted
from hustings.kernel.records import Identity, Name, PersonRecord

SIGNS = tuple("=+-@\t\r\n＝＋－＠")


def csv_of(*records: PersonRecord) -> bytes:
    target = io.BytesIO()
    assert table.write_csv(records, target) == len(records)
    return target.getvalue()


def read(data: bytes) -> list[Found | Rejected]:
    entry = Memory(data, "people.csv")
    assert HUSTINGS_TABLE.recognise([entry]) == [entry]
    return list(HUSTINGS_TABLE.read([entry]))


def people_in(data: bytes) -> list[PersonRecord]:
    """The people read, without the handle that only says where they come from."""
    found = [item.record for item in read(data) if isinstance(item, Found)]
    return [
        msgspec.structs.replace(r, identities=tuple(i for i in r.identities if i.value != f"hustings-{r.external_id}"))
        for r in found
    ]


def test_a_person_with_everything_comes_back_whole() -> None:
    assert people_in(csv_of(EVERYTHING)) == [EVERYTHING]


@settings(max_examples=40, deadline=None)
@given(st.lists(people, max_size=4, unique_by=lambda each: each.external_id))
def test_what_is_exported_reads_back_equal(records: list[PersonRecord]) -> None:
    assert people_in(csv_of(*records)) == records


@settings(max_examples=25, deadline=None)
@given(st.lists(people, min_size=1, max_size=3, unique_by=lambda each: each.external_id))
def test_no_cell_begins_like_a_formula(records: list[PersonRecord]) -> None:
    rows = list(csv.reader(io.StringIO(csv_of(*records).decode("utf-8-sig"), newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(SIGNS)]


@given(texts)
def test_an_apostrophe_is_taken_away_exactly_where_it_was_put(cell: str) -> None:
    assert plain(safe(cell)) == cell
    assert plain(marked(cell)) == cell


@given(st.lists(texts.filter(bool)))
def test_several_texts_share_a_cell(values: list[str]) -> None:
    assert list(unlisted(listed(values))) == values


def test_columns_stand_in_one_order_whatever_comes_first() -> None:
    other = PersonRecord(external_id=f"{WORKSPACE}:8", name=Name(full="Bo"), fields={"Age": "3"})
    first = csv_of(EVERYTHING, other).decode("utf-8-sig").splitlines()[0]
    assert first == csv_of(other, EVERYTHING).decode("utf-8-sig").splitlines()[0]
    assert first.startswith(
        "Hustings ID,Name,Given name,Family name,Prefix,Nickname,Maiden name,E-mail 1,E-mail 1 - Label,E-mail 2,Phone 1"
    )


def test_nobody_is_a_header_alone() -> None:
    assert csv_of() == b"\xef\xbb\xbfHustings ID\r\n"


def test_a_workbook_holds_texts_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    with path.open("wb") as target:
        other = PersonRecord(external_id=f"{WORKSPACE}:8", name=Name(full="Bo"))
        assert table.write_xlsx([EVERYTHING, other], target, scratch=tmp_path) == 2
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("People").to_python()
    held = dict(zip(rows[0], rows[1], strict=True))
    assert held["Headline"] == EVERYTHING.headline
    assert held["Phone 1"] == "+4915112345678"


def test_a_workbook_of_nobody_has_its_header(tmp_path: Path) -> None:
    target = io.BytesIO()
    assert table.write_xlsx([], target) == 0
    assert CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue())).get_sheet_by_index(0).to_python() == [["Hustings ID"]]


def test_a_workbook_goes_on_in_the_next_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    records = [PersonRecord(external_id=f"{WORKSPACE}:{number}", name=Name(full=f"P{number}")) for number in range(1, 6)]
    target = io.BytesIO()
    assert table.write_xlsx(records, target) == 5
    book = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    assert [(name, len(book.get_sheet_by_name(name).to_python())) for name in book.sheet_names] == [
        ("People", 3), ("People 2", 3), ("People 3", 2),
    ]  # fmt: skip


def test_a_table_that_somebody_worked_on_is_read_too() -> None:
    text = f"Name;Colour;HUSTINGS ID;E-mail 1;Connected on;\n Bo ;red;{WORKSPACE}:9; BO@X.example ;soon;\n"
    (found,) = read(text.encode())
    assert isinstance(found, Found)
    assert found.record == PersonRecord(
        external_id=f"{WORKSPACE}:9", name=Name(full=" Bo "),
        identities=(Identity(kind="email", value="bo@x.example"), Identity(kind="external", value=f"hustings-{WORKSPACE}:9")),
        extra={"Colour": "red", "Connected on": "soon"},
    )  # fmt: skip


def test_a_row_without_a_number_is_somebody_new_and_always_the_same() -> None:
    text = b"Hustings ID,Name,E-mail 1\n,Bo,nobody\n,Bo,nobody\n,Cy,\n"
    first, again, other = (item.record.external_id for item in read(text))
    assert first == again != other
    assert read(text)[0].record.extra == {"email": "nobody"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (b"Hustings ID,Name,Support 1 - Level\n,Bo,9\n", 2, "The columns Support hold what cannot be used"),
        (b"Hustings ID,Headline\n,x\n", 2, "The row names nobody"),
        (b'Hustings ID,Name\n,Bo\n,"Cy\n', 3, "A quotation mark opened in this row is never closed"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: bytes, line: int, reason: str) -> None:
    rejected = [item for item in read(text) if isinstance(item, Rejected)]
    assert [(item.place.line, item.reason.startswith(reason)) for item in rejected] == [(line, True)]


def test_a_number_that_is_already_a_handle_is_not_doubled() -> None:
    text = f"Hustings ID,Name,External ID 1\n{WORKSPACE}:9,Bo,hustings-{WORKSPACE}:9\n".encode()
    (found,) = read(text)
    assert isinstance(found, Found)
    assert found.record.identities == (Identity(kind="external", value=f"hustings-{WORKSPACE}:9"),)


def test_a_label_without_an_address_is_no_handle() -> None:
    (found,) = read(f"Hustings ID,Name,E-mail 1 - Label\n{WORKSPACE}:9,Bo,work\n".encode())
    assert isinstance(found, Found)
    assert [each.kind for each in found.record.identities] == ["external"]


def test_other_tables_are_left_to_others() -> None:
    assert HUSTINGS_TABLE.recognise([Memory(b"Name,Mail\nBo,b@x\n"), Memory(b"\x00\x01")]) == []


def test_a_table_whose_header_comes_too_late_holds_nothing() -> None:
    late = Memory(b"\n".join([b"a,b"] * 20) + b"\nHustings ID,Name\n")
    assert list(HUSTINGS_TABLE.read([late])) == []


def test_a_damaged_file_is_named() -> None:
    class Damaged(Memory):
        def open(self) -> io.BytesIO:
            from hustings.kernel.errors import WrongInput

            raise WrongInput("The file is damaged.")

    (found,) = HUSTINGS_TABLE.read([Damaged(b"Hustings ID\n", "people.csv")])
    assert isinstance(found, Rejected)
    assert found.reason == "The file is damaged."


def test_words_of_other_tables_are_none_of_ours() -> None:
    assert place_of("E-mail 1 - Colour") is None
    assert place_of("E-mail") is None
    assert place_of("Shoe 1") is None
    assert setter_of("Shoe 1") is not None
