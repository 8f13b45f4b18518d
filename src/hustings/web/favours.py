"""Giving and asking: what is open, the ledger with a person, and the log of gifts to officials."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.favours import actions, queries
from hustings.apps.people.reaching_out import NotNow
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import favours_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import day_of, number_of


@member_view("see_people")
def favours(request: MemberRequest) -> HttpResponse:
    """What is open in the workspace."""
    found = queries.what_is_open(request.actor, now=utc_now())
    return render(request, "favours/open.html", {"open": found, **_words()})


@member_view("see_people")
def ledger(request: MemberRequest, person_id: int) -> HttpResponse:
    """The ledger with a person."""
    return render(request, "favours/ledger.html", _ledger(request, person_id))


def _ledger(request: MemberRequest, person_id: int) -> dict[str, Any]:
    view = queries.ledger(request.actor, person_id, now=utc_now())
    return {
        "view": view,
        "needs": queries.needs_of(request.actor, person_id),
        "offer_kinds": words.OFFERS,
        "rules": actions.gift_rules().items(),
        "today": utc_now().astimezone(request.actor.zone).date(),
        **_words(),
    }


def _words() -> dict[str, Any]:
    return {"favour_kinds": words.FAVOURS, "ask_kinds": words.ASKS, "states": words.STATES, "givers": words.GIVERS}


@member_view("log_touch", methods=("POST",))
def favour_add(request: MemberRequest, person_id: int) -> HttpResponse:
    """Puts down a favour."""
    given, now = request.POST, utc_now()
    need = number_of(given.get("need", ""), "need")
    if need is not None:
        _, step = actions.promise_need(request.actor, need, now=now)
        say(request, gettext("Promised. Keep it, then ask."), step)
        return redirect("ledger", person_id)
    _, step = actions.put_down_favour(
        request.actor, person_id, direction=given.get("direction", ""), kind=given.get("kind", ""), at=now, now=now,
        text=given.get("text", ""), done="promised" not in given,
    )  # fmt: skip
    say(request, gettext("Put down."), step)
    return redirect("ledger", person_id)


@member_view("log_touch", methods=("POST",))
def ask_add(request: MemberRequest, person_id: int) -> HttpResponse:
    """Puts down an ask; one that should not be made now comes back with the reason and a better step."""
    given, now = request.POST, utc_now()
    asked = {"kind": given.get("kind", ""), "text": given.get("text", "")}
    try:
        _, step = actions.put_down_ask(
            request.actor, person_id, at=now, now=now, planned="planned" in given, overrule="overrule" in given, **asked
        )
    except (actions.Stopped, NotNow) as stopped:
        context = {**_ledger(request, person_id), "stopped": str(stopped), "asked": asked}
        return render(request, "favours/ledger.html", context, status=409)
    say(request, gettext("Put down."), step)
    return redirect("ledger", person_id)


@member_view("log_touch", methods=("POST",))
def favour_settle(request: MemberRequest, favour_id: int) -> HttpResponse:
    """A promise was kept, or thanks were said."""
    done = request.POST.get("do") == "done"
    step = actions.settle_favour(request.actor, favour_id, now=utc_now(), done=done, thanked=not done)
    say(request, gettext("Done.") if done else gettext("Thanked."), step)
    return redirect(back_or(request, reverse("favours")))


@member_view("log_touch", methods=("POST",))
def ask_answer(request: MemberRequest, ask_id: int) -> HttpResponse:
    """What became of an ask."""
    answer, overrule = request.POST.get("answer", ""), "overrule" in request.POST
    if answer == "made":
        return _made(request, ask_id, overrule=overrule)
    if answer == "thanked":
        step = actions.thank_for_ask(request.actor, ask_id, now=utc_now())
    else:
        step = actions.answer_ask(request.actor, ask_id, answer=answer, now=utc_now())  # type: ignore[arg-type]
    say(request, gettext("Put down."), step)
    return redirect(back_or(request, reverse("favours")))


def _made(request: MemberRequest, ask_id: int, *, overrule: bool) -> HttpResponse:
    """A planned ask is made now; one that should not be comes back with the reason and a better step."""
    asked = actions.ask_of(request.actor, ask_id)
    try:
        step = actions.make_ask(request.actor, ask_id, now=utc_now(), overrule=overrule)
    except (actions.Stopped, NotNow) as stopped:
        told = {"kind": asked.kind, "text": asked.text, "planned": asked.pk}
        context = {**_ledger(request, asked.person_id), "stopped": str(stopped), "asked": told}
        return render(request, "favours/ledger.html", context, status=409)
    say(request, gettext("Put down."), step)
    return redirect(back_or(request, reverse("favours")))


@member_view("see_all_people")
def gifts(request: MemberRequest) -> HttpResponse:
    """The log of gifts to officials."""
    context = {"gifts": queries.gift_log(request.actor), "said": words.SAID, "givers": words.GIVERS}
    return render(request, "favours/gifts.html", context)


@member_view("log_touch", methods=("POST",))
def gift_add(request: MemberRequest, person_id: int) -> HttpResponse:
    """Puts a gift into the log, with what the rule says."""
    given = request.POST
    _, verdict, step = actions.put_down_gift(
        request.actor, person_id, what=given.get("what", ""), rule=given.get("rule", ""), giver=given.get("giver", ""),
        on=day_of(given.get("on", ""), "on") or utc_now().astimezone(request.actor.zone).date(),
        value=_amount(given.get("value", "")), currency=given.get("currency", "").strip().upper() or "USD",
        source=given.get("source", ""), cash="cash" in given, for_official_act="for_official_act" in given,
        despite="despite" in given,
    )  # fmt: skip
    say(request, actions.GIFT_WORDS[verdict.code].format(**verdict.facts), step)
    return redirect("ledger", person_id)


def _amount(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation as error:
        raise WrongInput(gettext("Write an amount such as 12.50."), field="value") from error


urlpatterns = [
    path("favours/", favours, name="favours"),
    path("favours/<int:favour_id>/settle/", favour_settle, name="favour_settle"),
    path("asks/<int:ask_id>/answer/", ask_answer, name="ask_answer"),
    path("gifts/", gifts, name="gifts"),
    path("people/<int:person_id>/favours/", ledger, name="ledger"),
    path("people/<int:person_id>/favours/add/", favour_add, name="favour_add"),
    path("people/<int:person_id>/asks/add/", ask_add, name="ask_add"),
    path("people/<int:person_id>/gifts/add/", gift_add, name="gift_add"),
]
