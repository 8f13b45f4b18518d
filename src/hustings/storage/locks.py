"""Locks of the operating system that say whether somebody is at work; they end with the process, however that ends."""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path
from types import TracebackType

PATIENCE = 0.5
"""Seconds for which taking a lock is tried: whoever asks about one holds it for a moment too."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Lock:
    """A lock that this process holds until `release`, or until it is gone."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Lets it go; a second time does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def take(place: Path) -> Lock | None:
    """Takes the lock that lies at a path; None where somebody else has it. Without its folder, or locks, it holds nothing."""
    if not _has_locks() or not place.parent.exists():
        return Lock(None)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    until = time.monotonic() + PATIENCE
    while not _try_lock(descriptor, alone=True):
        if time.monotonic() > until:
            os.close(descriptor)
            return None
        time.sleep(PATIENCE / 50)
    _sign(descriptor)
    return Lock(descriptor)


def _sign(descriptor: int) -> None:
    """Writes down whose lock it is, unless that stands there: whoever is killed right here leaves it readable."""
    if os.pread(descriptor, 200, 0).decode() != this_machine():
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, this_machine().encode(), 0)


def is_held(place: Path) -> bool | None:
    """Whether a process of this machine holds the lock; None where that cannot be told, as of a lock of another machine."""
    if not _has_locks() or not place.exists():
        return None
    descriptor = os.open(place, os.O_RDWR)
    try:
        if not _try_lock(descriptor, alone=False):
            return True
        return False if os.pread(descriptor, 200, 0).decode() == this_machine() else None
    finally:
        os.close(descriptor)


def this_machine() -> str:
    """What tells this machine, since it was started, from every other."""
    return _BOOT.read_text().strip() if _BOOT.exists() else platform.node()


def _has_locks() -> bool:
    return sys.platform != "win32"


def _try_lock(descriptor: int, *, alone: bool) -> bool:
    if sys.platform == "win32":  # pragma: no cover - there nobody asks
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
