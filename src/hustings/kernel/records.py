"""Neutral records: what a reader or a platform says, before anybody decides what it means.

Names follow vCard (people), Popolo (organisations, positions), iCalendar (events) and ActivityStreams 2 (posts, reactions)
where those have a word. All records are frozen, encode to compact JSON and have a digest of their content. A record never
carries its place in a file: the same content is the same record wherever it stands.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import blake2b
from typing import Literal

import msgspec

IdentityKind = Literal[
    "email", "phone", "linkedin", "x", "mastodon", "bluesky", "facebook", "instagram", "tiktok", "youtube", "telegram", "url",
    "official", "external",
]  # fmt: skip
"""`external` is the number of a record in another system, as `system:number` (`nationbuilder:4711`, `van:100023`)."""
Channel = Literal[
    "linkedin", "email", "phone", "in_person", "letter", "calendar", "x", "mastodon", "bluesky", "facebook", "instagram",
    "tiktok", "threads",
    "youtube", "whatsapp", "telegram", "signal", "sms", "web", "other",
]  # fmt: skip
PartialDate = str
"""A date as far as it is known: `2021`, `2021-03`, `2021-03-09`, or `--03-09` where the year is not known."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """The base of all records. `external_id` is unique within its source for one class of record and stable between exports."""

    external_id: str


class Name(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A name as its source writes it. `full` is always there; parts only where the source itself gives them."""

    full: str
    given: str = ""
    additional: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    maiden: str = ""


class Identity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A handle of a person. `value` is canonical (see kernel.identities), `label` is the source's word (work, home)."""

    kind: IdentityKind
    value: str
    label: str = ""


