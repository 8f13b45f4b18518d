"""Everything that is kept about one person: as a file to hand out, and erased for good."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.people import actions, queries
from hustings.kernel.errors import NotFound
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say


@member_view("export_people")
def dossier(request: MemberRequest, person_id: int) -> HttpResponse:
    """Offers the file, and to erase."""
    return _page(request, person_id)


@member_view("export_people")
def export(request: MemberRequest, person_id: int) -> HttpResponse:
    """The file: JSON, by kind of row."""
    found = actions.export_person(request.actor, person_id)
    response = HttpResponse(json.dumps(found, ensure_ascii=False, indent=2), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="person-{person_id}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@member_view("erase_people", methods=("POST",))
def erase(request: MemberRequest, person_id: int) -> HttpResponse:
    """Erases whoever is named by hand; there is no way back, so a slip of the pen erases nobody."""
    if _words(request.POST.get("name", "")) != _words(_name(request, person_id)):
        return _page(request, person_id, error=gettext("That is not the name. Nobody was erased."))
    actions.erase_person(request.actor, person_id)
    # The name is not said: what the browser is told stays in its cookies.
    say(request, gettext("They are erased."))
    return redirect("people")


def _page(request: MemberRequest, person_id: int, *, error: str = "") -> HttpResponse:
    context = {"person_id": person_id, "name": _name(request, person_id), "error": error}
    return render(request, "people/dossier.html", context, status=400 if error else 200)


def _name(request: MemberRequest, person_id: int) -> str:
    found = queries.people_of_ids(request.actor, [person_id])
    if not found:
        raise NotFound(gettext("There is no such person."))
    return found[0].name


def _words(name: str) -> list[str]:
    return name.casefold().split()


urlpatterns = [
    path("people/<int:person_id>/everything/", dossier, name="person_dossier"),
    path("people/<int:person_id>/everything.json", export, name="person_export"),
    path("people/<int:person_id>/erase/", erase, name="person_erase"),
]
