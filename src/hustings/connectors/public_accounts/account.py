"""What the readers of public accounts share: how far they read, how long they wait, and what they say they did not reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import RetryLater
from hustings.kernel.records import PersonRecord, PostRecord

Opens = Callable[..., Any]
"""http.open_client, or a stand-in of it."""
PATIENCE = 60.0
"""Seconds that one reading waits in all where a server asks to wait."""
TROUBLES = 3
"""After so many threads that could not be read, no more are asked for."""


class Bounds(NamedTuple):
    """How far back and how many of the newest posts are read at most."""

    since: datetime
    posts: int


class PublicAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of an account: its owner first, then posts of theirs and of others to them, by time.

    `posts` counts the owner's, `threads` the talks below them that were asked for. `not_reached` says in sentences what such a
    reading cannot see, `left_out` what it should have seen and did not, each with where and why.
    """

    name: str
    server: str
    owner: PersonRecord
    said: tuple[PostRecord, ...]
    posts: int
    threads: int
    not_reached: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


class Patience:
    """Asks for one thread after another. It waits as long as a server asks for, up to a minute in all, and then stops."""

    def __init__(self, wait: Callable[[float], object]) -> None:
        self._wait = wait
        self._left = PATIENCE
        self._stopped = False
        self._trouble = ""
        self.asked = 0
        self.missed = 0

    def ask(self, call: Callable[[], None]) -> None:
        """Makes a call for a thread, or counts it as missed where there is no answer to be had for now."""
        if not self._stopped:
            try:
                self._call(call)
            except RetryLater as error:
                self._trouble = str(error)
                self._stopped = error.after is not None or self.missed + 1 >= TROUBLES
            else:
                self.asked += 1
                return
        self.missed += 1

    def _call(self, call: Callable[[], None]) -> None:
        try:
            call()
        except RetryLater as error:
            if error.after is None or error.after > self._left:
                raise
            self._left -= error.after
            self._wait(error.after)
            call()

    def left_out(self, server: str) -> tuple[tuple[str, str], ...]:
        """What was not read for want of an answer."""
        if not self.missed:
            return ()
        threads = "1 thread was" if self.missed == 1 else f"{self.missed} threads were"
        return ((server, f"{threads} not read. {self._trouble}"),)


def sifted(came: Iterable[Found | Rejected]) -> tuple[list[PostRecord], list[tuple[str, str]]]:
    """The posts by time, and what gave none with its reason."""
    posts: list[PostRecord] = []
    reasons: list[tuple[str, str]] = []
    for each in came:
        if isinstance(each, Rejected):
            reasons.append((str(each.place), each.reason))
        elif isinstance(each.record, PostRecord) and (each.record.author is None or _to_owner(each.record)):
            posts.append(each.record)
    return sorted(posts, key=lambda post: (post.at, post.external_id)), reasons


def limit_words(bounds: Bounds, cut: bool) -> tuple[str, ...]:
    """Says that older posts exist, where the number of posts ended the reading."""
    return (f"Only the newest {bounds.posts:,} posts were read; there are older ones.",) if cut else ()


def _to_owner(post: PostRecord) -> bool:
    """Whether somebody's post answers the owner or names them; talks of others below the owner's posts do not concern them."""
    return (post.answered is not None and post.answered.is_owner) or any(each.is_owner for each in post.mentioned)