class Party(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody as mentioned by a message, an invitation or an event: a displayed name and handles, either may be empty.

    `is_owner` is True where the source itself says that it is whose export this is (`You`, `Me`, the account's own number).
    """

    name: str = ""
    identities: tuple[Identity, ...] = ()
    is_owner: bool = False


class Position(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A role at an organisation (Popolo membership). `current` is True where the source says that it lasts.

    Of a public office: `division` is the Open Civic Data id of the district, `party` the party or group that it is held for,
    `rank` the place among the members of the body (1 is the first; 0 where the source has none).
    """

    organisation: str = ""
    title: str = ""
    since: PartialDate = ""
    until: PartialDate = ""
    current: bool = False
    location: str = ""
    description: str = ""
    division: str = ""
    party: str = ""
    rank: int = 0


class Education(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time of study."""

    school: str
    degree: str = ""
    since: PartialDate = ""
    until: PartialDate = ""
    notes: str = ""


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A postal address, in vCard's parts; `label` is the source's word."""

    street: str = ""
    locality: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    label: str = ""


class Consent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a source knows of somebody's wish to be reached, or of an address that does not work.

    `channel` is "any" for all of them. `status`: "given" (subscribed, opted in), "withdrawn" (unsubscribed), "refused" (do not
    call, do not contact), "bad" (bounces, wrong number). `value` is the address meant, in canonical form; empty for all of the
    channel. `purpose` names a list or a newsletter, `words` is what the source wrote. Which of several wins: engine.consent.

    `lifts` is only said by a member's hand, of a new "given": how many undated "no" were known by then, which it is newer than.
    """

    channel: Literal["any", "email", "phone", "sms", "post"]
    status: Literal["given", "withdrawn", "refused", "bad"]
    value: str = ""
    purpose: str = ""
    at: datetime | None = None
    words: str = ""
    lifts: int = 0


class Support(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a system rated somebody's support: `level` from 1 (strong support) to 5 (strong opposition).

    `subject` says of what (a candidate, a question); empty for the campaign itself. `words` is the source's own answer.
    """

    level: Literal[1, 2, 3, 4, 5]
    subject: str = ""
    at: datetime | None = None
    words: str = ""


class PersonRecord(Record, frozen=True, kw_only=True, tag="person"):
    """What one source says about one person. `at` is when the source last knew it; `is_owner` marks whose export it is.

    `connected_on` is the day of a first-degree connection on the source's network. `related` are people named by this record
    (assistant, spouse) as (relation, name). `household` is the source's key or name of it. `fields` are values for the
    workspace's custom fields, by their names, as written. `extra` keeps columns and properties that Hustings has no word for.
    """

    name: Name
    identities: tuple[Identity, ...] = ()
    positions: tuple[Position, ...] = ()
    educations: tuple[Education, ...] = ()
    skills: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    headline: str = ""
    summary: str = ""
    location: str = ""
    birthday: PartialDate = ""
    websites: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    connected_on: date | None = None
    is_owner: bool = False
    at: datetime | None = None
    consents: tuple[Consent, ...] = ()
    supports: tuple[Support, ...] = ()
    household: str = ""
    fields: dict[str, str] = {}
    extra: dict[str, str] = {}


class OrganisationRecord(Record, frozen=True, kw_only=True, tag="organisation"):
    """What one source says about one organisation (a body, a company, a union, a group, a media outlet).

    Of a public body, in Popolo's and Open Civic Data's words: `classification` (legislature, upper, lower, committee,
    subcommittee, executive, ...), `parent` is the name of the body above it, `division` the Open Civic Data id of its place.
    """

    name: str
    websites: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()
    addresses: tuple[Address, ...] = ()
    followed_at: datetime | None = None
    classification: str = ""
    parent: str = ""
    division: str = ""
    extra: dict[str, str] = {}


class MessageRecord(Record, frozen=True, kw_only=True, tag="message"):
    """One message. `thread` groups messages of one conversation within the source; `in_reply_to` and `references` are ids.

    `automatic` says that no person wrote it by hand to its readers: "list", "auto-reply", "report" (delivery), "bulk".
    Direction is not a fact of the message: it follows from whose export it is.
    """

    channel: Channel
    sent_at: datetime
    sender: Party
    recipients: tuple[Party, ...] = ()
    thread: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    is_draft: bool = False
    automatic: Literal["", "list", "auto-reply", "report", "bulk"] = ""
    attachments: tuple[str, ...] = ()
    extra: dict[str, str] = {}


class InvitationRecord(Record, frozen=True, kw_only=True, tag="invitation"):
    """An invitation to connect on a network. Whether it is still pending follows from the connections."""

    channel: Channel
    sender: Party
    recipient: Party
    direction: Literal["in", "out"]
    sent_at: datetime
    message: str = ""


class EndorsementRecord(Record, frozen=True, kw_only=True, tag="endorsement"):
    """A skill of one person, confirmed by another; `direction` is seen from the owner of the export."""

    party: Party
    direction: Literal["in", "out"]
    skill: str
    at: datetime | None = None
    status: str = ""


class RecommendationRecord(Record, frozen=True, kw_only=True, tag="recommendation"):
    """A written recommendation; `direction` is seen from the owner of the export."""

    party: Party
    direction: Literal["in", "out"]
    text: str
    company: str = ""
    job_title: str = ""
    at: datetime | None = None
    status: str = ""


class FollowRecord(Record, frozen=True, kw_only=True, tag="follow"):
    """The owner of the export follows a person (direction "out"), or a person follows the owner ("in")."""

    party: Party
    at: datetime | None = None
    status: str = ""
    direction: Literal["in", "out"] = "out"
    channel: Channel = "linkedin"


class PostRecord(Record, frozen=True, kw_only=True, tag="post"):
    """A post or a repost (ActivityStreams Note, Article or Announce), by the owner of the export unless `author` is set.

    `in_reply_to` is the external id or the link of what it answers, `thread` that of the conversation's first post where the
    source says so; `answered` is the author of what it answers. `status` "scheduled" and "draft" were not published yet.
    """

    channel: Channel
    at: datetime
    link: str = ""
    title: str = ""
    text: str = ""
    shared_link: str = ""
    media_link: str = ""
    visibility: str = ""
    is_repost: bool = False
    author: Party | None = None
    in_reply_to: str = ""
    answered: Party | None = None
    thread: str = ""
    mentioned: tuple[Party, ...] = ()
    tags: tuple[str, ...] = ()
    status: Literal["published", "scheduled", "draft"] = "published"
    extra: dict[str, str] = {}


class CommentRecord(Record, frozen=True, kw_only=True, tag="comment"):
    """A comment on a post, by the owner of the export unless `author` is set. `link` is the post; `in_reply_to` as in a post."""

    channel: Channel
    at: datetime
    link: str = ""
    text: str = ""
    author: Party | None = None
    in_reply_to: str = ""
    answered: Party | None = None
    thread: str = ""


class ReactionRecord(Record, frozen=True, kw_only=True, tag="reaction"):
    """A reaction (ActivityStreams Like) or a vote in a poll, by the owner unless `author` is set.

    `reaction` is the network's word, `link` is the address or the external id of what it is about, `about` its author.
    """

    channel: Channel
    at: datetime
    link: str = ""
    reaction: str = ""
    option: str = ""
    author: Party | None = None
    about: Party | None = None


class EventRecord(Record, frozen=True, kw_only=True, tag="event"):
    """One occurrence of an event (iCalendar VEVENT). Times are aware; a whole-day event starts at midnight UTC."""

    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool = False
    location: str = ""
    description: str = ""
    link: str = ""
    status: str = ""
    organiser: Party | None = None
    attendees: tuple[tuple[Party, str], ...] = ()
    sequence: int = 0
    extra: dict[str, str] = {}


class AttendanceRecord(Record, frozen=True, kw_only=True, tag="attendance"):
    """Somebody's answer to an event, or that they came. `event` is the external id of an EventRecord of the same source."""

    event: str
    party: Party
    status: Literal["invited", "registered", "accepted", "declined", "tentative", "cancelled", "attended", "no_show"]
    role: str = ""
    at: datetime | None = None
    extra: dict[str, str] = {}


class InteractionRecord(Record, frozen=True, kw_only=True, tag="interaction"):
    """A contact with somebody as a system logged it: a call, a visit at the door, a letter, a meeting, a note.

    `by` is who on our side, `outcome` the system's word for the result (`Not Home`, `Canvassed`). A contact that reached nobody
    has direction "none".
    """

    type: Literal["call", "visit", "meeting", "letter", "text", "email", "note", "other"]
    at: datetime
    party: Party
    direction: Literal["in", "out", "mutual", "none"] = "none"
    channel: Channel = "other"
    by: str = ""
    outcome: str = ""
    text: str = ""
    extra: dict[str, str] = {}


class ContributionRecord(Record, frozen=True, kw_only=True, tag="contribution"):
    """Money given. `amount` is a plain decimal number, `currency` an ISO 4217 code, `status` the source's word."""

    party: Party
    amount: str
    currency: str
    at: datetime
    recipient: str = ""
    recurring: str = ""
    status: str = ""
    extra: dict[str, str] = {}


class TieRecord(Record, frozen=True, kw_only=True, tag="tie"):
    """A relation between two people or organisations, as a source states it. `sign` is 1 for allies, -1 for opponents, else 0."""

    subject: Party
    other: Party
    relation: str
    sign: Literal[-1, 0, 1] = 0
    since: PartialDate = ""
    until: PartialDate = ""
    at: datetime | None = None


class OpportunityRecord(Record, frozen=True, kw_only=True, tag="opportunity"):
    """A job that the owner of the export saved or applied for."""

    title: str
    organisation: str = ""
    at: datetime | None = None
    link: str = ""
    applied: bool = False
    extra: dict[str, str] = {}


class DivisionRecord(Record, frozen=True, kw_only=True, tag="division"):
    """A political place (Open Civic Data division): a country, a state, a district. `external_id` is its Open Civic Data id."""

    name: str
    valid_from: PartialDate = ""
    valid_through: PartialDate = ""


class PostcodeRecord(Record, frozen=True, kw_only=True, tag="postcode"):
    """A postcode that lies, at least in part, in a division; one that lies in several has a record for each of them."""

    postcode: str
    country: str
    division: str


class FilingRecord(Record, frozen=True, kw_only=True, tag="filing"):
    """What a lobbyist or a firm told the authorities: who was paid by whom, on what, and for which side.

    `registrant` is who lobbies, `client` who pays for it, `subject` what it is about (a bill, an issue), `lobbyists` the people
    who do it. `position` is empty where none is told. `amount` is a plain decimal number, `currency` an ISO 4217 code.
    """

    registrant: str
    client: str = ""
    subject: str = ""
    text: str = ""
    position: Literal["support", "oppose", "neutral", ""] = ""
    lobbyists: tuple[Party, ...] = ()
    amount: str = ""
    currency: str = ""
    since: PartialDate = ""
    until: PartialDate = ""
    at: datetime | None = None
    extra: dict[str, str] = {}


class DatasetRecord(Record, frozen=True, kw_only=True, tag="dataset"):
    """A set of public data that was in the files (DCAT dataset); told after its records.

    `external_id` is the part before the first colon of the external ids of its records. A `complete` set names everybody who
    holds an office now: whoever an older edition named and this one does not has left.
    """

    title: str
    publisher: str
    link: str = ""
    licence: str = ""
    complete: bool = False


AnyRecord = (
    PersonRecord
    | OrganisationRecord
    | MessageRecord
    | InvitationRecord
    | EndorsementRecord
    | RecommendationRecord
    | FollowRecord
    | PostRecord
    | CommentRecord
    | ReactionRecord
    | EventRecord
    | AttendanceRecord
    | InteractionRecord
    | ContributionRecord
    | TieRecord
    | OpportunityRecord
    | DivisionRecord
    | PostcodeRecord
    | FilingRecord
    | DatasetRecord
)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyRecord] = msgspec.json.Decoder(AnyRecord)


def kind_of(record: Record) -> str:
    """The word for this class of record: `person`, `message`, ..."""
    return str(record.__struct_config__.tag)


def encode(record: Record) -> bytes:
    """Compact JSON; the same record always gives the same bytes."""
    return _encoder.encode(record)


def decode(payload: bytes | str) -> AnyRecord:
    """The record that `encode` wrote. Raises msgspec.ValidationError on anything else."""
    return _decoder.decode(payload)


def digest(payload: bytes) -> bytes:
    """Sixteen bytes that stand for the content of an encoded record (BLAKE2b)."""
    return blake2b(payload, digest_size=16).digest()
