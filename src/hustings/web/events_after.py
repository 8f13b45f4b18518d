"""Around an event: the brief before it, follow-ups and notes after it, what is worth joining, our card."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.events import following, giving_out, joining, noting, queries
from hustings.apps.events.planning import event_of
from hustings.apps.events.wording import when, why
from hustings.apps.exports.event_paper import brief_shown, event_paper
from hustings.apps.favours import actions as favours
from hustings.apps.goals import queries as goals
from hustings.apps.goals.stakes import deciding_bodies, weights_of
from hustings.apps.today.event_brief import brief_of_event, goal_for
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import events_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import day_of, number_of, person_named
from hustings.web.printing import pdf_answer
from hustings.web.templatetags.hustings import day


def brief_context(request: MemberRequest, event_id: int) -> dict[str, Any]:
    """Everything that the brief shows, with the choice of its goal."""
    actor, now = request.actor, utc_now()
    goal, goal_name = goal_for(actor, _goal_asked(request), now=now)
    made = brief_of_event(actor, event_id, goal=goal or 0, minutes=_minutes_asked(request), now=now)
    return {
        **brief_shown(actor, made, dated=day, goal_name=goal_name),
        "goals": [(row.id, row.name) for row in goals.goals_of(actor, now=now)[:50]] if actor.may("see_goals") else (),
        "goal": goal,
        "query": request.GET.urlencode(),
    }


def _goal_asked(request: MemberRequest) -> int | None:
    """The goal that was chosen, 0 where it was *No goal*, None where nothing was."""
    chosen = number_of(request.GET.get("goal", ""), "goal")
    return 0 if chosen is None and "goal" in request.GET else chosen


def _minutes_asked(request: MemberRequest) -> int | None:
    return number_of(request.GET.get("minutes", ""), "minutes")


@member_view("see_people")
def brief(request: MemberRequest, event_id: int) -> HttpResponse:
    """The brief as a page."""
    return render(request, "events/brief.html", brief_context(request, event_id))


@member_view("see_people")
def brief_pdf(request: MemberRequest, event_id: int) -> HttpResponse:
    """The brief on paper."""
    paper = event_paper(request.actor, event_id, goal=_goal_asked(request), minutes=_minutes_asked(request), now=utc_now())
    return pdf_answer(paper.content, paper.name)


@member_view("see_people")
def follow_ups(request: MemberRequest) -> HttpResponse:
    """What waits after events."""
    rows = queries.follow_ups_waiting(request.actor, now=utc_now())
    shown = [(row, words.draft(row, ours=request.actor.name.split(" ")[0]), words.held_up(row)) for row in rows]
    return render(request, "events/follow_ups.html", {"rows": shown})


@member_view("log_touch", methods=("POST",))
def follow_up_close(request: MemberRequest, follow_up_id: int) -> HttpResponse:
    """The word was said, none is needed, or later."""
    given, now = request.POST, utc_now()
    match given.get("do"):
        case "drop":
            step = following.drop_follow_up(request.actor, follow_up_id, now=now)
            said = gettext("None is needed.")
        case "later":
            day = day_of(given.get("until", ""), "until")
            if day is None:
                raise WrongInput(gettext("Say until which day."), field="until")
            step = following.put_off_follow_up(request.actor, follow_up_id, until=day)
            said = gettext("Put off.")
        case _:
            step = following.finish_follow_up(
                request.actor, follow_up_id, now=now, channel=given.get("channel", ""), text=given.get("text", "")
            )
            said = gettext("Done.")
    say(request, said, step)
    return redirect(back_or(request, reverse("event_follow_ups")))


@member_view("log_touch", methods=("POST",))
def promise_favour(request: MemberRequest, event_id: int) -> HttpResponse:
    """Puts a promise made at an event into the ledger of favours too."""
    event_of(request.actor, event_id)
    promise, kind = number_of(request.POST.get("promise", ""), "promise"), request.POST.get("kind", "other")
    _, step = favours.promise_into_ledger(request.actor, promise or 0, kind=kind, now=utc_now())
    say(request, gettext("In the ledger as promised."), step)
    return redirect("event", event_id)


@member_view("log_touch", methods=("POST",))
def jotting_who(request: MemberRequest, jotting_id: int) -> HttpResponse:
    """Says who is meant by a note that waits; a card is typed off as somebody new."""
    given, now = request.POST, utc_now()
    event_id = noting.jotting_of(request.actor, jotting_id).event_id
    if given.get("do") == "new":
        values = {name: given.get(name, "") for name in ("name", "email", "phone", "organisation", "title")}
        step = noting.type_card(request.actor, jotting_id, now=now, **values).step
    else:
        person = number_of(given.get("person", ""), "person") or person_named(request.actor, given.get("q", ""), "q")
        step = noting.settle_jotting(request.actor, jotting_id, person_id=person, now=now)
    say(request, gettext("Kept, with a follow-up."), step)
    return redirect("event", event_id)


@member_view("see_people")
def jotting_photo(request: MemberRequest, jotting_id: int) -> HttpResponse:
    """The photo of a card."""
    photo, kind = noting.photo_of(request.actor, jotting_id)
    response = HttpResponse(photo, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@member_view("see_people")
def join(request: MemberRequest) -> HttpResponse:
    """Events and organisations worth joining."""
    now, zone = utc_now(), request.actor.zone
    weights, issues = weights_of(request.actor, now=now)
    found = joining.proposed_events(request.actor, stakeholders=weights, issues=issues, now=now)
    context = {
        "events": [
            {
                "event": each.event,
                "when": when(each.event.starts_at, each.event.ends_at, all_day=each.event.all_day, zone=zone),
                "why": [why(reason) for reason in each.reasons],
            }
            for each in found
        ],
        "organisations": [
            (each, [why(reason) for reason in each.reasons])
            for each in joining.proposed_organisations(
                request.actor, stakeholders=weights, but=deciding_bodies(request.actor), now=now
            )
        ],
    }
    return render(request, "events/joining.html", context)


@member_view("edit_people", methods=("POST",))
def organisation_decline(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Does not propose an organisation again."""
    joining.decline_organisation(request.actor, organisation_id)
    say(request, gettext("It is not proposed again."))
    return redirect("joining")


