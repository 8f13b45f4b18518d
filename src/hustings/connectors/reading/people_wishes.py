"""How somebody wishes to be reached, from the flags and words of a table's columns."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from hustings.connectors.reading.people_columns import Columns, Left, phone_of, stable_id, yes_or_no
from hustings.connectors.reading.people_layout import PersonLayout, Status, Wish
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.identities import email_identity
from hustings.kernel.records import Consent

_ODD = "odd"
_HELD = 1_000
"""Different texts of one column of wishes that are remembered; beyond that each is read anew."""


def wish_reader(layout: PersonLayout, columns: Columns, about: dict[str, int]) -> Callable[[Row, str, Left], tuple[Consent, ...]]:
    """The function from a row to its consents. `about` are the positions of the addresses that flags speak of."""
    readers = [_Wished(columns, wish, about) for wish in layout.wishes if columns.has(wish.names)]

    def read(row: Row, region: str, left: Left) -> tuple[Consent, ...]:
        return tuple(consent for wished in readers if (consent := wished.read(row, region, left)) is not None)

    return read


def wish_mark(layout: PersonLayout, columns: Columns) -> str:
    """What the ids of a table's people end in: a digest of its columns of wishes, empty where it has none.

    Members choose the columns of an export. One without a column of wishes must not replace what an earlier one said of them:
    under another id both stand, and every no survives.
    """
    held = sorted(names for wish in layout.wishes if columns.has(names := wish.names))
    return f"@{stable_id('', *held)[1:9]}" if held else ""


class _Wished:
    """A column of wishes of one table."""

    __slots__ = ("about_at", "fixed", "given_at", "held", "name", "no_at", "reach", "status_at", "statuses", "words")

    def __init__(self, columns: Columns, wish: Wish, about: dict[str, int]) -> None:
        self.status_at = columns.find(wish.names)
        self.name = columns.names[self.status_at]
        self.about_at = about.get(wish.about)
        self.fixed = self.about_at is None and not columns.has(wish.at) and not columns.has(wish.no_at)
        self.given_at, self.no_at = columns.moment(wish.at), columns.moment(wish.no_at)
        self.held: dict[str, Consent | str] = {}
        self.reach, self.words = wish.reach, wish.words
        self.statuses: dict[bool, Status | None] = {True: wish.yes, False: wish.no}

    def read(self, row: Row, region: str, left: Left) -> Consent | None:
        text = row[self.status_at]
        if not text:
            return None
        held = self.held.get(text, self)
        consent = self._consent(text) if held is self else held
        if not isinstance(consent, Consent):
            if consent == _ODD:
                left[self.name] = text.strip()
            return None
        if not self.fixed:
            return self._exact(consent, row, region, left)
        return consent

    def _consent(self, text: str) -> Consent | str:
        """What a text says of everybody who has it in this column, remembered; else whether it was understood."""
        word = text.strip()
        flag = None if self.words else yes_or_no(word)
        status = self.statuses[flag] if flag is not None else self.words.get(column_key(word))
        known = not word or flag is not None or column_key(word) in self.words
        found: Consent | str = "" if known else _ODD
        if status is not None:
            found = Consent(channel=self.reach, status=status, words=f"{self.name}: {word}")
        if len(self.held) < _HELD:
            self.held[text] = found
        return found

    def _exact(self, consent: Consent, row: Row, region: str, left: Left) -> Consent | None:
        """The consent with its day and the address that it is about; None where that address is none."""
        at = (self.given_at if consent.status == "given" else self.no_at)(row, left)
        value = self._value(row, region) if consent.status == "bad" else None
        return None if value == "" else msgspec.structs.replace(consent, at=at, value=value or "")

    def _value(self, row: Row, region: str) -> str | None:
        """The address that the column speaks of; None where it speaks of all of them."""
        if self.about_at is None or self.about_at < 0:
            return None
        text = row[self.about_at]
        found = email_identity(text) if self.reach == "email" else phone_of(text, label="", region=region)
        return found.value if found else ""
