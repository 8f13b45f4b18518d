"""People in Telegram's exports: whose account it is, and the contacts."""

from __future__ import annotations

from typing import NamedTuple

from hustings.connectors.reading.jsonvalues import moment_of_seconds, moment_of_text, text_at
from hustings.kernel.identities import external_identity, handle_identity, phone_identity
from hustings.kernel.records import Identity, Name, PersonRecord


class OwnAccount(NamedTuple):
    """The owner: the id under which messages name them, the record, and its line in the file."""

    key: str
    record: PersonRecord
    line: int


def own_account(given: object, *, line: int) -> OwnAccount | None:
    """The owner of an export by its `personal_information`; None where that holds no number."""
    number = text_at(given, "user_id")
    if not number:
        return None
    handle = handle_identity("telegram", text_at(given, "username"))
    record = PersonRecord(
        external_id=f"user{number}",
        name=_name(given, number),
        identities=tuple(each for each in (user_identity(number), _phone(given), handle) if each),
        summary=text_at(given, "bio"),
        is_owner=True,
    )
    return OwnAccount(f"user{number}", record, line)


def contact(given: object) -> PersonRecord | None:
    """Somebody of the contacts; None where there is neither a name nor a number."""
    number, phone = text_at(given, "user_id"), _phone(given)
    name = _name(given, phone.value if phone else "")
    if not name.full:
        return None
    number = "" if number == "0" else number
    return PersonRecord(
        external_id=f"user{number}" if number else f"contact:{phone.value if phone else name.full}",
        name=name,
        identities=tuple(each for each in (user_identity(number), phone) if each),
        at=moment_of_seconds(text_at(given, "date_unixtime")) or moment_of_text(text_at(given, "date")),
    )


def user_identity(number: str) -> Identity | None:
    """The number of an account within Telegram."""
    return external_identity("telegram", number)


def _phone(given: object) -> Identity | None:
    text = text_at(given, "phone_number")
    return phone_identity("+" + text[2:] if text.startswith("00") else text)


def _name(given: object, otherwise: str) -> Name:
    first, last = text_at(given, "first_name"), text_at(given, "last_name")
    return Name(full=f"{first} {last}".strip() or otherwise, given=first, family=last)
