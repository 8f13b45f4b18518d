"""Imports: files in, a preview of what would change, then all of it or nothing, with an Undo for the whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from hustings.apps.accounts.queries import members_of
from hustings.apps.intake import actions, queries
from hustings.kernel.errors import HustingsError, WrongInput
from hustings.web import import_tables, import_wording
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.uploads import ToFolder, named, staging_folder

BUSY = frozenset({"staged", "applying", "undoing"})
QUESTIONS = {
    "staged": _("What is in it?"),
    "planned": _("What would it change?"),
    "applying": _("How far is it?"),
    "applied": _("What came in?"),
    "failed": _("What went wrong?"),
    "undoing": _("How far is it taken back?"),
    "undone": _("Taken back"),
}


# The token is checked by `_start`, after the upload has been pointed to the disk and only for members who may import.
@csrf_exempt
@member_view("import_files", methods=("GET", "POST"))
def page(request: MemberRequest) -> HttpResponseBase:
    """The drop zone and what came in so far; a POST brings files."""
    return _list(request) if request.method != "POST" else _receive(request)


def _list(request: MemberRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    rows = queries.import_list(request.actor, before=int(before) if before.isdecimal() else None)
    imports = [(row, import_wording.title(row.paths), import_wording.summary(row.counts)) for row in rows]
    older = f"before={rows[-1].id}" if len(rows) == queries.PAGE else ""
    may_restore = request.actor.may("manage_workspace")
    context = {"imports": imports, "older": older, "error": error, "may_restore": may_restore}
    return render(request, "imports/list.html", context, status=status)


def _receive(request: MemberRequest) -> HttpResponseBase:
    with staging_folder() as folder:
        handler = ToFolder(request, folder=folder)
        request.upload_handlers = [handler]
        return _start(request, handler=handler)


@csrf_protect
def _start(request: MemberRequest, *, handler: ToFolder) -> HttpResponseBase:
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        paths = named(request, handler=handler)
        import_id = actions.start_import(request.actor, paths).pk
        actions.enqueue_preview(request.actor, import_id)
    except HustingsError as refused:
        return JsonResponse({"error": str(refused)}, status=400) if wants_json else _list(request, error=str(refused), status=400)
    url = reverse("import", args=[import_id])
    return JsonResponse({"url": url}) if wants_json else redirect(url)


@member_view("import_files")
def one(request: MemberRequest, import_id: int) -> HttpResponse:
    """One import, at whatever stage it is; htmx asks for the moving part once a second while work goes on."""
    view = queries.import_view(request.actor, import_id)
    busy = view.state in BUSY
    context = {
        "view": view,
        "title": import_wording.title(view.paths),
        "busy": busy,
        "question": QUESTIONS[view.state],
        "lines": import_wording.lines(view.counts, view.examples),
        "summary": import_wording.summary(view.counts),
        "to_review": view.counts.get("people", {}).get("review", 0),
        "pace": _pace(view),
        "left": view.total - view.applied,
        "tables": import_tables.shown_tables(request, view) if view.state == "planned" else [],
        "row_kinds": import_tables.ROWS,
        "named": import_tables.NAMED,
        "members": [(member.id, member.name) for member in members_of(request.actor)] if view.owner_question else [],
    }
    return render(request, "imports/page.html", context, fragment="imports/_import.html")


def _decision(act: Callable[[MemberRequest, int], str]) -> Callable[..., HttpResponse]:
    """A view that decides on an import, says so and shows the import, or all of them where it is gone."""

    @member_view("import_files", methods=("POST",))
    @wraps(act)
    def view(request: MemberRequest, import_id: int) -> HttpResponse:
        if said := act(request, import_id):
            messages.info(request, said)
        return redirect("imports") if act is _cancel else redirect("import", import_id)

    return view


@_decision
def owner(request: MemberRequest, import_id: int) -> str:
    """Says whose export it is, and looks at it again with this in mind."""
    member = request.POST.get("owner", "")
    if not member.isdecimal():
        raise WrongInput(gettext("Choose a member."), field="owner")
    actions.set_owner(request.actor, import_id, owner_member_id=int(member))
    actions.enqueue_preview(request.actor, import_id)
    return ""


@_decision
def apply(request: MemberRequest, import_id: int) -> str:
    """Brings the previewed records in; also goes on with an import that was interrupted."""
    actions.enqueue_apply(request.actor, import_id)
    return ""


def _cancel(request: MemberRequest, import_id: int) -> str:
    """Throws the given files away; nothing was written."""
    actions.cancel_import(request.actor, import_id)
    return gettext("Left. Nothing was changed.")


cancel = _decision(_cancel)


@_decision
def undo(request: MemberRequest, import_id: int) -> str:
    """Takes the whole import back."""
    gone = actions.undo_import(request.actor, import_id)
    view = queries.import_view(request.actor, import_id)
    return "" if view.state == "undoing" else import_wording.taken_back(gone, view.kept_by)


def _pace(view: queries.ImportView) -> str:
    """How fast the work goes and how long it will still take, as far as either is known."""
    if not view.rate:
        return ""
    said = ngettext("%(rate)d record a second", "%(rate)d records a second", round(view.rate)) % {"rate": round(view.rate)}
    if view.remaining_seconds is None:
        return said
    return gettext("%(rate)s, %(remaining)s left") % {"rate": said, "remaining": import_wording.duration(view.remaining_seconds)}


urlpatterns = [
    path("imports/", page, name="imports"),
    path("imports/<int:import_id>/", one, name="import"),
    path("imports/<int:import_id>/owner/", owner, name="import_owner"),
    path("imports/<int:import_id>/apply/", apply, name="import_apply"),
    path("imports/<int:import_id>/cancel/", cancel, name="import_cancel"),
    path("imports/<int:import_id>/undo/", undo, name="import_undo"),
]
