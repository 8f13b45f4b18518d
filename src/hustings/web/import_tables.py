"""The columns of given tables: for what they are taken, why, with samples; a member corrects them and settles dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.intake import actions, queries, tables
from hustings.apps.people.queries import custom_fields
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view

Choice = tuple[str, Promise | str]
REASONS: dict[str, Promise] = {
    "header": _("by its name"),
    "values": _("by its values"),
    "header-and-values": _("by its name and values"),
    "does-not-fit": _("its values do not fit its name"),
    "unknown": _("not known"),
    "empty": _("empty so far"),
    "chosen": _("as you said"),
}
ROWS: tuple[Choice, ...] = (
    ("person", _("a person")),
    ("organisation", _("an organisation")),
    ("attendance", _("somebody at an event")),
    ("note", _("a dated note about somebody")),
)
GROUPS: tuple[tuple[Promise, tuple[Choice, ...]], ...] = (
    (_("Keep or leave"), (("extra:", _("Keep as it is")), ("skip:", _("Leave out")))),
    (
        _("Name"),
        (
            ("name:", _("Full name")), ("given:", _("First name")), ("family:", _("Last name")),
            ("additional:", _("Middle name")), ("prefix:", _("Form of address")), ("suffix:", _("Suffix")),
            ("nickname:", _("Nickname")), ("maiden:", _("Birth name")),
        ),
    ),
    (
        _("How to reach"),
        (
            ("email:", _("E-mail")), ("email:work", _("E-mail (work)")), ("email:home", _("E-mail (home)")),
            ("phone:", _("Phone")), ("phone:mobile", _("Phone (mobile)")), ("phone:work", _("Phone (work)")),
            ("phone:home", _("Phone (home)")), ("url:", _("Website")), ("handle:linkedin", "LinkedIn"), ("handle:x", "X"),
            ("handle:facebook", "Facebook"), ("handle:instagram", "Instagram"), ("handle:tiktok", "TikTok"),
            ("handle:youtube", "YouTube"), ("handle:telegram", "Telegram"), ("handle:bluesky", "Bluesky"),
            ("handle:mastodon", "Mastodon"),
        ),
    ),
    (
        _("Address"),
        (
            ("address:", _("Whole address")), ("street:", _("Street")), ("street2:", _("More of the street")),
            ("locality:", _("Town")), ("region:", _("State or region")), ("postal_code:", _("Postal code")),
            ("country:", _("Country")),
        ),
    ),
    (
        _("About the person"),
        (
            ("organisation:", _("Organisation")), ("title:", _("Job title")), ("birthday:", _("Birthday")),
            ("tags:", _("Tags")), ("note:", _("Note")), ("household:", _("Household")), ("support:", _("Support (1 is strong)")),
            ("relation:", _("Related person")), ("external:", _("Number in another system")), ("date:", _("Another date")),
        ),
    ),
    (
        _("Wishes"),
        (
            ("consent:email:given", _("Agreed to e-mail")), ("consent:email:withdrawn", _("Unsubscribed from e-mail")),
            ("consent:email:refused", _("No e-mail")), ("consent:email:status", _("E-mail status in words")),
            ("consent:phone:refused", _("No calls")), ("consent:sms:given", _("Agreed to text messages")),
            ("consent:sms:withdrawn", _("No text messages")), ("consent:post:refused", _("No letters")),
            ("consent:any:refused", _("No contact at all")), ("consent:email:bad", _("E-mail does not work")),
            ("consent:phone:bad", _("Wrong number")), ("consent_date:", _("Date of a consent")),
        ),
    ),
    (
        _("Events and lists"),
        (
            ("event:", _("Event")), ("status:", _("Answer or attendance")), ("at:", _("Date of the row")),
            ("label:email", _("Kind of the e-mail")), ("label:phone", _("Kind of the phone")),
            ("label:address", _("Kind of the address")), ("value_type:", _("Kind of the value")), ("value:", _("Value")),
        ),
    ),
)  # fmt: skip
MOST_COLUMNS = 150
"""Columns of one table that the page offers to change; further ones are read as they were guessed."""
NAMED = ("field:", "external:", "relation:")
"""Choices that need a name beside them: of a custom field, a system, a relation."""


class Shown(NamedTuple):
    """One column of the form. `choice` is its kind and detail, `name` what stands in the field for a name."""

    number: int
    column: str
    choice: str
    name: str
    reason: str
    samples: list[str]
    dates: str
    separator: str
    question: dict[str, Any] | None
    readings: list[tuple[str, str]]


class ShownTable(NamedTuple):
    """A table with its columns, the choices for them, and how many columns beyond are not shown."""

    table: dict[str, Any]
    columns: list[Shown]
    groups: list[tuple[Promise | str, list[Choice]]]
    questions: int
    beyond: int


def shown_tables(request: MemberRequest, view: queries.ImportView) -> list[ShownTable]:
    """The tables of an import as the page shows them."""
    fields = [field.name for field in custom_fields(request.actor)] if view.tables else []
    return [_shown(table, fields) for table in view.tables]


def _shown(table: dict[str, Any], fields: list[str]) -> ShownTable:
    asked = {question["column"]: question for question in table["questions"]}
    offered_columns = table["columns"][:MOST_COLUMNS]
    columns = [_column(number, column, asked.get(column["column"])) for number, column in enumerate(offered_columns)]
    groups: list[tuple[Promise | str, list[Choice]]] = [(title, list(choices)) for title, choices in GROUPS]
    own: list[Choice] = [("field:", _("New field")), *((f"field:{name}", name) for name in fields)]
    groups.insert(1, (_("Fields of your own"), own))
    offered = {value for _title, choices in groups for value, _word in choices}
    others: list[Choice] = [(c.choice, c.choice.replace(":", " ")) for c in columns if c.choice not in offered]
    if others:
        groups.append((_("As it was read"), list(dict.fromkeys(others))))
    return ShownTable(table, columns, groups, len(table["questions"]), len(table["columns"]) - len(columns))


def _column(number: int, column: dict[str, Any], asked: dict[str, Any] | None) -> Shown:
    named = f"{column['kind']}:" in NAMED[1:]
    choice = f"{column['kind']}:" if named else f"{column['kind']}:{column['detail']}"
    return Shown(
        number=number, column=column["column"], choice=choice, name=column["detail"] if named else "",
        reason=str(REASONS[column["reason"]]), samples=column["samples"], dates=column["dates"], separator=column["separator"],
        question=asked, readings=_readings(asked["samples"][0]) if asked else [],
    )  # fmt: skip


def _readings(sample: str) -> list[tuple[str, str]]:
    """The two days that one date can mean, each with its order."""
    numbers = [int(part) for part in "".join(sign if sign.isdigit() else " " for sign in sample).split()[:2]]
    days = (("day-first", numbers[0], numbers[1]), ("month-first", numbers[1], numbers[0]))
    return [(order, gettext("%(day)d %(month)s") % {"day": day, "month": MONTHS[month]}) for order, day, month in days]


@member_view("import_files", methods=("POST",))
def table(request: MemberRequest, import_id: int) -> HttpResponse:
    """Says what the columns of one table are, remembers it, and looks at the files again."""
    view = queries.import_view(request.actor, import_id)
    file, given = request.POST.get("file", ""), request.POST
    held = next((each for each in view.tables if each["file"] == file), None)
    if held is None:
        raise WrongInput(gettext("There is no such table in this import. Look at it again."), field="file")
    told = {"rows": given.get("rows"), "event": given.get("event", "")[:200], "event_on": _day(given)}
    mapping = tables.mapping_said(view.tables, file, list(_said(held, given)), **told)
    actions.set_mapping(request.actor, import_id, file=file, mapping=mapping)
    actions.enqueue_preview(request.actor, import_id)
    return redirect("import", import_id)


def _said(held: Mapping[str, Any], given: QueryDict) -> Iterator[dict[str, str]]:
    for number, column in enumerate(held["columns"]):
        choice = given.get(f"kind-{number}", f"{column['kind']}:{column['detail']}")
        kind, _sign, detail = choice.partition(":")
        if choice in NAMED:
            detail = " ".join(given.get(f"name-{number}", "").split())[:100] or (
                column["column"][:100] if kind == "field" else ""
            )
        dates = given.get(f"dates-{number}", column["dates"])
        yield {**column, "kind": kind, "detail": detail, "dates": dates}


def _day(given: QueryDict) -> str:
    day = given.get("event_on", "")
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError as error:
        raise WrongInput(gettext("Write the day like 2026-03-09."), field="event_on") from error


@member_view("import_files", methods=("POST",))
def dates(request: MemberRequest, import_id: int) -> HttpResponse:
    """Says which of day and month comes first in dates that nothing else settles, and looks at the files again."""
    order = request.POST.get("order", "")
    if order not in ("day-first", "month-first"):
        raise WrongInput(gettext("Choose what comes first."), field="order")
    actions.set_date_order(request.actor, import_id, order=order)  # type: ignore[arg-type]
    actions.enqueue_preview(request.actor, import_id)
    return redirect("import", import_id)


urlpatterns = [
    path("imports/<int:import_id>/table/", table, name="import_table"),
    path("imports/<int:import_id>/dates/", dates, name="import_dates"),
]
