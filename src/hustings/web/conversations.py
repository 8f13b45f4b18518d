"""Conversations: what needs a reply first, with the reason; the messages of each, to read."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from hustings.apps.inbox import queries
from hustings.apps.inbox.replying import can_reply
from hustings.apps.outbox.queries import outgoing_about
from hustings.apps.people.queries import people_of_ids
from hustings.web.doors import MemberRequest, member_view, render

STATES = (("needs_reply", _("Needs a reply")), ("waiting", _("We wait for theirs")), ("all", _("All")))


@member_view("see_people")
def conversations(request: MemberRequest) -> HttpResponse:
    """The list. Who may see the inbox sees all of it, a volunteer what concerns the people assigned to them."""
    state = request.GET.get("state", "needs_reply")
    page = queries.conversations_page(request.actor, state=state, after=request.GET.get("after", ""))  # type: ignore[arg-type]
    more = urlencode({"state": state, "after": page.next}) if page.next else ""
    fragment = "conversations/_rows.html" if request.GET.get("after") else ""
    context = {"page": page, "state": state, "states": STATES, "more": more}
    return render(request, "conversations/list.html", context, fragment=fragment)


@member_view("see_people")
def conversation(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """One conversation, oldest message first."""
    view = queries.conversation_view(request.actor, conversation_id)
    rows = people_of_ids(request.actor, [view.row.person_id]) if view.row.person_id else ()
    reach = [each for row in rows for each in row.identities if each.kind == view.row.channel and each.link]
    return render(
        request,
        "conversations/conversation.html",
        {
            "conversation": view,
            "row": view.row,
            "with": rows[0] if rows else None,
            "reach": reach[0] if reach else None,
            "by": can_reply(request.actor, conversation_id),
            "outgoing": outgoing_about(request.actor, [message.id for message in view.messages]),
        },
    )


urlpatterns = [
    path("conversations/", conversations, name="conversations"),
    path("conversations/<int:conversation_id>/", conversation, name="conversation"),
]
