"""What exports of chats share: text lines, who takes part, whom a message reaches, and ids that survive the next export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b

from hustings.connectors.reading.contentlines import Readable, encoding_of, physical_lines
from hustings.kernel.identities import phone_identity
from hustings.kernel.records import Party

GROUP_LIMIT = 250
"""Members up to which a message is taken as told to each of them; in a larger group only the owner is named as reader."""
TEXT_LIMIT = 1_000_000
"""Characters of one message beyond which it is no message between people."""
OWNER = Party(is_owner=True)
"""The owner of an export that does not say how the owner is called."""

_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NUMBER = re.compile(r"\+?[\d\s().\-‐‑–/]{6,30}")
_ESCAPED = re.compile("[\udc80-\udcff]+")


def text_lines(stream: Readable) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of each line in any usual encoding, without NUL; bytes that are no UTF-8 are Windows-1252."""
    for number, line in physical_lines(stream):
        yield number, _as_written(line)


def first_lines(head: bytes, *, count: int = 40) -> list[str]:
    """The first lines of a file by its first bytes; the last one may be incomplete."""
    return first_text(head).splitlines()[:count]


def first_text(head: bytes) -> str:
    """A file's first bytes as text, read as `text_lines` does."""
    codec, errors = encoding_of(head)
    return _as_written(head.decode(codec, errors)).removeprefix("\ufeff")


def _as_written(text: str) -> str:
    bare = text.replace("\0", "") if "\0" in text else text
    return _ESCAPED.sub(_cp1252, bare) if not bare.isascii() else bare


def _cp1252(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def without_marks(text: str) -> str:
    """Text without the invisible marks of writing direction that chat programs put around names and mentions."""
    return _MARKS.sub("", text)


def participant(name: str, *, is_owner: bool = False) -> Party:
    """Somebody as a chat shows them: by a name, or by a telephone number where the owner has not saved one."""
    shown = " ".join(without_marks(name).lstrip("~ \u00a0\u202f").split())
    phone = phone_identity(shown) if _NUMBER.fullmatch(shown) else None
    return Party(name="" if phone else shown, identities=(phone,) if phone else (), is_owner=is_owner)


class Circle:
    """Those who take part in one chat, in the order in which they first appear."""

    def __init__(self, members: Iterable[Party]) -> None:
        self.members = tuple(dict.fromkeys(members))
        self._readers: dict[Party, tuple[Party, ...]] = {}

    def readers(self, sender: Party) -> tuple[Party, ...]:
        """Whom a message of this sender reaches: everybody else; of a group beyond GROUP_LIMIT only the owner."""
        known = self._readers.get(sender)
        if known is None:
            is_large = len(self.members) > GROUP_LIMIT
            known = tuple(each for each in self.members if each != sender and (each.is_owner or not is_large))
            if len(self._readers) <= GROUP_LIMIT:
                self._readers[sender] = known
        return known


class MessageIds:
    """Ids for the messages of one chat that has none: they follow from content, so the next export gives the same ones."""

    def __init__(self, thread: str) -> None:
        self._thread = thread
        self._held: dict[bytes, int] = {}

    def of(self, sent_at: datetime, author: str, text: str) -> str:
        """The id of a message; one that was sent again in the same moment with the same words gets a number of its own."""
        content = "\x1f".join((self._thread, sent_at.isoformat(), author, text))
        key = blake2b(content.encode("utf-8", "replace"), digest_size=12).digest()
        count = self._held[key] = self._held.get(key, 0) + 1
        return key.hex() if count == 1 else f"{key.hex()}#{count}"


def thread_id(*parts: str) -> str:
    """A conversation that has no number of its own, by what tells it apart."""
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
