"""How stored fields are marked: what is personal, and how long it is kept. A test checks that no field is unmarked."""

from __future__ import annotations

from typing import NamedTuple


class Marks(NamedTuple):
    """The marks of one model: names of personal fields, names of plain fields, and how long its rows are kept."""

    personal: frozenset[str]
    plain: frozenset[str]
    kept: str


def marks(*, personal: str = "", plain: str = "", kept: str) -> Marks:
    """Marks from field names separated by blanks. `kept` says in words until when, such as "as long as the person"."""
    return Marks(frozenset(personal.split()), frozenset(plain.split()), kept)
