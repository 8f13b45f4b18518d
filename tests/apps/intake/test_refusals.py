"""Every no survives, whichever system tells of it and in whatever order its exports and those of others come."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.exports.actions import ask_export, fetch_export
from hustings.apps.people.models import Person
from hustings.apps.people.queries import refused_handles
from importing import bring_in, counts

pytestmark = pytest.mark.django_db

MAIL, PHONE = "ida@example.org", "+16175550199"
EVERY_MAIL, EVERY_CALL = ("email", ""), ("phone", "")


class Case(NamedTuple):
    """An export of one person in which they say no, and one in which they say yes. `refused` is what must not be used."""

    name: str
    header: str
    no: str
    yes: str
    refused: tuple[str, str] | None
    silent: bool = False
    at: str = "t.csv"

    def write(self, folder: Path, row: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.at
        path.write_text(f"{self.header}\n{row}\n", "utf-8")
        return path


GENERIC = "First Name,Last Name,E-mail,Phone,{}"
HUSTINGS = "Hustings ID,Name,Given name,Family name,E-mail 1,Phone 1,Consent 1 - Channel,Consent 1 - Status,Consent 1 - Address"
CASES = (
    Case(
        "actblue: a text message",
        "Receipt ID,Date,Amount,Donor First Name,Donor Last Name,Donor Email,Donor Phone,Donor ID,Text Message Opt In",
        f"A1,2026-03-01 10:00:00,25,Ida,Osei,{MAIL},617 555 0199,77,opt out",
        f"A1,2026-03-01 10:00:00,25,Ida,Osei,{MAIL},617 555 0199,77,opt in",
        None,
    ),
    Case(
        "action network: unsubscribed",
        "uuid,first_name,last_name,email,can2_phone,can2_subscription_status,can2_subscription_date",
        f"u-1,Ida,Osei,{MAIL},617 555 0199,unsubscribed,2026-01-30 09:00:00 UTC",
        f"u-1,Ida,Osei,{MAIL},617 555 0199,subscribed,2025-01-30 09:00:00 UTC",
        EVERY_MAIL,
    ),
    Case(
        "action network: bounced",
        "uuid,first_name,last_name,email,can2_phone,can2_subscription_status",
        f"u-1,Ida,Osei,{MAIL},617 555 0199,bouncing",
        f"u-1,Ida,Osei,{MAIL},617 555 0199,subscribed",
        ("email", MAIL),
    ),
    Case(
        "van: do not call",
        "VANID,FirstName,LastName,PreferredEmail,Preferred Phone,Do Not Call",
        f"900,Ida,Osei,{MAIL},617 555 0199,Yes",
        f"900,Ida,Osei,{MAIL},617 555 0199,No",
        EVERY_CALL,
    ),
    Case(
        "van: unsubscribed",
        "VANID,FirstName,LastName,PreferredEmail,Preferred Phone,Email Subscription Status",
        f"900,Ida,Osei,{MAIL},617 555 0199,Unsubscribed",
        f"900,Ida,Osei,{MAIL},617 555 0199,Subscribed",
        EVERY_MAIL,
    ),
    Case(
        "nationbuilder: no contact",
        "nationbuilder_id,first_name,last_name,email1,phone_number,do_not_contact",
        f"47,Ida,Osei,{MAIL},617 555 0199,true",
        f"47,Ida,Osei,{MAIL},617 555 0199,false",
        None,
        silent=True,
    ),
    Case(
        "nationbuilder: bad address",
        "nationbuilder_id,first_name,last_name,email1,email1_is_bad,phone_number",
        f"47,Ida,Osei,{MAIL},true,617 555 0199",
        f"47,Ida,Osei,{MAIL},false,617 555 0199",
        ("email", MAIL),
    ),
    Case(
        "nationbuilder: no mail",
        "nationbuilder_id,first_name,last_name,email1,email_opt_in,phone_number",
        f"47,Ida,Osei,{MAIL},false,617 555 0199",
        f"47,Ida,Osei,{MAIL},true,617 555 0199",
        EVERY_MAIL,
    ),
    Case(
        "civicrm: do not phone",
        "Internal Contact ID,Contact Type,First Name,Last Name,Email,Phone,Do Not Phone",
        f"12,Individual,Ida,Osei,{MAIL},617 555 0199,Yes",
        f"12,Individual,Ida,Osei,{MAIL},617 555 0199,No",
        EVERY_CALL,
    ),
    Case(
        "civicrm: opted out",
        "Internal Contact ID,Contact Type,First Name,Last Name,Email,Phone,No Bulk Emails (User Opt Out)",
        f"12,Individual,Ida,Osei,{MAIL},617 555 0199,Yes",
        f"12,Individual,Ida,Osei,{MAIL},617 555 0199,No",
        EVERY_MAIL,
    ),
    Case(
        "mobilize: blocked",
        "signup id,person id,first name,last name,email,phone,event id,event title,timeslot start,signup status,blocked",
        f"8,701,Ida,Osei,{MAIL},617 555 0199,66,Phone bank,2026-09-20 18:00:00 -0400,CONFIRMED,true",
        f"8,701,Ida,Osei,{MAIL},617 555 0199,66,Phone bank,2026-09-20 18:00:00 -0400,CONFIRMED,false",
        None,
        silent=True,
    ),
    Case(
        "any table: wrong number in national form",
        GENERIC.format("Phone is wrong number"),
        f"Ida,Osei,{MAIL},617 555 0199,yes",
        f"Ida,Osei,{MAIL},617 555 0199,no",
        ("phone", PHONE),
    ),
    Case(
        "any table: unsubscribed",
        GENERIC.format("Email subscription status"),
        f"Ida,Osei,{MAIL},617 555 0199,unsubscribed",
        f"Ida,Osei,{MAIL},617 555 0199,subscribed",
        EVERY_MAIL,
    ),
    Case(
        "any table: do not contact",
        GENERIC.format("Do not contact"),
        f"Ida,Osei,{MAIL},617 555 0199,x",
        f"Ida,Osei,{MAIL},617 555 0199,no",
        None,
        silent=True,
    ),
    Case(
        "a table of Hustings: a bad address",
        HUSTINGS,
        f"f00dfeedf00dfeed:1,Ida Osei,Ida,Osei,{MAIL},{PHONE},email,bad,{MAIL}",
        f"f00dfeedf00dfeed:1,Ida Osei,Ida,Osei,{MAIL},{PHONE},email,given,{MAIL}",
        ("email", MAIL),
    ),
    Case(
        "a table of Hustings: no contact",
        HUSTINGS,
        f"f00dfeedf00dfeed:1,Ida Osei,Ida,Osei,{MAIL},{PHONE},any,refused,",
        f"f00dfeedf00dfeed:1,Ida Osei,Ida,Osei,{MAIL},{PHONE},any,given,",
        None,
        silent=True,
    ),
)  # fmt: skip
IDS = [case.name for case in CASES]
OTHERS = {
    "outlook": ("First Name,Last Name,E-mail Address,Mobile Phone,Categories", f"Ida,Osei,{MAIL},+1 617 555 0199,Friends"),
    "google": ("First Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value", f"Ida,Osei,* myContacts,* Home,{MAIL}"),
    "list": (GENERIC.format("Email opt-in,SMS opt-in,GDPR consent"), f"Ida,Osei,{MAIL},617 555 0199,yes,yes,yes"),
}


@pytest.fixture
def boston(ada: Actor) -> Actor:
    """Ada, whose workspace writes phone numbers as people in the United States do."""
    Workspace.objects.filter(pk=ada.workspace_id).update(phone_region="US")
    return ada


def holds(case: Case) -> None:
    """What was refused is refused, of the one person that there is."""
    ida = Person.objects.get(own_member__isnull=True)
    refused = refused_handles([ida.pk]).get(ida.pk, set())
    assert ida.do_not_contact == case.silent
    assert case.refused is None or case.refused in refused
    statuses = set(ida.consents.exclude(status="given").values_list("status", flat=True))
    assert statuses, "the no itself is kept"


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("order", ["no first", "yes first"])
def test_a_no_survives_the_same_systems_yes_in_both_orders(boston: Actor, tmp_path: Path, case: Case, order: str) -> None:
    files = [case.write(tmp_path / "no", case.no), case.write(tmp_path / "yes", case.yes)]
    for path in files if order == "no first" else reversed(files):
        bring_in(boston, path)
    holds(case)
    bring_in(boston, files[0])
    holds(case)


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("order", ["no first", "others first"])
def test_address_books_and_another_systems_undated_yes_lift_nothing(
    boston: Actor, tmp_path: Path, case: Case, order: str
) -> None:
    files = [case.write(tmp_path / "no", case.no)]
    for name, (header, row) in OTHERS.items():
        files.append(Case("", header, "", "", None, at=f"{name}.csv").write(tmp_path, row))
    for path in files if order == "no first" else reversed(files):
        bring_in(boston, path)
    holds(case)


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("format", ["csv", "archive"])
def test_a_no_leaves_and_comes_in_elsewhere(boston: Actor, otto: Actor, tmp_path: Path, case: Case, format: str) -> None:
    bring_in(boston, case.write(tmp_path / "no", case.no))
    kind = {"what": "archive", "format": "zip"} if format == "archive" else {"what": "people", "format": "csv"}
    export = ask_export(boston, **kind)
    path = tmp_path / f"out.{export.format}"
    path.write_bytes(fetch_export(boston, export.pk).read_bytes())
    again = bring_in(boston, path)
    assert "created" not in counts(again).get("people", {})
    holds_in(boston, case)
    bring_in(otto, path, owner=otto)
    holds_in(otto, case)


def holds_in(actor: Actor, case: Case) -> None:
    """The same in one workspace."""
    (ida,) = Person.objects.filter(workspace_id=actor.workspace_id, name="Ida Osei")
    assert ida.do_not_contact == case.silent
    assert case.refused is None or case.refused in refused_handles([ida.pk]).get(ida.pk, set())
    assert ida.consents.exclude(status="given").exists()


def test_a_later_dated_yes_lifts_a_dated_no(boston: Actor, tmp_path: Path) -> None:
    header = "VANID,FirstName,LastName,PreferredEmail,Email Subscription Status,Date Unsubscribed"
    no = Case("", header, f"900,Ida,Osei,{MAIL},Unsubscribed,2025-03-01", "", EVERY_MAIL)
    later = "uuid,first_name,last_name,email,can2_subscription_status,can2_subscription_date"
    yes = Case("", later, "", f"u-1,Ida,Osei,{MAIL},subscribed,2026-01-30 09:00:00 UTC", None)
    bring_in(boston, no.write(tmp_path / "no", no.no), yes.write(tmp_path / "yes", yes.yes))
    ida = Person.objects.get(own_member__isnull=True)
    assert EVERY_MAIL not in refused_handles([ida.pk]).get(ida.pk, set())
