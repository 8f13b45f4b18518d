"""Every mail beside a JSON file in goldens/mail gives exactly the records and rejections of that file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from hustings.connectors.files.mail import MAIL
from hustings.connectors.protocol import Found
from hustings.kernel.records import encode

GOLDENS = Path(__file__).parent / "goldens" / "mail"
MAILS = sorted(path for path in GOLDENS.iterdir() if path.suffix in (".eml", ".mbox"))


class FileEntry:
    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._data = path.read_bytes()
        self.size = len(self._data)

    def open(self) -> BinaryIO:
        return BytesIO(self._data)

    def head(self, length: int = 65_536) -> bytes:
        return self._data[:length]


def as_json(path: Path) -> list[object]:
    """What the reader says about one file, with lines."""
    found = []
    for each in MAIL.read([FileEntry(path)]):
        said = {"record": msgspec.json.decode(encode(each.record))} if isinstance(each, Found) else {"reason": each.reason}
        found.append({"line": each.place.line, **said})
    return found


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.name)
def test_every_golden_mail_gives_its_records(path: Path) -> None:
    assert len(MAIL.recognise([FileEntry(path)])) == 1
    assert as_json(path) == msgspec.json.decode(path.with_suffix(path.suffix + ".json").read_bytes())


# Content-Length counts bytes, so other line ends make another mailbox of that one.
@pytest.mark.parametrize("path", [path for path in MAILS if path.name != "content_length.mbox"], ids=lambda path: path.name)
def test_windows_line_ends_change_no_record(path: Path, tmp_path: Path) -> None:
    other = tmp_path / path.name
    other.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert as_json(other) == as_json(path)
