"""Pairs that may be one person, one after the other: both records side by side, and what speaks for and against."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext, ngettext

from hustings.apps.people import actions, queries
from hustings.apps.people.actions.learning import queue_learning
from hustings.apps.people.queries.decisions import pair_of
from hustings.apps.people.queries.learnt import lessons
from hustings.kernel.clock import utc_now
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say

LATER = timedelta(days=7)
PAGE = 10


@member_view("merge_people")
def reviews(request: MemberRequest) -> HttpResponse:
    """The queue, the likeliest pair first, and where its weights come from."""
    context = _context(request) | {"lessons": lessons(request.actor)}
    return render(request, "reviews/list.html", context, fragment="reviews/_list.html")


def _context(request: MemberRequest) -> dict[str, Any]:
    page = queries.reviews_page(request.actor, after=request.GET.get("after", ""), limit=PAGE)
    return {
        "page": page,
        "sure": len(queries.sure_pairs(request.actor)),
        "older": urlencode({"after": page.next}) if page.next else "",
    }


def _again(request: MemberRequest) -> HttpResponse:
    if not request.htmx:
        return redirect("review")
    return render(request, "reviews/list.html", _context(request), fragment="reviews/_list.html")


@member_view("merge_people", methods=("POST",))
def learn(request: MemberRequest) -> HttpResponse:
    """Learns the weights anew in the background."""
    queue_learning(request.actor)
    say(request, gettext("The records are being looked at. In a minute the new weights stand here."))
    return redirect("review")


@member_view("merge_people", methods=("POST",))
def merge(request: MemberRequest, review_id: int) -> HttpResponse:
    """They are one; the record closer to us keeps its place."""
    pair = pair_of(request.actor, review_id)
    merged, step = actions.merge_pairs(request.actor, [pair.id])
    if merged:
        say(request, gettext("%(name)s is one person now.") % {"name": pair.first.name}, step)
    return _again(request)


@member_view("merge_people", methods=("POST",))
def not_same(request: MemberRequest, review_id: int) -> HttpResponse:
    """They are two, and will not be asked about again."""
    pair = pair_of(request.actor, review_id)
    step = actions.say_not_same(request.actor, pair.first.id, pair.second.id)
    say(request, gettext("Two people. You will not be asked again."), step)
    return _again(request)


@member_view("merge_people", methods=("POST",))
def later(request: MemberRequest, review_id: int) -> HttpResponse:
    """Not now: back in a week."""
    step = actions.decide_later(request.actor, review_id, until=utc_now() + LATER)
    say(request, gettext("Back in a week."), step)
    return _again(request)


@member_view("merge_people", methods=("GET", "POST"))
def sure(request: MemberRequest) -> HttpResponse:
    """Merges all pairs of one name that are surer than 97%, after a look at them."""
    pairs = queries.sure_pairs(request.actor)
    if request.method != "POST":
        return render(request, "reviews/sure.html", {"pairs": pairs})
    seen = {int(number) for number in request.POST.getlist("pair") if number.isascii() and number.isdecimal()}
    merged, step = actions.merge_pairs(request.actor, [pair.id for pair in pairs if pair.id in seen])
    say(request, ngettext("%(count)d pair merged.", "%(count)d pairs merged.", merged) % {"count": merged}, step)
    return redirect("review")


urlpatterns = [
    path("reviews/", reviews, name="review"),
    path("reviews/learn/", learn, name="review_learn"),
    path("reviews/sure/", sure, name="review_sure"),
    path("reviews/<int:review_id>/merge/", merge, name="review_merge"),
    path("reviews/<int:review_id>/not-same/", not_same, name="review_not_same"),
    path("reviews/<int:review_id>/later/", later, name="review_later"),
]
