"""From a row to a record: compiled once per table, so that a row costs no look-up by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, cast

import msgspec

from hustings.connectors.files.people_tables import cells
from hustings.connectors.files.people_tables.cells import Add, Draft, text_of
from hustings.connectors.files.people_tables.dates import DateColumn
from hustings.connectors.files.people_tables.mapping import Column, ColumnKind, TableMapping
from hustings.connectors.reading.tables import Row
from hustings.kernel.records import Address, Identity, Name, OrganisationRecord, PersonRecord, Position

NOBODY = "This row names nobody: it has no name, e-mail address, phone number, handle or number."
NAMELESS = "This row names no organisation."
STRONGEST = ("email", "linkedin", "phone")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HOUSE = re.compile(r"\d{1,5}\s?[a-zA-Z]?")
_NAME_PARTS: tuple[ColumnKind, ...] = ("given", "additional", "family", "prefix", "suffix", "nickname", "maiden")
_ADDRESS_PARTS: dict[ColumnKind, str] = {
    "address": "street", "street": "street", "street2": "street", "locality": "locality", "region": "region",
    "postal_code": "postal_code", "country": "country",
}  # fmt: skip
_OF_ORGANISATIONS = frozenset(
    {"email", "phone", "handle", "external", "url", "label", "skip", "value", "value_type", *_ADDRESS_PARTS}
)


class Who(NamedTuple):
    """A record and the key under which other rows are about the same person; where `near`, only the rows right beside it.

    `is_digest` says that the key is what `stable` makes, and no number of a system.
    """

    record: PersonRecord
    key: str
    near: bool
    is_digest: bool


class People:
    """The function from a row to a person. Rows are as `Table.rows` gives them; None where a row names nobody."""

    def __init__(self, mapping: TableMapping, dates: Mapping[int, DateColumn]) -> None:
        columns = mapping.columns
        self.shape = mapping.shape
        self._one_value_a_row = any(column.kind == "value" for column in columns)
        self._numbered = any(column.kind == "external" and column.detail for column in columns)
        self._name = _name_reader(columns)
        self._weak = [at for at, column in enumerate(columns) if column.kind == "external" and not column.detail]
        self._handles, self._rest = _adders(columns, dates, told_elsewhere=_TOLD_ELSEWHERE.get(mapping.rows, frozenset()))
        self._groups = (*_positions(columns), *_addresses(columns))

    def __call__(self, row: Row) -> Who | None:
        draft = Draft()
        for at, add in self._handles:
            if cell := row[at]:
                add(cell, row, draft)
        for at, add in self._rest:
            if cell := row[at]:
                add(cell, row, draft)
        for group in self._groups:
            group(row, draft)
        name = self._name(row)
        identities = draft.identities
        if name is None:
            if not identities:
                return None
            name = Name(full=strongest(identities).value)
        if len(identities) > 1:
            identities = list(dict.fromkeys(identities))
        number = next((each.value for each in identities if each.kind == "external"), "") if self._numbered else ""
        key = number or self._key(row, name, identities, draft)
        record = PersonRecord(
            external_id=f"table:{self.shape}:{key}", name=name, identities=tuple(identities), extra=draft.extra, **draft.kept
        )
        return Who(record, key, self._one_value_a_row and not number and not self._weak, not number)

    def _key(self, row: Row, name: Name, identities: Sequence[Identity], draft: Draft) -> str:
        """What a row without a number of a system is about, the same in every export: its name with its strongest handle."""
        folded = " ".join(name.full.casefold().split())
        # Lists are numbered from one on: only with the name beside it a bare number is somebody.
        number = next((text for at in self._weak if (text := row[at].strip())), "") if self._weak else ""
        if number or self._one_value_a_row:
            return stable(number, folded)
        return key_without_number(folded, identities, draft.kept)


class Organisations:
    """The function from a row to an organisation; None where a row names none."""

    def __init__(self, mapping: TableMapping, dates: Mapping[int, DateColumn]) -> None:
        self._shape = mapping.shape
        kinds = {column.kind for column in mapping.columns}
        names: ColumnKind = "organisation" if "organisation" in kinds else "name"
        self._named = next((at for at, column in enumerate(mapping.columns) if column.kind == names), -1)
        columns = [_for_organisation(at == self._named, column) for at, column in enumerate(mapping.columns)]
        self._handles, self._rest = _adders(columns, dates)
        self._addresses = _addresses(columns)

    def __call__(self, row: Row) -> OrganisationRecord | None:
        name = " ".join(text_of(row[self._named]).split())
        if not name:
            return None
        draft = Draft()
        for at, add in (*self._handles, *self._rest):
            if cell := row[at]:
                add(cell, row, draft)
        for group in self._addresses:
            group(row, draft)
        number = next((each.value for each in draft.identities if each.kind == "external"), "")
        return OrganisationRecord(
            external_id=f"table:{self._shape}:{number or stable(name.casefold())}",
            name=name,
            identities=tuple(dict.fromkeys(draft.identities)),
            websites=draft.kept.get("websites", ()),
            addresses=draft.kept.get("addresses", ()),
            extra=draft.extra,
        )


def key_without_number(folded: str, identities: Sequence[Identity], kept: Mapping[str, object]) -> str:
    """Who has no number is known by the name with the strongest handle, or with what else tells people of a name apart."""
    if identities:
        handle = strongest(identities)
        return stable(folded, handle.kind, handle.value)
    # What a record does not say leaves no trace here, so that records may learn to say more and keys stay.
    return stable(folded, *(str(msgspec.to_builtins(kept.get(field, ""))) for field in ("birthday", "positions", "addresses")))


def _for_organisation(is_name: bool, column: Column) -> Column:
    if is_name:
        return Column(column.header, "skip")
    return column if column.kind in _OF_ORGANISATIONS else Column(column.header, "extra")


def stable(*parts: str) -> str:
    """Twenty-four hexadecimal digits that stand for these texts."""
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def strongest(identities: Sequence[Identity]) -> Identity:
    """The handle that says most about who somebody is."""
    for kind in STRONGEST:
        for identity in identities:
            if identity.kind == kind:
                return identity
    return identities[0]


def combined(first: PersonRecord, other: PersonRecord) -> PersonRecord:
    """One record of two rows about the same person: all values of both, the first one's where there can be only one."""
    changed: dict[str, object] = {}
    for field in PersonRecord.__struct_fields__:
        mine, theirs = getattr(first, field), getattr(other, field)
        if field in ("addresses", "positions"):
            changed[field] = (*mine, *(each for each in theirs if not any(_says_no_more(each, held) for held in mine)))
        elif isinstance(mine, tuple):
            changed[field] = tuple(dict.fromkeys((*mine, *theirs)))
        elif isinstance(mine, dict):
            changed[field] = {**theirs, **{name: _both(text, theirs.get(name)) for name, text in mine.items()}}
        elif not mine:
            changed[field] = theirs
    changed["name"] = _better_name(first, other, changed)
    return msgspec.structs.replace(first, **changed)


