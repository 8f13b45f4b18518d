"""Values of decoded JSON whatever type they really have: vendors change their files without notice, and some files lie.

Every function answers with an empty value of its own type where it finds none, and never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_FIRST = 0
_LAST = 4_102_444_800
"""Seconds since 1970 between which a moment is believed: until the year 2100."""


def at(value: Any, *path: str) -> Any:
    """What stands at the end of a path of keys; None where the path breaks off."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text_at(value: Any, *path: str) -> str:
    """The text there, without NUL and without blanks around it; numbers as their digits."""
    for key in path:
        if not isinstance(value, dict):
            return ""
        value = value.get(key)
    if isinstance(value, str):
        return value.strip() if "\0" not in value else value.replace("\0", "").strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def list_at(value: Any, *path: str) -> list[Any]:
    """The list there. A single object counts as a list of one: some vendors write it so."""
    found = at(value, *path)
    if isinstance(found, list):
        return found
    return [found] if isinstance(found, dict) else []


def first_text(value: Any, *keys: str) -> str:
    """The first text that is not empty at one of the keys."""
    return next((found for key in keys if (found := text_at(value, key))), "")


def whole(value: Any) -> int | None:
    """A whole number, also where it is written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isdecimal() and len(value) <= 20:
        return int(value)
    return None


def moment_of_seconds(value: Any) -> datetime | None:
    """A moment from seconds since 1970; None for 0, as vendors write where they know none, and for what cannot be."""
    return _moment(value, 1)


def moment_of_milliseconds(value: Any) -> datetime | None:
    """A moment from milliseconds since 1970; None as in `moment_of_seconds`."""
    return _moment(value, 1_000)


def moment_of_text(value: Any) -> datetime | None:
    """A moment from ISO 8601 or `2023-05-01 10:00:00 UTC`, taken as UTC where no zone stands; None where it is none."""
    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        return None
    try:
        moment = datetime.fromisoformat(value.strip().removesuffix("UTC").rstrip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _moment(value: Any, units: int) -> datetime | None:
    number = whole(value)
    if number is None or not _FIRST < number // units < _LAST:
        return None
    seconds, rest = divmod(number, units)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1_000_000 // units)


def lower_keys(value: Any) -> Mapping[str, Any]:
    """An object with its keys in lower case; empty for anything else."""
    return {key.lower(): inner for key, inner in value.items()} if isinstance(value, dict) else {}
