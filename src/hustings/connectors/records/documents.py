"""Entries of a file of many: lines of JSON, an array of JSON, or one document of plain YAML."""

from __future__ import annotations

from collections.abc import Iterator

from hustings.connectors.protocol import Entry, Place, Rejected
from hustings.connectors.reading import plain_yaml
from hustings.connectors.reading.jsonstream import LIMIT, Value, decode, levels, read_values
from hustings.kernel.errors import WrongInput

_TOO_LONG = f"This line holds more than {LIMIT >> 20} MB and is not read."
_NO_ENTRY = "This is no entry with keys and values."


def documents(entry: Entry) -> Iterator[Value | Rejected]:
    """The objects of a file, each with the line where it stands; what is none is told. Memory is bounded by one of them."""
    start = entry.head(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    held = _lines(entry) if start == b"{" else read_values(entry, into=levels(1)) if start == b"[" else _yaml(entry)
    for item in held:
        if isinstance(item, Rejected) or isinstance(item.value, dict):
            yield item
        else:
            yield Rejected(Place(entry.name, item.line), _NO_ENTRY)


def _lines(entry: Entry) -> Iterator[Value | Rejected]:
    """Objects of JSON, one a line. A file that is one object over several lines is that object."""
    with entry.open() as stream:
        first = stream.readline(LIMIT)
        is_whole = first.rstrip().endswith(b"}")
    if not is_whole:
        yield from read_values(entry, into=levels(0))
        return
    with entry.open() as stream:
        number = 0
        while line := stream.readline(LIMIT + 1):
            number += 1
            if len(line) > LIMIT:
                yield Rejected(Place(entry.name, number), _TOO_LONG)
                return
            text = line.strip().removeprefix(b"\xef\xbb\xbf")
            if text:
                yield _decoded(text, Place(entry.name, number))


def _decoded(text: bytes, place: Place) -> Value | Rejected:
    try:
        return Value((), decode(text), place.line or 1)
    except WrongInput as error:
        return Rejected(place, str(error))


def _yaml(entry: Entry) -> Iterator[Value | Rejected]:
    with entry.open() as stream:
        text = stream.read(plain_yaml.LIMIT + 1)
    try:
        yield Value((), plain_yaml.parse(text), 1)
    except plain_yaml.Unreadable as error:
        yield Rejected(Place(entry.name, error.line), str(error))
