"""Plain YAML, as programs write records: nested mappings and lists of words. No tags, anchors, aliases or flow of several lines.

Everything is a text except an empty value, which is None. What the plain kind does not know is refused with its line: a file
that is half understood is worse than none.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

LIMIT = 1 << 20
"""Bytes of one document."""
DEPTH = 40
"""Levels of nesting."""

_KEY = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\s\"'#&*!|>%@`\[\]{},?-][^:#]*?|-?[\w/.]+)\s*:(?:\s+(.*))?$")
_COMMENT = re.compile(r"\s+#.*$")
_EMPTY = frozenset({"", "~", "null", "[]", "{}"})
_STRANGE = ("&", "*", "!", "%", "@", "`", "{", "[")


class Unreadable(Exception):
    """Why a document is not read, and at which line."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


class _Line(NamedTuple):
    """A line that holds something: its number, how far it is indented, and its text."""

    number: int
    indent: int
    text: str


def parse(document: bytes) -> Any:
    """The value of a document: dictionaries, lists and texts. Raises Unreadable with the line."""
    if len(document) > LIMIT:
        raise Unreadable(f"The file holds more than {LIMIT >> 20} MB and is not read.", 1)
    written = document.decode("utf-8-sig", "replace").replace("\0", "").splitlines()
    lines = [
        _Line(number, len(line) - len(line.lstrip(" ")), line.strip())
        for number, line in enumerate(written, 1)
        if line.strip() and not line.lstrip().startswith("#") and line.strip() not in ("---", "...")
    ]
    reader = _Reader(lines, written)
    value = reader.block(0, depth=0) if lines else None
    if reader.at < len(lines):
        raise Unreadable("This line is indented as none before it.", lines[reader.at].number)
    return value


class _Reader:
    """Walks over the lines of a document, block by block."""

    def __init__(self, lines: list[_Line], written: list[str]) -> None:
        self.lines = lines
        self.written = written
        self.at = 0

    def block(self, indent: int, *, depth: int) -> Any:
        """The mapping, list or text that begins at this line."""
        line = self.lines[self.at]
        if depth > DEPTH:
            raise Unreadable("The file is nested too deeply.", line.number)
        if _is_item(line.text):
            return self._list(line.indent, depth=depth)
        if _KEY.match(line.text):
            return self._mapping(line.indent, depth=depth)
        return self._words(indent)

    def _list(self, indent: int, *, depth: int) -> list[Any]:
        found: list[Any] = []
        while (line := self._here(indent)) is not None and _is_item(line.text):
            rest = line.text[1:].strip()
            if not rest or rest.startswith("#"):
                self.at += 1
                found.append(self._nested(indent + 1, depth=depth))
            elif _is_item(rest) or _KEY.match(rest):
                inner = line.indent + len(line.text) - len(rest)
                self.lines[self.at] = _Line(line.number, inner, rest)
                found.append(self.block(inner, depth=depth + 1))
            else:
                self.at += 1
                found.append(self._value(rest, line, indent + 1))
        return found

    def _mapping(self, indent: int, *, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (line := self._here(indent)) is not None:
            matched = _KEY.match(line.text)
            if matched is None:
                if line.text.startswith("-"):
                    break
                raise Unreadable("This line has no key.", line.number)
            self.at += 1
            key, rest = str(_scalar(matched[1], line.number)), (matched[2] or "").strip()
            if rest and not rest.startswith("#"):
                found[key] = self._value(rest, line, indent + 1)
            else:
                found[key] = self._nested(indent + 1, depth=depth, or_list_at=indent)
        return found

    def _nested(self, least: int, *, depth: int, or_list_at: int | None = None) -> Any:
        """What stands below a key or a dash; a list may stand as far left as its key. None where nothing stands below."""
        if self.at >= len(self.lines):
            return None
        line = self.lines[self.at]
        if line.indent >= least or (line.indent == or_list_at and _is_item(line.text)):
            return self.block(least, depth=depth + 1)
        return None

    def _here(self, indent: int) -> _Line | None:
        """The next line, if it stands exactly here."""
        if self.at >= len(self.lines) or self.lines[self.at].indent != indent:
            return None
        return self.lines[self.at]

    def _value(self, rest: str, line: _Line, least: int) -> Any:
        """A text that begins behind a key or a dash and may go on below, further in."""
        if rest[0] in "|>":
            return self._text_block(rest, line, least)
        if rest[0] in "\"'":
            return _scalar(self._quoted(rest, line), line.number)
        words = [rest]
        while self.at < len(self.lines) and self.lines[self.at].indent >= least:
            words.append(self.lines[self.at].text)
            self.at += 1
        return _scalar(" ".join(words), line.number)

    def _quoted(self, rest: str, line: _Line) -> str:
        """A quoted text up to its end, however many lines it takes: within it nothing is a comment."""
        words, last = rest, line.number
        while not _closes(words, words[0]) and last < len(self.written):
            words = f"{words} {self.written[last].strip()}"
            last += 1
        while self.at < len(self.lines) and self.lines[self.at].number <= last:
            self.at += 1
        return words

    def _words(self, least: int) -> Any:
        line = self.lines[self.at]
        self.at += 1
        return self._value(line.text, line, least)

    def _text_block(self, sign: str, line: _Line, least: int) -> str:
        """A text over several lines: kept as it stands (`|`) or as one paragraph (`>`)."""
        last = line.number
        while self.at < len(self.lines) and self.lines[self.at].indent >= least:
            last = self.lines[self.at].number
            self.at += 1
        told = [text.strip() for text in self.written[line.number : last]]
        return ("\n" if sign[0] == "|" else " ").join(told).strip()


def _is_item(text: str) -> bool:
    """Whether a list's next item begins here."""
    return text == "-" or text.startswith("- ")


def _closes(text: str, quote: str) -> bool:
    """Whether a quoted text has come to its end."""
    bare = text[1:].replace("''", "") if quote == "'" else re.sub(r"\\.", "", text[1:])
    return quote in bare


def _scalar(text: str, line: int) -> str | None:
    """A text without its quotation marks; None for an empty value."""
    if text[:1] == '"':
        found = re.match(r'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$', text, re.DOTALL)
        try:
            return str(json.loads(f'"{found[1]}"', strict=False)) if found else _refuse(line)
        except ValueError:
            return _refuse(line)
    if text[:1] == "'":
        found = re.match(r"'((?:[^']|'')*)'\s*(?:#.*)?$", text, re.DOTALL)
        return found[1].replace("''", "'") if found else _refuse(line)
    bare = _COMMENT.sub("", text)
    if bare in _EMPTY:
        return None
    return bare if not bare.startswith(_STRANGE) else _refuse(line)


def _refuse(line: int) -> str:
    raise Unreadable("This value is written in a kind of YAML that is not read.", line)
