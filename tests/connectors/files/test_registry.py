"""Promises of the registry: each file goes to one reader, and what nobody reads is described in plain words."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hustings.connectors.files.ical import ICALENDAR
from hustings.connectors.files.registry import READERS, Assignment, describe, read, scan
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import USE_RULES


class Greedy:
    """A reader that takes every file which begins with its word, and breaks while reading."""

    title = "Greedy"
    use_rule = "own-archive"

    def __init__(self, name: str) -> None:
        self.name = name

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        return [entry for entry in entries if entry.head().startswith(self.name.encode())]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        yield Rejected(Place(entries[0].name, 1), "first")
        raise WrongInput("broken")


def test_readers_have_names_of_their_own_words_and_rules() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
    assert all(reader.title and reader.use_rule in USE_RULES for reader in READERS)


def test_each_file_goes_to_the_first_reader_that_knows_it(tmp_path: Path) -> None:
    for name, content in {"a": b"on", "b": b"once", "c": b"one", "d": b"other"}.items():
        (tmp_path / name).write_bytes(content)
    first, second, third = Greedy("once"), Greedy("on"), Greedy("once")
    with open_upload([tmp_path]) as upload:
        found = scan(upload.entries, readers=[first, second, third])
        assert [(item.reader, [entry.name[-1] for entry in item.entries]) for item in found.assignments] == [
            (first, ["b"]),
            (second, ["a", "c"]),
        ]
        assert [item.place.file[-1] for item in found.unrecognised] == ["d"]


def test_a_reader_that_breaks_does_not_harm_the_next(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    with open_upload([tmp_path]) as upload:
        entries = tuple(upload.entries)
        said = list(read([Assignment(Greedy("one"), entries), Assignment(Greedy("two"), entries)]))
    assert [(reader.name, item.reason) for reader, item in said if isinstance(item, Rejected)] == [
        ("one", "first"),
        ("one", "broken"),
        ("two", "first"),
        ("two", "broken"),
    ]


def test_a_file_in_which_a_reader_finds_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.ics").write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    with open_upload([tmp_path / "empty.ics"]) as upload:
        said = [item for _, item in read(scan(upload.entries).assignments)]
    assert [item.reason for item in said if isinstance(item, Rejected)] == [
        f"This looks like: {ICALENDAR.title}. But it holds nothing."
    ]


def test_a_reason_fits_on_a_page_whatever_it_quotes() -> None:
    class Quoting(Greedy):
        def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
            yield Rejected(Place("a"), "The date " + "1" * 5_000)

    [(_, refused)] = read([Assignment(Quoting("a"), ())])
    assert isinstance(refused, Rejected)
    assert len(refused.reason) == 503


def test_files_that_break_when_looked_at_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "gone.csv").write_bytes(b"Name\n")
    (tmp_path / "empty.csv").write_bytes(b"")
    with open_upload([tmp_path]) as upload:
        upload._budget.heads.clear()
        (tmp_path / "gone.csv").unlink()
        found = scan(upload.entries)
    assert [(item.place.file.rpartition("/")[2], item.reason[:24]) for item in found.unrecognised] == [
        ("empty.csv", "The file is empty."),
        ("gone.csv", "The file is damaged or w"),
    ]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"%PDF-1.7", "This is a PDF document"),
        (b"\xff\xd8\xff\xe0", "This is a picture"),
        (b"PK\3\4xl/", "This is a spreadsheet"),
        (b"SQLite format 3\0", "This is a data base"),
        (b"<!DOCTYPE html><p>", "This is a web page"),
        (b"\xef\xbb\xbf  <?xml version", "This is an XML document"),
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n \n", "The file is empty."),
        (b"Colour,Size\nred,1\n", "This table (columns Colour, Size) is of no kind that is read."),
        (b' {"name": "Ben"}', "This is a JSON document"),
        (b"Colour,Size\n", "This table (columns Colour, Size) is of no kind that is read."),
        (b"Dear Ben\nall the best", "This is a text of no kind that is read."),
        (b"# Rivers\nFree for all, at any time, with notice\nand thanks\n", "This is a text of no kind that is read."),
        (b"\x01\x02\x03\x04\x05", "This is a file of no kind that is read."),
    ],
)
def test_what_nobody_reads_is_named(head: bytes, words: str) -> None:
    assert describe(head).startswith(words)


def test_a_whole_upload_of_everything_is_sorted_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("Connections.csv", "First Name,Last Name,URL,Connected On\nBen,Okafor,,30 Jan 2026\n")
        archive.writestr("c.vcf", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ben Okafor\r\nEND:VCARD\r\n")
        archive.writestr("d.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
        archive.writestr("m.eml", "From: ben@example.org\nTo: ada@example.org\nDate: Tue, 05 Mar 2024 14:22:11 +0000\n\nHello\n")
        archive.writestr("report.csv", "%PDF-1.7\n")
    with open_upload([tmp_path / "e.zip"]) as upload:
        found = scan(upload.entries)
    assert [(item.reader.name, [entry.name[-5:] for entry in item.entries]) for item in found.assignments] == [
        ("linkedin", ["s.csv"]),
        ("vcard", ["c.vcf"]),
        ("icalendar", ["d.ics"]),
        ("mail", ["m.eml"]),
    ]
    assert [item.reason[:22] for item in found.unrecognised] == ["This is a PDF document"]
