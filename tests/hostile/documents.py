"""JSON documents spoilt where they are still JSON: every key may hold a value of any type, and answers may go in circles."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 7, 2**63, 1e308, "", "x", "\u0000", "\ud800", "9" * 400, "2024-13-45T99:99:99Z", "-999999999999999"),
    *([], {}, [[]], [None], ["x"], {"x": None}, {"text": {"text": {}}}, [{"id": []}], "=1+1", "A" * 70_000, "\u202e" * 50),
)
_KEPT_WHOLE = 200


def spoilt_documents(data: bytes, chance: random.Random, *, count: int) -> Iterator[tuple[str, bytes]]:
    """(what was done, document) for `count` places of a JSON document, or of a file with one on each line; none if it is none."""
    lines = data.splitlines() if _parsed(data) is _NONE else [data]
    documents = [_parsed(line) for line in lines]
    places = [(number, path) for number, value in enumerate(documents) if value is not _NONE for path in _paths(value)]
    for _ in range(count if places else 0):
        number, path = chance.choice(places)
        value = chance.choice(VALUES)
        spoilt = [
            line if at != number else _start(line) + _dump(_with(documents[at], path, value)) for at, line in enumerate(lines)
        ]
        yield f"{'.'.join(map(str, path))} is {json.dumps(value)[:20]}", b"\n".join(spoilt)
    if places:
        circles = [
            line if value is _NONE else _start(line) + _dump(_in_circles(value))
            for line, value in zip(lines, documents, strict=True)
        ]
        yield "answers in circles", b"\n".join(circles)


_NONE = object()


def _start(line: bytes) -> bytes:
    """What stands before a document, such as `window.YTD.tweets.part0 = `."""
    found = [at for sign in (b"[", b"{") if (at := line.find(sign)) >= 0]
    return line[: min(found, default=0)]


def _parsed(line: bytes) -> Any:
    try:
        value = json.loads(line[len(_start(line)) :])
    except ValueError:
        return _NONE
    return value if isinstance(value, dict | list) else _NONE


def _paths(value: Any, start: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys: Any = value.items() if isinstance(value, dict) else enumerate(value[:_KEPT_WHOLE])
    for key, inner in keys:
        yield (*start, key)
        if isinstance(inner, dict | list):
            yield from _paths(inner, (*start, key))


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    if isinstance(value, dict):
        return {key: _with(inner, path[1:], new) if key == path[0] else inner for key, inner in value.items()}
    return [_with(inner, path[1:], new) if at == path[0] else inner for at, inner in enumerate(value)]


def _in_circles(value: Any) -> Any:
    """The same document with every number and every reference the same: everything answers itself and names itself."""
    if isinstance(value, dict):
        return {
            key: "1" if _is_reference(key) and isinstance(inner, str | int) else _in_circles(inner)
            for key, inner in value.items()
        }
    return [_in_circles(inner) for inner in value] if isinstance(value, list) else value


def _is_reference(key: str) -> bool:
    lower = key.lower()
    return lower.endswith(("id", "id_str", "_to", "replyto")) or lower in ("uri", "cid", "parent", "root", "thread")


def _dump(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")
