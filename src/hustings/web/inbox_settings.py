"""What the inbox works by: labels, snippets, promises to answer in time, and whether a machine may propose drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.accounts.queries import workspace_of
from hustings.apps.inbox import drafting, labels, snippets, working
from hustings.apps.inbox.due import service_levels
from hustings.engine.service_level import ServiceLevel
from hustings.kernel.errors import WrongInput
from hustings.web import inbox_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.wording import CHANNELS


@member_view("see_inbox")
def settings(request: MemberRequest) -> HttpResponse:
    """All of them on one page."""
    actor = request.actor
    levels = [
        (channel, level, _clock(level.opens), _clock(level.closes), sorted(level.holidays))
        for channel, level in service_levels(actor).items()
    ]
    context = {
        "labels": labels.labels_of(actor, counted=True), "snippets": snippets.snippets_of(actor), "levels": levels,
        "helper": drafting.helper_of(actor), "colours": words.COLOURS, "channels": CHANNELS, "weekdays": words.WEEKDAYS,
        "zone": workspace_of(actor).time_zone,
    }  # fmt: skip
    return render(request, "conversations/settings.html", context)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@member_view("log_touch", methods=("POST",))
def label_add(request: MemberRequest) -> HttpResponse:
    """A new label, or another colour for one of this name."""
    labels.ensure_label(request.actor, name=request.POST.get("name", ""), colour=request.POST.get("colour", ""))
    say(request, gettext("The label is there."))
    return redirect("inbox_settings")


@member_view("edit_people", methods=("POST",))
def label_change(request: MemberRequest, label_id: int) -> HttpResponse:
    """Another name or colour, or gone."""
    given, actor = request.POST, request.actor
    if given.get("do") == "remove":
        say(request, gettext("The label is gone."), labels.remove_label(actor, label_id))
    else:
        labels.change_label(actor, label_id, name=given.get("name", ""), colour=given.get("colour", ""))
        say(request, gettext("Changed."))
    return redirect("inbox_settings")


@member_view("send_replies", methods=("POST",))
def snippet_save(request: MemberRequest) -> HttpResponse:
    """A snippet, new or in place of the one of this name."""
    step = snippets.save_snippet(request.actor, name=request.POST.get("name", ""), text=request.POST.get("text", ""))
    say(request, gettext("The snippet is kept."), step)
    return redirect("inbox_settings")


@member_view("send_replies", methods=("POST",))
def snippet_remove(request: MemberRequest, snippet_id: int) -> HttpResponse:
    """A snippet goes."""
    say(request, gettext("The snippet is gone."), snippets.remove_snippet(request.actor, snippet_id))
    return redirect("inbox_settings")


@member_view("manage_workspace", methods=("POST",))
def level_save(request: MemberRequest) -> HttpResponse:
    """A promise to answer within so many working hours, or none any more."""
    given = request.POST
    level = None if given.get("do") == "remove" else level_from(given)
    working.set_service_level(request.actor, channel=given.get("channel", ""), level=level)
    say(request, gettext("The promise is kept.") if level else gettext("The promise is taken back."))
    return redirect("inbox_settings")


def level_from(given: QueryDict) -> ServiceLevel:
    """A service level as the form gives it: hours, opening and closing by the clock, days of the week, holidays.

    Fields of browsers for a time know no 24:00, so that a day that closes at 00:00 lasts until midnight.
    """
    try:
        told: dict[str, Any] = {
            "hours": float(given.get("hours", "").replace(",", ".")), "opens": _minutes(given.get("opens", "09:00")),
            "closes": _minutes(given.get("closes", "17:00")) or 24 * 60,
            "days": frozenset(map(int, given.getlist("day"))) or frozenset(range(5)),
            "holidays": frozenset(_days(given.get("holidays", "").replace(",", " ").split())),
        }  # fmt: skip
    except ValueError as error:
        wrong = gettext("Give the hours as a number, times as 09:00 and holidays as 2026-12-25.")
        raise WrongInput(wrong, field="hours") from error
    try:
        return ServiceLevel(**told)
    except ValueError as error:
        raise WrongInput(str(error), field="hours") from error


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def _days(texts: Iterable[str]) -> Iterable[date]:
    return (date.fromisoformat(text) for text in texts)


@member_view("manage_workspace", methods=("POST",))
def helper_save(request: MemberRequest) -> HttpResponse:
    """The endpoint that proposes drafts; an empty one turns them off."""
    given = request.POST
    endpoint = "" if given.get("do") == "off" else given.get("endpoint", "")
    drafting.set_helper(request.actor, endpoint=endpoint, model=given.get("model", ""), key=given.get("key", ""))
    say(request, gettext("Drafts are on.") if endpoint else gettext("Drafts are off."))
    return redirect("inbox_settings")


urlpatterns = [
    path("conversations/settings/", settings, name="inbox_settings"),
    path("conversations/labels/", label_add, name="label_add"),
    path("conversations/labels/<int:label_id>/", label_change, name="label_change"),
    path("conversations/snippets/", snippet_save, name="snippet_save"),
    path("conversations/snippets/<int:snippet_id>/remove/", snippet_remove, name="snippet_remove"),
    path("conversations/promises/", level_save, name="service_level_save"),
    path("conversations/drafts/", helper_save, name="draft_helper_save"),
]
