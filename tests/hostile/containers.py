"""Hostile containers: zips, tars, workbooks and repositories that lie, bomb, climb out, point elsewhere or never end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator

from hostile.samples import zipped
from hostile.workbooks import bomb_of_entities, flipped, workbooks

CARD = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ben Okafor\r\nEND:VCARD\r\n"
CONNECTIONS = b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\nBen,Okafor,,,,,30 Jan 2026\n"
_PATHS = (
    "../up.vcf",
    "/etc/card.vcf",
    "C:\\card.vcf",
    "a/../../up.vcf",
    "a\\..\\..\\up.vcf",
    "a/\0b.vcf",
    "",
    ".",
    "con.vcf",
    "x" * 60_000,
)
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def containers(seed: int) -> Iterator[tuple[str, str, bytes]]:
    """(what is wrong, file name, content) for all of them, always the same for one seed."""
    chance = random.Random(seed)
    for part in (_zips, _tars, workbooks, _repositories, _streams):
        yield from part(chance)


def _zips(chance: random.Random) -> Iterator[tuple[str, str, bytes]]:
    sound = zipped({"Connections.csv": CONNECTIONS, "card.vcf": CARD, "note.txt": b"hello"})
    for number in range(15):
        yield f"zip cut {number}", "a.zip", sound[: chance.randrange(1, len(sound))]
        yield f"zip flipped {number}", "a.zip", flipped(sound, chance)
    for field in (4, 6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 36, 38, 42):
        yield f"zip lies in its table at {field}", "a.zip", _lying(sound, field, _CENTRAL)
    for field in (4, 6, 8, 14, 18, 22, 26, 28):
        yield f"zip lies in its heads at {field}", "a.zip", _lying(sound, field, _LOCAL)
    for field in (4, 6, 8, 10, 12, 16, 20):
        yield f"zip lies at its end at {field}", "a.zip", _lying(sound, field, _END)
    for path in _PATHS:
        yield f"zip path {path[:12]!r}", "a.zip", zipped({path: CARD}) if path else zipped({"x": CARD}).replace(b"x", b"\0")
    yield "zip of twins", "a.zip", _twins()
    yield "zip with a link", "a.zip", _linked()
    yield "zip bomb of zeros", "a.zip", zipped({"Connections.csv": CONNECTIONS + bytes(96 << 20)})
    line = b"a,b,c,d," + b"e" * 500 + b"\n"
    yield "zip bomb of lines", "a.zip", zipped({"messages.csv": b"CONVERSATION ID,FROM,TO,DATE,CONTENT\n" + line * 160_000})
    yield "zip bomb of cards", "a.zip", zipped({"card.vcf": CARD.replace(b"END", b"NOTE:" + b"a" * 900 + b"\r\nEND") * 50_000})
    deep = sound
    for _ in range(8):
        deep = zipped({"in.zip": deep, "beside.zip": deep[:200]})
    yield "zips in zips", "a.zip", deep
    yield "many zips in one", "a.zip", zipped({f"{number}.zip": sound for number in range(260)})
    yield "many files", "a.zip", zipped({f"{number}.csv": b"" for number in range(20_000)})
    yield "many folders", "a.zip", zipped({"/".join("d" * 400) + f"/{number}.vcf": CARD for number in range(200)})
    yield "overlapping files", "a.zip", _overlapping()
    yield "self-extracting", "a.zip", b"MZ" + bytes(1_000) + sound
    yield "comment of zips", "a.zip", sound[:-2] + struct.pack("<H", 60_000) + sound * 50
    yield "endless comment", "a.zip", sound[:-2] + b"\xff\xff" + b"PK\5\6" * 16_000
    yield "nothing", "a.zip", zipped({})
    yield "only the end", "a.zip", sound[sound.rfind(_END) :]
    for method, name in ((zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
        yield f"packed by {name}", "a.zip", zipped({"card.vcf": CARD * 1_000}, method=method)


def _tars(chance: random.Random) -> Iterator[tuple[str, str, bytes]]:
    sound = tarred({"outbox.json": b'{"orderedItems": []}', "card.vcf": CARD})
    packers: dict[str, Callable[[bytes], bytes]] = {
        "tar": bytes,
        "tar.gz": _gzipped,
        "tar.bz2": bz2.compress,
        "tar.xz": lzma.compress,
    }
    for ending, pack in packers.items():
        for number in range(4):
            yield f"{ending} cut {number}", f"a.{ending}", pack(sound)[: chance.randrange(20, len(pack(sound)))]
            yield f"{ending} flipped {number}", f"a.{ending}", flipped(pack(sound), chance)
            yield f"{ending} flipped inside {number}", f"a.{ending}", pack(flipped(sound, chance))
    for path in ("../up.vcf", "/etc/card.vcf", "a/../../up.vcf", "x" * 5_000):
        yield f"tar path {path[:12]!r}", "a.tar.gz", _gzipped(tarred({path: CARD}))
    for kind, name in (
        (tarfile.SYMTYPE, "link"),
        (tarfile.LNKTYPE, "hard link"),
        (tarfile.CHRTYPE, "device"),
        (tarfile.FIFOTYPE, "pipe"),
    ):
        yield f"tar with a {name}", "a.tar.gz", _gzipped(_special(kind))
    yield "tar bomb", "a.tar.gz", _gzipped(tarred({"card.vcf": CARD + bytes(96 << 20)}))
    yield "tar of many", "a.tar.gz", _gzipped(tarred({f"{number}.vcf": b"" for number in range(20_000)}))
    yield "tar that claims more", "a.tar", _claiming(sound, b"77777777777\0")
    yield "tar that claims less than nothing", "a.tar", _claiming(sound, b"\xff" * 12)
    yield "tar with a huge header", "a.tar.gz", _gzipped(_huge_header())
    yield "sparse tar", "a.tar", sound.replace(b"0\0\0", b"S\0\0", 1)
    yield "tar in tar", "a.tar.gz", _gzipped(tarred({"b.tar.gz": _gzipped(tarred({"c.tar.gz": _gzipped(sound)}))}))
    yield "zip in tar in zip", "a.zip", zipped({"b.tar.gz": _gzipped(tarred({"c.zip": zipped({"card.vcf": CARD})}))})


def _repositories(chance: random.Random) -> Iterator[tuple[str, str, bytes]]:
    """CAR files (Bluesky): a varint of a length, a header in DAG-CBOR, then blocks each with a varint of its length."""
    header = b"\xa2eroots\x81\xd8*X%\x00\x01q\x12 " + bytes(32) + b"gversion\x01"
    start = bytes([len(header)]) + header
    block = b"\x01q\x12 " + bytes(32) + b"\xa1ax\x01"
    sound = start + bytes([len(block)]) + block
    yield "car without blocks", "repo.car", start
    yield "car with an empty block", "repo.car", start + b"\0"
    yield "car whose header lies", "repo.car", b"\xff\xff\xff\xff\x0f" + header
    yield "car whose block lies", "repo.car", start + b"\xff\xff\xff\xff\x7f" + block
    yield "car with an endless varint", "repo.car", start + b"\xff" * 5_000
    yield "car with a block of four gigabytes", "repo.car", start + b"\x80\x80\x80\x80\x10" + block
    yield "car with a deep block", "repo.car", start + _sized(b"\x01q\x12 " + bytes(32) + b"\x81" * 100_000 + b"\x01")
    yield "car with a long array that is none", "repo.car", start + _sized(b"\x01q\x12 " + bytes(32) + b"\x9b" + b"\xff" * 8)
    yield "car with a long text that is none", "repo.car", start + _sized(b"\x01q\x12 " + bytes(32) + b"\x7b" + b"\xff" * 8)
    yield "car with a strange id", "repo.car", start + _sized(b"\xff\xff\xff\x7f" + block)
    yield "car that points to itself", "repo.car", start + _sized(block[:36] + b"\xa1ad\xd8*X%\x00" + block[:36])
    yield "car of many blocks", "repo.car", start + (bytes([len(block)]) + block) * 200_000
    for number in range(12):
        yield f"car flipped {number}", "repo.car", flipped(sound * 3, chance)
        yield f"car cut {number}", "repo.car", sound[: chance.randrange(1, len(sound))]


def _streams(chance: random.Random) -> Iterator[tuple[str, str, bytes]]:
    """Bytes that fit no format, or fit one without end."""
    for number in range(12):
        yield f"noise {number}", f"noise{number}.csv", chance.randbytes(chance.randrange(1, 50_000))
    for byte in (b"\0", b"\xff", b'"', b"\n", b"\\", b",", b"-", b":", b"[", b"{", b"<", b"A", b" ", b"\x80", b"="):
        yield f"only {byte!r}", "only.csv", byte * 3_000_000
    yield "gzip of zeros", "a.csv.gz", _gzipped(bytes(96 << 20))
    yield "gzip of gzips", "a.gz", _gzipped(_gzipped(_gzipped(CARD)))
    for start, name in ((b"[" * 500_000, "arrays"), (b'{"a":' * 300_000, "objects"), (b'[{"a":[' * 200_000, "both")):
        yield f"json of {name}", "result.json", start
    yield "json deep inside", "result.json", b'{"messages":[{"from_id":"user1","date_unixtime":"1","text":' + b"[" * 100_000
    yield "json number", "result.json", b'{"messages":[{"id":' + b"9" * 3_000_000 + b',"from_id":"user1"}]}'
    yield "json string without end", "result.json", b'{"messages":[{"from_id":"user1","text":"' + b"a" * 12_000_000
    yield "json escapes", "result.json", b'{"messages":[{"from_id":"user1","text":"' + b"\\ud800" * 500_000 + b'"}]}'
    yield (
        "json keys",
        "result.json",
        b'{"messages":[{"from_id":"user1",' + b",".join(b'"k%d":1' % n for n in range(200_000)) + b"}]}",
    )
    yield "json of twins", "result.json", b'{"messages":[],' * 20_000 + b'"messages":[]' + b"}" * 20_000
    yield "xml deep", "a.xml", b"<rss><channel>" + b"<a>" * 300_000
    yield "xml entity bomb", "a.xml", bomb_of_entities() + b"<rss version='2.0'><channel><title>&j;</title></channel></rss>"
    yield (
        "xml from elsewhere",
        "a.xml",
        b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss version="2.0"><channel><title>a</title></channel></rss>',
    )
    yield "xml attributes", "a.xml", b"<rss " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"><channel/></rss>"
    yield "xml quotes", "a.xml", b"<rss version='2.0'><channel><item><title>" + b"<a b='" * 200_000
    yield "opml quotes", "a.opml", b"<opml>" + b"<outline a='" * 200_000
    yield "dates without end", "chat.txt", b"13/04/24, 10:00 - " + b"1/1/1, 1:1 - " * 200_000
    yield "chat of authors", "chat.txt", b"".join(b"13/04/24, 10:00 - A%d: hello\n" % n for n in range(60_000))
    yield "chat of blanks", "chat.txt", b"13/04/24, 10:00 - A: hello\n" + b"13/04/24," + b" " * 2_000_000
    yield "quoted printable", "a.vcf", CARD.replace(b"FN:", b"FN;ENCODING=QUOTED-PRINTABLE:" + b"=\r\n" * 300_000)
    yield "parameters", "a.vcf", CARD.replace(b"FN:", b"FN" + b";A=b" * 300_000 + b":")
    yield "folded", "a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + b"\r\n a" * 500_000
    yield (
        "boundaries",
        "a.eml",
        b"From: a@b.example\nTo: b@b.example\nDate: Tue, 5 Mar 2024 14:22:11 +0000\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\n\n" * 200_000,
    )
    yield (
        "addresses",
        "a.eml",
        b"From: a@b.example\nDate: Tue, 5 Mar 2024 14:22:11 +0000\nTo: " + b"a <a@b.example>, " * 100_000 + b"\n\nhello",
    )
    yield (
        "nested comments",
        "a.eml",
        b"From: " + b"(" * 200_000 + b"\nTo: b@b.example\nDate: Tue, 5 Mar 2024 14:22:11 +0000\n\nhello",
    )


def tarred(files: dict[str, bytes]) -> bytes:
    """A tar of these files that is always the same."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _special(kind: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("card.vcf")
        info.type, info.linkname = kind, "../../../../etc/passwd"
        archive.addfile(info)
    return out.getvalue()


