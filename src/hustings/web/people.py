"""The people: the list with its search as you type, the page of one person, its timeline, and new people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from hustings.apps.inbox import queries as inbox
from hustings.apps.invitations import queries as invitations
from hustings.apps.people import actions, queries
from hustings.apps.people.queries.decisions import step_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import people_wording as words
from hustings.web.care_shown import care_context
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people_forms import number_of, organisation_named

FILTERS = ("query", "segment", "tag", "source", "assigned_to", "organisation_id", "tie", "where", "saved", "order")
TIMELINE_KINDS = ("message", "meeting", "call", "letter", "note", "promise", "event")


@member_view("see_people")
def people(request: MemberRequest) -> HttpResponse:
    """The list. With scripts it follows each letter; `part=rows` gives only further rows."""
    given = {name: request.GET.get(name, "").strip() for name in FILTERS}
    chosen, unclear = _organisation(request, given["organisation_id"])
    filters = _filters({**given, "organisation_id": str(chosen or "")})
    order: Any = given["order"] or "name"
    page = queries.people_page(request.actor, **filters, order=order, after=request.GET.get("after", ""))
    kept = {name: value for name, value in given.items() if value}
    context = {
        "page": page,
        "given": given,
        "kept": kept,
        "more": _more(kept, page.next),
        "narrowed": bool(set(kept) - {"order"}),
        "chosen": chosen,
        "unclear": unclear,
    }
    context["today"] = timezone.localdate()
    if request.htmx and request.GET.get("part") == "rows":
        return render(request, "people/list.html", context, fragment="people/_rows.html")
    context |= {"filters": queries.filters_of(request.actor), "orders": words.ORDERS, "ties": words.TIES}
    context["asked"] = queries.text_of_filters(request.actor, **filters)
    context["segments"] = [row for row in queries.segments_of(request.actor) if row.about == "people"]
    context["saved"] = next((row for row in context["segments"] if str(row.id) == given["saved"]), None)
    context["selection"] = urlencode({name: given[name] for name in ("where", "saved") if given[name]})
    context["organisations"] = queries.organisation_names(request.actor, chosen=chosen)
    return render(request, "people/list.html", context, fragment="people/_list.html")


def _organisation(request: MemberRequest, text: str) -> tuple[int | None, tuple[str, str] | None]:
    """The organisation that is meant; where none or several are, what was typed and why it does not narrow the list yet."""
    try:
        return organisation_named(request.actor, text, "organisation_id"), None
    except WrongInput as refused:
        return None, (text, str(refused))


def _filters(given: dict[str, str]) -> dict[str, Any]:
    """What the list is narrowed by, as values."""
    numbers = {name: number_of(given[name], name) for name in ("assigned_to", "organisation_id", "saved")}
    return {name: given[name] for name in FILTERS if name not in numbers and name != "order"} | numbers


def _more(kept: dict[str, str], after: str) -> str:
    return urlencode({**kept, "after": after}) if after else ""


@member_view("see_people")
def search(request: MemberRequest) -> JsonResponse:
    """The likeliest few people as JSON, for the command palette."""
    found = queries.find_people(request.actor, request.GET.get("q", ""), limit=8)
    results = [
        {
            "id": each.id,
            "name": each.name,
            "headline": each.headline or each.organisation,
            "url": reverse("person", args=[each.id]),
        }
        for each in found
    ]
    return JsonResponse({"results": results})


@member_view("see_people")
def person(request: MemberRequest, person_id: int) -> HttpResponse:
    """Who this is and how we stand."""
    return render(request, "people/person.html", person_context(request, person_id), fragment="people/_person.html")


def person_context(request: MemberRequest, person_id: int) -> dict[str, Any]:
    """Everything that the page of a person shows."""
    actor, now = request.actor, utc_now()
    view = queries.person_view(actor, person_id, now=now)
    may_read = actor.may("see_inbox") or not actor.may("see_all_people")
    talks = inbox.conversations_with(actor, person_id) if may_read else ()
    return {
        "person": view,
        "now": now,
        "headline": _headline(view),
        "reach": [each for each in view.identities if each.kind in ("email", "phone", "linkedin") and each.link],
        "waiting": [talk for talk in talks if talk.needs_reply],
        "invitations": [each for each in invitations.invitations_of(actor, person_id) if each.state == "pending"],
        "duplicates": _duplicates(actor, person_id),
        "members": queries.members_of(actor),
        "tags": queries.tags_of(actor),
        "segments": list(words.SEGMENTS),
        "vouch_choices": list(words.VOUCHES),
        "consent_channels": list(words.CONSENT_CHANNELS),
        "consent_statuses": list(words.CONSENTS),
        "confidences": list(words.CONFIDENCES),
        **care_context(request, person_id),
        **_timeline(request, person_id, now),
    }


def _headline(view: queries.PersonView) -> str:
    """What stands under the name, unless the positions beside it say the same."""
    if view.headline:
        return view.headline
    first = next((each for each in view.positions if each.current), None)
    if first is None:
        return ""
    if first.title and first.organisation:
        return gettext("%(title)s, %(organisation)s") % {"title": first.title, "organisation": first.organisation}
    return first.title or first.organisation


def _duplicates(actor: Any, person_id: int) -> list[tuple[Any, queries.PersonRow]]:
    pairs = queries.duplicates_of(actor, person_id)
    return [(pair, pair.second if pair.first.id == person_id else pair.first) for pair in pairs]


def _timeline(request: MemberRequest, person_id: int, now: datetime) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    lines = queries.timeline(request.actor, person_id, after=request.GET.get("after", ""), kind=kind, limit=30, now=now)
    more = urlencode({key: value for key, value in (("kind", kind), ("after", lines.next)) if value}) if lines.next else ""
    return {"lines": lines, "kind": kind, "kinds": TIMELINE_KINDS, "more": more, "person_id": person_id}


@member_view("see_people")
def timeline(request: MemberRequest, person_id: int) -> HttpResponse:
    """Further lines of a timeline in place, or a page of them without scripts."""
    context = _timeline(request, person_id, utc_now())
    name = next((row.name for row in queries.people_of_ids(request.actor, [person_id])), "")
    fragment = "people/_lines.html" if request.GET.get("after") else "people/_timeline.html"
    return render(request, "people/timeline.html", context | {"name": name}, fragment=fragment)


@member_view("edit_people", methods=("GET", "POST"))
def new(request: MemberRequest) -> HttpResponse:
    """Somebody new, by hand."""
    given = {name: request.POST.get(name, "") for name in ("name", "email", "phone", "linkedin", "organisation", "title", "note")}
    if request.method != "POST":
        return render(request, "people/new.html", {"given": {**given, "name": request.GET.get("name", "")}})
    try:
        person_id = actions.add_person(request.actor, **given)
    except WrongInput as error:
        return render(request, "people/new.html", {"given": given, "error": str(error), "wrong": error.field}, status=400)
    say(
        request,
        gettext("%(name)s is known now.") % {"name": given["name"].strip()},
        step_of(request.actor, "add_person", person=person_id),
    )
    return redirect("person", person_id)


def say(request: MemberRequest, text: str, step: int | None = None) -> None:
    """A toast, with an Undo where there is a step to take back."""
    messages.success(request, text, extra_tags=f"undo:{step}" if step else "")


def back_or(request: MemberRequest, fallback: str) -> str:
    """The page that the member came from, if it is one of ours."""
    back = request.headers.get("Referer", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else fallback


urlpatterns = [
    path("people/", people, name="people"),
    path("people/search.json", search, name="person_search"),
    path("people/new/", new, name="person_new"),
    path("people/<int:person_id>/", person, name="person"),
    path("people/<int:person_id>/timeline/", timeline, name="person_timeline"),
]
