"""Content lines: every encoding, every line end, every fold, and nothing that breaks the reader."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.reading.contentlines import (
    MAX_LINE,
    ContentLine,
    begins_with,
    content_lines,
    decoded,
    parse,
    physical_lines,
    split_value,
    unescape,
    value_of,
)


def read(data: bytes) -> list[ContentLine]:
    return list(content_lines(io.BytesIO(data)))


@pytest.mark.parametrize(
    "head",
    [
        b"BEGIN:VCARD\r\n",
        b"\xef\xbb\xbfBEGIN:VCARD\n",
        b"\r\n\r\n  begin:vcard\nVERSION:3.0",
        b"BEGIN:VCARD",
        b"BEGIN : VCARD\r",
        "\ufeffBEGIN:VCARD\r\n".encode("utf-16-le"),
        "\ufeffBEGIN:VCARD\r\n".encode("utf-16-be"),
        "BEGIN:VCARD\r\n".encode("utf-16-le"),
        "BEGIN:VCARD\r\n".encode("utf-16-be"),
    ],
)
def test_a_component_is_known_by_its_first_line(head: bytes) -> None:
    assert begins_with(head, "VCARD")
    assert not begins_with(head, "VCALENDAR")


@pytest.mark.parametrize(
    "head", [b"", b"\x00", b"\x00\x00", b"FROM:BEGIN:VCARD", b"BEGIN:VCARDS\n", b"%PDF-1.7", b"From: a\n\nBEGIN:VCARD"]
)
def test_other_files_are_not_taken_for_a_component(head: bytes) -> None:
    assert not begins_with(head, "VCARD")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_line_end_in_any_encoding_gives_the_same_lines(ending: str, codec: str) -> None:
    data = ending.join(["FN:Müller", "NOTE:one", " two", "", "END:VCARD", ""]).encode(codec)
    found = read(data)
    assert [(line.name, line.raw) for line in found] == [("FN", "Müller"), ("NOTE", "onetwo"), ("END", "VCARD")]
    assert [line.number for line in found] == [1, 2, 5]


def test_line_ends_of_several_kinds_in_one_file_are_all_seen() -> None:
    assert [line.raw for line in read(b"A:1\rB:2\nC:3\r\nD:4")] == ["1", "2", "3", "4"]
    assert [text for _, text in physical_lines(io.BytesIO(b"a\rb"))] == ["a", "b"]
    late = b"A:1\r" + b"B:" + b"x" * 70_000 + b"\nC:3"
    assert [line.name for line in read(late)] == ["A", "B", "C"]


def test_a_character_split_by_a_fold_is_put_together_again() -> None:
    (line,) = read(b"FN:M\xc3\r\n \xbcller\r\n")
    assert value_of(line) == "Müller"


def test_a_chunk_border_inside_a_character_does_not_show() -> None:
    data = b"A:" + b"x" * (65_536 - 3) + "ü".encode() + b"\nB:1"
    assert [len(line.raw) for line in read(data)] == [65_534, 1]


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    first, second = read(b"NOTE:" + b"x" * (3 * MAX_LINE) + b"\nFN:Ada")
    assert first.overlong
    assert len(first.raw) <= MAX_LINE
    assert (second.name, second.overlong) == ("FN", False)
    (folded,) = read(b"NOTE:x\n" + (b" " + b"y" * 999 + b"\n") * 1100)
    assert folded.overlong
    assert len(folded.raw) <= MAX_LINE


def test_version_two_folds_stand_for_white_space_and_later_ones_do_not() -> None:
    old = read(b"BEGIN:VCARD\nVERSION:2.1\nNOTE:one\n  two\nEND:VCARD\nBEGIN:VCARD\nNOTE:one\n two\n")
    assert [line.raw for line in old if line.name == "NOTE"] == ["one two", "onetwo"]


def test_soft_line_breaks_of_quoted_printable_are_joined() -> None:
    line, end = read(b"NOTE;ENCODING=QUOTED-PRINTABLE:a=20=\nb:=3D=\n\nEND:VCARD")
    assert value_of(line) == "a b:="
    assert end.name == "END"
    line, end = read(b"NOTE;QUOTED-PRINTABLE:a=\nEND:VCARD\n")
    assert value_of(line) == "a"
    assert end.name == "END"
    assert [line.raw for line in read(b"A:1=\nB:2")] == ["1=", "2"]


def test_a_line_is_taken_apart() -> None:
    line = parse(7, 'item1.tel;TYPE="work,voice";pref;X=a^nb^\'c^^;;BASE64:tel:+1;ext=2')
    assert line == ContentLine(
        7, "TEL", "item1", (("TYPE", "work,voice"), ("TYPE", "pref"), ("X", 'a\nb"c^'), ("ENCODING", "BASE64")), "tel:+1;ext=2"
    )
    assert line.param("TYPE") == "work,voice,pref"
    assert line.param("Y") == ""
    assert parse(1, 'ORG;X="open:Quarry').raw == "Quarry"
    assert parse(1, "no property here").name == ""
    assert parse(1, "Note that: this is text").name == ""
    assert parse(1, "X\udcfc;Y=\udcfc:1")[1:4] == ("XÜ", "", (("Y", "ü"),))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"FN:M\xfcller", "Müller"),
        (b"FN;CHARSET=ISO-8859-2:\xb3", "ł"),
        (b"FN;CHARSET=UTF-8:M\xfcller", "M\ufffdller"),
        (b"FN;CHARSET=ISO-8859-1:M\xc3\xbcller", "Müller"),
        (b"FN;CHARSET=nobody-knows:M\xfcller", "Müller"),
        (b"FN;CHARSET=windows-0:M\xfcller", "Müller"),
        (b"FN;CHARSET=unicode_escape:M\xfcller", "Müller"),
        (b"FN;CHARSET=ISO-2022-JP:\x1b$B;3\x1b(B", "山"),
        (b"FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FCller", "Müller"),
        (b"FN;ENCODING=Q:a=0D=0Ab=0Dc=00", "a\nb\nc"),
        (b"FN:a\x00b\x07c", "abc"),
        (b"FN:\x81\xfc", "\ufffdü"),
        (b"FN:plain", "plain"),
    ],
)
def test_values_are_decoded_whatever_their_charset(data: bytes, text: str) -> None:
    assert value_of(read(data)[0]) == text


def test_ascii_in_a_wrong_charset_is_still_ascii() -> None:
    assert decoded(b"Ada", "shift_jis") == "Ada"


def test_escapes_are_undone_once() -> None:
    assert unescape(r"a\, b\; c\: d\n e\N f\\n g\" h\x \\") == 'a, b; c: d\n e\n f\\n g" h\\x \\'
    assert unescape(r"\\server\new\, x", old=True) == r"\\server\new, x"
    assert unescape("plain") == "plain"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))), min_size=1))
def test_what_is_escaped_and_joined_comes_back(parts: list[str]) -> None:
    written = ";".join(part.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for part in parts)
    assert [unescape(part) for part in split_value(written, ";")] == parts


def test_a_backslash_at_the_end_separates_nothing() -> None:
    assert split_value("a\\;b;c\\", ";") == ["a\\;b", "c\\"]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_exception(data: bytes) -> None:
    for line in read(data):
        value_of(line).encode()
        (line.name + line.group + repr(line.params)).encode()


@given(st.text(alphabet='ABN;:="^ \t\r\n,.\\é\x00', max_size=200))
def test_any_arrangement_of_signs_is_read_without_an_exception(text: str) -> None:
    for line in read(text.encode()):
        value_of(line).encode()