def _claiming(tar: bytes, size: bytes) -> bytes:
    """A tar whose first file says that it has another size, with a sum that fits."""
    head = bytearray(tar[:512])
    head[124:136] = size
    head[148:156] = b" " * 8
    head[148:156] = f"{sum(head):06o}\0 ".encode()
    return bytes(head) + tar[512:]


def _huge_header() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("card.vcf")
        info.pax_headers = {"comment": "x" * 40_000_000}
        archive.addfile(info)
    return out.getvalue()


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _sized(block: bytes) -> bytes:
    """A block with the varint of its length before it."""
    length, out = len(block), bytearray()
    while length >= 0x80:
        out.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes(out) + bytes([length]) + block


def _lying(data: bytes, field: int, mark: bytes) -> bytes:
    """The same zip with one field of every head of one kind set to the largest number (APPNOTE 4.3)."""
    out, at = bytearray(data), data.find(mark)
    while at >= 0:
        struct.pack_into("<H", out, at + field, 0xFFFF)
        at = data.find(mark, at + 4)
    return bytes(out)


def _twins() -> bytes:
    return zipped({"card.vcf": CARD, "card.vcx": CARD.replace(b"Ben", b"Vera")}).replace(b"card.vcx", b"card.vcf")


def _linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("card.vcf")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr(zipfile.ZipInfo("sound.vcf"), CARD)
    return out.getvalue()


def _overlapping() -> bytes:
    """A thousand names in the table of contents for one and the same packed file (after David Fifield's bomb)."""
    single = zipped({"card.vcf": CARD + bytes(2 << 20)})
    start, end = single.find(_CENTRAL), single.rfind(_END)
    entry = single[start:end]
    table = b"".join(entry.replace(b"card.vcf", f"c{number:03}.vcf".encode()[:8]) for number in range(1_000))
    return single[:start] + table + struct.pack("<4s4H2LH", _END, 0, 0, 1_000, 1_000, len(table), start, 0)
