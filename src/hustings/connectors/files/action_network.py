"""Action Network: reports of people, of a petition's signatures or another action's entries, and of an event's answers.

The date of a subscription is that of the consent only; when somebody unsubscribed is not told, so a no is undated and holds.
Columns of actions and events are as far as reports are known; unknown ones are kept.
"""

from __future__ import annotations

from typing import Literal

from hustings.connectors.reading.people_columns import Columns, stable_id
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, TagList, Wish
from hustings.connectors.reading.people_rows import NOBODY, person_reader
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader, one_person_a_row
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AttendanceRecord, EventRecord, InteractionRecord, Party, PersonRecord

_ID = "uuid | can2_uuid | action_network_id"
_EVENT = "Event Title | can2_event_title | event_name"
_ACTION = "Action Title | can2_action_title | Petition Title | Form Title | Letter Title | Page Title"
_AT = "Timestamp (EST) | Timestamp (EDT) | Timestamp | Timestamp (UTC) | Action Date | Created At | can2_action_date"
_ANSWER = "RSVP Status | RSVP | can2_rsvp_status | Attendance Status"
_STARTS = "Event Start | Event Start Date | Event Date | can2_event_start"
_PLACE = "Event Location | Event Venue | can2_event_location"
_LAYOUT = PersonLayout(
    system="action_network",
    number=_ID,
    given="first_name | can2_first_name",
    family="last_name | can2_last_name",
    emails=(Handle("email | can2_email"),),
    phones=(Handle("can2_phone | Phone Number | Phone"), Handle("can2_mobile_number | Mobile Number", "mobile")),
    places=(
        Place(
            ("can2_user_address | Address | Street Address",), "can2_user_city | City",
            "can2_state_abbreviated | can2_user_state | State", "zip_code | can2_zip | Zip", "can2_user_country | Country",
        ),
    ),
    tags=(TagList("can2_user_tags | Tags", ", "),),
    wishes=(
        Wish(
            "can2_subscription_status | Subscription Status", "email",
            words={
                "subscribed": "given", "unsubscribed": "withdrawn", "misdirectedunsubscribe": "withdrawn",
                "spamcomplaint": "refused", "previousspamcomplaint": "refused", "blocked": "refused", "bouncing": "bad",
                "previousbounce": "bad", "notsubscribed": None,
            },
            about="email | can2_email", at="can2_subscription_date | Subscription Date",
        ),
        Wish(
            "can2_sms_status | SMS Status", "sms",
            words={
                "subscribed": "given", "unsubscribed": "withdrawn", "bouncing": "bad", "previousbounce": "bad",
                "notsubscribed": None,
            },
            about="can2_phone | Phone Number | Phone",
        ),
    ),
)  # fmt: skip
_ANSWERS: dict[str, Literal["accepted", "declined", "tentative", "attended", "no_show", "cancelled"]] = {
    "yes": "accepted", "accepted": "accepted", "going": "accepted", "attending": "accepted", "no": "declined",
    "declined": "declined", "notgoing": "declined", "notattending": "declined", "maybe": "tentative", "tentative": "tentative",
    "attended": "attended", "checkedin": "attended", "noshow": "no_show", "didnotattend": "no_show", "cancelled": "cancelled",
    "canceled": "cancelled",
}  # fmt: skip


def _people(columns: Columns, source: Source) -> ReadRow:
    return one_person_a_row(_LAYOUT, columns)


def _party(person: PersonRecord) -> Party:
    return Party(name=person.name.full, identities=person.identities[:1])


def _actions(columns: Columns, source: Source) -> ReadRow:
    """Entries of an action: what somebody did on the web, under the title of the action or the name of the file."""
    title, at = columns.text(_ACTION), columns.moment(_AT)
    comment, name = columns.text("Comments | Comment | can2_comments"), source.stem
    read, distinct = person_reader(_LAYOUT, columns), Distinct()

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        moment, action = at(row, person.extra), title(row) or name
        people = distinct.part(person)
        if moment is None:
            return people
        entry = InteractionRecord(
            external_id=stable_id("action", person.external_id, title(row), moment.isoformat(), comment(row)), type="other",
            at=moment, party=_party(person), direction="in", channel="web", outcome=action, text=comment(row),
        )  # fmt: skip
        return (*people, entry)

    return read_row


def _answers(columns: Columns, source: Source) -> ReadRow:
    title, at, answer = columns.text(_EVENT), columns.moment(_AT), columns.text(_ANSWER)
    starts, place, name = columns.moment(_STARTS), columns.text(_PLACE), source.stem
    number = columns.text("Event ID | can2_event_id")
    read, distinct = person_reader(_LAYOUT, columns), Distinct()

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        begins, word = starts(row, person.extra), answer(row)
        key = number(row) or stable_id("event", title(row) or name, begins.isoformat() if begins else "")
        event = EventRecord(external_id=key, title=title(row) or name, starts_at=begins, location=place(row))
        answered = AttendanceRecord(
            external_id=stable_id("answer", key, person.external_id), event=key, party=_party(person),
            status=_ANSWERS.get(column_key(word), "registered"), at=at(row, person.extra), extra={"answer": word} if word else {},
        )  # fmt: skip
        return (*distinct.part(person), *((event,) if distinct.is_new(key) else ()), answered)

    return read_row


_WHO = f"{_ID} | email | can2_email"
_OURS = (
    "uuid | can2_uuid | can2_subscription_status | can2_user_tags | can2_phone | can2_user_address | can2_user_city | "
    "can2_state_abbreviated | can2_sms_status"
)
ACTION_NETWORK = TableReader(
    name="action_network",
    title="Action Network report",
    use_rule=OWN_ARCHIVE.code,
    kinds=(
        Kind("answers", (_WHO, _OURS, f"{_EVENT} | {_ANSWER}"), _answers, speaks_of_people=True),
        Kind("actions", (_WHO, _OURS, f"{_ACTION} | {_AT}"), _actions, speaks_of_people=True),
        Kind("people", ("email | can2_email", _OURS), _people),
    ),
    usual_order="month-first",
)
