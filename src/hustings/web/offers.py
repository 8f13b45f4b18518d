"""Offers and needs with the matches between them, introductions and recommendations, and mentors."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.favours import matches, mentoring, offering, references
from hustings.apps.invitations.wording import HOWS
from hustings.apps.people.queries import people_of_ids
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.web import favours_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import moment_of, number_of, person_named


@member_view("see_people")
def offers(request: MemberRequest) -> HttpResponse:
    """What we can give, what people need, and what fits."""
    view = matches.offers(request.actor, now=utc_now())
    return render(request, "favours/offers.html", {"view": view, "kinds": words.OFFERS.items(), "kind_words": words.OFFERS})


@member_view("log_touch", methods=("POST",))
def asset_add(request: MemberRequest) -> HttpResponse:
    """Something that can be given."""
    given = request.POST
    of = given.get("person", "").strip()
    _number, step = offering.put_down_asset(
        request.actor, kind=given.get("kind", ""), text=given.get("text", ""), now=utc_now(),
        person_id=person_named(request.actor, of, "person") if of else None,
    )  # fmt: skip
    say(request, gettext("Put down."), step)
    return redirect("offers")


@member_view("log_touch", methods=("POST",))
def asset_end(request: MemberRequest, asset_id: int) -> HttpResponse:
    """It cannot be had any more."""
    say(request, gettext("Taken off."), offering.end_asset(request.actor, asset_id, now=utc_now()))
    return redirect("offers")


@member_view("log_touch", methods=("POST",))
def need_add(request: MemberRequest, person_id: int) -> HttpResponse:
    """What somebody needs; a suggestion is taken over, or dismissed."""
    given, now = request.POST, utc_now()
    told = {name: given.get(name, "") for name in ("text", "sentence", "evidence")}
    if given.get("do") == "dismiss":
        step = offering.dismiss_suggestion(request.actor, person_id, now=now, **told)
        say(request, gettext("Not suggested again."), step)
    else:
        _number, step = offering.put_down_need(request.actor, person_id, kind=given.get("kind", ""), now=now, **told)
        say(request, gettext("Put down."), step)
    return redirect(back_or(request, reverse("offers")))


@member_view("log_touch", methods=("POST",))
def need_settle(request: MemberRequest, need_id: int) -> HttpResponse:
    """It was met elsewhere, or is none."""
    step = offering.settle_need(request.actor, need_id, state=request.POST.get("state", ""), now=utc_now())
    say(request, gettext("Done."), step)
    return redirect(back_or(request, reverse("offers")))


@member_view("log_touch", methods=("POST",))
def match_decide(request: MemberRequest, need_id: int, asset_id: int) -> HttpResponse:
    """A match becomes a favour, promised or done; or it is set aside."""
    do, now = request.POST.get("do", ""), utc_now()
    if do == "dismiss":
        say(request, gettext("Set aside."), offering.dismiss_match(request.actor, need_id, asset_id, now=now))
    else:
        _favour, step = offering.meet_need(request.actor, need_id, asset_id, now=now, done=do == "done")
        say(request, gettext("A favour, done.") if do == "done" else gettext("Promised; it stands under Favours."), step)
    return redirect("offers")


@member_view("see_people")
def reference_list(request: MemberRequest) -> HttpResponse:
    """Introductions and recommendations that are on their way, or all of them."""
    closed = request.GET.get("closed") == "yes"
    rows = references.references(request.actor, closed=closed)
    written = references.recommendations(request.actor)
    context = {"rows": rows, "closed": closed, "written": written, "states": words.REFERENCE_STATES}
    return render(request, "favours/references.html", context)


@member_view("log_touch", methods=("GET", "POST"))
def reference_ask(request: MemberRequest, person_id: int) -> HttpResponse:
    """The two questions, then the introduction or the recommendation."""
    given = request.POST
    error: WrongInput | None = None
    if request.method == "POST":
        try:
            told = {
                name: given.get(name, "") for name in ("kind", "direction", "how", "i_would_say", "they_would_say", "what_for")
            }
            to = person_named(request.actor, given["to"], "to") if given.get("to", "").strip() else None
            _number, step = references.ask_reference(request.actor, person_id, to_id=to, now=utc_now(), **told)
        except WrongInput as refused:
            error = refused
        else:
            say(request, gettext("Put down."), step)
            return redirect("references")
    return render(request, "favours/reference.html", _reference(request, person_id, error), status=400 if error else 200)


def _reference(request: MemberRequest, person_id: int, error: WrongInput | None) -> dict[str, Any]:
    people = people_of_ids(request.actor, [person_id])
    if not people:
        raise NotFound(gettext("There is no such person."))
    return {
        "person": people[0],
        "given": request.POST,
        "error": str(error) if error else "",
        "hows": [(code, name) for code, name in HOWS.items() if code not in ("online_only", "not_known")],
        "rows": references.references(request.actor, person_id=person_id),
        "written": references.recommendations(request.actor, person_id=person_id),
        "states": words.REFERENCE_STATES,
    }


@member_view("log_touch", methods=("POST",))
def reference_move(request: MemberRequest, reference_id: int) -> HttpResponse:
    """Given, refused, or closed with what came of it."""
    state, came = request.POST.get("state", ""), request.POST.get("came_of_it", "")
    step = references.move_reference(request.actor, reference_id, state=state, now=utc_now(), came_of_it=came)
    say(request, gettext("Put down."), step)
    return redirect(back_or(request, reverse("references")))


@member_view("see_people")
def mentor_list(request: MemberRequest) -> HttpResponse:
    """Who advises whom on what, and what came of it."""
    now = utc_now().astimezone(request.actor.zone)
    return render(request, "favours/mentors.html", {"mentors": mentoring.mentors(request.actor), "now": now})


@member_view("log_touch", methods=("POST",))
def mentor_add(request: MemberRequest, person_id: int) -> HttpResponse:
    """Somebody advises the member."""
    every = number_of(request.POST.get("every_days", "").strip(), "every_days")
    topics = request.POST.get("topics", "")
    _number, step = mentoring.add_mentor(request.actor, person_id, topics=topics, every_days=every, now=utc_now())
    say(request, gettext("Put down."), step)
    return redirect("mentors")


@member_view("log_touch", methods=("POST",))
def mentor_end(request: MemberRequest, mentor_id: int) -> HttpResponse:
    """They do not advise any more."""
    say(request, gettext("What they said stays."), mentoring.end_mentor(request.actor, mentor_id, now=utc_now()))
    return redirect("mentors")


@member_view("log_touch", methods=("POST",))
def session_add(request: MemberRequest, mentor_id: int) -> HttpResponse:
    """A talk with a mentor."""
    given, now = request.POST, utc_now()
    _number, step = mentoring.add_session(
        request.actor, mentor_id, topic=given.get("topic", ""), advice=given.get("advice", ""),
        at=moment_of(given.get("at", ""), "at") or now, now=now,
    )  # fmt: skip
    say(request, gettext("Put down."), step)
    return redirect("mentors")


@member_view("log_touch", methods=("POST",))
def session_close(request: MemberRequest, session_id: int) -> HttpResponse:
    """What came of an advice."""
    came = request.POST.get("came_of_it", "")
    say(request, gettext("Put down."), mentoring.close_session(request.actor, session_id, came_of_it=came, now=utc_now()))
    return redirect("mentors")


urlpatterns = [
    path("offers/", offers, name="offers"),
    path("offers/add/", asset_add, name="asset_add"),
    path("offers/<int:asset_id>/end/", asset_end, name="asset_end"),
    path("people/<int:person_id>/needs/", need_add, name="need_add"),
    path("needs/<int:need_id>/settle/", need_settle, name="need_settle"),
    path("needs/<int:need_id>/offers/<int:asset_id>/", match_decide, name="match_decide"),
    path("references/", reference_list, name="references"),
    path("people/<int:person_id>/references/", reference_ask, name="reference_ask"),
    path("references/<int:reference_id>/", reference_move, name="reference_move"),
    path("mentors/", mentor_list, name="mentors"),
    path("people/<int:person_id>/mentor/", mentor_add, name="mentor_add"),
    path("mentors/<int:mentor_id>/end/", mentor_end, name="mentor_end"),
    path("mentors/<int:mentor_id>/sessions/", session_add, name="session_add"),
    path("mentors/sessions/<int:session_id>/", session_close, name="session_close"),
]
