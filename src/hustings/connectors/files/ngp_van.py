"""NGP VAN and EveryAction: lists of people, contact history, survey responses, notes and activist codes, and upload sheets.

Reports are UTF-16, tab-separated, named .xls, often inside a zip; all of them name people by their VANID, which ties them
together. The voter file and My Campaign (in EveryAction: a bare VANID) number people apart from each other: two systems here.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

import msgspec

from hustings.connectors.reading.people_columns import Columns, Left, Text, number_of, phone_of, stable_id, yes_or_no
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, Wish, Work
from hustings.connectors.reading.people_rows import NOBODY, level_of, person_reader
from hustings.connectors.reading.people_wishes import wish_mark
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row
from hustings.kernel.identities import external_identity
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import (
    AnyRecord,
    Channel,
    Consent,
    Identity,
    InteractionRecord,
    Name,
    Party,
    PersonRecord,
    Support,
)

_VOTER = "Voter File VANID | VoterVANID"
_CAMPAIGN = "VANID | My Campaign ID | My Campaign VANID | EveryAction ID"
_WHO = f"{_VOTER} | {_CAMPAIGN}"
_FULL = "Contact Name | Name | Full Name"
_WHEN = "Date Canvassed | Contact Date | Date Contacted"
_BY = "Canvassed By | Canvasser"
_NOTE = "NoteText | Note"
_NO_DATE = "The contact has no date that can be read, so it has no place in the history."
_US = "US"
Type = Literal["call", "visit", "meeting", "letter", "text", "email", "note", "other"]
Direction = Literal["in", "out", "mutual", "none"]

_TYPES: tuple[tuple[str, Type, Channel], ...] = (
    (r"phone|call|dial", "call", "phone"),
    (r"walk|door|canvass|visit|knock", "visit", "in_person"),
    (r"text|sms", "text", "sms"),
    (r"e-?mail", "email", "email"),
    (r"mail|letter|postcard|literature|lit drop", "letter", "letter"),
    (r"meet|event|person|house party|1:1|one.on.one|coffee|street", "meeting", "in_person"),
)
_DIRECTIONS: tuple[tuple[str, Direction], ...] = (
    (r"\bnot\b|no answer|busy|disconnect|wrong|moved|deceased|inaccessible|spanish|language|bad ", "none"),
    (r"canvassed|contacted|spoke|talked|completed|attended|replied|responded|conversation", "mutual"),
    (r"inbound|received|called in", "in"),
    (r"left|message|voicemail|dropped|mailed|sent|texted|emailed|refused|come back|call back|hostile|opt", "out"),
)
_REFUSALS: tuple[tuple[str, Literal["any", "phone", "sms", "email", "post"]], ...] = (
    (r"do not contact|deceased", "any"),
    (r"do not call|remove from list", "phone"),
    (r"do not text|(?:text|sms).*(?:opt(?:ed)?[ -]?out|unsubscribed?)|^stop$", "sms"),
    (r"do not e-?mail|unsubscribed?", "email"),
    (r"do not mail", "post"),
    (r"opt(?:ed)?[ -]?out", "any"),
)
_BAD_NUMBER = re.compile(r"wrong (?:number|#)|disconnect|bad number|not in service", re.IGNORECASE)
_RATED = re.compile(r"[1-5]\s*[-:]\s*(?:strong|lean|weak|undecided|support|oppos)", re.IGNORECASE)
_SUPPORT = re.compile(r"support|undecided|oppos|lean|strong|against|\bid\b", re.IGNORECASE)

_LAYOUT = PersonLayout(
    system="van",
    number=_VOTER,
    others=(("everyaction", _CAMPAIGN), ("van-external", "External ID")),
    full=_FULL,
    given="FirstName | First",
    additional="MiddleName | Middle",
    family="LastName | Last",
    prefix="Prefix | Title",
    suffix="Suffix",
    nickname="Nickname",
    emails=(
        Handle("PreferredEmail"),
        Handle("Email | EmailAddress", label_in="Email Type"),
        Handle("Personal Email", "personal"),
        Handle("Work Email", "work"),
        Handle("Other Email", "other"),
    ),
    phones=(
        Handle("Preferred Phone | Pref Phone"),
        Handle("Phone | Phone Number", label_in="Phone Type"),
        Handle("Cell Phone | Cell", "mobile"),
        Handle("Home Phone", "home"),
        Handle("Work Phone", "work"),
    ),
    handles=(("x", "Twitter Handle | Twitter"), ("facebook", "Facebook Profile | Facebook")),
    websites=("Website",),
    works=(Work("Employer | Employer Name", "Occupation | Occupation Name | Job Title"),),
    places=(
        Place(
            ("Address | vAddress | Street Address | AddressLine1", "Address2 | AddressLine2"),
            "City | vCity", "State | vState | State/Province", "Zip5 | vZip5 | Zip | ZipOrPostal | Zip/Postal | Zip Code",
            "Country | CountryCode", label_in="Address Type",
        ),
        Place(("mAddress | Mailing Address", "mAddress2"), "mCity", "mState", "mZip5 | mZip", label="mailing"),
    ),
    wishes=(
        Wish("Do Not Contact", "any", yes="refused"),
        Wish("Do Not Call | No Call", "phone", yes="refused"),
        Wish("Do Not Text | No Text", "sms", yes="refused"),
        Wish("Do Not Email | No Email", "email", yes="refused"),
        Wish("Do Not Mail | No Mail", "post", yes="refused"),
        Wish("Deceased | IsDeceased", "any", yes="refused"),
        Wish(
            "Email Subscription Status | Subscription Status", "email",
            words={
                "subscribed": "given", "s": "given", "unsubscribed": "withdrawn", "u": "withdrawn", "bounced": "bad",
                "notsubscribed": None, "n": None, "neutral": None,
            },
            about="PreferredEmail", no_at="Date Unsubscribed",
        ),
        Wish(
            "SMS Opt-In Status | Phone Opt-In Status", "sms",
            words={
                "optin": "given", "optedin": "given", "i": "given", "optout": "withdrawn", "optedout": "withdrawn",
                "o": "withdrawn", "unknown": None, "u": None,
            },
        ),
    ),
    birthday="DOB | Date of Birth | Birth Date",
    household="HouseholdID | Household | VHHID",
    region=_US,
)  # fmt: skip


def _people(columns: Columns, source: Source) -> ReadRow:
    read, distinct = person_reader(_LAYOUT, columns), Distinct(mark=wish_mark(_LAYOUT, columns))

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        return distinct.person(_numbered(_with_codes(person)))

    return read_row


def _one_row_per_value(columns: Columns, source: Source) -> ReadRow:
    """An upload sheet: each row holds one more address or number of somebody, and is a part of what is known of them."""
    read, distinct = person_reader(_LAYOUT, columns), Distinct()

    def read_row(row: Row) -> Said:
        person = read(row)
        return distinct.part(_numbered(_with_codes(person))) if person is not None else NOBODY

    return read_row


def _numbered(person: PersonRecord) -> PersonRecord:
    """Under its number in My Campaign, where there is none in the voter file."""
    number = next((identity.value for identity in person.identities if identity.kind == "external"), person.external_id)
    return msgspec.structs.replace(person, external_id=number)


def _with_codes(person: PersonRecord) -> PersonRecord:
    """With a tag for each column of a code that is ticked, and a support for each that holds one: one column per code."""
    codes = [name for name, text in person.extra.items() if not text.isdecimal() and yes_or_no(text)]
    supports = tuple(
        Support(level=level, subject=name, words=text)
        for name, text in person.extra.items()
        if _RATED.match(text) and (level := level_of(text)) is not None
    )
    if not codes and not supports:
        return person
    used = {*codes, *(support.subject for support in supports)}
    left = {name: text for name, text in person.extra.items() if name not in used}
    return msgspec.structs.replace(person, tags=(*person.tags, *codes), supports=supports, extra=left)


class _Who:
    """The columns that name a person in reports about people: the numbers and the name."""

    def __init__(self, columns: Columns) -> None:
        self._voter, self._campaign = columns.text(_VOTER), columns.text(_CAMPAIGN)
        self._full = columns.text(_FULL)
        self._given, self._family = columns.text("FirstName | First"), columns.text("LastName | Last")

    def party(self, row: Row) -> Party | None:
        """Somebody by name and number; None where the row names nobody."""
        voter = external_identity("van", number_of(self._voter(row)))
        campaign = external_identity("everyaction", number_of(self._campaign(row)))
        name = _straight(self._full(row)) or f"{self._given(row)} {self._family(row)}".strip()
        found = tuple(identity for identity in (voter, campaign) if identity is not None)
        return Party(name=name, identities=found) if found or name else None


def _straight(name: str) -> str:
    """`Ada Ferris` for `Ferris, Ada`, as reports write names."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _person(party: Party, *, distinct: Distinct, **said: object) -> tuple[PersonRecord, ...]:
    """What one row adds to what is known of somebody, as a record of its own."""
    key = party.identities[0].value if party.identities else stable_id("van", party.name.casefold())
    bare = PersonRecord(external_id=key, name=Name(full=party.name or key), identities=party.identities)
    return distinct.part(msgspec.structs.replace(bare, **said))


