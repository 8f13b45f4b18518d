"""What single systems promise beyond their golden files: how their records fit together, and that every no survives."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from connectors.files.systems import GOLDENS, person, read, records
from hustings.connectors.files.actblue import ACTBLUE
from hustings.connectors.files.action_network import ACTION_NETWORK
from hustings.connectors.files.civicrm import CIVICRM
from hustings.connectors.files.eventbrite import EVENTBRITE
from hustings.connectors.files.google_contacts import GOOGLE_CONTACTS
from hustings.connectors.files.mobilize import MOBILIZE
from hustings.connectors.files.nationbuilder import NATIONBUILDER
from hustings.connectors.files.ngp_van import NGP_VAN
from hustings.connectors.files.outlook import OUTLOOK
from hustings.connectors.files.registry import READERS, scan
from hustings.connectors.files.registry import read as read_all
from hustings.connectors.protocol import Found
from hustings.connectors.reading.container import open_upload
from hustings.connectors.reading.table_reader import TableReader
from hustings.engine.consent import is_refused, settle
from hustings.kernel.records import (
    AttendanceRecord,
    ContributionRecord,
    EventRecord,
    InteractionRecord,
    OrganisationRecord,
    PersonRecord,
)


def test_every_system_is_asked_for_its_files(tmp_path: Path) -> None:
    for reader in READERS:
        if isinstance(reader, TableReader):
            for path in (GOLDENS / reader.name).glob("*"):
                if path.suffix != ".json":
                    (tmp_path / f"{reader.name}--{path.name}").write_bytes(path.read_bytes())
    with open_upload([tmp_path]) as upload:
        found = scan(upload.entries)
    assert not found.unrecognised
    for reader, entries in found.assignments:
        assert {entry.name.rpartition("/")[2].partition("--")[0] for entry in entries} == {reader.name}


def test_a_report_of_van_is_read_inside_its_zip(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("history.xls", "people.xls"):
            archive.write(GOLDENS / "ngp_van" / name, f"StandardText2026/{name}")
    (tmp_path / "report.zip").write_bytes(packed.getvalue())
    with open_upload([tmp_path / "report.zip"]) as upload:
        said = [item for _, item in read_all(scan(upload.entries).assignments)]
    found = [item.record for item in said if isinstance(item, Found)]
    first_contact = next(at for at, record in enumerate(found) if isinstance(record, InteractionRecord))
    assert sum(isinstance(record, PersonRecord) for record in found[:first_contact]) == 3


def test_contacts_name_people_by_the_number_that_their_list_gives_them() -> None:
    listed = person(NGP_VAN, "Voter File VANID,FirstName,LastName", "100023,Ada,Ferris")
    (contact,) = records(
        NGP_VAN,
        "Voter File VANID,Contact Name,Date Canvassed,Result,Contact Type",
        '100023,"Ferris, Ada",9/3/2026,Canvassed,Walk',
    )
    assert isinstance(contact, InteractionRecord)
    assert contact.party.identities == listed.identities
    assert contact.party.name == listed.name.full


def test_a_bare_vanid_is_not_taken_for_one_of_the_voter_file() -> None:
    voter = person(NGP_VAN, "Voter File VANID,FirstName", "5,Ada")
    campaign = person(NGP_VAN, "VANID,FirstName", "5,Ben")
    assert not set(voter.identities) & set(campaign.identities)


@pytest.mark.parametrize(
    ("result", "channel"),
    [
        ("Do Not Call", "phone"),
        ("Remove from list", "phone"),
        ("Do Not Contact", "email"),
        ("Deceased", "post"),
        ("SMS Opt Out", "sms"),
        ("STOP", "sms"),
        ("Unsubscribed", "email"),
        ("Do Not Mail", "post"),
        ("Opted Out", "phone"),
    ],
)
def test_a_no_at_the_door_or_on_the_line_is_a_no(result: str, channel: str) -> None:
    said = records(NGP_VAN, "VANID,Name,Date Canvassed,Result", f"5,Ada Ferris,9/3/2026,{result}")
    ada = next(record for record in said if isinstance(record, PersonRecord))
    assert is_refused(settle(ada.consents), channel=channel)


NO = [
    (NATIONBUILDER, "nationbuilder_id,email,do_not_contact,email_opt_in", "5,ada@example.org,true,true", "email"),
    (NATIONBUILDER, "nationbuilder_id,email,email_opt_in", "5,ada@example.org,false", "email"),
    (NATIONBUILDER, "nationbuilder_id,email,federal_donotcall", "5,ada@example.org,t", "phone"),
    (NATIONBUILDER, "nationbuilder_id,email,is_deceased", "5,ada@example.org,TRUE", "post"),
    (NGP_VAN, "VANID,FirstName,Do Not Email", "5,Ada,Y", "email"),
    (
        ACTION_NETWORK,
        "uuid,email,can2_subscription_status,can2_subscription_date",
        "5,ada@example.org,unsubscribed,2026-01-01",
        "email",
    ),
    (CIVICRM, "Contact ID,First Name,Do Not Sms", "5,Ada,Yes", "sms"),
    (CIVICRM, "Contact ID,First Name,NO BULK EMAILS", "5,Ada,1", "email"),
    (MOBILIZE, "Event Name,Shift Start,Status,Email,Blocked", "Rally,2026-01-01,Confirmed,ada@example.org,yes", "phone"),
]


@pytest.mark.parametrize(("reader", "header", "row", "channel"), NO)
def test_every_no_survives(reader: TableReader, header: str, row: str, channel: str) -> None:
    ada = next(record for record in records(reader, header, row) if isinstance(record, PersonRecord))
    assert is_refused(settle(ada.consents), channel=channel)


def test_an_export_without_the_columns_of_wishes_replaces_nothing_that_was_said_in_them() -> None:
    full = person(NATIONBUILDER, "nationbuilder_id,email,do_not_contact,tag_list", "5,ada@example.org,true,Ward 7")
    bare = person(NATIONBUILDER, "nationbuilder_id,email,tag_list", "5,ada@example.org,Ward 8")
    later = person(NATIONBUILDER, "nationbuilder_id,do_not_contact,email,tag_list", "5,false,ada@example.org,Ward 8")
    assert bare.external_id != full.external_id == later.external_id
    assert bare.identities == full.identities


def test_a_signature_replaces_nothing_of_what_the_list_of_people_says() -> None:
    listed = person(ACTION_NETWORK, "uuid,email,can2_subscription_status", "5,ada@example.org,unsubscribed")
    signed = records(ACTION_NETWORK, "uuid,email,Action Title,Timestamp (EST)", "5,ada@example.org,Rents,2026-01-01")
    assert listed.external_id not in {record.external_id for record in signed}


def test_an_address_that_bounces_is_bad_and_no_other() -> None:
    ada = person(NATIONBUILDER, "nationbuilder_id,email1,email1_is_bad,email2", "5,old@example.org,true,new@example.org")
    standings = settle(ada.consents)
    assert is_refused(standings, channel="email", value="old@example.org")
    assert not is_refused(standings, channel="email", value="new@example.org")


def test_an_organisation_among_signups_is_one() -> None:
    (found,) = records(NATIONBUILDER, "nationbuilder_id,full_name,email,signup_type,note", "5,Tenants United,a@b.example,1,Helps")
    assert isinstance(found, OrganisationRecord)
    assert (found.name, found.extra) == ("Tenants United", {"notes": "Helps"})


def test_a_refund_takes_back_what_was_given() -> None:
    header = "Receipt ID,Date,Amount,Donor First Name,Donor Last Name,Donor Email,Refund ID"
    given = records(ACTBLUE, header, "AB1,2026-01-01,25.00,Ada,Ferris,ada@example.org,RF1")
    amounts = [float(record.amount) for record in given if isinstance(record, ContributionRecord)]
    assert sum(amounts) == 0


def test_an_event_of_later_reports_is_the_same_event() -> None:
    header = "Order #,Order Date,First Name,Last Name,Email,Attendee #,Attendee Status"
    first, later = "11,2026-01-01,Ada,Ferris,ada@example.org,1,Attending", "12,2026-01-02,Ben,Okafor,ben@example.org,2,Attending"
    events = [
        record.external_id
        for rows in ((first,), (later, first))
        for record in records(EVENTBRITE, header, *rows, name=f"report {len(rows)}.csv")
        if isinstance(record, EventRecord)
    ]
    assert len(events) == 2
    assert len(set(events)) == 1


def test_attendances_name_events_of_the_same_file() -> None:
    for reader in (EVENTBRITE, MOBILIZE, ACTION_NETWORK):
        for path in (GOLDENS / reader.name).glob("*.csv"):
            found = records_of(reader, path)
            events = {record.external_id for record in found if isinstance(record, EventRecord)}
            assert {record.event for record in found if isinstance(record, AttendanceRecord)} == events


def records_of(reader: TableReader, path: Path) -> list[object]:
    return [item.record for item in read(reader, path.read_text(encoding="utf-8"), name=path.name) if isinstance(item, Found)]


def test_several_addresses_of_google_come_apart() -> None:
    ada = person(
        GOOGLE_CONTACTS,
        "First Name,E-mail 1 - Label,E-mail 1 - Value,Labels",
        "Ada,* Work,a@example.org ::: b@example.org,* myContacts ::: Ward 7",
    )
    assert [(one.value, one.label) for one in ada.identities] == [("a@example.org", "Work"), ("b@example.org", "Work")]
    assert ada.tags == ("Ward 7",)


def test_empty_parts_of_google_addresses_are_passed_over() -> None:
    ada = person(
        GOOGLE_CONTACTS,
        "First Name,E-mail 1 - Value,Address 1 - Label,Address 1 - Street,Address 1 - City",
        "Ada,a@example.org,Home,12 Elm St ::: ,Boston ::: ",
    )
    assert [(one.street, one.locality) for one in ada.addresses] == [("12 Elm St", "Boston")]


@pytest.mark.parametrize(
    ("sensitivity", "private"),
    [("Private,False", True), ("Vertraulich,", True), ("Normal,True", True), ("Personal,False", False)],
)
def test_what_its_owner_marked_private_in_outlook_is_marked(sensitivity: str, private: bool) -> None:
    ada = person(
        OUTLOOK, "First Name,E-mail Address,Home Phone,Sensitivity,Private", f"Ada,ada@example.org,617 555 0101,{sensitivity}"
    )
    assert ("private" in ada.tags) == private
