"""A mailbox read in a process of its own is the same mailbox, whatever befalls that process."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import ahead, passes
from hustings.apps.intake.ahead import Asked
from hustings.connectors.files.registry import Assignment, read, scan
from hustings.connectors.protocol import Entry, FileReader, Found, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.engine.triage import triage
from hustings.kernel.records import MessageRecord, digest, encode
from importing import bring_in, counts

LETTER = """From cleo@example.org Mon Jan  5 10:00:{second:02d} 2026
From: Cleo Martin <cleo@example.org>
To: Ben <ben@example.org>
Date: Mon, 5 Jan 2026 10:00:{second:02d} +0100
Message-ID: <{number}@example.org>
Subject: Grüße {number}

Wer kommt morgen mit? Zeile "{number}"
{{}}

"""
WITHOUT_DATE = "From vera@example.org\nFrom: Vera <vera@example.org>\nTo: ada@example.org\nSubject: when?\n\nno date at all\n\n"


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH_IT", 0)
    monkeypatch.setattr(ahead, "cores", lambda: 2)


def mailbox(folder: Path, letters: int = 7) -> Path:
    place = folder / "all.mbox"
    written = [LETTER.format(number=number, second=number % 60) for number in range(letters)]
    place.write_text("".join([*written[:3], WITHOUT_DATE, *written[3:]]), encoding="utf-8")
    return place


def assigned(path: Path) -> Assignment:
    (assignment,) = scan(open_upload([path]).entries).assignments
    return assignment


def read_ahead(assignment: Assignment, *, paths: list[Path]) -> Iterator[Found | Rejected]:
    reader, entries = assignment
    for _, item in read([assignment._replace(reader=ahead.ahead(reader, entries, paths=paths))]):
        yield item


def plain(items: Iterator[Found | Rejected]) -> list[Any]:
    return [(item.record, item.place) if isinstance(item, Found) else item for item in items]


def read_here(path: Path) -> list[Any]:
    return plain(item for _, item in read([assigned(path)]))


def asked_for(path: Path) -> Asked:
    assignment = assigned(path)
    return Asked((str(path),), assignment.reader.name, tuple(entry.name for entry in assignment.entries))


def told(path: Path, monkeypatch: pytest.MonkeyPatch, *, at_ease: int = 12) -> bytes:
    monkeypatch.setattr(ahead, "AT_EASE", at_ease)
    out = io.BytesIO()
    ahead.tell(asked_for(path), out)
    return out.getvalue()


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, says: bytes) -> None:
    """Puts a program in the child's place that says this and ends."""
    said, program = folder / "said", folder / "program"
    said.write_bytes(says)
    program.write_text(f"#!/bin/sh\nexec cat '{said}'\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


def test_another_process_reads_the_same_letters_in_the_same_order(tmp_path: Path) -> None:
    path = mailbox(tmp_path)
    found = list(read_ahead(assigned(path), paths=[path]))
    assert plain(iter(found)) == read_here(path)
    assert len(found) == 8
    marks = [item.mark == digest(encode(item.record)) for item in found if isinstance(item, Found)]
    assert marks == [True] * 7


def test_a_process_that_is_far_ahead_judges_letters_as_they_are_judged_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mailbox(tmp_path)
    pretend(monkeypatch, tmp_path, told(path, monkeypatch, at_ease=0))
    found = [item for item in read_ahead(assigned(path), paths=[path]) if isinstance(item, Found)]
    letters = [(item.record, item.verdict) for item in found if isinstance(item.record, MessageRecord)]
    assert [triage(letter.text, subject=letter.subject, direction="in") == said for letter, said in letters] == [True] * 7


def test_a_process_that_is_hardly_ahead_reads_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mailbox(tmp_path)
    pretend(monkeypatch, tmp_path, told(path, monkeypatch, at_ease=1_000))
    found = [item for item in read_ahead(assigned(path), paths=[path]) if isinstance(item, Found)]
    assert [item.verdict for item in found] == [None] * 7


def test_what_a_machine_wrote_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bulk.mbox"
    path.write_text(LETTER.format(number=1, second=1).replace("Subject:", "Precedence: bulk\nSubject:"), encoding="utf-8")
    pretend(monkeypatch, tmp_path, told(path, monkeypatch, at_ease=0))
    (found,) = read_ahead(assigned(path), paths=[path])
    assert isinstance(found, Found)
    assert found.verdict is None


@pytest.mark.parametrize("cut", ["", "first block", "in a block", "between", "garbage"])
def test_what_a_process_did_not_tell_any_more_is_read_here(cut: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mailbox(tmp_path)
    monkeypatch.setattr(ahead, "BLOCK", 3)
    first, second, *_ = told(path, monkeypatch).splitlines(keepends=True)
    says = {"": b"", "first block": first, "in a block": first + second[:40], "between": first + second, "garbage": b"\xff\n"}
    pretend(monkeypatch, tmp_path, says[cut])
    assert plain(read_ahead(assigned(path), paths=[path])) == read_here(path)


def test_a_process_that_told_everything_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mailbox(tmp_path)
    pretend(monkeypatch, tmp_path, told(path, monkeypatch))
    expected, assignment = read_here(path), assigned(path)
    monkeypatch.setattr(type(assignment.reader), "read", lambda reader, entries: pytest.fail("It was read here once more."))
    assert plain(read_ahead(assignment, paths=[path])) == expected


def test_where_no_process_begins_it_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mailbox(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert plain(read_ahead(assigned(path), paths=[path])) == read_here(path)


@pytest.mark.parametrize("why", ["little", "one core", "another format", "a reader told something"])
def test_no_process_begins_where_it_is_not_worth_it(why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mailbox(tmp_path)
    assignment = assigned(path)
    if why == "little":
        monkeypatch.setattr(ahead, "WORTH_IT", 1 << 20)
    elif why == "one core":
        monkeypatch.setattr(ahead, "cores", lambda: 1)
    elif why == "another format":
        monkeypatch.setattr(ahead, "AHEAD", {})
    else:
        reader: Any = SimpleNamespace(name="mail", read=assignment.reader.read)
        assignment = assignment._replace(reader=reader)
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **settings: pytest.fail("A process was begun."))
    assert plain(read_ahead(assignment, paths=[path])) == read_here(path)


def test_whoever_stops_listening_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def noted(*words: Any, **settings: Any) -> subprocess.Popen[bytes]:
        begun.append(begin(*words, **settings))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    path = mailbox(tmp_path, letters=2_000)
    items = read_ahead(assigned(path), paths=[path])
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert [process.returncode is not None for process in begun] == [True]


def test_a_process_whose_listener_was_killed_ends_by_itself(tmp_path: Path) -> None:
    # More than the blocks that wait in it and what the pipe holds.
    path = mailbox(tmp_path, letters=20_000)
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", "from hustings.apps.intake.ahead import run; run()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(msgspec.json.encode(asked_for(path)))
    child.stdin.close()
    assert child.stdout.readline().startswith(b"[[")
    child.stdout.close()
    assert child.wait(timeout=60) == 0


class Deaf(io.BytesIO):
    """Nobody listens at its end."""

    def write(self, block: Any, /) -> int:
        raise BrokenPipeError


def test_the_process_stops_reading_when_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, reader = asked_for(mailbox(tmp_path, letters=500)), ahead.AHEAD["mail"]
    monkeypatch.setattr(ahead, "BLOCK", 1)
    taken = []

    def counted(entries: Any) -> Iterator[Any]:
        for item in reader.read(entries):
            taken.append(item)
            yield item

    monkeypatch.setitem(ahead.AHEAD, "mail", SimpleNamespace(read=counted))
    ahead.tell(asked, Deaf())
    assert 0 < len(taken) < ahead.BLOCKS + 10


def test_the_process_tells_nothing_of_files_that_it_does_not_find(tmp_path: Path) -> None:
    out = io.BytesIO()
    ahead.tell(asked_for(mailbox(tmp_path))._replace(entries=("gone.mbox",)), out)
    assert out.getvalue() == b""


def test_a_block_ends_with_a_long_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "BLOCK_BYTES", 1)
    out = io.BytesIO()
    ahead.tell(asked_for(mailbox(tmp_path)), out)
    assert len(out.getvalue().splitlines()) == 8 + 1


def test_the_process_is_asked_on_its_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, expected, out = asked_for(mailbox(tmp_path)), io.BytesIO(), io.BytesIO()
    ahead.tell(asked, expected)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(msgspec.json.encode(asked))))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    ahead.run()
    assert out.getvalue() == expected.getvalue()
    assert out.getvalue().endswith(b"[]\n")


