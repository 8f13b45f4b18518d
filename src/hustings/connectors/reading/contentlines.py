"""Content lines, the notation that vCard (RFC 6350, RFC 2426 and version 2.1) and iCalendar (RFC 5545) share.

Lines are read tolerantly from a stream of any size and any usual encoding; what they mean is left to the readers of files.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple, Protocol

MAX_LINE = 1_000_000
"""Characters of one unfolded line that are kept; a note of that length is no note, and photos are not kept anyway."""

_CHUNK = 65_536
_HEAD = re.compile(r'(?:([\w-]+)\.)?([^\s;:="]+)((?:;(?:[^:;"]|"[^"]*+")*+)*+):')
_PARAMETER = re.compile(r';((?:[^;"]|"[^"]*+")*+)')
_BORDER = re.compile(r"\s*(?:BEGIN|END)\s*:", re.IGNORECASE)
_CHARSET = re.compile(r"(?:utf-?_?8|iso|windows|cp|koi8|gb|big5|shift|sjis|euc|mac|us-ascii|ascii|latin)[\w.:-]{0,20}")
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}
_BARE_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "7BIT", "8BIT"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, length: int, /) -> bytes: ...


class ContentLine(NamedTuple):
    """One unfolded line. `name` and the names of parameters are in capitals; `name` is empty where the text is no content line.

    `number` is the line of the file (from 1) on which it begins. `raw` is the value as it stands, which may hold bytes that
    are not UTF-8 as surrogates: use `value_of`. `overlong` says that the rest was cut off.
    """

    number: int
    name: str
    group: str
    params: tuple[tuple[str, str], ...]
    raw: str
    overlong: bool = False

    def param(self, name: str) -> str:
        """All values of a parameter, joined by commas; empty if there is none."""
        return ",".join(value for key, value in self.params if key == name)


def begins_with(head: bytes, component: str) -> bool:
    """Whether a file's first bytes open this component (`VCARD`), after any byte order mark and white space."""
    codec, errors = encoding_of(head)
    text = head[:_CHUNK].decode(codec, errors).lstrip("\ufeff \t\r\n\x00")
    return re.match(rf"BEGIN\s*:\s*{component}\s", text + "\n", re.IGNORECASE) is not None


def encoding_of(head: bytes) -> tuple[str, str]:
    """The codec and its way with errors for a stream that starts so: UTF-16 by its mark or zeros, else UTF-8 keeping bytes.

    Bytes that are not UTF-8 become surrogates (PEP 383), because vCard 2.1 names the charset on each line.
    """
    if head.startswith(codecs.BOM_UTF16_LE) or (head[1:2] == b"\x00" and head[:1] != b"\x00"):
        return "utf-16-le", "replace"
    if head.startswith(codecs.BOM_UTF16_BE) or (head[:1] == b"\x00" and head[1:2] != b"\x00"):
        return "utf-16-be", "replace"
    return "utf-8", "surrogateescape"


