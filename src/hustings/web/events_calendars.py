"""Calendars: accounts by CalDAV both ways, feeds in, our events out under a secret address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.events import calendars, giving_out
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.web.doors import MemberRequest, member_view, refusal, render
from hustings.web.people import say


@member_view("see_people", methods=("GET", "POST"))
def overview(request: MemberRequest) -> HttpResponse:
    """The calendars, and the addresses under which our events are given out. A POST makes such an address, shown once."""
    made = ""
    if request.method == "POST":
        _, secret = giving_out.make_feed(request.actor, name=request.POST.get("name", ""))
        made = request.build_absolute_uri(reverse("event_feed", args=[secret]))
    return render(request, "events/calendars.html", _context(request) | {"made": made})


def _context(request: MemberRequest) -> dict[str, Any]:
    sees = request.actor.may("see_channels")
    return {
        "calendars": calendars.calendars_of(request.actor) if sees else (),
        "feeds": giving_out.feeds_of(request.actor),
        "given": {},
    }


@member_view("connect_channels", methods=("POST",))
def connect(request: MemberRequest) -> HttpResponse:
    """Connects a calendar account; where it has several calendars, they are shown to choose from."""
    given = request.POST
    account = {name: given.get(name, "").strip() for name in ("address", "user", "password")}
    ours = "known" not in given
    try:
        if not given.get("chosen"):
            listed = calendars.look_at_account(request.actor, **account)
            if len(listed) > 1:
                context = {"listed": listed, "given": account, "ours": ours}
                return render(request, "events/calendars.html", _context(request) | context)
        made = calendars.connect_calendar(request.actor, **account, chosen=given.get("chosen", ""), ours=ours)
    except WrongInput as error:
        context = {"given": {**account, "password": ""}, "error": str(error), "wrong": error.field}
        return render(request, "events/calendars.html", _context(request) | context, status=400)
    done = calendars.read_now(request.actor, made.pk, now=utc_now())
    say(request, done.error or gettext("Connected. %(count)d events read.") % {"count": done.taken})
    return redirect("calendars")


@member_view("connect_channels", methods=("POST",))
def feed_add(request: MemberRequest) -> HttpResponse:
    """Reads a calendar by its address from now on."""
    given = request.POST
    calendars.add_feed(request.actor, address=given.get("address", ""), name=given.get("name", ""), ours="ours" in given)
    say(request, gettext("It is read from now on."))
    return redirect("calendars")


@member_view("connect_channels", methods=("POST",))
def calendar_do(request: MemberRequest, calendar_id: int) -> HttpResponse:
    """Reads a calendar now, or lets it go."""
    if request.POST.get("do") == "let-go":
        calendars.let_go(request.actor, calendar_id)
        say(request, gettext("The calendar is let go. What was noted about its events stays."))
    else:
        done = calendars.read_now(request.actor, calendar_id, now=utc_now())
        words = gettext("Read: %(taken)d taken, %(written)d written.") % {"taken": done.taken, "written": done.written}
        say(request, done.error or words)
    return redirect("calendars")


@member_view("edit_people", methods=("POST",))
def conflict(request: MemberRequest, event_id: int) -> HttpResponse:
    """Says whose words hold."""
    calendars.settle_conflict(request.actor, event_id, ours=request.POST.get("take") == "ours")
    say(request, gettext("Settled."))
    return redirect("event", event_id)


@member_view("see_people", methods=("POST",))
def feed_revoke(request: MemberRequest, feed_id: int) -> HttpResponse:
    """Nothing is given out under an address any more."""
    giving_out.revoke_feed(request.actor, feed_id, now=utc_now())
    say(request, gettext("Nothing is given out under this address any more."))
    return redirect("calendars")


def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Our events for whoever has the secret address; no sign-in, since calendar programs have none."""
    try:
        text = giving_out.feed_text(secret, now=utc_now())
    except NotFound as refused:
        return refusal(request, refused)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


urlpatterns = [
    path("events/calendars/", overview, name="calendars"),
    path("events/calendars/connect/", connect, name="calendar_connect"),
    path("events/calendars/feed/", feed_add, name="calendar_feed_add"),
    path("events/calendars/<int:calendar_id>/", calendar_do, name="calendar_do"),
    path("events/calendars/given/<int:feed_id>/revoke/", feed_revoke, name="event_feed_revoke"),
    path("events/<int:event_id>/conflict/", conflict, name="event_conflict"),
    path("events/feed/<str:secret>.ics", feed, name="event_feed"),
]
