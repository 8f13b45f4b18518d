"""Opportunities: roles to fill, who fits, who is put forward, and how far it got."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.groups import queries, roles
from hustings.apps.groups.fitting import fitting
from hustings.apps.people.queries import members_of, organisation_names
from hustings.kernel.clock import utc_now
from hustings.web import groups_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import day_of, number_of, organisation_named, person_named

TEXTS = ("title", "kind", "text", "place", "link", "state")


@member_view("see_goals")
def opportunities(request: MemberRequest) -> HttpResponse:
    """Roles to fill, the nearest day first."""
    state = request.GET.get("state", "open")
    rows = [(row, words.ROLES[row.kind]) for row in queries.opportunities(request.actor, state=state)]
    context = {
        "rows": rows,
        "state": state,
        "states": words.STATES.items(),
        "kinds": words.ROLES.items(),
        "organisations": organisation_names(request.actor),
        "groups": queries.groups_of(request.actor),
    }
    return render(request, "groups/opportunities.html", context)


@member_view("edit_goals", methods=("POST",))
def new(request: MemberRequest) -> HttpResponse:
    """Puts down a role."""
    given = request.POST
    number, step = roles.add_opportunity(
        request.actor, title=given.get("title", ""), kind=given.get("kind", "volunteer"), text=given.get("text", ""),
        place=given.get("place", ""), link=given.get("link", "").strip(), until=day_of(given.get("until", ""), "until"),
        organisation=organisation_named(request.actor, given.get("organisation", ""), "organisation"),
        group=number_of(given.get("group", ""), "group"),
    )  # fmt: skip
    say(request, gettext("The role is put down. Here is who fits it."), step)
    return redirect("opportunity", number)


@member_view("see_goals")
def opportunity(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """One role: who is put forward and how far it got, and who else fits."""
    row = queries.opportunity_of(request.actor, opportunity_id)
    found = queries.candidates_of(request.actor, opportunity_id)
    fit = fitting(request.actor, opportunity_id) if row.state == "open" else ()
    context = {
        "row": row,
        "kind": words.ROLES[row.kind],
        "kinds": words.ROLES.items(),
        "state": words.STATES[row.state],
        "states": words.STATES.items(),
        "candidates": [(each, words.PROGRESS[each.state]) for each in found],
        "progress": words.PROGRESS.items(),
        "fitting": [(each, words.why(each.reasons), words.reference(each.vouched)) for each in fit],
        "organisations": organisation_names(request.actor, chosen=row.organisation_id),
        "members": members_of(request.actor),
    }
    return render(request, "groups/opportunity.html", context)


@member_view("edit_goals", methods=("POST",))
def change(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Changes the role by what the form brings."""
    given = request.POST
    changes: dict[str, Any] = {name: given[name].strip() for name in TEXTS if name in given}
    changes |= {"owner": number_of(given["owner"], "owner")} if "owner" in given else {}
    if "organisation" in given:
        changes["organisation"] = organisation_named(request.actor, given["organisation"], "organisation")
    changes |= {"until": day_of(given["until"], "until")} if "until" in given else {}
    say(request, gettext("The role is changed."), roles.change_opportunity(request.actor, opportunity_id, **changes))
    return redirect("opportunity", opportunity_id)


@member_view("edit_goals", methods=("POST",))
def forward(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Considers somebody for the role."""
    person = person_named(request.actor, request.POST.get("person", ""), "person")
    _, step = roles.put_forward(request.actor, opportunity_id, person, now=utc_now(), note=request.POST.get("note", ""))
    say(request, gettext("They are considered."), step)
    return redirect("opportunity", opportunity_id)


@member_view("edit_goals", methods=("POST",))
def candidate(request: MemberRequest, candidate_id: int) -> HttpResponse:
    """How far it got with somebody."""
    given = request.POST
    opportunity_id, step = roles.move_candidate(
        request.actor, candidate_id, state=given.get("state", ""), note=given.get("note"), now=utc_now()
    )
    say(request, gettext("Kept."), step)
    return redirect("opportunity", opportunity_id)


urlpatterns = [
    path("opportunities/", opportunities, name="opportunities"),
    path("opportunities/new/", new, name="opportunity_new"),
    path("opportunities/<int:opportunity_id>/", opportunity, name="opportunity"),
    path("opportunities/<int:opportunity_id>/change/", change, name="opportunity_change"),
    path("opportunities/<int:opportunity_id>/candidates/", forward, name="opportunity_forward"),
    path("candidates/<int:candidate_id>/", candidate, name="candidate_change"),
]
