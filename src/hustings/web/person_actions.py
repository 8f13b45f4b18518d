"""What members do on the page of a person. Every action answers with the page as it is then, and an Undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.people import actions, queries
from hustings.apps.people.queries.decisions import differences, step_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people import person_context, say
from hustings.web.people_forms import number_of
from hustings.web.people_wording import moved

Said = tuple[str, int | None]
VOUCH = ("how", "where", "since", "confidence", "i_would_say", "they_would_say")


def _action(permission: str) -> Callable[[Callable[..., Said]], Callable[..., HttpResponse]]:
    """A view that changes a person: acts, says so with an Undo, and shows the person again."""

    def decorate(act: Callable[..., Said]) -> Callable[..., HttpResponse]:
        @member_view(permission, methods=("POST",))
        @wraps(act)
        def view(request: MemberRequest, person_id: int, **where: int) -> HttpResponse:
            said, step = act(request, person_id, **where)
            say(request, said, step)
            if not request.htmx:
                return redirect("person", person_id)
            return render(request, "people/person.html", person_context(request, person_id), fragment="people/_person.html")

        return view

    return decorate


@_action("edit_people")
def edit(request: MemberRequest, person_id: int) -> Said:
    """Corrects name, headline, place, birthday and summary. Only what differs from what was shown is a correction."""
    before = {name: request.POST.get(f"was_{name}", "") for name in ("name", "headline", "summary", "location", "birthday")}
    changes = {name: request.POST[name] for name in before if name in request.POST and request.POST[name].strip() != before[name]}
    if not changes:
        return gettext("Nothing was changed."), None
    return gettext("Corrected."), actions.edit_person(request.actor, person_id, changes=changes)


@_action("add_note")
def note(request: MemberRequest, person_id: int) -> Said:
    """Puts a note on the person."""
    return gettext("Noted."), actions.add_note(request.actor, person_id, text=request.POST.get("text", ""))


@_action("add_note")
def remove_note(request: MemberRequest, person_id: int, note_id: int) -> Said:
    """Takes a note away."""
    return gettext("The note is gone."), actions.remove_note(request.actor, note_id)


@_action("edit_people")
def tag(request: MemberRequest, person_id: int) -> Said:
    """Puts a tag on the person."""
    return gettext("Tagged."), actions.tag_person(request.actor, person_id, name=request.POST.get("name", ""))


@_action("edit_people")
def untag(request: MemberRequest, person_id: int, tag_id: int) -> Said:
    """Takes a tag off."""
    return gettext("The tag is off."), actions.untag_person(request.actor, person_id, tag_id=tag_id)


@_action("add_note")
def vouch(request: MemberRequest, person_id: int) -> Said:
    """How the member knows the person."""
    given = {name: request.POST.get(name, "").strip() for name in VOUCH}
    step = actions.vouch_for(request.actor, person_id, shared="shared" in request.POST, **given)
    return gettext("Your answer is kept."), step


@_action("edit_people")
def rhythm(request: MemberRequest, person_id: int) -> Said:
    """How often they want a touch; an empty choice lets Hustings propose one again."""
    step = actions.set_rhythm(
        request.actor,
        person_id,
        segment=request.POST.get("segment") or None,
        period_days=number_of(request.POST.get("period_days", "").strip(), "period_days"),
        now=utc_now(),
    )
    return gettext("The rhythm is set."), step


@_action("assign_people")
def assign(request: MemberRequest, person_id: int) -> Said:
    """Gives the person into a member's care, or into nobody's."""
    member_id = number_of(request.POST.get("member", ""), "member")
    step = actions.assign_person(request.actor, person_id, member_id=member_id, now=utc_now())
    return gettext("Assigned.") if member_id else gettext("In nobody's care now."), step


@_action("edit_people")
def consent(request: MemberRequest, person_id: int) -> Said:
    """What they said today about being reached."""
    given = {name: request.POST.get(name, "").strip() for name in ("channel", "status", "value", "purpose", "words")}
    return gettext("Kept."), actions.record_consent(request.actor, person_id, now=utc_now(), **given)


@_action("edit_people")
def silence(request: MemberRequest, person_id: int) -> Said:
    """Do not contact, or again."""
    silent = request.POST.get("silent") == "yes"
    step = actions.set_do_not_contact(request.actor, person_id, silent=silent, now=utc_now())
    return gettext("They will not be proposed any more.") if silent else gettext("They may be contacted again."), step


@_action("edit_people")
def add_identity(request: MemberRequest, person_id: int) -> Said:
    """One more way to reach them."""
    step = actions.add_identity(request.actor, person_id, kind=request.POST.get("kind", ""), value=request.POST.get("value", ""))
    return gettext("Added."), step


@_action("edit_people")
def hide_identity(request: MemberRequest, person_id: int) -> Said:
    """A wrong address goes away, whatever source names it."""
    step = actions.hide_identity(request.actor, person_id, kind=request.POST.get("kind", ""), value=request.POST.get("value", ""))
    return gettext("Taken away."), step


@_action("edit_people")
def add_position(request: MemberRequest, person_id: int) -> Said:
    """One more position."""
    given = {name: request.POST.get(name, "").strip() for name in ("organisation", "title", "since", "until")}
    return gettext("Added."), actions.add_position(request.actor, person_id, **given)


@_action("edit_people")
def hide_position(request: MemberRequest, person_id: int) -> Said:
    """A wrong position goes away, whatever source names it."""
    given = {name: request.POST.get(name, "") for name in ("organisation", "title")}
    return gettext("Taken away."), actions.hide_position(request.actor, person_id, **given)


@_action("edit_people")
def value(request: MemberRequest, person_id: int, field_id: int) -> Said:
    """A field of the workspace's own."""
    step = actions.set_value(request.actor, person_id, field_id=field_id, value=request.POST.get("value", ""))
    return gettext("Kept."), step


