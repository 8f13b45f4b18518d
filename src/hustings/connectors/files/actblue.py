"""ActBlue's report of contributions (CSV, about a hundred columns): each row is a donor and a line of a contribution.

Columns are known by name; those that a report heads `Reserved` or leaves unnamed are known by their position, as long as the
named ones stand where the report of 2020 and later has them. Refunds are contributions of their own with a negative amount, so
that sums are right in whatever order reports are imported.
"""

from __future__ import annotations

from hustings.connectors.reading.people_columns import Columns, number_of, stable_id
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, Wish, Work
from hustings.connectors.reading.people_rows import NOBODY, person_reader
from hustings.connectors.reading.table_amounts import read_amount
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord, ContributionRecord, Party, PersonRecord

_ORDER = (
    "Receipt ID", "Date", "Amount", "Recurring Total Months", "Recurrence Number", "Recipient", "Fundraising Page",
    "Fundraising Partner", "Reference Code 2", "Reference Code", "Donor First Name", "Donor Last Name", "Donor Addr1",
    "Donor Addr2", "Donor City", "Donor State", "Donor ZIP", "Donor Country", "Donor Occupation", "Donor Employer", "Donor Email",
    "Donor Phone", "New Express Signup", "Comments", "Check Number", "Check Date", "Employer Addr1", "Employer Addr2",
    "Employer City", "Employer State", "Employer ZIP", "Employer Country", "Donor ID", "Fundraiser ID", "Fundraiser Recipient ID",
    "Fundraiser Contact Email", "Fundraiser Contact First Name", "Fundraiser Contact Last Name", "Partner ID",
    "Partner Contact Email", "Partner Contact First Name", "Partner Contact Last Name", "", "Lineitem ID", "AB Test Name",
    "AB Variation", "Recipient Committee", "Recipient ID", "Recipient Gov ID", "Recipient Election", "", "Payment ID",
    "Payment Date", "Disbursement ID", "Disbursement Date", "Recovery ID", "Recovery Date", "Refund ID", "Refund Date", "Fee",
    "Recur Weekly",
)  # fmt: skip
_MATCHING = 10
"""Named columns that must stand in their places before positions are trusted."""
_NO_SUM = "The amount of this contribution cannot be read."
_NO_DATE = "The date of this contribution cannot be read."
_LAYOUT = PersonLayout(
    system="actblue",
    given="Donor First Name",
    family="Donor Last Name",
    emails=(Handle("Donor Email"),),
    phones=(Handle("Donor Phone"),),
    works=(Work("Donor Employer", "Donor Occupation"),),
    places=(
        Place(("Donor Addr1", "Donor Addr2"), "Donor City", "Donor State", "Donor ZIP", "Donor Country"),
        Place(("Shipping Addr1",), "Shipping City", "Shipping State", "Shipping Zip", "Shipping Country", label="shipping"),
    ),
    wishes=(
        Wish(
            "Text Message Opt In",
            "sms",
            words={
                "yes": "given", "true": "given", "optin": "given", "optedin": "given", "optout": "withdrawn",
                "optedout": "withdrawn", "no": None, "false": None, "unknown": None,
            },
        ),
    ),
    region="US",
)  # fmt: skip
_OF_PERSON = frozenset({"Donor Employer", "Donor Occupation", "Donor Phone", "Donor Email", "Text Message Opt In"})


def _named(columns: Columns) -> Columns:
    """The columns with names by position where the report gives none."""
    known = [column_key(name) for name in _ORDER]
    if sum(a == b != "" for a, b in zip(columns.keys, known, strict=False)) < _MATCHING:
        return columns
    names = [
        _ORDER[at] if at < len(_ORDER) and columns.keys[at] in ("", "reserved") and _ORDER[at] not in columns.names else name
        for at, name in enumerate(columns.names)
    ]
    columns.rename(names)
    return columns


def _rows(columns: Columns, source: Source) -> ReadRow:
    columns = _named(columns)
    line, receipt = columns.text("Lineitem ID"), columns.text("Receipt ID")
    amount, given_at = columns.text("Amount"), columns.moment("Date")
    months, weekly = columns.text("Recurring Total Months"), columns.text("Recur Weekly")
    committee, recipient = columns.text("Recipient"), columns.text("Recipient Committee")
    refund, refunded_at = columns.text("Refund ID"), columns.moment("Refund Date")
    read, distinct = person_reader(_LAYOUT, columns), Distinct()

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        left = {name: text for name, text in person.extra.items() if name not in _OF_PERSON}
        held = _of_person(person)
        at, total = given_at(row, left), read_amount(amount(row), decimal=".")
        if at is None or total is None:
            return _NO_DATE if total is not None else _NO_SUM
        party = Party(name=person.name.full, identities=tuple(one for one in person.identities if one.kind == "email"))
        number = number_of(line(row)) or number_of(receipt(row)) or stable_id("gift", party.name, at.isoformat(), str(total))
        gift = ContributionRecord(
            external_id=f"actblue:{number}", party=party, amount=f"{abs(total):f}", currency="USD", at=at,
            recipient=committee(row) or recipient(row), recurring=_recurring(months(row), weekly(row)), extra=left,
        )  # fmt: skip
        back = refunded_at(row, left)
        records: list[AnyRecord] = [*distinct.part(held), gift]
        if back is not None or refund(row) or total < 0:
            records.append(
                ContributionRecord(
                    external_id=f"{gift.external_id}/refund", party=party, amount=f"{-abs(total):f}", currency="USD",
                    at=back or at, recipient=gift.recipient, status="refunded",
                )
            )  # fmt: skip
        return records

    return read_row


def _of_person(person: PersonRecord) -> PersonRecord:
    """The donor without what belongs to the contribution."""
    extra = {name: text for name, text in person.extra.items() if name in _OF_PERSON}
    mail = next((identity.value for identity in person.identities if identity.kind == "email"), "")
    return PersonRecord(
        external_id=f"actblue:{mail}" if mail else person.external_id, name=person.name, identities=person.identities,
        positions=person.positions, addresses=person.addresses, consents=person.consents, extra=extra,
    )  # fmt: skip


def _recurring(months: str, weekly: str) -> str:
    """How a contribution comes again: `weekly`, `monthly`, `monthly for 12 months`; empty where it was given once."""
    if weekly and weekly.casefold() not in ("0", "no", "false"):
        return "weekly"
    word = months.casefold()
    if word in ("", "0", "1", "0.0", "no", "false", "none"):
        return ""
    return f"monthly for {number_of(months)} months" if number_of(months).isdecimal() else "monthly"


ACTBLUE = TableReader(
    name="actblue",
    title="ActBlue contributions",
    use_rule=OWN_ARCHIVE.code,
    kinds=(Kind("contributions", ("Receipt ID | Lineitem ID", "Donor First Name | Donor Last Name", "Amount", "Date"), _rows),),
    usual_order="month-first",
)
