"""Knows a full disk by the errors that it makes, whoever raises them: the system, SQLite or PostgreSQL."""

from __future__ import annotations

import errno

from hustings.kernel.errors import RetryLater

FULL = "The disk is full. What is stored is whole, and nothing was half written: make room, then go on."
_NUMBERS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_SAID = ("database or disk is full", "No space left on device", "disk I/O error")


def full_disk(error: BaseException) -> RetryLater | None:
    """What to tell somebody whose disk is full; None where the error, or what caused it, is another.

    SQLite says "disk I/O error" where it finds no room for one of the files beside its own.
    """
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return RetryLater(FULL)
    if type(error).__module__.startswith(("sqlite3", "psycopg", "django.db")) and any(words in str(error) for words in _SAID):
        return RetryLater(FULL)
    cause = error.__cause__
    return full_disk(cause) if cause is not None else None
