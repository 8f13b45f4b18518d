"""Officials and public bodies: who holds office for a place, who sits in a committee, and where that is known from."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from hustings.apps.civic import queries as civic
from hustings.apps.records import queries as record_room
from hustings.kernel.clock import utc_now
from hustings.web.doors import MemberRequest, member_view, render

KINDS = {
    "legislature": _("Legislatures"),
    "upper": _("Upper houses"),
    "lower": _("Lower houses"),
    "executive": _("Executives"),
    "government": _("Towns"),
    "committee": _("Committees"),
    "subcommittee": _("Subcommittees"),
    "party": _("Parties"),
}
"""Kinds of bodies in words; others are called as their source calls them."""
MANY = 12
"""Sets of one publisher and day, such as those of all states, that stand each by itself in the list."""


@member_view("see_people")
def officials(request: MemberRequest) -> HttpResponse:
    """The search for a place or a postcode; without one, the bodies that there are."""
    place = request.GET.get("place", "").strip()
    return render(request, "officials/list.html", _context(request, place), fragment="officials/_found.html")


def _context(request: MemberRequest, place: str) -> dict[str, object]:
    actor, today = request.actor, utc_now().date()
    kind, name = request.GET.get("kind", ""), request.GET.get("name", "").strip()
    if place:
        found = civic.officials_of(actor, place, today=today)
        scopes = {scope for office in found.officials for scope in office.scopes}
        return {"place": place, "found": found, "sources": record_room.datasets(actor, scopes=scopes)}
    kinds = civic.classifications(actor)
    chosen = kind if kind in dict(kinds) else (kinds[0][0] if kinds and not name else "")
    bodies = civic.bodies(actor, classification=chosen, query=name, today=today) if kinds else ()
    named = [(code, KINDS.get(code, code), number) for code, number in kinds]
    return {"place": "", "kinds": named, "kind": chosen, "name": name, "bodies": bodies}


@member_view("see_people")
def body(request: MemberRequest, body_id: int) -> HttpResponse:
    """A body with its members by rank, and what belongs to it."""
    view = civic.body_view(request.actor, body_id, today=utc_now().date())
    sources = record_room.datasets(request.actor, scopes=view.scopes)
    place = civic.names_of(request.actor, [view.division])[view.division] if view.division else ""
    return render(request, "officials/body.html", {"body": view, "sources": sources, "place": place})


@member_view("see_people")
def records(request: MemberRequest) -> HttpResponse:
    """The sets of public data: what was added, from where and as of when."""
    held = record_room.datasets(request.actor)
    together: dict[tuple[str, date], list[record_room.DatasetRow]] = {}
    for row in held:
        together.setdefault((row.publisher, row.as_of), []).append(row)
    single = [row for row in held if len(together[row.publisher, row.as_of]) <= MANY]
    many = [rows for rows in together.values() if len(rows) > MANY]
    return render(request, "officials/records.html", {"datasets": held, "single": single, "many": many})


urlpatterns = [
    path("officials/", officials, name="officials"),
    path("officials/bodies/<int:body_id>/", body, name="body"),
    path("officials/records/", records, name="records"),
]
