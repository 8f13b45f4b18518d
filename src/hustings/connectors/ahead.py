"""Reads a large mailbox in a process of its own, while whoever asked stores what was read before.

The child opens what the member gave by itself and writes blocks of records, one line of JSON each. It waits where it is too far
ahead, and ends when nobody listens any more. Whatever befalls it, the rest is read here: the same, in the same order.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from queue import Queue
from tempfile import TemporaryFile
from threading import Thread
from types import TracebackType
from typing import IO, NamedTuple, cast

import msgspec

from hustings.connectors.files.registry import READERS, Assignment, read
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import AnyRecord, digest, encode

AHEAD = frozenset({"mail"})
"""Formats whose reading takes about as long as storing what was read."""
WORTH_IT = 32 << 20
"""Bytes below which reading is over before another process has well begun."""
BLOCK = 200
"""Records in a block, at most."""
BLOCK_BYTES = 512 << 10
"""A block ends with the record that makes it longer than this."""
BLOCKS = 40
"""Blocks that the child is ahead, at most: more than what is stored at a time, about 20 MB."""


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
    reason: str = ""


_blocks = msgspec.json.Decoder(list[_Item])
_END = b"[]\n"


def read_ahead(assignment: Assignment, *, paths: Sequence[Path]) -> Iterator[Found | Rejected]:
    """What one reader finds, as `registry.read` yields it, from a process of its own where that is worth it.

    `paths` are those that were opened (`open_upload`). Closing the iterator ends that process.
    """
    taken = 0
    if is_worth_it(assignment):
        names = tuple(entry.name for entry in assignment.entries)
        with _Child(Asked(tuple(map(str, paths)), assignment.reader.name, names)) as child:
            for item in child.items():
                taken += 1
                yield item
            if child.has_ended:
                return
    yield from islice((item for _, item in read([assignment])), taken, None)


def is_worth_it(assignment: Assignment) -> bool:
    """Whether there is enough to read, by a reader that the child has as well, and a second core for it."""
    if assignment.reader.name not in AHEAD or assignment.reader not in READERS:
        return False
    return sum(entry.size for entry in assignment.entries) >= WORTH_IT and cores() > 1


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
            for file, number, record, mark, reason in block:
                place = Place(file, number)
                yield Found(record, place, mark) if record is not None else Rejected(place, reason)

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
    reader = next(each for each in READERS if each.name == asked.reader)
    with open_upload([Path(path) for path in asked.paths]) as upload:
        held = {entry.name: entry for entry in upload.entries}
        if not held.keys() >= set(asked.entries):
            return
        found = (item for _, item in read([Assignment(reader, tuple(held[name] for name in asked.entries))]))
        listener = _Listener(out)
        for block in _in_blocks(found):
            if not listener.takes(block):
                break
        listener.close()


def _in_blocks(found: Iterator[Found | Rejected]) -> Iterator[bytes]:
    """The items as lines, and a last line that says that this was all."""
    held: list[bytes] = []
    size = 0
    for item in found:
        held.append(_encoded(item))
        size += len(held[-1])
        if len(held) == BLOCK or size > BLOCK_BYTES:
            yield b"[" + b",".join(held) + b"]\n"
            held, size = [], 0
    if held:
        yield b"[" + b",".join(held) + b"]\n"
    yield _END


def _encoded(item: Found | Rejected) -> bytes:
    if isinstance(item, Found):
        return msgspec.json.encode(_Item(item.place.file, item.place.line, item.record, digest(encode(item.record))))
    return msgspec.json.encode(_Item(item.place.file, item.place.line, reason=item.reason))


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