def _history(columns: Columns, source: Source) -> ReadRow:
    who, when, by = _Who(columns), columns.moment(_WHEN), columns.text(_BY)
    result, contact_type = columns.text("Result | Contact Result"), columns.text("Contact Type | Contact Method")
    phone, distinct = columns.text("Phone | Phone Number | Phone Dialed"), Distinct()
    extra = columns.extra()

    def read_row(row: Row) -> Said:
        left = extra(row)
        party, at = who.party(row), when(row, left)
        if party is None:
            return NOBODY
        if at is None:
            return _NO_DATE
        outcome, number = result(row), phone_of(phone(row), label="", region=_US) if phone(row) else None
        kind, channel = _type_of(contact_type(row))
        contact = InteractionRecord(
            external_id=_contact_id(party, at, contact_type(row), by(row), outcome), type=kind, at=at, party=party,
            direction=_direction_of(outcome, kind), channel=channel, by=_straight(by(row)), outcome=outcome,
            extra=left | ({"phone": number.value} if number else {}),
        )  # fmt: skip
        wishes = _consents(outcome, at, number)
        return (*(_person(party, distinct=distinct, consents=wishes) if wishes else ()), contact)

    return read_row


def _contact_id(party: Party, at: datetime, *words: str) -> str:
    return stable_id("contact", *(identity.value for identity in party.identities), party.name, at.isoformat(), *words)


