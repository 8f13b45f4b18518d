"""Conversations: what needs a reply first, with the reason; the messages of each, to read."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.inbox import queries, working
from hustings.apps.inbox.replying import can_reply
from hustings.apps.outbox.queries import outgoing_about
from hustings.apps.people.queries import members_of, people_of_ids
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import number_of, numbers_of

STATES = (
    ("needs_reply", _("Needs a reply")),
    ("mine", _("Mine")),
    ("waiting", _("We wait for theirs")),
    ("put_off", _("Put off")),
    ("done", _("Done")),
    ("all", _("All")),
)
DAYS = (("1", _("Until tomorrow")), ("3", _("For three days")), ("7", _("For a week")), ("30", _("For a month")))


@member_view("see_people")
def conversations(request: MemberRequest) -> HttpResponse:
    """The list. Who may see the inbox sees all of it, a volunteer what concerns the people assigned to them."""
    state = request.GET.get("state", "needs_reply")
    page = queries.conversations_page(request.actor, state=state, after=request.GET.get("after", ""))  # type: ignore[arg-type]
    more = urlencode({"state": state, "after": page.next}) if page.next else ""
    fragment = "conversations/_rows.html" if request.GET.get("after") else ""
    context = {"page": page, "state": state, "states": STATES, "more": more, "days": DAYS, "members": members_of(request.actor)}
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
            "days": DAYS,
            "members": members_of(request.actor),
            "outgoing": outgoing_about(request.actor, [message.id for message in view.messages]),
        },
    )


@member_view("log_touch", methods=("POST",))
def work(request: MemberRequest) -> HttpResponse:
    """Done, put off, opened again or given to somebody: one conversation or many."""
    given, actor, now = request.POST, request.actor, utc_now()
    ids = numbers_of(given.getlist("conversation"), "conversation")
    match given.get("do", ""):
        case "done":
            said, step = gettext("Done."), working.close(actor, ids, now=now)
        case "put_off":
            days = number_of(given.get("days", "1"), "days") or 1
            said, step = gettext("Put off."), working.put_off(actor, ids, until=now + timedelta(days=days), now=now)
        case "reopen":
            said, step = gettext("Open again."), working.reopen(actor, ids)
        case "assign":
            said, step = gettext("Given."), working.assign(actor, ids, member_id=number_of(given.get("member", ""), "member"))
        case _:
            raise WrongInput(gettext("Say what to do."), field="do")
    say(request, said, step)
    return redirect(back_or(request, reverse("conversations")))


@member_view("log_touch", methods=("POST",))
def correct(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """Whether they want an answer, as the member says."""
    wants = request.POST.get("wants") == "yes"
    step = working.correct(request.actor, conversation_id, wants_reply=wants, now=utc_now())
    say(request, gettext("It waits for an answer.") if wants else gettext("It wants no answer. Hustings learns from it."), step)
    return redirect(back_or(request, reverse("conversations")))


@member_view("add_note", methods=("POST",))
def note(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """A note for the team."""
    step = working.add_conversation_note(request.actor, conversation_id, text=request.POST.get("text", ""), now=utc_now())
    say(request, gettext("Noted."), step)
    return redirect("conversation", conversation_id)


urlpatterns = [
    path("conversations/", conversations, name="conversations"),
    path("conversations/<int:conversation_id>/", conversation, name="conversation"),
    path("conversations/work/", work, name="conversations_work"),
    path("conversations/<int:conversation_id>/correct/", correct, name="conversation_correct"),
    path("conversations/<int:conversation_id>/note/", note, name="conversation_note"),
]
