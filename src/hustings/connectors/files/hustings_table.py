"""The table of people that Hustings itself writes (CSV, or a sheet of a workbook), also after somebody worked on it elsewhere.

Columns may have been moved, left out or added; a row without a number is somebody new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import msgspec

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.hustings_columns import ID, Draft, Setter, plain, setter_of
from hustings.connectors.reading.tables import Row, column_key, peek_rows, read_table
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import canonical_email, canonical_phone, hustings_identity
from hustings.kernel.records import Identity, PersonRecord, encode

_NUMBER = re.compile(r"[0-9a-f]{16}:[1-9][0-9]{0,18}")
_CANONICAL = {"email": canonical_email, "phone": canonical_phone}


class HustingsTableReader:
    """Reads people from Hustings' own table; see `hustings.connectors.protocol.FileReader`."""

    name = "hustings_table"
    title = "People from Hustings (CSV or workbook)"
    use_rule = "own-archive"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Tables with a column `Hustings ID`."""
        return [entry for entry in entries if any(map(_is_header, peek_rows(entry.head())))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """One person for each row. Holds one row at a time."""
        for entry in entries:
            try:
                yield from _read_file(entry)
            except WrongInput as problem:
                yield Rejected(Place(entry.name), str(problem))


HUSTINGS_TABLE = HustingsTableReader()


def _is_header(row: Row) -> bool:
    return any(column_key(cell) == column_key(ID) for cell in row)


def _read_file(entry: Entry) -> Iterator[Found | Rejected]:
    with entry.open() as stream:
        table = read_table(stream, is_header=_is_header)
        if table is None:
            return
        setters = [setter_of(ID if _is_header([word]) else plain(word)) if word else None for word in table.header]
        for line, row in table.rows:
            yield _result(setters, row, Place(entry.name, line))
        yield from (Rejected(Place(entry.name, line), reason) for line, reason in table.damage)


def _result(setters: Sequence[Setter | None], row: Row, place: Place) -> Found | Rejected:
    draft = Draft()
    for setter, cell in zip(setters, row, strict=False):
        if cell and setter is not None:
            setter(draft, plain(cell))
    try:
        record = _with_canonical(draft.record())
    except ValueError as problem:
        return Rejected(place, str(problem))
    if not record.name.full and not record.identities:
        return Rejected(place, "The row names nobody: it has neither a name nor an address.")
    return Found(_known_again(record), place)


def _with_canonical(record: PersonRecord) -> PersonRecord:
    """The record with addresses and numbers as they are written everywhere; what is none goes to `extra`."""
    kept: list[Identity] = []
    extra = dict(record.extra)
    for identity in record.identities:
        canonical = _CANONICAL.get(identity.kind, str.strip)(identity.value)
        if canonical:
            kept.append(msgspec.structs.replace(identity, value=canonical))
        else:
            extra[identity.kind] = identity.value
    return msgspec.structs.replace(record, identities=tuple(kept), extra=extra)


def _known_again(record: PersonRecord) -> PersonRecord:
    """The record under the number that the table gives, which is a handle too; a new row is known by its content."""
    number = record.external_id.strip()
    if _NUMBER.fullmatch(number):
        own = hustings_identity(*number.split(":"))
        identities = record.identities if own in record.identities else (*record.identities, own)
        return msgspec.structs.replace(record, external_id=number, identities=identities)
    anonymous = msgspec.structs.replace(record, external_id="")
    return msgspec.structs.replace(record, external_id=f"new:{blake2b(encode(anonymous), digest_size=16).hexdigest()}")
