"""Open Civic Data division ids: the tables of opencivicdata/ocd-division-ids, one place a row (OCDEP 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.tables import Row, column_key, peek_rows, read_table
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.kernel.records import DatasetRecord, DivisionRecord

_PREFIX = "ocd-division/"


class DivisionsReader:
    """Reads places with their Open Civic Data ids; see `hustings.connectors.protocol.FileReader`."""

    name = "ocd_divisions"
    title = "Open Civic Data divisions"
    use_rule = PUBLIC_RECORD.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The tables with a column of ids and one of names whose first row bears a division id."""
        return [entry for entry in entries if _is_table(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """A division for each id, as the first file tells it, and a set of data for each country."""
        countries: dict[str, Place] = {}
        told: set[str] = set()
        for entry in entries:
            with entry.open() as stream:
                table = read_table(stream, is_header=_is_header)
                if table is None:
                    continue
                at = {key: table.position(key) for key in ("id", "name", "validfrom", "validthrough")}
                for line, row in table.rows:
                    number, name, since, until = (row[at[key]].strip() for key in at)
                    place = Place(entry.name, line)
                    if not number.startswith(_PREFIX) or not name:
                        yield Rejected(place, "This row has no division id or no name.")
                        continue
                    if number in told:
                        continue
                    told.add(number)
                    countries.setdefault(number.split("/")[1].partition(":")[2], Place(entry.name))
                    yield Found(
                        DivisionRecord(external_id=number, name=name, valid_from=since, valid_through=until), place
                    )  # fmt: skip
                yield from (Rejected(Place(entry.name, line), reason) for line, reason in table.damage)
        yield from (Found(_dataset(country), place) for country, place in countries.items())


DIVISIONS = DivisionsReader()


def _is_header(row: Row) -> bool:
    return {"id", "name"} <= set(map(column_key, row))


def _is_table(entry: Entry) -> bool:
    rows = peek_rows(entry.head(), most=2)
    return len(rows) == 2 and _is_header(rows[0]) and any(cell.startswith(_PREFIX) for cell in rows[1])


def _dataset(country: str) -> DatasetRecord:
    return DatasetRecord(
        external_id=f"ocd-divisions-{country}",
        title=f"Political divisions ({country.upper()})",
        publisher="opencivicdata/ocd-division-ids",
        link="https://github.com/opencivicdata/ocd-division-ids",
        licence="CC0-1.0",
    )
