"""Invitations to connect: those that wait, with what we know and an answer ready; ours; and what became of all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.invitations import choosing, queries
from hustings.apps.invitations import wording as words
from hustings.apps.invitations.triage import advise_outgoing
from hustings.apps.people.queries import find_people, people_of_ids
from hustings.apps.people.reaching_out import NotNow
from hustings.apps.today.network import invitation_outcomes
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import day_of

CHANNELS = (
    "linkedin", "facebook", "x", "mastodon", "bluesky", "instagram", "threads", "tiktok", "whatsapp", "telegram", "signal"
)  # fmt: skip


@member_view("see_people")
def invitations(request: MemberRequest) -> HttpResponse:
    """Those that we received, or sent; with `away` those that are out of sight for now."""
    return render(request, "invitations/list.html", _context(request), fragment="invitations/_list.html")


def _context(request: MemberRequest, **more: Any) -> dict[str, Any]:
    direction = "out" if request.GET.get("direction") == "out" else "in"
    away = request.GET.get("away") == "yes"
    others = request.GET.get("whose") == "others"
    asked = request.GET.get("person", "")
    person = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    meant: dict[str, Any] = {"direction": direction, "away": away, "whose": "others" if others else "mine"}
    # What is asked for by person is theirs, whoever has it.
    one = {"person_id": person, "whose": "all"} if person is not None else {}
    page = queries.invitations_page(request.actor, **{**meant, "after": request.GET.get("after", ""), **one})
    if person is not None and not page.rows:
        # Everything of theirs is decided: those of the others follow.
        person, page = None, queries.invitations_page(request.actor, **meant)
    kept = {"direction": direction} | ({"away": "yes"} if away else {}) | ({"whose": "others"} if others else {})
    kept |= {"person": str(person)} if person is not None else {}
    return {
        "page": page,
        "direction": direction,
        "away": away,
        "others": others,
        "one": person is not None,
        "kept": urlencode(kept),
        "hows": words.HOWS.items(),
        "older": urlencode({**kept, "after": page.next}) if page.next else "",
        **more,
    }


@member_view("decide_invitations", methods=("POST",))
def choose(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Puts down what was chosen; on the platform itself the member does it. Against the rule it asks once more."""
    given = request.POST
    choice, how = given.get("choice", ""), given.get("how", "")
    put_off = "unsaid" in given or "never" in given
    try:
        step = choosing.choose(
            request.actor, invitation_id, choice, now=utc_now(), how="" if put_off else how, unsaid="unsaid" in given,  # type: ignore[arg-type]
            never="never" in given, overrule="overrule" in given,
        )  # fmt: skip
    except choosing.RuleBroken as broken:
        refused = {"id": invitation_id, "text": str(broken), "how": how, "put_off": given.get("unsaid") or given.get("never")}
        context = _context(request, refused=refused | {"final": broken.rule_break.code == "do_not_contact"})
        status = 200 if request.htmx else 409
        return render(request, "invitations/list.html", context, fragment="invitations/_list.html", status=status)
    say(request, str(words.CHOSEN[choice]), step)
    if not request.htmx:
        return redirect(back_or(request, reverse("invitations")))
    return render(request, "invitations/list.html", _context(request), fragment="invitations/_list.html")


@member_view("see_people")
def outcomes(request: MemberRequest) -> HttpResponse:
    """What became of invitations by what was chosen about them."""
    rows = invitation_outcomes(request.actor, now=utc_now())
    sides = [(side, [row for row in rows if row.direction == side]) for side in ("in", "out")]
    return render(request, "invitations/outcomes.html", {"sides": sides, "choices": words.CHOICES, "any": bool(rows)})


@member_view("decide_invitations", methods=("GET", "POST"))
def outgoing(request: MemberRequest, person_id: int) -> HttpResponse:
    """Whether it is right to ask somebody to connect, with a note that says how we know each other; a POST puts it down."""
    given = request.POST if request.method == "POST" else request.GET
    channel = given.get("channel", "linkedin")
    channel = channel if channel in CHANNELS else CHANNELS[0]
    refused: dict[str, Any] = {}
    if request.method == "POST":
        try:
            _, step = choosing.put_down_invitation(
                request.actor, person_id, channel=channel, now=utc_now(), message=given.get("message", ""),
                how=given.get("how", ""), overrule="overrule" in given,
            )  # fmt: skip
        except (choosing.RuleBroken, NotNow) as broken:
            final = isinstance(broken, choosing.RuleBroken) and broken.rule_break.code == "do_not_contact"
            refused = {"text": str(broken), "how": given.get("how", ""), "final": final}
        else:
            say(request, gettext("Put down: you asked to connect."), step)
            return redirect("person", person_id)
    return render(
        request, "invitations/outgoing.html", _outgoing(request, person_id, channel, refused), status=409 if refused else 200
    )


def _outgoing(request: MemberRequest, person_id: int, channel: str, refused: dict[str, Any]) -> dict[str, Any]:
    people = people_of_ids(request.actor, [person_id])
    if not people:
        raise NotFound(gettext("There is no such person."))
    return {
        "person": people[0],
        "channel": channel,
        "channels": CHANNELS,
        "profile": queries.profile_on(people[0], channel),
        "advice": advise_outgoing(request.actor, person_id, channel=channel, now=utc_now()),
        "must_say": choosing.must_say(request.actor, person_id),
        "since": choosing.connected_since(request.actor, person_id, channel=channel),
        "hows": words.HOWS.items(),
        "refused": refused,
    }


@member_view("decide_invitations")
def new(request: MemberRequest) -> HttpResponse:
    """Finds who asked to connect, to put it down on their page."""
    asked = request.GET.get("q", "").strip()
    return render(request, "invitations/new.html", {"q": asked, "found": find_people(request.actor, asked, limit=20)})


@member_view("decide_invitations", methods=("POST",))
def received(request: MemberRequest, person_id: int) -> HttpResponse:
    """Puts down that they asked us to connect; it waits with the others then."""
    given = request.POST
    now = utc_now()
    came = choosing.noon_of(request.actor, day_of(given.get("on", ""), "on"), now=now)
    _, step = choosing.put_down_received(
        request.actor, person_id, channel=given.get("channel", ""), now=now, message=given.get("message", ""), sent_at=came
    )
    say(request, gettext("Put down: they asked to connect."), step)
    return redirect(f"{reverse('invitations')}?{urlencode({'person': person_id})}")


urlpatterns = [
    path("invitations/", invitations, name="invitations"),
    path("invitations/new/", new, name="invitation_new"),
    path("invitations/outcomes/", outcomes, name="invitation_outcomes"),
    path("invitations/<int:invitation_id>/choose/", choose, name="invitation_choose"),
    path("people/<int:person_id>/connect/", outgoing, name="person_connect"),
    path("people/<int:person_id>/connect/came/", received, name="person_invited"),
]
