"""Archives of Hustings: what the writer wrote is read whole, and nothing of a file that was changed since."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.exports.people_records import EVERYTHING, WORKSPACE
from connectors.files.memory import Memory
from hustings.connectors.exports.archive import ArchiveWriter
from hustings.connectors.files.hustings_archive import HUSTINGS_ARCHIVE
from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading import hustings_archives
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import OrganisationRecord

BODY = OrganisationRecord(external_id=f"{WORKSPACE}:o1", name="City of Port Halden")


def archive() -> bytes:
    target = io.BytesIO()
    writer = ArchiveWriter(target)
    assert writer.add("records/organisations.jsonl", [BODY]) == 1
    assert writer.add("records/people.jsonl", [EVERYTHING, EVERYTHING]) == 2
    assert writer.add("rows/people.person.jsonl", [{"id": 1}]) == 1
    assert writer.add("records/kept.jsonl", []) == 0
    writer.close(made_by="Ada")
    return target.getvalue()


def rewritten(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with other contents; None leaves a file out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive())) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            if (data := change(name, before.read(name))) is not None:
                after.writestr(name, data)
    return target.getvalue()


def outcome(data: bytes, folder: Path) -> list[Found | Rejected]:
    """What the registry makes of it, as of any upload."""
    path = folder / "archive.zip"
    path.write_bytes(data)
    upload = open_upload([path])
    found = scan(upload.entries)
    assert found.unrecognised == ()
    items = [item for _, item in read(found.assignments)]
    upload.close()
    return items


def test_an_archive_is_read_whole_and_people_come_first(tmp_path: Path) -> None:
    items = outcome(archive(), tmp_path)
    assert [item.record for item in items if isinstance(item, Found)] == [EVERYTHING, EVERYTHING, BODY]
    assert [item.place.line for item in items] == [1, 2, 1]


def test_the_manifest_tells_every_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive())) as held:
        manifest = json.loads(held.read("manifest.json"))
        assert {file["path"] for file in manifest["files"]} == set(held.namelist()) - {"manifest.json", "README.txt"}
    assert (manifest["format"], manifest["version"], manifest["made_by"]) == ("hustings-archive", 1, "Ada")
    assert [file["lines"] for file in manifest["files"]] == [1, 2, 1]
    assert manifest["empty"] == ["records/kept.jsonl"]


def test_a_changed_file_is_left_out_whole_and_the_others_come_in(tmp_path: Path) -> None:
    data = rewritten(lambda name, data: data.replace(b"Souza", b"Sousa") if "people.jsonl" in name else data)
    rejected, kept = outcome(data, tmp_path)
    assert isinstance(rejected, Rejected)
    assert "damaged or was changed" in rejected.reason
    assert isinstance(kept, Found)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    rejected, _ = outcome(rewritten(lambda name, data: None if "people.jsonl" in name else data), tmp_path)
    assert isinstance(rejected, Rejected)
    assert "it is not there" in rejected.reason


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (b'{"format": "hustings-archive", "version": 2, "files": []}', "made by a newer Hustings"),
        (b'{"format": "hustings-archive"', "manifest of the archive is damaged"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_said(manifest: bytes, reason: str, tmp_path: Path) -> None:
    (rejected,) = outcome(rewritten(lambda name, data: manifest if name == "manifest.json" else data), tmp_path)
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason


def with_lines(lines: bytes) -> list[Found | Rejected]:
    """What is read of a file of people with these lines and a manifest that fits."""
    from hashlib import sha256

    files = [{"path": "records/people.jsonl", "sha256": sha256(lines).hexdigest()}]
    manifest = json.dumps({"format": "hustings-archive", "version": 1, "files": files}).encode()
    entries = [Memory(manifest, "a/manifest.json"), Memory(lines, "a/records/people.jsonl")]
    assert list(HUSTINGS_ARCHIVE.recognise(entries)) == entries
    return list(HUSTINGS_ARCHIVE.read(entries))


def test_a_line_that_is_no_record_is_named() -> None:
    found = with_lines(b'{"kind":"person","external_id":"1","name":{"full":"Bo"}}\n{"kind":"unicorn"}')
    assert [type(item) for item in found] == [Found, Rejected]
    assert found[1].place.line == 2


def test_an_endless_line_is_no_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hustings_archives, "LONGEST", 10)
    (found,) = with_lines(b"x" * 100)
    assert isinstance(found, Rejected)
    assert "more than 10 bytes" in found.reason


def test_other_manifests_are_left_to_others() -> None:
    entries = [Memory(b'{"format": "web-extension"}', "manifest.json"), Memory(b"{}", "records/people.jsonl")]
    assert HUSTINGS_ARCHIVE.recognise(entries) == []


def test_a_file_beside_the_archive_is_not_of_it() -> None:
    entries = [
        Memory(b'{"format": "hustings-archive"}', "a/manifest.json"),
        Memory(b"x", "b/records/x.jsonl"),
        Memory(b"x", "a/other"),
    ]
    assert HUSTINGS_ARCHIVE.recognise(entries) == entries[:1]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_said_and_never_raised(data: bytes) -> None:
    assert all(isinstance(item, Found | Rejected) for item in with_lines(data))
    entries = [Memory(b'{"format": "hustings-archive"}' + data, "manifest.json")]
    assert all(isinstance(item, Rejected) for item in HUSTINGS_ARCHIVE.read(entries))
