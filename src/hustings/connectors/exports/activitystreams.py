"""People as JSON in the words of ActivityStreams 2: a Collection of Persons, with vCard's words for what that has none for.

Each Person also carries the whole neutral record under `hustings:record`, so that nothing is lost to a program that knows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec

from hustings.kernel.records import Address, PersonRecord, Position

CONTEXT: list[Any] = [
    "https://www.w3.org/ns/activitystreams",
    {"vcard": "http://www.w3.org/2006/vcard/ns#", "schema": "http://schema.org#", "hustings": "urn:hustings:",
     "PropertyValue": "schema:PropertyValue", "value": "schema:value"},
]  # fmt: skip


def write_collection(records: Iterable[PersonRecord], target: BinaryIO) -> int:
    """Writes one JSON object, a person a line, and returns how many. Holds one person at a time."""
    head = msgspec.json.encode({"@context": CONTEXT, "type": "Collection", "name": "People"})
    target.write(head[:-1] + b',"items":[')
    count = 0
    for record in records:
        target.write((b",\n" if count else b"\n") + msgspec.json.encode(person_of(record)))
        count += 1
    target.write(b'\n],"totalItems":%d}\n' % count)
    return count


def person_of(record: PersonRecord) -> dict[str, Any]:
    """One person in these words; what is empty is left out."""
    told = {
        "type": "Person",
        "id": f"urn:hustings:{record.external_id}",
        "name": record.name.full,
        "vcard:given-name": record.name.given,
        "vcard:family-name": record.name.family,
        "vcard:nickname": record.name.nickname,
        "vcard:bday": record.birthday,
        "summary": record.headline,
        "content": record.summary,
        "location": {"type": "Place", "name": record.location} if record.location else None,
        "tag": [{"type": "Object", "name": tag} for tag in record.tags],
        "url": list(record.websites),
        "attachment": [
            {"type": "PropertyValue", "name": identity.kind, "value": identity.value} for identity in record.identities
        ],
        "vcard:hasAddress": [_address(address) for address in record.addresses],
        "vcard:org": [_position(position) for position in record.positions],
        "hustings:record": record,
    }
    return {word: value for word, value in told.items() if value}


def _address(address: Address) -> dict[str, str]:
    told = {
        "vcard:street-address": address.street,
        "vcard:locality": address.locality,
        "vcard:region": address.region,
        "vcard:postal-code": address.postal_code,
        "vcard:country-name": address.country,
    }
    return {word: value for word, value in told.items() if value}


def _position(position: Position) -> dict[str, str]:
    told = {
        "vcard:organization-name": position.organisation,
        "vcard:title": position.title,
        "startTime": position.since,
        "endTime": position.until,
    }
    return {word: value for word, value in told.items() if value}
