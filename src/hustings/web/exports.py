"""Exports: what a member takes along, a second member's word where it is much, and the file for a day."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.exports import actions, queries
from hustings.kernel.errors import WrongInput
from hustings.web import restoring
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say

WHAT = {
    "people": _("People"),
    "organisations": _("Organisations"),
    "ties": _("Who is near to whom"),
    "events": _("Events"),
    "archive": _("Everything"),
}
TITLES = {
    "csv": _("CSV, for spreadsheets and to bring back"),
    "xlsx": _("Excel"),
    "vcard": _("vCard 4.0, for address books"),
    "vcard3": _("vCard 3.0, for older address books"),
    "json": _("JSON in the words of ActivityStreams"),
    "parquet": _("Parquet, for data programs"),
    "graphml": _("GraphML, for network programs"),
    "ical": _("iCalendar, for calendars"),
    "zip": _("The full archive, for another Hustings"),
}
STATES = {
    "waiting": _("waits for approval"),
    "making": _("is being made"),
    "ready": _("ready"),
    "failed": _("failed"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
    "gone": _("file is gone"),
}
QUESTIONS = {
    "waiting": _("May this leave?"),
    "making": _("How far is it?"),
    "ready": _("Your file is ready"),
    "failed": _("What went wrong?"),
    "refused": _("Refused"),
    "withdrawn": _("Withdrawn"),
    "gone": _("The file is gone"),
}


@member_view("export_people", methods=("GET", "POST"))
def page(request: MemberRequest) -> HttpResponse:
    """What can be taken along, what waits for one's word, and what was taken so far; a POST asks for a file."""
    if request.method != "POST":
        what = request.GET.get("what", "people")
        return _list(request, given={"where": request.GET.get("where", ""), "kind": f"{what}:csv"})
    given = {name: request.POST.get(name, "") for name in ("kind", "where", "purpose")}
    what, _sign, chosen = given["kind"].partition(":")
    try:
        export = actions.ask_export(request.actor, what=what, format=chosen, where=given["where"], purpose=given["purpose"])
    except WrongInput as refused:
        return _list(request, given=given, error=str(refused), wrong=refused.field)
    return redirect("export", export.pk)


def _list(request: MemberRequest, *, given: dict[str, str], error: str = "", wrong: str = "") -> HttpResponse:
    before = request.GET.get("before", "")
    rows = queries.export_list(request.actor, before=int(before) if before.isdecimal() else None)
    kinds = [
        (WHAT[what], [(f"{what}:{chosen}", TITLES[chosen]) for chosen in formats]) for what, formats in queries.FORMATS_OF.items()
    ]
    context = {
        "kinds": kinds,
        "given": given,
        "error": error,
        "wrong": wrong or ("where" if error else ""),
        "alone": actions.ALONE,
        "asked": [_row(view) for view in rows if view.may_approve and not view.own],
        "exports": [_row(view) for view in rows if not view.may_approve or view.own],
        "older": f"before={rows[-1].id}" if len(rows) == queries.PAGE else "",
        "may_restore": request.actor.may("manage_workspace"),
    }
    return render(request, "exports/list.html", context, status=400 if error else 200)


def _row(view: queries.ExportView) -> tuple[queries.ExportView, str, str]:
    return view, title_of(view), str(STATES[view.state])


def title_of(view: queries.ExportView) -> str:
    """What an export holds, in a few words."""
    if view.what == "archive":
        return gettext("The full archive")
    what = gettext("Everybody") if view.what == "people" and not view.where else view.where or str(WHAT[view.what])
    if view.what == "organisations" and view.where:
        what = gettext("Organisations: %(where)s") % {"where": view.where}
    return f"{what} · {view.title}"


@member_view("export_people")
def one(request: MemberRequest, export_id: int) -> HttpResponse:
    """One export; htmx asks for the moving part once a second while the file is made."""
    view = queries.export_view(request.actor, export_id)
    context = {
        "view": view,
        "title": title_of(view),
        "question": _question(view),
        "state": STATES[view.state],
        "busy": view.state == "making",
    }
    return render(request, "exports/page.html", context, fragment="exports/_export.html")


def _question(view: queries.ExportView) -> str:
    if view.own and view.state == "waiting":
        return gettext("Who lets this leave?")
    return gettext("A file was made") if view.state == "ready" and not view.own else str(QUESTIONS[view.state])


def _decision(act: Callable[[MemberRequest, int], str]) -> Callable[..., HttpResponse]:
    """A view that decides on an export, says so and shows it."""

    @member_view("export_people", methods=("POST",))
    @wraps(act)
    def view(request: MemberRequest, export_id: int) -> HttpResponse:
        say(request, act(request, export_id))
        return redirect("export", export_id)

    return view


@_decision
def approve(request: MemberRequest, export_id: int) -> str:
    """Lets it leave."""
    actions.approve_export(request.actor, export_id)
    return gettext("Approved. The file is made now.")


@_decision
def refuse(request: MemberRequest, export_id: int) -> str:
    """Says no."""
    actions.refuse_export(request.actor, export_id)
    return gettext("Refused. Nothing leaves.")


@_decision
def withdraw(request: MemberRequest, export_id: int) -> str:
    """Takes one's own request back."""
    actions.withdraw_export(request.actor, export_id)
    return gettext("Withdrawn. A file that was there is gone.")


@member_view("export_people")
def file(request: MemberRequest, export_id: int) -> HttpResponseBase:
    """The file, for whoever asked for it."""
    path_of_file = actions.fetch_export(request.actor, export_id)
    view = queries.export_view(request.actor, export_id)
    response = FileResponse(path_of_file.open("rb"), as_attachment=True, filename=view.file_name, content_type=view.media_type)
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns = [
    *restoring.urlpatterns,
    path("exports/", page, name="exports"),
    path("exports/<int:export_id>/", one, name="export"),
    path("exports/<int:export_id>/approve/", approve, name="export_approve"),
    path("exports/<int:export_id>/refuse/", refuse, name="export_refuse"),
    path("exports/<int:export_id>/withdraw/", withdraw, name="export_withdraw"),
    path("exports/<int:export_id>/file/", file, name="export_file"),
]
