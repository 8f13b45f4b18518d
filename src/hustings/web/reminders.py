"""Reminders: the calendar that a member follows at a secret address, and the digest in the mail."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import dates, translation
from django.utils.translation import gettext

from hustings.apps.accounts.actions import reminders as actions
from hustings.apps.accounts.queries import workspace_of
from hustings.apps.today.calendar_feed import calendar
from hustings.apps.today.reminders import reminders_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people_forms import number_of


@member_view(methods=("GET", "POST"))
def reminders(request: MemberRequest) -> HttpResponse:
    """What is ahead, and how one is reminded; a POST chooses the digest."""
    if request.method == "POST":
        given = request.POST
        actions.choose_digest(
            request.actor, digest=given.get("digest", ""), hour=number_of(given.get("hour", ""), "hour") or 0,
            weekday=number_of(given.get("weekday", ""), "weekday") or 0, zone=given.get("zone", ""),
        )  # fmt: skip
        messages.success(request, gettext("Kept."))
        return redirect("reminders")
    return render(request, "network/reminders.html", _context(request))


@member_view(methods=("POST",))
def make_feed(request: MemberRequest) -> HttpResponse:
    """A new secret address; it is shown on this page and never again."""
    secret = actions.make_feed(request.actor)
    address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    return render(request, "network/reminders.html", _context(request) | {"address": address})


@member_view(methods=("POST",))
def revoke_feed(request: MemberRequest) -> HttpResponse:
    """The address stops working."""
    actions.revoke_feed(request.actor)
    messages.success(request, gettext("The address does not work any more."))
    return redirect("reminders")


def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself, for programs: whoever knows the address reads it. It says nothing where there is none."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        actor, chosen = actions.actor_of_feed(secret)
    except NotFound as error:
        raise Http404 from error
    now, place = utc_now(), workspace_of(actor)
    origin = request.build_absolute_uri("/").rstrip("/")
    with translation.override(actor.language):
        held = reminders_of(actor, now=now)
        name = gettext("Hustings: %(name)s") % {"name": place.name}
        # Of the day and not of the moment: the same content is the same file, so that clients need not fetch it again.
        stamp = now.replace(hour=0, minute=0, second=0)
        body = calendar(held, name=name, mark=place.mark, zone=ZoneInfo(chosen.zone), hour=chosen.hour, origin=origin, now=stamp)
    return _answer(request, body)


def _answer(request: HttpRequest, body: bytes) -> HttpResponse:
    mark = f'"{sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers={"ETag": mark})
    headers = {
        "ETag": mark, "Cache-Control": "private, no-cache", "Content-Disposition": 'inline; filename="hustings.ics"',
        "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer",
    }  # fmt: skip
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _context(request: MemberRequest) -> dict[str, Any]:
    now = utc_now()
    return {
        "chosen": actions.reminding_of(request.actor),
        "hours": range(24),
        "weekdays": dates.WEEKDAYS.items(),
        "zones": sorted(
            name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
        ),
        "ahead": reminders_of(request.actor, now=now)[:40] if request.actor.may("see_people") else (),
        "today": now.astimezone(request.actor.zone).date(),
    }


urlpatterns = [
    path("reminders/", reminders, name="reminders"),
    path("reminders/calendar/", make_feed, name="reminders_feed"),
    path("reminders/calendar/revoke/", revoke_feed, name="reminders_revoke"),
    path("calendar/<str:secret>.ics", feed, name="calendar_feed"),
]