@member_view("see_people")
def card(request: MemberRequest) -> HttpResponse:
    """Our card, to be scanned off this screen."""
    text = giving_out.card_text(request.actor)
    code = segno.make(text, error="m", micro=False)
    picture = code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
    return render(request, "events/card.html", {"picture": picture, "card": giving_out.own_card(request.actor)})


@member_view("see_people")
def card_file(request: MemberRequest) -> HttpResponse:
    """Our card as a file."""
    response = HttpResponse(giving_out.card_text(request.actor), content_type="text/vcard; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="card.vcf"'
    return response


urlpatterns = [
    path("events/<int:event_id>/brief/", brief, name="event_brief"),
    path("events/<int:event_id>/brief.pdf", brief_pdf, name="event_brief_pdf"),
    path("events/<int:event_id>/promises/", promise_favour, name="event_promise"),
    path("events/follow-ups/", follow_ups, name="event_follow_ups"),
    path("events/follow-ups/<int:follow_up_id>/", follow_up_close, name="event_follow_up"),
    path("events/notes/<int:jotting_id>/who/", jotting_who, name="jotting_who"),
    path("events/notes/<int:jotting_id>/photo/", jotting_photo, name="jotting_photo"),
    path("events/joining/", join, name="joining"),
    path("events/joining/<int:organisation_id>/dismiss/", organisation_decline, name="joining_dismiss"),
    path("events/card/", card, name="own_card"),
    path("events/card.vcf", card_file, name="own_card_file"),
]
