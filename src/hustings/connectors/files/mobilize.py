"""Lists of who signed up for which shift of which event, as Mobilize and systems like it export them: one row per signup.

No two organisations get the same columns; a table is taken as one where it has an event, a shift and whether somebody came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from hustings.connectors.reading.people_columns import Columns, number_of, stable_id, yes_or_no
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, Wish
from hustings.connectors.reading.people_rows import NOBODY, person_reader
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AttendanceRecord, EventRecord, Party, PersonRecord

Status = Literal["invited", "registered", "accepted", "declined", "tentative", "cancelled", "attended", "no_show"]
_EVENT = "Event Title | Event Name | Event"
_STARTS = "Timeslot Start | Shift Start | Shift Start Time | Start Time | Event Start | Timeslot | Shift | Event Start Time"
_ENDS = "Timeslot End | Shift End | Shift End Time | End Time | Event End | Event End Time"
_STATUS = "Signup Status | Attendance Status | RSVP Status | Status"
_CAME = "Attended | Attended? | Did Attend | Checked In | Attendance"
_LAYOUT = PersonLayout(
    system="mobilize",
    number="Person ID | User ID | Volunteer ID | Supporter ID",
    full="Name | Full Name | Volunteer Name | Attendee Name",
    given="First Name | Given Name | Attendee First Name",
    family="Last Name | Family Name | Attendee Last Name",
    emails=(Handle("Email | Email Address | Email at Signup | Attendee Email"),),
    phones=(Handle("Mobile Phone | Mobile", "mobile"), Handle("Phone | Phone Number | Phone at Signup | Attendee Phone")),
    others=(("van", "Voter File VANID"), ("everyaction", "VANID | VAN ID")),
    places=(Place(("Address | Street Address",), "City", "State", "Zip | Zip Code | Zipcode | Postal Code", "Country"),),
    wishes=(
        Wish(
            "SMS Opt In Status | SMS Opt In | SMS Opt-In",
            "sms",
            words={
                "optin": "given", "optedin": "given", "yes": "given", "true": "given", "optout": "withdrawn",
                "optedout": "withdrawn", "no": None, "false": None, "unspecified": None,
            },
        ),
        Wish("Email Opt In | Email Opt-In", "email", yes="given"),
        Wish("Blocked | Is Blocked", "any", yes="refused"),
    ),
    region="US",
)  # fmt: skip
_STATUSES: dict[str, Status] = {
    "invited": "invited", "registered": "registered", "signedup": "registered", "scheduled": "registered",
    "leftmessage": "registered", "confirmed": "accepted", "accepted": "accepted", "yes": "accepted", "going": "accepted",
    "declined": "declined", "no": "declined", "maybe": "tentative", "tentative": "tentative", "cancelled": "cancelled",
    "canceled": "cancelled", "attended": "attended", "completed": "attended", "checkedin": "attended", "walkin": "attended",
    "present": "attended", "noshow": "no_show", "didnotattend": "no_show", "missed": "no_show", "absent": "no_show",
}  # fmt: skip
_OF_PERSON = frozenset({"pronouns", "preferredlanguage"})


def _rows(columns: Columns, source: Source) -> ReadRow:
    shift, status = _shift(columns), _status(columns)
    number = columns.text("Signup ID | Attendance ID | Participation ID | RSVP ID | Mobilize ID | ID")
    at = columns.moment("Signup Created | Signup Date | Created Date | Created | Signed Up At | Date Signed Up | Signup Time")
    role, read = columns.text("Role | Shift Role | Event Role"), person_reader(_LAYOUT, columns)
    distinct = Distinct()

    def read_row(row: Row) -> Said:
        person, event = read(row), shift(row)
        if person is None:
            return NOBODY
        about = {name: text for name, text in person.extra.items() if column_key(name) in _OF_PERSON}
        left = {name: text for name, text in person.extra.items() if column_key(name) not in _OF_PERSON}
        signup = AttendanceRecord(
            external_id=f"signup:{key}" if (key := number_of(number(row))) else stable_id(
                "signup", event.external_id, person.external_id
            ),
            event=event.external_id, party=_party(person), status=status(row, left), role=role(row), at=at(row, left), extra=left,
        )  # fmt: skip
        somebody = msgspec.structs.replace(person, extra=about)
        return (*distinct.part(somebody), *((event,) if distinct.is_new(event.external_id) else ()), signup)

    return read_row


def _party(person: PersonRecord) -> Party:
    kinds = ("external", "email")
    return Party(name=person.name.full, identities=tuple(one for one in person.identities if one.kind in kinds))


def _shift(columns: Columns) -> Callable[[Row], EventRecord]:
    """The shift of a row as an event of its own."""
    title, number = columns.text(_EVENT), columns.text("Event ID")
    slot, starts, ends = columns.text("Timeslot ID | Shift ID"), columns.date(_STARTS), columns.date(_ENDS)
    day = columns.date("Event Date | Shift Date | Date")
    place, link = columns.text("Event Location | Location | Location Name | Venue"), columns.text("Event URL | Event Link")

    def read(row: Row) -> EventRecord:
        first, last = row[starts.at].strip(), row[ends.at].strip()
        begins = starts.moment(first) or day.moment(f"{row[day.at]} {first}".strip())
        until = ends.moment(last) or (day.moment(f"{row[day.at]} {last}".strip()) if last else None)
        written = f"{row[day.at]} {first}"
        key = ":".join(filter(None, (number_of(number(row)), number_of(slot(row)))))
        if not slot(row):
            key = stable_id(key or "shift", title(row).casefold(), written)
        return EventRecord(
            external_id=f"event:{key}", title=title(row) or f"Event {number(row)}".strip(), starts_at=begins, ends_at=until,
            location=place(row), link=link(row),
        )  # fmt: skip

    return read


def _status(columns: Columns) -> Callable[[Row, dict[str, str]], Status]:
    """Whether somebody came, where the list says so, else the status of the signup; words that are not known are kept."""
    came_at, status_at = columns.find(_CAME), columns.find(_STATUS)
    names = columns.names

    def read(row: Row, left: dict[str, str]) -> Status:
        came, word = row[came_at].strip(), row[status_at].strip()
        said = _STATUSES.get(column_key(word))
        flag = yes_or_no(came) if came else None
        known = _STATUSES.get(column_key(came)) if flag is None else None
        for at, text, used in ((status_at, word, said), (came_at, came, known if flag is None else "known")):
            if text and not used:
                left[names[at]] = text
        if flag:
            return "attended"
        if flag is False and said not in ("cancelled", "declined"):
            return "no_show"
        return known or said or "registered"

    return read


_WHO = "Email | Email Address | Email at Signup | Attendee Email | Phone | Phone Number | Mobile Phone | First Name"
_SHIFT = f"{_STARTS} | Timeslot ID | Shift ID"
MOBILIZE = TableReader(
    name="mobilize",
    title="Event signups (Mobilize)",
    use_rule=OWN_ARCHIVE.code,
    kinds=(
        Kind("signups", (_EVENT, f"{_STARTS} | Timeslot ID | Shift ID", f"{_STATUS} | {_CAME}", _WHO), _rows, forbids=("uuid",)),
    ),
    usual_order="month-first",
)
