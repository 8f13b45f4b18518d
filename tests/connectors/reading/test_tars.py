"""Promises of tars and gzip: every way of writing them gives the same files, and none does harm."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.connectors.reading import tars
from hustings.connectors.reading.container import Limits, open_upload
from hustings.kernel.errors import WrongInput

LONG = "folder/" * 30 + "name.txt"
DAMAGED = "The tar archive is damaged or was cut off here; what stands before is read. Download it again."


def packed(files: dict[str, bytes], *, format: int = tarfile.USTAR_FORMAT, others: tuple[tarfile.TarInfo, ...] = ()) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        for info in others:
            tar.addfile(info)
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def upload(tmp_path: Path, data: bytes, name: str = "a.tar.gz", **limits: int) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files of an archive and what was refused, by their paths inside it."""
    path = tmp_path / name
    path.write_bytes(data)
    with open_upload([path], limits=Limits(**limits)) as found:
        files = {}
        for entry in found.entries:
            with entry.open() as stream:
                files[entry.name.removeprefix(path.as_posix())] = stream.read()
        return files, {item.place.file.removeprefix(path.as_posix()): item.reason for item in found.rejected}


def unpacked(data: bytes, most: int = 1_000) -> list[tuple[str, bytes, str]]:
    copy = io.BytesIO()
    members = list(tars.unpack(io.BytesIO(data), copy, most=most))
    return [(one.name, copy.getvalue()[one.start : one.start + one.size], one.refused) for one in members]


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("packs", [False, True])
def test_every_form_of_tar_gives_its_files(tmp_path: Path, format: int, packs: bool) -> None:
    name = LONG if format != tarfile.USTAR_FORMAT else "folder/" * 20 + "name.txt"
    files = {"empty": b"", name: b"x" * 700, "Łukasik.json": b"[1]" * 512, "big": os.urandom(3 << 20)}
    folder = special("folder", tarfile.DIRTYPE)
    data = packed(files, format=format, others=(folder,))
    found, refused = upload(tmp_path, gzip.compress(data) if packs else data)
    assert found == {f"/{name}": content for name, content in files.items()}
    assert refused == {}


def test_links_devices_and_paths_that_lead_out_are_refused(tmp_path: Path) -> None:
    others = (
        special("link", tarfile.SYMTYPE, "/etc/passwd"),
        special("hard", tarfile.LNKTYPE, "a"),
        special("device", tarfile.CHRTYPE),
    )
    data = packed({"a": b"1", "../b": b"2", "/c": b"3", ".hidden": b"4", "__MACOSX/d": b"5"}, others=others)
    found, refused = upload(tmp_path, data)
    link, out = (
        "This is a link or a device, which is not followed.",
        "Its path leads out of the zip, as only hostile archives do.",
    )
    assert found == {"/a": b"1"}
    assert refused == {"/../b": out, "//c": out, "/link": link, "/hard": link, "/device": link}


def test_a_long_link_does_not_give_its_name_to_the_next_file() -> None:
    link = packed({}, format=tarfile.GNU_FORMAT, others=(special(LONG, tarfile.SYMTYPE, LONG),))
    headers = link[: 512 * 5]
    assert unpacked(headers + packed({"b": b"2"})) == [
        (LONG, b"", "This is a link or a device, which is not followed."),
        ("b", b"2", ""),
    ]


def test_global_headers_are_passed_over(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "made"}) as tar:
        info = tarfile.TarInfo("a")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"1"))
    assert unpacked(out.getvalue()) == [("a", b"1", "")]


def test_of_pictures_and_films_only_the_beginning_is_kept() -> None:
    files = {"1.jpg": b"\xff\xd8\xff" + b"x" * 3_000_000, "2.mp4": b"\0\0\0\x18ftyp" + b"y" * 9, "3.json": b"{}"}
    assert [(name, len(content)) for name, content, _ in unpacked(packed(files))] == [
        ("1.jpg", 65_536),
        ("2.mp4", 17),
        ("3.json", 2),
    ]


