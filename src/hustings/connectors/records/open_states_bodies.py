"""Jurisdictions, chambers and committees as Open States names them, each as an organisation with a name of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from hustings.connectors.reading.jsonvalues import list_at, text_at
from hustings.connectors.records import american
from hustings.connectors.records.offices import scope_id
from hustings.kernel.identities import canonical_url, external_identity
from hustings.kernel.records import OrganisationRecord

_JURISDICTION = re.compile(
    r"ocd-(?:jurisdiction|division)/country:us(?:/(?:state|district|territory):([a-z]{2}))?((?:/[a-z_]+:[\w.~-]+)*)(?:/(?:government|legislature))?"
)
_EXECUTIVE = "executive"
GOVERNMENT = "Government of "


class Where(NamedTuple):
    """A jurisdiction: two letters of the state (`us` for the federation), and the rest of a town's Open Civic Data id."""

    state: str
    town: str

    @property
    def division(self) -> str:
        """The Open Civic Data id of the place."""
        base = american.UNITED_STATES if self.state == "us" else american.state_division(self.state)
        return base + self.town

    @property
    def name(self) -> str:
        """The place in words."""
        if self.town:
            place = self.town.rpartition(":")[2].replace("_", " ").replace("~", " ").title()
            return f"{place}, {american.state_name(self.state)}"
        return "the United States" if self.state == "us" else american.state_name(self.state)

    def body(self, kind: str) -> str:
        """The body that an office of this kind belongs to: a chamber or, for all others, the government."""
        return self.chamber(kind) if kind in ("upper", "lower", "legislature") and not self.town else f"{GOVERNMENT}{self.name}"

    def chamber(self, chamber: str) -> str:
        """The name of a chamber; of the whole legislature for any other word."""
        if self.state == "us":
            return {"upper": american.SENATE, "lower": american.HOUSE}.get(chamber, american.CONGRESS)
        return american.chamber_name(self.state, chamber)


def where_of(jurisdiction: str) -> Where | None:
    """The jurisdiction of an id; None for one outside the United States."""
    found = _JURISDICTION.fullmatch(jurisdiction)
    return Where(found[1] or "us", found[2]) if found else None


class Bodies:
    """The bodies met in a reading; each is told once, the one above it first."""

    def __init__(self) -> None:
        self._told: set[str] = set()
        self._towns: dict[str, str] = {}

    def name_town(self, where: Where, name: str) -> None:
        """Remembers how a town writes itself."""
        self._towns[where.division] = name

    def of(self, where: Where, kind: str) -> Iterator[OrganisationRecord]:
        """The body of an office and what stands above it, those that were not told before."""
        name = where.body(kind)
        if name in self._told:
            return
        self._told.add(name)
        parent, classification = "", _EXECUTIVE
        if where.town:
            classification = "government"
        elif kind in ("upper", "lower") and name != where.chamber("legislature"):
            parent, classification = where.chamber("legislature"), kind
            yield from self.of(where, "legislature")
        elif kind in ("upper", "lower", "legislature"):
            classification = "legislature"
        town = self._towns.get(where.division, "") if where.town else ""
        yield OrganisationRecord(
            external_id=scope_id(f"openstates-{where.state}-{'places' if where.town else 'committees'}", name),
            name=name, classification=classification, parent=parent, division=where.division,
            extra={"place": town} if town else {},
        )  # fmt: skip

    def committee(self, value: Any, where: Where, *, number: str, name: str, parent: str) -> OrganisationRecord:
        """A committee; where two of one name stand under the same body, the second bears the end of its number.

        Of the Congress, whose committees have names of their own, two of one name are one.
        """
        own = name if name not in self._told or where.state == "us" else f"{name} ({number[-4:]})"
        self._told.add(own)
        links = (canonical_url(text_at(link, "url")) for link in list_at(value, "links"))
        identity = external_identity("openstates", number)
        return OrganisationRecord(
            external_id=f"openstates-{where.state}-committees:{number}",
            name=own,
            websites=tuple(dict.fromkeys(filter(None, links)))[:2],
            identities=(identity,) if identity else (),
            classification=text_at(value, "classification") or "committee",
            parent=parent,
            division=where.division,
        )
