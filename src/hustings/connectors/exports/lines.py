"""Content lines as vCard (RFC 6350, RFC 2426) and iCalendar (RFC 5545) want them written: escaped, folded, ended by CR LF."""

from __future__ import annotations

import re

WIDTH = 75
"""Octets of one physical line (RFC 5545, 3.1)."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TOKEN = re.compile(r"[A-Za-z0-9-]+")


def without_control(text: str) -> str:
    """The text without signs that no line and no XML may hold; tabs and line ends stay."""
    return _CONTROL.sub("", text)


def escaped(text: str) -> str:
    """A text value: backslash, comma, semicolon and line ends behind a backslash; control signs taken out."""
    clean = without_control(text).replace("\r\n", "\n").replace("\r", "\n")
    return clean.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def parameter(name: str, value: str) -> str:
    """`;NAME=value`, in quotation marks where it is no plain word (RFC 6868 for what even those cannot hold)."""
    if _TOKEN.fullmatch(value):
        return f";{name}={value}"
    clean = without_control(value).replace("^", "^^").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "^n")
    return f';{name}="{clean.replace(chr(34), "^" + chr(39))}"'


def line(head: str, value: str) -> bytes:
    """One content line, its value escaped already, folded between characters."""
    octets = f"{head}:{value}".encode("utf-8", "replace")
    pieces, start, width = [], 0, WIDTH
    while len(octets) - start > width:
        end = start + width
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        start, width = end, WIDTH - 1
    return b"\r\n ".join([*pieces, octets[start:]]) + b"\r\n"
