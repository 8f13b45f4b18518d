"""Contributions to candidates and committees in Massachusetts, as the Office of Campaign and Political Finance gives them out.

A row is a receipt, with its recipient by name and number (CPF ID). Rows bear no number that lasts from one download to the next,
so a gift is known by what the row says; one that comes twice in a file is two gifts (people do give the same sum twice on a day).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.people_columns import Columns, stable_id
from hustings.connectors.reading.table_amounts import read_amount
from hustings.connectors.reading.table_dates import read_moment
from hustings.connectors.reading.tables import Row, Table, column_key, peek_rows, read_table
from hustings.connectors.records.gifts import LEFT_OUT, UNREADABLE, Donors
from hustings.kernel.provenance import DISCLOSED_GIFT
from hustings.kernel.records import DatasetRecord

_SCOPE = "ocpf"
_NUMBERS, _RECIPIENTS = ("cpfid", "filercpfid"), ("filer", "recipient", "ocpffullname")
_TYPES = ("recordtype", "recordtypedescription")
_TOLD = ("date", "amount", "lastname", "firstname", "city", "state", "zip5", "zip", "zipcode", "occupation", "employer")
_INDIVIDUAL = "individual"


class MassachusettsGiftsReader:
    """Reads contributions; see `hustings.connectors.protocol.FileReader`."""

    name = "ma_contributions"
    title = "Contributions in Massachusetts (OCPF)"
    use_rule = DISCLOSED_GIFT.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The tables with a CPF ID, a recipient, a donor, an amount and a date."""
        return [entry for entry in entries if any(map(_is_header, peek_rows(entry.head(), most=1)))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Each donor before the first gift; what is no gift of a named person is counted in one line."""
        said = False
        for entry in entries:
            with entry.open() as stream:
                table = read_table(stream, is_header=_is_header)
                if table is None:
                    continue
                for item in _gifts(entry, table):
                    said = said or isinstance(item, Found)
                    yield item
                yield from (Rejected(Place(entry.name, line), reason) for line, reason in table.damage)
        if said:
            yield Found(_DATASET, Place(entries[0].name))


MASSACHUSETTS_GIFTS = MassachusettsGiftsReader()
_DATASET = DatasetRecord(
    external_id=_SCOPE,
    title="Contributions in Massachusetts",
    publisher="Office of Campaign and Political Finance of Massachusetts",
    link="https://www.ocpf.us",
    licence="Public record",
)


def _is_header(row: Row) -> bool:
    keys = set(map(column_key, row))
    return all(keys.intersection(names) for names in (_NUMBERS, _RECIPIENTS)) and {"lastname", "date", "amount"} <= keys


def _gifts(entry: Entry, table: Table) -> Iterator[Found | Rejected]:
    donors, alike, left = Donors(_SCOPE, Columns(table.header)), Counter[str](), 0
    number_at, recipient_at, type_at = (table.position(*names) for names in (_NUMBERS, _RECIPIENTS, _TYPES))
    amount_at, date_at, first_at = (table.position(name) for name in ("amount", "date", "firstname"))
    told_at = [at for name in _TOLD if (at := table.position(name)) >= 0]
    for line, row in table.rows:
        place = Place(entry.name, line)
        if not row[first_at].strip() or _INDIVIDUAL not in (row[type_at].casefold() or _INDIVIDUAL):
            left += 1
            continue
        amount, day = read_amount(row[amount_at], decimal="."), read_moment(row[date_at].strip(), "month-first")
        if amount is None or day is None:
            yield Rejected(place, UNREADABLE)
            continue
        said = stable_id("", row[number_at].strip(), *(row[at].strip() for at in told_at)).removeprefix(":")
        alike[said] += 1
        recipient = _as_spoken(row[recipient_at])
        gift = donors.gift(row, number=f"{said}/{alike[said]}", amount=amount, at=day, recipient=recipient)
        yield from (Found(record, place) for record in gift)
    if left:
        yield Rejected(Place(entry.name), LEFT_OUT.format(number=left))


def _as_spoken(name: str) -> str:
    """`Wu, Michelle` as `Michelle Wu`; the name of a committee as it stands."""
    family, comma, given = " ".join(name.split()).partition(", ")
    return f"{given} {family}" if comma and "," not in given and "ommittee" not in name else " ".join(name.split())
