"""What a record says beyond what is known: so that a table which comes back changes only what somebody changed in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from hustings.kernel.records import PersonRecord

_SAME: dict[str, Callable[[Any], Hashable]] = {
    "identities": lambda each: (each.kind, each.value),
    "tags": str.casefold,
    "skills": str.casefold,
}
"""When two values of a list are the same one; elsewhere when they are equal."""

_LISTS = (
    "identities", "positions", "educations", "skills", "addresses", "websites", "notes", "tags", "related", "consents",
    "supports",
)  # fmt: skip
_WORDS = ("headline", "summary", "location", "birthday", "household", "connected_on")


def beyond(record: PersonRecord, known: PersonRecord) -> PersonRecord | None:
    """Only what `record` says and `known` does not; None where that is nothing. What `record` leaves out is no denial.

    The name always stands in the answer, because a record needs one.
    """
    changes: dict[str, Any] = {name: _fresh(name, getattr(record, name), getattr(known, name)) for name in _LISTS}
    changes |= {name: _changed(getattr(record, name), getattr(known, name)) for name in _WORDS}
    changes["fields"] = {name: value for name, value in record.fields.items() if known.fields.get(name) != value}
    renamed = bool(record.name.full) and not _told_by(record.name, known.name)
    if not renamed and not any(changes.values()):
        return None
    return msgspec.structs.replace(record, name=record.name if record.name.full else known.name, **changes)


def together(first: PersonRecord, second: PersonRecord) -> PersonRecord:
    """Both in one; where a single value differs the second's word stands."""
    joined: dict[str, Any] = {
        name: (*getattr(first, name), *_fresh(name, getattr(second, name), getattr(first, name))) for name in _LISTS
    }
    joined |= {name: getattr(second, name) or getattr(first, name) for name in _WORDS}
    return msgspec.structs.replace(second, **joined, fields=first.fields | second.fields, extra=first.extra | second.extra)


def _whole(value: Any) -> Hashable:
    return value  # type: ignore[no-any-return]


def _fresh(name: str, said: tuple[Any, ...], known: tuple[Any, ...]) -> tuple[Any, ...]:
    key = _SAME.get(name, _whole)
    held = {key(each) for each in known}
    return tuple(each for each in said if key(each) not in held)


def _changed(said: Any, known: Any) -> Any:
    return said if said != known else type(said)() if isinstance(said, str) else None


def _told_by(said: msgspec.Struct, known: msgspec.Struct) -> bool:
    """Whether every part of a name that is written is known so."""
    return all(getattr(said, part) in ("", getattr(known, part)) for part in said.__struct_fields__)