def physical_lines(stream: Readable) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of each line, whether it ends in LF, CR LF, CR CR LF or CR; cut after `MAX_LINE` characters."""
    chunk = stream.read(_CHUNK)
    codec, errors = encoding_of(chunk)
    decoder = codecs.getincrementaldecoder(codec)(errors)
    rest = decoder.decode(chunk).removeprefix("\ufeff")
    ending = "\r" if "\r" in rest and "\n" not in rest else "\n"
    number = 1
    while chunk:
        *lines, rest = rest.split(ending)
        for line in lines:
            yield from ((number, piece) for piece in _pieces(line))
            number += 1
        chunk = stream.read(_CHUNK)
        rest = rest[: MAX_LINE + 1] + decoder.decode(chunk, not chunk)
    yield from ((number, piece) for piece in _pieces(rest))


def _pieces(line: str) -> list[str]:
    """A line without its ends, split where another kind of line break stands inside."""
    bare = line.strip("\r\n")[: MAX_LINE + 1]
    return re.split("[\r\n]+", bare) if "\r" in bare or "\n" in bare else [bare]


def content_lines(stream: Readable) -> Iterator[ContentLine]:
    """The unfolded lines of a stream, blank ones left out. Memory is bounded by `MAX_LINE`, whatever the stream holds."""
    start, length, old, parts = 0, 0, False, list[str]()
    for number, piece in physical_lines(stream):
        more = _continuation(parts, piece, old=old)
        if more is not None:
            length += len(more)
            parts.append(more if length <= MAX_LINE else "")
        elif piece.strip():
            if parts:
                line = parse(start, "".join(parts), overlong=length > MAX_LINE)
                old = _is_old(line, old=old)
                yield line
            start, length, parts = number, len(piece), [piece]
    if parts:
        yield parse(start, "".join(parts), overlong=length > MAX_LINE)


def _is_old(line: ContentLine, *, old: bool) -> bool:
    """Whether the lines after this one follow version 2.1, whose folds stand in place of white space."""
    if line.name == "VERSION":
        return line.raw.strip() == "2.1"
    return old and line.name != "BEGIN"


def _continuation(parts: list[str], piece: str, *, old: bool) -> str | None:
    """What this physical line adds to the one before it; None where it begins a new one."""
    if not parts:
        return None
    if parts[-1].endswith("=") and not _BORDER.match(piece) and _is_quoted_printable(parts[0]):
        return "\n" + piece
    if not piece.startswith((" ", "\t")):
        return None
    return " " + piece.lstrip() if old else piece[1:]


def _is_quoted_printable(start: str) -> bool:
    return "QUOTED-PRINTABLE" in start[:1000].partition(":")[0].upper()


def parse(number: int, text: str, *, overlong: bool = False) -> ContentLine:
    """One unfolded line taken apart; where a quote is left open the first colon ends the head."""
    text = text.strip("\ufeff\x00 \t")
    found = _HEAD.match(text) or _HEAD.match(text.replace('"', ""))
    if found is None:
        return ContentLine(number, "", "", (), text, overlong)
    params = tuple(param for part in _PARAMETER.findall(_readable(found[3])) for param in _parameters(part))
    raw = found.string[found.end() :]
    return ContentLine(number, _readable(found[2]).upper(), _readable(found[1] or "").lower(), params, raw, overlong)


def _parameters(text: str) -> list[tuple[str, str]]:
    """A parameter; version 2.1 also writes bare values (`CELL`), which name a type or an encoding."""
    key, equals, value = text.partition("=")
    if not equals:
        bare = key.strip()
        name = "ENCODING" if bare.upper() in _BARE_ENCODINGS else "TYPE"
        return [(name, bare)] if bare else []
    plain = re.sub(r"\^[n'^]", lambda sign: _CARET[sign[0]], value.replace('"', "").strip())
    return [(key.strip().upper(), plain)]


def value_of(line: ContentLine) -> str:
    """The value as text: quoted-printable and charset undone, control signs taken out; escapes of structure still stand."""
    charset = line.param("CHARSET")
    if line.param("ENCODING").upper() in ("QUOTED-PRINTABLE", "Q"):
        stored = binascii.a2b_qp(line.raw.encode("utf-8", "surrogateescape"))
        return _clean(decoded(stored, charset))
    if charset or _CONTROL.search(line.raw):
        return _clean(decoded(line.raw.encode("utf-8", "surrogateescape"), charset))
    return line.raw


def decoded(stored: bytes, charset: str) -> str:
    """Bytes as text: valid UTF-8 as such, else by the named charset, else as Windows-1252, which old programs meant."""
    if not stored.isascii():
        with suppress(UnicodeDecodeError):
            return stored.decode("utf-8")
    named = charset.strip().lower()
    if named in ("utf-8", "utf8", "unicode-1-1-utf-8"):
        return stored.decode("utf-8", "replace")
    try:
        return stored.decode(named if _CHARSET.fullmatch(named) else "cp1252")
    except (UnicodeError, LookupError):
        return stored.decode("cp1252", "replace")


def _readable(text: str) -> str:
    """Text of a line's head without surrogates and control signs."""
    return _clean(decoded(text.encode("utf-8", "surrogateescape"), "")) if _CONTROL.search(text) else text


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def unescape(text: str, *, old: bool = False) -> str:
    r"""`\n`, `\,`, `\;`, `\:`, `\"` and `\\` undone; version 2.1 (`old`) knows only the separators, so that paths survive."""
    if "\\" not in text:
        return text
    if old:
        return re.sub(r"\\([,;:])", r"\1", text)
    return re.sub(r"\\([nN,;:\"\\])", lambda sign: "\n" if sign[1] in "nN" else sign[1], text)


def split_value(text: str, separator: str) -> list[str]:
    """The parts between unescaped separators, with their escapes still in place."""
    if "\\" not in text:
        return text.split(separator)
    parts = [""]
    for token in re.findall(r"\\.|[^\\]+|\\", text, re.DOTALL):
        if token.startswith("\\"):
            parts[-1] += token
        else:
            first, *others = token.split(separator)
            parts[-1] += first
            parts += others
    return parts
