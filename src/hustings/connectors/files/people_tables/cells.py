"""What single cells mean, as functions made once per column: each takes a cell that holds something and adds to a draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from hustings.connectors.files.people_tables.columns import by_header
from hustings.connectors.files.people_tables.dates import DateColumn, moment, partial_date
from hustings.connectors.files.people_tables.mapping import Column
from hustings.connectors.files.people_tables.meanings import Wish, status_in, wish_of
from hustings.connectors.files.people_tables.words import NO, SUPPORT, YES, key_of
from hustings.connectors.reading.people_columns import whole_number
from hustings.connectors.reading.tables import Row, without_apostrophe
from hustings.kernel.identities import (
    canonical_email,
    canonical_phone,
    external_identity,
    handle_identity,
    linkedin_identity,
)
from hustings.kernel.records import Consent, Identity, IdentityKind, Support

_PLAIN_EMAIL = re.compile(r"[a-z0-9][a-z0-9_+-]*(?:\.[a-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.ASCII)
_BETWEEN_EMAILS = re.compile(r"[\s,;|]|:::")
_BETWEEN_PHONES = re.compile(r":::|[;,|\n]|\s/\s|\bor\b")
_BETWEEN = re.compile(r":::|[;|\n]")
_POWER = re.compile(r"\+?\d[.,]?\d*E\+?\d+", re.IGNORECASE | re.ASCII)
_PLACE_IN_HEADER = re.compile(r"\D([1-9])(?:\D|$)")
_LONGEST = 50_000
_WORD = 200
"""Signs of a cell that are looked at where a word or a date is expected: what is remembered of cells must stay small."""


class Draft:
    """What a row says so far: handles, other fields of its record by their names, and what stays as it is written."""

    __slots__ = ("extra", "identities", "kept")

    def __init__(self) -> None:
        self.identities: list[Identity] = []
        self.kept: dict[str, Any] = {}
        self.extra: dict[str, str] = {}

    def add(self, field: str, *values: object) -> None:
        """Adds to a field that holds several values."""
        self.kept[field] = (*self.kept.get(field, ()), *values)


Add = Callable[[str, Row, Draft], None]


def text_of(cell: str) -> str:
    """A cell without blanks around it and without the apostrophe that a spreadsheet put before it."""
    text = cell.strip()
    return without_apostrophe(text) if text[:1] == "'" else text


def parts_of(cell: str, separator: str, usual: re.Pattern[str]) -> Iterable[str]:
    """The values of a cell that may hold several."""
    return cell.split(separator) if separator else usual.split(cell[:_LONGEST])


def emails(column: Column, label_at: int) -> Add:
    """E-mail addresses; what is none is kept as it is."""
    fixed, header, separator = column.detail, column.header, column.separator

    def add(cell: str, row: Row, draft: Draft) -> None:
        label = row[label_at].strip() or fixed if label_at >= 0 else fixed
        if _PLAIN_EMAIL.fullmatch(cell):
            draft.identities.append(Identity(kind="email", value=cell, label=label))
            return
        found = False
        for part in parts_of(cell, separator, _BETWEEN_EMAILS):
            if "@" in part and (value := canonical_email(part)):
                draft.identities.append(Identity(kind="email", value=value, label=label))
                found = True
        if not found and cell.strip():
            draft.extra[header] = cell.strip()

    return add


def phones(column: Column, label_at: int) -> Add:
    """Phone numbers; what is none, and what a spreadsheet cut off, is kept as it is."""
    fixed, header, separator = column.detail, column.header, column.separator

    def add(cell: str, row: Row, draft: Draft) -> None:
        label = row[label_at].strip() or fixed if label_at >= 0 else fixed
        if cell[0] == "+" and cell[1:].isdecimal() and (value := canonical_phone(cell)):
            draft.identities.append(Identity(kind="phone", value=value, label=label))
            return
        for part in parts_of(cell, separator, _BETWEEN_PHONES):
            given = whole_number(text_of(part))
            value = None if _POWER.fullmatch(given) else canonical_phone(given)
            if value:
                draft.identities.append(Identity(kind="phone", value=value, label=label))
            elif given:
                draft.extra[header] = cell.strip()

    return add


def handles(column: Column) -> Add:
    """Handles and profiles on one network."""
    kind, header, separator = cast(IdentityKind, column.detail), column.header, column.separator

    def add(cell: str, row: Row, draft: Draft) -> None:
        if kind == "linkedin" and (plain := linkedin_identity(cell)):
            draft.identities.append(plain)
            return
        for part in parts_of(cell, separator, _BETWEEN):
            text = part.strip()
            found = _linkedin(text) if kind == "linkedin" else handle_identity(kind, text)
            if found:
                draft.identities.append(found)
            elif text:
                draft.extra[header] = cell.strip()

    return add


def _linkedin(text: str) -> Identity | None:
    """A profile's address, or the name that stands at its end alone."""
    bare = re.fullmatch(r"@?([\w-]{3,100})", text)
    return linkedin_identity(f"linkedin.com/in/{bare[1]}") if bare else linkedin_identity(text)


def numbers(column: Column) -> Add:
    """Numbers in another system."""
    system, header = column.detail, column.header

    def add(cell: str, row: Row, draft: Draft) -> None:
        number = whole_number(text_of(cell))
        found = None if _POWER.fullmatch(number) else external_identity(system, number)
        if found:
            draft.identities.append(found)
        elif number:
            draft.extra[header] = number

    return add


def websites(column: Column) -> Add:
    """Addresses on the web as they are written."""

    def add(cell: str, row: Row, draft: Draft) -> None:
        draft.add("websites", *(part.strip() for part in parts_of(cell, column.separator, _BETWEEN) if part.strip()))

    return add


