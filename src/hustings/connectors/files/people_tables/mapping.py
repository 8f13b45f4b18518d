"""What the columns of a table of one shape mean: a value that is shown, corrected, remembered and sent as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Literal, get_args

import msgspec

from hustings.connectors.files.people_tables.words import key_of
from hustings.connectors.protocol import DateOrder
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import IdentityKind, PartialDate

ColumnKind = Literal[
    "name", "given", "family", "additional", "prefix", "suffix", "nickname", "maiden",
    "email", "phone", "handle", "external", "url", "label", "value", "value_type",
    "address", "street", "street2", "locality", "region", "postal_code", "country",
    "organisation", "title", "birthday", "household", "relation", "tags", "note", "support",
    "consent", "consent_date", "event", "status", "at", "date", "field", "extra", "skip",
]  # fmt: skip
"""What a column is. `extra` keeps a column as it is, `skip` leaves it out."""
RowKind = Literal["person", "organisation", "attendance", "note"]
"""What a row is: a person, an organisation, somebody's answer to an event, or a dated note about somebody."""
KINDS: tuple[ColumnKind, ...] = get_args(ColumnKind)
ROW_KINDS: tuple[RowKind, ...] = get_args(RowKind)
WHO = frozenset({"name", "given", "family", "email", "phone", "handle", "external", "value"})
"""Kinds that say who a person is; a table of people has at least one."""


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one column means.

    `detail` is the label of an e-mail, phone, address or website (home, work), the network of a handle, the system of a number,
    the name of a custom field, the relation (spouse), what a wish says (`email:withdrawn`, see meanings), or what a label labels.
    `dates` is the order that a member chose, `separator` what parts several values in a cell (empty: judged by the cell).
    """

    header: str
    kind: ColumnKind
    detail: str = ""
    dates: DateOrder = ""
    separator: str = ""


class TableMapping(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a table of one shape means. `event` is what the rows of an attendance list are about, with its day where known.

    `headed` is False where the first row is data already; the columns are then called by their numbers.
    """

    shape: str
    columns: tuple[Column, ...]
    rows: RowKind = "person"
    event: str = ""
    event_on: PartialDate = ""
    headed: bool = True

    def by_place(self, header: Sequence[str]) -> list[Column]:
        """The columns in the order in which a header of this shape has them; a header may come more than once."""
        waiting: dict[str, list[Column]] = {}
        for column in self.columns:
            waiting.setdefault(key_of(column.header), []).append(column)
        found = []
        for name in header:
            same = waiting.get(key_of(name))
            found.append(same.pop(0) if same else Column(name, "extra"))
        return found

    def as_json(self) -> str:
        """Compact JSON, the same for the same mapping."""
        return msgspec.json.encode(self).decode()


def mapping_from(text: str | bytes) -> TableMapping:
    """The mapping that `as_json` wrote. Raises WrongInput, saying where, for anything else."""
    try:
        return msgspec.json.decode(text, type=TableMapping)
    except msgspec.MsgspecError as error:
        raise WrongInput(f"This is no description of a table's columns: {error}.", field="mapping") from error


def shape_of(header: Sequence[str], *, headed: bool = True) -> str:
    """Sixteen hexadecimal digits that stand for a header, whatever the order of its columns."""
    words = sorted(Counter(map(key_of, header)).elements())
    content = "\x1f".join(["headed" if headed else "bare", *words]).encode("utf-8", "replace")
    return blake2b(content, digest_size=8).hexdigest()


def numbered(width: int) -> tuple[str, ...]:
    """The names of the columns of a table that has no header."""
    return tuple(f"column {number}" for number in range(1, width + 1))


_NETWORKS = frozenset(get_args(IdentityKind)) - {"email", "phone", "url", "official", "external"}
_ALIASES: dict[str, tuple[ColumnKind, str]] = {
    "first-name": ("given", ""), "last-name": ("family", ""), "full-name": ("name", ""), "mobile": ("phone", "mobile"),
    "company": ("organisation", ""), "city": ("locality", ""), "state": ("region", ""), "zip": ("postal_code", ""),
    "website": ("url", ""), "id": ("external", ""), "tag": ("tags", ""), "notes": ("note", ""),
}  # fmt: skip


def column_from(header: str, said: str) -> Column:
    """A column as a member writes it: `email`, `phone:work`, `linkedin`, `field:Volunteer`, `consent:email:withdrawn`, `skip`.

    Raises WrongInput, naming the words that may be said.
    """
    word, _, detail = said.strip().partition(":")
    word = word.strip().lower().replace("_", "-").replace(" ", "-")
    if word in _ALIASES:
        kind, usual = _ALIASES[word]
        return Column(header, kind, detail=detail.strip() or usual)
    if word in _NETWORKS:
        return Column(header, "handle", detail=word)
    for kind in KINDS:
        if kind.replace("_", "-") == word:
            return checked(Column(header, kind, detail=detail.strip()))
    words = ", ".join(sorted({*(kind.replace("_", "-") for kind in KINDS), *_ALIASES, *_NETWORKS}))
    raise WrongInput(f"{said!r} is no kind of column. Say one of: {words}.", field="column")


def checked(column: Column) -> Column:
    """The column, if its detail says what its kind needs. Raises WrongInput otherwise."""
    from hustings.connectors.files.people_tables.meanings import wish_of

    if column.kind == "handle" and column.detail not in _NETWORKS:
        raise WrongInput(f"Say the network of {column.header!r}: one of {', '.join(sorted(_NETWORKS))}.", field="column")
    if column.kind == "field" and not column.detail:
        raise WrongInput(f"Say the name of the custom field for {column.header!r}, as in field:Name.", field="column")
    if column.kind == "consent" and wish_of(column.detail) is None:
        raise WrongInput(f"Say what {column.header!r} allows or forbids, as in consent:email:withdrawn.", field="column")
    if column.kind == "relation" and not column.detail:
        return msgspec.structs.replace(column, detail=column.header)
    return column


def corrected(mapping: TableMapping, columns: Mapping[str, Column]) -> TableMapping:
    """The mapping with other meanings for columns of these names. Raises WrongInput for a name that the table lacks."""
    wanted = {key_of(name): column for name, column in columns.items()}
    held = {key_of(column.header) for column in mapping.columns}
    for name in columns:
        if key_of(name) not in held:
            names = ", ".join(column.header for column in mapping.columns)
            raise WrongInput(f"There is no column {name!r}. The columns are: {names}.", field="column")
    changed = (
        msgspec.structs.replace(wanted[key], header=column.header) if (key := key_of(column.header)) in wanted else column
        for column in mapping.columns
    )
    return msgspec.structs.replace(mapping, columns=tuple(changed))
