"""Organisations and the people whom we know there."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path

from hustings.apps.people import queries
from hustings.web.doors import MemberRequest, member_view, render


@member_view("see_people")
def organisations(request: MemberRequest) -> HttpResponse:
    """The list, by name, with a search."""
    query = request.GET.get("query", "").strip()
    page = queries.organisations_page(request.actor, query=query, after=request.GET.get("after", ""))
    more = urlencode({**({"query": query} if query else {}), "after": page.next}) if page.next else ""
    fragment = "organisations/_rows.html" if request.GET.get("after") else "organisations/_list.html"
    context = {"page": page, "query": query, "more": more, "nobody_assigned": queries.nobody_assigned(request.actor)}
    return render(request, "organisations/list.html", context, fragment=fragment)


@member_view("see_people")
def organisation(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Whom we know there."""
    view = queries.organisation_view(request.actor, organisation_id)
    return render(request, "organisations/organisation.html", {"organisation": view})


urlpatterns = [
    path("organisations/", organisations, name="organisations"),
    path("organisations/<int:organisation_id>/", organisation, name="organisation"),
]
