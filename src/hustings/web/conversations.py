"""Conversations: what needs a reply first, with the reason; each with its thread and everything known about the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext

from hustings.apps.inbox import closing, drafting, labels, notices, presence, queries, saved_views, snippets, threads, working
from hustings.apps.inbox.crisis_queries import alarms_of
from hustings.apps.inbox.filtering import Filters
from hustings.apps.inbox.replying import can_reply, objection_to
from hustings.apps.outbox.queries import outgoing_about
from hustings.apps.people.queries import members_of
from hustings.engine.personal import blanks
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NotFound, WrongInput
from hustings.web import inbox_wording as words
from hustings.web.beside import beside, open_goals
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import back_or, say
from hustings.web.people_forms import number_of, numbers_of
from hustings.web.wording import CHANNELS

NOTHING_NEW = 204


@member_view("see_people")
def conversations(request: MemberRequest) -> HttpResponse:
    """The list. Who may see the inbox sees all of it, a volunteer what concerns the people assigned to them."""
    filters = _filters(request)
    context = _listed(request, filters)
    if request.GET.get("after"):
        return render(request, "conversations/list.html", context, fragment="conversations/_rows.html")
    actor = request.actor
    shown = {
        "states": words.STATES, "heading": words.HEADINGS[filters.state], "days": words.DAYS, "members": members_of(actor),
        "labels": labels.labels_of(actor), "channels": CHANNELS, "views": saved_views.views_of(actor),
        "notices": notices.notices_of(actor), "alarms": alarms_of(actor, only_open=True) if actor.may("see_inbox") else (),
    }  # fmt: skip
    return render(request, "conversations/list.html", context | shown)


@member_view("see_people")
def news(request: MemberRequest) -> HttpResponse:
    """The list again where it has changed since it was shown; else nothing, which costs two queries."""
    filters = _filters(request)
    if queries.marks_of_page(request.actor, filters) == request.GET.get("seen", ""):
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "conversations/_list.html", _listed(request, filters), fragment="conversations/_list.html")


def _filters(request: MemberRequest) -> Filters:
    given = {name: request.GET.get(name, "").strip() for name in ("channel", "label", "given", "words")}
    return Filters(state=request.GET.get("state") or "inbox", **given)


def _listed(request: MemberRequest, filters: Filters) -> dict[str, Any]:
    actor, after = request.actor, request.GET.get("after", "")
    mark = "" if after else queries.marks_of_page(actor, filters)
    page = queries.conversations_page(actor, filters=filters, after=after)
    more = f"{filters.query()}&{urlencode({'after': page.next})}" if page.next else ""
    return {
        "page": page, "filters": filters, "state": filters.state, "more": more, "mark": mark, "sections": words.SECTIONS,
        "last_section": request.GET.get("section", ""), "query": filters.query(), "days": words.DAYS,
    }  # fmt: skip


@member_view("see_people")
def conversation(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """One conversation, oldest message first, and beside it everything known about the person."""
    context = conversation_context(request, conversation_id)
    chosen = number_of(request.GET.get("snippet", ""), "snippet")
    if chosen is not None:
        context["text"] = next((each.text for each in context["snippets"] if each.id == chosen), "")
    return render(request, "conversations/conversation.html", context)


def conversation_context(request: MemberRequest, conversation_id: int) -> dict[str, Any]:
    """What the page of a conversation shows. A constant number of queries."""
    actor, now = request.actor, utc_now()
    view = queries.conversation_view(actor, conversation_id)
    known = beside(actor, view.row.person_id, besides=conversation_id, now=now) if view.row.person_id else None
    reach = [each for each in known.row.identities if each.kind == view.row.channel and each.link] if known else []
    notices.seen(actor, conversation_id, now=now)
    looking = presence.others_at(actor, [conversation_id], now=now).get(conversation_id, ())
    return {
        "conversation": view, "row": view.row, "beside": known, "with": known.row if known else None,
        "reach": reach[0] if reach else None, "by": can_reply(actor, conversation_id), "days": words.DAYS,
        "objection": objection_to(actor, conversation_id),
        "members": members_of(actor), "labels": labels.labels_of(actor), "text": "",
        "outgoing": outgoing_about(actor, [message.id for message in view.messages]),
        "snippets": snippets.snippets_of(actor) if actor.may("send_replies") else (),
        "drafts": bool(drafting.helper_of(actor)) and actor.may("send_replies"),
        "goals": open_goals(actor, now=now), "topics": closing.topics_of(actor), "leans": words.LEANS,
        "conditions": words.CONDITIONS, "agreed": words.AGREED, "steps": words.STEPS,
        "looking": looking, "thread_mark": threads.mark_of_thread(actor, conversation_id),
        "presence_mark": threads.mark_of_presence(looking),
    }  # fmt: skip


@member_view("see_people", methods=("POST",))
def look(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """Says that the member looks, or writes; answers with what is new in the thread and who else looks, or with nothing."""
    actor, given = request.actor, request.POST
    looking = presence.look(actor, conversation_id, typing=given.get("typing") == "yes", now=utc_now())
    marks = {
        "thread_mark": threads.mark_of_thread(actor, conversation_id), "presence_mark": threads.mark_of_presence(looking),
    }  # fmt: skip
    if all(given.get(name, "") == mark for name, mark in marks.items()):
        return HttpResponse(status=NOTHING_NEW)
    context = {"looking": looking, "fresh": None, **marks}
    if given.get("thread_mark", "") != marks["thread_mark"]:
        view = queries.conversation_view(actor, conversation_id)
        context |= {"fresh": view, "conversation": view, "row": view.row}
    else:
        context["row"] = {"id": conversation_id}
    return render(request, "conversations/_presence.html", context, fragment="conversations/_presence.html")


@member_view("log_touch", methods=("POST",))
def work(request: MemberRequest) -> HttpResponse:
    """Done, put off, opened again, given to somebody, labelled: one conversation or many."""
    given, actor, now = request.POST, request.actor, utc_now()
    ids = numbers_of(given.getlist("conversation"), "conversation")
    what = given.get("do", "")
    # A row's own button acts on that row, whatever else is ticked.
    for name in ("done", "put_off"):
        if given.get(f"only_{name}"):
            what, ids = name, numbers_of([given[f"only_{name}"]], "conversation")
    match what:
        case "done":
            said, step = gettext("Done."), working.close(actor, ids, now=now)
        case "put_off":
            days = min(number_of(given.get("days", "1"), "days") or 1, 1_000)
            said, step = gettext("Put off."), working.put_off(actor, ids, until=now + timedelta(days=days), now=now)
        case "reopen":
            said, step = gettext("Open again."), working.reopen(actor, ids)
        case "assign":
            said, step = gettext("Given."), working.assign(actor, ids, member_id=number_of(given.get("member", ""), "member"))
        case "label":
            said, step = gettext("Labelled."), labels.put_label(actor, ids, name=given.get("label", ""))
        case "unlabel":
            label = number_of(given.get("off", ""), "label") or 0
            said, step = gettext("The label is off."), labels.take_label(actor, ids, label_id=label)
        case _:
            raise WrongInput(gettext("Say what to do."), field="do")
    say(request, said, step)
    return redirect(back_or(request, reverse("conversations")))


@member_view("log_touch", methods=("POST",))
def close(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """Done, with what came out of it; the next one that waits is shown."""
    given, actor = request.POST, request.actor
    issue, sign = _issue(request)
    lean = given.get("lean", "")
    if lean and lean not in dict(words.LEANS):
        raise WrongInput(gettext("Choose where they stand."), field="lean")
    ending = closing.Ending(
        topic=given.get("topic", ""), issue=issue, lean=sign * float(lean) if lean else None,
        condition=given.get("condition", ""), offers_help="help" in given, do_not_contact="silent" in given,
        agrees=given.get("agrees", ""), purpose=given.get("purpose", ""),
    )  # fmt: skip
    step = closing.close_with(actor, conversation_id, ending, now=utc_now())
    say(request, gettext("Done."), step)
    return redirect("conversations")


def _issue(request: MemberRequest) -> tuple[str, int]:
    """What the stance is about: a goal's issue, seen from the goal, or an issue by its name."""
    chosen = number_of(request.POST.get("goal", ""), "goal")
    if chosen is None:
        return request.POST.get("issue", "").strip() or request.POST.get("topic", "").strip(), 1
    goal = next((each for each in open_goals(request.actor, now=utc_now()) if each.id == chosen), None)
    if goal is None:
        raise NotFound(gettext("There is no such goal."))
    return goal.issue, 1 if goal.for_it else -1


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