def tags(column: Column) -> Add:
    """Tags, parted by what the member said, else by the first of line break, semicolon, bar and comma that the cell holds."""
    separator = column.separator

    def add(cell: str, row: Row, draft: Draft) -> None:
        by = separator or next((sign for sign in (":::", "\n", ";", "|") if sign in cell), ",")
        draft.add("tags", *dict.fromkeys(part for each in cell[:_LONGEST].split(by) if (part := text_of(each))))

    return add


def texts(field: str) -> Add:
    """Texts of a field that holds several, such as notes."""

    def add(cell: str, row: Row, draft: Draft) -> None:
        text = text_of(cell)
        if text:
            draft.add(field, text)

    return add


def only_text(field: str) -> Add:
    """The text of a field that holds one."""

    def add(cell: str, row: Row, draft: Draft) -> None:
        text = text_of(cell)
        if text:
            draft.kept.setdefault(field, text)

    return add


def related(column: Column) -> Add:
    """Somebody who is named in relation to the person."""

    def add(cell: str, row: Row, draft: Draft) -> None:
        text = text_of(cell)
        if text:
            draft.add("related", (column.detail, text))

    return add


def as_written(header: str) -> Add:
    """A column that Hustings has no word for."""

    def add(cell: str, row: Row, draft: Draft) -> None:
        text = text_of(cell)
        if text:
            draft.extra[header] = text

    return add


def custom(name: str) -> Add:
    """The value of a custom field, as written."""

    def add(cell: str, row: Row, draft: Draft) -> None:
        text = text_of(cell)
        if text:
            draft.kept.setdefault("fields", {})[name] = text

    return add


def days(column: Column, dates: DateColumn) -> Add:
    """Dates: a birthday, a custom field or a column of its own in ISO 8601; what stays open is kept as it is written."""
    order, header = dates.order, column.header
    name = column.detail

    def add(cell: str, row: Row, draft: Draft) -> None:
        text = text_of(cell)
        day = partial_date(text[:_WORD], order)
        if not day:
            if text:
                draft.extra[header] = text
        elif column.kind == "birthday":
            draft.kept["birthday"] = day
        elif name:
            draft.kept.setdefault("fields", {})[name] = day
        else:
            draft.extra[header] = day

    return add


def supports(column: Column) -> Add:
    """How strongly somebody supports, in numbers or words; anything else is kept as it is."""

    def add(cell: str, row: Row, draft: Draft) -> None:
        level = _level(cell[:_WORD])
        if level is None:
            draft.extra[column.header] = cell.strip()
        else:
            draft.add("supports", Support(level=cast(Any, level), subject=column.detail, words=cell.strip()))

    return add


@lru_cache(maxsize=1_024)
def _level(cell: str) -> int | None:
    return SUPPORT.get(key_of(cell))


def consents(column: Column, *, date_at: int, dates: DateColumn | None) -> Add:
    """What a cell allows or forbids. In a column that forbids, every cell counts that does not plainly say no."""
    wish = wish_of(column.detail)
    if wish is None:
        return as_written(column.header)
    place = _PLACE_IN_HEADER.search(f" {column.header} ")
    which = int(place[1]) - 1 if place else 0
    purpose = column.header if "newsletter" in key_of(column.header) else ""

    def add(cell: str, row: Row, draft: Draft) -> None:
        said = cell.strip()
        status = _status(wish, said)
        if status is None:
            if said and _flag(said[:_WORD]) is not False:
                draft.extra[column.header] = said
            return
        dated = moment(row[date_at].strip()[:_WORD], dates.order) if dates is not None and status != "bad" else None
        at = dated or _date_in(said)
        value = _address(draft.identities, wish.channel, which) if status == "bad" else ""
        consent = Consent(channel=wish.channel, status=cast(Any, status), value=value, purpose=purpose, at=at, words=said)
        draft.add("consents", consent)

    return add


def _date_in(said: str) -> datetime | None:
    """The moment that a cell of a column of opt-outs names instead of a yes."""
    return moment(said, "") if said[:1].isdigit() and 5 < len(said) <= _WORD else None


def _status(wish: Wish, said: str) -> str | None:
    flag = _flag(said[:_WORD])
    if wish.meaning == "status":
        return status_in(said) or ("given" if flag else "withdrawn" if flag is False else None)
    if wish.meaning == "given":
        return "given" if flag else "withdrawn" if flag is False else status_in(said)
    return None if flag is False or not said else wish.meaning


@lru_cache(maxsize=4_096)
def _flag(said: str) -> bool | None:
    """What a flag says; None for what is neither yes nor no."""
    key = key_of(said) or said
    return True if key in YES else False if key in NO else None


def _address(identities: Iterable[Identity], channel: str, which: int) -> str:
    """The address that a flag is about: the one with the number of its column, else the first of the channel."""
    held = [identity.value for identity in identities if identity.kind == ("email" if channel == "email" else "phone")]
    return held[which] if which < len(held) else held[0] if held else ""


def values(type_at: int) -> Add:
    """A value whose kind stands in another column, as where a table has one row for each value."""
    if type_at < 0:
        return as_written("value")

    def add(cell: str, row: Row, draft: Draft) -> None:
        _adder(row[type_at].strip()[:_WORD])(cell, row, draft)

    return add


@lru_cache(maxsize=512)
def _adder(word: str) -> Add:
    column = by_header(word) or Column(word or "value", "extra")
    if column.kind == "email":
        return emails(column, -1)
    if column.kind == "phone":
        return phones(column, -1)
    simple = {"handle": handles, "url": websites, "tags": tags}
    if column.kind in simple:
        return simple[column.kind](column)
    if column.kind == "external" and column.detail:
        return numbers(column)
    return texts("notes") if column.kind == "note" else as_written(column.header)
