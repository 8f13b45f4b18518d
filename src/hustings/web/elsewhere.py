"""Answers that a person writes on the platform itself: the draft to copy, the page to open, and the word that it was sent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.inbox.elsewhere import answer_there
from hustings.apps.outbox import actions, queries
from hustings.kernel.errors import WrongInput
from hustings.web.conversations import conversation_context
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import say


@member_view("send_replies", methods=("POST",))
def draft(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """Keeps the words and leads to the page from which they are copied. What is refused comes back as it was typed."""
    text = request.POST.get("text", "")
    try:
        made = answer_there(request.actor, conversation_id, text=text, as_is="as_is" in request.POST)
    except WrongInput as refused:
        context = conversation_context(request, conversation_id) | {"text": text, "refused": str(refused)}
        return render(request, "conversations/conversation.html", context, status=400)
    return redirect(reverse("outgoing_there", args=[made.pk]))


@member_view("send_replies", methods=("GET", "POST"))
def there(request: MemberRequest, outgoing_id: int) -> HttpResponse:
    """The words to copy and the way to where they belong; a POST says what became of them."""
    if request.method == "POST":
        outcome = "sent" if request.POST.get("outcome") == "sent" else "drop"
        actions.settle(request.actor, outgoing_id, outcome=outcome)
        say(request, gettext("Marked as sent.") if outcome == "sent" else gettext("Dropped. Nothing was sent."))
        return redirect("outbox")
    view = queries.outgoing_view(request.actor, outgoing_id)
    return render(request, "outbox/there.html", {"view": view, "is_open": view.state == "there"})


urlpatterns = [
    path("conversations/<int:conversation_id>/there/", draft, name="conversation_there"),
    path("outbox/<int:outgoing_id>/there/", there, name="outgoing_there"),
]
