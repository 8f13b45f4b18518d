"""Whose export it is, put together from the small tables that each tell a part of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import msgspec

from hustings.connectors.files.linkedin.dates import parse_partial
from hustings.connectors.files.linkedin.messages import read_invitations, read_messages
from hustings.connectors.files.linkedin.shapes import Columns
from hustings.connectors.protocol import Found
from hustings.connectors.reading.tables import Row, Table, without_apostrophe
from hustings.kernel.identities import email_identity, phone_identity
from hustings.kernel.records import (
    Address,
    Education,
    Identity,
    InvitationRecord,
    MessageRecord,
    Name,
    Party,
    PersonRecord,
    Position,
)

_LOOKED_AT = 5_000
_ROWS = 100_000
_NO = frozenset({"no", "false", "0", "nein", "non", "não", "nee"})
_ITEMS = re.compile(r"[\s,\[\]]+")
_SITE_LABEL = re.compile(r"^(?:personal|company|blog|portfolio|rss|rss_feed|other):(?!//)", re.IGNORECASE)


class OwnerParts:
    """What the tables read so far say about the owner. Give each table to `take`, then ask for the `record`."""

    def __init__(self) -> None:
        self.profile: PersonRecord | None = None
        self.emails: list[Identity] = []
        self.phones: list[Identity] = []
        self.positions: list[Position] = []
        self.educations: list[Education] = []
        self.skills: list[str] = []
        self.selves: Counter[Party] = Counter()
        self._unusable: list[tuple[int, str]] = []
        self._takers: dict[str, Callable[[Table, Columns], None]] = {
            "profile": self._take_profile,
            "emails": self._take_emails,
            "phones": self._take_phones,
            "positions": self._take_positions,
            "educations": self._take_educations,
            "skills": self._take_skills,
            "invitations": self._take_invitations,
            "messages": self._take_messages,
        }

    def take(self, word: str, table: Table, columns: Columns) -> list[tuple[int, str]]:
        """Learn from one table, known by the word of its shape; the answer names each line that told nothing, and why.

        Invitations and messages come after all other tables.
        """
        self._unusable = []
        self._takers[word](table, columns)
        return self._unusable

    def name(self) -> str:
        """The owner's name as far as the tables know it; else empty."""
        if self.profile:
            return self.profile.name.full
        return next((party.name for party, _ in self.selves.most_common() if party.name), "")

    def record(self) -> PersonRecord | None:
        """The owner, or None where no table says who it is."""
        linkedin = [party.identities for party, _ in self.selves.most_common(1)]
        identities = tuple(dict.fromkeys([*self.emails, *self.phones, *(linkedin[0] if linkedin else ())]))
        known = self.profile
        if known is None:
            if not identities:
                return None
            known = PersonRecord(external_id="owner", name=Name(full=self.name() or identities[0].value))
        return msgspec.structs.replace(
            known,
            is_owner=True,
            identities=tuple(dict.fromkeys([*identities, *known.identities])),
            positions=tuple(dict.fromkeys(self.positions)),
            educations=tuple(dict.fromkeys(self.educations)),
            skills=tuple(dict.fromkeys(self.skills)),
        )

    def _take_profile(self, table: Table, columns: Columns) -> None:
        for line, cell, row in _cells(table, columns):
            if self.profile is not None:
                continue
            first, last, address, code = cell("first"), cell("last"), cell("address"), cell("zip")
            if not (first or last):
                self._unusable.append((line, "The profile holds no name."))
                continue
            self.profile = PersonRecord(
                external_id="owner",
                name=Name(full=f"{first} {last}".strip(), given=first, family=last, maiden=cell("maiden")),
                identities=_handles(cell("twitter")),
                headline=cell("headline"),
                summary=cell("summary"),
                location=cell("location"),
                birthday=parse_partial(cell("birthday")),
                websites=_sites(cell("websites")),
                addresses=(Address(street=address, postal_code=code),) if address or code else (),
                extra=columns.unknown(row),
            )

    def _take_emails(self, table: Table, columns: Columns) -> None:
        """Addresses, the primary one first; unconfirmed ones are left out, as they may be somebody else's."""
        found: list[tuple[bool, Identity]] = []
        for line, cell, _ in _cells(table, columns):
            identity = email_identity(cell("email"))
            if identity is None:
                self._unusable.append((line, "This is not an e-mail address."))
            elif cell("confirmed").casefold() in _NO:
                self._unusable.append((line, "The address was never confirmed and may be somebody else's."))
            else:
                found.append((cell("primary").casefold() in _NO, identity))
        self.emails.extend(identity for _, identity in sorted(found, key=lambda item: item[0]))

    def _take_phones(self, table: Table, columns: Columns) -> None:
        for line, cell, _ in _cells(table, columns):
            identity = phone_identity(without_apostrophe(cell("number")), label=cell("type").lower())
            if identity:
                self.phones.append(identity)
            else:
                self._unusable.append((line, "This is not a phone number."))

    def _take_positions(self, table: Table, columns: Columns) -> None:
        for line, cell, _ in _cells(table, columns):
            if not (cell("company") or cell("title")):
                self._unusable.append((line, "The position names neither an organisation nor a title."))
                continue
            position = Position(
                organisation=cell("company"),
                title=cell("title"),
                since=parse_partial(cell("since")),
                until=parse_partial(cell("until")),
                current=not cell("until"),
                location=cell("location"),
                description=cell("description"),
            )
            self.positions.append(position)

    def _take_educations(self, table: Table, columns: Columns) -> None:
        for line, cell, _ in _cells(table, columns):
            if not cell("school"):
                self._unusable.append((line, "The row names no school."))
                continue
            notes = "\n".join(text for text in (cell("notes"), cell("activities")) if text)
            since, until = parse_partial(cell("since")), parse_partial(cell("until"))
            education = Education(school=cell("school"), degree=cell("degree"), since=since, until=until, notes=notes)
            self.educations.append(education)

    def _take_skills(self, table: Table, columns: Columns) -> None:
        self.skills.extend(cell("name") for _, cell, _ in _cells(table, columns) if cell("name"))

    def _take_invitations(self, table: Table, columns: Columns) -> None:
        """The owner's own profile address stands in no table of its own, but on one side of every invitation."""
        for found in islice(read_invitations(table, columns, file=""), _LOOKED_AT):
            if isinstance(found, Found) and isinstance(found.record, InvitationRecord):
                invitation = found.record
                self._count(invitation.recipient if invitation.direction == "in" else invitation.sender)

    def _take_messages(self, table: Table, columns: Columns) -> None:
        """Messages tell the owner's address where they were sent under the name of the profile, or are drafts."""
        name = self.name().casefold()
        for found in islice(read_messages(table, columns, file=""), _LOOKED_AT):
            if isinstance(found, Found) and isinstance(found.record, MessageRecord):
                sender = found.record.sender
                if found.record.is_draft or (name and sender.name.casefold() == name):
                    self._count(sender)

    def _count(self, party: Party) -> None:
        if party.identities and party.identities[0].kind == "linkedin":
            self.selves[party] += 1


def _cells(table: Table, columns: Columns) -> Iterator[tuple[int, Callable[[str], str], Row]]:
    """For each row its line, what gives the cell of our word for a column, and the row itself."""
    for line, row in islice(table.rows, _ROWS):
        yield line, partial(_cell, columns.at, row), row


def _cell(at: dict[str, int], row: Row, word: str) -> str:
    return row[at[word]].strip()


def _handles(text: str) -> tuple[Identity, ...]:
    """X handles of a list such as `[@ada, ada_l]`."""
    names = [part.lstrip("@").lower() for part in _ITEMS.split(text)]
    return tuple(Identity(kind="x", value=name) for name in dict.fromkeys(names) if name)


def _sites(text: str) -> tuple[str, ...]:
    """Addresses of a list such as `[PERSONAL:https://ada.example,COMPANY:https://hall.example]`."""
    sites = [_SITE_LABEL.sub("", part) for part in _ITEMS.split(text)]
    return tuple(dict.fromkeys(site for site in sites if site))
