"""Posts of late that are looked at again in turn, so that edits and deletions on the platform are noticed here.

The list travels in the cursor of its stream; the platforms only tell what became of each post.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

KEPT = 200
"""Posts that are watched per stream: the latest. What becomes of older ones is not noticed."""


class Watched(msgspec.Struct, frozen=True, array_like=True):
    """A post: its number on the platform, the external id of its record, and a mark that changes with its content."""

    number: str
    external_id: str
    mark: str


class Watch(msgspec.Struct):
    """The watched posts, the oldest first, and whose turn it is."""

    posts: list[Watched] = []
    turn: int = 0

    def add(self, posts: Iterable[Watched], *, older: bool = False, kept: int = KEPT) -> None:
        """Watch further posts, or take the new marks of known ones. `older` ones stand before all others: they leave first."""
        given = {each.number: each for each in posts}
        held = [given.pop(each.number, each) for each in self.posts]
        new = list(given.values())
        merged = [*new, *held] if older else [*held, *new]
        dropped = max(len(merged) - kept, 0)
        self.posts = merged[dropped:]
        self.turn = max(self.turn + len(new) * older - dropped, 0)

    def next(self, count: int) -> Sequence[Watched]:
        """The next to look at; begins anew at the end of the list."""
        start = self.turn if self.turn < len(self.posts) else 0
        chosen = self.posts[start : start + count]
        self.turn = start + len(chosen)
        return chosen

    def forget(self, numbers: Collection[str]) -> None:
        """Watch these no longer."""
        self.turn -= sum(each.number in numbers for each in self.posts[: self.turn])
        self.posts = [each for each in self.posts if each.number not in numbers]
