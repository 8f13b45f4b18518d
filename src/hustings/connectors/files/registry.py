"""The readers that Hustings knows, in the order in which they are asked."""

from __future__ import annotations

from hustings.connectors.protocol import FileReader

READERS: tuple[FileReader, ...] = ()
