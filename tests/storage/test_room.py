"""A full disk is known by its errors."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from django.db import OperationalError

from hustings.storage.room import full_disk


def chained(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EFBIG, "File too large"),
        sqlite3.OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1": No space left on device'),
        chained(ValueError("what was read"), OperationalError("disk I/O error")),
    ],
)
def test_a_full_disk_is_told_in_plain_words(error: Exception) -> None:
    found = full_disk(error)
    assert found is not None
    assert "make room" in str(found)


@pytest.mark.parametrize(
    "error", [OSError(errno.EACCES, "Permission denied"), OperationalError("database is locked"), ValueError("disk is full")]
)
def test_other_troubles_are_not_taken_for_it(error: Exception) -> None:
    assert full_disk(error) is None
