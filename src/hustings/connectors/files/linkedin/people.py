"""The owner, the connections and the imported contacts of a LinkedIn export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from operator import itemgetter

from hustings.connectors.files.linkedin.dates import parse_day, parse_moment, parse_partial
from hustings.connectors.files.linkedin.parties import stable_id
from hustings.connectors.files.linkedin.shapes import Columns
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.tables import Table, without_apostrophe
from hustings.kernel.identities import email_identity, linkedin_identity, phone_identity
from hustings.kernel.records import Identity, Name, PersonRecord, Position

_LIST = re.compile(r"[,;\n]+")
_NOBODY = "The row names nobody: it has neither a name nor an address."


def read_connections(table: Table, columns: Columns, *, file: str) -> Iterator[Found | Rejected]:
    """One person per connection. LinkedIn leaves members who hide or left as rows with a date only; those are rejected."""
    cells = ("first", "last", "url", "email", "company", "position", "connected_on", "tags")
    pick = itemgetter(*(columns.at[cell] for cell in cells))
    plain = columns.width + 1 if not columns.others else -1
    for line, row in table.rows:
        first, last, url, email, company, title, text, tags = pick(row)
        first, last, company, title = first.strip(), last.strip(), company.strip(), title.strip()
        profile = linkedin_identity(url) if url else None
        address = email_identity(email) if email else None
        identities = tuple(found for found in (profile, address) if found)
        if not (first or last or identities):
            yield Rejected(Place(file, line), _NOBODY)
            continue
        full = f"{first} {last}".strip() or identities[0].value
        connected_on = parse_day(text)
        position = Position(organisation=company, title=title, current=True) if company or title else None
        record = PersonRecord(
            external_id=profile.value if profile else _without_profile(full, connected_on, text),
            name=Name(full=full, given=first, family=last),
            identities=identities,
            positions=(position,) if position else (),
            tags=_listed(tags) if tags else (),
            connected_on=connected_on,
            extra={} if len(row) == plain and (connected_on or not text) else _extra(columns.unknown(row), connected_on, text),
        )
        yield Found(record, Place(file, line))


def read_contacts(table: Table, columns: Columns, *, file: str) -> Iterator[Found | Rejected]:
    """One person per contact that the owner once uploaded to LinkedIn."""
    at = columns.at
    for line, row in table.rows:
        first, last = row[at["first"]].strip(), row[at["last"]].strip()
        identities = _contact_identities(row[at["emails"]], row[at["phones"]])
        full = row[at["full"]].strip() or f"{first} {last}".strip() or (identities[0].value if identities else "")
        if not full:
            yield Rejected(Place(file, line), _NOBODY)
            continue
        title, companies = row[at["title"]].strip(), _listed(row[at["companies"]]) or ("",)
        record = PersonRecord(
            external_id=stable_id("contact", full.casefold(), *sorted(identity.value for identity in identities)),
            name=Name(full=full, given=first, family=last),
            identities=identities,
            positions=tuple(Position(organisation=name, title=title) for name in companies if name or title),
            birthday=parse_partial(row[at["birthday"]]),
            location=row[at["location"]].strip(),
            websites=_listed(row[at["sites"]]),
            at=parse_moment(row[at["created_at"]].strip()),
            extra=columns.unknown(row),
        )
        yield Found(record, Place(file, line))


def _contact_identities(emails: str, phones: str) -> tuple[Identity, ...]:
    found: Iterable[Identity | None] = (
        *(email_identity(email) for email in _listed(emails)),
        *(phone_identity(without_apostrophe(phone)) for phone in _listed(phones)),
    )
    return tuple(dict.fromkeys(identity for identity in found if identity))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _LIST.split(text) if part.strip())


def _without_profile(full: str, connected_on: date | None, text: str) -> str:
    return stable_id("connection", full.casefold(), connected_on.isoformat() if connected_on else text.strip())


def _extra(unknown: dict[str, str], connected_on: date | None, text: str) -> dict[str, str]:
    """The unknown columns, and a day of connection that could not be read, in its own words."""
    return {"Connected On": text.strip(), **unknown} if text and connected_on is None else unknown
