"""The people export of NationBuilder (CSV, one row per signup), as its import and export fields are documented.

`email_opt_in` and `mobile_opt_in` say no also where nobody was ever asked: without an opt-in NationBuilder does not write either.
"""

from __future__ import annotations

from collections.abc import Callable

from hustings.connectors.reading.people_columns import Columns, number_of
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, TagList, Wish, Work
from hustings.connectors.reading.people_rows import NOBODY, as_organisation, person_reader
from hustings.connectors.reading.people_wishes import wish_mark
from hustings.connectors.reading.table_reader import Distinct, Kind, ReadRow, Said, Source, TableReader
from hustings.connectors.reading.tables import Row
from hustings.kernel.identities import external_identity
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord, Party, PersonRecord, TieRecord

_SYSTEM = "nationbuilder"
_PLACES = ("primary", "home", "address", "registered", "mailing", "billing", "work", "user_submitted")
_MAILS = ("email1", "email2", "email3", "email4")
_LAYOUT = PersonLayout(
    system=_SYSTEM,
    number="nationbuilder_id | signup_nationbuilder_id",
    full="full_name | name",
    given="first_name",
    additional="middle_name",
    family="last_name",
    prefix="prefix",
    suffix="suffix",
    nickname="nickname",
    emails=(Handle("email"), *(Handle(name) for name in _MAILS)),
    phones=(
        Handle("mobile_number | mobile", "mobile"),
        Handle("phone_number | phone", "home"),
        Handle("work_phone_number | work_phone", "work"),
        Handle("fax_number", "fax"),
    ),
    handles=(
        ("x", "twitter_login | twitter_handle"),
        ("facebook", "facebook_username | facebook_profile_url"),
        ("linkedin", "linkedin_url"),
    ),
    others=(
        ("van", "van_id"),
        ("civicrm", "civicrm_id"),
        ("nationbuilder-external", "external_id"),
        ("salesforce", "salesforce_id"),
        ("ngp", "ngp_id"),
        ("catalist", "dw_id"),
        ("datatrust", "datatrust_id"),
    ),
    websites=("website",),
    works=(Work("employer", "occupation"),),
    places=tuple(
        Place(
            (f"{name}_address1", f"{name}_address2", f"{name}_address3"),
            f"{name}_city",
            f"{name}_state",
            f"{name}_zip",
            f"{name}_country_code | {name}_country",
            "" if name in ("primary", "address") else name.replace("_", " "),
        )
        for name in _PLACES
    ),
    tags=(TagList("tag_list | tags"), TagList("membership_names")),
    flags=(("volunteer", "is_volunteer"), ("donor", "is_donor"), ("fundraiser", "is_fundraiser")),
    notes=("note",),
    wishes=(
        Wish("do_not_contact", "any", yes="refused"),
        Wish("email_opt_in", "email", yes="given", no="withdrawn", no_at="unsubscribed_at"),
        Wish("mobile_opt_in", "sms", yes="given", no="withdrawn"),
        Wish("do_not_call", "phone", yes="refused"),
        Wish("federal_donotcall", "phone", yes="refused"),
        Wish("email_is_bad", "email", yes="bad", about="email"),
        *(Wish(f"{name}_is_bad", "email", yes="bad", about=name) for name in _MAILS),
        Wish("is_mobile_bad | mobile_number_is_bad", "phone", yes="bad", about="mobile_number | mobile"),
        Wish("is_deceased", "any", yes="refused"),
    ),
    support="support_level",
    birthday="born_at | birthdate | date_of_birth | dob",
    at="updated_at",
    household="household_id",
    related=(("recruiter", "recruiter_name_or_email"), ("point person", "point_person_name_or_email")),
    dull=("sort_name", *(f"{name}_country" for name in _PLACES)),
)
_BODIES = frozenset({"1", "organization", "organisation"})
_TIES = (("recruiter", "recruited by", "recruiter_id"), ("parent", "belongs to", "parent_id"))


def _rows(columns: Columns, source: Source) -> ReadRow:
    ties, kind = _ties(columns), columns.text("signup_type")
    read, distinct = person_reader(_LAYOUT, columns), Distinct(mark=wish_mark(_LAYOUT, columns))

    def read_row(row: Row) -> Said:
        person = read(row)
        if person is None:
            return NOBODY
        if kind(row) in _BODIES:
            return (as_organisation(person, name=person.name.full),)
        return (*distinct.told(person), *ties(row, person))

    return read_row


def _ties(columns: Columns) -> Callable[[Row, PersonRecord], list[AnyRecord]]:
    """Who recruited somebody and to whom they belong, by number."""
    held = [(word, relation, at) for word, relation, names in _TIES if (at := columns.find(names)) >= 0]

    def read(row: Row, person: PersonRecord) -> list[AnyRecord]:
        found: list[AnyRecord] = []
        for word, relation, at in held:
            other = external_identity(_SYSTEM, number_of(row[at])) if row[at] else None
            own = [identity for identity in person.identities if identity.value == person.external_id]
            if other is not None and own:
                subject = Party(name=person.name.full, identities=tuple(own))
                found.append(
                    TieRecord(
                        external_id=f"{person.external_id}/{word}", subject=subject, other=Party(identities=(other,)),
                        relation=relation,
                    )
                )  # fmt: skip
        return found

    return read


NATIONBUILDER = TableReader(
    name=_SYSTEM,
    title="NationBuilder people export",
    use_rule=OWN_ARCHIVE.code,
    kinds=(
        Kind(
            "people", ("nationbuilder_id | signup_nationbuilder_id", "first_name | last_name | full_name | email | email1"), _rows
        ),
    ),
    usual_order="month-first",
)
