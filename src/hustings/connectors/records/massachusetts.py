"""Lobbying in Massachusetts: which firm lobbied for which client on which bill, and for which side.

The table is that of the public disclosure search of the Secretary of the Commonwealth, as projects crawl it: a row for each
lobbyist, client and bill of half a year. Amounts are paid by clients, not by bills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import stable_id
from hustings.connectors.reading.tables import Row, column_key, peek_rows, read_table
from hustings.connectors.records.lobbying import Told
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.kernel.records import AnyRecord, DatasetRecord, FilingRecord

_NEEDS = frozenset({"lobbyingentity", "daterange", "lobbyist", "client", "billnumber", "agentposition"})
_SCOPE = "ma-lobbying"
_COLUMNS = ("lobbyingentity", "daterange", "lobbyist", "client", "housesenate", "billnumber", "billactivity", "agentposition")
_POSITIONS: dict[str, Literal["support", "oppose", "neutral"]] = {"support": "support", "oppose": "oppose", "neutral": "neutral"}
_SPAN = re.compile(r"(\d\d)/(\d\d)/(\d{4})\s*-\s*(\d\d)/(\d\d)/(\d{4})")
_SHIFTED = "The position in this row is none of Support, Oppose and Neutral: its cells seem to be shifted."
_NOBODY = "This row names nobody who lobbies."


class MassachusettsReader:
    """Reads lobbying positions; see `hustings.connectors.protocol.FileReader`."""

    name = "ma_lobbying"
    title = "Lobbying positions (Massachusetts)"
    use_rule = PUBLIC_RECORD.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The tables with the columns of the disclosure search."""
        return [entry for entry in entries if any(map(_is_header, peek_rows(entry.head(), most=1)))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Firms, clients and lobbyists where they first come, and a filing for each row that is not there twice."""
        told, has_said = Told(_SCOPE), False
        for entry in entries:
            with entry.open() as stream:
                table = read_table(stream, is_header=_is_header)
                if table is None:
                    continue
                places = [table.position(name) for name in (*_COLUMNS, "amount")]
                for line, row in table.rows:
                    place = Place(entry.name, line)
                    said = _said([" ".join(row[at].split()) for at in places], told)
                    if isinstance(said, str):
                        yield Rejected(place, said)
                    else:
                        has_said = True
                        yield from (Found(record, place) for record in said)
                yield from (Rejected(Place(entry.name, line), reason) for line, reason in table.damage)
        if has_said:
            yield Found(_DATASET, Place(entries[0].name))


MASSACHUSETTS = MassachusettsReader()
_DATASET = DatasetRecord(
    external_id=_SCOPE,
    title="Lobbying in Massachusetts",
    publisher="Secretary of the Commonwealth of Massachusetts",
    link="https://www.sec.state.ma.us/lobbyistpublicsearch/",
    licence="Public record",
)


def _is_header(row: Row) -> bool:
    return set(map(column_key, row)) >= _NEEDS


def _said(cells: list[str], told: Told) -> list[AnyRecord] | str:
    firm, span, lobbyist, client, chamber, bill, activity, written, amount = cells
    position = _POSITIONS.get(written.casefold())
    if position is None:
        return _SHIFTED
    if not firm:
        return _NOBODY
    number = f"{_SCOPE}:{stable_id('row', *cells).partition(':')[2]}"
    if not told.is_new(number):
        return []
    # Who lobbies for itself stands without a client, and as its own lobbyist.
    client = client or firm
    lobbyist = "" if lobbyist.casefold() == firm.casefold() else lobbyist
    since, until = _span(span)
    filing = FilingRecord(
        external_id=number, registrant=firm, client=client, subject=_subject(chamber, bill), text=activity, position=position,
        lobbyists=(told.party(lobbyist, firm=firm),) if lobbyist else (), amount=_amount(amount), currency="USD", since=since,
        until=until,
    )  # fmt: skip
    people = told.lobbyist(lobbyist, firm=firm) if lobbyist else ()
    return [*told.organisation(firm), *told.organisation(client), *people, filing]


def _subject(chamber: str, bill: str) -> str:
    """`House Bill 2`; where no bill is named, whom the lobbying was with (`Executive`)."""
    return f"{chamber} {bill}".strip() if bill[:1].isdecimal() or chamber.endswith("Bill") else chamber or bill


def _amount(written: str) -> str:
    digits = written.replace("$", "").replace(",", "").strip()
    return digits if re.fullmatch(r"\d+(\.\d+)?", digits) else ""


def _span(written: str) -> tuple[str, str]:
    found = _SPAN.fullmatch(written)
    if found is None:
        return "", ""
    month, day, year, last_month, last_day, last_year = map(int, found.groups())
    try:
        return date(year, month, day).isoformat(), date(last_year, last_month, last_day).isoformat()
    except ValueError:
        return "", ""