def _says_no_more(one: Address | Position, other: Address | Position) -> bool:
    """Whether everything that one says the other says too."""
    return all(getattr(one, field) in ("", False, getattr(other, field)) for field in one.__struct_fields__)


def _better_name(first: PersonRecord, other: PersonRecord, changed: Mapping[str, object]) -> Name:
    """A name rather than a handle that stands for one."""
    named = next((each.name for each in (first, other) if all(each.name.full != i.value for i in each.identities)), None)
    return named or Name(full=strongest(cast(Sequence[Identity], changed["identities"])).value)


def _both(text: str, other: str | None) -> str:
    return text if not other or other in text.split("; ") or len(text) > 2_000 else f"{text}; {other}"


def _name_reader(columns: Sequence[Column]) -> Callable[[Row], Name | None]:
    full = next((at for at, column in enumerate(columns) if column.kind == "name"), -1)
    parts = [(part, at) for part in _NAME_PARTS for at, column in enumerate(columns) if column.kind == part]
    if [part for part, _ in parts] == ["given", "family"] and full < 0:
        return _given_and_family(parts[0][1], parts[1][1])
    if not parts and full >= 0:
        return lambda row: Name(full=text) if (text := " ".join(text_of(row[full]).split())) else None

    def read(row: Row) -> Name | None:
        said = {part: text for part, at in parts if (text := " ".join(text_of(row[at]).split()))}
        whole = " ".join(text_of(row[full]).split()) or joined(
            **{part: said.get(part, "") for part in ("given", "additional", "family")}
        )
        whole = whole or said.get("nickname", "")
        return Name(full=whole, **said) if whole else None

    return read


def _given_and_family(given_at: int, family_at: int) -> Callable[[Row], Name | None]:
    def read(row: Row) -> Name | None:
        given, family = text_of(row[given_at]), text_of(row[family_at])
        full = joined(given=given, family=family)
        return Name(full=full, given=given, family=family) if full else None

    return read


def joined(*, given: str, family: str, additional: str = "") -> str:
    """A whole name of its parts: the family name first and without a blank where eastern Asia writes it so."""
    if not family.isascii() and _EAST.match(family) and _EAST.match(given):
        return family + given
    if not additional:
        return f"{given} {family}" if given and family else given or family
    return " ".join(part for part in (given, additional, family) if part)


_TOLD_ELSEWHERE: dict[str, frozenset[ColumnKind]] = {
    "attendance": frozenset({"event", "status", "at"}),
    "note": frozenset({"at"}),
}
"""Columns that become records of their own, by what a row is."""


def _adders(
    columns: Sequence[Column], dates: Mapping[int, DateColumn], *, told_elsewhere: frozenset[ColumnKind] = frozenset()
) -> tuple[list[tuple[int, Add]], list[tuple[int, Add]]]:
    """The functions of the columns that hold handles, and of the others, which may ask for handles."""
    handles: list[tuple[int, Add]] = []
    rest: list[tuple[int, Add]] = []
    for at, column in enumerate(columns):
        if column.kind in ("email", "phone"):
            make = cells.emails if column.kind == "email" else cells.phones
            handles.append((at, make(column, _label_at(columns, at, column.kind))))
        elif column.kind == "value":
            handles.append((at, cells.values(_nearest(columns, at, "value_type"))))
        elif column.kind == "handle":
            handles.append((at, cells.handles(column)))
        elif column.kind == "external" and column.detail:
            handles.append((at, cells.numbers(column)))
        elif column.kind not in told_elsewhere and (add := _other(columns, at, dates)) is not None:
            rest.append((at, add))
    return handles, rest


