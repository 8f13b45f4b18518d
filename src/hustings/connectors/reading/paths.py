"""Paths inside archives and folders: which lead out of them, which are clutter, and how they are written down."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

_MAILDIR = {"cur", "new", "tmp"}
_CLUTTER = {"__macosx", "thumbs.db", "desktop.ini"}


def is_clutter(inside: str) -> bool:
    """Files of systems, not of people: hidden ones and resource forks. Maildir's folders begin with a dot and are kept."""
    parts = inside.split("/")
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if part.lower() in _CLUTTER or (part.startswith(".") and part not in (".", "..") and after not in _MAILDIR):
            return True
    return False


def leads_out(inside: str) -> bool:
    """Whether a path of an archive would leave the folder into which it is unpacked."""
    return inside.startswith("/") or ".." in inside.split("/") or re.match("[A-Za-z]:", inside) is not None


def shown(path: str) -> str:
    """A path that can be written down: bytes of its name that are no UTF-8 become question marks."""
    return os.fsencode(path).decode("utf-8", "replace")


def walk(folder: Path, *, on_error: Callable[[OSError], None]) -> Iterator[tuple[str, Path]]:
    """The files below a folder with their relative names, in the order of names; links are named, never followed."""
    for base, folders, files in os.walk(folder, onerror=on_error):
        folders.sort()
        here = Path(base)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted(files + links):
            relative = (here / name).relative_to(folder).as_posix()
            if not is_clutter(relative):
                yield shown(relative), here / name
