"""Care for a person: how a member knows them, occasions, quiet times; and the rhythm that holds for everybody."""

from __future__ import annotations

from datetime import time

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import dates
from django.utils.translation import gettext

from hustings.apps.people import actions
from hustings.apps.people.queries.limits import limits_of, quiet_times
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, person_context, say
from hustings.web.people_forms import day_of, number_of


def _again(request: MemberRequest, person_id: int) -> HttpResponse:
    if not request.htmx:
        return redirect("person", person_id)
    return render(request, "people/person.html", person_context(request, person_id), fragment="people/_person.html")


@member_view("add_note", methods=("POST",))
def vouch_later(request: MemberRequest, person_id: int) -> HttpResponse:
    """The member says another time how they know somebody, or never."""
    never = "never" in request.POST
    step = actions.put_off_vouch(request.actor, person_id, now=utc_now(), never=never)
    say(request, gettext("You will not be asked about them again.") if never else gettext("Another time, then."), step)
    return _again(request, person_id)


@member_view("add_note", methods=("POST",))
def occasion(request: MemberRequest, person_id: int) -> HttpResponse:
    """Puts down an occasion, past or to come."""
    given, now = request.POST, utc_now()
    on = day_of(given.get("on", ""), "on") or now.astimezone(request.actor.zone).date()
    _number, step = actions.note_occasion(
        request.actor, person_id, kind=given.get("kind", ""), text=given.get("text", ""), on=on, now=now,
        evidence=given.get("evidence", "")[:40],
    )  # fmt: skip
    say(request, gettext("It comes up on its day."), step)
    return _again(request, person_id)


@member_view("log_touch", methods=("POST",))
def occasion_settled(request: MemberRequest, person_id: int, occasion_id: int) -> HttpResponse:
    """Something was said on it, or it is past."""
    say(request, gettext("Done."), actions.settle_occasion(request.actor, occasion_id, now=utc_now()))
    return _again(request, person_id)


@member_view("edit_people", methods=("POST",))
def quiet(request: MemberRequest, person_id: int) -> HttpResponse:
    """Nobody reaches out to them on these days."""
    step = _add_quiet(request, person_id)
    say(request, gettext("A quiet time."), step)
    return _again(request, person_id)


@member_view("edit_people", methods=("POST",))
def quiet_removed(request: MemberRequest, quiet_id: int) -> HttpResponse:
    """A quiet time is over."""
    say(request, gettext("Taken away."), actions.remove_quiet_time(request.actor, quiet_id))
    return redirect(back_or(request, "/rhythm/"))


@member_view("see_people")
def rhythm(request: MemberRequest) -> HttpResponse:
    """How often everybody together reaches out to one person, and when nobody does."""
    context = {
        "limits": limits_of(request.actor),
        "quiet": quiet_times(request.actor, now=utc_now()),
        "weekdays": dates.WEEKDAYS.items(),
    }
    return render(request, "network/rhythm.html", context)


@member_view("manage_fields", methods=("POST",))
def limits(request: MemberRequest) -> HttpResponse:
    """Sets the limits."""
    given = request.POST
    numbers = {name: _whole(given.get(name, ""), name) for name in ("per_day", "per_week", "per_month")}
    begins, ends = _clock(given.get("quiet_from", "")), _clock(given.get("quiet_until", ""))
    days = [_whole(day, "quiet_days") for day in given.getlist("quiet_days")]
    step = actions.set_limits(request.actor, **numbers, quiet_from=begins, quiet_until=ends, quiet_days=days)
    say(request, gettext("The limits are set."), step)
    return redirect("rhythm")


@member_view("manage_fields", methods=("POST",))
def quiet_for_all(request: MemberRequest) -> HttpResponse:
    """Nobody reaches out to anybody on these days."""
    say(request, gettext("A quiet time for everybody."), _add_quiet(request, None))
    return redirect("rhythm")


def _add_quiet(request: MemberRequest, person_id: int | None) -> int:
    since = day_of(request.POST.get("since", ""), "since")
    until = day_of(request.POST.get("until", ""), "until") or since
    if since is None or until is None:
        raise WrongInput(gettext("Say from which day until which."), field="since")
    why = request.POST.get("why", "")
    return actions.add_quiet_time(request.actor, since=since, until=until, person_id=person_id, why=why)[1]


def _whole(text: str, field: str) -> int:
    number = number_of(text.strip(), field)
    if number is None:
        raise WrongInput(gettext("Give a whole number."), field=field)
    return number


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise WrongInput(gettext("Write a time such as 21:00."), field="quiet_from") from error


urlpatterns = [
    path("rhythm/", rhythm, name="rhythm"),
    path("rhythm/limits/", limits, name="rhythm_limits"),
    path("rhythm/quiet/", quiet_for_all, name="rhythm_quiet"),
    path("rhythm/quiet/<int:quiet_id>/remove/", quiet_removed, name="quiet_remove"),
    path("people/<int:person_id>/vouch/later/", vouch_later, name="person_vouch_later"),
    path("people/<int:person_id>/occasions/", occasion, name="person_occasion"),
    path("people/<int:person_id>/occasions/<int:occasion_id>/settled/", occasion_settled, name="person_occasion_settled"),
    path("people/<int:person_id>/quiet/", quiet, name="person_quiet"),
]
