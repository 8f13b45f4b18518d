"""Who is meant by the parties of messages, invitations and endorsements, and which of them is the owner of the export."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

import msgspec

from hustings.engine.linkage import name_key
from hustings.kernel.identities import canonical_phone
from hustings.kernel.records import (
    AnyRecord,
    AttendanceRecord,
    CommentRecord,
    Consent,
    ContributionRecord,
    EndorsementRecord,
    EventRecord,
    FilingRecord,
    FollowRecord,
    Identity,
    InteractionRecord,
    InvitationRecord,
    MessageRecord,
    Name,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
    RecommendationRecord,
    TieRecord,
)

ABOUT_SOMEBODY = EndorsementRecord | RecommendationRecord | InteractionRecord | AttendanceRecord | ContributionRecord
"""Records about one person whom they make known; a post, a follow or an event makes nobody known."""

NOBODY = frozenset({"", "linkedin member", "unknown", "undisclosed recipients", "undisclosed-recipients"})
_DIGITS = re.compile(r"[0-9][0-9 ()./-]*")
Numbered = TypeVar("Numbered", Identity, Consent)
LONGEST_ID = 500
"""Characters of an external id that the tables hold."""
STRONGEST = (
    *("linkedin", "email", "phone", "x", "mastodon", "bluesky", "facebook", "instagram", "tiktok", "youtube", "telegram"),
    "external",
)


def parties_of(record: AnyRecord) -> tuple[Party, ...]:
    """Everybody whom a record names, the owner of the export left as it stands."""
    if isinstance(record, MessageRecord):
        return (record.sender, *record.recipients)
    if isinstance(record, InvitationRecord):
        return (record.sender if record.direction == "in" else record.recipient,)
    if isinstance(record, ABOUT_SOMEBODY | FollowRecord):
        return (record.party,)
    if isinstance(record, EventRecord):
        return (*_present(record.organiser), *(party for party, _ in record.attendees))
    if isinstance(record, PostRecord):
        return (*_present(record.author, record.answered), *record.mentioned)
    if isinstance(record, CommentRecord):
        return _present(record.author, record.answered)
    if isinstance(record, ReactionRecord):
        return _present(record.author, record.about)
    if isinstance(record, FilingRecord):
        return record.lobbyists
    return (record.subject, record.other) if isinstance(record, TieRecord) else ()


def _present(*parties: Party | None) -> tuple[Party, ...]:
    return tuple(party for party in parties if party is not None)


@dataclass(slots=True)
class Owner:
    """The member whose export it is: handles and names by which messages are known to be theirs."""

    person: int
    handles: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def learn(self, record: PersonRecord) -> None:
        """Takes handles and the name from the owner's own profile in the export."""
        self.handles.update((identity.kind, identity.value) for identity in record.identities)
        self.names.add(name_key(record.name.full))

    def is_owner(self, party: Party) -> bool:
        """Whether the party is the owner. A profile address next to the owner's own name is learnt as theirs.

        The LinkedIn export never names its owner's profile address: it shows only beside the owner's name in messages.
        """
        if party.is_owner or any((identity.kind, identity.value) in self.handles for identity in party.identities):
            return True
        linkedin = next((identity for identity in party.identities if identity.kind == "linkedin"), None)
        has_other = any(kind == "linkedin" for kind, _ in self.handles)
        if party.name and name_key(party.name) in self.names and (linkedin is None or not has_other):
            if linkedin is not None:
                self.handles.add(("linkedin", linkedin.value))
            return linkedin is not None or not party.identities
        return False


def party_id(party: Party) -> str | None:
    """A stable external id for the person that a party names; None where it names nobody."""
    identity = strongest(party.identities)
    name = " ".join(party.name.split())
    if identity is None:
        return bounded_id(f"party:name:{name_key(name)}") if name.casefold() not in NOBODY and name_key(name) else None
    return bounded_id(f"party:{identity.kind}:{identity.value}|{name_key(name) if name else ''}")


def bounded_id(external_id: str) -> str:
    """The id itself; one too long for the tables ends in a digest of the whole, so that it still stands for itself alone."""
    if len(external_id) <= LONGEST_ID:
        return external_id
    return f"{external_id[: LONGEST_ID - 33]}#{blake2b(external_id.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def party_record(party: Party, external_id: str) -> PersonRecord:
    """What a mention says about somebody: a name, or the handle where there is no name."""
    identity = strongest(party.identities)
    full = " ".join(party.name.split()) or (identity.value if identity else "")
    return PersonRecord(external_id=external_id, name=Name(full=full), identities=party.identities)


def strongest(identities: Iterable[Identity]) -> Identity | None:
    """The handle that says most about who somebody is."""
    held = {identity.kind: identity for identity in reversed(tuple(identities))}
    return next((held[kind] for kind in STRONGEST if kind in held), None)


def with_country(record: PersonRecord, region: str) -> PersonRecord:
    """The record with phone numbers in full, where they were written as people in the workspace's region write them.

    What is said about reaching a number follows it, so that a refusal still names the number that it is about.
    """
    if not region or not (_is_short(record) or any(map(_is_about_short, record.consents))):
        return record
    identities = tuple(dict.fromkeys(_whole_number(each, region) if each.kind == "phone" else each for each in record.identities))
    consents = tuple(_whole_number(each, region) if _is_about_short(each) else each for each in record.consents)
    return msgspec.structs.replace(record, identities=identities, consents=consents)


def _is_short(record: PersonRecord) -> bool:
    return any(each.kind == "phone" and not each.value.startswith("+") for each in record.identities)


def _is_about_short(consent: Consent) -> bool:
    """Whether it is about a number without its country."""
    return consent.channel in ("phone", "sms", "any") and bool(_DIGITS.fullmatch(consent.value))


def _whole_number(said: Numbered, region: str) -> Numbered:
    return msgspec.structs.replace(said, value=canonical_phone(said.value, region=region) or said.value)