_SIMPLE: dict[ColumnKind, Callable[[Column], Add]] = {
    "url": cells.websites, "tags": cells.tags, "relation": cells.related, "support": cells.supports,
}  # fmt: skip


_AS_WRITTEN = frozenset({"extra", "external", "event", "status", "at"})


def _other(columns: Sequence[Column], at: int, dates: Mapping[int, DateColumn]) -> Add | None:
    column = columns[at]
    if column.kind in _SIMPLE:
        return _SIMPLE[column.kind](column)
    if column.kind == "note":
        return cells.texts("notes")
    if column.kind == "household":
        return cells.only_text("household")
    if column.kind in ("birthday", "date"):
        return cells.days(column, dates[at])
    if column.kind == "consent":
        dated = _consent_date(columns, column)
        return cells.consents(column, date_at=dated, dates=dates.get(dated))
    if column.kind == "field":
        return cells.custom(column.detail)
    return cells.as_written(column.header) if column.kind in _AS_WRITTEN else None


def _consent_date(columns: Sequence[Column], consent: Column) -> int:
    """The column with the day of a consent: one for the same, else one for the status of its channel or for none by name."""
    channel, _, meaning = consent.detail.partition(":")
    dated = [(at, *column.detail.partition(":")[::2]) for at, column in enumerate(columns) if column.kind == "consent_date"]
    same = (at for at, channel_of, meaning_of in dated if (channel_of, meaning_of) == (channel, meaning))
    loose = (at for at, of, says in dated if of in (channel, "") and ("status" in (says, meaning) or not says))
    return next(same, next(loose, -1))


def _label_at(columns: Sequence[Column], at: int, kind: str) -> int:
    """The column that labels this one: the nearest label of this kind which no nearer column of the kind takes."""
    labels = [each for each, column in enumerate(columns) if column.kind == "label" and column.detail in (kind, "")]
    same = [each for each, column in enumerate(columns) if column.kind == kind]
    mine = [label for label in labels if min(same, key=lambda each: (abs(each - label), each > label)) == at]
    return mine[0] if mine else -1


def _nearest(columns: Sequence[Column], at: int, kind: ColumnKind) -> int:
    found = [each for each, column in enumerate(columns) if column.kind == kind]
    return min(found, key=lambda each: abs(each - at), default=-1)


Group = Callable[[Row, Draft], None]


def _positions(columns: Sequence[Column]) -> list[Group]:
    """Organisations and titles, paired in their order."""
    organisations = [at for at, column in enumerate(columns) if column.kind == "organisation"]
    titles = [at for at, column in enumerate(columns) if column.kind == "title"]
    count = max(len(organisations), len(titles))
    pairs = zip(organisations + [-1] * (count - len(organisations)), titles + [-1] * (count - len(titles)), strict=True)
    return [_position(*pair) for pair in pairs]


def _position(organisation_at: int, title_at: int) -> Group:
    def add(row: Row, draft: Draft) -> None:
        organisation, title = row[organisation_at], row[title_at]
        if organisation or title:
            organisation, title = text_of(organisation), text_of(title)
            if organisation or title:
                draft.add("positions", Position(organisation=organisation, title=title, current=True))

    return add


def _addresses(columns: Sequence[Column]) -> list[Group]:
    """Postal addresses: the columns of one label are one address; those without a label complete the only one there is."""
    groups: dict[str, list[tuple[str, int]]] = {}
    for at, column in enumerate(columns):
        if column.kind in _ADDRESS_PARTS:
            groups.setdefault(column.detail, []).append((_ADDRESS_PARTS[column.kind], at))
    if len(groups) == 2 and "" in groups:
        label = next(label for label in groups if label)
        bare, named = groups[""], groups[label]
        if not {part for part, _ in bare} & {part for part, _ in named}:
            groups = {label: sorted((*bare, *named), key=lambda each: each[1])}
    label_at = next((at for at, column in enumerate(columns) if column.kind == "label" and column.detail == "address"), -1)
    return [_address(label, parts, label_at if len(groups) == 1 else -1) for label, parts in groups.items()]


def _together(first: str, other: str) -> str:
    """Two parts of a street: a bare house number stands beside the street, anything else after a comma."""
    return f"{first} {other}" if _HOUSE.fullmatch(first) or _HOUSE.fullmatch(other) else f"{first}, {other}"


def _address(label: str, parts: Sequence[tuple[str, int]], label_at: int) -> Group:
    def add(row: Row, draft: Draft) -> None:
        said: dict[str, str] = {}
        for part, at in parts:
            if (cell := row[at]) and (text := text_of(cell)):
                said[part] = _together(said[part], text) if part in said else text
        if said:
            told = row[label_at].strip() or label if label_at >= 0 else label
            draft.add("addresses", Address(label=told, **said))

    return add
