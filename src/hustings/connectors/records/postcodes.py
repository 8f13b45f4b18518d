"""Tables that say in which districts a postcode lies: ZIP codes and congressional districts, or any postcode and division id.

A postcode in several districts has a row for each; none of them is preferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.tables import Row, Table, column_key, peek_rows, read_table
from hustings.connectors.records import american
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.kernel.records import DatasetRecord, PostcodeRecord

_ZIPS = ("zcta", "zip", "zipcode", "zcta5")
_CODES = ("postcode", "postalcode")
_DIVISIONS = ("division", "divisionid", "ocddivisionid", "ocdid", "ocddivision")
_PREFIX = "ocd-division/country:"


class PostcodesReader:
    """Reads postcodes with their districts; see `hustings.connectors.protocol.FileReader`."""

    name = "postcodes"
    title = "Postcodes and districts"
    use_rule = PUBLIC_RECORD.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The tables with a ZIP code, a state and a congressional district, or with a postcode and a division id."""
        return [entry for entry in entries if any(map(_is_header, peek_rows(entry.head(), most=1)))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """A record for each postcode and district, and a set of data for each country."""
        countries: dict[str, Place] = {}
        for entry in entries:
            with entry.open() as stream:
                table = read_table(stream, is_header=_is_header)
                if table is None:
                    continue
                read = _reader(table)
                for line, row in table.rows:
                    record = read(row)
                    if record is None:
                        yield Rejected(Place(entry.name, line), "This row has no postcode or no district that is known.")
                        continue
                    countries.setdefault(record.country, Place(entry.name))
                    yield Found(record, Place(entry.name, line))
                yield from (Rejected(Place(entry.name, line), reason) for line, reason in table.damage)
        yield from (Found(_dataset(country), place) for country, place in countries.items())


POSTCODES = PostcodesReader()


def _is_header(row: Row) -> bool:
    keys = set(map(column_key, row))
    american_table = bool(keys & set(_ZIPS)) and {"stateabbr", "cd"} <= keys
    return american_table or (bool(keys & {*_ZIPS, *_CODES}) and bool(keys & set(_DIVISIONS)))


def _reader(table: Table) -> Callable[[Row], PostcodeRecord | None]:
    """The function from a row to its record."""
    code_at, division_at = table.position(*_ZIPS, *_CODES), table.position(*_DIVISIONS)
    state_at, district_at = table.position("stateabbr"), table.position("cd")

    def read(row: Row) -> PostcodeRecord | None:
        code, division = " ".join(row[code_at].split()).upper(), row[division_at].strip()
        if division_at < 0 and row[state_at].strip().lower() in american.STATES and row[district_at].strip():
            division, code = american.house_division(row[state_at], row[district_at]), code.zfill(5)
        if not code or not division.startswith(_PREFIX):
            return None
        country = division[len(_PREFIX) :].partition("/")[0]
        return PostcodeRecord(external_id=f"{country}:{code}:{division}", postcode=code, country=country, division=division)

    return read


def _dataset(country: str) -> DatasetRecord:
    is_american = country == "us"
    return DatasetRecord(
        external_id=f"postcodes-{country}",
        title=f"Postcodes and districts ({country.upper()})",
        publisher="OpenSourceActivismTech/us-zipcodes-congress" if is_american else "",
        link="https://github.com/OpenSourceActivismTech/us-zipcodes-congress" if is_american else "",
        licence="Public domain" if is_american else "",
    )
