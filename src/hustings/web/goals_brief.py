"""The brief of a stakeholder: a page to print, and the same as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import path

from hustings.apps.goals.briefing import brief
from hustings.kernel.clock import utc_now
from hustings.web import goals_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.printing import pdf


@member_view("see_goals")
def page(request: MemberRequest, stakeholder_id: int) -> HttpResponse:
    """To read, and to print from the browser."""
    return render(request, "goals/brief.html", _context(request, stakeholder_id))


@member_view("see_goals")
def as_pdf(request: MemberRequest, stakeholder_id: int) -> HttpResponse:
    """To take along; needs the extra `print`."""
    context = _context(request, stakeholder_id)
    name = f"{context['row'].name} {context['goal'].name}"
    return pdf(request, "goals/brief_paper.html", context, name=name, sheets=("hustings/brief.css",))


def _context(request: MemberRequest, stakeholder_id: int) -> dict[str, Any]:
    now = utc_now()
    found = brief(request.actor, stakeholder_id, now=now)
    counting = [each for each in found.row.stance.evidence if not each.suggests]
    return {
        "brief": found,
        "row": found.row,
        "goal": found.goal,
        "person": found.person,
        "organisation": found.organisation,
        "facts": [(each, words.EVIDENCE[each.kind]) for each in counting[:6]],
        "grounds": [(words.GROUND[each.code] % {"what": each.what, "who": each.who}) for each in found.ground],
        "step": words.STEPS[found.row.stance.stance.step],
        "tier": words.TIER[found.row.tier],
        "rule": words.RULES[found.goal.rule],
        "printed_at": now,
    }


urlpatterns = [
    path("stakeholders/<int:stakeholder_id>/brief/", page, name="stakeholder_brief"),
    path("stakeholders/<int:stakeholder_id>/brief.pdf", as_pdf, name="stakeholder_brief_pdf"),
]
