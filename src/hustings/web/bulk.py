"""One change to many people: chosen in a list or meant by a segment, shown first, then made, with one way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext, ngettext

from hustings.apps.people import actions, queries
from hustings.kernel.errors import WrongInput
from hustings.web import people_wording
from hustings.web import segment_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import number_of, numbers_of

FOR_MEMBERS = "assign_people"


@member_view("edit_people", methods=("GET", "POST"))
def bulk(request: MemberRequest) -> HttpResponse:
    """What to change for whom, and with `do` what that would do. POST makes it."""
    given = request.POST if request.method == "POST" else request.GET
    selection = _selection(given)
    error, preview = None, None
    try:
        if request.method == "POST":
            return _made(request, actions.begin_bulk(request.actor, selection, _change(given)))
        if given.get("do"):
            preview = actions.preview_bulk(request.actor, selection, _change(given))
    except WrongInput as refused:
        error = refused
    context = _context(request, given, selection) | {"preview": preview, "error": error}
    return render(request, "people/bulk.html", context, fragment="people/_bulk.html", status=400 if error else 200)


def _selection(given: QueryDict) -> actions.Selection:
    people = tuple(numbers_of(given.getlist("person"), "person"))
    return actions.Selection(people, given.get("where", ""), number_of(given.get("saved", ""), "saved"))


def _change(given: QueryDict) -> actions.BulkChange:
    """The change that a form names. Each kind has an input of its own, so that all can stand in one form."""
    kind = given.get("do", "")
    if kind == "set_value":
        field = number_of(given.get("field", ""), "field")
        return actions.BulkChange(kind, given.get(f"value_{field}", ""), field)
    return actions.BulkChange(kind, given.get(kind, "").strip())  # type: ignore[arg-type]


def _context(request: MemberRequest, given: QueryDict, selection: actions.Selection) -> dict[str, Any]:
    actor = request.actor
    row = queries.segment_of(actor, selection.saved) if selection.saved else None
    return {
        "selection": selection,
        "row": row,
        "number": len(selection.people),
        "given": given,
        "do": given.get("do", "add_tag"),
        "changes": {code: name for code, name in words.CHANGES.items() if code != "assign" or actor.may(FOR_MEMBERS)},
        "tags": [tag.name for tag in queries.tags_of(actor)],
        "fields": queries.custom_fields(actor),
        "field": number_of(given.get("field", ""), "field"),
        "members": queries.members_of(actor),
        "rhythms": people_wording.SEGMENTS,
    }


def _made(request: MemberRequest, state: actions.BulkState) -> HttpResponse:
    if state.at_work:
        return redirect("bulk_state", state.id)
    said = ngettext("%(number)s person is changed.", "%(number)s people are changed.", state.changed)
    say(request, said % {"number": state.changed}, state.step)
    return redirect("people")


@member_view("edit_people")
def state(request: MemberRequest, bulk_id: int) -> HttpResponse:
    """How far a change to very many people is."""
    held = actions.bulk_state(request.actor, bulk_id)
    context = {
        "state": held,
        "said": words.STATES[held.state],
        "what": words.CHANGES[held.change.do],
        "figures": gettext("%(done)s of %(total)s people") % {"done": f"{held.done:,}", "total": f"{held.total:,}"},
    }
    return render(request, "people/bulk_state.html", context, fragment="people/_bulk_state.html")


urlpatterns = [
    path("people/bulk/", bulk, name="bulk"),
    path("people/bulk/<int:bulk_id>/", state, name="bulk_state"),
]
