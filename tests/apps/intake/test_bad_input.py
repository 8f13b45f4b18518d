"""What cannot be read is said once, plainly and where it stands; everything else goes on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import
from hustings.apps.people.models import Interaction, Person
from importing import begin, bring_in, counts
from small_files import ADA, KWABENA, MARISOL, Said, cards, connections, linkedin_zip, messages

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def pdf_as_csv(folder: Path) -> Path:
    path = folder / "Connections.csv"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    return path


def empty_file(folder: Path) -> Path:
    path = folder / "empty.vcf"
    path.write_bytes(b"")
    return path


def truncated_zip(folder: Path) -> Path:
    path = linkedin_zip(folder / "cut.zip", {"Connections": connections(MARISOL, KWABENA)})
    path.write_bytes(path.read_bytes()[:-40])
    return path


def encrypted_zip(folder: Path) -> Path:
    path = linkedin_zip(folder / "locked.zip", {"Connections": connections(MARISOL)}, compression=zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    return path


def bomb(folder: Path) -> Path:
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("messages.csv", b"0" * 60_000_000)
    return path


def picture(folder: Path) -> Path:
    path = folder / "me.vcf"
    path.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    return path


BAD: list[tuple[Callable[[Path], Path], str]] = [
    (pdf_as_csv, "PDF"),
    (empty_file, "empty"),
    (truncated_zip, "damaged"),
    (encrypted_zip, "password"),
    (bomb, ""),
    (picture, "picture"),
]


@pytest.mark.parametrize(("make", "words"), BAD, ids=[make.__name__ for make, _ in BAD])
def test_one_bad_file_gives_one_message_and_the_others_go_on(
    ada: Actor, tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    bad = make(tmp_path)
    started = begin(ada, bad, cards(tmp_path / "good.vcf", KWABENA))
    foretold = actions.preview_import(ada, started.pk).preview
    done = actions.apply_import(ada, started.pk)
    assert done.report == foretold
    assert counts(done) == {"people": {"created": 1}, "files": {"rejected": 1}} or counts(done)["people"]["created"] == 1
    (said,) = [held for file in done.report["files"] if file["path"] == str(bad) for held in file["rejected"]]
    assert words in said["reason"]
    assert said["reason"].endswith((".", ")."))
    # Places are told as the member gave them, not as the copy lies on the server.
    assert said["file"].startswith(bad.name)


def test_an_export_with_nothing_in_it_says_so(ada: Actor, tmp_path: Path) -> None:
    path = tmp_path / "empty.zip"
    zipfile.ZipFile(path, "w").close()
    done = bring_in(ada, path)
    assert done.state == "failed"
    assert Person.objects.count() == 1
    assert sum(len(file["rejected"]) for file in done.report["files"]) == 1


def test_rows_that_cannot_be_used_are_named_by_file_and_line(ada: Actor, tmp_path: Path) -> None:
    table = connections(MARISOL, KWABENA)
    table.insert(2, ["", "", "", "", "", "", "30 Jan 2024"])
    done = bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Connections": table}))
    assert counts(done)["people"] == {"created": 2, "rejected": 1}
    (said,) = done.report["files"][0]["rejected"]
    assert (said["file"], said["line"]) == ("x.zip/Connections.csv", 3)
    assert "names nobody" in said["reason"]


def test_odd_signs_in_the_text_are_kept_or_left_out_but_never_stop_an_import(ada: Actor, tmp_path: Path) -> None:
    said = Said(MARISOL, ADA, DAY, "Zero \x00 width \u200b and \U0001f6b2?")
    done = bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Connections": connections(MARISOL), "messages": messages(said)}))
    assert counts(done)["interactions"] == {"created": 1}
    assert "\U0001f6b2" in Interaction.objects.get().text


def test_the_kept_copy_goes_when_the_import_is_over(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, cards(tmp_path / "good.vcf", KWABENA))
    assert not Path(done.kept_copy).exists()
    assert Import.objects.get().kept_copy
