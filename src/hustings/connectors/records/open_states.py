"""People and committees of Open States (openstates/people): lines of JSON, or the folder of YAML files as downloaded.

Each state is a set of data of its own, legislature, executive and towns apart. Seats in committees are statements of their own.
Format: the schema in openstates/people (schema.md), read in November 2026.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.jsonvalues import first_text, list_at, text_at
from hustings.connectors.records import american
from hustings.connectors.records.documents import documents
from hustings.connectors.records.offices import committee_seat, scope_id, spells
from hustings.connectors.records.open_states_bodies import GOVERNMENT, Bodies, Where, where_of
from hustings.kernel.identities import (
    canonical_url,
    email_identity,
    external_identity,
    handle_identity,
    phone_identity,
)
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.kernel.records import Address, DatasetRecord, Identity, IdentityKind, Name, PersonRecord, Position

PUBLISHER = "openstates/people"
LINK = "https://github.com/openstates/people"

_KIND = re.compile(rb"(?:^|[{\n])\s*[\"']?id[\"']?\s*:\s*[\"']?ocd-(person|organization|jurisdiction)/")
_FIRST_KIND = re.compile(rb"[\"']?\bid[\"']?\s*:\s*[\"']?ocd-(person|organization|jurisdiction)/")
_ACCOUNTS: tuple[IdentityKind, ...] = ("facebook", "instagram", "youtube")
_SYSTEMS = ("bioguide", "govtrack", "icpsr", "opensecrets", "votesmart", "wikidata", "fec", "lis")
_CHAMBERS = ("upper", "lower", "legislature")
_TITLES = {"lt_governor": "Lieutenant Governor"}
_TOWN = re.compile(r"(.*?)[,;\s]*\b([^,;]+),\s*([A-Z]{2})\s+(\d{5}(?:-\d{4})?)$")
_END_OF_TERM = "-01-03"
"""Terms in the Congress end on 3 January (20th amendment); any other day in a term that lasts stands for "some day"."""
_WORDS = {
    "legislature": "Legislators of {}",
    "executive": "Executive of {}",
    "towns": "Officials of towns of {}",
    "retired": "Former officials of {}",
    "committees": "Committees of {}",
    "seats": "Seats in committees of {}",
    "places": "Towns of {}",
}


class OpenStatesReader:
    """Reads people, committees and towns of Open States; see `hustings.connectors.protocol.FileReader`."""

    name = "open_states"
    title = "Open States people and committees"
    use_rule = PUBLIC_RECORD.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The files whose first entry bears an id of a person, a committee or a jurisdiction."""
        return [entry for entry in entries if kind_of_file(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Towns, people, then committees with the seats of each member; what each state's files hold, at the end."""
        kinds = {kind: [entry for entry in entries if kind_of_file(entry) == kind] for kind in ("jurisdiction", "person")}
        bodies, told = Bodies(), dict[tuple[str, str], Place]()
        for entry in kinds["jurisdiction"]:
            yield from _towns(entry, bodies, told)
        shared = _shared(kinds["person"])
        for entry in kinds["person"]:
            yield from _people(entry, bodies, told, shared)
        committees = [entry for entry in entries if kind_of_file(entry) == "organization"]
        if committees:
            yield from _committees(committees, bodies, told)
        yield from (Found(_dataset(state, word), place) for (state, word), place in told.items())


OPEN_STATES = OpenStatesReader()


def kind_of_file(entry: Entry) -> str:
    """`person`, `organization` or `jurisdiction` by the first entry's id; empty for any other file."""
    head = entry.head(4_096)
    start = head[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        found = _FIRST_KIND.search(head)
    else:
        found = _KIND.search(head) if start.startswith((b"id:", b"name:", b"#", b"---")) else None
    return found[1].decode() if found else ""


def _dataset(state: str, word: str) -> DatasetRecord:
    name = "the United States" if state == "us" else american.state_name(state)
    return DatasetRecord(
        external_id=f"openstates-{state}-{word}", title=_WORDS[word].format(name), publisher=PUBLISHER, link=LINK,
        licence="CC0-1.0", complete=word not in ("committees", "retired", "places"),
    )  # fmt: skip


def _towns(entry: Entry, bodies: Bodies, told: dict[tuple[str, str], Place]) -> Iterator[Found | Rejected]:
    for item in documents(entry):
        if isinstance(item, Rejected):
            yield item
            continue
        where = where_of(text_at(item.value, "id"))
        if where is None or not where.town:
            yield Rejected(Place(entry.name, item.line), "This is no town of the United States.")
            continue
        told.setdefault((where.state, "places"), Place(entry.name))
        bodies.name_town(where, text_at(item.value, "name"))
        yield from (Found(body, Place(entry.name, item.line)) for body in bodies.of(where, "government"))


def _shared(entries: Sequence[Entry]) -> frozenset[str]:
    """Numbers, mail and postal addresses that several people have: those of an office, by which nobody can be told apart."""
    counted: Counter[str] = Counter()
    for entry in entries:
        for item in documents(entry):
            if not isinstance(item, Rejected):
                offices = list_at(item.value, "offices")
                held = {text_at(office, key) for office in offices for key in ("voice", "address")}
                counted.update(held | {text_at(item.value, "email")})
    return frozenset(text for text, count in counted.items() if text and count > 1)


def _people(
    entry: Entry, bodies: Bodies, told: dict[tuple[str, str], Place], shared: frozenset[str]
) -> Iterator[Found | Rejected]:
    for item in documents(entry):
        if isinstance(item, Rejected):
            yield item
            continue
        place = Place(entry.name, item.line)
        number, name = text_at(item.value, "id"), text_at(item.value, "name")
        where = next(filter(None, (where_of(text_at(role, "jurisdiction")) for role in list_at(item.value, "roles"))), None)
        if not number.startswith("ocd-person/") or not name or where is None:
            yield Rejected(place, "This entry has no id of a person, no name or no role in the United States.")
            continue
        retired = "retired" in text_at(item.value, "_dir") or "/retired/" in entry.name
        positions = _positions(item.value, retired=retired)
        word = "retired" if retired else _word(positions, where)
        told.setdefault((where.state, word), Place(entry.name))
        for role in list_at(item.value, "roles"):
            if there := where_of(text_at(role, "jurisdiction")):
                yield from (Found(body, place) for body in bodies.of(there, text_at(role, "type")))
        external_id = f"openstates-{where.state}-{word}:{number[11:]}"
        yield Found(_person(item.value, external_id, _with_office(positions, item.value, shared), shared), place)


def _word(positions: Sequence[Position], where: Where) -> str:
    """To which set of data of a state somebody belongs, by the office held now."""
    now = next((each.organisation for each in positions if each.current), where.body("") if where.town else "")
    if not now.startswith(GOVERNMENT):
        return "legislature"
    return "towns" if "," in now else "executive"


def _with_office(positions: tuple[Position, ...], value: Any, shared: frozenset[str]) -> tuple[Position, ...]:
    """The positions, the current ones with the address and the number of an office that others share."""
    offices = list_at(value, "offices")
    address = next((text for each in offices if (text := text_at(each, "address")) in shared), "")
    number = next((text for each in offices if (text := text_at(each, "voice")) in shared), "")
    where = ", ".join(part for part in (_listed(" ".join(address.split())), number) if part)
    return tuple(msgspec.structs.replace(each, location=where) if each.current else each for each in positions)


def _person(value: Any, external_id: str, positions: tuple[Position, ...], shared: frozenset[str]) -> PersonRecord:
    links = (canonical_url(text_at(link, "url")) for link in list_at(value, "links"))
    return PersonRecord(
        external_id=external_id,
        name=Name(
            full=text_at(value, "name"), given=text_at(value, "given_name"), additional=text_at(value, "middle_name"),
            family=text_at(value, "family_name"), suffix=text_at(value, "suffix"),
        ),
        identities=_identities(value, shared),
        positions=positions,
        addresses=tuple(
            dict.fromkeys(
                address
                for office in list_at(value, "offices")
                if text_at(office, "address") not in shared and (address := _address(office)) is not None
            )
        ),
        birthday=text_at(value, "birth_date"),
        websites=tuple(dict.fromkeys(filter(None, links)))[:3],
    )  # fmt: skip


def _identities(value: Any, shared: frozenset[str]) -> tuple[Identity, ...]:
    ids = value.get("ids")
    found = [external_identity("openstates", text_at(value, "id").removeprefix("ocd-person/"))]
    found += [
        external_identity(scheme, text_at(each, "identifier"))
        for each in list_at(value, "other_identifiers")
        if (scheme := text_at(each, "scheme")) in _SYSTEMS
    ]
    if text_at(value, "email") not in shared:
        found.append(email_identity(text_at(value, "email")))
    found.append(handle_identity("x", text_at(ids, "twitter")))
    found += [handle_identity(kind, text_at(ids, kind)) for kind in _ACCOUNTS]
    found += [
        phone_identity(text_at(office, "voice"), region="US", label=text_at(office, "classification"))
        for office in list_at(value, "offices")
        if text_at(office, "voice") not in shared
    ]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _address(office: Any) -> Address | None:
    written = " ".join(text_at(office, "address").split())
    if not written:
        return None
    label, found = text_at(office, "classification"), _TOWN.fullmatch(written)
    if found is None:
        return Address(street=_listed(written), country="US", label=label)
    street, town, state, code = found.groups()
    return Address(
        street=_listed(street), locality=town.strip(), region=state, postal_code=code, country="US", label=label
    )  # fmt: skip


def _listed(parts: str) -> str:
    return ", ".join(part.strip() for part in parts.split(";") if part.strip())


def _positions(value: Any, *, retired: bool) -> tuple[Position, ...]:
    party = next((text_at(each, "name") for each in list_at(value, "party") if not text_at(each, "end_date")), "")
    roles = list_at(value, "roles")
    last = "" if retired else max((text_at(role, "end_date") for role in roles), default="")
    held = [position for role in roles if (position := _position(role, party, last=last)) is not None]
    found = spells(held)
    return tuple(msgspec.structs.replace(each, current=False) for each in found) if retired else tuple(found)


def _position(role: Any, party: str, *, last: str) -> Position | None:
    """The office of a role; of the term in the Congress that lasts (it ends `last`) no more of the end than is known."""
    where, kind, district = where_of(text_at(role, "jurisdiction")), text_at(role, "type"), text_at(role, "district")
    if where is None or not kind:
        return None
    since, until = text_at(role, "start_date"), text_at(role, "end_date")
    if where.state == "us" and until == last and until[4:] != _END_OF_TERM:
        until = until[:4]
    organisation, title, division = _office(where, kind, district)
    return Position(organisation=organisation, title=title, since=since, until=until, division=division, party=party)


def _office(where: Where, kind: str, district: str) -> tuple[str, str, str]:
    """The body, the title and the district of an office."""
    if where.state == "us":
        state, _, number = district.rpartition("-") if kind == "lower" else (american.code_of(district), "", "")
        seat = american.seat_in_congress({"lower": "rep", "upper": "sen"}.get(kind, ""), state=state, district=number)
        if seat is not None:
            return seat.organisation, seat.title, seat.division
    if kind in _CHAMBERS and not where.town:
        title = american.chamber_title(where.state, kind, district)
        return american.chamber_name(where.state, kind), title, american.chamber_division(where.state, kind, district)
    title = _TITLES.get(kind, kind.replace("_", " ").title().replace(" Of ", " of "))
    return where.body(kind), title, where.division


def _committees(entries: Sequence[Entry], bodies: Bodies, told: dict[tuple[str, str], Place]) -> Iterator[Found | Rejected]:
    """Committees, each below its chamber or the committee that it belongs to; then who sits in them, a state after the other."""
    names: dict[str, tuple[str, str]] = {}
    held: dict[tuple[str, str], tuple[str, list[Position]]] = {}
    waiting: list[tuple[Any, Place]] = []
    for item, place in _with_places(entries):
        if isinstance(item, Rejected):
            yield item
        elif text_at(item, "parent").startswith("ocd-organization/"):
            waiting.append((item, place))
        else:
            yield from _committee(item, place, bodies, told, names, held)
    for item, place in waiting:
        yield from _committee(item, place, bodies, told, names, held)
    for (state, key), (name, positions) in sorted(held.items(), key=lambda pair: pair[0]):
        number = external_identity("openstates", key.removeprefix("ocd-person/")) if key.startswith("ocd-person/") else None
        record = PersonRecord(
            external_id=f"openstates-{state}-seats:{number.value[11:]}"
            if number
            else scope_id(f"openstates-{state}-seats", name),
            name=Name(full=name),
            identities=(number,) if number else (),
            positions=tuple(dict.fromkeys(positions)),
        )
        yield Found(record, told.setdefault((state, "seats"), Place(entries[0].name)))


def _with_places(entries: Sequence[Entry]) -> Iterator[tuple[Any, Place]]:
    for entry in entries:
        for item in documents(entry):
            yield (item, item.place) if isinstance(item, Rejected) else (item.value, Place(entry.name, item.line))


def _committee(
    value: Any,
    place: Place,
    bodies: Bodies,
    told: dict[tuple[str, str], Place],
    names: dict[str, tuple[str, str]],
    held: dict[tuple[str, str], tuple[str, list[Position]]],
) -> Iterator[Found | Rejected]:
    number, words = text_at(value, "id").removeprefix("ocd-organization/"), text_at(value, "name")
    where = where_of(text_at(value, "jurisdiction"))
    if not number or not words or where is None:
        yield Rejected(place, "This committee has no id, no name or no jurisdiction in the United States.")
        return
    told.setdefault((where.state, "committees"), Place(place.file))
    yield from (Found(body, place) for body in bodies.of(where, first_text(value, "chamber") or "legislature"))
    told_above, chamber = names.get(text_at(value, "parent")), first_text(value, "chamber")
    above = told_above[0] if told_above else where.chamber(chamber)
    name = f"{above}: {words}"
    if where.state == "us":
        part = american.part_of_committee(told_above[1], words) if told_above else ""
        name = f"{above}: {part}" if part else american.committee_of_congress(chamber, words)
    record = bodies.committee(value, where, number=number, name=name, parent=above)
    names[text_at(value, "id")] = record.name, words
    yield Found(record, place)
    for member in list_at(value, "members"):
        if name := text_at(member, "name"):
            key = text_at(member, "person_id") or name
            seat = committee_seat(record.name, title=text_at(member, "role").capitalize())
            held.setdefault((where.state, key), (name, []))[1].append(seat)
