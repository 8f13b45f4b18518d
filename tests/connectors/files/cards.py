"""Cards as tests write and read them."""

from __future__ import annotations

from connectors.files.memory import Memory
from hustings.connectors.files.vcard import VCARD
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.records import PersonRecord


def read(data: bytes | str) -> list[Found | Rejected]:
    return list(VCARD.read([Memory(data.encode() if isinstance(data, str) else data)]))


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def person(*lines: str, version: str = "3.0") -> PersonRecord:
    (found,) = read(card(*lines, version=version))
    assert isinstance(found, Found), found
    assert isinstance(found.record, PersonRecord)
    return found.record
