"""Contributions in reports to the Federal Election Commission, as committees file them (.fec): itemised receipts of named people.

A file is one report: a line HDR, a cover line that names the committee, then lines of schedules, in fields parted by 0x1C. Read
are the lines of schedule A for contributions (SA11; of candidates for president SA17), without memo items, which repeat what
another line counts. Notices of 48 hours (F6) tell of gifts that the next report tells again, and are left out. Fields: the
commission's specification, version 8; until then a code stood before the purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.people_columns import Columns
from hustings.connectors.reading.table_amounts import read_amount
from hustings.connectors.reading.table_dates import read_moment
from hustings.connectors.records.gifts import LEFT_OUT, UNREADABLE, Donors
from hustings.kernel.provenance import FEC_REPORT
from hustings.kernel.records import DatasetRecord, OrganisationRecord

_SCOPE = "fec"
_LONGEST = 1 << 20
"""Bytes of a line; the longest known has a few thousand."""
_HEAD = re.compile(rb'\A(?:\xef\xbb\xbf)?"?HDR"?\s*[\x1c,]\s*"?FEC"?[\x1c,]')
_VERSIONS = ("6.4", "7.", "8.")
_NAMES = (
    "Form", "Filer", "Number", "", "", "Entity", "", "Last Name", "First Name", "Middle Name", "", "Suffix", "", "", "City",
    "State", "Zip", "", "", "Date", "Amount", "", "", "Employer", "Occupation",
)  # fmt: skip
_NUMBER, _ENTITY, _FAMILY, _DATE, _AMOUNT, _PURPOSE_CODE, _MEMO, _WIDTH = 2, 5, 7, 19, 20, 22, 42, 45
_OLD = "This report is in version {version} of the format of the commission. Versions from 6.4 on (since 2009) are read."
_NOTICE = "This is a notice or a form without itemised receipts; the next report of the committee tells its gifts."
_COVER = "The report names no committee."


class FederalGiftsReader:
    """Reads reports of committees; see `hustings.connectors.protocol.FileReader`."""

    name = "us_contributions"
    title = "Reports to the Federal Election Commission"
    use_rule = FEC_REPORT.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The files that begin as electronic filings do."""
        return [entry for entry in entries if _HEAD.match(entry.head(256))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Of each report the committee, then each donor before the first gift."""
        donors, said = Donors(_SCOPE, Columns(_NAMES)), False
        for entry in entries:
            for item in _report(entry, donors):
                said = said or isinstance(item, Found)
                yield item
        if said:
            yield Found(_DATASET, Place(entries[0].name))


FEDERAL_GIFTS = FederalGiftsReader()
_DATASET = DatasetRecord(
    external_id=_SCOPE,
    title="Contributions reported to the Federal Election Commission",
    publisher="Federal Election Commission",
    link="https://www.fec.gov/data/",
    licence="Public record; not for soliciting or commerce (52 USC 30111(a)(4))",
)


def _lines(entry: Entry) -> Iterator[tuple[int, list[str]]]:
    """The lines with their numbers, in fields, each as wide as the widest line that is looked at, and an empty one at the end."""
    with entry.open() as stream:
        number = 0
        # A line ends with a line feed alone: 0x1C is a boundary of lines to much of what splits text.
        while line := stream.readline(_LONGEST):
            number += 1
            fields = [
                field.strip()
                for field in line.rstrip(b"\r\n").replace(b"\0", b"").decode("utf-8-sig", "hustings-cp1252").split("\x1c")
            ]
            yield number, fields + [""] * max(1, _WIDTH - len(fields))


def _report(entry: Entry, donors: Donors) -> Iterator[Found | Rejected]:
    lines = _lines(entry)
    _, head = next(lines)
    if not head[2].startswith(_VERSIONS):
        yield Rejected(Place(entry.name, 1), _OLD.format(version=head[2] or "5 or older"))
        return
    _, cover = next(lines, (2, [""] * _WIDTH))
    committee, name = cover[1], cover[2]
    if not cover[0].startswith("F3"):
        yield Rejected(Place(entry.name), _NOTICE)
        return
    if not committee or not name:
        yield Rejected(Place(entry.name, 2), _COVER)
        return
    yield Found(OrganisationRecord(external_id=f"{_SCOPE}-committees:{committee}", name=name), Place(entry.name, 2))
    # On line 17 others tell of interest and refunds.
    schedule, left = "SA17" if cover[0].startswith("F3P") else "SA11", 0
    for line, fields in lines:
        if not fields[0].startswith(schedule):
            continue
        if not head[2].startswith("8."):
            del fields[_PURPOSE_CODE]
        if fields[_MEMO] == "X":
            continue
        if fields[_ENTITY] not in ("IND", "CAN") or not fields[_FAMILY]:
            left += 1
            continue
        yield from _gift(Place(entry.name, line), fields, donors, committee=committee, recipient=name)
    if left:
        yield Rejected(Place(entry.name), LEFT_OUT.format(number=left))


def _gift(place: Place, fields: list[str], donors: Donors, *, committee: str, recipient: str) -> Iterator[Found | Rejected]:
    amount, at = read_amount(fields[_AMOUNT], decimal="."), read_moment(_day(fields[_DATE]), "")
    if amount is None or at is None or not fields[_NUMBER]:
        yield Rejected(place, UNREADABLE)
        return
    number = f"{committee}:{fields[_NUMBER]}"
    for record in donors.gift(fields, number=number, amount=amount, at=at, recipient=recipient):
        yield Found(record, place)


def _day(digits: str) -> str:
    """`20180530` as `2018-05-30`."""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
