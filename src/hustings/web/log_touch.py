"""Logs a call, a meeting, a message or a letter from anywhere: a dialog with scripts, a page without."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.people import actions, queries
from hustings.apps.people.actions.touches import Logged
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import day_of, moment_of, numbers_of

KINDS = (("call", _("Call")), ("meeting", _("Meeting")), ("message", _("Message")), ("letter", _("Letter")))
DIRECTIONS = (
    ("", _("as usual for its kind")),
    ("out", _("from us to them")),
    ("in", _("from them to us")),
    ("mutual", _("both ways")),
)
TEXTS = ("kind", "direction", "at", "text", "promise", "promise_due", "occasion", "occasion_on", "q")


@member_view("log_touch", methods=("GET", "POST"))
def log_touch(request: MemberRequest) -> HttpResponse:
    """The form; a POST with `pick` only chooses the likeliest person found, any other logs."""
    given = request.POST if request.method == "POST" else request.GET
    context = _form(request, given)
    if "pick" in given:
        return _picked(request, context)
    if request.method != "POST":
        return render(request, "people/log.html", context, fragment="people/_log.html")
    try:
        logged = _log(request, context)
    except WrongInput as error:
        return render(request, "people/log.html", context | {"error": str(error), "wrong": error.field}, status=400)
    names = ", ".join(person.name for person in context["chosen"])
    say(request, gettext("Logged with %(names)s.") % {"names": names}, logged.step_id)
    if logged.asks is not None:
        return redirect(f"{reverse('person', args=[logged.asks])}?ask=vouch#ask-vouch")
    target = back_or(request, "")
    here = request.build_absolute_uri(reverse("log_touch"))
    return redirect(target if target and not target.startswith(here) else reverse("person", args=[context["chosen"][0].id]))


@member_view("log_touch")
def found(request: MemberRequest) -> HttpResponse:
    """Who is chosen and who else is found, while the name is typed."""
    return render(request, "people/log.html", _form(request, request.GET), fragment="people/_log_found.html")


def _form(request: MemberRequest, given: Any) -> dict[str, Any]:
    chosen = queries.people_of_ids(request.actor, numbers_of(given.getlist("person"), "person"))
    values = {name: given.get(name, "") for name in TEXTS}
    values["kind"] = values["kind"] or "call"
    values["at"] = values["at"] or timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    ids = {person.id for person in chosen}
    return {
        "chosen": chosen,
        "found": [each for each in queries.find_people(request.actor, values["q"], limit=8) if each.id not in ids],
        "given": values,
        "kinds": KINDS,
        "directions": DIRECTIONS,
    }


def _picked(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    if context["found"]:
        first = queries.people_of_ids(request.actor, [context["found"][0].id])
        context |= {"chosen": (*context["chosen"], *first), "found": [], "given": {**context["given"], "q": ""}}
    return render(request, "people/log.html", context, fragment="people/_log_people.html")


def _log(request: MemberRequest, context: dict[str, Any]) -> Logged:
    given, now = context["given"], utc_now()
    if not context["chosen"]:
        raise WrongInput(gettext("Say with whom it was: type a name, then choose."), field="person")
    people = [person.id for person in context["chosen"]]
    with transaction.atomic():
        logged = _put_down(request, people, given, now)
        if given["occasion"].strip():
            on = day_of(given["occasion_on"], "occasion_on") or now.astimezone(request.actor.zone).date()
            actions.note_occasion(
                request.actor, people[0], kind="milestone", text=given["occasion"], on=on, now=now,
                evidence=f"interaction:{logged.interaction_id}",
            )  # fmt: skip
    return logged


def _put_down(request: MemberRequest, people: list[int], given: dict[str, str], now: datetime) -> Logged:
    return actions.log_touch(
        request.actor,
        people,
        kind=given["kind"],
        at=moment_of(given["at"], "at") or now,
        now=now,
        direction=given["direction"],
        text=given["text"].strip(),
        promise=given["promise"].strip(),
        promise_due=day_of(given["promise_due"], "promise_due"),
    )


urlpatterns = [
    path("people/log/", log_touch, name="log_touch"),
    path("people/log/found/", found, name="log_found"),
]