@member_view("send_replies", methods=("POST",))
def propose(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """A machine's draft, put into the field as text for the member to change. Nothing is sent."""
    wish, refused = request.POST.get("text", ""), ""
    try:
        text = drafting.propose(request.actor, conversation_id, now=utc_now(), wish=wish)
    except NotFound:
        raise
    except HustingsError as error:
        text, refused = wish, str(error)
    given = {"text": text, "machine": not refused, "refused": refused, "blanks": blanks(text)}
    if request.htmx:
        shown = {"by": can_reply(request.actor, conversation_id), **given}
        return render(request, "conversations/_field.html", shown, fragment="conversations/_field.html")
    return render(request, "conversations/conversation.html", conversation_context(request, conversation_id) | given)


@member_view("save_segments", methods=("POST",))
def view_save(request: MemberRequest) -> HttpResponse:
    """Keeps the filters under a name."""
    given = request.POST
    query = given.get("query", "")
    saved_views.save_view(request.actor, name=given.get("name", ""), query=query, shared="shared" in given)
    say(request, gettext("The view is kept."))
    return redirect(f"{reverse('conversations')}?{query}")


@member_view("save_segments", methods=("POST",))
def view_remove(request: MemberRequest, view_id: int) -> HttpResponse:
    """Forgets a view."""
    saved_views.remove_view(request.actor, view_id)
    say(request, gettext("The view is gone."))
    return redirect("conversations")


urlpatterns = [
    path("conversations/", conversations, name="conversations"),
    path("conversations/news/", news, name="conversations_news"),
    path("conversations/<int:conversation_id>/", conversation, name="conversation"),
    path("conversations/work/", work, name="conversations_work"),
    path("conversations/<int:conversation_id>/look/", look, name="conversation_look"),
    path("conversations/<int:conversation_id>/close/", close, name="conversation_close"),
    path("conversations/<int:conversation_id>/correct/", correct, name="conversation_correct"),
    path("conversations/<int:conversation_id>/note/", note, name="conversation_note"),
    path("conversations/<int:conversation_id>/draft/", propose, name="conversation_draft"),
    path("conversations/views/", view_save, name="conversations_view_save"),
    path("conversations/views/<int:view_id>/remove/", view_remove, name="conversations_view_remove"),
]
