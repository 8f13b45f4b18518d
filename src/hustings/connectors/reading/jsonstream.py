"""Large JSON in pieces: the members of chosen arrays and objects one by one, so that memory is bounded by one of them.

Knows nothing of any format. What is cut off, damaged or too large is told by Rejected, and everything before it is given.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec

from hustings.connectors.protocol import Entry, Place, Rejected
from hustings.kernel.errors import WrongInput

LIMIT = 8 << 20
"""Bytes of one piece. Decoded it may take forty times as much, if somebody means harm."""
REJECTIONS = 10_000
"""Pieces of one file that may be unreadable before the rest of it is left alone."""

_CHUNK = 1 << 18
_DEPTH = 16
_PREFIX = 1_000
_SIGN = re.compile(rb"\S")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,:\[\]{}\"]++")
_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+(?:([\[{])|([\]}]))', re.DOTALL)
_PARTS = rb'[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"'
_SHALLOW = 6
_CLOSING = {b"[": b"]", b"{": b"}"}
_CUT = "The file ends in the middle, as if it had been cut off. What stands before is read."
_NO_VALUE = "This is no valid JSON. What stands before is read."
_LONE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\u0000|\\.")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def _nested(depth: int) -> bytes:
    """A pattern of an array or object with so many further levels in it, which goes over each sign once."""
    inner = b"|" + _nested(depth - 1) if depth else b""
    return rb"[\[{](?:" + _PARTS + inner + rb")*+[\]}]"


_CONTAINER = re.compile(_nested(_SHALLOW), re.DOTALL)
"""Arrays and objects as deep as nearly all are, found in one go; the others are followed bracket by bracket."""

_TRIES = 4
"""Ends that are tried where members of an array are found together: rows within rows may look like the next member."""
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])

Path = tuple[str | int, ...]
"""The keys and positions that lead to a value from the root, which is the empty path."""


class Value(NamedTuple):
    """A decoded piece: where in the document and on which line of the file (from 1) it stands."""

    path: Path
    value: Any
    line: int


def levels(depth: int) -> Callable[[Path], bool]:
    """Take apart the root and what lies less than `depth` levels down: 1 gives the root's members."""
    return lambda path: len(path) < depth


def read_values(
    entry: Entry, *, into: Callable[[Path], bool], limit: int = LIMIT, decoded: Callable[[bytes], Any] | None = None
) -> Iterator[Value | Rejected]:
    """The values of a JSON file in their order; arrays and objects at whose path `into` agrees are given member by member.

    Text before the first bracket is passed over (`window.YTD.tweets.part0 = [`), and so is what follows the document. NUL
    and halves of surrogates, which no data base can hold, are replaced. Never raises WrongInput: it becomes a Rejected.
    `decoded` stands in for `decode` where values of one shape are wanted; it raises as `decode` does.
    """
    refused, decoded = 0, decoded or decode
    try:
        with entry.open() as stream:
            for path, raw, line in _Scanner(stream, into=into, limit=limit).pieces():
                try:
                    yield Value(path, decoded(raw), line)
                except WrongInput as error:
                    refused += 1
                    yield Rejected(Place(entry.name, line), str(error))
                    if refused >= REJECTIONS:
                        yield Rejected(Place(entry.name, line), "Too much of this file cannot be read; the rest is left out.")
                        return
    except _Damage as error:
        yield Rejected(Place(entry.name, error.line), str(error))
    except WrongInput as error:
        yield Rejected(Place(entry.name), str(error))


def decode(raw: bytes) -> Any:
    """The value of a JSON text, mended where it is nearly right (odd bytes, control signs). Raises WrongInput if it is none."""
    try:
        if b"\\u0000" not in raw:
            return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    text = _CONTROL.sub(" ", raw.decode("utf-8", "replace"))
    try:
        return msgspec.json.decode(_LONE.sub(_mended, text))
    except (msgspec.DecodeError, RecursionError) as error:
        raise WrongInput("This entry is no valid JSON.") from error


def outline(head: bytes) -> frozenset[str]:
    """The keys that stand in the beginning of a JSON document: those of its root, or of the first entries of a root array.

    Empty where the bytes are no JSON. Deeper keys follow as `outer>inner`, down to three levels.
    """
    keys: set[str] = set()
    scanner = _Scanner(io.BytesIO(_as_utf8(head)), into=lambda path: _seen(path, keys), limit=LIMIT)
    try:
        for path, _, _ in scanner.pieces():
            _seen(path, keys)
    except WrongInput:
        pass
    return frozenset(keys)


def _seen(path: Path, keys: set[str]) -> bool:
    """Take note of the keys of a path; whether to look further down."""
    named = [step for step in path if isinstance(step, str)]
    if named:
        keys.add(">".join(named[:3]))
    return len(named) < 3


def _as_utf8(head: bytes) -> bytes:
    return head if not head.startswith((b"\xff\xfe", b"\xfe\xff")) else head.decode("utf-16", "replace").encode()


def _mended(found: re.Match[str]) -> str:
    escape = found[0]
    return escape if len(escape) == 12 or escape[1] != "u" or len(escape) == 2 else "\\ufffd" if escape != "\\u0000" else " "