def test_the_process_begins_without_django() -> None:
    asked = "import hustings.apps.intake.ahead, sys; print('django' in sys.modules)"
    answer = subprocess.run([sys.executable, "-P", "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


def test_cores_are_counted_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert ahead.cores() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert ahead.cores() == 6


class Judging:
    """The reader of mail, as if another process had judged the first of its letters."""

    def __init__(self, reader: FileReader) -> None:
        self.name, self.title, self.use_rule, self.recognise = reader.name, reader.title, reader.use_rule, reader.recognise
        self._reader = reader

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        for number, item in enumerate(self._reader.read(entries)):
            yield item._replace(verdict=(True, "complaint", 0.95, "")) if isinstance(item, Found) and not number else item


def kinds(actor: Actor) -> list[str]:
    held = Conversation.objects.filter(workspace_id=actor.workspace_id).order_by("id")
    return list(held.values_list("reply_kind", flat=True))


def test_letters_of_another_process_come_in_as_if_they_were_read_here(
    ada: Actor, otto: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mailbox(tmp_path)
    assert counts(bring_in(ada, path, me=("ben@example.org",)))["interactions"] == {"created": 7, "rejected": 1}
    monkeypatch.setattr(ahead, "WORTH_IT", 1 << 30)
    bring_in(otto, path, me=("ben@example.org",))
    assert kinds(ada) == kinds(otto) == ["question"] * 7


def test_what_the_other_process_judged_counts_until_the_words_change(
    ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "ahead", lambda reader, entries, paths: Judging(reader))
    letter = LETTER.format(number=1, second=1)
    once, twice = tmp_path / "once.mbox", tmp_path / "twice.mbox"
    once.write_text(letter, encoding="utf-8")
    bring_in(ada, once, me=("ben@example.org",))
    assert kinds(ada) == ["complaint"]
    other = letter.replace("1@example.org", "2@example.org")
    twice.write_text(other + other.replace("Wer kommt morgen mit?", "Bitte melde dich."), encoding="utf-8")
    bring_in(ada, twice, me=("ben@example.org",))
    assert kinds(ada) == ["complaint", "ask"]
