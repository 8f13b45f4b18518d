"""Goals: the list, the map of one with its count and board, and the brief of each stakeholder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, queries
from hustings.apps.goals.figures import placed
from hustings.apps.goals.kinds import KINDS
from hustings.apps.goals.leaning import Hint, Stretch, hints_on
from hustings.apps.goals.playbooks import playbook_for
from hustings.apps.goals.todo import tasks_of
from hustings.apps.people import actions as people
from hustings.apps.people.queries import members_of, organisation_names, people_of_ids
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import goals_wording as words
from hustings.web import network_wording
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import day_of, number_of, organisation_named, person_named

GOAL_TEXTS = ("name", "success", "theory", "stage")
STAKEHOLDER_TEXTS = ("motives", "alliances", "history", "tactic", "next_step")


class Cell(NamedTuple):
    """A field of the board: one tier at one step of stance, each with what the network suggests, if anything."""

    step: str
    title: Any
    rows: tuple[tuple[queries.StakeholderRow, Any], ...]


@member_view("see_goals")
def goals(request: MemberRequest) -> HttpResponse:
    """The list, the nearest deadline first."""
    state = request.GET.get("state", "open")
    rows = queries.goals_of(request.actor, state=state, now=utc_now())
    return render(request, "goals/list.html", {"goals": rows, "state": state, "states": words.STATES.items()})


@member_view("edit_goals", methods=("GET", "POST"))
def new(request: MemberRequest) -> HttpResponse:
    """Sets a goal from a template."""
    given = {name: request.POST.get(name, "").strip() for name in ("name", "issue", "kind", "deadline", "body", "success")}
    error: WrongInput | None = None
    if request.method == "POST":
        try:
            number, step = actions.add_goal(
                request.actor,
                name=given["name"],
                issue=given["issue"],
                kind=given["kind"] or "pass",
                deadline=day_of(given["deadline"], "deadline"),
                body=organisation_named(request.actor, given["body"], "body"),
                success=given["success"],
            )
        except WrongInput as refused:
            error = refused
        else:
            say(request, gettext("The goal is set. Now put on its map who matters."), step)
            return redirect("goal", number)
    context = {
        "given": given,
        "error": str(error) if error else "",
        "wrong": error.field if error else "",
        "kinds": KINDS.items(),
        "organisations": organisation_names(request.actor),
    }
    return render(request, "goals/new.html", context, status=400 if error else 200)


@member_view("see_goals")
def goal(request: MemberRequest, goal_id: int) -> HttpResponse:
    """The map of a goal."""
    view = queries.goal_view(request.actor, goal_id, now=utc_now())
    hints = hints_on(request.actor, view, now=utc_now())
    count = view.count
    context = {
        "view": view,
        "goal": view.goal,
        "count": count,
        "bar": _bar(count) if count else (),
        "chance": network_wording.chance(count.chance) if count and count.chance is not None else "",
        "board": [(title, _cells(view, tier, hints)) for tier, title in words.TIERS.items()],
        "steps": words.STEPS.items(),
        "dots": placed(view.stakeholders),
        "tasks": tasks_of(request.actor, goal_id, now=utc_now())[:6],
        "suggestions": [(each, [words.why(why.code, why.facts) for why in each.reasons]) for each in _proposed(request, goal_id)],
        "members": members_of(request.actor),
        "organisations": organisation_names(request.actor, chosen=view.goal.body_id),
        "states": words.STATES.items(),
        "rules": words.RULES.items(),
        "rule": words.RULES[view.goal.rule],
        "needing": [row for row in view.stakeholders if row.id in {*view.unowned, *view.untouched, *view.drifted}],
        "stages": KINDS[view.goal.kind].stages if view.goal.kind in KINDS else (),
    }
    return render(request, "goals/goal.html", context)


def _proposed(request: MemberRequest, goal_id: int) -> tuple[Any, ...]:
    return queries.suggested(request.actor, goal_id)[:12] if request.actor.may("edit_goals") else ()


def _cells(view: queries.GoalView, tier: str, hints: Mapping[int, Hint]) -> list[Cell]:
    rows = [(row, words.HINTS[hints[row.id].step] if row.id in hints else "") for row in view.stakeholders if row.tier == tier]
    return [
        Cell(step, title, tuple(each for each in rows if each[0].stance.stance.step == step))
        for step, title in words.STEPS.items()
    ]


def _bar(count: queries.CountView) -> list[tuple[str, Any, int, int, int]]:
    """The parts of the bar: step, title, number, and where each begins and ends in thousandths."""
    parts, at = [], 0
    order = ("strong_support", "lean_support", "undecided", "unknown", "lean_against", "strong_against")
    for step in order:
        number = count.steps.get(step, 0)
        width = round(1000 * number / max(count.voting, 1))
        parts.append((step, words.STEPS[step], number, at, width))
        at += width
    return parts


@member_view("edit_goals", methods=("POST",))
def change(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Changes the goal by what the form brings."""
    given = request.POST
    changes: dict[str, Any] = {name: given[name] for name in (*GOAL_TEXTS, "state", "rule") if name in given}
    changes |= {name: day_of(given[name], name) for name in ("deadline", "review_on") if name in given}
    changes |= {"owner": number_of(given["owner"], "owner")} if "owner" in given else {}
    changes |= {"body": organisation_named(request.actor, given["body"], "body")} if "body" in given else {}
    say(request, gettext("The goal is changed."), actions.change_goal(request.actor, goal_id, **changes))
    return redirect("goal", goal_id)