def _type_of(words: str) -> tuple[Type, Channel]:
    found = next(((kind, channel) for pattern, kind, channel in _TYPES if re.search(pattern, words, re.IGNORECASE)), None)
    return found or ("other", "other")


def _direction_of(outcome: str, kind: Type) -> Direction:
    """Mutual where somebody was spoken with. What was written is out; of other contacts without a result nothing is known."""
    if not outcome and kind in ("text", "email", "letter"):
        return "out"
    return next((way for pattern, way in _DIRECTIONS if re.search(pattern, outcome, re.IGNORECASE)), "none")


def _consents(outcome: str, at: datetime, number: Identity | None) -> tuple[Consent, ...]:
    """What a result says of how somebody may be reached."""
    reach = next((reach for pattern, reach in _REFUSALS if re.search(pattern, outcome, re.IGNORECASE)), None)
    if reach is not None:
        return (Consent(channel=reach, status="refused", at=at, words=outcome),)
    if number is not None and _BAD_NUMBER.search(outcome):
        return (Consent(channel="phone", status="bad", value=number.value, at=at, words=outcome),)
    return ()


def _surveys(columns: Columns, source: Source) -> ReadRow:
    who, when = _Who(columns), columns.moment(_WHEN)
    question = columns.text("Survey Question Name | Survey Question | SQ Name")
    answer, by = columns.text("Survey Response | Survey Response Name | SR Name"), columns.text(_BY)
    contact_type, distinct, extra = columns.text("Contact Type"), Distinct(), columns.extra()

    def read_row(row: Row) -> Said:
        left = extra(row)
        party, at, asked, said = who.party(row), when(row, left), question(row), answer(row)
        if party is None:
            return NOBODY
        if not asked or not said:
            return "The row holds no answer to a question."
        for word, text in (("Canvassed By", by(row)), ("Contact Type", contact_type(row))):
            if text:
                left[word] = text
        level = level_of(said) if _SUPPORT.search(f"{asked} {said}") else None
        if level is not None:
            supports = (Support(level=level, subject=asked, at=at, words=said),)
            return _person(party, distinct=distinct, supports=supports, at=at, extra=left)
        return _person(party, distinct=distinct, fields={asked: said}, at=at, extra=left)

    return read_row


