"""Groups and coalitions: the list, one with its members, board and discussion."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.goals.queries import goals_of
from hustings.apps.groups import actions, queries
from hustings.apps.people.queries import members_of, organisation_names
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import groups_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import day_of, number_of, organisation_named, person_named


@member_view("see_goals")
def groups(request: MemberRequest) -> HttpResponse:
    """The list, by name."""
    state = request.GET.get("state", "open")
    rows = [(row, words.KINDS[row.kind]) for row in queries.groups_of(request.actor, state=state)]
    return render(request, "groups/list.html", {"rows": rows, "state": state, "kinds": words.KINDS.items()})


@member_view("edit_goals", methods=("POST",))
def new(request: MemberRequest) -> HttpResponse:
    """Makes a group."""
    given = request.POST
    number, step = actions.add_group(
        request.actor, name=given.get("name", ""), kind=given.get("kind", "group"), purpose=given.get("purpose", "")
    )
    say(request, gettext("The group is there. Now say who belongs to it."), step)
    return redirect("group", number)


@member_view("see_goals")
def group(request: MemberRequest, group_id: int) -> HttpResponse:
    """Who belongs, what they share, what is on the board and what is discussed."""
    now = utc_now()
    view = queries.group_view(request.actor, group_id, now=now)
    shared = {number for number, _ in view.goals}
    context = {
        "view": view,
        "group": view.group,
        "kind": words.KINDS[view.group.kind],
        "kinds": words.KINDS.items(),
        "roles": [(each, words.ROLES[each.kind]) for each in view.opportunities],
        "role_kinds": words.ROLES.items(),
        "goals": [row for row in goals_of(request.actor, now=now) if row.id not in shared],
        "organisations": organisation_names(request.actor),
        "members": members_of(request.actor),
        "today": now.astimezone(request.actor.zone).date(),
    }
    return render(request, "groups/group.html", context)


@member_view("edit_goals", methods=("POST",))
def change(request: MemberRequest, group_id: int) -> HttpResponse:
    """Changes the group, closes it, opens it again, or shares a goal."""
    actor, given = request.actor, request.POST
    match given.get("do", ""):
        case "close":
            said, step = gettext("The group is closed."), actions.close_group(actor, group_id, now=utc_now())
        case "open":
            said, step = gettext("The group is open again."), actions.change_group(actor, group_id, closed_at=None)
        case "share":
            said, step = gettext("They share this goal."), actions.share_goal(actor, group_id, _number(given, "goal"))[1]
        case "unshare":
            said, step = gettext("They do not share it any more."), actions.unshare_goal(actor, group_id, _number(given, "goal"))
        case _:
            changes: dict[str, Any] = {name: given[name] for name in ("name", "kind", "purpose") if name in given}
            changes |= {"owner": number_of(given["owner"], "owner")} if "owner" in given else {}
            said, step = gettext("The group is changed."), actions.change_group(actor, group_id, **changes)
    say(request, said, step)
    return redirect("group", group_id)


@member_view("edit_goals", methods=("POST",))
def belong(request: MemberRequest, group_id: int) -> HttpResponse:
    """Puts somebody into the group."""
    given = request.POST
    organisation = organisation_named(request.actor, given.get("organisation", ""), "organisation")
    person = None if organisation else person_named(request.actor, given.get("person", ""), "person")
    _, step = actions.add_membership(
        request.actor, group_id, person_id=person, organisation_id=organisation,
        role=given.get("role", ""), since=day_of(given.get("since", ""), "since"),
    )  # fmt: skip
    say(request, gettext("They belong to it now."), step)
    return redirect("group", group_id)


@member_view("edit_goals", methods=("POST",))
def membership(request: MemberRequest, membership_id: int) -> HttpResponse:
    """Another role, or the end of a membership."""
    given = request.POST
    now = utc_now()
    if given.get("do") == "leave":
        changes: dict[str, Any] = {"until": now.astimezone(request.actor.zone).date()}
        said = gettext("They belong to it no longer.")
    else:
        changes, said = {"role": given.get("role", "")}, gettext("The role is changed.")
    row = actions.membership_of_group(request.actor, membership_id)
    say(request, said, actions.change_membership(request.actor, membership_id, **changes))
    return redirect("group", row)


@member_view("edit_goals", methods=("POST",))
def post(request: MemberRequest, group_id: int) -> HttpResponse:
    """A notice, a topic or an answer."""
    given = request.POST
    _, step = actions.write_post(
        request.actor, group_id, text=given.get("text", ""), title=given.get("title", ""), notice=given.get("notice") == "yes",
        answer_to=number_of(given.get("answer_to", ""), "answer_to"), until=day_of(given.get("until", ""), "until"),
        now=utc_now(),
    )  # fmt: skip
    say(request, gettext("It is said."), step)
    return redirect("group", group_id)


@member_view("edit_goals", methods=("POST",))
def post_change(request: MemberRequest, post_id: int) -> HttpResponse:
    """Other words, or none."""
    given = request.POST
    group_id = actions.group_of_post(request.actor, post_id)
    if given.get("do") == "remove":
        say(request, gettext("It is taken back."), actions.remove_post(request.actor, post_id))
    else:
        step = actions.change_post(request.actor, post_id, text=given.get("text", ""), now=utc_now())
        say(request, gettext("It is changed."), step)
    return redirect("group", group_id)


def _number(given: Any, field: str) -> int:
    number = number_of(given.get(field, ""), field)
    if number is None:
        raise WrongInput(gettext("Choose one."), field=field)
    return number


urlpatterns = [
    path("groups/", groups, name="groups"),
    path("groups/new/", new, name="group_new"),
    path("groups/<int:group_id>/", group, name="group"),
    path("groups/<int:group_id>/change/", change, name="group_change"),
    path("groups/<int:group_id>/members/", belong, name="group_belong"),
    path("groups/<int:group_id>/posts/", post, name="group_post"),
    path("memberships/<int:membership_id>/", membership, name="membership_change"),
    path("posts/<int:post_id>/", post_change, name="group_post_change"),
]
