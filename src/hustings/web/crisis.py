"""Crises: alarms with the messages behind them, the plan that was made in calm, and the log of what was done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.inbox import crisis as actions
from hustings.apps.inbox import crisis_queries as queries
from hustings.apps.people.queries import members_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import inbox_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import number_of, numbers_of
from hustings.web.tables import csv_answer


@member_view("see_inbox")
def crisis(request: MemberRequest) -> HttpResponse:
    """The alarms, and the plan."""
    plan = queries.plan_of(request.actor)
    context = {
        "alarms": queries.alarms_of(request.actor), "plan": plan, "kinds": words.ALARMS, "members": members_of(request.actor),
        "roles": "\n".join(f"{each.role}: {each.name}" for each in plan.roles),
    }  # fmt: skip
    return render(request, "crisis/list.html", context)


@member_view("see_inbox")
def alarm(request: MemberRequest, alarm_id: int) -> HttpResponse:
    """One alarm."""
    view = queries.alarm_view(request.actor, alarm_id)
    plan, actor = view.plan, request.actor
    approves = plan.approver_id == actor.member_id if plan.approver_id else actor.role == "owner"
    context = {
        "view": view, "row": view.row, "plan": plan, "kinds": words.ALARMS, "entries": words.ENTRIES, "approves": approves,
        "steps": [(number, step, number in view.done) for number, step in enumerate(plan.checklist)],
    }  # fmt: skip
    return render(request, "crisis/alarm.html", context)


@member_view("manage_inbox", methods=("POST",))
def plan_save(request: MemberRequest) -> HttpResponse:
    """Keeps the plan. Roles stand one in a line, as `role: name`; the name of a member means that member."""
    given, actor = request.POST, request.actor
    members = {name.casefold(): number for number, name in members_of(actor)}
    roles = []
    for line in given.get("roles", "").splitlines():
        role, _, name = (part.strip() for part in line.partition(":"))
        if role:
            roles.append(actions.Role(role, name, members.get(name.casefold())))
    actions.save_plan(
        actor, roles=roles, checklist=given.get("checklist", "").splitlines(), holding=given.get("holding", ""),
        approver_id=number_of(given.get("approver", ""), "approver"),
    )  # fmt: skip
    say(request, gettext("The plan is kept."))
    return redirect("crisis")


@member_view("send_replies", methods=("POST",))
def alarm_raise(request: MemberRequest) -> HttpResponse:
    """A member raises an alarm by hand."""
    ids = numbers_of(request.POST.getlist("conversation"), "conversation")
    number = actions.raise_by_hand(request.actor, text=request.POST.get("text", ""), now=utc_now(), conversation_ids=ids)
    return redirect("alarm", number)


@member_view("send_replies", methods=("POST",))
def alarm_work(request: MemberRequest, alarm_id: int) -> HttpResponse:
    """A step done, a line for the log, a statement approved, or the end."""
    given, actor, now = request.POST, request.actor, utc_now()
    text = given.get("text", "")
    match given.get("do", ""):
        case "step":
            actions.do_step(actor, alarm_id, step=number_of(given.get("step", ""), "step") or 0, now=now)
        case "note":
            actions.add_entry(actor, alarm_id, text=text, now=now)
        case "approve":
            actions.approve(actor, alarm_id, statement=text, now=now)
        case "over":
            actions.end(actor, alarm_id, text=text, now=now)
        case _:
            raise WrongInput(gettext("Say what to do."), field="do")
    say(request, gettext("It stands in the log."))
    return redirect("alarm", alarm_id)


@member_view("see_inbox")
def alarm_log(request: MemberRequest, alarm_id: int) -> HttpResponse:
    """The log and the messages behind the alarm as one CSV file."""
    view = queries.alarm_view(request.actor, alarm_id)
    log = [(line.at.isoformat(), line.member, line.kind, line.text) for line in view.log]
    behind = [(each.at.isoformat(), each.name, f"message, {each.channel}", each.text) for each in view.messages]
    return csv_answer(f"alarm-{alarm_id}", ("at", "who", "what", "text"), sorted((*log, *behind)))


urlpatterns = [
    path("crisis/", crisis, name="crisis"),
    path("crisis/plan/", plan_save, name="crisis_plan_save"),
    path("crisis/raise/", alarm_raise, name="alarm_raise"),
    path("crisis/<int:alarm_id>/", alarm, name="alarm"),
    path("crisis/<int:alarm_id>/work/", alarm_work, name="alarm_work"),
    path("crisis/<int:alarm_id>.csv", alarm_log, name="alarm_log"),
]
