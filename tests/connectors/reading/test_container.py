"""Promises of the container: everything that can be read is, nothing hostile gets further, and each refusal says why."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from hustings.connectors.reading import container
from hustings.connectors.reading.container import FileEntry, Limits, Upload, open_upload
from hustings.kernel.errors import WrongInput


def _zip(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _upload(folder: Path, data: bytes, *, name: str = "given.zip", limits: Limits | None = None) -> Upload:
    path = folder / name
    path.write_bytes(data)
    return open_upload([path], limits=limits)


def _names(upload: Upload, folder: Path) -> list[str]:
    return [entry.name.removeprefix(f"{folder.as_posix()}/") for entry in upload.entries]


def _content(entry: FileEntry) -> bytes:
    with entry.open() as stream:
        return stream.read()


def test_file_folder_and_zip_hold_the_same_entries(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "Jobs").mkdir(parents=True)
    (folder / "Jobs" / "a.csv").write_bytes(b"one")
    (folder / "b.csv").write_bytes(b"two")
    (folder / ".DS_Store").write_bytes(b"clutter")
    packed = tmp_path / "export.zip"
    packed.write_bytes(_zip({"Jobs/a.csv": b"one", "b.csv": b"two"}))
    with open_upload([folder, packed, folder / "b.csv"]) as upload:
        found = [(entry.name.removeprefix(f"{tmp_path.as_posix()}/"), _content(entry)) for entry in upload.entries]
        assert not upload.rejected
        assert [entry.origin for entry in upload.entries] == [folder, folder, packed, packed, folder / "b.csv"]
    assert found == [
        ("export/b.csv", b"two"),
        ("export/Jobs/a.csv", b"one"),
        ("export.zip/Jobs/a.csv", b"one"),
        ("export.zip/b.csv", b"two"),
        ("export/b.csv", b"two"),
    ]


def test_zips_inside_zips_are_read_down_to_the_third(tmp_path: Path) -> None:
    deep = _zip({"x.csv": b"deep"})
    for level in range(2):
        deep = _zip({f"in{level}.zip": deep, f"beside{level}.csv": b"y"})
    with _upload(tmp_path, deep) as upload:
        assert _names(upload, tmp_path) == [
            "given.zip/in1.zip/in0.zip/x.csv",
            "given.zip/in1.zip/beside0.csv",
            "given.zip/beside1.csv",
        ]
        assert _content(upload.entries[0]) == b"deep"
    with _upload(tmp_path, _zip({"out.zip": deep, "z.csv": b"z"})) as upload:
        assert "more than 3 zips" in upload.rejected[0].reason
        assert len(upload.entries) == 3


def test_a_large_zip_inside_a_zip_goes_through_a_temporary_file(tmp_path: Path) -> None:
    inner = _zip({"x.bin": os.urandom(3 << 20)}, method=zipfile.ZIP_STORED)
    with _upload(tmp_path, _zip({"in.zip": inner})) as upload:
        assert len(_content(upload.entries[0])) == 3 << 20


def test_clutter_of_systems_is_skipped_silently_but_maildir_kept(tmp_path: Path) -> None:
    files = ["__MACOSX/._a", ".DS_Store", "a/.hidden/x", "Thumbs.db", ".Sent/cur/1:2,S", "mail/.Archive/new/2", "./b.csv"]
    with _upload(tmp_path, _zip(dict.fromkeys(files, b"x"))) as upload:
        assert _names(upload, tmp_path) == ["given.zip/.Sent/cur/1:2,S", "given.zip/mail/.Archive/new/2", "given.zip/./b.csv"]
        assert not upload.rejected


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x.csv", "..\\x.csv"])
def test_paths_that_lead_out_of_a_zip_are_refused_and_others_go_on(tmp_path: Path, name: str) -> None:
    with _upload(tmp_path, _zip({name: b"evil", "good.csv": b"x"})) as upload:
        assert _names(upload, tmp_path) == ["given.zip/good.csv"]
        assert "leads out of the zip" in upload.rejected[0].reason


def test_links_are_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.csv").write_bytes(b"s")
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "secret" / "s.csv")
    (folder / "dir").symlink_to(tmp_path / "secret")
    info = zipfile.ZipInfo("link.csv")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with open_upload([folder]) as upload:
        assert upload.entries == []
        assert len(upload.rejected) == 3
        assert all("link" in rejected.reason for rejected in upload.rejected)


def test_a_link_that_the_member_names_is_the_file_it_means(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with open_upload([tmp_path / "b.csv"]) as upload:
        assert [_content(entry) for entry in upload.entries] == [b"a"]


def test_missing_and_special_files_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with open_upload([tmp_path / "nothing.zip", tmp_path]) as upload:
        assert [rejected.reason for rejected in upload.rejected] == [
            "There is no such file or folder. Check the path.",
            "This is not an ordinary file.",
        ]


def test_a_file_that_vanishes_or_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"a")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", denied)
    with open_upload([tmp_path]) as upload:
        assert "Check its permissions" in upload.rejected[0].reason
    monkeypatch.undo()
    upload = Upload(Limits())
    upload._add_file("gone.csv", tmp_path / "gone.csv", origin=tmp_path)
    assert "damaged" in upload.rejected[0].reason


def test_folders_that_may_not_be_looked_into_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: object) -> None:
        raise PermissionError(13, "denied", str(path))

    monkeypatch.setattr(os, "scandir", denied)
    with open_upload([tmp_path]) as upload:
        assert [(item.place.file, item.reason[:23]) for item in upload.rejected] == [(str(tmp_path), "The file may not be rea")]


def test_a_path_that_no_system_can_hold_is_named(tmp_path: Path) -> None:
    with open_upload([tmp_path / ("x" * 5_000)]) as upload:
        assert len(upload.rejected) == 1
        assert upload.entries == []


def test_names_that_are_no_text_are_shown_with_marks(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff.csv", "wb") as stream:
        stream.write(b"x")
    with open_upload([tmp_path]) as upload:
        assert _names(upload, tmp_path) == ["\ufffd.csv"]
        assert _content(upload.entries[0]) == b"x"


def test_locked_zips_are_said_once_with_what_to_do(tmp_path: Path) -> None:
    data = bytearray(_zip({"a.csv": b"secret", "b.csv": b"open"}, method=zipfile.ZIP_STORED))
    first_local, first_central = data.find(b"PK\3\4"), data.find(b"PK\1\2")
    data[first_local + 6] |= 1
    data[first_central + 8] |= 1
    with _upload(tmp_path, bytes(data)) as upload:
        assert _names(upload, tmp_path) == ["given.zip/b.csv"]
        assert [rejected.reason[:56] for rejected in upload.rejected] == [
            "1 of the 2 files in this zip are protected by a password"
        ]
    second_local, second_central = data.rfind(b"PK\3\4"), data.rfind(b"PK\1\2")
    data[second_local + 6] |= 1
    data[second_central + 8] |= 1
    with _upload(tmp_path, bytes(data)) as upload:
        assert upload.entries == []
        assert upload.rejected[0].reason.startswith("The zip is protected by a password. Unpack it")


@pytest.mark.parametrize("keep", [4, 30, 60, 100, -1, -10])
def test_truncated_zips_are_said_to_be_cut_off(tmp_path: Path, keep: int) -> None:
    with _upload(tmp_path, _zip({"a.csv": b"x" * 100, "b.csv": b"y" * 100})[:keep]) as upload:
        assert upload.entries == []
        assert "cut off" in upload.rejected[0].reason


def test_one_damaged_file_does_not_harm_the_others(tmp_path: Path) -> None:
    data = bytearray(_zip({"bad.csv": b"A" * 50, "good.csv": b"good"}, method=zipfile.ZIP_STORED))
    data[data.find(b"AAAA")] = 66
    with _upload(tmp_path, bytes(data)) as upload:
        assert _names(upload, tmp_path) == ["given.zip/good.csv"]
        assert "damaged" in upload.rejected[0].reason


def test_damage_after_the_beginning_shows_while_reading(tmp_path: Path) -> None:
    data = bytearray(_zip({"bad.csv": b"A" * 200_000}, method=zipfile.ZIP_STORED))
    data[150_000] = 66
    with _upload(tmp_path, bytes(data)) as upload, pytest.raises(WrongInput, match="damaged"):
        _content(upload.entries[0])


def test_an_entry_that_cannot_be_opened_any_more_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a")
    with open_upload([tmp_path / "a.csv"]) as upload:
        (tmp_path / "a.csv").unlink()
        with pytest.raises(WrongInput, match="damaged"):
            upload.entries[0].open()


def test_other_packings_are_refused_before_they_can_ask_for_memory(tmp_path: Path) -> None:
    with _upload(tmp_path, _zip({"a.csv": b"x" * 100}, method=zipfile.ZIP_LZMA)) as upload:
        assert "packed in a way" in upload.rejected[0].reason


def test_twin_names_in_a_zip_are_both_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", b"two")
    with _upload(tmp_path, out.getvalue()) as upload:
        assert [(entry.name[-9:], _content(entry)) for entry in upload.entries] == [("zip/a.csv", b"one"), ("a.csv (2)", b"two")]


def test_documents_that_are_zips_stay_whole(tmp_path: Path) -> None:
    with _upload(tmp_path, _zip({"[Content_Types].xml": b"<x/>", "xl/a.xml": b"y"}), name="book.xlsx") as upload:
        assert _names(upload, tmp_path) == ["book.xlsx"]


def test_a_file_without_a_name_harms_nothing(tmp_path: Path) -> None:
    data = bytearray(_zip({"\x01.csv": b"x", "good.csv": b"good", "folder/": b""}))
    for signature, name in ((b"PK\3\4", 30), (b"PK\1\2", 46)):
        data[data.find(signature) + name] = 0
    with _upload(tmp_path, bytes(data)) as upload:
        assert _names(upload, tmp_path)[-1] == "given.zip/good.csv"


def test_an_empty_zip_is_told_and_harms_nothing(tmp_path: Path) -> None:
    with _upload(tmp_path, _zip({})) as upload:
        assert upload.entries == []
        assert [item.reason for item in upload.rejected] == ["There is no file in it."]


def test_a_bomb_is_stopped_by_what_is_read_not_by_what_it_claims(tmp_path: Path) -> None:
    bomb = bytearray(_zip({"bomb.csv": b"\0" * (8 << 20)}))
    limits = Limits(ratio=100, ratio_free=1 << 20)
    with _upload(tmp_path, bytes(bomb), limits=limits) as upload, pytest.raises(WrongInput, match="hostile"):
        _content(upload.entries[0])
    central = bomb.find(b"PK\1\2")
    bomb[central + 24 : central + 28] = struct.pack("<L", 10)
    with _upload(tmp_path, bytes(bomb), limits=limits) as upload:
        assert upload.entries == []
        assert "damaged" in upload.rejected[0].reason


def test_limits_of_one_file_and_of_all_together(tmp_path: Path) -> None:
    data = _zip({"a.csv": os.urandom(200_000), "b.csv": os.urandom(200_000)})
    with (
        _upload(tmp_path, data, limits=Limits(entry=150_000)) as upload,
        pytest.raises(WrongInput, match="larger than 150,000 bytes"),
    ):
        _content(upload.entries[0])
    with _upload(tmp_path, data, limits=Limits(total=390_000)) as upload:
        assert len(_content(upload.entries[0])) == 200_000
        assert len(_content(upload.entries[0])) == 200_000
        with pytest.raises(WrongInput, match=r"More than 390,000 bytes in all"):
            _content(upload.entries[1])
    assert container._size(2 << 30) == "2 GB"


def test_limits_of_counts(tmp_path: Path) -> None:
    many = _zip({f"{number}.csv": b"x" for number in range(6)})
    with _upload(tmp_path, many, limits=Limits(entries=3)) as upload:
        assert len(upload.entries) == 3
        assert [rejected.reason[:21] for rejected in upload.rejected] == ["More than 3 files in "]
    nested = _zip({f"{number}.zip": many for number in range(3)})
    with _upload(tmp_path, nested, limits=Limits(archives=2)) as upload:
        assert len(upload.entries) == 6
        assert [rejected.reason[:20] for rejected in upload.rejected] == ["More than 2 zips in "] * 2


def test_a_huge_table_of_contents_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    with _upload(tmp_path, _zip(dict.fromkeys("abcdefgh", b"x")), limits=Limits(directory=100)) as upload:
        assert "too many files" in upload.rejected[0].reason


def test_the_size_of_a_wide_table_of_contents_is_read_too() -> None:
    wide = b"PK\6\6" + b"\0" * 36 + struct.pack("<Q", 1 << 40) + b"\0" * 8
    end = b"PK\5\6" + b"\0" * 8 + b"\xff" * 4 + b"\0" * 6
    assert container._directory_size(io.BytesIO(wide + end)) == 1 << 40
    assert container._directory_size(io.BytesIO(end)) == 0xFFFFFFFF
    assert container._directory_size(io.BytesIO(b"nothing")) == 0


def test_heads_are_cheap_bounded_and_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_HEADS", 2)
    for number in range(4):
        (tmp_path / f"{number}.csv").write_bytes(bytes([48 + number]) * 100_000)
    with open_upload([tmp_path]) as upload:
        for entry in upload.entries:
            assert entry.head(3) == entry.name[-5:-4].encode() * 3
            assert len(entry.head()) == 65_536
            assert len(entry.head(90_000)) == 90_000
            assert entry.size == 100_000
            assert repr(entry) == f"FileEntry({entry.name!r})"
        assert len(upload._budget.heads) == 2
    (tmp_path / "0.csv").write_bytes(b"short")
    with open_upload([tmp_path / "0.csv"]) as upload:
        assert upload.entries[0].head(90_000) == b"short"