@_action("log_touch")
def keep_promise(request: MemberRequest, person_id: int, promise_id: int) -> Said:
    """A promise was kept."""
    return gettext("Kept your word."), actions.keep_promise(request.actor, promise_id, now=utc_now())


@_action("merge_people")
def unmerge(request: MemberRequest, person_id: int, merge_id: int) -> Said:
    """One becomes two again."""
    two = actions.unmerge_people(request.actor, merge_id)
    return gettext("%(name)s is on their own again.") % {"name": two.name}, None


@member_view("merge_people", methods=("GET", "POST"))
def merge(request: MemberRequest, person_id: int) -> HttpResponse:
    """Choose who is the same person, see what would move, and merge."""
    other_id = number_of(request.POST.get("other") or request.GET.get("other", ""), "other")
    if request.method == "POST" and other_id is not None:
        event = actions.merge_people(request.actor, person_id, other_id)
        said = gettext("%(gone)s and %(kept)s are one person now.") % {"gone": event.gone_name, "kept": event.kept.name}
        say(request, said, step_of(request.actor, "merge_people", merge=event.pk))
        return redirect("person", event.kept_id)
    return render(request, "people/merge.html", _merging(request, person_id, other_id))


def _merging(request: MemberRequest, person_id: int, other_id: int | None) -> dict[str, Any]:
    query = request.GET.get("q", "").strip()
    rows = queries.people_of_ids(request.actor, [person_id, *([other_id] if other_id else [])])
    if len(rows) < (2 if other_id else 1):
        raise NotFound(gettext("There is no such person."))
    counts = queries.merge_preview(request.actor, person_id, other_id) if other_id else {}
    return {
        "kept": rows[0],
        "gone": rows[1] if other_id else None,
        "differs": differences(rows[0], rows[1]) if other_id else frozenset(),
        "moves": [text for text in (moved(label, number) for label, number in counts.items()) if text],
        "query": query,
        "found": [each for each in queries.find_people(request.actor, query, limit=12) if each.id != person_id],
        "likely": [
            pair.second if pair.first.id == person_id else pair.first for pair in queries.duplicates_of(request.actor, person_id)
        ],
    }


def _at(tail: str, view: Callable[..., Any], name: str) -> Any:
    return path(f"people/<int:person_id>/{tail}/", view, name=name)


urlpatterns = [
    _at("edit", edit, "person_edit"),
    _at("note", note, "person_note"),
    _at("note/<int:note_id>/remove", remove_note, "person_note_remove"),
    _at("tag", tag, "person_tag"),
    _at("tag/<int:tag_id>/remove", untag, "person_untag"),
    _at("vouch", vouch, "person_vouch"),
    _at("rhythm", rhythm, "person_rhythm"),
    _at("assign", assign, "person_assign"),
    _at("consent", consent, "person_consent"),
    _at("silence", silence, "person_silence"),
    _at("identity", add_identity, "person_identity"),
    _at("identity/remove", hide_identity, "person_identity_remove"),
    _at("position", add_position, "person_position"),
    _at("position/remove", hide_position, "person_position_remove"),
    _at("field/<int:field_id>", value, "person_value"),
    _at("promise/<int:promise_id>/kept", keep_promise, "person_promise_kept"),
    _at("merge", merge, "person_merge"),
    _at("merge/<int:merge_id>/undo", unmerge, "person_unmerge"),
]
