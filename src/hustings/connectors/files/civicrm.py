"""CiviCRM's exports of contacts, participants and contributions (headers are the fields that its user chose), and relationships.

Known by the number of the contact together with fields that only CiviCRM has. Addresses by location type stand in columns such as
`Home-Street Address` or `Work-Phone-Phone`. Organisations become organisations; a household is kept as a contact of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from hustings.connectors.reading.people_columns import Columns, number_of, stable_id, yes_or_no
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, TagList, Wish, Work
from hustings.connectors.reading.people_rows import NOBODY, as_organisation, person_reader
from hustings.connectors.reading.people_wishes import wish_mark
from hustings.connectors.reading.table_amounts import currency_of, read_amount
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.identities import external_identity
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AttendanceRecord, ContributionRecord, EventRecord, Name, Party, TieRecord

_ID = "Internal Contact ID | Contact ID | contact_id | civicrm_id"
_LOCATED = re.compile(r"([\w ]+?)-(Email|Street Address|City|Phone(?:-[\w ]+)?|Website)", re.IGNORECASE)
_IN_TRASH = "This contact lies in the trash of CiviCRM and is left out."
_STREETS = ("Street Address", "Supplemental Address 1", "Supplemental Address 2", "Supplemental Address 3")
_A, _B = "Contact A ID | Contact ID A | contact_id_a", "Contact B ID | Contact ID B | contact_id_b"
_RELATION = "Relationship | Relationship Type | Relationship Type A to B | Relationship (A-B) | Relationship A to B"


def _locations(columns: Columns) -> dict[str, list[str]]:
    """Location types in the headers, each with its columns of phones."""
    found: dict[str, list[str]] = {}
    for name in columns.names:
        if held := _LOCATED.fullmatch(name):
            phones = found.setdefault(held[1], [])
            if held[2].casefold().startswith("phone"):
                phones.append(name)
    return found


def _place(prefix: str, *, label: str = "", label_in: str = "") -> Place:
    return Place(
        tuple(prefix + name for name in _STREETS), f"{prefix}City", f"{prefix}State | {prefix}State/Province",
        f"{prefix}Postal Code", f"{prefix}Country", label, label_in,
    )  # fmt: skip


def _layout(columns: Columns) -> PersonLayout:
    located = _locations(columns)
    return PersonLayout(
        system="civicrm",
        number=_ID,
        others=(("civicrm-external", "External Identifier | External Identifier (match to contact)"),),
        shown="Display Name | Sort Name",
        given="First Name",
        additional="Middle Name",
        family="Last Name",
        prefix="Individual Prefix | Prefix | Formal Title",
        suffix="Individual Suffix | Suffix",
        nickname="Nickname",
        emails=(Handle("Email"), *(Handle(f"{place}-Email", place.casefold()) for place in located)),
        phones=(
            Handle("Phone", label_in="Phone Type"),
            *(Handle(name, place.casefold()) for place, names in located.items() for name in names),
        ),
        websites=("Website", *(f"{place}-Website" for place in located)),
        works=(Work("Current Employer | Organization Name", "Job Title"),),
        places=(
            _place("", label_in="Location Type"),
            *(_place(f"{place}-", label=place.casefold()) for place in located),
        ),
        tags=(TagList("Tag(s) | Tags"), TagList("Group(s) | Groups")),
        notes=("Note(s) | Notes", "Note"),
        wishes=(
            Wish("Do Not Email", "email", yes="refused"),
            Wish("No Bulk Emails (User Opt Out) | No Bulk Emails | is_opt_out", "email", yes="withdrawn"),
            Wish(
                "On Hold | Email on Hold", "email",
                words={
                    "0": None, "no": None, "false": None, "1": "bad", "yes": "bad", "onhold": "bad", "onholdbounce": "bad",
                    "2": "withdrawn", "onholdoptout": "withdrawn",
                },
                about="Email",
            ),
            Wish("Do Not Phone", "phone", yes="refused"),
            Wish("Do Not Sms", "sms", yes="refused"),
            Wish("Do Not Mail", "post", yes="refused"),
            Wish("Deceased | Is Deceased", "any", yes="refused"),
        ),
        birthday="Birth Date | Date of Birth",
        at="Modified Date",
        household="Household Member of-Household Name | Household Member of-Display Name | Household Name",
        dull=(
            "Sort Name", "Display Name", "Organization Name", "Household Name", "Contact Hash", "Addressee", "Email Greeting",
            "Postal Greeting",
        ),
    )  # fmt: skip


def _rows(columns: Columns, source: Source) -> ReadRow:
    kind, trash = columns.text("Contact Type"), columns.text("Contact is in Trash | In Trash | is_deleted")
    name_at = Columns(columns.names).text("Organization Name | Display Name | Sort Name")
    layout = _layout(columns)
    read, distinct = person_reader(layout, columns), Distinct(mark=wish_mark(layout, columns))

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        if yes_or_no(trash(row)):
            return _IN_TRASH
        if kind(row).casefold() == "organization":
            return (as_organisation(person, name=name_at(row) or person.name.full),)
        if kind(row).casefold() == "household":
            household = person.household or person.name.full
            person = msgspec.structs.replace(person, name=Name(full=household), household=household)
        return distinct.person(person)

    return read_row


def _relationships(columns: Columns, source: Source) -> ReadRow:
    first, second, relation = columns.text(_A), columns.text(_B), columns.text(_RELATION)
    name, other_name = columns.text("Contact A | Contact A Name"), columns.text("Contact B | Contact B Name")
    since, until = columns.date("Start Date | Relationship Start Date"), columns.date("End Date | Relationship End Date")

    def read_row(row: Row) -> Said:
        one = external_identity("civicrm", number_of(first(row)))
        other = external_identity("civicrm", number_of(second(row)))
        if one is None or other is None or not relation(row):
            return "The row lacks one of the two contacts or their relationship."
        tie = TieRecord(
            external_id=f"{one.value}/{relation(row)}/{other.value}",
            subject=Party(name=name(row), identities=(one,)),
            other=Party(name=other_name(row), identities=(other,)),
            relation=relation(row).casefold(),
            since=since.partial(row[since.at]),
            until=until.partial(row[until.at]),
        )
        return (tie,)

    return read_row


def _names(columns: Columns) -> Callable[[Row], Party | None]:
    """Who a row of another search is about, by number and name."""
    number, shown = columns.text(_ID), columns.text("Display Name | Participant Name | Contact Name | Sort Name")
    given, family = columns.text("First Name"), columns.text("Last Name")

    def read(row: Row) -> Party | None:
        identity = external_identity("civicrm", number_of(number(row)))
        name = f"{given(row)} {family(row)}".strip() or shown(row)
        return Party(name=name, identities=(identity,)) if identity is not None else None

    return read


def _participants(columns: Columns, source: Source) -> ReadRow:
    who, title, event = _names(columns), columns.text(_EVENT), columns.text("Event ID")
    number, status = columns.text("Participant ID"), columns.text(_STATUS)
    role, at = columns.text("Participant Role | Role"), columns.moment("Register Date | Registered Date | Registration Date")
    starts, ends = columns.moment("Event Start Date | Event Date(s)"), columns.moment("Event End Date")
    extra, distinct = columns.extra(), Distinct()

    def read_row(row: Row) -> Said:
        party, left = who(row), extra(row)
        if party is None:
            return NOBODY
        begins, word = starts(row, left), status(row)
        key = f"event:{number_of(event(row))}" if event(row) else stable_id("event", title(row), str(begins or ""))
        held = EventRecord(external_id=key, title=title(row) or key, starts_at=begins, ends_at=ends(row, left))
        coming = AttendanceRecord(
            external_id=f"participant:{number_of(number(row))}" if number(row) else stable_id("participant", key, _key(party)),
            event=key, party=party, status=_COMING.get(column_key(word), "registered"), role=role(row), at=at(row, left),
            extra=left | ({"Participant Status": word} if word else {}),
        )  # fmt: skip
        return (*((held,) if distinct.is_new(key) else ()), coming)

    return read_row


def _contributions(columns: Columns, source: Source) -> ReadRow:
    who, number, amount = _names(columns), columns.text("Contribution ID"), columns.text(_AMOUNT)
    currency, status = columns.text("Currency"), columns.text("Contribution Status | Status")
    purpose, at = columns.text("Financial Type | Contribution Type | Contribution Page"), columns.moment(_RECEIVED)
    extra = columns.extra()

    def read_row(row: Row) -> Said:
        party, left = who(row), extra(row)
        total, moment, code = read_amount(amount(row)), at(row, left), currency(row).upper() or currency_of(amount(row))
        if party is None:
            return NOBODY
        if total is None or moment is None or not code:
            return "The amount, its currency or the date of this contribution cannot be read. Export the column Currency too."
        key = number_of(number(row)) or stable_id("gift", _key(party), moment.isoformat(), str(total))
        gift = ContributionRecord(
            external_id=f"contribution:{key}", party=party, amount=f"{total:f}", currency=code, at=moment, status=status(row),
            extra=left | ({"Financial Type": purpose(row)} if purpose(row) else {}),
        )  # fmt: skip
        return (gift,)

    return read_row


def _key(party: Party) -> str:
    return party.identities[0].value


_EVENT, _STATUS = "Event Title | Event", "Participant Status | Attendee Status"
_AMOUNT, _RECEIVED = "Total Amount | Amount | Contribution Amount", "Receive Date | Date Received | Received | Contribution Date"
_COMING: dict[str, Literal["registered", "attended", "no_show", "cancelled", "declined", "invited"]] = {
    "registered": "registered", "attended": "attended", "noshow": "no_show", "cancelled": "cancelled", "canceled": "cancelled",
    "rejected": "declined", "expired": "cancelled", "transferred": "cancelled", "invited": "invited",
}  # fmt: skip
_OURS = (
    "Do Not Email | Do Not Phone | Do Not Mail | Do Not Sms | Do Not Trade | No Bulk Emails (User Opt Out) | No Bulk Emails | "
    "Preferred Communication Method | External Identifier | Contact Subtype | Individual Prefix | Contact Source | "
    "Internal Contact ID"
)
_NAMED = "First Name | Last Name | Display Name | Sort Name | Organization Name | Household Name | Email"
CIVICRM = TableReader(
    name="civicrm",
    title="CiviCRM export",
    use_rule=OWN_ARCHIVE.code,
    kinds=(
        Kind("participants", (_ID, _EVENT, _STATUS), _participants, speaks_of_people=True),
        Kind("contributions", (_ID, _AMOUNT, _RECEIVED), _contributions, speaks_of_people=True),
        Kind("contacts", (_ID, _OURS, _NAMED), _rows),
        Kind("numberless", ("Contact Type", "Do Not Email | No Bulk Emails | No Bulk Emails (User Opt Out)", _NAMED), _rows),
        Kind("relationships", (_A, _B, _RELATION), _relationships, speaks_of_people=True),
    ),
)
