"""Things to do that Today shows beside people: done or put off, wherever a room brought them from."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.people.offers import put_off_errand, settle_errand
from hustings.kernel.clock import utc_now
from hustings.web import wording
from hustings.web.doors import MemberRequest, member_view
from hustings.web.people import back_or, say
from hustings.web.today import until_of


@member_view("work_today", methods=("POST",))
def errand(request: MemberRequest, errand_id: str) -> HttpResponse:
    """Done, or not before a day; then back to the page it was done from."""
    now = utc_now()
    if request.POST.get("do") == "later":
        until = until_of(request.POST.get("until", ""), request.POST.get("day", ""))
        step = put_off_errand(request.actor, errand_id, until=until, now=now)
        say(request, gettext("Away until %(day)s.") % {"day": wording.on_day(until)}, step)
    else:
        say(request, gettext("Done."), settle_errand(request.actor, errand_id, now=now))
    return redirect(back_or(request, reverse("today")))


urlpatterns = [path("errands/<str:errand_id>/", errand, name="errand")]
