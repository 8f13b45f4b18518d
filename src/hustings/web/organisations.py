"""Organisations and the people whom we know there."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from hustings.apps.people import queries
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people_forms import number_of


@member_view("see_people")
def organisations(request: MemberRequest) -> HttpResponse:
    """The list, by name, with a search and by segments."""
    given = {name: text for name in ("query", "where", "saved") if (text := request.GET.get(name, "").strip())}
    query, where, saved = given.get("query", ""), given.get("where", ""), number_of(given.get("saved", ""), "saved")
    after = request.GET.get("after", "")
    page = queries.organisations_page(request.actor, query=query, where=where, saved=saved, after=after)
    segments = [row for row in queries.segments_of(request.actor) if row.about == "organisations"]
    context = {
        "page": page, "query": query, "where": where, "more": urlencode({**given, "after": page.next}) if page.next else "",
        "segments": segments, "saved": next((row for row in segments if row.id == saved), None),
        "asked": queries.text_of_filters(request.actor, query=query, where=where, saved=saved, about="organisations"),
        "selection": urlencode({"about": "organisations", **{name: given[name] for name in given if name != "query"}}),
        "narrowed": bool(given), "nobody_assigned": queries.nobody_assigned(request.actor),
    }  # fmt: skip
    fragment = "organisations/_rows.html" if after else "organisations/_list.html"
    return render(request, "organisations/list.html", context, fragment=fragment)


@member_view("see_people")
def found(request: MemberRequest) -> HttpResponse:
    """What a field for an organisation proposes while a name is typed; without scripts, the list narrowed by it."""
    typed = " ".join(request.GET.get(request.GET.get("field", "organisation"), "").split())
    if not request.htmx:
        return redirect(reverse("organisations") + (f"?{urlencode({'query': typed})}" if typed else ""))
    rows = queries.organisations_called(request.actor, typed, most=12) if typed else ()
    return render(request, "organisations/list.html", {"found": rows}, fragment="organisations/_found.html")


@member_view("see_people")
def organisation(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Whom we know there."""
    view = queries.organisation_view(request.actor, organisation_id)
    return render(request, "organisations/organisation.html", {"organisation": view})


urlpatterns = [
    path("organisations/", organisations, name="organisations"),
    path("organisations/found/", found, name="organisation_found"),
    path("organisations/<int:organisation_id>/", organisation, name="organisation"),
]