@member_view("edit_goals", methods=("POST",))
def place(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Puts somebody on the map, or says that they do not belong there."""
    subject = _subject(request)
    if request.POST.get("do") == "dismiss":
        step = actions.dismiss(request.actor, goal_id, **subject)
        say(request, gettext("They will not be proposed again."), step)
    else:
        _, step = actions.add_stakeholder(request.actor, goal_id, tier=request.POST.get("tier", ""), **subject)
        say(request, gettext("They are on the map."), step)
    return redirect(reverse("goal", args=(goal_id,)) + ("#suggestions" if request.POST.get("proposed") else ""))


def _subject(request: MemberRequest) -> dict[str, int]:
    if name := request.POST.get("name", "").strip():
        return {"person_id": person_named(request.actor, name, "name")}
    if organisation := organisation_named(request.actor, request.POST.get("organisation", ""), "organisation"):
        return {"organisation_id": organisation}
    kind, _, number = request.POST.get("subject", "").partition(":")
    found = number_of(number or request.POST.get("person", ""), "subject")
    if found is None:
        raise WrongInput(gettext("Say who."), field="subject")
    return {"organisation_id" if kind == "organisation" else "person_id": found}


@member_view("see_goals")
def stakeholder(request: MemberRequest, stakeholder_id: int) -> HttpResponse:
    """The brief: who they are, where they stand and why we think so, what moves them, and what is next."""
    return render(request, "goals/stakeholder.html", _brief(request.actor, stakeholder_id))


def _brief(actor: Actor, stakeholder_id: int) -> dict[str, Any]:
    held = actions.stakeholder_of(actor, stakeholder_id)
    view = queries.goal_view(actor, held.goal_id, now=utc_now())
    row = next((row for row in view.stakeholders if row.id == stakeholder_id), None)
    if row is None:
        raise WrongInput(gettext("They were dismissed from this map."))
    hint = hints_on(actor, view, now=utc_now()).get(row.id) if row.stance.stance.step == "unknown" else None
    found = people_of_ids(actor, [row.subject[1]]) if row.subject[0] == "person" else ()
    facts = [(each, words.EVIDENCE[each.kind], words.CONDITIONS[each.condition]) for each in row.stance.evidence]
    return {
        "row": row,
        "goal": view.goal,
        "person": found[0] if found else None,
        "facts": facts,
        "step": words.STEPS[row.stance.stance.step],
        "fit": view.fit,
        "hint": words.HINTS[hint.step] if hint else "",
        "hint_side": hint.nearest[0].side if hint else 0,
        "nearest": [(each, [_stretch(tie) for tie in each.ties]) for each in hint.nearest] if hint else [],
        "tier": words.TIER[row.tier],
        "tiers": words.TIER.items(),
        "kinds": words.EVIDENCE.items(),
        "leans": words.LEANS,
        "conditions": [each for each in words.CONDITIONS.items() if each[0] != "organisation"],
        "members": members_of(actor),
        "today": utc_now().astimezone(actor.zone).date(),
        "ratings": range(1, 6),
        "tasks": [task for task in tasks_of(actor, held.goal_id, now=utc_now()) if task.stakeholder_id == stakeholder_id],
        "book": playbook_for(row.tier),
        "pivotal": next((each.pivotal for each in view.count.swing if ("person", each.person_id) == row.subject), None)
        if view.count
        else None,
    }


def _stretch(tie: Stretch) -> tuple[Stretch, str]:
    """A tie on the way, and why."""
    return tie, "; ".join(network_wording.fact(row) for row in tie.facts)


@member_view("edit_goals", methods=("POST",))
def stakeholder_change(request: MemberRequest, stakeholder_id: int) -> HttpResponse:
    """Changes what is said of a stakeholder, or takes them off the map."""
    given = request.POST
    if given.get("do") == "dismiss":
        goal_id = actions.stakeholder_of(request.actor, stakeholder_id).goal_id
        step = actions.change_stakeholder(request.actor, stakeholder_id, dismissed=True)
        say(request, gettext("They are off the map."), step)
        return redirect("goal", goal_id)
    changes: dict[str, Any] = {name: given[name] for name in (*STAKEHOLDER_TEXTS, "tier") if name in given}
    changes |= {name: number_of(given[name], name) for name in ("power", "interest", "owner") if name in given}
    changes |= {name: day_of(given[name], name) for name in ("next_on",) if name in given}
    say(request, gettext("Kept."), actions.change_stakeholder(request.actor, stakeholder_id, **changes))
    return redirect("stakeholder", stakeholder_id)


@member_view("edit_goals", methods=("POST",))
def stance(request: MemberRequest, stakeholder_id: int) -> HttpResponse:
    """Keeps a fact about where they stand."""
    now = utc_now()
    held = actions.stakeholder_of(request.actor, stakeholder_id)
    given = {name: request.POST.get(name, "").strip() for name in ("kind", "lean", "at", "words", "link", "source", "condition")}
    day = day_of(given["at"], "at") or now.astimezone(request.actor.zone).date()
    at = min(now, _noon(request.actor, day)) if day <= now.astimezone(request.actor.zone).date() else _noon(request.actor, day)
    fact = people.Fact(
        kind=given["kind"], lean=_lean(given["lean"]), at=at, words=given["words"], link=given["link"],
        source=given["source"], condition=given["condition"],
    )  # fmt: skip
    _, step = actions.say_stance(
        request.actor, held.goal_id, fact, now=now, person_id=held.person_id, organisation_id=held.organisation_id
    )
    say(request, gettext("Kept as evidence."), step)
    return redirect("stakeholder", stakeholder_id)


def _lean(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise WrongInput(gettext("Say where they stand."), field="lean") from error


def _noon(actor: Actor, day: date) -> datetime:
    return datetime.combine(day, time(12), actor.zone)


@member_view("log_touch", methods=("POST",))
def evidence_confirm(request: MemberRequest, stance_id: int) -> HttpResponse:
    """A text means what it seems to say."""
    say(request, gettext("Confirmed."), people.confirm_evidence(request.actor, stance_id))
    return redirect(_back(request))


@member_view("log_touch", methods=("POST",))
def evidence_remove(request: MemberRequest, stance_id: int) -> HttpResponse:
    """Takes a fact away."""
    say(request, gettext("The evidence is gone."), people.remove_evidence(request.actor, stance_id))
    return redirect(_back(request))


def _back(request: MemberRequest) -> str:
    return back_or(request, reverse("goals"))


urlpatterns = [
    path("goals/", goals, name="goals"),
    path("goals/new/", new, name="goal_new"),
    path("goals/<int:goal_id>/", goal, name="goal"),
    path("goals/<int:goal_id>/change/", change, name="goal_change"),
    path("goals/<int:goal_id>/place/", place, name="goal_place"),
    path("stakeholders/<int:stakeholder_id>/", stakeholder, name="stakeholder"),
    path("stakeholders/<int:stakeholder_id>/change/", stakeholder_change, name="stakeholder_change"),
    path("stakeholders/<int:stakeholder_id>/stance/", stance, name="stakeholder_stance"),
    path("stances/<int:stance_id>/confirm/", evidence_confirm, name="stance_confirm"),
    path("stances/<int:stance_id>/remove/", evidence_remove, name="stance_remove"),
]