class _Damage(WrongInput):
    """The document breaks off or breaks the rules of JSON on this line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Scanner:
    """Walks over a document without decoding it. Strings and nesting are followed by patterns that never go back."""

    def __init__(self, stream: BinaryIO, *, into: Callable[[Path], bool], limit: int) -> None:
        self._stream = stream
        self._into = into
        self._limit = limit
        self._data = b""
        self._at = 0
        self._line = 1
        self._counted = 0
        self._tried = b""
        self._text: io.TextIOWrapper | None = None

    def pieces(self) -> Iterator[tuple[Path, bytes, int]]:
        """Every value that is not taken apart, with its path and line."""
        self._begin()
        yield from self._walk(())

    def _begin(self) -> None:
        """Go to the first bracket of the document."""
        self._more()
        if self._data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._data = self._recoded()
        starts = [at for sign in _CLOSING if (at := self._data.find(sign, 0, _PREFIX)) >= 0]
        if not starts:
            raise WrongInput("This is no JSON.")
        self._at = min(starts)

    def _recoded(self) -> bytes:
        """From here on UTF-16 is read as UTF-8."""
        start = io.BytesIO(self._data)
        self._text = io.TextIOWrapper(io.BufferedReader(_Joined(start, self._stream)), "utf-16", "replace")
        return self._text.read(_CHUNK).encode("utf-8", "replace")

    def _walk(self, path: Path) -> Iterator[tuple[Path, bytes, int]]:
        sign = self._peek()
        if sign in _CLOSING and self._taken_apart(path):
            yield from self._members(path, sign)
        else:
            line = self._line_here()
            yield path, self._value(sign), line

    def _members(self, path: Path, opening: bytes) -> Iterator[tuple[Path, bytes, int]]:
        closing, number, between = _CLOSING[opening], 0, b""
        self._at += 1
        while self._peek() != closing:
            key: str | int = number
            if opening == b"{":
                key = self._key()
            yield from self._walk((*path, key))
            number += 1
            between = self._next(closing) or between
            for raw in self._together(between) if opening == b"[" else ():
                if raw[0] in b"[{" and self._taken_apart((*path, number)):
                    break
                yield (*path, number), raw, self._line_here()
                number += 1
                self._at += len(raw)
                self._next(closing)
        self._at += 1

    def _taken_apart(self, path: Path) -> bool:
        return len(path) < _DEPTH and self._into(path)

    def _next(self, closing: bytes) -> bytes:
        """Go over the comma after a member to what follows it. What stood between two members, as far as it is still held."""
        data, end = self._data, self._at
        sign = self._peek()
        if sign == b",":
            self._at += 1
            self._peek()
            return data[end - 1 : self._at + 1] if data is self._data else b""
        if sign != closing:
            raise self._damage(_NO_VALUE)
        return b""

    def _together(self, between: bytes) -> list[bytes]:
        """The next members of an array that lie whole in what is held, found in one go; none where that cannot be done.

        What stands between two members may stand elsewhere too. But whatever begins where a member begins and is an array of
        JSON with brackets around it ends where a member ends.
        """
        if not between or self._tried is self._data:
            return []
        self._tried, end = self._data, len(self._data)
        for _ in range(_TRIES):
            end = self._data.rfind(between, self._at, end)
            if end < 0:
                break
            try:
                return [bytes(raw) for raw in _RAWS.decode(b"[" + self._data[self._at : end + 1] + b"]")]
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue
        return []

    def _key(self) -> str:
        if self._peek() != b'"':
            raise self._damage(_NO_VALUE)
        key = decode(self._match(_STRING))
        if self._peek() != b":":
            raise self._damage(_NO_VALUE)
        self._at += 1
        return str(key)

    def _value(self, sign: bytes) -> bytes:
        """The bytes of the value that begins here."""
        if sign in _CLOSING:
            return self._container()
        return self._match(_STRING) if sign == b'"' else self._scalar()

    def _container(self) -> bytes:
        if (whole := _CONTAINER.match(self._data, self._at)) is not None:
            return self._take(whole.end())
        depth, position = 0, self._at
        while True:
            found = _BRACKET.match(self._data, position)
            if found is None:
                position -= self._at
                self._require_more()
                continue
            position = found.end()
            depth += 1 if found[1] else -1
            if not depth:
                return self._take(position)

    def _match(self, pattern: re.Pattern[bytes]) -> bytes:
        while (found := pattern.match(self._data, self._at)) is None:
            self._require_more()
        return self._take(found.end())

    def _scalar(self) -> bytes:
        """A number or a word: it ends where something else begins, which must have been seen."""
        while (found := _SCALAR.match(self._data, self._at)) and found.end() == len(self._data):
            self._require_more()
        if found is None:
            raise self._damage(_NO_VALUE)
        return self._take(found.end())

    def _take(self, end: int) -> bytes:
        raw = self._data[self._at : end]
        self._at = end
        return raw

    def _peek(self) -> bytes:
        """The next sign that is no blank."""
        while (found := _SIGN.search(self._data, self._at)) is None:
            self._at = len(self._data)
            self._require_more()
        self._at = found.start()
        return found[0]

    def _require_more(self) -> None:
        if not self._more():
            raise self._damage(_CUT)

    def _more(self) -> bool:
        """Drop what was passed and read as much again as is held, so that a long value is walked over a few times only."""
        if len(self._data) - self._at > self._limit:
            raise self._damage(f"One entry of this file is larger than {self._limit >> 20} MB. It is not read further.")
        self._line_here()
        held = self._data[self._at :]
        size = max(_CHUNK, len(held))
        chunk = self._stream.read(size) if self._text is None else self._text.read(size).encode("utf-8", "replace")
        self._data, self._at, self._counted = held + chunk, 0, 0
        return bool(chunk)

    def _line_here(self) -> int:
        self._line += self._data.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _damage(self, message: str) -> _Damage:
        return _Damage(message, self._line_here())


class _Joined(io.RawIOBase):
    """What was read already, and the stream after it."""

    def __init__(self, start: BinaryIO, rest: BinaryIO) -> None:
        self._parts = [start, rest]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while self._parts:
            chunk = self._parts[0].read(len(buffer))
            if chunk:
                buffer[: len(chunk)] = chunk
                return len(chunk)
            self._parts.pop(0)
        return 0
