"""Popolo: persons, organizations, memberships, posts and areas in one JSON document (popoloproject.com, version 1.0).

Memberships become positions of their person; a member of a party has it as the party of the other positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import stable_id
from hustings.connectors.reading.jsonstream import levels, outline, read_values
from hustings.connectors.reading.jsonvalues import first_text, list_at, text_at
from hustings.kernel.identities import (
    canonical_url,
    email_identity,
    external_identity,
    handle_identity,
    phone_identity,
)
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.kernel.records import (
    DatasetRecord,
    Identity,
    IdentityKind,
    Name,
    OrganisationRecord,
    PersonRecord,
    Position,
)

_LISTS = frozenset({"persons", "organizations", "memberships"})
_PARTY = frozenset({"party", "faction", "parliamentary group"})
_NETWORKS: dict[str, IdentityKind] = {"twitter": "x", "facebook": "facebook", "instagram": "instagram", "youtube": "youtube"}
_DIVISION = "ocd-division/"
_MOST = 500_000
_TOO_MANY = f"The file holds more than {_MOST:,} entries; the rest is left out."


class PopoloReader:
    """Reads Popolo documents; see `hustings.connectors.protocol.FileReader`."""

    name = "popolo"
    title = "Popolo (people, organisations and memberships)"
    use_rule = PUBLIC_RECORD.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The JSON documents with persons, organizations and memberships at their root."""
        return [entry for entry in entries if _is_popolo(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Organisations, then persons with their memberships; each document is a set of data of its own."""
        for entry in entries:
            document = _Document.of(entry)
            yield from document.damage
            yield from document.records()


POPOLO = PopoloReader()


def _is_popolo(entry: Entry) -> bool:
    head = entry.head()
    if not head[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    keys = {key.partition(">")[0] for key in outline(head)}
    # A large first list may fill all that was looked at: then its own entries tell.
    return len(_LISTS & keys) >= 2 or (bool(_LISTS & keys) and any(b'"%s"' % word.encode() in head for word in _TELLING))


_TELLING = ("given_name", "other_names", "person_id", "organization_id", "contact_details", "classification")


class _Document(NamedTuple):
    """A document in memory: what its lists hold, by id, and what could not be read."""

    name: str
    held: dict[str, dict[str, tuple[Any, int]]]
    memberships: list[Any]
    damage: list[Rejected]

    @classmethod
    def of(cls, entry: Entry) -> _Document:
        found = cls(entry.name, {word: {} for word in ("persons", "organizations", "posts", "areas")}, [], [])
        for number, item in enumerate(read_values(entry, into=levels(2))):
            if isinstance(item, Rejected):
                found.damage.append(item)
            elif number >= _MOST:
                found.damage.append(Rejected(Place(entry.name, item.line), _TOO_MANY))
                break
            else:
                found.add(str(item.path[0]), item.value, item.line)
        return found

    def add(self, word: str, value: Any, line: int) -> None:
        """Puts an entry of a list where it is found by its id."""
        if word == "memberships":
            self.memberships.append(value)
        elif word in self.held and text_at(value, "id"):
            self.held[word][text_at(value, "id")] = (value, line)
        elif word in self.held:
            self.damage.append(Rejected(Place(self.name, line), "This entry has no id."))

    def get(self, word: str, number: str) -> Any:
        """The entry of a list with this id; None where there is none."""
        return self.held[word].get(number, (None, 0))[0]

    @property
    def scope(self) -> str:
        """The name of this set of data: it follows from the ids of the bodies that stand above all others."""
        top = sorted(i for i, (value, _) in self.held["organizations"].items() if not text_at(value, "parent_id"))
        return f"popolo-{stable_id('set', *top).partition(':')[2]}"

    def records(self) -> Iterator[Found]:
        """What the document says."""
        for number, (value, line) in self.held["organizations"].items():
            yield Found(self._organisation(number, value), Place(self.name, line))
        by_person: dict[str, list[Any]] = {}
        for membership in self.memberships:
            by_person.setdefault(text_at(membership, "person_id"), []).append(membership)
        for number, (value, line) in self.held["persons"].items():
            inner = list_at(value, "memberships")
            yield Found(self._person(number, value, [*by_person.get(number, ()), *inner]), Place(self.name, line))
        if self.held["persons"]:
            yield Found(self._dataset(), Place(self.name))

    def _dataset(self) -> DatasetRecord:
        names = (text_at(value, "name") for value, _ in self.held["organizations"].values() if not _is_party(value))
        title = next((name for name in names if name), self.name.rpartition("/")[2])
        return DatasetRecord(external_id=self.scope, title=title, publisher="", complete=True)

    def _organisation(self, number: str, value: Any) -> OrganisationRecord:
        identity = external_identity("popolo", number)
        area = text_at(value, "area_id") or text_at(value, "area", "id")
        return OrganisationRecord(
            external_id=f"{self.scope}-bodies:{number}",
            name=text_at(value, "name") or number,
            websites=_links(value),
            identities=(identity,) if identity else (),
            classification=text_at(value, "classification"),
            parent=text_at(self.get("organizations", text_at(value, "parent_id")), "name"),
            division=self._division(area),
        )

    def _person(self, number: str, value: Any, memberships: Sequence[Any]) -> PersonRecord:
        parties = [
            text_at(group, "name")
            for each in memberships
            if _is_party(group := self.get("organizations", first_text(each, "on_behalf_of_id", "organization_id")))
        ]
        held = (self._position(each, parties[0] if parties else "") for each in memberships)
        return PersonRecord(
            external_id=f"{self.scope}:{number}",
            name=Name(
                full=text_at(value, "name") or number, given=text_at(value, "given_name"),
                additional=text_at(value, "additional_name"), family=text_at(value, "family_name"),
                prefix=text_at(value, "honorific_prefix"), suffix=text_at(value, "honorific_suffix"),
            ),
            identities=_identities(value, number, self.scope),
            positions=tuple(dict.fromkeys(each for each in held if each is not None)),
            birthday=text_at(value, "birth_date"),
            websites=_links(value),
            summary=text_at(value, "summary"),
        )  # fmt: skip

    def _position(self, membership: Any, party: str) -> Position | None:
        post = self.get("posts", text_at(membership, "post_id"))
        number = text_at(membership, "organization_id") or text_at(post, "organization_id")
        body = self.get("organizations", number)
        if body is None and post is None:
            return None
        area = first_text(membership, "area_id") or text_at(post, "area_id") or text_at(post, "area", "id")
        title = first_text(membership, "label", "role") or first_text(post, "label", "role") or "Member"
        place = text_at(self.get("areas", area), "name")
        until = text_at(membership, "end_date") or text_at(membership, "legislative_period", "end_date")
        return Position(
            organisation=text_at(body, "name"),
            title=f"{title}, {place}" if place and place not in title else title,
            since=text_at(membership, "start_date"),
            until=until,
            current=not until,
            division=self._division(area),
            party="" if _is_party(body) else party,
        )

    def _division(self, area: str) -> str:
        value = self.get("areas", area)
        numbers = [area, *(text_at(each, "identifier") for each in list_at(value, "identifiers"))]
        return next((number for number in numbers if number.startswith(_DIVISION)), "")


def _is_party(value: Any) -> bool:
    return text_at(value, "classification").casefold() in _PARTY


def _links(value: Any) -> tuple[str, ...]:
    found = (canonical_url(text_at(link, "url")) for link in list_at(value, "links"))
    return tuple(dict.fromkeys(link for link in found if link))[:5]


def _identities(value: Any, number: str, scope: str) -> tuple[Identity, ...]:
    found = [external_identity(scope, number)]
    found += [
        external_identity(scheme, text_at(each, "identifier"))
        for each in list_at(value, "identifiers")
        if (scheme := text_at(each, "scheme"))
    ]
    found.append(email_identity(text_at(value, "email")))
    for each in list_at(value, "contact_details"):
        kind, told = text_at(each, "type").casefold(), text_at(each, "value")
        if kind == "email":
            found.append(email_identity(told))
        elif kind in ("voice", "phone", "cell", "mobile"):
            found.append(phone_identity(told, label=kind))
        elif kind in _NETWORKS:
            found.append(handle_identity(_NETWORKS[kind], told))
    found += [
        handle_identity(_NETWORKS[note], text_at(link, "url"))
        for link in list_at(value, "links")
        if (note := text_at(link, "note").casefold()) in _NETWORKS
    ]
    return tuple(dict.fromkeys(each for each in found if each is not None))
