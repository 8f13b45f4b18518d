"""Hostile workbooks: sheets that claim millions of cells, strings that are not there, entities without end, circles."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Iterator

from hostile.samples import zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def workbooks(chance: random.Random) -> Iterator[tuple[str, str, bytes]]:
    """(what is wrong, file name, content)."""
    sound = workbook()
    book = zipped(sound)
    for number in range(10):
        yield f"xlsx cut {number}", "a.xlsx", book[: chance.randrange(1, len(book))]
        yield f"xlsx flipped {number}", "a.xlsx", flipped(book, chance)
        inner = chance.choice(sorted(sound))
        yield f"xlsx flipped inside {number}", "a.xlsx", zipped({**sound, inner: flipped(sound[inner], chance)})
    sheet, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    swaps = {
        "xlsx far cell": (sheet, sound[sheet].replace(b'r="B2"', b'r="XFD1048576"')),
        "xlsx cell beyond all": (sheet, sound[sheet].replace(b'r="B2"', b'r="ZZZZZZ99999999999"')),
        "xlsx huge dimension": (sheet, sound[sheet].replace(b"A1:B2", b"A1:XFD1048576")),
        "xlsx string that is not there": (sheet, sound[sheet].replace(b"<v>1</v>", b"<v>4294967295</v>")),
        "xlsx negative string": (sheet, sound[sheet].replace(b"<v>1</v>", b"<v>-1</v>")),
        "xlsx entity bomb": (strings, bomb_of_entities() + sound[strings].partition(b"?>")[2].replace(b"Name", b"&j;")),
        "xlsx bomb of zeros": (strings, sound[strings] + bytes(96 << 20)),
        "xlsx endless string": (strings, sound[strings].replace(b"Name", b"N" * 30_000_000)),
        "xlsx deep": (sheet, b"<a>" * 200_000 + sound[sheet]),
        "xlsx formulas": (strings, sound[strings].replace(b"Ben", b"=cmd|' /C calc'!A0")),
        "xlsx without sheets": ("xl/workbook.xml", b"<workbook/>"),
        "xlsx path that climbs": (
            "xl/_rels/workbook.xml.rels",
            sound["xl/_rels/workbook.xml.rels"].replace(b"worksheets/", b"../../../etc/"),
        ),
    }
    for what, (inner, content) in swaps.items():
        yield what, "a.xlsx", zipped({**sound, inner: content})
    yield "xlsx of many rows", "a.xlsx", zipped({**sound, sheet: _rows(120_000)})
    for what, content in _ods():
        yield what, "a.ods", content
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for number in range(5):
        yield f"xls of noise {number}", "a.xls", old + chance.randbytes(20_000)
    yield (
        "xls that points in circles",
        "a.xls",
        old
        + bytes(36)
        + struct.pack("<6L", 0, 0, 0, 0, 0, 0)
        + bytes(100)
        + b"\0\0\0\0" * 4_000
        + "Workbook".encode("utf-16-le"),
    )


def _ods() -> Iterator[tuple[str, bytes]]:
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    names = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    head = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">'
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    row = f"<table:table-row>{cell.format('Ben Okafor')}{cell.format('ben@example.org')}</table:table-row>"
    top = f"<table:table-row>{cell.format('Name')}{cell.format('E-mail')}</table:table-row>"
    repeated = row.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1048576">')
    wide = row.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" ')
    both = repeated.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="99999999999" ')
    bodies = {"sound": row, "rows repeated": repeated, "columns repeated": wide, "repeated both ways": both, "cut": row[:60]}
    for what, body in bodies.items():
        content = (head + top + body + tail).encode()
        yield f"ods {what}", zipped({"mimetype": mime, "content.xml": content}, method=zipfile.ZIP_STORED)
    bomb = bomb_of_entities() + (head + top + row + tail).encode().replace(b"Ben", b"&j;")
    yield "ods entity bomb", zipped({"mimetype": mime, "content.xml": bomb})
    yield "ods without content", zipped({"mimetype": mime})


def workbook() -> dict[str, bytes]:
    """The parts of the smallest workbook that spreadsheet programs open: a header and one person."""
    relations = f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{relations}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="People" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{relations}worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:B2"/><sheetData>{_row(1)}{_row(2)}'
        "</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="4" uniqueCount="4"><si><t>Name</t></si><si><t>E-mail</t></si>'
        "<si><t>Ben Okafor</t></si><si><t>ben@example.org</t></si></sst>",
    }
    return {name: (_TOP + text).encode() for name, text in parts.items()}


def _row(number: int) -> str:
    cells = (f'<c r="{column}{number}" t="s"><v>{2 * number - 2 + at}</v></c>' for at, column in enumerate("AB"))
    return f'<row r="{number}">{"".join(cells)}</row>'


def bomb_of_entities() -> bytes:
    """The beginning of an XML document whose entity `j` is ten thousand million letters long."""
    lines = ['<?xml version="1.0"?>', "<!DOCTYPE bomb [", f'<!ENTITY a "{"a" * 100}">']
    lines += [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)]
    return "\n".join([*lines, "]>"]).encode()


def _rows(count: int) -> bytes:
    row = b'<row><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>'
    return f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode() + row * count + b"</sheetData></worksheet>"


def flipped(data: bytes, chance: random.Random) -> bytes:
    """The same bytes with one in a hundred changed."""
    out = bytearray(data)
    for _ in range(max(1, len(out) // 100)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)