def test_a_single_file_packed_by_gzip_keeps_its_name_and_content(tmp_path: Path) -> None:
    assert upload(tmp_path, gzip.compress(b"From ben@example.org\n"), "box.mbox.gz") == ({"": b"From ben@example.org\n"}, {})


def test_archives_inside_archives_are_looked_into(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.json", b"[1]")
    data = gzip.compress(packed({"in.zip": inner.getvalue(), "in.tar": packed({"other.json": b"[2]"})}))
    found, refused = upload(tmp_path, data, depth=4)
    assert found == {"/in.zip/deep.json": b"[1]", "/in.tar/other.json": b"[2]"}
    assert refused == {}
    found, refused = upload(tmp_path, gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"x")))))
    assert (found, list(refused.values())) == (
        {},
        ["It lies in more than 3 zips, one inside the other. Unpack the outer ones first."],
    )


def test_a_damaged_tar_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    data = packed({"a": b"1" * 600, "b": b"2" * 600})
    found, refused = upload(tmp_path, data[:2_600])
    assert (found, refused) == ({"/a": b"1" * 600}, {"": DAMAGED})
    found, refused = upload(tmp_path, gzip.compress(os.urandom(9_000))[:-500])
    assert list(refused.values()) == [] or "damaged" in refused[""]
    packs = gzip.compress(packed({"a": os.urandom(9_000), "b": os.urandom(200_000)}))
    found, refused = upload(tmp_path, packs[:-9_000])
    assert list(found) == ["/a"]
    assert "damaged" in refused[""]


@pytest.mark.parametrize(
    "size",
    [
        b"99999999999\0",
        b"77777777777\0",
        b"\x80" + b"\xff" * 11,
        b"\x80" + b"\0" * 10 + b"\x09",
        b"8888888\0\0\0\0\0",
        b"\xff" * 12,
    ],
)
@pytest.mark.parametrize("kind", [b"0", b"x", b"L", b"5"])
def test_sizes_that_lie_are_refused(size: bytes, kind: bytes) -> None:
    header = bytearray(packed({"a": b"1"})[:512])
    header[124:136], header[156:157], header[148:156] = size, kind, b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with pytest.raises(WrongInput, match="damaged"):
        unpacked(bytes(header) + b"\1" * 9)


def test_binary_sizes_are_understood_and_headers_that_name_nothing_change_nothing() -> None:
    header = bytearray(packed({"a": b"1"})[:512])
    header[124:136], header[148:156] = b"\x80" + b"\0" * 10 + b"\x01", b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    extended = bytearray(header)
    extended[156:157], extended[148:156] = b"x", b" " * 8
    extended[148:156] = b"%06o\0 " % sum(extended)
    block = b"1" + b"\0" * 511
    assert unpacked(bytes(extended) + block + bytes(header) + block) == [("a", b"1", "")]


def test_a_tar_without_end_is_left_after_as_many_files_as_allowed() -> None:
    assert len(unpacked(packed({str(number): b"" for number in range(9)}), most=4)) == 4


def test_a_tar_may_be_larger_than_a_file_may(tmp_path: Path) -> None:
    data = packed({"a": b"1" * 60_000, "b": b"2" * 60_000})
    found, refused = upload(tmp_path, data, entry=70_000)
    assert [len(content) for content in found.values()] == [60_000, 60_000]
    assert refused == {}


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(packed({"a.csv": b"\0" * (40 << 20)}))
    found, refused = upload(tmp_path, bomb, ratio_free=1 << 20)
    assert found == {}
    assert "grows beyond all reason" in refused[""]


@settings(max_examples=60)
@given(st.binary(max_size=1_600), st.integers(0, 3_000))
def test_any_bytes_give_files_or_a_reason(data: bytes, cut: int) -> None:
    sound = packed({"a": b"1" * 600, "b" * 90: b"2"}, format=tarfile.GNU_FORMAT)
    for each in (data, sound[:cut] + data, sound[:cut] + data + sound[cut:]):
        tars.is_tar(each)
        with contextlib.suppress(WrongInput):
            assert all(isinstance(name, str) for name, _, _ in unpacked(each))
