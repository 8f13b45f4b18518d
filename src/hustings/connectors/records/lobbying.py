"""What readers of lobbying records share: firms and clients as organisations, lobbyists as people, each told once."""

from __future__ import annotations

from collections.abc import Iterator

from hustings.connectors.reading.archives import stable_id
from hustings.connectors.records.offices import scope_id
from hustings.kernel.identities import external_identity
from hustings.kernel.records import Name, OrganisationRecord, Party, PersonRecord, Position


class Told:
    """Organisations and lobbyists of one set of data that were told already."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self._told: set[str] = set()

    def organisation(self, name: str) -> Iterator[OrganisationRecord]:
        """The organisation of a name, the first time that it comes."""
        record = OrganisationRecord(external_id=scope_id(self.scope, name.casefold()), name=name)
        if name and self.is_new(record.external_id):
            yield record

    def lobbyist(self, name: str, *, firm: str, held: str = "") -> Iterator[PersonRecord]:
        """A lobbyist of a firm, the first time that the name comes with it. `held` is a public office held before."""
        party = self.party(name, firm=firm)
        record = PersonRecord(
            external_id=f"{self.scope}-lobbyists:{self._number(name, firm)}",
            name=Name(full=name),
            identities=party.identities,
            positions=(Position(organisation=firm, title="Lobbyist"),) if firm else (),
            extra={"official_position": held} if held else {},
        )
        if self.is_new(record.external_id):
            yield record

    def party(self, name: str, *, firm: str) -> Party:
        """How filings name the lobbyist, so that they show with the person."""
        number = external_identity(f"{self.scope}-lobbyist", self._number(name, firm))
        return Party(name=name, identities=(number,) if number else ())

    def is_new(self, key: str) -> bool:
        """Whether the key comes for the first time."""
        if key in self._told:
            return False
        self._told.add(key)
        return True

    def _number(self, name: str, firm: str) -> str:
        return stable_id("name", " ".join(name.casefold().split()), " ".join(firm.casefold().split())).partition(":")[2]
