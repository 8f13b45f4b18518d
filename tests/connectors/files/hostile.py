"""A generated corpus of broken and hostile files: sound samples of every format, and every way we know to spoil them."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

GOLDENS = Path(__file__).parent / "goldens" / "linkedin"
TABLES = ("Connections", "messages", "Invitations", "Profile", "Comments_1234567", "Endorsement_Received_Info")

VCARD = """BEGIN:VCARD\r
VERSION:3.0\r
N:Okafor;Ben;;;\r
FN:Ben Okafor\r
EMAIL;TYPE=work:ben@example.org\r
TEL;TYPE=cell:+1 617 555 0123\r
ORG:Tenants United;Ward 7\r
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Met at the h=C3=A4ll=\r
 and again\r
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\r
BDAY:1985-12-10\r
END:VCARD\r
"""
MAIL = """From: =?utf-8?q?Ben_Okaf=C3=B6r?= <ben@example.org>
To: Ada Lovelace <ada@example.org>, undisclosed-recipients:;
Date: Tue, 05 Mar 2024 14:22:11 +0000
Message-ID: <one@example.org>
Subject: =?iso-8859-1?Q?Rents_=E9?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="edge"

--edge
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Can you come on Friday=3F
--edge
Content-Type: text/html; charset=windows-1252

<p>Can you come on Friday?</p>
--edge--
"""
CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Hustings//Tests//EN\r
BEGIN:VEVENT\r
UID:one@example.org\r
DTSTART;TZID=Europe/Berlin:20260901T180000\r
DTEND;TZID=Europe/Berlin:20260901T200000\r
RRULE:FREQ=WEEKLY;COUNT=3\r
SUMMARY:Rent town hall\r
ORGANIZER;CN=Ada:mailto:ada@example.org\r
ATTENDEE;CN=Ben;PARTSTAT=ACCEPTED:mailto:ben@example.org\r
END:VEVENT\r
END:VCALENDAR\r
"""

Spoil = Callable[[bytes, random.Random], bytes]


def samples() -> dict[str, bytes]:
    """One sound file of each kind, by name."""
    tables = {f"{name}.csv": (GOLDENS / f"{name}.csv").read_bytes() for name in TABLES}
    mbox = "".join(f"From ben@example.org Tue Mar  5 14:22:11 2024\n{MAIL}\n" for _ in range(3))
    others = {"card.vcf": VCARD * 3, "letter.eml": MAIL, "box.mbox": mbox, "dates.ics": CALENDAR}
    return {**tables, **{name: text.encode() for name, text in others.items()}}


