"""Copies of what was sent: put into the folder for it, and found again by their id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hustings.connectors.live import Sent
from hustings.connectors.platforms.email.folders import Folders
from hustings.connectors.platforms.email.letter import Letter
from hustings.connectors.platforms.email.reading import arrived_at, search
from hustings.connectors.platforms.email.session import Mailbox
from hustings.kernel.errors import RetryLater

GMAIL = "X-GM-EXT-1"
"""Servers that say this keep a copy of everything that goes out through them (Google, "IMAP Extensions")."""


def keep_sent(box: Mailbox, folders: Folders, letter: Letter, *, at: datetime) -> bool:
    """Puts a copy into the folder for sent letters; False where the server keeps copies itself, or there is no such folder."""
    if box.has(GMAIL) or not folders.sent or search(box, folders.sent, [letter.external_id]):
        return False
    box.append(letter.content, folders.sent, dt=at, flag_set=["\\Seen"])
    return True


def look_for(box: Mailbox, folders: Folders, external_id: str) -> Sent | None:
    """The letter with this id wherever it lies; None where the server keeps every copy and has none.

    Raises RetryLater where the server keeps no copies by itself: what it took just before the line broke it may have sent.
    """
    for folder in _sent_first(folders):
        if search(box, folder, [external_id]):
            return Sent(external_id, arrived_at(box, external_id))
    if box.has(GMAIL):
        return None
    raise RetryLater("The mailbox holds no copy of this answer, but the mail server may have sent it all the same.")


def _sent_first(folders: Folders) -> Sequence[str]:
    return list(dict.fromkeys(name for name in (folders.sent, *folders.read) if name))
