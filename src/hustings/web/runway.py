"""The runway: how many people the network needs by election day, how it grew, and where it will stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.invitations import runway as room
from hustings.apps.people.queries import segments_of
from hustings.engine.runway import Lane
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import number_of

ADVICE: dict[str, Promise] = {
    "reached": _("Reached. Now keep it alive."),
    "on_pace": _("On pace. Keep to the week’s number."),
    "behind": _("Behind. More each week, or a smaller target."),
    "out_of_reach": _("Out of reach at any pace so far. Choose a target that can be had, or another way than one by one."),
    "too_late": _("Too late to grow: the last two weeks belong to the people you have."),
    "no_history": _("No history yet: begin this week, then there is something to forecast from."),
}
WIDTH, HEIGHT = 640, 220


@dataclass(frozen=True, slots=True)
class Chart:
    """Coordinates of one lane's picture: what was, what is expected with its range, the target, and the days at the edges."""

    past: str
    ahead: str
    fan: str
    target_y: float
    now_x: float
    first: date
    last: date
    highest: int


@member_view("see_all_people")
def runway(request: MemberRequest) -> HttpResponse:
    """The way to election day."""
    view = room.runway_view(request.actor, now=utc_now())
    lanes = {lane.segment: lane for lane in view.runway.lanes} if view.runway else {}
    rows = [(row, lanes.get(row.segment), _chart(view, row.id, lanes.get(row.segment))) for row in view.targets]
    order = list(lanes)
    context = {
        "view": view,
        "rows": sorted(rows, key=lambda each: order.index(each[0].segment) if each[0].segment in order else len(order)),
        "advice": ADVICE,
        "whole": view.whole,
        "segments": [each for each in segments_of(request.actor) if each.about == "people"],
    }
    return render(request, "network/runway.html", context)


@member_view("edit_goals", methods=("POST",))
def target(request: MemberRequest) -> HttpResponse:
    """Sets how many of a segment there shall be."""
    wanted = number_of(request.POST.get("wanted", "").strip(), "wanted")
    if wanted is None:
        raise WrongInput(gettext("Give a whole number."), field="wanted")
    _number, step = room.set_target(
        request.actor, wanted=wanted, segment_id=number_of(request.POST.get("segment", ""), "segment")
    )
    say(request, gettext("The target is set."), step)
    return redirect("runway")


@member_view("edit_goals", methods=("POST",))
def drop(request: MemberRequest, target_id: int) -> HttpResponse:
    """Takes a target away."""
    say(request, gettext("The target is gone."), room.drop_target(request.actor, target_id))
    return redirect("runway")


def _chart(view: room.RunwayView, target_id: int, lane: Lane | None) -> Chart | None:
    """The picture of a lane from 26 weeks ago (or fewer) to election day."""
    if lane is None or view.election is None or view.election <= view.today:
        return None
    weekly = view.weekly[target_id]
    first, last = view.today - timedelta(weeks=len(weekly)), view.election
    ahead = lane.forecast
    highest = max(lane.target, lane.current, ahead.high if ahead else 0, 1)

    def x(day: date) -> float:
        return round((day - first) / (last - first) * WIDTH, 1)

    def y(people: float) -> float:
        return round(HEIGHT - people / highest * HEIGHT, 1)

    now = (x(view.today), y(lane.current))
    end = x(last)
    fan = (now, (end, y(ahead.high)), (end, y(ahead.low))) if ahead else ()
    return Chart(
        past=_points([(x(first + timedelta(weeks=week)), y(count)) for week, count in enumerate(_standings(lane, weekly))]),
        ahead=_points([now, (end, y(ahead.expected))]) if ahead else "",
        fan=_points(fan), target_y=y(lane.target), now_x=now[0], first=first, last=last, highest=highest,
    )  # fmt: skip


def _standings(lane: Lane, weekly: Sequence[int]) -> list[int]:
    """How many there were at the end of each week, from before the first one on."""
    found = [lane.current]
    for came in reversed(weekly):
        found.append(max(found[-1] - came, 0))
    return found[::-1]


def _points(points: Any) -> str:
    return " ".join(f"{across},{down}" for across, down in points)


urlpatterns = [
    path("runway/", runway, name="runway"),
    path("runway/targets/", target, name="runway_target"),
    path("runway/targets/<int:target_id>/drop/", drop, name="runway_drop"),
]
