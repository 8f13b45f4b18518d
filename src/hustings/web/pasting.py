"""The form for a message from anywhere that nothing else brings in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.intake.pasting import Pasted, paste_letter, paste_message
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say
from hustings.web.people_forms import moment_of

CHANNELS: dict[str, Promise | str] = {
    "other": _("elsewhere"), "letter": _("by letter"), "sms": _("by text message"), "email": _("by e-mail"),
    "web": _("on a web page"), "whatsapp": "WhatsApp", "signal": "Signal", "telegram": "Telegram", "linkedin": "LinkedIn",
    "facebook": "Facebook", "instagram": "Instagram", "threads": "Threads", "x": "X", "tiktok": "TikTok", "youtube": "YouTube",
    "mastodon": "Mastodon", "bluesky": "Bluesky",
}  # fmt: skip
"""Where somebody may have written, as the form says it."""
NAMES = ("text", "name", "handle", "channel", "at")


@member_view("log_touch", methods=("GET", "POST"))
def paste(request: MemberRequest) -> HttpResponse:
    """The form; a POST leads to the conversation that the message stands in."""
    given = {name: request.POST.get(name, "") for name in NAMES}
    if request.method == "POST":
        try:
            made = _made(request, given)
        except WrongInput as refused:
            return _form(request, given, error=str(refused), wrong=refused.field)
        said = gettext("This message was here already.") if made.known else gettext("The message is here.")
        say(request, said)
        return redirect(reverse("conversation", args=[made.conversation_id]))
    return _form(request, given)


def _made(request: MemberRequest, given: dict[str, str]) -> Pasted:
    uploaded = request.FILES.get("file")
    if uploaded is not None:
        return paste_letter(request.actor, uploaded.read())
    at = moment_of(given["at"], "at")
    told = {name: given[name] for name in ("text", "name", "handle")}
    return paste_message(request.actor, channel=given["channel"] or "other", at=at, **told)


def _form(request: MemberRequest, given: dict[str, str], *, error: str = "", wrong: str = "") -> HttpResponse:
    context = {"given": given, "error": error, "wrong": wrong, "channels": CHANNELS.items()}
    return render(request, "channels/paste.html", context, status=400 if error else 200)


urlpatterns = [path("conversations/paste/", paste, name="conversation_paste")]
