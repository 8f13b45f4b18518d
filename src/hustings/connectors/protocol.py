"""What a connector offers. A reader of files recognises its own format by content and yields records, or says why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Literal, NamedTuple, Protocol, runtime_checkable

from hustings.kernel.records import AnyRecord

DateOrder = Literal["day-first", "month-first", ""]
"""Whether 3/4/2026 is the third of April or the fourth of March; empty where nobody has said so."""


class Place(NamedTuple):
    """Where something stands in what the member gave: a path (with `/` also inside archives) and a line from 1, if it has one."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}, line {self.line}"


class Found(NamedTuple):
    """A record and its place.

    Where whoever read it had the time for that, `mark` is the digest of the encoded record, and `verdict` says whether a message
    wants an answer if it came in, what kind it is, how surely, and the words that decided (engine.triage).
    """

    record: AnyRecord
    place: Place
    mark: bytes = b""
    verdict: tuple[bool, str, float, str] | None = None

    def holding(self, record: AnyRecord) -> Found:
        """Another record of the same place."""
        return Found(record, self.place)


class Rejected(NamedTuple):
    """Something that could not be read, where it stands and why, in words for the member."""

    place: Place
    reason: str


class Entry(Protocol):
    """One file inside what the member gave, wherever it lies. `size` is what its container claims, never to be trusted."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    def open(self) -> BinaryIO:
        """A fresh stream from the beginning; raises WrongInput when the file breaks a limit or is damaged."""
        ...

    def head(self, length: int = 65_536) -> bytes:
        """The first bytes; cheap to call often."""
        ...


class FileReader(Protocol):
    """A format. Stateless; one module in connectors/files each, named in the registry."""

    name: str
    """The word used in JSON and in the data base, such as `linkedin`."""
    title: str
    """The format in words for people, such as `LinkedIn data export`."""
    use_rule: str
    """The code of the use rule (kernel.provenance) that facts of this format carry."""

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Those entries that this reader can use, judged by their content and never by their names alone."""
        ...

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The records of the recognised entries: the owner first, then people, then the rest. Streams; memory stays flat."""
        ...


@runtime_checkable
class TakesDateOrder(Protocol):
    """A reader of files whose dates may leave open which of day and month comes first."""

    def with_date_order(self, order: DateOrder) -> FileReader:
        """The same reader, told the order to use for files that do not settle it by themselves."""
        ...
