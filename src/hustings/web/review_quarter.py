"""The quarterly review of the network, worked through by keyboard: keep, closer, further, let go, or later."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.actions.reassessing import reassess
from hustings.apps.today.quarter import quarter
from hustings.kernel.clock import utc_now
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say

DECISIONS: dict[str, Promise] = {
    "keep": _("Keep as it is"),
    "closer": _("Move closer"),
    "further": _("Move further away"),
    "let_go": _("Let go"),
}
REASONS: dict[str, Promise] = {
    "in_rhythm": _("in touch as they should be"),
    "serves": _("serves %(fact)s"),
    "serves_no_goal": _("on the map of no goal"),
    "quiet": _("quiet since %(fact)s"),
    "never_answered": _("never answered, known since %(fact)s"),
    "something_open": _("a promise or thanks are open"),
    "waits_for_us": _("waits for your answer"),
    "vouched": _("family, or somebody you worked with"),
    "lively": _("more exchange than the rhythm says: %(fact)s both ways"),
}


@member_view("see_people")
def review(request: MemberRequest) -> HttpResponse:
    """The queue, what is most worth deciding first."""
    return render(request, "network/quarter.html", _context(request), fragment="network/_quarter.html")


@member_view("edit_people", methods=("POST",))
def decide(request: MemberRequest, person_id: int) -> HttpResponse:
    """Decides about somebody; the decision stands for a quarter."""
    decision = request.POST.get("decision", "")
    reasons = tuple(request.POST.getlist("reason"))[:10]
    step = reassess(
        request.actor,
        person_id,
        decision,
        now=utc_now(),
        proposed=request.POST.get("proposed", "")[:8],
        reasons=reasons,  # type: ignore[arg-type]
    )
    say(request, gettext("Decided: %(what)s.") % {"what": DECISIONS[decision]}, step)
    if not request.htmx:
        return redirect("quarter")
    return render(request, "network/quarter.html", _context(request), fragment="network/_quarter.html")


def _context(request: MemberRequest) -> dict[str, Any]:
    view = quarter(request.actor, now=utc_now(), limit=20 if request.htmx else 60)
    rows = [(row, [str(REASONS[each.code]) % {"fact": _fact(each.fact)} for each in row.proposal.reasons]) for row in view.rows]
    counts = [(DECISIONS[code], number) for code, number in view.by_decision.items()]
    return {"view": view, "rows": rows, "decisions": DECISIONS, "counts": counts, "all": view.left + view.decided}


def _fact(said: str) -> str:
    """A fact as people read it: a day by its name, anything else as it stands."""
    try:
        return date_format(date.fromisoformat(said))
    except ValueError:
        return said


urlpatterns = [
    path("review/quarter/", review, name="quarter"),
    path("review/quarter/<int:person_id>/", decide, name="quarter_decide"),
]
