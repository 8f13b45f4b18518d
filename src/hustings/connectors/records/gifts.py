"""What readers of disclosed contributions share: donors as people, and their gifts under ids that every edition gives again.

Of a donor the name, the place, the employer and the occupation are told, and no street: nobody is visited or written to by such
reports. Donors are one person by name and ZIP code, as the reports tell them apart. Where they work is as of the gift, so it is
never told as what they do now.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from hustings.connectors.reading.people_columns import Columns, stable_id
from hustings.connectors.reading.people_layout import PersonLayout, Place, Work
from hustings.connectors.reading.people_rows import person_reader
from hustings.connectors.reading.table_reader import Distinct
from hustings.connectors.reading.tables import Row
from hustings.kernel.identities import external_identity
from hustings.kernel.records import AnyRecord, ContributionRecord, Party, PersonRecord

LEFT_OUT = (
    "Only the gifts of people who are named are read. Left out: {number} of committees, unions and firms, loans, and sums "
    "without names."
)
UNREADABLE = "The amount or the date of this gift cannot be read."
LAYOUT = PersonLayout(
    system="donor",
    given="First Name",
    additional="Middle Name",
    family="Last Name",
    suffix="Suffix",
    works=(Work("Employer", "Occupation"),),
    places=(Place((), "City", "State", "Zip | Zip5 | Zip Code"),),
    region="US",
)
"""Under which names the columns of a donor are looked for."""


class Donors:
    """The donors of a set of data (`scope`), from rows with these columns; each is told once with each employer."""

    def __init__(self, scope: str, columns: Columns) -> None:
        self._scope = scope
        self._read = person_reader(LAYOUT, columns)
        self._distinct = Distinct()

    def gift(self, row: Row, *, number: str, amount: Decimal, at: datetime, recipient: str) -> Iterator[AnyRecord]:
        """The donor of a row where something new is told, and the gift. The row names somebody."""
        person = self._read(row)
        assert person is not None
        place = person.addresses[0].postal_code[:5] if person.addresses else ""
        _, _, own = stable_id("", " ".join(person.name.full.casefold().split()), place).partition(":")
        held = tuple(filter(None, (external_identity(f"{self._scope}-donor", own),)))
        donor = PersonRecord(
            external_id=f"{self._scope}-donors:{own}",
            name=person.name,
            identities=held,
            positions=tuple(msgspec.structs.replace(each, current=False) for each in person.positions),
            addresses=person.addresses,
        )
        yield from self._distinct.part(donor)
        yield ContributionRecord(
            external_id=f"{self._scope}:{number}",
            party=Party(name=person.name.full, identities=held),
            amount=f"{amount:.2f}",
            currency="USD",
            at=at,
            recipient=recipient,
        )
