"""Invitations to connect that wait for a decision, with what we know about who sent them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.invitations import actions, queries
from hustings.kernel.clock import utc_now
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say


@member_view("see_people")
def invitations(request: MemberRequest) -> HttpResponse:
    """Those that we received, or sent."""
    return render(request, "invitations/list.html", _context(request), fragment="invitations/_list.html")


def _context(request: MemberRequest) -> dict[str, object]:
    direction = "out" if request.GET.get("direction") == "out" else "in"
    page = queries.invitations_page(request.actor, direction=direction, after=request.GET.get("after", ""))  # type: ignore[arg-type]
    return {
        "page": page,
        "direction": direction,
        "older": urlencode({"direction": direction, "after": page.next}) if page.next else "",
    }


@member_view("decide_invitations", methods=("POST",))
def decide(request: MemberRequest, invitation_id: int, state: str) -> HttpResponse:
    """Puts down what was decided; on the platform itself the member does it."""
    step = actions.decide(request.actor, invitation_id, state=state, now=utc_now())  # type: ignore[arg-type]
    said = gettext("Put down as accepted.") if state == "accepted" else gettext("Put down as declined.")
    say(request, said, step)
    if not request.htmx:
        return redirect(back_or(request, reverse("invitations")))
    return render(request, "invitations/list.html", _context(request), fragment="invitations/_list.html")


urlpatterns = [
    path("invitations/", invitations, name="invitations"),
    path("invitations/<int:invitation_id>/accepted/", decide, {"state": "accepted"}, name="invitation_accepted"),
    path("invitations/<int:invitation_id>/declined/", decide, {"state": "declined"}, name="invitation_declined"),
]
