"""What goes out: what nobody knows about first, for a person to settle; and the answer to a conversation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.inbox.replying import reply
from hustings.apps.outbox import actions, queries
from hustings.engine.personal import blanks
from hustings.kernel.errors import ForbiddenByUseRule, HustingsError, WrongInput
from hustings.web.conversations import conversation_context
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import moment_of

STATES = {
    "uncertain": _("Nobody knows whether it arrived"),
    "failed": _("Did not go out"),
    "there": _("To be written there by hand"),
    "sending": _("is being sent"),
    "waiting": _("waits"),
    "sent": _("sent"),
    "cancelled": _("taken back"),
}
CAME_BACK = _("Left, and came back")
WHICH = (("open", _("Not settled")), ("sent", _("Sent")), ("all", _("All")))


@member_view("see_outbox")
def outbox(request: MemberRequest) -> HttpResponse:
    """The list."""
    which = request.GET.get("state", "open")
    views = queries.outbox(request.actor, which=which)  # type: ignore[arg-type]
    rows = [(view, CAME_BACK if view.came_back else STATES[view.state]) for view in views]
    return render(request, "outbox/list.html", {"rows": rows, "which": which, "choices": WHICH})


@member_view("send_replies", methods=("POST",))
def answer(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """Puts an answer into the outbox; the toast takes it back for ten seconds. What is objected to comes back as it was typed."""
    text = request.POST.get("text", "")
    try:
        send_at = moment_of(request.POST.get("send_at", ""), "send_at")
        made = reply(request.actor, conversation_id, text=text, send_at=send_at, as_is="as_is" in request.POST)
    except (WrongInput, ForbiddenByUseRule) as refused:
        may_overrule = isinstance(refused, WrongInput) and refused.field == "as_is"
        given = {"text": text, "refused": str(refused), "may_overrule": may_overrule, "blanks": blanks(text)}
        context = conversation_context(request, conversation_id) | given
        return render(request, "conversations/conversation.html", context, status=400 if isinstance(refused, WrongInput) else 409)
    view = queries.outgoing_view(request.actor, made.pk)
    if view.scheduled:
        said = gettext("The answer to %(person)s leaves when you said.")
    else:
        said = gettext("The answer to %(person)s leaves in ten seconds.")
    messages.success(request, said % {"person": view.person}, extra_tags=f"outgoing:{view.id}")
    return redirect(reverse("conversation", args=[conversation_id]))


@member_view("send_replies", methods=("POST",))
def cancel(request: MemberRequest, outgoing_id: int) -> HttpResponse:
    """Takes something back that has not left."""
    actions.cancel(request.actor, outgoing_id)
    say(request, gettext("Taken back. Nothing was sent."))
    return redirect(back_or(request, reverse("outbox")))


@member_view("send_replies", methods=("POST",))
def settle(request: MemberRequest, outgoing_id: int) -> HttpResponse:
    """What a person found out, or the platform when it is asked once more."""
    outcome = request.POST.get("outcome", "")
    if outcome == "ask":
        _ask(request, outgoing_id)
    else:
        actions.settle(request.actor, outgoing_id, outcome=outcome)  # type: ignore[arg-type]
        if outcome == "there":
            return redirect("outgoing_there", outgoing_id)
        say(request, gettext("Settled."))
    return redirect("outbox")


def _ask(request: MemberRequest, outgoing_id: int) -> None:
    held = queries.outgoing_view(request.actor, outgoing_id)
    try:
        found = actions.ask_again(request.actor, outgoing_id).state == "sent"
    except HustingsError as refused:
        messages.error(request, str(refused))
        return
    unknown = gettext("%(account)s knows nothing of it.") % {"account": held.account}
    say(request, gettext("It has arrived.") if found else unknown)


urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/<int:outgoing_id>/cancel/", cancel, name="outgoing_cancel"),
    path("outbox/<int:outgoing_id>/settle/", settle, name="outgoing_settle"),
    path("conversations/<int:conversation_id>/reply/", answer, name="conversation_reply"),
]
