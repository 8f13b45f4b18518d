"""Connected accounts: how each is, what to mend, and the form by which one is connected."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.channels import actions, queries
from hustings.apps.channels.signing_in import begin_sign_in, finish_sign_in
from hustings.apps.intake.actions import enqueue_sync
from hustings.kernel.errors import HustingsError, WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say

STATES = {
    "connected": _("connected"),
    "paused": _("paused"),
    "revoked": _("does not let us in"),
    "disconnected": _("let go"),
}
CAPABILITIES = {
    "read": _("read"),
    "listen": _("hear of news at once"),
    "reply": _("answer"),
    "message": _("write messages"),
    "publish": _("publish"),
    "delete": _("delete"),
}
"""What an account can do here, in words."""


MOST_AT_ONCE = 6
FIRST = ("password",)
"""Of a platform that asks for more than that, only what is needed and these are asked at once; the rest opens."""


@member_view("see_channels")
def channels(request: MemberRequest) -> HttpResponse:
    """Every account with the state of its streams, and what else can be connected."""
    views = queries.channels_of(request.actor)
    known = [(platform, _able(platform.can)) for platform in queries.platforms(request.actor)]
    context = {"channels": [(view, STATES[view.state], _able(view.may)) for view in views], "platforms": known}
    return render(request, "channels/list.html", context)


def _able(can: tuple[str, ...]) -> str:
    return ", ".join(str(label) for name, label in CAPABILITIES.items() if name in can)


@member_view("connect_channels", methods=("GET", "POST"))
def connect(request: MemberRequest) -> HttpResponse:
    """What a platform asks for; a POST verifies it and connects the account."""
    spoken = _spoken(request, (request.POST if request.method == "POST" else request.GET).get("platform", "email"))
    if request.method != "POST":
        return _form(request, spoken, {})
    given = {question.name: request.POST.get(question.name, "") for question in spoken.asks}
    about = {name: request.POST.get(name, "") for name in ("purpose", "audience")}
    if spoken.signs_in and not given["token"]:
        return _lead(request, spoken, given, about)
    try:
        made = actions.connect(request.actor, platform=spoken.name, credentials=given, **about)
    except HustingsError as refused:
        return _form(request, spoken, given | about, refused=refused)
    say(request, gettext("%(account)s is connected. What it holds comes in now.") % {"account": made.account})
    return redirect("channels")


@member_view("connect_channels", methods=("GET", "POST"))
def reconnect(request: MemberRequest, channel_id: int) -> HttpResponse:
    """The same form for an account that needs new credentials; what is left empty stays as it was."""
    view = queries.channel_view(request.actor, channel_id)
    spoken = _spoken(request, view.platform)
    if request.method != "POST":
        return _form(request, spoken, {}, channel=view)
    given = {question.name: request.POST.get(question.name, "") for question in spoken.asks}
    if spoken.signs_in and not given["token"]:
        return _lead(request, spoken, given, {}, channel=view)
    try:
        actions.reconnect(request.actor, channel_id, credentials=given)
    except HustingsError as refused:
        return _form(request, spoken, given, channel=view, refused=refused)
    say(request, gettext("%(account)s is connected again.") % {"account": view.account})
    return redirect("channels")


def _lead(
    request: MemberRequest,
    spoken: queries.PlatformView,
    given: dict[str, str],
    about: dict[str, str],
    *,
    channel: queries.ChannelView | None = None,
) -> HttpResponse:
    """The link to the platform, where the member agrees. A form may not lead away from here, a link may."""
    try:
        address = begin_sign_in(
            request.actor, platform=spoken.name, given=given, return_to=_return(request),
            channel_id=channel.id if channel else None, **about,
        )  # fmt: skip
    except HustingsError as refused:
        return _form(request, spoken, given | about, channel=channel, refused=refused)
    return render(request, "channels/agree.html", {"platform": spoken, "address": address})


@member_view("connect_channels")
def come_back(request: MemberRequest) -> HttpResponse:
    """Where a platform sends the member who has agreed there; the state says that it was this member who began."""
    made = finish_sign_in(request.actor, state=request.GET.get("state", ""), code=request.GET.get("code", ""))
    say(request, gettext("%(account)s is connected. What it holds comes in now.") % {"account": made.account})
    return redirect("channels")


def _return(request: MemberRequest) -> str:
    return request.build_absolute_uri(reverse("channel_return"))


def _spoken(request: MemberRequest, name: str) -> queries.PlatformView:
    found = next((each for each in queries.platforms(request.actor) if each.name == name), None)
    if found is None:
        raise WrongInput(gettext("There is no such platform."), field="platform")
    return found


def _form(
    request: MemberRequest,
    spoken: queries.PlatformView,
    given: dict[str, str],
    *,
    channel: queries.ChannelView | None = None,
    refused: HustingsError | None = None,
) -> HttpResponse:
    """Secrets that were typed are never written into the page again."""
    wrong = refused.field if isinstance(refused, WrongInput) else ""
    fields: list[dict[str, Any]] = [
        {
            "name": question.name, "title": question.title[:1].upper() + question.title[1:], "secret": question.secret,
            "needed": question.needed and channel is None, "help": question.help, "wrong": question.name == wrong,
            "value": "" if question.secret else given.get(question.name, ""),
        }
        for question in spoken.asks
    ]  # fmt: skip
    several = len(fields) > MOST_AT_ONCE and channel is None
    first = [field for field in fields if not several or field["needed"] or field["name"] in FIRST]
    rest = [field for field in fields if field not in first]
    context: dict[str, Any] = {
        "platform": spoken,
        "fields": first,
        "rest": rest,
        "rest_open": bool(refused) or any(field["value"] for field in rest),
        "given": given,
        "channel": channel,
        "error": str(refused or ""),
    }
    context["return_to"] = _return(request) if spoken.signs_in else ""
    return render(request, "channels/connect.html", context, status=400 if refused else 200)


@member_view("connect_channels", methods=("POST",))
def pause(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Neither reads nor sends."""
    say(request, gettext("%(account)s is paused.") % {"account": actions.pause(request.actor, channel_id).account})
    return redirect("channels")


@member_view("connect_channels", methods=("POST",))
def resume(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Reads and sends again."""
    say(request, gettext("%(account)s is read again.") % {"account": actions.resume(request.actor, channel_id).account})
    return redirect("channels")


@member_view("connect_channels", methods=("POST",))
def disconnect(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Forgets the credentials."""
    account = actions.disconnect(request.actor, channel_id).account
    say(
        request,
        gettext("%(account)s is let go and its credentials are forgotten. The conversations stay.") % {"account": account},
    )
    return redirect("channels")


@member_view("connect_channels", methods=("POST",))
def sync(request: MemberRequest) -> HttpResponse:
    """Reads everything in the background."""
    number = enqueue_sync(request.actor)
    say(request, gettext("%(number)s streams are read now.") % {"number": number})
    return redirect("channels")


urlpatterns = [
    path("channels/", channels, name="channels"),
    path("channels/sync/", sync, name="channels_sync"),
    path("channels/connect/", connect, name="channel_connect"),
    path("channels/return/", come_back, name="channel_return"),
    path("channels/<int:channel_id>/reconnect/", reconnect, name="channel_reconnect"),
    path("channels/<int:channel_id>/pause/", pause, name="channel_pause"),
    path("channels/<int:channel_id>/resume/", resume, name="channel_resume"),
    path("channels/<int:channel_id>/disconnect/", disconnect, name="channel_disconnect"),
]
