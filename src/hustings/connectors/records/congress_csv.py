"""Tables of congress-legislators: members in one row each, with the last term alone and no dates.

They serve where the JSON files are missing. Former members come in only when their table is given by itself: they are 12,000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.tables import Row, Table, column_key, peek_rows, read_table
from hustings.connectors.records import american
from hustings.connectors.records.congress_sets import FORMER, MEMBERS, dataset
from hustings.kernel.identities import external_identity, handle_identity, phone_identity
from hustings.kernel.records import Name, PersonRecord

_MEMBERS = frozenset({"lastname", "firstname", "type", "state", "district", "bioguideid", "govtrackid"})
_RESULTS = frozenset({"race", "bioguideid", "newmember"})
_SAME = "The same members stand in the JSON file beside it, which says more."
_ALONE = "Former members are left out beside the other files. Add this table by itself to have them too."
_NO_RESULTS = "Results of elections are not read. Members come from legislators-current.json."
_NUMBERS = (
    *(("bioguide", "bioguideid"), ("lis", "lisid"), ("govtrack", "govtrackid"), ("icpsr", "icpsrid")),
    *(("opensecrets", "opensecretsid"), ("votesmart", "votesmartid")),
)


def kind_of_table(entry: Entry) -> str:
    """Whether a table is one of `members` or of `results` of an election, judged by its header; empty for neither."""
    return next((kind for row in peek_rows(entry.head(), most=1) if (kind := _kind(row))), "")


def _kind(row: Row) -> str:
    keys = set(map(column_key, row))
    return "members" if keys >= _MEMBERS else "results" if keys >= _RESULTS else ""


def read(entry: Entry, *, beside: bool) -> Iterator[Found | Rejected]:
    """The members of a table; nothing for any other file. `beside` says that the members' JSON lies beside it."""
    kind = kind_of_table(entry)
    is_current = "current" in entry.name.rpartition("/")[2]
    if kind == "results":
        yield Rejected(Place(entry.name), _NO_RESULTS)
    elif kind and beside:
        yield Rejected(Place(entry.name), _SAME if is_current else _ALONE)
    elif kind:
        with entry.open() as stream:
            table = read_table(stream, is_header=lambda row: _kind(row) == "members")
            if table is not None:
                yield from _read_table(table, entry, is_current=is_current)


def _read_table(table: Table, entry: Entry, *, is_current: bool) -> Iterator[Found | Rejected]:
    scope, said = MEMBERS if is_current else FORMER, False
    person = _person(table, scope=scope, is_current=is_current)
    for line, row in table.rows:
        record = person(row)
        said = said or record is not None
        yield (
            Rejected(Place(entry.name, line), "This row names nobody.")
            if record is None
            else Found(record, Place(entry.name, line))
        )
    yield from (Rejected(Place(entry.name, line), reason) for line, reason in table.damage)
    if said:
        yield Found(dataset(scope), Place(entry.name))


def _person(table: Table, *, scope: str, is_current: bool) -> Callable[[Row], PersonRecord | None]:
    """The function from a row to its member."""

    def cell(row: Row, name: str) -> str:
        return row[places[name]].strip()

    wanted = (
        *("lastname", "firstname", "middlename", "suffix", "nickname", "fullname", "birthday", "type", "state", "district"),
        *("party", "phone", "twitter", "facebook", "youtube", "mastodon"),
        *(column for _, column in _NUMBERS),
    )
    places = {name: table.position(name) for name in wanted}

    def read_row(row: Row) -> PersonRecord | None:
        given, family, number = cell(row, "firstname"), cell(row, "lastname"), cell(row, "bioguideid")
        full = cell(row, "fullname") or " ".join(part for part in (given, family, cell(row, "suffix")) if part)
        if not full or not number:
            return None
        party = american.party_name(cell(row, "party"))
        seat = american.seat_in_congress(cell(row, "type"), state=cell(row, "state"), district=cell(row, "district"))
        identities = (
            *(external_identity(system, cell(row, column)) for system, column in _NUMBERS),
            handle_identity("x", cell(row, "twitter")), handle_identity("facebook", cell(row, "facebook")),
            handle_identity("youtube", cell(row, "youtube")), handle_identity("mastodon", cell(row, "mastodon")),
            phone_identity(cell(row, "phone"), region="US", label="capitol") if cell(row, "phone") else None,
        )  # fmt: skip
        return PersonRecord(
            external_id=f"{scope}:{number}",
            name=Name(
                full=full, given=given, family=family, additional=cell(row, "middlename"), suffix=cell(row, "suffix"),
                nickname=cell(row, "nickname"),
            ),
            identities=tuple(each for each in identities if each is not None),
            positions=(msgspec.structs.replace(seat, party=party, current=is_current),) if seat else (),
            birthday=cell(row, "birthday"),
        )  # fmt: skip

    return read_row
