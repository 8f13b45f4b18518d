"""Lists that a platform gives newest first, page by page: all of it once, then each time down to what is known already.

What stands on a page is told again and again, so that edits are noticed; storing the same twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from hustings.connectors.watching import Watch
from hustings.kernel.errors import NeverRetry

KNOWN = 200
"""Ids of the newest entries that are remembered, to see where the known begins."""
DEEPEST = 50
"""Pages of one walk after the first one of all: beyond that, whoever edits lists is believed to have dropped what is known."""


class Page(NamedTuple):
    """Entries, the newest first, and what leads to the next page; empty at the end."""

    items: Sequence[Any]
    following: str = ""


class Walk(msgspec.Struct, omit_defaults=True):
    """How far a list was read. `token` leads to the next page of a walk; `whole` says that all was read once."""

    token: str = ""
    whole: bool = False
    depth: int = 0
    known: list[str] = []
    top: list[str] = []
    watch: Watch = msgspec.field(default_factory=Watch)
    about: dict[str, str] = {}

    @classmethod
    def of(cls, cursor: str) -> Walk:
        """The walk of a cursor; a new one where there is none or it cannot be read."""
        try:
            return msgspec.json.decode(cursor, type=cls) if cursor else cls()
        except msgspec.DecodeError:
            return cls()

    def cursor(self) -> str:
        """The walk as a cursor."""
        return msgspec.json.encode(self).decode()

    def turn(self, fetch: Callable[[str], Page], *, number: Callable[[Any], str]) -> tuple[list[Any], bool]:
        """The next page, oldest first, and whether another follows at once. `fetch` is given the token, empty for the newest."""
        begins = not self.token
        try:
            page = fetch(self.token)
        except NeverRetry:
            if begins:
                raise
            # The token has run out; the credentials may be well. The next walk begins at the top.
            self.token, self.depth = "", 0
            return [], False
        numbers = [number(each) for each in page.items]
        if begins:
            self.top, self.depth = numbers[:KNOWN], 0
        met = bool(set(numbers) & set(self.known))
        goes_on = bool(page.following) and (not self.whole or (not met and self.depth < DEEPEST))
        self.depth += 1
        if goes_on:
            self.token = page.following
        else:
            self.token, self.whole, self.known, self.top = "", True, self.top, []
        return list(reversed(page.items)), goes_on
