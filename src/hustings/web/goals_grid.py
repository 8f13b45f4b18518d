"""The grid of power and interest: look, drag to correct, move by keyboard or by list; and figures to take along."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext

from hustings.apps.goals import actions, queries
from hustings.apps.goals.figures import figure, placed, waiting
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import goals_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import number_of

FIGURES = ("grid.svg", "grid.csv", "board.svg", "board.csv")


@member_view("see_goals")
def grid(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Everybody by power and interest, and a list that says and changes the same."""
    view = queries.goal_view(request.actor, goal_id, now=utc_now())
    tray = waiting(view.stakeholders) if request.actor.may("edit_goals") else []
    context = {
        "goal": view.goal,
        "dots": placed(view.stakeholders),
        "tray": tray,
        "depth": tray[-1].y + 16 if tray else 400,
        "rows": [(row, words.STEPS[row.stance.stance.step], _advice(row)) for row in view.stakeholders],
        "missing": sum(not (row.power and row.interest) for row in view.stakeholders),
        "ratings": range(1, 6),
        "figures": FIGURES if request.actor.may("export_people") else (),
    }
    return render(request, "goals/grid.html", context)


def _advice(row: queries.StakeholderRow) -> str:
    """What the quarter of the grid usually asks for (Mendelow 1991)."""
    if not row.power or not row.interest:
        return ""
    powerful, interested = row.power > 2, row.interest > 2
    if powerful:
        return gettext("work with them closely") if interested else gettext("keep them satisfied")
    return gettext("keep them informed") if interested else gettext("watch")


@member_view("edit_goals", methods=("POST",))
def move(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Judges power and interest of somebody anew, and goes back to the grid that they are on."""
    number = number_of(request.POST.get("stakeholder", ""), "stakeholder")
    if number is None:
        raise WrongInput(gettext("Say who."), field="stakeholder")
    row = actions.stakeholder_of(request.actor, number)
    changes = {name: number_of(request.POST.get(name, ""), name) for name in ("power", "interest")}
    step = actions.change_stakeholder(request.actor, number, **changes)
    who = row.person or row.organisation
    said = gettext("%(name)s: power %(power)s, interest %(interest)s.") % {
        "name": who.name if who else "", "power": changes["power"] or "–", "interest": changes["interest"] or "–",
    }  # fmt: skip
    say(request, said, step)
    return redirect("goal_grid", row.goal_id)


@member_view("export_people")
def take(request: MemberRequest, goal_id: int) -> HttpResponse:
    """A figure as a file: `what` is one of FIGURES."""
    what = request.GET.get("what", FIGURES[0])
    content, media = figure(request.actor, goal_id, what, now=utc_now())
    name = slugify(actions.goal_of(request.actor, goal_id).name)[:60] or "goal"
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{what}"'
    return response


urlpatterns = [
    path("goals/<int:goal_id>/grid/", grid, name="goal_grid"),
    path("goals/<int:goal_id>/grid/move/", move, name="goal_grid_move"),
    path("goals/<int:goal_id>/figure", take, name="goal_figure"),
]
