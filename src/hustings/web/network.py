"""Ties among others: whom somebody is tied to and why; the warm way to somebody; introductions, until they happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.favours import actions as favours
from hustings.apps.favours import references
from hustings.apps.goals import introductions, paths
from hustings.apps.goals.queries import goals_of
from hustings.apps.invitations.wording import HOWS
from hustings.apps.network import actions, queries
from hustings.apps.network.nodes import Node
from hustings.apps.people.queries import organisation_names, people_of_ids
from hustings.apps.people.reaching_out import NotNow
from hustings.apps.today import introducing
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.web import favours_wording, people_wording
from hustings.web import network_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import day_of, number_of, organisation_named, person_named

QUESTIONS = ("how", "i_would_say", "they_would_say")
"""What is asked before an introduction."""


@member_view("see_people")
def person_ties(request: MemberRequest, person_id: int) -> HttpResponse:
    """Whom a person is tied to, and why."""
    return render(request, "ties/ties.html", _ties(request, person_id))


def _ties(request: MemberRequest, person_id: int, **further: Any) -> dict[str, Any]:
    person = _person(request, person_id)
    rows = queries.ties_of(request.actor, ("person", person_id), now=utc_now())
    private = queries.private_of(request.actor)
    return {
        "person": person,
        "ties": [(row, words.SIDES[row.sign], words.chance(row.probability), _facts(row.facts)) for row in rows],
        "kinds": words.STATED.items(),
        "organisations": organisation_names(request.actor) if request.actor.may("edit_people") else (),
        "never": queries.never_ask_of(request.actor, person_id),
        "private": person_id in private.people,
        "all_private": private.everything,
        "given": {},
        **further,
    }


@member_view("see_people")
def organisation_ties(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """With whom an organisation is tied, and why."""
    node: Node = ("organisation", organisation_id)
    rows = queries.ties_of(request.actor, node, now=utc_now())
    context = {
        "organisation_id": organisation_id,
        "name": queries.names_of(request.actor, [node])[node][0],
        "ties": [(row, words.SIDES[row.sign], words.chance(row.probability), _facts(row.facts)) for row in rows],
    }
    return render(request, "ties/organisation.html", context)


def _person(request: MemberRequest, person_id: int) -> Any:
    found = people_of_ids(request.actor, [person_id])
    if not found:
        raise NotFound(gettext("There is no such person."))
    return found[0]


def _facts(rows: tuple[queries.FactRow, ...]) -> list[tuple[queries.FactRow, str, int | None]]:
    """Each fact in words, and its number where the member can take it away."""
    return [(row, words.fact(row), _own_number(row)) for row in rows]


def _own_number(row: queries.FactRow) -> int | None:
    kind, _, number = row.evidence.partition(":")
    return int(number) if kind == "relation" and row.mine else None


@member_view("edit_people", methods=("POST",))
def person_tie_add(request: MemberRequest, person_id: int) -> HttpResponse:
    """Says how a person is tied to another."""
    given = request.POST
    try:
        other = _other(request)
        _, step = actions.state_tie(
            request.actor, ("person", person_id), other, kind=given.get("kind", ""), now=utc_now(),
            since=day_of(given.get("since", ""), "since"), words=given.get("words", ""), link=given.get("link", ""),
            shared="private" not in given,
        )  # fmt: skip
    except WrongInput as refused:
        context = _ties(request, person_id, error=str(refused), wrong=refused.field, given=given)
        return render(request, "ties/ties.html", context, status=400)
    say(request, gettext("Put down."), step)
    return redirect("person_ties", person_id)


def _other(request: MemberRequest) -> Node:
    """Who is meant: an organisation that was chosen or named, a person's number, or the one person of that name."""
    organisation = organisation_named(request.actor, request.POST.get("organisation", ""), "organisation")
    if organisation is not None:
        return "organisation", organisation
    return "person", person_named(request.actor, request.POST.get("other", ""), "other")


@member_view("edit_people", methods=("POST",))
def tie_remove(request: MemberRequest, relation_id: int) -> HttpResponse:
    """Takes a stated tie away."""
    say(request, gettext("The tie is gone."), actions.remove_tie(request.actor, relation_id))
    return redirect(back_or(request, reverse("people")))


@member_view("edit_people", methods=("POST",))
def person_never_ask(request: MemberRequest, person_id: int) -> HttpResponse:
    """Puts somebody on the list of those who are never asked, or takes them off."""
    if request.POST.get("do") == "may":
        say(request, gettext("They may be asked again."), actions.may_ask_again(request.actor, person_id))
    else:
        step = actions.never_ask(request.actor, person_id, now=utc_now(), reason=request.POST.get("reason", ""))
        say(request, gettext("They are never asked for an introduction."), step)
    return redirect(back_or(request, reverse("person_ties", args=(person_id,))))


@member_view("log_touch", methods=("POST",))
def person_discretion(request: MemberRequest, person_id: int) -> HttpResponse:
    """Keeps one's own ties to a person, or all of them, to oneself; or shares them again."""
    whom = None if "everything" in request.POST else person_id
    if request.POST.get("do") == "share":
        say(request, gettext("Your ties may be used for others."), actions.share_ties(request.actor, person_id=whom))
    else:
        step = actions.keep_ties_private(request.actor, now=utc_now(), person_id=whom)
        say(request, gettext("Your ties are used for nobody else."), step)
    return redirect("person_ties", person_id)


