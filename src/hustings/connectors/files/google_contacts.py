"""Google Contacts as CSV: today's headers (First Name, Labels) and the older ones (Given Name, Group Membership).

Google writes several values of one label into one cell, parted by ` ::: `.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, takewhile, zip_longest

import msgspec

from hustings.connectors.reading.people_columns import Columns, listed
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, TagList, Work
from hustings.connectors.reading.people_rows import NOBODY, person_reader
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row
from hustings.kernel.provenance import OWN_ADDRESS_BOOK
from hustings.kernel.records import Address, Position

_BY = ":::"
_PLACE_CELLS = ("Street", "Extended Address", "PO Box", "City", "Region", "Postal Code", "Country")
_OF_ALL = frozenset({"mycontacts", "my contacts", "other contacts"})
"""Groups that hold everybody."""


def _numbered(columns: Columns, word: str, *parts: str) -> list[str]:
    """`E-mail 1`, `E-mail 2`, ... as far as the table has them."""
    return list(
        takewhile(
            lambda name: any(columns.has(f"{name} - {part}") for part in parts), (f"{word} {number}" for number in count(1))
        )
    )


def _label(name: str) -> str:
    return f"{name} - Label | {name} - Type"


def _layout(columns: Columns) -> PersonLayout:
    def handles(word: str) -> tuple[Handle, ...]:
        return tuple(Handle(f"{name} - Value", label_in=_label(name), by=_BY) for name in _numbered(columns, word, "Value"))

    return PersonLayout(
        system="google",
        given="First Name | Given Name",
        additional="Middle Name | Additional Name",
        family="Last Name | Family Name",
        prefix="Name Prefix",
        suffix="Name Suffix",
        nickname="Nickname",
        maiden="Maiden Name",
        shown="Name | File As",
        emails=handles("E-mail"),
        phones=handles("Phone"),
        websites=tuple(f"{name} - Value" for name in _numbered(columns, "Website", "Value")),
        works=(
            Work("Organization Name", "Organization Title", "Organization Department"),
            *(
                Work(f"{name} - Name", f"{name} - Title", f"{name} - Department")
                for name in _numbered(columns, "Organization", "Name", "Title")
            ),
        ),
        places=tuple(
            Place(
                (f"{name} - Street", f"{name} - Extended Address", f"{name} - PO Box"), f"{name} - City", f"{name} - Region",
                f"{name} - Postal Code", f"{name} - Country", label_in=_label(name),
            )
            for name in _numbered(columns, "Address", "Formatted", *_PLACE_CELLS)
        ),
        tags=(TagList("Labels | Group Membership", _BY),),
        notes=("Notes",),
        birthday="Birthday",
        dull=(
            *("Photo", "File As", "Name"),
            *(f"{name} - Type" for name in _numbered(columns, "Organization", "Type")),
            *(_label(name) for name in _numbered(columns, "Website", "Value")),
        ),
    )  # fmt: skip


def _rows(columns: Columns, source: Source) -> ReadRow:
    relations = _pairs(columns, "Relation")
    events, fields = _pairs(columns, "Event"), _pairs(columns, "Custom Field")
    formatted = [
        (columns.find(f"{name} - Formatted"), name) for name in _numbered(columns, "Address", "Formatted", *_PLACE_CELLS)
    ]
    read, distinct = person_reader(_layout(columns), columns), Distinct()

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        left = {label or "Event": value for label, value in events(row)}
        if not person.addresses:
            left |= {name: row[at].strip() for at, name in formatted if row[at].strip()}
        person = msgspec.structs.replace(
            person,
            tags=tuple(tag for word in person.tags if (tag := word.removeprefix("* ")).casefold() not in _OF_ALL),
            related=tuple((label.casefold() or "related", value) for label, value in relations(row)),
            fields={label or "Custom field": value for label, value in fields(row)},
            websites=tuple(part for site in person.websites for part in listed(site, by=_BY)),
            addresses=tuple(part for address in person.addresses for part in _addresses(address)),
            positions=tuple(part for position in person.positions for part in _positions(position)),
            extra=person.extra | left,
        )
        return distinct.told(person)

    return read_row


def _pairs(columns: Columns, word: str) -> Callable[[Row], Iterator[tuple[str, str]]]:
    """Labels and values of numbered columns, several of one label apart."""
    found = [(columns.find(_label(name)), columns.find(f"{name} - Value")) for name in _numbered(columns, word, "Value")]

    def read(row: Row) -> Iterator[tuple[str, str]]:
        for label_at, at in found:
            for value in listed(row[at], by=_BY):
                yield row[label_at].strip().removeprefix("* "), value

    return read


def _addresses(address: Address) -> Iterator[Address]:
    """The addresses whose parts Google wrote into the same cells."""
    parts = (address.street, address.locality, address.region, address.postal_code, address.country)
    for street, locality, region, code, country in _apart(parts):
        yield Address(
            street=street, locality=locality, region=region, postal_code=code, country=country, label=address.label
        )  # fmt: skip


def _positions(position: Position) -> Iterator[Position]:
    for organisation, title, department in _apart((position.organisation, position.title, position.description)):
        yield Position(organisation=organisation, title=title, description=department, current=True)


def _apart(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not any(_BY in part for part in parts):
        yield parts
        return
    for values in zip_longest(*(part.split(_BY) for part in parts), fillvalue=""):
        if any(value.strip() for value in values):
            yield tuple(value.strip() for value in values)


GOOGLE_CONTACTS = TableReader(
    name="google_contacts",
    title="Google Contacts",
    use_rule=OWN_ADDRESS_BOOK.code,
    kinds=(
        Kind("contacts", ("First Name | Given Name", "E-mail 1 - Value | Phone 1 - Value | Group Membership"), _rows),
        Kind("bare", ("First Name", "Phonetic First Name", "File As", "Labels"), _rows),
    ),
)
