"""Eventbrite's report of attendees: each row is one ticket. Reports of several events name the event, those of one do not.

An event that the report does not name goes by its first order, which stays when later reports hold more orders, and is titled
after the file. Statuses: Attending, Checked In, Not Attending, Refunded, Transferred, Deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from hustings.connectors.reading.people_columns import Columns, number_of, stable_id
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, Wish, Work
from hustings.connectors.reading.people_rows import person_reader
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AttendanceRecord, EventRecord, Party, PersonRecord

_ORDER = "Order # | Order ID | Order no. | Order Number"
_ATTENDEE = "Attendee # | Attendee ID | Attendee no. | Attendee Number"
_EVENT = "Event Name | Event Title"
_NO_GUEST = "The buyer of this ticket did not say who comes with it. The buyer stands in a row of their own."
_UNSAID = frozenset({"info requested", "guest", "attendee", "info pending"})
_STATUSES: dict[str, Literal["registered", "attended", "cancelled"]] = {
    "attending": "registered",
    "checkedin": "attended",
    "attended": "attended",
    "notattending": "cancelled",
    "refunded": "cancelled",
    "transferred": "cancelled",
    "deleted": "cancelled",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}
_LAYOUT = PersonLayout(
    system="eventbrite",
    shown="Name | Attendee Name",
    given="First Name | Attendee first name",
    family="Last Name | Surname | Attendee last name | Attendee surname",
    prefix="Prefix",
    suffix="Suffix",
    emails=(Handle("Email | Email Address | Attendee email"),),
    phones=(
        Handle("Cell Phone | Mobile Phone | Phone Number", "mobile"),
        Handle("Home Phone", "home"),
        Handle("Work Phone", "work"),
    ),
    websites=("Website", "Blog"),
    works=(Work("Company | Company / Organization", "Job Title"),),
    places=(
        Place(
            ("Home Address 1", "Home Address 2"), "Home City", "Home State | Home State/Province",
            "Home Zip | Home Zip/Postal Code", "Home Country", label="home",
        ),
        Place(
            ("Work Address 1", "Work Address 2"), "Work City", "Work State | Work State/Province",
            "Work Zip | Work Zip/Postal Code", "Work Country", label="work",
        ),
        Place(
            ("Billing Address 1", "Billing Address 2"), "Billing City", "Billing State | Billing State/Province",
            "Billing Zip | Billing Zip/Postal Code", "Billing Country", label="billing",
        ),
    ),
    wishes=(
        Wish(
            "Email opt-in | Marketing opt-in | Email marketing | Subscribed",
            "email",
            words={"yes": "given", "true": "given", "optin": "given", "no": None, "false": None, "optout": "withdrawn"},
        ),
    ),
    birthday="Birth Date | Birthday",
)  # fmt: skip
_OF_PERSON = frozenset({"Gender", "Age", "Cell Phone", "Home Phone", "Work Phone", "Email"})


def _rows(columns: Columns, source: Source) -> ReadRow:
    event = _event(columns, source)
    order, attendee, ordered_at = columns.text(_ORDER), columns.text(_ATTENDEE), columns.moment("Order Date | Order Date/Time")
    status, ticket = columns.text("Attendee Status | Status | Order Status"), columns.text("Ticket Type | Ticket")
    read, distinct = person_reader(_LAYOUT, columns), Distinct()

    def read_row(row: Row) -> Said:
        held, person = event(row), read(row)
        if person is None or _UNSAID.intersection((person.name.full.casefold(), person.name.given.casefold())):
            return _NO_GUEST
        left = {name: text for name, text in person.extra.items() if name not in _OF_PERSON}
        about = {name: text for name, text in person.extra.items() if name in _OF_PERSON}
        somebody = msgspec.structs.replace(person, extra=about)
        word, number = status(row), number_of(attendee(row))
        coming = AttendanceRecord(
            external_id=f"ticket:{number}" if number else stable_id("ticket", order(row), person.external_id, ticket(row)),
            event=held.external_id, party=_party(person), status=_STATUSES.get(column_key(word), "registered"), role=ticket(row),
            at=ordered_at(row, left), extra=left | {"Order #": order(row), "Attendee Status": word},
        )  # fmt: skip
        return (*distinct.part(somebody), *((held,) if distinct.is_new(held.external_id) else ()), coming)

    return read_row


def _party(person: PersonRecord) -> Party:
    return Party(name=person.name.full, identities=tuple(one for one in person.identities if one.kind == "email"))


def _event(columns: Columns, source: Source) -> Callable[[Row], EventRecord]:
    """The event of a row, whole and always the same for one event."""
    order_at = Columns(columns.names).find(_ORDER)
    title, number = columns.text(_EVENT), columns.text("Event ID | Event #")
    day, time = columns.date("Event Start Date | Event Date | Event Start"), columns.text("Event Start Time | Event Time")
    place = columns.text("Event Location | Venue Name | Venue | Event Venue")
    first = "" if columns.has(f"{_EVENT} | Event ID | Event #") else _first_order(source, order_at)

    def read(row: Row) -> EventRecord:
        written = f"{row[day.at]} {time(row)}".strip()
        key = number_of(number(row)) or (f"order {first}" if first else stable_id("named", title(row), written))
        return EventRecord(
            external_id=f"event:{key}", title=title(row) or source.stem, starts_at=day.moment(written), location=place(row)
        )  # fmt: skip

    return read


def _first_order(source: Source, at: int) -> str:
    """The lowest number of an order in the file."""
    numbers = (number_of(row[at]) for row in source.rows())
    return min((number for number in numbers if number), key=lambda number: (len(number), number), default="")


EVENTBRITE = TableReader(
    name="eventbrite",
    title="Eventbrite attendees",
    use_rule=OWN_ARCHIVE.code,
    kinds=(
        Kind("attendees", (_ORDER, _ATTENDEE, f"Attendee Status | Order Date | {_EVENT}"), _rows),
        Kind("guests", (_ORDER, "Attendee first name | Attendee email", f"Attendee Status | {_EVENT}"), _rows),
    ),
)