@member_view("see_all_people")
def person_path(request: MemberRequest, person_id: int) -> HttpResponse:
    """The warm way to a person; with `chain`, the ask to the first on it, ready to be made personal."""
    return render(request, "ties/path.html", _path(request, person_id))


def _path(request: MemberRequest, person_id: int, **further: Any) -> dict[str, Any]:
    goal_id = number_of(request.GET.get("goal", "") or request.POST.get("goal", ""), "goal")
    view = paths.paths_to(request.actor, person_id, now=utc_now(), goal_id=goal_id)
    chain = _chain(request, person_id)
    return {
        "view": view,
        "paths": [_shown(each) for each in view.paths],
        "later": [_shown(each) for each in view.later],
        "goal_id": goal_id,
        "goals": goals_of(request.actor, now=utc_now()) if request.actor.may("see_goals") else (),
        "chain": chain,
        "draft": introductions.draft_introduction(request.actor, chain, goal_id=goal_id) if chain else "",
        "first": _person(request, chain[0]) if chain else None,
        "said": references.answers_of(request.actor, chain[0]) if chain else {},
        "hows": [(code, name) for code, name in HOWS.items() if code not in ("online_only", "not_known")],
        "asked": [(row, words.STATES[row.state]) for row in introductions.introductions(request.actor, person_id=person_id)],
        **further,
    }


def _shown(row: paths.PathRow) -> tuple[paths.PathRow, str, list[dict[str, Any]]]:
    return row, words.chance(row.probability), [_link(link) for link in row.links]


def _link(row: paths.LinkRow) -> dict[str, Any]:
    return {
        "row": row,
        "chance": words.chance(row.probability),
        "facts": [words.fact(each) for each in row.facts],
        "ledger": [favours_wording.ledger_reason(each) for each in row.ledger],
        "vouch": people_wording.name_in(people_wording.VOUCHES, row.vouch.how) if row.vouch else "",
    }


def _chain(request: MemberRequest, person_id: int) -> list[int]:
    """Who is asked first, perhaps whom they are to ask, and the person; nothing where nobody is chosen yet."""
    given = request.POST if request.method == "POST" else request.GET
    between = [number_of(given.get(name, ""), name) for name in ("first", "second")]
    return [*(number for number in between if number is not None), person_id] if between[0] is not None else []


@member_view("edit_goals", methods=("POST",))
def introduction_ask(request: MemberRequest, person_id: int) -> HttpResponse:
    """Asks the first on a chain: an ask in the ledger of favours and an introduction to follow, both or neither."""
    chain = _chain(request, person_id)
    if not chain:
        raise WrongInput(gettext("Say who is asked."), field="first")
    draft, goal = request.POST.get("draft", ""), number_of(request.POST.get("goal", ""), "goal")
    try:
        _, step = introducing.ask_for_introduction(
            request.actor, chain, draft=draft, now=utc_now(), goal_id=goal, overrule="overrule" in request.POST,
            **{name: request.POST.get(name, "") for name in QUESTIONS},
        )  # fmt: skip
    except WrongInput as refused:
        stopped = isinstance(refused, favours.Stopped | NotNow)
        said = {name: request.POST.get(name, "") for name in QUESTIONS}
        context = _path(request, person_id, error=str(refused), stopped=stopped, draft=draft, said=said)
        return render(request, "ties/path.html", context, status=409 if stopped else 400)
    say(request, gettext("The ask is put down. Send it, and say here what became of it."), step)
    return redirect(reverse("person_path", args=(person_id,)) + (f"?goal={goal}" if goal else ""))


@member_view("edit_goals", methods=("POST",))
def introduction_settle(request: MemberRequest, introduction_id: int) -> HttpResponse:
    """What became of an introduction; its ask in the ledger is answered with it."""
    outcome = request.POST.get("outcome", "")
    step = introducing.settle_introduction(request.actor, introduction_id, outcome=outcome, now=utc_now())
    say(request, gettext("Put down."), step)
    return redirect(back_or(request, reverse("introductions")))


@member_view("see_all_people")
def introduction_list(request: MemberRequest) -> HttpResponse:
    """All introductions that were asked for, and who is never asked."""
    found = introductions.introductions(request.actor)
    context = {
        "open": [(row, words.STATES[row.state]) for row in found if row.state in ("asked", "agreed")],
        "settled": [(row, words.STATES[row.state]) for row in found if row.state not in ("asked", "agreed")],
        "never": queries.never_asked(request.actor),
    }
    return render(request, "ties/introductions.html", context)


urlpatterns = [
    path("people/<int:person_id>/ties/", person_ties, name="person_ties"),
    path("organisations/<int:organisation_id>/ties/", organisation_ties, name="organisation_ties"),
    path("people/<int:person_id>/ties/add/", person_tie_add, name="person_tie_add"),
    path("people/<int:person_id>/never-ask/", person_never_ask, name="person_never_ask"),
    path("people/<int:person_id>/discretion/", person_discretion, name="person_discretion"),
    path("people/<int:person_id>/path/", person_path, name="person_path"),
    path("people/<int:person_id>/introductions/", introduction_ask, name="introduction_ask"),
    path("ties/<int:relation_id>/remove/", tie_remove, name="tie_remove"),
    path("introductions/", introduction_list, name="introductions"),
    path("introductions/<int:introduction_id>/settle/", introduction_settle, name="introduction_settle"),
]
