"""Members, committees and seats of the United States Congress, from the files of the project congress-legislators (JSON).

Members carry their accounts and district offices where those files lie beside; seats in committees are statements of their own,
so that a committee file alone says nothing about who is still a member. Format: README of unitedstates/congress-legislators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.jsonstream import Value, levels, outline, read_values
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, text_at, whole
from hustings.connectors.records import american, congress_csv
from hustings.connectors.records.congress_sets import COMMITTEES, EXECUTIVE, MEMBERS, SEATS, dataset
from hustings.connectors.records.offices import Former, committee_seat, days_between, scope_id, spells
from hustings.kernel.identities import canonical_url, external_identity, handle_identity, phone_identity
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.kernel.records import (
    Address,
    Identity,
    IdentityKind,
    Name,
    OrganisationRecord,
    PersonRecord,
    Position,
)

_SYSTEMS = ("bioguide", "lis", "govtrack", "icpsr", "opensecrets", "votesmart", "wikidata", "fec")
_ACCOUNTS: tuple[tuple[str, IdentityKind], ...] = (
    ("twitter", "x"), ("facebook", "facebook"), ("instagram", "instagram"), ("youtube", "youtube"), ("mastodon", "mastodon"),
)  # fmt: skip
_OFFICES = {"prez": "President of the United States", "viceprez": "Vice President of the United States"}
_CHAMBERS = {"house": american.HOUSE, "senate": american.SENATE}
_WITHOUT_MEMBERS = "This file only adds to members of Congress. Give it together with legislators-current.json."
_WITHOUT_COMMITTEES = "The committee {} is not in committees-current.json. Give both files together."
_FORMER = "Committees that exist no longer are not added."


class CongressReader:
    """Reads the files of congress-legislators; see `hustings.connectors.protocol.FileReader`."""

    name = "us_congress"
    title = "United States Congress (congress-legislators)"
    use_rule = PUBLIC_RECORD.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Those files that hold members, committees, seats, accounts, offices or presidents."""
        return [entry for entry in entries if kind_of_file(entry) or congress_csv.kind_of_table(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Bodies first, then members with what lies beside them, then their seats."""
        kinds = {kind: [entry for entry in entries if kind_of_file(entry) == kind] for kind in _KINDS}
        for entry in kinds["former committees"]:
            yield Rejected(Place(entry.name), _FORMER)
        names: dict[str, str] = {}
        if kinds["members"] or kinds["committees"]:
            yield from (Found(body, Place(entries[0].name)) for body in _chambers())
        yield from _committees(kinds["committees"], names)
        yield from _members(kinds["members"], beside=_Beside.read(kinds["accounts"], kinds["offices"]))
        if not kinds["members"]:
            yield from (Rejected(Place(entry.name), _WITHOUT_MEMBERS) for entry in (*kinds["accounts"], *kinds["offices"]))
        yield from _seats(kinds["seats"], names)
        for entry in entries:
            yield from congress_csv.read(entry, beside=bool(kinds["members"]))


CONGRESS = CongressReader()


def kind_of_file(entry: Entry) -> str:
    """Which of the files it is, judged by the keys at its beginning; empty for none."""
    head = entry.head()
    if not head[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
        return ""
    keys = outline(head)
    return next((kind for kind, needs in _KINDS.items() if needs <= keys), "") or ("seats" if _holds_seats(keys) else "")


_KINDS: dict[str, frozenset[str]] = {
    "members": frozenset({"id", "name>last", "terms>type"}),
    "former committees": frozenset({"thomas_id", "congresses"}),
    "committees": frozenset({"thomas_id", "type", "name"}),
    "accounts": frozenset({"id>bioguide", "social"}),
    "offices": frozenset({"id>bioguide", "offices"}),
    "seats": frozenset({" "}),
}


def _holds_seats(keys: frozenset[str]) -> bool:
    """Whether the root's keys are codes of committees with members of Congress under them."""
    codes = {key.partition(">")[0] for key in keys if key.endswith(">bioguide")}
    return any(len(code) >= 4 and code[:4].isalpha() and code.isupper() for code in codes)


class _Beside(NamedTuple):
    """What other files say of members, by bioguide id."""

    accounts: dict[str, Any]
    offices: dict[str, list[Any]]
    damage: list[Rejected]

    @classmethod
    def read(cls, accounts: Iterable[Entry], offices: Iterable[Entry]) -> _Beside:
        """Both files, whole: they hold a few hundred entries."""
        found = cls({}, {}, [])
        for item in _values((*accounts, *offices)):
            if isinstance(item, Rejected):
                found.damage.append(item)
            elif number := text_at(item.value, "id", "bioguide"):
                found.accounts[number] = at(item.value, "social") or found.accounts.get(number)
                found.offices[number] = list_at(item.value, "offices") or found.offices.get(number, [])
        return found


def _values(entries: Iterable[Entry]) -> Iterator[Value | Rejected]:
    for entry in entries:
        yield from read_values(entry, into=levels(1))


def _members(entries: Sequence[Entry], *, beside: _Beside) -> Iterator[Found | Rejected]:
    yield from beside.damage
    for entry in entries:
        told: set[str] = set()
        latest = Former()
        for item in read_values(entry, into=levels(1)):
            if isinstance(item, Rejected):
                yield item
                continue
            place = Place(entry.name, item.line)
            record = _member(item.value, beside)
            if record is None:
                yield Rejected(place, "This entry has no number, name or term.")
            elif record.external_id.startswith(f"{EXECUTIVE}:"):
                latest.add(record, place)
            else:
                told.add(MEMBERS)
                yield Found(record, place)
        for found in latest.holders():
            told.add(EXECUTIVE)
            yield found
        yield from (Found(dataset(scope), Place(entry.name)) for scope in sorted(told))


def _chambers() -> tuple[OrganisationRecord, ...]:
    """The bodies that hold the members."""
    named = (
        (american.CONGRESS, "legislature", ""),
        (american.HOUSE, "lower", american.CONGRESS),
        (american.SENATE, "upper", american.CONGRESS),
        (american.EXECUTIVE, "executive", ""),
    )
    return tuple(
        OrganisationRecord(
            external_id=scope_id(COMMITTEES, name), name=name, classification=kind, parent=parent, division=american.UNITED_STATES
        )
        for name, kind, parent in named
    )


def _member(value: Any, beside: _Beside) -> PersonRecord | None:
    number = first_text(at(value, "id"), "bioguide", "wikidata", "govtrack")
    name, terms = _name(at(value, "name")), list_at(value, "terms")
    if not number or not name.full or not terms:
        return None
    last = terms[-1]
    is_executive = text_at(last, "type") in _OFFICES
    offices = beside.offices.get(number, [])
    return PersonRecord(
        external_id=f"{EXECUTIVE if is_executive else MEMBERS}:{number}",
        name=name,
        identities=_identities(value, last, beside.accounts.get(number), offices),
        positions=_positions(terms),
        addresses=_addresses(last, offices),
        birthday=text_at(value, "bio", "birthday"),
        websites=tuple(filter(None, (canonical_url(text_at(last, "url")),))),
    )


def _name(value: Any) -> Name:
    given, family = text_at(value, "first"), text_at(value, "last")
    full = text_at(value, "official_full") or " ".join(part for part in (given, family, text_at(value, "suffix")) if part)
    return Name(
        full=full, given=given, family=family, additional=text_at(value, "middle"), suffix=text_at(value, "suffix"),
        nickname=text_at(value, "nickname"),
    )  # fmt: skip


def _identities(value: Any, term: Any, social: Any, offices: Sequence[Any]) -> tuple[Identity, ...]:
    numbers = (
        external_identity(system, number)
        for system in _SYSTEMS
        for number in _texts(at(value, "id", system))
    )  # fmt: skip
    handles = (handle_identity(kind, text_at(social, key)) for key, kind in _ACCOUNTS if text_at(social, key))
    phones = (
        phone_identity(text_at(each, "phone"), region="US", label=label)
        for each, label in ((term, "capitol"), *((office, text_at(office, "city")) for office in offices))
    )
    return tuple(dict.fromkeys(each for each in (*numbers, *handles, *phones) if each is not None))


def _texts(value: Any) -> list[str]:
    """One number or a list of them, as texts."""
    return [text for each in (value if isinstance(value, list) else [value]) if (text := text_at({"": each}, ""))]


def _positions(terms: Sequence[Any]) -> tuple[Position, ...]:
    """One position for terms in the same seat that follow each other, the last term's as the current one."""
    held = [position for term in terms if (position := _term(term)) is not None]
    return tuple(spells(held, gap=days_between))


def _term(term: Any) -> Position | None:
    kind, party = text_at(term, "type"), american.party_name(text_at(term, "party"))
    since, until = text_at(term, "start"), text_at(term, "end")
    if kind in _OFFICES:
        return Position(
            organisation=american.EXECUTIVE, title=_OFFICES[kind], since=since, until=until, party=party,
            division=american.UNITED_STATES,
        )  # fmt: skip
    rank, seat = text_at(term, "state_rank"), text_at(term, "class")
    told = ", ".join(part for part in (f"class {seat}" if seat else "", f"{rank} senator" if rank else "") if part)
    held = american.seat_in_congress(kind, state=text_at(term, "state"), district=text_at(term, "district"))
    return held and msgspec.structs.replace(held, since=since, until=until, party=party, description=told)


def _addresses(term: Any, offices: Sequence[Any]) -> tuple[Address, ...]:
    capitol = text_at(term, "address")
    found = [Address(street=capitol, label="capitol", country="US")] if capitol else []
    for office in offices:
        street = ", ".join(part for key in ("address", "suite", "building") if (part := text_at(office, key)))
        town, state, code = (text_at(office, key) for key in ("city", "state", "zip"))
        found.append(Address(street=street, locality=town, region=state, postal_code=code, country="US", label="district"))
    return tuple(dict.fromkeys(found))


def _committees(entries: Sequence[Entry], names: dict[str, str]) -> Iterator[Found | Rejected]:
    for entry in entries:
        told = False
        for item in read_values(entry, into=levels(1)):
            if isinstance(item, Rejected):
                yield item
                continue
            code, name = text_at(item.value, "thomas_id"), text_at(item.value, "name")
            if not code or not name:
                yield Rejected(Place(entry.name, item.line), "This committee has no code or no name.")
                continue
            told = True
            for record in _committee(item.value, code, name, names):
                yield Found(record, Place(entry.name, item.line))
        if told:
            yield Found(dataset(COMMITTEES), Place(entry.name))


def _committee(value: Any, code: str, name: str, names: dict[str, str]) -> Iterator[OrganisationRecord]:
    above = _CHAMBERS.get(text_at(value, "type"), american.CONGRESS)
    names[code] = name
    yield _body(value, code, name, above, "committee")
    for part in list_at(value, "subcommittees"):
        number, words = text_at(part, "thomas_id"), text_at(part, "name")
        if number and words:
            names[code + number] = f"{name}: {words}"
            yield _body(part, code + number, names[code + number], name, "subcommittee")


def _body(value: Any, code: str, name: str, parent: str, classification: str) -> OrganisationRecord:
    phone = phone_identity(text_at(value, "phone"), region="US")
    number = external_identity("us-committee", code)
    told = first_text(value, "jurisdiction")
    return OrganisationRecord(
        external_id=f"{COMMITTEES}:{code}",
        name=name,
        websites=tuple(filter(None, (canonical_url(text_at(value, "url")),))),
        identities=tuple(each for each in (number, phone) if each is not None),
        addresses=(Address(street=text_at(value, "address"), country="US"),) if text_at(value, "address") else (),
        classification=classification,
        parent=parent,
        division=american.UNITED_STATES,
        extra={"jurisdiction": told} if told else {},
    )


def _seats(entries: Sequence[Entry], names: dict[str, str]) -> Iterator[Found | Rejected]:
    """A statement for each member with all seats in committees, whatever the order of the committees."""
    for entry in entries:
        held: dict[str, tuple[str, list[Position]]] = {}
        for item in read_values(entry, into=levels(1)):
            if isinstance(item, Rejected):
                yield item
                continue
            code = str(item.path[-1])
            if code not in names:
                yield Rejected(Place(entry.name, item.line), _WITHOUT_COMMITTEES.format(code))
                continue
            for seat in list_at(item.value):
                _add_seat(held, names[code], seat)
        for number, (name, positions) in held.items():
            record = PersonRecord(
                external_id=f"{SEATS}:{number}",
                name=Name(full=name),
                identities=tuple(each for each in (external_identity("bioguide", number),) if each is not None),
                positions=tuple(positions),
            )
            yield Found(record, Place(entry.name))
        if held:
            yield Found(dataset(SEATS), Place(entry.name))


def _add_seat(held: dict[str, tuple[str, list[Position]]], committee: str, seat: Any) -> None:
    number, name = text_at(seat, "bioguide"), text_at(seat, "name")
    if number and name:
        position = committee_seat(
            committee, title=text_at(seat, "title"), side=text_at(seat, "party"), rank=whole(at(seat, "rank")) or 0
        )
        held.setdefault(number, (name, []))[1].append(position)
