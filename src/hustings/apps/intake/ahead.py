"""Reads a large mailbox, and judges its letters, in a process of its own, while whoever asked stores what was read before.

The child knows no Django. It opens what the member gave by itself and writes blocks of records, one line of JSON each. It waits
where it is too far ahead, and ends when nobody listens any more. Whatever befalls it, the rest is read here, in the same order.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from queue import Queue
from tempfile import TemporaryFile
from threading import Thread
from types import TracebackType
from typing import IO, NamedTuple, cast

import msgspec

from hustings.connectors.files.mail import MAIL
from hustings.connectors.protocol import Entry, FileReader, Found, Place, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.engine.triage import Verdict, triage
from hustings.kernel.records import AnyRecord, MessageRecord, digest, encode

AHEAD = {reader.name: reader for reader in (MAIL,)}
"""Readers that take about as long as storing what they read. They alone are loaded, so that the child begins at once."""
WORTH_IT = 32 << 20
"""Bytes below which reading is over before another process has well begun."""
BLOCK = 200
"""Records in a block, at most."""
BLOCK_BYTES = 512 << 10
"""A block ends with the record that makes it longer than this."""
BLOCKS = 40
"""Blocks that the child is ahead, at most: more letters than are stored at a time, in about 12 MB."""
AT_EASE = 12
"""Blocks from which on it is far enough ahead to judge letters too."""


class Asked(NamedTuple):
    """What the child is to read: the paths that were opened, the name of a reader, the names of its entries in their order."""

    paths: tuple[str, ...]
    reader: str
    entries: tuple[str, ...]


class _Item(NamedTuple):
    """A Found or, without a record, a Rejected."""

    file: str
    line: int | None
    record: AnyRecord | None = None
    mark: bytes = b""
    verdict: Verdict | None = None
    reason: str = ""


_blocks = msgspec.json.Decoder(list[_Item])
_END = b"[]\n"


def ahead(reader: FileReader, entries: Sequence[Entry], *, paths: Sequence[Path]) -> FileReader:
    """The reader itself or, where that is worth it for these entries, one that finds the same by a process of its own.

    `paths` are those that were opened (`open_upload`). Closing the iterator of what it reads ends that process.
    """
    return _Ahead(reader, paths) if is_worth_it(reader, entries) else reader


def is_worth_it(reader: FileReader, entries: Sequence[Entry]) -> bool:
    """Whether there is enough to read, by a reader that the child has as well, and a second core for it."""
    return AHEAD.get(reader.name) is reader and sum(entry.size for entry in entries) >= WORTH_IT and cores() > 1


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Ahead:
    """A reader whose reading the child does."""

    def __init__(self, reader: FileReader, paths: Sequence[Path]) -> None:
        self.name, self.title, self.use_rule = reader.name, reader.title, reader.use_rule
        self.recognise = reader.recognise
        self._reader = reader
        self._paths = tuple(map(str, paths))

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        taken = 0
        with _Child(Asked(self._paths, self.name, tuple(entry.name for entry in entries))) as child:
            for item in child.items():
                taken += 1
                yield item
            if child.has_ended:
                return
        yield from islice(self._reader.read(entries), taken, None)


class _Child:
    """The other process. `has_ended` once it has told everything."""

    def __init__(self, asked: Asked) -> None:
        self.has_ended = False
        self._process: subprocess.Popen[bytes] | None = None
        command = [sys.executable, "-P", "-c", f"from {__name__} import run; run()"]
        with suppress(OSError), TemporaryFile() as question:
            # Names of a hundred thousand letters are too long for an argument, and would fill a pipe.
            question.write(msgspec.json.encode(asked))
            question.seek(0)
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )

    def items(self) -> Iterator[Found | Rejected]:
        """What it tells, up to its end or to where something befell it."""
        for line in cast(IO[bytes], self._process.stdout) if self._process else ():
            try:
                block = _blocks.decode(line)
            except msgspec.MsgspecError:
                return
            self.has_ended = not block
            for file, number, record, mark, verdict, reason in block:
                place = Place(file, number)
                yield Found(record, place, mark, verdict) if record is not None else Rejected(place, reason)

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()


def run() -> None:
    """The child: what is asked on standard input, blocks on standard output."""
    tell(msgspec.json.decode(sys.stdin.buffer.read(), type=Asked), sys.stdout.buffer)


def tell(asked: Asked, out: IO[bytes]) -> None:
    """Reads what is asked and writes it out in blocks, as far as anybody listens. Nothing where the entries are not there."""
    with open_upload([Path(path) for path in asked.paths]) as upload:
        held = {entry.name: entry for entry in upload.entries}
        if not held.keys() >= set(asked.entries):
            return
        listener = _Listener(out)
        found = AHEAD[asked.reader].read([held[name] for name in asked.entries])
        for block in _in_blocks(found, has_time=listener.is_behind):
            if not listener.takes(block):
                break
        listener.close()


def _in_blocks(found: Iterator[Found | Rejected], *, has_time: Callable[[], bool]) -> Iterator[bytes]:
    """The items as lines, and a last line that says that this was all. Where there is time, letters are judged."""
    held: list[bytes] = []
    size, judges = 0, has_time()
    for item in found:
        held.append(_encoded(item, judges=judges))
        size += len(held[-1])
        if len(held) == BLOCK or size > BLOCK_BYTES:
            yield _line(held)
            held, size, judges = [], 0, has_time()
    if held:
        yield _line(held)
    yield _END


def _line(items: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(items) + b"]\n"


def _encoded(item: Found | Rejected, *, judges: bool) -> bytes:
    """The fields of an _Item."""
    file, line = item.place
    if isinstance(item, Rejected):
        return msgspec.json.encode((file, line, None, b"", None, item.reason))
    payload = encode(item.record)
    verdict = _verdict(item.record) if judges else None
    return msgspec.json.encode((file, line, msgspec.Raw(payload), digest(payload), verdict))


def _verdict(record: AnyRecord) -> Verdict | None:
    """What a letter that a person wrote wants, if it came in."""
    if not isinstance(record, MessageRecord) or record.automatic or record.is_draft:
        return None
    return triage(record.text, subject=record.subject, direction="in")


class _Listener:
    """Whoever reads the blocks. What they have not taken yet waits here, so that reading goes on while they store."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._waiting: Queue[bytes] = Queue(BLOCKS)
        self._is_gone = False
        self._thread = Thread(target=self._write, daemon=True)
        self._thread.start()

    def takes(self, block: bytes) -> bool:
        """Hands a block on as soon as there is room; False where nobody listens any more."""
        self._waiting.put(block)
        return not self._is_gone

    def is_behind(self) -> bool:
        """Whether enough waits for them, so that there is time for more than reading."""
        return self._waiting.qsize() >= AT_EASE

    def close(self) -> None:
        """Waits until everything is taken."""
        self._waiting.put(b"")
        self._thread.join()

    def _write(self) -> None:
        while block := self._waiting.get():
            try:
                if not self._is_gone:
                    self._out.write(block)
                    self._out.flush()
            except OSError:
                self._is_gone = True