def _notes(columns: Columns, source: Source) -> ReadRow:
    who, when = _Who(columns), columns.moment("DateEntered | DateCreated | Date")
    text, category = columns.text(_NOTE), columns.text("NoteCategory | Category")
    by, distinct, extra = columns.text("EnteredBy | CreatedBy"), Distinct(), columns.extra()

    def read_row(row: Row) -> Said:
        left = extra(row)
        party, at = who.party(row), when(row, left)
        if party is None:
            return NOBODY
        if not text(row):
            return "The note is empty."
        if at is None:
            return _person(party, distinct=distinct, notes=(text(row),), extra=left)
        return _note(party, at, text(row), category(row), by(row), left)

    return read_row


def _note(party: Party, at: datetime, text: str, category: str, by: str, left: Left) -> tuple[AnyRecord, ...]:
    note = InteractionRecord(
        external_id=_contact_id(party, at, "note", text), type="note", at=at, party=party, by=by, outcome=category, text=text,
        extra=left,
    )  # fmt: skip
    return (note,)


def _codes(columns: Columns, source: Source) -> ReadRow:
    who, when = _Who(columns), columns.moment(f"Date Applied | {_WHEN} | Date Created | Date")
    names = "Activist Code Name | Activist Code"
    code: Text = columns.text(names)
    distinct, extra = Distinct(), columns.extra()

    def read_row(row: Row) -> Said:
        left = extra(row)
        party, at = who.party(row), when(row, left)
        if party is None:
            return NOBODY
        if not code(row):
            return "The row holds no activist code."
        return _person(party, distinct=distinct, tags=(code(row),), at=at, extra=left)

    return read_row


_NAMED = "FirstName | First | LastName | Last | Contact Name | Name | Full Name | Email | PreferredEmail"
NGP_VAN = TableReader(
    name="ngp_van",
    title="NGP VAN or EveryAction",
    use_rule=OWN_ARCHIVE.code,
    kinds=(
        Kind("upload", (_WHO, _NAMED, "Email Type | Phone Type | Address Type"), _one_row_per_value,
             forbids=(_WHEN,)),
        Kind("people", (_WHO, _NAMED), _people, forbids=(_WHEN, _NOTE, "Survey Response", "Activist Code Name")),
        Kind("surveys", (_WHO, "Survey Question Name | Survey Question | SQ Name",
                         "Survey Response | Survey Response Name | SR Name"), _surveys, speaks_of_people=True),
        Kind("codes", (_WHO, "Activist Code Name | Activist Code"), _codes, speaks_of_people=True),
        Kind("history", (_WHO, _WHEN), _history, speaks_of_people=True),
        Kind("notes", (_WHO, _NOTE), _notes, speaks_of_people=True),
    ),
    usual_order="month-first",
)  # fmt: skip
