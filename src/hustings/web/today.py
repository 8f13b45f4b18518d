"""Today: whom to talk to, why, and what became of it. Every action answers with the list as it is then, and an Undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.actions import vouch_questions
from hustings.apps.people.actions.undo import undo as take_back
from hustings.apps.people.offers import errands_due
from hustings.apps.people.step_words import step_words
from hustings.apps.today import actions, queries
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import wording
from hustings.web.doors import MemberRequest, member_view, render

KINDS = (
    ("", _("as planned")),
    ("message", _("message")),
    ("call", _("call")),
    ("meeting", _("meeting")),
    ("letter", _("letter")),
)
DELAYS = (("tomorrow", _("Until tomorrow")), ("days", _("In three days")), ("week", _("Next week")))


@member_view("see_today")
def page(request: MemberRequest) -> HttpResponse:
    """The list of the day, made at the first look."""
    now = utc_now()
    if request.actor.may("work_today"):
        actions.refresh(request.actor, now=now)
    return render(request, "today/page.html", _context(request, now), fragment="today/_today.html")


@member_view("see_today")
def evidence(request: MemberRequest, evidence_id: str) -> HttpResponse:
    """What one reason rests on: in place, or as a page."""
    found = queries.evidence(request.actor, evidence_id)
    return render(request, "today/evidence.html", {"evidence": found}, fragment="today/_evidence.html")


def _action(act: Callable[..., tuple[str, int | None]]) -> Callable[..., HttpResponse]:
    """A view that changes the list: acts, says so with an Undo, and shows the list again."""

    @member_view("work_today", methods=("POST",))  # type: ignore[arg-type]
    @wraps(act)
    def view(request: MemberRequest, **where: int) -> HttpResponse:
        now = utc_now()
        said, step = act(request, now=now, **where)
        messages.success(request, said, extra_tags=f"undo:{step}" if step else "")
        return _again(request, now)

    return view


@_action
def done(request: MemberRequest, *, item_id: int, now: datetime) -> tuple[str, int | None]:
    """Did it: logs the touch, with a note and a promise where given."""
    step = actions.mark_done(
        request.actor,
        item_id,
        now=now,
        note=request.POST.get("note", "").strip(),
        kind=_one_of(request.POST.get("kind", ""), KINDS),
        promise=request.POST.get("promise", "").strip(),
        promise_due=_day(request.POST.get("promise_due", "")),
        happened="happened" in request.POST,
    )
    return gettext("Logged."), step


@_action
def later(request: MemberRequest, *, item_id: int, now: datetime) -> tuple[str, int | None]:
    """Not now: away until a day."""
    until = until_of(request.POST.get("until", ""), request.POST.get("day", ""))
    step = actions.postpone(request.actor, item_id, until=until, now=now)
    return gettext("Away until %(day)s.") % {"day": wording.on_day(until)}, step


@_action
def not_needed(request: MemberRequest, *, item_id: int, now: datetime) -> tuple[str, int | None]:
    """Not needed: off the list without a touch."""
    return gettext("Taken off the list."), actions.mark_not_needed(request.actor, item_id, now=now)


@_action
def wrong(request: MemberRequest, *, item_id: int, now: datetime) -> tuple[str, int | None]:
    """Wrong reason: it is not given again for this person."""
    step = actions.mark_wrong(request.actor, item_id, code=request.POST.get("code", ""), now=now)
    return gettext("This reason will not come again for this person."), step


@member_view("work_today", methods=("POST",))
def look(request: MemberRequest) -> HttpResponse:
    """Looks for what is new and urgent since the list was made; it waits beside the list, which stays as it is."""
    now = utc_now()
    actions.look_again(request.actor, now=now)
    if not request.htmx:
        return redirect("today")
    return render(request, "today/page.html", _context(request, now), fragment="today/_pace.html")


@_action
def waiting(request: MemberRequest, *, now: datetime) -> tuple[str, int | None]:
    """Puts what came in since the list was made on the list."""
    return gettext("Added to today."), actions.take_waiting(request.actor, now=now)


@_action
def minutes(request: MemberRequest, *, now: datetime) -> tuple[str, int | None]:
    """Fits the list into other minutes: of today, or with `usual` of every day."""
    given = request.POST.get("minutes", "")
    if not given.isascii() or not given.isdigit() or not 5 <= int(given) <= 480:
        raise WrongInput(gettext("Give the minutes as a number from 5 to 480."), field="minutes")
    step = actions.set_minutes(request.actor, int(given), now=now, usual="usual" in request.POST)
    return gettext("The list fits %(minutes)s minutes.") % {"minutes": given}, step


@member_view("work_today", methods=("POST",))
def undo(request: MemberRequest, step_id: int) -> HttpResponse:
    """Takes one step back, wherever it was made, and returns to that page."""
    step = take_back(request.actor, step_id)
    messages.info(request, gettext("Taken back: %(what)s") % {"what": step_words(step.verb, step.label)})
    # The page the member is on. Not its own address in the form: a list brought up to date by htmx knows another one.
    back = request.headers.get("Referer", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "today")


def _context(request: MemberRequest, now: datetime) -> dict[str, Any]:
    view = queries.today(request.actor, now=now)
    return {
        "view": view,
        "open": [item for item in view.items if item.state == "open"],
        "dealt": [item for item in view.items if item.state != "open"],
        "may_assign": request.actor.may("see_all_people"),
        "spent": sum(item.minutes for item in view.items if item.state == "done"),
        "kinds": KINDS,
        "delays": DELAYS,
        "errands": errands_due(request.actor, now=now),
        "vouch_asked": vouch_questions(request.actor, now=now),
        "promise_day": timezone.localdate() + timedelta(days=7),
    }


def _again(request: MemberRequest, now: datetime) -> HttpResponse:
    if not request.htmx:
        return redirect("today")
    return render(request, "today/page.html", _context(request, now), fragment="today/_today.html")


def until_of(code: str, day: str) -> date:
    """The day that a choice of "not now" means; next week begins on Monday. Raises WrongInput for no later day."""
    today = timezone.localdate()
    ahead = {"tomorrow": 1, "days": 3, "week": 7 - today.weekday()}.get(code)
    until = today + timedelta(days=ahead) if ahead else _day(day)
    if until is None or until <= today:
        raise WrongInput(gettext("Choose a day after today."), field="day")
    return until


def _day(text: str) -> date | None:
    """A day given as in HTML date fields; None where empty."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongInput(gettext("Give the day as year, month and day: 2026-03-31."), field="day") from error


def _one_of(code: str, choices: tuple[tuple[str, Any], ...]) -> str:
    if code not in dict(choices):
        raise WrongInput(gettext("Choose one of the kinds that are offered."), field="kind")
    return code


urlpatterns = [
    path("", page, name="today"),
    path("evidence/<str:evidence_id>/", evidence, name="evidence"),
    path("today/<int:item_id>/done/", done, name="today_done"),
    path("today/<int:item_id>/later/", later, name="today_later"),
    path("today/<int:item_id>/not-needed/", not_needed, name="today_not_needed"),
    path("today/<int:item_id>/wrong/", wrong, name="today_wrong"),
    path("today/look/", look, name="today_look"),
    path("today/waiting/", waiting, name="today_waiting"),
    path("today/minutes/", minutes, name="today_minutes"),
    path("undo/<int:step_id>/", undo, name="undo"),
]