def _flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(max(1, len(out) // 50)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _splice(data: bytes, chance: random.Random) -> bytes:
    a, b = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:b] + data[a:]


def _shuffled_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _after(needle: bytes, added: bytes) -> Spoil:
    return lambda data, _: data.replace(needle, needle + added)


def _swap(old: bytes, new: bytes) -> Spoil:
    return lambda data, _: data.replace(old, new)


SPOILS: dict[str, Spoil] = {
    "cut": lambda data, chance: data[: chance.randrange(1, len(data))],
    "cut late": lambda data, chance: data[: -chance.randrange(1, 40)],
    "headless": lambda data, chance: data[chance.randrange(1, len(data) // 2) :],
    "flipped": _flip,
    "spliced": _splice,
    "shuffled": _shuffled_lines,
    "utf-16": lambda data, _: data.decode("utf-8", "replace").encode("utf-16"),
    "utf-16 without mark": lambda data, _: data.decode("utf-8", "replace").encode("utf-16-be"),
    "half a utf-16": lambda data, _: data.decode("utf-8", "replace").encode("utf-16")[:-1],
    "utf-32": lambda data, _: data.decode("utf-8", "replace").encode("utf-32"),
    "utf-7": lambda data, _: data.decode("utf-8", "replace").encode("utf-7"),
    "two marks": lambda data, _: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
    "false mark": lambda data, _: b"\xff\xfe" + data,
    "nul": lambda data, _: data.replace(b"e", b"e\0"),
    "surrogates": _swap(b"a", b"\xed\xa0\x80"),
    "overlong": _swap(b"a", b"\xc0\xaf\xfe\xff"),
    "controls": _swap(b"n", b"n\x1b\x0b\x0c\x85\xe2\x80\xa8"),
    "right to left": _swap(b" ", " \u202e\ufeff".encode()),
    "only CR": lambda data, _: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "CR CR LF": _swap(b"\n", b"\r\r\n"),
    "no line ends": lambda data, _: data.replace(b"\r", b"").replace(b"\n", b" "),
    "quotes": _swap(b",", b',"'),
    "unquoted": _swap(b'"', b""),
    "commas": _swap(b"a", b",,,"),
    "colons": _swap(b":", b":::;;;"),
    "semicolons": _swap(b",", b";"),
    "huge cell": _after(b"Ben", b"x" * 300_000),
    "many lines": lambda data, _: data + data[-60:] * 2_000,
    "many blanks": _swap(b" ", b" " * 3_000),
    "many brackets": _swap(b"e", b"e<([{" * 300),
    "formulas": _swap(b"Ben", b"=cmd|' /C calc'!A0"),
    "years": _swap(b"20", b"99999"),
    "zeros": _swap(b"1", b"0"),
    "negative": _swap(b"2", b"-2"),
    "far east digits": _swap(b"2", "２٢".encode()),
    "huge numbers": _swap(b"1", b"1" * 5_000),
    "percent": _swap(b"/", b"%00%ff%2f"),
    "bad addresses": _swap(b"www.linkedin.com", b"[::1"),
    "unknown charset": _swap(b"utf-8", b"x-none\xff"),
    "odd zone": _swap(b"Europe/Berlin", b"America"),
    "zone that climbs": _swap(b"Europe/Berlin", b"../../etc/passwd"),
    "endless rule": _swap(b"COUNT=3", b"INTERVAL=0"),
    "seconds for ever": _swap(b"FREQ=WEEKLY;COUNT=3", b"FREQ=SECONDLY"),
    "odd group": _swap(b"undisclosed-recipients:;", b"a:b:c;;<>@,(((("),
    "open comment": _swap(b"Ada", b"(((((((((" * 100),
    "nested parts": lambda data, _: data.replace(
        b"--edge\n", b'--edge\nContent-Type: multipart/mixed; boundary="edge"\n\n--edge\n' * 60
    ),
    "nested cards": lambda data, _: data.replace(b"VERSION", b"BEGIN:VCARD\r\n" * 500 + b"VERSION"),
    "nested events": lambda data, _: data.replace(b"UID", b"BEGIN:VEVENT\r\n" * 500 + b"UID"),
}


def spoilt_files(seed: int) -> Iterator[tuple[str, str, bytes]]:
    """(what was done, file name, content) for every sample and every way to spoil it that changes it; then files of nothing."""
    chance = random.Random(seed)
    for name, data in samples().items():
        for spoil, how in SPOILS.items():
            spoilt = how(data, chance)
            if spoilt != data:
                yield f"{spoil} {name}", name, spoilt
    for number in range(12):
        yield f"noise {number}", f"noise{number}.csv", chance.randbytes(chance.randrange(1, 5_000))
    for byte in (b"\0", b"\xff", b'"', b"\n", b"\\", b",", b"-", b":", b"A"):
        yield f"only {byte!r}", "Connections.csv", byte * 100_000
    yield "empty", "Connections.csv", b""
    yield "renamed", "Connections.csv", b"%PDF-1.7\n1 0 obj\n"


def spoilt_zips(seed: int) -> Iterator[tuple[str, bytes]]:
    """(what was done, content) for zips that lie, are damaged, grow without end or lead out of themselves."""
    chance = random.Random(seed)
    sound = _zipped(samples())
    for number in range(25):
        yield f"cut {number}", sound[: chance.randrange(1, len(sound))]
        yield f"flipped {number}", _flip(sound, chance)
        yield f"spliced {number}", _splice(sound, chance)
    for field in (4, 6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 36, 38, 42):
        yield f"lying field {field}", _lying(sound, field)
    for name in ("../Connections.csv", "/Connections.csv", "C:Connections.csv", "a/\0b.csv", "", ".", "x" * 60_000):
        yield f"path {name[:20]!r}", _zipped({name: b"x"} if name else {".csv": b"x"})
    yield "bomb", _zipped({"Connections.csv": samples()["Connections.csv"] + b"\0" * (20 << 20)})
    yield "lines", _zipped({"Connections.csv": samples()["Connections.csv"] + b"a,b\n" * 50_000})
    deep = sound
    for _ in range(6):
        deep = _zipped({"in.zip": deep, "beside.zip": deep[:200]})
    yield "deep", deep
    yield "many", _zipped({f"{number}.csv": b"" for number in range(3_000)})
    yield "no name", _zipped({"\x01.csv": b"x", "b.csv": b"y"}).replace(b"\x01.csv", b"\0.csv")
    yield "nothing", _zipped({})
    yield "only the end", sound[sound.rfind(b"PK\5\6") :]


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _lying(data: bytes, field: int) -> bytes:
    """The same zip with one field of every entry in its table of contents set to the largest number (APPNOTE 4.3.12)."""
    out, at = bytearray(data), data.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<H", out, at + field, 0xFFFF)
        at = data.find(b"PK\1\2", at + 4)
    return bytes(out)
