"""What the tests of file readers share: an entry that lies in memory, and results as the goldens write them."""

from __future__ import annotations

import io
import json
from typing import BinaryIO

import msgspec

from hustings.connectors.protocol import Found, Rejected


class Memory:
    """An entry that lies in memory."""

    def __init__(self, data: bytes, name: str = "cards.vcf") -> None:
        self.data, self.name, self.size = data, name, len(data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)

    def head(self, length: int = 65_536) -> bytes:
        return self.data[:length]


def as_json(found: Found | Rejected) -> dict[str, object]:
    if isinstance(found, Rejected):
        return {"line": found.place.line, "rejected": found.reason}
    return {"line": found.place.line, "record": json.loads(msgspec.json.encode(found.record))}
